//! What a message quotes.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::super::message;
use super::words::{Token, tokens};

/// Quotations of one message that are looked up at most.
pub const MAX_QUOTATIONS: usize = 8;
/// Shorter ones are as often a name or a scare quote.
const LEAST_WORDS: usize = 4;
/// Longer ones are compared up to here: a page has some 500 words.
const MOST_WORDS: usize = 400;
/// A quotation mark that is not closed within so many bytes was none.
const MOST_BYTES: usize = 4_000;

/// A quoted string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// Without the quotation marks.
    pub text: String,
    /// Its bytes in the message.
    pub span: (usize, usize),
}

/// The quotations of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotations {
    /// In the order in which they stand.
    pub quotations: Vec<Quoted>,
    /// How many more there were than [`MAX_QUOTATIONS`].
    pub left_out: usize,
}

/// Finds what a message quotes.
pub fn quotations(text: &str) -> Quotations {
    let bare = message::without_code_and_links(text);
    let mut ranges = in_marks(&bare);
    let blocks = blocks(&bare);
    ranges.extend(
        blocks
            .into_iter()
            .filter(|block| {
                !ranges
                    .iter()
                    .any(|known| block.start < known.end && known.start < block.end)
            })
            .collect::<Vec<_>>(),
    );
    ranges.sort_by_key(|range| range.start);
    let mut quotations: Vec<Quoted> = ranges
        .into_iter()
        .filter_map(|range| quoted(text, range))
        .collect();
    let left_out = quotations.len().saturating_sub(MAX_QUOTATIONS);
    quotations.truncate(MAX_QUOTATIONS);
    Quotations {
        quotations,
        left_out,
    }
}

/// The quotation at some bytes, if it is long enough; cut where it is too long.
fn quoted(text: &str, range: Range<usize>) -> Option<Quoted> {
    let whole = &text[range.clone()];
    let mut words = tokens(whole).into_iter().filter_map(|token| match token {
        Token::Word(word) => Some(word.range.end),
        Token::Ellipsis => None,
    });
    words.nth(LEAST_WORDS - 1)?;
    let end = words
        .nth(MOST_WORDS - LEAST_WORDS)
        .map_or(whole.len(), |end| end);
    let shown = whole[..end].trim();
    let start = range.start + (whole.len() - whole.trim_start().len());
    Some(Quoted {
        text: shown.to_owned(),
        span: (start, start + shown.len()),
    })
}

/// What stands between quotation marks; a paragraph's open mark is none.
fn in_marks(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, open)) = text[at..]
        .char_indices()
        .map(|(n, c)| (at + n, c))
        .find(|(_, c)| matches!(c, '"' | '“' | '„' | '«' | '‘' | '‚' | '「' | '『'))
    {
        let inside = start + open.len_utf8();
        at = inside;
        if let Some((end, width)) = closing(&text[inside..], open) {
            found.push(inside..inside + end);
            at = inside + end + width;
        }
    }
    found
}

/// Where a quotation ends, and how many bytes its closing mark has.
fn closing(text: &str, open: char) -> Option<(usize, usize)> {
    let closes = |c: char| match open {
        '"' => matches!(c, '"' | '”'),
        '“' => matches!(c, '”' | '"'),
        '„' => matches!(c, '“' | '”' | '"'),
        '«' => c == '»',
        '‘' | '‚' => matches!(c, '’' | '‘'),
        '「' => c == '」',
        _ => c == '』',
    };
    let single = matches!(open, '‘' | '‚');
    for (at, c) in text.char_indices().take_while(|(at, _)| *at <= MOST_BYTES) {
        let rest = &text[at + c.len_utf8()..];
        // An apostrophe is no closing mark; neither is a straight mark that opens an inner quotation.
        let apostrophe = single && rest.starts_with(char::is_alphanumeric);
        if closes(c) && !apostrophe {
            return Some((at, c.len_utf8()));
        }
        if c == '\n' && rest.trim_start_matches(' ').starts_with('\n') {
            return None;
        }
    }
    None
}

/// Lines in a row that begin with `>`, each without its mark where it is one line.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    let mut to_the_end = false;
    for line in message::lines(text) {
        let words = &text[line.clone()];
        let bare = message::without_quote_mark(words);
        let quotes = to_the_end || bare.len() < words.len();
        to_the_end |= words.trim_start().starts_with(">>>");
        match found.last_mut() {
            Some(last) if quotes && goes_on => last.end = line.end,
            _ if quotes => found.push(line.end - bare.len()..line.end),
            _ => {}
        }
        goes_on = quotes;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<String> {
        quotations(text)
            .quotations
            .into_iter()
            .map(|quoted| quoted.text)
            .collect()
    }

    #[test]
    fn quotation_marks_of_every_shape() {
        for text in [
            "They said \"the works cost 3,814 crowns\" once.",
            "They said “the works cost 3,814 crowns” once.",
            "They said „the works cost 3,814 crowns“ once.",
            "They said «the works cost 3,814 crowns» once.",
            "They don't say ‘the works cost 3,814 crowns’ twice.",
            "> the works cost 3,814 crowns\nreally?",
        ] {
            assert_eq!(found(text), ["the works cost 3,814 crowns"], "{text}");
        }
        assert_eq!(
            found("‘the board’s works cost 12’"),
            ["the board’s works cost 12"]
        );
    }

    #[test]
    fn short_open_and_coded_ones_are_none() {
        for text in [
            "the \"troll farm\" of Orwell",
            "he said \"it is all open",
            "`\"a b c d e\"`",
            "a 5\" pipe\n\nand a 6\" one of that kind",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn lines_of_one_block_are_one_quotation() {
        let text = "> The works cost more\n> than the board had planned.\nNo.";
        let quoted = &quotations(text).quotations[0];
        assert_eq!(
            quoted.text,
            "The works cost more\n> than the board had planned."
        );
        assert_eq!(text[quoted.span.0..quoted.span.1], quoted.text);
    }

    proptest! {
        #[test]
        fn any_text_may_come(text in "[a-d \"“”„«»‘’>\n`…\\PC]{0,120}") {
            for quoted in quotations(&text).quotations {
                prop_assert_eq!(&text[quoted.span.0..quoted.span.1], quoted.text);
            }
        }
    }
}
