//! What tantivy gets: built from terms only, never from a person's text through a query parser, which a long run of
//! parentheses makes overflow the stack.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery,
    Query as TantivyQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::schema::Fields;

/// A question as terms.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Any of these may occur; more and rarer ones rank higher.
    pub words: Vec<QueryWord>,
    /// All of these must occur.
    pub phrases: Vec<Phrase>,
    /// None of these may occur.
    pub excluded: Vec<String>,
    /// Where to look.
    pub editions: Editions,
}

/// A word of a question with its terms over the languages in scope.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryWord {
    /// Distinct; any of them stands for the word.
    pub terms: Vec<QueryTerm>,
    /// 1 for a word as the person wrote it, less for a lent or repaired one.
    pub weight: f32,
    /// Whether it is part of what a report is called, so that the question may mean that report.
    pub names: bool,
}

/// A term of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryTerm {
    /// As the analyzer gives it.
    pub term: String,
    /// In how many passages of the whole index it stands, where that has been asked before.
    pub passages: Option<u64>,
}

/// Words in a row: one list of terms per language in scope, any of which may match.
pub type Phrase = Vec<Vec<String>>;

/// The editions that may be searched, by the catalogue's numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Editions {
    /// Everything that is in the index.
    #[default]
    All,
    /// These only.
    Only(Vec<u64>),
    /// All but these.
    Except(Vec<u64>),
}

/// How much a word in the title or a heading adds, against the same word in the text.
const CONTEXT_WEIGHT: f32 = 0.3;

/// Which words are looked for in titles and headings too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// Those that [name](QueryWord::names) a report.
    OfNamed,
    /// All: for questions that few texts have words of.
    OfAll,
}

impl Query {
    /// In how many passages a term of a word stands, where that is known.
    pub(super) fn known(&self, term: &[u8]) -> Option<u64> {
        let terms = self.words.iter().flat_map(|word| &word.terms);
        let mut same = terms.filter(|known| known.term.as_bytes() == term);
        same.find_map(|known| known.passages)
    }

    pub(super) fn to_tantivy(&self, fields: Fields, context: Context) -> Box<dyn TantivyQuery> {
        let mut words: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        for word in &self.words {
            let in_context = word.names || context == Context::OfAll;
            for term in &word.terms {
                words.push((
                    Occur::Should,
                    weighted(term_query(fields.body, &term.term, true), word.weight),
                ));
                if in_context {
                    words.push((
                        Occur::Should,
                        weighted(
                            term_query(fields.context, &term.term, true),
                            word.weight * CONTEXT_WEIGHT,
                        ),
                    ));
                }
            }
        }
        let mut must: Vec<(Occur, Box<dyn TantivyQuery>)> = self
            .phrases
            .iter()
            .map(|phrase| (Occur::Must, phrase_query(fields.body, phrase)))
            .collect();
        must.extend(
            self.excluded
                .iter()
                .map(|term| (Occur::MustNot, term_query(fields.body, term, false))),
        );
        must.extend(self.editions.filter(fields.edition));
        if must.is_empty() {
            return Box::new(BooleanQuery::new(words));
        }
        match (words.is_empty(), self.phrases.is_empty()) {
            (true, true) => return Box::new(EmptyQuery),
            (false, true) => must.push((Occur::Must, Box::new(BooleanQuery::new(words)))),
            (false, false) => must.push((Occur::Should, Box::new(BooleanQuery::new(words)))),
            (true, false) => {}
        }
        Box::new(BooleanQuery::new(must))
    }
}

impl Editions {
    /// The clause that keeps to these editions; none where nothing has to be kept out.
    pub(super) fn filter(&self, field: Field) -> Option<(Occur, Box<dyn TantivyQuery>)> {
        let set = |numbers: &[u64]| -> Box<dyn TantivyQuery> {
            let terms = numbers
                .iter()
                .map(|number| Term::from_field_u64(field, *number));
            Box::new(ConstScoreQuery::new(
                Box::new(TermSetQuery::new(terms)),
                0.0,
            ))
        };
        match self {
            Editions::All => None,
            Editions::Only(numbers) if numbers.is_empty() => {
                Some((Occur::Must, Box::new(EmptyQuery)))
            }
            Editions::Only(numbers) => Some((Occur::Must, set(numbers))),
            Editions::Except(numbers) if numbers.is_empty() => None,
            Editions::Except(numbers) => Some((Occur::MustNot, set(numbers))),
        }
    }

    /// Every document of these editions.
    pub(super) fn to_tantivy(&self, field: Field) -> Box<dyn TantivyQuery> {
        match self.filter(field) {
            None => Box::new(AllQuery),
            Some(clause) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, Box::new(AllQuery)),
                clause,
            ])),
        }
    }
}

pub(super) fn term_query(field: Field, term: &str, scored: bool) -> Box<dyn TantivyQuery> {
    let option = if scored {
        IndexRecordOption::WithFreqs
    } else {
        IndexRecordOption::Basic
    };
    Box::new(TermQuery::new(Term::from_field_text(field, term), option))
}

pub(super) fn phrase_query(field: Field, phrase: &Phrase) -> Box<dyn TantivyQuery> {
    let one = |terms: &Vec<String>| -> Box<dyn TantivyQuery> {
        let mut terms: Vec<Term> = terms
            .iter()
            .map(|term| Term::from_field_text(field, term))
            .collect();
        match terms.len() {
            0 => Box::new(EmptyQuery),
            1 => Box::new(TermQuery::new(
                terms.remove(0),
                IndexRecordOption::WithFreqs,
            )),
            _ => Box::new(PhraseQuery::new(terms)),
        }
    };
    Box::new(BooleanQuery::union(phrase.iter().map(one).collect()))
}

fn weighted(query: Box<dyn TantivyQuery>, weight: f32) -> Box<dyn TantivyQuery> {
    if weight == 1.0 {
        query
    } else {
        Box::new(BoostQuery::new(query, weight))
    }
}
