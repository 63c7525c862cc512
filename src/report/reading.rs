//! Reading text: what a page says, as a person would read it. It is what is stored, searched, quoted and hashed.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::PageNumber;

/// The program that made a reading, with its version. Another version may read the same file differently, so both are
/// part of every receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extractor {
    /// PDF with a text layer.
    Pdf,
    /// HTML.
    Html,
    /// Office Open XML text documents.
    Docx,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// Ready passages.
    Jsonl,
}

impl Extractor {
    /// Every extractor, in the order of their codes.
    pub const ALL: [Extractor; 6] = [
        Extractor::Pdf,
        Extractor::Html,
        Extractor::Docx,
        Extractor::Markdown,
        Extractor::Text,
        Extractor::Jsonl,
    ];

    /// Today's version, from 1 to 255. Raise it whenever the same bytes may give another reading text.
    pub const fn version(self) -> u8 {
        match self {
            Extractor::Pdf => 2,
            _ => 1,
        }
    }

    /// The number that stands for the extractor in a receipt, 0 to 15. Never reuse one.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The extractor with that [`code`](Self::code).
    pub fn from_code(code: u8) -> Option<Extractor> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// Its name as shown to people and used in file names.
    pub fn name(self) -> &'static str {
        match self {
            Extractor::Pdf => "pdf",
            Extractor::Html => "html",
            Extractor::Docx => "docx",
            Extractor::Markdown => "markdown",
            Extractor::Text => "text",
            Extractor::Jsonl => "jsonl",
        }
    }
}

/// What a file says about itself. All of it may be wrong, and a sidecar or an option overrides it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The title from the file's own metadata, else its first heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// `2021`, `2021-03` or `2021-03-10`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Where people can get the original.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// ISO 639-1, where the file declares it ("en").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// The reading text of one edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Which extractor made it.
    pub extractor: Extractor,
    /// And its version then.
    pub version: u8,
    /// What the file says about itself.
    pub metadata: Metadata,
    /// One per physical page, in order and without a gap; in formats without pages exactly one for the whole text.
    pub units: Vec<Unit>,
}

/// One page of reading text, or the whole text where there are no pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The physical page; absent in formats without pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageNumber>,
    /// The page's printed label, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The reading text, NFC. Blocks are joined by one or two line feeds, lines inside a paragraph by one space.
    pub text: String,
    /// Where the running text ends, in bytes of `text`: what follows (footnotes) does not continue on the next page.
    /// A sentence that crosses a page break goes on at the start of the next unit's text.
    pub flow_end: usize,
    /// What `text` consists of, in order, not overlapping; only white space lies between them.
    pub blocks: Vec<Block>,
    /// Running headers and footers, set apart: never searched, never quoted.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub furniture: Vec<String>,
    /// Whether the page could be read.
    #[serde(default)]
    pub state: UnitState,
}

/// Whether a page could be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitState {
    /// It has text, or is blank.
    #[default]
    Read,
    /// It shows something, but has no text layer, or one that maps to no Unicode text.
    NoTextLayer,
    /// The extractor gave up on it.
    Unreadable,
}

/// A run of reading text of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// First byte in the unit's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub kind: BlockKind,
}

impl Block {
    /// Its bytes in the unit's text.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// What a block of reading text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Opens a section; 1 is the outermost level.
    Heading(u8),
    /// Prose.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// One row of a table, cells joined by a tab.
    TableRow,
    /// A footnote or endnote.
    Note,
    /// A line of a table of contents or of an index, or a bare list of links: ranked below prose.
    Directory,
}
