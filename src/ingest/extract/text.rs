//! Plain text → reading text. A form feed starts a page; without one there are no pages.
//!
//! Plain text says nothing about its structure, so this looks at how its lines are laid out: [`layout`] tells whether
//! a line feed ends a paragraph or only a line, [`paragraph`] groups lines, [`heading`] is careful about what opens a
//! section, and [`furniture`] knows running headers by their repetition.

mod furniture;
mod heading;
mod hyphen;
mod layout;
mod paragraph;

use super::compose::Composer;
use super::decode::decode;
use super::{ExtractError, Limits};
use crate::report::{BlockKind, Extractor, Metadata, PageNumber, Reading, Unit};
use furniture::Furniture;
use hyphen::Hyphens;
use layout::{Layout, Line};

/// Reads a plain text file.
pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Reading, ExtractError> {
    let text = decode(bytes);
    let mut pages: Vec<&str> = text.split('\u{c}').collect();
    if pages.len() > 1 && pages.last().is_some_and(|page| page.trim().is_empty()) {
        pages.pop();
    }
    if pages.len() > limits.pages as usize {
        return Err(ExtractError::TooMuch {
            limit: u64::from(limits.pages),
            unit: "pages".to_owned(),
            setting: "pages".to_owned(),
        });
    }
    let has_pages = text.contains('\u{c}');
    let (units, title) = units(&pages, has_pages, &text);
    Ok(Reading {
        extractor: Extractor::Text,
        version: Extractor::Text.version(),
        metadata: Metadata {
            title,
            ..Metadata::default()
        },
        units,
    })
}

/// Appends preformatted text of another format (HTML's `<pre>`): whole reports are published that way.
pub(super) fn append_preformatted(composer: &mut Composer, text: &str) {
    let lines = layout::lines(text);
    let layout = Layout::of(&[&lines]);
    let hyphens = Hyphens::learn(text);
    append(composer, &lines, &layout, &hyphens);
}

fn units(pages: &[&str], has_pages: bool, text: &str) -> (Vec<Unit>, Option<String>) {
    let mut pages: Vec<Vec<Line>> = pages.iter().map(|page| layout::lines(page)).collect();
    let furniture = match has_pages {
        true => furniture::take_from_pages(&mut pages),
        false => furniture::take_from_one(&mut pages[0]),
    };
    let layout = Layout::of(&pages.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let hyphens = Hyphens::learn(text);
    let mut title = None;
    let mut units = Vec::with_capacity(pages.len());
    for (index, (lines, furniture)) in pages.iter().zip(furniture).enumerate() {
        let mut composer = match PageNumber::new(index as u32 + 1) {
            Some(page) if has_pages => Composer::of_page(page),
            _ => Composer::new(),
        };
        set_apart(&mut composer, furniture);
        append(&mut composer, lines, &layout, &hyphens);
        let unit = composer.finish();
        if index == 0 {
            title = opening_heading(&unit);
        }
        units.push(unit);
    }
    (units, title)
}

fn set_apart(composer: &mut Composer, furniture: Furniture) {
    for line in &furniture.lines {
        composer.push_furniture(line);
    }
    if let Some(label) = furniture.label {
        composer.set_label(label);
    }
}

fn append(composer: &mut Composer, lines: &[Line], layout: &Layout, hyphens: &Hyphens) {
    let paragraphs = paragraph::group(lines, layout);
    let kinds = heading::kinds(&paragraphs);
    for (paragraph, kind) in paragraphs.iter().zip(kinds) {
        composer.push(kind, &paragraph.text(hyphens));
    }
}

/// Only a heading that opens the text names it: a later one ("Preface", "Contents") names a part, and of several on a
/// title page nobody knows which is the title.
fn opening_heading(unit: &Unit) -> Option<String> {
    let headings = unit
        .blocks
        .iter()
        .take_while(|block| matches!(block.kind, BlockKind::Heading(_)));
    let first = unit
        .blocks
        .first()
        .filter(|_| (1..=2).contains(&headings.count()))?;
    Some(unit.text[first.range()].to_owned())
}

#[cfg(test)]
mod tests;
