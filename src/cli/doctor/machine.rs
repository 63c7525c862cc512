//! What the machine gives: settings, a folder, room on the disk, child processes under limits.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::super::Context;
use super::check::{Check, bytes, cannot_run, ok, problem, skipped};
use crate::ingest::child::Extraction;
use crate::ingest::extract::Limits;
use crate::library::sample_files;

/// Less free space than this is a problem: one large report with its reading text and passages may need it.
const LOW_BYTES: u64 = 1 << 30;

pub(super) fn config(context: &Context) -> Check {
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

pub(super) fn folder(context: &Context) -> Check {
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
pub(super) fn space(context: &Context) -> Check {
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
pub(super) fn space(_: &Context) -> Check {
    skipped("disk", "free space is not known on this system")
}

/// Reads a sample in a real child process and compares it with what is built in.
pub(super) fn extractor(context: &Context) -> Check {
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
pub(super) fn limits(context: &Context) -> Check {
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
