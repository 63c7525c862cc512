//! Lines → paragraphs, list items, table rows and lines of a table of contents.

use super::hyphen::Hyphens;
use super::layout::{Layout, Line, ends_sentence};
use crate::report::BlockKind;

/// Lines that belong together.
#[derive(Debug)]
pub(super) struct Paragraph<'a> {
    /// What they are, before headings are looked for.
    pub kind: BlockKind,
    /// The text of each, without a bullet.
    pub lines: Vec<&'a str>,
    /// Whether blank lines come before the first.
    pub after_blank: bool,
    /// The level that a line of `=` or `-` underneath gives it.
    pub underlined: Option<u8>,
}

impl Paragraph<'_> {
    /// Its first two lines: a number may stand on a line of its own.
    pub(super) fn opening(&self) -> String {
        self.lines
            .iter()
            .take(2)
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// All lines as one.
    pub(super) fn text(&self, hyphens: &Hyphens) -> String {
        match self.kind {
            BlockKind::TableRow => cells(self.lines[0]).join("\t"),
            _ => hyphens.join(&self.lines),
        }
    }
}

/// Groups the lines of a page.
pub(super) fn group<'a>(lines: &[Line<'a>], layout: &Layout) -> Vec<Paragraph<'a>> {
    let rows = table_rows(lines);
    let mut group = Group::default();
    for (line, is_row) in lines.iter().zip(rows) {
        match () {
            () if is_rule(line.text) => group.underline(line.text),
            () if is_row => group.alone(BlockKind::TableRow, line),
            () if is_directory(line.text) => group.alone(BlockKind::Directory, line),
            () => group.add(line, layout),
        }
    }
    group.paragraphs
}

#[derive(Default)]
struct Group<'a> {
    paragraphs: Vec<Paragraph<'a>>,
    /// The last line, while its paragraph may go on.
    open: Option<Line<'a>>,
}

impl<'a> Group<'a> {
    fn add(&mut self, line: &Line<'a>, layout: &Layout) {
        let item = self.item_text(line);
        let goes_on = match (&self.open, self.paragraphs.last()) {
            // A bullet or a number alone on its line: the text follows.
            (Some(_), Some(last)) if last.lines == [""] => true,
            (Some(open), _)
                if is_lone_number(open.text) && line.text.starts_with(char::is_alphabetic) =>
            {
                true
            }
            (Some(open), _) => item.is_none() && layout.continues(open, line),
            _ => false,
        };
        match self.paragraphs.last_mut() {
            Some(last) if goes_on => last.lines.push(line.text),
            _ => {
                let kind = if item.is_some() {
                    BlockKind::ListItem
                } else {
                    BlockKind::Paragraph
                };
                self.start(kind, item.unwrap_or(line.text), line);
            }
        }
        self.open = Some(*line);
    }

    fn alone(&mut self, kind: BlockKind, line: &Line<'a>) {
        self.start(kind, line.text, line);
        self.open = None;
    }

    fn start(&mut self, kind: BlockKind, text: &'a str, line: &Line<'a>) {
        let after_blank = line.after_blank || self.open.is_none();
        self.paragraphs.push(Paragraph {
            kind,
            lines: vec![text],
            after_blank,
            underlined: None,
        });
    }

    fn underline(&mut self, rule: &str) {
        let level = match rule.as_bytes()[0] {
            b'=' => Some(1),
            b'-' | b'~' => Some(2),
            _ => None,
        };
        if let (Some(_), Some(last)) = (self.open.take(), self.paragraphs.last_mut())
            && last.lines.len() == 1
            && last.kind == BlockKind::Paragraph
        {
            last.underlined = level;
        }
    }

    /// What follows the bullet, if the line starts with one. A dash may also go on with a sentence.
    fn item_text(&self, line: &Line<'a>) -> Option<&'a str> {
        let mut characters = line.text.chars();
        let bullet = characters.next()?;
        let rest = characters.as_str();
        let may_start = || {
            line.after_blank
                || self.open.is_none_or(|open| ends_sentence(open.text))
                || self
                    .paragraphs
                    .last()
                    .is_some_and(|last| last.kind == BlockKind::ListItem)
        };
        let is_bullet = match bullet {
            '•' | '●' | '▪' | '■' | '◦' | '○' | '‣' | '·' | '\u{f0b7}' => true,
            '-' | '–' | '*' | '+' => rest.starts_with([' ', '\t']) && may_start(),
            _ => false,
        };
        is_bullet.then(|| rest.trim_start())
    }
}

fn is_lone_number(text: &str) -> bool {
    let number = text.trim_end_matches(['.', ')']);
    (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line is only drawn: a rule, the frame of a table.
fn is_rule(text: &str) -> bool {
    text.len() >= 3 && text.chars().all(|c| "-=_*+|~#─━═ ".contains(c)) && !text.starts_with("# ")
}

/// Whether a line leads the eye to a page number by dots.
fn is_directory(text: &str) -> bool {
    const LEADERS: [&str; 3] = [".....", ". . . .", "……"];
    let Some((title, rest)) = LEADERS.iter().find_map(|dots| text.split_once(dots)) else {
        return false;
    };
    let place = rest.trim_matches(|c: char| c == '.' || c == '…' || c.is_whitespace());
    title.contains(char::is_alphabetic) && is_place(place)
}

/// A page as a table of contents names it: "12", "iv", "A-3".
fn is_place(text: &str) -> bool {
    let is_roman = !text.is_empty() && text.chars().all(|c| "ivxlc".contains(c));
    let is_label = text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_alphanumeric() || c == '-');
    text.len() <= 8 && (is_roman || is_label)
}

/// Which lines are rows: at least two in a row that fall into cells.
fn table_rows(lines: &[Line]) -> Vec<bool> {
    let counts: Vec<usize> = lines.iter().map(|line| cell_count(line.text)).collect();
    let is_row = |index: usize| {
        let neighbour = |other: Option<&usize>| other.is_some_and(|&count| count >= 2);
        let rule = |other: Option<&Line>| other.is_some_and(|line| is_rule(line.text));
        counts[index] >= 2
            && (neighbour(index.checked_sub(1).and_then(|before| counts.get(before)))
                || neighbour(counts.get(index + 1))
                || rule(lines.get(index + 1)))
    };
    (0..lines.len()).map(is_row).collect()
}

fn cell_count(text: &str) -> usize {
    if is_rule(text) || is_directory(text) {
        return 0;
    }
    let cells = cells(text);
    // "1.   Text" is an item, not a row.
    let is_item =
        cells.len() == 2 && cells[0].len() <= 5 && cells[0].ends_with(['.', ')', '-', '•', '*']);
    if is_item { 1 } else { cells.len() }
}

/// The cells of a row: they are set apart by a tab, a bar, or three spaces.
fn cells(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = match text.contains(" | ") || text.starts_with('|') {
        true => text.split('|').collect(),
        false => text
            .split('\t')
            .flat_map(|part| part.split("   "))
            .collect(),
    };
    parts
        .into_iter()
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect()
}
