//! `pincite ask`.

use std::io::{BufRead, Read, Write};
use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::{Context, Exit, style, usage};
use crate::answer::{Answer, Options, Outcome, answer};
use crate::library::{LibraryError, Shelf, names};

#[derive(Debug, Args)]
pub(super) struct AskArgs {
    /// The question, in plain words. Also understood: "exact phrase" -word report:NAME after:2020 before:2021-03
    #[arg(value_name = "QUESTION", required_unless_present = "batch")]
    question: Vec<String>,
    /// Excerpts at most, 1 to 20
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=20))]
    limit: Option<u8>,
    /// Search this report only: its id, or words of its title
    #[arg(long, value_name = "REPORT")]
    report: Option<String>,
    /// Answer every line {"id": …, "text": …} of a file ("-": standard input), one JSON object a line
    #[arg(long, value_name = "FILE", conflicts_with = "question")]
    batch: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Item {
    id: serde_json::Value,
    text: String,
}

#[derive(Serialize)]
struct Numbered<'a> {
    id: &'a serde_json::Value,
    #[serde(flatten)]
    answer: &'a Answer,
}

pub(super) async fn run(context: &Context, args: AskArgs) -> anyhow::Result<Exit> {
    let library = context.library().await?;
    let shelf = super::shelf(library.as_ref()).await?;
    let shelf = match &args.report {
        Some(wanted) => only(&shelf, wanted)?,
        None => shelf,
    };
    let mut options = context.config.options();
    options.limit = args.limit.map_or(options.limit, usize::from);
    match &args.batch {
        Some(path) => batch(&shelf, path, &options),
        None => one(context, &shelf, &args.question.join(" "), &options),
    }
}

/// The shelf with the reports that are meant.
fn only(shelf: &Shelf, wanted: &str) -> anyhow::Result<Shelf> {
    let exact = shelf.narrowed(|edition| edition.report.id == wanted);
    let shelf = if exact.editions().is_empty() {
        shelf.narrowed(|edition| names(edition, wanted))
    } else {
        exact
    };
    if shelf.editions().is_empty() {
        return Err(usage(format!(
            "no report is called {wanted:?}; `pincite reports` lists them with their ids"
        )));
    }
    Ok(shelf)
}

fn one(
    context: &Context,
    shelf: &Shelf,
    question: &str,
    options: &Options,
) -> anyhow::Result<Exit> {
    let answer = answer(shelf, question, options).map_err(LibraryError::from)?;
    let mut out = anstream::stdout().lock();
    if context.json {
        writeln!(out, "{}", serde_json::to_string(&answer)?)?;
    } else {
        write!(out, "{}", told(&answer))?;
    }
    Ok(Exit::Done)
}

/// One answer a line, in order. A line that cannot be read is named and passed over.
fn batch(shelf: &Shelf, path: &PathBuf, options: &Options) -> anyhow::Result<Exit> {
    let from: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(path).map_err(|error| {
            usage(format!(
                "{}: {}",
                path.display(),
                crate::ingest::walk::told(&error)
            ))
        })?)
    };
    let mut out = std::io::stdout().lock();
    let mut exit = Exit::Done;
    for (number, line) in std::io::BufReader::new(from).split(b'\n').enumerate() {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Item>(&line) {
            Ok(item) => {
                let answer = answer(shelf, &item.text, options).map_err(LibraryError::from)?;
                writeln!(
                    out,
                    "{}",
                    serde_json::to_string(&Numbered {
                        id: &item.id,
                        answer: &answer
                    })?
                )?;
            }
            Err(error) => {
                style::note(&format!(
                    "line {}: not {{\"id\": …, \"text\": …}} ({error})",
                    number + 1
                ));
                exit = Exit::SomeFailed;
            }
        }
    }
    Ok(exit)
}

/// An answer as a person reads it.
fn told(answer: &Answer) -> String {
    let mut out = String::new();
    let searched = format!(
        "Searched {} ({}).",
        style::count(answer.searched.reports as u64, "report"),
        style::count(answer.searched.passages, "passage")
    );
    for line in silence(answer) {
        out.push_str(&style::wrap(&style::printable(&line), 96).join("\n"));
        out.push('\n');
    }
    for (n, excerpt) in answer.excerpts.iter().enumerate() {
        if n > 0 || !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&style::excerpt(n + 1, excerpt));
    }
    let (quiet, reset) = (style::QUIET, style::QUIET.render_reset());
    out.push_str(&format!("\n{quiet}{searched}{reset}\n"));
    out
}

/// Why there is no sure answer, in sentences.
fn silence(answer: &Answer) -> Vec<String> {
    let Some(silence) = &answer.silence else {
        return Vec::new();
    };
    if let Some(note) = &silence.note {
        return vec![note.clone()];
    }
    let mut lines = Vec::new();
    if !silence.unmatched_anchors.is_empty() {
        let anchors = silence.unmatched_anchors.join(", ");
        lines.push(match answer.outcome {
            Outcome::Nothing => format!("Your question says {anchors}; nothing here covers that."),
            _ => format!("Your question says {anchors}; the first passage below does not, nor does its report's title or date."),
        });
    }
    lines.push(match answer.outcome {
        Outcome::Nothing => "The reports do not answer this.".to_owned(),
        _ => "A weak match: what follows is near your question, and may not answer it.".to_owned(),
    });
    if !silence.unknown_words.is_empty() {
        lines.push(format!(
            "In no report here: {}.",
            silence.unknown_words.join(", ")
        ));
    }
    let apart: Vec<&str> = silence
        .apart
        .iter()
        .filter(|word| !silence.unmatched_anchors.contains(word))
        .map(String::as_str)
        .collect();
    if !apart.is_empty() {
        lines.push(format!(
            "In the reports, but not with the rest of your question: {}.",
            apart.join(", ")
        ));
    }
    lines
}
