//! What Pincite remembers, in one SQLite file: the catalogue of reports. With the original files it is all there is to
//! back up. The only room that knows SQL.

mod catalogue;

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub use catalogue::{Catalogue, Edition, NewEdition, State};

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file, and it was to be read only.
    #[error("there is no database yet")]
    Missing,
    /// Written by a later Pincite.
    #[error("the database was written by a newer Pincite; update Pincite to use it")]
    Newer,
    /// Whatever else SQLite or the disk reports.
    #[error("the database {0} cannot be used: {1}")]
    Sqlite(String, sqlx::Error),
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

    async fn connect(path: &Path, create: bool) -> Result<Store, StoreError> {
        let shown = path.display().to_string();
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await;
        let store = Store {
            pool: pool.map_err(|error| StoreError::Sqlite(shown.clone(), error))?,
            path: shown,
        };
        store.migrate().await?;
        Ok(store)
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let catalogue = Migration::new(
            1,
            Cow::Borrowed("catalogue"),
            MigrationType::Simple,
            include_str!("store/migrations/0001_catalogue.sql").into_sql_str(),
            false,
        );
        Migrator::with_migrations(vec![catalogue])
            .run(&self.pool)
            .await
            .map_err(|error| match error {
                sqlx::migrate::MigrateError::VersionMissing(_) => StoreError::Newer,
                other => self.failed(sqlx::Error::Migrate(Box::new(other))),
            })
    }

    fn failed(&self, error: sqlx::Error) -> StoreError {
        StoreError::Sqlite(self.path.clone(), error)
    }
}
