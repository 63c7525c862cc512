//! DOCX → reading text. One unit: where the pages of a text document end depends on who prints it.

mod body;
mod properties;
mod styles;
mod xml;

use super::compose::{Composer, clean};
use super::markdown::first_heading;
use super::package::Package;
use super::{ExtractError, Limits};
use crate::report::{BlockKind, Extractor, Reading};
use body::{Body, Reference};
use styles::Styles;

/// The part that holds the text.
pub(super) const DOCUMENT: &str = "word/document.xml";

/// Reads a DOCX file.
pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Reading, ExtractError> {
    let mut package = Package::open(bytes, limits)?;
    let Some(document) = package.read(DOCUMENT)? else {
        return Err(ExtractError::Damaged(format!(
            "its part {DOCUMENT} is missing"
        )));
    };
    let styles = Styles::read(&part(&mut package, "word/styles.xml")?)?;
    let mut composer = Composer::new();
    let body = Body::read(&document, &styles, &mut composer)?;
    let footnotes = part(&mut package, "word/footnotes.xml")?;
    append_notes(&mut composer, &body.footnotes, &footnotes, &styles)?;
    let endnotes = part(&mut package, "word/endnotes.xml")?;
    append_notes(&mut composer, &body.endnotes, &endnotes, &styles)?;
    let unit = composer.finish();
    let mut metadata = properties::metadata(&part(&mut package, "docProps/core.xml")?)?;
    if metadata.title.is_none() {
        metadata.title = first_heading(&unit);
    }
    let (extractor, version) = (Extractor::Docx, Extractor::Docx.version());
    Ok(Reading {
        extractor,
        version,
        metadata,
        units: vec![unit],
    })
}

/// A part that may be missing.
fn part(package: &mut Package, name: &str) -> Result<Vec<u8>, ExtractError> {
    Ok(package.read(name)?.unwrap_or_default())
}

/// Appends notes in the order in which the text refers to them, which also numbers them.
fn append_notes(
    composer: &mut Composer,
    references: &[Reference],
    part: &[u8],
    styles: &Styles,
) -> Result<(), ExtractError> {
    let mut notes = Body::read(part, styles, &mut Composer::new())?.notes;
    for (index, reference) in references.iter().enumerate() {
        let text = notes
            .remove(reference)
            .map(|text| clean(&text))
            .unwrap_or_default();
        if !text.is_empty() {
            composer.push(BlockKind::Note, &format!("{}. {text}", index + 1));
        }
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests;
