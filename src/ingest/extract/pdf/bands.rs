//! A region cut at what lies across its gutter.

use super::gutter::{LINES, lines_of};
use super::pieces::Piece;

/// A part of a region, from edge to edge.
pub(super) enum Band {
    Across(Vec<Piece>),
    Beside(Vec<Piece>),
}

/// Cuts a region at what lies across its gutter, from top to bottom.
pub(super) fn bands(mut across: Vec<Piece>, mut beside: Vec<Piece>) -> Vec<Band> {
    if across.is_empty() {
        return vec![Band::Beside(beside)];
    }
    across.sort_by(|a, b| a.y.total_cmp(&b.y));
    beside.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut all: Vec<(bool, Piece)> = Vec::new();
    // What shares the baseline of something across belongs to it: the end of its line.
    for piece in beside {
        let with = across
            .iter()
            .any(|a| (a.y - piece.y).abs() < 0.45 * a.size.max(piece.size));
        all.push((with, piece));
    }
    all.extend(across.into_iter().map(|piece| (true, piece)));
    all.sort_by(|a, b| a.1.y.total_cmp(&b.1.y));
    let mut bands: Vec<Band> = Vec::new();
    for (is_across, piece) in all {
        match (bands.last_mut(), is_across) {
            (Some(Band::Across(pieces)), true) | (Some(Band::Beside(pieces)), false) => {
                pieces.push(piece);
            }
            (_, true) => bands.push(Band::Across(vec![piece])),
            (_, false) => bands.push(Band::Beside(vec![piece])),
        }
    }
    merge_thin(bands)
}

/// A band without enough lines on both sides is no columns: it joins what lies across, above or below it.
fn merge_thin(bands: Vec<Band>) -> Vec<Band> {
    let mut merged: Vec<Band> = Vec::new();
    for band in bands {
        let band = match band {
            Band::Beside(pieces) if lines_of(&pieces) < LINES => Band::Across(pieces),
            band => band,
        };
        match (merged.last_mut(), band) {
            (Some(Band::Across(before)), Band::Across(pieces)) => before.extend(pieces),
            (_, band) => merged.push(band),
        }
    }
    merged
}
