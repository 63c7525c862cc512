//! The search index: passages in, ranked hits out. The only room that knows tantivy.
//!
//! Everything here is derived: it may be deleted and is rebuilt from the reading texts. Useful for finding passages by
//! their words. Not useful for keeping anything: what counts stands in the library and the catalogue.

mod amounts;
pub mod analyzer;
mod best;
mod outline;
mod query;
mod schema;
mod search;
mod spelling;
mod write;

use std::path::Path;

use tantivy::directory::MmapDirectory;
use tantivy::{IndexReader, ReloadPolicy};

pub use amounts::Told;
pub use outline::{Outline, OutlinedSentence, OutlinedTerm};
pub use query::{Editions, Phrase, Query, QueryTerm, QueryWord};
pub use search::{Address, Candidate, PassageWords, Search, Searcher};
pub use write::{Batch, Writer};

/// Version of schema and analyzer. Raise it when either changes: the index is then rebuilt from the reading texts.
pub const FORMAT: u32 = 2;

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// No index in that folder yet.
    #[error("there is no index yet")]
    Missing,
    /// Written by another Pincite.
    #[error("the index has format {found}, this Pincite writes format {FORMAT}")]
    Format {
        /// What the index says of itself.
        found: String,
    },
    /// A file of the index is not as it was written.
    #[error("the index is damaged ({0})")]
    Damaged(String),
    /// The folder may only be read.
    #[error(
        "the index may not be written to, and even reading takes a lock file in its folder; check its permissions"
    )]
    ReadOnly,
    /// Whatever else tantivy or the disk reports.
    #[error("the index cannot be written ({0})")]
    Write(String),
}

/// An index on disk or in memory, open for any number of readers.
pub struct Index {
    inner: tantivy::Index,
    reader: IndexReader,
    fields: schema::Fields,
}

impl Index {
    /// A new, empty index that lives in memory.
    pub fn in_memory() -> Result<Index, IndexError> {
        Self::with(
            tantivy::Index::builder()
                .schema(schema::schema())
                .settings(schema::settings())
                .create_in_ram()
                .map_err(damaged)?,
        )
    }

    /// Makes a new, empty index in an empty folder that exists.
    pub fn create(folder: &Path) -> Result<Index, IndexError> {
        let directory = MmapDirectory::open(folder).map_err(write_failed)?;
        let index = tantivy::Index::builder()
            .schema(schema::schema())
            .settings(schema::settings())
            .open_or_create(directory)
            .map_err(write_failed)?;
        let index = Self::with(index)?;
        index.writer()?.commit(0)?;
        Ok(index)
    }

    /// Opens the index in a folder.
    pub fn open(folder: &Path) -> Result<Index, IndexError> {
        Self::with(Self::opened(folder)?)
    }

    /// Opens the index in a folder after reading every file and comparing it with its checksum: of a damaged file,
    /// tantivy may say anything, or panic.
    pub fn open_verified(folder: &Path) -> Result<Index, IndexError> {
        let inner = Self::opened(folder)?;
        stubs(&inner, folder)?;
        let bad = inner.validate_checksum().map_err(damaged)?;
        let mut names: Vec<String> = bad.iter().map(|path| path.display().to_string()).collect();
        names.sort();
        if names.is_empty() {
            Self::with(inner)
        } else {
            Err(IndexError::Damaged(names.join(", ")))
        }
    }

    fn opened(folder: &Path) -> Result<tantivy::Index, IndexError> {
        let directory = MmapDirectory::open(folder).map_err(|_| IndexError::Missing)?;
        if !tantivy::Index::exists(&directory).map_err(damaged)? {
            return Err(IndexError::Missing);
        }
        let inner = tantivy::Index::open(directory).map_err(damaged)?;
        let found = payload(&inner)?.0;
        if found != FORMAT.to_string() || inner.schema() != schema::schema() {
            return Err(IndexError::Format { found });
        }
        Ok(inner)
    }

    fn with(inner: tantivy::Index) -> Result<Index, IndexError> {
        let reader = inner
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(unreadable)?;
        let fields = schema::Fields::of(&inner.schema());
        Ok(Index {
            inner,
            reader,
            fields,
        })
    }

    /// The newest committed state, for one question. Sees the commits of other processes.
    pub fn searcher(&self) -> Result<Searcher, IndexError> {
        self.reader.reload().map_err(unreadable)?;
        Searcher::new(self.reader.searcher(), self.fields)
    }

    /// The only writer; at most one exists at a time, over all processes (tantivy's lock file).
    pub fn writer(&self) -> Result<Writer, IndexError> {
        Writer::new(&self.inner, self.fields)
    }

    /// The catalogue's generation at the last commit.
    pub fn generation(&self) -> Result<i64, IndexError> {
        Ok(payload(&self.inner)?.1)
    }
}

/// Names the files that are too short for a checksum, on which tantivy would panic.
fn stubs(index: &tantivy::Index, folder: &Path) -> Result<(), IndexError> {
    const FOOTER_BYTES: u64 = 8;
    use tantivy::index::SegmentComponent::*;
    let components = [
        Postings, Positions, Terms, Store, FastFields, FieldNorms, Delete,
    ];
    let segments = index.searchable_segment_metas().map_err(damaged)?;
    let stub = segments
        .iter()
        .flat_map(|segment| {
            components
                .iter()
                .map(|component| segment.relative_path(component.clone()))
        })
        .find(|name| {
            let file = std::fs::metadata(folder.join(name));
            file.is_ok_and(|file| file.len() < FOOTER_BYTES)
        });
    match stub {
        Some(name) => Err(IndexError::Damaged(name.display().to_string())),
        None => Ok(()),
    }
}

/// The payload of the last commit: format, and the catalogue's generation.
fn payload(index: &tantivy::Index) -> Result<(String, i64), IndexError> {
    let payload = index
        .load_metas()
        .map_err(damaged)?
        .payload
        .unwrap_or_default();
    let (format, generation) = payload.split_once(' ').unwrap_or(("unknown", ""));
    Ok((format.to_owned(), generation.parse().unwrap_or(-1)))
}

fn unreadable(error: tantivy::TantivyError) -> IndexError {
    match error {
        tantivy::TantivyError::LockFailure(..) => IndexError::ReadOnly,
        other => damaged(other),
    }
}

fn damaged(error: impl std::fmt::Display) -> IndexError {
    IndexError::Damaged(error.to_string())
}

fn write_failed(error: impl std::fmt::Display) -> IndexError {
    IndexError::Write(error.to_string())
}
