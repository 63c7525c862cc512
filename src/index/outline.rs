//! What ranking needs of a passage, without its words.
//!
//! Some dozens of passages are weighed for each question and a handful are shown. The outline of a passage is a few
//! hundred bytes that lie beside those of its neighbours and are read as they are; the passage itself is a document to be
//! found and decoded.

use std::ops::Range;
use std::sync::Arc;

use super::amounts::Told;
use super::analyzer::{Token, term_hash};
use super::{IndexError, damaged};
use crate::report::{Passage, PassageKind, words_hash};

/// The outline of a passage.
///
/// As numbers: [`words_hash`] of its text; how many words it has; its kind and how many terms of headings, sentences and
/// terms follow; the sentences; the terms of the headings, two in a number; its terms, two in a number.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Those of all candidates of a question lie in one piece: sixty small ones take longer to get than to read.
    all: Arc<Vec<u64>>,
    own: Range<usize>,
    kind: PassageKind,
    above: usize,
    sentences: usize,
    terms: usize,
}

/// A sentence of an outlined passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinedSentence {
    /// Which of the passage's terms stand in it.
    pub terms: Range<usize>,
    /// What it tells.
    pub told: Told,
}

/// A term of an outlined passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutlinedTerm {
    /// The term's [hash](super::analyzer::term_hash).
    pub hash: u32,
    /// The word that it belongs to, counted from 0; several terms may share one.
    pub position: usize,
}

/// Hash, words, and kind with counts.
const HEAD: usize = 3;
const ABOVE_BITS: u32 = 12;
const SENTENCES_BITS: u32 = 24;
const TERMS_BITS: u32 = 24;
/// Marks a term of the same word as the term before it; hashes leave this bit free.
const SAME_WORD: u32 = 1 << 31;
const TELLS_AMOUNT: u64 = 1;
const TELLS_TIME: u64 = 2;

impl Outline {
    /// The outline of a passage with these tokens, in order of position, under headings with these. Of one that is beyond
    /// all measure (millions of words), only the beginning counts.
    pub(super) fn numbers(passage: &Passage, tokens: &[Token], above: &[Token]) -> Vec<u64> {
        let above = &above[..above.len().min((1 << ABOVE_BITS) - 1)];
        let tokens = &tokens[..tokens.len().min((1 << TERMS_BITS) - 1)];
        let most = (1 << SENTENCES_BITS) - 1;
        let sentences = &passage.sentences[..passage.sentences.len().min(most)];
        let words = tokens.last().map_or(0, |last| last.position + 1);
        let kind = match passage.kind {
            PassageKind::Prose => 0,
            PassageKind::Note => 1,
            PassageKind::Directory => 2,
        };
        let mut counts: u64 = kind;
        counts = counts << ABOVE_BITS | above.len() as u64;
        counts = counts << SENTENCES_BITS | sentences.len() as u64;
        counts = counts << TERMS_BITS | tokens.len() as u64;
        let mut numbers = vec![words_hash(&passage.text), words as u64, counts];
        numbers.extend(sentences.iter().map(|sentence| {
            let range = sentence.range();
            let term_at = |byte| tokens.partition_point(|token| token.range.start < byte) as u64;
            let told = Told::by(&passage.text[range.clone()]);
            let told =
                (u64::from(told.amount) * TELLS_AMOUNT) | (u64::from(told.time) * TELLS_TIME);
            term_at(range.start) << 32 | term_at(range.end) << 2 | told
        }));
        let above: Vec<u32> = above.iter().map(|token| term_hash(&token.term)).collect();
        numbers.extend(above.chunks(2).map(two));
        let mut last = None;
        let terms: Vec<u32> = tokens
            .iter()
            .map(|token| {
                let same = last.replace(token.position) == Some(token.position);
                term_hash(&token.term) | if same { SAME_WORD } else { 0 }
            })
            .collect();
        numbers.extend(terms.chunks(2).map(two));
        numbers
    }

    /// The outline that some of these numbers are.
    pub(super) fn from_numbers(
        all: Arc<Vec<u64>>,
        own: Range<usize>,
    ) -> Result<Outline, IndexError> {
        let numbers = all.get(own.clone()).unwrap_or_default();
        let counts = numbers.get(HEAD - 1).copied().unwrap_or_default();
        let length = numbers.len();
        let low = |bits: u32, above: u32| ((counts >> above) & ((1 << bits) - 1)) as usize;
        let outline = Outline {
            kind: match counts >> (ABOVE_BITS + SENTENCES_BITS + TERMS_BITS) {
                0 => PassageKind::Prose,
                1 => PassageKind::Note,
                _ => PassageKind::Directory,
            },
            above: low(ABOVE_BITS, SENTENCES_BITS + TERMS_BITS),
            sentences: low(SENTENCES_BITS, TERMS_BITS),
            terms: low(TERMS_BITS, 0),
            all,
            own,
        };
        if length == outline.terms_from() + outline.terms.div_ceil(2) {
            Ok(outline)
        } else {
            Err(damaged("an outline of another length than it says"))
        }
    }

    /// What the passage is made of.
    pub fn kind(&self) -> PassageKind {
        self.kind
    }

    /// [`words_hash`] of its text.
    pub fn words_hash(&self) -> u64 {
        self.own()[0]
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.own()[1] as usize
    }

    /// Its sentences, in order.
    pub fn sentences(&self) -> impl ExactSizeIterator<Item = OutlinedSentence> {
        let numbers = &self.own()[HEAD..HEAD + self.sentences];
        numbers.iter().map(|number| OutlinedSentence {
            terms: (number >> 32) as usize..(number >> 2) as usize & ((1 << 30) - 1),
            told: Told {
                amount: number & TELLS_AMOUNT != 0,
                time: number & TELLS_TIME != 0,
            },
        })
    }

