//! The pixels of a page.

/// Channels may differ by this much and still be grey.
const GREY: u8 = 12;

/// Opaque pixels, three bytes each, row by row.
pub(in crate::ingest::extract) struct Pixels {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
}

impl Pixels {
    /// Whether there is no colour in it.
    pub(super) fn is_grey(&self) -> bool {
        self.rgb.chunks_exact(3).all(is_grey)
    }

    /// Smaller, each pixel the mean of those that it covers.
    pub(super) fn scaled(&self, by: f32) -> Pixels {
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

fn is_grey(rgb: &[u8]) -> bool {
    let (least, most) = rgb
        .iter()
        .fold((255, 0), |(a, b), c| (a.min(*c), b.max(*c)));
    most - least <= GREY
}
