//! What differs between a claim and a passage, as labels. They state what was found, never whether the claim is true.
//!
//! A label compares the claim with the one sentence of the passage that has most of its informative words, and is given
//! only where that sentence has half of them, at least two. Wherever something can be read in two ways there is none: more
//! than one number or date that could be meant, a span of years, "not only", two denials in a row.
//!
//! | label | is given where |
//! |---|---|
//! | number differs | the claim has one number of a kind (percent, money, things of one name), the sentence has one of that kind, and neither as written nor as "about" or "more than" leaves open are they the same |
//! | date differs | each has one date, and year, month or day differ where both state them |
//! | negated | one side denies what the other states, and the denial reaches words that both have |
//! | hedged | one side has a term of likelihood or confidence ([`super::estimative`]) or another hedge in the clause that both share, and the other has none |

use std::fmt;
use std::ops::Range;

use serde::{Serialize, Serializer};

use super::amounts::{Amount, Unit, amounts};
use super::dates::{Date, dates, has_span};
use super::hedges::hedges;
use super::polarity::{clause, denials};
use crate::answer::is_stop_word;
use crate::index::analyzer::{Analyzer, WordKind, words};
use crate::ingest::sentences::sentences;
use crate::report::Language;

/// Something that differs between a claim and a passage, or between how sure they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// Another number of the same kind.
    NumberDiffers {
        /// As the claim has it.
        claim: String,
        /// As the report has it.
        report: String,
    },
    /// Another date.
    DateDiffers {
        /// As the claim has it.
        claim: String,
        /// As the report has it.
        report: String,
    },
    /// One denies what the other states; both clauses.
    Negated {
        /// The claim's clause.
        claim: String,
        /// The report's clause.
        report: String,
    },
    /// The report hedges what the claim states flatly; its words.
    Hedged(String),
    /// The claim hedges what the report states flatly; its words.
    ClaimHedged(String),
}

impl fmt::Display for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::NumberDiffers { claim, report } => write!(
                out,
                "number differs: claim \"{claim}\", report \"{report}\""
            ),
            Label::DateDiffers { claim, report } => {
                write!(out, "date differs: claim \"{claim}\", report \"{report}\"")
            }
            Label::Negated { claim, report } => {
                write!(out, "negated: claim \"{claim}\", report \"{report}\"")
            }
            Label::Hedged(term) => write!(out, "hedged: \"{term}\""),
            Label::ClaimHedged(term) => write!(out, "hedged in the claim: \"{term}\""),
        }
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

/// How a passage stands to a claim, by its words alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bearing {
    /// It has the claim's numbers, dates and names, or nearly all of its words where it has no number, both or neither deny anything,
    /// and nothing was found to differ.
    Alike,
    /// A number or a date differs, or one side denies or hedges.
    Differs,
    /// It shares words with the claim; not the claim's numbers or dates, or too little to compare.
    Near,
}

/// What a comparison found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// What differs.
    pub labels: Vec<Label>,
    /// How the passage stands to the claim.
    pub bearing: Bearing,
    /// Whether the claim, word for word, is a sentence of the passage. What stands beside it may deny it.
    pub verbatim: bool,
}

/// What is said where a claim is a sentence of a passage.
pub const VERBATIM: &str = "the passage has this sentence, word for word";

/// A sentence shares at least this much of the claim's informative words, or it is not compared.
const LEAST_SHARE: f32 = 0.5;
const LEAST_SHARED: usize = 2;

/// Compares a claim with the words of a passage in some language.
pub fn compare(claim: &str, passage: &str, language: Language) -> Compared {
    let verbatim = is_sentence_of(claim, passage);
    let own = Side::of(claim, language);
    let best = paragraphs(passage)
        .map(|range| Side::of(&passage[range], language))
        .map(|side| (own.shared_with(&side), side))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let Some((shared, other)) = best.filter(|(shared, _)| own.is_met_by(*shared)) else {
        return Compared {
            labels: Vec::new(),
            bearing: Bearing::Near,
            verbatim,
        };
    };
    let labels: Vec<Label> = [
        number(&own, &other),
        date(&own, &other),
        negation(&own, &other),
        hedge(&own, &other),
    ]
    .into_iter()
    .flatten()
    .collect();
    let bearing = match labels.is_empty() {
        false => Bearing::Differs,
        // A denial beside the sentence may be of the claim: whether it is cannot be told by words.
        true if own.is_borne_out_by(passage, shared) && denies(claim) == denies(passage) => {
            Bearing::Alike
        }
        true => Bearing::Near,
    };
    Compared {
        labels,
        bearing,
        verbatim,
    }
}

/// Whether a claim, word for word, is a whole sentence of a passage.
fn is_sentence_of(claim: &str, passage: &str) -> bool {
    let row = |text: &str| -> Vec<String> { words(text).map(|word| word.normal).collect() };
    let own = row(claim);
    !own.is_empty() && paragraphs(passage).any(|range| row(&passage[range]) == own)
}

/// Whether a text denies anything, or may.
fn denies(text: &str) -> bool {
    let denied = |sentence: &str| denials(sentence).is_none_or(|found| !found.is_empty());
    paragraphs(text).any(|range| denied(&text[range]))
}

