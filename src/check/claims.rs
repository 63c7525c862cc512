//! A message → the sentences in it that state something which a report could bear out or not.
//!
//! # The rules
//!
//! Each line is split into sentences, which are read without markup, links, mentions and what greets ("hey", "lol"). A
//! sentence is a claim where all of these hold:
//!
//! 1. it has at least three words that are not on the list of common words (`index/words/stop-words.txt`); two are enough
//!    where it has a number and a form of "to be", "to have" or "to do", or is all there is and has one of the first three
//!    signs below;
//! 2. it does not end in a question mark, is no greeting, and is not marked as its writer's opinion or wish;
//! 3. it has at least one sign of stating a fact.
//!
//! | sign | counts | how it is known |
//! |---|---|---|
//! | a number, a share, a date | 2 | a digit, or a number word |
//! | a name | 1 | a capital inside the sentence, or an acronym |
//! | a reported act | 1 | English: a word of `ACTS`, or one that ends in -ed; French, Spanish, German: a word of `ACTS`; other languages: always |
//! | all or nothing | 1 | never, none, every, only, most and their like |
//! | a source | 1 | "the report says", "according to" and their like |
//!
//! Of more than [`MAX_CLAIMS`], those with the most signs are kept, the earlier of equals first; how many were left is
//! told. Of a sentence that only leads up to a quotation (`Seen today: “…”`) the quotation is taken. What has little beside a quotation is left to `quotations.rs`, unless there is no other claim. A text that is nothing but one sentence is taken as a claim without rule 3, unless it is a question.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::lists::{
    ACTS, ADDRESSED, ALL_OR_NOTHING, AUXILIARIES, GREETINGS, OPENERS, OPINIONS, SOURCES,
};
use super::message;
use super::quotations::{Quoted, quotations};
use crate::answer::is_stop_word;
use crate::index::analyzer::{Word, words};
use crate::ingest::sentences::sentences;
use crate::report::{Language, fold};

/// Claims that are looked up for one message at most.
pub const MAX_CLAIMS: usize = 8;
/// A claim has at least this many words that are not common ones.
const LEAST_WORDS: usize = 3;
/// And this many where more speaks for it.
const FEWEST_WORDS: usize = 2;

/// A sentence of a message that states something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Its words: without the message's markup, links and mentions, and without a greeting before it.
    pub text: String,
    /// Where it stands in the message, in bytes: its first, and one past its last.
    pub span: (usize, usize),
}

/// The claims of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// In the order in which they stand.
    pub claims: Vec<Claim>,
    /// How many more there were than [`MAX_CLAIMS`].
    pub left_out: usize,
}

/// Finds the claims of a message.
pub fn claims(text: &str) -> Claims {
    let stated = message::stated(text);
    let language = Language::detect(&stated);
    let all: Vec<Range<usize>> = message::lines(&stated)
        .flat_map(|line| within(&stated, line))
        .map(|range| led_up_to(&stated, &range).unwrap_or(range))
        .collect();
    let mut scored: Vec<(usize, Range<usize>)> = all
        .iter()
        .filter_map(|whole| {
            let range = opened(&stated, whole);
            let signs = signs(&stated[range.clone()], language, all.len() == 1)?;
            // A greeting with nothing behind it states nothing.
            (signs > 0 || range == *whole).then_some((signs, range))
        })
        .collect();
    if all.len() > 1 {
        scored.retain(|(signs, _)| *signs > 0);
    }
    let mut known: Vec<String> = Vec::new();
    scored.retain(|(_, range)| {
        let plain = said(&stated[range.clone()]).to_lowercase();
        let new = !known.contains(&plain);
        known.push(plain);
        new
    });
    let quoted = quotations(text).quotations;
    let own = |(_, range): &(usize, Range<usize>)| has_own_words(&stated, range, &quoted);
    if scored.iter().any(own) {
        scored.retain(own);
    }
    scored.sort_by_key(|(signs, range)| (std::cmp::Reverse(*signs), range.start));
    let left_out = scored.len().saturating_sub(MAX_CLAIMS);
    scored.truncate(MAX_CLAIMS);
    scored.sort_by_key(|(_, range)| range.start);
    let claim = |(_, range): (usize, Range<usize>)| Claim {
        text: said(&stated[range.clone()]),
        span: (range.start, range.end),
    };
    Claims {
        claims: scored.into_iter().map(claim).collect(),
        left_out,
    }
}

