//! Candidates → ranked hits.
//!
//! The index ranks by BM25 over the whole passage. That finds the right passages, but not always in the right order: a
//! long passage that has each word somewhere beats the one sentence that has them together. So the best candidates are
//! read again, and ranked by where the question's words stand in them.

use std::collections::HashMap;
use std::ops::Range;

use crate::index::Candidate;
use crate::index::analyzer::{Analyzer, Token};
use crate::library::Shelf;
use crate::report::{Language, Passage, PassageKind, Report};
use crate::store::Edition;

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
    let mut contexts: HashMap<u64, Vec<f32>> = HashMap::new();
    let terms = term_map(words);
    let mut hits: Vec<Hit> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let edition = shelf.edition(candidate.edition)?;
            let of_report = contexts
                .entry(edition.number)
                .or_insert_with(|| {
                    met(
                        &names(&edition.report),
                        edition.language,
                        words.len(),
                        &terms,
                    )
                })
                .clone();
            Some(hit(edition, candidate, of_report, words, &terms, wants))
        })
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    hits
}

type Terms<'w> = HashMap<&'w str, Vec<(usize, f32)>>;

fn term_map(words: &[QuestionWord]) -> Terms<'_> {
    let mut map: Terms<'_> = HashMap::new();
    for (n, word) in words.iter().enumerate() {
        for term in &word.terms {
            map.entry(term).or_default().push((n, 1.0));
        }
        for (term, weight) in &word.lent {
            map.entry(term).or_default().push((n, *weight));
        }
    }
    map
}

fn hit<'s>(
    edition: &'s Edition,
    candidate: Candidate,
    named: Vec<f32>,
    words: &[QuestionWord],
    terms: &Terms<'_>,
    wants: Wants,
) -> Hit<'s> {
    let passage = &candidate.passage;
    let above = met(
        &passage.section.join(" "),
        edition.language,
        words.len(),
        terms,
    );
    let context: Vec<f32> = named
        .iter()
        .zip(above)
        .map(|(named, above)| named.max(above))
        .collect();
    let (matches, length) = matches(passage, edition.language, terms);
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

/// The words of a question in a passage, and how many words that has.
fn matches(passage: &Passage, language: Language, terms: &Terms<'_>) -> (Vec<Match>, usize) {
    let mut found = Found::default();
    Analyzer::new(language).each_of(passage, |token| found.take(token, terms));
    (found.matches, found.length)
}

fn met(text: &str, language: Language, words: usize, terms: &Terms<'_>) -> Vec<f32> {
    let mut found = Found::default();
    Analyzer::new(language).each(text, |token| found.take(token, terms));
    let mut met = vec![0.0_f32; words];
    for found in found.matches {
        met[found.word] = met[found.word].max(found.likeness);
    }
    met
}

#[derive(Default)]
struct Found {
    matches: Vec<Match>,
    length: usize,
}

impl Found {
    /// Notes a token if it is a word of the question; one place counts once for each word, by its best form.
    fn take(&mut self, token: Token, terms: &Terms<'_>) {
        let Token {
            term,
            range,
            position,
        } = token;
        self.length = position + 1;
        for (word, likeness) in terms.get(term.as_str()).into_iter().flatten() {
            let mut near = self.matches.iter_mut().rev().take(6);
            match near.find(|known| known.word == *word && known.position == position) {
                Some(known) => known.likeness = known.likeness.max(*likeness),
                None => self.matches.push(Match {
                    word: *word,
                    likeness: *likeness,
                    range: range.clone(),
                    position,
                }),
            }
        }
    }
}

/// What of a report's description a question may name.
fn names(report: &Report) -> String {
    let file = report.file.replace(['_', '-', '.'], " ");
    let parts = [
        Some(report.title.as_str()),
        report.publisher.as_deref(),
        report.date.as_deref(),
        Some(&file),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The most that the question's words weigh within one sentence, or within two that follow each other (which count a
/// little less).
fn together(passage: &Passage, matches: &[Match], words: &[QuestionWord]) -> f32 {
    let weigh = |range: Range<usize>| -> f32 {
        let mut best = vec![0.0_f32; words.len()];
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
    };
    let sentences = &passage.sentences;
    let one = sentences
        .iter()
        .map(|sentence| weigh(sentence.range()))
        .fold(0.0, f32::max);
    let two = sentences
        .windows(2)
        .map(|pair| 0.85 * weigh(pair[0].range().start..pair[1].range().end))
        .fold(0.0, f32::max);
    one.max(two)
}

/// What a passage gains by a number beside the question's words, where the question asks how many, how much or when.
fn amount(passage: &Passage, matches: &[Match], words: &[QuestionWord], wants: Wants) -> f32 {
    if wants == Wants::Anything {
        return 0.0;
    }
    let heaviest = words.iter().map(|word| word.idf).fold(0.0, f32::max);
    let total: f32 = words.iter().map(|word| word.idf).sum();
    let best = passage.sentences.iter().map(|sentence| {
        let range = sentence.range();
        let mut here = vec![0.0_f32; words.len()];
        for found in matches
            .iter()
            .filter(|found| range.contains(&found.range.start))
        {
            here[found.word] = here[found.word].max(found.likeness);
        }
        let share: f32 = words
            .iter()
            .zip(here)
            .map(|(word, met)| word.idf * met)
            .sum();
        if wants.is_met(&passage.text[range]) {
            share / total.max(0.01)
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
