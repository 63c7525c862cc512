//! Letters printed over themselves.

use super::glyphs::Glyph;

/// Drops what is printed over itself, as bold is faked: the same character within a fraction of its own width.
pub(super) fn without_overprint(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&glyphs[a], &glyphs[b]);
        a.char.cmp(&b.char).then(a.x0.total_cmp(&b.x0))
    });
    let mut dropped = vec![false; glyphs.len()];
    for (n, &i) in order.iter().enumerate() {
        if dropped[i] {
            continue;
        }
        let one = &glyphs[i];
        let near = one.size * 0.12;
        for &j in &order[n + 1..] {
            let other = &glyphs[j];
            if other.char != one.char || other.x0 - one.x0 > near {
                break;
            }
            let same_spot = (other.y - one.y).abs() <= near
                && other.x0 - one.x0 <= 0.4 * (one.x1 - one.x0).max(0.05)
                && (other.size - one.size).abs() < 0.2 * one.size;
            // The later of the two in the content stream goes.
            if same_spot {
                dropped[i.max(j)] = true;
            }
        }
    }
    let mut kept = dropped.iter().map(|dropped| !dropped);
    let mut glyphs = glyphs;
    glyphs.retain(|_| kept.next().unwrap_or(true));
    glyphs
}
