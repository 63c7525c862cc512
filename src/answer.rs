//! A question → an answer: excerpts quoted to the letter, each with its place and a receipt, or an explained silence.
//!
//! [`answer`] is the only place that knows the order of the steps; the terminal and Discord both call it. It neither
//! waits for the network nor writes anything.

mod lists;
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

use crate::index::{Candidate, IndexError, Query};
use crate::library::{Shelf, names};
use crate::report::{Locator, Passage, Receipt, Report, Source};

pub(crate) use lists::is_stop_word;
pub use question::{MAX_CHARS as MAX_QUESTION_CHARS, Question};
pub use recall::{Opened, Recalled, Stretch, recall};
pub use silence::{Outcome, Silence};
pub use verify::{Verdict, Verification, verify, verify_in};

use rank::Hit;
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

/// Words of a report, exactly as they stand there.
#[derive(Clone, Debug, Serialize)]
pub struct Excerpt {
    /// Enough to check it.
    pub receipt: Receipt,
    /// The report.
    pub report: Report,
    /// Where in the report.
    #[serde(flatten)]
    pub locator: Locator,
    /// The words.
    pub text: String,
    /// Byte ranges of `text` that the question's words met; in order, not overlapping.
    pub highlights: Vec<(usize, usize)>,
    /// The rank's measure: comparable within one answer only.
    pub score: f32,
    /// Other reports with the same words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<AlsoIn>,
}

/// Another report in which an excerpt's words stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlsoIn {
    /// The report's id.
    pub report: String,
    /// The physical page there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<crate::report::PageNumber>,
}

/// Answers a question from the reports on a shelf.
pub fn answer(shelf: &Shelf, asked: &str, options: &Options) -> Result<Answer, IndexError> {
    let since = Instant::now();
    let question = Question::parse(asked);
    let shelf = narrow(shelf, &question);
    let mut words = words::question_words(&question.text, &shelf)?;
    if let Some(after) = &options.after {
        words::lend_context(&mut words, &Question::parse(after).text, &shelf)?;
    }
    let (hits, outcome, silence) = match refusal(&question, &words, &shelf) {
        Some(note) => (
            Vec::new(),
            Outcome::Nothing,
            Silence {
                note: Some(note),
                ..Silence::default()
            },
        ),
        None => {
            let hits = find(&question, &words, &shelf)?;
            judged(hits, &words)
        }
    };
    let (excerpts, closest) = match outcome {
        Outcome::Nothing => {
            let first = hits.first().and_then(|hit| excerpt(hit, &words, options));
            (Vec::new(), first)
        }
        _ => (excerpts(&hits, &words, options), None),
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
/// Neither are the same words in several reports folded nor is silence decided. Those beyond the ones that are read again follow as the index ranks them.
pub fn ranking(shelf: &Shelf, asked: &str, depth: usize) -> Result<Vec<Ranked>, IndexError> {
    let question = Question::parse(asked);
    let shelf = narrow(shelf, &question);
    let words = words::question_words(&question.text, &shelf)?;
    if refusal(&question, &words, &shelf).is_some() {
        return Ok(Vec::new());
    }
    let mut first = candidates(&question, &words, &shelf, depth.max(rank::CANDIDATES))?;
    let rest = first.split_off(first.len().min(rank::CANDIDATES));
    let wants = Wants::of(&question.text);
    let read_again = rank::rank(first, &words, wants, &shelf)
        .into_iter()
        .map(|hit| hit.candidate);
    let ranked = |candidate: Candidate| Ranked {
        edition: candidate.edition,
        passage: candidate.passage,
    };
    Ok(read_again.chain(rest).take(depth).map(ranked).collect())
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

/// Why a question cannot be searched, as a sentence that says what to do.
fn refusal(question: &Question, words: &[QuestionWord], shelf: &Shelf) -> Option<String> {
    if shelf.editions().is_empty() {
        return Some("No report here fits report:, after: or before: in your question; leave them out, or see which reports there are.".to_owned());
    }
    if !words.is_empty() {
        return None;
    }
    Some(if question.text.chars().any(char::is_alphanumeric) {
        "Every word of your question is too common to search for; add a name, a number or a subject.".to_owned()
    } else {
        "There is no word to search for in your question; ask with a few words, such as: who paid for the troll farm?".to_owned()
    })
}

fn find<'s>(
    question: &Question,
    words: &[QuestionWord],
    shelf: &'s Shelf,
) -> Result<Vec<Hit<'s>>, IndexError> {
    let candidates = candidates(question, words, shelf, rank::CANDIDATES)?;
    Ok(rank::rank(
        candidates,
        words,
        Wants::of(&question.text),
        shelf,
    ))
}

/// The passages that share words with a question and have its phrases, as the index ranks them.
fn candidates(
    question: &Question,
    words: &[QuestionWord],
    shelf: &Shelf,
    limit: usize,
) -> Result<Vec<Candidate>, IndexError> {
    let languages = shelf.languages();
    let phrase = |text: &String| {
        let mut forms: Vec<Vec<String>> = languages
            .iter()
            .map(|language| {
                let analyzer = crate::index::analyzer::Analyzer::new(*language);
                crate::index::analyzer::words(text)
                    .filter_map(|word| analyzer.terms(&word).next())
                    .collect()
            })
            .collect();
        forms.dedup();
        forms
    };
    let excluded = question.excluded.iter().flat_map(|text| {
        crate::index::analyzer::words(text)
            .flat_map(|word| words::terms(&word, languages))
            .collect::<Vec<_>>()
    });
    let query = Query {
        words: words.iter().flat_map(QuestionWord::to_query).collect(),
        phrases: question.phrases.iter().map(phrase).collect(),
        excluded: excluded.collect(),
        editions: shelf.filter().clone(),
    };
    let mut candidates = shelf.searcher().candidates(&query, limit)?;
    let exact: Vec<Vec<String>> = question
        .phrases
        .iter()
        .map(|phrase| words::folded_words(phrase))
        .collect();
    if !exact.is_empty() {
        candidates.retain(|candidate| {
            let text = words::folded_words(&candidate.passage.text);
            exact.iter().all(|phrase| {
                phrase.is_empty() || text.windows(phrase.len()).any(|window| window == *phrase)
            })
        });
    }
    Ok(candidates)
}

/// The hits to answer from. The handbook answers questions about Pincite, alone and only surely; it never stands among
/// evidence.
fn judged<'s>(hits: Vec<Hit<'s>>, words: &[QuestionWord]) -> (Vec<Hit<'s>>, Outcome, Silence) {
    let of_handbook = |hit: &Hit<'_>| {
        let report = &hit.edition.report;
        report.sample && report.id == crate::library::HANDBOOK
    };
    let handbook_first = hits.first().is_some_and(of_handbook);
    let (handbook, reports): (Vec<_>, Vec<_>) = hits.into_iter().partition(of_handbook);
    if handbook_first {
        let (outcome, silence) = silence::judge(&handbook, words);
        if outcome == Outcome::Answered {
            return (handbook, outcome, silence);
        }
    }
    let (outcome, silence) = silence::judge(&reports, words);
    (reports, outcome, silence)
}