/// The sentences of a passage, whose paragraphs are parted by line feeds.
fn paragraphs(passage: &str) -> impl Iterator<Item = Range<usize>> {
    super::message::lines(passage).flat_map(|line| {
        let start = line.start;
        let found = sentences(&passage[line]);
        found
            .into_iter()
            .map(move |range| start + range.start..start + range.end)
    })
}

/// A sentence with its informative words.
struct Side<'t> {
    text: &'t str,
    language: Language,
    /// Stem and place of each informative word that is no number.
    words: Vec<(String, Range<usize>)>,
}

impl<'t> Side<'t> {
    fn of(text: &'t str, language: Language) -> Side<'t> {
        let analyzer = Analyzer::new(language);
        let informative = words(text).filter(|word| {
            let number = word.kind == WordKind::Whole
                && word.normal.starts_with(|c: char| c.is_ascii_digit());
            !number && !is_stop_word(&word.normal) && !super::amounts::is_number_word(&word.normal)
        });
        let words = informative
            .filter_map(|word| Some((analyzer.terms(&word).next()?, word.range)))
            .collect();
        Side {
            text,
            language,
            words,
        }
    }

    /// How many of this side's distinct words the other has.
    fn shared_with(&self, other: &Side<'_>) -> usize {
        self.distinct()
            .into_iter()
            .filter(|stem| other.has(stem))
            .count()
    }

    fn distinct(&self) -> Vec<&str> {
        let mut stems: Vec<&str> = self.words.iter().map(|(stem, _)| stem.as_str()).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    fn has(&self, stem: &str) -> bool {
        self.words.iter().any(|(known, _)| known == stem)
    }

    fn is_met_by(&self, shared: usize) -> bool {
        shared >= LEAST_SHARED && shared as f32 >= LEAST_SHARE * self.distinct().len() as f32
    }

    /// Whether the other side has what this sentence is about: its first informative word, or three quarters of all.
    fn speaks_of_the_same(&self, other: &Side<'_>) -> bool {
        let first = self.words.first().is_some_and(|(stem, _)| other.has(stem));
        first || self.shared_with(other) * 4 >= self.distinct().len() * 3
    }

    /// Whether a passage has every number, date and name of this sentence; of one without number and date, nearly all
    /// words.
    fn is_borne_out_by(&self, passage: &str, shared: usize) -> bool {
        if !self.names_are_in(passage) {
            return false;
        }
        let (amounts_here, dates_here) = (amounts(self.text, self.language), dates(self.text));
        if amounts_here.is_empty() && dates_here.is_empty() {
            return self.has_nearly_all(shared);
        }
        let (amounts_there, dates_there) = (amounts(passage, self.language), dates(passage));
        let amount = |own: &Amount| amounts_there.iter().any(|other| own.is_met_by(other));
        let date = |own: &Date| dates_there.iter().any(|other| own.agrees(other));
        amounts_here.iter().all(amount) && dates_here.iter().all(date)
    }

    /// Whether each word with a capital stands in a passage too, in any form.
    fn names_are_in(&self, passage: &str) -> bool {
        let there = Side::of(passage, self.language);
        let shouted = !self.text.chars().any(char::is_lowercase);
        let mut names = self.words.iter().filter(|(_, range)| {
            !shouted && self.text[range.clone()].starts_with(char::is_uppercase)
        });
        names.all(|(stem, _)| there.has(stem))
    }

    /// Whether so many shared words are four of five that it has.
    fn has_nearly_all(&self, shared: usize) -> bool {
        shared * 5 >= self.distinct().len() * 4
    }

    /// The words within some bytes that the other side has too.
    fn shared_within(&self, range: &Range<usize>, other: &Side<'_>) -> usize {
        let within = self
            .words
            .iter()
            .filter(|(_, place)| range.start <= place.start && place.end <= range.end);
        within.filter(|(stem, _)| other.has(stem)).count()
    }

    fn quote(&self, range: Range<usize>) -> String {
        self.text[range].to_owned()
    }
}

fn number(own: &Side<'_>, other: &Side<'_>) -> Option<Label> {
    let (mine, theirs) = (
        amounts(own.text, own.language),
        amounts(other.text, other.language),
    );
    let [one] = &mine[..] else { return None };
    if theirs.iter().any(|other| one.is_met_by(other)) {
        return None;
    }
    let like: Vec<&Amount> = theirs
        .iter()
        .filter(|other| one.counts_the_same(other))
        .collect();
    let rivals = theirs
        .iter()
        .filter(|other| one.unit == other.unit && other.unit != Unit::Count)
        .count();
    let [only] = like[..] else { return None };
    (rivals <= 1).then(|| Label::NumberDiffers {
        claim: own.quote(one.range.clone()),
        report: other.quote(only.range.clone()),
    })
}

fn date(own: &Side<'_>, other: &Side<'_>) -> Option<Label> {
    let (mine, theirs) = (dates(own.text), dates(other.text));
    let ([one], [only]) = (&mine[..], &theirs[..]) else {
        return None;
    };
    if has_span(own.text, &mine) || has_span(other.text, &theirs) || one.agrees(only) {
        return None;
    }
    Some(Label::DateDiffers {
        claim: own.quote(one.range.clone()),
        report: other.quote(only.range.clone()),
    })
}

fn negation(own: &Side<'_>, other: &Side<'_>) -> Option<Label> {
    let (mine, theirs) = (denials(own.text)?, denials(other.text)?);
    let (denying, stating, denial) = match (&mine[..], &theirs[..]) {
        ([one], []) => (own, other, one),
        ([], [one]) => (other, own, one),
        _ => return None,
    };
    // What is denied must be what both speak of: two shared words, or most of what they share, or one where nearly all of
    // the claim is shared.
    let reached = denying.shared_within(&denial.range, stating);
    let all = own.shared_with(other);
    let nearly_all = own.has_nearly_all(all);
    if reached == 0 || reached < 2 && reached * 2 < all && !nearly_all {
        return None;
    }
    if !own.speaks_of_the_same(other) {
        return None;
    }
    let denied = clause(denying.text, &denial.range);
    let stated = 0..stating.text.trim_end().len();
    let (claim, report) = match std::ptr::eq(denying, own) {
        true => (own.quote(denied), other.quote(stated)),
        false => (own.quote(stated), other.quote(denied)),
    };
    Some(Label::Negated { claim, report })
}

fn hedge(own: &Side<'_>, other: &Side<'_>) -> Option<Label> {
    let (mine, theirs) = (hedges(own.text), hedges(other.text));
    let (side, facing, place) = match (mine.first(), theirs.first()) {
        (None, Some(_)) => (other, own, &theirs),
        (Some(_), None) => (own, other, &mine),
        _ => return None,
    };
    let bears = |place: &&Range<usize>| {
        side.shared_within(&clause(side.text, place), facing) >= LEAST_SHARED
    };
    let term = side.quote(place.iter().find(bears)?.clone());
    Some(match std::ptr::eq(side, own) {
        true => Label::ClaimHedged(term),
        false => Label::Hedged(term),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(claim: &str, passage: &str) -> Vec<String> {
        compare(claim, passage, Language::English)
            .labels
            .iter()
            .map(Label::to_string)
            .collect()
    }

    #[test]
    fn labels_say_what_was_found() {
        for (claim, passage, expected) in [
            (
                "The works cost 12 million crowns",
                "The works cost 12.6 million crowns in all.",
                "number differs: claim \"12 million\", report \"12.6 million\"",
            ),
            (
                "The bridge closed in March 2015",
                "The old bridge closed in May 2016.",
                "date differs: claim \"March 2015\", report \"May 2016\"",
            ),
            (
                "Divers found cracks in the piers",
                "However, divers found no cracks in its piers.",
                "negated: claim \"Divers found cracks in the piers\", report \"divers found no cracks in its piers.\"",
            ),
            (
                "The company destroyed the old bridge",
                "We assess with moderate confidence that the company destroyed the bridge.",
                "hedged: \"moderate confidence\"",
            ),
            (
                "The company probably destroyed the bridge",
                "The company destroyed the bridge.",
                "hedged in the claim: \"probably\"",
            ),
        ] {
            assert_eq!(labels(claim, passage), [expected], "{claim}");
        }
    }

    #[test]
    fn unsure_is_no_label() {
        for (claim, passage) in [
            (
                "The works cost 12 million crowns",
                "The works cost 12 million crowns, and the bridge 3 million.",
            ),
            (
                "The works cost 12 million crowns",
                "The tram line opened in 1999 with 14 cars.",
            ),
            (
                "The bridge closed in 2015",
                "The bridge closed from 2014 to 2016.",
            ),
            (
                "Divers found cracks in the piers",
                "It was not only divers who found cracks in the piers.",
            ),
            ("Divers found no cracks", "Divers did not find any cracks."),
        ] {
            assert_eq!(labels(claim, passage), Vec::<String>::new(), "{claim}");
        }
    }

    #[test]
    fn bearing_follows_from_numbers_and_labels() {
        let bearing = |claim, passage| compare(claim, passage, Language::English).bearing;
        assert_eq!(
            bearing(
                "The works cost 3,814 crowns",
                "The works cost 3,814 crowns."
            ),
            Bearing::Alike
        );
        assert_eq!(
            bearing(
                "The works of 2014 cost 3,814 crowns",
                "The works of 2014 cost 3,814 crowns. It did not say so."
            ),
            Bearing::Near
        );
        assert_eq!(
            bearing(
                "China changed the vote of 2020",
                "In the vote of 2020 Russia changed its mind."
            ),
            Bearing::Near
        );
        assert_eq!(
            bearing(
                "The works cost 3,000 crowns",
                "The works cost 3,814 crowns."
            ),
            Bearing::Differs
        );
        assert_eq!(
            bearing("The works cost 3,000 crowns", "The tram burned."),
            Bearing::Near
        );
        assert_eq!(
            bearing("The works cost 3,000 crowns", "The works cost much."),
            Bearing::Near
        );
    }
}
