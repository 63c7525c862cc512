//! The ledger of a guild's checks: what its moderators decided, in a chain that nobody can quietly change.
//!
//! [`Store::append`] is the only way in. How entries are hashed stands in `ledger/body.rs` and, for people who verify a
//! ledger without Pincite, in the handbook; whether a ledger is whole is decided in `ledger/chain.rs`; what may be erased,
//! and how, in `ledger/erase.rs`. Where each check stands now is derived from it: [`super::checks`].

mod body;
mod chain;
mod entry;
mod erase;
mod expected;
mod read;
#[cfg(test)]
mod tests;
mod verify;

use std::collections::BTreeMap;
use std::time::SystemTime;

use sqlx::{Row as _, Sqlite, Transaction};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Store, StoreError};
use body::{Body, FORMAT};
use read::{hash, read};

pub(super) use read::{entry_of, rows};

pub use body::Salted;
pub use chain::{Broken, Fault, Whole};
pub use entry::{Cited, Draft, Entry, EntryHash, ErasedField, Event, Field, Judgment, Verbatim};
pub use expected::Expected;

impl Store {
    /// Adds an entry at the end of a guild's ledger and returns it, written to disk. Fails where the check that it goes
    /// on with is not there, or has come to a state in which this cannot happen any more.
    pub async fn append(
        &self,
        guild: u64,
        draft: Draft,
        now: SystemTime,
    ) -> Result<Entry, StoreError> {
        let mut added = self.append_all(guild, [draft], now).await?;
        let none = || StoreError::Foreign("no entry where one was just written".to_owned());
        added.pop().ok_or_else(none)
    }

    /// Adds entries at the end of a guild's ledger, in order: all of them or, where one cannot be added, none.
    pub async fn append_all(
        &self,
        guild: u64,
        drafts: impl IntoIterator<Item = Draft>,
        now: SystemTime,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut transaction = self.begin_writing().await?;
        let mut added = Vec::new();
        for draft in drafts {
            let entry = self.add(&mut transaction, guild, draft, now).await?;
            self.note_entry(&mut transaction, guild, &entry).await?;
            added.push(entry);
        }
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(added)
    }

    async fn add(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
        draft: Draft,
        now: SystemTime,
    ) -> Result<Entry, StoreError> {
        let (number, previous) = self.next(transaction, guild).await?;
        let private = salted(draft.private)?;
        let body = Body {
            format: FORMAT,
            guild: guild.to_string(),
            number,
            previous: previous.to_string(),
            at: rfc_3339(now),
            check: draft.check.unwrap_or(number),
            role: draft.role,
            private: commitments(&private)?,
            event: draft.event,
        };
        let text = body.canonical();
        let hash = EntryHash::of(text.as_bytes());
        sqlx::query("INSERT INTO ledger (guild, number, body, hash) VALUES (?, ?, ?, ?)")
            .bind(guild as i64)
            .bind(number)
            .bind(text)
            .bind(hash.0.as_slice())
            .execute(&mut **transaction)
            .await
            .map_err(|e| self.failed(e))?;
        self.keep_private(transaction, guild, number, &private)
            .await?;
        Ok(read(body, hash, &private))
    }

    /// The number of the entry that comes next, and the hash that it is to name.
    async fn next(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
    ) -> Result<(u32, EntryHash), StoreError> {
        let last = sqlx::query(
            "SELECT number, hash FROM ledger WHERE guild = ? ORDER BY number DESC LIMIT 1",
        )
        .bind(guild as i64)
        .fetch_optional(&mut **transaction)
        .await
        .map_err(|e| self.failed(e))?;
        match last {
            Some(row) => {
                let number: u32 = row.try_get("number").map_err(|e| self.failed(e))?;
                let last = row.try_get("hash").map_err(|e| self.failed(e))?;
                Ok((number + 1, hash(last)?))
            }
            None => Ok((1, EntryHash::NONE)),
        }
    }

    /// Keeps what lies beside an entry, in place of what did; no row where that is nothing.
    async fn keep_private(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
        number: u32,
        private: &BTreeMap<Field, Salted>,
    ) -> Result<(), StoreError> {
        let fields = serde_json::to_string(private)
            .map_err(|error| StoreError::Foreign(format!("a field beside the ledger ({error})")))?;
        let query = if private.is_empty() {
            sqlx::query("DELETE FROM ledger_private WHERE guild = ? AND number = ?")
        } else {
            sqlx::query(
                "INSERT INTO ledger_private (guild, number, fields) VALUES (?1, ?2, ?3)
                 ON CONFLICT (guild, number) DO UPDATE SET fields = ?3",
            )
        };
        let query = query.bind(guild as i64).bind(number);
        let query = match private.is_empty() {
            true => query,
            false => query.bind(fields),
        };
        let done = query.execute(&mut **transaction).await;
        done.map(drop).map_err(|e| self.failed(e))
    }
}

fn salted(private: BTreeMap<Field, String>) -> Result<BTreeMap<Field, Salted>, StoreError> {
    let salted = private.into_iter().map(|(field, value)| {
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(|error| StoreError::Random(error.to_string()))?;
        Ok((field, Salted::new(value, salt)))
    });
    salted.collect()
}

fn commitments(private: &BTreeMap<Field, Salted>) -> Result<BTreeMap<Field, String>, StoreError> {
    let commitment = |(field, salted): (&Field, &Salted)| {
        let made = salted.commitment();
        let made = made.ok_or_else(|| StoreError::Foreign("a salt of another length".to_owned()));
        Ok((*field, made?))
    };
    private.iter().map(commitment).collect()
}

/// The day of a moment, as entries are dated: `2026-11-22`, UTC.
pub fn day(time: SystemTime) -> String {
    let moment = rfc_3339(time);
    moment.split('T').next().unwrap_or(&moment).to_owned()
}

/// `2026-11-22T10:00:00Z`: whole seconds, UTC.
fn rfc_3339(time: SystemTime) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(super::missing::unix(time));
    let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    moment.format(&Rfc3339).unwrap_or_default()
}
