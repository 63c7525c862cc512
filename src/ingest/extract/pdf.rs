//! PDF → reading text.
//!
//! A page's content stream gives [glyphs] and [shapes]; glyphs make [pieces] of lines, which are put in reading
//! [order], through [bands] and [columns]. What repeats on every page is [furniture]. The rest becomes [blocks] of
//! [prose], rows of [tables] and fields of [forms].

mod about;
mod bands;
mod blanks;
mod blocks;
mod captions;
mod columns;
mod directory;
mod draw;
mod forms;
mod furniture;
mod glyphs;
mod gutter;
mod labels;
mod lines;
mod notes;
mod order;
mod overprint;
mod pieces;
mod place;
mod places;
mod prose;
mod shapes;
mod strips;
mod strokes;
mod tables;
#[cfg(test)]
mod tests;
mod units;

pub use draw::draw;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};

use super::{ExtractError, Limits};
use crate::report::{Extractor, PageNumber, Reading, Unit, UnitState};
use blocks::{Body, Draft, Kind};
use furniture::Edge;
use glyphs::{Glyph, Shown, Turn};
use order::Row;
use pieces::Piece;
use prose::Words;
use shapes::Rule;
use units::{Levels, unit};

/// Reads a PDF file. Pages that cannot be read are in the reading, with their state.
pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Reading, ExtractError> {
    let pdf = load(bytes)?;
    let count = pdf.pages().len();
    if count == 0 {
        return Err(ExtractError::Damaged("it has no pages".into()));
    }
    if count > limits.pages as usize {
        return Err(too_much(u64::from(limits.pages), "pages", "pages"));
    }
    let pages = read_pages(&pdf, limits)?;
    let reading = assemble(&pdf, pages);
    if reading
        .units
        .iter()
        .all(|unit| unit.state == UnitState::NoTextLayer)
    {
        let pages = u32::try_from(count).unwrap_or(u32::MAX);
        return Err(ExtractError::NoTextLayer { pages });
    }
    if reading
        .units
        .iter()
        .all(|unit| unit.state == UnitState::Unreadable)
    {
        return Err(ExtractError::Damaged(
            "none of its pages can be read".into(),
        ));
    }
    Ok(reading)
}

fn load(bytes: &[u8]) -> Result<Pdf, ExtractError> {
    let owned = bytes.to_vec();
    let loaded = catch_unwind(AssertUnwindSafe(|| Pdf::new(owned)));
    match loaded {
        Ok(Ok(pdf)) => Ok(pdf),
        Ok(Err(LoadPdfError::Decryption(_))) => Err(ExtractError::Encrypted),
        Ok(Err(LoadPdfError::Invalid)) | Err(_) => Err(ExtractError::Damaged(
            "its objects and pages cannot be found".into(),
        )),
    }
}

fn too_much(limit: u64, unit: &str, setting: &str) -> ExtractError {
    ExtractError::TooMuch {
        limit,
        unit: unit.into(),
        setting: setting.into(),
    }
}

/// A page on its way to a unit.
struct Page {
    state: UnitState,
    height: f32,
    rules: Vec<Rule>,
    /// The text that runs as most of the page does.
    main: Vec<Piece>,
    /// Text that runs another way, such as along the margin.
    turned: Vec<Vec<Piece>>,
}

fn read_pages(pdf: &Pdf, limits: &Limits) -> Result<Vec<Page>, ExtractError> {
    let mut cache = InterpreterCache::new();
    let mut pages = Vec::with_capacity(pdf.pages().len());
    let mut glyphs = 0_u64;
    for page in pdf.pages().iter() {
        let shown = catch_unwind(AssertUnwindSafe(|| {
            let unpacked = page.page_stream().map_or(0, <[u8]>::len) as u64;
            (unpacked <= limits.unpacked_bytes).then(|| glyphs::show(page, &cache))
        }));
        let page = match shown {
            Ok(Some(shown)) => {
                glyphs += shown.glyphs.len() as u64;
                Page::new(shown)
            }
            Ok(None) => {
                return Err(too_much(
                    limits.unpacked_bytes,
                    "unpacked bytes",
                    "unpacked_bytes",
                ));
            }
            Err(_) => {
                // A panic may have left the cache in the middle of a change.
                cache = InterpreterCache::new();
                Page::unreadable()
            }
        };
        if glyphs > limits.unpacked_bytes {
            return Err(too_much(
                limits.unpacked_bytes,
                "unpacked bytes",
                "unpacked_bytes",
            ));
        }
        pages.push(page);
    }
    Ok(pages)
}

impl Page {
    fn new(shown: Shown) -> Page {
        let state = state(&shown);
        let mut by_turn = BTreeMap::<Turn, Vec<Glyph>>::new();
        if state == UnitState::Read {
            for (turn, glyph) in shown.glyphs {
                by_turn.entry(turn).or_default().push(glyph);
            }
        }
        let mut groups: Vec<(Turn, Vec<Piece>)> = by_turn
            .into_iter()
            .map(|(turn, glyphs)| (turn, pieces::pieces(overprint::without_overprint(glyphs))))
            .filter(|(_, pieces)| !pieces.is_empty())
            .collect();
        // What is set upright is the page's text, unless there is much more of another.
        groups.sort_by_key(|(turn, pieces)| {
            let glyphs = pieces.iter().map(|p| p.glyphs.len()).sum::<usize>();
            let weight = if *turn == Turn::Upright { 2 } else { 1 };
            std::cmp::Reverse(glyphs * weight)
        });
        let mut groups = groups.into_iter();
        let (turn, main) = groups.next().unwrap_or((Turn::Upright, Vec::new()));
        let sideways = matches!(turn, Turn::Up | Turn::Down);
        let (mut main, mut rules) = (main, Vec::new());
        if turn == Turn::Upright {
            let blanks = blanks::blanks(&main, &shown.shapes.boxes);
            rules = shown.shapes.rules;
            rules.retain(|rule| !blanks.iter().any(|blank| blanks::is_edge(blank, rule)));
            main.extend(blanks);
        }
        Page {
            state,
            height: if sideways { shown.width } else { shown.height },
            rules,
            main,
            turned: groups.map(|(_, pieces)| pieces).collect(),
        }
    }

