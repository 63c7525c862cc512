//! Paths that a person names → the files to ingest, in order.

use std::path::{Path, PathBuf};

/// A file to ingest, or why it is none.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// As it was reached from the path that the person named.
    pub path: PathBuf,
    /// Why it cannot be read, in half a sentence.
    pub problem: Option<String>,
}

/// The regular files of these paths: files as named, folders in order of their entries' names. Symbolic links, hidden
/// entries and sidecars inside folders are passed over.
pub fn files(paths: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    for path in paths {
        match std::fs::symlink_metadata(path) {
            Ok(kind) if kind.is_dir() => folder(path, &mut found),
            Ok(kind) if kind.is_file() => found.push(Found {
                path: path.clone(),
                problem: None,
            }),
            Ok(kind) if kind.is_symlink() => {
                found.push(failed(path, "it is a symbolic link; name the file itself"))
            }
            Ok(_) => found.push(failed(path, "it is neither a file nor a folder")),
            Err(error) => found.push(failed(path, &told(&error))),
        }
    }
    found
}

fn folder(path: &Path, found: &mut Vec<Found>) {
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                found.push(failed(&folder, &told(&error)));
                continue;
            }
        };
        let mut entries: Vec<_> = entries
            .flatten()
            .filter(|entry| !is_hidden(entry))
            .collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        let kind = |entry: &std::fs::DirEntry| entry.file_type().ok();
        found.extend(
            entries
                .iter()
                .filter(|entry| {
                    kind(entry).is_some_and(|kind| kind.is_file()) && !is_sidecar(&entry.path())
                })
                .map(|entry| Found {
                    path: entry.path(),
                    problem: None,
                }),
        );
        let below = entries
            .iter()
            .filter(|entry| kind(entry).is_some_and(|kind| kind.is_dir()));
        folders.extend(below.rev().map(std::fs::DirEntry::path));
    }
}

fn is_hidden(entry: &std::fs::DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn is_sidecar(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn failed(path: &Path, problem: &str) -> Found {
    Found {
        path: path.to_owned(),
        problem: Some(problem.to_owned()),
    }
}

/// An I/O error as half a sentence.
pub fn told(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => {
            "it may not be read; check its permissions".to_owned()
        }
        std::io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => format!("it could not be read ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_without_links_and_sidecars() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        std::fs::create_dir_all(at("b/deep")).unwrap();
        for name in [
            "c.txt",
            "a.txt",
            "a.toml",
            ".hidden",
            "b/2.txt",
            "b/10.txt",
            "b/deep/x.txt",
        ] {
            std::fs::write(at(name), "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(at("a.txt"), at("link.txt")).unwrap();
        let names: Vec<String> = files(&[root.path().to_owned()])
            .iter()
            .map(|found| {
                found
                    .path
                    .strip_prefix(root.path())
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect();
        assert_eq!(
            names,
            ["a.txt", "c.txt", "b/10.txt", "b/2.txt", "b/deep/x.txt"]
        );
        assert!(
            files(&[at("missing")])[0]
                .problem
                .as_deref()
                .unwrap()
                .contains("no such file")
        );
    }
}
