//! `pincite page`.

use std::io::{IsTerminal as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::quote::{find, pick};
use super::{Context, Exit, style, usage};
use crate::ingest::extract::Picture;
use crate::library::{Library, PictureError, reading};
use crate::report::{Check, Citation, Extractor, Locator, PageNumber, Reading, Receipt, Report};
use crate::store::{Edition, State};

#[derive(Debug, Args)]
pub(super) struct PageArgs {
    /// The report: its id, or words of its title
    report: String,
    /// The page as a PDF viewer counts, from 1, or its printed label; with --receipt the receipt's, if left out
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    page: Option<String>,
    /// Outline the words of this receipt
    #[arg(long, value_name = "R")]
    receipt: Option<String>,
    /// The PNG file to write; - for standard output
    #[arg(short, long, value_name = "F.png")]
    output: PathBuf,
}

/// Stands for standard output.
const STDOUT: &str = "-";

/// What was drawn, for `--json`.
#[derive(Serialize)]
struct Drawn<'a> {
    report: &'a Report,
    #[serde(flatten)]
    locator: Locator,
    file: &'a Path,
    width: u32,
    height: u32,
    bytes: usize,
    outlined: bool,
}

/// Which page is meant, and what to outline on it.
struct Wanted {
    edition: Edition,
    page: PageNumber,
    label: Option<String>,
    words: Option<Range<usize>>,
}

pub(super) async fn run(context: &Context, args: PageArgs) -> anyhow::Result<Exit> {
    let receipt = check(context, &args)?;
    let library = context.library().await?;
    let edition = find(library.as_ref(), &args.report).await?;
    let Some(library) = library.filter(|_| edition.extractor == Extractor::Pdf) else {
        return not_drawn(PictureError::NotPdf {
            report: edition.report.id,
        });
    };
    let edition = of_receipt(&library, edition, receipt).await?;
    let wanted = wanted(&library, edition, args.page.as_deref(), receipt)?;
    let Wanted {
        edition,
        page,
        words,
        ..
    } = &wanted;
    let extraction = context.extraction();
    let drawn = library.picture(edition, *page, words.clone(), &extraction);
    match drawn.await {
        Ok(picture) => {
            if receipt.is_some() && !picture.outlined {
                style::note(why_not_outlined(words.is_some()));
            }
            hand_over(context, &args.output, &wanted, &picture)
        }
        Err(error) => not_drawn(error),
    }
}

/// What can be told before anything is opened.
fn check(context: &Context, args: &PageArgs) -> anyhow::Result<Option<Receipt>> {
    if args.output == Path::new(STDOUT) {
        if std::io::stdout().is_terminal() {
            return Err(usage(
                "a terminal cannot show a picture; name a file: -o page.png",
            ));
        }
        if context.json {
            return Err(usage(
                "the picture and --json cannot both go to standard output; name a file: -o page.png",
            ));
        }
    }
    let receipt = args.receipt.as_deref().map(str::parse::<Receipt>);
    receipt
        .transpose()
        .map_err(|error| usage(error.to_string()))
}

/// The edition that the receipt is of: perhaps one that was replaced since.
async fn of_receipt(
    library: &Library,
    newest: Edition,
    receipt: Option<Receipt>,
) -> anyhow::Result<Edition> {
    let Some(receipt) = receipt.filter(|receipt| receipt.edition != newest.prefix()) else {
        return Ok(newest);
    };
    let catalogue = library.catalogue().await?;
    let mut known = catalogue.editions.iter();
    let quoted = known.find(|edition| {
        edition.prefix() == receipt.edition
            && edition.report.id == newest.report.id
            && edition.state != State::Pending
    });
    quoted.cloned().ok_or_else(|| {
        usage(format!(
            "this receipt is not of {}; `pincite verify {receipt}` says which report it is of",
            newest.report.id
        ))
    })
}

fn wanted(
    library: &Library,
    edition: Edition,
    typed: Option<&str>,
    receipt: Option<Receipt>,
) -> anyhow::Result<Wanted> {
    let reading = reading(Some(library), &edition)?;
    let receipts = receipt.and_then(|receipt| receipt.page);
    let unit = match (typed, receipts) {
        (Some(typed), _) => pick(&reading, typed)?,
        (None, Some(page)) => pick(&reading, &page.to_string())?,
        (None, None) => {
            return Err(usage(format!(
                "name a page: --page 1 to --page {}",
                reading.units.len()
            )));
        }
    };
    let page = unit
        .page
        .ok_or_else(|| usage("this report has no pages; `pincite quote` shows its text"))?;
    Ok(Wanted {
        page,
        label: unit.label.clone(),
        words: receipt.and_then(|receipt| words(&reading, page, receipt)),
        edition,
    })
}

/// Where the receipt's words stand on that page, if they are still what they were.
fn words(reading: &Reading, page: PageNumber, receipt: Receipt) -> Option<Range<usize>> {
    let text = receipt.read(reading)?;
    (Check::of(&text) == receipt.check).then(|| receipt.part_on(page, reading))?
}

fn why_not_outlined(there: bool) -> &'static str {
    match there {
        true => "the receipt's words could not be placed on the page; nothing is outlined",
        false => {
            "the receipt's words do not stand on this page as it is read now; nothing is outlined"
        }
    }
}

fn not_drawn(error: PictureError) -> anyhow::Result<Exit> {
    match error {
        PictureError::NotPdf { .. } => Err(usage(error.to_string())),
        PictureError::OriginalMissing { .. } => Err(error.into()),
        PictureError::NotDrawn { .. } => {
            style::problem(&error.into());
            Ok(Exit::SomeFailed)
        }
    }
}

fn hand_over(
    context: &Context,
    file: &Path,
    wanted: &Wanted,
    picture: &Picture,
) -> anyhow::Result<Exit> {
    if file == Path::new(STDOUT) {
        std::io::stdout().lock().write_all(&picture.png)?;
        return Ok(Exit::Done);
    }
    std::fs::write(file, &picture.png).map_err(|error| {
        usage(format!(
            "{} cannot be written ({}); name another file with -o",
            file.display(),
            crate::ingest::walk::told(&error)
        ))
    })?;
    let mut out = anstream::stdout().lock();
    match context.json {
        true => writeln!(out, "{}", json(file, wanted, picture)?)?,
        false => writeln!(out, "{}", told(file, wanted, picture))?,
    }
    Ok(Exit::Done)
}

fn told(file: &Path, wanted: &Wanted, picture: &Picture) -> String {
    let place = locator(wanted);
    let citation = Citation::new(&wanted.edition.report, &place).to_string();
    let outlined = match picture.outlined {
        true => ", the quotation outlined",
        false => "",
    };
    format!(
        "{}: {}, {} × {} pixels{outlined}",
        file.display(),
        style::printable(&citation),
        picture.width,
        picture.height
    )
}

fn json(file: &Path, wanted: &Wanted, picture: &Picture) -> serde_json::Result<String> {
    serde_json::to_string(&Drawn {
        report: &wanted.edition.report,
        locator: locator(wanted),
        file,
        width: picture.width,
        height: picture.height,
        bytes: picture.png.len(),
        outlined: picture.outlined,
    })
}

fn locator(wanted: &Wanted) -> Locator {
    Locator {
        page: Some(wanted.page),
        page_label: wanted.label.clone(),
        ..Locator::default()
    }
}
