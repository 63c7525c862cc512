//! Files handed in on Discord: kept and read, but in no report until a manager of the same guild approves.
//!
//! A quarantined file is an original and a row. It is not in the catalogue, so no shelf, list or receipt can name it, and
//! not in the index, so no count can tell of it. The order of writing is that of [`super::add`]: reading text, original,
//! then the row; a kill in between leaves files that the next writer clears, and a kill while approving leaves a row whose
//! approval can be said again.

mod arrival;
mod preview;
mod resemblance;
mod warnings;

use std::time::{Duration, SystemTime};

use super::add::{Addition, Origin, Request};
use super::files::{self, Incoming};
use super::{Library, LibraryError, Scope, lock};
use crate::ingest::child::Extraction;
use crate::ingest::extract::{ExtractError, Part};
use crate::ingest::passages::passages;
use crate::report::Report;
use crate::store::{Edition, Quarantined};

pub use arrival::{Arrival, QuarantineError};
pub use preview::Preview;
pub use warnings::Warning;

use arrival::{check, source_of, stated};
use preview::{Draft, from_json, json, shown};

/// Files of one guild that may wait at a time.
pub const MOST_WAITING: u32 = 20;
/// How long a file waits before it is forgotten.
pub const WAIT: Duration = Duration::from_secs(30 * 24 * 3600);

impl Library {
    /// Takes a file in: keeps and reads it, and shows what would be added. Nobody but the guild's managers sees anything
    /// of it. Blocks while it extracts.
    pub async fn quarantine(
        &self,
        arrival: Arrival<'_>,
        extraction: &Extraction,
        now: SystemTime,
    ) -> Result<Preview, QuarantineError> {
        check(&arrival.stated)?;
        let guild = arrival.guild;
        let replaced = match arrival.replaces {
            Some(id) => Some(self.own(guild, id).await?),
            None => None,
        };
        self.expire_quarantine(now).await?;
        if self.store.quarantined(guild).await?.len() >= MOST_WAITING as usize {
            return Err(QuarantineError::Full);
        }
        let _adding = lock::adding(&self.root).map_err(LibraryError::from)?;
        let incoming = files::take_in(&self.root, arrival.path, extraction.limits.file_bytes)?
            .map_err(|why| QuarantineError::Unreadable(ExtractError::Unreadable(why)))?;
        self.refuse_known(guild, &incoming.sha256, replaced.as_ref())
            .await?;
        let parts = self
            .read(&incoming, arrival.file_name, extraction)
            .map_err(QuarantineError::Unreadable)?;
        let [part] = &parts[..] else {
            return Err(QuarantineError::Several(parts.len()));
        };
        let stated = stated(arrival.stated, guild, replaced.as_ref());
        let draft = Draft {
            guild,
            part,
            passages: passages(&part.reading),
            replaced,
        };
        let report = draft.report(&stated, arrival.file_name, &incoming.sha256);
        let mut preview = self.preview(&draft, report, &stated).await?;
        let row = Quarantined {
            number: 0,
            guild,
            by: arrival.by,
            at: now,
            sha256: incoming.sha256,
            file: preview.report.file.clone(),
            replaces: preview.replaces.clone(),
            stated: json(&stated)?,
            preview: json(&preview)?,
        };
        preview.id = self
            .keep_waiting(incoming, &parts, &row)
            .await?
            .ok_or(QuarantineError::Full)?;
        Ok(preview)
    }

    /// Reading text, original, then the row: under one lock, so that whoever removes a report with the same bytes sees
    /// all of it or nothing.
    async fn keep_waiting(
        &self,
        incoming: Incoming,
        parts: &[Part],
        row: &Quarantined,
    ) -> Result<Option<u32>, LibraryError> {
        let _lock = lock::take(&self.root)?;
        files::keep_reading(&self.root, &incoming.sha256, parts)?;
        files::keep(&self.root, incoming)?;
        let number = self.store.add_quarantined(row, MOST_WAITING).await?;
        if number.is_none() {
            self.forget_needless(&[row.sha256]).await?;
        }
        Ok(number)
    }

    /// What waits in a guild, in the order in which it was handed in.
    pub async fn quarantined(&self, guild: u64) -> Result<Vec<Preview>, LibraryError> {
        let waiting = self.store.quarantined(guild).await?;
        waiting.iter().map(shown).collect()
    }

    /// What waits under a number; none where it is another guild's.
    pub async fn quarantined_file(
        &self,
        guild: u64,
        id: u32,
    ) -> Result<Option<Preview>, LibraryError> {
        let waiting = self.store.quarantined_file(guild, id).await?;
        waiting.as_ref().map(shown).transpose()
    }

