//! The line of a report from a file to ready to be searched.

use std::path::Path;

use super::files::{self, Incoming};
use super::{Library, LibraryError, lock};
use crate::index::Batch;
use crate::ingest::child::Extraction;
use crate::ingest::describe::{Stated, describe, language};
use crate::ingest::extract::{ExtractError, Part};
use crate::ingest::passages::passages;
use crate::report::{Extractor, Passage, Report, UnitState};
use crate::store::{NewEdition, State};

/// A commit holds at most this many passages, so that no commit keeps other writers waiting for long.
const COMMIT_PASSAGES: usize = 10_000;

/// A file to add.
pub struct Request<'a> {
    /// The file.
    pub file: &'a Path,
    /// What the operator's options and the sidecar say.
    pub stated: Stated,
    /// How to read it.
    pub extraction: &'a Extraction,
}

/// What became of one report of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Addition {
    /// The report as it is now shown.
    pub report: Report,
    /// Physical pages; 0 in formats without pages.
    pub pages: u32,
    /// Passages in the index.
    pub passages: u32,
    /// Pages without a text layer.
    pub without_text: Vec<u32>,
    /// Pages that the extractor gave up on.
    pub unreadable: Vec<u32>,
    /// What happened.
    pub outcome: Outcome,
}

/// What happened to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// New.
    Indexed,
    /// Another edition, or another description, of a known report.
    Replaced,
    /// Known already, byte for byte.
    Unchanged,
}

/// A part of a file on its way into the index.
struct Draft {
    new: NewEdition,
    passages: Vec<Passage>,
    addition: Addition,
}

impl Library {
    /// Adds or replaces the reports of a file, all or nothing. The inner error says why the file cannot be read; the
    /// outer one, why nothing can be added at all. Blocks while it extracts and writes.
    pub async fn add(
        &self,
        request: &Request<'_>,
    ) -> Result<Result<Vec<Addition>, ExtractError>, LibraryError> {
        let most = request.extraction.limits.file_bytes;
        let incoming = match files::take_in(&self.root, request.file, most)? {
            Ok(incoming) => incoming,
            Err(why) => return Ok(Err(ExtractError::Unreadable(why))),
        };
        let name = file_name(request.file);
        let parts = match self.read(&incoming, &name, request.extraction) {
            Ok(parts) => parts,
            Err(why) => return Ok(Err(why)),
        };
        let drafts = self.drafts(request, &incoming, &name, &parts).await?;
        let fresh: Vec<&Draft> = drafts
            .iter()
            .filter(|draft| draft.addition.outcome != Outcome::Unchanged)
            .collect();
        if !fresh.is_empty() {
            files::keep_reading(&self.root, &incoming.sha256, &parts)?;
            files::keep(&self.root, incoming)?;
            self.commit(&fresh).await?;
        }
        Ok(Ok(drafts.into_iter().map(|draft| draft.addition).collect()))
    }

    /// Kept reading text, else a fresh extraction.
    fn read(
        &self,
        incoming: &Incoming,
        name: &str,
        extraction: &Extraction,
    ) -> Result<Vec<Part>, ExtractError> {
        let kept = Extractor::ALL.into_iter().find_map(|extractor| {
            files::reading(&self.root, &incoming.sha256, extractor, extractor.version())
        });
        match kept {
            Some(parts) => Ok(parts),
            None => extraction.run(incoming.copy.path(), name),
        }
    }

