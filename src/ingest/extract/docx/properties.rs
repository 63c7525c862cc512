//! What a DOCX says about itself. Its creator is whoever typed it, and its dates are those of the file: neither is
//! taken for the report's.

use super::super::{ExtractError, about};
use super::xml::{self, Step};
use crate::report::Metadata;

/// Reads `docProps/core.xml`.
pub(super) fn metadata(part: &[u8]) -> Result<Metadata, ExtractError> {
    let mut metadata = Metadata::default();
    let mut names: Vec<String> = Vec::new();
    let mut text = String::new();
    xml::read(part, |step| match step {
        Step::Open(element) => {
            names.push(element.name().to_owned());
            text.clear();
        }
        Step::Text(part) => text.push_str(part),
        Step::Close => match names.pop().unwrap_or_default().as_str() {
            "title" => metadata.title = about::words(&text),
            "publisher" => metadata.publisher = about::words(&text),
            "issued" => metadata.date = about::date(&text),
            "language" => metadata.language = about::language(&text),
            _ => {}
        },
    })?;
    Ok(metadata)
}
