//! What qualifies a judgment: the nearest sentence of its section that takes something back, dissents from it, or says how
//! sure it is.
//!
//! An excerpt is a judgment where it has one of the words by which reports judge ("we assess", "concluded that", "no
//! indication", a term of likelihood). A sentence qualifies where it opens with or holds a word of contrast, exception or
//! dissent, or a statement of confidence; a footnote counts as well. Nearness is counted in sentences; of two as near, the
//! later is taken. Passages beyond another heading are not looked at. English, French, Spanish and German.

mod cues;

use std::ops::Range;

use super::excerpt::Excerpt;
use crate::report::{Passage, SentenceKind};
use crate::store::Edition;

use cues::{contrasts, is_judgment, said};

pub use cues::qualifies;

/// Passages that are looked at on each side.
pub(super) const PASSAGES: i64 = 3;

/// The nearest qualifier of an excerpt that is a judgment. `beside` gives the passage so many places after its own, or
/// before it. None where the excerpt judges nothing, or holds its contrast itself.
pub(super) fn qualifier<E>(
    edition: &Edition,
    passage: &Passage,
    range: &Range<usize>,
    beside: impl Fn(i64) -> Result<Option<Passage>, E>,
) -> Result<Option<Excerpt>, E> {
    let text = &passage.text[range.clone()];
    if !is_judgment(text) || holds_contrast(passage, range) {
        return Ok(None);
    }
    let mut best: Option<Found> = nearest(passage, |at| distance(passage, range, at))
        .map(|(far, sentence)| (far, None, sentence));
    let (before, after) = ends(passage, range);
    let mut later = Side {
        direction: 1,
        passed: after,
        goes_on: true,
    };
    let mut earlier = Side {
        direction: -1,
        passed: before,
        goes_on: true,
    };
    for steps in 1..=PASSAGES {
        for side in [&mut later, &mut earlier] {
            // What lies further off than the best so far need not be read.
            if side.goes_on && best.as_ref().is_none_or(|(far, ..)| *far > side.passed) {
                let there = beside(steps * side.direction)?;
                let there = there.filter(|there| there.section == passage.section);
                side.take(there, &mut best);
            }
        }
    }
    Ok(best.and_then(|(_, there, sentence)| {
        Excerpt::of(edition, there.as_ref().unwrap_or(passage), sentence)
    }))
}

/// A qualifying sentence: how far off, in which other passage, and its bytes there.
type Found = (usize, Option<Passage>, Range<usize>);

/// The passages on one side of a judgment's own.
struct Side {
    direction: i64,
    /// Sentences between the judgment and the next passage.
    passed: usize,
    /// Whether the section goes on.
    goes_on: bool,
}

impl Side {
    /// Looks at the next passage, if there is one.
    fn take(&mut self, there: Option<Passage>, best: &mut Option<Found>) {
        let Some(there) = there else {
            self.goes_on = false;
            return;
        };
        let count = there.sentences.len();
        let far = |at: usize| match self.direction {
            1 => self.passed + at + 1,
            _ => self.passed + count - at,
        };
        let found = nearest(&there, |at| Some(far(at)));
        self.passed += count;
        if let Some((far, sentence)) = found
            && best.as_ref().is_none_or(|(known, ..)| far < *known)
        {
            *best = Some((far, Some(there), sentence));
        }
    }
}

/// Sentences of a passage before and after some bytes.
fn ends(passage: &Passage, range: &Range<usize>) -> (usize, usize) {
    let count = |keep: &dyn Fn(&Range<usize>) -> bool| {
        passage
            .sentences
            .iter()
            .filter(|s| keep(&s.range()))
            .count()
    };
    (
        count(&|s| s.end <= range.start),
        count(&|s| s.start >= range.end),
    )
}

/// How many sentences lie from some bytes to a sentence of the same passage; none where they overlap.
fn distance(passage: &Passage, range: &Range<usize>, at: usize) -> Option<usize> {
    let own = passage.sentences[at].range();
    let between = |from: usize, to: usize| {
        passage
            .sentences
            .iter()
            .filter(|s| s.start as usize >= from && s.end as usize <= to)
            .count()
    };
    if own.start >= range.end {
        Some(between(range.end, own.end))
    } else if own.end <= range.start {
        Some(between(own.start, range.start))
    } else {
        None
    }
}

