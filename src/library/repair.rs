//! Bringing index and catalogue back into step, and building the index anew.

use std::path::Path;

use super::files::{self, disk};
use super::{Library, LibraryError, lock};
use crate::index::{Batch, Editions, Index, IndexError, Search};
use crate::ingest::child::Extraction;
use crate::ingest::extract::Part;
use crate::ingest::passages::passages;
use crate::store::{Edition, RebuiltEdition, State, Store};

/// Something that was out of step, and what was done about it. Its text is a sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(pub String);

impl std::fmt::Display for Finding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a rebuild did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Editions that are searched again.
    pub reports: usize,
    /// Their passages.
    pub passages: u64,
    /// Editions whose reading text was kept.
    pub kept_readings: usize,
    /// Editions that could not be rebuilt: report id and why.
    pub failed: Vec<(String, String)>,
}

/// The index of a library, built anew from the kept reading texts where it is missing, damaged or of another format.
pub(super) async fn open_or_rebuild(
    root: &Path,
    store: &Store,
) -> Result<(Index, Vec<Finding>), LibraryError> {
    let folder = root.join("passages");
    if let Ok(index) = Index::open_verified(&folder) {
        return Ok((index, Vec::new()));
    }
    // Again under the lock: while others write, a whole index may look as if it were missing or damaged.
    let _lock = lock::take(root)?;
    let why = match Index::open_verified(&folder) {
        Ok(index) => return Ok((index, Vec::new())),
        Err(why @ (IndexError::Missing | IndexError::Format { .. } | IndexError::Damaged(_))) => {
            why
        }
        Err(other) => return Err(other.into()),
    };
    let catalogue = store.catalogue().await?;
    let editions: Vec<&Edition> = catalogue.ready().collect();
    let (rebuilt, _) = build(root, catalogue.generation, &editions, None)?;
    let finding = (!editions.is_empty()).then(|| {
        Finding(format!(
            "{why}; it was built anew: {} passages of {} reports",
            rebuilt.passages, rebuilt.reports
        ))
    });
    let mut findings: Vec<Finding> = finding.into_iter().collect();
    for (id, why) in &rebuilt.failed {
        findings.push(Finding(format!(
            "{id} is not searched: {why}; run `pincite reindex`"
        )));
    }
    Ok((Index::open(&folder)?, findings))
}

/// Builds a new index beside the old one and puts it in its place. Without an extraction, only kept reading texts serve.
fn build(
    root: &Path,
    generation: i64,
    editions: &[&Edition],
    extraction: Option<&Extraction>,
) -> Result<(Rebuilt, Vec<RebuiltEdition>), LibraryError> {
    let (fresh, old, folder) = (
        root.join("passages.new"),
        root.join("passages.old"),
        root.join("passages"),
    );
    for path in [&fresh, &old] {
        remove_folder(path)?;
    }
    std::fs::create_dir_all(&fresh).map_err(|error| disk(&fresh, error))?;
    let index = Index::create(&fresh)?;
    let mut rebuilt = Rebuilt::default();
    let mut changed = Vec::new();
    let mut writer = index.writer()?;
    for edition in editions {
        match part_of(root, edition, extraction) {
            Err(why) => rebuilt.failed.push((edition.report.id.clone(), why)),
            Ok((part, kept)) => {
                let passages = passages(&part.reading);
                let names = super::add::names(&edition.report);
                writer.add(&Batch {
                    edition: edition.number,
                    language: edition.language,
                    names: &names,
                    passages: &passages,
                })?;
                rebuilt.reports += 1;
                rebuilt.passages += passages.len() as u64;
                rebuilt.kept_readings += usize::from(kept);
                changed.push((edition.number, part.reading.version, passages.len() as u32));
            }
        }
    }
    writer.commit(generation)?;
    drop(index);
    if exchange(&fresh, &folder) {
        remove_folder(&fresh)?;
    } else {
        if folder.exists() {
            std::fs::rename(&folder, &old).map_err(|error| disk(&folder, error))?;
        }
        std::fs::rename(&fresh, &folder).map_err(|error| disk(&folder, error))?;
        remove_folder(&old)?;
    }
    Ok((rebuilt, changed))
}

