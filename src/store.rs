//! What Pincite remembers, in one SQLite file: the catalogue of reports, and what managers of Discord guilds decided.
//!
//! With the original files it is all there is to back up. The only room that knows SQL.

mod cases;
mod catalogue;
pub mod checks;
pub mod ledger;
mod missing;
mod quarantine;
mod settings;

use std::borrow::Cow;
use std::path::Path;
use std::time::{Duration, SystemTime};

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub use cases::{Case, CaseClaim, CaseId, KEPT_ELSEWHERE, KEPT_IN_GUILDS, VerdictDraft};
pub use catalogue::{Catalogue, Edition, NewEdition, RebuiltEdition, State};
pub use missing::Missing;
pub use quarantine::Quarantined;
pub use settings::{PublicAnswers, Publishers, Settings};

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file, and it was to be read only.
    #[error("there is no database yet")]
    Missing,
    /// Written by a later Pincite.
    #[error("the database was written by a newer Pincite; update Pincite to use it")]
    Newer,
    /// It may only be read, and SQLite writes beside it even to read.
    #[error(
        "the database {0} may not be written to, and even reading writes beside it; check its permissions and those of its folder"
    )]
    ReadOnly(String),
    /// Its pages contradict each other.
    #[error("the database {0} is damaged ({1}); restore it from a backup")]
    Damaged(String, String),
    /// Whatever else SQLite or the disk reports.
    #[error("the database {0} cannot be used ({1}); if it stays so, restore it from a backup")]
    Sqlite(String, sqlx::Error),
    /// The system gives no random bytes.
    #[error("this system gives no random bytes ({0}), without which nothing is recorded")]
    Random(String),
    /// An entry goes on with a check that is not there.
    #[error("there is no check {0} here; nothing was recorded")]
    NoSuchCheck(u32),
    /// What is to be recorded cannot happen to the check as it now is.
    #[error("check {0} is {1} by now, so nothing was recorded; look at it again")]
    OutOfTurn(u32, checks::CheckState),
    /// A row that no Pincite wrote.
    #[error("the database holds {0}, which no Pincite wrote; restore it from a backup")]
    Foreign(String),
}

/// An open database. Cloning shares its connections.
#[derive(Clone)]
pub struct Store {
    pool: SqlitePool,
    path: String,
}

const NEWEST_MIGRATION: i64 = MIGRATIONS.len() as i64;

/// In order; the first is number 1. Never changed once released.
const MIGRATIONS: [(&str, &str); 4] = [
    (
        "catalogue",
        include_str!("store/migrations/0001_catalogue.sql"),
    ),
    ("guilds", include_str!("store/migrations/0002_guilds.sql")),
    ("ledger", include_str!("store/migrations/0003_ledger.sql")),
    ("cases", include_str!("store/migrations/0004_cases.sql")),
];

/// How long a writer waits for another process's transaction, each of which takes milliseconds.
const BUSY: Duration = Duration::from_secs(20);

impl Store {
    /// Opens the database, makes it if it is missing, and brings its tables up to date.
    pub async fn create(path: &Path) -> Result<Store, StoreError> {
        Self::connect(path, true).await
    }

    /// Opens a database that exists.
    pub async fn open(path: &Path) -> Result<Store, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing);
        }
        Self::connect(path, false).await
    }

    /// Opens a database without changing anything, not even its tables, and reads all of it.
    pub async fn inspect(path: &Path) -> Result<Store, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing);
        }
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let written_lately = std::fs::metadata(&log).is_ok_and(|log| log.len() > 0);
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            // Without a log there is nothing to wait for, and SQLite makes none for us.
            .immutable(!written_lately)
            .busy_timeout(BUSY);
        let shown = path.display().to_string();
        let failed = |error| StoreError::Sqlite(shown.clone(), error);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await
            .map_err(failed)?;
        let said: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&pool)
            .await
            .map_err(failed)?;
        if said != "ok" {
            return Err(StoreError::Damaged(shown, said));
        }
        let version: i64 = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
            .fetch_one(&pool)
            .await
            .map_err(failed)?;
        if version > NEWEST_MIGRATION {
            return Err(StoreError::Newer);
        }
        Ok(Store { pool, path: shown })
    }

    async fn connect(path: &Path, create: bool) -> Result<Store, StoreError> {
        let shown = path.display().to_string();
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is erased is overwritten.
            .pragma("secure_delete", "ON")
            .busy_timeout(BUSY);
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await;
        let store = Store {
            pool: pool.map_err(|error| told(shown.clone(), error))?,
            path: shown,
        };
        store.migrate_patiently().await?;
        Ok(store)
    }

    /// Writes everything into the one file, so that a copy of it is whole while nothing runs.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Two processes that make a new database at once get in each other's way; the second finds the tables made when
    /// it looks again.
    async fn migrate_patiently(&self) -> Result<(), StoreError> {
        const PAUSES_MS: [u64; 4] = [20, 50, 100, 200];
        for pause in PAUSES_MS {
            match self.migrate().await {
                Err(StoreError::Sqlite(..)) => std::thread::sleep(Duration::from_millis(pause)),
                other => return other,
            }
        }
        self.migrate().await
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let migrations = (1..).zip(MIGRATIONS).map(|(number, (name, sql))| {
            Migration::new(
                number,
                Cow::Borrowed(name),
                MigrationType::Simple,
                sql.into_sql_str(),
                false,
            )
        });
        Migrator::with_migrations(migrations.collect())
            .run(&self.pool)
            .await
            .map_err(|error| match error {
                sqlx::migrate::MigrateError::VersionMissing(_) => StoreError::Newer,
                other => self.failed(sqlx::Error::Migrate(Box::new(other))),
            })
    }

    /// The time by this machine's clock, to the second.
    pub async fn clock(&self) -> Result<SystemTime, StoreError> {
        let now: i64 = sqlx::query_scalar("SELECT unixepoch()")
            .fetch_one(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        Ok(missing::time(now))
    }

    fn failed(&self, error: sqlx::Error) -> StoreError {
        told(self.path.clone(), error)
    }
}

fn told(path: String, error: sqlx::Error) -> StoreError {
    /// The low byte of SQLite's codes for a database that may only be read.
    const READONLY: u32 = 8;
    let code = error.as_database_error().and_then(|error| error.code());
    let code: Option<u32> = code.and_then(|code| code.parse().ok());
    if code.is_some_and(|code| code & 0xff == READONLY) {
        StoreError::ReadOnly(path)
    } else {
        StoreError::Sqlite(path, error)
    }
}
