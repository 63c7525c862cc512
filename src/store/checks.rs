//! Where each check of a guild stands now: one row, derived from the ledger in the same breath as an entry is added.
//!
//! What an entry changes in its check is decided in `checks/follow.rs`; the table is written in `checks/derive.rs`. All of
//! it can be rebuilt from the ledger but one number: up to which entry a post shows its check. That is known here alone,
//! and a rebuilt check that has changed since it was published is shown anew.

mod derive;
mod follow;
mod place;
#[cfg(test)]
mod tests;

use std::fmt;

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::ledger::Judgment;
use super::{Store, StoreError};

pub use place::{Place, Post};

/// A check as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// That of the entry which opened it.
    pub number: u32,
    /// The number of its latest entry.
    pub last: u32,
    /// When its latest entry was made, in UTC: `2026-11-22T10:00:00Z`.
    pub at: String,
    /// How far it has come.
    pub state: CheckState,
    /// The judgment that stands, or stood when it was withdrawn.
    pub judgment: Judgment,
    /// The claim as the moderator worded it last; none where it was erased.
    pub claim: Option<String>,
    /// When it was corrected last; none where it never was.
    pub corrected: Option<String>,
    /// Whether the message that was judged was edited since.
    pub source_edited: bool,
    /// Whether the message that was judged was deleted since.
    pub source_deleted: bool,
    /// Where what was judged stands; none where it was erased.
    pub source: Option<Place>,
    /// Where the verdict was posted; none where it was not, or where that was erased.
    pub post: Option<Post>,
    /// The nonce of a post of which nobody knows yet whether it was sent.
    pub nonce: Option<String>,
    /// The number of the last entry that the post shows; 0 where there is no post.
    pub shown: u32,
}

/// How far a check has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckState {
    /// Its verdict is kept to the moderators.
    Kept,
    /// Its verdict is about to be posted.
    Intended,
    /// Its verdict was posted.
    Published,
    /// Its verdict was to be posted and was not.
    NotPublished,
    /// Its verdict no longer stands.
    Withdrawn,
}

impl CheckState {
    /// Every state.
    pub const ALL: [CheckState; 5] = [
        CheckState::Kept,
        CheckState::Intended,
        CheckState::Published,
        CheckState::NotPublished,
        CheckState::Withdrawn,
    ];

    /// Its name, as it is stored: `not_published`.
    pub fn name(self) -> &'static str {
        match self {
            CheckState::Kept => "kept",
            CheckState::Intended => "intended",
            CheckState::Published => "published",
            CheckState::NotPublished => "not_published",
            CheckState::Withdrawn => "withdrawn",
        }
    }
}

/// As people read it: `not published`.
impl fmt::Display for CheckState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CheckState::Kept => "kept",
            CheckState::Intended => "being posted",
            CheckState::Published => "published",
            CheckState::NotPublished => "not published",
            CheckState::Withdrawn => "withdrawn",
        })
    }
}

/// Selects what [`check`] reads, and the guild.
macro_rules! checks {
    ($which:literal) => {
        concat!(
            "SELECT guild, number, last, at, state, judgment, claim, corrected, source_edited, source_deleted, channel,
                    message, post_channel, post_message, nonce, shown FROM checks ",
            $which
        )
    };
}
use checks;

impl Store {
    /// All checks of a guild, in order of their numbers.
    pub async fn checks(&self, guild: u64) -> Result<Vec<Check>, StoreError> {
        let query = sqlx::query(checks!("WHERE guild = ? ORDER BY number")).bind(guild as i64);
        self.found(query).await.map(without_guild)
    }

    /// One check of a guild; none where that number opened none.
    pub async fn check(&self, guild: u64, number: u32) -> Result<Option<Check>, StoreError> {
        let query = sqlx::query(checks!("WHERE guild = ? AND number = ?"))
            .bind(guild as i64)
            .bind(number);
        Ok(without_guild(self.found(query).await?).pop())
    }

