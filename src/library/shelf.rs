//! What may be searched: a scope's editions, and the searcher over them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::scope::Scope;
use super::{Meant, meant, samples};
use crate::index::analyzer::{Analyzer, term_hash};
use crate::index::{Editions, Search};
use crate::report::Language;
use crate::store::{Catalogue, Edition, State};

/// Terms as hashes in order, each with a number of passages.
type Called = Box<[(u32, u64)]>;

/// The searcher, and the editions that it may show. Cheap to clone for every question.
#[derive(Clone)]
pub struct Shelf {
    searcher: Arc<dyn Search + Send + Sync>,
    /// In the order in which they were added; never empty, because there are always the samples.
    editions: Arc<[Edition]>,
    /// Per edition, what its report is called, as terms; analysed when first needed.
    names: Arc<[OnceLock<Box<[u32]>>]>,
    /// Terms that reports are called by, as hashes in order, with those reports' passages; collected when first needed.
    called: Arc<OnceLock<Called>>,
    languages: Arc<[Language]>,
    passages: u64,
    /// The same editions, for the index.
    filter: Editions,
}

impl Shelf {
    /// The shelf of a scope: its reports, or the samples where it has none of its own.
    pub fn new(
        searcher: Arc<dyn Search + Send + Sync>,
        catalogue: &Catalogue,
        scope: &Scope,
    ) -> Shelf {
        let of = |sample: bool| -> Vec<Edition> {
            let within =
                |edition: &&Edition| scope.holds(edition) && edition.report.sample == sample;
            catalogue.ready().filter(within).cloned().collect()
        };
        let real = of(false);
        let editions = if real.is_empty() { of(true) } else { real };
        if editions.is_empty() {
            return samples();
        }
        let shown = |number: u64| editions.binary_search_by_key(&number, |e| e.number).is_ok();
        // Whatever else the index may hold: reports of other scopes, what is being added, what was replaced just now.
        let hidden: Vec<u64> = catalogue
            .editions
            .iter()
            .filter(|edition| edition.state != State::Superseded)
            .map(|edition| edition.number)
            .chain(catalogue.leftovers.iter().copied())
            .filter(|number| !shown(*number))
            .collect();
        let shelf = Self::over(searcher, editions, hidden);
        match (scope, &shelf.filter) {
            // Exact counts: those of the whole index include what was removed from it lately.
            (Scope::Public | Scope::Guild(_), Editions::All) => Shelf {
                filter: Editions::Except(Vec::new()),
                ..shelf
            },
            _ => shelf,
        }
    }

    pub(super) fn over(
        searcher: Arc<dyn Search + Send + Sync>,
        editions: Vec<Edition>,
        hidden: Vec<u64>,
    ) -> Shelf {
        let filter = match hidden.len() {
            0 => Editions::All,
            few if few < editions.len() => Editions::Except(hidden),
            _ => Editions::Only(editions.iter().map(|edition| edition.number).collect()),
        };
        Self::of(searcher, editions, filter)
    }

    fn of(
        searcher: Arc<dyn Search + Send + Sync>,
        editions: Vec<Edition>,
        filter: Editions,
    ) -> Shelf {
        let mut languages: Vec<Language> =
            editions.iter().map(|edition| edition.language).collect();
        languages.sort();
        languages.dedup();
        Shelf {
            searcher,
            names: editions.iter().map(|_| OnceLock::new()).collect(),
            called: Arc::default(),
            languages: languages.into(),
            passages: editions
                .iter()
                .map(|edition| u64::from(edition.passages))
                .sum(),
            editions: editions.into(),
            filter,
        }
    }

    /// Whether it is the built-in samples, which have an index of their own.
    pub(super) fn is_of_samples(&self) -> bool {
        Arc::ptr_eq(&self.editions, &samples().editions)
    }

    /// The same editions, in a newer state of the index.
    pub(super) fn in_state(&self, searcher: Arc<dyn Search + Send + Sync>) -> Shelf {
        Shelf {
            searcher,
            ..self.clone()
        }
    }

