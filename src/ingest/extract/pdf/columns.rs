//! What stands on both sides of a gutter: columns, which are read one after the other, or a table.

use super::gutter::{lines_of, median};
use super::order::same_baseline;
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
