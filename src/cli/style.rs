//! Colours and lines for people. Colours only on a terminal, and not where `NO_COLOR` is set.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;

use crate::answer::Excerpt;
use crate::report::Citation;

pub(super) const STRONG: Style = Style::new().bold();
pub(super) const QUIET: Style = Style::new().dimmed();
const MATCH: Style = Style::new()
    .bold()
    .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
pub(super) const GOOD: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
pub(super) const BAD: Style = Style::new()
    .bold()
    .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));

/// Columns of running text.
const WIDTH: usize = 96;

/// An error, as a sentence on standard error.
pub(super) fn problem(error: &anyhow::Error) {
    anstream::eprintln!("{BAD}pincite:{BAD:#} {error:#}");
}

/// Something that the operator should know, on standard error.
pub(super) fn note(text: &str) {
    anstream::eprintln!("{QUIET}note: {text}{QUIET:#}");
}

/// An excerpt as a person reads it: the citation, the words with their matches marked, and the receipt.
pub(super) fn excerpt(number: usize, excerpt: &Excerpt) -> String {
    excerpt_within(WIDTH, number, excerpt)
}

/// The same in so many columns.
pub(super) fn excerpt_within(width: usize, number: usize, excerpt: &Excerpt) -> String {
    let citation = Citation::new(&excerpt.report, &excerpt.locator).to_string();
    let mut out = String::new();
    for (n, line) in wrap(&format!("{number}. {}", printable(&citation)), width)
        .iter()
        .enumerate()
    {
        let indent = if n == 0 { "" } else { "   " };
        let _ = writeln!(out, "{indent}{STRONG}{line}{STRONG:#}");
    }
    if excerpt.locator.page.is_some() && !excerpt.locator.section.is_empty() {
        let section: Vec<String> = excerpt
            .locator
            .section
            .iter()
            .map(|heading| printable(heading))
            .collect();
        let _ = writeln!(out, "   {QUIET}{}{QUIET:#}", section.join(" › "));
    }
    for line in wrap(&marked(excerpt), width - 5) {
        let _ = writeln!(out, "   {QUIET}│{QUIET:#} {line}");
    }
    if let Some(qualifier) = &excerpt.qualifier {
        let place = Citation::new(&qualifier.report, &qualifier.locator).place();
        let _ = writeln!(
            out,
            "   {QUIET}qualified there, {}:{QUIET:#}",
            printable(&place)
        );
        for line in wrap(&printable(&qualifier.text), width - 5) {
            let _ = writeln!(out, "   {QUIET}│{QUIET:#} {line}");
        }
    }
    for also in &excerpt.also_in {
        let page = also
            .page
            .map_or_else(String::new, |page| format!(", p. {page}"));
        let _ = writeln!(
            out,
            "   {QUIET}the same words: {}{page}{QUIET:#}",
            also.report
        );
    }
    if let Some(url) = &excerpt.report.url {
        let page = excerpt
            .locator
            .page
            .map_or_else(String::new, |page| format!("#page={page}"));
        let _ = writeln!(out, "   {QUIET}{}{page}{QUIET:#}", printable(url));
    }
    let _ = writeln!(out, "   {QUIET}receipt {}{QUIET:#}", excerpt.receipt);
    out
}

/// The text of an excerpt with its matches marked; the words stay as they are.
fn marked(excerpt: &Excerpt) -> String {
    let mut out = String::new();
    let mut end = 0;
    for (start, stop) in &excerpt.highlights {
        out.push_str(&printable(&excerpt.text[end..*start]));
        let _ = write!(
            out,
            "{MATCH}{}{MATCH:#}",
            printable(&excerpt.text[*start..*stop])
        );
        end = *stop;
    }
    out.push_str(&printable(&excerpt.text[end..]));
    out
}

/// Without what a terminal would obey: control characters other than line feed, and direction marks.
pub(super) fn printable(text: &str) -> String {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    text.chars()
        .map(|c| if c == '\t' { ' ' } else { c })
        .filter(|c| !obeyed(*c))
        .collect()
}

/// `1 report`, `2 reports`.
pub(super) fn count(n: u64, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// Lines of at most `width` columns, cut between words; escape codes take no room.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text
        .split('\n')
        .filter(|paragraph| !paragraph.trim().is_empty())
    {
        let mut line = String::new();
        let mut columns = 0;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let wide = visible_columns(word);
            if columns > 0 && columns + 1 + wide > width {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            }
            if columns > 0 {
                line.push(' ');
                columns += 1;
            }
            line.push_str(word);
            columns += wide;
        }
        lines.push(line);
    }
    lines
}

fn visible_columns(word: &str) -> usize {
    anstream::adapter::strip_str(word)
        .to_string()
        .graphemes(true)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_between_words_and_escapes_take_no_room() {
        assert_eq!(
            wrap("one two three\n\nfour", 7),
            ["one two", "three", "four"]
        );
        assert_eq!(wrap(&format!("{MATCH}one{MATCH:#} two"), 7).len(), 1);
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_printed() {
        assert_eq!(printable("a\u{1b}[31m\u{202e}b\u{7}\tc"), "a[31mb c");
    }
}
