//! Bytes of a file → its reading text. Runs in a child process (see [`super::child`]), so that a file that makes an
//! extractor hang, overflow its stack or eat memory takes nothing else with it.

mod about;
mod compose;
mod decode;
mod detect;
mod docx;
mod html;
mod jsonl;
mod markdown;
mod package;
mod pdf;
mod text;

use serde::{Deserialize, Serialize};

use crate::report::{Extractor, Reading};

pub use detect::detect;
pub use jsonl::{Imported, ImportedPassage, reading_of, split};

/// What one file may cost. Every number is a hard limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Physical pages; at most 16,383, so that a receipt stays within 32 characters.
    pub pages: u32,
    /// Seconds of processor time and of wall-clock time.
    pub seconds: u64,
    /// Bytes of address space of the child process.
    pub memory_bytes: u64,
    /// Bytes that any one packed thing (a zip entry, a PDF stream) and all text together may unpack to.
    pub unpacked_bytes: u64,
}

/// Why a file has no reading text. Each is a whole sentence's end: "failed because …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ExtractError {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// Not a format that we read.
    #[error(
        "it is {0}, which Pincite does not read; it reads PDF, HTML, DOCX, Markdown, plain text and JSONL"
    )]
    UnknownKind(String),
    /// Needs a password.
    #[error("it is protected by a password; save a copy without one and ingest that")]
    Encrypted,
    /// Only pictures of pages.
    #[error(
        "it has no text layer ({pages} pages of pictures); run OCR on it first, for example with ocrmypdf"
    )]
    NoTextLayer {
        /// Physical pages.
        pages: u32,
    },
    /// Text without a single word.
    #[error("there is no text in it")]
    NoText,
    /// Over a limit of the config.
    #[error("it has more than {limit} {unit}; raise `{setting}` in the config if you trust it")]
    TooMuch {
        /// The limit that was exceeded.
        limit: u64,
        /// Of what: "pages", "bytes", "unpacked bytes".
        unit: String,
        /// The setting's name under `[ingest]`.
        setting: String,
    },
    /// Broken or forged.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// Refused on purpose.
    #[error("it is refused: {0}")]
    Refused(String),
}

/// Reads a file whose kind is known from its bytes. May take long, use much memory, or overflow the stack on hostile
/// input: call it in a child process.
pub fn extract(bytes: &[u8], kind: Extractor, limits: &Limits) -> Result<Reading, ExtractError> {
    let reading = match kind {
        Extractor::Pdf => pdf::extract(bytes, limits),
        Extractor::Html => html::extract(bytes, limits),
        Extractor::Docx => docx::extract(bytes, limits),
        Extractor::Markdown => markdown::extract(bytes, limits),
        Extractor::Text => text::extract(bytes, limits),
        Extractor::Jsonl => jsonl::extract(bytes, limits),
    }?;
    if reading.units.iter().all(|unit| unit.text.trim().is_empty()) {
        return Err(ExtractError::NoText);
    }
    Ok(reading)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
use tests::{test_limits, transcript};
