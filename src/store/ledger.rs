//! The ledger of a guild's checks: what its moderators decided, in a chain that nobody can quietly change.
//!
//! [`Store::append`] is the only way in. How entries are hashed stands in `ledger/entry.rs` and, for people who verify a
//! ledger without Pincite, in the handbook; whether a ledger is whole is decided in `ledger/chain.rs`.

mod chain;
mod entry;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::SystemTime;

use futures_util::TryStreamExt as _;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Store, StoreError};
use chain::{Chain, Row};
use entry::{Body, FORMAT, Salted};

pub use chain::{Broken, Fault, Whole};
pub use entry::{Cited, Draft, Entry, EntryHash, ErasedField, Event, Expected, Field, Judgment};

impl Store {
    /// Adds an entry at the end of a guild's ledger and returns it, written to disk.
    pub async fn append(
        &self,
        guild: u64,
        draft: Draft,
        now: SystemTime,
    ) -> Result<Entry, StoreError> {
        let mut transaction = self.begin_writing().await?;
        let entry = self.add(&mut transaction, guild, draft, now).await?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(entry)
    }

    /// A guild's entries in order, from the one after `after` on, at most `limit`.
    pub async fn ledger(
        &self,
        guild: u64,
        after: u32,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, body, hash, fields FROM ledger LEFT JOIN ledger_private USING (guild, number)
             WHERE guild = ? AND number > ? ORDER BY number LIMIT ?",
        )
        .bind(guild as i64)
        .bind(after)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .map_err(|e| self.failed(e))?;
        rows.iter().map(|row| entry(&row_of(row))).collect()
    }

    /// The guilds that have a ledger.
    pub async fn ledgers(&self) -> Result<Vec<u64>, StoreError> {
        let guilds: Vec<i64> =
            sqlx::query_scalar("SELECT DISTINCT guild FROM ledger ORDER BY guild")
                .fetch_all(&self.pool)
                .await
                .map_err(|e| self.failed(e))?;
        Ok(guilds.into_iter().map(|guild| guild as u64).collect())
    }

    /// Reads a guild's whole ledger and says whether each entry is as it was written, and whether the expected ones are
    /// among them.
    pub async fn verify_ledger(
        &self,
        guild: u64,
        expected: &[Expected],
    ) -> Result<Result<Whole, Broken>, StoreError> {
        let mut chain = Chain::new(guild, expected);
        let mut rows = sqlx::query(
            "SELECT number, body, hash, fields FROM ledger LEFT JOIN ledger_private USING (guild, number)
             WHERE guild = ? ORDER BY number",
        )
        .bind(guild as i64)
        .fetch(&self.pool);
        while let Some(row) = rows.try_next().await.map_err(|e| self.failed(e))? {
            if let Err(broken) = chain.follow(&row_of(&row)) {
                return Ok(Err(broken));
            }
        }
        let strays: Option<i64> = sqlx::query_scalar(
            "SELECT min(number) FROM ledger_private WHERE guild = ?1
             AND number NOT IN (SELECT number FROM ledger WHERE guild = ?1)",
        )
        .bind(guild as i64)
        .fetch_one(&self.pool)
        .await
        .map_err(|e| self.failed(e))?;
        Ok(match strays {
            Some(number) => Err(Broken {
                number: number as u32,
                fault: Fault::PrivateForeign,
            }),
            None => chain.end(),
        })
    }

    /// Erases what a guild's ledger holds of a person: who decided, where it was they, and who wrote and where, where the
    /// judged message was theirs. An entry says so; none is made where nothing was found.
    pub async fn erase_person(
        &self,
        guild: u64,
        person: u64,
        now: SystemTime,
    ) -> Result<Option<Entry>, StoreError> {
        let id = person.to_string();
        self.erase(guild, now, |private| {
            let is = |field| {
                private
                    .get(&field)
                    .is_some_and(|salted: &Salted| salted.value == id)
            };
            let mut fields = Vec::new();
            if is(Field::By) {
                fields.push(Field::By);
            }
            if is(Field::Author) {
                fields.extend([Field::Author, Field::Place]);
            }
            fields
        })
        .await
    }

    /// Erases all that a guild's ledger keeps beside the chain.
    pub async fn erase_all(
        &self,
        guild: u64,
        now: SystemTime,
    ) -> Result<Option<Entry>, StoreError> {
        self.erase(guild, now, |private| private.keys().copied().collect())
            .await
    }

    async fn erase(
        &self,
        guild: u64,
        now: SystemTime,
        which: impl Fn(&BTreeMap<Field, Salted>) -> Vec<Field>,
    ) -> Result<Option<Entry>, StoreError> {
        let mut transaction = self.begin_writing().await?;
        let rows = sqlx::query(
            "SELECT number, fields FROM ledger_private WHERE guild = ? ORDER BY number",
        )
        .bind(guild as i64)
        .fetch_all(&mut *transaction)
        .await
        .map_err(|e| self.failed(e))?;
        let mut erased = Vec::new();
        for row in rows {
            let number: u32 = row.get("number");
            let mut private = private(row.get("fields"))?;
            let known = erased.len();
            for field in which(&private) {
                if private.remove(&field).is_some() {
                    erased.push(ErasedField { number, field });
                }
            }
            if erased.len() > known {
                self.keep_private(&mut transaction, guild, number, &private)
                    .await?;
            }
        }
        if erased.is_empty() {
            return Ok(None);
        }
        let draft = Draft {
            event: Event::Erased { fields: erased },
            check: None,
            role: None,
            private: BTreeMap::new(),
        };
        let entry = self.add(&mut transaction, guild, draft, now).await?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        // What was overwritten must not stay readable in the log beside the database.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        Ok(Some(entry))
    }

    async fn add(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
        draft: Draft,
        now: SystemTime,
    ) -> Result<Entry, StoreError> {
        let last = sqlx::query(
            "SELECT number, hash FROM ledger WHERE guild = ? ORDER BY number DESC LIMIT 1",
        )
        .bind(guild as i64)
        .fetch_optional(&mut **transaction)
        .await
        .map_err(|e| self.failed(e))?;
        let (number, previous) = match last {
            Some(row) => (row.get::<u32, _>("number") + 1, hash(row.get("hash"))?),
            None => (1, EntryHash::NONE),
        };
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
        let hash = EntryHash::of(&text);
        sqlx::query("INSERT INTO ledger (guild, number, body, hash) VALUES (?, ?, ?, ?)")
            .bind(guild as i64)
            .bind(number)
            .bind(text)
            .bind(hash.0.as_slice())
            .execute(&mut **transaction)
            .await
            .map_err(|e| self.failed(e))?;
        if !private.is_empty() {
            self.keep_private(transaction, guild, number, &private)
                .await?;
        }
        Ok(read(body, hash, private))
    }

    async fn keep_private(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
        number: u32,
        private: &BTreeMap<Field, Salted>,
    ) -> Result<(), StoreError> {
        let fields = serde_json::to_string(private)
            .map_err(|error| StoreError::Foreign(format!("a field beside the ledger ({error})")))?;
        sqlx::query(
            "INSERT OR REPLACE INTO ledger_private (guild, number, fields) VALUES (?, ?, ?)",
        )
        .bind(guild as i64)
        .bind(number)
        .bind(fields)
        .execute(&mut **transaction)
        .await
        .map(drop)
        .map_err(|e| self.failed(e))
    }
}

