//! The elements of a document, in order → blocks.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;
use scraper::node::Element;

use super::super::compose::Composer;
use super::super::text::append_preformatted;
use super::element::{heading_level, is_block, is_note, is_note_mark};
use super::survey::{Survey, visit};
use crate::report::BlockKind;

/// A line break. White space, so that it never reaches the reading text.
const BREAK: char = '\u{b}';

/// A walk over a document.
pub(super) struct Walk<'a> {
    composer: &'a mut Composer,
    survey: &'a Survey,
    /// The text of the block that is open.
    text: String,
    /// How much of it is the text of links, in visible characters.
    linked: usize,
    links: usize,
    marks: usize,
    preformatted: usize,
    kinds: Vec<BlockKind>,
    tables: Vec<bool>,
    row: Option<Row>,
}

/// An open row of a data table.
#[derive(Default)]
struct Row {
    cells: usize,
}

impl<'a> Walk<'a> {
    /// A walk that appends to a composer.
    pub(super) fn new(composer: &'a mut Composer, survey: &'a Survey) -> Walk<'a> {
        Walk {
            composer,
            survey,
            text: String::new(),
            linked: 0,
            links: 0,
            marks: 0,
            preformatted: 0,
            kinds: Vec::new(),
            tables: Vec::new(),
            row: None,
        }
    }

    /// Appends everything under a node.
    pub(super) fn over(mut self, root: NodeRef<Node>) {
        visit(root, |edge| match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => self.write(text),
                Node::Element(element) => self.open(node, element),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    self.close(node, element);
                }
            }
        });
        self.flush();
    }

    fn write(&mut self, text: &str) {
        if self.marks > 0 {
            return;
        }
        if self.links > 0 {
            self.linked += visible(text);
        }
        match self.preformatted {
            0 => self.text.extend(
                text.chars()
                    .map(|c| if c.is_whitespace() { ' ' } else { c }),
            ),
            _ => self.text.push_str(text),
        }
    }

    fn open(&mut self, node: NodeRef<Node>, element: &Element) {
        let name = element.name();
        if is_block(name) {
            self.flush();
        }
        if is_mark(node, element) {
            self.marks += 1;
        }
        if let Some(kind) = opened_kind(element) {
            let stays_note =
                kind == BlockKind::ListItem && self.kinds.last() == Some(&BlockKind::Note);
            self.kinds
                .push(if stays_note { BlockKind::Note } else { kind });
        }
        match name {
            "a" => self.links += 1,
            "br" => self.break_line(),
            "pre" => self.preformatted += 1,
            "table" => self.tables.push(self.survey.is_data_table(node.id())),
            "tr" if self.in_data_table() => self.row = Some(Row::default()),
            "td" | "th" => self.open_cell(),
            _ => {}
        }
    }

    fn close(&mut self, node: NodeRef<Node>, element: &Element) {
        let name = element.name();
        match name {
            "a" => self.links -= 1,
            "tr" => self.close_row(),
            "pre" => self.close_preformatted(),
            "table" => drop(self.tables.pop()),
            _ => {}
        }
        if is_block(name) {
            self.flush();
        }
        if is_mark(node, element) {
            self.marks -= 1;
        }
        if opened_kind(element).is_some() {
            self.kinds.pop();
        }
    }

    fn in_data_table(&self) -> bool {
        self.tables.last() == Some(&true)
    }

    fn open_cell(&mut self) {
        if let Some(row) = &mut self.row {
            if row.cells > 0 {
                self.text.push('\t');
            }
            row.cells += 1;
        }
    }

    fn close_row(&mut self) {
        if let Some(row) = self.row.take() {
            let kind = if row.cells > 1 {
                BlockKind::TableRow
            } else {
                BlockKind::Paragraph
            };
            self.linked = 0;
            self.composer.push(kind, &std::mem::take(&mut self.text));
        }
    }

    fn close_preformatted(&mut self) {
        self.preformatted -= 1;
        let in_prose = self.row.is_none() && self.kinds.is_empty() && self.preformatted == 0;
        if in_prose {
            self.linked = 0;
            append_preformatted(self.composer, &std::mem::take(&mut self.text));
        }
    }

    /// Old pages part their paragraphs by two line breaks.
    fn break_line(&mut self) {
        match self.preformatted {
            0 if self.text.trim_end_matches(' ').ends_with(BREAK) => self.flush(),
            0 => self.text.push(BREAK),
            _ => self.text.push('\n'),
        }
    }

    /// Ends the open block. In a row, blocks are only parts of a cell.
    fn flush(&mut self) {
        if self.row.is_some() {
            self.text.push(' ');
            return;
        }
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
        if kind == BlockKind::ListItem && linked > 0 && linked == visible(&text) {
            self.composer.push_link(&text);
        } else {
            self.composer.push(kind, &text);
        }
    }
}

/// The kind that an element gives to the blocks in it.
fn opened_kind(element: &Element) -> Option<BlockKind> {
    match element.name() {
        _ if is_note(element) => Some(BlockKind::Note),
        "dt" | "dd" | "li" => Some(BlockKind::ListItem),
        name => heading_level(name).map(BlockKind::Heading),
    }
}

/// Whether an element only points to a note: marked as such, or a raised link within the page.
fn is_mark(node: NodeRef<Node>, element: &Element) -> bool {
    is_note_mark(element) || (element.name() == "sup" && is_link_within(only_child(node)))
}

fn only_child(node: NodeRef<Node>) -> Option<NodeRef<Node>> {
    let child = node.first_child()?;
    child.next_sibling().is_none().then_some(child)
}

fn is_link_within(node: Option<NodeRef<Node>>) -> bool {
    let element = node.and_then(|node| node.value().as_element());
    element.is_some_and(|element| {
        element.name() == "a"
            && element
                .attr("href")
                .is_some_and(|target| target.starts_with('#'))
    })
}

fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}
