//! Markdown → reading text.

mod front_matter;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::compose::{Composer, clean};
use super::decode::decode;
use super::{ExtractError, Limits, html};
use crate::report::{BlockKind, Extractor, Reading, Unit};

/// Reads a Markdown file.
pub(super) fn extract(bytes: &[u8], _limits: &Limits) -> Result<Reading, ExtractError> {
    let text = decode(bytes);
    let (mut metadata, body) = front_matter::take(&text);
    let unit = read(body)?;
    if metadata.title.is_none() {
        metadata.title = first_heading(&unit);
    }
    let (extractor, version) = (Extractor::Markdown, Extractor::Markdown.version());
    Ok(Reading {
        extractor,
        version,
        metadata,
        units: vec![unit],
    })
}

/// The first heading of a text.
pub(super) fn first_heading(unit: &Unit) -> Option<String> {
    let heading = unit
        .blocks
        .iter()
        .find(|block| matches!(block.kind, BlockKind::Heading(_)))?;
    Some(unit.text[heading.range()].to_owned())
}

fn read(body: &str) -> Result<Unit, ExtractError> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader::default();
    for event in Parser::new_ext(body, options) {
        reader.take(event)?;
    }
    Ok(reader.finish())
}

#[derive(Default)]
struct Reader<'a> {
    composer: Composer,
    /// The text of the block that is open.
    text: String,
    /// How much of it is the text of links, in visible characters.
    linked: usize,
    links: usize,
    images: usize,
    items: Vec<Item>,
    heading: Option<u8>,
    html: Option<String>,
    note: Option<CowStr<'a>>,
    notes: Vec<(CowStr<'a>, String)>,
    references: Vec<CowStr<'a>>,
}

/// An open list item.
struct Item {
    /// Written in front, until the item's text begins.
    number: Option<u64>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, event: Event<'a>) -> Result<(), ExtractError> {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag)?,
            Event::Text(text) | Event::Code(text) => self.write(&text),
            Event::Html(part) => match &mut self.html {
                Some(html) => html.push_str(&part),
                None => html::append_fragment(&mut self.composer, &part)?,
            },
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.text.push(' '),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::FootnoteReference(label) => self.references.push(label),
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, text: &str) {
        if self.images > 0 {
            return;
        }
        if self.links > 0 {
            self.linked += visible(text);
        }
        // A tab is what parts the cells of a row.
        self.text
            .extend(text.chars().map(|c| if c == '\t' { ' ' } else { c }));
    }

    fn open(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Link { .. } => self.links += 1,
            Tag::Image { .. } => self.images += 1,
            Tag::Heading { level, .. } => self.heading = Some(level as u8),
            Tag::List(first) => {
                self.flush();
                self.items.push(Item { number: first });
            }
            Tag::Item => self.number_item(),
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(String::new());
            }
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.note = Some(label);
            }
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::Table(_) => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) -> Result<(), ExtractError> {
        match tag {
            TagEnd::Link => self.links -= 1,
            TagEnd::Image => self.images -= 1,
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = None;
            }
            TagEnd::List(_) => {
                self.flush();
                self.items.pop();
            }
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                html::append_fragment(&mut self.composer, &html)?;
            }
            TagEnd::FootnoteDefinition => {
                self.flush();
                self.note = None;
            }
            TagEnd::TableCell => self.text.push('\t'),
            TagEnd::TableHead | TagEnd::TableRow => self.flush_as(BlockKind::TableRow),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::BlockQuote(_) => {
                self.flush()
            }
            _ => {}
        }
        Ok(())
    }

    /// The numbers of a numbered list are written in the source, so they belong to its words.
    fn number_item(&mut self) {
        self.flush();
        if let Some(Item {
            number: Some(number),
        }) = self.items.last_mut()
        {
            self.text = format!("{number}. ");
            *number += 1;
        }
    }

    fn flush(&mut self) {
        self.flush_as(match (self.heading, self.items.is_empty()) {
            (Some(level), _) => BlockKind::Heading(level),
            (None, false) => BlockKind::ListItem,
            (None, true) => BlockKind::Paragraph,
        });
    }

    fn flush_as(&mut self, kind: BlockKind) {
        let is_number =
            kind == BlockKind::ListItem && self.text.ends_with(". ") && is_number(&self.text);
        if is_number {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        match &self.note {
            Some(label) => self.notes.push((label.clone(), text)),
            None if kind == BlockKind::ListItem && linked > 0 && linked == visible(&text) => {
                self.composer.push_link(&text);
            }
            None => self.composer.push(kind, &text),
        }
    }

    fn finish(mut self) -> Unit {
        self.flush();
        let numbers = self.numbers();
        let mut notes: Vec<(usize, CowStr, String)> = Vec::new();
        for (label, text) in std::mem::take(&mut self.notes) {
            match notes.last_mut() {
                Some((_, last, whole)) if *last == label => whole.extend([" ", &text]),
                _ => notes.push((
                    numbers.get(&label).copied().unwrap_or(usize::MAX),
                    label,
                    text,
                )),
            }
        }
        notes.sort_by_key(|(number, _, _)| *number);
        for (index, (_, _, text)) in notes.iter().enumerate() {
            let text = clean(text);
            if !text.is_empty() {
                self.composer
                    .push(BlockKind::Note, &format!("{}. {text}", index + 1));
            }
        }
        self.composer.finish()
    }

    /// Notes are numbered as they are first referred to.
    fn numbers(&mut self) -> std::collections::HashMap<CowStr<'a>, usize> {
        let mut numbers = std::collections::HashMap::new();
        for label in self.references.drain(..) {
            let next = numbers.len();
            numbers.entry(label).or_insert(next);
        }
        numbers
    }
}

fn is_number(text: &str) -> bool {
    text.trim_end_matches(". ")
        .bytes()
        .all(|byte| byte.is_ascii_digit())
}

fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

#[cfg(test)]
mod tests;
