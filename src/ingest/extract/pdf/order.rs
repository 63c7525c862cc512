//! Pieces anywhere on a page → rows in the order a person reads them.
//!
//! A gutter (a vertical strip that stays white) parts a region into what lies left of it, right of it and across it.
//! What lies across cuts the region into bands. In each band the left side is read before the right side if both are
//! columns; if it is a table, it is read row by row.

use super::bands::{Band, bands};
use super::columns::{are_columns, are_short_columns, edges, without_head, without_title};
use super::gutter::gutter;
use super::lines::Line;
use super::pieces::Piece;
use super::strips::{are_signs, cell_columns, split_cells, strips};
use super::tables::{Table, TableRow};

/// A line, or the cells of a table row, with the column that it stands in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// One line; several cells in a table.
    pub cells: Vec<Line>,
    /// Whether lines are drawn around the cells.
    pub ruled: bool,
    /// Rows of one column that follow each other have the same number.
    pub region: usize,
    /// Left and right edge of the column.
    pub left: f32,
    pub right: f32,
}

/// Pieces beyond which a page is a drawing and is read row by row.
const MOST: usize = 8_000;

/// The rows of a page.
pub(super) fn rows(pieces: Vec<Piece>, tables: Vec<Table>) -> Vec<Row> {
    let mut out = Out {
        tables,
        ..Out::default()
    };
    if pieces.len() > MOST {
        out.leaf(pieces);
    } else {
        out.region(pieces, 0);
    }
    out.rows
}

#[derive(Default)]
struct Out {
    rows: Vec<Row>,
    tables: Vec<Table>,
    regions: usize,
}

impl Out {
    fn region(&mut self, pieces: Vec<Piece>, depth: u32) {
        let gutter = (depth < 12).then(|| gutter(&pieces)).flatten();
        let Some(x) = gutter else {
            return self.leaf(pieces);
        };
        let (across, beside): (Vec<_>, Vec<_>) =
            pieces.into_iter().partition(|p| p.x0 < x && p.x1 > x);
        let mut bands = bands(across, beside).into_iter().peekable();
        while let Some(band) = bands.next() {
            match band {
                Band::Across(pieces) => self.region(pieces, depth + 1),
                Band::Beside(pieces) if bands.peek().is_some() => {
                    let (columns, title) = without_title(pieces, x);
                    self.beside(columns, x, depth);
                    self.leaf(title);
                }
                Band::Beside(pieces) => self.beside(pieces, x, depth),
            }
        }
    }

    fn beside(&mut self, pieces: Vec<Piece>, x: f32, depth: u32) {
        let (head, pieces) = without_head(pieces, x);
        self.leaf(head);
        let (left, right): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|p| p.x1 <= x);
        if left.is_empty() || right.is_empty() {
            return self.region(if left.is_empty() { right } else { left }, depth + 1);
        }
        if are_columns(&left, &right) {
            self.region(left, depth + 1);
            self.region(right, depth + 1);
        } else {
            self.table(left.into_iter().chain(right).collect());
        }
    }

    /// Rows from top to bottom.
    fn leaf(&mut self, pieces: Vec<Piece>) {
        if pieces.is_empty() {
            return;
        }
        let (left, right) = edges(&pieces);
        self.regions += 1;
        let first = self.rows.len();
        for group in same_baseline(pieces) {
            let (tables, text): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|p| p.table.is_some());
            let cells = split_cells(text);
            if !cells.is_empty() {
                let region = self.regions;
                self.rows.push(Row {
                    cells,
                    ruled: false,
                    region,
                    left,
                    right,
                });
            }
            for table in tables.into_iter().filter_map(|p| p.table) {
                let table = std::mem::take(&mut self.tables[table]);
                self.ruled(table);
                self.regions += 1;
            }
        }
        self.unfold(first);
    }

    /// Columns of two lines, from the row `first` on, are read one after the other.
    fn unfold(&mut self, first: usize) {
        for n in first + 1..self.rows.len() {
            if !are_short_columns(&self.rows, n) {
                continue;
            }
            let lower = std::mem::take(&mut self.rows[n].cells);
            let upper = std::mem::take(&mut self.rows[n - 1].cells);
            let row = self.rows[n].clone();
            let columns = upper.into_iter().zip(lower).flat_map(|(upper, lower)| {
                self.regions += 1;
                let (left, right) = (upper.x0.min(lower.x0), upper.x1.max(lower.x1));
                [upper, lower].map(|line| Row {
                    cells: vec![line],
                    region: self.regions,
                    left,
                    right,
                    ..row.clone()
                })
            });
            let columns: Vec<Row> = columns.collect();
            self.rows.splice(n - 1..=n, columns);
            // What follows is another region than what came before.
            return self.unfold(n + 1);
        }
    }

    /// The rows of a ruled table, where it stands on the page.
    fn ruled(&mut self, table: Table) {
        for row in table.rows {
            self.regions += 1;
            match row {
                TableRow::Text(pieces) => self.region(pieces, 0),
                TableRow::Cells(cells) => self.rows.push(Row {
                    left: cells[0].x0,
                    right: cells[cells.len() - 1].x1,
                    cells,
                    ruled: true,
                    region: self.regions,
                }),
            }
        }
    }

    /// Cells of several lines are kept whole where white space parts the rows.
    fn table(&mut self, pieces: Vec<Piece>) {
        for strip in strips(pieces) {
            let groups = same_baseline(strip.clone());
            match (groups.len() > 1).then(|| cell_columns(&strip)).flatten() {
                Some(columns) if !are_signs(&columns[0]) => {
                    for column in columns {
                        self.leaf(column);
                    }
                }
                _ => self.leaf(strip),
            }
        }
    }
}

