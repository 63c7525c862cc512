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
mod picture;
mod text;

use serde::{Deserialize, Serialize};

use crate::report::{Extractor, Reading, Unit};

pub use detect::detect;
pub use jsonl::{Imported, ImportedPassage, reading_of, split};
pub use pdf::draw;
pub use picture::{DrawError, MOST_BYTES as PICTURE_BYTES, Outline, Picture};

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
    /// The disk or the permissions.
    #[error("{0}")]
    Unreadable(String),
    /// Broken or forged.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// Refused on purpose.
    #[error("it is refused: {0}")]
    Refused(String),
}

/// One report of a file. Most files hold one; a file of ready passages may hold several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What the file calls the report, where it names several.
    pub report: Option<String>,
    /// Its text.
    pub reading: Reading,
}

/// Reads a file. May take long, use much memory, or overflow the stack on hostile input: call it in a child process.
/// `name` is the file's name; see [`detect()`] for the little that it decides.
pub fn extract(bytes: &[u8], name: &str, limits: &Limits) -> Result<Vec<Part>, ExtractError> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(ExtractError::TooMuch {
            limit: limits.file_bytes,
            unit: "bytes".to_owned(),
            setting: "file_bytes".to_owned(),
        });
    }
    extract_as(bytes, detect(bytes, name)?, limits)
}

/// The same for a file whose kind is known.
pub fn extract_as(
    bytes: &[u8],
    kind: Extractor,
    limits: &Limits,
) -> Result<Vec<Part>, ExtractError> {
    let whole = |reading| {
        vec![Part {
            report: None,
            reading,
        }]
    };
    let parts = match kind {
        Extractor::Pdf => whole(pdf::extract(bytes, limits)?),
        Extractor::Html => whole(html::extract(bytes, limits)?),
        Extractor::Docx => whole(docx::extract(bytes, limits)?),
        Extractor::Markdown => whole(markdown::extract(bytes, limits)?),
        Extractor::Text => whole(text::extract(bytes, limits)?),
        Extractor::Jsonl => jsonl::split(bytes, limits)?
            .into_iter()
            .map(|imported| Part {
                reading: jsonl::reading_of(&imported.passages),
                report: imported.report,
            })
            .collect(),
    };
    let blank = |unit: &Unit| unit.text.trim().is_empty();
    let mut units = parts.iter().flat_map(|part| &part.reading.units);
    if units.all(blank) {
        Err(ExtractError::NoText)
    } else {
        Ok(parts)
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
use tests::{test_limits, transcript};
