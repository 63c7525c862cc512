//! A question → the passages that may answer it, from the index.

use crate::index::analyzer::{self, Analyzer};
use crate::index::{Candidate, IndexError, Query};
use crate::library::Shelf;

use super::question::Question;
use super::words::{self, QuestionWord};

/// The passages that share words with a question and have its phrases, as the index ranks them.
pub(super) fn candidates(
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
                let analyzer = Analyzer::new(*language);
                analyzer::words(text)
                    .filter_map(|word| analyzer.terms(&word).next())
                    .collect()
            })
            .collect();
        forms.dedup();
        forms
    };
    let excluded = question.excluded.iter().flat_map(|text| {
        analyzer::words(text)
            .flat_map(|word| words::terms(&word, languages))
            .collect::<Vec<_>>()
    });
    let query = Query {
        words: words.iter().flat_map(|word| word.to_query(shelf)).collect(),
        phrases: question.phrases.iter().map(phrase).collect(),
        excluded: excluded.collect(),
        editions: shelf.filter().clone(),
    };
    let candidates = shelf.searcher().candidates(&query, limit)?;
    let exact: Vec<Vec<String>> = question
        .phrases
        .iter()
        .map(|phrase| words::folded_words(phrase))
        .filter(|phrase| !phrase.is_empty())
        .collect();
    if exact.is_empty() {
        return Ok(candidates);
    }
    let kept = candidates.into_iter().map(|candidate| {
        let text = shelf.searcher().read(candidate.address)?.passage.text;
        Ok(has_all(&text, &exact).then_some(candidate))
    });
    kept.filter_map(Result::transpose).collect()
}

/// Whether a text has each of some phrases, word by word.
fn has_all(text: &str, phrases: &[Vec<String>]) -> bool {
    let words = words::folded_words(text);
    let has = |phrase: &Vec<String>| words.windows(phrase.len()).any(|window| window == *phrase);
    phrases.iter().all(has)
}
