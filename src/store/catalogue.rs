//! The catalogue: which reports there are, in which editions.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};

use super::{Store, StoreError};
use crate::report::{EditionPrefix, Extractor, Language, Report, SAMPLE_PUBLISHER};

/// One exact file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its number in the index; never used again.
    pub number: u64,
    /// The report as people see it.
    pub report: Report,
    /// The guild that it belongs to; absent for everybody.
    pub scope: Option<String>,
    /// Which file.
    pub sha256: [u8; 32],
    /// Which report of that file, from 0.
    pub part: u32,
    /// What read it.
    pub extractor: Extractor,
    /// And its version then.
    pub version: u8,
    /// The language that its words are stemmed in.
    pub language: Language,
    /// Physical pages; 0 in formats without pages.
    pub pages: u32,
    /// Passages in the index.
    pub passages: u32,
    /// Whether it is searched.
    pub state: State,
}

impl Edition {
    /// What a receipt knows of it.
    pub fn prefix(&self) -> EditionPrefix {
        EditionPrefix::of(&self.sha256)
    }
}

/// Whether an edition is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Pending,
    /// Searched.
    Ready,
    /// A newer edition is searched instead; kept so that old receipts can be checked.
    Superseded,
}

/// All editions at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Counts every change of what is searched, and of what the index may hold beside.
    pub generation: i64,
    /// In the order in which they were added.
    pub editions: Vec<Edition>,
    /// Numbers of superseded editions of which passages may still lie in the index.
    pub leftovers: Vec<u64>,
}

impl Catalogue {
    /// The editions that are searched.
    pub fn ready(&self) -> impl Iterator<Item = &Edition> {
        self.editions
            .iter()
            .filter(|edition| edition.state == State::Ready)
    }

    /// The edition that is searched for a report.
    pub fn report(&self, id: &str) -> Option<&Edition> {
        self.ready().find(|edition| edition.report.id == id)
    }

    /// The edition with that number.
    pub fn edition(&self, number: u64) -> Option<&Edition> {
        self.editions
            .iter()
            .find(|edition| edition.number == number)
    }
}

/// An edition that is about to be added.
pub struct NewEdition {
    /// The report as it will be shown; its id is made unique if it is taken by another source.
    pub report: Report,
    /// Where it comes from: the same source again is the same report.
    pub source: String,
    /// As in [`Edition`].
    pub scope: Option<String>,
    /// As in [`Edition`].
    pub sha256: [u8; 32],
    /// As in [`Edition`].
    pub part: u32,
    /// As in [`Edition`].
    pub extractor: Extractor,
    /// As in [`Edition`].
    pub version: u8,
    /// As in [`Edition`].
    pub language: Language,
    /// As in [`Edition`].
    pub pages: u32,
    /// As in [`Edition`].
    pub passages: u32,
}

/// What a rebuild made of an edition: its number, the extractor's version, and its passages.
pub type RebuiltEdition = (u64, u8, u32);

const EDITIONS: &str = "SELECT e.number, e.sha256, e.part, e.extractor, e.version, e.language, e.pages, e.passages, e.state,
        r.id, r.title, r.publisher, r.date, r.url, r.file, r.scope
    FROM editions e JOIN reports r ON r.id = e.report ORDER BY e.number";

impl Store {
    /// The catalogue now.
    pub async fn catalogue(&self) -> Result<Catalogue, StoreError> {
        let mut transaction = self.begin().await?;
        let generation = self.current(&mut transaction).await?;
        let rows = sqlx::query(EDITIONS)
            .fetch_all(&mut *transaction)
            .await
            .map_err(|e| self.failed(e))?;
        let editions = rows.iter().map(edition).collect::<Result<_, _>>()?;
        let leftovers: Vec<i64> = sqlx::query_scalar(
            "SELECT number FROM editions WHERE state = 'superseded' AND indexed = 1 ORDER BY number",
        )
        .fetch_all(&mut *transaction)
        .await
        .map_err(|e| self.failed(e))?;
        Ok(Catalogue {
            generation,
            editions,
            leftovers: leftovers.into_iter().map(|number| number as u64).collect(),
        })
    }

