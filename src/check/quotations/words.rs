//! A text as the words that are compared when a quotation is checked.
//!
//! Case, accents, apostrophes, hyphens, quotation marks, punctuation and thousands separators do not count: people and
//! fonts write them differently, and none of them changes which word it is. Signs of money and percent do count.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::report::fold;

/// A word at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// What is compared.
    pub(super) key: String,
    /// Its bytes, without the punctuation around it.
    pub(super) range: Range<usize>,
}

/// A word of a quotation, or the place where it leaves something out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word.
    Word(Placed),
    /// An ellipsis, in brackets or not.
    Ellipsis,
}

/// The words of a text, in order, without the numbers of footnotes.
pub(super) fn words(text: &str) -> Vec<Placed> {
    let mut found: Vec<Placed> = Vec::new();
    for piece in pieces(text) {
        let Some(placed) = placed(text, piece) else {
            continue;
        };
        found.push(placed);
    }
    let notes: Vec<usize> = (1..found.len())
        .filter(|at| is_note(text, &found, *at))
        .collect();
    for at in notes.into_iter().rev() {
        found.remove(at);
    }
    found
}

/// A quotation as words and ellipses; what its writer put in as such ("sic" in brackets) is left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let plain = text.replace("[sic]", "     ").replace("(sic)", "     ");
    let mut found = Vec::new();
    let mut start = 0;
    for (at, len) in ellipses(&plain) {
        push_words(&plain, start..at, &mut found);
        if !found.is_empty() && found.last() != Some(&Token::Ellipsis) {
            found.push(Token::Ellipsis);
        }
        start = at + len;
    }
    push_words(&plain, start..plain.len(), &mut found);
    if found.last() == Some(&Token::Ellipsis) {
        found.pop();
    }
    found
}

fn push_words(text: &str, range: Range<usize>, found: &mut Vec<Token>) {
    let shifted = words(&text[range.clone()]).into_iter().map(|word| {
        let at = range.start;
        Token::Word(Placed {
            range: at + word.range.start..at + word.range.end,
            ..word
        })
    });
    found.extend(shifted);
}

/// Start and length of each ellipsis: `…`, three dots or more, also with spaces between them or in brackets.
fn ellipses(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(['…', '.']).map(|found| at + found) {
        let rest = &text[start..];
        let mut len = 0;
        let mut dots = 0;
        for c in rest.chars() {
            match c {
                '…' => dots += 3,
                '.' => dots += 1,
                ' ' | '\u{a0}' if rest[len + c.len_utf8()..].starts_with(['.', '…']) => {}
                _ => break,
            }
            len += c.len_utf8();
        }
        if dots >= 3 {
            found.push((start, len));
        }
        at = start + len.max(1);
    }
    found
}

/// Runs without white space, dashes and slashes; characters of scripts without spaces one by one.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let parts = c.is_whitespace() || matches!(c, '—' | '–' | '/' | '|');
        if parts || is_unspaced(c) {
            found.extend(open.take().map(|start| start..at));
        }
        if is_unspaced(c) {
            found.push(at..at + c.len_utf8());
        } else if !parts && open.is_none() {
            open = Some(at);
        }
    }
    found.extend(open.map(|start| start..text.len()));
    found
}

/// Scripts that are written without spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn placed(text: &str, piece: Range<usize>) -> Option<Placed> {
    let typed = &text[piece.clone()];
    let counts = |c: char| c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '%');
    let start = piece.start + typed.find(counts)?;
    let end = piece.start
        + typed.rfind(counts).map_or(0, |at| {
            at + typed[at..].chars().next().map_or(1, char::len_utf8)
        });
    let (start, end) = (start, without_note(text, start..end));
    let word = &text[start..end];
    let mut key = String::with_capacity(word.len());
    if word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Some(Placed {
            key: word.to_ascii_lowercase(),
            range: start..end,
        });
    }
    let chars: Vec<char> = fold(&word.nfkc().collect::<String>()).chars().collect();
    for (n, c) in chars.iter().enumerate() {
        let digit = |at: Option<usize>| {
            at.and_then(|at| chars.get(at))
                .is_some_and(|c| c.is_ascii_digit())
        };
        let point = *c == '.' && digit(n.checked_sub(1)) && digit(Some(n + 1));
        if counts(*c) || point {
            key.extend(c.to_lowercase());
        }
    }
    (!key.is_empty()).then_some(Placed {
        key,
        range: start..end,
    })
}

/// Where a word ends, without the number of a footnote stuck to the full stop behind it: "coordinated.12".
fn without_note(text: &str, word: Range<usize>) -> usize {
    let typed = &text[word.clone()];
    let letters = typed.trim_end_matches(|c: char| c.is_ascii_digit());
    let bare = letters.trim_end_matches(['.', '”', '"', '’', ',', ')']);
    let stuck = letters.len() < typed.len()
        && bare.len() < letters.len()
        && bare.chars().all(char::is_alphabetic)
        && bare.chars().count() > 1;
    if stuck {
        word.start + bare.len()
    } else {
        word.end
    }
}

/// The number of a footnote between two sentences: "… in 2014. 3 The IRA …".
fn is_note(text: &str, words: &[Placed], at: usize) -> bool {
    let word = &words[at];
    let digits = word.key.len() <= 3 && word.key.bytes().all(|b| b.is_ascii_digit());
    let alone = text[word.range.end..].starts_with(char::is_whitespace);
    let before = text[words[at - 1].range.end..word.range.start].trim();
    let capital = |next: &Placed| text[next.range.clone()].starts_with(char::is_uppercase);
    digits
        && alone
        && before.starts_with(['.', '!', '?', '”', '"', '’'])
        && words.get(at + 1).is_some_and(capital)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.key).collect()
    }

    #[test]
    fn how_a_word_is_written_does_not_count() {
        assert_eq!(
            keys("“The U.S. re-election cost $3,814.5—Clinton’s”"),
            keys("the US reelection cost $3814.5 clintons")
        );
        assert_eq!(
            keys("coordinated.12 The IRA grew. 3 It"),
            ["coordinated", "the", "ira", "grew", "it"]
        );
        assert_ne!(keys("12 percent"), keys("1.2 percent"));
        assert_ne!(keys("$12"), keys("12"));
        assert_eq!(keys("中国选举"), ["中", "国", "选", "举"]);
    }

    #[test]
    fn ellipses_part_a_quotation() {
        for text in [
            "They paid … for it",
            "They paid [...] for it",
            "They paid . . . for it",
            "…They paid.... for it…",
        ] {
            let shown: Vec<&str> = tokens(text)
                .iter()
                .map(|token| match token {
                    Token::Word(word) => &text[word.range.clone()],
                    Token::Ellipsis => "…",
                })
                .collect();
            assert_eq!(shown, ["They", "paid", "…", "for", "it"], "{text}");
        }
    }
}
