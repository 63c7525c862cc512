//! Glyphs → pieces: runs of glyphs on one baseline without a wide gap. A piece is the smallest thing that is moved.

use super::glyphs::Glyph;

/// A gap of more ems than this starts a new piece. It is smaller than the gap between columns; where it cuts a
/// justified line, the line is put together again.
const WIDE: f32 = 0.9;

/// Glyphs that stand beside each other.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub glyphs: Vec<Glyph>,
    pub x0: f32,
    pub x1: f32,
    /// Baseline of most of it.
    pub y: f32,
    /// Font size of most of it.
    pub size: f32,
    /// Upper edge of its capitals.
    pub top: f32,
    /// Lower edge of its descenders.
    pub bottom: f32,
    /// The table that it stands for, if it is no text itself.
    pub table: Option<usize>,
}

impl Piece {
    pub(super) fn new(glyphs: Vec<Glyph>) -> Piece {
        let x0 = glyphs.iter().map(|g| g.x0).fold(f32::MAX, f32::min);
        let x1 = glyphs.iter().map(|g| g.x1).fold(f32::MIN, f32::max);
        let (y, size) = usual(&glyphs);
        Piece {
            glyphs,
            x0,
            x1,
            y,
            size,
            top: y - 0.72 * size,
            bottom: y + 0.22 * size,
            table: None,
        }
    }

    /// A word that is blacked out: it takes its place on the line and says nothing.
    pub(super) fn blank(x0: f32, x1: f32, y0: f32, y1: f32) -> Piece {
        Piece {
            glyphs: Vec::new(),
            x0,
            x1,
            y: y1 - 0.22 * (y1 - y0),
            size: y1 - y0,
            top: y0,
            bottom: y1,
            table: None,
        }
    }

    pub(super) fn width(&self) -> f32 {
        self.x1 - self.x0
    }
}

/// Baseline and size that the widest part of the glyphs shares.
fn usual(glyphs: &[Glyph]) -> (f32, f32) {
    let mut kinds: Vec<(f32, f32, f32)> = Vec::new();
    for glyph in glyphs {
        let width = (glyph.x1 - glyph.x0).max(0.01);
        match kinds
            .iter_mut()
            .find(|k| (k.0 - glyph.y).abs() < 0.5 && (k.1 - glyph.size).abs() < 0.25)
        {
            Some(kind) => kind.2 += width,
            None => kinds.push((glyph.y, glyph.size, width)),
        }
    }
    let most = kinds.iter().max_by(|a, b| a.2.total_cmp(&b.2));
    most.map_or((0.0, 0.0), |kind| (kind.0, kind.1))
}

/// Cuts the glyphs of a page into pieces, in the order of the content stream.
pub(super) fn pieces(glyphs: Vec<Glyph>) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut current: Vec<Glyph> = Vec::new();
    // Glyphs before the last one that matter for the comparison: the last that is not white space.
    for glyph in glyphs {
        if let Some(last) = current.last()
            && !follows(last, &glyph)
        {
            finish(&mut all, &mut current);
        }
        current.push(glyph);
    }
    finish(&mut all, &mut current);
    all
}

fn follows(last: &Glyph, next: &Glyph) -> bool {
    let size = last.size.max(next.size);
    let gap = next.x0 - last.x1;
    (next.y - last.y).abs() < 0.5 * size
        && gap < WIDE * size
        && next.x0 > last.x0 - 0.1 * size
        && gap > -0.6 * size
}

/// White space at either end, and pieces of nothing else, are dropped.
fn finish(all: &mut Vec<Piece>, current: &mut Vec<Glyph>) {
    let mut glyphs = std::mem::take(current);
    while glyphs.last().is_some_and(|g| g.char.is_whitespace()) {
        glyphs.pop();
    }
    let blank = glyphs.iter().take_while(|g| g.char.is_whitespace()).count();
    glyphs.drain(..blank);
    split_wide_spaces(all, glyphs);
}

/// Some programs move to the next column with a row of spaces.
fn split_wide_spaces(all: &mut Vec<Piece>, glyphs: Vec<Glyph>) {
    let mut part: Vec<Glyph> = Vec::new();
    let mut blank: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        if glyph.char.is_whitespace() {
            blank.push(glyph);
            continue;
        }
        let gap = part.last().map_or(0.0, |last| glyph.x0 - last.x1);
        if !part.is_empty() && gap > 1.6 * WIDE * glyph.size {
            all.push(Piece::new(std::mem::take(&mut part)));
        } else {
            part.append(&mut blank);
        }
        blank.clear();
        part.push(glyph);
    }
    if !part.is_empty() {
        all.push(Piece::new(part));
    }
}
