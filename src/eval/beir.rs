//! Retrieval sets in BEIR's layout: `corpus.jsonl`, `queries.jsonl` and one file of judgments in `qrels/`.
//!
//! Each document is one passage, its title a heading sentence before its text, and none is split. A set is searched
//! as one report for each of its languages, of which the documents are the paragraphs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::metrics::{Figures, Judgments};
use super::{EvalError, Times, failed, read, rows};
use crate::answer::ranking;
use crate::index::{Batch, Index, IndexError};
use crate::ingest::extract::{ImportedPassage, reading_of};
use crate::ingest::passages::passages;
use crate::library::{Scope, Shelf};
use crate::report::{Extractor, Language, Passage, Report, Sentence, Span};
use crate::store::{Catalogue, Edition, State};

/// How many documents of each ranking are looked at.
const DEPTH: usize = 100;
/// A language that is seen in fewer than one document in so many is taken for a mistake.
const RARE: usize = 20;
/// How much text shows which language a set is in.
const SAMPLE_DOCUMENTS: usize = 50;
const SAMPLE_BYTES: usize = 400;

/// A set as it lies in its folder.
pub struct Set {
    /// The folder's name.
    pub name: String,
    documents: Vec<Document>,
    queries: Vec<Query>,
}

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    title: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct QueryRow {
    #[serde(rename = "_id")]
    id: String,
    text: String,
}

/// A query with at least one relevant document.
struct Query {
    text: String,
    judgments: Judgments,
}

/// What `pincite eval` says of a set.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// The folder's name.
    pub set: String,
    /// Queries that have a relevant document: what the figures are means over.
    pub queries: usize,
    /// Means over them.
    #[serde(flatten)]
    pub figures: Figures,
    /// Milliseconds from question to ranking: half of the queries took no longer.
    pub median_ms: f64,
    /// And 99 in 100.
    pub p99_ms: f64,
}

/// Measures the set in a folder.
pub fn evaluate(folder: &Path) -> Result<Evaluation, EvalError> {
    let set = Set::read(folder)?;
    let indexed = Indexed::of(&set)?;
    let mut times = Times::default();
    let mut all = Vec::with_capacity(set.queries.len());
    for query in &set.queries {
        let since = Instant::now();
        let ranking = indexed.ranking(&query.text)?;
        times.push(since.elapsed());
        all.extend(Figures::of(&ranking, &query.judgments));
    }
    Ok(Evaluation {
        queries: all.len(),
        figures: Figures::mean(&all),
        median_ms: times.percentile_ms(50),
        p99_ms: times.percentile_ms(99),
        set: set.name,
    })
}

impl Set {
    /// Reads the set in a folder.
    pub fn read(folder: &Path) -> Result<Set, EvalError> {
        let corpus = folder.join("corpus.jsonl");
        let documents: Vec<Document> = rows(&corpus)?;
        let mut known = std::collections::HashSet::new();
        if let Some(twice) = documents.iter().find(|d| !known.insert(d.id.as_str())) {
            return Err(EvalError::Set {
                path: corpus,
                why: format!("two documents have the _id {:?}", twice.id),
            });
        }
        let asked = folder.join("queries.jsonl");
        let mut judged = judgments(&only_file(&folder.join("qrels"))?)?;
        let queries = rows::<QueryRow>(&asked)?
            .into_iter()
            .filter_map(|row| {
                let judgments = judged.remove(&row.id)?;
                Some(Query {
                    text: row.text,
                    judgments,
                })
            })
            .filter(|query| query.judgments.values().any(|relevance| *relevance > 0.0))
            .collect();
        match judged.into_keys().min() {
            Some(unknown) => Err(EvalError::Set {
                path: asked,
                why: format!("has no query {unknown:?}, for which there are judgments"),
            }),
            None => Ok(Set {
                name: name(folder),
                documents,
                queries,
            }),
        }
    }

    /// The language that each document is stemmed in: its own, where that can be told, else that of the set.
    fn languages(&self) -> Vec<Language> {
        let own: Vec<Language> = self
            .documents
            .iter()
            .map(|document| Language::detect(&document.text))
            .collect();
        let mut seen: HashMap<Language, usize> = HashMap::new();
        for language in &own {
            *seen.entry(*language).or_default() += 1;
        }
        let common = self.common_language();
        own.into_iter()
            .map(|language| {
                let rare = seen[&language] * RARE < self.documents.len();
                if rare || language == Language::Other {
                    common
                } else {
                    language
                }
            })
            .collect()
    }

    fn common_language(&self) -> Language {
        let step = self.documents.len().div_ceil(SAMPLE_DOCUMENTS).max(1);
        let sample: Vec<&str> = self
            .documents
            .iter()
            .step_by(step)
            .map(|document| &document.text[..document.text.floor_char_boundary(SAMPLE_BYTES)])
            .collect();
        Language::detect(&sample.join("\n"))
    }
}

fn name(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().unwrap_or(whole.as_os_str());
    name.to_string_lossy().into_owned()
}

