#![no_main]

use pincite::ingest::extract::detect;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = detect(bytes, "report.txt");
});