fn row_of(row: &SqliteRow) -> Row {
    Row {
        number: row.get("number"),
        body: row.get("body"),
        hash: row.get("hash"),
        private: row.get("fields"),
    }
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    let foreign =
        |error| StoreError::Foreign(format!("entry {} of a ledger ({error})", row.number));
    let body: Body = serde_json::from_str(&row.body).map_err(foreign)?;
    let private = row
        .private
        .as_deref()
        .map_or(Ok(BTreeMap::new()), private)?;
    Ok(read(body, hash(&row.hash)?, private))
}

fn read(body: Body, hash: EntryHash, private: BTreeMap<Field, Salted>) -> Entry {
    let plain = |(field, salted): (Field, Salted)| (field, salted.value);
    Entry {
        number: body.number,
        hash,
        at: body.at,
        check: body.check,
        role: body.role,
        event: body.event,
        private: private.into_iter().map(plain).collect(),
    }
}

fn private(json: &str) -> Result<BTreeMap<Field, Salted>, StoreError> {
    serde_json::from_str(json)
        .map_err(|error| StoreError::Foreign(format!("fields beside a ledger ({error})")))
}

fn hash(bytes: &[u8]) -> Result<EntryHash, StoreError> {
    let hash = bytes.try_into().map(EntryHash);
    hash.map_err(|_| StoreError::Foreign("a hash of another length".to_owned()))
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

/// `2026-11-22T10:00:00Z`: whole seconds, UTC.
fn rfc_3339(time: SystemTime) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(super::missing::unix(time));
    let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    moment.format(&Rfc3339).unwrap_or_default()
}
