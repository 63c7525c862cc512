//! Terms that a misspelt word may have meant.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;

use super::{IndexError, damaged};

/// The terms within a Damerau-Levenshtein distance (1 or 2) of `term`, with how many passages have each; the commonest
/// `limit`, commonest first.
pub(super) fn terms_like(
    searcher: &tantivy::Searcher,
    field: Field,
    term: &str,
    distance: u8,
    limit: usize,
) -> Result<Vec<(String, u64)>, IndexError> {
    let mut found: HashMap<String, u64> = HashMap::new();
    for segment in searcher.segment_readers() {
        let automaton = FuzzyTermQuery::new(Term::from_field_text(field, term), distance, true)
            .automaton()
            .map_err(damaged)?;
        let index = segment.inverted_index(field).map_err(damaged)?;
        let mut stream = index
            .terms()
            .search(automaton)
            .into_stream()
            .map_err(damaged)?;
        while stream.advance() {
            if let Ok(like) = std::str::from_utf8(stream.key()) {
                *found.entry(like.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(limit);
    Ok(found)
}