    /// The checks that judged a message, each with its guild.
    pub async fn checks_of_source(
        &self,
        channel: u64,
        message: u64,
    ) -> Result<Vec<(u64, Check)>, StoreError> {
        let query = sqlx::query(checks!(
            "WHERE message = ? AND channel = ? ORDER BY guild, number"
        ))
        .bind(message as i64)
        .bind(channel as i64);
        self.found(query).await
    }

    /// The checks of a guild whose messages stand in a channel or thread, in order of their numbers.
    pub async fn checks_in(&self, guild: u64, channel: u64) -> Result<Vec<Check>, StoreError> {
        // Left alone, SQLite would rather read all checks of the guild.
        let query = sqlx::query(checks!(
            "INDEXED BY checks_in WHERE guild = ? AND channel = ? ORDER BY number"
        ))
        .bind(guild as i64)
        .bind(channel as i64);
        self.found(query).await.map(without_guild)
    }

    /// The checks of all guilds that were about to be posted, and of which nobody has said whether they were.
    pub async fn unconfirmed(&self) -> Result<Vec<(u64, Check)>, StoreError> {
        let query = sqlx::query(checks!("WHERE state = 'intended' ORDER BY guild, number"));
        self.found(query).await
    }

    /// The checks of all guilds whose posts do not show yet what became of them: a correction, a withdrawal, that the
    /// judged message was edited or deleted.
    pub async fn unshown(&self) -> Result<Vec<(u64, Check)>, StoreError> {
        let query = sqlx::query(checks!(
            "WHERE post_message IS NOT NULL AND shown < last ORDER BY guild, number"
        ));
        self.found(query).await
    }

    /// Notes that the post of a check shows it as it was after an entry. An older entry than is noted changes nothing.
    pub async fn shown(&self, guild: u64, number: u32, entry: u32) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE checks SET shown = max(shown, min(?3, last)) WHERE guild = ?1 AND number = ?2",
        )
        .bind(guild as i64)
        .bind(number)
        .bind(entry)
        .execute(&self.pool)
        .await
        .map(drop)
        .map_err(|e| self.failed(e))
    }

    async fn found(
        &self,
        query: sqlx::query::Query<'_, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<Vec<(u64, Check)>, StoreError> {
        let rows = query
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        let check = |row: &SqliteRow| Ok((row.get::<i64, _>("guild") as u64, check(row)?));
        rows.iter().map(check).collect()
    }
}

fn without_guild(checks: Vec<(u64, Check)>) -> Vec<Check> {
    checks.into_iter().map(|(_, check)| check).collect()
}

fn check(row: &SqliteRow) -> Result<Check, StoreError> {
    let id = |column: &str| row.get::<Option<i64>, _>(column).map(|id| id as u64);
    Ok(Check {
        number: row.get("number"),
        last: row.get("last"),
        at: row.get("at"),
        state: state(row.get("state"))?,
        judgment: judgment(row.get("judgment"))?,
        claim: row.get("claim"),
        corrected: row.get("corrected"),
        source_edited: row.get("source_edited"),
        source_deleted: row.get("source_deleted"),
        source: id("channel").map(|channel| Place {
            channel,
            message: id("message"),
        }),
        post: id("post_channel")
            .zip(id("post_message"))
            .map(|(channel, message)| Post { channel, message }),
        nonce: row.get("nonce"),
        shown: row.get("shown"),
    })
}

fn state(name: &str) -> Result<CheckState, StoreError> {
    let state = CheckState::ALL
        .into_iter()
        .find(|state| state.name() == name);
    state.ok_or_else(|| StoreError::Foreign(format!("a check that is {name:?}")))
}

fn judgment(name: &str) -> Result<Judgment, StoreError> {
    let judgment = Judgment::ALL
        .into_iter()
        .find(|judgment| judgment.id() == name);
    judgment.ok_or_else(|| StoreError::Foreign(format!("the judgment {name:?}")))
}
