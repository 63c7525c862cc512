//! `WordprocessingML` → blocks: of the text itself, or of a part with notes.

use std::collections::HashMap;

use super::super::ExtractError;
use super::super::compose::Composer;
use super::styles::{Styles, heading};
use super::xml::{self, Element, Step};
use crate::report::BlockKind;

/// The id of a note.
pub(super) type Reference = String;

/// What a part holds besides the blocks it gave to the composer.
#[derive(Default)]
pub(super) struct Body {
    /// References to footnotes, in order.
    pub footnotes: Vec<Reference>,
    /// References to endnotes, in order.
    pub endnotes: Vec<Reference>,
    /// The notes, in a part with notes.
    pub notes: HashMap<Reference, String>,
}

impl Body {
    /// Reads a part. An empty part holds nothing.
    pub(super) fn read(
        part: &[u8],
        styles: &Styles,
        composer: &mut Composer,
    ) -> Result<Body, ExtractError> {
        let mut walk = Walk {
            styles,
            composer,
            body: Body::default(),
            tags: Vec::new(),
            apart: None,
            paragraphs: Vec::new(),
            row: None,
            inner_rows: 0,
            note: None,
            links: 0,
        };
        xml::read(part, |step| match step {
            Step::Open(element) => walk.open(&element),
            Step::Close => walk.close(),
            Step::Text(text) => walk.write_text(text),
        })?;
        Ok(walk.body)
    }
}

/// The elements that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Paragraph,
    ParagraphProperties,
    Numbering,
    Run,
    RunProperties,
    Text,
    Link,
    Row,
    RowProperties,
    Cell,
    Note,
    /// Not part of the text: deleted, or said elsewhere too.
    Apart,
    Other,
}

fn tag(name: &str) -> Tag {
    match name {
        "p" => Tag::Paragraph,
        "pPr" => Tag::ParagraphProperties,
        "numPr" => Tag::Numbering,
        "r" => Tag::Run,
        "rPr" => Tag::RunProperties,
        "t" => Tag::Text,
        "hyperlink" => Tag::Link,
        "tr" => Tag::Row,
        "trPr" => Tag::RowProperties,
        "tc" => Tag::Cell,
        "footnote" | "endnote" => Tag::Note,
        "del" | "moveFrom" | "pPrChange" | "rPrChange" | "Fallback" | "rt" => Tag::Apart,
        _ => Tag::Other,
    }
}

struct Walk<'a> {
    styles: &'a Styles,
    composer: &'a mut Composer,
    body: Body,
    tags: Vec<Tag>,
    /// How deep the element lies that is being left out.
    apart: Option<usize>,
    /// Open paragraphs: a text box stands within one.
    paragraphs: Vec<Paragraph>,
    /// The open row.
    row: Option<Row>,
    /// Open rows of tables that stand in its cells: their text belongs to the cell.
    inner_rows: usize,
    note: Option<(Reference, String)>,
    links: usize,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    outline: Option<u8>,
    listed: Option<bool>,
    hidden: bool,
    linked: usize,
}

#[derive(Default)]
struct Row {
    cells: Vec<Vec<Paragraph>>,
}

