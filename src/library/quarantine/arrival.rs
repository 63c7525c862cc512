//! A file that is handed in, and why it is not taken.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::MOST_WAITING;
use crate::ingest::describe::Stated;
use crate::ingest::extract::ExtractError;
use crate::library::{LibraryError, files};
use crate::report::SAMPLE_PUBLISHER;
use crate::store::{Edition, StoreError};

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

/// Says what is wrong with what a manager states.
pub(super) fn check(stated: &Stated) -> Result<(), QuarantineError> {
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

/// The id of a guild's report. It always ends in a part of a hash: if only a taken one did, it would tell that some other
/// guild has a report of that name.
pub(super) fn own_id(slug: &str, guild: u64, sha256: &[u8; 32]) -> String {
    let hash = Sha256::new_with_prefix(guild.to_le_bytes())
        .chain_update(sha256)
        .finalize();
    format!("{slug}-{}", &files::hex(&hash)[..6])
}

/// Where a report comes from that no path names.
pub(super) fn source_of(guild: u64, sha256: &[u8; 32]) -> String {
    format!("discord:{guild}:{}", files::hex(sha256))
}

/// What is stated, and where that is silent, what is known of the report that is replaced. Not its date: a new edition has
/// its own.
pub(super) fn stated(said: Stated, guild: u64, replaced: Option<&Edition>) -> Stated {
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
}
