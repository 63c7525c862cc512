//! Where sentences end.
//!
//! Unicode's sentence boundaries (UAX #29), repaired where they cut after an abbreviation, an initial or a number.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// A sentence that is longer than this many bytes is cut between words, so that a text without any full stop (a table,
/// a log) still becomes passages.
const MAX_BYTES: usize = 1_600;

/// Words before a full stop that does not end a sentence, lower case. A word of one letter never does.
const ABBREVIATIONS: &[&str] = &[
    "adm", "al", "apr", "art", "assoc", "aug", "ave", "bros", "bzw", "ca", "capt", "cf", "ch",
    "cir", "cit", "col", "comm", "cong", "dec", "dept", "dist", "doc", "dr", "ed", "eds", "etc",
    "exec", "feb", "fed", "fig", "figs", "gen", "gov", "hon", "ibid", "jan", "jr", "jul", "jun",
    "lt", "maj", "mar", "mme", "mlle", "mr", "mrs", "ms", "no", "nos", "nov", "nr", "oct", "op",
    "para", "paras", "pp", "prof", "pub", "rep", "reps", "rev", "sec", "sen", "sens", "sep",
    "sept", "sgt", "sr", "sra", "st", "stat", "supp", "vol", "vols", "vs", "z.b",
];

/// Abbreviations that do end sentences as often as not: they join only before a lower-case word or a number.
const SOMETIMES: &[&str] = &[
    "co", "corp", "etc", "inc", "jr", "ltd", "no", "p.m", "a.m", "u.s", "u.k", "e.u", "d.c", "u.n",
];

/// The byte ranges of the sentences of a paragraph, without the white space around them.
pub fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, piece) in paragraph.split_sentence_bound_indices() {
        let end = start + piece.trim_end().len();
        let start = start + (piece.len() - piece.trim_start().len());
        if start >= end {
            continue;
        }
        let start = match (found.last_mut(), note_number(&paragraph[start..end])) {
            (Some(last), Some(digits))
                if paragraph[last.clone()].ends_with(['.', '!', '?', '”', '"', '’']) =>
            {
                last.end = start + digits;
                start + digits + 1
            }
            _ => start,
        };
        match found.last_mut() {
            Some(last) if goes_on(&paragraph[last.clone()], &paragraph[start..end]) => {
                last.end = end
            }
            _ => found.push(start..end),
        }
    }
    found
        .into_iter()
        .flat_map(|range| cut_long(paragraph, range))
        .collect()
}

/// A cell of a table with this many words is read as a text of its own.
const CELL_WORDS: usize = 8;

/// The parts of a row of a table, whose cells are parted by tabs: each long cell is one, and so is each run of short
/// cells between them.
pub(super) fn row(text: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<(Range<usize>, bool)> = Vec::new();
    let mut start = 0;
    for cell in text.split('\t') {
        let range = start..start + cell.len();
        start = range.end + 1;
        let long = cell.split_whitespace().count() >= CELL_WORDS;
        match parts.last_mut() {
            _ if cell.trim().is_empty() => {}
            Some((last, false)) if !long => last.end = range.end,
            _ => parts.push((range, long)),
        }
    }
    parts
        .into_iter()
        .flat_map(|(range, _)| cut_long(text, range))
        .collect()
}

/// A footnote's number that stands after the full stop belongs to the sentence before: "… in 2014. 3 The IRA …". The
/// length of such a number at the start of `after`, with what follows it.
fn note_number(after: &str) -> Option<usize> {
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let next = after[digits..].strip_prefix(' ')?.chars().next()?;
    ((1..=4).contains(&digits) && (next.is_uppercase() || matches!(next, '“' | '"' | '‘')))
        .then_some(digits)
}

/// Whether what looks like a new sentence is the rest of the one before.
fn goes_on(before: &str, after: &str) -> bool {
    let next = after.chars().find(|c| c.is_alphanumeric());
    let starts_low = after
        .chars()
        .next()
        .is_some_and(|c| c.is_lowercase() || c == ',' || c == ';');
    let Some(stem) = before.strip_suffix('.') else {
        return starts_low && !before.ends_with(['!', '?', '。', '！', '？', '\n']);
    };
    if starts_low {
        return true;
    }
    let word = stem
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“'))
        .next()
        .unwrap_or(stem);
    let low = word.to_lowercase();
    if SOMETIMES.contains(&low.as_str()) {
        return next.is_some_and(char::is_numeric);
    }
    let one_letter = low.chars().count() == 1 && low.chars().all(char::is_alphabetic) && low != "i";
    let initials = low.contains('.') && low.split('.').all(|part| part.chars().count() <= 1);
    one_letter || initials || ABBREVIATIONS.contains(&low.as_str())
}

fn cut_long(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut rest = range;
    while rest.len() > MAX_BYTES {
        let limit = text.floor_char_boundary(rest.start + MAX_BYTES);
        let head = &text[rest.start..limit];
        let cut = head
            .rfind(['\n', '\t'])
            .or_else(|| head.rfind(char::is_whitespace))
            .filter(|cut| *cut > 0);
        let end = rest.start + cut.unwrap_or(head.len());
        pieces.push(rest.start..rest.start + text[rest.start..end].trim_end().len());
        rest.start = end + (text[end..rest.end].len() - text[end..rest.end].trim_start().len());
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_sentences() {
        for whole in [
            "Mr. Smith met Dr. Jones on Jan. 3.",
            "See Vol. I, p. 12 and pp. 13 to 15.",
            "The U.S. election of 2020 was watched.",
            "Robert S. Mueller, III, wrote it.",
            "It cost $3.5 million.",
            "I.C. Expert signed the letter.",
        ] {
            assert_eq!(split(whole), [whole]);
        }
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(
            split("One. Two! Three?  Four"),
            ["One.", "Two!", "Three?", "Four"]
        );
        assert_eq!(
            split("They left the U.S. Then it rained."),
            ["They left the U.S.", "Then it rained."]
        );
        assert_eq!(
            split("He said “no.” She left."),
            ["He said “no.”", "She left."]
        );
        assert_eq!(split("第一句。第二句。"), ["第一句。", "第二句。"]);
        assert_eq!(
            split("It began in 2014. 3 The IRA grew."),
            ["It began in 2014. 3", "The IRA grew."]
        );
        assert_eq!(split(" \n "), Vec::<&str>::new());
    }

    #[test]
    fn long_cells_of_a_row_stand_alone() {
        let text = "1\tA cell that says a whole thing in some words.\tTarget\t\t35,000";
        let parts: Vec<&str> = row(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            parts,
            [
                "1",
                "A cell that says a whole thing in some words.",
                "Target\t\t35,000"
            ]
        );
    }

    #[test]
    fn a_text_without_full_stops_is_cut_between_words() {
        let text = "word ".repeat(2_000);
        let pieces = split(&text);
        assert!(pieces.len() > 5);
        assert!(
            pieces
                .iter()
                .all(|piece| piece.len() <= MAX_BYTES && piece.ends_with("word"))
        );
        assert!(
            split(&"x".repeat(5_000))
                .iter()
                .all(|piece| piece.len() <= MAX_BYTES)
        );
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_lies_between_sentences(text in "[a-zé .?!A-Z0-9\\n]{0,200}") {
            let mut end = 0;
            for range in sentences(&text) {
                prop_assert!(text[end..range.start].trim().is_empty());
                prop_assert!(!text[range.clone()].trim().is_empty());
                end = range.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
