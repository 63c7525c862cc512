//! Files handed in on Discord: kept and read, but in no report until a manager of the same guild approves.
//!
//! A quarantined file is an original and a row. It is not in the catalogue, so no shelf, list or receipt can name it, and
//! not in the index, so no count can tell of it. The order of writing is that of [`super::add`]: reading text, original,
//! then the row; a kill in between leaves files that the next writer clears, and a kill while approving leaves a row whose
//! approval can be said again.

mod resemblance;
mod warnings;

use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::add::{Addition, Origin, Request};
use super::files::{self, Incoming};
use super::{Library, LibraryError, Scope, lock};
use crate::ingest::child::Extraction;
use crate::ingest::describe::{Stated, describe, language};
use crate::ingest::extract::{ExtractError, Part};
use crate::ingest::passages::passages;
use crate::report::{Language, Passage, Report, SAMPLE_PUBLISHER};
use crate::store::{Edition, Quarantined, StoreError};

pub use warnings::Warning;

/// Files of one guild that may wait at a time.
pub const MOST_WAITING: u32 = 20;
/// How long a file waits before it is forgotten.
pub const WAIT: Duration = Duration::from_secs(30 * 24 * 3600);
/// Characters of reading text in a preview.
const FIRST_CHARS: usize = 600;
/// Characters of an address.
const URL_CHARS: usize = 400;

/// A file that a manager of a guild hands in.
pub struct Arrival<'a> {
    /// The guild whose report it becomes.
    pub guild: u64,
    /// Who hands it in.
    pub by: u64,
    /// What the file is called; decides nothing but what is shown.
    pub file_name: &'a str,
    /// Where it lies; copied, not moved.
    pub path: &'a Path,
    /// What the manager says about it; a scope in it is ignored.
    pub stated: Stated,
    /// The id of the guild's report of which it is a new edition.
    pub replaces: Option<&'a str>,
}

/// What a manager sees before approving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Names it when it is approved or rejected; never used again.
    pub id: u32,
    /// The report as it will be shown.
    pub report: Report,
    /// Physical pages; 0 in formats without pages.
    pub pages: u32,
    /// Passages that will be searched.
    pub passages: u32,
    /// The language that its words will be stemmed in.
    pub language: Language,
    /// How its reading text begins, at most 600 characters.
    pub first_words: String,
    /// What a manager should look at before approving.
    pub warnings: Vec<Warning>,
    /// The id of the report that it will replace.
    pub replaces: Option<String>,
}

/// Why a file is not taken in, or nothing can be decided about it. Each is a sentence that a manager may read.
#[derive(Debug, thiserror::Error)]
pub enum QuarantineError {
    /// It cannot be read.
    #[error("The file was not taken in because {0}.")]
    Unreadable(ExtractError),
    /// It holds several reports.
    #[error(
        "This file holds {0} reports. Hand in one report a file, or ask the operator to ingest it."
    )]
    Several(usize),
    /// The same bytes are a report already.
    #[error("This exact file is here already: {title} ({id}).{}", if *.hidden { " It is not searched here; /settings reports changes that." } else { "" })]
    Known {
        /// The report's id.
        id: String,
        /// The report's title.
        title: String,
        /// Whether the guild's settings leave it out.
        hidden: bool,
    },
    /// Twenty files wait already.
    #[error(
        "{MOST_WAITING} files wait for approval already. Approve or reject some: /report preview."
    )]
    Full,
    /// Something stated about it cannot be meant.
    #[error("What you state about the report {0}.")]
    Wrong(String),
    /// Nothing waits under that number in this guild.
    #[error(
        "Nothing waits for approval under number {0}. It may have been decided already; /report preview lists what waits."
    )]
    NotWaiting(u32),
    /// The guild has no such report.
    #[error("This server has no report {0:?} of its own. /reports lists what is searched here.")]
    NoSuchReport(String),
    /// The report is for everybody.
    #[error(
        "{0} is for every server, so only the operator can change it. /settings reports can leave it out here."
    )]
    Public(String),
    /// The library itself.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<StoreError> for QuarantineError {
    fn from(error: StoreError) -> Self {
        QuarantineError::Library(error.into())
    }
}

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

    async fn preview(
        &self,
        draft: &Draft<'_>,
        report: Report,
        stated: &Stated,
    ) -> Result<Preview, LibraryError> {
        let settings = self.store.settings(draft.guild).await?;
        let shelf = self.shelf(&Scope::of_guild(draft.guild, &settings)).await?;
        let reading = &draft.part.reading;
        let but = draft.replaced.as_ref().map(|edition| edition.number);
        let mut warnings = resemblance::like(&shelf, &report, &draft.passages, but)?;
        warnings.extend(warnings::about(reading));
        Ok(Preview {
            id: 0,
            pages: reading
                .units
                .iter()
                .filter(|unit| unit.page.is_some())
                .count() as u32,
            passages: draft.passages.len() as u32,
            language: language(stated, reading),
            first_words: first_words(reading.units.iter().map(|unit| unit.text.as_str())),
            warnings,
            replaces: but.map(|_| report.id.clone()),
            report,
        })
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
    /// nobody else to see, until the operator removes them.
    pub async fn forget_guild(&self, guild: u64) -> Result<(), LibraryError> {
        let _deciding = self.deciding.lock().await;
        let waiting = self.store.quarantined(guild).await?;
        self.store.forget_guild(guild).await?;
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

/// A file that was read and is about to wait.
struct Draft<'a> {
    guild: u64,
    part: &'a Part,
    passages: Vec<Passage>,
    replaced: Option<Edition>,
}

impl Draft<'_> {
    fn report(&self, stated: &Stated, file_name: &str, sha256: &[u8; 32]) -> Report {
        let named = self.part.report.as_deref().unwrap_or(file_name);
        let mut report = describe(stated, &self.part.reading, named, file_name);
        report.id = match &self.replaced {
            Some(edition) => edition.report.id.clone(),
            None => own_id(&report.id, self.guild, sha256),
        };
        report
    }
}