impl Walk<'_> {
    fn open(&mut self, element: &Element) {
        let tag = tag(element.name());
        let parent = self.tags.last().copied().unwrap_or(Tag::Other);
        self.tags.push(tag);
        if self.apart.is_some() {
            return;
        }
        match tag {
            Tag::Paragraph => self.paragraphs.push(Paragraph::default()),
            Tag::Link => self.links += 1,
            Tag::Row => self.open_row(),
            Tag::Cell => self.open_cell(),
            Tag::Note => self.note = element.attribute("id").map(|id| (id, String::new())),
            Tag::Run => self
                .paragraphs
                .last_mut()
                .into_iter()
                .for_each(|paragraph| paragraph.hidden = false),
            Tag::Apart if parent == Tag::RowProperties && element.name() == "del" => {
                self.delete_row()
            }
            Tag::Apart => self.apart = Some(self.tags.len()),
            _ => self.take_property(element, parent),
        }
    }

    fn close(&mut self) {
        let depth = self.tags.len();
        let Some(tag) = self.tags.pop() else { return };
        if let Some(apart) = self.apart {
            self.apart = (apart != depth).then_some(apart);
            return;
        }
        match tag {
            Tag::Paragraph => self.close_paragraph(),
            Tag::Link => self.links -= 1,
            Tag::Row => self.close_row(),
            Tag::Note => self.body.notes.extend(self.note.take()),
            _ => {}
        }
    }

    fn open_row(&mut self) {
        match self.row {
            Some(_) => self.inner_rows += 1,
            None => self.row = Some(Row::default()),
        }
    }

    fn open_cell(&mut self) {
        if let (Some(row), 0) = (&mut self.row, self.inner_rows) {
            row.cells.push(Vec::new());
        }
    }

    /// Forgets the row that just opened, and all that is yet to come in it.
    fn delete_row(&mut self) {
        match self.inner_rows {
            0 => self.row = None,
            _ => self.inner_rows -= 1,
        }
        // The mark stands in the row's properties, which stand in the row.
        self.apart = Some(self.tags.len() - 2);
    }

    fn take_property(&mut self, element: &Element, parent: Tag) {
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        let value = || element.attribute("val");
        match (parent, element.name()) {
            (Tag::ParagraphProperties, "pStyle") => paragraph.style = value(),
            (Tag::ParagraphProperties, "outlineLvl") => {
                paragraph.outline = value().and_then(|level| level.parse().ok())
            }
            (Tag::Numbering, "numId") => paragraph.listed = value().map(|id| id != "0"),
            (Tag::RunProperties, "vanish") => {
                paragraph.hidden = !matches!(value().as_deref(), Some("0" | "false"))
            }
            (Tag::Run, "tab" | "br" | "cr") => paragraph.text.push(' '),
            (Tag::Run, "noBreakHyphen") => paragraph.text.push('-'),
            (Tag::Run, "footnoteReference") => self.body.footnotes.extend(element.attribute("id")),
            (Tag::Run, "endnoteReference") => self.body.endnotes.extend(element.attribute("id")),
            _ => {}
        }
    }

    fn write_text(&mut self, text: &str) {
        if self.apart.is_some() || self.tags.last() != Some(&Tag::Text) {
            return;
        }
        let Some(paragraph) = self
            .paragraphs
            .last_mut()
            .filter(|paragraph| !paragraph.hidden)
        else {
            return;
        };
        if self.links > 0 {
            paragraph.linked += visible(text);
        }
        // A tab is what parts the cells of a row.
        paragraph
            .text
            .extend(text.chars().map(|c| if c == '\t' { ' ' } else { c }));
    }

    fn close_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        let cell = self.row.as_mut().and_then(|row| row.cells.last_mut());
        match (&mut self.note, cell) {
            (Some((_, note)), _) => note.extend([" ", &paragraph.text]),
            (None, Some(cell)) => cell.push(paragraph),
            (None, None) => self.push(&paragraph),
        }
    }

    /// A row of one cell is a frame around text.
    fn close_row(&mut self) {
        if self.inner_rows > 0 {
            self.inner_rows -= 1;
            return;
        }
        let Some(mut row) = self.row.take() else {
            return;
        };
        if row.cells.len() > 1 {
            self.composer.push(BlockKind::TableRow, &row.text());
            return;
        }
        for paragraph in row.cells.pop().unwrap_or_default() {
            self.push(&paragraph);
        }
    }

    fn push(&mut self, paragraph: &Paragraph) {
        let kind = self.kind(paragraph);
        if kind == BlockKind::ListItem
            && paragraph.linked > 0
            && paragraph.linked == visible(&paragraph.text)
        {
            self.composer.push_link(&paragraph.text);
        } else {
            self.composer.push(kind, &paragraph.text);
        }
    }

    /// What the paragraph says itself counts more than its style.
    fn kind(&self, paragraph: &Paragraph) -> BlockKind {
        let own = paragraph.outline.and_then(heading);
        let style = paragraph
            .style
            .as_deref()
            .and_then(|style| self.styles.kind(style));
        match (own.or(style), paragraph.listed) {
            (None | Some(BlockKind::ListItem), Some(true)) => BlockKind::ListItem,
            (Some(BlockKind::ListItem), Some(false)) => BlockKind::Paragraph,
            (Some(kind), _) => kind,
            (None, _) => BlockKind::Paragraph,
        }
    }
}

impl Row {
    fn text(&self) -> String {
        let cell = |cell: &Vec<Paragraph>| {
            cell.iter()
                .map(|paragraph| paragraph.text.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        self.cells.iter().map(cell).collect::<Vec<_>>().join("\t")
    }
}

fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}
