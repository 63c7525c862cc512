//! How thick the strokes of letters are: what tells bold type from plain.

use std::collections::HashMap;

use hayro_interpret::font::{Glyph as Drawn, OutlineGlyph, PositionedGlyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{BezPath, Shape};

/// Stroke thickness by glyph outline, in thousandths of an em.
#[derive(Default)]
pub(super) struct Strokes {
    known: HashMap<u128, f32>,
}

impl Strokes {
    /// Every run has one font, so a few letters tell the weight of all; small ones, if there are any.
    pub(super) fn of(&mut self, run: &[PositionedGlyph<'_>]) -> f32 {
        let mean = |strokes: &mut Self, fits: fn(char) -> bool| {
            let letters = run.iter().filter_map(|glyph| letter(glyph, fits)).take(6);
            let all: Vec<f32> = letters.map(|l| strokes.thickness_of(l)).collect();
            (!all.is_empty()).then(|| all.iter().sum::<f32>() / all.len() as f32)
        };
        mean(self, char::is_lowercase)
            .or_else(|| mean(self, char::is_alphanumeric))
            .unwrap_or(0.0)
    }

    fn thickness_of(&mut self, letter: &OutlineGlyph) -> f32 {
        *self
            .known
            .entry(letter.identifier().cache_key())
            .or_insert_with(|| thickness(&letter.outline()))
    }
}

fn letter<'g>(glyph: &'g PositionedGlyph<'_>, fits: fn(char) -> bool) -> Option<&'g OutlineGlyph> {
    match &**glyph {
        Drawn::Outline(outline) => match outline.as_unicode() {
            Some(BfString::Char(c)) if fits(c) => Some(outline),
            _ => None,
        },
        Drawn::Type3(_) => None,
    }
}

/// A stroke of width w and length l has the area w·l and the outline 2·(w + l), hence about w = 2·area / outline.
fn thickness(outline: &BezPath) -> f32 {
    let length = outline.perimeter(1.0);
    if length > 0.0 {
        (2.0 * outline.area().abs() / length) as f32
    } else {
        0.0
    }
}
