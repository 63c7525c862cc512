//! A quotation → what the index is asked for: its words in a row, its informative words, rows of three of them.

use super::words::Token;
use crate::answer::is_stop_word;
use crate::index::analyzer::{self, Analyzer};
use crate::index::{Phrase, Query, QueryTerm, QueryWord};
use crate::library::Shelf;

/// Informative words that are searched for; the longest.
const MOST_WORDS: usize = 32;
/// Rows of three words that are tried, from all over the quotation.
const SHINGLES: usize = 8;
const SHINGLE_WORDS: usize = 3;

/// The stretches between ellipses, each as a row of words.
pub(super) fn in_a_row(shelf: &Shelf, quotation: &str, tokens: &[Token]) -> Query {
    let rows = tokens
        .split(|token| *token == Token::Ellipsis)
        .filter_map(|row| phrase(shelf, quotation, row));
    Query {
        phrases: rows.collect(),
        editions: shelf.filter().clone(),
        ..Query::default()
    }
}

/// The bytes of a quotation that some tokens take, as terms in a row for each language in scope.
fn phrase(shelf: &Shelf, quotation: &str, row: &[Token]) -> Option<Phrase> {
    let place = |token: &Token| match token {
        Token::Word(word) => Some(word.range.clone()),
        Token::Ellipsis => None,
    };
    let text = &quotation[row.first().and_then(place)?.start..row.last().and_then(place)?.end];
    let mut forms: Phrase = Vec::new();
    for language in shelf.languages() {
        let analyzer = Analyzer::new(*language);
        let terms: Vec<String> = analyzer::words(text)
            .filter_map(|word| analyzer.terms(&word).next())
            .collect();
        if terms.len() > 1 && !forms.contains(&terms) {
            forms.push(terms);
        }
    }
    (!forms.is_empty()).then_some(forms)
}

/// Any of the informative words; all where there are none.
pub(super) fn by_words(shelf: &Shelf, quotation: &str) -> Query {
    let all: Vec<analyzer::Word> = analyzer::words(quotation).collect();
    let informs = |word: &&analyzer::Word| !is_stop_word(&word.normal);
    let mut chosen: Vec<&analyzer::Word> = all.iter().filter(informs).collect();
    if chosen.len() < 2 {
        chosen = all.iter().collect();
    }
    chosen.sort_by(|a, b| {
        b.normal
            .len()
            .cmp(&a.normal.len())
            .then_with(|| a.normal.cmp(&b.normal))
    });
    chosen.dedup_by(|a, b| a.normal == b.normal);
    chosen.truncate(MOST_WORDS);
    let word = |word: &analyzer::Word| {
        let mut terms: Vec<String> = shelf
            .languages()
            .iter()
            .flat_map(|language| Analyzer::new(*language).terms(word))
            .collect();
        terms.sort_unstable();
        terms.dedup();
        let terms = terms.into_iter().map(|term| QueryTerm {
            term,
            passages: None,
        });
        QueryWord {
            terms: terms.collect(),
            weight: 1.0,
            names: false,
        }
    };
    Query {
        words: chosen.into_iter().map(word).collect(),
        editions: shelf.filter().clone(),
        ..Query::default()
    }
}

/// Rows of three words from all over the quotation, one query each.
pub(super) fn shingles(shelf: &Shelf, quotation: &str, tokens: &[Token]) -> Vec<Query> {
    let rows: Vec<&[Token]> = tokens
        .windows(SHINGLE_WORDS)
        .filter(|row| !row.contains(&Token::Ellipsis))
        .collect();
    let step = rows.len().div_ceil(SHINGLES).max(1);
    let query = |row: &&[Token]| {
        Some(Query {
            phrases: vec![phrase(shelf, quotation, row)?],
            editions: shelf.filter().clone(),
            ..Query::default()
        })
    };
    rows.iter().step_by(step).filter_map(query).collect()
}
