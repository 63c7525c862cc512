//! What moderators read of the ledger.

use super::list;
use crate::check::{Bearing, Evidence, Publication, Standing};
use crate::discord::cut::cut;
use crate::discord::markup::Markup;
use crate::discord::words::counted;
use crate::store::checks::Check;
use crate::store::ledger::{Broken, Entry, Event, Whole};

pub(super) const BACK: &str = "Earlier";
pub(super) const ON: &str = "Later";
pub(super) const OPEN: &str = "Open a check";
pub(super) const ERASED: &str = "(erased)";
pub(super) const CORRECT: &str = "Correct";
pub(super) const WITHDRAW: &str = "Withdraw";
pub(super) const WITHDRAW_NOW: &str = "Withdraw it";
pub(super) const KEEP: &str = "Leave it";
pub(super) const AS_FILE: &str = "As a file";
pub(super) const FILE_ATTACHED: &str = "The dossier as a Markdown file.";
pub(super) const FILE_CHANGED: &str =
    "The reports changed since this claim was looked up: run Find evidence again.\n\n";

/// Units of a claim in a list.
const CLAIM: usize = 160;

pub(super) fn empty() -> Markup {
    Markup::ours("This server's ledger is empty: nothing was decided yet.")
}

pub(super) fn exported(entries: usize) -> Markup {
    Markup::ours(format!(
        "The whole ledger, {}. It names people: share it with care.",
        counted_entries(entries as u64)
    ))
}

fn counted_entries(entries: u64) -> String {
    match entries {
        1 => "1 entry".to_owned(),
        more => format!("{more} entries"),
    }
}

pub(super) fn whole(whole: &Whole, expected: bool) -> Markup {
    let entries = counted_entries(whole.entries.into());
    let expected = if expected {
        ", the expected one among them"
    } else {
        ""
    };
    Markup::ours(match whole.entries {
        0 => "The ledger is empty.".to_owned(),
        last => format!(
            "The ledger is whole: {entries}{expected}. The last is {last}:{}. Keep that: with /checks audit it shows later whether anything was cut off or rewritten.",
            whole.head.short()
        ),
    })
}

pub(super) fn broken(broken: &Broken) -> Markup {
    Markup::ours("**The ledger is broken:** ")
        .and_theirs(&broken.to_string())
        .and(". If you named an entry, look whether it was typed right. Else tell the people who run Pincite; a backup shows what it was.")
}

pub(super) fn nothing_like(typed: Option<&str>) -> Markup {
    match typed {
        None => empty(),
        Some(typed) => Markup::ours("No check has a claim with “")
            .and_theirs(&cut(typed, 80))
            .and("”; /checks search without words lists them all."),
    }
}

/// How many were found, with all words of what was typed or with some.
pub(super) fn list_title(found: usize, (typed, all): (Option<&str>, bool)) -> String {
    let found = counted(found as u64, "check");
    match typed {
        Some(typed) if all => format!("{found} with “{}”", cut(typed, 80)),
        Some(typed) => format!(
            "None with all of “{}”; {found} with some of it",
            cut(typed, 70)
        ),
        None => found,
    }
}

pub(super) fn lines(checks: &[Check]) -> Markup {
    let line = |text: Markup, check: &Check| {
        let start = if text.is_empty() { "" } else { "\n" };
        text.and(&format!("{start}**{}** ", check.number))
            .and_theirs(&cut(check.claim.as_deref().unwrap_or(ERASED), CLAIM))
            .and(&format!("\n{}", state(check)))
    };
    checks.iter().fold(Markup::default(), line)
}

/// `Refuted · published · 2026-11-22`.
pub(super) fn state(check: &Check) -> String {
    let day = check.at.split('T').next().unwrap_or_default();
    format!("{} · {} · {day}", check.judgment.name(), check.state)
}

/// Where a verdict is to be seen, and the message that it is on.
pub(super) fn where_it_is(guild: u64, standing: &Standing) -> Markup {
    let link = |channel: u64, message: u64| {
        format!("https://discord.com/channels/{guild}/{channel}/{message}")
    };
    let judged = match standing.source {
        Some((channel, Some(message))) if standing.source_deleted.is_none() => {
            format!("[The message]({}) · ", link(channel, message))
        }
        _ => String::new(),
    };
    let state = match (&standing.published, standing.post) {
        (Publication::Kept, _) => "kept for moderators".to_owned(),
        (Publication::Intended(_), _) => "it is not known yet whether it was posted".to_owned(),
        (Publication::Published, Some((channel, message))) => {
            format!("[the verdict]({})", link(channel, message))
        }
        (Publication::Published, None) => "published; where is erased".to_owned(),
        (Publication::NotPublished, _) => "not published".to_owned(),
    };
    Markup::ours(format!("{judged}{state} · given {}", standing.given))
}

/// The entries about a check, one a line.
pub(super) fn entries(entries: &[Entry]) -> Markup {
    let line = |entry: &Entry| {
        let day = entry.at.split('T').next().unwrap_or_default();
        format!(
            "`{}:{}` {day} {}",
            entry.number,
            entry.hash.short(),
            event(&entry.event)
        )
    };
    let lines: Vec<String> = entries.iter().map(line).collect();
    Markup::ours(format!("**In the ledger**\n{}", lines.join("\n")))
}