    /// [Hashes](super::analyzer::term_hash) of the terms of the headings above it.
    pub fn above(&self) -> impl Iterator<Item = u32> {
        halves(&self.own()[HEAD + self.sentences..self.terms_from()]).take(self.above)
    }

    /// Calls `found` with those of its terms that have one of these hashes, in order of position, each with its number.
    pub fn each_of(&self, hashes: &[u32], mut found: impl FnMut(usize, OutlinedTerm)) {
        let (mut term, mut words) = (0, 0);
        let (pieces, rest) = self.own()[self.terms_from()..].as_chunks::<PIECE>();
        let mut last = [0; PIECE];
        last[..rest.len()].copy_from_slice(rest);
        for piece in pieces.iter().chain([&last]) {
            let halves = halves_of(piece);
            let same = same(&halves, hashes);
            if same.iter().fold(0, |any, same| any | same) != 0 {
                let mut words = words;
                for (n, half) in halves.into_iter().enumerate() {
                    words += usize::from(half & SAME_WORD == 0);
                    let hash = half & !SAME_WORD;
                    if same[n] != 0 && term + n < self.terms {
                        let position = words - 1;
                        found(term + n, OutlinedTerm { hash, position });
                    }
                }
            }
            words += 2 * PIECE - halves.iter().map(|half| half >> 31).sum::<u32>() as usize;
            term += 2 * PIECE;
        }
    }

    fn own(&self) -> &[u64] {
        &self.all[self.own.clone()]
    }

    fn terms_from(&self) -> usize {
        HEAD + self.sentences + self.above.div_ceil(2)
    }
}

fn two(hashes: &[u32]) -> u64 {
    let second = hashes.get(1).copied().unwrap_or_default();
    u64::from(second) << 32 | u64::from(hashes[0])
}

fn halves(numbers: &[u64]) -> impl Iterator<Item = u32> {
    numbers
        .iter()
        .flat_map(|number| [*number as u32, (*number >> 32) as u32])
}

/// So many numbers are compared at once.
const PIECE: usize = 8;

fn halves_of(piece: &[u64; PIECE]) -> [u32; 2 * PIECE] {
    std::array::from_fn(|n| (piece[n / 2] >> (32 * (n % 2))) as u32)
}

/// Which of the terms have one of these hashes: not 0 there. Each hash is compared with all terms, without a branch, so
/// that the processor does some at once: most pieces of most passages have none of a question's words.
fn same(halves: &[u32; 2 * PIECE], hashes: &[u32]) -> [u32; 2 * PIECE] {
    let mut same = [0_u32; 2 * PIECE];
    let halves = halves.map(|half| half & !SAME_WORD);
    for hash in hashes {
        for (same, half) in same.iter_mut().zip(halves) {
            // All bits at once: that is what the processor's comparison of many gives.
            *same |= u32::from(half == *hash).wrapping_neg();
        }
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::analyzer::Analyzer;
    use crate::report::{Language, Sentence, SentenceKind, Span};

    fn passage(sentences: &[&str]) -> Passage {
        let text = sentences.join(" ");
        let mut end = 0;
        let sentences = sentences.iter().map(|sentence| {
            let start = end;
            end = start + sentence.len() as u32 + 1;
            Sentence {
                start,
                end: end - 1,
                paragraph: None,
                kind: SentenceKind::Prose,
            }
        });
        Passage {
            sentences: sentences.collect(),
            section: Vec::new(),
            kind: PassageKind::Note,
            spans: vec![Span {
                at: 0,
                len: text.len() as u32,
                start: 0,
                page: None,
                label: None,
            }],
            acronyms: Vec::new(),
            text,
        }
    }

    #[test]
    fn an_outline_says_where_words_stand() {
        let passage = passage(&[
            "The re-election cost millions.",
            "It was in 2020, we heard.",
        ]);
        let analyzer = Analyzer::new(Language::English);
        let tokens = analyzer.tokens(&passage.text);
        let above = analyzer.tokens("One two three");
        let numbers = Outline::numbers(&passage, &tokens, &above);
        let length = numbers.len();
        let all = Arc::new(numbers);
        let outline = Outline::from_numbers(all.clone(), 0..length).unwrap();

        let terms: Vec<OutlinedTerm> = tokens
            .iter()
            .map(|token| OutlinedTerm {
                hash: term_hash(&token.term),
                position: token.position,
            })
            .collect();
        let found = |hashes: &[u32]| {
            let mut found = Vec::new();
            outline.each_of(hashes, |at, term| found.push((at, term)));
            found
        };
        let hashes: Vec<u32> = terms.iter().map(|term| term.hash).collect();
        assert_eq!(
            found(&hashes),
            terms.iter().copied().enumerate().collect::<Vec<_>>()
        );
        assert_eq!(found(&hashes[3..4]), [(3, terms[3])]);
        assert_eq!(found(&[0, 1, 2]), []);
        assert_eq!((outline.words(), terms.len()), (11, 12));
        assert_eq!(
            outline.above().collect::<Vec<_>>(),
            ["one", "two", "three"].map(term_hash)
        );
        assert_eq!(outline.kind(), PassageKind::Note);
        let told = |amount, time| Told { amount, time };
        assert_eq!(
            outline.sentences().collect::<Vec<_>>(),
            [
                OutlinedSentence {
                    terms: 0..6,
                    told: told(true, false)
                },
                OutlinedSentence {
                    terms: 6..12,
                    told: told(false, true)
                },
            ]
        );
        for other in (0..length).chain([length + 1]) {
            assert!(Outline::from_numbers(all.clone(), 0..other).is_err());
        }
    }
}
