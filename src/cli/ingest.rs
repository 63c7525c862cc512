//! `pincite ingest`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{Context, Exit, is_broken_pipe, style, usage};
use crate::ingest::child::Extraction;
use crate::ingest::describe::Stated;
use crate::ingest::walk::{Found, files};
use crate::library::{Addition, Library, Outcome, Request};

#[derive(Debug, Args)]
pub(super) struct IngestArgs {
    /// Files and folders: PDF, HTML, DOCX, Markdown, plain text, JSONL
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Title of the report (one file only)
    #[arg(long)]
    title: Option<String>,
    /// Who published it
    #[arg(long)]
    publisher: Option<String>,
    /// When it was published: 2021, 2021-03 or 2021-03-10
    #[arg(long)]
    date: Option<String>,
    /// Where people can get the original (one file only)
    #[arg(long)]
    url: Option<String>,
    /// Language, as ISO 639-1: en, fr, es [default: found out]
    #[arg(long)]
    lang: Option<String>,
    /// Only for the Discord guild with this id [default: for everybody]
    #[arg(long, value_name = "GUILD")]
    scope: Option<String>,
}

/// A line of `ingest --json`.
#[derive(Serialize)]
struct Line<'a> {
    file: String,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passages: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages_without_text: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

pub(super) async fn run(context: &Context, args: IngestArgs) -> anyhow::Result<Exit> {
    let stated = Stated {
        title: args.title,
        publisher: args.publisher,
        date: args.date,
        url: args.url,
        language: args.lang,
        scope: args.scope,
    };
    stated
        .check()
        .map_err(|why| usage(format!("the command line {why}")))?;
    let found = files(&args.paths);
    if found.len() > 1 && (stated.title.is_some() || stated.url.is_some()) {
        return Err(usage(
            "--title and --url are of one report; name one file, or write sidecars (NAME.toml)",
        ));
    }
    if found.is_empty() {
        return Err(usage("there is no file to ingest in there"));
    }
    let library = context.library_for_writing().await?;
    let extraction = context.extraction();
    let bar = progress(found.len());
    let mut tally = Tally::default();
    for file in &found {
        bar.set_message(style::printable(&file.path.display().to_string()));
        let result = add(&library, &extraction, file, &stated).await?;
        let told = bar.suspend(|| tell(context.json, &file.path, &result, &mut tally));
        // Who stops listening has not asked to stop the work.
        told.or_else(|error| {
            if is_broken_pipe(&error) {
                Ok(())
            } else {
                Err(error)
            }
        })?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    if !context.json && found.len() > 1 {
        // Nobody may be left to read it.
        let _ = writeln!(anstream::stdout(), "{}", tally.sentence());
    }
    Ok(if tally.failed > 0 {
        Exit::SomeFailed
    } else {
        Exit::Done
    })
}

async fn add(
    library: &Library,
    extraction: &Extraction,
    found: &Found,
    options: &Stated,
) -> anyhow::Result<Result<Vec<Addition>, String>> {
    if let Some(problem) = &found.problem {
        return Ok(Err(problem.clone()));
    }
    let sidecar = match Stated::sidecar(&found.path) {
        Ok(sidecar) => sidecar,
        Err(why) => return Ok(Err(why)),
    };
    let request = Request {
        file: &found.path,
        stated: options.clone().or(sidecar),
        extraction,
    };
    Ok(library.add(&request).await?.map_err(|why| why.to_string()))
}

#[derive(Default)]
struct Tally {
    indexed: usize,
    replaced: usize,
    unchanged: usize,
    failed: usize,
}

impl Tally {
    fn sentence(&self) -> String {
        format!(
            "{} indexed, {} replaced, {} unchanged, {} failed",
            self.indexed, self.replaced, self.unchanged, self.failed
        )
    }
}

fn tell(
    json: bool,
    path: &Path,
    result: &Result<Vec<Addition>, String>,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    let name = style::printable(&path.display().to_string()).replace('\n', " ");
    let lines: Vec<Line<'_>> = match result {
        Err(why) => {
            tally.failed += 1;
            vec![Line {
                file: name.clone(),
                result: "failed",
                report: None,
                pages: None,
                passages: None,
                pages_without_text: Vec::new(),
                why: Some(why.clone()),
            }]
        }
        Ok(additions) => additions
            .iter()
            .map(|addition| line(&name, addition, tally))
            .collect(),
    };
    for (n, line) in lines.iter().enumerate() {
        if json {
            writeln!(out, "{}", serde_json::to_string(line)?)?;
        } else {
            let addition = result.as_ref().ok().and_then(|additions| additions.get(n));
            writeln!(out, "{}", sentence(&name, line, addition))?;
        }
    }
    Ok(())
}

fn line<'a>(name: &str, addition: &'a Addition, tally: &mut Tally) -> Line<'a> {
    let (result, count) = match addition.outcome {
        Outcome::Indexed => ("indexed", &mut tally.indexed),
        Outcome::Replaced => ("replaced", &mut tally.replaced),
        Outcome::Unchanged => ("unchanged", &mut tally.unchanged),
    };
    *count += 1;
    Line {
        file: name.to_owned(),
        result,
        report: Some(&addition.report.id),
        pages: Some(addition.pages),
        passages: Some(addition.passages),
        pages_without_text: addition
            .without_text
            .iter()
            .chain(&addition.unreadable)
            .copied()
            .collect(),
        why: None,
    }
}

fn sentence(name: &str, line: &Line<'_>, addition: Option<&Addition>) -> String {
    let Some(addition) = addition else {
        let why = style::printable(line.why.as_deref().unwrap_or_default()).replace('\n', " ");
        return format!("{name}: failed because {why}");
    };
    let passages = style::count(u64::from(addition.passages), "passage");
    let amount = match addition.pages {
        0 => passages,
        pages => format!("{passages} from {}", style::count(u64::from(pages), "page")),
    };
    let mut text = match addition.outcome {
        Outcome::Unchanged => format!("{name}: unchanged ({})", addition.report.id),
        _ => format!("{name}: {} {amount} ({})", line.result, addition.report.id),
    };
    for (pages, what) in [
        (&addition.without_text, "no text layer"),
        (&addition.unreadable, "could not be read"),
    ] {
        if !pages.is_empty() {
            let shown: Vec<String> = pages.iter().take(8).map(u32::to_string).collect();
            let more = if pages.len() > 8 { ", …" } else { "" };
            text.push_str(&format!("; {what} on p. {}{more}", shown.join(", ")));
        }
    }
    text
}

/// A bar where standard error is a terminal and there is more than one file.
fn progress(files: usize) -> ProgressBar {
    if files < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}
