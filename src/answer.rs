//! A question → an answer: excerpts quoted to the letter, each with its place and a receipt, or an explained silence.
//!
//! [`answer`] is the only place that knows the order of the steps; the terminal and Discord both call it. It neither
//! waits for the network nor writes anything.

mod excerpt;
mod find;
mod lists;
mod qualifier;
mod question;
mod rank;
mod recall;
mod silence;
mod verify;
mod wants;
mod window;
mod words;

use std::time::Instant;

use serde::Serialize;

use crate::index::analyzer::{self, Word};
use crate::index::{Candidate, IndexError};
use crate::library::{Shelf, names};
use crate::report::Passage;

pub use excerpt::{AlsoIn, Excerpt};
pub(crate) use lists::{is_stop_word, synonyms};
pub use qualifier::qualifies;
pub use question::{MAX_CHARS as MAX_QUESTION_CHARS, Question};
pub use recall::{Opened, Recalled, Stretch, recall};
pub use silence::{Outcome, Silence};
pub use verify::{Verdict, Verification, verify, verify_in};

use rank::{Hit, Terms};
use wants::Wants;
use words::QuestionWord;

/// How much to show.
#[derive(Clone, Debug)]
pub struct Options {
    /// Excerpts at most.
    pub limit: usize,
    /// Characters of an excerpt at most.
    pub excerpt_chars: usize,
    /// The question that this one follows ("and Iran?"): its words count a little, too.
    pub after: Option<String>,
    /// Whether an excerpt begins with the sentence that has most of the question's words (or with the one that it leans
    /// on: "However, …"), and holds no heading: what is read on a phone. Otherwise it holds as much of what stands around
    /// it as fits.
    pub answer_first: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limit: 5,
            excerpt_chars: 700,
            after: None,
            answer_first: false,
        }
    }
}

/// What the reports say to a question.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// As it was asked.
    pub question: String,
    /// Whether the reports answer.
    pub outcome: Outcome,
    /// Best first; none where the outcome is nothing.
    pub excerpts: Vec<Excerpt>,
    /// Why there is no sure answer; absent where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// What came closest, where the outcome is nothing; for those who ask to see it.
    #[serde(skip)]
    pub closest: Option<Excerpt>,
    /// What was searched.
    pub searched: Searched,
    /// Milliseconds from question to answer.
    pub took_ms: f64,
}

/// How much was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Searched {
    /// Reports in scope.
    pub reports: usize,
    /// Their passages.
    pub passages: u64,
}

/// Answers a question from the reports on a shelf.
pub fn answer(shelf: &Shelf, asked: &str, options: &Options) -> Result<Answer, IndexError> {
    let since = Instant::now();
    let asking = Asking::parse(asked, options.after.as_deref(), shelf)?;
    let shelf = &asking.shelf;
    let (hits, outcome, silence) = match asking.refusal() {
        Some(note) => (
            Vec::new(),
            Outcome::Nothing,
            Silence {
                note: Some(note),
                ..Silence::default()
            },
        ),
        None => {
            let candidates = asking.candidates(rank::CANDIDATES)?;
            asking.judged(asking.ranked(candidates))
        }
    };
    let (excerpts, closest) = match outcome {
        Outcome::Nothing => (Vec::new(), excerpt::first(&hits, &asking, options)?),
        _ => (excerpt::excerpts(&hits, &asking, options)?, None),
    };
    Ok(Answer {
        question: asked.to_owned(),
        outcome,
        excerpts,
        closest,
        silence: (outcome != Outcome::Answered).then_some(silence),
        searched: Searched {
            reports: shelf.editions().len(),
            passages: shelf.passages(),
        },
        took_ms: (since.elapsed().as_secs_f64() * 1e5).round() / 100.0,
    })
}

/// A passage in its place among those that share words with a question.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The catalogue's number of its edition.
    pub edition: u64,
    /// The passage.
    pub passage: Passage,
}

/// The best `depth` passages, best first: what [`answer`] chooses from.
///
/// Neither are the same words in several reports folded nor is silence decided. Those beyond the ones that are weighed follow as the index ranks them.
pub fn ranking(shelf: &Shelf, asked: &str, depth: usize) -> Result<Vec<Ranked>, IndexError> {
    let asking = Asking::parse(asked, None, shelf)?;
    if asking.refusal().is_some() {
        return Ok(Vec::new());
    }
    let mut first = asking.candidates(depth.max(rank::CANDIDATES))?;
    let rest = first.split_off(first.len().min(rank::CANDIDATES));
    let weighed = asking.ranked(first).into_iter().map(|hit| hit.candidate);
    let ranked = |candidate: Candidate| {
        Ok(Ranked {
            edition: candidate.edition,
            passage: shelf.searcher().read(candidate.address)?.passage,
        })
    };
    weighed.chain(rest).take(depth).map(ranked).collect()
}

