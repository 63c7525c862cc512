//! Ranked hits → excerpts, the same words of several reports folded into one.

use std::ops::Range;

use serde::Serialize;

use crate::index::{IndexError, PassageWords};
use crate::report::{
    Locator, PageNumber, Passage, Receipt, Report, ShortReceipt, Source, same_words,
};
use crate::store::Edition;

use super::qualifier::qualifier;
use super::rank::{Hit, Match};
use super::recall::place_in;
use super::window::{self, Mark};
use super::{Asking, Options};

/// Words of a report, exactly as they stand there.
#[derive(Clone, Debug, Serialize)]
pub struct Excerpt {
    /// Enough to check it.
    pub receipt: Receipt,
    /// The report.
    pub report: Report,
    /// Where in the report.
    #[serde(flatten)]
    pub locator: Locator,
    /// The words.
    pub text: String,
    /// Byte ranges of `text` that the question's words met; in order, not overlapping.
    pub highlights: Vec<(usize, usize)>,
    /// The rank's measure: comparable within one answer only.
    pub score: f32,
    /// Other reports with the same words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<AlsoIn>,
    /// For a judgment, the nearest sentence of its section that qualifies it, where that is not in `text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Box<Excerpt>>,
}

impl Excerpt {
    /// These bytes of a passage; none where they are not [quotable](Passage::is_quotable).
    pub fn of(edition: &Edition, passage: &Passage, range: Range<usize>) -> Option<Excerpt> {
        let source = Source {
            extractor: edition.extractor,
            version: edition.version,
            edition: edition.prefix(),
        };
        Some(Excerpt {
            receipt: passage.receipt(&range, source)?,
            report: edition.report.clone(),
            locator: passage.locate(&range),
            highlights: Vec::new(),
            text: passage.text.get(range)?.to_owned(),
            score: 0.0,
            also_in: Vec::new(),
            qualifier: None,
        })
    }
}

/// Another report in which an excerpt's words stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlsoIn {
    /// The report's id.
    pub report: String,
    /// The physical page there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageNumber>,
}

/// The excerpts of the best hits; those with the same words as a better one are folded into it. Beyond the last that is
/// shown, only passages that are the same as a whole are looked for.
pub(super) fn excerpts(
    hits: &[Hit<'_>],
    asking: &Asking,
    options: &Options,
) -> Result<Vec<Excerpt>, IndexError> {
    let mut shown: Vec<Shown<'_>> = Vec::new();
    for hit in hits {
        let full = shown.len() == options.limit;
        let hash = hit.candidate.outline.words_hash();
        let known = |known: &Shown<'_>| known.read.hit.candidate.outline.words_hash() == hash;
        if full && !shown.iter().any(known) {
            continue;
        }
        let read = Read::of(hit, asking)?;
        if full && !shown.iter().any(|known| known.read.is_same(&read)) {
            continue;
        }
        let Some(excerpt) = read.excerpt(asking, options) else {
            continue;
        };
        match shown
            .iter_mut()
            .find(|known| same_words(&known.excerpt.text, &excerpt.text))
        {
            Some(known) => {
                if fold_into(&mut known.excerpt, excerpt) {
                    known.newer = Some(read);
                }
            }
            None if full => {}
            None => shown.push(Shown {
                read,
                newer: None,
                excerpt,
            }),
        }
    }
    let qualified = shown.into_iter().map(|shown| {
        let read = shown.newer.as_ref().unwrap_or(&shown.read);
        read.qualified(shown.excerpt, asking)
    });
    qualified.collect()
}

/// An excerpt that will be shown.
struct Shown<'h> {
    /// The best hit that has its words.
    read: Read<'h>,
    /// The hit that it is taken from, where that is a newer report's.
    newer: Option<Read<'h>>,
    excerpt: Excerpt,
}

/// The excerpt of the best hit alone.
pub(super) fn first(
    hits: &[Hit<'_>],
    asking: &Asking,
    options: &Options,
) -> Result<Option<Excerpt>, IndexError> {
    let Some(hit) = hits.first() else {
        return Ok(None);
    };
    let read = Read::of(hit, asking)?;
    let excerpt = read.excerpt(asking, options);
    excerpt
        .map(|excerpt| read.qualified(excerpt, asking))
        .transpose()
}

/// A hit with its words.
struct Read<'h> {
    hit: &'h Hit<'h>,
    found: PassageWords,
    marks: Vec<Mark>,
}

impl<'h> Read<'h> {
    fn of(hit: &'h Hit<'h>, asking: &Asking) -> Result<Read<'h>, IndexError> {
        let found = asking.shelf.searcher().read(hit.candidate.address)?;
        let matches = asking.terms.matches(&hit.candidate.outline);
        let mark = |found: &PassageWords, place: Match| {
            Some(Mark {
                word: place.word,
                likeness: place.likeness,
                range: found.places.get(place.term)?.clone(),
            })
        };
        Ok(Read {
            hit,
            marks: matches
                .into_iter()
                .filter_map(|place| mark(&found, place))
                .collect(),
            found,
        })
    }

    fn is_same(&self, other: &Read<'_>) -> bool {
        same_words(&self.found.passage.text, &other.found.passage.text)
    }

    fn excerpt(&self, asking: &Asking, options: &Options) -> Option<Excerpt> {
        let passage = &self.found.passage;
        let range = window::window(passage, &self.marks, &asking.words, options);
        let excerpt = Excerpt::of(self.hit.edition, passage, range.clone())?;
        Some(Excerpt {
            highlights: window::highlights(&self.marks, &range),
            score: self.hit.score,
            ..excerpt
        })
    }

    /// An excerpt of this hit with what qualifies it; that may be read from the passages around it, so it is looked for
    /// only once it is clear that the excerpt is shown.
    fn qualified(&self, excerpt: Excerpt, asking: &Asking) -> Result<Excerpt, IndexError> {
        let passage = &self.found.passage;
        let Some(range) = place_in(passage, &ShortReceipt::of(&excerpt.receipt)) else {
            return Ok(excerpt);
        };
        let searcher = asking.shelf.searcher();
        let beside = |steps: i64| {
            let there = searcher.beside(self.hit.candidate.address, steps);
            there
                .map(|there| Ok(searcher.read(there)?.passage))
                .transpose()
        };
        let qualifier = qualifier(self.hit.edition, passage, &range, beside)?;
        Ok(Excerpt {
            qualifier: qualifier.map(Box::new),
            ..excerpt
        })
    }
}

/// Keeps the newer report's excerpt and names the other; the rank stays the better one's. Whether the newer one is the
/// other.
fn fold_into(known: &mut Excerpt, mut other: Excerpt) -> bool {
    let newer = other.report.date > known.report.date;
    if newer {
        other.score = known.score;
        other.also_in = std::mem::take(&mut known.also_in);
        std::mem::swap(known, &mut other);
    }
    let place = AlsoIn {
        report: other.report.id,
        page: other.locator.page,
    };
    if place.report != known.report.id && !known.also_in.contains(&place) {
        known.also_in.push(place);
    }
    newer
}
