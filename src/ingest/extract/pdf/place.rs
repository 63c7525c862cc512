//! Where a glyph stands on the page.

use hayro_interpret::font::{Glyph as Drawn, PositionedGlyph};
use hayro_interpret::kurbo::{Affine, Point};

use super::glyphs::{Glyph, Shown, Turn, UNKNOWN};

/// The advance in thousandths of an em.
pub(super) fn advance(glyph: &PositionedGlyph<'_>) -> f32 {
    match &**glyph {
        Drawn::Outline(outline) => outline.advance_width().unwrap_or(500.0),
        Drawn::Type3(type3) => type3.advance_width().unwrap_or(500.0),
    }
}

/// Substitute fonts are stretched glyph by glyph, and the advance must not be stretched with them; horizontal scaling
/// by the page itself is the same for every glyph of a run.
pub(super) fn is_stretched(run: &[PositionedGlyph<'_>]) -> bool {
    let mut ratios = run.iter().map(|glyph| {
        let [a, b, c, d, ..] = glyph.transform().as_coeffs();
        (a.hypot(b) / c.hypot(d).max(1e-9)) as f32
    });
    let first = ratios.next().unwrap_or(1.0);
    ratios.any(|ratio| (ratio - first).abs() > 0.01)
}

/// Where a glyph stands after turning the page so that it is upright; `None` if that is outside of the page.
pub(super) fn placed(
    place: Affine,
    advance: f32,
    stretched: bool,
    shown: &Shown,
) -> Option<(Turn, Glyph)> {
    let [a, b, c, d, ..] = place.as_coeffs();
    let origin = place * Point::ZERO;
    let size = c.hypot(d) * 1000.0;
    let wide = if stretched { size } else { a.hypot(b) * 1000.0 } * f64::from(advance) / 1000.0;
    let (w, h) = (f64::from(shown.width), f64::from(shown.height));
    let margin = size.max(1.0);
    let inside = (-margin..w + margin).contains(&origin.x) && (0.0..h + margin).contains(&origin.y);
    if !inside || !(0.3..5000.0).contains(&size) {
        return None;
    }
    let (turn, x, y) = if a.abs() >= b.abs() {
        if a >= 0.0 {
            (Turn::Upright, origin.x, origin.y)
        } else {
            (Turn::UpsideDown, w - origin.x, h - origin.y)
        }
    } else if b > 0.0 {
        (Turn::Down, origin.y, w - origin.x)
    } else {
        (Turn::Up, h - origin.y, origin.x)
    };
    let glyph = Glyph {
        char: UNKNOWN,
        x0: x as f32,
        x1: (x + wide) as f32,
        y: y as f32,
        size: size as f32,
        stroke: 0.0,
    };
    Some((turn, glyph))
}
