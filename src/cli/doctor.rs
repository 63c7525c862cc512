//! `pincite doctor`: looks at everything, changes nothing, and says what to type.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::style::{self, count};
use super::{Context, Exit};
use crate::index::IndexError;
use crate::ingest::child::Extraction;
use crate::ingest::extract::Limits;
use crate::library::{Inspection, Library, LibraryError, Original, sample_files};
use crate::store::State;

/// Less free space than this is a problem: one large report with its reading text and passages may need it.
const LOW_BYTES: u64 = 1 << 30;
/// Of a list of reports or files, this many are named.
const NAMED: usize = 8;

/// What came of one check.
#[derive(Serialize)]
struct Check {
    check: &'static str,
    result: Health,
    /// What was found, as a sentence's beginning.
    says: String,
    /// What to type or do about it.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    todo: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Health {
    Ok,
    /// Something is wrong; Pincite runs.
    Problem,
    /// Questions cannot be answered.
    CannotRun,
    Skipped,
}

#[derive(Serialize)]
struct Report {
    healthy: bool,
    checks: Vec<Check>,
}

pub(super) async fn run(context: &Context) -> anyhow::Result<Exit> {
    let mut checks = vec![config(context), folder(context), space(context)];
    checks.extend(library(
        &context.root,
        Library::inspect(&context.root).await,
    ));
    checks.extend([extractor(context), limits(context)]);
    let exit = exit(&checks);
    let mut out = anstream::stdout().lock();
    if context.json {
        let report = Report {
            healthy: exit == Exit::Done,
            checks,
        };
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        for check in &checks {
            write!(out, "{}", told(check))?;
        }
        let last = match exit {
            Exit::Done => "All is well.",
            Exit::CannotRun => "Pincite cannot answer questions until this is mended.",
            _ => "Pincite runs, with the problems above.",
        };
        writeln!(out, "\n{last}")?;
    }
    Ok(exit)
}

fn exit(checks: &[Check]) -> Exit {
    let any = |health| checks.iter().any(|check| check.result == health);
    if any(Health::CannotRun) {
        Exit::CannotRun
    } else if any(Health::Problem) {
        Exit::SomeFailed
    } else {
        Exit::Done
    }
}

/// `✓ ok       database    …`, and below it what to do.
fn told(check: &Check) -> String {
    let (mark, word, style) = match check.result {
        Health::Ok => ("✓", "ok", style::GOOD),
        Health::Problem | Health::CannotRun => ("✗", "problem", style::BAD),
        Health::Skipped => ("–", "skipped", style::QUIET),
    };
    let indent = " ".repeat(22);
    let says = style::printable(&check.says).replace('\n', "; ");
    let mut lines = style::wrap(&says, 96 - indent.len());
    let todo = check.todo.as_deref().map(style::printable);
    let todo = todo.map(|todo| format!("→ {todo}"));
    lines.extend(
        todo.iter()
            .flat_map(|todo| style::wrap(todo, 96 - indent.len())),
    );
    let mut text = format!("{style}{mark} {word:<8}{style:#} {:<11}", check.check);
    text.push_str(&lines.join(&format!("\n{indent}")));
    text.push('\n');
    text
}

fn ok(check: &'static str, says: impl Into<String>) -> Check {
    Check {
        check,
        result: Health::Ok,
        says: says.into(),
        todo: None,
    }
}

fn skipped(check: &'static str, says: impl Into<String>) -> Check {
    Check {
        result: Health::Skipped,
        ..ok(check, says)
    }
}

