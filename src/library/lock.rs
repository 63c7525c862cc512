//! One writer at a time, over all processes: taken for one commit, never held idle. Beside it a mark that additions
//! share, so that nobody clears the half of a living process's work as a killed one's.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long to wait for another process's commit.
const WAIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// Why the lock could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Held for a minute by another process.
    #[error(
        "another process has been writing to this library for 60 seconds: {0}; wait for it or end it, then try again"
    )]
    Held(String),
    /// The lock file itself.
    #[error("{path}: {error}")]
    Disk {
        /// The lock file.
        path: PathBuf,
        /// Why it cannot be used.
        error: std::io::Error,
    },
}

/// The lock, held until dropped. The operating system frees it when the process dies.
pub(super) struct Lock {
    _file: File,
}

/// Waits for the lock of a library and takes it.
pub(super) fn take(root: &Path) -> Result<Lock, LockError> {
    let path = root.join(".lock");
    let mut file = wait(&path, File::try_lock)?;
    let failed = |error| failed(&path, error);
    file.set_len(0)
        .and_then(|()| file.rewind())
        .map_err(failed)?;
    write!(file, "process {}", std::process::id()).map_err(failed)?;
    Ok(Lock { _file: file })
}

/// Marks that something is being added, from the first byte of its copy to its last row. Any number may be.
pub(super) fn adding(root: &Path) -> Result<Lock, LockError> {
    let file = wait(&root.join(".adding"), File::try_lock_shared)?;
    Ok(Lock { _file: file })
}

/// Keeps additions waiting until dropped; none where there is one under way, in this or another process.
pub(super) fn nobody_adds(root: &Path) -> Result<Option<Lock>, LockError> {
    let path = root.join(".adding");
    let file = open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(&path, error)),
    }
}

fn wait(
    path: &Path,
    attempt: impl Fn(&File) -> Result<(), TryLockError>,
) -> Result<File, LockError> {
    let mut file = open(path)?;
    let since = Instant::now();
    loop {
        match attempt(&file) {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if since.elapsed() < WAIT => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(LockError::Held(holder(&mut file))),
            Err(TryLockError::Error(error)) => return Err(failed(path, error)),
        }
    }
}

fn open(path: &Path) -> Result<File, LockError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|error| failed(path, error))
}

fn failed(path: &Path, error: std::io::Error) -> LockError {
    LockError::Disk {
        path: path.to_owned(),
        error,
    }
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.rewind().and_then(|()| file.read_to_string(&mut text)) {
        Ok(_) if !text.is_empty() => text,
        _ => "an unknown process".to_owned(),
    }
}