/// The excerpts of the best hits; those with the same words as a better one are folded into it. Beyond the last that is
/// shown, only passages that are the same as a whole are looked for.
fn excerpts(hits: &[Hit<'_>], words: &[QuestionWord], options: &Options) -> Vec<Excerpt> {
    let mut shown: Vec<(&Hit<'_>, Excerpt)> = Vec::new();
    for hit in hits {
        let full = shown.len() == options.limit;
        let text = &hit.candidate.passage.text;
        if full
            && !shown
                .iter()
                .any(|(known, _)| same_words(&known.candidate.passage.text, text))
        {
            continue;
        }
        let Some(excerpt) = excerpt(hit, words, options) else {
            continue;
        };
        match shown
            .iter_mut()
            .find(|(_, known)| same_words(&known.text, &excerpt.text))
        {
            Some((_, known)) => fold_into(known, excerpt),
            None if full => {}
            None => shown.push((hit, excerpt)),
        }
    }
    shown.into_iter().map(|(_, excerpt)| excerpt).collect()
}

/// Whether two texts have the same words, numbers and negations in the same order, whatever their case, their spacing
/// and the shape of their quotation marks.
fn same_words(one: &str, other: &str) -> bool {
    fn words(text: &str) -> impl Iterator<Item = char> {
        let words = text.split_whitespace();
        words
            .flat_map(|word| word.chars().filter(|c| !is_quotation_mark(*c)).chain([' ']))
            .flat_map(char::to_lowercase)
    }
    words(one).eq(words(other))
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '‘' | '’' | '“' | '”' | '«' | '»')
}

fn excerpt(hit: &Hit<'_>, words: &[QuestionWord], options: &Options) -> Option<Excerpt> {
    let passage = &hit.candidate.passage;
    let range = window::window(hit, words, options);
    let edition = hit.edition;
    let source = Source {
        extractor: edition.extractor,
        version: edition.version,
        edition: edition.prefix(),
    };
    Some(Excerpt {
        receipt: passage.receipt(&range, source)?,
        report: edition.report.clone(),
        locator: passage.locate(&range),
        highlights: window::highlights(&hit.matches, &range),
        text: passage.text[range].to_owned(),
        score: hit.score,
        also_in: Vec::new(),
    })
}

/// Keeps the newer report's excerpt and names the other; the rank stays the better one's.
fn fold_into(known: &mut Excerpt, mut other: Excerpt) {
    if other.report.date > known.report.date {
        other.score = known.score;
        other.also_in = std::mem::take(&mut known.also_in);
        std::mem::swap(known, &mut other);
    }
    let place = AlsoIn {
        report: other.report.id,
        page: other.locator.page,
    };
    if place.report != known.report.id && !known.also_in.contains(&place) {
        known.also_in.push(place);
    }
}

#[cfg(test)]
mod tests {
    use super::same_words;

    #[test]
    fn texts_are_the_same_only_to_the_word_and_the_number() {
        assert!(same_words(
            "He said “No\nvotes” changed.",
            "he said \"no votes\" changed."
        ));
        for (one, other) in [
            ("3.5 percent", "35 percent"),
            ("no table", "notable"),
            ("was", "was not"),
            ("in 2020", "in 2021"),
        ] {
            assert!(!same_words(one, other), "{one} / {other}");
        }
    }
}
