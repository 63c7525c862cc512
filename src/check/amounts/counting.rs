//! Whether a number counts something, or is a name, a part of a range, or a note.

use super::number::{is_number_word, plain};
use crate::answer::is_stop_word;
use crate::index::analyzer::Word;

/// Words after which a number is a name. A capitalised word before a bare number makes it one, too, unless it opens the
/// sentence or the number has a noun.
#[rustfmt::skip]
const NUMBERED: &[&str] = &[
    "volume", "vol", "section", "sec", "chapter", "page", "pages", "p", "pp", "no", "nos", "number", "unit", "title",
    "article", "part", "paragraph", "para", "figure", "fig", "table", "appendix", "annex", "judgment", "flight", "room",
    "level", "phase", "tier", "goal", "objective", "strategy", "step", "item", "footnote", "note", "version", "model",
    "boeing", "highway", "route",
];

/// Whether the words from one place to another, which are a number, count something.
pub(super) fn counts(text: &str, all: &[Word], at: usize, next: usize) -> bool {
    let before = &text[..all[at].range.start];
    let after = &text[all[next - 1].range.end..];
    !is_tied(before, after)
        && !is_note(before, after, &all[at])
        && !is_name(text, all, at, next)
        && !ends_a_range(text, all, at)
        && !begins_a_range(text, all, next)
}

/// A time, a fraction, an item's number, a part of a longer sign: "9:30", "9/11", "(3)", "2014-2016".
fn is_tied(before: &str, after: &str) -> bool {
    let before = before.trim_end_matches(['$', '€', '£']);
    let touches = |c: char| {
        matches!(c, '/' | ':' | '-' | '–' | '#' | '§' | '[' | '\'') || c.is_alphanumeric()
    };
    let starts_a_number = |rest: &str| rest.starts_with(char::is_numeric);
    let dashed = after.trim_start().strip_prefix(['–', '—']);
    let hyphened = after.strip_prefix('-');
    let closes = after.starts_with([')', ']']) && before.ends_with(['(', '[']);
    before.ends_with(touches)
        || after.starts_with(['/', ':'])
        || closes
        || dashed.or(hyphened).is_some_and(starts_a_number)
}

/// A note's number behind the full stop of the sentence before.
fn is_note(before: &str, after: &str, number: &Word) -> bool {
    let stops = before.trim_end().ends_with(['.', '”', '"']);
    stops && number.normal.len() <= 3 && after.trim().is_empty()
}

fn is_name(text: &str, all: &[Word], at: usize, next: usize) -> bool {
    let Some(previous) = at.checked_sub(1).map(|at| &all[at]) else {
        return false;
    };
    let begins = |word: &Word, kind: fn(char) -> bool| text[word.range.clone()].starts_with(kind);
    let capital = at > 1 && begins(previous, char::is_uppercase) && adjacent(text, all, at - 1);
    let bare = begins(&all[at], char::is_numeric) && !all[at].normal.contains('.');
    let noun = all
        .get(next)
        .is_some_and(|word| begins(word, char::is_lowercase) && !is_stop_word(&word.normal));
    NUMBERED.contains(&previous.normal.as_str()) || capital && bare && !noun
}

/// "10 to 12", "two or three": the second half of a range.
fn ends_a_range(text: &str, all: &[Word], at: usize) -> bool {
    at >= 2
        && joins(&all[at - 1])
        && is_number(&all[at - 2])
        && adjacent(text, all, at - 2)
        && adjacent(text, all, at - 1)
}

/// The first half.
fn begins_a_range(text: &str, all: &[Word], next: usize) -> bool {
    all.get(next).is_some_and(joins)
        && adjacent(text, all, next - 1)
        && all.get(next + 1).is_some_and(is_number)
}

fn joins(word: &Word) -> bool {
    matches!(word.normal.as_str(), "to" | "and" | "or")
}

fn is_number(word: &Word) -> bool {
    plain(&word.normal).is_some() || is_number_word(&word.normal)
}

/// Whether nothing but space stands between a word and the next.
fn adjacent(text: &str, all: &[Word], at: usize) -> bool {
    let gap = &text[all[at].range.end..all[at + 1].range.start];
    gap.trim().is_empty()
}
