//! The sample reports, built into the program, so that there is something to ask before anything is ingested.

use std::sync::{Arc, LazyLock};

use sha2::{Digest, Sha256};

use super::shelf::Shelf;
use crate::index::{Batch, Index};
use crate::ingest::describe::{Stated, describe, language};
use crate::ingest::extract::{Limits, extract};
use crate::ingest::passages::passages;
use crate::report::Reading;
use crate::store::{Edition, State};

/// The id of the sample report that is about Pincite itself.
pub const HANDBOOK: &str = "pincite-handbook";

const FILES: [(&str, &str, &str); 3] = [
    sample(
        "foreign-threats-2020.txt",
        include_str!("../../index/sample/foreign-threats-2020.txt"),
        include_str!("../../index/sample/foreign-threats-2020.toml"),
    ),
    sample(
        "estimative-language.txt",
        include_str!("../../index/sample/estimative-language.txt"),
        include_str!("../../index/sample/estimative-language.toml"),
    ),
    sample(
        "pincite-handbook.txt",
        include_str!("../../index/sample/pincite-handbook.txt"),
        include_str!("../../index/sample/pincite-handbook.toml"),
    ),
];

const fn sample(
    name: &'static str,
    text: &'static str,
    sidecar: &'static str,
) -> (&'static str, &'static str, &'static str) {
    (name, text, sidecar)
}

/// The shelf of the sample reports. It lives in memory and is built once, in some milliseconds.
pub fn samples() -> Shelf {
    SAMPLES.0.clone()
}

/// The sample reports with their reading texts.
pub fn sample_readings() -> impl Iterator<Item = (Edition, Reading)> {
    SAMPLES
        .0
        .editions()
        .iter()
        .cloned()
        .zip(SAMPLES.1.iter().map(|reading| (**reading).clone()))
}

/// The reading of an edition, if it is one of the samples.
pub(super) fn sample_reading(edition: &Edition) -> Option<Arc<Reading>> {
    let same = |known: &Edition| known.sha256 == edition.sha256 && known.part == edition.part;
    let at = SAMPLES.0.editions().iter().position(same)?;
    Some(SAMPLES.1[at].clone())
}

/// The files of the sample reports: name and content.
pub fn sample_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().map(|(name, text, _)| (*name, *text))
}

static SAMPLES: LazyLock<(Shelf, Vec<Arc<Reading>>)> =
    LazyLock::new(|| build().expect("the sample reports are fixed, and a test builds them"));

fn build() -> anyhow::Result<(Shelf, Vec<Arc<Reading>>)> {
    let index = Index::in_memory()?;
    let mut writer = index.writer()?;
    let mut editions = Vec::new();
    let mut readings = Vec::new();
    // Trusted text of known size.
    let limits = Limits {
        file_bytes: 1 << 20,
        pages: 100,
        seconds: 10,
        memory_bytes: 1 << 30,
        unpacked_bytes: 1 << 20,
    };
    for (number, (name, text, sidecar)) in FILES.into_iter().enumerate() {
        let stated = Stated::parse(sidecar).map_err(anyhow::Error::msg)?;
        let reading = extract(text.as_bytes(), name, &limits)?.remove(0).reading;
        let passages = passages(&reading);
        let report = describe(&stated, &reading, name, name);
        let language = language(&stated, &reading);
        let edition = Edition {
            number: number as u64,
            scope: None,
            sha256: Sha256::digest(text).into(),
            part: 0,
            extractor: reading.extractor,
            version: reading.version,
            language,
            pages: reading.units.len() as u32,
            passages: passages.len() as u32,
            state: State::Ready,
            report,
        };
        let names = super::add::names(&edition.report);
        writer.add(&Batch {
            edition: edition.number,
            language,
            names: &names,
            passages: &passages,
        })?;
        editions.push(edition);
        readings.push(Arc::new(reading));
    }
    writer.commit(0)?;
    Ok((
        Shelf::over(Arc::new(index.searcher()?), editions, Vec::new()),
        readings,
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_samples_are_built_and_say_what_they_are() {
        let shelf = super::samples();
        assert_eq!(shelf.editions().len(), 3);
        for edition in shelf.editions() {
            assert!(edition.report.sample, "{edition:?}");
            assert!(edition.pages > 1 && edition.passages > 1, "{edition:?}");
        }
    }
}
