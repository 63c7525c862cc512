//! `pincite eval`.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Exit};

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// A gold file (.jsonl), or a folder in BEIR's layout: corpus.jsonl, queries.jsonl and one file in qrels/
    path: PathBuf,
}

pub(super) async fn run(_context: &Context, _args: EvalArgs) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
