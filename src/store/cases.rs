//! Texts that people handed in to be checked, kept for a while: buttons below the evidence search nothing, and moderators
//! find in a thread's dossier what was handed in there.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::ledger::Judgment;
use super::missing::{time, unix};
use super::{Store, StoreError};

/// How long a text that was handed in is kept in a guild, and elsewhere, where there is no dossier.
pub const KEPT_IN_GUILDS: Duration = Duration::from_secs(30 * 24 * 3600);
/// See [`KEPT_IN_GUILDS`].
pub const KEPT_ELSEWHERE: Duration = Duration::from_secs(24 * 3600);
/// Texts of one channel that are kept; the oldest gives way.
const MOST: u32 = 500;

/// The number of a case: random, and only known to who sees its buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CaseId(pub u64);

/// A text that somebody handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The guild; absent in direct messages and where only the person installed the bot.
    pub guild: Option<u64>,
    /// The channel or thread.
    pub channel: u64,
    /// The message, where it was one.
    pub message: Option<u64>,
    /// Who wrote that message, where a person did.
    pub author: Option<u64>,
    /// The 24 bits by which buttons know who handed it in.
    pub asker: u32,
    /// When.
    pub at: SystemTime,
    /// Its claims, in order.
    pub claims: Vec<CaseClaim>,
}

/// A claim of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseClaim {
    /// As it was written, or as the person worded it.
    pub text: String,
    /// Receipts of the passages that bear on it, best first.
    pub evidence: Vec<String>,
    /// What was said of how well the reports cover it, in Discord's Markdown; absent where they surely do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// The verdict that is being written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<VerdictDraft>,
    /// The check of the ledger in which it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<u32>,
    /// Whether that check is on another message: a moderator said that the claim is the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same: bool,
}

/// A verdict that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictDraft {
    /// The claim as the moderator words it.
    pub wording: String,
    /// The judgment, once chosen.
    pub judgment: Option<Judgment>,
    /// The moderator's note.
    pub note: String,
    /// Which passages are attached, as positions in the claim's evidence.
    pub attached: Vec<usize>,
    /// The check that it corrects.
    pub corrects: Option<u32>,
    /// The entry of the verdict that it corrects, as it stood when the correction was opened.
    #[serde(default)]
    pub corrects_entry: u32,
}

impl Store {
    /// Keeps a case under a new number. What is too old goes, here and elsewhere.
    pub async fn open_case(&self, case: &Case) -> Result<CaseId, StoreError> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::Random(error.to_string()))?;
        let id = CaseId(u64::from_be_bytes(bytes));
        let mut transaction = self.begin().await?;
        sqlx::query(
            "DELETE FROM cases WHERE at < ?1 OR (guild IS NULL AND at < ?2) OR id IN (
                 SELECT id FROM cases WHERE guild IS ?3 AND channel = ?4 ORDER BY at DESC, id LIMIT -1 OFFSET ?5)",
        )
        .bind(unix(case.at - KEPT_IN_GUILDS))
        .bind(unix(case.at - KEPT_ELSEWHERE))
        .bind(case.guild.map(|guild| guild as i64))
        .bind(case.channel as i64)
        .bind(MOST - 1)
        .execute(&mut *transaction)
        .await
        .map_err(|e| self.failed(e))?;
        sqlx::query(
            "INSERT INTO cases (id, guild, channel, message, author, asker, at, claims) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(id.0 as i64)
        .bind(case.guild.map(|guild| guild as i64))
        .bind(case.channel as i64)
        .bind(case.message.map(|message| message as i64))
        .bind(case.author.map(|author| author as i64))
        .bind(case.asker)
        .bind(unix(case.at))
        .bind(claims_json(&case.claims)?)
        .execute(&mut *transaction)
        .await
        .map_err(|e| self.failed(e))?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(id)
    }

    /// A case; none where it was forgotten.
    pub async fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let row = sqlx::query("SELECT * FROM cases WHERE id = ?")
            .bind(id.0 as i64)
            .fetch_optional(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        row.as_ref().map(case).transpose()
    }

    /// Changes the claims of a case, as they are at this moment; none where it was forgotten.
    pub async fn change_case(
        &self,
        id: CaseId,
        change: impl FnOnce(&mut Vec<CaseClaim>) + Send,
    ) -> Result<Option<Case>, StoreError> {
        let mut transaction = self.begin_writing().await?;
        let row = sqlx::query("SELECT * FROM cases WHERE id = ?")
            .bind(id.0 as i64)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(|e| self.failed(e))?;
        let Some(mut case) = row.as_ref().map(case).transpose()? else {
            return Ok(None);
        };
        change(&mut case.claims);
        sqlx::query("UPDATE cases SET claims = ? WHERE id = ?")
            .bind(claims_json(&case.claims)?)
            .bind(id.0 as i64)
            .execute(&mut *transaction)
            .await
            .map_err(|e| self.failed(e))?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(Some(case))
    }

    /// What was handed in in a channel of a guild, oldest first.
    pub async fn cases_in(
        &self,
        guild: u64,
        channel: u64,
    ) -> Result<Vec<(CaseId, Case)>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM cases WHERE guild = ? AND channel = ? ORDER BY at, id")
                .bind(guild as i64)
                .bind(channel as i64)
                .fetch_all(&self.pool)
                .await
                .map_err(|e| self.failed(e))?;
        let with_id = |row: &SqliteRow| Ok((CaseId(row.get::<i64, _>("id") as u64), case(row)?));
        rows.iter().map(with_id).collect()
    }

    /// Forgets the cases of a message: it was deleted, and with it goes what nobody has judged.
    pub async fn forget_cases_of(&self, channel: u64, message: u64) -> Result<u64, StoreError> {
        sqlx::query("DELETE FROM cases WHERE channel = ? AND message = ?")
            .bind(channel as i64)
            .bind(message as i64)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected())
            .map_err(|e| self.failed(e))
    }

    /// Forgets, in a guild or outside of guilds, the cases of what a person wrote and those that the person handed in,
    /// known by the 24 bits of [`Case::asker`]; returns how many.
    pub async fn forget_cases_by(
        &self,
        guild: Option<u64>,
        (person, asker): (u64, u32),
    ) -> Result<u64, StoreError> {
        sqlx::query("DELETE FROM cases WHERE guild IS ?1 AND (author = ?2 OR asker = ?3)")
            .bind(guild.map(|guild| guild as i64))
            .bind(person as i64)
            .bind(asker)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected())
            .map_err(|e| self.failed(e))
    }
}