/// The nearest qualifying sentence of a passage, with its distance; the later of equals.
fn nearest(
    passage: &Passage,
    distance: impl Fn(usize) -> Option<usize>,
) -> Option<(usize, Range<usize>)> {
    let sentences = passage.sentences.iter().enumerate();
    let qualifying = sentences.filter(|(_, sentence)| sentence.kind == SentenceKind::Prose);
    qualifying
        .filter(|(_, sentence)| qualifies(&passage.text[sentence.range()]))
        .filter_map(|(at, sentence)| Some((distance(at)?, sentence.range())))
        .min_by_key(|(far, range)| (*far, std::cmp::Reverse(range.start)))
}

/// Whether some bytes hold a sentence of contrast or dissent beside the judgment.
fn holds_contrast(passage: &Passage, range: &Range<usize>) -> bool {
    let within = passage
        .sentences
        .iter()
        .filter(|s| range.start <= s.start as usize && s.end as usize <= range.end);
    within
        .map(|s| said(&passage.text[s.range()]))
        .any(|said| contrasts(&said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Extractor, PassageKind, Report, Sentence, Span};
    use crate::store::State;

    fn edition() -> Edition {
        Edition {
            number: 1,
            report: Report {
                id: "r".into(),
                title: "R".into(),
                ..Report::default()
            },
            scope: None,
            sha256: [7; 32],
            part: 0,
            extractor: Extractor::Text,
            version: 1,
            language: crate::report::Language::English,
            pages: 1,
            passages: 1,
            state: State::Ready,
        }
    }

    fn passage(section: &str, sentences: &[&str]) -> Passage {
        let text = sentences.join(" ");
        let mut at = 0;
        let mut placed = Vec::new();
        for sentence in sentences {
            placed.push(Sentence {
                start: at,
                end: at + sentence.len() as u32,
                paragraph: None,
                kind: SentenceKind::Prose,
            });
            at += sentence.len() as u32 + 1;
        }
        Passage {
            section: vec![section.to_owned()],
            kind: PassageKind::Prose,
            spans: vec![Span {
                at: 0,
                len: text.len() as u32,
                start: 0,
                page: None,
                label: None,
            }],
            sentences: placed,
            acronyms: Vec::new(),
            text,
        }
    }

    /// The qualifier of a passage's first sentence, with one passage before it and one after.
    fn found(own: &[&str], before: Option<&Passage>, after: Option<&Passage>) -> Option<String> {
        let passage = passage("Findings", own);
        let range = passage.sentences[0].range();
        let beside = |steps: i64| -> Result<Option<Passage>, ()> {
            Ok(match steps {
                1 => after.cloned(),
                -1 => before.cloned(),
                _ => None,
            })
        };
        let found = qualifier(&edition(), &passage, &range, beside).unwrap();
        found.map(|excerpt| excerpt.text)
    }

    const JUDGED: &str = "We assess that the bridge was safe.";

    #[test]
    fn the_nearest_of_the_section_is_found() {
        let later = "However, one member disagreed.";
        assert_eq!(
            found(&[JUDGED, "It was old.", later], None, None).as_deref(),
            Some(later)
        );
        let after = passage("Findings", &["It was old.", later]);
        let before = passage("Findings", &["We have low confidence in this."]);
        assert_eq!(found(&[JUDGED], None, Some(&after)).as_deref(), Some(later));
        assert_eq!(
            found(&[JUDGED], Some(&before), Some(&after)).as_deref(),
            Some("We have low confidence in this.")
        );
    }

    #[test]
    fn nothing_is_shown_of_another_section_or_for_what_judges_nothing() {
        let elsewhere = passage("Annex", &["However, the annex is long."]);
        assert_eq!(found(&[JUDGED], None, Some(&elsewhere)), None);
        assert_eq!(
            found(&["The bridge is red.", "However, it was blue."], None, None),
            None
        );
    }
}
