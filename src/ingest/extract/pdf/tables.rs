//! Ruled tables: lines that cross each other make a grid, and what stands in one of its fields is a cell.

use super::lines::{Line, line};
use super::order::same_baseline;
use super::pieces::Piece;
use super::prose::{Words, append};
use super::shapes::Rule;

/// How far two lines may miss each other and still meet, in points.
const NEAR: f32 = 3.0;

/// Rules beyond which a page is a drawing.
const MOST: usize = 3_000;

/// A cell longer than this is no cell, but text in a box.
const CELL_WORDS: usize = 100;

/// The part of a page that a table covers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    pub rows: Vec<TableRow>,
}

/// One row: its cells from left to right, or text in a box that is read like any other.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TableRow {
    Cells(Vec<Line>),
    Text(Vec<Piece>),
}

impl PartialEq for Piece {
    fn eq(&self, other: &Piece) -> bool {
        self.glyphs == other.glyphs
    }
}

/// Takes the pieces of ruled tables out; each table leaves one piece that stands for all of it.
pub(super) fn take(pieces: &mut Vec<Piece>, rules: &[Rule]) -> Vec<Table> {
    let mut tables = Vec::new();
    if rules.len() > MOST {
        return tables;
    }
    for grid in grids(rules) {
        let (inside, outside): (Vec<_>, Vec<_>) = std::mem::take(pieces)
            .into_iter()
            .partition(|piece| piece.table.is_none() && grid.holds(piece));
        *pieces = outside;
        let Some(table) = (!inside.is_empty()).then(|| grid.table(inside)) else {
            continue;
        };
        pieces.push(grid.stand_in(tables.len()));
        tables.push(table);
    }
    tables
}

/// The lines between columns and between rows.
struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    horizontal: Vec<Rule>,
    vertical: Vec<Rule>,
}

fn grids(rules: &[Rule]) -> Vec<Grid> {
    let (horizontal, vertical): (Vec<Rule>, Vec<Rule>) =
        rules.iter().partition(|rule| rule.is_horizontal());
    let all: Vec<Rule> = horizontal.iter().chain(&vertical).copied().collect();
    let mut group: Vec<usize> = (0..all.len()).collect();
    for (h, one) in horizontal.iter().enumerate() {
        for (v, other) in vertical.iter().enumerate() {
            if meet(one, other) {
                let (a, b) = (root(&mut group, h), root(&mut group, horizontal.len() + v));
                group[a] = b;
            }
        }
    }
    let mut members = std::collections::BTreeMap::<usize, Vec<Rule>>::new();
    for (n, rule) in all.iter().enumerate() {
        members.entry(root(&mut group, n)).or_default().push(*rule);
    }
    let mut grids: Vec<Grid> = members.into_values().filter_map(Grid::new).collect();
    // A table inside of another goes first.
    grids.sort_by(|a, b| a.area().total_cmp(&b.area()));
    grids
}

fn root(group: &mut [usize], mut n: usize) -> usize {
    while group[n] != n {
        group[n] = group[group[n]];
        n = group[n];
    }
    n
}

fn meet(horizontal: &Rule, vertical: &Rule) -> bool {
    vertical.x0 > horizontal.x0 - NEAR
        && vertical.x0 < horizontal.x1 + NEAR
        && horizontal.y0 > vertical.y0 - NEAR
        && horizontal.y0 < vertical.y1 + NEAR
}

/// Sorted, and one for each bundle of close values.
fn distinct(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    values.dedup_by(|a, b| *a - *b < NEAR);
    values
}

impl Grid {
    fn new(rules: Vec<Rule>) -> Option<Grid> {
        let (horizontal, vertical): (Vec<Rule>, Vec<Rule>) =
            rules.into_iter().partition(Rule::is_horizontal);
        let ends = horizontal.iter().flat_map(|r| [r.x0, r.x1]);
        let outer = [
            ends.clone().fold(f32::MAX, f32::min),
            ends.fold(f32::MIN, f32::max),
        ];
        let inner = vertical.iter().map(|r| r.x0);
        let xs = distinct(inner.chain(outer).collect());
        let ys = distinct(horizontal.iter().map(|r| r.y0).collect());
        (xs.len() > 2 && ys.len() > 2 && !vertical.is_empty()).then_some(Grid {
            xs,
            ys,
            horizontal,
            vertical,
        })
    }

    fn edges(&self) -> (f32, f32, f32, f32) {
        let (x, y) = (self.xs.len() - 1, self.ys.len() - 1);
        (self.xs[0], self.xs[x], self.ys[0], self.ys[y])
    }

    fn area(&self) -> f32 {
        let (x0, x1, y0, y1) = self.edges();
        (x1 - x0) * (y1 - y0)
    }

