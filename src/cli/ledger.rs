//! `pincite ledger`: whether the ledger of a server is whole, the ledger as a file, and a person's wish to be forgotten.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Context, Exit, style, usage};
use crate::check::export::{Format, export};
use crate::store::Store;
use crate::store::ledger::{Broken, Expected, Whole};

#[derive(Debug, Args)]
pub(super) struct LedgerArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read every entry and say whether the ledger is whole, or name the first broken link
    Verify(VerifyArgs),
    /// Write the whole ledger, with all that others need to verify it
    Export(ExportArgs),
    /// Erase what a ledger holds of a person, who asked to be forgotten; an entry says so
    Erase(EraseArgs),
}

#[derive(Debug, Args)]
struct VerifyArgs {
    /// The id of a server; all servers if left out
    #[arg(long, value_name = "ID")]
    guild: Option<u64>,
    /// An entry that must be in it, as a verdict shows it: finds a ledger that was cut off or rewritten
    #[arg(long, value_name = "N:HASH")]
    expect: Vec<Expected>,
}

#[derive(Debug, Args)]
struct ExportArgs {
    /// The id of a server; may be left out where there is one ledger only
    #[arg(long, value_name = "ID")]
    guild: Option<u64>,
    /// json or csv
    #[arg(long, default_value_t = Format::Json)]
    format: Format,
    /// Write to this file instead of standard output; one that is there is not overwritten
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct EraseArgs {
    /// The id of the server
    #[arg(long, value_name = "ID")]
    guild: u64,
    /// The id of the person
    #[arg(long, value_name = "ID")]
    person: u64,
}

#[derive(Serialize)]
struct Verified {
    guild: String,
    whole: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    broken_at: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

pub(super) async fn ledger(context: &Context, args: LedgerArgs) -> anyhow::Result<Exit> {
    let Some(library) = context.library().await? else {
        return Err(usage(
            "there is no index here, so there is no ledger; name one with --index",
        ));
    };
    let store = library.store();
    match args.command {
        Command::Verify(args) => verify(context, &store, &args).await,
        Command::Export(args) => exported(&store, &args).await,
        Command::Erase(args) => erase(context, &store, &args).await,
    }
}

async fn verify(context: &Context, store: &Store, args: &VerifyArgs) -> anyhow::Result<Exit> {
    let guilds = match args.guild {
        Some(guild) => vec![guild],
        None => store.ledgers().await?,
    };
    if guilds.len() > 1 && !args.expect.is_empty() {
        return Err(usage(several(&guilds)));
    }
    let mut exit = Exit::Done;
    let mut out = anstream::stdout().lock();
    if guilds.is_empty() && !context.json {
        writeln!(out, "No server has a ledger yet.")?;
    }
    for guild in guilds {
        let found = store.verify_ledger(guild, &args.expect).await?;
        if found.is_err() {
            exit = Exit::SomeFailed;
        }
        if context.json {
            writeln!(out, "{}", serde_json::to_string(&verified(guild, &found))?)?;
        } else {
            writeln!(out, "{}", told(guild, &found))?;
        }
    }
    Ok(exit)
}

fn told(guild: u64, found: &Result<Whole, Broken>) -> String {
    let (good, bad) = (style::GOOD, style::BAD);
    match found {
        Ok(whole) if whole.entries == 0 => format!("{guild}: empty"),
        Ok(whole) => format!(
            "{good}{guild}: whole{good:#}, {} entr{}, the last is {}:{}",
            whole.entries,
            if whole.entries == 1 { "y" } else { "ies" },
            whole.entries,
            whole.head.short()
        ),
        Err(broken) => {
            format!("{bad}{guild}: broken{bad:#}: {broken}; compare it with a backup of pincite.db")
        }
    }
}

fn verified(guild: u64, found: &Result<Whole, Broken>) -> Verified {
    let (whole, broken) = (found.as_ref().ok(), found.as_ref().err());
    Verified {
        guild: guild.to_string(),
        whole: whole.is_some(),
        entries: whole.map(|whole| whole.entries),
        head: whole.map(|whole| whole.head.to_string()),
        broken_at: broken.map(|broken| broken.number),
        why: broken.map(ToString::to_string),
    }
}

async fn exported(store: &Store, args: &ExportArgs) -> anyhow::Result<Exit> {
    let guild = match (args.guild, store.ledgers().await?.as_slice()) {
        (Some(guild), _) => guild,
        (None, [guild]) => *guild,
        (None, []) => {
            return Err(usage(
                "no server has a ledger yet, so there is nothing to export",
            ));
        }
        (None, guilds) => return Err(usage(several(guilds))),
    };
    let entries = store.verbatim(guild, 0, u32::MAX).await?;
    if entries.is_empty() {
        return Err(usage(format!("the server {guild} has no ledger here")));
    }
    let text = export(guild, &entries, args.format)?;
    let Some(path) = &args.output else {
        anstream::stdout().lock().write_all(text.as_bytes())?;
        return Ok(Exit::Done);
    };
    let file = std::fs::File::create_new(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| usage(format!("{} cannot be written ({error})", path.display())))?;
    Ok(Exit::Done)
}

fn several(guilds: &[u64]) -> String {
    let guilds: Vec<String> = guilds.iter().map(u64::to_string).collect();
    format!(
        "several servers have a ledger here ({}); name one with --guild",
        guilds.join(", ")
    )
}

async fn erase(context: &Context, store: &Store, args: &EraseArgs) -> anyhow::Result<Exit> {
    let now = store.clock().await?;
    let erased = store.erase_person(args.guild, args.person, now).await?;
    let entry = erased.map(|entry| entry.number);
    let mut out = anstream::stdout().lock();
    if context.json {
        writeln!(
            out,
            "{}",
            serde_json::json!({"erased": entry.is_some(), "entry": entry})
        )?;
        return Ok(Exit::Done);
    }
    match entry {
        Some(entry) => writeln!(
            out,
            "Erased who decided or wrote, where it was this person; entry {entry} of the ledger says so."
        )?,
        None => writeln!(
            out,
            "The ledger of {} holds nothing of this person.",
            args.guild
        )?,
    }
    Ok(Exit::Done)
}
