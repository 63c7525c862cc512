//! A message → what it quotes, and whether the reports have these words.
//!
//! Quoted is what stands in double quotation marks of any shape, in single curly ones, or on lines that begin with `>`, if
//! it has four words or more. Each is looked for in the index as a row of words, then by its informative words, then by
//! rows of three of its words; what is found is aligned word by word.

mod align;
mod diff;
mod find;
mod queries;
mod quoted;
mod words;

use serde::Serialize;

use crate::answer::Excerpt;
use crate::index::IndexError;
use crate::library::Shelf;

pub use diff::Change;
pub use quoted::{MAX_QUOTATIONS, Quotations, Quoted, quotations};

use align::{Alignment, align};
use words::{Placed, Token};

/// Whether the reports have the words of a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// Word for word, in this order. Case, punctuation and accents do not count.
    Exact,
    /// With words left out, added, replaced, or joined across an ellipsis.
    Altered,
    /// Nothing like it stands in the indexed reports; this does not mean that it is false.
    NotFound,
}

/// A quotation beside the reports.
#[derive(Clone, Debug, Serialize)]
pub struct Quotation {
    /// As quoted, without the marks.
    pub text: String,
    /// Its bytes in the message.
    pub span: (usize, usize),
    /// What was found.
    pub result: Match,
    /// The report's own words, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
    /// The rest of them, where they go on over a page or a paragraph that one receipt cannot cover.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub continued: Vec<Excerpt>,
    /// What was changed, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<Change>,
}

/// Looks for a quotation in the reports on a shelf.
pub fn compare(shelf: &Shelf, quoted: &Quoted) -> Result<Quotation, IndexError> {
    let tokens = words::tokens(&quoted.text);
    let found = find::find(shelf, &quoted.text, &tokens)?;
    let (result, diff, mut excerpts) = match found {
        None => (Match::NotFound, Vec::new(), Vec::new()),
        Some(found) => {
            let diff = found.changes(&quoted.text, &tokens);
            let result = if diff.is_empty() {
                Match::Exact
            } else {
                Match::Altered
            };
            (result, diff, found.excerpts())
        }
    };
    let first = (!excerpts.is_empty()).then(|| excerpts.remove(0));
    Ok(Quotation {
        text: quoted.text.clone(),
        span: quoted.span,
        result,
        excerpt: first,
        continued: excerpts,
        diff,
    })
}

/// How words in a message stand to words that are known, such as those of a receipt; none where they have too little in
/// common.
pub(super) fn compare_with(quoted: &str, known: &str) -> Option<(Match, Vec<Change>)> {
    let (tokens, text) = (words::tokens(quoted), words::words(known));
    let alignment = align(&tokens, &text);
    if !resembles(&alignment, &tokens, &text) {
        return None;
    }
    let diff = diff::changes(&alignment, (quoted, &tokens), (known, &text));
    let result = if diff.is_empty() {
        Match::Exact
    } else {
        Match::Altered
    };
    Some((result, diff))
}

/// Quotations with fewer words must be the same but for one word.
const SHORT: usize = 8;

/// Whether an alignment is close enough for the one to be made from the other: six words of ten are the same, two of them
/// informative, and no more were left out than there are. Of short quotations all but one or two words are the same.
fn resembles(alignment: &Alignment, quotation: &[Token], text: &[Placed]) -> bool {
    let length = quotation
        .iter()
        .filter(|token| matches!(token, Token::Word(_)))
        .count();
    if alignment.edits == 0 {
        return alignment.same == length && length > 0;
    }
    let informative = alignment.steps.iter().filter(|step| match step {
        align::Step::Same(_, at) => !crate::answer::is_stop_word(&text[*at].key),
        _ => false,
    });
    let most = match length {
        0..4 => 0,
        4..6 => 1,
        6..SHORT => 2,
        _ => length * 6 / 10,
    };
    let left_out = alignment
        .steps
        .iter()
        .filter(|step| matches!(step, align::Step::LeftOut(_)));
    alignment.edits <= most
        && left_out.count() <= length
        && alignment.same * 10 >= length * 6
        && informative.take(2).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "However, the old bridge of Ostrel stayed closed to all traffic until May 2016, and the port board paid for it.";

    #[test]
    fn words_are_compared_with_those_that_are_known() {
        let result = |quoted| compare_with(quoted, KNOWN).map(|(result, _)| result);
        for (quoted, expected) in [
            ("The old bridge of Ostrel stayed closed", Some(Match::Exact)),
            (
                "the old bridge of Ostrel never closed to all traffic",
                Some(Match::Altered),
            ),
            ("The old tram line of Tver burned down to the ground", None),
            ("of the and for it", None),
        ] {
            assert_eq!(result(quoted), expected, "{quoted}");
        }
    }
}
