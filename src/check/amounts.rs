//! The amounts in a sentence: a number with its scale, its unit and what it counts.
//!
//! Left out, because they count nothing: years and days of the month, times of day, ordinals, both ends of a range
//! ("10 to 12", "2014-2016"), and numbers that are names ("Volume 1", "Unit 26165", "section 702", "9/11").

mod counting;
mod number;

use std::ops::Range;

use super::dates;
use crate::answer::is_stop_word;
use crate::index::analyzer::{Analyzer, Word, words};
use crate::report::Language;

use counting::counts;
use number::number_at;

pub(super) use number::is_number_word;

/// A number in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    /// Its bytes, with sign, scale and unit: `$1.2 million`, `12.6 percent`.
    pub(super) range: Range<usize>,
    /// With its scale.
    pub(super) value: f64,
    /// What it is measured in.
    pub(super) unit: Unit,
    /// Stems of the words that say what is counted; for counts only.
    pub(super) nouns: Vec<String>,
    /// How exactly it is meant.
    pub(super) bound: Bound,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Things.
    Count,
    /// A share of 100.
    Percent,
    /// `$`, `€` or `£`.
    Money(char),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// As it stands.
    Exact,
    /// About that many.
    About,
    /// That many or more.
    AtLeast,
    /// That many or fewer.
    AtMost,
}

/// What "about" leaves open, as a share of the number.
const ABOUT: f64 = 0.1;

impl Amount {
    /// Whether a passage's amount is this one: the same number, or, of the same things, one that "about" or "more than"
    /// leaves open.
    pub(super) fn is_met_by(&self, other: &Amount) -> bool {
        let same = (self.value - other.value).abs() <= 1e-9 * self.value.abs();
        self.unit == other.unit && (same || self.counts_the_same(other) && self.agrees(other))
    }

    /// Whether both may be the same number, as exactly as each is meant.
    fn agrees(&self, other: &Amount) -> bool {
        let (a, b) = (self.value, other.value);
        let near = |share: f64| (a - b).abs() <= share * a.abs().max(b.abs());
        let may = |bound: Bound, own: f64, theirs: f64| match bound {
            Bound::Exact => false,
            Bound::About => near(ABOUT),
            Bound::AtLeast => theirs >= own,
            Bound::AtMost => theirs <= own,
        };
        near(1e-9) || may(self.bound, a, b) || may(other.bound, b, a)
    }

    /// Whether both count the same kind of thing.
    pub(super) fn counts_the_same(&self, other: &Amount) -> bool {
        self.unit == other.unit
            && (self.unit != Unit::Count
                || self
                    .nouns
                    .first()
                    .is_some_and(|noun| other.nouns.contains(noun))
                || other
                    .nouns
                    .first()
                    .is_some_and(|noun| self.nouns.contains(noun)))
    }
}

/// The amounts of a sentence, in order.
pub(super) fn amounts(text: &str, language: Language) -> Vec<Amount> {
    let all: Vec<Word> = words(text).collect();
    let dates = dates::dates(text);
    let in_date = |word: &Word| {
        dates
            .iter()
            .any(|date| date.range.start <= word.range.start && word.range.end <= date.range.end)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let read = (!in_date(&all[at]))
            .then(|| number_at(text, &all, at))
            .flatten();
        let Some((value, next)) = read else {
            at += 1;
            continue;
        };
        if counts(text, &all, at, next) {
            found.push(amount(text, &all, at..next, value, language));
        }
        at = next;
    }
    found
}

fn amount(text: &str, all: &[Word], at: Range<usize>, value: f64, language: Language) -> Amount {
    let (mut start, mut end) = (all[at.start].range.start, all[at.end - 1].range.end);
    let mut unit = Unit::Count;
    if let Some(sign) = text[..start]
        .chars()
        .next_back()
        .filter(|c| matches!(c, '$' | '€' | '£'))
    {
        unit = Unit::Money(sign);
        start -= sign.len_utf8();
    } else if text[end..].trim_start().starts_with('%') {
        unit = Unit::Percent;
        end = end + text[end..].find('%').unwrap_or(0) + 1;
    } else if let Some(word) = all.get(at.end) {
        let percent = match word.normal.as_str() {
            "percent" | "pct" | "prozent" => Some(word.range.end),
            "per" | "por" | "pour" => all
                .get(at.end + 1)
                .filter(|next| matches!(next.normal.as_str(), "cent" | "ciento"))
                .map(|next| next.range.end),
            _ => None,
        };
        let sign = match word.normal.as_str() {
            "dollars" | "dollar" | "bucks" => Some('$'),
            "euros" | "euro" => Some('€'),
            _ => None,
        };
        if let Some(percent) = percent {
            (unit, end) = (Unit::Percent, percent);
        } else if let Some(sign) = sign {
            (unit, end) = (Unit::Money(sign), word.range.end);
        }
    }
    Amount {
        range: start..end,
        value,
        unit,
        nouns: nouns(text, &all[at.end..], end, language),
        bound: bound(all, at.start),
    }
}

