//! What a report itself means by its terms of likelihood and confidence.

use serde::Serialize;

use super::CheckedClaim;
use super::estimative::{Estimated, estimated};
use crate::answer::Excerpt;
use crate::index::analyzer::{Analyzer, Word, words};
use crate::index::{IndexError, Query, QueryTerm, QueryWord};
use crate::library::Shelf;
use crate::report::{Language, Sentence};

/// Terms of one text that are looked up at most; each is a search in one report.
pub const MAX_TERMS: usize = 12;

/// Passages of a report that are read for a definition.
const PASSAGES: usize = 24;
/// With these a sentence says what a term means.
const DEFINING: [&str; 8] = [
    "means",
    "mean",
    "indicates",
    "indicate",
    "denotes",
    "signifies",
    "defined",
    "refers",
];
/// Between a term and these stand such words at most: "high confidence in a judgment generally indicates".
const BETWEEN: [&str; 24] = [
    "a",
    "an",
    "and",
    "are",
    "as",
    "assessment",
    "assessments",
    "generally",
    "here",
    "in",
    "is",
    "judgment",
    "judgments",
    "judgement",
    "judgements",
    "level",
    "levels",
    "or",
    "the",
    "this",
    "to",
    "typically",
    "used",
    "usually",
];
/// Before a term of one word, which is an ordinary word as well, stands one of these, or a quotation mark, or nothing.
const NAMING: [&str; 5] = ["expression", "phrase", "term", "terms", "word"];

/// A term with the words in which its report defines it.
#[derive(Clone, Debug, Serialize)]
pub struct Definition {
    /// As it stands in the evidence, in lower case.
    pub term: String,
    /// Where the report says what it means.
    #[serde(flatten)]
    pub excerpt: Excerpt,
}

/// Where a report itself says what a term means: that sentence; none where it does not.
pub fn definition(
    shelf: &Shelf,
    report: &str,
    term: &Estimated,
) -> Result<Option<Definition>, IndexError> {
    let own = shelf.narrowed(|edition| edition.report.id == report);
    let Some(edition) = own.editions().first() else {
        return Ok(None);
    };
    let term = term.term.to_lowercase();
    let searcher = own.searcher();
    for candidate in searcher.candidates(&query(&own, edition.language, &term), PASSAGES)? {
        let passage = searcher.read(candidate.address)?.passage;
        let says = |sentence: &&Sentence| defines(&passage.text[sentence.range()], &term);
        let said = passage.sentences.iter().find(says);
        if let Some(excerpt) = said.and_then(|said| Excerpt::of(edition, &passage, said.range())) {
            return Ok(Some(Definition { term, excerpt }));
        }
    }
    Ok(None)
}

/// Passages with the term, first those that have words of definition too.
fn query(shelf: &Shelf, language: Language, term: &str) -> Query {
    let analyzer = Analyzer::new(language);
    let terms_of = |text: &str| -> Vec<Vec<String>> {
        words(text)
            .map(|word| analyzer.terms(&word).collect())
            .collect()
    };
    let row: Vec<String> = terms_of(term)
        .iter_mut()
        .filter_map(|terms| (!terms.is_empty()).then(|| terms.swap_remove(0)))
        .collect();
    let as_word = |terms: Vec<String>| QueryWord {
        terms: terms
            .into_iter()
            .map(|term| QueryTerm {
                term,
                passages: None,
            })
            .collect(),
        weight: 1.0,
        names: false,
    };
    let asked = format!("{term} {}", DEFINING.join(" "));
    Query {
        words: terms_of(&asked).into_iter().map(as_word).collect(),
        phrases: match row.len() {
            0 | 1 => Vec::new(),
            _ => vec![vec![row]],
        },
        editions: shelf.filter().clone(),
        ..Query::default()
    }
}

