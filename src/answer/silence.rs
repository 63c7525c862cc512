//! Whether the reports answer at all.
//!
//! The measure is the share of the question that stands together: of the weight (inverse document frequency) of its
//! informative words, how much is met by the best excerpt's passage, where its report's title, date and headings meet
//! what a passage takes for granted. A word that is rare or occurs nowhere weighs most, so that a question about
//! something else falls short even when its other words are common in the reports. BM25 scores are not used: they
//! grow with the length of the question.

use super::rank::{Hit, Met, Terms};
use super::words::{Anchor, QuestionWord};
use serde::Serialize;

/// How well the reports answer a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The first excerpt has what was asked for.
    Answered,
    /// Something near it was found.
    Weak,
    /// The reports are silent.
    Nothing,
}

/// Why there is no sure answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// Words of the question that occur in no report in scope.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_words: Vec<String>,
    /// Words that occur, but not with the rest of the question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<String>,
    /// Years, numbers and names that neither the first passage nor its report's title and date have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmatched_anchors: Vec<String>,
    /// What to do, where the question cannot be searched as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Shares of the question's weight that must be met, fitted on the development questions.
const SURE: f32 = 0.38;
/// The same where a word of the question stands nowhere: it may be what the question is about.
const SURE_WITH_UNKNOWN: f32 = 0.62;
const SOMETHING: f32 = 0.27;
/// What a word of the title, the date or a heading counts.
const BY_CONTEXT: f32 = 0.9;
/// A word whose weight is at least this share of the question's heaviest and that is not met is reported.
const HEAVY: f32 = 0.5;

/// The share of the question's weight that a hit meets, from 0 to 1.
pub(super) fn share_met(met: &[Met], words: &[QuestionWord]) -> f32 {
    let total: f32 = words.iter().map(|word| word.idf).sum();
    let met: f32 = words
        .iter()
        .zip(met)
        .map(|(word, met)| word.idf * met.passage.max(met.context * BY_CONTEXT))
        .sum();
    if total > 0.0 { met / total } else { 0.0 }
}

/// The outcome of a question, and what explains it.
pub(super) fn judge(hits: &[Hit<'_>], words: &[QuestionWord], terms: &Terms) -> (Outcome, Silence) {
    let unknown = |word: &&QuestionWord| word.passages == 0 && word.lent.is_empty();
    let unknown_words = shown(words.iter().filter(unknown));
    if hits.is_empty() {
        return (
            Outcome::Nothing,
            Silence {
                unknown_words,
                ..Silence::default()
            },
        );
    }
    let best: Vec<Vec<Met>> = hits
        .iter()
        .take(3)
        .map(|hit| terms.met(hit, words))
        .collect();
    let shares = best.iter().map(|met| share_met(met, words));
    let share = shares.fold(0.0, f32::max);
    let missing = |word: usize| best[0][word].passage.max(best[0][word].context) == 0.0;
    let anchors: Vec<usize> = (0..words.len())
        .filter(|n| words[*n].anchor.is_some() && missing(*n))
        .collect();
    let heaviest = words.iter().map(|word| word.idf).fold(0.0, f32::max);
    let apart = (0..words.len())
        .filter(|n| words[*n].passages > 0 && words[*n].idf >= HEAVY * heaviest && missing(*n))
        .map(|n| &words[n]);
    let silence = Silence {
        unknown_words,
        apart: shown(apart),
        unmatched_anchors: shown(anchors.iter().map(|n| &words[*n])),
        note: None,
    };
    let needed = if words.iter().any(|word| word.unknown) {
        SURE_WITH_UNKNOWN
    } else {
        SURE
    };
    let outcome = if share < SOMETHING {
        Outcome::Nothing
    } else if share < needed || anchors.iter().any(|n| is_decisive(&words[*n])) {
        Outcome::Weak
    } else {
        Outcome::Answered
    };
    (outcome, silence)
}

fn is_decisive(word: &QuestionWord) -> bool {
    matches!(
        word.anchor,
        Some(Anchor::Year | Anchor::Number | Anchor::Name)
    )
}

/// The words as the person typed them; pairs of characters that overlap are one word again.
fn shown<'w>(words: impl Iterator<Item = &'w QuestionWord>) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    let mut end = 0_usize;
    for word in words {
        let common = end.saturating_sub(word.range.start);
        match (shown.last_mut(), word.typed.split_at_checked(common)) {
            (Some(last), Some((known, rest))) if common > 0 && last.ends_with(known) => {
                last.push_str(rest);
            }
            _ => shown.push(word.typed.clone()),
        }
        end = word.range.end;
    }
    shown
}
