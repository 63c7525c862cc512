//! Query → candidates: the passages that share words with a question, by BM25.

use serde::{Deserialize, Serialize};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query as TantivyQuery};

use super::query::{Editions, Phrase, Query, phrase_query, term_query};
use super::schema::Fields;
use super::write::Stored;
use super::{IndexError, damaged};
use crate::report::Passage;

/// A passage that shares words with the question.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The catalogue's number of its edition.
    pub edition: u64,
    /// BM25 over text and context.
    pub score: f32,
    /// The passage.
    pub passage: Passage,
    /// Its terms, in order of position.
    pub terms: Vec<PlacedTerm>,
    /// [Hashes](super::analyzer::term_hash) of the terms of the headings above it.
    pub above: Vec<u32>,
}

/// A term of a passage at its place, as it was analysed when the passage was indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedTerm {
    /// The term's [hash](super::analyzer::term_hash).
    pub hash: u32,
    /// First byte in the passage's text.
    pub start: u32,
    /// Bytes.
    pub len: u32,
    /// The word that it belongs to, counted from 0; several terms may share one.
    pub position: u32,
}

/// What an answer needs of a search engine. The embedded index is one; a remote one can be another.
pub trait Search {
    /// The best `limit` passages, best first; equal scores in index order.
    fn candidates(&self, query: &Query, limit: usize) -> Result<Vec<Candidate>, IndexError>;
    /// How many passages of these editions have the term in their text.
    fn passages_with(&self, term: &str, editions: &Editions) -> Result<u64, IndexError>;
    /// How many passages of these editions have the words of the phrase in a row.
    fn passages_with_phrase(&self, phrase: &Phrase, editions: &Editions)
    -> Result<u64, IndexError>;
    /// How many passages these editions have.
    fn passages_in(&self, editions: &Editions) -> Result<u64, IndexError>;
    /// Terms of the texts within an edit distance of 1 or 2, with how many passages have each; the commonest `limit`.
    fn terms_like(
        &self,
        term: &str,
        distance: u8,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, IndexError>;
}

/// Blocks of stored passages kept unpacked while one question is answered.
const STORE_BLOCKS: usize = 8;

/// The state of an index at one moment.
pub struct Searcher {
    inner: tantivy::Searcher,
    fields: Fields,
}

impl Searcher {
    pub(super) fn new(inner: tantivy::Searcher, fields: Fields) -> Searcher {
        Searcher { inner, fields }
    }

    fn count(&self, query: &dyn TantivyQuery) -> Result<u64, IndexError> {
        Ok(self.inner.search(query, &Count).map_err(damaged)? as u64)
    }

    fn within(&self, query: Box<dyn TantivyQuery>, editions: &Editions) -> Box<dyn TantivyQuery> {
        match editions.filter(self.fields.edition) {
            None => query,
            Some(clause) => Box::new(BooleanQuery::new(vec![(Occur::Must, query), clause])),
        }
    }
}

impl Search for Searcher {
    fn candidates(&self, query: &Query, limit: usize) -> Result<Vec<Candidate>, IndexError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let found = self
            .inner
            .search(
                &query.to_tantivy(self.fields),
                &TopDocs::with_limit(limit).order_by_score(),
            )
            .map_err(damaged)?;
        let stores = self
            .inner
            .segment_readers()
            .iter()
            .map(|segment| segment.get_store_reader(STORE_BLOCKS));
        let stores = stores
            .collect::<std::io::Result<Vec<_>>>()
            .map_err(damaged)?;
        let mut candidates = Vec::with_capacity(found.len());
        for (score, address) in found {
            let bytes = stores[address.segment_ord as usize]
                .get_document_bytes(address.doc_id)
                .map_err(damaged)?;
            let stored = Stored::from_document(&bytes)?;
            candidates.push(Candidate {
                edition: stored.edition,
                score,
                passage: stored.passage,
                terms: stored.terms,
                above: stored.above,
            });
        }
        Ok(candidates)
    }

    fn passages_with(&self, term: &str, editions: &Editions) -> Result<u64, IndexError> {
        if *editions == Editions::All {
            let term = tantivy::Term::from_field_text(self.fields.body, term);
            return self.inner.doc_freq(&term).map_err(damaged);
        }
        self.count(&*self.within(term_query(self.fields.body, term, false), editions))
    }

    fn passages_with_phrase(
        &self,
        phrase: &Phrase,
        editions: &Editions,
    ) -> Result<u64, IndexError> {
        self.count(&*self.within(phrase_query(self.fields.body, phrase), editions))
    }

    fn passages_in(&self, editions: &Editions) -> Result<u64, IndexError> {
        if *editions == Editions::All {
            return Ok(self.inner.num_docs());
        }
        self.count(&*editions.to_tantivy(self.fields.edition))
    }

    fn terms_like(
        &self,
        term: &str,
        distance: u8,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, IndexError> {
        super::spelling::terms_like(&self.inner, self.fields.body, term, distance, limit)
    }
}
