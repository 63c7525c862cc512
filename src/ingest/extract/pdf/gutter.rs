//! The white strips between columns.

use super::pieces::Piece;

/// The narrowest gutter, in ems.
const GUTTER: f32 = 0.8;

/// Lines that both sides of a gutter must have.
pub(super) const LINES: usize = 3;

/// The middle one of some values, 0 if there is none.
pub(super) fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// How many lines there are.
pub(super) fn lines_of(pieces: &[Piece]) -> usize {
    let mut ys: Vec<f32> = pieces.iter().map(|p| p.y).collect();
    ys.sort_by(f32::total_cmp);
    let size = median(pieces.iter().map(|p| p.size).collect());
    ys.dedup_by(|a, b| (*a - *b).abs() < 0.5 * size);
    ys.len()
}

/// Where the strip lies that most lines leave white, if any leave one.
pub(super) fn gutter(pieces: &[Piece]) -> Option<f32> {
    let size = median(pieces.iter().map(|p| p.size).collect());
    let mut gaps = gaps(pieces, GUTTER * size);
    if gaps.len() < LINES {
        return None;
    }
    // The point that most gaps share, counted by their height.
    gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut ends: Vec<(f32, f32)> = gaps
        .iter()
        .flat_map(|&(x0, x1, weight)| [(x0, weight), (x1, -weight)])
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let (mut sum, mut best, mut place) = (0.0, 0.0, None);
    for pair in ends.windows(2) {
        sum += pair[0].1;
        if sum > best + 0.01 && pair[1].0 - pair[0].0 > 0.05 {
            best = sum;
            place = Some((pair[0].0 + pair[1].0) / 2.0);
        }
    }
    place.filter(|_| best >= LINES as f32 * 0.8 * size)
}

/// White space between neighbours on a line: (left edge, right edge, height).
fn gaps(pieces: &[Piece], least: f32) -> Vec<(f32, f32, f32)> {
    let mut sorted: Vec<&Piece> = pieces.iter().collect();
    sorted.sort_by(|a, b| a.top.total_cmp(&b.top));
    let tallest = sorted.iter().map(|p| p.size).fold(0.0, f32::max);
    let mut found = Vec::new();
    for (n, one) in sorted.iter().enumerate() {
        let near = |other: &&&Piece| {
            let overlap = one.bottom.min(other.bottom) - one.top.max(other.top);
            overlap > 0.3 * one.size.min(other.size) && other.x0 >= one.x1 - 0.1
        };
        let before = sorted[..n]
            .iter()
            .rev()
            .take_while(|o| o.top > one.top - tallest);
        let after = sorted[n + 1..].iter().take_while(|o| o.top < one.bottom);
        let next = before
            .chain(after)
            .filter(near)
            .min_by(|a, b| a.x0.total_cmp(&b.x0));
        if let Some(next) = next
            && next.x0 - one.x1 >= least
        {
            found.push((one.x1, next.x0, one.size.min(next.size)));
        }
    }
    found
}
