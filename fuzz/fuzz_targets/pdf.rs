//! Any bytes, read as a PDF.

#![no_main]

include!("extract.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check(bytes, Extractor::Pdf));
