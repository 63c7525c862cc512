//! Re-checking a quotation by its receipt.

use serde::Serialize;

use crate::library::{Library, LibraryError, Scope};
use crate::report::{Check, Citation, Locator, Passage, Reading, Receipt, Report};
use crate::store::{Edition, State};

/// What became of quoted words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The bytes at that place match.
    Identical,
    /// They stand elsewhere in the same edition.
    IdenticalElsewhere,
    /// Same edition, another extractor version, and the words are not found as they were.
    ReadDifferently,
    /// The edition is superseded and its words are not at that place any more, or only the newer one has them.
    Replaced,
    /// No such edition here, or outside of the scope, or no such words in it.
    Unknown,
}

impl Verdict {
    /// The verdict as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Verdict::Identical => "Identical: these words stand at that place, byte for byte.",
            Verdict::IdenticalElsewhere => "Identical, at another place of the same file.",
            Verdict::ReadDifferently => {
                "Read differently now: the file is the same, but today's extractor reads that place in other words."
            }
            Verdict::Replaced => "Replaced: a newer edition of this report is searched now.",
            Verdict::Unknown => {
                "Unknown: no report here fits this receipt. This does not mean that it is false."
            }
        }
    }
}

/// The result of re-checking a receipt.
#[derive(Clone, Debug, Serialize)]
pub struct Verification {
    /// As it was given.
    pub receipt: Receipt,
    /// What became of the words.
    pub result: Verdict,
    /// The stored words, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Their report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// Where they stand now.
    #[serde(flatten)]
    pub locator: Locator,
    /// The place as a person would write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// For a superseded edition: where the words stand in the newer one, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_newer_edition: Option<String>,
}

/// Re-checks a receipt against a library.
pub async fn verify(
    library: Option<&Library>,
    scope: &Scope,
    receipt: Receipt,
) -> Result<Verification, LibraryError> {
    let mut editions: Vec<(Edition, Option<Reading>, Option<Edition>)> = Vec::new();
    if let Some(library) = library {
        let catalogue = library.catalogue().await?;
        let fits = |edition: &&Edition| {
            edition.prefix() == receipt.edition
                && edition.state != State::Pending
                && scope.holds(edition)
        };
        for edition in catalogue.editions.iter().filter(fits) {
            let reading = library
                .reading(edition, receipt.version)
                .or_else(|| library.reading(edition, edition.version));
            let newer = (edition.state == State::Superseded)
                .then(|| catalogue.report(&edition.report.id).cloned())
                .flatten();
            editions.push((edition.clone(), reading, newer));
        }
    }
    for (edition, reading) in crate::library::sample_readings() {
        if edition.prefix() == receipt.edition {
            editions.push((edition, Some(reading), None));
        }
    }
    let mut best = unknown(receipt);
    for (edition, reading, newer) in editions {
        let Some(reading) = reading else {
            return Err(LibraryError::ReadingMissing(edition.report.id));
        };
        let mut found = verify_in(&reading, &edition.report, receipt);
        if found.result == Verdict::Unknown {
            continue;
        }
        if let (Some(newer), Some(library)) = (newer, library) {
            found.in_newer_edition = library.reading(&newer, newer.version).and_then(|reading| {
                let elsewhere = elsewhere(&reading, &receipt)?;
                Some(Citation::new(&newer.report, &elsewhere.0).to_string())
            });
            found.result = Verdict::Replaced;
        }
        if best.result == Verdict::Unknown || found.result == Verdict::Identical {
            best = found;
        }
    }
    Ok(best)
}

/// Re-checks a receipt against one reading of the file that it names.
pub fn verify_in(reading: &Reading, report: &Report, receipt: Receipt) -> Verification {
    let there = receipt
        .read(reading)
        .filter(|text| Check::of(text) == receipt.check);
    let (result, found) = match there {
        Some(text) => (Verdict::Identical, Some((locate(reading, &receipt), text))),
        None => match elsewhere(reading, &receipt) {
            Some(found) => (Verdict::IdenticalElsewhere, Some(found)),
            None if reading.version != receipt.version
                || reading.extractor != receipt.extractor =>
            {
                let now = receipt
                    .read(reading)
                    .map(|text| (locate(reading, &receipt), text));
                (Verdict::ReadDifferently, now)
            }
            None => (Verdict::Unknown, None),
        },
    };
    let (locator, text) = found.map_or((Locator::default(), None), |(locator, text)| {
        (locator, Some(text))
    });
    let known = result != Verdict::Unknown;
    Verification {
        receipt,
        result,
        citation: text
            .is_some()
            .then(|| Citation::new(report, &locator).to_string()),
        text,
        report: known.then(|| report.clone()),
        locator,
        in_newer_edition: None,
    }
}

/// The verification of a receipt that nothing here fits.
fn unknown(receipt: Receipt) -> Verification {
    Verification {
        receipt,
        result: Verdict::Unknown,
        text: None,
        report: None,
        locator: Locator::default(),
        citation: None,
        in_newer_edition: None,
    }
}

/// The same words anywhere else in a reading: every word start is tried, page by page.
fn elsewhere(reading: &Reading, receipt: &Receipt) -> Option<(Locator, String)> {
    let len = receipt.len as usize;
    for unit in &reading.units {
        for (start, _) in unit
            .text
            .char_indices()
            .filter(|(at, c)| starts_word(&unit.text, *at, *c))
        {
            let page = unit.page;
            let at = |crosses| Receipt {
                page,
                start: start as u32,
                crosses,
                ..*receipt
            };
            let candidates = [
                Some(at(false)),
                (start + len > unit.flow_end).then(|| at(true)),
            ];
            for place in candidates.into_iter().flatten() {
                if let Some(text) = place
                    .read(reading)
                    .filter(|text| Check::of(text) == receipt.check)
                {
                    return Some((locate(reading, &place), text));
                }
            }
        }
    }
    None
}

fn starts_word(text: &str, at: usize, c: char) -> bool {
    !c.is_whitespace()
        && text[..at].chars().next_back().is_none_or(|before| {
            before.is_whitespace() || !before.is_alphanumeric() || c > '\u{2e80}'
        })
}

/// The place of a receipt's words with section and paragraph, from the passages of the reading.
fn locate(reading: &Reading, receipt: &Receipt) -> Locator {
    let holds = |passage: &Passage| -> Option<std::ops::Range<usize>> {
        let span = passage.spans.iter().find(|span| {
            span.page == receipt.page
                && span.start <= receipt.start
                && receipt.start < span.start + span.len
        })?;
        let start = (span.at + receipt.start - span.start) as usize;
        Some(start..(start + receipt.len as usize).min(passage.text.len()))
    };
    crate::ingest::passages::passages(reading)
        .iter()
        .find_map(|passage| holds(passage).map(|range| passage.locate(&range)))
        .unwrap_or(Locator {
            page: receipt.page,
            ..Locator::default()
        })
}