    /// Counts the changes of what is searched; cheap enough for every question.
    pub async fn generation(&self) -> Result<i64, StoreError> {
        let mut transaction = self.begin().await?;
        self.current(&mut transaction).await
    }

    /// The report that was ingested from there, if any.
    pub async fn report_from(&self, source: &str) -> Result<Option<String>, StoreError> {
        sqlx::query_scalar("SELECT id FROM reports WHERE source = ?")
            .bind(source)
            .fetch_optional(&self.pool)
            .await
            .map_err(|e| self.failed(e))
    }

    /// Where a report was ingested from; none where there is no such report.
    pub async fn source_of(&self, report: &str) -> Result<Option<String>, StoreError> {
        sqlx::query_scalar("SELECT source FROM reports WHERE id = ?")
            .bind(report)
            .fetch_optional(&self.pool)
            .await
            .map_err(|e| self.failed(e))
    }

    /// Writes rows for editions that nobody can see yet, all or none, and returns their numbers.
    pub async fn add_pending(&self, editions: &[&NewEdition]) -> Result<Vec<u64>, StoreError> {
        let mut transaction = self.begin().await?;
        let mut numbers = Vec::with_capacity(editions.len());
        for new in editions {
            let id = self.report_row(&mut transaction, new).await?;
            let number: i64 = sqlx::query_scalar(
                "INSERT INTO editions (report, sha256, part, extractor, version, language, pages, passages, state)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending') RETURNING number",
            )
            .bind(id)
            .bind(new.sha256.as_slice())
            .bind(new.part)
            .bind(new.extractor.name())
            .bind(i64::from(new.version))
            .bind(new.language.code())
            .bind(new.pages)
            .bind(new.passages)
            .fetch_one(&mut *transaction)
            .await
            .map_err(|e| self.failed(e))?;
            numbers.push(number as u64);
        }
        // So that whoever answers questions leaves them out before the first of their passages is in the index.
        self.bump(transaction).await?;
        Ok(numbers)
    }

    /// The id of the row in `reports`, made if the source is new. What is shown of it changes only with the switch.
    async fn report_row(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        new: &NewEdition,
    ) -> Result<String, StoreError> {
        let known: Option<String> = sqlx::query_scalar("SELECT id FROM reports WHERE source = ?")
            .bind(&new.source)
            .fetch_optional(&mut **transaction)
            .await
            .map_err(|e| self.failed(e))?;
        if let Some(id) = known {
            return Ok(id);
        }
        let mut id = new.report.id.clone();
        for suffix in 2.. {
            let taken: Option<i64> = sqlx::query_scalar("SELECT 1 FROM reports WHERE id = ?")
                .bind(&id)
                .fetch_optional(&mut **transaction)
                .await
                .map_err(|e| self.failed(e))?;
            if taken.is_none() {
                break;
            }
            id = format!("{}-{suffix}", new.report.id);
        }
        sqlx::query("INSERT INTO reports (id, title, file, source) VALUES (?, ?, ?, ?)")
            .bind(&id)
            .bind(&new.report.title)
            .bind(&new.report.file)
            .bind(&new.source)
            .execute(&mut **transaction)
            .await
            .map_err(|e| self.failed(e))?;
        Ok(id)
    }

