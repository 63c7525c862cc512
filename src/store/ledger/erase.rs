//! Erases what a ledger keeps beside its chain. The chain stays as it is, and a new entry says what was erased.

use std::collections::BTreeMap;
use std::time::SystemTime;

use sqlx::{Row as _, Sqlite, Transaction};

use super::body::Salted;
use super::entry::{Draft, Entry, ErasedField, Event, Field};
use crate::store::{Store, StoreError};

/// What lies beside an entry.
type Private = BTreeMap<Field, Salted>;

impl Store {
    /// Erases what a guild's ledger holds of a person: that it was they who decided or wrote what was judged, and where
    /// that stands. Claims and notes stay: they are the guild's own words. An entry says what was erased; none is made
    /// where nothing was found.
    pub async fn erase_person(
        &self,
        guild: u64,
        person: u64,
        now: SystemTime,
    ) -> Result<Option<Entry>, StoreError> {
        let id = person.to_string();
        self.erase(guild, now, |private| {
            let is = |field| {
                let kept: Option<&Salted> = private.get(&field);
                kept.is_some_and(|salted| salted.value == id)
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
        which: impl Fn(&Private) -> Vec<Field>,
    ) -> Result<Option<Entry>, StoreError> {
        let mut transaction = self.begin_writing().await?;
        let mut erased = Vec::new();
        for (number, mut private) in self.all_private(&mut transaction, guild).await? {
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
        self.derive_checks(&mut transaction, guild).await?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        self.empty_log().await?;
        Ok(Some(entry))
    }

    async fn all_private(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
    ) -> Result<Vec<(u32, Private)>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, CAST(fields AS BLOB) AS fields FROM ledger_private WHERE guild = ? ORDER BY number",
        )
        .bind(guild as i64)
        .fetch_all(&mut **transaction)
        .await
        .map_err(|e| self.failed(e))?;
        let private = rows.iter().map(|row| {
            let number: u32 = row.try_get("number").map_err(|e| self.failed(e))?;
            let read = serde_json::from_slice(row.get("fields"));
            let read = read.map_err(|error| {
                StoreError::Foreign(format!(
                    "fields beside entry {number} of a ledger ({error})"
                ))
            });
            Ok((number, read?))
        });
        private.collect()
    }

    /// What was overwritten must not stay readable in the log beside the database.
    async fn empty_log(&self) -> Result<(), StoreError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.pool)
            .await
            .map(drop)
            .map_err(|e| self.failed(e))
    }
}
