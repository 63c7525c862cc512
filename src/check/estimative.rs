//! Words of likelihood and of confidence, as US intelligence assessments use them.
//!
//! The lexicon is closed: the seven bands of likelihood, each with its two terms, and the three levels of confidence, of
//! Intelligence Community Directive 203, *Analytic Standards* (Office of the Director of National Intelligence, 2
//! January 2015, section D.6.e.2). Bands and levels are kept apart: one says how probable something is, the other how
//! good the basis of a judgment is. Words that sound alike and mean something else ("more likely", "remote access",
//! "probable cause") are no terms.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::index::analyzer::{Word, words};

/// How probable something is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likelihood {
    /// Almost no chance, remote.
    AlmostNoChance,
    /// Very unlikely, highly improbable.
    VeryUnlikely,
    /// Unlikely, improbable.
    Unlikely,
    /// Roughly even chance, roughly even odds.
    RoughlyEven,
    /// Likely, probable.
    Likely,
    /// Very likely, highly probable.
    VeryLikely,
    /// Almost certain, nearly certain.
    AlmostCertain,
}

impl Likelihood {
    /// The band, in percent: its least and its most.
    pub fn percent(self) -> (u8, u8) {
        match self {
            Likelihood::AlmostNoChance => (1, 5),
            Likelihood::VeryUnlikely => (5, 20),
            Likelihood::Unlikely => (20, 45),
            Likelihood::RoughlyEven => (45, 55),
            Likelihood::Likely => (55, 80),
            Likelihood::VeryLikely => (80, 95),
            Likelihood::AlmostCertain => (95, 99),
        }
    }
}

/// How good the basis of a judgment is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Low confidence.
    Low,
    /// Moderate confidence.
    Moderate,
    /// High confidence.
    High,
}

/// What a term stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimate {
    /// A band of likelihood.
    Likelihood(Likelihood),
    /// A level of confidence.
    Confidence(Confidence),
}

/// A term of the lexicon in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it stands for.
    pub estimate: Estimate,
}

/// A term that stands in an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimated {
    /// As it stands there.
    pub term: String,
    /// Its bytes in the excerpt: first, and one past the last.
    pub span: (usize, usize),
    /// What it stands for.
    pub estimate: Estimate,
}

/// As people read it: `“likely” (likelihood, 55 to 80 %)`, `“high confidence” (confidence)`.
impl std::fmt::Display for Estimated {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.estimate {
            Estimate::Likelihood(likelihood) => {
                let (least, most) = likelihood.percent();
                write!(out, "“{}” (likelihood, {least} to {most} %)", self.term)
            }
            Estimate::Confidence(_) => write!(out, "“{}” (confidence)", self.term),
        }
    }
}

/// The terms in a text, each meaning once, in order.
pub fn estimated(text: &str) -> Vec<Estimated> {
    let mut found: Vec<Estimated> = Vec::new();
    for term in terms(text) {
        if !found.iter().any(|known| known.estimate == term.estimate) {
            found.push(Estimated {
                term: text[term.range.clone()].to_owned(),
                span: (term.range.start, term.range.end),
                estimate: term.estimate,
            });
        }
    }
    found
}

/// The terms; a longer one stands before those that begin like it.
const LEXICON: &[(&str, Estimate)] = {
    use Confidence::{High, Low, Moderate};
    use Estimate::{Confidence as C, Likelihood as L};
    use Likelihood::*;
    &[
        ("almost no chance", L(AlmostNoChance)),
        ("remote chance", L(AlmostNoChance)),
        ("remote possibility", L(AlmostNoChance)),
        ("remote likelihood", L(AlmostNoChance)),
        ("very unlikely", L(VeryUnlikely)),
        ("highly improbable", L(VeryUnlikely)),
        ("unlikely", L(Unlikely)),
        ("improbable", L(Unlikely)),
        ("improbably", L(Unlikely)),
        ("roughly even chance", L(RoughlyEven)),
        ("roughly even odds", L(RoughlyEven)),
        ("very likely", L(VeryLikely)),
        ("highly probable", L(VeryLikely)),
        ("likely", L(Likely)),
        ("probable", L(Likely)),
        ("probably", L(Likely)),
        ("almost certain", L(AlmostCertain)),
        ("almost certainly", L(AlmostCertain)),
        ("nearly certain", L(AlmostCertain)),
        // Between two levels stands the lower: the text promises no more.
        ("low to moderate confidence", C(Low)),
        ("moderate to high confidence", C(Moderate)),
        ("low confidence", C(Low)),
        ("moderate confidence", C(Moderate)),
        ("high confidence", C(High)),
    ]
};

/// Before a word of likelihood, these make it a comparison, a denial or a question of degree.
const NOT_AFTER: &[&str] = &[
    "more",
    "less",
    "most",
    "least",
    "as",
    "equally",
    "how",
    "so",
    "too",
    "not",
    "hardly",
    "no",
    "highly",
    "quite",
    "increasingly",
    "extremely",
];
/// After a word of likelihood, these make it a part of another expression.
const NOT_BEFORE: &[&str] = &[
    "voter",
    "voters",
    "cause",
    "story",
    "candidate",
    "candidates",
    "suspects",
];

/// The terms in a text, in order, none within another.
pub fn terms(text: &str) -> Vec<Term> {
    let all: Vec<Word> = words(text).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        match term_at(&all, at) {
            Some((estimate, length)) => {
                let range = all[at].range.start..all[at + length - 1].range.end;
                found.push(Term { range, estimate });
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

fn term_at(all: &[Word], at: usize) -> Option<(Estimate, usize)> {
    let (estimate, length) = LEXICON.iter().find_map(|(term, estimate)| {
        let length = term.split(' ').count();
        let same = all
            .get(at..at + length)?
            .iter()
            .map(|word| word.normal.as_str());
        same.eq(term.split(' ')).then_some((*estimate, length))
    })?;
    let before = at.checked_sub(1).map(|before| all[before].normal.as_str());
    let after = all.get(at + length).map(|word| word.normal.as_str());
    let another = matches!(estimate, Estimate::Likelihood(_))
        && (before.is_some_and(|word| NOT_AFTER.contains(&word))
            || after.is_some_and(|word| NOT_BEFORE.contains(&word)));
    (!another).then_some((estimate, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Estimate)> {
        terms(text)
            .into_iter()
            .map(|term| (&text[term.range], term.estimate))
            .collect()
    }

    #[test]
    fn bands_and_levels_are_kept_apart() {
        use Estimate::{Confidence as C, Likelihood as L};
        assert_eq!(
            found(
                "We assess with moderate confidence that it almost certainly failed; a second try is very unlikely."
            ),
            [
                ("moderate confidence", C(Confidence::Moderate)),
                ("almost certainly", L(Likelihood::AlmostCertain)),
                ("very unlikely", L(Likelihood::VeryUnlikely)),
            ]
        );
        assert_eq!(
            found("low to moderate confidence"),
            [("low to moderate confidence", C(Confidence::Low))]
        );
    }

    #[test]
    fn look_alikes_are_no_terms() {
        for text in [
            "more likely than not",
            "likely voters",
            "remote access",
            "probable cause",
            "consumer confidence is high",
            "it is not likely",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn the_bands_cover_the_scale_without_a_gap() {
        use Likelihood::*;
        let bands = [
            AlmostNoChance,
            VeryUnlikely,
            Unlikely,
            RoughlyEven,
            Likely,
            VeryLikely,
            AlmostCertain,
        ];
        for pair in bands.windows(2) {
            assert_eq!(pair[0].percent().1, pair[1].percent().0);
        }
    }
}
