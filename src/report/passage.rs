//! The unit that is indexed: some sentences of one section, each with its place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Check, EditionPrefix, Extractor, Locator, PageNumber, Receipt};

/// Whole sentences of one section, small enough to read at once. It may go on over a page break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Its words: the bytes of its spans, joined by one space where one page ends and the next begins.
    pub text: String,
    /// The headings above it, outermost first.
    pub section: Vec<String>,
    /// What it is mostly made of.
    pub kind: PassageKind,
    /// Where the stretches of `text` stand; never empty, in order.
    pub spans: Vec<Span>,
    /// The sentences of `text`; never empty, in order, not overlapping.
    pub sentences: Vec<Sentence>,
    /// Long forms in it of acronyms that the report explains.
    pub acronyms: Vec<Acronym>,
}

/// Words of a passage for which its report also uses an acronym.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acronym {
    /// The acronym: `CIO`.
    pub short: String,
    /// First byte of the long form in the passage's text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

/// What a passage is made of. Only prose and tables stand in the first rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PassageKind {
    /// Sentences, lists and tables.
    Prose,
    /// Footnotes and endnotes.
    Note,
    /// Tables of contents, indexes, lists of links.
    Directory,
}

/// A stretch of a passage that lies in one unit of the reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First byte in the passage's text.
    pub at: u32,
    /// Bytes.
    pub len: u32,
    /// First byte in the unit's text.
    pub start: u32,
    /// The unit's physical page.
    pub page: Option<PageNumber>,
    /// The page's printed label.
    pub label: Option<String>,
}

/// A sentence of a passage, or a heading, or a row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// First byte in the passage's text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// The paragraph it belongs to, in formats without pages.
    pub paragraph: Option<u32>,
    /// What it is.
    pub kind: SentenceKind,
}

/// What is treated as one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SentenceKind {
    /// A sentence.
    Prose,
    /// A heading: never an excerpt's last sentence.
    Heading,
    /// A row of a table, or a label or value of a form. An excerpt holds at most one, and then no heading: what two of
    /// them say together depends on where they stand on the page.
    Row,
}

impl Sentence {
    /// Its bytes in the passage's text.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The file that a passage comes from, as far as a receipt needs it.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Which extractor read it.
    pub extractor: Extractor,
    /// And its version.
    pub version: u8,
    /// Which file.
    pub edition: EditionPrefix,
}

impl Passage {
    /// Whether these bytes of `text` may be one excerpt: within one page, or one sentence that crosses a page break.
    pub fn is_quotable(&self, range: &Range<usize>) -> bool {
        self.span_at(range.start)
            .is_some_and(|span| range.end <= (span.at + span.len) as usize)
            || self.sentences.iter().any(|sentence| {
                let whole = sentence.range();
                whole.start <= range.start && range.end <= whole.end
            })
    }

    /// The place of these bytes of `text`.
    pub fn locate(&self, range: &Range<usize>) -> Locator {
        let (first, last) = (
            self.span_at(range.start),
            self.span_at(range.end.saturating_sub(1)),
        );
        let beyond = last.filter(|last| first.is_some_and(|first| first.page != last.page));
        Locator {
            page: first.and_then(|span| span.page),
            page_end: beyond.and_then(|span| span.page),
            page_label: first.and_then(|span| span.label.clone()),
            page_label_end: beyond.and_then(|span| span.label.clone()),
            section: self.section.clone(),
            // A heading belongs to no paragraph: the words below it do.
            paragraph: self
                .sentences
                .iter()
                .filter(|s| range.start < s.end as usize && (s.start as usize) < range.end)
                .find_map(|s| s.paragraph),
        }
    }

    /// The receipt of these bytes of `text`; none where they are not [quotable](Self::is_quotable).
    pub fn receipt(&self, range: &Range<usize>, source: Source) -> Option<Receipt> {
        let text = self.text.get(range.clone())?;
        let span = self
            .span_at(range.start)
            .filter(|_| self.is_quotable(range))?;
        Some(Receipt {
            extractor: source.extractor,
            version: source.version,
            edition: source.edition,
            page: span.page,
            start: span.start + (u32::try_from(range.start).ok()? - span.at),
            len: u32::try_from(text.len()).ok()?,
            crosses: range.end > (span.at + span.len) as usize,
            check: Check::of(text),
        })
    }

    fn span_at(&self, at: usize) -> Option<&Span> {
        self.spans.iter().rev().find(|span| span.at as usize <= at)
    }
}
