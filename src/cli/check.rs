//! `pincite check`.

mod told;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Exit, usage};
use crate::check::{MAX_CHARS, Options, again, check, receipts};
use crate::library::{LibraryError, Scope};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The text: a claim, or a whole message with its quotations and receipts
    #[arg(value_name = "TEXT", required_unless_present = "file")]
    text: Vec<String>,
    /// Check this text file ("-": standard input)
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    file: Option<PathBuf>,
    /// Passages for each claim at most, 1 to 20
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=20))]
    limit: Option<u8>,
    /// Also name the checks of claims like these in the ledger of this server
    #[arg(long, value_name = "ID")]
    guild: Option<u64>,
}

pub(super) async fn run(context: &Context, args: CheckArgs) -> anyhow::Result<Exit> {
    let text = match &args.file {
        Some(file) => read(file)?,
        None => args.text.join(" "),
    };
    if text.chars().nth(MAX_CHARS).is_some() {
        return Err(usage(format!(
            "the text has more than {MAX_CHARS} characters; check it part by part"
        )));
    }
    let library = context.library().await?;
    let shelf = super::shelf(library.as_ref()).await?;
    let mut options = Options::default();
    options.passages = args.limit.map_or(options.passages, usize::from);
    let mut checked = check(&shelf, &text, &options).map_err(LibraryError::from)?;
    checked.receipts = receipts(library.as_ref(), &Scope::Everything, &text).await?;
    if let Some(guild) = args.guild {
        let checks = match &library {
            Some(library) => library.store().checks(guild).await?,
            None => Vec::new(),
        };
        if checks.is_empty() {
            return Err(usage(format!(
                "the server {guild} has no checks here; leave out --guild, or name another index with --index"
            )));
        }
        checked.seen_before = again(&checked.claims, &checks);
    }
    let mut out = anstream::stdout().lock();
    if context.json {
        writeln!(out, "{}", serde_json::to_string(&checked)?)?;
    } else {
        write!(out, "{}", told::told(&checked))?;
    }
    Ok(Exit::Done)
}

fn read(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    // One character has four bytes at most; what is longer is refused anyway.
    let most = 4 * MAX_CHARS as u64 + 4;
    let read = if file.as_os_str() == "-" {
        std::io::stdin().take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| {
        usage(format!(
            "{}: {}",
            file.display(),
            crate::ingest::walk::told(&error)
        ))
    })?;
    // What is longer than may be checked is told to be so, though it may be cut within a letter.
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => {
            return Err(usage(format!(
                "{}: this is no text in UTF-8; save it as UTF-8, or paste its words",
                file.display()
            )));
        }
    };
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}
