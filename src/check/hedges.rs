//! What a sentence hedges.

use std::ops::Range;

use super::estimative;
use crate::index::analyzer::{Word, words};
use crate::report::fold;

/// Words that hedge beside those of the estimative lexicon. Each is a hedge wherever it stands; "may", "could" and
/// "should" are not here, because they grant and order as often.
const HEDGES: &[&str] = &[
    "might",
    "possibly",
    "perhaps",
    "allegedly",
    "reportedly",
    "purportedly",
    "supposedly",
    "seemingly",
    "apparently",
    "presumably",
    "peut etre",
    "probablement",
    "quizas",
    "tal vez",
    "posiblemente",
    "probablemente",
    "vielleicht",
    "moglicherweise",
    "angeblich",
    "vermutlich",
    "wahrscheinlich",
];

/// The same in two or three words.
const HEDGING_PHRASES: &[&str] = &[
    "may have",
    "may be",
    "may also have",
    "may well",
    "could have been",
    "appears to",
    "appear to",
    "appeared to",
    "seems to",
    "seemed to",
    "is believed to",
    "are believed to",
    "was believed to",
    "were believed to",
    "is thought to",
    "are thought to",
    "is suspected",
    "are suspected",
    "cannot rule out",
    "is said to",
    "are said to",
    "is alleged to",
    "are alleged to",
    "it is possible that",
    "it is unclear",
];

/// The hedges of a text, in order: estimative terms, and other words and phrases that hedge.
pub(super) fn hedges(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = estimative::terms(text)
        .into_iter()
        .map(|term| term.range)
        .collect();
    let all: Vec<Word> = words(text).collect();
    let said: Vec<String> = all.iter().map(|word| fold(&word.normal)).collect();
    for at in 0..all.len() {
        let long = HEDGING_PHRASES.iter().chain(HEDGES).find_map(|phrase| {
            let length = phrase.split(' ').count();
            let same = said
                .get(at..at + length)?
                .iter()
                .map(String::as_str)
                .eq(phrase.split(' '));
            same.then_some(length)
        });
        if let Some(length) = long {
            found.push(all[at].range.start..all[at + length - 1].range.end);
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hedges_are_found() {
        let hedged = |text: &'static str| -> Vec<&'static str> {
            hedges(text).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(
            hedged("It may have failed and probably sank."),
            ["may have", "probably"]
        );
        assert_eq!(hedged("In May it sank; you may go."), Vec::<&str>::new());
    }
}
