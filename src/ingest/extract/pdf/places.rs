//! Words of a page's reading text → where they stand on the page.
//!
//! Reading text has no places: hyphens are gone, columns in order, notes at the end. So the letters of the page, in the
//! order of its rows, are met again with the letters of the whole reading text; only then are those of the wanted
//! words looked up. Spaces, punctuation, hyphens, accents and capitals do not count.

use std::collections::BTreeMap;

use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::page::Page;
use unicode_normalization::UnicodeNormalization;

use super::glyphs::{self, Glyph, Turn};
use super::lines::Line;
use super::overprint;
use super::pieces::{self, Piece};
use super::shapes::Rule;
use crate::ingest::extract::picture::{Area, Outline};

/// Of the wanted words' letters, this share must be found, else nothing is outlined.
const SHARE: f64 = 0.9;

/// Letters that must be alike in a row before a new place is believed.
const RUN: usize = 6;
/// Letters that may be passed over, such as those of a note's mark, before a shorter run is believed.
const NEAR: usize = 40;

/// Comparisons for a page; more are needed for drawings and forgeries only.
const MOST_STEPS: usize = 60_000_000;

/// A letter or digit where it is drawn.
struct Letter {
    char: char,
    line: usize,
    turn: Turn,
    glyph: Glyph,
}

/// The lines of some words, in reading order, in points from the top left corner of the page. None where too few of
/// the words are found.
pub(super) fn places<'a>(page: &'a Page<'a>, outline: &Outline) -> Option<Vec<Area>> {
    let wanted: Vec<(usize, char)> = outline
        .text
        .char_indices()
        .flat_map(|(at, c)| letters(c).map(move |letter| (at, letter)))
        .collect();
    let there = letters_of(page);
    let found = align(&wanted, &there);
    let within = |at: usize| (outline.start..outline.end).contains(&at);
    let wanted: Vec<Option<usize>> = wanted
        .iter()
        .zip(found)
        .filter(|((at, _), _)| within(*at))
        .map(|(_, found)| found)
        .collect();
    let found: Vec<&Letter> = wanted.iter().flatten().map(|at| &there[*at]).collect();
    let enough = !found.is_empty() && found.len() as f64 >= SHARE * wanted.len() as f64;
    enough.then(|| areas(&found, page.render_dimensions()))
}

/// What of a character is compared.
fn letters(c: char) -> impl Iterator<Item = char> {
    let plain = std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric());
    plain.flat_map(char::to_lowercase)
}

/// The letters of a page, line by line as its text is read.
fn letters_of<'a>(page: &'a Page<'a>) -> Vec<Letter> {
    let shown = glyphs::show(page, &InterpreterCache::new());
    let mut by_turn = BTreeMap::<Turn, Vec<Glyph>>::new();
    for (turn, glyph) in shown.glyphs {
        by_turn.entry(turn).or_default().push(glyph);
    }
    let mut all = Vec::new();
    let mut lines = 0;
    for (turn, glyphs) in by_turn {
        let pieces = pieces::pieces(overprint::without_overprint(glyphs));
        let rules = match turn {
            Turn::Upright => shown.shapes.rules.as_slice(),
            _ => &[],
        };
        for line in by_line(pieces, rules) {
            let letters = line.iter().flat_map(|glyph| {
                letters(glyph.char).map(|char| Letter {
                    char,
                    line: lines,
                    turn,
                    glyph: *glyph,
                })
            });
            all.extend(letters);
            lines += 1;
        }
    }
    all
}

/// The glyphs of each line, in the order in which the lines are read. Those of no line, as further lines of a table's
/// cell, follow piece by piece.
fn by_line(pieces: Vec<Piece>, rules: &[Rule]) -> Vec<Vec<Glyph>> {
    let rows = super::rows(pieces.clone(), Vec::new(), rules);
    let lines: Vec<Line> = rows.into_iter().flat_map(|row| row.cells).collect();
    let mut all: Vec<Vec<Glyph>> = vec![Vec::new(); lines.len()];
    for piece in pieces {
        let mut left = Vec::new();
        for glyph in piece.glyphs {
            match line_of(&glyph, &lines) {
                Some(line) => all[line].push(glyph),
                None => left.push(glyph),
            }
        }
        all.push(left);
    }
    for line in &mut all {
        line.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    all
}

fn line_of(glyph: &Glyph, lines: &[Line]) -> Option<usize> {
    let x = (glyph.x0 + glyph.x1) / 2.0;
    let off = |line: &Line| (line.y - glyph.y).abs();
    let holds = |line: &Line| {
        (line.x0 - 1.0..=line.x1 + 1.0).contains(&x) && off(line) < 0.6 * line.size.max(glyph.size)
    };
    let near = lines.iter().enumerate().filter(|(_, line)| holds(line));
    near.min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b)))
        .map(|(at, _)| at)
}

