//! How a check stands, by the entries of the ledger about it: the verdict, what it was before, what became of the message.

use crate::store::ledger::{Cited, Entry, EntryHash, Event, Field, Judgment};

/// A check as its entries leave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The number of the entry that opened it.
    pub check: u32,
    /// The claim as the moderator worded it; absent where it was erased.
    pub claim: Option<String>,
    /// The verdict.
    pub judgment: Judgment,
    /// The moderator's note.
    pub note: Option<String>,
    /// What the verdict rests on.
    pub cited: Vec<Cited>,
    /// In which role it was given.
    pub role: Option<String>,
    /// When it was given: the day, `2026-11-22`.
    pub given: String,
    /// What was corrected, the first correction first.
    pub corrected: Vec<Correction>,
    /// The day on which it was withdrawn.
    pub withdrawn: Option<String>,
    /// The day on which the message was seen to be edited.
    pub source_edited: Option<String>,
    /// The day on which the message was deleted.
    pub source_deleted: Option<String>,
    /// Whether it is to be seen in a channel.
    pub published: Publication,
    /// The entry that says what the verdict is now: its number and hash.
    pub entry: (u32, EntryHash),
    /// The number of the latest entry about it.
    pub last: u32,
    /// The ids of the channel in which it was asked, and of the message that was judged.
    pub source: Option<(u64, Option<u64>)>,
    /// The ids of channel and message where the verdict is to be seen.
    pub post: Option<(u64, u64)>,
}

/// What a correction changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// The verdict before, where it is another now.
    pub judgment: Option<Judgment>,
    /// The claim as it was worded before, where it is worded otherwise now.
    pub claim: Option<String>,
    /// Whether the note is another.
    pub note: bool,
    /// Whether other passages are attached.
    pub passages: bool,
    /// On which day: `2026-11-22`.
    pub day: String,
}

impl Correction {
    /// Whether all is as it was.
    pub fn is_none(&self) -> bool {
        self.judgment.is_none() && self.claim.is_none() && !self.note && !self.passages
    }
}

/// Whether a verdict is to be seen in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    /// It was kept to the moderators.
    Kept,
    /// It was to be posted under this nonce, and nothing is known of it.
    Intended(String),
    /// It was posted.
    Published,
    /// It was to be posted, and was not.
    NotPublished,
}

impl Standing {
    /// Follows the entries of one check, in order; none where the first opens no check.
    pub fn of(entries: &[Entry]) -> Option<Standing> {
        let (first, rest) = entries.split_first()?;
        let mut standing = Standing::opened(first)?;
        for entry in rest {
            standing.follow(entry);
        }
        Some(standing)
    }

    /// What changes where this becomes that on some day.
    pub fn corrected_to(&self, now: &Standing, day: String) -> Correction {
        let receipts = |standing: &Standing| -> Vec<String> {
            let cited = standing.cited.iter();
            cited.map(|cited| cited.receipt.clone()).collect()
        };
        Correction {
            judgment: (self.judgment != now.judgment).then_some(self.judgment),
            claim: self
                .claim
                .clone()
                .filter(|before| now.claim.as_ref() != Some(before)),
            note: self.note != now.note,
            passages: receipts(self) != receipts(now),
            day,
        }
    }

    fn opened(entry: &Entry) -> Option<Standing> {
        let (judgment, cited, published) = match &entry.event {
            Event::Kept { judgment, cited } => (*judgment, cited, Publication::Kept),
            Event::Intent {
                judgment,
                cited,
                nonce,
            } => (*judgment, cited, Publication::Intended(nonce.clone())),
            _ => return None,
        };
        Some(Standing {
            check: entry.number,
            claim: entry.private.get(&Field::Claim).cloned(),
            judgment,
            note: entry.private.get(&Field::Note).cloned(),
            cited: cited.clone(),
            role: entry.role.clone(),
            given: day(&entry.at),
            corrected: Vec::new(),
            withdrawn: None,
            source_edited: None,
            source_deleted: None,
            published,
            entry: (entry.number, entry.hash),
            last: entry.number,
            source: entry
                .private
                .get(&Field::Place)
                .and_then(|place| source(place)),
            post: None,
        })
    }

    fn follow(&mut self, entry: &Entry) {
        self.last = entry.number;
        let today = day(&entry.at);
        match &entry.event {
            Event::Published => {
                self.published = Publication::Published;
                self.post = entry.private.get(&Field::Post).and_then(|post| pair(post));
            }
            Event::NotPublished => self.published = Publication::NotPublished,
            Event::Corrected { judgment, cited } => {
                let now = Standing {
                    judgment: *judgment,
                    cited: cited.clone(),
                    claim: entry.private.get(&Field::Claim).cloned(),
                    note: entry.private.get(&Field::Note).cloned(),
                    ..self.clone()
                };
                self.corrected.push(self.corrected_to(&now, today));
                self.judgment = *judgment;
                self.cited.clone_from(cited);
                self.claim = entry.private.get(&Field::Claim).cloned();
                self.note = entry.private.get(&Field::Note).cloned();
                self.role.clone_from(&entry.role);
                self.entry = (entry.number, entry.hash);
            }
            Event::Withdrawn => {
                self.withdrawn = Some(today);
                self.entry = (entry.number, entry.hash);
            }
            Event::SourceEdited => self.source_edited = Some(today),
            Event::SourceDeleted => self.source_deleted = Some(today),
            Event::Kept { .. } | Event::Intent { .. } | Event::Erased { .. } => {}
        }
    }
}

/// The day of a moment like `2026-11-22T10:00:00Z`.
fn day(at: &str) -> String {
    at.split('T').next().unwrap_or(at).to_owned()
}

/// `CHANNEL/MESSAGE`, or `CHANNEL` where there was no message.
fn source(place: &str) -> Option<(u64, Option<u64>)> {
    match place.split_once('/') {
        Some((channel, message)) => Some((channel.parse().ok()?, Some(message.parse().ok()?))),
        None => Some((place.parse().ok()?, None)),
    }
}

fn pair(place: &str) -> Option<(u64, u64)> {
    let (channel, message) = source(place)?;
    Some((channel, message?))
}