/// The id of a guild's report. It always ends in a part of a hash: if only a taken one did, it would tell that some other
/// guild has a report of that name.
fn own_id(slug: &str, guild: u64, sha256: &[u8; 32]) -> String {
    let hash = Sha256::new_with_prefix(guild.to_le_bytes())
        .chain_update(sha256)
        .finalize();
    format!("{slug}-{}", &files::hex(&hash)[..6])
}

/// Where a report comes from that no path names.
fn source_of(guild: u64, sha256: &[u8; 32]) -> String {
    format!("discord:{guild}:{}", files::hex(sha256))
}

/// What is stated, and where that is silent, what is known of the report that is replaced. Not its date: a new edition has
/// its own.
fn stated(said: Stated, guild: u64, replaced: Option<&Edition>) -> Stated {
    let before = replaced.map(|edition| Stated {
        title: Some(edition.report.title.clone()),
        publisher: edition.report.publisher.clone(),
        url: edition.report.url.clone(),
        ..Stated::default()
    });
    Stated {
        scope: Some(guild.to_string()),
        ..said.or(before.unwrap_or_default())
    }
}

fn check(stated: &Stated) -> Result<(), QuarantineError> {
    let wrong = |why: &str| Err(QuarantineError::Wrong(why.to_owned()));
    if let Err(why) = stated.check() {
        return Err(QuarantineError::Wrong(why));
    }
    if stated.publisher.as_deref().map(str::trim) == Some(SAMPLE_PUBLISHER) {
        return wrong("names the publisher of the samples; name who published it");
    }
    let address = |url: &str| {
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"`|\\".contains(c);
        rest.is_some_and(|rest| rest.contains('.'))
            && url.chars().all(plain)
            && url.chars().count() <= URL_CHARS
    };
    match stated.url.as_deref() {
        Some(url) if !address(url) => {
            wrong("gives an address that is none; write it as https://example.org/report.pdf")
        }
        _ => Ok(()),
    }
}

/// The first words of a text, cut at a word.
fn first_words<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut shown = String::new();
    let mut chars = 0;
    for word in texts.flat_map(str::split_whitespace) {
        let more = word.chars().count() + usize::from(!shown.is_empty());
        if chars + more > FIRST_CHARS {
            shown.push('…');
            break;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
        chars += more;
    }
    shown
}

fn shown(waiting: &Quarantined) -> Result<Preview, LibraryError> {
    let preview: Preview = from_json(&waiting.preview)?;
    Ok(Preview {
        id: waiting.number,
        ..preview
    })
}

fn json(value: &impl Serialize) -> Result<String, LibraryError> {
    serde_json::to_string(value).map_err(|error| foreign(&error))
}

fn from_json<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, LibraryError> {
    serde_json::from_str(text).map_err(|error| foreign(&error))
}

fn foreign(error: &serde_json::Error) -> LibraryError {
    StoreError::Foreign(format!("a quarantined file's description ({error})")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked() {
        let stated = |url: &str| Stated {
            url: Some(url.to_owned()),
            ..Stated::default()
        };
        for good in [
            "https://example.org/a.pdf",
            "http://example.org/?a=b#page=1",
        ] {
            assert!(check(&stated(good)).is_ok(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "example.org",
            "https://a",
            "https://example.org/ <@1>",
            "https://example.org/`",
        ] {
            assert!(check(&stated(bad)).is_err(), "{bad}");
        }
        assert!(check(&stated(&format!("https://example.org/{}", "a".repeat(400)))).is_err());
    }

    #[test]
    fn first_words_end_at_a_word() {
        assert_eq!(
            first_words(["One\ntwo", "three"].into_iter()),
            "One two three"
        );
        let long = "word ".repeat(200);
        let shown = first_words([long.as_str()].into_iter());
        assert_eq!(shown.chars().count(), FIRST_CHARS);
        assert!(shown.ends_with("word…"), "{shown}");
        assert_eq!(first_words(["x".repeat(700).as_str()].into_iter()), "…");
    }
}
