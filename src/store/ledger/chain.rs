//! Whether a ledger is whole: every entry as it was written, none missing between them.
//!
//! The chain alone cannot show that its end was cut off, or that all of it was written anew; an [`Expected`] entry that
//! somebody else wrote down can.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::body::{Body, FORMAT, Salted};
use super::entry::{EntryHash, Event, Field};
use super::expected::Expected;

/// A row as it lies in the database.
pub(super) struct Row {
    pub(super) number: i64,
    /// Text, if nobody touched it.
    pub(super) body: Vec<u8>,
    pub(super) hash: Vec<u8>,
    /// What is kept beside the chain, as JSON.
    pub(super) private: Option<Vec<u8>>,
}

/// A ledger that is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// How many entries it has.
    pub entries: u32,
    /// The hash of the last; zeros where there is none.
    pub head: EntryHash,
}

/// The first thing that is wrong with a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number of the entry.
    pub number: u32,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What may be wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there, though a later one is.
    Missing,
    /// Its body and its hash do not belong together.
    Changed,
    /// It names another hash than that of the entry before it.
    Unlinked,
    /// Its body says another guild or number, or is of a shape that no Pincite wrote.
    Foreign,
    /// A private field is not what it was.
    PrivateChanged(Field),
    /// A private field is gone, and no entry says that it was erased.
    PrivateMissing(Field),
    /// What is kept beside it cannot be read, or belongs to nothing.
    PrivateForeign,
    /// An entry was expected here, and there are fewer.
    CutOff,
    /// It is another than the expected one.
    Rewritten,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        match &self.fault {
            Fault::Missing => write!(f, "entry {number} is missing"),
            Fault::Changed => write!(f, "entry {number} was changed: its hash is another"),
            Fault::Unlinked => write!(
                f,
                "entry {number} does not follow the one before it: one of both was replaced"
            ),
            Fault::Foreign => write!(f, "entry {number} is not one that Pincite wrote there"),
            Fault::PrivateChanged(field) => {
                write!(f, "in entry {number}, {} was changed", told(*field))
            }
            Fault::PrivateMissing(field) => write!(
                f,
                "in entry {number}, {} is gone, and no later entry says that it was erased",
                told(*field)
            ),
            Fault::PrivateForeign => write!(
                f,
                "what is kept beside entry {number} was changed or does not belong there"
            ),
            Fault::CutOff => write!(
                f,
                "entry {number} was expected and is not there: the end of the ledger was cut off"
            ),
            Fault::Rewritten => write!(
                f,
                "entry {number} is not the one that was expected: the ledger was rewritten"
            ),
        }
    }
}

/// What is kept beside an entry; none where it is not, byte for byte, as we write it.
fn read_private(json: &[u8]) -> Option<BTreeMap<Field, Salted>> {
    let kept = serde_json::from_slice(json).ok()?;
    (serde_json::to_vec(&kept).ok()? == json).then_some(kept)
}

fn told(field: Field) -> &'static str {
    match field {
        Field::Author => "the author of the judged message",
        Field::By => "the moderator",
        Field::Claim => "the claim",
        Field::Note => "the note",
        Field::Place => "the place of the judged message",
        Field::Post => "the place of the post",
    }
}

/// Reads a ledger from its first entry on, entry by entry.
pub(super) struct Chain {
    guild: String,
    entries: u32,
    head: EntryHash,
    /// Private fields that are gone, until an entry says that they were erased.
    gone: BTreeSet<(u32, Field)>,
    expected: Vec<Expected>,
}

impl Chain {
    pub(super) fn new(guild: u64, expected: &[Expected]) -> Chain {
        Chain {
            guild: guild.to_string(),
            entries: 0,
            head: EntryHash::NONE,
            gone: BTreeSet::new(),
            expected: expected.to_vec(),
        }
    }

    pub(super) fn follow(&mut self, row: &Row) -> Result<(), Broken> {
        let number = self.entries + 1;
        let broken = |fault| Broken { number, fault };
        if row.number != i64::from(number) {
            return Err(broken(Fault::Missing));
        }
        let hash = EntryHash::of(&row.body);
        if row.hash != hash.0 {
            return Err(broken(Fault::Changed));
        }
        let body: Body = serde_json::from_slice(&row.body).map_err(|_| broken(Fault::Foreign))?;
        let ours = body.format == FORMAT && body.guild == self.guild && body.number == number;
        if !ours {
            return Err(broken(Fault::Foreign));
        }
        if body.previous != self.head.to_string() {
            return Err(broken(Fault::Unlinked));
        }
        let other = |expected: &&Expected| {
            expected.number == number && !hash.to_string().starts_with(&expected.digits)
        };
        if self.expected.iter().any(|expected| other(&expected)) {
            return Err(broken(Fault::Rewritten));
        }
        self.private(number, &body, row.private.as_deref())
            .map_err(broken)?;
        if let Event::Erased { fields } = &body.event {
            for erased in fields {
                self.gone.remove(&(erased.number, erased.field));
            }
        }
        (self.entries, self.head) = (number, hash);
        Ok(())
    }

    fn private(&mut self, number: u32, body: &Body, kept: Option<&[u8]>) -> Result<(), Fault> {
        let kept = match kept {
            Some(json) => read_private(json).ok_or(Fault::PrivateForeign)?,
            None => BTreeMap::new(),
        };
        if kept.keys().any(|field| !body.private.contains_key(field)) {
            return Err(Fault::PrivateForeign);
        }
        for (field, commitment) in &body.private {
            match kept.get(field) {
                Some(salted) if salted.commitment().as_ref() != Some(commitment) => {
                    return Err(Fault::PrivateChanged(*field));
                }
                Some(_) => {}
                None => {
                    self.gone.insert((number, *field));
                }
            }
        }
        Ok(())
    }

    /// What is left to say after the last entry.
    pub(super) fn end(self) -> Result<Whole, Broken> {
        if let Some((number, field)) = self.gone.first() {
            return Err(Broken {
                number: *number,
                fault: Fault::PrivateMissing(*field),
            });
        }
        let beyond = |expected: &&Expected| expected.number > self.entries;
        if let Some(expected) = self.expected.iter().find(beyond) {
            return Err(Broken {
                number: expected.number,
                fault: Fault::CutOff,
            });
        }
        Ok(Whole {
            entries: self.entries,
            head: self.head,
        })
    }
}
