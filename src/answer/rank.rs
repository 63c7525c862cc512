//! Candidates → ranked hits.
//!
//! The index ranks by BM25 over the whole passage. That finds the right passages, but not always in the right order: a
//! long passage that has each word somewhere beats the one sentence that has them together. So the best candidates are
//! read again, and ranked by where the question's words stand in them.

use std::collections::HashMap;
use std::ops::Range;

use crate::index::analyzer::term_hash;
use crate::index::{Candidate, PlacedTerm};
use crate::library::Shelf;
use crate::report::{Passage, PassageKind};
use crate::store::Edition;

use super::question::MAX_WORDS;
use super::wants::Wants;
use super::words::QuestionWord;

/// How many candidates are read again.
pub(super) const CANDIDATES: usize = 60;

/// A passage with what was found in it.
pub(super) struct Hit<'s> {
    /// Its edition.
    pub(super) edition: &'s Edition,
    /// The passage and its first score.
    pub(super) candidate: Candidate,
    /// The question's words in it, in order of their place.
    pub(super) matches: Vec<Match>,
    /// Per question word, how well it is met by the passage (0 to 1).
    pub(super) met: Vec<f32>,
    /// Per question word, how well it is met by those, or by the headings above.
    pub(super) context: Vec<f32>,
    /// The rank's measure.
    pub(super) score: f32,
}

/// A question word at a place of a passage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Match {
    /// Which word.
    pub(super) word: usize,
    /// How well it is met.
    pub(super) likeness: f32,
    /// Bytes of the passage's text.
    pub(super) range: Range<usize>,
    /// Counted in words.
    pub(super) position: usize,
}

/// Weights of the rank's parts, fitted on the development questions; see `benches/README.md`.
const K1: f32 = 0.9;
const B: f32 = 0.95;
const AVERAGE_WORDS: f32 = 110.0;
const W_CONTEXT: f32 = 0.25;
const W_NAMED: f32 = 0.85;
const W_TOGETHER: f32 = 1.4;
const W_PAIRS: f32 = 0.4;
/// What a number in the passage adds where the question asks for one, as a share of the question's heaviest word.
const W_AMOUNT: f32 = 0.9;
const NOTE_FACTOR: f32 = 0.7;
const DIRECTORY_FACTOR: f32 = 0.5;

/// Reads the candidates again and ranks them.
pub(super) fn rank<'s>(
    candidates: Vec<Candidate>,
    words: &[QuestionWord],
    wants: Wants,
    shelf: &'s Shelf,
) -> Vec<Hit<'s>> {
    let terms = Terms::of(words);
    let mut named: HashMap<u64, Vec<f32>> = HashMap::new();
    let mut hits: Vec<Hit> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let edition = shelf.edition(candidate.edition)?;
            let named = named
                .entry(edition.number)
                .or_insert_with(|| terms.met(shelf.names(edition.number), words.len()));
            Some(hit(edition, candidate, named, words, &terms, wants))
        })
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    hits
}

/// The question's terms as numbers, each with its word and how much it stands for that word.
struct Terms {
    /// One bit per low six bits of a term: most terms of a passage fail here.
    mask: u64,
    terms: Vec<(u32, usize, f32)>,
}

impl Terms {
    fn of(words: &[QuestionWord]) -> Terms {
        let mut terms = Vec::new();
        for (n, word) in words.iter().enumerate() {
            terms.extend(word.terms.iter().map(|term| (term_hash(term), n, 1.0)));
            terms.extend(
                word.lent
                    .iter()
                    .map(|(term, weight)| (term_hash(term), n, *weight)),
            );
        }
        let mask = terms
            .iter()
            .fold(0, |mask, (hash, ..)| mask | 1 << (hash & 63));
        Terms { mask, terms }
    }

    /// The words that a term of a passage stands for, and how much.
    fn find(&self, hash: u32) -> impl Iterator<Item = (usize, f32)> {
        let possible = self.mask & (1 << (hash & 63)) != 0;
        let terms = if possible { self.terms.as_slice() } else { &[] };
        terms
            .iter()
            .filter(move |(known, ..)| *known == hash)
            .map(|(_, word, likeness)| (*word, *likeness))
    }

    /// How well each word is met by some terms.
    fn met(&self, hashes: &[u32], words: usize) -> Vec<f32> {
        let mut met = vec![0.0_f32; words];
        for (word, likeness) in hashes.iter().flat_map(|hash| self.find(*hash)) {
            met[word] = met[word].max(likeness);
        }
        met
    }

    /// The words in a passage, in order of their place; one place counts once for each word, by its best form.
    fn matches(&self, placed: &[PlacedTerm]) -> Vec<Match> {
        let mut matches: Vec<Match> = Vec::new();
        for term in placed {
            for (word, likeness) in self.find(term.hash) {
                let position = term.position as usize;
                let mut near = matches
                    .iter_mut()
                    .rev()
                    .take_while(|known| known.position == position);
                match near.find(|known| known.word == word) {
                    Some(known) => known.likeness = known.likeness.max(likeness),
                    None => {
                        let range = term.start as usize..(term.start + term.len) as usize;
                        matches.push(Match {
                            word,
                            likeness,
                            range,
                            position,
                        });
                    }
                }
            }
        }
        matches
    }
}

