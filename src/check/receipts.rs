//! Receipts in a message: what they stand for, and whether the message says the same.

use serde::Serialize;

use super::message;
use super::quotations::{Change, Match, compare_with, quotations};
use crate::answer::{Verification, verify};
use crate::ingest::sentences::sentences;
use crate::library::{Library, LibraryError, Scope};
use crate::report::Receipt;

/// Receipts of one message that are looked up at most.
pub const MAX_RECEIPTS: usize = 8;
/// How receipts of the present format begin: it is the first three bits of the first letter.
const FORMAT: [char; 4] = ['4', '5', '6', '7'];

/// A receipt in a message.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedReceipt {
    /// Its bytes in the message.
    pub span: (usize, usize),
    /// What it stands for.
    pub verification: Verification,
    /// Whether the message has the words that it stands for; absent where it has nothing like them, or they are unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Match>,
    /// What the message changed in them, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<Change>,
}

/// The receipts in a text with their bytes, in order.
pub fn receipts_in(text: &str) -> Vec<(Receipt, (usize, usize))> {
    let possible = |piece: &&(&str, (usize, usize))| {
        (20..=32).contains(&piece.0.len()) && piece.0.bytes().any(|b| b.is_ascii_digit())
    };
    pieces(text)
        .iter()
        .filter(possible)
        .filter_map(|(piece, range)| Some((piece.parse().ok()?, *range)))
        .take(MAX_RECEIPTS)
        .collect()
}

/// What looks like a receipt and is none, with its bytes: a letter is wrong, or missing. At most [`MAX_RECEIPTS`].
pub fn misspelt_in(text: &str) -> Vec<(&str, (usize, usize))> {
    // Letters and digits are mixed in receipts.
    let alike = |(piece, _): &(&str, (usize, usize))| {
        let digits = piece.bytes().filter(u8::is_ascii_digit).count();
        (24..=32).contains(&piece.len())
            && piece.starts_with(FORMAT)
            && (4..=piece.len() - 4).contains(&digits)
            && piece.parse::<Receipt>().is_err()
    };
    pieces(text)
        .into_iter()
        .filter(alike)
        .take(MAX_RECEIPTS)
        .collect()
}

/// The letters and digits that stand together, with their bytes.
fn pieces(text: &str) -> Vec<(&str, (usize, usize))> {
    let mut start = 0;
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .map(|piece| {
            let range = (start, start + piece.len());
            start = range.1 + text[range.1..].chars().next().map_or(0, char::len_utf8);
            (piece, range)
        })
        .collect()
}

/// Resolves the receipts in a message within a scope, and compares what they stand for with what the message says: with
/// each of its quotations, or with each of its sentences where it quotes nothing.
pub async fn receipts(
    library: Option<&Library>,
    scope: &Scope,
    text: &str,
) -> Result<Vec<CheckedReceipt>, LibraryError> {
    let mut checked = Vec::new();
    for (receipt, span) in receipts_in(text) {
        let verification = verify(library, scope, receipt).await?;
        let compared = verification
            .text
            .as_deref()
            .and_then(|words| said_of(text, words));
        let (words, diff) =
            compared.map_or((None, Vec::new()), |(words, diff)| (Some(words), diff));
        checked.push(CheckedReceipt {
            span,
            verification,
            words,
            diff,
        });
    }
    Ok(checked)
}

/// What a message says of known words: unchanged where every stretch of it that resembles them is, else all that was
/// changed. One sentence may be left as it was beside another that was not.
fn said_of(text: &str, known: &str) -> Option<(Match, Vec<Change>)> {
    let quoted: Vec<String> = quotations(text)
        .quotations
        .into_iter()
        .map(|quoted| quoted.text)
        .collect();
    let said = message::without_code_and_links(text);
    let stretches = match quoted.is_empty() {
        false => quoted,
        true => message::lines(&said)
            .flat_map(|line| {
                let start = line.start;
                let found = sentences(&said[line]).into_iter();
                found.map(move |range| start + range.start..start + range.end)
            })
            .map(|range| said[range].to_owned())
            .filter(|sentence| sentence.split_whitespace().count() >= 4)
            .collect(),
    };
    let compared = stretches
        .iter()
        .filter_map(|stretch| compare_with(stretch, known));
    compared.reduce(|(all, mut changes), (result, diff)| {
        changes.extend(diff);
        let result = if all == Match::Exact { result } else { all };
        (result, changes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_with_a_wrong_letter_is_told_from_a_word() {
        let wrong = "4g0ppcnw8ksga05h0qb2v66dz8cf";
        let text =
            format!("Proof: {wrong}! Not internationalisation2 or 4123456789012345678901234567");
        let found: Vec<&str> = misspelt_in(&text).iter().map(|found| found.0).collect();
        assert_eq!(found, [wrong]);
        assert!(misspelt_in("see 4g0ppcnw8ksga05h0qb2v66dz8cg").is_empty());
    }

    #[test]
    fn receipts_are_found_among_words() {
        let text =
            "see 4g0ppcnw8ksga05h0qb2v66dz8cg, and internationalisation2 or 12345678901234567890";
        let found = receipts_in(text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            &text[found[0].1.0..found[0].1.1],
            "4g0ppcnw8ksga05h0qb2v66dz8cg"
        );
    }

    #[test]
    fn altered_words_under_a_receipt_are_caught() {
        let known =
            "There is no indication that a foreign actor altered votes in the 2020 US elections.";
        let result = |text: &str| said_of(text, known).map(|(result, _)| result);
        assert_eq!(
            result("“no indication that a foreign actor altered votes” 4g0p"),
            Some(Match::Exact)
        );
        assert_eq!(
            result("“indication that a foreign actor altered votes in 2020 US elections” 4g0p"),
            Some(Match::Altered)
        );
        assert_eq!(
            result(
                "There is clear indication that a foreign actor altered votes in the 2020 US elections. 4g0p"
            ),
            Some(Match::Altered)
        );
        assert_eq!(result("Look at this one: 4g0p"), None);
        assert_eq!(
            said_of(
                "The bridge stayed closed until May 2016. Divers found deep cracks in its old piers.",
                "The bridge stayed closed until May 2016. Divers found no cracks in its old piers.",
            ),
            Some((
                Match::Altered,
                vec![Change::Replaced {
                    quotation: "deep".to_owned(),
                    report: "no".to_owned(),
                }]
            ))
        );
    }
}