    async fn drafts(
        &self,
        request: &Request<'_>,
        incoming: &Incoming,
        name: &str,
        parts: &[Part],
    ) -> Result<Vec<Draft>, LibraryError> {
        let catalogue = self.catalogue().await?;
        let path = std::path::absolute(request.file).unwrap_or_else(|_| request.file.to_owned());
        let mut drafts = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let named = part.report.as_deref();
            let mut report = describe(&request.stated, &part.reading, named.unwrap_or(name), name);
            let source = match named {
                Some(named) => format!("{}#{named}", path.display()),
                None => path.display().to_string(),
            };
            let known = self.store.report_from(&source).await?;
            let known = known.as_deref().and_then(|id| catalogue.report(id));
            let twin = catalogue
                .ready()
                .find(|e| e.sha256 == incoming.sha256 && e.part == number as u32);
            if let Some(known) = known {
                report.id.clone_from(&known.report.id);
            }
            let scope = request.stated.scope.clone();
            let same = known.is_some_and(|known| {
                known.sha256 == incoming.sha256
                    && known.report == report
                    && known.scope == scope
                    && known.version == part.reading.version
            });
            let elsewhere = known.is_none().then_some(twin).flatten();
            if let Some(twin) = elsewhere {
                report = twin.report.clone();
            }
            let outcome = match known {
                _ if same || elsewhere.is_some() => Outcome::Unchanged,
                Some(_) => Outcome::Replaced,
                None => Outcome::Indexed,
            };
            let passages = passages(&part.reading);
            let new = NewEdition {
                source,
                scope,
                sha256: incoming.sha256,
                part: number as u32,
                extractor: part.reading.extractor,
                version: part.reading.version,
                language: language(&request.stated, &part.reading),
                pages: part
                    .reading
                    .units
                    .iter()
                    .filter(|unit| unit.page.is_some())
                    .count() as u32,
                passages: passages.len() as u32,
                report: report.clone(),
            };
            let pages = |state| -> Vec<u32> {
                let of_state = part.reading.units.iter().filter(|unit| unit.state == state);
                of_state
                    .filter_map(|unit| unit.page.map(u32::from))
                    .collect()
            };
            let addition = Addition {
                report,
                pages: new.pages,
                passages: new.passages,
                without_text: pages(UnitState::NoTextLayer),
                unreadable: pages(UnitState::Unreadable),
                outcome,
            };
            drafts.push(Draft {
                new,
                passages,
                addition,
            });
        }
        Ok(drafts)
    }

    async fn commit(&self, drafts: &[&Draft]) -> Result<(), LibraryError> {
        let mut numbers = Vec::new();
        for draft in drafts {
            let _lock = lock::take(&self.root)?;
            let number = self.store.add_pending(&draft.new).await?;
            let names = names(&draft.new.report);
            for passages in draft.passages.chunks(COMMIT_PASSAGES) {
                let mut writer = self.index().writer()?;
                writer.add(&Batch {
                    edition: number,
                    language: draft.new.language,
                    names: &names,
                    passages,
                })?;
                writer.commit(self.store.generation().await?)?;
            }
            numbers.push(number);
        }
        let _lock = lock::take(&self.root)?;
        let ready: Vec<(u64, &NewEdition)> = numbers
            .into_iter()
            .zip(drafts.iter().map(|draft| &draft.new))
            .collect();
        self.store.make_ready(&ready).await?;
        self.clear_leftovers().await.map(drop)
    }

    /// Takes out of the index what is not searched any more. The caller holds the lock.
    pub(super) async fn clear_leftovers(&self) -> Result<Vec<(u64, State)>, LibraryError> {
        let leftovers = self.store.leftovers().await?;
        if !leftovers.is_empty() {
            let mut writer = self.index().writer()?;
            for (number, _) in &leftovers {
                writer.remove(*number);
            }
            writer.commit(self.store.generation().await?)?;
            let numbers: Vec<u64> = leftovers.iter().map(|(number, _)| *number).collect();
            self.store.clear_leftovers(&numbers).await?;
        }
        Ok(leftovers)
    }

    /// Forgets a report: its passages, rows, reading text and originals. False where there is no such report.
    pub async fn remove(&self, id: &str) -> Result<bool, LibraryError> {
        let _lock = lock::take(&self.root)?;
        let catalogue = self.store.catalogue().await?;
        let numbers = catalogue
            .editions
            .iter()
            .filter(|edition| edition.report.id == id)
            .map(|edition| edition.number);
        let numbers: Vec<u64> = numbers.collect();
        // The rows first: from then on nothing of it is shown, whatever happens next.
        if !self.store.remove_report(id).await? {
            return Ok(false);
        }
        let mut writer = self.index().writer()?;
        for number in numbers {
            writer.remove(number);
        }
        writer.commit(self.store.generation().await?)?;
        files::sweep(&self.root, &self.store.known_files().await?)?;
        Ok(true)
    }
}

/// What of a report's description is searched along with its passages.
pub(super) fn names(report: &Report) -> String {
    let file = Path::new(&report.file)
        .file_stem()
        .map(|stem| stem.to_string_lossy().replace(['_', '-', '.'], " "));
    [Some(report.title.clone()), report.publisher.clone(), file]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

fn file_name(file: &Path) -> String {
    file.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
