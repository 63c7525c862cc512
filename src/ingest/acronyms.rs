//! Acronyms that a report explains: "chief information officer (CIO)".
//!
//! After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (Pacific
//! Symposium on Biocomputing 2003): the letters of the short form are looked for, from the last to the first, in the
//! words before the parenthesis. Only what a report itself explains is used, and only within that report.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::report::{Acronym, Passage, Reading};

/// A report explains at most this many: a longer list is a glossary, or noise.
const MOST: usize = 500;

/// Notes in each passage where a long form stands whose short form the report explains.
pub(super) fn mark(reading: &Reading, passages: &mut [Passage]) {
    let known = explained(reading);
    let longs: Vec<&String> = known.keys().collect();
    let Ok(finder) = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(&longs)
    else {
        return;
    };
    for passage in passages {
        let text = &passage.text;
        passage.acronyms = finder
            .find_iter(text)
            .filter(|found| starts_word(text, found.start()) && ends_word(text, found.end()))
            .map(|found| Acronym {
                short: known[longs[found.pattern().as_usize()]].clone(),
                start: found.start() as u32,
                end: found.end() as u32,
            })
            .collect();
    }
}

/// Long form → short form.
fn explained(reading: &Reading) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for unit in &reading.units {
        for (open, _) in unit.text.match_indices(" (") {
            let inner = &unit.text[open + 2..];
            let Some(close) = inner.find([')', ',', ';', '\n']) else {
                continue;
            };
            let Some(short) = short_form(&inner[..close]) else {
                continue;
            };
            let before = unit.text[..open]
                .rsplit(['\n', '.', ';', '(', ')'])
                .next()
                .unwrap_or_default();
            if let Some(long) = long_form(&short, before) {
                known.entry(long.to_owned()).or_insert(short);
            }
            if known.len() == MOST {
                return known;
            }
        }
    }
    known
}

/// Two to eight capitals (and digits), perhaps with a plural's s, perhaps quoted.
fn short_form(text: &str) -> Option<String> {
    let short = text.trim().trim_matches(['"', '“', '”', '\'', '‘', '’']);
    let short = short.strip_suffix('s').unwrap_or(short);
    let capitals = short.chars().filter(|c| c.is_uppercase()).count();
    let plain = short
        .chars()
        .all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '&' | '-'));
    (plain && (2..=8).contains(&capitals)).then(|| short.replace('.', ""))
}

/// The shortest run of words at the end of `before` that holds the letters of `short` in order and begins with the
/// first of them.
fn long_form<'t>(short: &str, before: &'t str) -> Option<&'t str> {
    let before = before.trim_end();
    let most_words = (short.chars().count() + 5).min(short.chars().count() * 2);
    let mut letters: Vec<char> = short
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let mut places = before.char_indices().rev();
    let mut start = None;
    while let Some(letter) = letters.pop() {
        let first = letters.is_empty();
        start = Some(loop {
            let (at, c) = places.next()?;
            let fits = c.to_lowercase().eq([letter]);
            if fits && (!first || starts_word(before, at)) {
                break at;
            }
        });
    }
    let long = &before[start?..];
    let words = long.split_whitespace().count();
    ((2..=most_words).contains(&words) && long.len() > short.len()).then_some(long)
}

fn starts_word(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric())
}

/// A plural's s is no other word.
fn ends_word(text: &str, at: usize) -> bool {
    let rest = text[at..].strip_prefix('s').unwrap_or(&text[at..]);
    rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_forms_are_found_before_their_short_forms() {
        for (short, before, long) in [
            (
                "CIO",
                "The position of chief information officer",
                Some("chief information officer"),
            ),
            (
                "IRA",
                "was funded by the Internet Research Agency",
                Some("Internet Research Agency"),
            ),
            (
                "GRU",
                "the Main Intelligence Directorate of the General Staff",
                None,
            ),
            (
                "FAA",
                "by the Federal Aviation Administration",
                Some("Federal Aviation Administration"),
            ),
            ("US", "in 2016", None),
        ] {
            assert_eq!(long_form(short, before), long, "{short}");
        }
        assert_eq!(short_form("“CIOs”").as_deref(), Some("CIO"));
        assert_eq!(short_form("see note 3"), None);
    }
}
