//! Answers and excerpts as cards: one phone screen each.

mod definition;
mod opened;
mod qualifier;

use super::Asked;
use crate::answer::{Answer, Excerpt, Outcome};
use crate::discord::hits::{Hits, MOST_HITS, Press, asker};
use crate::discord::markup::Markup;
use crate::discord::reply::{Body, Button, Card, Part, Quote, Tone};
use crate::discord::request::Request;
use crate::discord::words::{self, label};
use crate::discord::{cut, markup};
use crate::library::{Meant, Shelf};
use crate::report::{Citation, Extractor, Locator, Report, ShortReceipt};

pub(super) use definition::definition_button;
pub(super) use opened::opened;
pub(super) use qualifier::quoted as quoted_qualifier;

/// Words or runs in bold at most.
const MOST_BOLD: usize = 8;
/// Units of a question as it is shown; Discord allows 256 there.
const QUESTION: usize = 240;
/// Units of a title, and of what stands before it; the place must stay in sight.
const TITLE: usize = 160;
/// Units of a place, which may hold a heading.
const PLACE: usize = 200;
/// Units of an address that is linked: four of them leave room in one card.
const LINK: usize = 500;
/// The id of the button that tells the managers what is missing.
pub(in crate::discord) const MISSING_ID: &str = "missing";

/// An answer's first card, or its explained silence; what was `borrowed` from another question is said above. An excerpt
/// has at most `chars` characters there, with what qualifies it.
pub(super) fn answered(
    answer: &Answer,
    (shelf, chars): (&Shelf, usize),
    (request, borrowed): (&Request, Option<Markup>),
) -> Body {
    let question = shown_question(&answer.question);
    let Some(first) = answer.excerpts.first() else {
        let mut body = silent(answer, &hits(request, &answer.closest), request);
        if let Some(card) = &mut body.card {
            card.question = question;
            card.parts.extend(borrowed.map(Part::Words));
        }
        return body;
    };
    let weak = (answer.outcome == Outcome::Weak).then(|| words::weak(answer));
    let notices = weak.into_iter().chain(borrowed);
    let mut body = excerpt((first, chars), &hits(request, &answer.excerpts), question);
    if let Some(card) = &mut body.card {
        card.parts.splice(0..0, notices.map(Part::Words));
        card.parts.extend(also_in(first, shelf).map(Part::Words));
        if answer.outcome == Outcome::Weak {
            card.tone = Tone::Weak;
        }
    }
    body
}

/// Some excerpts as the buttons of the person who asked know them, the first of them shown; at most as many as an answer has.
pub(super) fn hits<'e>(request: &Request, excerpts: impl IntoIterator<Item = &'e Excerpt>) -> Hits {
    let hits = excerpts
        .into_iter()
        .map(|excerpt| ShortReceipt::of(&excerpt.receipt))
        .take(MOST_HITS);
    Hits {
        at: 0,
        asker: asker(request.person.id),
        hits: hits.collect(),
    }
}

fn silent(answer: &Answer, closest: &Hits, request: &Request) -> Body {
    let closest = closest
        .pack(Press::Closest)
        .map(|id| Button::new(label::CLOSEST, id));
    // Where there was nothing to search for, nothing is missing either.
    let asked_for_something = answer
        .silence
        .as_ref()
        .is_none_or(|silence| silence.note.is_none());
    let missing = missing(request).filter(|_| asked_for_something);
    Body {
        card: Some(Card {
            parts: vec![Part::Words(words::silence(answer))],
            tone: Tone::Weak,
            ..Card::default()
        }),
        buttons: closest.into_iter().chain(missing).collect(),
        ..Body::default()
    }
}

/// The button that puts a question on the list of a guild's managers; none where there are no managers.
pub(super) fn missing(request: &Request) -> Option<Button> {
    let guild = request.place.guild;
    guild.map(|_| Button::new(label::MISSING, MISSING_ID))
}

/// In which other reports an excerpt's words stand; none where in none.
fn also_in(excerpt: &Excerpt, shelf: &Shelf) -> Option<Markup> {
    let first = excerpt.also_in.first()?;
    let title = match shelf.report(&first.report) {
        Meant::One(edition) => &edition.report.title,
        _ => &first.report,
    };
    let markup = Markup::ours("The same words also stand in *")
        .and_theirs(&cut::cut(&markup::plain(title), TITLE))
        .and("*");
    let markup = match first.page {
        Some(page) => markup.and(&format!(", p. {page}")),
        None => markup,
    };
    Some(match excerpt.also_in.len() {
        1 => markup.and("."),
        more => markup.and(&format!(
            ", and at {} more.",
            words::counted(more as u64 - 1, "place")
        )),
    })
}

