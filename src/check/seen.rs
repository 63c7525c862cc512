//! Whether a claim was checked before: how much a new one resembles an old one.
//!
//! The measure: both claims are taken apart into **items**: stems of informative words, amounts, dates. A word weighs 1; a
//! name, an amount or a date 2. An item is met where the other claim has the same: a word in any form or by a synonym that
//! questions know too, an amount by its value, a date as far as both state it. The **score** is the weight of what is met
//! on both sides, divided by all weight on both sides (the Sørensen–Dice coefficient, weighted).
//!
//! Whatever the score, claims do not resemble each other where
//!
//! - one of them is short: under 3 items, or under 2 words;
//! - both have amounts, or both have dates, and one of the side with fewer is not met;
//! - a name on one side is not met while the other side has another word in its place;
//! - one denies, or says "false" or "hoax", and the other does not; or whether it denies cannot be told ("not only"), unless
//!   every item is met;
//! - one has a word and the other its opposite: rose, fell;
//! - both name two in another order ("Alba sued Brega"), neither in the passive.
//!
//! It is a suggestion that a person confirms. The thresholds were set by hand on the table in `seen/tests.rs`: of its 30
//! pairs of other claims none is suggested, of its 22 pairs of the same claim 19 are.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::amounts::{Amount, amounts, is_number_word};
use super::dates::{Date, dates};
use super::lists::{OPPOSITES, PASSIVE, UNTRUE};
use super::polarity::denials;
use crate::answer::{is_stop_word, synonyms};
use crate::index::analyzer::{Analyzer, Word, words};
use crate::report::{Language, fold};
use crate::store::checks::{Check, CheckState};

/// Old claims that are suggested for a new one, at most.
pub const MAX_SEEN: usize = 3;

/// Items that a claim must have.
const LEAST_ITEMS: usize = 3;
/// Words among them.
const LEAST_WORDS: usize = 2;
/// The score where one claim only says more than the other.
const LEAST_WITHIN: f32 = 0.6;
/// The score to be exceeded where each says something that the other does not.
const LEAST_ACROSS: f32 = 0.8;
/// What a name, an amount or a date weighs against a word.
const TELLING: f32 = 2.0;

/// The old claims that a new one resembles, by their numbers with their scores: best first, then the latest; at most
/// [`MAX_SEEN`].
pub fn seen_before<'t>(
    claim: &str,
    old: impl IntoIterator<Item = (u32, &'t str)>,
) -> Vec<(u32, f32)> {
    let language = language(claim);
    let new = Side::of(claim, language);
    let mut found: Vec<(u32, f32)> = old
        .into_iter()
        .filter_map(|(number, text)| Some((number, new.resembles(&Side::of(text, language))?)))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    found.truncate(MAX_SEEN);
    found
}

/// The checks whose claims a new claim resembles and whose verdicts have not been taken back: best first, at most
/// [`MAX_SEEN`].
pub fn checked_before<'c>(claim: &str, checks: &'c [Check]) -> Vec<&'c Check> {
    let stands = |check: &&Check| {
        !matches!(
            check.state,
            CheckState::Withdrawn | CheckState::NotPublished
        )
    };
    let old = checks
        .iter()
        .filter(stands)
        .filter_map(|check| Some((check.number, check.claim.as_deref()?)));
    let found = seen_before(claim, old);
    found
        .iter()
        .filter_map(|(number, _)| checks.iter().find(|check| check.number == *number))
        .collect()
}

/// How much a new claim resembles an old one, above 0.6 and at most 1; none where it does not.
pub fn resembles(new: &str, old: &str) -> Option<f32> {
    let language = language(new);
    Side::of(new, language).resembles(&Side::of(old, language))
}

/// Short texts tell little of their language; most of those that do not are English.
fn language(claim: &str) -> Language {
    match Language::detect(claim) {
        Language::Other => Language::English,
        found => found,
    }
}

/// An informative word.
struct Item {
    /// As it is looked up, without accents.
    plain: String,
    /// Its stems, and those of its synonyms.
    stems: Vec<String>,
    /// Its own among them.
    own: usize,
    /// Whether it names something.
    name: bool,
}

impl Item {
    fn weight(&self) -> f32 {
        if self.name { TELLING } else { 1.0 }
    }

    fn is_met_by(&self, other: &Item) -> bool {
        self.stems[..self.own]
            .iter()
            .any(|stem| other.stems.contains(stem))
            || other.stems[..other.own]
                .iter()
                .any(|stem| self.stems.contains(stem))
    }
}

/// A claim, taken apart.
struct Side {
    words: Vec<Item>,
    amounts: Vec<Amount>,
    dates: Vec<Date>,
    /// Whether it denies something; none where that cannot be told.
    denies: Option<bool>,
    passive: bool,
}

/// What of a side the other has.
struct Met {
    words: Vec<bool>,
    amounts: Vec<bool>,
    dates: Vec<bool>,
}

impl Side {
    fn of(text: &str, language: Language) -> Side {
        let (amounts, dates) = (amounts(text, language), dates(text));
        let read: Vec<Range<usize>> = amounts
            .iter()
            .map(|amount| amount.range.clone())
            .chain(dates.iter().map(|date| date.range.clone()))
            .collect();
        let all: Vec<Word> = words(text).collect();
        let has = |list: &[&str]| {
            all.iter()
                .any(|word| list.contains(&fold(&word.normal).as_str()))
        };
        let untrue = has(UNTRUE);
        Side {
            words: items(text, &all, &read, language),
            amounts,
            dates,
            denies: denials(text).map(|denials| untrue == denials.is_empty()),
            passive: has(PASSIVE),
        }
    }