fn hit<'s>(
    edition: &'s Edition,
    candidate: Candidate,
    named: &[f32],
    words: &[QuestionWord],
    terms: &Terms,
    wants: Wants,
) -> Hit<'s> {
    let passage = &candidate.passage;
    let above = terms.met(&candidate.above, words.len());
    let context: Vec<f32> = named
        .iter()
        .zip(above)
        .map(|(named, above)| named.max(above))
        .collect();
    let matches = terms.matches(&candidate.terms);
    let length = candidate.terms.last().map_or(0, |last| last.position + 1);
    let mut frequency = vec![0.0_f32; words.len()];
    let mut best = vec![0.0_f32; words.len()];
    for found in &matches {
        frequency[found.word] += found.likeness;
        best[found.word] = best[found.word].max(found.likeness);
    }
    let norm = K1 * (1.0 - B + B * length as f32 / AVERAGE_WORDS);
    let mut bm25 = 0.0;
    let mut about = 0.0;
    for (n, word) in words.iter().enumerate() {
        let text = frequency[n] * (K1 + 1.0) / (frequency[n] + norm);
        // A report that the question names is meant as a whole: whether a passage repeats the name says nothing.
        bm25 += word.idf * text.max(W_NAMED * named[n]);
        about += word.idf * context[n];
    }
    let together = together(passage, &matches, words);
    let pairs = pairs(&matches, words);
    let amount = amount(passage, &matches, words, wants);
    let factor = match passage.kind {
        PassageKind::Prose => 1.0,
        PassageKind::Note => NOTE_FACTOR,
        PassageKind::Directory => DIRECTORY_FACTOR,
    };
    let score =
        factor * (bm25 + W_CONTEXT * about + W_TOGETHER * together + W_PAIRS * pairs + amount);
    Hit {
        edition,
        candidate,
        matches,
        met: best,

        context,
        score,
    }
}

/// What the question's words weigh within some bytes of a passage, each counted once, by its best form.
fn weight_within(range: &Range<usize>, matches: &[Match], words: &[QuestionWord]) -> f32 {
    let mut best = [0.0_f32; MAX_WORDS];
    for found in matches
        .iter()
        .filter(|found| range.contains(&found.range.start))
    {
        best[found.word] = best[found.word].max(found.likeness);
    }
    words
        .iter()
        .zip(best)
        .map(|(word, met)| word.idf * met)
        .sum()
}

/// The most that the question's words weigh within one sentence, or within two that follow each other (which count a
/// little less).
fn together(passage: &Passage, matches: &[Match], words: &[QuestionWord]) -> f32 {
    let sentences = &passage.sentences;
    let weigh = |range: Range<usize>| weight_within(&range, matches, words);
    let one = sentences
        .iter()
        .map(|sentence| weigh(sentence.range()))
        .fold(0.0, f32::max);
    let two = sentences
        .windows(2)
        .map(|pair| 0.85 * weigh(pair[0].range().start..pair[1].range().end));
    two.fold(one, f32::max)
}

/// What a passage gains by a number beside the question's words, where the question asks how many, how much or when.
fn amount(passage: &Passage, matches: &[Match], words: &[QuestionWord], wants: Wants) -> f32 {
    if wants == Wants::Anything {
        return 0.0;
    }
    let heaviest = words.iter().map(|word| word.idf).fold(0.0, f32::max);
    let total: f32 = words.iter().map(|word| word.idf).sum();
    let best = passage.sentences.iter().map(|sentence| {
        let share = weight_within(&sentence.range(), matches, words) / total.max(0.01);
        if share > 0.0 && wants.is_met(&passage.text[sentence.range()]) {
            share
        } else {
            0.0
        }
    });
    W_AMOUNT * heaviest * best.fold(0.0, f32::max)
}

/// Words that follow each other in the question and stand together in the passage, in the same order.
fn pairs(matches: &[Match], words: &[QuestionWord]) -> f32 {
    let mut total = 0.0;
    for (n, pair) in words.windows(2).enumerate() {
        let firsts = matches.iter().filter(|found| found.word == n);
        let nearest = firsts
            .filter_map(|first| {
                let near = |found: &&Match| found.word == n + 1 && found.position > first.position;
                let second = matches
                    .iter()
                    .filter(near)
                    .map(|found| found.position - first.position)
                    .min()?;
                Some(second)
            })
            .min();
        if let Some(distance) = nearest.filter(|distance| *distance <= 3) {
            total += pair[0].idf.min(pair[1].idf) / distance as f32;
        }
    }
    total
}
