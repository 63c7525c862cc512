//! Ranked hits → excerpts, the same words of several reports folded into one.

use serde::Serialize;

use crate::index::{IndexError, PassageWords};
use crate::report::{Locator, PageNumber, Receipt, Report, Source, same_words};

use super::rank::{Hit, Match};
use super::window::{self, Mark};
use super::words::QuestionWord;
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
    let mut shown: Vec<(Read<'_>, Excerpt)> = Vec::new();
    for hit in hits {
        let full = shown.len() == options.limit;
        let hash = hit.candidate.outline.words_hash();
        let known = |(known, _): &(Read<'_>, _)| known.hit.candidate.outline.words_hash() == hash;
        if full && !shown.iter().any(known) {
            continue;
        }
        let read = Read::of(hit, asking)?;
        if full && !shown.iter().any(|(known, _)| known.is_same(&read)) {
            continue;
        }
        let Some(excerpt) = read.excerpt(&asking.words, options) else {
            continue;
        };
        match shown
            .iter_mut()
            .find(|(_, known)| same_words(&known.text, &excerpt.text))
        {
            Some((_, known)) => fold_into(known, excerpt),
            None if full => {}
            None => shown.push((read, excerpt)),
        }
    }
    Ok(shown.into_iter().map(|(_, excerpt)| excerpt).collect())
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
    Ok(Read::of(hit, asking)?.excerpt(&asking.words, options))
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

    fn excerpt(&self, words: &[QuestionWord], options: &Options) -> Option<Excerpt> {
        let passage = &self.found.passage;
        let range = window::window(passage, &self.marks, words, options);
        let edition = self.hit.edition;
        let source = Source {
            extractor: edition.extractor,
            version: edition.version,
            edition: edition.prefix(),
        };
        Some(Excerpt {
            receipt: passage.receipt(&range, source)?,
            report: edition.report.clone(),
            locator: passage.locate(&range),
            highlights: window::highlights(&self.marks, &range),
            text: passage.text[range].to_owned(),
            score: self.hit.score,
            also_in: Vec::new(),
        })
    }
}

/// Keeps the newer report's excerpt and names the other; the rank stays the better one's.
fn fold_into(known: &mut Excerpt, mut other: Excerpt) {
    if other.report.date > known.report.date {
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
}