/// The sentences of a line, without the mark of a list before them.
fn within(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let words = &text[line.clone()];
    let bare =
        words.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '•' | '#'));
    let start = line.end - bare.len();
    let found = sentences(bare).into_iter();
    found
        .map(|range| start + range.start..start + range.end)
        .filter(|range| text[range.clone()].chars().any(char::is_alphanumeric))
        .collect()
}

/// A sentence without the greetings and interjections that open it.
fn opened(text: &str, sentence: &Range<usize>) -> Range<usize> {
    let all: Vec<Word> = words(&text[sentence.clone()]).collect();
    let said: Vec<String> = all.iter().map(|word| fold(&word.normal)).collect();
    let mut at = 0;
    while let Some(length) = (1..=2).rev().find(|length| {
        said.get(at..at + length)
            .is_some_and(|words| OPENERS.contains(&words.join(" ").as_str()))
    }) {
        at += length;
    }
    if at > 0
        && said
            .get(at)
            .is_some_and(|word| ADDRESSED.contains(&word.as_str()))
    {
        at += 1;
    }
    match all.get(at) {
        Some(word) => sentence.start + word.range.start..sentence.end,
        None => sentence.clone(),
    }
}

/// A sentence as it would be read out: without spaces where something was left out, and without a quotation mark whose
/// other half stands in another sentence.
fn said(sentence: &str) -> String {
    let mut text = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    let curly = if text.contains('„') {
        ('„', '“')
    } else {
        ('“', '”')
    };
    let count = |text: &str, mark: char| text.matches(mark).count();
    for (open, close) in [curly, ('«', '»')] {
        if count(&text, open) != count(&text, close) {
            text = text.replace([open, close], "");
        }
    }
    if count(&text, '"') % 2 == 1 {
        text = text.replace('"', "");
    }
    text.trim().to_owned()
}

/// The quotation that a sentence only leads up to: `Seen today: “They paid 12 crowns.”`
fn led_up_to(text: &str, sentence: &Range<usize>) -> Option<Range<usize>> {
    let (lead, quoted) = text[sentence.clone()].split_once(": ")?;
    let quoted = quoted.trim();
    let close = match quoted.chars().next()? {
        '"' => ['"', '"'],
        '“' => ['”', '"'],
        '„' => ['“', '”'],
        '«' => ['»', '»'],
        _ => return None,
    };
    let inner = quoted
        .trim_end_matches(['.', '!', '?'])
        .strip_suffix(close)?;
    let inner = inner.get(quoted.chars().next()?.len_utf8()..)?.trim();
    let start = sentence.start + lead.len() + text[sentence.start + lead.len()..].find(inner)?;
    (!inner.is_empty() && !inner.contains(close)).then_some(start..start + inner.len())
}

/// Whether a sentence says something beside what it quotes.
fn has_own_words(text: &str, sentence: &Range<usize>, quoted: &[Quoted]) -> bool {
    let is_quoted = |at: usize| {
        quoted
            .iter()
            .any(|quoted| (quoted.span.0..quoted.span.1).contains(&at))
    };
    let own =
        words(&text[sentence.clone()]).filter(|word| !is_quoted(sentence.start + word.range.start));
    let mut informative = own.filter(|word| !is_stop_word(&word.normal));
    let quotes = quoted
        .iter()
        .any(|quoted| quoted.span.0 < sentence.end && sentence.start < quoted.span.1);
    !quotes || informative.nth(LEAST_WORDS - 1).is_some()
}

