//! Reads a ledger as it lies in the database and says whether it is whole.

use futures_util::TryStreamExt as _;

use super::chain::{Broken, Chain, Fault, Whole};
use super::expected::Expected;
use super::read::{row_of, rows};
use crate::store::{Store, StoreError};

impl Store {
    /// Reads a guild's whole ledger and says whether each entry is as it was written, and whether the expected ones are
    /// among them.
    pub async fn verify_ledger(
        &self,
        guild: u64,
        expected: &[Expected],
    ) -> Result<Result<Whole, Broken>, StoreError> {
        let mut chain = Chain::new(guild, expected);
        let mut rows = sqlx::query(rows!("WHERE guild = ? ORDER BY number"))
            .bind(guild as i64)
            .fetch(&self.pool);
        while let Some(row) = rows.try_next().await.map_err(|e| self.failed(e))? {
            if let Err(broken) = chain.follow(&row_of(&row)) {
                return Ok(Err(broken));
            }
        }
        Ok(match self.stray(guild).await? {
            Some(number) => Err(Broken {
                number,
                fault: Fault::PrivateForeign,
            }),
            None => chain.end(),
        })
    }

    /// The first number under which something lies beside an entry that is not there.
    async fn stray(&self, guild: u64) -> Result<Option<u32>, StoreError> {
        let stray: Option<i64> = sqlx::query_scalar(
            "SELECT min(number) FROM ledger_private WHERE guild = ?1
             AND number NOT IN (SELECT number FROM ledger WHERE guild = ?1)",
        )
        .bind(guild as i64)
        .fetch_one(&self.pool)
        .await
        .map_err(|e| self.failed(e))?;
        Ok(stray.map(|number| u32::try_from(number).unwrap_or(u32::MAX)))
    }
}
