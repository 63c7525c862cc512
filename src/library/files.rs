//! Files on disk: originals by their SHA-256, and the reading texts made from them.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::LibraryError;
use crate::ingest::extract::Part;
use crate::report::Extractor;

/// How the names of files begin that are being copied.
const INCOMING: &str = ".incoming-";

/// Makes the folders of a library.
pub(super) fn make_folders(root: &Path) -> Result<(), LibraryError> {
    for name in ["library", "reading", "passages"] {
        let path = root.join(name);
        std::fs::create_dir_all(&path).map_err(|error| disk(&path, error))?;
    }
    Ok(())
}

/// Where an original is kept.
pub(super) fn original(root: &Path, sha256: &[u8; 32]) -> PathBuf {
    root.join("library").join(hex(sha256))
}

/// A copy of a file on its way into the library; gone when dropped.
pub(super) struct Incoming {
    pub(super) copy: NamedTempFile,
    pub(super) sha256: [u8; 32],
}

/// Copies a file beside the originals, hashing it, so that what is read is what is kept. Stops after `most` bytes and
/// one more, which is how the extractor sees that there are too many.
pub(super) fn take_in(
    root: &Path,
    file: &Path,
    most: u64,
) -> Result<Result<Incoming, String>, LibraryError> {
    let source = match File::open(file) {
        Ok(source) => source,
        Err(error) => return Ok(Err(crate::ingest::walk::told(&error))),
    };
    let folder = root.join("library");
    let mut copy = tempfile::Builder::new()
        .prefix(INCOMING)
        .tempfile_in(&folder)
        .map_err(|error| disk(&folder, error))?;
    let mut hash = Sha256::new();
    let mut source = source.take(most + 1);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) => return Ok(Err(crate::ingest::walk::told(&error))),
        };
        hash.update(&buffer[..n]);
        copy.write_all(&buffer[..n])
            .map_err(|error| disk(&folder, error))?;
    }
    Ok(Ok(Incoming {
        copy,
        sha256: hash.finalize().into(),
    }))
}

/// Keeps an incoming file as an original.
pub(super) fn keep(root: &Path, incoming: Incoming) -> Result<(), LibraryError> {
    persist(incoming.copy, &original(root, &incoming.sha256))
}

/// The kept reading of a file by that version of an extractor.
pub(super) fn reading(
    root: &Path,
    sha256: &[u8; 32],
    extractor: Extractor,
    version: u8,
) -> Option<Vec<Part>> {
    let bytes = std::fs::read(reading_path(root, sha256, extractor, version)).ok()?;
    // A damaged reading is as good as none: it is derived, and is made again.
    serde_json::from_slice(&bytes).ok()
}

/// Keeps the reading of a file.
pub(super) fn keep_reading(
    root: &Path,
    sha256: &[u8; 32],
    parts: &[Part],
) -> Result<(), LibraryError> {
    let Some(first) = parts.first() else {
        return Ok(());
    };
    let path = reading_path(root, sha256, first.reading.extractor, first.reading.version);
    let folder = root.join("reading");
    let failed = |error| disk(&folder, error);
    let mut file = tempfile::Builder::new()
        .prefix(INCOMING)
        .tempfile_in(&folder)
        .map_err(failed)?;
    let bytes = serde_json::to_vec(parts).map_err(|error| failed(error.into()))?;
    file.write_all(&bytes).map_err(failed)?;
    persist(file, &path)
}

fn reading_path(root: &Path, sha256: &[u8; 32], extractor: Extractor, version: u8) -> PathBuf {
    root.join("reading").join(format!(
        "{}-{}-{version}.json",
        hex(sha256),
        extractor.name()
    ))
}

fn persist(file: NamedTempFile, path: &Path) -> Result<(), LibraryError> {
    file.as_file()
        .sync_all()
        .map_err(|error| disk(path, error))?;
    file.persist(path)
        .map_err(|error| disk(path, error.error))?;
    Ok(())
}

/// Bytes of the files in a folder.
pub(super) fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .map(|metadata| metadata.len())
        .sum()
}

/// Removes the original and the readings of a file that no edition has any more.
pub(super) fn forget(root: &Path, sha256: &[u8; 32]) -> Result<(), LibraryError> {
    let name = hex(sha256);
    remove(root, |entry| entry.starts_with(&name))
}

/// Removes files that no edition needs: what a killed process was copying, and what a removed report left. Only while
/// nobody adds anything.
pub(super) fn sweep(root: &Path, known: &[[u8; 32]]) -> Result<(), LibraryError> {
    let needless = needless(known);
    remove(root, |entry| needless(entry))
}

/// Tells the names of files in `library/` and `reading/` that no edition needs.
pub(super) fn needless(known: &[[u8; 32]]) -> impl Fn(&str) -> bool + use<> {
    let known: Vec<String> = known.iter().map(|hash| hex(hash)).collect();
    move |name| {
        let ours = name.starts_with(INCOMING)
            || name
                .get(..64)
                .is_some_and(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit()));
        ours && !known.iter().any(|hash| name.starts_with(hash.as_str()))
    }
}

fn remove(root: &Path, unwanted: impl Fn(&str) -> bool) -> Result<(), LibraryError> {
    for name in ["library", "reading"] {
        let folder = root.join(name);
        for entry in std::fs::read_dir(&folder)
            .map_err(|error| disk(&folder, error))?
            .flatten()
        {
            if unwanted(&entry.file_name().to_string_lossy()) {
                std::fs::remove_file(entry.path()).map_err(|error| disk(&entry.path(), error))?;
            }
        }
    }
    Ok(())
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

pub(super) fn disk(path: &Path, error: std::io::Error) -> LibraryError {
    LibraryError::Disk {
        path: path.to_owned(),
        error,
    }
}
