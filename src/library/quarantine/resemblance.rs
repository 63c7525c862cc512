//! Whether a file that was handed in is much like a report that is searched already.

use super::Warning;
use crate::index::analyzer::{Analyzer, words};
use crate::index::{Phrase, Query};
use crate::library::{LibraryError, Shelf};
use crate::report::{Language, Passage, PassageKind, Report, SentenceKind, fold};
use crate::store::Edition;

/// Sentences that are looked for.
const SENTENCES: usize = 24;
/// Shorter sentences may stand in any report.
const FEWEST_WORDS: usize = 6;
/// Of a long sentence, this many words are looked for.
const MOST_WORDS: usize = 12;
/// Reports that are named at most.
const NAMED: usize = 3;

/// Reports on a guild's shelf with the same title, or with half of some sentences taken evenly from the passages. `but` is the
/// edition that the file replaces, which it may well be like.
pub(super) fn like(
    shelf: &Shelf,
    report: &Report,
    passages: &[Passage],
    but: Option<u64>,
) -> Result<Vec<Warning>, LibraryError> {
    let others: Vec<&Edition> = shelf
        .editions()
        .iter()
        .filter(|edition| Some(edition.number) != but && !edition.report.sample)
        .collect();
    let sentences = sentences(passages);
    let mut found: Vec<Warning> = Vec::new();
    for (edition, shared) in shared(shelf, &sentences)? {
        let other = others.iter().find(|other| other.number == edition);
        if let Some(other) = other.filter(|_| shared * 2 >= sentences.len()) {
            found.push(Warning::SameWords {
                report: other.report.id.clone(),
                title: other.report.title.clone(),
                own: other.scope.is_some(),
                shared,
                of: sentences.len(),
            });
        }
    }
    let named: Vec<String> = found.iter().filter_map(Warning::report).collect();
    let title = |report: &Report| fold(&report.title.to_lowercase());
    let wanted = title(report);
    let same = others
        .iter()
        .filter(|other| title(&other.report) == wanted && !named.contains(&other.report.id));
    found.extend(same.map(|other| Warning::SameTitle {
        report: other.report.id.clone(),
        title: other.report.title.clone(),
        own: other.scope.is_some(),
    }));
    found.truncate(NAMED);
    Ok(found)
}

/// Per edition that has any of the sentences, how many; most first.
fn shared(shelf: &Shelf, sentences: &[&str]) -> Result<Vec<(u64, usize)>, LibraryError> {
    let mut counts: Vec<(u64, usize)> = Vec::new();
    for sentence in sentences {
        let query = Query {
            phrases: vec![phrase(sentence, shelf.languages())],
            editions: shelf.filter().clone(),
            ..Query::default()
        };
        let mut with: Vec<u64> = shelf
            .searcher()
            .candidates(&query, 2 * SENTENCES)?
            .iter()
            .map(|candidate| candidate.edition)
            .collect();
        with.sort_unstable();
        with.dedup();
        for edition in with {
            match counts.iter_mut().find(|(known, _)| *known == edition) {
                Some((_, count)) => *count += 1,
                None => counts.push((edition, 1)),
            }
        }
    }
    counts.sort_by_key(|(edition, count)| (std::cmp::Reverse(*count), *edition));
    Ok(counts)
}

/// Sentences of prose from all over a report.
fn sentences(passages: &[Passage]) -> Vec<&str> {
    let prose = passages
        .iter()
        .filter(|passage| passage.kind == PassageKind::Prose);
    let all: Vec<&str> = prose
        .flat_map(|passage| {
            let prose = |sentence: &&crate::report::Sentence| sentence.kind == SentenceKind::Prose;
            let sentences = passage.sentences.iter().filter(prose);
            sentences.map(|sentence| &passage.text[sentence.range()])
        })
        .filter(|sentence| words(sentence).nth(FEWEST_WORDS - 1).is_some())
        .collect();
    let step = all.len().div_ceil(SENTENCES).max(1);
    all.into_iter().step_by(step).collect()
}

fn phrase(sentence: &str, languages: &[Language]) -> Phrase {
    let mut forms: Phrase = languages
        .iter()
        .map(|language| {
            let analyzer = Analyzer::new(*language);
            words(sentence)
                .take(MOST_WORDS)
                .filter_map(|word| analyzer.terms(&word).next())
                .collect()
        })
        .collect();
    forms.dedup();
    forms
}
