//! What is drawn beside letters: straight lines and filled boxes.

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Shape as _};
use hayro_interpret::{DrawMode, DrawProps, Paint};

use super::glyphs::Glyph;

/// Boxes thinner than this, in points, are lines.
const THIN: f64 = 2.5;

/// A straight line; horizontal where `y0` equals `y1`, else vertical.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub x0: f32,
    pub x1: f32,
    pub y0: f32,
    pub y1: f32,
}

impl Rule {
    pub(super) fn is_horizontal(&self) -> bool {
        self.y0 == self.y1
    }
}

/// A filled box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Filled {
    pub x0: f32,
    pub x1: f32,
    pub y0: f32,
    pub y1: f32,
    /// Darker than a shade that dark words can stand on.
    pub dark: bool,
}

impl Filled {
    fn holds(&self, glyph: &Glyph) -> bool {
        let x = (glyph.x0 + glyph.x1) / 2.0;
        let y = glyph.y - 0.3 * glyph.size;
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }
}

/// The shapes of a page.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Straight lines across and down, and the edges of boxes.
    pub rules: Vec<Rule>,
    /// Boxes filled with a colour, in the order of drawing.
    pub boxes: Vec<Filled>,
    /// Whether something was painted whose outline is not known as a box.
    painted: bool,
}

impl Shapes {
    /// A path as it is drawn.
    pub(super) fn path(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        if path.elements().len() > 4_000 || self.rules.len() > 20_000 {
            return;
        }
        let pen = match mode {
            DrawMode::Stroke(stroke) => Some(f64::from(stroke.line_width) * scale(props.transform)),
            _ => None,
        };
        let is_stroke = pen.is_some();
        if let (Some(pen), [PathEl::MoveTo(a), PathEl::LineTo(b)]) = (pen, path.elements())
            && pen > THIN
        {
            // A stroke as thick as that is a box.
            let (a, b) = (props.transform * *a, props.transform * *b);
            let half = pen / 2.0;
            let upright = (a.x - b.x).abs() < (a.y - b.y).abs();
            let (dx, dy) = if upright { (half, 0.0) } else { (0.0, half) };
            self.fill(
                (a.x.min(b.x) - dx, a.x.max(b.x) + dx),
                (a.y.min(b.y) - dy, a.y.max(b.y) + dy),
                &props.paint,
            );
            return;
        }
        if !is_stroke {
            if path.elements().len() > 7 {
                self.painted = true;
            } else {
                let bounds = props.transform.transform_rect_bbox(path.bounding_box());
                self.fill((bounds.x0, bounds.x1), (bounds.y0, bounds.y1), &props.paint);
            }
        }
        let mut start = Point::ZERO;
        let mut points: Vec<Point> = Vec::new();
        for element in path.elements() {
            match element {
                PathEl::MoveTo(p) => {
                    self.shape(&points, is_stroke);
                    start = props.transform * *p;
                    points = vec![start];
                }
                PathEl::LineTo(p) => points.push(props.transform * *p),
                PathEl::ClosePath => points.push(start),
                PathEl::QuadTo(..) | PathEl::CurveTo(..) => return,
            }
        }
        self.shape(&points, is_stroke);
    }

    /// Whether nothing is painted where a white glyph goes, so that nobody can see it.
    pub(super) fn is_bare(&self, glyph: &Glyph) -> bool {
        !self.painted && !self.boxes.iter().any(|b| b.holds(glyph))
    }

    fn fill(&mut self, xs: (f64, f64), ys: (f64, f64), paint: &Paint<'_>) {
        let brightness = brightness(paint);
        if brightness <= 0.98 {
            self.filled(xs, ys, brightness < 0.25);
        }
    }

    /// A box filled by a picture or with a colour.
    pub(super) fn filled(&mut self, (x0, x1): (f64, f64), (y0, y1): (f64, f64), dark: bool) {
        if self.boxes.len() > 20_000 {
            self.painted = true;
            return;
        }
        self.boxes.push(Filled {
            x0: x0 as f32,
            x1: x1 as f32,
            y0: y0 as f32,
            y1: y1 as f32,
            dark,
        });
    }

    /// A stroked outline is lines, a thin filled one is a line, and a filled box has edges.
    fn shape(&mut self, points: &[Point], is_stroke: bool) {
        if points.len() < 2 {
            return;
        }
        if is_stroke {
            for pair in points.windows(2) {
                self.rule(pair[0], pair[1]);
            }
            return;
        }
        let xs = points.iter().map(|p| p.x);
        let ys = points.iter().map(|p| p.y);
        let (x0, x1) = (
            xs.clone().fold(f64::MAX, f64::min),
            xs.fold(f64::MIN, f64::max),
        );
        let (y0, y1) = (
            ys.clone().fold(f64::MAX, f64::min),
            ys.fold(f64::MIN, f64::max),
        );
        let corner = |x, y| Point::new(x, y);
        if y1 - y0 < THIN {
            let y = (y0 + y1) / 2.0;
            self.rule(corner(x0, y), corner(x1, y));
        } else if x1 - x0 < THIN {
            let x = (x0 + x1) / 2.0;
            self.rule(corner(x, y0), corner(x, y1));
        } else if points.len() <= 6 {
            self.rule(corner(x0, y0), corner(x1, y0));
            self.rule(corner(x0, y1), corner(x1, y1));
            self.rule(corner(x0, y0), corner(x0, y1));
            self.rule(corner(x1, y0), corner(x1, y1));
        }
    }

    fn rule(&mut self, a: Point, b: Point) {
        let (wide, high) = ((a.x - b.x).abs(), (a.y - b.y).abs());
        let (mut rule, long) = (
            Rule {
                x0: a.x.min(b.x) as f32,
                x1: a.x.max(b.x) as f32,
                y0: a.y.min(b.y) as f32,
                y1: a.y.max(b.y) as f32,
            },
            wide.max(high) > 6.0,
        );
        if !long || !rule.x0.is_finite() || !rule.y1.is_finite() {
            return;
        }
        if high < 1.0 {
            rule.y1 = rule.y0;
            self.rules.push(rule);
        } else if wide < 1.0 {
            rule.x1 = rule.x0;
            self.rules.push(rule);
        }
    }
}

fn scale(transform: Affine) -> f64 {
    transform.determinant().abs().sqrt()
}

/// From 0, black, to 1, white; patterns count as neither.
pub(super) fn brightness(paint: &Paint<'_>) -> f32 {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, _] = color.to_rgba().to_rgba8();
            (f32::from(r) + f32::from(g) + f32::from(b)) / 765.0
        }
        Paint::Pattern(_) => 0.5,
    }
}
