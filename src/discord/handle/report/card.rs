//! What managers see of reports: previews, lists, and what was done. Every sentence of it stands here.

use std::time::{SystemTime, UNIX_EPOCH};

use super::ReportAction;
use crate::discord::cut;
use crate::discord::markup::{self, Markup};
use crate::discord::reply::{Body, Button, Card, File, Part, Quote, Tone};
use crate::discord::words::{counted, label};
use crate::library::{Addition, Outcome, Preview};
use crate::report::Report;
use crate::store::Missing;

/// Units of the first words that a phone's screen has room for, below everything else.
const FIRST_WORDS: usize = 300;
/// Units of a title.
const TITLE: usize = 150;
/// Units of a warning.
const WARNING: usize = 350;
/// Questions that are listed in the message; the rest is in a file.
const LISTED: usize = 12;

/// A file that waits, with buttons to decide about it and to see the others; `waiting` are the numbers of all.
pub(super) fn preview(preview: &Preview, waiting: &[u32]) -> Body {
    let mut parts = vec![Part::Words(described(preview))];
    for warning in &preview.warnings {
        let text = cut::cut(&markup::plain(&warning.to_string()), WARNING);
        parts.push(Part::Words(
            Markup::ours("**Look first:** ").and_theirs(&text),
        ));
    }
    parts.push(Part::Quote(Quote {
        text: cut::cut(&markup::plain(&preview.first_words), FIRST_WORDS),
        bold: Vec::new(),
        citation: Markup::ours("How its text begins"),
    }));
    let place = waiting.iter().position(|number| *number == preview.id);
    let at = place.unwrap_or_default();
    let mut footer = "Nobody can search it until it is approved".to_owned();
    if waiting.len() > 1 {
        footer.push_str(&format!(" · {} of {} that wait", at + 1, waiting.len()));
    }
    let number = preview.id;
    let mut buttons = vec![
        button("Approve", Some(&ReportAction::Approve { number })),
        button("Reject", Some(&ReportAction::Reject { number })),
    ];
    if waiting.len() > 1 {
        let show = |number: &u32| ReportAction::Show { number: *number };
        let earlier = at.checked_sub(1).and_then(|at| waiting.get(at));
        buttons.push(button(label::EARLIER, earlier.map(show).as_ref()));
        let later = waiting.get(at + 1).map(show);
        buttons.push(button(label::LATER, later.as_ref()));
    }
    Body {
        card: Some(Card {
            title: Some("Waiting for approval".to_owned()),
            parts,
            footer: Some(footer),
            tone: if preview.warnings.is_empty() {
                Tone::Plain
            } else {
                Tone::Weak
            },
            ..Card::default()
        }),
        buttons,
        ..Body::default()
    }
}

/// Title, publisher, date, size and language, as they will be shown.
fn described(preview: &Preview) -> Markup {
    let report = &preview.report;
    let mut about: Vec<String> = Vec::new();
    about.extend(report.publisher.clone());
    about.push(report.date.clone().unwrap_or_else(|| "undated".to_owned()));
    if preview.pages > 0 {
        about.push(counted(u64::from(preview.pages), "page"));
    }
    about.push(counted(u64::from(preview.passages), "passage"));
    about.push(format!("language {}", preview.language));
    let mut text = title(report)
        .and("\n")
        .and_theirs(&markup::plain(&about.join(", ")));
    if let Some(url) = &report.url {
        text = text
            .and("\n")
            .and_theirs(&cut::cut(&markup::plain(url), TITLE));
    }
    match &preview.replaces {
        Some(id) => text
            .and("\nIt replaces the edition of ")
            .and_theirs(&markup::plain(id))
            .and(" that is searched now; old receipts stay checkable."),
        None => text,
    }
}

fn title(report: &Report) -> Markup {
    Markup::ours("**")
        .and_theirs(&cut::cut(&markup::plain(&report.title), TITLE))
        .and("**")
}

/// What approval did.
pub(super) fn approved(added: &Addition) -> Body {
    let passages = counted(u64::from(added.passages), "passage");
    let text = title(&added.report);
    Body::words(match added.outcome {
        Outcome::Indexed => text.and(&format!(" is searched here from now on: {passages}.")),
        Outcome::Replaced => text.and(&format!(
            " was replaced by its new edition: {passages}. Old receipts stay checkable."
        )),
        Outcome::Unchanged => text.and(" was here already, the same file, so nothing was changed."),
    })
}

/// What rejection did.
pub(super) fn rejected(preview: &Preview) -> Body {
    Body::words(title(&preview.report).and(" was rejected, and its file was deleted."))
}

/// Asks whether a report is really to be removed.
pub(super) fn confirm(report: &Report, id: String) -> Body {
    Body {
        text: Some(Markup::ours("Remove ").and_markup(&title(report)).and(
            "? It will not be searched any more, its file will be deleted, and receipts of it cannot be checked here again.",
        )),
        buttons: vec![
            Button::new("Remove", id),
            button("Keep", Some(&ReportAction::Keep)),
        ],
        ..Body::default()
    }
}

/// What a removal did.
pub(super) fn removed(report: &Report) -> Body {
    Body::words(title(report).and(" was removed."))
}

/// What people miss. Those that do not fit are in a file.
pub(super) fn missing(missing: &[Missing], cleared: bool) -> Body {
    let mut text = Markup::default();
    for (at, entry) in missing.iter().take(LISTED).enumerate() {
        text = text
            .and(if at > 0 { "\n- “" } else { "- “" })
            .and_theirs(&cut::cut(&markup::plain(&entry.question), TITLE))
            .and(&format!(
                "” ({}, last <t:{}:d>)",
                counted(u64::from(entry.times), "time"),
                seconds(entry.last)
            ));
    }
    let mut files = Vec::new();
    let mut footer = counted(missing.len() as u64, "question");
    if missing.len() > LISTED {
        footer.push_str(&format!(
            ", the first {LISTED} shown here and all in the file"
        ));
        files.push(file(missing));
    }
    if cleared {
        footer.push_str("; the list is empty now");
    }
    Body {
        card: Some(Card {
            title: Some("What the reports do not answer".to_owned()),
            parts: vec![Part::Words(text)],
            footer: Some(footer),
            ..Card::default()
        }),
        files,
        ..Body::default()
    }
}

/// Since 1970, as Discord's timestamps count (docs: Reference, Message Formatting).
fn seconds(moment: SystemTime) -> u64 {
    moment
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

fn file(missing: &[Missing]) -> File {
    let line = |entry: &Missing| {
        format!(
            "{}\t{}\n",
            entry.times,
            markup::plain(&entry.question).replace(['\n', '\t'], " ")
        )
    };
    File {
        name: "missing.txt".to_owned(),
        description: "How often, and which question".to_owned(),
        bytes: missing.iter().map(line).collect::<String>().into_bytes(),
    }
}

fn button(label: &str, action: Option<&ReportAction>) -> Button {
    let id = action.and_then(ReportAction::pack);
    Button {
        label: label.to_owned(),
        enabled: id.is_some(),
        id: id.unwrap_or_else(|| format!("none:{label}")),
    }
}
