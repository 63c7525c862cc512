//! Quoted words found again, with what stands around them, and nothing searched.

use std::ops::Range;
use std::sync::Arc;

use super::Excerpt;
use super::lists::is_stop_word;
use super::qualifier::qualifier;
use super::words;
use crate::index::analyzer::{Analyzer, words as words_of};
use crate::ingest::passages::passages;
use crate::library::Shelf;
use crate::report::{Check, Locator, Passage, Reading, Receipt, ShortReceipt};
use crate::store::Edition;

/// What a report says at a place, with its surroundings.
#[derive(Clone, Debug)]
pub struct Recalled {
    /// The words.
    pub excerpt: Excerpt,
    /// The passage before the excerpt's, if there is one.
    pub before: Option<Stretch>,
    /// The excerpt's passage, page by page.
    pub passage: Vec<Stretch>,
    /// The passage after it.
    pub after: Option<Stretch>,
}

/// Words of one page, or of one passage in formats without pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub locator: Locator,
    /// Byte ranges of `text` that are the excerpt's.
    pub excerpt: Vec<(usize, usize)>,
}

/// An edition's reading text and its passages.
#[derive(Debug)]
pub struct Opened {
    /// The reading text.
    pub reading: Arc<Reading>,
    /// Its passages, in order.
    pub passages: Vec<Passage>,
}

impl Opened {
    /// Splits a reading as it was when it was added.
    pub fn new(reading: Arc<Reading>) -> Opened {
        Opened {
            passages: passages(&reading),
            reading,
        }
    }

    /// About how many bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        let text: usize = self.reading.units.iter().map(|unit| unit.text.len()).sum();
        // The text, the passages' copies of it, and as much again for the rest.
        text * 3
    }
}

/// The words of a short receipt as they stand in an edition, marked where they meet the words of a question; none where
/// other words stand there now.
pub fn recall(
    shelf: &Shelf,
    edition: &Edition,
    opened: &Opened,
    (receipt, question): (&ShortReceipt, &str),
) -> Option<Recalled> {
    let text = receipt
        .read(&opened.reading)
        .filter(|text| receipt.is_for(text))?;
    let (at, range) = opened
        .passages
        .iter()
        .enumerate()
        .find_map(|(at, passage)| Some((at, place_in(passage, receipt)?)))?;
    let passage = &opened.passages[at];
    let excerpt = Excerpt {
        receipt: Receipt {
            extractor: opened.reading.extractor,
            version: opened.reading.version,
            edition: edition.prefix(),
            page: receipt.page,
            start: receipt.start,
            len: receipt.len,
            crosses: receipt.crosses,
            check: Check::of(&text),
        },
        report: edition.report.clone(),
        locator: passage.locate(&range),
        highlights: marks(shelf, edition, &text, question),
        text,
        score: 0.0,
        also_in: Vec::new(),
        qualifier: qualifier_of(edition, opened, at, &range).map(Box::new),
    };
    let neighbour = |at: Option<usize>| {
        let passage = opened.passages.get(at?)?;
        Some(whole(passage))
    };
    Some(Recalled {
        excerpt,
        before: neighbour(at.checked_sub(1)),
        passage: stretches(passage, &range),
        after: neighbour(at.checked_add(1)),
    })
}

/// What qualifies these bytes of an edition's passage, where they are a judgment.
fn qualifier_of(
    edition: &Edition,
    opened: &Opened,
    at: usize,
    range: &Range<usize>,
) -> Option<Excerpt> {
    let beside = |steps: i64| -> Result<Option<Passage>, std::convert::Infallible> {
        let there = i64::try_from(at)
            .ok()
            .and_then(|at| usize::try_from(at + steps).ok());
        Ok(there.and_then(|there| opened.passages.get(there)).cloned())
    };
    match qualifier(edition, &opened.passages[at], range, beside) {
        Ok(found) => found,
        Err(never) => match never {},
    }
}

/// The bytes of a passage at which a receipt's words stand.
pub(super) fn place_in(passage: &Passage, receipt: &ShortReceipt) -> Option<Range<usize>> {
    let span = passage.spans.iter().find(|span| {
        span.page == receipt.page
            && span.start <= receipt.start
            && receipt.start < span.start + span.len
    })?;
    let start = (span.at + receipt.start - span.start) as usize;
    let end = start + receipt.len as usize;
    (end <= passage.text.len()).then_some(start..end)
}

/// A passage's words up to the end of its first page.
fn whole(passage: &Passage) -> Stretch {
    let mut stretches = stretches(passage, &(0..0));
    let mut first = stretches.swap_remove(0);
    first.excerpt.clear();
    first
}

/// A passage page by page.
fn stretches(passage: &Passage, excerpt: &Range<usize>) -> Vec<Stretch> {
    let of_span = |span: &crate::report::Span| {
        let range = span.at as usize..(span.at + span.len) as usize;
        let common = excerpt.start.max(range.start)..excerpt.end.min(range.end);
        Stretch {
            text: passage.text[range.clone()].to_owned(),
            locator: passage.locate(&range),
            excerpt: (common.start < common.end)
                .then(|| (common.start - range.start, common.end - range.start))
                .into_iter()
                .collect(),
        }
    };
    passage.spans.iter().map(of_span).collect()
}

/// The words of a text that a question has too, in any of their forms; in order.
fn marks(shelf: &Shelf, edition: &Edition, text: &str, question: &str) -> Vec<(usize, usize)> {
    let mut terms: Vec<String> = words_of(question)
        .filter(|word| !is_stop_word(&word.normal))
        .flat_map(|word| words::terms(&word, shelf.languages()))
        .collect();
    terms.sort_unstable();
    let mut marks: Vec<(usize, usize)> = Analyzer::new(edition.language)
        .tokens(text)
        .into_iter()
        .filter(|token| terms.binary_search(&token.term).is_ok())
        .map(|token| (token.range.start, token.range.end))
        .collect();
    marks.sort_unstable();
    marks.dedup_by(|next, last| next.0 < last.1);
    marks
}
