//! One entry of a ledger: what it says.

use std::collections::BTreeMap;
use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::body::Salted;

/// SHA-256 of an entry's body.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EntryHash(pub(super) [u8; 32]);

impl EntryHash {
    /// What the first entry names as the one before it.
    pub const NONE: EntryHash = EntryHash([0; 32]);

    pub(super) fn of(body: &[u8]) -> EntryHash {
        EntryHash(Sha256::digest(body).into())
    }

    /// The first 16 hexadecimal digits: what is shown beside a published verdict.
    pub fn short(&self) -> String {
        HEXLOWER.encode(&self.0[..8])
    }
}

/// All 64 hexadecimal digits.
impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A person's judgment of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgment {
    /// The reports say the same.
    Supported,
    /// The reports say otherwise.
    Refuted,
    /// Some of it holds.
    Mixed,
    /// It misleads without what the reports say beside it.
    MissingContext,
    /// The reports say nothing about it.
    NotInTheReports,
}

impl Judgment {
    /// Every judgment, in the order in which they are offered.
    pub const ALL: [Judgment; 5] = [
        Judgment::Supported,
        Judgment::Refuted,
        Judgment::Mixed,
        Judgment::MissingContext,
        Judgment::NotInTheReports,
    ];

    /// As it is recorded: `missing_context`.
    pub fn id(self) -> &'static str {
        match self {
            Judgment::Supported => "supported",
            Judgment::Refuted => "refuted",
            Judgment::Mixed => "mixed",
            Judgment::MissingContext => "missing_context",
            Judgment::NotInTheReports => "not_in_the_reports",
        }
    }

    /// As people read it: `Missing context`.
    pub fn name(self) -> &'static str {
        match self {
            Judgment::Supported => "Supported",
            Judgment::Refuted => "Refuted",
            Judgment::Mixed => "Mixed",
            Judgment::MissingContext => "Missing context",
            Judgment::NotInTheReports => "Not in the reports",
        }
    }
}

/// A quotation that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Its receipt.
    pub receipt: String,
    /// The report, title and place, as cited.
    pub citation: String,
    /// The words.
    pub text: String,
    /// What qualifies them in the same section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Box<Cited>>,
}

/// What is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A verdict that its author keeps to the moderators.
    Kept {
        /// The judgment.
        judgment: Judgment,
        /// What it rests on.
        cited: Vec<Cited>,
    },
    /// A verdict that is about to be posted.
    Intent {
        /// The judgment.
        judgment: Judgment,
        /// What it rests on.
        cited: Vec<Cited>,
        /// The nonce of the post.
        nonce: String,
    },
    /// The intent was posted.
    Published,
    /// The intent was not posted and never will be.
    NotPublished,
    /// Another verdict in place of the one before.
    Corrected {
        /// The judgment.
        judgment: Judgment,
        /// What it rests on.
        cited: Vec<Cited>,
    },
    /// The verdict no longer stands.
    Withdrawn,
    /// The message that was judged was edited since.
    SourceEdited,
    /// The message that was judged was deleted.
    SourceDeleted,
    /// Private fields of earlier entries were erased.
    Erased {
        /// Which.
        fields: Vec<ErasedField>,
    },
}

/// A private field that was erased.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ErasedField {
    /// The number of the entry.
    pub number: u32,
    /// The field.
    pub field: Field,
}

/// What is kept beside the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The id of the person who wrote what was judged.
    Author,
    /// The id of the moderator.
    By,
    /// The claim as the moderator words it.
    Claim,
    /// The moderator's note.
    Note,
    /// Where the judged message stands: ids of channel and message.
    Place,
    /// Where the verdict was posted: ids of channel and message.
    Post,
}

/// An entry to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What happened.
    pub event: Event,
    /// The entry that opened the check which this one goes on with; none where this one opens it.
    pub check: Option<u32>,
    /// In which role its author acted; the bot's own entries have none.
    pub role: Option<String>,
    /// What is kept beside the chain.
    pub private: BTreeMap<Field, String>,
}

/// An entry as it stands in a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: u32,
    /// The hash of its body.
    pub hash: EntryHash,
    /// When, in UTC: `2026-11-22T10:00:00Z`.
    pub at: String,
    /// The entry that opened the check; for an erasure its own.
    pub check: u32,
    /// In which role its author acted.
    pub role: Option<String>,
    /// What happened.
    pub event: Event,
    /// What is kept beside the chain and not erased.
    pub private: BTreeMap<Field, String>,
}

/// An entry with all that somebody else needs to verify it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verbatim {
    /// What it says.
    pub entry: Entry,
    /// The bytes whose SHA-256 is its hash.
    pub body: String,
    /// What is kept beside the chain, with the salts of the commitments in the body.
    pub private: BTreeMap<Field, Salted>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgments_are_recorded_by_their_ids() {
        for judgment in Judgment::ALL {
            assert_eq!(serde_json::to_value(judgment).unwrap(), judgment.id());
        }
    }
}