    fn unreadable() -> Page {
        Page {
            state: UnitState::Unreadable,
            height: 0.0,
            rules: Vec::new(),
            main: Vec::new(),
            turned: Vec::new(),
        }
    }
}

/// Whether the page has text. A page with a picture and a few stray glyphs has none; nor has one whose glyphs mostly
/// map to nothing.
fn state(shown: &Shown) -> UnitState {
    let visible = |glyph: &Glyph| glyph.char != glyphs::UNKNOWN && !glyph.char.is_whitespace();
    let known = shown
        .glyphs
        .iter()
        .filter(|(_, glyph)| visible(glyph))
        .count();
    let shows = shown.image || shown.unknown > 0;
    if (known == 0 && shows) || shown.unknown > known {
        UnitState::NoTextLayer
    } else {
        UnitState::Read
    }
}

fn assemble(pdf: &Pdf, mut pages: Vec<Page>) -> Reading {
    let edges: Vec<_> = pages
        .iter()
        .map(|page| furniture::edges(&page.main, page.height))
        .collect();
    let furniture = furniture::furniture(&edges);
    let labels = labels::labels(pdf, &edges);
    for (page, furniture) in pages.iter_mut().zip(&furniture) {
        furniture::remove(&mut page.main, furniture);
    }
    let margins = take_margins(&mut pages);
    let states: Vec<_> = pages.iter().map(|page| page.state).collect();
    let ordered: Vec<(Vec<Row>, _)> = pages
        .into_iter()
        .map(|page| (rows(page.main, page.turned, &page.rules), page.rules))
        .collect();
    let all = ordered.iter().flat_map(|(rows, _)| rows);
    let body = blocks::body(all.clone());
    let mut words = Words::default();
    words.add(
        all.flat_map(|row| &row.cells)
            .map(|line| line.text.as_str()),
    );
    let drafts: Vec<_> = ordered
        .iter()
        .map(|(rows, rules)| blocks::blocks(rows, rules, body, &words))
        .collect();
    let levels = Levels::new(drafts.iter().flat_map(|(flow, _)| flow), body);
    let mut metadata = about::metadata(pdf);
    if metadata.title.is_none() {
        metadata.title = first_title(&drafts, body, labels[0].as_deref());
    }
    let units = drafts
        .into_iter()
        .enumerate()
        .map(|(n, (flow, notes))| Unit {
            page: PageNumber::new(n as u32 + 1),
            label: labels[n].clone(),
            furniture: texts(&furniture[n], &margins[n]),
            state: states[n],
            ..unit(flow, notes, &levels)
        });
    Reading {
        extractor: Extractor::Pdf,
        version: Extractor::Pdf.version(),
        metadata,
        units: units.collect(),
    }
}

/// Takes out the lines that run along the margin of several pages in the same words.
fn take_margins(pages: &mut [Page]) -> Vec<Vec<String>> {
    let mut seen = BTreeMap::<String, usize>::new();
    let lines = |pieces: Vec<Piece>| {
        let rows = order::same_baseline(pieces).into_iter();
        rows.map(|row| (lines::line(&row).text, row))
    };
    for pieces in pages.iter().flat_map(|page| &page.turned) {
        for (text, _) in lines(pieces.clone()) {
            *seen.entry(text).or_default() += 1;
        }
    }
    let take = |page: &mut Page| {
        let mut margin = Vec::new();
        for pieces in &mut page.turned {
            for (text, row) in lines(std::mem::take(pieces)) {
                if seen[&text] > 2 {
                    margin.push(text);
                } else {
                    pieces.extend(row);
                }
            }
        }
        page.turned.retain(|pieces| !pieces.is_empty());
        margin
    };
    pages.iter_mut().map(take).collect()
}

fn texts(furniture: &[Edge], margin: &[String]) -> Vec<String> {
    let edges = furniture.iter().map(|edge| edge.text.clone());
    edges.chain(margin.iter().cloned()).collect()
}

fn rows(mut main: Vec<Piece>, turned: Vec<Vec<Piece>>, rules: &[Rule]) -> Vec<Row> {
    let tables = tables::take(&mut main, rules);
    let mut all = order::rows(main, tables);
    for pieces in turned {
        let after = all.last().map_or(0, |row| row.region);
        let rows = order::rows(pieces, Vec::new()).into_iter();
        all.extend(rows.map(|row| Row {
            region: row.region + after,
            ..row
        }));
    }
    all
}

/// What is set largest on the first page, if that stands out.
fn first_title(
    drafts: &[(Vec<Draft>, Vec<Draft>)],
    body: Body,
    label: Option<&str>,
) -> Option<String> {
    let (first, _) = drafts.first()?;
    // What holds the page's number is its header.
    let is_header = |draft: &&Draft| draft.text.split(' ').any(|word| Some(word) == label);
    let title = first
        .iter()
        .filter(|draft| matches!(draft.kind, Kind::Heading | Kind::Paragraph))
        .filter(|draft| draft.kind == Kind::Heading || draft.size > 1.3 * body.size)
        .filter(|draft| !is_header(draft))
        .rev()
        .max_by(|a, b| a.size.total_cmp(&b.size))?;
    let words = title.text.split_whitespace().count();
    (words <= 30).then(|| about::plausible_title(&title.text))?
}
