//! Pixels of a page → a PNG that a phone can load, with the words that matter outlined.

use png::{BitDepth, ColorType, Compression, Encoder};
use serde::{Deserialize, Serialize};

/// No picture has more bytes.
pub const MOST_BYTES: usize = 1_500_000;

/// What is tried until a picture is small enough: its scale, and whether colours go. The last one has less than one
/// byte in [`MOST_BYTES`] for each pixel, so it always fits.
const ATTEMPTS: [(f32, bool); 3] = [(1.0, false), (0.75, false), (0.75, true)];

/// At most this many pixels are drawn: 1.35 million after the last attempt.
pub(super) const MOST_PIXELS: f32 = 2_400_000.0;

/// Channels may differ by this much and still be grey.
const GREY: u8 = 12;

/// How thick the outline is, in pixels. What is darker than it stays on top of it.
const PEN: f32 = 4.0;
/// How far it stands off the words.
const AIR: f32 = 2.0;
const PEN_COLOUR: [u8; 3] = [214, 40, 40];
/// What the words' ground is multiplied with: black stays black.
const TINT: [u16; 3] = [255, 244, 184];

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

/// Part of a page, in points or in pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Area {
    pub(super) fn scaled(self, by: f32) -> Area {
        Area {
            x0: self.x0 * by,
            y0: self.y0 * by,
            x1: self.x1 * by,
            y1: self.y1 * by,
        }
    }

    fn grown(self, by: f32) -> Area {
        Area {
            x0: self.x0 - by,
            y0: self.y0 - by,
            x1: self.x1 + by,
            y1: self.y1 + by,
        }
    }
}

/// Opaque pixels, three bytes each, row by row.
pub(super) struct Pixels {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
}

/// The picture of a page with these areas of it outlined; `None` where nothing was to be. Areas are in pixels.
pub(super) fn picture(pixels: &Pixels, areas: Option<&[Area]>) -> Result<Picture, DrawError> {
    let is_grey = pixels.rgb.chunks_exact(3).all(is_grey);
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
        let marks = marks(pixels, &areas);
        let png = match is_grey || without_colours {
            true => grey(pixels, &marks),
            false => coloured(pixels, &marks),
        }
        .map_err(|error| DrawError::Failed(error.to_string()))?;
        if png.len() <= MOST_BYTES {
            return Ok(Picture {
                png,
                width: pixels.width as u32,
                height: pixels.height as u32,
                outlined: !areas.is_empty(),
            });
        }
    }
    Err(DrawError::Failed(format!(
        "its picture has more than {MOST_BYTES} bytes"
    )))
}

fn is_grey(rgb: &[u8]) -> bool {
    let (least, most) = rgb
        .iter()
        .fold((255, 0), |(a, b), c| (a.min(*c), b.max(*c)));
    most - least <= GREY
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Tinted,
    Pen,
}

/// What becomes of each pixel. Where outlines meet, what lies inside of one is tinted: together they are one outline.
fn marks(pixels: &Pixels, areas: &[Area]) -> Vec<Mark> {
    let mut marks = vec![Mark::None; pixels.width * pixels.height];
    let mut fill = |area: Area, mark: Mark| {
        let x0 = (area.x0.max(0.0) as usize).min(pixels.width);
        let x1 = (area.x1.ceil().max(0.0) as usize).min(pixels.width);
        let y0 = area.y0.max(0.0) as usize;
        let y1 = (area.y1.ceil().max(0.0) as usize).min(pixels.height);
        for y in y0..y1 {
            marks[y * pixels.width + x0..y * pixels.width + x1.max(x0)].fill(mark);
        }
    };
    for area in areas {
        fill(area.grown(AIR + PEN), Mark::Pen);
    }
    for area in areas {
        fill(area.grown(AIR), Mark::Tinted);
    }
    marks
}

fn tinted(rgb: [u8; 3]) -> [u8; 3] {
    std::array::from_fn(|n| (u16::from(rgb[n]) * TINT[n] / 255) as u8)
}

