//! A page's content stream → the glyphs that it shows, upright, in points from the top left corner of the page.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

use super::place::{advance, is_stretched, placed};
use super::shapes::{Shapes, brightness};
use super::strokes::Strokes;

/// Stands for a glyph that maps to no character. It keeps its place on the line and never reaches the reading text.
pub(super) const UNKNOWN: char = '\u{FFFD}';

/// More glyphs than any page for people has.
const MOST_GLYPHS: usize = 400_000;

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

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<(Turn, Glyph)>,
    /// Glyphs that map to no character.
    pub unknown: usize,
    pub shapes: Shapes,
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
        strokes: Strokes::default(),
    };
    interpret_page(page, &mut context, &mut device);
    device.shown
}

struct Collector {
    shown: Shown,
    strokes: Strokes,
}

impl Collector {
    fn push(&mut self, turn: Turn, glyph: Glyph) {
        if self.shown.glyphs.len() >= MOST_GLYPHS {
            // A device cannot ask the interpreter to stop; unwinding does, and without a message.
            std::panic::resume_unwind(Box::new("too many glyphs on a page"));
        }
        self.shown.glyphs.push((turn, glyph));
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
        let stroke = self.strokes.of(glyphs);
        let stretched = is_stretched(glyphs);
        for glyph in glyphs {
            let place = props.transform * glyph.transform();
            let Some((turn, mut spot)) = placed(place, advance(glyph), stretched, &self.shown)
            else {
                continue;
            };
            spot.stroke = stroke;
            if is_white && turn == Turn::Upright && self.shown.shapes.is_bare(&spot) {
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
        self.shown.shapes.path(path, &props, mode);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.shown.image = true;
        let pixels = Rect::new(0.0, 0.0, image.width().into(), image.height().into());
        let bounds = props.transform.transform_rect_bbox(pixels);
        self.shown
            .shapes
            .filled((bounds.x0, bounds.x1), (bounds.y0, bounds.y1), false);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
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
