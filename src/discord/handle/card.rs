//! Answers and excerpts as cards: one phone screen each.

use crate::answer::{Answer, Excerpt, Outcome, Recalled, Stretch};
use crate::discord::hits::{Hits, MOST_HITS, Press, asker};
use crate::discord::markup::Markup;
use crate::discord::reply::{Body, Button, Card, Part, Quote, Tone};
use crate::discord::words::{self, label};
use crate::discord::{cut, markup};
use crate::report::{Citation, Locator, Report, ShortReceipt};

/// Words or runs in bold at most.
const MOST_BOLD: usize = 8;
/// Units of a question as it is shown; Discord allows 256 there.
const QUESTION: usize = 240;
/// The id of the button that tells the managers what is missing.
pub(in crate::discord) const MISSING_ID: &str = "missing";

/// An answer's first card, or its explained silence; `notices` stand above.
pub(super) fn answered(answer: &Answer, person: u64, mut notices: Vec<Markup>) -> Body {
    let hits = |excerpts: &[Excerpt]| Hits {
        at: 0,
        asker: asker(person),
        hits: excerpts
            .iter()
            .take(MOST_HITS)
            .map(|excerpt| ShortReceipt::of(&excerpt.receipt))
            .collect(),
    };
    let question = shown_question(&answer.question);
    let Some(first) = answer.excerpts.first() else {
        return silent(answer, question, (notices, hits(answer.closest.as_slice())));
    };
    if answer.outcome == Outcome::Weak {
        notices.insert(0, words::weak(answer));
    }
    let mut body = excerpt(first, &hits(&answer.excerpts), question);
    if let Some(card) = &mut body.card {
        let above = notices.into_iter().map(Part::Words);
        card.parts.splice(0..0, above);
        if let [also, ..] = &first.also_in[..] {
            card.parts
                .push(Part::Words(also_in(first.also_in.len(), also)));
        }
        if answer.outcome == Outcome::Weak {
            card.tone = Tone::Weak;
        }
        if let Some(footer) = &mut card.footer {
            footer.push_str(&format!(" · {}", words::searched(answer)));
        }
    }
    body
}

fn silent(
    answer: &Answer,
    question: Option<String>,
    (notices, closest): (Vec<Markup>, Hits),
) -> Body {
    let mut parts: Vec<Part> = notices.into_iter().map(Part::Words).collect();
    parts.push(Part::Words(words::silence(answer)));
    let closest = closest
        .pack(Press::Closest)
        .map(|id| Button::new(label::CLOSEST, id));
    // Where there was nothing to search for, nothing is missing either.
    let asked_for_something = answer
        .silence
        .as_ref()
        .is_none_or(|silence| silence.note.is_none());
    let missing = asked_for_something.then(|| Button::new(label::MISSING, MISSING_ID));
    Body {
        card: Some(Card {
            question,
            parts,
            tone: Tone::Weak,
            ..Card::default()
        }),
        buttons: closest.into_iter().chain(missing).collect(),
        ..Body::default()
    }
}

fn also_in(number: usize, first: &crate::answer::AlsoIn) -> Markup {
    let markup = Markup::ours("The same words also stand in ").and_theirs(&first.report);
    let markup = match first.page {
        Some(page) => markup.and(&format!(", PDF p. {page}")),
        None => markup,
    };
    match number {
        1 => markup.and("."),
        more => markup.and(&format!(", and in {} more.", more - 1)),
    }
}

/// One of an answer's excerpts.
pub(super) fn excerpt(excerpt: &Excerpt, hits: &Hits, question: Option<String>) -> Body {
    let mut footer = format!("Receipt {}", excerpt.receipt);
    if hits.hits.len() > 1 {
        footer.push_str(&format!(" · {} of {}", hits.at + 1, hits.hits.len()));
    }
    let button = |label: &str, press| hits.pack(press).map(|id| Button::new(label, id));
    let picture = if excerpt.locator.page.is_some() && !excerpt.report.sample {
        label::SEE_PAGE
    } else {
        label::SEE_TEXT
    };
    let next = (hits.hits.len() > 1).then(|| button(label::NEXT, Press::Next));
    Body {
        card: Some(Card {
            question,
            parts: vec![Part::Quote(quote(excerpt))],
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

/// A passage and its neighbours. What does not fit is cut, visibly, the neighbours first.
pub(super) fn opened(recalled: &Recalled, hits: &Hits, question: Option<String>) -> Body {
    /// Units of a neighbour, and of each page of the passage itself.
    const NEIGHBOUR: usize = 500;
    const PASSAGE: usize = 1_600;
    let report = &recalled.excerpt.report;
    let mut parts: Vec<Part> = Vec::new();
    let mut add = |stretch: &Stretch, most| {
        parts.push(Part::Quote(stretch_quote(report, stretch, most)));
    };
    if let Some(before) = &recalled.before {
        add(before, NEIGHBOUR);
    }
    for stretch in &recalled.passage {
        add(stretch, PASSAGE);
    }
    if let Some(after) = &recalled.after {
        add(after, NEIGHBOUR);
    }
    let button = |label: &str, press| hits.pack(press).map(|id| Button::new(label, id));
    Body {
        card: Some(Card {
            question,
            parts,
            footer: Some(format!(
                "Receipt {} (of the words in bold)",
                recalled.excerpt.receipt
            )),
            ..Card::default()
        }),
        buttons: [
            button(label::LESS, Press::Less),
            button(label::SHARE, Press::Share),
            button(label::DISMISS, Press::Dismiss),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Body::default()
    }
}

fn stretch_quote(report: &Report, stretch: &Stretch, most: usize) -> Quote {
    Quote {
        text: cut::cut(&stretch.text, most),
        bold: stretch.excerpt.clone(),
        citation: citation(report, &stretch.locator),
    }
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

/// A citation as a person would paste it, linked to its page where the report has an address.
pub(super) fn citation(report: &Report, locator: &Locator) -> Markup {
    /// Units of a title; the place must stay in sight.
    const TITLE: usize = 160;
    let citation = Citation::new(report, locator);
    let (before, after) = citation.around_title();
    Markup::theirs(&before)
        .and("*")
        .and_theirs(&cut::cut(&markup::plain(&report.title), TITLE))
        .and("*")
        .and_theirs(&after)
        .linked(citation.link().as_deref())
}

/// A question as it is shown, so that it can be read from there again: one line.
pub(super) fn shown_question(question: &str) -> Option<String> {
    let question = cut::cut(&markup::plain(question), QUESTION);
    (!question.is_empty()).then_some(question)
}
