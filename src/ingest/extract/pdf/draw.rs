//! A page → its picture. The only file that knows the rasteriser.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::hayro_syntax::page::Page;

use super::places;
use crate::ingest::extract::Limits;
use crate::ingest::extract::picture::{
    Area, DrawError, MOST_PIXELS, Outline, Picture, Pixels, picture,
};
use crate::report::PageNumber;

/// Pixels across a page that is higher than wide: letters of 10 points are legible on a phone that is turned, or zoomed
/// once.
const UPRIGHT_WIDTH: f32 = 1240.0;
/// The same of one that is wider than high.
const LANDSCAPE_WIDTH: f32 = 1400.0;
/// Pixels for a point at most, so that a stamp does not become a poster.
const MOST_SCALE: f32 = 4.0;

/// Draws one page of a PDF file, with some words of it outlined. Like [`extract`](super::super::extract), it may hang
/// or crash on hostile input: call it in a child process.
pub fn draw(
    bytes: &[u8],
    number: PageNumber,
    outline: Option<&Outline>,
    limits: &Limits,
) -> Result<Picture, DrawError> {
    let failed = |why: &str| DrawError::Failed(why.to_owned());
    let pdf = super::load(bytes).map_err(|error| DrawError::Failed(error.to_string()))?;
    let pages = pdf.pages();
    let page = pages
        .get(number.get() as usize - 1)
        .ok_or(DrawError::NoSuchPage(pages.len() as u32))?;
    let scale = scale(page.render_dimensions()).ok_or_else(|| failed("it has no size"))?;
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        let unpacked = page.page_stream().map_or(0, <[u8]>::len) as u64;
        (unpacked <= limits.unpacked_bytes).then(|| pixels(page, scale))
    }));
    let pixels = drawn.map_err(|_| failed("it is damaged"))?.ok_or_else(|| {
        failed("it unpacks to more bytes than `unpacked_bytes` in the config allows")
    })?;
    // A page whose words cannot be found still has its picture.
    let places = || places::places(page, outline?);
    let areas = catch_unwind(AssertUnwindSafe(places)).ok().flatten();
    let areas: Option<Vec<Area>> =
        areas.map(|areas| areas.into_iter().map(|area| area.scaled(scale)).collect());
    picture(&pixels, areas.as_deref())
}

/// Pixels for a point; none where there would be no pixel at all.
fn scale((width, height): (f32, f32)) -> Option<f32> {
    let wanted = match width > height {
        true => LANDSCAPE_WIDTH,
        false => UPRIGHT_WIDTH,
    };
    let most = (MOST_PIXELS / (width * height)).sqrt();
    let scale = (wanted / width).min(most).min(MOST_SCALE);
    (width * scale >= 1.0 && height * scale >= 1.0).then_some(scale)
}

fn pixels(page: &Page<'_>, scale: f32) -> Pixels {
    let drawn = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    );
    let pixels = drawn.data_as_u8_slice().chunks_exact(4);
    Pixels {
        width: drawn.width().into(),
        height: drawn.height().into(),
        rgb: pixels
            .flat_map(|rgba| [rgba[0], rgba[1], rgba[2]])
            .collect(),
    }
}