/// Swaps two folders at once, where the system can: then there is no moment without an index.
#[cfg(target_os = "linux")]
fn exchange(fresh: &Path, folder: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, fresh, CWD, folder, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// The reading of an edition, and whether it was kept.
fn part_of(
    root: &Path,
    edition: &Edition,
    extraction: Option<&Extraction>,
) -> Result<(Part, bool), String> {
    let nth = |parts: Vec<Part>| parts.into_iter().nth(edition.part as usize);
    let newest = edition.extractor.version();
    if let Some(part) =
        files::reading(root, &edition.sha256, edition.extractor, newest).and_then(nth)
    {
        return Ok((part, true));
    }
    let Some(extraction) = extraction else {
        let older =
            files::reading(root, &edition.sha256, edition.extractor, edition.version).and_then(nth);
        return older
            .map(|part| (part, true))
            .ok_or_else(|| "its reading text is missing".to_owned());
    };
    let original = files::original(root, &edition.sha256);
    if !original.exists() {
        return Err(format!(
            "its original {} is missing; restore it from a backup, or remove the report",
            original.display()
        ));
    }
    let parts = extraction
        .run(&original, &edition.report.file)
        .map_err(|why| why.to_string())?;
    files::keep_reading(root, &edition.sha256, &parts).map_err(|error| error.to_string())?;
    nth(parts)
        .map(|part| (part, false))
        .ok_or_else(|| "its file holds fewer reports than before".to_owned())
}

fn remove_folder(path: &Path) -> Result<(), LibraryError> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(disk(path, error)),
        _ => Ok(()),
    }
}

impl Library {
    /// Clears what killed writers left, and puts back what the index lost.
    pub(super) async fn reconcile(&self) -> Result<Vec<Finding>, LibraryError> {
        let _lock = lock::take(&self.root)?;
        let mut findings = Vec::new();
        self.clear(State::Superseded).await?;
        // What another process is adding right now looks like what a killed one left.
        if let Some(_nobody) = lock::nobody_adds(&self.root)? {
            let unfinished = self.unfinished().await?;
            self.clear(State::Pending).await?;
            // A removal that was killed is finished: it had been asked for.
            for id in self.store.withdrawn().await? {
                self.remove_locked(&id).await?;
            }
            files::sweep(&self.root, &self.store.known_files().await?)?;
            findings.extend(unfinished);
        }
        let searcher = self.index().searcher()?;
        for edition in self.store.catalogue().await?.ready() {
            let found = searcher.passages_in(&Editions::Only(vec![edition.number]))?;
            if found != u64::from(edition.passages) {
                findings.push(self.put_back(edition, found).await?);
            }
        }
        Ok(findings)
    }

    /// A sentence for every report that a killed process left half added.
    async fn unfinished(&self) -> Result<Vec<Finding>, LibraryError> {
        let catalogue = self.store.catalogue().await?;
        let pending = catalogue
            .editions
            .iter()
            .filter(|edition| edition.state == State::Pending);
        Ok(pending
            .map(|edition| {
                Finding(format!(
                    "the unfinished addition of {} was cleared; ingest it again",
                    edition.report.file
                ))
            })
            .collect())
    }

    async fn put_back(&self, edition: &Edition, found: u64) -> Result<Finding, LibraryError> {
        let id = &edition.report.id;
        let (part, _) = match part_of(&self.root, edition, None) {
            Ok(part) => part,
            Err(why) => {
                return Ok(Finding(format!(
                    "{id} has {found} of {} passages, and {why}; run `pincite reindex`",
                    edition.passages
                )));
            }
        };
        let passages = passages(&part.reading);
        let mut writer = self.writer()?;
        writer.remove(edition.number);
        let names = super::add::names(&edition.report);
        writer.add(&Batch {
            edition: edition.number,
            language: edition.language,
            names: &names,
            passages: &passages,
        })?;
        writer.commit(self.store.generation().await?)?;
        let rebuilt = (edition.number, part.reading.version, passages.len() as u32);
        self.store.rebuilt(&[rebuilt]).await?;
        Ok(Finding(format!(
            "{id} had {found} of {} passages in the index; they were put back",
            edition.passages
        )))
    }

    /// Builds the whole index anew from the kept reading texts, extracting only where those of today's extractors are
    /// missing. Questions are answered from the old index until the new one is complete.
    pub async fn reindex(root: &Path, extraction: &Extraction) -> Result<Rebuilt, LibraryError> {
        files::make_folders(root)?;
        let store = Store::create(&root.join("pincite.db")).await?;
        let _lock = lock::take(root)?;
        let catalogue = store.catalogue().await?;
        let editions: Vec<&Edition> = catalogue.ready().collect();
        let (rebuilt, changed) = build(root, catalogue.generation, &editions, Some(extraction))?;
        store.rebuilt(&changed).await?;
        store.close().await;
        Ok(rebuilt)
    }
}
