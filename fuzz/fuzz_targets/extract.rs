// What every format's target does; each includes this file.

use pincite::ingest::extract::{Limits, extract_as};
use pincite::report::Extractor;

/// Small enough that a target finds what a limit misses.
fn limits() -> Limits {
    Limits {
        file_bytes: 1 << 20,
        pages: 100,
        seconds: 10,
        memory_bytes: 1 << 30,
        unpacked_bytes: 1 << 22,
    }
}

/// A reading keeps its promises, whatever the bytes.
fn check(bytes: &[u8], kind: Extractor) {
    let parts = extract_as(bytes, kind, &limits()).unwrap_or_default();
    for unit in parts.iter().flat_map(|part| &part.reading.units) {
        let mut end = 0;
        for block in &unit.blocks {
            assert!(block.start >= end && block.end > block.start);
            assert!(unit.text[end..block.start].trim().is_empty());
            assert!(!unit.text[block.range()].trim().is_empty());
            end = block.end;
        }
        assert_eq!(end, unit.text.len());
        assert!(unit.text.is_char_boundary(unit.flow_end));
    }
}
