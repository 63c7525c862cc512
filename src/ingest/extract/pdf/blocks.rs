//! Rows → blocks: headings, paragraphs, list items, table rows, footnotes.

use super::lines::Line;
use super::order::Row;
use super::prose::{Words, append, without_leaders};
use super::shapes::Rule;
use super::{captions, directory, forms, notes};

/// What most of a document is set in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Body {
    pub size: f32,
    pub stroke: f32,
}

/// The kind of a draft. Headings get their level when the whole document is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Paragraph,
    ListItem,
    TableRow,
    Note,
    Directory,
}

/// A block before its place in the page's text is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub kind: Kind,
    pub text: String,
    pub size: f32,
    pub bold: bool,
}

/// A heading longer than this is a sentence in large type.
const HEADING_WORDS: usize = 15;

/// The size and weight that most characters have.
pub(super) fn body<'a>(rows: impl Iterator<Item = &'a Row> + Clone) -> Body {
    let lines = rows.flat_map(|row| &row.cells);
    let mut sizes = std::collections::BTreeMap::<u32, usize>::new();
    for line in lines.clone() {
        *sizes.entry((line.size * 2.0).round() as u32).or_default() += line.text.len();
    }
    let most = sizes.iter().max_by_key(|(_, count)| **count);
    let size = most.map_or(10.0, |(size, _)| *size as f32 / 2.0);
    let mut strokes: Vec<(f32, usize)> = lines
        .filter(|line| (line.size - size).abs() < 0.3 && line.stroke > 0.0)
        .map(|line| (line.stroke, line.text.len()))
        .collect();
    strokes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = strokes.iter().map(|s| s.1).sum::<usize>() / 2;
    let mut seen = 0;
    let middle = strokes.iter().find(|stroke| {
        seen += stroke.1;
        seen > half
    });
    Body {
        size,
        stroke: middle.map_or(0.0, |stroke| stroke.0),
    }
}

/// A page's blocks: the running text, then the footnotes.
pub(super) fn blocks(
    rows: &[Row],
    rules: &[Rule],
    body: Body,
    words: &Words,
) -> (Vec<Draft>, Vec<Draft>) {
    let (flow, notes) = notes::split(rows, rules, body);
    let mut builder = Builder::new(body, words);
    builder.rows(&flow);
    (builder.finish(), notes::notes(&notes, words))
}

/// The text of cells, one after the other.
pub(super) fn joined_cells(cells: &[Line], between: &str) -> String {
    let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    without_leaders(&texts.join(between))
}

struct Builder<'a> {
    body: Body,
    words: &'a Words,
    done: Vec<Draft>,
    current: Option<Open>,
}

/// The block that is being built, with what is needed to tell whether the next line goes on with it.
struct Open {
    draft: Draft,
    lines: usize,
    /// All lines so far in bold.
    last: Line,
    first_x: f32,
    region: usize,
    right: f32,
    left: f32,
}

impl<'a> Builder<'a> {
    fn new(body: Body, words: &'a Words) -> Self {
        Builder {
            body,
            words,
            done: Vec::new(),
            current: None,
        }
    }

    fn rows(&mut self, rows: &[Row]) {
        let directory = directory::marked(rows);
        for (n, row) in rows.iter().enumerate() {
            if row.cells.iter().all(|cell| cell.text.is_empty()) {
                continue;
            }
            if captions::is_caption(rows, n) {
                self.aside(&row.cells[0]);
            } else if directory[n] {
                self.whole(
                    Kind::Directory,
                    joined_cells(&row.cells, " "),
                    &row.cells[0],
                );
            } else if is_table_row(rows, n) && !self.is_title_of_table(row) {
                for field in forms::fields(&row.cells) {
                    self.whole(Kind::TableRow, joined_cells(field, "\t"), &field[0]);
                }
            } else {
                let (caption, cells) = captions::beside(rows, n).unzip();
                if let Some(caption) = caption {
                    self.aside(caption);
                }
                let cells = cells.unwrap_or(&row.cells);
                self.line(&one_line(cells), row, pitch(rows, n));
            }
        }
    }

    /// A large line that fills a row of a ruled table.
    fn is_title_of_table(&self, row: &Row) -> bool {
        row.ruled && row.cells.len() == 1 && row.cells[0].size > 1.12 * self.body.size
    }

    /// A block that is one row.
    fn whole(&mut self, kind: Kind, text: String, line: &Line) {
        self.close();
        self.done.push(Draft {
            kind,
            text,
            size: line.size,
            bold: false,
        });
    }

