//! The best window of whole sentences of a passage, and what to mark in it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Options;
use super::question::MAX_WORDS;
use super::words::QuestionWord;
use crate::report::{Passage, Sentence, SentenceKind};

/// A question word at its bytes of a passage's text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    /// Which word.
    pub(super) word: usize,
    /// How well it is met.
    pub(super) likeness: f32,
    /// Where it stands.
    pub(super) range: Range<usize>,
}

/// The bytes of the passage's text that make the excerpt: whole sentences of one page, or one sentence that crosses a
/// page break; at most as many characters as wanted, unless one sentence alone is longer: then its best part, between
/// words.
pub(super) fn window(
    passage: &Passage,
    marks: &[Mark],
    words: &[QuestionWord],
    options: &Options,
) -> Range<usize> {
    let most = options.excerpt_chars;
    let sentences = &passage.sentences;
    let mut best: Option<(f32, Range<usize>)> = None;
    let is_heading = |at: usize| sentences[at].kind == SentenceKind::Heading;
    for first in 0..sentences.len() {
        if options.answer_first && (is_heading(first) || is_torn(passage, first, most)) {
            continue;
        }
        let start = sentences[first].range().start;
        let lead = match options.answer_first {
            true => weight(marks, words, &lead(passage, first)),
            false => 0.0,
        };
        let (mut weighed, mut within) = (0, 0.0);
        for last in first..sentences.len() {
            let range = start..sentences[last].range().end;
            let fits =
                is_within(passage, &range, most) && (first == last || passage.is_quotable(&range));
            if !fits {
                break;
            }
            if has_parts_of_a_table(&sentences[first..=last]) {
                break;
            }
            if last > first && is_heading(last) {
                if options.answer_first {
                    break;
                }
                continue;
            }
            let found = marks_in(marks, &range).count();
            if found > weighed {
                (weighed, within) = (found, weight(marks, words, &range));
            }
            let worth = worth(within, &range, first) + lead;
            if best.as_ref().is_none_or(|(known, _)| worth > *known) {
                best = Some((worth, range));
            }
        }
    }
    match best {
        Some((_, range)) => range,
        None => {
            let sentence = &sentences[heaviest(passage, marks, words)];
            cut(passage, sentence, marks, most)
        }
    }
}

/// Words that open a sentence which cannot be understood, or is misunderstood, without the one before it. English.
const LEANING: &[&str] = &[
    "also",
    "both",
    "but",
    "he",
    "her",
    "his",
    "however",
    "instead",
    "it",
    "its",
    "moreover",
    "nevertheless",
    "otherwise",
    "she",
    "such",
    "that",
    "their",
    "them",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "thus",
    "yet",
];

/// Whether a sentence leans on the one before it, in the same paragraph or the next.
fn leans(passage: &Passage, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    let sentences = &passage.sentences;
    let text = &passage.text[sentences[at].range()];
    let first = text
        .unicode_words()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let prose = |at: usize| sentences[at].kind == SentenceKind::Prose;
    prose(before) && prose(at) && LEANING.contains(&first.as_str())
}

/// Whether a window that begins with a sentence would tear it off one that fits in with it.
fn is_torn(passage: &Passage, at: usize, most: usize) -> bool {
    let sentences = &passage.sentences;
    leans(passage, at) && {
        let both = sentences[at - 1].range().start..sentences[at].range().end;
        is_within(passage, &both, most) && passage.is_quotable(&both)
    }
}

/// A sentence with those that lean on it.
fn lead(passage: &Passage, first: usize) -> Range<usize> {
    let sentences = &passage.sentences;
    let leaning = (first + 1..sentences.len()).take_while(|at| leans(passage, *at));
    let last = leaning.last().unwrap_or(first);
    sentences[first].range().start..sentences[last].range().end
}

/// Whether a window holds a row of a table beside another row or a heading.
fn has_parts_of_a_table(sentences: &[Sentence]) -> bool {
    let count = |kind| {
        sentences
            .iter()
            .filter(|sentence| sentence.kind == kind)
            .count()
    };
    let rows = count(SentenceKind::Row);
    rows > 1 || (rows == 1 && count(SentenceKind::Heading) > 0)
}

/// The weight of the question's words in a window. What stands around them helps to understand them, so that among
/// windows with the same words the longer wins; an earlier start wins over a later one.
fn worth(within: f32, range: &Range<usize>, first: usize) -> f32 {
    let context = 0.02 * (range.len() as f32).ln_1p();
    within + context - 0.0001 * first as f32
}

fn weight(marks: &[Mark], words: &[QuestionWord], range: &Range<usize>) -> f32 {
    let mut times = [0.0_f32; MAX_WORDS];
    for found in marks_in(marks, range) {
        times[found.word] += found.likeness;
    }
    // The first occurrence counts most; more of the same word say that the text is about it.
    words
        .iter()
        .zip(times)
        .map(|(word, times)| word.idf * (1.25 * times / (times + 0.25)).min(1.3))
        .sum()
}

fn marks_in<'m>(marks: &'m [Mark], range: &Range<usize>) -> impl Iterator<Item = &'m Mark> {
    let range = range.clone();
    let within = move |found: &&Mark| range.contains(&found.range.start);
    marks.iter().filter(within)
}

fn heaviest(passage: &Passage, marks: &[Mark], words: &[QuestionWord]) -> usize {
    let sentences = &passage.sentences;
    let weigh = |n: &usize| weight(marks, words, &sentences[*n].range());
    (0..sentences.len())
        .max_by(|a, b| weigh(a).total_cmp(&weigh(b)).then(b.cmp(a)))
        .unwrap_or(0)
}

/// A part of a sentence that is too long, between words, around its matches.
fn cut(passage: &Passage, sentence: &Sentence, marks: &[Mark], most: usize) -> Range<usize> {
    let whole = sentence.range();
    let text = &passage.text[whole.clone()];
    let start = marks
        .iter()
        .map(|found| found.range.start)
        .find(|start| whole.contains(start))
        .unwrap_or(whole.start);
    // Some words before the first match, then as many as fit.
    let lead = text[..start - whole.start]
        .unicode_word_indices()
        .rev()
        .nth(15)
        .map_or(0, |(at, _)| at);
    let rest = &text[lead..];
    let end = match rest.char_indices().nth(most) {
        None => rest.len(),
        Some((limit, _)) => rest[..limit]
            .rfind(char::is_whitespace)
            .filter(|end| *end > 0)
            .unwrap_or(limit),
    };
    let end = lead + rest[..end].trim_end().len();
    whole.start + lead..whole.start + end
}

fn is_within(passage: &Passage, range: &Range<usize>, most: usize) -> bool {
    range.len() <= most || passage.text[range.clone()].chars().count() <= most
}

/// The matches within an excerpt as byte ranges of it: in order, not overlapping.
pub(super) fn highlights(found: &[Mark], range: &Range<usize>) -> Vec<(usize, usize)> {
    let mut marks: Vec<(usize, usize)> = found
        .iter()
        .filter(|found| range.start <= found.range.start && found.range.end <= range.end)
        .map(|found| {
            (
                found.range.start - range.start,
                found.range.end - range.start,
            )
        })
        .collect();
    marks.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(marks.len());
    for (start, end) in marks {
        match merged.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}
