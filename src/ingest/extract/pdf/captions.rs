//! Captions of pictures that text flows around.

use super::lines::Line;
use super::order::Row;

/// Whether a row is a caption between two lines of the text beside it: set in another size, and wholly to the left or
/// right of both.
pub(super) fn is_caption(rows: &[Row], n: usize) -> bool {
    let (Some(above), Some(below)) = (n.checked_sub(1).map(|n| &rows[n]), rows.get(n + 1)) else {
        return false;
    };
    let ([caption], [above], [below]) = (&rows[n].cells[..], &above.cells[..], &below.cells[..])
    else {
        return false;
    };
    let size = above.size;
    let goes_on = (above.x0 - below.x0).abs() < 0.5 * size
        && (above.size - below.size).abs() < 0.05 * size
        && (0.0..1.8 * size).contains(&(below.y - above.y));
    let beside = caption.x1 < above.x0.min(below.x0) || caption.x0 > above.x1.max(below.x1);
    goes_on && beside && (caption.size - size).abs() > 0.08 * size
}

/// The caption at the start of a row, and the rest of the row: the first of two cells, where it is set in another size
/// than the text beside it, and the line above or below begins where that text does.
pub(super) fn beside(rows: &[Row], n: usize) -> Option<(&Line, &[Line])> {
    let [caption, text] = &rows[n].cells[..] else {
        return None;
    };
    let goes_on = |other: &Row| {
        let first = &other.cells[0];
        other.cells.len() == 1
            && (first.x0 - text.x0).abs() < 0.5 * text.size
            && (first.y - text.y).abs() < 1.8 * text.size
            && (first.size - text.size).abs() < 0.05 * text.size
    };
    let near = [n.checked_sub(1), Some(n + 1)];
    let mut near = near.into_iter().flatten().filter_map(|m| rows.get(m));
    let differs = (caption.size - text.size).abs() > 0.12 * text.size;
    (differs && caption.text.len() > 3 && near.any(goes_on)).then(|| (caption, &rows[n].cells[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, x0: f32, y: f32, size: f32) -> Row {
        let cell = Line {
            text: text.to_owned(),
            x0,
            x1: x0 + 0.5 * size * text.len() as f32,
            y,
            size,
            ..Line::default()
        };
        Row {
            cells: vec![cell],
            ruled: false,
            region: 1,
            left: 0.0,
            right: 400.0,
        }
    }

    #[test]
    fn a_caption_is_told_from_the_text_beside_it() {
        let mut rows = [
            row("The text flows around the", 130.0, 0.0, 10.0),
            row("A. Person, Director", 20.0, 5.0, 8.0),
            row("picture of a person", 130.0, 12.0, 10.0),
        ];
        assert!(is_caption(&rows, 1));
        assert!(!is_caption(&rows, 0));
        rows[1] = row("A. Person, Director", 20.0, 5.0, 10.0);
        assert!(!is_caption(&rows, 1));
    }

    #[test]
    fn a_caption_may_share_a_line_with_the_text() {
        let mut rows = [
            row("The text flows around the", 230.0, 0.0, 10.0),
            row("A. Person, Director", 20.0, 12.0, 8.0),
        ];
        rows[1]
            .cells
            .extend(row("picture of a person", 230.0, 12.0, 10.0).cells);
        let (caption, rest) = beside(&rows, 1).expect("a caption");
        assert_eq!(
            (&*caption.text, &*rest[0].text),
            ("A. Person, Director", "picture of a person")
        );
        rows[1].cells[0].size = 10.0;
        assert_eq!(beside(&rows, 1), None);
    }
}
