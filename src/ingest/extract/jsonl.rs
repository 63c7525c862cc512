//! JSONL of ready passages → reading text. One object a line: `{"_id", "title", "text"}` and optionally `report`,
//! `page`, `section`, `date`, `url`. One file may hold several reports.

use serde::Deserialize;
use serde_json::Value;

use super::compose::{Composer, clean};
use super::decode::decode;
use super::{ExtractError, Limits, about};
use crate::report::{BlockKind, Extractor, Metadata, PageNumber, Reading, Unit};

/// One report of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// As the passages name it; absent where they name none, and the report is named after the file.
    pub report: Option<String>,
    /// In the order of the file.
    pub passages: Vec<ImportedPassage>,
}

/// One line of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedPassage {
    /// Its `_id`, else its line number.
    pub id: String,
    /// Its title; empty where there is none.
    pub title: String,
    /// Its text, as given.
    pub text: String,
    /// The physical page.
    pub page: Option<PageNumber>,
    /// The headings above it, outermost first, without its own title.
    pub section: Vec<String>,
    /// `2021`, `2021-03` or `2021-03-10`.
    pub date: Option<String>,
    /// Where people can get the original.
    pub url: Option<String>,
}

/// Reads a file as the reports that its passages name, in the order in which they are first named.
pub fn split(bytes: &[u8], limits: &Limits) -> Result<Vec<Imported>, ExtractError> {
    let mut places = std::collections::HashMap::new();
    let mut reports: Vec<Imported> = Vec::new();
    for (report, passage) in rows(bytes, limits)? {
        let place = *places.entry(report.clone()).or_insert_with(|| {
            reports.push(Imported {
                report,
                passages: Vec::new(),
            });
            reports.len() - 1
        });
        reports[place].passages.push(passage);
    }
    Ok(reports)
}

/// The reading text of the passages of one report. It has pages where every passage names one and they never go back.
pub fn reading_of(passages: &[ImportedPassage]) -> Reading {
    let units = match pages_in_order(passages) {
        Some(pages) => units_of_pages(passages, pages),
        None => vec![unit_of(Composer::new(), passages, &mut Vec::new())],
    };
    Reading {
        extractor: Extractor::Jsonl,
        version: Extractor::Jsonl.version(),
        metadata: Metadata {
            date: common(passages, |passage| &passage.date),
            url: common(passages, |passage| &passage.url),
            ..Metadata::default()
        },
        units,
    }
}

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "_id", default)]
    id: Value,
    #[serde(default)]
    title: Option<String>,
    text: String,
    #[serde(default)]
    report: Option<String>,
    #[serde(default)]
    page: Value,
    #[serde(default)]
    section: Value,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

fn rows(
    bytes: &[u8],
    limits: &Limits,
) -> Result<Vec<(Option<String>, ImportedPassage)>, ExtractError> {
    let text = decode(bytes);
    let mut rows = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let row: Row = serde_json::from_str(line).map_err(|_| bad_line(index + 1))?;
        let (report, passage) = passage(row, index + 1);
        check_page(passage.page, limits)?;
        rows.push((report, passage));
    }
    Ok(rows)
}

fn bad_line(number: usize) -> ExtractError {
    ExtractError::Damaged(format!(
        "line {number} is not a JSON object with a \"text\""
    ))
}

fn check_page(page: Option<PageNumber>, limits: &Limits) -> Result<(), ExtractError> {
    if page.is_none_or(|page| page.get() <= limits.pages) {
        return Ok(());
    }
    let (unit, setting) = ("pages".to_owned(), "pages".to_owned());
    Err(ExtractError::TooMuch {
        limit: u64::from(limits.pages),
        unit,
        setting,
    })
}

