//! Any bytes, read as a PDF: a reading whose blocks fit its text, or an error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pincite::ingest::extract::{Limits, extract};
use pincite::report::Extractor;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        file_bytes: 1 << 20,
        pages: 100,
        seconds: 10,
        memory_bytes: 1 << 30,
        unpacked_bytes: 16 << 20,
    };
    let Ok(reading) = extract(bytes, Extractor::Pdf, &limits) else {
        return;
    };
    for unit in reading.units {
        assert!(unit.text.is_char_boundary(unit.flow_end));
        let mut end = 0;
        for block in unit.blocks {
            assert!(unit.text[end..block.start].trim().is_empty());
            assert!(!unit.text[block.range()].is_empty());
            end = block.end;
        }
    }
});