    /// Makes a report of a file that waits: from then on it is searched in its guild. If it replaces a report, that one's
    /// receipts go on living. Said again after a crash, it finishes what was begun. Blocks while it writes.
    pub async fn approve(
        &self,
        guild: u64,
        id: u32,
        extraction: &Extraction,
    ) -> Result<Addition, QuarantineError> {
        let _deciding = self.deciding.lock().await;
        let waiting = self.store.quarantined_file(guild, id).await?;
        let waiting = waiting.ok_or(QuarantineError::NotWaiting(id))?;
        let source = match &waiting.replaces {
            Some(report) => {
                self.own(guild, report).await?;
                self.store.source_of(report).await?
            }
            None => None,
        };
        let origin = Origin::Quarantine {
            name: waiting.file.clone(),
            source: source.unwrap_or_else(|| source_of(guild, &waiting.sha256)),
            id: shown(&waiting)?.report.id,
        };
        let original = files::original(&self.root, &waiting.sha256);
        let request = Request {
            file: &original,
            stated: from_json(&waiting.stated)?,
            extraction,
        };
        let mut added = self
            .add_from(&request, &origin)
            .await?
            .map_err(QuarantineError::Unreadable)?;
        self.store.end_quarantine(guild, id).await?;
        added.pop().ok_or(QuarantineError::Several(0))
    }

    /// Forgets a file that waits, with its original and its reading unless something else needs them. Returns what it
    /// was.
    pub async fn reject(&self, guild: u64, id: u32) -> Result<Preview, QuarantineError> {
        let _deciding = self.deciding.lock().await;
        let waiting = self.store.quarantined_file(guild, id).await?;
        let waiting = waiting.ok_or(QuarantineError::NotWaiting(id))?;
        self.store.end_quarantine(guild, id).await?;
        let _lock = lock::take(&self.root).map_err(LibraryError::from)?;
        self.forget_needless(&[waiting.sha256]).await?;
        Ok(shown(&waiting)?)
    }

    /// Forgets files that waited for longer than [`WAIT`]; returns how many.
    pub async fn expire_quarantine(&self, now: SystemTime) -> Result<usize, LibraryError> {
        let expired = self.store.expire_quarantine(now, WAIT).await?;
        if !expired.is_empty() {
            let _lock = lock::take(&self.root)?;
            self.forget_needless(&expired).await?;
        }
        Ok(expired.len())
    }

    /// The reports of a guild, those too that its settings hide from itself; in the order in which they were added.
    pub async fn own_reports(&self, guild: u64) -> Result<Vec<Edition>, LibraryError> {
        let (catalogue, own) = (self.catalogue().await?, guild.to_string());
        let of_guild = |edition: &&Edition| edition.scope.as_ref() == Some(&own);
        Ok(catalogue.ready().filter(of_guild).cloned().collect())
    }

    /// Removes a report of a guild, as one of its managers may; returns what it was.
    pub async fn remove_own(&self, guild: u64, id: &str) -> Result<Report, QuarantineError> {
        let _deciding = self.deciding.lock().await;
        let edition = self.own(guild, id).await?;
        if self.remove(id).await? {
            Ok(edition.report)
        } else {
            Err(QuarantineError::NoSuchReport(id.to_owned()))
        }
    }

    /// Forgets all that a guild which removed the bot had decided, asked and handed in. Its approved reports stay, for
    /// nobody else to see, until the operator removes them; of its ledger the chain stays, and no word that was said or
    /// person who said it.
    pub async fn forget_guild(&self, guild: u64) -> Result<(), LibraryError> {
        let _deciding = self.deciding.lock().await;
        let waiting = self.store.quarantined(guild).await?;
        self.store.forget_guild(guild).await?;
        let now = self.store.clock().await?;
        self.store.erase_all(guild, now).await?;
        let files: Vec<[u8; 32]> = waiting.iter().map(|file| file.sha256).collect();
        if !files.is_empty() {
            let _lock = lock::take(&self.root)?;
            self.forget_needless(&files).await?;
        }
        Ok(())
    }

    /// The caller holds the lock.
    async fn forget_needless(&self, files: &[[u8; 32]]) -> Result<(), LibraryError> {
        let known = self.store.known_files().await?;
        for sha256 in files {
            if !known.contains(sha256) {
                files::forget(&self.root, sha256)?;
            }
        }
        Ok(())
    }

    /// The report of that id, if it is the guild's own. Of another guild's, nothing is said.
    async fn own(&self, guild: u64, id: &str) -> Result<Edition, QuarantineError> {
        let catalogue = self.catalogue().await?;
        match catalogue.report(id) {
            Some(edition) if edition.scope == Some(guild.to_string()) => Ok(edition.clone()),
            Some(edition) if edition.scope.is_none() => {
                Err(QuarantineError::Public(edition.report.title.clone()))
            }
            _ => Err(QuarantineError::NoSuchReport(id.to_owned())),
        }
    }

    /// The same bytes may describe the report that they are anew, and nothing else.
    async fn refuse_known(
        &self,
        guild: u64,
        sha256: &[u8; 32],
        replaced: Option<&Edition>,
    ) -> Result<(), QuarantineError> {
        let catalogue = self.catalogue().await?;
        let own = guild.to_string();
        let known = catalogue.ready().find(|edition| {
            edition.sha256 == *sha256
                && edition.scope.as_ref().is_none_or(|scope| *scope == own)
                && replaced.is_none_or(|replaced| replaced.number != edition.number)
        });
        let Some(known) = known else { return Ok(()) };
        let settings = self.store.settings(guild).await?;
        Err(QuarantineError::Known {
            id: known.report.id.clone(),
            title: known.report.title.clone(),
            hidden: !Scope::of_guild(guild, &settings).holds(known),
        })
    }
}
