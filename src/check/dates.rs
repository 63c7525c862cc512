//! The dates in a sentence: a year, a month of a year, a day.

use std::ops::Range;

use crate::index::analyzer::{Word, words};
use crate::report::fold;

/// A date as far as it is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Date {
    /// Its bytes.
    pub(super) range: Range<usize>,
    pub(super) year: Option<u16>,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
}

impl Date {
    /// Whether both may be the same date: nothing that both state differs.
    pub(super) fn agrees(&self, other: &Date) -> bool {
        fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.zip(b).is_none_or(|(a, b)| a == b)
        }
        same(self.year, other.year) && same(self.month, other.month) && same(self.day, other.day)
    }
}

/// The dates of a sentence, in order.
pub(super) fn dates(text: &str) -> Vec<Date> {
    let all: Vec<Word> = words(text).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        match date_at(text, &all, at) {
            Some((date, next)) => {
                found.push(date);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a sentence has a span of time ("2014 to 2016", "between March and May"): which end is meant is unsure.
pub(super) fn has_span(text: &str, dates: &[Date]) -> bool {
    let between = |gap: &str| {
        let gap = gap.trim().to_lowercase();
        matches!(
            gap.as_str(),
            "-" | "–"
                | "—"
                | "/"
                | "to"
                | "and"
                | "through"
                | "until"
                | "a"
                | "y"
                | "et"
                | "bis"
                | "or"
        )
    };
    dates
        .windows(2)
        .any(|pair| between(&text[pair[0].range.end..pair[1].range.start]))
}

fn date_at(text: &str, all: &[Word], at: usize) -> Option<(Date, usize)> {
    let near = |next: usize| {
        let gap = text.get(all[next - 1].range.end..all.get(next)?.range.start)?;
        matches!(gap.trim(), "" | "," | "." | "de" | "of" | "-").then_some(&all[next])
    };
    let date = |next: usize, year, month, day| {
        let range = all[at].range.start..all[next - 1].range.end;
        Some((
            Date {
                range,
                year,
                month,
                day,
            },
            next,
        ))
    };
    let skip_of = |next: usize| match near(next) {
        Some(word) if matches!(word.normal.as_str(), "of" | "de" | "del") => next + 1,
        _ => next,
    };
    if let Some(month) = month_at(text, all, at) {
        // "March 12, 2016", "March 2016", "March".
        let day = near(at + 1).and_then(day);
        let next = at + 1 + usize::from(day.is_some());
        let behind = skip_of(next);
        return match near(behind).and_then(year) {
            Some(year) => date(behind + 1, Some(year), Some(month), day),
            None => date(next, None, Some(month), day),
        };
    }
    if let Some(own) = day(&all[at]) {
        // "12 March 2016", "12 de marzo de 2016".
        let place = skip_of(at + 1);
        let month = near(place).and_then(|_| month_at(text, all, place))?;
        let behind = skip_of(place + 1);
        return match near(behind).and_then(year) {
            Some(year) => date(behind + 1, Some(year), Some(month), Some(own)),
            None => date(place + 1, None, Some(month), Some(own)),
        };
    }
    let own = year(&all[at]).filter(|_| is_a_year(text, all, at))?;
    date(at + 1, Some(own), None, None)
}

fn year(word: &Word) -> Option<u16> {
    let digits = word.normal.len() == 4 && word.normal.bytes().all(|b| b.is_ascii_digit());
    word.normal
        .parse()
        .ok()
        .filter(|year| digits && (1800..2100).contains(year))
}

/// Four digits without a separator, a sign, or something that they count.
fn is_a_year(text: &str, all: &[Word], at: usize) -> bool {
    let range = all[at].range.clone();
    let before = at.checked_sub(1).map(|at| all[at].normal.as_str());
    text[range.clone()].len() == 4
        && !text[..range.start].ends_with(['$', '€', '£', '#', '/', '.', '§'])
        && !text[range.end..].trim_start().starts_with('%')
        && !before.is_some_and(|word| {
            matches!(word, "than" | "unit" | "section" | "no" | "number" | "page")
        })
}

fn day(word: &Word) -> Option<u8> {
    let digits = word
        .normal
        .trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word.normal[digits.len()..];
    let known = matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er");
    digits
        .parse()
        .ok()
        .filter(|day| known && digits.len() <= 2 && (1..=31).contains(day))
}

fn month_at(text: &str, all: &[Word], at: usize) -> Option<u8> {
    let word = all.get(at)?;
    let name = fold(&word.normal);
    let capital = text[word.range.clone()].starts_with(char::is_uppercase);
    // "may" and "march" are verbs as often as months, where no number stands beside them.
    let beside = |next: Option<usize>| {
        next.and_then(|next| all.get(next))
            .is_some_and(|word| year(word).is_some() || day(word).is_some())
    };
    let verb = matches!(name.as_str(), "may" | "march" | "mar");
    if verb
        && !(capital && at > 0 && name != "may"
            || beside(at.checked_sub(1))
            || beside(Some(at + 1)))
    {
        return None;
    }
    MONTHS
        .iter()
        .position(|names| names.contains(&name.as_str()))
        .map(|at| at as u8 + 1)
}

const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "janvier", "enero", "januar"],
    &["february", "feb", "fevrier", "febrero", "februar"],
    &["march", "mar", "mars", "marzo", "marz"],
    &["april", "apr", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["june", "jun", "juin", "junio", "juni"],
    &["july", "jul", "juillet", "julio", "juli"],
    &["august", "aug", "aout", "agosto"],
    &["september", "sep", "sept", "septembre", "septiembre"],
    &["october", "oct", "octobre", "octubre", "oktober"],
    &["november", "nov", "novembre", "noviembre"],
    &["december", "dec", "decembre", "diciembre", "dezember"],
];

#[cfg(test)]
mod tests {
    use super::*;

    type Told<'t> = (&'t str, Option<u16>, Option<u8>, Option<u8>);

    fn found(text: &str) -> Vec<Told<'_>> {
        dates(text)
            .into_iter()
            .map(|date| (&text[date.range.clone()], date.year, date.month, date.day))
            .collect()
    }

    #[test]
    fn dates_as_people_write_them() {
        for (text, expected) in [
            (
                "on 12 March 2016.",
                ("12 March 2016", Some(2016), Some(3), Some(12)),
            ),
            (
                "on March 12, 2016.",
                ("March 12, 2016", Some(2016), Some(3), Some(12)),
            ),
            ("in April 2016", ("April 2016", Some(2016), Some(4), None)),
            (
                "on September 11 at dawn",
                ("September 11", None, Some(9), Some(11)),
            ),
            ("the 2020 election", ("2020", Some(2020), None, None)),
            (
                "le 3 mai 2019",
                ("3 mai 2019", Some(2019), Some(5), Some(3)),
            ),
            (
                "el 5 de abril de 2001",
                ("5 de abril de 2001", Some(2001), Some(4), Some(5)),
            ),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn verbs_amounts_and_names_are_none() {
        for text in [
            "they may march on",
            "$2016",
            "more than 2000 boats",
            "Section 2012",
            "3,814 posts",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn dates_agree_as_far_as_both_are_stated() {
        let one = |text| dates(text).remove(0);
        assert!(one("in 2016").agrees(&one("March 2016")));
        assert!(!one("April 2016").agrees(&one("March 2016")));
        assert!(!one("in 2016").agrees(&one("in 2020")));
        assert!(has_span("2014 to 2016", &dates("2014 to 2016")));
    }
}
