//! What of a message its writer states: neither code, nor links, mentions and receipts, nor what only quotes someone else.

use std::ops::Range;

/// A message of the same length, with spaces in place of what its writer does not state.
///
/// Blanked are code blocks and code in a line, links, mentions and custom emoji, Discord's marks for bold, italics and
/// their like, and lines that only quote (`> …`, or a
/// line wholly in quotation marks); those lines stay where nothing else is left.
pub(super) fn stated(text: &str) -> String {
    let mut bare = without_code_and_links(text);
    blank_markup(&mut bare);
    let mut own = bare.clone();
    for line in lines(&bare).filter(|line| only_quotes(&bare[line.clone()])) {
        blank(&mut own, line);
    }
    if own.chars().any(char::is_alphanumeric) {
        return own;
    }
    let mut quoted = bare.clone();
    for line in lines(&bare) {
        let mark = bare[line.clone()].len() - without_quote_mark(&bare[line.clone()]).len();
        blank(&mut quoted, line.start..line.start + mark);
    }
    quoted
}

/// A message of the same length, with spaces in place of code, links, mentions, custom emoji and receipts.
pub(super) fn without_code_and_links(text: &str) -> String {
    let mut bare = text.to_owned();
    while let Some(code) = code(&bare) {
        blank(&mut bare, code);
    }
    while let Some(marked) = marked(&bare) {
        blank(&mut bare, marked);
    }
    for (_, (start, end)) in super::receipts::receipts_in(&bare) {
        blank(&mut bare, start..end);
    }
    let misspelt = super::receipts::misspelt_in(&bare);
    let ranges: Vec<(usize, usize)> = misspelt.iter().map(|found| found.1).collect();
    for (start, end) in ranges {
        blank(&mut bare, start..end);
    }
    bare
}

/// Blanks the marks of bold, italics, underlined, struck out and hidden words, the frame of a link's label, and what calls
/// everybody. Inside a word they are no marks.
fn blank_markup(text: &mut String) {
    let mut marks: Vec<Range<usize>> = Vec::new();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let runs = text
        .char_indices()
        .filter(|(_, c)| matches!(c, '*' | '_' | '~' | '|'));
    for (at, c) in runs {
        let same = |other: char| other == c;
        let before = text[..at].trim_end_matches(same).chars().next_back();
        let after = text[at..].trim_start_matches(same).chars().next();
        let doubled = text[..at].ends_with(c) || text[at + 1..].starts_with(c);
        if !(is_word(before) && is_word(after)) && (doubled || matches!(c, '*' | '_')) {
            marks.push(at..at + 1);
        }
    }
    for (at, _) in text.match_indices("](") {
        let rest = &text[at + 2..];
        let end = rest.find(')').filter(|end| rest[..*end].trim().is_empty());
        let start = text[..at].rfind('[');
        if let (Some(end), Some(start)) = (end, start) {
            marks.extend([start..start + 1, at..at + 2 + end + 1]);
        }
    }
    for call in ["@everyone", "@here"] {
        marks.extend(text.match_indices(call).map(|(at, _)| at..at + call.len()));
    }
    for mark in marks {
        blank(text, mark);
    }
}

/// The lines of a text, without their line feeds.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split('\n').map(|line| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        start..start + line.len()
    })
}

/// A line without the marks that make it a quotation.
pub(super) fn without_quote_mark(line: &str) -> &str {
    let inner = line.trim_start();
    match inner
        .strip_prefix(">>>")
        .or_else(|| inner.strip_prefix('>'))
    {
        Some(rest) => rest,
        None => line,
    }
}

fn only_quotes(line: &str) -> bool {
    let line = line.trim();
    let within = |open: char, close: &[char]| {
        let inner = line.strip_prefix(open).and_then(|l| l.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains(open) && !inner.contains(close))
    };
    line.starts_with('>')
        || within('"', &['"'])
        || within('“', &['”', '"'])
        || within('„', &['“', '”'])
        || within('«', &['»'])
}

/// The first code block, or code in a line.
fn code(text: &str) -> Option<Range<usize>> {
    let start = text.find('`')?;
    let ticks = text[start..].bytes().take_while(|b| *b == b'`').count();
    let fence = "`".repeat(ticks);
    let inside = start + ticks;
    let end = match text[inside..].find(&fence) {
        Some(end) => inside + end + ticks,
        // An open code block goes on to the end; a lone mark is only a mark.
        None if ticks >= 3 => text.len(),
        None => inside,
    };
    Some(start..end)
}

/// The first link, mention or custom emoji.
fn marked(text: &str) -> Option<Range<usize>> {
    let link = text.find("https://").or_else(|| text.find("http://"));
    let link = link.map(|start| {
        let len = text[start..].find(|c: char| c.is_whitespace() || matches!(c, '>' | ')' | '"'));
        start..len.map_or(text.len(), |len| start + len)
    });
    let angled = text.match_indices('<').find_map(|(start, _)| {
        let len = text[start..].find('>')?;
        let inner = &text[start + 1..start + len];
        let known = inner.starts_with(['@', '#', ':', '/'])
            || inner.starts_with("a:")
            || inner.starts_with("t:");
        (known && !inner.contains(char::is_whitespace) && len > 1).then_some(start..start + len + 1)
    });
    link.or(angled)
}

fn blank(text: &mut String, range: Range<usize>) {
    let spaces: String = text[range.clone()]
        .chars()
        .flat_map(|c| {
            let kept = if c == '\n' { '\n' } else { ' ' };
            std::iter::repeat_n(kept, c.len_utf8())
        })
        .collect();
    text.replace_range(range, &spaces);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> String {
        stated(text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn code_links_mentions_and_quotations_of_others_are_left_out() {
        for (text, left) in [
            (
                "It sank.\n```\nx = 12 million\n``` Really.",
                "It sank. Really.",
            ),
            ("Run `rm 12` now", "Run now"),
            ("a ` tick", "a tick"),
            (
                "See https://example.org/12?a=b, <@123> <#4> <:x:5> ok",
                "See ok",
            ),
            ("> They paid 12 crowns.\nNo, it was 13.", "No, it was 13."),
            ("\"They paid 12 crowns.\"\nNo, it was 13.", "No, it was 13."),
            ("> They paid 12 crowns.", "They paid 12 crowns."),
            ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ] {
            assert_eq!(said(text), left, "{text}");
        }
    }

    proptest! {
        #[test]
        fn places_stay_what_they_were(text in "[a-z`<>@\"“”é \\n:/]{0,80}") {
            let stated = stated(&text);
            prop_assert_eq!(stated.len(), text.len());
            for ((at, own), (same, c)) in stated.char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(at, c)| ((at, c), (at, text[at..].chars().next().unwrap()))) {
                prop_assert_eq!((at, own), (same, c));
            }
        }
    }
}