fn event(event: &Event) -> String {
    match event {
        Event::Kept { judgment, .. } => format!("kept: {}", judgment.name()),
        Event::Intent { judgment, .. } => format!("to be posted: {}", judgment.name()),
        Event::Published => "posted".to_owned(),
        Event::NotPublished => "not posted".to_owned(),
        Event::Corrected { judgment, .. } => format!("corrected: {}", judgment.name()),
        Event::Withdrawn => "withdrawn".to_owned(),
        Event::SourceEdited => "the message was edited".to_owned(),
        Event::SourceDeleted => "the message was deleted".to_owned(),
        Event::Erased { .. } => "erased at somebody's wish".to_owned(),
    }
}

pub(super) fn confirm(standing: &Standing) -> Markup {
    Markup::ours(format!(
        "Withdraw check {}, “{}”? It stays in the ledger; where it was published its message says that it was withdrawn. It cannot be taken back.",
        standing.check,
        standing.judgment.name()
    ))
}

pub(super) fn nothing_handed_in() -> Markup {
    Markup::ours(
        "Nobody handed in a claim here in the last 30 days, and nothing was decided here. Right-click a message, choose Apps, then Find evidence.",
    )
}

pub(super) fn dossier_title(claims: usize) -> String {
    format!("Dossier: {}", counted(claims as u64, "claim"))
}

/// Of which message, where there is one: ids of guild, channel and message.
type Of = (u64, u64, Option<u64>);
/// A claim's number in the dossier, its words, and its check.
type Named<'c> = (usize, Option<&'c str>, Option<&'c Check>);

fn address((guild, channel, message): Of) -> Option<String> {
    let message = message?;
    Some(format!(
        "https://discord.com/channels/{guild}/{channel}/{message}"
    ))
}

fn stands(check: Option<&Check>) -> String {
    match check {
        Some(check) => format!("check {}: {}", check.number, state(check)),
        None => "no verdict yet".to_owned(),
    }
}

pub(super) fn item(of: Of, (number, claim, check): Named<'_>) -> Markup {
    let start = Markup::ours(format!("**{number}.** "))
        .and_theirs(&cut(claim.unwrap_or(ERASED), CLAIM * 2))
        .and(&format!("\n{}", stands(check)));
    let start = match other_words(claim, check) {
        Some(worded) => start.and(", on “").and_theirs(&cut(worded, CLAIM)).and("”"),
        None => start,
    };
    match address(of) {
        _ if check.is_some_and(|check| check.source_deleted) => {
            start.and(" · the message was deleted")
        }
        Some(address) => start.and(&format!(" · [message]({address})")),
        None => start,
    }
}

/// How the moderator worded a claim, where that is not how it was handed in.
fn other_words<'c>(claim: Option<&str>, check: Option<&'c Check>) -> Option<&'c str> {
    let worded = check?.claim.as_deref()?;
    let same = claim.is_some_and(|claim| list::normal(claim) == list::normal(worded));
    (!same).then_some(worded)
}

pub(super) fn labelled(evidence: &Evidence) -> Markup {
    Markup::theirs(&column_of(evidence))
}

/// How a passage stands to a claim, with its labels.
pub(super) fn column_of(evidence: &Evidence) -> String {
    let column = match evidence.bearing {
        Bearing::Alike => "Alike in numbers and words",
        Bearing::Differs => "Differs",
        Bearing::Near => "On the same matter",
    };
    let labels: Vec<String> = evidence.labels.iter().map(ToString::to_string).collect();
    match labels.as_slice() {
        [] => column.to_owned(),
        _ => format!("{column}: {}", labels.join("; ")),
    }
}

pub(super) fn file_start(claims: usize) -> String {
    format!(
        "# Dossier\n\n{}. The passages are quoted to the letter and their receipts can be checked with `/verify` or `pincite verify`; the verdicts are people's.\n\n",
        counted(claims as u64, "claim")
    )
}

pub(super) fn file_item(of: Of, (number, named, check): Named<'_>) -> String {
    let claim = md(named.unwrap_or(ERASED));
    let worded = other_words(named, check).map_or_else(String::new, |worded| {
        format!("Worded by the moderator: {}\n\n", md(worded))
    });
    let message = match address(of) {
        _ if check.is_some_and(|check| check.source_deleted) => {
            "The message was deleted.\n\n".to_owned()
        }
        Some(at) => format!("Message: <{at}>\n\n"),
        None => String::new(),
    };
    format!(
        "## {number}. {claim}\n\n{message}State: {}\n\n{worded}",
        stands(check)
    )
}

/// A quotation under a heading of its own.
pub(super) fn file_quote(heading: &str, (text, citation, receipt): (&str, &str, &str)) -> String {
    let quoted: Vec<String> = text.lines().map(|line| format!("> {}", md(line))).collect();
    format!(
        "{}\n\n{}\n\n{}, receipt `{receipt}`\n\n",
        md(heading),
        quoted.join("\n"),
        md(citation)
    )
}

/// A text that Markdown shows as it is.
pub(super) fn md(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
