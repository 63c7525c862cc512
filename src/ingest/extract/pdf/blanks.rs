//! Blacked out words.

use super::pieces::Piece;
use super::shapes::{Filled, Rule};

/// Whether a rule is the edge of a blacked out word.
pub(super) fn is_edge(blank: &Piece, rule: &Rule) -> bool {
    rule.x0 > blank.x0 - 1.0
        && rule.x1 < blank.x1 + 1.0
        && rule.y0 > blank.top - 1.0
        && rule.y1 < blank.bottom + 1.0
}

/// Words that are blacked out: dark boxes as high as a line with nothing written on them. One word may be several.
pub(super) fn blanks(pieces: &[Piece], boxes: &[Filled]) -> Vec<Piece> {
    let mut dark: Vec<Filled> = boxes
        .iter()
        .filter(|b| b.dark && (5.0..18.0).contains(&(b.y1 - b.y0)))
        .copied()
        .collect();
    dark.sort_by(|a, b| a.y1.total_cmp(&b.y1).then(a.x0.total_cmp(&b.x0)));
    let mut words: Vec<Filled> = Vec::new();
    for next in dark {
        match words.last_mut() {
            Some(word) if (word.y1 - next.y1).abs() < 0.5 && next.x0 - word.x1 < 1.5 => {
                word.x1 = word.x1.max(next.x1);
            }
            _ => words.push(next),
        }
    }
    let is_free = |word: &&Filled| {
        pieces.iter().all(|p| {
            let wide = p.x1.min(word.x1) - p.x0.max(word.x0);
            let high = p.bottom.min(word.y1) - p.top.max(word.y0);
            wide < 1.0 || high < 0.3 * (word.y1 - word.y0)
        })
    };
    let free = words.iter().filter(|word| word.x1 - word.x0 > 2.0);
    free.filter(is_free)
        .take(2_000)
        .map(|word| Piece::blank(word.x0, word.x1, word.y0, word.y1))
        .collect()
}
