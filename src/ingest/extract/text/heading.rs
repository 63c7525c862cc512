//! Which paragraphs of plain text open a section. Careful on purpose: a false heading tears a section apart.

use super::layout::ends_sentence;
use super::paragraph::Paragraph;
use crate::report::BlockKind;

/// So many short lines in a row are a title page, an address or a list of names.
const TOO_MANY_IN_A_ROW: usize = 4;

/// The kind of each paragraph, headings included.
pub(super) fn kinds(paragraphs: &[Paragraph]) -> Vec<BlockKind> {
    let mut levels: Vec<Option<u8>> = paragraphs.iter().map(level).collect();
    forget_numbered_lists(paragraphs, &mut levels);
    forget_openers_of_nothing(paragraphs, &mut levels);
    let mut start = 0;
    for run in levels.chunk_by_mut(|a, b| a.is_some() == b.is_some()) {
        let underlined = paragraphs[start..start + run.len()]
            .iter()
            .any(|p| p.underlined.is_some());
        start += run.len();
        if run.len() >= TOO_MANY_IN_A_ROW && !underlined {
            run.fill(None);
        }
    }
    let outer = levels.contains(&Some(1));
    let kind = |(paragraph, level): (&Paragraph, Option<u8>)| match level {
        None => paragraph.kind,
        Some(CAPITALISED) => BlockKind::Heading(if outer { 2 } else { 1 }),
        Some(level) => BlockKind::Heading(level),
    };
    paragraphs.iter().zip(levels).map(kind).collect()
}

/// Numbers of one depth right after each other count the items of a list.
fn forget_numbered_lists(paragraphs: &[Paragraph], levels: &mut [Option<u8>]) {
    let depths: Vec<Option<u8>> = paragraphs
        .iter()
        .map(|paragraph| numbered(&paragraph.opening()))
        .collect();
    for (index, level) in levels.iter_mut().enumerate() {
        let next = depths.get(index + 1).copied().flatten();
        if next.is_some() && next == depths[index] {
            *level = None;
        }
    }
}

/// A heading stands before a text, or before another heading that does; a name before its address is none.
fn forget_openers_of_nothing(paragraphs: &[Paragraph], levels: &mut [Option<u8>]) {
    /// Visible characters of a paragraph that is more than another short line.
    const PROSE: usize = 50;
    let mut opens_something = false;
    for (paragraph, level) in paragraphs.iter().zip(levels).rev() {
        match level {
            Some(_) if opens_something || paragraph.underlined.is_some() => {}
            Some(_) => *level = None,
            None => {
                let length: usize = paragraph.lines.iter().map(|line| line.len()).sum();
                opens_something = paragraph.kind != BlockKind::Paragraph || length >= PROSE;
            }
        }
    }
}

/// Stands for "one below the headings in capitals, where there are any".
const CAPITALISED: u8 = u8::MAX;

fn level(paragraph: &Paragraph) -> Option<u8> {
    const LONGEST: usize = 100;
    if paragraph.kind != BlockKind::Paragraph || paragraph.lines.len() > 2 {
        return None;
    }
    if paragraph.underlined.is_some() {
        return paragraph.underlined;
    }
    let text = paragraph.lines.join(" ");
    if text.chars().count() > LONGEST || !may_open(&text) {
        return None;
    }
    match numbered(&text) {
        Some(level) if is_capitalised(&text) => Some(level),
        Some(level) if paragraph.after_blank && text.split_whitespace().count() <= 10 => {
            Some(level)
        }
        Some(_) => None,
        None if is_upper(&text) => Some(1),
        None if is_capitalised(&text) => Some(CAPITALISED),
        None => None,
    }
}

fn may_open(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let last_is_open = text.ends_with([',', '-', '–', '&']);
    let ends = ends_sentence(text) && !text.ends_with(['?', '"', '”', ')']);
    letters >= 3
        && !ends
        && !last_is_open
        && (text.matches(',').count() < 2 || text.to_lowercase().contains(", and "))
        && !text.starts_with("Page ")
        && text.split_whitespace().count() <= 14
        && text.starts_with(|c: char| c.is_alphanumeric() || "\"“¿¡.…".contains(c))
        && (is_upper(text) || !is_date(text))
        && !text.contains('@')
}

/// "3 May 2001", "Washington April 7, 1998".
fn is_date(text: &str) -> bool {
    let is_year = |word: &str| {
        let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
        digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() <= 5 && words.last().is_some_and(|last| is_year(last))
}

/// The level that a number in front gives: "2 Title" 1, "2.1 Title" 2, "Appendix B" 1.
fn numbered(text: &str) -> Option<u8> {
    const PARTS: [&str; 6] = ["chapter", "part", "appendix", "annex", "section", "article"];
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let second = words.next()?;
    if PARTS.contains(&first.to_lowercase().as_str()) && second.len() <= 5 {
        return Some(1);
    }
    let number = first.trim_end_matches(['.', ')']);
    let parts: Vec<&str> = number.split('.').collect();
    let is_number =
        |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_letter = number.len() == 1 && first.len() > 1 && number.chars().all(char::is_uppercase);
    let opens = second.starts_with(char::is_uppercase);
    (opens && (parts.iter().all(is_number) || is_letter)).then(|| parts.len().min(6) as u8)
}

/// Whether a text is in capitals.
pub(super) fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase) && text.len() > 3
}

/// Whether all words that matter start with a capital.
pub(super) fn is_capitalised(text: &str) -> bool {
    /// Shorter words, and these, stay small in titles.
    const SMALL: [&str; 12] = [
        "from", "with", "into", "over", "upon", "than", "that", "their", "for", "and", "the", "von",
    ];
    let mut words = text
        .split(|c: char| c.is_whitespace() || "-–/".contains(c))
        .filter(|word| !word.is_empty());
    let is_small = |word: &str| word.chars().count() <= 3 || SMALL.contains(&word);
    let is_large = |word: &str| {
        !word
            .trim_start_matches(['"', '“', '(', '\'', '‘'])
            .starts_with(char::is_lowercase)
    };
    text.starts_with(|c: char| !c.is_lowercase())
        && words.all(|word| is_small(word) || is_large(word))
}
