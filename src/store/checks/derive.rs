//! Writes the table of checks: after every entry, and anew from the ledger.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use sqlx::{Row as _, Sqlite, Transaction};

use super::{Check, check, checks};
use crate::store::ledger::{Entry, Event, entry_of, rows};
use crate::store::{Store, StoreError};

impl Store {
    /// Builds the table of a guild's checks anew from its ledger. What posts were noted to show stays noted; of a check
    /// that was not in the table, its post counts as showing it as it was published.
    pub async fn rebuild_checks(&self, guild: u64) -> Result<(), StoreError> {
        let mut transaction = self.begin_writing().await?;
        self.derive_checks(&mut transaction, guild).await?;
        transaction.commit().await.map_err(|e| self.failed(e))
    }

    /// Goes on with a check by an entry that was just added; refuses what cannot happen to it now.
    pub(in crate::store) async fn note_entry(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
        entry: &Entry,
    ) -> Result<(), StoreError> {
        if matches!(entry.event, Event::Erased { .. }) && entry.check == entry.number {
            return Ok(());
        }
        let check = if entry.check == entry.number {
            Check::opened_by(entry).ok_or(StoreError::NoSuchCheck(entry.check))?
        } else {
            let row = sqlx::query(checks!("WHERE guild = ? AND number = ?"))
                .bind(guild as i64)
                .bind(entry.check)
                .fetch_optional(&mut **transaction)
                .await
                .map_err(|e| self.failed(e))?;
            let row = row.ok_or(StoreError::NoSuchCheck(entry.check))?;
            let mut check = check(&row)?;
            if !check.may(&entry.event) {
                return Err(StoreError::OutOfTurn(check.number, check.state));
            }
            check.follow(entry);
            check
        };
        self.keep_check(transaction, guild, &check).await?;
        self.keep_belonging(transaction, guild, (entry.check, entry.number))
            .await
    }

    /// Empties the table of a guild's checks and fills it from the ledger.
    pub(in crate::store) async fn derive_checks(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
    ) -> Result<(), StoreError> {
        let shown = self.forget_checks(transaction, guild).await?;
        let (checks, belonging) = self.derived(transaction, guild).await?;
        for entry in belonging {
            self.keep_belonging(transaction, guild, entry).await?;
        }
        for mut check in checks.into_values() {
            let noted = shown.get(&check.number).copied().unwrap_or_default();
            check.shown = check.shown.max(noted);
            self.keep_check(transaction, guild, &check).await?;
        }
        Ok(())
    }

    /// The checks that a ledger tells of, and the entries that belong to one: its number, then theirs.
    async fn derived(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
    ) -> Result<(BTreeMap<u32, Check>, Vec<(u32, u32)>), StoreError> {
        let mut found: BTreeMap<u32, Check> = BTreeMap::new();
        let mut belonging = Vec::new();
        let mut rows = sqlx::query(rows!("WHERE guild = ? ORDER BY number"))
            .bind(guild as i64)
            .fetch(&mut **transaction);
        while let Some(row) = rows.try_next().await.map_err(|e| self.failed(e))? {
            let entry = entry_of(&row)?;
            if let Some(check) = found.get_mut(&entry.check) {
                check.follow(&entry);
            } else if let Some(check) = Check::opened_by(&entry) {
                found.insert(check.number, check);
            } else {
                continue;
            }
            belonging.push((entry.check, entry.number));
        }
        Ok((found, belonging))
    }

    /// Empties the table of a guild's checks; returns what their posts were noted to show.
    async fn forget_checks(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
    ) -> Result<BTreeMap<u32, u32>, StoreError> {
        let shown = sqlx::query("SELECT number, shown FROM checks WHERE guild = ?")
            .bind(guild as i64)
            .fetch_all(&mut **transaction)
            .await
            .map_err(|e| self.failed(e))?;
        for sql in [
            "DELETE FROM checks WHERE guild = ?",
            "DELETE FROM check_entries WHERE guild = ?",
        ] {
            sqlx::query(sql)
                .bind(guild as i64)
                .execute(&mut **transaction)
                .await
                .map_err(|e| self.failed(e))?;
        }
        let shown = shown
            .iter()
            .map(|row| (row.get("number"), row.get("shown")));
        Ok(shown.collect())
    }

    async fn keep_check(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
        check: &Check,
    ) -> Result<(), StoreError> {
        let (source, post) = (check.source, check.post);
        sqlx::query(
            "INSERT OR REPLACE INTO checks (guild, number, last, at, state, judgment, claim, corrected, source_edited,
                 source_deleted, channel, message, post_channel, post_message, nonce, shown)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(guild as i64)
        .bind(check.number)
        .bind(check.last)
        .bind(&check.at)
        .bind(check.state.name())
        .bind(check.judgment.id())
        .bind(&check.claim)
        .bind(&check.corrected)
        .bind(check.source_edited)
        .bind(check.source_deleted)
        .bind(source.map(|source| source.channel as i64))
        .bind(source.and_then(|source| source.message).map(|id| id as i64))
        .bind(post.map(|post| post.channel as i64))
        .bind(post.map(|post| post.message as i64))
        .bind(&check.nonce)
        .bind(check.shown)
        .execute(&mut **transaction)
        .await
        .map(drop)
        .map_err(|e| self.failed(e))
    }

    async fn keep_belonging(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        guild: u64,
        (check, number): (u32, u32),
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO check_entries (guild, opened_by, number) VALUES (?, ?, ?)")
            .bind(guild as i64)
            .bind(check)
            .bind(number)
            .execute(&mut **transaction)
            .await
            .map(drop)
            .map_err(|e| self.failed(e))
    }
}
