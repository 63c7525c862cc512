//! Pixels and marks → PNG. The only file that knows the writer.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

use super::Pixels;
use super::marks::Mark;

const PEN_COLOUR: [u8; 3] = [214, 40, 40];
/// What the words' ground is multiplied with: black stays black.
const TINT: [u16; 3] = [255, 244, 184];

fn tinted(rgb: [u8; 3]) -> [u8; 3] {
    std::array::from_fn(|n| (u16::from(rgb[n]) * TINT[n] / 255) as u8)
}

/// With all its colours.
pub(super) fn coloured(pixels: &Pixels, marks: &[Mark]) -> Result<Vec<u8>, EncodingError> {
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

/// In shades of grey, a third of the bytes; the outline keeps its colours.
pub(super) fn grey(pixels: &Pixels, marks: &[Mark]) -> Result<Vec<u8>, EncodingError> {
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
) -> Result<Vec<u8>, EncodingError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, pixels.width as u32, pixels.height as u32);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    match palette {
        Some(palette) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
            // Neighbouring numbers of a palette are no neighbouring colours.
            encoder.set_filter(Filter::NoFilter);
        }
        None => encoder.set_color(ColorType::Rgb),
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bytes)?;
    writer.finish()?;
    Ok(out)
}
