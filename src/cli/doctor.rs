//! `pincite doctor`.

use super::{Context, Exit};

pub(super) async fn run(_context: &Context) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
