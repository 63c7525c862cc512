//! A claim → what the reports say about it, found by the search that answers questions.

use serde::Serialize;

use super::claims::Claim;
use super::estimative::{Estimated, estimated};
use super::labels::{Bearing, Label, compare};
use crate::answer::{self, Answer, Excerpt, Outcome, Silence};
use crate::index::IndexError;
use crate::library::{HANDBOOK, Shelf};
use crate::report::Language;

/// How much to show of each claim.
#[derive(Clone, Debug)]
pub struct Options {
    /// Passages for each claim, at most.
    pub passages: usize,
    /// Characters of a passage's excerpt, at most.
    pub excerpt_chars: usize,
    /// Whether an excerpt begins with the sentence that bears on the claim most.
    pub answer_first: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            passages: 5,
            excerpt_chars: 700,
            answer_first: false,
        }
    }
}

/// A claim with what the reports say about it. Whether it is true is for people to say.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedClaim {
    /// The claim.
    #[serde(flatten)]
    pub claim: Claim,
    /// How well the reports cover it.
    pub outcome: Outcome,
    /// Best first.
    pub evidence: Vec<Evidence>,
    /// What qualifies the first judgment among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Excerpt>,
    /// Why there is no sure evidence; absent where there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
}

/// A passage that bears on a claim.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// Its words; the highlights are the claim's.
    #[serde(flatten)]
    pub excerpt: Excerpt,
    /// What differs.
    pub labels: Vec<Label>,
    /// How it stands to the claim, by its words alone.
    pub bearing: Bearing,
    /// Whether the claim, word for word, is a sentence of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub verbatim: bool,
    /// Its terms of likelihood and confidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub estimates: Vec<Estimated>,
}

/// The reports that are evidence: the handbook is not, even where nothing but samples is there.
pub fn evidential(shelf: &Shelf) -> Shelf {
    let is_handbook = |report: &crate::report::Report| report.sample && report.id == HANDBOOK;
    match shelf
        .editions()
        .iter()
        .any(|edition| is_handbook(&edition.report))
    {
        true => shelf.narrowed(|edition| !is_handbook(&edition.report)),
        false => shelf.clone(),
    }
}

/// Looks for evidence on a shelf that is [evidential].
pub fn evidence(
    shelf: &Shelf,
    claim: &Claim,
    options: &Options,
) -> Result<CheckedClaim, IndexError> {
    let asked = answer::Options {
        limit: options.passages,
        excerpt_chars: options.excerpt_chars,
        answer_first: options.answer_first,
        ..answer::Options::default()
    };
    let Answer {
        outcome,
        excerpts,
        silence,
        ..
    } = answer::answer(shelf, &plain(&claim.text), &asked)?;
    let evidence: Vec<Evidence> = excerpts
        .into_iter()
        .map(|excerpt| compared(shelf, claim, excerpt))
        .collect();
    let qualifier = evidence
        .iter()
        .find_map(|evidence| evidence.excerpt.qualifier.as_deref().cloned());
    Ok(CheckedClaim {
        claim: claim.clone(),
        outcome,
        evidence,
        qualifier,
        silence,
    })
}

fn compared(shelf: &Shelf, claim: &Claim, excerpt: Excerpt) -> Evidence {
    let edition = shelf
        .editions()
        .iter()
        .find(|edition| edition.report.id == excerpt.report.id);
    let language = edition.map_or(Language::English, |edition| edition.language);
    bears(&claim.text, excerpt, language)
}

/// How an excerpt from a report in some language bears on a claim.
pub fn bears(claim: &str, excerpt: Excerpt, language: Language) -> Evidence {
    let found = compare(claim, &excerpt.text, language);
    Evidence {
        estimates: estimated(&excerpt.text),
        excerpt,
        labels: found.labels,
        bearing: found.bearing,
        verbatim: found.verbatim,
    }
}

/// A claim as words only: its quotation marks ask for no phrase, its colons and dashes are no options.
fn plain(claim: &str) -> String {
    let marks = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | ':');
    let bare = claim.replace(marks, " ");
    let words = bare
        .split_whitespace()
        .map(|word| word.trim_start_matches('-'));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::samples;

    #[test]
    fn a_claim_is_searched_as_plain_words() {
        assert_eq!(
            plain("fun fact: he said \"no -votes\" changed"),
            "fun fact he said no votes changed"
        );
    }

    #[test]
    fn the_handbook_is_no_evidence() {
        let shelf = evidential(&samples());
        assert!(
            shelf
                .editions()
                .iter()
                .all(|edition| edition.report.id != HANDBOOK)
        );
    }
}
