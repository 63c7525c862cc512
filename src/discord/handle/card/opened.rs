//! What *More* opens: the whole passage, its neighbours, and what qualifies the words that were shown of it.

use super::{citation, of_the_same, qualifier};
use crate::answer::Recalled;
use crate::discord::cut::{cut, cut_front, length};
use crate::discord::hits::{Hits, Press};
use crate::discord::markup::{self, Markup};
use crate::discord::reply::{Body, Button, Card, Part, Quote};
use crate::discord::words::{self, label};

/// Units of a neighbour, and of each page of the passage itself.
const NEIGHBOUR: usize = 500;
const PASSAGE: usize = 1_600;
/// Units of all parts together; Discord allows 4,096, and some are needed where parts meet.
const ROOM: usize = 3_900;
/// Units of a qualifier that is only pointed at.
const FIRST_WORDS: usize = 48;

/// A passage and its neighbours, and below them the qualifier of the words in bold, unless it stands among the others
/// already; then a line says so. What does not fit is cut, visibly.
pub(in crate::discord::handle) fn opened(
    recalled: &Recalled,
    hits: &Hits,
    question: Option<String>,
) -> Body {
    let mut shown = surroundings(recalled);
    let below = below(recalled, &mut shown);
    let parts = shown.into_iter().map(Part::Quote).chain(below);
    let button = |label: &str, press| hits.pack(press).map(|id| Button::new(label, id));
    Body {
        card: Some(Card {
            question,
            parts: parts.collect(),
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

/// The passage before, the passage page by page, the passage after.
fn surroundings(recalled: &Recalled) -> Vec<Quote> {
    let report = &recalled.excerpt.report;
    let before = recalled.before.iter().map(|stretch| Quote {
        // Its end, which the passage goes on from.
        text: cut_front(&stretch.text, NEIGHBOUR),
        bold: Vec::new(),
        citation: of_the_same(report, &stretch.locator),
    });
    let passage = recalled.passage.iter().map(|stretch| Quote {
        text: cut(&stretch.text, PASSAGE),
        bold: stretch.excerpt.clone(),
        citation: citation(report, &stretch.locator),
    });
    let after = recalled.after.iter().map(|stretch| Quote {
        text: cut(&stretch.text, NEIGHBOUR),
        bold: Vec::new(),
        citation: of_the_same(report, &stretch.locator),
    });
    before.chain(passage).chain(after).collect()
}

/// The parts for what qualifies the words in bold; where it is quoted, the other quotations make room for it.
fn below(recalled: &Recalled, shown: &mut Vec<Quote>) -> Vec<Part> {
    let Some(qualifier) = recalled.excerpt.qualifier.as_deref() else {
        return Vec::new();
    };
    let among = shown
        .iter()
        .any(|quote| quote.text.contains(&qualifier.text));
    if among && size(shown) <= ROOM {
        let first = cut(&markup::plain(&qualifier.text), FIRST_WORDS);
        return vec![Part::Words(words::qualified_above(&first))];
    }
    let parts = qualifier::quoted(qualifier);
    let taken: usize = parts
        .iter()
        .map(|part| match part {
            Part::Quote(quote) => size(std::slice::from_ref(quote)),
            Part::Words(words) => length(words.as_str()),
        })
        .sum();
    make_room(recalled, shown, ROOM.saturating_sub(taken));
    parts
}

/// Leaves out the neighbours, the later one first, then cuts the passage, until all that is shown has room.
fn make_room(recalled: &Recalled, shown: &mut Vec<Quote>, room: usize) {
    if size(shown) > room && recalled.after.is_some() {
        shown.pop();
    }
    if size(shown) > room && recalled.before.is_some() {
        shown.remove(0);
    }
    if size(shown) > room {
        // Half of it for the words: the rest is for citations and for what escaping adds.
        let each = room / 2 / shown.len().max(1);
        for quote in shown {
            quote.text = cut(&quote.text, each);
        }
    }
}

/// About how many units some quotations take in a card.
fn size(quotes: &[Quote]) -> usize {
    let size = |quote: &Quote| {
        let words = Markup::quoted(&quote.text, &quote.bold);
        length(words.as_str()) + length(quote.citation.as_str()) + 3
    };
    quotes.iter().map(size).sum()
}