    /// A line that is no part of the paragraph around it, which goes on.
    fn aside(&mut self, line: &Line) {
        self.done.push(Draft {
            kind: Kind::Paragraph,
            text: line.text.clone(),
            size: line.size,
            bold: false,
        });
    }

    fn line(&mut self, line: &Line, row: &Row, pitch: f32) {
        let bold = self.is_bold(line);
        let item = is_item(&line.text);
        match &mut self.current {
            Some(open)
                if goes_on(open, line, row, bold, item, pitch)
                    || is_same_title(open, line, row, self.body, item) =>
            {
                append(&mut open.draft.text, &line.text, self.words);
                open.lines += 1;
                open.last = line.clone();
                (open.region, open.left, open.right) = (row.region, row.left, row.right);
            }
            _ => {
                self.close();
                let kind = if item {
                    Kind::ListItem
                } else {
                    Kind::Paragraph
                };
                self.current = Some(Open {
                    draft: Draft {
                        kind,
                        text: line.text.clone(),
                        size: line.size,
                        bold,
                    },
                    lines: 1,
                    first_x: line.x0,
                    last: line.clone(),
                    region: row.region,
                    right: row.right,
                    left: row.left,
                });
            }
        }
    }

    fn is_bold(&self, line: &Line) -> bool {
        self.body.stroke > 0.0 && line.stroke > 1.22 * self.body.stroke
    }

    fn close(&mut self) {
        let Some(open) = self.current.take() else {
            return;
        };
        let mut draft = open.draft;
        if is_heading(&draft, open.lines, self.body) {
            draft.kind = Kind::Heading;
        }
        draft.text = without_leaders(&draft.text);
        self.done.push(draft);
    }

    fn finish(mut self) -> Vec<Draft> {
        self.close();
        self.done
    }
}

/// The cells of a row that is no table row, as one line.
fn one_line(cells: &[Line]) -> Line {
    let mut line = cells[0].clone();
    line.text = joined_cells(cells, " ");
    line.x1 = cells[cells.len() - 1].x1;
    let widest = cells
        .iter()
        .max_by(|a, b| (a.x1 - a.x0).total_cmp(&(b.x1 - b.x0)))
        .expect("a row has a cell");
    (line.size, line.stroke, line.y) = (widest.size, widest.stroke, widest.y);
    line
}

/// Several cells, and a neighbour in the same region with several too; a bullet or number alone is no cell.
fn is_table_row(rows: &[Row], n: usize) -> bool {
    let row = &rows[n];
    if row.ruled {
        return true;
    }
    let has_cells = |row: &Row| row.cells.len() > 1 && !is_item_sign(&row.cells[0].text);
    if !has_cells(row) {
        return false;
    }
    let beside = [n.checked_sub(1), Some(n + 1)];
    beside
        .into_iter()
        .flatten()
        .filter_map(|m| rows.get(m))
        .any(|other| has_cells(other) && shares_cell_edge(row, other))
}

/// Whether cells of two rows begin or end at the same place, but for the first.
fn shares_cell_edge(one: &Row, other: &Row) -> bool {
    one.cells[1..].iter().any(|a| {
        other.cells[1..]
            .iter()
            .any(|b| (a.x0 - b.x0).abs() < a.size || (a.x1 - b.x1).abs() < 0.6 * a.size)
    })
}

/// The usual distance of baselines around a row.
fn pitch(rows: &[Row], n: usize) -> f32 {
    let row = &rows[n];
    let size = row.cells[0].size;
    let first = n.saturating_sub(12);
    let last = (n + 12).min(rows.len() - 1);
    let mut steps: Vec<f32> = rows[first..=last]
        .windows(2)
        .filter(|pair| pair.iter().all(|r| r.region == row.region))
        .filter(|pair| {
            pair.iter()
                .all(|r| (r.cells[0].size - size).abs() < 0.15 * size)
        })
        .map(|pair| pair[1].cells[0].y - pair[0].cells[0].y)
        .filter(|step| *step > 0.7 * size && *step < 2.6 * size)
        .collect();
    steps.sort_by(f32::total_cmp);
    // A third of the way up: gaps between paragraphs must not count as lines.
    steps.get(steps.len() / 3).copied().unwrap_or(1.25 * size)
}

