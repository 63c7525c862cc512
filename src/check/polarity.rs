//! What a sentence denies.

use std::ops::Range;

use crate::index::analyzer::{Word, words};
use crate::report::fold;

/// A stretch of a sentence that a word denies: from the word to the end of what it governs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Denial {
    /// Bytes of the sentence.
    pub(super) range: Range<usize>,
}

/// What a sentence denies; `None` where that cannot be told: "not only", "cannot rule out", two denials in a row.
pub(super) fn denials(text: &str) -> Option<Vec<Denial>> {
    let all: Vec<Word> = words(text).collect();
    let said: Vec<String> = all.iter().map(|word| fold(&word.normal)).collect();
    let mut found: Vec<Denial> = Vec::new();
    for at in 0..all.len() {
        if !is_denial(text, &all, &said, at) {
            continue;
        }
        if is_unsure(&said, at) {
            return None;
        }
        let start = all[at].range.start;
        if found.last().is_some_and(|last| start < last.range.end) {
            // "no evidence that they did not": what remains is not for a list of words to say.
            return None;
        }
        let far = governs_a_clause(&said, at);
        found.push(Denial {
            range: start..reach(text, &all, &said, at, far),
        });
    }
    Some(found)
}

const DENIALS: &[&str] = &[
    "not", "never", "no", "none", "neither", "nor", "without", "cannot", "nobody", "nothing",
    // Contractions lose their marks when they are read.
    "didnt", "doesnt", "dont", "isnt", "wasnt", "werent", "arent", "hasnt", "havent", "hadnt",
    "cant", "couldnt", "wouldnt", "wont", "aint", "shouldnt",
    // French, Spanish, German
    "pas", "jamais", "aucun", "aucune", "nunca", "ningun", "ninguna", "jamas", "nicht", "kein",
    "keine", "keinen", "nie", "niemals",
];

fn is_denial(text: &str, all: &[Word], said: &[String], at: usize) -> bool {
    let word = said[at].as_str();
    let next = said.get(at + 1).map_or("", String::as_str);
    let capital = text[all[at].range.clone()].starts_with(char::is_uppercase);
    match word {
        // "No. 3" is a number, "Title No" a name.
        "no" => {
            let numbered = text[all[at].range.end..].starts_with('.')
                && next.starts_with(|c: char| c.is_ascii_digit());
            let name = capital && at > 0;
            !numbered && !name
        }
        "failed" | "unable" | "refused" | "declined" => next == "to",
        "fails" | "failure" => next == "to",
        _ => DENIALS.contains(&word),
    }
}

/// Expressions that have a word of denial and deny something else, or nothing.
fn is_unsure(said: &[String], at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| said.get(at)).map_or("", String::as_str);
    let (before, next, then) = (
        word(at.checked_sub(1)),
        word(Some(at + 1)),
        word(Some(at + 2)),
    );
    match said[at].as_str() {
        "not" | "cannot" | "no" | "without" | "cant" | "dont" | "doesnt" | "didnt" | "nothing"
        | "wont" | "could" => {
            matches!(
                next,
                "only"
                    | "just"
                    | "merely"
                    | "necessarily"
                    | "simply"
                    | "solely"
                    | "more"
                    | "less"
                    | "later"
                    | "fewer"
                    | "longer"
                    | "doubt"
                    | "until"
                    | "unless"
                    | "always"
                    | "all"
                    | "every"
                    | "rule"
                    | "exclude"
                    | "matter"
                    | "but"
                    | "limited"
                    | "wonder"
                    | "yet"
                    | "significantly"
                    | "fully"
                    | "completely"
                    | "entirely"
                    | "different"
                    | "so"
            ) || matches!(
                (next, then),
                ("be", "ruled" | "excluded") | ("likely", _) | ("a", "single")
            ) || matches!(before, "or" | "if" | "why" | "whether" | "than")
                || then == "only"
        }
        "nor" | "neither" => true,
        "unable" => false,
        "pas" => next == "seulement",
        "nicht" => next == "nur",
        _ => false,
    }
}

/// Whether a denial reaches over the clause that follows: "no evidence that …", "did not establish that …".
fn governs_a_clause(said: &[String], at: usize) -> bool {
    let near = said.iter().skip(at + 1).take(4);
    near.into_iter().any(|word| {
        matches!(
            word.as_str(),
            "evidence"
                | "indication"
                | "indications"
                | "sign"
                | "signs"
                | "proof"
                | "information"
                | "establish"
                | "established"
                | "find"
                | "found"
                | "identify"
                | "identified"
                | "show"
                | "support"
                | "supported"
                | "conclude"
                | "determine"
                | "preuve"
                | "indice"
                | "prueba"
                | "pruebas"
                | "indicio"
                | "beweis"
                | "beweise"
                | "hinweis"
                | "hinweise"
        )
    })
}

/// Words that a denial does not reach beyond.
const BREAKS: &[&str] = &[
    "but", "however", "although", "though", "because", "while", "whereas", "mais", "pero", "sino",
    "aber", "sondern", "except", "instead", "despite",
];

/// Words that a denial reaches where it governs no clause, and where it does.
const NEAR_WORDS: usize = 7;
const FAR_WORDS: usize = 25;

fn reach(text: &str, all: &[Word], said: &[String], at: usize, far: bool) -> usize {
    let mut end = all[at].range.end;
    for next in at + 1..all.len() {
        let gap = &text[end..all[next].range.start];
        let clause_ends = gap.contains([';', ':', '.', '—', '–', '"', '“', '”', '«', '»'])
            || !far && gap.contains([',', '(']);
        if clause_ends
            || BREAKS.contains(&said[next].as_str())
            || next - at > if far { FAR_WORDS } else { NEAR_WORDS }
        {
            break;
        }
        end = all[next].range.end;
    }
    end
}

/// The clause around some bytes: what stands between commas, semicolons and the like.
pub(super) fn clause(text: &str, around: &Range<usize>) -> Range<usize> {
    let mark = |c: char| matches!(c, ',' | ';' | ':' | '—' | '–' | '(' | ')');
    let start = text[..around.start].rfind(mark).map_or(0, |at| {
        at + text[at..].chars().next().map_or(0, char::len_utf8)
    });
    let end = text[around.end..]
        .find(mark)
        .map_or(text.len(), |at| around.end + at);
    let trimmed = text[start..end].trim();
    let start = start + (text[start..end].len() - text[start..end].trim_start().len());
    start..start + trimmed.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(text: &str) -> Option<Vec<&str>> {
        Some(
            denials(text)?
                .into_iter()
                .map(|denial| &text[denial.range])
                .collect(),
        )
    }

    #[test]
    fn what_is_denied_ends_where_it_ends() {
        assert_eq!(
            denied("They did not sign it, but they met."),
            Some(vec!["not sign it"])
        );
        assert_eq!(
            denied(
                "It found no evidence that any Americans, knowingly or by chance, conspired; others did."
            ),
            Some(vec![
                "no evidence that any Americans, knowingly or by chance, conspired"
            ])
        );
        assert_eq!(
            denied("They failed to reply."),
            Some(vec!["failed to reply"])
        );
        assert_eq!(denied("They signed it."), Some(vec![]));
        assert_eq!(denied("See No. 3 of the list."), Some(vec![]));
    }

    #[test]
    fn what_cannot_be_told_is_not() {
        for text in [
            "It was not only Iran.",
            "We cannot rule out that.",
            "no evidence that they did not",
            "neither side",
        ] {
            assert_eq!(denied(text), None, "{text}");
        }
    }
}