    /// The same shelf, its editions named to the index one by one: slower, and right whatever else the index holds.
    pub(super) fn by_name(self) -> Shelf {
        Shelf {
            filter: Editions::Only(self.editions.iter().map(|edition| edition.number).collect()),
            ..self
        }
    }

    /// The same shelf, of these editions only.
    pub fn narrowed(&self, keep: impl Fn(&Edition) -> bool) -> Shelf {
        let editions: Vec<Edition> = self
            .editions
            .iter()
            .filter(|edition| keep(edition))
            .cloned()
            .collect();
        if editions.len() == self.editions.len() {
            return self.clone();
        }
        let filter = Editions::Only(editions.iter().map(|edition| edition.number).collect());
        Self::of(self.searcher.clone(), editions, filter)
    }

    /// The searcher; give it [`filter`](Self::filter).
    pub fn searcher(&self) -> &(dyn Search + Send + Sync) {
        &*self.searcher
    }

    /// Which editions every query must keep to.
    pub fn filter(&self) -> &Editions {
        &self.filter
    }

    /// The editions, in the order in which they were added.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The edition with that number, if it may be shown, and its [names](Self::names).
    pub fn named(&self, number: u64) -> Option<(&Edition, &[u32])> {
        let at = self.place(number)?;
        Some((&self.editions[at], self.names_at(at)))
    }

    /// The edition with that number, if it may be shown.
    pub fn edition(&self, number: u64) -> Option<&Edition> {
        self.place(number).map(|at| &self.editions[at])
    }

    /// The report that is meant by its id or by words of its title, publisher or file name.
    pub fn report(&self, wanted: &str) -> Meant<'_> {
        meant(&self.editions, wanted)
    }

    /// The terms of what the report of an edition is called: title, publisher, date and file name, as
    /// [hashes](term_hash).
    pub fn names(&self, number: u64) -> &[u32] {
        self.place(number).map_or(&[], |at| self.names_at(at))
    }

    fn names_at(&self, at: usize) -> &[u32] {
        self.names[at].get_or_init(|| names(&self.editions[at]))
    }

    /// How many passages the reports have that are called by a term; none where more than a quarter of the reports are
    /// (and more than one): it tells nothing apart.
    pub fn passages_called(&self, term: &str) -> u64 {
        let called = self.called.get_or_init(|| self.called());
        let at = called.binary_search_by_key(&term_hash(term), |(term, _)| *term);
        at.map_or(0, |at| called[at].1)
    }

    fn called(&self) -> Called {
        let mut called: HashMap<u32, (usize, u64)> = HashMap::new();
        for edition in self.editions.iter() {
            let mut terms = self.names(edition.number).to_vec();
            terms.sort_unstable();
            terms.dedup();
            for term in terms {
                let (editions, passages) = called.entry(term).or_default();
                *editions += 1;
                *passages += u64::from(edition.passages);
            }
        }
        let most = (self.editions.len() / 4).max(1);
        let telling = called
            .into_iter()
            .filter(|(_, (editions, _))| *editions <= most);
        let mut called: Vec<(u32, u64)> = telling
            .map(|(term, (_, passages))| (term, passages))
            .collect();
        called.sort_unstable();
        called.into()
    }

    fn place(&self, number: u64) -> Option<usize> {
        self.editions
            .binary_search_by_key(&number, |edition| edition.number)
            .ok()
    }

    /// The languages of its reports, each once.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// How many passages may be found.
    pub fn passages(&self) -> u64 {
        self.passages
    }
}

fn names(edition: &Edition) -> Box<[u32]> {
    let report = &edition.report;
    let file = report.file.replace(['_', '-', '.'], " ");
    let parts = [
        Some(report.title.as_str()),
        report.publisher.as_deref(),
        report.date.as_deref(),
        Some(&file),
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Analyzer::new(edition.language)
        .tokens(&text)
        .iter()
        .map(|token| term_hash(&token.term))
        .collect()
}