    fn holds(&self, piece: &Piece) -> bool {
        let (x0, x1, y0, y1) = self.edges();
        let middle = (piece.x0 + piece.x1) / 2.0;
        let height = (piece.top + piece.bottom) / 2.0;
        middle > x0 && middle < x1 && height > y0 - 1.0 && height < y1 + 1.0
    }

    fn stand_in(&self, table: usize) -> Piece {
        let (x0, x1, top, bottom) = self.edges();
        Piece {
            glyphs: Vec::new(),
            x0,
            x1,
            y: bottom,
            size: (bottom - top).min(12.0),
            top,
            bottom,
            table: Some(table),
        }
    }

    /// The row and the column of a piece.
    fn field(&self, piece: &Piece) -> (usize, usize) {
        let middle = (piece.top + piece.bottom) / 2.0;
        let row = self.ys.partition_point(|y| *y < middle).max(1) - 1;
        let left = piece.x0 + 0.3 * piece.size;
        let column = self.xs.partition_point(|x| *x < left).max(1) - 1;
        self.merged(row.min(self.ys.len() - 2), column.min(self.xs.len() - 2))
    }

    /// The first field of the cell that a field belongs to: fields without a line between them are one cell.
    fn merged(&self, mut row: usize, mut column: usize) -> (usize, usize) {
        while row > 0 && !self.line_above(row, column) {
            row -= 1;
        }
        while column > 0 && !self.line_left(row, column) {
            column -= 1;
        }
        (row, column)
    }

    fn line_above(&self, row: usize, column: usize) -> bool {
        let x = (self.xs[column] + self.xs[column + 1]) / 2.0;
        let y = self.ys[row];
        self.horizontal
            .iter()
            .any(|r| (r.y0 - y).abs() <= NEAR && r.x0 < x && r.x1 > x)
    }

    fn line_left(&self, row: usize, column: usize) -> bool {
        let y = (self.ys[row] + self.ys[row + 1]) / 2.0;
        let x = self.xs[column];
        self.vertical
            .iter()
            .any(|r| (r.x0 - x).abs() <= NEAR && r.y0 < y && r.y1 > y)
    }

    fn table(&self, pieces: Vec<Piece>) -> Table {
        let mut fields = std::collections::BTreeMap::<(usize, usize), Vec<Piece>>::new();
        for piece in pieces.into_iter().flat_map(|piece| self.cut(piece)) {
            fields.entry(self.field(&piece)).or_default().push(piece);
        }
        let mut rows: Vec<(usize, Vec<Vec<Piece>>)> = Vec::new();
        for ((row, _), cell) in fields {
            match rows.last_mut() {
                Some((last, cells)) if *last == row => cells.push(cell),
                _ => rows.push((row, vec![cell])),
            }
        }
        let rows = rows.into_iter().flat_map(|(_, cells)| table_rows(cells));
        Table {
            rows: rows.collect(),
        }
    }

    /// Words of two cells that stand close are still two pieces.
    fn cut(&self, piece: Piece) -> Vec<Piece> {
        let inner = &self.xs[1..self.xs.len() - 1];
        let crossed: Vec<f32> = inner
            .iter()
            .copied()
            .filter(|x| *x > piece.x0 && *x < piece.x1)
            .filter(|x| {
                self.vertical
                    .iter()
                    .any(|r| (r.x0 - x).abs() <= NEAR && r.y0 < piece.y && r.y1 > piece.top)
            })
            .collect();
        if crossed.is_empty() {
            return vec![piece];
        }
        let mut parts: Vec<Vec<super::glyphs::Glyph>> = vec![Vec::new()];
        let mut column = 0;
        for glyph in piece.glyphs {
            let middle = (glyph.x0 + glyph.x1) / 2.0;
            let at = crossed.partition_point(|x| *x < middle);
            if at != column && !parts[parts.len() - 1].is_empty() {
                parts.push(Vec::new());
            }
            column = at;
            let last = parts.len() - 1;
            parts[last].push(glyph);
        }
        parts.retain(|part| part.iter().any(|g| !g.char.is_whitespace()));
        parts.into_iter().map(Piece::new).collect()
    }
}

fn table_rows(cells: Vec<Vec<Piece>>) -> Vec<TableRow> {
    let lines: Vec<Line> = cells.iter().map(|cell| whole(cell)).collect();
    let is_text = (lines.len() == 1 && lines[0].text.split(' ').count() > 12)
        || lines
            .iter()
            .any(|line| line.text.split(' ').count() > CELL_WORDS);
    if is_text {
        cells.into_iter().map(TableRow::Text).collect()
    } else {
        vec![TableRow::Cells(lines)]
    }
}

/// All lines of a cell as one.
fn whole(cell: &[Piece]) -> Line {
    let lines = same_baseline(cell.to_vec());
    let lines = lines.iter().map(|row| line(row));
    lines
        .reduce(|mut whole, next| {
            append(&mut whole.text, &next.text, &Words::default());
            whole.x1 = whole.x1.max(next.x1);
            whole
        })
        .unwrap_or_default()
}
