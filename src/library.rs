//! Originals, reading texts, catalogue and index, kept in step.
//!
//! What is derived (reading texts, index) can always be rebuilt from what is not (originals, database). The order of
//! writing makes a kill at any moment harmless: original, reading text, a `pending` row, the index, then `ready`. Only
//! ready editions are searched; the next writer clears what a killed one left.

mod add;
mod files;
mod find;
mod inspect;
mod lock;
mod pictures;
mod quarantine;
mod reading;
mod repair;
mod samples;
mod scope;
mod shelf;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::index::{Index, IndexError, Writer};
use crate::store::{Catalogue, Store, StoreError};

pub use add::{Addition, Outcome, Request};
pub use find::{Meant, meant, names};
pub use inspect::{Inspection, Original};
pub use lock::LockError;
pub use pictures::PictureError;
pub use quarantine::{Arrival, MOST_WAITING, Preview, QuarantineError, WAIT, Warning};
pub use reading::reading;
pub use repair::{Finding, Rebuilt};
pub use samples::{HANDBOOK, sample_files, sample_readings, samples};
pub use scope::{GuildScope, Scope};
pub use shelf::Shelf;

/// Why the library cannot be used. Each says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The derived index cannot be used as it is, or not be written.
    #[error("{0}; {cure}", cure = cure(.0))]
    Index(IndexError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The original is there, but not what was read from it.
    #[error("the reading text of {0} is missing; run `pincite reindex` to read its original again")]
    ReadingMissing(String),
    /// Another process is writing.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The disk.
    #[error("{path}: {error}; nothing was lost, and the same command may be run again")]
    Disk {
        /// What was being read or written.
        path: PathBuf,
        /// Why it failed.
        error: std::io::Error,
    },
}

// Not a source of the other: its words are in the sentence already.
impl From<IndexError> for LibraryError {
    fn from(error: IndexError) -> Self {
        LibraryError::Index(error)
    }
}

fn cure(error: &IndexError) -> &'static str {
    match error {
        IndexError::ReadOnly => "nothing is lost",
        IndexError::Write(_) => {
            "nothing was lost, and the same command may be run again once there is room and permission"
        }
        _ => "run `pincite reindex` to build it anew from the library",
    }
}

/// An open library.
pub struct Library {
    root: PathBuf,
    store: Store,
    index: Mutex<Arc<Index>>,
    catalogue: Mutex<Arc<Catalogue>>,
    /// The shelf of each scope, with the generation that it is of.
    shelves: Mutex<HashMap<Scope, (i64, Shelf)>>,
    readings: reading::Readings,
    /// Held while something is decided about a quarantined file, so that two managers do not decide at once.
    deciding: tokio::sync::Mutex<()>,
    pictures: pictures::Pictures,
}

/// Editions on all kept shelves together, each well under a kilobyte.
const SHELVED_EDITIONS: usize = 50_000;

/// The largest index whose checksums are verified each time it is opened: reading it takes well under a second.
const VERIFY_BYTES: u64 = 256 << 20;

impl Library {
    /// Opens a library for questions; none where nothing was ever ingested there.
    pub async fn open(root: &Path) -> Result<Option<Library>, LibraryError> {
        let store = match Store::open(&root.join("pincite.db")).await {
            Err(StoreError::Missing) => return Ok(None),
            store => store?,
        };
        let folder = root.join("passages");
        let index = patiently(|| {
            if files::bytes_below(&folder) <= VERIFY_BYTES {
                Index::open_verified(&folder)
            } else {
                Index::open(&folder)
            }
        });
        match index {
            // The first ingest has only just begun.
            Err(IndexError::Missing) if store.catalogue().await?.editions.is_empty() => Ok(None),
            index => Ok(Some(Self::with(root, store, index?).await?)),
        }
    }

    /// Opens a library for writing: makes it where it is missing and clears what a killed process left. Returns what
    /// it found and mended.
    pub async fn open_for_writing(root: &Path) -> Result<(Library, Vec<Finding>), LibraryError> {
        files::make_folders(root)?;
        let store = Store::create(&root.join("pincite.db")).await?;
        let (index, mut findings) = repair::open_or_rebuild(root, &store).await?;
        let library = Self::with(root, store, index).await?;
        findings.extend(library.reconcile().await?);
        Ok((library, findings))
    }