/// Lines of a title are centred or ragged; the same large type close below goes on with it.
fn is_same_title(open: &Open, line: &Line, row: &Row, body: Body, item: bool) -> bool {
    let step = line.y - open.last.y;
    let numbered = line.text.starts_with(|c: char| c.is_ascii_digit());
    open.region == row.region
        && !item
        && !numbered
        && line.size > 1.12 * body.size
        && (line.size - open.last.size).abs() < 0.04 * line.size
        && (line.stroke - open.last.stroke).abs() < 0.35 * line.stroke.max(1.0)
        && step > 0.0
        && step < 1.45 * line.size
}

fn goes_on(open: &Open, line: &Line, row: &Row, bold: bool, item: bool, pitch: f32) -> bool {
    let last = &open.last;
    let size = last.size;
    if open.region != row.region {
        return continues_elsewhere(open, line, item);
    }
    let step = line.y - last.y;
    if step > 1.28 * pitch || step < -0.5 * size {
        return false;
    }
    let width = open.right - open.left;
    let short = last.x1 < open.right - 0.18 * width.max(1.0);
    let ended = last
        .text
        .ends_with(['.', ':', '!', '?', ';', '”', '"', ')']);
    if item
        && (short
            || ended
            || (line.x0 - last.x0).abs() > 0.4 * size
            || open.draft.kind == Kind::ListItem)
    {
        return false;
    }
    let lower = line.text.starts_with(char::is_lowercase);
    let hangs = open.draft.kind == Kind::ListItem && line.x0 > open.first_x + 0.5 * size;
    if open.draft.bold && !bold && !lower && !hangs || bold && !open.draft.bold && (short || ended)
    {
        return false;
    }
    // No first line is indented that far.
    if line.x0 < last.x0 - 4.0 * size {
        return false;
    }
    // An indented line opens a paragraph, unless the first line of this one hung out.
    let indented = line.x0 > last.x0 + 0.9 * size;
    if indented && open.lines > 1 {
        return false;
    }
    if indented && open.draft.kind == Kind::Paragraph && short && ended {
        return false;
    }
    // What hangs out below an item is no part of it, unless only the item's first line was indented.
    let out = open.draft.kind == Kind::ListItem && line.x0 < last.x0 - 0.5 * size;
    if out && (open.lines > 1 || short || ended) {
        return false;
    }
    !(short && ended)
}

/// A paragraph goes on at the top of the next column if its sentence does.
fn continues_elsewhere(open: &Open, line: &Line, item: bool) -> bool {
    let ended = open.last.text.ends_with(['.', ':', '!', '?', '”', '"']);
    let lower = line.text.chars().next().is_some_and(char::is_lowercase);
    let prose = open.last.text.split_whitespace().count() >= 3;
    let same_size = (line.size - open.last.size).abs() < 0.09 * line.size;
    !item && !ended && lower && prose && same_size
}

fn is_heading(draft: &Draft, lines: usize, body: Body) -> bool {
    let words = draft.text.split_whitespace().count();
    let letters = draft.text.chars().filter(|c| c.is_alphabetic()).count();
    let larger = draft.size > 1.12 * body.size;
    let stands_out = larger || (draft.bold && draft.size > 0.93 * body.size);
    let sentence =
        draft.text.ends_with(['.', ';', ',', ':']) && words > 5 || draft.text.ends_with([';', ',']);
    stands_out
        && (1..=HEADING_WORDS).contains(&words)
        && lines <= 4
        && letters >= 3
        && letters * 2 > draft.text.chars().filter(|c| !c.is_whitespace()).count()
        && !sentence
        && (draft.kind == Kind::Paragraph || !is_bullet(&draft.text))
}

fn is_bullet(text: &str) -> bool {
    text.starts_with([
        '•', '▪', '■', '●', '○', '◦', '‣', '➢', '✓', '❖', '►', '–', '-', '*', '·',
    ])
}

/// Whether a line begins with the sign of a list item.
fn is_item(text: &str) -> bool {
    let Some((sign, rest)) = text.split_once(' ') else {
        return false;
    };
    !rest.is_empty() && is_item_sign(sign)
}

pub(super) fn is_item_sign(sign: &str) -> bool {
    if is_bullet(sign) {
        return sign.chars().count() == 1;
    }
    let inner = match (
        sign.strip_prefix('('),
        sign.strip_suffix(')'),
        sign.strip_suffix('.'),
    ) {
        (Some(rest), Some(_), _) => rest.strip_suffix(')').unwrap_or(""),
        (None, Some(inner), _) | (None, _, Some(inner)) => inner,
        _ => return false,
    };
    let number = inner.len() <= 2 && !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit());
    let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_alphabetic());
    let roman = super::furniture::roman(&inner.to_lowercase()).is_some_and(|n| n < 40);
    number || letter || roman
}
