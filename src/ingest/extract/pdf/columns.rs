//! What stands on both sides of a gutter: columns, which are read one after the other, or a table.

use super::gutter::{lines_of, median};
use super::lines::Line;
use super::order::{Row, same_baseline};
use super::pieces::Piece;

/// Whether two sides of a gutter are read one after the other, and not as rows of a table.
pub(super) fn are_columns(left: &[Piece], right: &[Piece]) -> bool {
    let (fewer, more) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    if is_prose(left) && is_prose(right) {
        return true;
    }
    let aligned = fewer
        .iter()
        .filter(|p| more.iter().any(|q| (p.y - q.y).abs() < 0.2 * p.size))
        .count();
    aligned * 10 < fewer.len() * 7
}

/// Whether a row and the one above it are two lines of columns: sentences that go on below, in every column. They are
/// too few for a gutter.
pub(super) fn are_short_columns(rows: &[Row], n: usize) -> bool {
    let (upper, lower) = (&rows[n - 1], &rows[n]);
    let is_alone =
        |other: Option<&Row>| other.is_none_or(|row| row.cells.len() != upper.cells.len());
    let goes_on = |(above, below): (&Line, &Line)| {
        let step = below.y - above.y;
        let many = |line: &Line| line.text.split(' ').count() >= 4;
        (above.x0 - below.x0).abs() < 2.5 * above.size
            && (0.0..1.5 * above.size).contains(&step)
            && below.text.starts_with(char::is_lowercase)
            && many(above)
            && many(below)
    };
    upper.cells.len() > 1
        && upper.cells.len() == lower.cells.len()
        && !upper.ruled
        && !lower.ruled
        && is_alone(n.checked_sub(2).and_then(|above| rows.get(above)))
        && is_alone(rows.get(n + 1))
        && upper.cells.iter().zip(&lower.cells).all(goes_on)
}

/// Whether most lines fill the column, as those of a paragraph do.
fn is_prose(pieces: &[Piece]) -> bool {
    let (left, right) = edges(pieces);
    let groups = same_baseline(pieces.to_vec());
    let size = median(pieces.iter().map(|p| p.size).collect());
    let full = groups
        .iter()
        .filter(|group| {
            let (x0, x1) = edges(group);
            x1 - x0 > 0.72 * (right - left)
        })
        .count();
    groups.len() >= 5 && right - left > 9.0 * size && full * 10 >= groups.len() * 5
}

/// What stands above the columns and apart from them, on the right only, is the title of both, and what is left.
pub(super) fn without_head(mut pieces: Vec<Piece>, x: f32) -> (Vec<Piece>, Vec<Piece>) {
    pieces.sort_by(|a, b| a.y.total_cmp(&b.y));
    let size = median(pieces.iter().map(|p| p.size).collect());
    let left = pieces.iter().position(|p| p.x1 <= x).unwrap_or(0);
    let mut bottom = f32::MIN;
    let cut = pieces.iter().take(left + 1).position(|piece| {
        let is_apart = bottom > f32::MIN && piece.top - bottom > 2.5 * size;
        bottom = bottom.max(piece.bottom);
        is_apart
    });
    match cut {
        Some(cut) if lines_of(&pieces[..cut]) <= 5 => {
            let columns = pieces.split_off(cut);
            (pieces, columns)
        }
        _ => (Vec::new(), pieces),
    }
}

/// What stands below the columns and apart from them, on one side only, is the title of what lies across below.
pub(super) fn without_title(mut pieces: Vec<Piece>, x: f32) -> (Vec<Piece>, Vec<Piece>) {
    pieces.sort_by(|a, b| a.y.total_cmp(&b.y));
    let size = median(pieces.iter().map(|p| p.size).collect());
    let right = pieces.iter().rposition(|p| p.x0 >= x).unwrap_or(0);
    let left = pieces.iter().rposition(|p| p.x1 <= x).unwrap_or(0);
    let start = left.min(right) + 1;
    let cut = (start..pieces.len()).find(|&n| {
        let above = pieces[..n]
            .iter()
            .map(|p| p.bottom)
            .fold(f32::MIN, f32::max);
        pieces[n].top - above > 1.1 * size
    });
    match cut {
        Some(cut) if lines_of(&pieces[cut..]) <= 3 => {
            let title = pieces.split_off(cut);
            (pieces, title)
        }
        _ => (pieces, Vec::new()),
    }
}

/// The left and the right edge.
pub(super) fn edges(pieces: &[Piece]) -> (f32, f32) {
    let left = pieces.iter().map(|p| p.x0).fold(f32::MAX, f32::min);
    let right = pieces.iter().map(|p| p.x1).fold(f32::MIN, f32::max);
    (left, right)
}
