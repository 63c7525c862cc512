//! One check of `pincite doctor`: what was found, and what to do about it.

use serde::Serialize;

/// Of a list of reports or files, this many are named.
const NAMED: usize = 8;

/// What came of one check.
#[derive(Serialize)]
pub(super) struct Check {
    pub(super) check: &'static str,
    pub(super) result: Health,
    /// What was found, as a sentence's beginning.
    pub(super) says: String,
    /// What to type or do about it.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub(super) todo: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Health {
    Ok,
    /// Something is wrong; Pincite runs.
    Problem,
    /// Questions cannot be answered.
    CannotRun,
    Skipped,
}

pub(super) fn ok(check: &'static str, says: impl Into<String>) -> Check {
    Check {
        check,
        result: Health::Ok,
        says: says.into(),
        todo: None,
    }
}

pub(super) fn skipped(check: &'static str, says: impl Into<String>) -> Check {
    Check {
        result: Health::Skipped,
        ..ok(check, says)
    }
}

pub(super) fn problem(
    check: &'static str,
    says: impl Into<String>,
    todo: impl Into<String>,
) -> Check {
    Check {
        result: Health::Problem,
        todo: Some(todo.into()),
        ..ok(check, says)
    }
}

pub(super) fn cannot_run(
    check: &'static str,
    says: impl Into<String>,
    todo: impl Into<String>,
) -> Check {
    Check {
        result: Health::CannotRun,
        ..problem(check, says, todo)
    }
}

/// A list for a sentence; what is too much of it is counted.
pub(super) fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    let more = match items.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", items[..items.len().min(NAMED)].join(", "))
}

/// An amount of bytes, for people.
pub(super) fn bytes(n: u64) -> String {
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
