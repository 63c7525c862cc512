//! Pieces on one baseline → the words of a line.

use super::glyphs::{Glyph, UNKNOWN};
use super::pieces::Piece;

/// One line of text, or one cell of a table row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    /// Its words, one space between them.
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    pub size: f32,
    /// Stroke thickness that nearly all of it has, in thousandths of an em.
    pub stroke: f32,
    /// Whether it begins with a raised number or sign, as a footnote does.
    pub raised: bool,
}

/// Puts pieces that share a baseline together.
pub(super) fn line(pieces: &[Piece]) -> Line {
    let mut sorted: Vec<&Piece> = pieces.iter().collect();
    sorted.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let widest = pieces
        .iter()
        .filter(|p| !p.glyphs.is_empty())
        .max_by(|a, b| a.width().total_cmp(&b.width()))
        .unwrap_or(sorted[0]);
    let mut glyphs: Vec<Glyph> = sorted
        .iter()
        .flat_map(|p| p.glyphs.iter().copied())
        .collect();
    compose(&mut glyphs);
    let (y, size) = (widest.y, widest.size);
    // What is raised is seen beside the largest type on the line, or a blacked out word.
    let largest = pieces
        .iter()
        .map(|p| (p.y, p.size))
        .chain(glyphs.iter().map(|g| (g.y, g.size)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((y, size));
    Line {
        text: words(&glyphs, largest.0, largest.1),
        x0: sorted[0].x0,
        x1: pieces.iter().map(|p| p.x1).fold(f32::MIN, f32::max),
        y,
        size,
        stroke: usual_stroke(&glyphs),
        raised: sorted[0]
            .glyphs
            .first()
            .is_some_and(|g| is_mark(g, largest.0, largest.1)),
    }
}

/// Accents that are drawn over a letter, as TeX does, become part of it.
fn compose(glyphs: &mut [Glyph]) {
    for n in 0..glyphs.len() {
        let Some(accent) = combining(glyphs[n].char) else {
            continue;
        };
        let middle = (glyphs[n].x0 + glyphs[n].x1) / 2.0;
        let is_under = |g: &Glyph| g.char.is_alphabetic() && g.x0 < middle && g.x1 > middle;
        if n > 0 && is_under(&glyphs[n - 1]) {
            let letter = glyphs[n - 1];
            (glyphs[n].x0, glyphs[n].x1) = (letter.x1, letter.x1);
            glyphs[n].y = letter.y;
            glyphs[n].char = accent;
        } else if let Some(letter) = glyphs.get(n + 1).copied().filter(is_under) {
            let after = Glyph {
                char: accent,
                x0: letter.x1,
                ..letter
            };
            glyphs[n] = letter;
            glyphs[n + 1] = after;
        }
    }
}

fn combining(accent: char) -> Option<char> {
    Some(match accent {
        '`' | '\u{2CB}' => '\u{300}',
        '´' | '\u{2CA}' => '\u{301}',
        '^' | 'ˆ' => '\u{302}',
        '~' | '˜' => '\u{303}',
        '¯' => '\u{304}',
        '˘' => '\u{306}',
        '˙' => '\u{307}',
        '¨' => '\u{308}',
        '˚' => '\u{30A}',
        '˝' => '\u{30B}',
        'ˇ' => '\u{30C}',
        '¸' => '\u{327}',
        '˛' => '\u{328}',
        _ => return None,
    })
}

/// The thickness that nearly all of the line has: a line that is bold in part is not bold.
fn usual_stroke(glyphs: &[Glyph]) -> f32 {
    let known = glyphs.iter().map(|g| g.stroke).filter(|s| *s > 0.0);
    let mut strokes: Vec<f32> = known.collect();
    strokes.sort_by(f32::total_cmp);
    strokes.get(strokes.len() / 20).copied().unwrap_or(0.0)
}

/// A raised number or sign that refers to a footnote.
fn is_mark(glyph: &Glyph, y: f32, size: f32) -> bool {
    let raised = y - glyph.y;
    (0.35 * size..0.86 * size).contains(&glyph.size)
        && raised > 0.15 * size
        && (glyph.char.is_ascii_digit() || "*†‡§¶".contains(glyph.char))
}

/// The glyphs' characters with spaces where the gap is a word's.
fn words(glyphs: &[Glyph], y: f32, size: f32) -> String {
    let limit = word_gap(glyphs);
    let mut text = String::with_capacity(glyphs.len() + 16);
    let mut last: Option<&Glyph> = None;
    let mut space = false;
    for glyph in glyphs {
        if glyph.char.is_whitespace() {
            space = true;
            continue;
        }
        if let Some(last) = last {
            let em = last
                .size
                .min(glyph.size)
                .max(0.6 * last.size.max(glyph.size));
            let gap = (glyph.x0 - last.x1) / em;
            let mark = is_mark(glyph, y, size) && !is_mark(last, y, size);
            let after =
                is_mark(last, y, size) && glyph.char.is_alphanumeric() && !is_mark(glyph, y, size);
            if space || gap > limit || (mark && !opens(last.char)) || after {
                text.push(' ');
            }
        }
        space = false;
        if is_text(glyph.char) {
            text.push(glyph.char);
        }
        last = Some(glyph);
    }
    squeeze(&text)
}

fn opens(c: char) -> bool {
    "([{“‘«".contains(c)
}

/// Whether a character belongs in reading text: not control, private use or unknown.
fn is_text(c: char) -> bool {
    !c.is_control()
        && c != UNKNOWN
        && !matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The gap, in ems, above which a new word begins on this line. The usual gap between two letters tells how the line
/// is spaced; letter-spaced lines have wide ones.
fn word_gap(glyphs: &[Glyph]) -> f32 {
    let mut gaps: Vec<f32> = glyphs
        .windows(2)
        .filter(|pair| {
            // Rows of dots lead elsewhere, and are spaced on their own.
            pair.iter()
                .all(|g| !g.char.is_whitespace() && g.char != '.')
        })
        .filter(|pair| (pair[0].size - pair[1].size).abs() < 0.2)
        .map(|pair| (pair[1].x0 - pair[0].x1) / pair[0].size)
        .filter(|gap| *gap < 1.5)
        .collect();
    gaps.sort_by(f32::total_cmp);
    let letter = if gaps.len() < 6 {
        gaps.first().copied().unwrap_or(0.0).min(0.05)
    } else {
        gaps[gaps.len() * 2 / 5]
    };
    let letter = letter.clamp(-0.05, 0.6);
    letter + 0.1 + letter.max(0.0) * 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glyphs half an em wide, with a gap before each in ems.
    fn glyphs(text: &[(char, f32)]) -> Vec<Glyph> {
        let mut x = 0.0;
        let glyph = |(char, gap): &(char, f32)| {
            let x0 = x + gap * 10.0;
            x = x0 + 5.0;
            Glyph {
                char: *char,
                x0,
                x1: x,
                y: 100.0,
                size: 10.0,
                stroke: 0.0,
            }
        };
        text.iter().map(glyph).collect()
    }

    fn read(glyphs: Vec<Glyph>) -> String {
        line(&[Piece::new(glyphs)]).text
    }

    #[test]
    fn narrow_gaps_part_words() {
        let gap = |c: char| if c == 'o' { 0.13 } else { 0.0 };
        let text: Vec<(char, f32)> = "theofficeonly".chars().map(|c| (c, gap(c))).collect();
        assert_eq!(read(glyphs(&text)), "the office only");
    }

    #[test]
    fn wide_gaps_between_all_letters_do_not() {
        let gap = |c: char| if c == 'p' { 0.6 } else { 0.25 };
        let text: Vec<(char, f32)> = "unplandirecteurpourtous"
            .chars()
            .map(|c| (c, gap(c)))
            .collect();
        assert_eq!(read(glyphs(&text)), "un plandirecteur pourtous");
    }

    #[test]
    fn raised_numbers_stand_apart() {
        let mut all = glyphs(&[
            ('2', 0.0),
            ('0', 0.0),
            ('1', 0.0),
            ('4', 0.0),
            ('.', 0.0),
            ('3', 0.0),
        ]);
        let mark = &mut all[5];
        (mark.y, mark.size) = (96.0, 6.0);
        assert_eq!(read(all), "2014. 3");
    }

    #[test]
    fn lowered_numbers_do_not() {
        let mut all = glyphs(&[('C', 0.0), ('O', 0.0), ('2', 0.0)]);
        (all[2].y, all[2].size) = (102.0, 6.0);
        assert_eq!(read(all), "CO2");
    }

    #[test]
    fn accents_over_letters_are_part_of_them() {
        let mut all = glyphs(&[('M', 0.0), ('¨', 0.0), ('u', -0.5), ('l', 0.0)]);
        all[1].x1 = all[1].x0 + 4.0;
        assert_eq!(read(all), "Mu\u{308}l");
    }

    #[test]
    fn what_maps_to_nothing_leaves_no_gap() {
        assert_eq!(
            read(glyphs(&[
                ('o', 0.0),
                (UNKNOWN, 0.0),
                ('\u{E001}', 0.0),
                ('e', 0.0)
            ])),
            "oe"
        );
    }
}