/// Stems of up to three informative words that follow, up to the end of the clause or the next number.
fn nouns(text: &str, rest: &[Word], mut end: usize, language: Language) -> Vec<String> {
    let analyzer = Analyzer::new(language);
    let mut found = Vec::new();
    for word in rest {
        let breaks = text
            .get(end..word.range.start)
            .is_none_or(|gap| gap.contains([',', ';', ':', '.', '(', '—', '–']));
        if breaks || word.normal.starts_with(|c: char| c.is_ascii_digit()) || found.len() == 3 {
            break;
        }
        end = word.range.end;
        if matches!(word.normal.as_str(), "of" | "de" | "der" | "des") {
            continue;
        }
        if is_stop_word(&word.normal)
            && !matches!(
                word.normal.as_str(),
                "people" | "ppl" | "reports" | "documents" | "facts"
            )
        {
            break;
        }
        found.extend(analyzer.terms(word).next());
    }
    found
}

fn bound(all: &[Word], at: usize) -> Bound {
    let before = |back: usize| {
        at.checked_sub(back)
            .map_or("", |at| all[at].normal.as_str())
    };
    match (before(2), before(1)) {
        ("more" | "greater" | "higher" | "fewer" | "less", "than") => match before(2) {
            "fewer" | "less" => Bound::AtMost,
            _ => Bound::AtLeast,
        },
        ("at", "least") | ("mas" | "más", "de") | (_, "over" | "above" | "exceeding") => {
            Bound::AtLeast
        }
        ("at", "most")
        | ("as", "many")
        | ("up", "to")
        | (_, "under" | "below" | "nearly" | "almost") => match before(1) {
            "nearly" | "almost" => Bound::About,
            _ => Bound::AtMost,
        },
        (
            _,
            "about" | "around" | "roughly" | "approximately" | "some" | "circa" | "environ"
            | "unos" | "rund" | "etwa" | "estimated" | "like",
        ) => Bound::About,
        ("many" | "much", "as") => Bound::AtMost,
        _ => Bound::Exact,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, f64, Unit)> {
        let all = amounts(text, Language::English);
        all.into_iter()
            .map(|amount| (&text[amount.range], amount.value, amount.unit))
            .collect()
    }

    #[test]
    fn numbers_with_scales_and_units() {
        use Unit::*;
        for (text, expected) in [
            (
                "Facebook reached 126 million people.",
                vec![("126 million", 126e6, Count)],
            ),
            (
                "It cost $1.2 million, or 12.6 percent.",
                vec![
                    ("$1.2 million", 1.2e6, Money('$')),
                    ("12.6 percent", 12.6, Percent),
                ],
            ),
            (
                "twenty-one boats and half a million posts",
                vec![("twenty-one", 21.0, Count), ("half a million", 5e5, Count)],
            ),
            (
                "3,814 accounts and 400k posts, 5% more",
                vec![
                    ("3,814", 3814.0, Count),
                    ("400k", 4e5, Count),
                    ("5%", 5.0, Percent),
                ],
            ),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn names_dates_and_ranges_count_nothing() {
        for text in [
            "On 12 March 2016 and in 2020, at 8:46",
            "Volume 1, section 702, Unit 26165, 9/11",
            "10 to 12 boats, 2014-2016",
            "It sank. 3",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn what_may_be_the_same_number_agrees() {
        let one = |text| amounts(text, Language::English).remove(0);
        for (a, b, agree) in [
            ("12 million", "12.6 million", false),
            ("about 12 million", "12.6 million", true),
            ("more than 3,000 posts", "3,814 posts", true),
            ("as many as 126 million", "126 million", true),
            ("up to 100", "126", false),
            ("twelve", "12", true),
        ] {
            assert_eq!(one(a).agrees(&one(b)), agree, "{a} / {b}");
        }
        assert!(one("470 Facebook accounts").counts_the_same(&one("470 accounts")));
        assert!(!one("470 accounts").counts_the_same(&one("470 posts")));
    }
}
