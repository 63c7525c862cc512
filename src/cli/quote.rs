//! `pincite quote`.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{Context, Exit, style, usage};
use crate::library::{Library, Meant, meant, reading, samples};
use crate::report::{Citation, Locator, PageNumber, Reading, Report, Unit};
use crate::store::Edition;

#[derive(Debug, Args)]
pub(super) struct QuoteArgs {
    /// The report: its id, or words of its title
    report: String,
    /// The page as a PDF viewer counts, from 1, or its printed label; not needed for reports without pages
    #[arg(long, value_name = "N")]
    page: Option<String>,
}

#[derive(Serialize)]
struct Page<'a> {
    report: &'a Report,
    #[serde(flatten)]
    locator: Locator,
    text: &'a str,
}

pub(super) async fn run(context: &Context, args: QuoteArgs) -> anyhow::Result<Exit> {
    let library = context.library().await?;
    let edition = find(library.as_ref(), &args.report).await?;
    let reading = reading(library.as_ref(), &edition)?;
    let unit = pick(&reading, args.page.as_deref())?;
    let locator = Locator {
        page: unit.page,
        page_label: unit.label.clone(),
        ..Locator::default()
    };
    let mut out = anstream::stdout().lock();
    if context.json {
        writeln!(
            out,
            "{}",
            serde_json::to_string(&Page {
                report: &edition.report,
                locator,
                text: &unit.text
            })?
        )?;
        return Ok(Exit::Done);
    }
    let citation = match unit.page {
        Some(_) => Citation::new(&edition.report, &locator).to_string(),
        None => edition.report.title.clone(),
    };
    let strong = style::STRONG;
    writeln!(
        out,
        "{strong}{}{strong:#}\n\n{}",
        style::printable(&citation),
        style::printable(&unit.text)
    )?;
    Ok(Exit::Done)
}

/// The one report that is meant, among all and the samples.
pub(super) async fn find(library: Option<&Library>, wanted: &str) -> anyhow::Result<Edition> {
    let mut known: Vec<Edition> = match library {
        Some(library) => library.catalogue().await?.ready().cloned().collect(),
        None => Vec::new(),
    };
    known.extend_from_slice(samples().editions());
    match meant(&known, wanted) {
        Meant::One(edition) => Ok(edition.clone()),
        Meant::Nothing => Err(usage(format!(
            "no report is called {wanted:?}; `pincite reports` lists them with their ids"
        ))),
        Meant::Several(like) => {
            let ids: Vec<&str> = like
                .iter()
                .take(8)
                .map(|edition| edition.report.id.as_str())
                .collect();
            Err(usage(format!(
                "{wanted:?} may mean several reports; name one: {}",
                ids.join(", ")
            )))
        }
    }
}

fn pick<'r>(reading: &'r Reading, page: Option<&str>) -> anyhow::Result<&'r Unit> {
    let units = &reading.units;
    let paged = units.first().is_some_and(|unit| unit.page.is_some());
    let Some(wanted) = page else {
        return match units.first().filter(|_| !paged) {
            Some(whole) => Ok(whole),
            None => Err(usage(format!(
                "this report has pages; name one: --page 1 to --page {}",
                units.len()
            ))),
        };
    };
    if !paged {
        return Err(usage(
            "this report has no pages; leave out --page to see its text",
        ));
    }
    let wanted = wanted.trim();
    let number = wanted.parse().ok().and_then(PageNumber::new);
    let physical = number.and_then(|number| units.iter().find(|unit| unit.page == Some(number)));
    let labelled = || {
        units.iter().find(|unit| {
            unit.label
                .as_deref()
                .is_some_and(|label| label.eq_ignore_ascii_case(wanted))
        })
    };
    physical.or_else(labelled).ok_or_else(|| {
        let labels: Vec<&str> = units
            .iter()
            .filter_map(|unit| unit.label.as_deref())
            .collect();
        let printed = match (labels.first(), labels.last()) {
            (Some(first), Some(last)) => format!(" (printed {first} to {last})"),
            _ => String::new(),
        };
        usage(format!(
            "there is no page {wanted:?}; this report has pages 1 to {}{printed}",
            units.len()
        ))
    })
}
