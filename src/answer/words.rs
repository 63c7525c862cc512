//! A question's words: what each may look like in a passage, and how much it says.

use std::ops::Range;

use crate::index::analyzer::{Analyzer, Word, WordKind, words};
use crate::index::{Editions, IndexError, QueryTerm, QueryWord};
use crate::library::Shelf;
use crate::report::{Language, fold};

use super::lists::{is_stop_word, synonyms};
use super::question::MAX_WORDS;

/// A word of a question.
#[derive(Clone, Debug)]
pub(super) struct QuestionWord {
    /// As the person wrote it.
    pub(super) typed: String,
    /// Its bytes in the question; the pairs of characters that Chinese, Japanese and Thai are split into overlap.
    pub(super) range: Range<usize>,
    /// Its distinct terms over the languages in scope.
    pub(super) terms: Vec<String>,
    /// In how many passages in scope each of them occurs.
    pub(super) each: Vec<u64>,
    /// What may stand for it, where it is misspelt or people also say it otherwise, and how much that counts.
    pub(super) lent: Vec<(String, f32)>,
    /// How rare it is in scope: BM25's inverse document frequency.
    pub(super) idf: f32,
    /// In how many passages in scope it occurs.
    pub(super) passages: u64,
    /// Whether it stands as typed, or as people also say it, in no passage in scope.
    pub(super) unknown: bool,
    /// A year, a number or a name: something that a passage cannot do without.
    pub(super) anchor: Option<Anchor>,
}

/// What makes a word an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// 1900 to 2099.
    Year,
    /// Any other number.
    Number,
    /// Written with a capital where the rest is not.
    Name,
}

/// The informative words of a question, each once, in the order in which they stand.
///
/// `asked` are all [words] of `text`.
pub(super) fn question_words(
    text: &str,
    asked: &[Word],
    shelf: &Shelf,
) -> Result<Vec<QuestionWord>, IndexError> {
    let languages = shelf.languages();
    let total = shelf.passages();
    let mut found: Vec<QuestionWord> = Vec::new();
    for word in asked {
        if is_stop_word(&word.normal) && !is_capital_acronym(&text[word.range.clone()]) {
            continue;
        }
        let terms = terms(word, languages);
        if found.iter().any(|known| known.terms == terms) {
            continue;
        }
        let each = terms
            .iter()
            .map(|term| shelf.searcher().passages_with(term, shelf.filter()));
        let each: Vec<u64> = each.collect::<Result<_, _>>()?;
        let passages = each.iter().copied().max().unwrap_or_default();
        let (lent, standing) = lend(word, passages, &terms, shelf, languages)?;
        found.push(QuestionWord {
            typed: text[word.range.clone()].to_owned(),
            range: word.range.clone(),
            anchor: anchor(text, word),
            idf: idf(total, passages.max(standing)),
            terms,
            each,
            unknown: passages == 0 && (standing > 0 || lent.is_empty()),
            lent,
            passages,
        });
        if found.len() == MAX_WORDS {
            break;
        }
    }
    Ok(found)
}

/// What the words of the question before count against those of the question itself.
const CONTEXT_WEIGHT: f32 = 0.3;

/// Adds the words of the question that this one follows, at low weight: they lend a subject to "and Iran?", and nobody
/// misses them in an answer.
pub(super) fn lend_context(
    words: &mut Vec<QuestionWord>,
    before: &str,
    shelf: &Shelf,
) -> Result<(), IndexError> {
    let asked: Vec<Word> = crate::index::analyzer::words(before).collect();
    for word in question_words(before, &asked, shelf)? {
        if words.len() == MAX_WORDS {
            break;
        }
        if word.passages == 0 || words.iter().any(|known| known.terms == word.terms) {
            continue;
        }
        words.push(QuestionWord {
            idf: word.idf * CONTEXT_WEIGHT,
            anchor: None,
            unknown: false,
            lent: Vec::new(),
            ..word
        });
    }
    Ok(())
}

/// Robertson and Spärck Jones's weight as Lucene and tantivy use it; at least a little for a word that is everywhere.
pub(super) fn idf(total: u64, passages: u64) -> f32 {
    let (total, passages) = (total.max(passages) as f32, passages as f32);
    (1.0 + (total - passages + 0.5) / (passages + 0.5))
        .ln()
        .max(0.05)
}

/// What may stand for a word, and in how many passages that occurs where the word itself occurs in none.
fn lend(
    word: &Word,
    passages: u64,
    terms: &[String],
    shelf: &Shelf,
    languages: &[Language],
) -> Result<(Vec<(String, f32)>, u64), IndexError> {
    let mut lent: Vec<(String, f32)> = Vec::new();
    for synonym in synonyms(&word.normal) {
        let like = words(synonym).flat_map(|word| self::terms(&word, languages));
        lent.extend(
            like.filter(|term| !terms.contains(term))
                .map(|term| (term, SYNONYM_WEIGHT)),
        );
    }
    if passages > 0 || !lent.is_empty() {
        return Ok((lent, 0));
    }
    let repaired = repair(word, shelf)?;
    let standing = repaired.first().map_or(0, |(_, passages)| *passages);
    Ok((
        repaired
            .into_iter()
            .map(|(term, _)| (term, REPAIR_WEIGHT))
            .collect(),
        standing,
    ))
}

