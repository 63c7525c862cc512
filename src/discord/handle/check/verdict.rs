//! A verdict as people read it: whose it is, on which claim, with the reports' words, and what became of it since.

use super::words;
use crate::check::Standing;
use crate::discord::handle::card;
use crate::discord::hits::{Hits, Press};
use crate::discord::markup::Markup;
use crate::discord::reply::{Body, Button, Card, Part, Quote, Tone};
use crate::report::{Receipt, ShortReceipt};
use crate::store::ledger::{Cited, Judgment};

/// Units of a claim that the card's first line has room for.
const LINE: usize = 240;

/// A verdict as it stands by the ledger.
pub(in crate::discord) fn body(standing: &Standing) -> Body {
    let (number, hash) = &standing.entry;
    let entry = format!("Check {} · entry {number}:{}", standing.check, hash.short());
    with_footer(standing, Some(entry))
}

/// A verdict that is not in the ledger yet.
pub(super) fn preview(standing: &Standing) -> Body {
    with_footer(standing, None)
}

fn with_footer(standing: &Standing, entry: Option<String>) -> Body {
    let receipts = standing.cited.iter().flat_map(receipts_of);
    let receipts: Vec<&str> = receipts.collect();
    let receipts = match receipts.as_slice() {
        [] => None,
        [one] => Some(format!("Receipt {one}")),
        several => Some(format!("Receipts {}", several.join(" · "))),
    };
    let footer: Vec<String> = entry.into_iter().chain(receipts).collect();
    let tone = match standing.withdrawn {
        Some(_) => Tone::Weak,
        None => Tone::Plain,
    };
    Body {
        card: Some(Card {
            question: standing.claim.as_deref().and_then(card::shown_question),
            title: Some(words::verdict_title(standing)),
            parts: parts(standing),
            footer: (!footer.is_empty()).then(|| footer.join(" · ")),
            tone,
        }),
        buttons: passages(standing).into_iter().collect(),
        ..Body::default()
    }
}

fn receipts_of(cited: &Cited) -> impl Iterator<Item = &str> {
    let qualifier = cited.qualifier.as_deref();
    [Some(cited), qualifier]
        .into_iter()
        .flatten()
        .map(|cited| cited.receipt.as_str())
}

fn parts(standing: &Standing) -> Vec<Part> {
    let mut parts: Vec<Part> = words::history(standing)
        .into_iter()
        .map(Part::Words)
        .collect();
    if standing.judgment == Judgment::NotInTheReports && standing.cited.is_empty() {
        parts.push(Part::Words(words::silent()));
    }
    match &standing.claim {
        Some(claim) if claim.chars().count() > LINE => {
            parts.push(Part::Words(words::whole_claim(claim)));
        }
        Some(_) => {}
        None => parts.push(Part::Words(words::claim_erased())),
    }
    let note = standing.note.as_deref().filter(|note| !note.is_empty());
    parts.extend(note.map(|note| Part::Words(words::note(note))));
    for cited in &standing.cited {
        parts.push(quote(cited));
        if let Some(qualifier) = &cited.qualifier {
            parts.push(Part::Words(words::qualified()));
            parts.push(quote(qualifier));
        }
    }
    parts
}

fn quote(cited: &Cited) -> Part {
    Part::Quote(Quote {
        text: cited.text.clone(),
        bold: Vec::new(),
        citation: Markup::theirs(&cited.citation),
    })
}

/// The button that opens the quoted passages, for whoever sees the verdict.
fn passages(standing: &Standing) -> Option<Button> {
    let short = |cited: &Cited| {
        let receipt: Receipt = cited.receipt.parse().ok()?;
        Some(ShortReceipt::of(&receipt))
    };
    let hits = Hits {
        at: 0,
        // Nobody's: whoever presses gets a copy.
        asker: 0,
        hits: standing.cited.iter().filter_map(short).collect(),
    };
    let id = hits.pack(Press::Open)?;
    Some(Button::new(words::PASSAGES, id))
}
