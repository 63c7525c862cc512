//! Pixels of a page → a PNG that a phone can load, with the words that matter outlined.

mod encode;
mod marks;
mod pixels;

use serde::{Deserialize, Serialize};

pub(super) use marks::Area;
pub(super) use pixels::Pixels;

/// No picture has more bytes.
pub const MOST_BYTES: usize = 1_500_000;

/// What is tried until a picture is small enough: its scale, and whether colours go. The last one has less than one
/// byte in [`MOST_BYTES`] for each pixel, so it always fits.
const ATTEMPTS: [(f32, bool); 3] = [(1.0, false), (0.75, false), (0.75, true)];

/// At most this many pixels are drawn: 1.35 million after the last attempt.
pub(super) const MOST_PIXELS: f32 = 2_400_000.0;

/// A page, drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The file; at most [`MOST_BYTES`].
    #[serde(skip)]
    pub png: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Whether the words that were to be outlined are.
    pub outlined: bool,
}

/// Words to outline: the reading text of the page that they stand on, and where in it. What stands around them tells
/// them from the same words elsewhere on the page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Outline {
    /// The page's reading text.
    pub text: String,
    /// First byte of the words in it.
    pub start: usize,
    /// One past their last byte.
    pub end: usize,
}

/// Why a page was not drawn. Each is a whole sentence's end: "page 7 cannot be drawn: …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum DrawError {
    /// The file has fewer pages.
    #[error("the file has pages 1 to {0}")]
    NoSuchPage(u32),
    /// Seconds of processor time.
    #[error("it takes more than {0} seconds")]
    Time(u64),
    /// Address space.
    #[error("it takes more memory than `memory_bytes` in the config allows")]
    Memory,
    /// Broken, forged, or too much for us.
    #[error("{0}")]
    Failed(String),
}

/// The picture of a page with these areas of it outlined; `None` where nothing was to be. Areas are in pixels.
pub(super) fn picture(pixels: &Pixels, areas: Option<&[Area]>) -> Result<Picture, DrawError> {
    fitting(pixels, areas, MOST_BYTES)
}

fn fitting(
    pixels: &Pixels,
    areas: Option<&[Area]>,
    most_bytes: usize,
) -> Result<Picture, DrawError> {
    let is_grey = pixels.is_grey();
    let mut scaled: Option<(f32, Pixels)> = None;
    for (scale, without_colours) in ATTEMPTS {
        if scale < 1.0 && scaled.as_ref().is_none_or(|(known, _)| *known != scale) {
            scaled = Some((scale, pixels.scaled(scale)));
        }
        let pixels = scaled.as_ref().map_or(pixels, |(_, smaller)| smaller);
        let areas: Vec<Area> = areas
            .unwrap_or_default()
            .iter()
            .map(|a| a.scaled(scale))
            .collect();
        let marks = marks::marks(pixels, &areas);
        let png = match is_grey || without_colours {
            true => encode::grey(pixels, &marks),
            false => encode::coloured(pixels, &marks),
        }
        .map_err(|error| DrawError::Failed(error.to_string()))?;
        if png.len() <= most_bytes {
            return Ok(Picture {
                png,
                width: pixels.width as u32,
                height: pixels.height as u32,
                outlined: !areas.is_empty(),
            });
        }
    }
    Err(DrawError::Failed(format!(
        "its picture has more than {most_bytes} bytes"
    )))
}

#[cfg(test)]
mod tests;
