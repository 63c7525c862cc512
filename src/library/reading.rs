//! Reading texts that were needed lately, kept in memory.

use std::sync::Arc;

use moka::sync::Cache;

use super::{Library, LibraryError, samples};
use crate::report::{Extractor, Reading};
use crate::store::Edition;

/// Bytes of reading texts that are kept.
const BYTES: u64 = 64 << 20;

/// File, part, extractor and its version: together they name one reading for ever.
type Key = ([u8; 32], u32, Extractor, u8);

/// The cache of a library.
pub(super) struct Readings(Cache<Key, Arc<Reading>>);

impl Readings {
    pub(super) fn new() -> Readings {
        let cache = Cache::builder()
            .max_capacity(BYTES)
            .weigher(|_, reading: &Arc<Reading>| weight(reading));
        Readings(cache.build())
    }
}

/// Bytes that a reading takes, about.
fn weight(reading: &Reading) -> u32 {
    let units = reading.units.iter().map(|unit| {
        let furniture: usize = unit.furniture.iter().map(String::len).sum();
        size_of_val(unit) + unit.text.len() + size_of_val(&unit.blocks[..]) + furniture
    });
    u32::try_from(units.sum::<usize>()).unwrap_or(u32::MAX)
}

/// The reading of an edition in its extractor's version, from a library or from the samples. Which editions somebody may
/// read is for the caller to know: take them from a [`super::Shelf`].
pub fn reading(library: Option<&Library>, edition: &Edition) -> Result<Arc<Reading>, LibraryError> {
    library
        .and_then(|library| library.current_reading(edition))
        .or_else(|| samples::sample_reading(edition))
        .ok_or_else(|| LibraryError::ReadingMissing(edition.report.id.clone()))
}

impl Library {
    /// The same from this library or from the samples.
    pub fn reading_of(&self, edition: &Edition) -> Result<Arc<Reading>, LibraryError> {
        reading(Some(self), edition)
    }

    fn current_reading(&self, edition: &Edition) -> Option<Arc<Reading>> {
        let key = (
            edition.sha256,
            edition.part,
            edition.extractor,
            edition.version,
        );
        let read = || self.reading(edition, edition.version).map(Arc::new);
        self.readings.0.optionally_get_with(key, read)
    }
}