/// How many signs of stating a fact a sentence has; none where it cannot be a claim.
fn signs(sentence: &str, language: Language, alone: bool) -> Option<usize> {
    let all: Vec<Word> = words(sentence).collect();
    let said: Vec<String> = all.iter().map(|word| fold(&word.normal)).collect();
    let informative = all
        .iter()
        .filter(|word| !is_stop_word(&word.normal))
        .count();
    let number = sentence.chars().any(char::is_numeric)
        || said.iter().any(|w| super::amounts::is_number_word(w));
    let states = said.iter().any(|word| AUXILIARIES.contains(&word.as_str()));
    let name = has_name(sentence, &all);
    let act = is_act(&said, language);
    let least = match number && states || alone && (number || name || act) {
        true => FEWEST_WORDS,
        false => LEAST_WORDS,
    };
    if informative < least || is_no_statement(sentence, &said) {
        return None;
    }
    let padded = format!(" {} ", said.join(" "));
    let has = |phrases: &[&str]| phrases.iter().any(|p| padded.contains(&format!(" {p} ")));
    let about_oneself = matches!(
        said[0].as_str(),
        "i" | "im" | "ive" | "we" | "my" | "you" | "u"
    );
    if about_oneself && !number && !name {
        return None;
    }
    let one = |sign: bool| usize::from(sign);
    Some(2 * one(number) + one(name) + one(act) + one(has(ALL_OR_NOTHING)) + one(has(SOURCES)))
}

/// A question, a greeting, an opinion or a wish.
fn is_no_statement(sentence: &str, said: &[String]) -> bool {
    let end = sentence
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?' && c != '？' && c != '؟');
    let padded = format!(" {} ", said.join(" "));
    let starts = |phrases: &[&str]| {
        phrases
            .iter()
            .any(|p| padded.starts_with(&format!(" {p} ")))
    };
    let has = |phrases: &[&str]| phrases.iter().any(|p| padded.contains(&format!(" {p} ")));
    end.ends_with(['?', '？', '؟']) || starts(GREETINGS) || has(OPINIONS)
}

/// A capital inside a sentence that is not all capitals, or an acronym.
fn has_name(sentence: &str, all: &[Word]) -> bool {
    let shouted = !sentence.chars().any(char::is_lowercase);
    let is_name = |(n, word): (usize, &Word)| {
        let typed = &sentence[word.range.clone()];
        let capitals = typed.chars().filter(|c| c.is_uppercase()).count();
        let capital = typed.chars().next().is_some_and(char::is_uppercase) && typed != "I";
        capital && (n > 0 || capitals > 1)
    };
    !shouted && all.iter().enumerate().any(is_name)
}

