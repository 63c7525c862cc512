//! What the paragraph styles of a DOCX mean.

use std::collections::HashMap;

use super::super::ExtractError;
use super::xml::{self, Element, Step};
use crate::report::BlockKind;

/// The styles of a document, by their ids, which are translated ("berschrift1") while their names are not.
#[derive(Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    listed: Option<bool>,
}

impl Styles {
    /// Reads `word/styles.xml`.
    pub(super) fn read(part: &[u8]) -> Result<Styles, ExtractError> {
        let mut styles = Styles::default();
        let mut open: Option<(String, Style)> = None;
        let mut names: Vec<String> = Vec::new();
        xml::read(part, |step| match step {
            Step::Open(element) => {
                if element.name() == "style" {
                    open = element
                        .attribute("styleId")
                        .map(|id| (id, Style::default()));
                } else if let Some((_, style)) = &mut open {
                    style.take(&element);
                }
                names.push(element.name().to_owned());
            }
            Step::Close => {
                if names.pop().is_some_and(|name| name == "style") {
                    styles.styles.extend(open.take());
                }
            }
            Step::Text(_) => {}
        })?;
        Ok(styles)
    }

    /// The kind of a paragraph in a style, if the style says so.
    pub(super) fn kind(&self, id: &str) -> Option<BlockKind> {
        /// Styles build on one another; a circle must end.
        const MOST_STEPS: usize = 10;
        let mut id = id;
        for _ in 0..MOST_STEPS {
            let Some(style) = self.styles.get(id) else {
                return kind_by_name(id);
            };
            if let Some(kind) = style.kind() {
                return Some(kind);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }
}

impl Style {
    fn take(&mut self, element: &Element) {
        let value = element.attribute("val");
        match element.name() {
            "name" => self.name = value.unwrap_or_default(),
            "basedOn" => self.based_on = value,
            "outlineLvl" => self.outline = value.and_then(|level| level.parse().ok()),
            "numId" => self.listed = value.map(|id| id != "0"),
            _ => {}
        }
    }

    fn kind(&self) -> Option<BlockKind> {
        kind_by_name(&self.name)
            .or(self.outline.and_then(heading))
            .or((self.listed == Some(true)).then_some(BlockKind::ListItem))
    }
}

/// The heading of an outline level, which counts from 0; 9 is body text.
pub(super) fn heading(outline: u8) -> Option<BlockKind> {
    (outline < 9).then_some(BlockKind::Heading(outline + 1))
}

fn kind_by_name(name: &str) -> Option<BlockKind> {
    let name = name.to_lowercase();
    let level = |prefix: &str| {
        name.strip_prefix(prefix)
            .map(|level| level.trim_start().parse::<u8>())
    };
    match (level("heading"), name.as_str()) {
        (Some(Ok(level @ 1..=9)), _) => Some(BlockKind::Heading(level)),
        (_, "title") => Some(BlockKind::Heading(1)),
        (_, "toc heading") => None,
        (_, name) if name.starts_with("list ") => Some(BlockKind::ListItem),
        (_, "table of figures" | "table of authorities") => Some(BlockKind::Directory),
        _ if matches!(level("toc"), Some(Ok(_))) || matches!(level("index"), Some(Ok(_))) => {
            Some(BlockKind::Directory)
        }
        _ if matches!(level("contents"), Some(Ok(_))) => Some(BlockKind::Directory),
        _ => None,
    }
}
