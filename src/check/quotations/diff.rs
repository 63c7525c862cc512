//! What was changed in a quotation, in words.

use serde::{Deserialize, Serialize};

use super::align::{Alignment, Step};
use super::words::{Placed, Token};

/// One difference between a quotation and the report, with the words of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The report has these words, and the quotation leaves them out without saying so.
    LeftOut {
        /// The report's words.
        report: String,
    },
    /// The quotation has these words, and the report does not.
    Added {
        /// The quotation's words.
        quotation: String,
    },
    /// The quotation has other words than the report.
    Replaced {
        /// The quotation's words.
        quotation: String,
        /// The report's words.
        report: String,
    },
    /// The quotation joins two places with an ellipsis.
    Joined {
        /// The report's words between them.
        report: String,
    },
}

/// The changes that an alignment found, in the order of the quotation; steps side by side are one change.
pub(super) fn changes(
    alignment: &Alignment,
    quotation: (&str, &[Token]),
    text: (&str, &[Placed]),
) -> Vec<Change> {
    let mut found = Vec::new();
    let mut open = Open::default();
    for step in &alignment.steps {
        match step {
            Step::Same(..) => open.close(quotation, text, &mut found),
            Step::Skipped(at) => {
                if !open.joined {
                    open.close(quotation, text, &mut found);
                }
                open.joined = true;
                open.report.push(*at);
            }
            Step::Replaced(n, at) => open.edit(Some(*n), Some(*at), quotation, text, &mut found),
            Step::Added(n) => open.edit(Some(*n), None, quotation, text, &mut found),
            Step::LeftOut(at) => open.edit(None, Some(*at), quotation, text, &mut found),
        }
    }
    open.close(quotation, text, &mut found);
    found
}

/// A change that may go on.
#[derive(Default)]
struct Open {
    quotation: Vec<usize>,
    report: Vec<usize>,
    joined: bool,
}

impl Open {
    fn edit(
        &mut self,
        own: Option<usize>,
        theirs: Option<usize>,
        quotation: (&str, &[Token]),
        text: (&str, &[Placed]),
        found: &mut Vec<Change>,
    ) {
        if self.joined {
            self.close(quotation, text, found);
        }
        self.quotation.extend(own);
        self.report.extend(theirs);
    }

    fn close(
        &mut self,
        quotation: (&str, &[Token]),
        text: (&str, &[Placed]),
        found: &mut Vec<Change>,
    ) {
        let open = std::mem::take(self);
        let own = stretch(&open.quotation, |n| match &quotation.1[n] {
            Token::Word(word) => Some(word.range.clone()),
            Token::Ellipsis => None,
        })
        .map(|range| quotation.0[range].to_owned());
        let theirs = stretch(&open.report, |at| Some(text.1[at].range.clone()))
            .map(|range| text.0[range].to_owned());
        found.extend(match (own, theirs) {
            (None, None) => None,
            (None, Some(report)) if open.joined => Some(Change::Joined { report }),
            (None, Some(report)) => Some(Change::LeftOut { report }),
            (Some(quotation), None) => Some(Change::Added { quotation }),
            (Some(quotation), Some(report)) => Some(Change::Replaced { quotation, report }),
        });
    }
}

/// From the first to the last of some words.
fn stretch(
    places: &[usize],
    range: impl Fn(usize) -> Option<std::ops::Range<usize>>,
) -> Option<std::ops::Range<usize>> {
    let first = range(*places.first()?)?;
    let last = range(*places.last()?)?;
    Some(first.start..last.end)
}

#[cfg(test)]
mod tests {
    use super::super::align::align;
    use super::super::words::{tokens, words};
    use super::*;

    fn diff(quotation: &str) -> Vec<Change> {
        let text = "However, the old bridge of Ostrel stayed closed to all traffic until May 2016.";
        let (own, theirs) = (tokens(quotation), words(text));
        changes(&align(&own, &theirs), (quotation, &own), (text, &theirs))
    }

    #[test]
    fn each_kind_of_change_is_told() {
        let text = |text: &str| text.to_owned();
        assert_eq!(diff("the old bridge of Ostrel stayed closed"), []);
        assert_eq!(
            diff("the bridge of Ostrel stayed closed to traffic"),
            [
                Change::LeftOut {
                    report: text("old")
                },
                Change::LeftOut {
                    report: text("all")
                },
            ]
        );
        assert_eq!(
            diff("the old iron bridge of Ostrel stayed closed"),
            [Change::Added {
                quotation: text("iron")
            }]
        );
        assert_eq!(
            diff("the old bridge of Ostrel stayed wide open to all traffic"),
            [Change::Replaced {
                quotation: text("wide open"),
                report: text("closed"),
            }]
        );
        assert_eq!(
            diff("the old bridge … stayed closed … until May"),
            [
                Change::Joined {
                    report: text("of Ostrel")
                },
                Change::Joined {
                    report: text("to all traffic")
                },
            ]
        );
    }
}
