//! What becomes of which pixel where words are outlined.

use super::Pixels;

/// How thick the outline is, in pixels. What is darker than it stays on top of it.
const PEN: f32 = 4.0;
/// How far it stands off the words.
const AIR: f32 = 2.0;

/// Part of a page, in points or in pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ingest::extract) struct Area {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Area {
    pub(in crate::ingest::extract) fn scaled(self, by: f32) -> Area {
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

/// What becomes of a pixel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// It is the ground or a letter of the words.
    Tinted,
    /// The outline goes over it.
    Pen,
}

/// What becomes of each pixel. Where outlines meet, what lies inside of one is tinted: together they are one outline.
pub(super) fn marks(pixels: &Pixels, areas: &[Area]) -> Vec<Mark> {
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
