//! A ledger as a file, with all that somebody else needs to verify it without Pincite: the hashed bytes of each entry, and
//! what lies beside them with its salts. How to verify stands in the handbook.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::store::ledger::{Cited, Event, Field, Judgment, Salted, Verbatim};

/// Which kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object with all entries.
    Json,
    /// A line for each entry (RFC 4180), to be read in a spreadsheet.
    Csv,
}

impl Format {
    /// `json` or `csv`: its name, and the end of a file's name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "json" => Ok(Format::Json),
            "csv" => Ok(Format::Csv),
            _ => Err("a ledger is exported as json or csv"),
        }
    }
}

/// A whole ledger.
#[derive(Serialize)]
struct Exported<'e> {
    guild: String,
    entries: Vec<Line<'e>>,
}

/// An entry as others verify it.
#[derive(Serialize)]
struct Line<'e> {
    number: u32,
    /// 64 hexadecimal digits: the SHA-256 of `body`.
    hash: String,
    /// The bytes that are hashed.
    body: &'e str,
    /// Values with the salts of the commitments in `body`.
    private: &'e std::collections::BTreeMap<Field, Salted>,
}

/// The entries of a guild's ledger as a file.
pub fn export(guild: u64, entries: &[Verbatim], format: Format) -> anyhow::Result<String> {
    match format {
        Format::Json => {
            let line = |verbatim| line(verbatim);
            let exported = Exported {
                guild: guild.to_string(),
                entries: entries.iter().map(line).collect(),
            };
            Ok(serde_json::to_string_pretty(&exported)? + "\n")
        }
        Format::Csv => sheet(entries),
    }
}

fn line(verbatim: &Verbatim) -> Line<'_> {
    Line {
        number: verbatim.entry.number,
        hash: verbatim.entry.hash.to_string(),
        body: &verbatim.body,
        private: &verbatim.private,
    }
}

const COLUMNS: [&str; 16] = [
    "number",
    "at",
    "check",
    "role",
    "event",
    "verdict",
    "claim",
    "note",
    "moderator",
    "author",
    "judged message",
    "post",
    "quotations",
    "hash",
    "body",
    "private",
];

fn sheet(entries: &[Verbatim]) -> anyhow::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for verbatim in entries {
        out.write_record(row(verbatim)?)?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

fn row(verbatim: &Verbatim) -> anyhow::Result<[String; 16]> {
    let entry = &verbatim.entry;
    let private = |field| entry.private.get(&field).map_or("", String::as_str);
    let (event, judgment, cited) = told(&entry.event);
    let quotations: Vec<String> = cited
        .iter()
        .map(|cited| {
            format!(
                "“{}” ({}, receipt {})",
                cited.text, cited.citation, cited.receipt
            )
        })
        .collect();
    Ok([
        entry.number.to_string(),
        entry.at.clone(),
        entry.check.to_string(),
        inert(entry.role.as_deref().unwrap_or_default()),
        event.to_owned(),
        judgment.map_or_else(String::new, |judgment| judgment.name().to_owned()),
        inert(private(Field::Claim)),
        inert(private(Field::Note)),
        inert(private(Field::By)),
        inert(private(Field::Author)),
        inert(private(Field::Place)),
        inert(private(Field::Post)),
        inert(&quotations.join("\n")),
        entry.hash.to_string(),
        verbatim.body.clone(),
        serde_json::to_string(&verbatim.private)?,
    ])
}

fn told(event: &Event) -> (&'static str, Option<Judgment>, &[Cited]) {
    match event {
        Event::Kept { judgment, cited } => ("kept", Some(*judgment), cited),
        Event::Intent {
            judgment, cited, ..
        } => ("to be posted", Some(*judgment), cited),
        Event::Published => ("posted", None, &[]),
        Event::NotPublished => ("not posted", None, &[]),
        Event::Corrected { judgment, cited } => ("corrected", Some(*judgment), cited),
        Event::Withdrawn => ("withdrawn", None, &[]),
        Event::SourceEdited => ("message edited", None, &[]),
        Event::SourceDeleted => ("message deleted", None, &[]),
        Event::Erased { .. } => ("erased", None, &[]),
    }
}

/// A text that no spreadsheet takes for a formula (OWASP, CSV Injection).
fn inert(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_harmless() {
        assert_eq!(inert("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(inert("@SUM(1)"), "'@SUM(1)");
        assert_eq!(inert("The works cost 3"), "The works cost 3");
    }

    #[test]
    fn formats_have_names() {
        for format in [Format::Json, Format::Csv] {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert!("xml".parse::<Format>().is_err());
    }
}
