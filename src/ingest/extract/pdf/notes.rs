//! Footnotes: where they begin on a page, and where each of them does.

use super::blocks::{Body, Draft, Kind, joined_cells};
use super::order::Row;
use super::prose::{Words, append};
use super::shapes::Rule;

/// Footnotes stand below the running text of their column, smaller, each after its number.
pub(super) fn split(rows: &[Row], rules: &[Rule], body: Body) -> (Vec<Row>, Vec<Row>) {
    let (mut flow, mut notes) = (Vec::new(), Vec::new());
    for region in rows.chunk_by(|a, b| a.region == b.region) {
        let start = start_of(region, rules, body);
        let (above, below) = region.split_at(start);
        flow.extend_from_slice(above);
        notes.extend_from_slice(below);
    }
    if flow.is_empty() {
        // A page of nothing but notes is running text in small type.
        return (notes, Vec::new());
    }
    (flow, notes)
}

fn start_of(region: &[Row], rules: &[Rule], body: Body) -> usize {
    let is_small =
        |row: &Row| !row.ruled && row.cells.iter().all(|cell| cell.size < 0.94 * body.size);
    let small = region.iter().rev().take_while(|row| is_small(row)).count();
    let first_small = region.len() - small;
    let candidates = first_small..region.len();
    let starts = |n: &usize| {
        let row = &region[*n].cells[0];
        let ruled = has_rule_above(region, *n, rules);
        let follows_body = *n == first_small && *n > 0;
        (row.raised && marker(&row.text).is_some()) && (ruled || follows_body || *n > first_small)
            || (ruled && marker(&row.text).is_some())
            || (ruled && *n == first_small && *n > 0 && has_marker_below(&region[*n..]))
    };
    candidates.clone().find(starts).unwrap_or(region.len())
}

fn has_marker_below(rows: &[Row]) -> bool {
    rows.iter()
        .any(|row| row.cells[0].raised && marker(&row.cells[0].text).is_some())
}

/// Whether a rule lies between a row and the one above it.
fn has_rule_above(region: &[Row], n: usize, rules: &[Rule]) -> bool {
    let row = &region[n].cells[0];
    let upper = match n.checked_sub(1) {
        Some(above) => region[above].cells[0].y,
        None => row.y - 4.0 * row.size,
    };
    rules
        .iter()
        .filter(|rule| rule.is_horizontal())
        .any(|rule| {
            let starts_with_it = (rule.x0 - row.x0).abs() < 5.0 * row.size;
            rule.y0 > upper && rule.y0 < row.y && rule.x1 > row.x0 + row.size && starts_with_it
        })
}

/// The number or sign that a footnote begins with.
fn marker(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || "*†‡§¶".contains(c)))
        .unwrap_or(text.len());
    (1..=4)
        .contains(&end)
        .then(|| &text[..end])
        .filter(|m| m.chars().count() <= 4)
}

pub(super) fn notes(rows: &[Row], words: &Words) -> Vec<Draft> {
    let raised = rows.iter().any(|row| row.cells[0].raised);
    let mut drafts: Vec<Draft> = Vec::new();
    for row in rows {
        let first = &row.cells[0];
        let starts = marker(&first.text).is_some() && (first.raised || !raised);
        let text = joined_cells(&row.cells, " ");
        match drafts.last_mut() {
            Some(draft) if !starts => append(&mut draft.text, &text, words),
            _ => drafts.push(Draft {
                kind: Kind::Note,
                text,
                size: first.size,
                bold: false,
            }),
        }
    }
    drafts
}