    async fn with(root: &Path, store: Store, index: Index) -> Result<Library, LibraryError> {
        let catalogue = Arc::new(store.catalogue().await?);
        Ok(Library {
            root: root.to_owned(),
            store,
            index: Mutex::new(Arc::new(index)),
            catalogue: Mutex::new(catalogue),
            shelves: Mutex::default(),
            readings: reading::Readings::new(),
            deciding: tokio::sync::Mutex::default(),
            pictures: pictures::Pictures::default(),
        })
    }

    /// The database, to be closed when all is done.
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// The newest state, as other processes may have changed it, for questions within a scope.
    pub async fn shelf(&self, wanted: &Scope) -> Result<Shelf, LibraryError> {
        let before = self.store.generation().await?;
        // The searcher first: a catalogue that is newer than the index only names editions without hits.
        let searcher = match self.index().searcher() {
            Ok(searcher) => searcher,
            // Another process has just put a new index in its place.
            Err(_) => patiently(|| {
                let index = Index::open(&self.root.join("passages"))?;
                let searcher = index.searcher()?;
                self.put(index);
                Ok(searcher)
            })?,
        };
        let (searcher, catalogue) = (Arc::new(searcher), self.catalogue().await?);
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        shelves.retain(|_, (generation, _)| *generation == catalogue.generation);
        let scope = wanted.shared(&catalogue);
        if !shelves.contains_key(&scope) {
            let shelved = shelves
                .values()
                .map(|(_, shelf)| shelf.editions().len() + 1);
            if shelved.sum::<usize>() >= SHELVED_EDITIONS {
                shelves.clear();
            }
        }
        let (_, shelf) = shelves.entry(scope).or_insert_with_key(|scope| {
            (
                catalogue.generation,
                Shelf::new(searcher.clone(), &catalogue, scope),
            )
        });
        Ok(if shelf.is_of_samples() {
            shelf.clone()
        } else if *wanted == Scope::Everything || catalogue.generation == before {
            shelf.in_state(searcher)
        } else {
            // The catalogue may not know any more what this searcher still finds, and nobody is to be told of it.
            shelf.in_state(searcher).by_name()
        })
    }

    /// The catalogue now.
    pub async fn catalogue(&self) -> Result<Arc<Catalogue>, LibraryError> {
        let generation = self.store.generation().await?;
        let known = self
            .catalogue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if known.generation == generation {
            return Ok(known);
        }
        let fresh = Arc::new(self.store.catalogue().await?);
        *self
            .catalogue
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = fresh.clone();
        Ok(fresh)
    }

    /// The reading of an edition as this or an earlier extractor version made it, if it is still kept.
    pub fn reading(
        &self,
        edition: &crate::store::Edition,
        version: u8,
    ) -> Option<crate::report::Reading> {
        let parts = files::reading(&self.root, &edition.sha256, edition.extractor, version)?;
        parts
            .into_iter()
            .nth(edition.part as usize)
            .map(|part| part.reading)
    }

    /// Where the original of an edition is kept.
    pub fn original(&self, sha256: &[u8; 32]) -> PathBuf {
        files::original(&self.root, sha256)
    }

    /// A writer on the index as it now is on disk. The caller holds the lock.
    fn writer(&self) -> Result<Writer, LibraryError> {
        // Another process may have written since: tantivy keeps its list of files in memory.
        self.put(Index::open(&self.root.join("passages"))?);
        Ok(self.index().writer()?)
    }

    fn put(&self, index: Index) {
        *self.index.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(index);
    }

    fn index(&self) -> Arc<Index> {
        self.index
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Tries again for a moment: while another process puts a new index in the old one's place, or merges files of it, the
/// index may look as if it were missing or damaged.
fn patiently<T>(attempt: impl Fn() -> Result<T, IndexError>) -> Result<T, IndexError> {
    const PAUSES_MS: [u64; 3] = [20, 80, 200];
    for pause in PAUSES_MS {
        match attempt() {
            Err(IndexError::Missing | IndexError::Damaged(_)) => {
                std::thread::sleep(std::time::Duration::from_millis(pause));
            }
            other => return other,
        }
    }
    attempt()
}