fn is_act(said: &[String], language: Language) -> bool {
    let listed = said.iter().any(|word| ACTS.contains(&word.as_str()));
    match language {
        // Short messages are often taken for no language or a wrong one.
        Language::English | Language::Other => {
            listed
                || said
                    .iter()
                    .any(|word| word.len() >= 5 && word.ends_with("ed"))
        }
        Language::French | Language::Spanish | Language::German => listed,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<String> {
        claims(text)
            .claims
            .into_iter()
            .map(|claim| claim.text)
            .collect()
    }

    #[test]
    fn a_quotation_that_a_sentence_leads_up_to_is_the_claim_where_there_is_no_other() {
        assert_eq!(
            found(
                "Seen in three places today: “China paid 12 trolls to get Biden elected.” Is that so?"
            ),
            ["China paid 12 trolls to get Biden elected."]
        );
        assert_eq!(
            found(
                "He wrote: \"They paid 12 crowns to Brill\". But the harbour board paid 13 crowns."
            ),
            ["But the harbour board paid 13 crowns."]
        );
        assert_eq!(
            found("The board: \"yes\" and 12 members of it said so: none"),
            ["The board: \"yes\" and 12 members of it said so: none"]
        );
    }

    #[test]
    fn what_states_something_is_a_claim() {
        for text in [
            "mueller report proved the trump campaign conspired with russia, its right there",
            "trump org never even signed anything for the moscow tower",
            "The IRA reached 126 million people.",
            "la majorité des gens de Chelsea est contre l'agrandissement du réseau cyclable",
            "la CVR dijo que fue un conflicto étnico",
            "original mcas relied on just one sensor",
            "Russia did nothing in 2020.",
            "China interfered.",
        ] {
            assert_eq!(found(text), [text]);
        }
    }

    #[test]
    fn a_short_sentence_among_others_is_a_claim_where_it_tells_a_number() {
        assert_eq!(
            found(
                "Russia did nothing in 2020. See you at 10. Lol same. China interfered. I like cats."
            ),
            ["Russia did nothing in 2020."]
        );
    }

    #[test]
    fn a_claim_is_read_without_greeting_markup_links_and_mentions() {
        for (text, claim) in [
            (
                "hey China interfered in the 2020 election",
                "China interfered in the 2020 election",
            ),
            (
                "lol, good morning: the IRA reached 126 million people",
                "the IRA reached 126 million people",
            ),
            (
                "**China** interfered in the ||2020|| __election__",
                "China interfered in the 2020 election",
            ),
            (
                "[China interfered in the 2020 election](https://evil.example/phish)",
                "China interfered in the 2020 election",
            ),
            (
                "@everyone China interfered <@123> in 2020, see https://x.example/12",
                "China interfered in 2020, see",
            ),
            (
                "The snake_case of 5*3 crowns was 15*7 in 2016",
                "The snake_case of 5*3 crowns was 15*7 in 2016",
            ),
        ] {
            assert_eq!(found(text), [claim]);
        }
    }

    #[test]
    fn what_is_said_again_is_one_claim() {
        let text = "The works cost 12 crowns. The  works cost 12 CROWNS. The works cost 13 crowns.";
        assert_eq!(
            found(text),
            ["The works cost 12 crowns.", "The works cost 13 crowns."]
        );
    }

    #[test]
    fn both_sentences_of_a_quotation_are_claims() {
        assert_eq!(
            found(
                "The report says “China did not try to influence the 2021 election. Beijing weighed 3 operations but used none”."
            ),
            [
                "The report says China did not try to influence the 2021 election.",
                "Beijing weighed 3 operations but used none."
            ]
        );
    }

    #[test]
    fn what_states_nothing_is_none() {
        for text in [
            "Good morning everyone, nice weather today!",
            "hey hey lol",
            "thanks for the 12 lovely cookies",
            "Did Iran change any votes in 2020?",
            "I think the whole harbour project was a waste of money.",
            "lol same",
            "nice work",
            "",
            "🙂🙂🙂",
            "```\nThe works cost 12 million crowns.\n```",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_message_is_split_and_its_places_are_those_of_the_words() {
        let text = "Morning all!\n- The works cost 3,814 crowns. Crazy, right?\n- Orwell Ltd. dredged the harbour in 2014.\n> He said nothing was dredged at all.";
        let found = claims(text);
        let texts: Vec<&str> = found
            .claims
            .iter()
            .map(|claim| claim.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "The works cost 3,814 crowns.",
                "Orwell Ltd. dredged the harbour in 2014."
            ]
        );
        for claim in &found.claims {
            assert_eq!(text[claim.span.0..claim.span.1], claim.text);
        }
    }

    #[test]
    fn the_strongest_are_kept_and_the_rest_is_counted() {
        let mut text = String::new();
        for n in 0..MAX_CLAIMS {
            text.push_str(&format!(
                "Harbour works destroyed old piers of {}. The board paid {} crowns to Orwell. ",
                [
                    "ash", "birch", "cedar", "elm", "fir", "larch", "oak", "pine"
                ][n],
                n + 10
            ));
        }
        let found = claims(&text);
        assert_eq!(
            (found.claims.len(), found.left_out),
            (MAX_CLAIMS, MAX_CLAIMS)
        );
        assert!(
            found
                .claims
                .iter()
                .all(|claim| claim.text.contains("crowns"))
        );
    }

    proptest! {
        #[test]
        fn any_text_may_come(text in "[\\PC\n`>\"*]{0,200}") {
            for claim in claims(&text).claims {
                let whole = &text[claim.span.0..claim.span.1];
                // All its characters stand there, in this order.
                let mut there = whole.chars();
                prop_assert!(claim.text.chars().all(|c| c == ' ' || there.any(|other| other == c)));
            }
        }
    }
}
