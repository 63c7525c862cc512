//! A first look over a document: where its text is, and which tables are only there for the layout.

use std::collections::HashSet;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node};

use super::element::{is_apart, is_header_or_footer, is_sectioning};

/// What the first look found.
#[derive(Default)]
pub(super) struct Survey {
    layout_tables: HashSet<NodeId>,
    total: usize,
    main: Option<Part>,
    article: Option<Part>,
}

/// A part of the page and the visible characters in it.
#[derive(Clone, Copy)]
struct Part {
    id: NodeId,
    characters: usize,
}

impl Survey {
    /// Looks over a document.
    pub(super) fn of(document: &Html) -> Survey {
        let mut survey = Survey::default();
        let mut open = Open::default();
        visit(document.tree.root(), |edge| match edge {
            Edge::Open(node) => survey.enter(node, &mut open),
            Edge::Close(node) => survey.leave(node, &mut open),
        });
        survey
    }

    /// Where the document itself begins: `main` or an `article` that holds most of the text, else everything.
    pub(super) fn root<'a>(&self, document: &'a Html) -> NodeRef<'a, Node> {
        let holds_most = |part: &&Part| part.characters * 2 >= self.total;
        let part = self
            .main
            .as_ref()
            .filter(holds_most)
            .or(self.article.as_ref().filter(holds_most));
        part.and_then(|part| document.tree.get(part.id))
            .unwrap_or(document.tree.root())
    }

    /// Whether a table's rows are rows of data.
    pub(super) fn is_data_table(&self, table: NodeId) -> bool {
        !self.layout_tables.contains(&table)
    }

    fn enter(&mut self, node: NodeRef<Node>, open: &mut Open) {
        match node.value() {
            Node::Text(text) => {
                let characters = text.chars().filter(|c| !c.is_whitespace()).count();
                self.total += characters;
                if let Some(part) = open.parts.last_mut() {
                    part.characters += characters;
                }
            }
            Node::Element(element) => {
                if part_kind(element).is_some() {
                    open.parts.push(Part {
                        id: node.id(),
                        characters: 0,
                    });
                }
                self.enter_table(node.id(), element.name(), open);
            }
            _ => {}
        }
    }

    fn enter_table(&mut self, id: NodeId, name: &str, open: &mut Open) {
        /// A cell with more paragraphs is a column of a page.
        const PARAGRAPHS_IN_A_CELL: usize = 2;
        let Some(table) = open.tables.last_mut() else {
            if name == "table" {
                open.tables.push(Table { id, paragraphs: 0 });
            }
            return;
        };
        match name {
            "td" | "th" => table.paragraphs = 0,
            "p" => table.paragraphs += 1,
            _ => {}
        }
        let is_page_part = matches!(
            name,
            "table"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "ul"
                | "ol"
                | "dl"
                | "pre"
                | "article"
                | "section"
        );
        if is_page_part || table.paragraphs > PARAGRAPHS_IN_A_CELL {
            self.layout_tables.insert(table.id);
        }
        if name == "table" {
            open.tables.push(Table { id, paragraphs: 0 });
        }
    }

    fn leave(&mut self, node: NodeRef<Node>, open: &mut Open) {
        let Node::Element(element) = node.value() else {
            return;
        };
        if element.name() == "table" {
            open.tables.pop();
        }
        let Some(kind) = part_kind(element) else {
            return;
        };
        let Some(part) = open.parts.pop() else { return };
        if let Some(around) = open.parts.last_mut() {
            around.characters += part.characters;
        }
        let best = match kind {
            PartKind::Main => &mut self.main,
            PartKind::Article => &mut self.article,
        };
        if best.is_none_or(|best| part.characters > best.characters) {
            *best = Some(part);
        }
    }
}

/// What is open during the look.
#[derive(Default)]
struct Open {
    parts: Vec<Part>,
    tables: Vec<Table>,
}

struct Table {
    id: NodeId,
    /// In the current cell.
    paragraphs: usize,
}

enum PartKind {
    Main,
    Article,
}

fn part_kind(element: &scraper::node::Element) -> Option<PartKind> {
    match element.name() {
        "main" => Some(PartKind::Main),
        _ if element.attr("role") == Some("main") => Some(PartKind::Main),
        "article" => Some(PartKind::Article),
        _ => None,
    }
}

/// Visits what belongs to the document, in reading order.
pub(super) fn visit<'a>(root: NodeRef<'a, Node>, mut step: impl FnMut(Edge<'a, Node>)) {
    let mut apart: Option<NodeId> = None;
    let mut sections = 0usize;
    for edge in root.traverse() {
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        let opens = matches!(edge, Edge::Open(_));
        if let Some(id) = apart {
            if !opens && node.id() == id {
                apart = None;
            }
            continue;
        }
        if let Node::Element(element) = node.value() {
            let is_furniture = sections == 0 && is_header_or_footer(element);
            if opens && node.id() != root.id() && (is_apart(element) || is_furniture) {
                apart = Some(node.id());
                continue;
            }
            if is_sectioning(element) {
                sections = if opens { sections + 1 } else { sections - 1 };
            }
        }
        step(edge);
    }
}
