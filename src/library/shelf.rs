//! What may be searched: a scope's editions, and the searcher over them.

use std::sync::Arc;

use super::samples;
use crate::index::{Editions, Search};
use crate::report::Language;
use crate::store::{Catalogue, Edition, State};

/// Which reports may be searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every report: the operator at the terminal.
    #[default]
    Everything,
    /// The reports for everybody: direct messages and user installs.
    Public,
    /// The reports for everybody, and those of one guild.
    Guild(String),
}

impl Scope {
    /// Whether a report with that scope may be searched.
    pub fn holds(&self, scope: Option<&str>) -> bool {
        match self {
            Scope::Everything => true,
            Scope::Public => scope.is_none(),
            Scope::Guild(guild) => scope.is_none_or(|scope| scope == guild),
        }
    }
}

/// The searcher, and the editions that it may show. Cheap to make for every question.
#[derive(Clone)]
pub struct Shelf {
    searcher: Arc<dyn Search + Send + Sync>,
    /// In the order in which they were added; never empty, because there are always the samples.
    editions: Vec<Edition>,
    /// The same, for the index.
    filter: Editions,
}

impl Shelf {
    /// The shelf of a scope: its reports, or the samples where it has none of its own.
    pub fn new(
        searcher: Arc<dyn Search + Send + Sync>,
        catalogue: Arc<Catalogue>,
        scope: &Scope,
    ) -> Shelf {
        let of = |sample: bool| -> Vec<Edition> {
            let within = |edition: &&Edition| {
                scope.holds(edition.scope.as_deref()) && edition.report.sample == sample
            };
            catalogue.ready().filter(within).cloned().collect()
        };
        let real = of(false);
        let editions = if real.is_empty() { of(true) } else { real };
        if editions.is_empty() {
            return samples();
        }
        let shown = |edition: &Edition| editions.iter().any(|kept| kept.number == edition.number);
        let hidden: Vec<u64> = catalogue
            .editions
            .iter()
            .filter(|edition| !shown(edition) && (edition.state != State::Superseded))
            .map(|edition| edition.number)
            .collect();
        Self::over(searcher, editions, hidden)
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
        Shelf {
            searcher,
            editions,
            filter,
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
        Shelf {
            searcher: self.searcher.clone(),
            editions,
            filter,
        }
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

    /// The edition with that number, if it may be shown.
    pub fn edition(&self, number: u64) -> Option<&Edition> {
        self.editions
            .binary_search_by_key(&number, |edition| edition.number)
            .ok()
            .map(|at| &self.editions[at])
    }

    /// The languages of its reports, each once.
    pub fn languages(&self) -> Vec<Language> {
        let mut languages: Vec<Language> = self
            .editions
            .iter()
            .map(|edition| edition.language)
            .collect();
        languages.sort();
        languages.dedup();
        languages
    }

    /// How many passages may be found.
    pub fn passages(&self) -> u64 {
        self.editions
            .iter()
            .map(|edition| u64::from(edition.passages))
            .sum()
    }
}
