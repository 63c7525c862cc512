//! A quotation's words → the passage that they were taken from.

use std::collections::HashSet;
use std::ops::Range;

use super::align::{Alignment, align};
use super::diff::{Change, changes};
use super::queries::{by_words, in_a_row, shingles};
use super::resembles;
use super::words::{Placed, Token, words};
use crate::answer::Excerpt;
use crate::index::{Address, IndexError, Query};
use crate::library::Shelf;
use crate::report::Passage;
use crate::store::Edition;

/// Passages that have the words in a row.
const IN_A_ROW: usize = 5;
/// Passages that share informative words.
const BY_WORDS: usize = 24;
/// Passages of each row of three words, where all else fails.
const OF_SHINGLE: usize = 3;
/// A passage is aligned if it has this share of a quotation's words.
const WORTH_A_LOOK: f32 = 0.4;
/// Passages that are looked at again together with those around them.
const AGAIN: usize = 4;

/// Where a quotation was found.
pub(super) struct Found<'s> {
    edition: &'s Edition,
    text: Joined,
    alignment: Alignment,
}

/// Passages in a row as one text.
struct Joined {
    passages: Vec<Passage>,
    /// Where each begins in `text`.
    starts: Vec<usize>,
    text: String,
    words: Vec<Placed>,
}

/// Looks for the passage that a quotation was made from.
pub(super) fn find<'s>(
    shelf: &'s Shelf,
    quotation: &str,
    tokens: &[Token],
) -> Result<Option<Found<'s>>, IndexError> {
    let mut looked = Looked {
        shelf,
        tokens,
        seen: Vec::new(),
        found: Vec::new(),
    };
    looked.at(&in_a_row(shelf, quotation, tokens), IN_A_ROW)?;
    if !looked.is_exact() {
        looked.at(&by_words(shelf, quotation), BY_WORDS)?;
        looked.again()?;
    }
    if looked.best().is_none() {
        for shingle in shingles(shelf, quotation, tokens) {
            looked.at(&shingle, OF_SHINGLE)?;
        }
        looked.again()?;
    }
    Ok(looked.into_best())
}

/// What has been looked at.
struct Looked<'s, 't> {
    shelf: &'s Shelf,
    tokens: &'t [Token],
    seen: Vec<Address>,
    /// With the address of the passage, and whether it has been looked at with those around it.
    found: Vec<(Found<'s>, Address, bool)>,
}

impl<'s> Looked<'s, '_> {
    fn at(&mut self, query: &Query, limit: usize) -> Result<(), IndexError> {
        let wanted: HashSet<&str> = self.tokens.iter().filter_map(Token::key).collect();
        for candidate in self.shelf.searcher().candidates(query, limit)? {
            let Some(edition) = self.shelf.edition(candidate.edition) else {
                continue;
            };
            if self.seen.contains(&candidate.address) {
                continue;
            }
            self.seen.push(candidate.address);
            let text = Joined::of(vec![self.shelf.searcher().read(candidate.address)?.passage]);
            let has: HashSet<&str> = text.words.iter().map(|word| word.key.as_str()).collect();
            let shared = wanted.intersection(&has).count();
            if (shared as f32) < WORTH_A_LOOK * wanted.len() as f32 {
                continue;
            }
            let alignment = align(self.tokens, &text.words);
            self.found.push((
                Found {
                    edition,
                    text,
                    alignment,
                },
                candidate.address,
                false,
            ));
        }
        self.sort();
        Ok(())
    }

    /// Looks at the best once more, together with the passages around them: a quotation may begin in one and end in the
    /// next, or further off behind an ellipsis.
    fn again(&mut self) -> Result<(), IndexError> {
        if self.is_exact() {
            return Ok(());
        }
        let around = if self.tokens.contains(&Token::Ellipsis) {
            3
        } else {
            1
        };
        let searcher = self.shelf.searcher();
        for (found, address, again) in self
            .found
            .iter_mut()
            .take(AGAIN)
            .filter(|(.., again)| !again)
        {
            *again = true;
            let mut passages = Vec::new();
            for steps in -around..=around {
                if let Some(there) = searcher.beside(*address, steps) {
                    passages.push(searcher.read(there)?.passage);
                }
            }
            let text = Joined::of(passages);
            let alignment = align(self.tokens, &text.words);
            if alignment.cost < found.alignment.cost {
                *found = Found {
                    edition: found.edition,
                    text,
                    alignment,
                };
            }
        }
        self.sort();
        Ok(())
    }

    fn sort(&mut self) {
        self.found.sort_by_key(|(found, ..)| {
            (
                found.alignment.cost,
                std::cmp::Reverse(found.alignment.same),
            )
        });
    }

    fn is_exact(&self) -> bool {
        self.best().is_some_and(|found| found.alignment.edits == 0)
    }

    fn best(&self) -> Option<&Found<'s>> {
        self.found
            .first()
            .map(|(found, ..)| found)
            .filter(|found| resembles(&found.alignment, self.tokens, &found.text.words))
    }

    fn into_best(self) -> Option<Found<'s>> {
        self.best()?;
        self.found.into_iter().next().map(|(found, ..)| found)
    }
}

impl Token {
    fn key(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(&word.key),
            Token::Ellipsis => None,
        }
    }
}

impl Joined {
    fn of(passages: Vec<Passage>) -> Joined {
        let mut text = String::new();
        let mut starts = Vec::with_capacity(passages.len());
        for passage in &passages {
            if !text.is_empty() {
                text.push('\n');
            }
            starts.push(text.len());
            text.push_str(&passage.text);
        }
        Joined {
            words: words(&text),
            passages,
            starts,
            text,
        }
    }
}

impl Found<'_> {
    pub(super) fn changes(&self, quotation: &str, tokens: &[Token]) -> Vec<Change> {
        changes(
            &self.alignment,
            (quotation, tokens),
            (&self.text.text, &self.text.words),
        )
    }

    /// The report's words from the first to the last that the quotation has too: one excerpt, or several where they go on
    /// over a page or from one passage to the next.
    pub(super) fn excerpts(&self) -> Vec<Excerpt> {
        let Some(words) = self.alignment.reach() else {
            return Vec::new();
        };
        let words = &self.text.words[words];
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return Vec::new();
        };
        let whole = first.range.start..last.range.end;
        let mut found = Vec::new();
        for (passage, start) in self.text.passages.iter().zip(&self.text.starts) {
            let from = whole.start.max(*start);
            let to = whole.end.min(start + passage.text.len());
            if from < to {
                found.extend(
                    quotable(passage, from - start..to - start)
                        .into_iter()
                        .filter_map(|range| Excerpt::of(self.edition, passage, range)),
                );
            }
        }
        found
    }
}

/// Some bytes of a passage as stretches that one receipt covers each.
fn quotable(passage: &Passage, range: Range<usize>) -> Vec<Range<usize>> {
    if passage.is_quotable(&range) {
        return vec![range];
    }
    let parts = passage.spans.iter().map(|span| {
        let (start, end) = (span.at as usize, (span.at + span.len) as usize);
        range.start.max(start)..range.end.min(end)
    });
    let trimmed = parts.filter(|part| part.start < part.end).map(|part| {
        let text = &passage.text[part.clone()];
        let start = part.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    });
    trimmed.filter(|part| !part.is_empty()).collect()
}
