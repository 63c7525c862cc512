//! The line of a report from a file to ready to be searched.

use std::path::Path;

use super::files::{self, Incoming};
use super::{Library, LibraryError, lock};
use crate::index::{Batch, Editions, Search as _};
use crate::ingest::child::Extraction;
use crate::ingest::describe::{Stated, describe, language};
use crate::ingest::extract::{ExtractError, Part};
use crate::ingest::passages::passages;
use crate::report::{Extractor, Passage, Report, UnitState};
use crate::store::{Edition, NewEdition, State};

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

/// Where a file comes from, which decides of which report it is an edition.
pub(super) enum Origin {
    /// A file of the operator's: its path, and the report's name where the file holds several.
    Path(std::path::PathBuf),
    /// A quarantined file of one report.
    Quarantine {
        /// The file's own name.
        name: String,
        /// The source of the report.
        source: String,
        /// The report's id, where it is a new one.
        id: String,
    },
}

impl Origin {
    fn name(&self) -> String {
        match self {
            Origin::Path(path) => file_name(path),
            Origin::Quarantine { name, .. } => name.clone(),
        }
    }

    fn source(&self, named: Option<&str>) -> String {
        match self {
            Origin::Path(path) => source(path, named),
            Origin::Quarantine { source, .. } => source.clone(),
        }
    }
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
        let path = std::path::absolute(request.file).unwrap_or_else(|_| request.file.to_owned());
        self.add_from(request, &Origin::Path(path)).await
    }

    /// The same for a file whose path may say nothing of where it comes from.
    pub(super) async fn add_from(
        &self,
        request: &Request<'_>,
        origin: &Origin,
    ) -> Result<Result<Vec<Addition>, ExtractError>, LibraryError> {
        let _adding = lock::adding(&self.root)?;
        let most = request.extraction.limits.file_bytes;
        let incoming = match files::take_in(&self.root, request.file, most)? {
            Ok(incoming) => incoming,
            Err(why) => return Ok(Err(ExtractError::Unreadable(why))),
        };
        let parts = match self.read(&incoming, &origin.name(), request.extraction) {
            Ok(parts) => parts,
            Err(why) => return Ok(Err(why)),
        };
        let drafts = self.drafts(request, origin, &incoming, &parts).await?;
        let fresh: Vec<&Draft> = drafts
            .iter()
            .filter(|draft| draft.addition.outcome != Outcome::Unchanged)
            .collect();
        if !fresh.is_empty() {
            let numbers = self.enter(incoming, &parts, &fresh).await?;
            self.commit(&numbers, &fresh).await?;
        }
        Ok(Ok(drafts.into_iter().map(|draft| draft.addition).collect()))
    }

    /// Kept reading text, else a fresh extraction.
    pub(super) fn read(
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
        origin: &Origin,
        incoming: &Incoming,
        parts: &[Part],
    ) -> Result<Vec<Draft>, LibraryError> {
        let catalogue = self.catalogue().await?;
        let name = &*origin.name();
        let mut drafts = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let named = part.report.as_deref();
            let mut report = describe(&request.stated, &part.reading, named.unwrap_or(name), name);
            let source = origin.source(named);
            if let Origin::Quarantine { id, .. } = origin {
                report.id.clone_from(id);
            }
            let known = self.store.report_from(&source).await?;
            let known = known.as_deref().and_then(|id| catalogue.report(id));
            let twin = catalogue
                .ready()
                .find(|e| e.sha256 == incoming.sha256 && e.part == number as u32)
                .filter(|e| e.scope.is_none() || e.scope == request.stated.scope);
            if let Some(known) = known {
                report.id.clone_from(&known.report.id);
            }
            let scope = request.stated.scope.clone();
            let language = language(&request.stated, &part.reading);
            let same = known.is_some_and(|known| {
                known.sha256 == incoming.sha256
                    && known.report == report
                    && known.scope == scope
                    && known.language == language
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
                language,
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

    /// Keeps the file and its reading, and writes the rows that nobody sees yet. Under one lock, so that whoever removes
    /// a report with the same bytes sees all of it or nothing.
    async fn enter(
        &self,
        incoming: Incoming,
        parts: &[Part],
        drafts: &[&Draft],
    ) -> Result<Vec<u64>, LibraryError> {
        let _lock = lock::take(&self.root)?;
        files::keep_reading(&self.root, &incoming.sha256, parts)?;
        files::keep(&self.root, incoming)?;
        let new: Vec<&NewEdition> = drafts.iter().map(|draft| &draft.new).collect();
        Ok(self.store.add_pending(&new).await?)
    }

    async fn commit(&self, numbers: &[u64], drafts: &[&Draft]) -> Result<(), LibraryError> {
        let entered: Vec<(u64, &Draft)> = numbers
            .iter()
            .copied()
            .zip(drafts.iter().copied())
            .collect();
        let mut rest: Vec<Piece<'_>> = pieces(&entered);
        while !rest.is_empty() {
            let later = rest.split_off(one_commit(&rest));
            let _lock = lock::take(&self.root)?;
            self.write(&rest).await?;
            rest = later;
        }
        let _lock = lock::take(&self.root)?;
        self.write_again(&entered).await?;
        let ready: Vec<(u64, &NewEdition)> = entered
            .iter()
            .map(|(number, draft)| (*number, &draft.new))
            .collect();
        self.store.make_ready(&ready).await?;
        self.clear(State::Superseded).await.map(drop)
    }

    /// One commit. The caller holds the lock.
    async fn write(&self, pieces: &[Piece<'_>]) -> Result<(), LibraryError> {
        let mut writer = self.writer()?;
        for (number, draft, passages) in pieces {
            writer.add(&Batch {
                edition: *number,
                language: draft.new.language,
                names: &names(&draft.new.report),
                passages,
            })?;
        }
        Ok(writer.commit(self.store.generation().await?)?)
    }

    /// Writes once more what was lost on the way, because another process put a new index in the old one's place. The
    /// caller holds the lock.
    async fn write_again(&self, entered: &[(u64, &Draft)]) -> Result<(), LibraryError> {
        let searcher = self.index().searcher()?;
        let mut lost = Vec::new();
        for (number, draft) in entered {
            let found = searcher.passages_in(&Editions::Only(vec![*number]))?;
            if found != draft.passages.len() as u64 {
                lost.push((*number, *draft));
            }
        }
        if lost.is_empty() {
            return Ok(());
        }
        let mut writer = self.writer()?;
        for (number, _) in &lost {
            writer.remove(*number);
        }
        writer.commit(self.store.generation().await?)?;
        self.write(&pieces(&lost)).await
    }

    /// Takes out of the index what is not searched any more: what was replaced, or, where nobody adds anything, what a
    /// killed process began. The caller holds the lock.
    pub(super) async fn clear(&self, of: State) -> Result<Vec<u64>, LibraryError> {
        let leftovers = self.store.leftovers(of).await?;
        if !leftovers.is_empty() {
            let mut writer = self.writer()?;
            for number in &leftovers {
                writer.remove(*number);
            }
            writer.commit(self.store.generation().await?)?;
            self.store.clear_leftovers(&leftovers).await?;
        }
        Ok(leftovers)
    }

    /// Forgets a report: its passages, rows, reading text and originals. False where there is no such report.
    pub async fn remove(&self, id: &str) -> Result<bool, LibraryError> {
        let _lock = lock::take(&self.root)?;
        self.remove_locked(id).await
    }

    /// The same for a caller that holds the lock.
    pub(super) async fn remove_locked(&self, id: &str) -> Result<bool, LibraryError> {
        // First nothing of it is searched, then nothing of it is in the index, then nothing is known of it: in another
        // order, its passages would be counted for people who may not know of it.
        if !self.store.withdraw(id).await? {
            return Ok(false);
        }
        let catalogue = self.store.catalogue().await?;
        let editions: Vec<&Edition> = catalogue
            .editions
            .iter()
            .filter(|edition| edition.report.id == id)
            .collect();
        let mut writer = self.writer()?;
        for edition in &editions {
            writer.remove(edition.number);
        }
        writer.commit(self.store.generation().await?)?;
        self.store.remove_report(id).await?;
        let known = self.store.known_files().await?;
        for edition in editions {
            if !known.contains(&edition.sha256) {
                files::forget(&self.root, &edition.sha256)?;
            }
        }
        Ok(true)
    }
}

/// Passages of an edition that go into one commit.
type Piece<'a> = (u64, &'a Draft, &'a [Passage]);

fn pieces<'a>(entered: &[(u64, &'a Draft)]) -> Vec<Piece<'a>> {
    let of = |(number, draft): &(u64, &'a Draft)| {
        let (number, draft) = (*number, *draft);
        let chunks = draft.passages.chunks(COMMIT_PASSAGES);
        chunks.map(move |passages| (number, draft, passages))
    };
    entered.iter().flat_map(of).collect()
}

/// How many of the pieces go into the next commit; at least one.
fn one_commit(pieces: &[Piece<'_>]) -> usize {
    let mut size = 0;
    let fits = pieces.iter().take_while(|(_, _, passages)| {
        size += passages.len();
        size <= COMMIT_PASSAGES
    });
    fits.count().max(1)
}

/// What makes a file the same report again: its path, and the report's name where the file holds several. A path that
/// is not Unicode is told apart by its bytes.
fn source(path: &Path, named: Option<&str>) -> String {
    let path = match path.to_str() {
        Some(path) => path.to_owned(),
        None => format!(
            "{}#bytes-{}",
            path.display(),
            files::hex(path.as_os_str().as_encoded_bytes())
        ),
    };
    match named {
        Some(named) => format!("{path}#{named}"),
        None => path,
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