    fn resembles(&self, other: &Side) -> Option<f32> {
        if self.is_short() || other.is_short() {
            return None;
        }
        let (own, theirs) = (self.met_by(other), other.met_by(self));
        if !own.numbers_agree(&theirs)
            || self.misses_a_name(&own, &theirs)
            || other.misses_a_name(&theirs, &own)
            || self.opposes(other)
            || self.turns_round(other)
        {
            return None;
        }
        let whole = own.all() && theirs.all();
        let same_side = match (self.denies, other.denies) {
            (Some(one), Some(other)) => one == other,
            (None, None) => whole,
            _ => false,
        };
        let (met, weight) = (
            self.weight(Some(&own)) + other.weight(Some(&theirs)),
            self.weight(None) + other.weight(None),
        );
        let score = met / weight;
        let enough = if own.all() || theirs.all() {
            score >= LEAST_WITHIN
        } else {
            score > LEAST_ACROSS
        };
        (same_side && enough).then_some(score)
    }

    fn is_short(&self) -> bool {
        let items = self.words.len() + self.amounts.len() + self.dates.len();
        items < LEAST_ITEMS || self.words.len() < LEAST_WORDS
    }

    fn met_by(&self, other: &Side) -> Met {
        let met = |item: &Item| other.words.iter().any(|their| item.is_met_by(their));
        let met_amount = |amount: &Amount| {
            let mut theirs = other.amounts.iter();
            theirs.any(|their| amount.is_met_by(their) || their.is_met_by(amount))
        };
        let met_date = |date: &Date| other.dates.iter().any(|their| date.agrees(their));
        Met {
            words: self.words.iter().map(met).collect(),
            amounts: self.amounts.iter().map(met_amount).collect(),
            dates: self.dates.iter().map(met_date).collect(),
        }
    }

    /// The weight of what is met, or of everything.
    fn weight(&self, met: Option<&Met>) -> f32 {
        let counts = |met: Option<&Vec<bool>>, at: usize| met.is_none_or(|met| met[at]);
        let words = self.words.iter().enumerate();
        let words = words.filter(|(at, _)| counts(met.map(|met| &met.words), *at));
        let telling = [
            (self.amounts.len(), met.map(|met| &met.amounts)),
            (self.dates.len(), met.map(|met| &met.dates)),
        ];
        let telling = telling
            .into_iter()
            .map(|(many, met)| (0..many).filter(|at| counts(met, *at)).count());
        words.map(|(_, item)| item.weight()).sum::<f32>() + TELLING * telling.sum::<usize>() as f32
    }

    /// Whether a name of this side is missing on the other, where another word is missing on this.
    fn misses_a_name(&self, own: &Met, theirs: &Met) -> bool {
        let missed = self.words.iter().zip(&own.words);
        let missed = missed.filter(|(item, met)| item.name && !**met).count();
        missed > 0 && theirs.words.contains(&false)
    }

    fn opposes(&self, other: &Side) -> bool {
        let has = |side: &Side, group: &[&str]| {
            let mut words = side.words.iter();
            words.any(|item| group.contains(&item.plain.as_str()))
        };
        OPPOSITES.iter().any(|(one, opposite)| {
            has(self, one) && has(other, opposite) || has(self, opposite) && has(other, one)
        })
    }

    /// Whether two names change places.
    fn turns_round(&self, other: &Side) -> bool {
        let place = |item: &Item| other.words.iter().position(|their| item.is_met_by(their));
        let names = self.words.iter().filter(|item| item.name);
        let places: Vec<usize> = names.filter_map(place).collect();
        self.passive == other.passive && !places.is_sorted()
    }
}

impl Met {
    fn all(&self) -> bool {
        [&self.words, &self.amounts, &self.dates]
            .into_iter()
            .all(|met| !met.contains(&false))
    }

    /// Where both have amounts, those of the side with fewer are met; dates likewise.
    fn numbers_agree(&self, other: &Met) -> bool {
        let agree = |own: &Vec<bool>, theirs: &Vec<bool>| {
            own.is_empty() || theirs.is_empty() || !own.contains(&false) || !theirs.contains(&false)
        };
        agree(&self.amounts, &other.amounts) && agree(&self.dates, &other.dates)
    }
}

/// The informative words outside of amounts and dates, each once, in order.
fn items(text: &str, all: &[Word], read: &[Range<usize>], language: Language) -> Vec<Item> {
    let analyzer = Analyzer::new(language);
    let shouted = !text.chars().any(char::is_lowercase);
    let mut items: Vec<Item> = Vec::new();
    for word in all {
        let within =
            |range: &Range<usize>| range.start <= word.range.start && word.range.end <= range.end;
        if read.iter().any(within) || is_stop_word(&word.normal) || is_number_word(&word.normal) {
            continue;
        }
        let mut stems: Vec<String> = analyzer.terms(word).collect();
        let own = stems.len();
        for synonym in synonyms(&word.normal) {
            stems.extend(words(synonym).flat_map(|word| analyzer.terms(&word)));
        }
        let typed = &text[word.range.clone()];
        let item = Item {
            plain: fold(&word.normal),
            stems,
            own,
            name: !shouted && typed.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()),
        };
        if !items
            .iter()
            .any(|known| known.stems[..known.own] == item.stems[..own])
        {
            items.push(item);
        }
    }
    items
}
