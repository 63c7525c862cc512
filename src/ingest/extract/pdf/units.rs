//! Blocks → the text of a page.

use unicode_normalization::UnicodeNormalization;

use super::blocks::{Body, Draft, Kind};
use crate::report::{Block, BlockKind, Unit};

/// The sizes of headings, largest first: their place is their level.
pub(super) struct Levels {
    sizes: Vec<f32>,
    body: f32,
}

impl Levels {
    pub(super) fn new<'a>(drafts: impl Iterator<Item = &'a Draft>, body: Body) -> Levels {
        let mut sizes: Vec<f32> = drafts
            .filter(|draft| draft.kind == Kind::Heading)
            .map(|draft| draft.size.max(body.size))
            .collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        sizes.dedup_by(|a, b| (*a - *b).abs() < 0.06 * *b);
        Levels {
            sizes,
            body: body.size,
        }
    }

    fn of(&self, draft: &Draft) -> u8 {
        let size = draft.size.max(self.body);
        let place = self.sizes.iter().position(|s| size > 0.95 * s);
        place.map_or(6, |place| place.min(5) as u8 + 1)
    }
}

/// The running text, then the footnotes.
pub(super) fn unit(flow: Vec<Draft>, notes: Vec<Draft>, levels: &Levels) -> Unit {
    let mut unit = Unit::default();
    let mut last = None;
    for draft in flow {
        push(&mut unit, &draft, last, levels);
        last = Some(draft.kind);
    }
    unit.flow_end = unit.text.len();
    for draft in notes {
        push(&mut unit, &draft, last, levels);
        last = Some(draft.kind);
    }
    unit
}

fn push(unit: &mut Unit, draft: &Draft, last: Option<Kind>, levels: &Levels) {
    let text: String = draft.text.trim().nfc().collect();
    if text.is_empty() {
        return;
    }
    if !unit.text.is_empty() {
        let rows = [Kind::TableRow, Kind::Directory, Kind::ListItem];
        let together = last == Some(draft.kind) && rows.contains(&draft.kind);
        unit.text.push_str(if together { "\n" } else { "\n\n" });
    }
    let start = unit.text.len();
    unit.text.push_str(&text);
    unit.blocks.push(Block {
        start,
        end: unit.text.len(),
        kind: match draft.kind {
            Kind::Heading => BlockKind::Heading(levels.of(draft)),
            Kind::Paragraph => BlockKind::Paragraph,
            Kind::ListItem => BlockKind::ListItem,
            Kind::TableRow => BlockKind::TableRow,
            Kind::Note => BlockKind::Note,
            Kind::Directory => BlockKind::Directory,
        },
    });
}
