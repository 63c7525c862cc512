//! Questions that people reported as missing: no report answers them, and a manager should know.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::Row as _;

use super::{Store, StoreError};
use crate::report::fold;

/// Questions of one guild that are kept; what was asked once and longest ago gives way first.
const MOST: u32 = 500;
/// Characters of a question that are kept.
const CHARS: usize = 300;

/// A question that no report answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// As it was asked first, at most 300 characters.
    pub question: String,
    /// How often it was reported, in whatever case and punctuation.
    pub times: u32,
    /// When it was reported first.
    pub first: SystemTime,
    /// When it was reported last.
    pub last: SystemTime,
}

impl Store {
    /// Notes that the reports of a guild do not answer a question. Nobody's name is kept. The same words again only
    /// count; a question without a word is not kept.
    pub async fn report_missing(
        &self,
        guild: u64,
        question: &str,
        now: SystemTime,
    ) -> Result<(), StoreError> {
        let question: String = question.trim().chars().take(CHARS).collect();
        let words = words(&question);
        if words.is_empty() {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO missing (guild, words, question, times, first, last) VALUES (?1, ?2, ?3, 1, ?4, ?4)
             ON CONFLICT (guild, words) DO UPDATE SET times = times + 1, last = max(last, excluded.last)",
        )
        .bind(guild as i64)
        .bind(&words)
        .bind(&question)
        .bind(unix(now))
        .execute(&mut *transaction)
        .await
        .map_err(|e| self.failed(e))?;
        // Never the one that was just reported.
        sqlx::query(
            "DELETE FROM missing WHERE guild = ?1 AND words IN (
                 SELECT words FROM missing WHERE guild = ?1
                 ORDER BY words = ?2 DESC, times DESC, last DESC, words LIMIT -1 OFFSET ?3)",
        )
        .bind(guild as i64)
        .bind(&words)
        .bind(MOST)
        .execute(&mut *transaction)
        .await
        .map_err(|e| self.failed(e))?;
        transaction.commit().await.map_err(|e| self.failed(e))
    }

    /// What a guild's people miss: reported most often first, then latest first.
    pub async fn missing(&self, guild: u64) -> Result<Vec<Missing>, StoreError> {
        let rows = sqlx::query(
            "SELECT question, times, first, last FROM missing WHERE guild = ? ORDER BY times DESC, last DESC, words",
        )
        .bind(guild as i64)
        .fetch_all(&self.pool)
        .await
        .map_err(|e| self.failed(e))?;
        let missing = rows.iter().map(|row| Missing {
            question: row.get("question"),
            times: row.get("times"),
            first: time(row.get("first")),
            last: time(row.get("last")),
        });
        Ok(missing.collect())
    }

    /// Empties a guild's list; returns how many questions were on it.
    pub async fn clear_missing(&self, guild: u64) -> Result<u64, StoreError> {
        sqlx::query("DELETE FROM missing WHERE guild = ?")
            .bind(guild as i64)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected())
            .map_err(|e| self.failed(e))
    }
}

/// What makes two questions the same: their words in order, without case, diacritics and punctuation.
fn words(question: &str) -> String {
    let folded = fold(&question.to_lowercase());
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whole seconds since 1970; 0 before.
pub(super) fn unix(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() as i64)
}

/// The moment that many seconds after 1970.
pub(super) fn time(unix: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(unix.max(0) as u64)
}