fn only_file(folder: &Path) -> Result<PathBuf, EvalError> {
    let mut files = Vec::new();
    for entry in folder.read_dir().map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
        if path.is_file() && !path.file_name().is_some_and(hidden) {
            files.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(files) {
        Ok([file]) => Ok(file),
        Err(files) => Err(EvalError::Set {
            path: folder.to_owned(),
            why: format!("holds {} files, and one is expected", files.len()),
        }),
    }
}

/// Judgments by query. The first line is a header.
fn judgments(path: &Path) -> Result<HashMap<String, Judgments>, EvalError> {
    let mut judged: HashMap<String, Judgments> = HashMap::new();
    for (at, line) in read(path)?.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            continue;
        }
        let row = line
            .split_once('\t')
            .and_then(|(query, rest)| Some((query, rest.split_once('\t')?)))
            .and_then(|(query, (document, score))| {
                Some((query, document, score.trim().parse().ok()?))
            });
        let Some((query, document, relevance)) = row else {
            return Err(EvalError::Line {
                path: path.to_owned(),
                line: at + 1,
                why: "not a query's id, a document's id and a number, with tabs between".to_owned(),
            });
        };
        judged
            .entry(query.to_owned())
            .or_default()
            .insert(document.to_owned(), relevance);
    }
    Ok(judged)
}

/// A set, ready to be searched.
struct Indexed<'s> {
    set: &'s Set,
    shelf: Shelf,
    /// Where the index lies while it is used.
    _folder: tempfile::TempDir,
}

impl<'s> Indexed<'s> {
    fn of(set: &'s Set) -> Result<Indexed<'s>, EvalError> {
        let folder = tempfile::tempdir().map_err(failed(&std::env::temp_dir()))?;
        let index = Index::create(folder.path())?;
        let editions = write(set, &index)?;
        let catalogue = Catalogue {
            generation: 0,
            editions,
            ..Catalogue::default()
        };
        let searcher = Arc::new(index.searcher()?);
        Ok(Indexed {
            set,
            shelf: Shelf::new(searcher, &catalogue, &Scope::Everything),
            _folder: folder,
        })
    }

    /// The ids of the best documents, best first.
    fn ranking(&self, question: &str) -> Result<Vec<&'s str>, EvalError> {
        let ranked = ranking(&self.shelf, question, DEPTH)?;
        let numbers = ranked
            .iter()
            .filter_map(|ranked| ranked.passage.sentences.first()?.paragraph);
        Ok(numbers
            .map(|number| self.set.documents[number as usize - 1].id.as_str())
            .collect())
    }
}

/// Adds a set's documents, as one edition for each of its languages.
fn write(set: &Set, index: &Index) -> Result<Vec<Edition>, IndexError> {
    let mut of_language: HashMap<Language, Vec<Passage>> = HashMap::new();
    for (at, (document, language)) in set.documents.iter().zip(set.languages()).enumerate() {
        of_language
            .entry(language)
            .or_default()
            .extend(passage(document, at as u32 + 1));
    }
    let mut writer = index.writer()?;
    let mut editions = Vec::new();
    for language in Language::ALL {
        let Some(passages) = of_language.get(language) else {
            continue;
        };
        let edition = edition(editions.len() as u64, *language, passages.len());
        writer.add(&Batch {
            edition: edition.number,
            language: *language,
            names: "",
            passages,
        })?;
        editions.push(edition);
    }
    writer.commit(0)?;
    Ok(editions)
}

fn edition(number: u64, language: Language, passages: usize) -> Edition {
    Edition {
        number,
        report: Report::default(),
        scope: None,
        sha256: [0; 32],
        part: 0,
        extractor: Extractor::Jsonl,
        version: Extractor::Jsonl.version(),
        language,
        pages: 0,
        passages: passages as u32,
        state: State::Ready,
    }
}

/// A document as one passage, whatever its length; none where it has no words.
fn passage(document: &Document, number: u32) -> Option<Passage> {
    let reading = reading_of(&[ImportedPassage {
        title: document.title.clone().unwrap_or_default(),
        text: document.text.clone(),
        ..ImportedPassage::default()
    }]);
    let parts = passages(&reading);
    let sentences = parts.iter().flat_map(|part| {
        // Without pages a part is one span, and the document's reading text is one unit.
        let shift = part.spans[0].start - part.spans[0].at;
        part.sentences.iter().map(move |sentence| Sentence {
            start: sentence.start + shift,
            end: sentence.end + shift,
            paragraph: Some(number),
            kind: sentence.kind,
        })
    });
    let sentences: Vec<Sentence> = sentences.collect();
    let last = parts.last()?;
    let text = reading.units[0].text.clone();
    Some(Passage {
        section: last.section.clone(),
        kind: last.kind,
        spans: vec![Span {
            at: 0,
            len: text.len() as u32,
            start: 0,
            page: None,
            label: None,
        }],
        sentences,
        acronyms: Vec::new(),
        text,
    })
}
