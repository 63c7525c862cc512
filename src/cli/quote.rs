//! `pincite quote`.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{Context, Exit, style, usage};
use crate::library::{Library, Meant, meant, reading, samples};
use crate::report::{Citation, Locator, NoSuchPage, PageReference, Reading, Report, Unit};
use crate::store::Edition;

#[derive(Debug, Args)]
pub(super) struct QuoteArgs {
    /// The report: its id, or words of its title
    report: String,
    /// The page as a PDF viewer counts, from 1, or its printed label; not needed for reports without pages
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
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
    let unit = unit(&reading, args.page.as_deref())?;
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

fn unit<'r>(reading: &'r Reading, page: Option<&str>) -> anyhow::Result<&'r Unit> {
    match page {
        Some(page) => pick(reading, page),
        None => whole(reading),
    }
}

/// The text of a report without pages.
fn whole(reading: &Reading) -> anyhow::Result<&Unit> {
    let first = reading.units.first();
    first.filter(|unit| unit.page.is_none()).ok_or_else(|| {
        usage(format!(
            "this report has pages; name one: --page 1 to --page {}",
            reading.units.len()
        ))
    })
}

/// The page that was typed.
pub(super) fn pick<'r>(reading: &'r Reading, typed: &str) -> anyhow::Result<&'r Unit> {
    PageReference::parse(typed)
        .find(reading)
        .map_err(|why| match why {
            NoSuchPage::NoPages => {
                usage("this report has no pages; leave out --page to see its text")
            }
            why => usage(why.to_string()),
        })
}
