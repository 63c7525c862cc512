//! Files that wait for a manager's approval.

use std::time::{Duration, SystemTime};

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::catalogue::sha256;
use super::missing::{time, unix};
use super::{Store, StoreError};

/// A file that was handed in and that nobody has approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Its number; never used again.
    pub number: u32,
    /// For which guild.
    pub guild: u64,
    /// Who handed it in.
    pub by: u64,
    /// When.
    pub at: SystemTime,
    /// Which file.
    pub sha256: [u8; 32],
    /// The file's own name.
    pub file: String,
    /// The report that it is a new edition of.
    pub replaces: Option<String>,
    /// What was stated about it, as JSON; read by whoever wrote it.
    pub stated: String,
    /// What is shown of it, as JSON; read by whoever wrote it.
    pub preview: String,
}

const ROWS: &str =
    "SELECT number, guild, person, at, sha256, file, replaces, stated, preview FROM quarantine
    WHERE guild = ?1 AND (?2 IS NULL OR number = ?2) ORDER BY number";

impl Store {
    /// Keeps a row for a file, whose `number` is chosen here and returned; none where `most` files of that guild wait
    /// already. The same bytes again replace what waits with them.
    pub async fn add_quarantined(
        &self,
        file: &Quarantined,
        most: u32,
    ) -> Result<Option<u32>, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM quarantine WHERE guild = ? AND sha256 = ?")
            .bind(file.guild as i64)
            .bind(file.sha256.as_slice())
            .execute(&mut *transaction)
            .await
            .map_err(|e| self.failed(e))?;
        let number: Option<u32> = sqlx::query_scalar(
            "INSERT INTO quarantine (guild, person, at, sha256, file, replaces, stated, preview)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
             WHERE (SELECT count(*) FROM quarantine WHERE guild = ?1) < ?9 RETURNING number",
        )
        .bind(file.guild as i64)
        .bind(file.by as i64)
        .bind(unix(file.at))
        .bind(file.sha256.as_slice())
        .bind(&file.file)
        .bind(&file.replaces)
        .bind(&file.stated)
        .bind(&file.preview)
        .bind(most)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(|e| self.failed(e))?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(number)
    }

    /// What waits in a guild, in the order in which it was handed in.
    pub async fn quarantined(&self, guild: u64) -> Result<Vec<Quarantined>, StoreError> {
        self.rows(guild, None).await
    }

    /// One file that waits in a guild; none where it is another guild's.
    pub async fn quarantined_file(
        &self,
        guild: u64,
        number: u32,
    ) -> Result<Option<Quarantined>, StoreError> {
        Ok(self.rows(guild, Some(number)).await?.pop())
    }

    async fn rows(&self, guild: u64, number: Option<u32>) -> Result<Vec<Quarantined>, StoreError> {
        let rows = sqlx::query(ROWS)
            .bind(guild as i64)
            .bind(number)
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        rows.iter().map(quarantined).collect()
    }

    /// Forgets a file that waits; false where there is none with that number.
    pub async fn end_quarantine(&self, guild: u64, number: u32) -> Result<bool, StoreError> {
        sqlx::query("DELETE FROM quarantine WHERE guild = ? AND number = ?")
            .bind(guild as i64)
            .bind(number)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected() > 0)
            .map_err(|e| self.failed(e))
    }

    /// Forgets what was handed in longer ago than `wait`; returns the hashes of the files.
    pub async fn expire_quarantine(
        &self,
        now: SystemTime,
        wait: Duration,
    ) -> Result<Vec<[u8; 32]>, StoreError> {
        let hashes: Vec<Vec<u8>> =
            sqlx::query_scalar("DELETE FROM quarantine WHERE at < ? RETURNING sha256")
                .bind(unix(now).saturating_sub_unsigned(wait.as_secs()))
                .fetch_all(&self.pool)
                .await
                .map_err(|e| self.failed(e))?;
        hashes.iter().map(|hash| sha256(hash)).collect()
    }
}

fn quarantined(row: &SqliteRow) -> Result<Quarantined, StoreError> {
    Ok(Quarantined {
        number: row.get("number"),
        guild: row.get::<i64, _>("guild") as u64,
        by: row.get::<i64, _>("person") as u64,
        at: time(row.get("at")),
        sha256: sha256(row.get("sha256"))?,
        file: row.get("file"),
        replaces: row.get("replaces"),
        stated: row.get("stated"),
        preview: row.get("preview"),
    })
}
