//! Builds a unit's reading text out of blocks, so that all formats keep the same promises: blocks in order, exact
//! ranges, one space between words, NFC, no invisible characters, notes after the running text.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::report::{Block, BlockKind, PageNumber, Unit};

/// List items in a row that must be nothing but links before they count as a list of links.
const LINKS_IN_A_DIRECTORY: usize = 3;

/// Collects the blocks of one unit.
#[derive(Default)]
pub(super) struct Composer {
    unit: Unit,
    notes: Vec<String>,
    links: Vec<usize>,
}

impl Composer {
    /// A unit without a page.
    pub(super) fn new() -> Composer {
        Composer::default()
    }

    /// A physical page.
    pub(super) fn of_page(page: PageNumber) -> Composer {
        let mut composer = Composer::new();
        composer.unit.page = Some(page);
        composer
    }

    /// Appends a block. Text without a visible character adds nothing.
    pub(super) fn push(&mut self, kind: BlockKind, text: &str) {
        let text = match kind {
            BlockKind::TableRow => clean_row(text),
            _ => clean(text),
        };
        match kind {
            _ if text.is_empty() => {}
            BlockKind::Note => self.notes.push(text),
            _ => self.append(kind, &text),
        }
    }

    /// Appends a list item that consists of nothing but links. Several in a row are a directory, not prose.
    pub(super) fn push_link(&mut self, text: &str) {
        let before = self.unit.blocks.len();
        self.push(BlockKind::ListItem, text);
        if self.unit.blocks.len() > before {
            self.links.push(before);
        }
    }

    /// Sets a running header or footer apart.
    pub(super) fn push_furniture(&mut self, text: &str) {
        let text = clean(text);
        if !text.is_empty() {
            self.unit.furniture.push(text);
        }
    }

    /// Sets the printed page label.
    pub(super) fn set_label(&mut self, label: String) {
        self.unit.label = Some(label);
    }

    /// The unit, complete.
    pub(super) fn finish(mut self) -> Unit {
        self.mark_directories();
        self.unit.flow_end = self.unit.text.len();
        for note in std::mem::take(&mut self.notes) {
            self.append(BlockKind::Note, &note);
        }
        self.unit
    }

    fn append(&mut self, kind: BlockKind, text: &str) {
        if let Some(last) = self.unit.blocks.last() {
            self.unit.text.push_str(gap(last.kind, kind));
        }
        let start = self.unit.text.len();
        self.unit.text.push_str(text);
        let end = self.unit.text.len();
        self.unit.blocks.push(Block { start, end, kind });
    }

    fn mark_directories(&mut self) {
        for run in self.links.chunk_by(|a, b| a + 1 == *b) {
            if run.len() >= LINKS_IN_A_DIRECTORY {
                for &index in run {
                    self.unit.blocks[index].kind = BlockKind::Directory;
                }
            }
        }
    }
}

/// Lists and tables stay together; everything else has an empty line between.
fn gap(before: BlockKind, after: BlockKind) -> &'static str {
    use BlockKind::{Directory, ListItem, TableRow};
    match (before, after) {
        (ListItem, ListItem) | (TableRow, TableRow) | (Directory, Directory) => "\n",
        _ => "\n\n",
    }
}

/// Text as a person would read it: one space for any white space, nothing invisible, NFC.
pub(super) fn clean(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c.is_whitespace() {
            if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
        } else if !is_invisible(c) || joins_letters(before, c, characters.peek().copied()) {
            words.push(c);
        } else {
            continue;
        }
        before = Some(c);
    }
    words.truncate(words.trim_end().len());
    to_nfc(words)
}

/// A table row: the cells cleaned, one tab between, none after the last cell that says something.
fn clean_row(text: &str) -> String {
    let cells: Vec<String> = text.split('\t').map(clean).collect();
    let filled = cells
        .iter()
        .rposition(|cell| !cell.is_empty())
        .map_or(0, |last| last + 1);
    let first = cells
        .iter()
        .position(|cell| !cell.is_empty())
        .unwrap_or(filled);
    cells[first..filled].join("\t")
}