    /// Makes pending editions the ones that are searched, all at once, and the editions that they replace superseded.
    pub async fn make_ready(&self, editions: &[(u64, &NewEdition)]) -> Result<i64, StoreError> {
        let mut transaction = self.begin().await?;
        for (number, new) in editions {
            let number = *number as i64;
            let id: String = sqlx::query_scalar("SELECT report FROM editions WHERE number = ?")
                .bind(number)
                .fetch_one(&mut *transaction)
                .await
                .map_err(|e| self.failed(e))?;
            for sql in [
                "UPDATE editions SET state = 'superseded' WHERE state = 'ready' AND report = ?1 AND number <> ?2",
                "UPDATE editions SET state = 'ready' WHERE report = ?1 AND number = ?2",
            ] {
                sqlx::query(sql)
                    .bind(&id)
                    .bind(number)
                    .execute(&mut *transaction)
                    .await
                    .map_err(|e| self.failed(e))?;
            }
            self.describe(&mut transaction, &id, new).await?;
        }
        self.bump(transaction).await
    }

    /// Changes what is shown of a report, and who may search it, without another edition.
    pub async fn redescribe(&self, id: &str, new: &NewEdition) -> Result<i64, StoreError> {
        let mut transaction = self.begin().await?;
        self.describe(&mut transaction, id, new).await?;
        self.bump(transaction).await
    }

    async fn describe(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        id: &str,
        new: &NewEdition,
    ) -> Result<(), StoreError> {
        let report = &new.report;
        sqlx::query("UPDATE reports SET title = ?, publisher = ?, date = ?, url = ?, file = ?, scope = ? WHERE id = ?")
            .bind(&report.title)
            .bind(&report.publisher)
            .bind(&report.date)
            .bind(&report.url)
            .bind(&report.file)
            .bind(&new.scope)
            .bind(id)
            .execute(&mut **transaction)
            .await
            .map(drop)
            .map_err(|e| self.failed(e))
    }

    /// Takes a report out of what is searched, as the first step of its removal; false where there is none.
    pub async fn withdraw(&self, id: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE editions SET state = 'superseded' WHERE report = ? AND state = 'ready'",
        )
        .bind(id)
        .execute(&mut *transaction)
        .await
        .map_err(|e| self.failed(e))?;
        let known: Option<i64> = sqlx::query_scalar("SELECT 1 FROM reports WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(|e| self.failed(e))?;
        self.bump(transaction).await?;
        Ok(known.is_some())
    }

    /// Reports that were withdrawn and not yet removed: ids.
    pub async fn withdrawn(&self) -> Result<Vec<String>, StoreError> {
        sqlx::query_scalar(
            "SELECT report FROM editions GROUP BY report HAVING max(state <> 'superseded') = 0",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(|e| self.failed(e))
    }

    /// Forgets a report and its editions; false where there is none.
    pub async fn remove_report(&self, id: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let removed = sqlx::query("DELETE FROM reports WHERE id = ?")
            .bind(id)
            .execute(&mut *transaction)
            .await
            .map_err(|e| self.failed(e))?;
        self.bump(transaction).await?;
        Ok(removed.rows_affected() > 0)
    }

    /// Editions of a state that is not searched though passages of them may lie in the index.
    pub async fn leftovers(&self, of: State) -> Result<Vec<u64>, StoreError> {
        let state = match of {
            State::Pending => "pending",
            State::Superseded => "superseded",
            State::Ready => return Ok(Vec::new()),
        };
        let numbers: Vec<i64> = sqlx::query_scalar(
            "SELECT number FROM editions WHERE state = ? AND indexed = 1 ORDER BY number",
        )
        .bind(state)
        .fetch_all(&self.pool)
        .await
        .map_err(|e| self.failed(e))?;
        Ok(numbers.into_iter().map(|number| number as u64).collect())
    }

    /// Notes that the index holds nothing of these editions any more, and forgets the pending ones.
    pub async fn clear_leftovers(&self, numbers: &[u64]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for number in numbers {
            for sql in [
                "UPDATE editions SET indexed = 0 WHERE number = ? AND state <> 'ready'",
                "DELETE FROM editions WHERE number = ? AND state = 'pending'",
            ] {
                sqlx::query(sql)
                    .bind(*number as i64)
                    .execute(&mut *transaction)
                    .await
                    .map_err(|e| self.failed(e))?;
            }
        }
        sqlx::query("DELETE FROM reports WHERE id NOT IN (SELECT report FROM editions)")
            .execute(&mut *transaction)
            .await
            .map_err(|e| self.failed(e))?;
        self.bump(transaction).await.map(drop)
    }

    /// Notes what a rebuild made of editions.
    pub async fn rebuilt(&self, editions: &[RebuiltEdition]) -> Result<i64, StoreError> {
        let mut transaction = self.begin().await?;
        for (number, version, passages) in editions {
            sqlx::query("UPDATE editions SET version = ?, passages = ? WHERE number = ?")
                .bind(i64::from(*version))
                .bind(passages)
                .bind(*number as i64)
                .execute(&mut *transaction)
                .await
                .map_err(|e| self.failed(e))?;
        }
        self.bump(transaction).await
    }

    /// Every hash that some edition or quarantined file has.
    pub async fn known_files(&self) -> Result<Vec<[u8; 32]>, StoreError> {
        // A database that is only looked at may be of before there was a quarantine.
        let tables: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'quarantine'",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(|e| self.failed(e))?;
        let hashes = match tables {
            0 => "SELECT sha256 FROM editions",
            _ => "SELECT sha256 FROM editions UNION SELECT sha256 FROM quarantine",
        };
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(hashes)
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        rows.iter().map(|hash| sha256(hash)).collect()
    }

    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        self.pool.begin().await.map_err(|e| self.failed(e))
    }