/// A question with all that is known of it before the search.
struct Asking {
    question: Question,
    wants: Wants,
    /// What may be searched for it.
    shelf: Shelf,
    words: Vec<QuestionWord>,
    terms: Terms,
}

impl Asking {
    fn parse(asked: &str, after: Option<&str>, shelf: &Shelf) -> Result<Asking, IndexError> {
        let question = Question::parse(asked);
        let shelf = narrow(shelf, &question);
        let spoken: Vec<Word> = analyzer::words(&question.text).collect();
        let mut words = words::question_words(&question.text, &spoken, &shelf)?;
        if let Some(after) = after {
            words::lend_context(&mut words, &Question::parse(after).text, &shelf)?;
        }
        Ok(Asking {
            wants: Wants::of(&spoken),
            terms: Terms::of(&words),
            question,
            shelf,
            words,
        })
    }

    /// The passages that share words with it and have its phrases, as the index ranks them.
    fn candidates(&self, limit: usize) -> Result<Vec<Candidate>, IndexError> {
        find::candidates(&self.question, &self.words, &self.shelf, limit)
    }

    /// Those weighed by where its words stand in them.
    fn ranked(&self, candidates: Vec<Candidate>) -> Vec<Hit<'_>> {
        rank::rank(candidates, self)
    }

    /// Why it cannot be searched, as a sentence that says what to do.
    fn refusal(&self) -> Option<String> {
        if self.shelf.editions().is_empty() {
            return Some("No report here fits report:, after: or before: in your question; leave them out, or see which reports there are.".to_owned());
        }
        if !self.words.is_empty() {
            return None;
        }
        Some(if self.question.text.chars().any(char::is_alphanumeric) {
            "Every word of your question is too common to search for; add a name, a number or a subject.".to_owned()
        } else {
            "There is no word to search for in your question; ask with a few words, such as: who paid for the troll farm?".to_owned()
        })
    }

    /// The hits to answer from. The handbook answers questions about Pincite, alone and only surely; it never stands among
    /// evidence.
    fn judged<'s>(&self, hits: Vec<Hit<'s>>) -> (Vec<Hit<'s>>, Outcome, Silence) {
        let of_handbook = |hit: &Hit<'_>| {
            let report = &hit.edition.report;
            report.sample && report.id == crate::library::HANDBOOK
        };
        if !hits.iter().any(of_handbook) {
            let (outcome, silence) = silence::judge(&hits, &self.words, &self.terms);
            return (hits, outcome, silence);
        }
        let handbook_first = hits.first().is_some_and(of_handbook);
        let (handbook, reports): (Vec<_>, Vec<_>) = hits.into_iter().partition(of_handbook);
        if handbook_first {
            let (outcome, silence) = silence::judge(&handbook, &self.words, &self.terms);
            if outcome == Outcome::Answered {
                return (handbook, outcome, silence);
            }
        }
        let (outcome, silence) = silence::judge(&reports, &self.words, &self.terms);
        (reports, outcome, silence)
    }
}

/// The shelf without what `report:`, `after:` and `before:` leave out.
fn narrow(shelf: &Shelf, question: &Question) -> Shelf {
    if question.report.is_none() && question.after.is_none() && question.before.is_none() {
        return shelf.clone();
    }
    shelf.narrowed(|edition| {
        let report = question
            .report
            .as_deref()
            .is_none_or(|wanted| names(edition, wanted));
        let date = edition.report.date.as_deref();
        // Dates compare as far as both are stated: "2021" is neither before nor after "2021-03".
        let after = question
            .after
            .as_deref()
            .is_none_or(|from| date.is_some_and(|date| prefixes(date, from, |a, b| a >= b)));
        let before = question
            .before
            .as_deref()
            .is_none_or(|to| date.is_some_and(|date| prefixes(date, to, |a, b| a <= b)));
        report && after && before
    })
}

fn prefixes(date: &str, bound: &str, holds: impl Fn(&str, &str) -> bool) -> bool {
    let length = date.len().min(bound.len());
    holds(&date[..length], &bound[..length])
}