/// One of an answer's excerpts with what qualifies it: whole where both together have at most `chars` characters, else
/// the place.
pub(super) fn excerpt(
    (excerpt, chars): (&Excerpt, usize),
    hits: &Hits,
    question: Option<String>,
) -> Body {
    let mut footer = format!("Receipt {}", excerpt.receipt);
    if hits.hits.len() > 1 {
        footer.push_str(&format!(" · {} of {}", hits.at + 1, hits.hits.len()));
    }
    let button = |label: &str, press| hits.pack(press).map(|id| Button::new(label, id));
    let picture = if has_pictures(excerpt.receipt.extractor, &excerpt.report) {
        label::SEE_PAGE
    } else {
        label::SEE_TEXT
    };
    let next = (hits.hits.len() > 1).then(|| button(label::NEXT, Press::Next));
    let mut parts = vec![Part::Quote(quote(excerpt))];
    parts.extend(qualifier::below(excerpt, chars));
    Body {
        card: Some(Card {
            question,
            parts,
            footer: Some(footer),
            ..Card::default()
        }),
        buttons: [
            next.flatten(),
            button(label::MORE, Press::More),
            button(picture, Press::SeePage),
            button(label::COPY, Press::Copy),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Body::default()
    }
}

/// Whether a report's pages can be drawn.
pub(super) fn has_pictures(extractor: Extractor, report: &Report) -> bool {
    extractor == Extractor::Pdf && !report.sample
}

/// An excerpt as a quotation.
pub(super) fn quote(excerpt: &Excerpt) -> Quote {
    Quote {
        text: excerpt.text.clone(),
        bold: runs(&excerpt.text, &excerpt.highlights),
        citation: citation(&excerpt.report, &excerpt.locator),
    }
}

/// Highlights with those joined between which only a space or a hyphen stands; at most eight.
fn runs(text: &str, highlights: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (start, end) in highlights {
        match runs.last_mut() {
            Some(last) if text.get(last.1..*start).is_some_and(|gap| gap.len() <= 1) => {
                last.1 = *end
            }
            _ => runs.push((*start, *end)),
        }
    }
    runs.truncate(MOST_BOLD);
    runs
}

/// Words of a report with their citation and receipt, as plain text.
pub(super) fn copied(excerpt: &Excerpt) -> String {
    let citation = Citation::new(&excerpt.report, &excerpt.locator);
    let mut lines = vec![format!("“{}”", excerpt.text), citation.to_string()];
    lines.extend(citation.link());
    let unseen = markup::unseen(&lines.join("\n"));
    if unseen > 0 {
        lines.push(format!("({})", words::unseen_left_out(unseen)));
    }
    lines.push(format!("Receipt {}", excerpt.receipt));
    lines.join("\n")
}

/// A citation as a person would paste it, linked to its page where the report has an address.
pub(super) fn citation(report: &Report, locator: &Locator) -> Markup {
    let citation = Citation::new(report, locator);
    let (before, after) = citation.around_title();
    cited(report, &before, &after).linked(link(&citation).as_deref())
}

/// The citation of a report without pages as a whole.
pub(super) fn whole_report(report: &Report) -> Markup {
    let (before, _) = Citation::new(report, &Locator::default()).around_title();
    cited(
        report,
        &before,
        &format!(", {}, whole text", report.spoken_date()),
    )
}

fn cited(report: &Report, before: &str, after: &str) -> Markup {
    let names = before
        .strip_suffix(", ")
        .map(|names| cut::cut(names, TITLE));
    Markup::theirs(names.as_deref().unwrap_or(before))
        .and(if names.is_some() { ", *" } else { "*" })
        .and_theirs(&cut::cut(&markup::plain(&report.title), TITLE))
        .and("*")
        .and_theirs(&place(after))
}

/// A place with its headings cut and its number whole, which stands at its end.
fn place(text: &str) -> String {
    match text.rsplit_once(", ") {
        Some((headings, number)) if cut::length(text) > PLACE => {
            format!("{}, {}", cut::cut(headings, PLACE), cut::cut(number, PLACE))
        }
        _ => cut::cut(text, PLACE),
    }
}

/// The address of a citation; none where it is so long that the words would have no room beside it.
fn link(citation: &Citation<'_>) -> Option<String> {
    citation.link().filter(|url| cut::length(url) <= LINK)
}

/// The citation of words beside others of the same report, which are cited whole in the same message.
fn of_the_same(report: &Report, locator: &Locator) -> Markup {
    let citation = Citation::new(report, locator);
    Markup::ours("Same report, ")
        .and_theirs(&place(&citation.place()))
        .linked(link(&citation).as_deref())
}

/// A question as it is shown, so that it can be read from there again: one line.
pub(super) fn shown_question(question: &str) -> Option<String> {
    let question = cut::cut(&markup::plain(question), QUESTION);
    (!question.is_empty()).then_some(question)
}
