//! One entry of a ledger: what it holds, and the bytes that are hashed.
//!
//! An entry's **body** is a JSON object in the canonical form of RFC 8785: keys in order, no white space. Its **hash** is
//! the SHA-256 of these bytes. Each body holds the hash of the one before, in `previous`.
//!
//! What an entry says of people, and in anybody's words, stands in its body as **commitments** only: SHA-256(salt ‖
//! value) with 32 random bytes of salt. Value and salt lie beside the ledger and may be erased; the chain stays whole.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The format that bodies are written in.
pub(super) const FORMAT: u32 = 1;

/// SHA-256 of an entry's body.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EntryHash(pub(super) [u8; 32]);

impl EntryHash {
    /// What the first entry names as the one before it.
    pub(super) const NONE: EntryHash = EntryHash([0; 32]);

    pub(super) fn of(body: &str) -> EntryHash {
        EntryHash(Sha256::digest(body.as_bytes()).into())
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

/// An entry that somebody wrote down: its number and the beginning of its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The entry's number.
    pub number: u32,
    /// 8 to 64 hexadecimal digits, in lower case.
    pub digits: String,
}

impl FromStr for Expected {
    type Err = &'static str;

    /// Reads `12:9f3ac41b27d0e856`, with or without a `#` before it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str =
            "an entry is expected as NUMBER:HASH, such as 12:9f3ac41b27d0e856, with 8 to 64 digits";
        let text = text.trim().trim_start_matches('#');
        let (number, digits) = text.split_once(':').ok_or(SHAPE)?;
        let digits = digits.trim().to_ascii_lowercase();
        let fits =
            (8..=64).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        match number.trim().parse() {
            Ok(number) if fits && number > 0 => Ok(Expected { number, digits }),
            _ => Err(SHAPE),
        }
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

/// The body, as it is hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) format: u32,
    pub(super) guild: String,
    pub(super) number: u32,
    pub(super) previous: String,
    pub(super) at: String,
    pub(super) check: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<String>,
    /// Commitments, in hexadecimal digits.
    pub(super) private: BTreeMap<Field, String>,
    pub(super) event: Event,
}

impl Body {
    /// The bytes that are hashed.
    pub(super) fn canonical(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        let mut out = String::new();
        write_canonical(&value, &mut out);
        out
    }
}

/// RFC 8785, for values without fractions: our bodies have none.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            // All our keys are ASCII, for which the order of bytes is that of UTF-16 units, as the RFC wants it.
            let members: BTreeMap<&String, &Value> = members.iter().collect();
            out.push('{');
            for (n, (key, value)) in members.into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// A private value with the salt of its commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Salted {
    /// 64 hexadecimal digits.
    pub(super) salt: String,
    pub(super) value: String,
}

impl Salted {
    pub(super) fn new(value: String, salt: [u8; 32]) -> Salted {
        Salted {
            salt: HEXLOWER.encode(&salt),
            value,
        }
    }

    /// SHA-256(salt ‖ value) in hexadecimal digits; none where the salt is none.
    pub(super) fn commitment(&self) -> Option<String> {
        let salt = HEXLOWER.decode(self.salt.as_bytes()).ok()?;
        let salt: [u8; 32] = salt.try_into().ok()?;
        let digest = Sha256::new()
            .chain_update(salt)
            .chain_update(self.value.as_bytes())
            .finalize();
        Some(HEXLOWER.encode(&digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_written_as_rfc_8785_says() {
        let value: Value =
            serde_json::from_str(r#"{"b": [1, {"z": "é\u0001\n\"", "a": true}], "a": null}"#)
                .unwrap();
        let mut out = String::new();
        write_canonical(&value, &mut out);
        assert_eq!(
            out,
            "{\"a\":null,\"b\":[1,{\"a\":true,\"z\":\"é\\u0001\\n\\\"\"}]}"
        );
    }

    #[test]
    fn expected_entries_are_read_as_people_write_them() {
        let read = |text: &str| text.parse::<Expected>();
        let expected = Expected {
            number: 12,
            digits: "9f3ac41b".to_owned(),
        };
        assert_eq!(read(" #12:9F3AC41B "), Ok(expected));
        for bad in [
            "",
            "12",
            "12:",
            "0:9f3ac41b",
            "12:9f3",
            "x:9f3ac41b",
            "12:9f3ac41g",
        ] {
            assert!(read(bad).unwrap_err().contains("NUMBER:HASH"), "{bad}");
        }
    }

    #[test]
    fn a_commitment_is_of_salt_and_value() {
        let salted = Salted::new("17".to_owned(), [7; 32]);
        let plain: Vec<u8> = [7; 32].into_iter().chain(*b"17").collect();
        let expected = HEXLOWER.encode(&Sha256::digest(plain));
        assert_eq!(salted.commitment(), Some(expected));
        let broken = Salted {
            salt: "07".to_owned(),
            ..salted
        };
        assert_eq!(broken.commitment(), None);
    }
}