fn problem(check: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Check {
    Check {
        result: Health::Problem,
        todo: Some(todo.into()),
        ..ok(check, says)
    }
}

fn cannot_run(check: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Check {
    Check {
        result: Health::CannotRun,
        ..problem(check, says, todo)
    }
}

fn config(context: &Context) -> Check {
    match (&context.config_problem, &context.config_path) {
        (Some(why), Some(path)) => cannot_run(
            "config",
            why.to_string(),
            format!(
                "mend {}; config/pincite.example.toml lists every setting",
                path.display()
            ),
        ),
        (Some(why), None) => cannot_run("config", why.to_string(), "mend the settings"),
        (None, Some(path)) => ok("config", format!("{}: understood", path.display())),
        (None, None) => ok("config", "no settings file; every setting has its default"),
    }
}

fn folder(context: &Context) -> Check {
    let root = &context.root;
    let place = format!("{} ({})", root.display(), context.root_why);
    let existing = existing(root);
    if !existing.is_dir() {
        let says = format!("{place}: {} is not a folder", existing.display());
        return cannot_run("folder", says, "name another folder with --index");
    }
    if !writable(&existing) {
        return problem(
            "folder",
            format!("{place}: {} may not be written to", existing.display()),
            "change its permissions, or name another folder with --index, to ingest",
        );
    }
    let state = if existing == *root {
        "writable"
    } else {
        "will be made by the first `pincite ingest`"
    };
    ok("folder", format!("{place}: {state}"))
}

/// The folder itself, or the nearest one above it that exists.
fn existing(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = absolute.ancestors().find(|path| path.exists());
    match found {
        Some(found) if found == absolute => path.to_owned(),
        Some(found) => found.to_owned(),
        None => path.to_owned(),
    }
}

#[cfg(unix)]
fn writable(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn writable(folder: &Path) -> bool {
    std::fs::metadata(folder).is_ok_and(|folder| !folder.permissions().readonly())
}

#[cfg(unix)]
fn space(context: &Context) -> Check {
    let folder = existing(&context.root);
    match rustix::fs::statvfs(&folder) {
        Err(error) => skipped("disk", format!("{}: {error}", folder.display())),
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let says = format!("{} free", bytes(free));
            if free < LOW_BYTES {
                problem(
                    "disk",
                    says,
                    "free some space, at least 1 GB, before you ingest",
                )
            } else {
                ok("disk", says)
            }
        }
    }
}

#[cfg(not(unix))]
fn space(_: &Context) -> Check {
    skipped("disk", "free space is not known on this system")
}

fn library(root: &Path, inspected: Result<Option<Inspection>, LibraryError>) -> Vec<Check> {
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

/// Reads a sample in a real child process and compares it with what is built in.
fn extractor(context: &Context) -> Check {
    let failed = |why: String| {
        problem(
            "extractor",
            format!("the built-in sample could not be read in a child process: {why}"),
            "check that the pincite program may be run and the temporary folder written to",
        )
    };
    match read_sample(&context.extraction()) {
        Ok(true) => ok("extractor", "read a built-in sample in a child process"),
        Ok(false) => failed("it was read in other words than expected".to_owned()),
        Err(why) => failed(why),
    }
}

fn read_sample(extraction: &Extraction) -> Result<bool, String> {
    let (name, text) = sample_files().next().ok_or("there is none")?;
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    file.write_all(text.as_bytes())
        .map_err(|error| error.to_string())?;
    let parts = extraction
        .run(file.path(), name)
        .map_err(|error| error.to_string())?;
    let known = crate::library::sample_readings().next();
    Ok(known.is_some_and(|(_, reading)| parts.len() == 1 && parts[0].reading == reading))
}

/// A child that may use next to no memory must fail, else the limit does not hold.
fn limits(context: &Context) -> Check {
    if !cfg!(target_os = "linux") {
        return skipped(
            "limits",
            "on this system only time and sizes are limited while a file is read, not memory and processor time: ingest only files that you trust",
        );
    }
    let Limits {
        seconds,
        memory_bytes,
        ..
    } = context.config.limits();
    let starved = Extraction {
        limits: Limits {
            memory_bytes: 1 << 10,
            ..context.config.limits()
        },
        ..context.extraction()
    };
    if read_sample(&starved).is_ok() {
        return problem(
            "limits",
            "a child process used more memory than it was allowed",
            "ingest only files that you trust; this system does not hold resource limits (RLIMIT_AS)",
        );
    }
    ok(
        "limits",
        format!(
            "one file may take {seconds} seconds and {} of memory",
            bytes(memory_bytes)
        ),
    )
}

fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    let more = match items.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", items[..items.len().min(NAMED)].join(", "))
}

fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["bytes", "kB", "MB", "GB"];
    let mut size = n as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{n} bytes")
    } else {
        format!("{size:.1} {}", UNITS[unit])
    }
}