fn passage(row: Row, line: usize) -> (Option<String>, ImportedPassage) {
    let id = match row.id {
        Value::String(id) => id,
        Value::Number(id) => id.to_string(),
        _ => line.to_string(),
    };
    let section = match row.section {
        Value::String(heading) => vec![heading],
        Value::Array(path) => path
            .iter()
            .filter_map(|heading| heading.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    };
    let page = row
        .page
        .as_u64()
        .or_else(|| row.page.as_str()?.parse().ok());
    let passage = ImportedPassage {
        id,
        title: row.title.unwrap_or_default(),
        text: row.text,
        page: page.and_then(|page| PageNumber::new(u32::try_from(page).ok()?)),
        section,
        date: row.date.as_deref().and_then(about::date),
        url: row.url.as_deref().and_then(about::url),
    };
    (
        row.report.filter(|report| !report.trim().is_empty()),
        passage,
    )
}

/// The last page, if there are pages.
fn pages_in_order(passages: &[ImportedPassage]) -> Option<u32> {
    /// More than a receipt can name.
    const MOST: u32 = 16_383;
    let pages: Option<Vec<u32>> = passages
        .iter()
        .map(|passage| Some(passage.page?.get()))
        .collect();
    let pages = pages.filter(|pages| pages.is_sorted())?;
    pages.last().copied().filter(|&last| last <= MOST)
}

fn units_of_pages(passages: &[ImportedPassage], pages: u32) -> Vec<Unit> {
    let mut rest = passages;
    let mut headings = Vec::new();
    let pages = (1..=pages).filter_map(PageNumber::new);
    let unit = |page| {
        let here = rest.partition_point(|passage| passage.page <= Some(page));
        let (of_page, after) = rest.split_at(here);
        rest = after;
        unit_of(Composer::of_page(page), of_page, &mut headings)
    };
    pages.map(unit).collect()
}

/// Appends passages, each under its title and section where these change.
fn unit_of(
    mut composer: Composer,
    passages: &[ImportedPassage],
    headings: &mut Vec<String>,
) -> Unit {
    for passage in passages {
        let path = path(passage);
        let same = headings
            .iter()
            .zip(&path)
            .take_while(|(a, b)| a == b)
            .count();
        for (depth, heading) in path.iter().enumerate().skip(same) {
            composer.push(BlockKind::Heading((depth + 1).min(9) as u8), heading);
        }
        *headings = path;
        for paragraph in paragraphs(&passage.text) {
            composer.push(BlockKind::Paragraph, paragraph);
        }
    }
    composer.finish()
}

fn path(passage: &ImportedPassage) -> Vec<String> {
    let title = clean(&passage.title);
    let is_said = clean(&passage.text).starts_with(&title);
    let own = (!title.is_empty() && !is_said).then_some(title);
    let section = passage
        .section
        .iter()
        .map(|heading| clean(heading))
        .filter(|heading| !heading.is_empty());
    own.into_iter().chain(section).collect()
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n")
}

fn common(
    passages: &[ImportedPassage],
    field: fn(&ImportedPassage) -> &Option<String>,
) -> Option<String> {
    let first = field(passages.first()?);
    passages
        .iter()
        .all(|passage| field(passage) == first)
        .then(|| first.clone())?
}

#[cfg(test)]
mod tests {
    use super::super::test_limits;
    use super::*;
    use crate::ingest::extract::compose::assert_sound;

    fn text_of(reading: &Reading) -> Vec<(Option<u32>, &str)> {
        reading
            .units
            .iter()
            .map(|unit| (unit.page.map(PageNumber::get), unit.text.as_str()))
            .collect()
    }

    /// The first report of a file.
    fn extract(bytes: &[u8], limits: &Limits) -> Result<Reading, ExtractError> {
        split(bytes, limits).map(|reports| reading_of(&reports[0].passages))
    }

    #[test]
    fn passages_without_pages_are_one_text() {
        let file = r#"{"_id": "a1", "title": "Findings", "text": "Iran tried.\n\nRussia too."}

{"_id": 7, "title": "Findings", "text": "Findings were few."}"#;
        let reading = extract(file.as_bytes(), &test_limits()).unwrap();
        assert_eq!(
            text_of(&reading),
            [(
                None,
                "Findings\n\nIran tried.\n\nRussia too.\n\nFindings were few."
            )]
        );
        assert_sound(&reading.units[0]);
    }

    #[test]
    fn pages_in_order_become_units_without_a_gap() {
        let file = r#"{"text": "One.", "page": 1, "section": ["A", "B"]}
{"text": "Two.", "page": 3, "section": ["A", "C"]}
{"text": "Three.", "page": "3", "section": "A"}"#;
        let reading = extract(file.as_bytes(), &test_limits()).unwrap();
        assert_eq!(
            text_of(&reading),
            [
                (Some(1), "A\n\nB\n\nOne."),
                (Some(2), ""),
                (Some(3), "C\n\nTwo.\n\nThree.")
            ]
        );
    }

    #[test]
    fn pages_that_go_back_are_no_pages() {
        let file = "{\"text\": \"One.\", \"page\": 2}\n{\"text\": \"Two.\", \"page\": 1}";
        let reading = extract(file.as_bytes(), &test_limits()).unwrap();
        assert_eq!(text_of(&reading), [(None, "One.\n\nTwo.")]);
    }

    #[test]
    fn a_file_splits_into_its_reports() {
        let file = r#"{"_id": "1", "text": "a", "report": "x", "date": "2021-03-10", "url": "https://example.org"}
{"_id": "2", "text": "b", "report": "y"}
{"_id": "3", "text": "c", "report": "x", "date": "long ago"}
{"text": "d"}"#;
        let reports = split(file.as_bytes(), &test_limits()).unwrap();
        let ids = |imported: &Imported| {
            imported
                .passages
                .iter()
                .map(|p| p.id.clone())
                .collect::<Vec<_>>()
        };
        let found: Vec<_> = reports
            .iter()
            .map(|r| (r.report.as_deref(), ids(r)))
            .collect();
        assert_eq!(
            found,
            [
                (Some("x"), vec!["1".to_owned(), "3".to_owned()]),
                (Some("y"), vec!["2".to_owned()]),
                (None, vec!["4".to_owned()])
            ]
        );
        assert_eq!(reports[0].passages[0].date.as_deref(), Some("2021-03-10"));
        assert_eq!(reports[0].passages[1].date, None);
    }

    #[test]
    fn a_bad_line_is_named() {
        let deep = format!("{{\"text\": \"a\", \"x\": {}}}", "[".repeat(100_000));
        for bad in [
            "{\"title\": \"no text\"}",
            "[1, 2]",
            "not JSON",
            "{\"text\": 5}",
            deep.as_str(),
        ] {
            let file = format!("{{\"text\": \"good\"}}\n\n{bad}\n");
            let error = extract(file.as_bytes(), &test_limits()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "it is damaged: line 3 is not a JSON object with a \"text\""
            );
        }
    }

    #[test]
    fn a_page_beyond_the_limit_is_too_much() {
        let error =
            extract(b"{\"text\": \"a\", \"page\": 4000000000}", &test_limits()).unwrap_err();
        assert!(matches!(error, ExtractError::TooMuch { .. }), "{error}");
    }
}