fn to_nfc(text: String) -> String {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        _ => text.nfc().collect(),
    }
}

/// Characters that show nothing by themselves: left in, they hide words from search and from comparison.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Between two letters of Arabic and Indic scripts, the zero-width (non-)joiner is spelling.
fn joins_letters(before: Option<char>, c: char, after: Option<char>) -> bool {
    let is_joining_script =
        |c: Option<char>| matches!(c, Some('\u{600}'..='\u{8ff}' | '\u{900}'..='\u{fff}'));
    matches!(c, '\u{200c}' | '\u{200d}') && is_joining_script(before) && is_joining_script(after)
}

/// Asserts what every unit promises.
#[cfg(test)]
#[track_caller]
pub(super) fn assert_sound(unit: &Unit) {
    let text = &unit.text;
    assert!(unicode_normalization::is_nfc(text), "not NFC: {text:?}");
    assert_eq!(text.trim(), text, "white space around the text");
    let mut end = 0;
    for block in &unit.blocks {
        assert!(
            block.start >= end && block.end > block.start,
            "order: {block:?} in {text:?}"
        );
        assert!(
            text[end..block.start].chars().all(char::is_whitespace),
            "text between blocks"
        );
        let words = &text[block.range()];
        assert_eq!(words.trim(), words, "white space around a block");
        assert!(
            !words.contains('\n') && !words.contains("  "),
            "unjoined lines: {words:?}"
        );
        end = block.end;
    }
    assert_eq!(end, text.len(), "text after the last block");
    let is_note = |block: &&Block| block.kind == BlockKind::Note;
    let running = unit
        .blocks
        .iter()
        .take_while(|block| !is_note(block))
        .count();
    assert!(
        unit.blocks[running..].iter().all(|block| is_note(&block)),
        "running text after notes"
    );
    let flow_end = running
        .checked_sub(1)
        .map_or(0, |last| unit.blocks[last].end);
    assert_eq!(unit.flow_end, flow_end, "flow end");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_joined_and_notes_come_last() {
        let mut composer = Composer::new();
        composer.push(BlockKind::Heading(1), " Findings ");
        composer.push(BlockKind::Note, "1. See above.");
        composer.push(BlockKind::ListItem, "one");
        composer.push(BlockKind::ListItem, "two\nlines");
        composer.push(BlockKind::Paragraph, " \u{200b} ");
        let unit = composer.finish();
        assert_eq!(unit.text, "Findings\n\none\ntwo lines\n\n1. See above.");
        assert_eq!(&unit.text[..unit.flow_end], "Findings\n\none\ntwo lines");
        assert_sound(&unit);
    }

    #[test]
    fn text_is_cleaned() {
        for (raw, read) in [
            ("a\u{a0}\u{2003}b\n c", "a b c"),
            ("in\u{ad}ter\u{200b}fer\u{2060}ence", "interference"),
            ("\u{202e}evil\u{202c} \u{2066}order\u{2069}", "evil order"),
            ("e\u{301}te\u{301}", "été"),
            ("a\0b\u{7}c", "abc"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("x\u{200c}y \u{200d}", "xy"),
        ] {
            assert_eq!(clean(raw), read, "{raw:?}");
        }
    }

    #[test]
    fn rows_keep_inner_empty_cells_only() {
        assert_eq!(clean_row("\t a \t\t b\u{a0}c \t\t"), "a\t\tb c");
    }

    #[test]
    fn three_bare_links_are_a_directory() {
        let mut composer = Composer::new();
        for text in ["Home", "About", "Contact"] {
            composer.push_link(text);
        }
        composer.push(BlockKind::Paragraph, "Words.");
        composer.push_link("alone");
        let kinds: Vec<_> = composer
            .finish()
            .blocks
            .iter()
            .map(|block| block.kind)
            .collect();
        use BlockKind::{Directory, ListItem, Paragraph};
        assert_eq!(
            kinds,
            [Directory, Directory, Directory, Paragraph, ListItem]
        );
    }
}
