//! What a library looks like. Reads everything and changes nothing.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Library, LibraryError, files};
use crate::index::{Editions, Index, IndexError, Search};
use crate::store::{Catalogue, Edition, State, Store, StoreError};

/// What was found in a library.
#[derive(Debug)]
pub struct Inspection {
    /// Its catalogue.
    pub catalogue: Catalogue,
    /// The passages in its index, with every checksum verified; or why it cannot be used.
    pub index: Result<u64, IndexError>,
    /// Reports that miss passages: id, how many there are, how many there should be.
    pub incomplete: Vec<(String, u64, u32)>,
    /// Bytes of the originals that were read and compared with their SHA-256.
    pub original_bytes: u64,
    /// Originals that are not as they were: report id and what is wrong.
    pub bad_originals: Vec<(String, Original)>,
    /// Reports whose reading text is missing or damaged.
    pub without_reading: Vec<String>,
    /// Files and folders that no report needs: what a killed process left.
    pub leftovers: Vec<PathBuf>,
}

/// What is wrong with an original.
#[derive(Debug, PartialEq, Eq)]
pub enum Original {
    /// It is not there.
    Missing,
    /// Its bytes are others.
    Altered,
    /// It cannot be read: why, in half a sentence.
    Unreadable(String),
}

impl Library {
    /// Looks at everything in a library; none where nothing was ever ingested there.
    pub async fn inspect(root: &Path) -> Result<Option<Inspection>, LibraryError> {
        let store = match Store::inspect(&root.join("pincite.db")).await {
            Err(StoreError::Missing) => return Ok(None),
            store => store?,
        };
        let catalogue = store.catalogue().await?;
        let opened =
            Index::open_verified(&root.join("passages")).and_then(|index| index.searcher());
        let (index, incomplete) = match opened {
            Ok(searcher) => (
                searcher.passages_in(&Editions::All),
                incomplete(&catalogue, &searcher)?,
            ),
            Err(why) => (Err(why), Vec::new()),
        };
        let (original_bytes, bad_originals) = originals(root, &catalogue);
        let known = store.known_files().await?;
        Ok(Some(Inspection {
            index,
            incomplete,
            original_bytes,
            bad_originals,
            without_reading: without_reading(root, &catalogue),
            leftovers: leftovers(root, &known),
            catalogue,
        }))
    }
}

fn incomplete(
    catalogue: &Catalogue,
    searcher: &impl Search,
) -> Result<Vec<(String, u64, u32)>, LibraryError> {
    let mut short = Vec::new();
    for edition in catalogue.ready() {
        let found = searcher.passages_in(&Editions::Only(vec![edition.number]))?;
        if found != u64::from(edition.passages) {
            short.push((edition.report.id.clone(), found, edition.passages));
        }
    }
    Ok(short)
}

/// Each file once, though several reports may be of it.
fn originals(root: &Path, catalogue: &Catalogue) -> (u64, Vec<(String, Original)>) {
    let mut files: Vec<&Edition> = catalogue
        .editions
        .iter()
        .filter(|edition| edition.state != State::Pending)
        .collect();
    files.sort_by_key(|edition| edition.sha256);
    files.dedup_by_key(|edition| edition.sha256);
    let mut bytes = 0;
    let mut bad = Vec::new();
    for edition in files {
        match hash(&files::original(root, &edition.sha256)) {
            Ok((read, sha256)) => {
                bytes += read;
                if sha256 != edition.sha256 {
                    bad.push((edition.report.id.clone(), Original::Altered));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                bad.push((edition.report.id.clone(), Original::Missing));
            }
            Err(error) => bad.push((
                edition.report.id.clone(),
                Original::Unreadable(crate::ingest::walk::told(&error)),
            )),
        }
    }
    (bytes, bad)
}

fn hash(path: &Path) -> std::io::Result<(u64, [u8; 32])> {
    let mut hash = Sha256::new();
    let bytes = std::io::copy(&mut std::fs::File::open(path)?, &mut Hashing(&mut hash))?;
    Ok((bytes, hash.finalize().into()))
}

struct Hashing<'a>(&'a mut Sha256);

impl std::io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn without_reading(root: &Path, catalogue: &Catalogue) -> Vec<String> {
    let has = |edition: &&Edition| {
        files::reading(root, &edition.sha256, edition.extractor, edition.version)
            .is_some_and(|parts| parts.len() > edition.part as usize)
    };
    catalogue
        .ready()
        .filter(|edition| !has(edition))
        .map(|edition| edition.report.id.clone())
        .collect()
}

fn leftovers(root: &Path, known: &[[u8; 32]]) -> Vec<PathBuf> {
    let needless = files::needless(known);
    let mut found: Vec<PathBuf> = ["passages.new", "passages.old"]
        .iter()
        .map(|name| root.join(name))
        .filter(|path| path.exists())
        .collect();
    for folder in ["library", "reading"] {
        let entries = std::fs::read_dir(root.join(folder));
        let names = entries.into_iter().flatten().flatten();
        found.extend(
            names
                .filter(|entry| needless(&entry.file_name().to_string_lossy()))
                .map(|entry| entry.path()),
        );
    }
    found.sort();
    found
}
