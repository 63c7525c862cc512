//! `pincite reports`, `remove` and `reindex`.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{Context, Exit, style, usage};
use crate::library::Library;
use crate::report::Report;
use crate::store::Edition;

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// Ids as `pincite reports` lists them
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    report: &'a Report,
    language: &'static str,
    pages: u32,
    passages: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    editions: usize,
}

/// `pincite reports`.
pub(super) async fn list(context: &Context) -> anyhow::Result<Exit> {
    let library = context.library().await?;
    let shelf = super::shelf(library.as_ref()).await?;
    let catalogue = match &library {
        Some(library) => Some(library.catalogue().await?),
        None => None,
    };
    let editions_of = |id: &str| {
        let known = catalogue.iter().flat_map(|catalogue| &catalogue.editions);
        known
            .filter(|edition| edition.report.id == id)
            .count()
            .max(1)
    };
    let mut out = anstream::stdout().lock();
    if context.json {
        let listed: Vec<Listed<'_>> = shelf
            .editions()
            .iter()
            .map(|edition| listed(edition, editions_of(&edition.report.id)))
            .collect();
        writeln!(out, "{}", serde_json::to_string(&listed)?)?;
        return Ok(Exit::Done);
    }
    for edition in shelf.editions() {
        writeln!(out, "{}", told(edition))?;
    }
    let samples = shelf.editions().iter().all(|edition| edition.report.sample);
    if samples {
        writeln!(
            out,
            "\nOnly the samples so far. Add your own reports: pincite ingest PATH…"
        )?;
    }
    Ok(Exit::Done)
}

fn listed(edition: &Edition, editions: usize) -> Listed<'_> {
    Listed {
        report: &edition.report,
        language: edition.language.code(),
        pages: edition.pages,
        passages: edition.passages,
        scope: edition.scope.as_deref(),
        editions,
    }
}

fn told(edition: &Edition) -> String {
    let (strong, report) = (style::STRONG, &edition.report);
    let pages = match edition.pages {
        0 => "no pages".to_owned(),
        pages => style::count(u64::from(pages), "page"),
    };
    let passages = style::count(u64::from(edition.passages), "passage");
    let by = report
        .publisher
        .as_ref()
        .map_or_else(String::new, |publisher| format!("{publisher}, "));
    let date = report.date.as_deref().unwrap_or("undated");
    let scope = edition
        .scope
        .as_ref()
        .map_or_else(String::new, |guild| format!(", only for guild {guild}"));
    let line = format!(
        "{by}{}, {date} ({pages}, {passages}, {}{scope})",
        report.title, edition.language
    );
    format!(
        "{strong}{}{strong:#}  {}",
        report.id,
        style::printable(&line)
    )
}

/// `pincite remove`.
pub(super) async fn remove(context: &Context, args: RemoveArgs) -> anyhow::Result<Exit> {
    if context.library().await?.is_none() {
        return Err(usage(
            "there are no reports to remove; the samples are part of the program",
        ));
    }
    let library = context.library_for_writing().await?;
    let mut exit = Exit::Done;
    for id in &args.ids {
        let removed = library.remove(id).await?;
        if context.json {
            anstream::println!("{}", serde_json::json!({"report": id, "removed": removed}));
        } else if removed {
            anstream::println!("{id}: removed");
        } else {
            anstream::println!(
                "{}: failed because there is no such report; `pincite reports` lists them",
                style::printable(id)
            );
        }
        if !removed {
            exit = Exit::SomeFailed;
        }
    }
    Ok(exit)
}

/// `pincite reindex`.
pub(super) async fn reindex(context: &Context) -> anyhow::Result<Exit> {
    if !context.root.join("pincite.db").exists() {
        return Err(usage(format!(
            "there is no library in {}; add reports first: pincite ingest PATH…",
            context.root.display()
        )));
    }
    let rebuilt = Library::reindex(&context.root, &context.extraction()).await?;
    if context.json {
        let failed: Vec<_> = rebuilt
            .failed
            .iter()
            .map(|(id, why)| serde_json::json!({"report": id, "why": why}))
            .collect();
        anstream::println!(
            "{}",
            serde_json::json!({"reports": rebuilt.reports, "passages": rebuilt.passages, "kept_readings": rebuilt.kept_readings, "failed": failed})
        );
    } else {
        anstream::println!(
            "Indexed {} of {} ({} from kept reading text).",
            style::count(rebuilt.passages, "passage"),
            style::count(rebuilt.reports as u64, "report"),
            rebuilt.kept_readings
        );
        for (id, why) in &rebuilt.failed {
            anstream::println!("{id}: failed because {}", style::printable(why));
        }
    }
    Ok(if rebuilt.failed.is_empty() {
        Exit::Done
    } else {
        Exit::SomeFailed
    })
}