fn coloured(pixels: &Pixels, marks: &[Mark]) -> Result<Vec<u8>, png::EncodingError> {
    let mut rgb = pixels.rgb.clone();
    for (pixel, mark) in rgb.chunks_exact_mut(3).zip(marks) {
        match mark {
            Mark::None => {}
            Mark::Tinted => pixel.copy_from_slice(&tinted([pixel[0], pixel[1], pixel[2]])),
            Mark::Pen => (0..3).for_each(|n| pixel[n] = pixel[n].min(PEN_COLOUR[n])),
        }
    }
    encode(pixels, None, &rgb)
}

/// Levels of grey, twice: plain and tinted. With the outline's colour they fill a palette.
const LEVELS: u16 = 127;

fn grey(pixels: &Pixels, marks: &[Mark]) -> Result<Vec<u8>, png::EncodingError> {
    let level = |n: u16| [(n * 255 / (LEVELS - 1)) as u8; 3];
    let mut palette: Vec<u8> = (0..LEVELS).flat_map(level).collect();
    palette.extend((0..LEVELS).flat_map(|n| tinted(level(n))));
    palette.extend(PEN_COLOUR);
    let colour = |(pixel, mark): (&[u8], &Mark)| {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        // Luma of Rec. 601, in 256ths.
        let luma = ((77 * r + 150 * g + 29 * b) >> 8) as u16;
        let level = (luma * (LEVELS - 1) + 127) / 255;
        match mark {
            Mark::None => level as u8,
            Mark::Tinted => (level + LEVELS) as u8,
            Mark::Pen if level < LEVELS / 2 => level as u8,
            Mark::Pen => (2 * LEVELS) as u8,
        }
    };
    let indices: Vec<u8> = pixels.rgb.chunks_exact(3).zip(marks).map(colour).collect();
    encode(pixels, Some(palette), &indices)
}

fn encode(
    pixels: &Pixels,
    palette: Option<Vec<u8>>,
    bytes: &[u8],
) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, pixels.width as u32, pixels.height as u32);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    match palette {
        Some(palette) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
            // Neighbouring numbers of a palette are no neighbouring colours.
            encoder.set_filter(png::Filter::NoFilter);
        }
        None => encoder.set_color(ColorType::Rgb),
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bytes)?;
    writer.finish()?;
    Ok(out)
}

impl Pixels {
    /// Smaller, each pixel the mean of those that it covers.
    fn scaled(&self, by: f32) -> Pixels {
        let size = |length: usize| ((length as f32 * by) as usize).max(1);
        let (width, height) = (size(self.width), size(self.height));
        let shares = |from: usize, to: usize| -> Vec<Vec<(usize, f32)>> {
            let step = from as f32 / to as f32;
            let share = |n: usize| {
                let (start, end) = (n as f32 * step, ((n + 1) as f32 * step).min(from as f32));
                let whole = start as usize..(end.ceil() as usize).min(from);
                whole
                    .map(|at| {
                        let covered = end.min(at as f32 + 1.0) - start.max(at as f32);
                        (at, covered / (end - start))
                    })
                    .collect()
            };
            (0..to).map(share).collect()
        };
        let (columns, rows) = (shares(self.width, width), shares(self.height, height));
        let mut rgb = Vec::with_capacity(3 * width * height);
        for row in &rows {
            for column in &columns {
                let mut sum = [0.0f32; 3];
                for (y, high) in row {
                    for (x, wide) in column {
                        let at = 3 * (y * self.width + x);
                        for (sum, byte) in sum.iter_mut().zip(&self.rgb[at..at + 3]) {
                            *sum += high * wide * f32::from(*byte);
                        }
                    }
                }
                rgb.extend(sum.map(|sum| (sum + 0.5) as u8));
            }
        }
        Pixels { width, height, rgb }
    }
}

#[cfg(test)]
mod tests;