    /// Waits until nobody else writes, so that what is read next stays so until it is written.
    pub(super) async fn begin_writing(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        begun.map_err(|e| self.failed(e))
    }

    async fn current(&self, transaction: &mut Transaction<'_, Sqlite>) -> Result<i64, StoreError> {
        sqlx::query_scalar("SELECT number FROM generation")
            .fetch_one(&mut **transaction)
            .await
            .map_err(|e| self.failed(e))
    }

    async fn bump(&self, mut transaction: Transaction<'static, Sqlite>) -> Result<i64, StoreError> {
        let generation =
            sqlx::query_scalar("UPDATE generation SET number = number + 1 RETURNING number")
                .fetch_one(&mut *transaction)
                .await
                .map_err(|e| self.failed(e))?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(generation)
    }
}

/// Rows become domain types here and nowhere else.
fn edition(row: &SqliteRow) -> Result<Edition, StoreError> {
    let extractor: String = row.get("extractor");
    let publisher: Option<String> = row.get("publisher");
    let version: i64 = row.get("version");
    Ok(Edition {
        number: row.get::<i64, _>("number") as u64,
        scope: row.get("scope"),
        sha256: sha256(row.get("sha256"))?,
        part: row.get("part"),
        extractor: Extractor::ALL
            .into_iter()
            .find(|known| known.name() == extractor)
            .ok_or_else(|| StoreError::Foreign(format!("the extractor {extractor:?}")))?,
        version: u8::try_from(version)
            .map_err(|_| StoreError::Foreign(format!("the extractor version {version}")))?,
        language: row.get::<String, _>("language").parse().unwrap_or_default(),
        pages: row.get("pages"),
        passages: row.get("passages"),
        state: state(row.get("state"))?,
        report: Report {
            id: row.get("id"),
            title: row.get("title"),
            date: row.get("date"),
            url: row.get("url"),
            file: row.get("file"),
            sample: publisher.as_deref() == Some(SAMPLE_PUBLISHER),
            publisher,
        },
    })
}

pub(super) fn sha256(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes
        .try_into()
        .map_err(|_| StoreError::Foreign("a SHA-256 of another length".to_owned()))
}

fn state(name: &str) -> Result<State, StoreError> {
    match name {
        "pending" => Ok(State::Pending),
        "ready" => Ok(State::Ready),
        "superseded" => Ok(State::Superseded),
        other => Err(StoreError::Foreign(format!("the state {other:?}"))),
    }
}
