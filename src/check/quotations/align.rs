//! The least edits, word by word, that turn some stretch of a text into a quotation.
//!
//! Sellers' alignment (approximate matching with free ends in the text) over words instead of letters, with Gotoh's costs,
//! by which a run of words is cheaper than as many single ones: P. H. Sellers, "The theory and computation of evolutionary
//! distances: pattern recognition", *Journal of Algorithms* 1 (1980), 359–373; O. Gotoh, "An improved algorithm for
//! matching biological sequences", *Journal of Molecular Biology* 162 (1982), 705–708. An ellipsis in the quotation skips
//! any number of words at hardly any cost.

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
    /// Words that were replaced or added, and runs of words that were left out.
    pub(super) edits: usize,
    /// What was minimised: 0 where nothing but ellipses was needed.
    pub(super) cost: u32,
}

/// What a replaced word costs, and the first of a run that was added.
const EDIT: u32 = 1_000;
/// What the first of a run costs that was left out: of explanations as good, the one that keeps the quotation's own words.
const LEFT_OUT: u32 = 900;
/// Each further word of a run: who changes one word often changes its neighbours, too.
const ADDED_ON: u32 = 600;
const LEFT_OUT_ON: u32 = 100;
/// A word skipped by an ellipsis costs a little, so that the nearest continuation is taken.
const SKIP: u32 = 1;
/// More than any alignment costs.
const NEVER: u32 = u32::MAX / 4;

/// How the last step of a partial alignment was made; runs that go on are cheaper than new ones (Gotoh's three tables).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Across = 0,
    Added = 1,
    LeftOut = 2,
}

/// The least costs of aligning the first words of a quotation with a stretch that ends at each word of a text.
struct Table {
    width: usize,
    cost: Vec<[u32; 3]>,
}

impl Table {
    fn at(&self, n: usize, at: usize, last: Last) -> u32 {
        self.cost[n * self.width + at][last as usize]
    }

    fn least(&self, n: usize, at: usize) -> (u32, Last) {
        let [across, added, left_out] = self.cost[n * self.width + at];
        if across <= added && across <= left_out {
            (across, Last::Across)
        } else if left_out <= added {
            (left_out, Last::LeftOut)
        } else {
            (added, Last::Added)
        }
    }

    fn of(quotation: &[Token], text: &[Placed]) -> Table {
        let width = text.len() + 1;
        let mut table = Table {
            width,
            cost: vec![[NEVER; 3]; (quotation.len() + 1) * width],
        };
        table.cost[..width].fill([0, NEVER, NEVER]);
        for (n, token) in quotation.iter().enumerate() {
            for at in 0..width {
                table.cost[(n + 1) * width + at] = match token {
                    Token::Ellipsis => table.skipped(n, at),
                    Token::Word(word) => table.step(n, at, at > 0 && word.key == text[at - 1].key),
                };
            }
        }
        table
    }

    fn skipped(&self, n: usize, at: usize) -> [u32; 3] {
        let before = self.least(n, at).0;
        let on = at
            .checked_sub(1)
            .map_or(NEVER, |left| self.at(n + 1, left, Last::Across) + SKIP);
        [before.min(on), NEVER, NEVER]
    }

    fn step(&self, n: usize, at: usize, same: bool) -> [u32; 3] {
        let left = at.checked_sub(1);
        let across = left.map_or(NEVER, |left| {
            self.least(n, left).0 + if same { 0 } else { EDIT }
        });
        let added = (self.least(n, at).0 + EDIT).min(self.at(n, at, Last::Added) + ADDED_ON);
        let left_out = left.map_or(NEVER, |left| {
            (self.least(n + 1, left).0 + LEFT_OUT)
                .min(self.at(n + 1, left, Last::LeftOut) + LEFT_OUT_ON)
        });
        [across, added, left_out]
    }
}

/// Aligns a quotation with the stretch of a text from which it is made at the least cost; the first of equals.
pub(super) fn align(quotation: &[Token], text: &[Placed]) -> Alignment {
    let table = Table::of(quotation, text);
    let length = quotation.len();
    let end = (0..table.width)
        .min_by_key(|at| (table.least(length, *at).0, *at))
        .unwrap_or(0);
    let steps = trace(quotation, text, &table, end);
    let count = |kind: fn(&Step) -> bool| steps.iter().filter(|step| kind(step)).count();
    let same = count(|step| matches!(step, Step::Same(..)));
    let words = count(|step| matches!(step, Step::Replaced(..) | Step::Added(_)));
    let is_left_out = |step: &Step| matches!(step, Step::LeftOut(_));
    let runs = (0..steps.len())
        .filter(|at| is_left_out(&steps[*at]) && (*at == 0 || !is_left_out(&steps[*at - 1])));
    let edits = words + runs.count();
    // Skipping is no edit, and costs less than one however much is skipped.
    let cost = if edits == 0 {
        0
    } else {
        table.least(length, end).0
    };
    Alignment {
        edits,
        same,
        cost,
        steps,
    }
}

/// Walks back along the least costs.
fn trace(quotation: &[Token], text: &[Placed], table: &Table, end: usize) -> Vec<Step> {
    let (mut n, mut at) = (quotation.len(), end);
    let mut last = table.least(n, at).1;
    let mut steps = Vec::new();
    while n > 0 {
        let here = table.at(n, at, last);
        // The step before is the one that leads here; `on` where a run goes on.
        let before = |n: usize, at: usize, cost: u32, on: u32| {
            let goes_on = table.at(n, at, last) + on == here && table.least(n, at).0 + cost != here;
            if goes_on { last } else { table.least(n, at).1 }
        };
        last = match (&quotation[n - 1], last) {
            (Token::Ellipsis, _) if here == table.least(n - 1, at).0 => {
                n -= 1;
                table.least(n, at).1
            }
            (Token::Ellipsis, _) => {
                at -= 1;
                steps.push(Step::Skipped(at));
                Last::Across
            }
            (Token::Word(word), Last::Across) => {
                (n, at) = (n - 1, at - 1);
                let same = word.key == text[at].key;
                steps.push(if same {
                    Step::Same(n, at)
                } else {
                    Step::Replaced(n, at)
                });
                table.least(n, at).1
            }
            (Token::Word(_), Last::Added) => {
                let next = before(n - 1, at, EDIT, ADDED_ON);
                n -= 1;
                steps.push(Step::Added(n));
                next
            }
            (Token::Word(_), Last::LeftOut) => {
                let next = before(n, at - 1, LEFT_OUT, LEFT_OUT_ON);
                at -= 1;
                steps.push(Step::LeftOut(at));
                next
            }
        };
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
            ("the bridge stayed closed that year", 6, 2),
            ("Nothing at this place here", 0, 5),
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
            prop_assert!(found.same <= told && (found.edits == 0) == (found.cost == 0));
        }
    }
}