/// Pieces by row, from top to bottom, each from left to right.
pub(super) fn same_baseline(mut pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    pieces.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    // Baseline, size and width of the widest piece of the last row.
    let mut anchor = (f32::MIN, 0.0, 0.0);
    for piece in pieces {
        // Raised numbers are smaller, and may be raised far.
        let is_mark = piece.size < 0.8 * anchor.1 || anchor.1 < 0.8 * piece.size;
        let reach = if is_mark { 0.58 } else { 0.45 };
        let near = (piece.y - anchor.0).abs() <= reach * piece.size.max(anchor.1);
        let free = |row: &Vec<Piece>| {
            row.iter().all(|other| {
                let overlap = piece.x1.min(other.x1) - piece.x0.max(other.x0);
                overlap < 0.4 * piece.width().min(other.width())
            })
        };
        match rows.last_mut() {
            Some(row) if near && free(row) => {
                if piece.width() > anchor.2 {
                    anchor = (piece.y, piece.size, piece.width());
                }
                row.push(piece);
            }
            _ => {
                anchor = (piece.y, piece.size, piece.width());
                rows.push(vec![piece]);
            }
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::extract::pdf::glyphs::Glyph;

    /// Words in 10 point type, each letter five points wide.
    fn piece(text: &str, x: f32, y: f32) -> Piece {
        let glyph = |(n, char): (usize, char)| Glyph {
            char,
            x0: x + 5.0 * n as f32,
            x1: x + 5.0 * (n + 1) as f32,
            y,
            size: 10.0,
            stroke: 0.0,
        };
        Piece::new(text.chars().enumerate().map(glyph).collect())
    }

    fn read(pieces: Vec<Piece>) -> Vec<String> {
        let cells = |row: Row| {
            let texts: Vec<String> = row.cells.into_iter().map(|cell| cell.text).collect();
            texts.join("|")
        };
        rows(pieces, Vec::new()).into_iter().map(cells).collect()
    }

    #[test]
    fn three_columns_are_read_from_left_to_right() {
        let mut pieces = vec![piece(
            "a title that goes over all three of the columns",
            0.0,
            0.0,
        )];
        for line in 0..6 {
            let y = 30.0 + 12.0 * line as f32;
            for (column, x) in [("one", 0.0), ("two", 130.0), ("three", 260.0)] {
                pieces.push(piece(&format!("column {column} and line {line}"), x, y));
            }
        }
        let said = read(pieces);
        assert!(said[0].starts_with("a title"));
        let order: Vec<usize> = [
            "one and line 5",
            "two and line 0",
            "two and line 5",
            "three and line 0",
        ]
        .iter()
        .map(|words| {
            said.iter()
                .position(|row| row.ends_with(words))
                .expect("a row")
        })
        .collect();
        assert!(order.is_sorted(), "{said:?}");
    }

    #[test]
    fn two_lines_of_prose_side_by_side_are_columns() {
        let said = read(vec![
            piece("A line over the whole width of the page", 0.0, 0.0),
            piece("Some words of a left", 10.0, 40.0),
            piece("the words of the right", 200.0, 40.0),
            piece("column that goes on in", 0.0, 52.0),
            piece("column, which end here.", 200.0, 52.0),
        ]);
        assert_eq!(
            said[1..],
            [
                "Some words of a left",
                "column that goes on in",
                "the words of the right",
                "column, which end here."
            ]
        );
    }

    #[test]
    fn short_cells_on_the_same_lines_are_rows() {
        let mut pieces = Vec::new();
        for line in 0..5 {
            let y = 12.0 * line as f32;
            pieces.push(piece(&format!("key {line}"), 0.0, y));
            pieces.push(piece(&format!("value {line}"), 100.0, y));
        }
        let said = read(pieces);
        assert_eq!(
            said,
            (0..5)
                .map(|n| format!("key {n}|value {n}"))
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn numbers_of_a_list_stay_with_their_items() {
        let mut pieces = Vec::new();
        for (n, y) in [(1, 0.0), (2, 24.0), (3, 48.0), (4, 72.0)] {
            pieces.push(piece(&format!("{n}."), 0.0, y));
            pieces.push(piece("the first line of an item that has two", 30.0, y));
            pieces.push(piece("and the second", 30.0, y + 12.0));
        }
        let said = read(pieces);
        assert!(said[0].starts_with("1.|the first"), "{said:?}");
        assert_eq!(said[1], "and the second");
    }
}
