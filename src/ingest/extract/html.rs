//! HTML → reading text: the words of the document itself, without the page around it (menus, sidebars, forms).
//!
//! Every walk over the tree is a loop, not a recursion: a page may be nested deeper than a stack reaches.

mod about;
mod depth;
mod element;
mod survey;
mod walk;

use scraper::Html;

use super::compose::Composer;
use super::decode::decode_labelled;
use super::markdown::first_heading;
use super::{ExtractError, Limits};
use crate::report::{Extractor, Reading};
use survey::Survey;
use walk::Walk;

/// Reads an HTML file.
pub(super) fn extract(bytes: &[u8], _limits: &Limits) -> Result<Reading, ExtractError> {
    let text = decode_labelled(bytes, element::charset(bytes));
    depth::check(&text)?;
    let document = Html::parse_document(&text);
    let survey = Survey::of(&document);
    let mut composer = Composer::new();
    Walk::new(&mut composer, &survey).over(survey.root(&document));
    let unit = composer.finish();
    let mut metadata = about::metadata(&document);
    if metadata.title.is_none() {
        metadata.title = first_heading(&unit);
    }
    let (extractor, version) = (Extractor::Html, Extractor::Html.version());
    Ok(Reading {
        extractor,
        version,
        metadata,
        units: vec![unit],
    })
}

/// Appends a piece of HTML that stands in another format.
pub(super) fn append_fragment(composer: &mut Composer, html: &str) -> Result<(), ExtractError> {
    depth::check(html)?;
    let document = Html::parse_fragment(html);
    let survey = Survey::of(&document);
    Walk::new(composer, &survey).over(document.tree.root());
    Ok(())
}

#[cfg(test)]
mod tests;