fn claims_json(claims: &[CaseClaim]) -> Result<String, StoreError> {
    serde_json::to_string(claims)
        .map_err(|error| StoreError::Foreign(format!("claims that cannot be written ({error})")))
}

fn case(row: &SqliteRow) -> Result<Case, StoreError> {
    let id = |column| {
        let id: Option<i64> = row.get(column);
        id.map(|id| id as u64)
    };
    let claims: String = row.get("claims");
    Ok(Case {
        guild: id("guild"),
        channel: row.get::<i64, _>("channel") as u64,
        message: id("message"),
        author: id("author"),
        asker: row.get("asker"),
        at: time(row.get("at")),
        claims: serde_json::from_str(&claims)
            .map_err(|error| StoreError::Foreign(format!("a case ({error})")))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn case(guild: Option<u64>, at: SystemTime) -> Case {
        Case {
            guild,
            channel: 5,
            message: Some(6),
            author: Some(7),
            asker: 8,
            at,
            claims: vec![CaseClaim {
                text: "The works cost 3,814 crowns".to_owned(),
                evidence: vec!["4g0p1d0rgf7g402r2e6039a94w".to_owned()],
                ..CaseClaim::default()
            }],
        }
    }

    #[tokio::test]
    async fn a_case_is_kept_changed_and_forgotten_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pincite.db");
        let store = Store::create(&path).await.unwrap();
        let start = time(1_795_341_600);
        let here = store.open_case(&case(Some(1), start)).await.unwrap();
        let direct = store.open_case(&case(None, start)).await.unwrap();
        assert_eq!(store.case(here).await.unwrap(), Some(case(Some(1), start)));

        let judged = |claims: &mut Vec<CaseClaim>| claims[0].check = Some(12);
        let changed = store.change_case(here, judged).await.unwrap().unwrap();
        assert_eq!(changed.claims[0].check, Some(12));
        assert_eq!(store.cases_in(1, 5).await.unwrap(), [(here, changed)]);
        assert_eq!(store.cases_in(2, 5).await.unwrap(), []);

        // Two days later those without a guild are gone; a month later all that is older.
        let later = start + DAY * 2;
        store.open_case(&case(Some(2), later)).await.unwrap();
        assert_eq!(store.case(direct).await.unwrap(), None);
        assert!(store.case(here).await.unwrap().is_some());
        store
            .open_case(&case(Some(2), start + DAY * 31))
            .await
            .unwrap();
        assert_eq!(store.case(here).await.unwrap(), None);
        let gone = store.change_case(here, |_| ()).await.unwrap();
        assert_eq!(gone, None);
    }

    #[tokio::test]
    async fn what_a_message_or_a_person_said_can_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pincite.db");
        let store = Store::create(&path).await.unwrap();
        let start = time(1_795_341_600);
        store.open_case(&case(Some(1), start)).await.unwrap();
        store.open_case(&case(Some(2), start)).await.unwrap();
        assert_eq!(store.forget_cases_by(Some(1), (7, 0)).await.unwrap(), 1);
        assert_eq!(store.forget_cases_by(Some(2), (9, 9)).await.unwrap(), 0);
        store.open_case(&case(None, start)).await.unwrap();
        assert_eq!(store.forget_cases_by(None, (9, 8)).await.unwrap(), 1);
        assert_eq!(store.forget_cases_of(5, 6).await.unwrap(), 1);
        assert_eq!(store.cases_in(2, 5).await.unwrap(), []);
    }

    #[tokio::test]
    async fn one_channel_keeps_a_bounded_number() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pincite.db");
        let store = Store::create(&path).await.unwrap();
        let start = time(1_795_341_600);
        let first = store.open_case(&case(Some(1), start)).await.unwrap();
        for second in 1..=u64::from(MOST) {
            let at = start + Duration::from_secs(second);
            store.open_case(&case(Some(1), at)).await.unwrap();
        }
        assert_eq!(store.cases_in(1, 5).await.unwrap().len(), MOST as usize);
        assert_eq!(store.case(first).await.unwrap(), None);
    }
}
