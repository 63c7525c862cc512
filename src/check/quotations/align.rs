//! The least edits, word by word, that turn some stretch of a text into a quotation.
//!
//! Sellers' alignment (approximate matching with free ends in the text) over words instead of letters: P. H. Sellers, "The
//! theory and computation of evolutionary distances: pattern recognition", *Journal of Algorithms* 1 (1980), 359–373. An
//! ellipsis in the quotation skips any number of words at hardly any cost.

use std::ops::Range;

use super::words::{Placed, Token};

/// One step of an alignment, by places in the quotation and in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The same word.
    Same(usize, usize),
    /// A word of the text became another.
    Replaced(usize, usize),
    /// A word that the text does not have.
    Added(usize),
    /// A word that only the text has.
    LeftOut(usize),
    /// A word that an ellipsis stands for.
    Skipped(usize),
}

/// The best alignment of a quotation with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alignment {
    /// In order.
    pub(super) steps: Vec<Step>,
    /// Words that are the same.
    pub(super) same: usize,
    /// Words that were replaced, added or left out.
    pub(super) edits: usize,
}

const EDIT: u32 = 1_000;
/// A word skipped by an ellipsis costs a little, so that the nearest continuation is taken.
const SKIP: u32 = 1;

/// Aligns a quotation with the stretch of a text that needs the fewest edits; the first of equals.
pub(super) fn align(quotation: &[Token], text: &[Placed]) -> Alignment {
    let width = text.len() + 1;
    let mut cost = vec![0_u32; (quotation.len() + 1) * width];
    for (n, token) in quotation.iter().enumerate() {
        let (above, row) = (n * width, (n + 1) * width);
        match token {
            Token::Ellipsis => {
                cost[row] = cost[above];
                for at in 1..width {
                    cost[row + at] = cost[above + at].min(cost[row + at - 1] + SKIP);
                }
            }
            Token::Word(word) => {
                cost[row] = cost[above] + EDIT;
                for at in 1..width {
                    let same = word.key == text[at - 1].key;
                    let across = cost[above + at - 1] + if same { 0 } else { EDIT };
                    let added = cost[above + at] + EDIT;
                    let left_out = cost[row + at - 1] + EDIT;
                    cost[row + at] = across.min(added).min(left_out);
                }
            }
        }
    }
    let last = quotation.len() * width;
    let end = (0..width)
        .min_by_key(|at| (cost[last + at], *at))
        .unwrap_or(0);
    let steps = trace(quotation, text, &cost, end);
    let same = steps
        .iter()
        .filter(|step| matches!(step, Step::Same(..)))
        .count();
    let skipped = steps
        .iter()
        .filter(|step| matches!(step, Step::Skipped(_)))
        .count();
    Alignment {
        edits: steps.len() - same - skipped,
        same,
        steps,
    }
}

/// Walks back along the least costs; where several are least, words that are the same come first.
fn trace(quotation: &[Token], text: &[Placed], cost: &[u32], end: usize) -> Vec<Step> {
    let width = text.len() + 1;
    let (mut n, mut at) = (quotation.len(), end);
    let mut steps = Vec::new();
    while n > 0 {
        let here = cost[n * width + at];
        let above = |at: usize| cost[(n - 1) * width + at];
        let left = |at: usize| cost[n * width + at - 1];
        match &quotation[n - 1] {
            Token::Ellipsis if here == above(at) => n -= 1,
            Token::Ellipsis => {
                at -= 1;
                steps.push(Step::Skipped(at));
            }
            Token::Word(word) => {
                let same = at > 0 && word.key == text[at - 1].key;
                if same && here == above(at - 1) {
                    (n, at) = (n - 1, at - 1);
                    steps.push(Step::Same(n, at));
                } else if at > 0 && !same && here == above(at - 1) + EDIT {
                    (n, at) = (n - 1, at - 1);
                    steps.push(Step::Replaced(n, at));
                } else if here == above(at) + EDIT {
                    n -= 1;
                    steps.push(Step::Added(n));
                } else if at > 0 && here == left(at) + EDIT {
                    at -= 1;
                    steps.push(Step::LeftOut(at));
                } else {
                    // No other way leads here; a wrong table must not loop for ever.
                    n -= 1;
                }
            }
        }
    }
    steps.reverse();
    steps
}

impl Alignment {
    /// The words of the text from the first to the last that it has in common with the quotation.
    pub(super) fn reach(&self) -> Option<Range<usize>> {
        let mut same = self.steps.iter().filter_map(|step| match step {
            Step::Same(_, at) => Some(*at),
            _ => None,
        });
        let first = same.next()?;
        Some(first..same.next_back().unwrap_or(first) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::{tokens, words};
    use super::*;
    use proptest::prelude::*;

    fn aligned(quotation: &str, text: &str) -> Alignment {
        align(&tokens(quotation), &words(text))
    }

    #[test]
    fn edits_are_counted_wherever_the_words_stand() {
        let text = "Before it all, the old bridge stayed closed until May of that year.";
        for (quotation, same, edits) in [
            ("the old bridge stayed closed", 5, 0),
            ("the bridge stayed closed", 4, 1),
            ("the old iron bridge stayed closed", 5, 1),
            ("the new bridge stayed open until May", 5, 2),
            ("the old bridge … until May", 5, 0),
            ("Nothing of this is there", 0, 5),
        ] {
            let found = aligned(quotation, text);
            assert_eq!((found.same, found.edits), (same, edits), "{quotation}");
        }
    }

    proptest! {
        #[test]
        fn every_word_of_the_quotation_is_accounted_for(quotation in "[ab… ]{0,24}", text in "[abc ]{0,40}") {
            let (tokens, words) = (tokens(&quotation), words(&text));
            let found = align(&tokens, &words);
            let told = found.steps.iter().filter(|step| !matches!(step, Step::LeftOut(_) | Step::Skipped(_))).count();
            prop_assert_eq!(told, tokens.iter().filter(|token| matches!(token, Token::Word(_))).count());
            prop_assert!(found.edits <= told);
        }
    }
}