/// For each wanted letter the one on the page that it is. The longest run of letters that are alike is taken each time,
/// the nearest of several; each letter of the page is used once.
fn align(wanted: &[(usize, char)], there: &[Letter]) -> Vec<Option<usize>> {
    let mut found = vec![None; wanted.len()];
    let mut used = vec![false; there.len()];
    let (mut at, mut next, mut steps) = (0, 0, 0);
    while at < wanted.len() && steps < MOST_STEPS {
        let run = |from: usize| {
            let pairs = wanted[at..]
                .iter()
                .zip(there[from..].iter().zip(&used[from..]));
            pairs
                .take_while(|((_, c), (letter, used))| *c == letter.char && !**used)
                .count()
        };
        let (mut best, mut from) = (0, 0);
        for start in (next..there.len()).chain(0..next.min(there.len())) {
            let length = run(start);
            steps += 1 + length;
            if length > best {
                (best, from) = (length, start);
            }
        }
        let near = (next..next + NEAR).contains(&from);
        if best >= RUN.min(wanted.len() - at) || (near && best > 0) {
            for n in 0..best {
                found[at + n] = Some(from + n);
                used[from + n] = true;
            }
            (at, next) = (at + best, from + best);
        } else {
            at += 1;
        }
    }
    found
}

/// A run of wanted letters on one line.
struct Stretch {
    line: usize,
    turn: Turn,
    size: f32,
    area: Area,
}

/// One area for each stretch of letters on a line, and for the gap to the next line below it.
fn areas(found: &[&Letter], (width, height): (f32, f32)) -> Vec<Area> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for letter in found {
        let glyph = &letter.glyph;
        let area = Area {
            x0: glyph.x0,
            y0: glyph.y - 0.76 * glyph.size,
            x1: glyph.x1,
            y1: glyph.y + 0.24 * glyph.size,
        };
        match stretches.last_mut() {
            Some(last) if last.line == letter.line => last.area = last.area.and(area),
            _ => stretches.push(Stretch {
                line: letter.line,
                turn: letter.turn,
                size: glyph.size,
                area,
            }),
        }
    }
    align_edge(&mut stretches, |area| &mut area.x0, f32::min);
    align_edge(&mut stretches, |area| &mut area.x1, f32::max);
    let gaps: Vec<(Turn, Area)> = stretches.windows(2).filter_map(gap).collect();
    let stretches = stretches.iter().map(|s| (s.turn, s.area));
    let all = stretches.chain(gaps);
    all.map(|(turn, area)| area.turned(turn, width, height))
        .collect()
}

/// Edges of lines below each other that differ by less than a letter or two become one: the outer one.
fn align_edge(
    stretches: &mut [Stretch],
    edge: fn(&mut Area) -> &mut f32,
    outer: fn(f32, f32) -> f32,
) {
    let mut first = 0;
    for at in 1..=stretches.len() {
        let (before, rest) = stretches.split_at_mut(at);
        let last = &mut before[at - 1];
        let goes_on = rest.first_mut().is_some_and(|next| {
            let off = *edge(&mut last.area) - *edge(&mut next.area);
            off.abs() < 0.8 * next.size
        });
        if !goes_on {
            let run = &mut stretches[first..at];
            let edges = run.iter_mut().map(|stretch| *edge(&mut stretch.area));
            let common = edges.reduce(outer).unwrap_or_default();
            for stretch in run {
                *edge(&mut stretch.area) = common;
            }
            first = at;
        }
    }
}

/// What lies between two lines of the same paragraph.
fn gap(pair: &[Stretch]) -> Option<(Turn, Area)> {
    let (above, below) = (&pair[0], &pair[1]);
    let gap = Area {
        x0: above.area.x0.max(below.area.x0),
        y0: above.area.y1,
        x1: above.area.x1.min(below.area.x1),
        y1: below.area.y0,
    };
    let is_gap = gap.x0 < gap.x1 && gap.y0 < gap.y1 && gap.y1 - gap.y0 < 1.6 * above.size;
    (is_gap && above.turn == below.turn).then_some((above.turn, gap))
}

impl Area {
    fn and(self, other: Area) -> Area {
        Area {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// As it lies on the page, from how it lies once the page is turned for its text to be upright.
    fn turned(self, turn: Turn, width: f32, height: f32) -> Area {
        let Area { x0, y0, x1, y1 } = self;
        let (x0, y0, x1, y1) = match turn {
            Turn::Upright => (x0, y0, x1, y1),
            Turn::UpsideDown => (width - x1, height - y1, width - x0, height - y0),
            Turn::Down => (width - y1, x0, width - y0, x1),
            Turn::Up => (y0, height - x1, y1, height - x0),
        };
        Area { x0, y0, x1, y1 }
    }
}