/// The terms in scope that a word which occurs nowhere may be a misspelling of, with how many passages have each. Only
/// the closest, which begin with the same letter; none for short words and numbers, where every other word is close.
fn repair(word: &Word, shelf: &Shelf) -> Result<Vec<(String, u64)>, IndexError> {
    let folded = fold(&word.normal);
    let letters = folded.chars().count();
    if word.kind != WordKind::Letters || letters < 4 {
        return Ok(Vec::new());
    }
    let first = folded.chars().next();
    for distance in 1..=if letters >= 8 { 2 } else { 1 } {
        let mut found = Vec::new();
        // The index holds stems: the word is compared with and without its ending.
        for spelling in [
            folded.clone(),
            crate::index::analyzer::Analyzer::new(Language::English)
                .terms(word)
                .next()
                .unwrap_or_default(),
        ] {
            for (term, passages) in like(&spelling, distance, shelf)? {
                if term.chars().next() == first && !found.iter().any(|(known, _)| *known == term) {
                    found.push((term, passages));
                }
            }
        }
        found.sort_by_key(|(_, passages)| std::cmp::Reverse(*passages));
        found.truncate(MOST_REPAIRS);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The commonest terms in scope within an edit distance, with how many passages in scope have each.
fn like(spelling: &str, distance: u8, shelf: &Shelf) -> Result<Vec<(String, u64)>, IndexError> {
    // The index knows the terms of all reports: those that are commonest out of scope must not crowd out ours.
    let limit = match shelf.filter() {
        Editions::All => MOST_REPAIRS,
        _ => MOST_LIKE,
    };
    let mut found = Vec::new();
    for (term, _) in shelf.searcher().terms_like(spelling, distance, limit)? {
        let passages = shelf.searcher().passages_with(&term, shelf.filter())?;
        if passages > 0 {
            found.push((term, passages));
        }
    }
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(MOST_REPAIRS);
    Ok(found)
}

/// The distinct terms of a word over some languages; the compound, where it begins one, is another.
pub(super) fn terms(word: &Word, languages: &[Language]) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for language in languages {
        let analyzer = Analyzer::new(*language);
        for term in analyzer.terms(word) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    terms
}

fn anchor(text: &str, word: &Word) -> Option<Anchor> {
    let typed = &text[word.range.clone()];
    if word.normal.bytes().all(|b| b.is_ascii_digit()) && !word.normal.is_empty() {
        let year = word.normal.len() == 4 && matches!(&word.normal[..2], "19" | "20");
        return Some(if year { Anchor::Year } else { Anchor::Number });
    }
    if word.kind == WordKind::Whole && word.normal.bytes().any(|b| b.is_ascii_digit()) {
        return Some(Anchor::Number);
    }
    let capital = typed.chars().next().is_some_and(char::is_uppercase);
    let first = text[..word.range.start].trim_end().is_empty()
        || text[..word.range.start]
            .trim_end()
            .ends_with(['.', '?', '!']);
    // A question in capitals throughout, or its first word, says nothing by its capital.
    let shouted = !text.chars().any(char::is_lowercase);
    (capital && !shouted && (!first || is_capital_acronym(typed))).then_some(Anchor::Name)
}

fn is_capital_acronym(typed: &str) -> bool {
    let letters = typed.chars().filter(|c| *c != '.');
    (2..=6).contains(&letters.clone().count())
        && letters.clone().all(|c| c.is_uppercase() || c.is_numeric())
        && letters.clone().any(char::is_uppercase)
}

impl QuestionWord {
    /// What the index is asked for.
    pub(super) fn to_query(&self, shelf: &Shelf) -> Vec<QueryWord> {
        let whole = *shelf.filter() == Editions::All;
        let term = |(term, passages): (&String, &u64)| QueryTerm {
            term: term.clone(),
            passages: whole.then_some(*passages),
        };
        let own = QueryWord {
            terms: self.terms.iter().zip(&self.each).map(term).collect(),
            weight: 1.0,
            names: self.terms.iter().any(|term| self.is_name(term, shelf)),
        };
        let lent = self.lent.iter().map(|(term, weight)| QueryWord {
            terms: vec![QueryTerm {
                term: term.clone(),
                passages: None,
            }],
            weight: *weight,
            names: self.is_name(term, shelf),
        });
        std::iter::once(own).chain(lent).collect()
    }

    /// Whether a report may be meant by one of its terms: the reports that are called so have more passages than there
    /// are with the word in their text. A title's other words stand all over the reports.
    fn is_name(&self, term: &str, shelf: &Shelf) -> bool {
        shelf.passages_called(term) > self.passages
    }
}

/// What a word that people use for another counts, against that one.
const SYNONYM_WEIGHT: f32 = 0.5;
/// What a repaired word counts, against one that was spelt right.
const REPAIR_WEIGHT: f32 = 0.75;
/// A misspelt word may have meant this many others.
const MOST_REPAIRS: usize = 3;
/// Terms of the whole index that are looked at for those in scope.
const MOST_LIKE: usize = 256;

/// The folded words of a text, for comparing phrases and editions to the word.
pub(super) fn folded_words(text: &str) -> Vec<String> {
    words(text).map(|word| fold(&word.normal)).collect()
}
