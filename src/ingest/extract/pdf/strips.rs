//! Tables without drawn lines: rows parted by white space, and cells in them.

use super::blocks::is_item_sign;
use super::gutter::median;
use super::lines::{Line, line};
use super::pieces::Piece;

/// Parts a row at gaps that no line of prose has.
pub(super) fn split_cells(row: Vec<Piece>) -> Vec<Line> {
    let mut cells: Vec<Vec<Piece>> = Vec::new();
    for piece in row {
        match cells.last_mut() {
            Some(cell) if piece.x0 - right_of(cell) < 1.8 * piece.size => cell.push(piece),
            _ => cells.push(vec![piece]),
        }
    }
    cells
        .iter()
        .map(|cell| line(cell))
        .filter(|l| !l.text.is_empty())
        .collect()
}

fn right_of(pieces: &[Piece]) -> f32 {
    pieces.iter().map(|p| p.x1).fold(f32::MIN, f32::max)
}

/// Cuts a table at its horizontal white space: where there are two kinds of gaps, at the wider ones.
pub(super) fn strips(mut pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    pieces.sort_by(|a, b| a.top.total_cmp(&b.top));
    let mut gaps = Vec::new();
    let mut bottom = f32::MIN;
    for piece in &pieces {
        if piece.top > bottom && bottom > f32::MIN {
            gaps.push(piece.top - bottom);
        }
        bottom = bottom.max(piece.bottom);
    }
    let size = median(pieces.iter().map(|p| p.size).collect());
    let limit = wide_gap(gaps, size);
    let mut strips: Vec<Vec<Piece>> = Vec::new();
    let mut bottom = f32::MIN;
    for piece in pieces {
        let next = piece.bottom.max(bottom);
        match strips.last_mut() {
            Some(strip) if piece.top - bottom < limit => strip.push(piece),
            _ => strips.push(vec![piece]),
        }
        bottom = next;
    }
    strips
}

fn wide_gap(mut gaps: Vec<f32>, size: f32) -> f32 {
    gaps.sort_by(f32::total_cmp);
    let Some(&least) = gaps.first() else {
        return 0.0;
    };
    let most = gaps[gaps.len() - 1];
    if most - least < 0.15 * size {
        return least - 0.01;
    }
    // The widest step between two neighbouring sizes parts lines of a cell from rows.
    let step = gaps
        .windows(2)
        .filter(|pair| pair[0] < 1.2 * size)
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
    step.map_or(least - 0.01, |pair| (pair[0] + pair[1]) / 2.0)
}

/// Whether there is nothing but bullets or numbers of list items.
pub(super) fn are_signs(pieces: &[Piece]) -> bool {
    pieces
        .iter()
        .all(|piece| is_item_sign(&line(std::slice::from_ref(piece)).text))
}

/// The columns of a table row, where its cells do not reach over each other.
pub(super) fn cell_columns(pieces: &[Piece]) -> Option<Vec<Vec<Piece>>> {
    let mut sorted = pieces.to_vec();
    sorted.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut columns: Vec<Vec<Piece>> = Vec::new();
    let mut right = f32::MIN;
    for piece in sorted {
        let edge = right.max(piece.x1);
        match columns.last_mut() {
            Some(column) if piece.x0 - right < 0.5 * piece.size => column.push(piece),
            _ => columns.push(vec![piece]),
        }
        right = edge;
    }
    (columns.len() > 1).then_some(columns)
}
