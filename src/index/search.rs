//! Query → candidates: the passages that share words with a question, by BM25.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use tantivy::collector::Count;
use tantivy::columnar::Column;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, Occur, Query as TantivyQuery};
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Score, Term};

use super::best::best;
use super::outline::Outline;
use super::query::{Context, Editions, Phrase, Query, phrase_query, term_query};
use super::schema::{EDITION, Fields, OUTLINE};
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
    /// What ranking needs of it.
    pub outline: Outline,
    /// Where it can be [read](Search::read).
    pub address: Address,
}

/// The place of a passage in the state of the index that it was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(DocAddress);

/// A passage with the places of its terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageWords {
    /// The passage.
    pub passage: Passage,
    /// Per term in the order of its [`Outline`], its bytes in the passage's text.
    pub places: Vec<Range<usize>>,
}

/// What an answer needs of a search engine. The embedded index is one; a remote one can be another.
pub trait Search {
    /// The best `limit` passages, best first; equal scores in index order.
    fn candidates(&self, query: &Query, limit: usize) -> Result<Vec<Candidate>, IndexError>;
    /// A passage that was found.
    fn read(&self, address: Address) -> Result<PassageWords, IndexError>;
    /// The passage so many places after one that was found, or before it, in the order of its report; none where the
    /// report, or what was written of it at once, ends.
    fn beside(&self, address: Address, steps: i64) -> Option<Address>;
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

/// The state of an index at one moment.
pub struct Searcher {
    inner: tantivy::Searcher,
    fields: Fields,
    /// Per segment, the columns that outlines are read from.
    columns: Vec<Columns>,
    /// Per segment, its stored passages; opened when the first is read.
    stores: OnceLock<Vec<StoreReader>>,
}

struct Columns {
    edition: Column<u64>,
    outline: Column<u64>,
}

impl Searcher {
    pub(super) fn new(inner: tantivy::Searcher, fields: Fields) -> Result<Searcher, IndexError> {
        let columns = inner.segment_readers().iter().map(|segment| {
            let columns = segment.fast_fields();
            Ok(Columns {
                edition: columns.u64(EDITION)?,
                outline: columns.u64(OUTLINE)?,
            })
        });
        let columns: tantivy::Result<_> = columns.collect();
        Ok(Searcher {
            columns: columns.map_err(damaged)?,
            inner,
            fields,
            stores: OnceLock::new(),
        })
    }

    fn found(
        &self,
        query: &Query,
        context: Context,
        limit: usize,
    ) -> Result<Vec<(Score, DocAddress)>, IndexError> {
        let statistics = Statistics {
            searcher: self,
            query,
        };
        let query = query.to_tantivy(self.fields, context);
        let searched = best(&self.inner, &query, &statistics, limit);
        searched.map_err(damaged)
    }

    /// The outlines of what was found, read in one go.
    fn outlined(&self, found: Vec<(Score, DocAddress)>) -> Result<Vec<Candidate>, IndexError> {
        let rows = |address: &DocAddress| {
            let outlines = &self.columns[address.segment_ord as usize].outline;
            outlines.index.value_row_ids(address.doc_id)
        };
        let mut numbers = Vec::with_capacity(found.len() * 100);
        let mut ends = Vec::with_capacity(found.len());
        for (_, address) in &found {
            let (rows, start) = (rows(address), numbers.len());
            numbers.resize(start + rows.len(), 0);
            let outlines = &self.columns[address.segment_ord as usize].outline;
            outlines
                .values
                .get_range(u64::from(rows.start), &mut numbers[start..]);
            ends.push(numbers.len());
        }
        let (numbers, mut start) = (Arc::new(numbers), 0);
        let candidates = found.into_iter().zip(ends).map(|((score, address), end)| {
            let own = std::mem::replace(&mut start, end)..end;
            let editions = &self.columns[address.segment_ord as usize].edition;
            let edition = editions.first(address.doc_id);
            Ok(Candidate {
                edition: edition.ok_or_else(|| damaged("a passage of no edition"))?,
                score,
                outline: Outline::from_numbers(numbers.clone(), own)?,
                address: Address(address),
            })
        });
        candidates.collect()
    }

    fn store(&self, segment: u32) -> Result<&StoreReader, IndexError> {
        // A question reads a few passages that lie far apart: keeping what is around them would be of no use.
        const KEPT_BLOCKS: usize = 0;
        let stores = match self.stores.get() {
            Some(stores) => stores,
            None => {
                let segments = self.inner.segment_readers().iter();
                let opened: std::io::Result<Vec<_>> = segments
                    .map(|segment| segment.get_store_reader(KEPT_BLOCKS))
                    .collect();
                let opened = opened.map_err(damaged)?;
                self.stores.get_or_init(|| opened)
            }
        };
        Ok(&stores[segment as usize])
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

/// What BM25 needs to know of the index, without asking twice: looking a term up is a good part of a search.
pub(super) struct Statistics<'a> {
    searcher: &'a Searcher,
    query: &'a Query,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.inner.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.inner.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let known = (term.field() == self.searcher.fields.body)
            .then(|| self.query.known(term.serialized_value_bytes()))
            .flatten();
        known.map_or_else(|| self.searcher.inner.doc_freq(term), Ok)
    }
}

impl Search for Searcher {
    fn candidates(&self, query: &Query, limit: usize) -> Result<Vec<Candidate>, IndexError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let mut found = self.found(query, Context::OfNamed, limit)?;
        if found.len() < limit {
            found = self.found(query, Context::OfAll, limit)?;
        }
        self.outlined(found)
    }

    fn read(&self, Address(address): Address) -> Result<PassageWords, IndexError> {
        let bytes = self
            .store(address.segment_ord)?
            .get_document_bytes(address.doc_id)
            .map_err(damaged)?;
        let stored = Stored::from_document(&bytes)?;
        let place = |(start, len): (u32, u32)| start as usize..(start + len) as usize;
        Ok(PassageWords {
            passage: stored.passage,
            places: stored.places.into_iter().map(place).collect(),
        })
    }

    fn beside(&self, Address(address): Address, steps: i64) -> Option<Address> {
        // Passages are written in order by one thread, and merging segments keeps the order within each.
        let doc_id = u32::try_from(i64::from(address.doc_id) + steps).ok()?;
        let segment = self.inner.segment_reader(address.segment_ord);
        let editions = &self.columns[address.segment_ord as usize].edition;
        let there = doc_id < segment.max_doc() && !segment.is_deleted(doc_id);
        let same = there && editions.first(doc_id) == editions.first(address.doc_id);
        same.then_some(Address(DocAddress { doc_id, ..address }))
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
