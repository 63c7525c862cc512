//! Candidates → ranked hits.
//!
//! The index ranks by BM25 over the whole passage. That finds the right passages, but not always in the right order: a
//! long passage that has each word somewhere beats the one sentence that has them together. So the best candidates are
//! outlined, and ranked by where the question's words stand in them.

use std::ops::Range;

use crate::index::analyzer::term_hash;
use crate::index::{Candidate, Outline};
use crate::report::PassageKind;
use crate::store::Edition;

use super::Asking;
use super::question::MAX_WORDS;
use super::wants::Wants;
use super::words::QuestionWord;

/// How many candidates are ranked by where the words stand.
pub(super) const CANDIDATES: usize = 60;

/// A passage with what was found in it.
pub(super) struct Hit<'s> {
    /// Its edition.
    pub(super) edition: &'s Edition,
    /// What its report is called, as hashes of terms.
    names: &'s [u32],
    /// The passage's outline and its first score.
    pub(super) candidate: Candidate,
    /// The rank's measure.
    pub(super) score: f32,
}

/// How well a question word is met, from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Met {
    /// By the passage.
    pub(super) passage: f32,
    /// By what its report is called, or by the headings above.
    pub(super) context: f32,
}

/// A question word at a place of a passage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Match {
    /// Which word.
    pub(super) word: usize,
    /// How well it is met.
    pub(super) likeness: f32,
    /// Which of the passage's terms.
    pub(super) term: usize,
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

/// Ranks the candidates.
pub(super) fn rank(candidates: Vec<Candidate>, asking: &Asking) -> Vec<Hit<'_>> {
    let mut scale = Scale::new(asking);
    let mut hits: Vec<Hit> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let (edition, names) = asking.shelf.named(candidate.edition)?;
            let score = scale.score(&candidate.outline, names);
            Some(Hit {
                edition,
                names,
                candidate,
                score,
            })
        })
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    hits
}

/// The question's terms as numbers, each with its word and how much it stands for that word.
pub(super) struct Terms {
    /// Each hash once.
    hashes: Vec<u32>,
    /// One bit per low six bits of a hash: most other terms fail here.
    mask: u64,
    terms: Vec<(u32, usize, f32)>,
}

impl Terms {
    /// The terms of a question's words.
    pub(super) fn of(words: &[QuestionWord]) -> Terms {
        let mut terms = Vec::new();
        for (n, word) in words.iter().enumerate() {
            terms.extend(word.terms.iter().map(|term| (term_hash(term), n, 1.0)));
            let lent = word.lent.iter();
            terms.extend(lent.map(|(term, weight)| (term_hash(term), n, *weight)));
        }
        let mut hashes: Vec<u32> = terms.iter().map(|(hash, ..)| *hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let mask = hashes.iter().fold(0, |mask, hash| mask | 1 << (hash & 63));
        Terms {
            hashes,
            mask,
            terms,
        }
    }

    /// The words that a term of a passage stands for, and how much.
    fn find(&self, hash: u32) -> impl Iterator<Item = (usize, f32)> {
        let possible = self.mask & (1 << (hash & 63)) != 0;
        let terms = if possible { self.terms.as_slice() } else { &[] };
        let same = terms.iter().filter(move |(known, ..)| *known == hash);
        same.map(|(_, word, likeness)| (*word, *likeness))
    }

    /// The words in a passage, in order of their place; one place counts once for each word, by its best form.
    pub(super) fn matches(&self, outline: &Outline) -> Vec<Match> {
        let mut matches = Vec::new();
        self.matches_into(outline, &mut matches);
        matches
    }

    fn matches_into(&self, outline: &Outline, matches: &mut Vec<Match>) {
        matches.clear();
        outline.each_of(&self.hashes, |at, term| {
            for (word, likeness) in self.find(term.hash) {
                let position = term.position;
                let mut near = matches
                    .iter_mut()
                    .rev()
                    .take_while(|known| known.position == position);
                match near.find(|known| known.word == word) {
                    Some(known) => known.likeness = known.likeness.max(likeness),
                    None => matches.push(Match {
                        word,
                        likeness,
                        term: at,
                        position,
                    }),
                }
            }
        });
    }

    /// How well each of the question's words is met by a hit.
    pub(super) fn met(&self, hit: &Hit<'_>, words: &[QuestionWord]) -> Vec<Met> {
        let mut met = vec![Met::default(); words.len()];
        for found in self.matches(&hit.candidate.outline) {
            let met = &mut met[found.word].passage;
            *met = met.max(found.likeness);
        }
        let above = hit.candidate.outline.above();
        for (word, likeness) in above
            .chain(hit.names.iter().copied())
            .flat_map(|hash| self.find(hash))
        {
            let met = &mut met[word].context;
            *met = met.max(likeness);
        }
        met
    }
}

/// What weighs the candidates of one question, with room that is used again for each.
struct Scale<'q> {
    terms: &'q Terms,
    wants: Wants,
    /// Per question word, what it weighs.
    idf: Vec<f32>,
    heaviest: f32,
    total: f32,
    /// The words in the passage that is being weighed.
    matches: Vec<Match>,
    /// Per question word, how well the report's name meets it, how well that or a heading does, how often it occurs.
    named: Vec<f32>,
    context: Vec<f32>,
    frequency: Vec<f32>,
}