/// The definitions of the terms in some evidence, each of a report once, in order; at most [`MAX_TERMS`] are looked up.
/// What is itself among the evidence is not said again.
pub(super) fn definitions(
    shelf: &Shelf,
    claims: &[CheckedClaim],
) -> Result<Vec<Definition>, IndexError> {
    let evidence = || claims.iter().flat_map(|claim| &claim.evidence);
    let mut asked: Vec<(&str, &Estimated)> = Vec::new();
    for one in evidence() {
        let report = one.excerpt.report.id.as_str();
        for term in &one.estimates {
            let known =
                |(of, known): &(&str, &Estimated)| *of == report && known.estimate == term.estimate;
            if !asked.iter().any(known) {
                asked.push((report, term));
            }
        }
    }
    asked.truncate(MAX_TERMS);
    let mut found: Vec<Definition> = Vec::new();
    for (report, term) in asked {
        let elsewhere = definition(shelf, report, term)?
            .filter(|found| !evidence().any(|one| one.excerpt.text.contains(&found.excerpt.text)));
        found.extend(elsewhere);
    }
    Ok(found)
}

/// Whether a sentence says what a term means: the term as such, and soon after it a word of definition.
fn defines(sentence: &str, term: &str) -> bool {
    let all: Vec<Word> = words(sentence).collect();
    let row: Vec<String> = words(term).map(|word| word.normal).collect();
    let is_named = |at: usize| {
        let before = sentence[..all[at].range.start].chars().next_back();
        row.len() > 1
            || at == 0
            || before.is_some_and(|before| "\"“„«'‘(".contains(before))
            || NAMING.contains(&all[at - 1].normal.as_str())
    };
    let is_defined = |after: &[Word]| {
        let first = after
            .iter()
            .find(|word| !BETWEEN.contains(&word.normal.as_str()) && !is_term(&word.normal));
        first.is_some_and(|word| DEFINING.contains(&word.normal.as_str()))
    };
    all.windows(row.len().max(1))
        .enumerate()
        .any(|(at, found)| {
            let same = found.iter().map(|word| &word.normal).eq(&row);
            same && is_named(at) && is_defined(&all[at + row.len()..])
        })
}

/// Whether a word is part of some term: "“likely” or “probable” means".
fn is_term(word: &str) -> bool {
    estimated(word).len() == 1 || matches!(word, "highly" | "very" | "confidence")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::samples;

    #[test]
    fn a_definition_is_told_from_a_use() {
        for (sentence, term) in [
            (
                "Moderate confidence means that the sources are plausible.",
                "moderate confidence",
            ),
            (
                "High confidence generally indicates good sources.",
                "high confidence",
            ),
            (
                "High confidence in a judgment is defined as follows.",
                "high confidence",
            ),
            (
                "In this inquiry very likely means eighty in a hundred.",
                "very likely",
            ),
            (
                "“Likely” or “probable” denotes a chance of more than half.",
                "likely",
            ),
            (
                "We use the term probably to mean more than half.",
                "probably",
            ),
        ] {
            assert!(defines(sentence, term), "{sentence}");
        }
        for (sentence, term) in [
            (
                "It is likely this means that the gates were shut.",
                "likely",
            ),
            ("The delay is likely; it means another year.", "likely"),
            (
                "We have high confidence, and the log indicates why.",
                "high confidence",
            ),
            (
                "The log indicates with high confidence that it was shut.",
                "high confidence",
            ),
            ("", "high confidence"),
        ] {
            assert!(!defines(sentence, term), "{sentence}");
        }
    }

    #[test]
    fn a_term_is_explained_by_the_report_itself() {
        let shelf = samples();
        let term = &estimated("with moderate confidence")[0];
        let found = definition(&shelf, "estimative-language", term)
            .unwrap()
            .unwrap();
        assert_eq!(found.term, "moderate confidence");
        assert!(
            found.excerpt.text.contains("Moderate confidence means"),
            "{}",
            found.excerpt.text
        );
        assert!(
            definition(&shelf, "foreign-threats-2020", term)
                .unwrap()
                .is_none()
        );
    }
}
