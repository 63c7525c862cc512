//! Pieces on one baseline → the words of a line.

use super::glyphs::{Glyph, UNKNOWN};
use super::pieces::Piece;

/// One line of text, or one cell of a table row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Its words, one space between them.
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    pub size: f32,
    /// Stroke thickness that nearly all of it has, in thousandths of an em.
    pub stroke: f32,
    /// Whether it begins with a raised number or sign, as a footnote does.
    pub raised: bool,
}

/// Puts pieces that share a baseline together.
pub fn line(pieces: &[Piece]) -> Line {
    let mut sorted: Vec<&Piece> = pieces.iter().collect();
    sorted.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let widest = pieces
        .iter()
        .filter(|p| !p.glyphs.is_empty())
        .max_by(|a, b| a.width().total_cmp(&b.width()))
        .unwrap_or(sorted[0]);
    let glyphs: Vec<Glyph> = sorted
        .iter()
        .flat_map(|p| p.glyphs.iter().copied())
        .collect();
    let (y, size) = (widest.y, widest.size);
    // What is raised is seen beside the largest type on the line, or a blacked out word.
    let largest = pieces
        .iter()
        .map(|p| (p.y, p.size))
        .chain(glyphs.iter().map(|g| (g.y, g.size)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((y, size));
    Line {
        text: words(&glyphs, largest.0, largest.1),
        x0: sorted[0].x0,
        x1: pieces.iter().map(|p| p.x1).fold(f32::MIN, f32::max),
        y,
        size,
        stroke: usual_stroke(&glyphs),
        raised: sorted[0]
            .glyphs
            .first()
            .is_some_and(|g| is_mark(g, largest.0, largest.1)),
    }
}

/// The thickness that nearly all of the line has: a line that is bold in part is not bold.
fn usual_stroke(glyphs: &[Glyph]) -> f32 {
    let known = glyphs.iter().map(|g| g.stroke).filter(|s| *s > 0.0);
    let mut strokes: Vec<f32> = known.collect();
    strokes.sort_by(f32::total_cmp);
    strokes.get(strokes.len() / 8).copied().unwrap_or(0.0)
}

/// A raised number or sign that refers to a footnote.
fn is_mark(glyph: &Glyph, y: f32, size: f32) -> bool {
    let raised = y - glyph.y;
    (0.35 * size..0.86 * size).contains(&glyph.size)
        && raised > 0.15 * size
        && (glyph.char.is_ascii_digit() || "*†‡§¶".contains(glyph.char))
}

/// The glyphs' characters with spaces where the gap is a word's.
fn words(glyphs: &[Glyph], y: f32, size: f32) -> String {
    let limit = word_gap(glyphs);
    let mut text = String::with_capacity(glyphs.len() + 16);
    let mut last: Option<&Glyph> = None;
    let mut space = false;
    for glyph in glyphs {
        if glyph.char.is_whitespace() {
            space = true;
            continue;
        }
        if let Some(last) = last {
            let em = last
                .size
                .min(glyph.size)
                .max(0.6 * last.size.max(glyph.size));
            let gap = (glyph.x0 - last.x1) / em;
            let mark = is_mark(glyph, y, size) && !is_mark(last, y, size);
            let after =
                is_mark(last, y, size) && glyph.char.is_alphanumeric() && !is_mark(glyph, y, size);
            if space || gap > limit || (mark && !opens(last.char)) || after {
                text.push(' ');
            }
        }
        space = false;
        if is_text(glyph.char) {
            text.push(glyph.char);
        }
        last = Some(glyph);
    }
    squeeze(&text)
}

fn opens(c: char) -> bool {
    "([{“‘«".contains(c)
}

/// Whether a character belongs in reading text: not control, private use or unknown.
fn is_text(c: char) -> bool {
    !c.is_control()
        && c != UNKNOWN
        && !matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The gap, in ems, above which a new word begins on this line. The usual gap between two letters tells how the line
/// is spaced; letter-spaced lines have wide ones.
fn word_gap(glyphs: &[Glyph]) -> f32 {
    let mut gaps: Vec<f32> = glyphs
        .windows(2)
        .filter(|pair| {
            // Rows of dots lead elsewhere, and are spaced on their own.
            pair.iter()
                .all(|g| !g.char.is_whitespace() && g.char != '.')
        })
        .filter(|pair| (pair[0].size - pair[1].size).abs() < 0.2)
        .map(|pair| (pair[1].x0 - pair[0].x1) / pair[0].size)
        .filter(|gap| *gap < 1.5)
        .collect();
    gaps.sort_by(f32::total_cmp);
    let letter = if gaps.len() < 6 {
        gaps.first().copied().unwrap_or(0.0).min(0.05)
    } else {
        gaps[gaps.len() * 2 / 5]
    };
    let letter = letter.clamp(-0.05, 0.6);
    letter + 0.1 + letter.max(0.0) * 0.5
}
