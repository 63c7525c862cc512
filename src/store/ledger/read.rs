//! Reads entries as they lie in the database. Of a damaged one, with an error.

use std::collections::BTreeMap;

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::body::{Body, Salted};
use super::chain::Row;
use super::entry::{Entry, EntryHash, Field, Verbatim};
use crate::store::{Store, StoreError};

/// Selects what [`row_of`] reads. As bytes, because in a damaged database even texts may be no texts.
macro_rules! rows {
    ($which:literal) => {
        concat!(
            "SELECT number, CAST(body AS BLOB) AS body, CAST(hash AS BLOB) AS hash, CAST(fields AS BLOB) AS fields
             FROM ledger LEFT JOIN ledger_private USING (guild, number) ",
            $which
        )
    };
}
pub(in crate::store) use rows;

impl Store {
    /// A guild's entries in order, from the one after `after` on, at most `limit`.
    pub async fn ledger(
        &self,
        guild: u64,
        after: u32,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let entries = self.verbatim(guild, after, limit).await?;
        Ok(entries.into_iter().map(|verbatim| verbatim.entry).collect())
    }

    /// The same with all that somebody else needs to verify them: the hashed bytes, and the salts.
    pub async fn verbatim(
        &self,
        guild: u64,
        after: u32,
        limit: u32,
    ) -> Result<Vec<Verbatim>, StoreError> {
        let sql = rows!("WHERE guild = ? AND number > ? ORDER BY number LIMIT ?");
        let rows = sqlx::query(sql)
            .bind(guild as i64)
            .bind(after)
            .bind(limit)
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        rows.iter().map(|row| verbatim(row_of(row))).collect()
    }

    /// The entries of one check in order: from the one that opened it, after whose number it is called, to its latest.
    pub async fn entries_of(&self, guild: u64, check: u32) -> Result<Vec<Entry>, StoreError> {
        let sql = rows!(
            "JOIN check_entries USING (guild, number) WHERE guild = ? AND opened_by = ? ORDER BY number"
        );
        let rows = sqlx::query(sql)
            .bind(guild as i64)
            .bind(check)
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        rows.iter().map(entry_of).collect()
    }

    /// The guilds that have a ledger, or anything that lies beside one.
    pub async fn ledgers(&self) -> Result<Vec<u64>, StoreError> {
        let guilds: Vec<i64> = sqlx::query_scalar(
            "SELECT guild FROM ledger UNION SELECT guild FROM ledger_private ORDER BY 1",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(|e| self.failed(e))?;
        Ok(guilds.into_iter().map(|guild| guild as u64).collect())
    }
}

pub(super) fn row_of(row: &SqliteRow) -> Row {
    Row {
        number: row.try_get("number").unwrap_or(-1),
        body: row.get("body"),
        hash: row.get("hash"),
        private: row.get("fields"),
    }
}

fn verbatim(row: Row) -> Result<Verbatim, StoreError> {
    let number = row.number;
    let foreign = |what: &str| StoreError::Foreign(format!("{what} in entry {number} of a ledger"));
    let text = String::from_utf8(row.body).map_err(|_| foreign("bytes that are no text"))?;
    let body: Body = serde_json::from_str(&text)
        .map_err(|error| foreign(&format!("a body that cannot be read ({error})")))?;
    let private = match &row.private {
        Some(json) => {
            serde_json::from_slice(json).map_err(|_| foreign("fields that cannot be read"))?
        }
        None => BTreeMap::new(),
    };
    Ok(Verbatim {
        entry: read(body, hash(&row.hash)?, &private),
        body: text,
        private,
    })
}

/// The entry in a row of [`rows`].
pub(in crate::store) fn entry_of(row: &SqliteRow) -> Result<Entry, StoreError> {
    Ok(verbatim(row_of(row))?.entry)
}

pub(super) fn read(body: Body, hash: EntryHash, private: &BTreeMap<Field, Salted>) -> Entry {
    let plain = private.iter();
    Entry {
        number: body.number,
        hash,
        at: body.at,
        check: body.check,
        role: body.role,
        event: body.event,
        private: plain
            .map(|(field, salted)| (*field, salted.value.clone()))
            .collect(),
    }
}

pub(super) fn hash(bytes: &[u8]) -> Result<EntryHash, StoreError> {
    let hash = bytes.try_into().map(EntryHash);
    hash.map_err(|_| StoreError::Foreign("a hash of another length".to_owned()))
}