impl<'q> Scale<'q> {
    fn new(asking: &'q Asking) -> Self {
        let words = &asking.words;
        let idf: Vec<f32> = words.iter().map(|word| word.idf).collect();
        let none = vec![0.0; words.len()];
        Scale {
            terms: &asking.terms,
            wants: asking.wants,
            heaviest: idf.iter().copied().fold(0.0, f32::max),
            total: idf.iter().sum(),
            idf,
            matches: Vec::new(),
            named: none.clone(),
            context: none.clone(),
            frequency: none,
        }
    }

    fn score(&mut self, outline: &Outline, names: &[u32]) -> f32 {
        self.meet(outline, names);
        let norm = K1 * (1.0 - B + B * outline.words() as f32 / AVERAGE_WORDS);
        let mut bm25 = 0.0;
        let mut about = 0.0;
        for (n, idf) in self.idf.iter().enumerate() {
            let text = self.frequency[n] * (K1 + 1.0) / (self.frequency[n] + norm);
            // A report that the question names is meant as a whole: whether a passage repeats the name says nothing.
            bm25 += idf * text.max(W_NAMED * self.named[n]);
            about += idf * self.context[n];
        }
        let (together, amount) = self.sentences(outline);
        let factor = match outline.kind() {
            PassageKind::Prose => 1.0,
            PassageKind::Note => NOTE_FACTOR,
            PassageKind::Directory => DIRECTORY_FACTOR,
        };
        let parts = [
            bm25,
            W_CONTEXT * about,
            W_TOGETHER * together,
            W_PAIRS * self.pairs(),
            amount,
        ];
        factor * parts.iter().sum::<f32>()
    }

    /// Looks for the words in a passage, its headings and its report's name.
    fn meet(&mut self, outline: &Outline, names: &[u32]) {
        self.named.fill(0.0);
        for (word, likeness) in names.iter().flat_map(|hash| self.terms.find(*hash)) {
            self.named[word] = self.named[word].max(likeness);
        }
        self.context.copy_from_slice(&self.named);
        for (word, likeness) in outline.above().flat_map(|hash| self.terms.find(hash)) {
            self.context[word] = self.context[word].max(likeness);
        }
        self.terms.matches_into(outline, &mut self.matches);
        self.frequency.fill(0.0);
        for found in &self.matches {
            self.frequency[found.word] += found.likeness;
        }
    }

    /// The most that the question's words weigh within one sentence, or within two that follow each other (which count
    /// a little less); and what the passage gains by a number beside the question's words, where the question asks how
    /// many, how much or when.
    fn sentences(&self, outline: &Outline) -> (f32, f32) {
        let (mut together, mut share) = (0.0_f32, 0.0_f32);
        let mut before = 0..0;
        for sentence in outline.sentences() {
            let from = |start: usize, end| {
                let outside = |found: &Match| found.term < end;
                let matches = self.matches[start..].iter();
                start + matches.take_while(|found| outside(found)).count()
            };
            let start = from(before.end, sentence.terms.start);
            let within = start..from(start, sentence.terms.end);
            let weight = self.weigh(within.clone());
            together = together.max(weight);
            if !before.is_empty() && !within.is_empty() {
                together = together.max(0.85 * self.weigh(before.start..within.end));
            }
            if self.wants != Wants::Anything && self.wants.is_met(sentence.told) {
                share = share.max(weight / self.total.max(0.01));
            }
            before = within;
        }
        (together, W_AMOUNT * self.heaviest * share)
    }

    /// What some matches weigh, each word counted once, by its best form.
    fn weigh(&self, matches: Range<usize>) -> f32 {
        let matches = &self.matches[matches];
        let mut seen = 0_u64;
        let mut sum = 0.0;
        for (n, found) in matches.iter().enumerate() {
            let known = if seen & (1 << found.word) == 0 {
                0.0
            } else {
                let same = matches[..n].iter().filter(|known| known.word == found.word);
                same.map(|known| known.likeness).fold(0.0, f32::max)
            };
            sum += self.idf[found.word] * (found.likeness - known).max(0.0);
            seen |= 1 << found.word;
        }
        sum
    }

    /// Words that follow each other in the question and stand together in the passage, in the same order.
    fn pairs(&self) -> f32 {
        let mut total = 0.0;
        for n in 1..self.idf.len() {
            if self.frequency[n - 1] == 0.0 || self.frequency[n] == 0.0 {
                continue;
            }
            let firsts = self.matches.iter().filter(|found| found.word == n - 1);
            let distances = firsts.flat_map(|first| {
                let seconds = self.matches.iter().filter(|found| found.word == n);
                seconds.filter_map(|second| second.position.checked_sub(first.position))
            });
            if let Some(distance) = distances
                .filter(|distance| (1..=3).contains(distance))
                .min()
            {
                total += self.idf[n - 1].min(self.idf[n]) / distance as f32;
            }
        }
        total
    }
}

/// A set of words is held in one number.
const _: () = assert!(MAX_WORDS <= u64::BITS as usize);
