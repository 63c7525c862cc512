//! A page's content stream → the glyphs that it shows, upright, in points from the top left corner of the page.

use hayro_interpret::font::{Glyph as Drawn, GlyphRun, OutlineGlyph, PositionedGlyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, TransformExt, interpret_page,
};
use std::collections::HashMap;

/// Stands for a glyph that maps to no character. It keeps its place on the line and never reaches the reading text.
pub(super) const UNKNOWN: char = '\u{FFFD}';

/// More glyphs than any page for people has.
const MOST_GLYPHS: usize = 400_000;

/// Boxes thinner than this, in points, are lines.
const THIN: f64 = 2.5;

/// One character where it is drawn. `y` is the baseline and grows downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub char: char,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    /// Height of the font's em square.
    pub size: f32,
    /// Mean thickness of the strokes in thousandths of an em; 0 where unknown.
    pub stroke: f32,
}

/// Which way a text runs, clockwise from upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    Upright,
    Down,
    UpsideDown,
    Up,
}

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

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<(Turn, Glyph)>,
    /// Glyphs that map to no character.
    pub unknown: usize,
    /// Straight lines across and down, and the edges of boxes.
    pub rules: Vec<Rule>,
    /// Boxes filled with a colour, in the order of drawing.
    pub boxes: Vec<Filled>,
    /// Whether there is an image.
    pub image: bool,
}

/// Interprets one page. Unwinds from a page with too many glyphs, and may panic on one that the interpreter cannot
/// cope with.
pub(super) fn show<'a>(page: &'a Page<'a>, cache: &InterpreterCache<'a>) -> Shown {
    let (width, height) = page.render_dimensions();
    let whole = Rect::new(0.0, 0.0, width.into(), height.into());
    let start = page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(start, whole, cache, page.xref(), settings);
    let mut device = Collector {
        shown: Shown {
            width,
            height,
            ..Shown::default()
        },
        strokes: HashMap::new(),
        painted: false,
    };
    interpret_page(page, &mut context, &mut device);
    device.shown
}

struct Collector {
    shown: Shown,
    /// Stroke thickness by glyph outline.
    strokes: HashMap<u128, f32>,
    /// Whether something was painted whose outline is not known as a box.
    painted: bool,
}

