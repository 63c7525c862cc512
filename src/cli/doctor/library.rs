//! What is kept: database, index, originals, reading texts.

use std::path::Path;

use super::super::style::count;
use super::check::{Check, bytes, cannot_run, listed, ok, problem, skipped};
use crate::index::IndexError;
use crate::library::{Inspection, LibraryError, Original};
use crate::store::State;

pub(super) fn library(
    root: &Path,
    inspected: Result<Option<Inspection>, LibraryError>,
) -> Vec<Check> {
    match inspected {
        Ok(None) => vec![skipped(
            "database",
            "no reports yet: the samples answer until the first `pincite ingest PATH…`",
        )],
        Err(why) => vec![cannot_run(
            "database",
            why.to_string(),
            format!(
                "put back {} from a backup; see `index/README.md`, \"What Pincite keeps\"",
                root.join("pincite.db").display()
            ),
        )],
        Ok(Some(inspection)) => vec![
            database(&inspection),
            index(&inspection),
            originals(&inspection),
            readings(&inspection),
            leftovers(&inspection),
        ],
    }
}

fn database(inspection: &Inspection) -> Check {
    let catalogue = &inspection.catalogue;
    let passages: u64 = catalogue.ready().map(|e| u64::from(e.passages)).sum();
    let superseded = catalogue
        .editions
        .iter()
        .filter(|edition| edition.state == State::Superseded)
        .count();
    ok(
        "database",
        format!(
            "{}, {}, {}; generation {}",
            count(catalogue.ready().count() as u64, "report"),
            count(passages, "passage"),
            count(superseded as u64, "older edition"),
            catalogue.generation
        ),
    )
}

fn index(inspection: &Inspection) -> Check {
    match &inspection.index {
        Err(why @ IndexError::ReadOnly) => cannot_run(
            "index",
            why.to_string(),
            "let the user that runs Pincite write to the folder",
        ),
        Err(why) => cannot_run("index", why.to_string(), "pincite reindex"),
        Ok(_) if !inspection.incomplete.is_empty() => {
            let each = inspection
                .incomplete
                .iter()
                .map(|(id, found, wanted)| format!("{id} has {found} of {wanted}"));
            problem(
                "index",
                format!("passages are missing: {}", listed(each)),
                "pincite reindex",
            )
        }
        Ok(passages) => ok(
            "index",
            format!(
                "{} of format {}, every checksum right, every report complete",
                count(*passages, "passage"),
                crate::index::FORMAT
            ),
        ),
    }
}

fn originals(inspection: &Inspection) -> Check {
    if inspection.bad_originals.is_empty() {
        let read = bytes(inspection.original_bytes);
        return ok(
            "originals",
            format!("each file was read to its end ({read}) and is as it was ingested"),
        );
    }
    let each = inspection
        .bad_originals
        .iter()
        .map(|(id, what)| match what {
            Original::Missing => format!("{id} (missing)"),
            Original::Altered => format!("{id} (not the bytes that were ingested)"),
            Original::Unreadable(why) => format!("{id} ({why})"),
        });
    problem(
        "originals",
        format!("not as they were: {}", listed(each)),
        "put the files of library/ back from a backup; or pincite remove ID, and ingest the report again",
    )
}

fn readings(inspection: &Inspection) -> Check {
    if inspection.without_reading.is_empty() {
        return ok("readings", "the reading text of every report is kept");
    }
    problem(
        "readings",
        format!(
            "missing or damaged: {}",
            listed(inspection.without_reading.iter().cloned())
        ),
        "pincite reindex",
    )
}

fn leftovers(inspection: &Inspection) -> Check {
    let editions = &inspection.catalogue.editions;
    let pending = editions
        .iter()
        .filter(|edition| edition.state == State::Pending);
    let pending: Vec<String> = pending
        .map(|edition| format!("{} half added", edition.report.file))
        .collect();
    let files = &inspection.leftovers;
    if pending.is_empty() && files.is_empty() {
        return ok("leftovers", "none");
    }
    let files = files.iter().map(|path| path.display().to_string());
    problem(
        "leftovers",
        format!(
            "of a process that was killed, or is adding files now: {}",
            listed(pending.into_iter().chain(files))
        ),
        "nothing is lost: the next `pincite ingest PATH…` clears them",
    )
}