impl Collector {
    /// Every run has one font, so a few letters tell the weight of all; small ones, if there are any.
    fn stroke_of(&mut self, run: &[PositionedGlyph<'_>]) -> f32 {
        let strokes = |collector: &mut Self, fits: fn(char) -> bool| {
            let letters = run.iter().filter_map(|glyph| letter(glyph, fits)).take(6);
            let strokes: Vec<f32> = letters.map(|l| collector.thickness_of(l)).collect();
            (!strokes.is_empty()).then(|| strokes.iter().sum::<f32>() / strokes.len() as f32)
        };
        strokes(self, char::is_lowercase)
            .or_else(|| strokes(self, char::is_alphanumeric))
            .unwrap_or(0.0)
    }

    fn thickness_of(&mut self, letter: &OutlineGlyph) -> f32 {
        *self
            .strokes
            .entry(letter.identifier().cache_key())
            .or_insert_with(|| thickness(&letter.outline()))
    }

    /// Whether nothing is painted where a white glyph goes, so that nobody can see it.
    fn is_bare(&self, glyph: &Glyph) -> bool {
        !self.painted && !self.shown.boxes.iter().any(|b| b.holds(glyph))
    }

    fn push(&mut self, turn: Turn, glyph: Glyph) {
        if self.shown.glyphs.len() >= MOST_GLYPHS {
            // A device cannot ask the interpreter to stop; unwinding does, and without a message.
            std::panic::resume_unwind(Box::new("too many glyphs on a page"));
        }
        self.shown.glyphs.push((turn, glyph));
    }

    fn fill(&mut self, xs: (f64, f64), ys: (f64, f64), paint: &Paint<'_>) {
        let brightness = brightness(paint);
        if brightness <= 0.98 {
            self.filled(xs, ys, brightness < 0.25);
        }
    }

    fn filled(&mut self, (x0, x1): (f64, f64), (y0, y1): (f64, f64), dark: bool) {
        if self.shown.boxes.len() > 20_000 {
            self.painted = true;
            return;
        }
        self.shown.boxes.push(Filled {
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
            self.shown.rules.push(rule);
        } else if wide < 1.0 {
            rule.x1 = rule.x0;
            self.shown.rules.push(rule);
        }
    }

    fn push_text(&mut self, text: &BfString, turn: Turn, place: Glyph) {
        if let BfString::Char(char) = text
            && char.is_ascii_graphic()
        {
            let char = *char;
            return self.push(turn, Glyph { char, ..place });
        }
        let chars: Vec<char> = match text {
            BfString::Char(c) => expand(*c).collect(),
            BfString::String(s) => s.chars().flat_map(expand).collect(),
        };
        let width = (place.x1 - place.x0) / chars.len().max(1) as f32;
        for (n, char) in chars.iter().enumerate() {
            let x0 = place.x0 + n as f32 * width;
            let glyph = Glyph {
                char: *char,
                x0,
                x1: x0 + width,
                ..place
            };
            self.push(turn, glyph);
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let glyphs = run.glyphs();
        let is_white = matches!(mode, DrawMode::Fill(_)) && brightness(&props.paint) > 0.98;
        let stroke = self.stroke_of(glyphs);
        let stretched = is_stretched(glyphs);
        for glyph in glyphs {
            let place = props.transform * glyph.transform();
            let Some((turn, mut spot)) = placed(place, advance(glyph), stretched, &self.shown)
            else {
                continue;
            };
            spot.stroke = stroke;
            if is_white && turn == Turn::Upright && self.is_bare(&spot) {
                continue;
            }
            match glyph.as_unicode() {
                Some(text) => self.push_text(&text, turn, spot),
                None => {
                    self.shown.unknown += 1;
                    self.push(turn, spot);
                }
            }
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if path.elements().len() > 4_000 || self.shown.rules.len() > 20_000 {
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

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.shown.image = true;
        let pixels = Rect::new(0.0, 0.0, image.width().into(), image.height().into());
        let bounds = props.transform.transform_rect_bbox(pixels);
        self.filled((bounds.x0, bounds.x1), (bounds.y0, bounds.y1), false);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn scale(transform: Affine) -> f64 {
    transform.determinant().abs().sqrt()
}

/// From 0, black, to 1, white; patterns count as neither.
fn brightness(paint: &Paint<'_>) -> f32 {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, _] = color.to_rgba().to_rgba8();
            (f32::from(r) + f32::from(g) + f32::from(b)) / 765.0
        }
        Paint::Pattern(_) => 0.5,
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

/// The advance in thousandths of an em.
fn advance(glyph: &PositionedGlyph<'_>) -> f32 {
    match &**glyph {
        Drawn::Outline(outline) => outline.advance_width().unwrap_or(500.0),
        Drawn::Type3(type3) => type3.advance_width().unwrap_or(500.0),
    }
}

/// Substitute fonts are stretched glyph by glyph, and the advance must not be stretched with them; horizontal scaling
/// by the page itself is the same for every glyph of a run.
fn is_stretched(run: &[PositionedGlyph<'_>]) -> bool {
    let mut ratios = run.iter().map(|glyph| {
        let [a, b, c, d, ..] = glyph.transform().as_coeffs();
        (a.hypot(b) / c.hypot(d).max(1e-9)) as f32
    });
    let first = ratios.next().unwrap_or(1.0);
    ratios.any(|ratio| (ratio - first).abs() > 0.01)
}

/// Where a glyph stands after turning the page so that it is upright; `None` if that is outside of the page.
fn placed(place: Affine, advance: f32, stretched: bool, shown: &Shown) -> Option<(Turn, Glyph)> {
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

/// Ligatures become their letters, the Symbol font's bullets a bullet.
fn expand(c: char) -> impl Iterator<Item = char> {
    let (one, text) = match c {
        '\u{FB00}' => (None, "ff"),
        '\u{FB01}' => (None, "fi"),
        '\u{FB02}' => (None, "fl"),
        '\u{FB03}' => (None, "ffi"),
        '\u{FB04}' => (None, "ffl"),
        '\u{FB05}' | '\u{FB06}' => (None, "st"),
        '\u{F0B7}' | '\u{F0A7}' | '\u{F0D8}' | '\u{F076}' | '\u{F0FC}' => (Some('•'), ""),
        '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' | '\u{3000}' | '\t' => (Some(' '), ""),
        c => (Some(c), ""),
    };
    one.into_iter().chain(text.chars())
}

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
