//! Gold files: questions and claims with the pages and words that answer them, asked of a shelf.
//!
//! One object a line: `id`, `kind`, `text`, `lang`, `answerable`, `gold` (a list of `report`, `pages`, `snippet`) and
//! `need`: `any` of the places, or `all` of them. A gold report is one of ours by its id, or by its file where a
//! `reports.json` beside the gold file says which file that is.
//!
//! - *page*: the excerpt is of a gold report and on a gold page, or holds the gold snippet.
//! - *quote*: the excerpt is of a gold report and holds the gold snippet.
//!
//! In reports without physical pages only the snippet decides. An excerpt that is empty, is longer than 700
//! characters, or claims more than two pages is no hit.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{EvalError, Times, read, rows};
use crate::answer::{Answer, Excerpt, Options, Outcome, answer};
use crate::library::Shelf;

/// Excerpts that are looked at.
const EXCERPTS: usize = 5;
/// A longer excerpt is a page, not a quotation.
const MOST_CHARS: usize = 700;
/// A page hit that far down is near enough to ask whether the answer was sure.
const NEAR: usize = 3;

#[derive(Deserialize)]
struct Item {
    kind: String,
    text: String,
    lang: String,
    answerable: bool,
    /// The report that the question was made for.
    #[serde(default)]
    report: Option<String>,
    #[serde(default)]
    gold: Vec<Place>,
    #[serde(default)]
    need: Need,
}

#[derive(Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Need {
    #[default]
    Any,
    All,
}

#[derive(Deserialize)]
struct Place {
    report: String,
    #[serde(default)]
    pages: Vec<u32>,
    snippet: String,
    /// Found by a program, not by the person who asked: welcome, and never needed.
    #[serde(default)]
    auto: bool,
}

#[derive(Deserialize)]
struct Known {
    id: String,
    file: String,
    #[serde(default)]
    fmt: Option<String>,
}

/// What `pincite eval` says of a gold file.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// The file's name without its ending.
    pub set: String,
    /// The answerable items, all and by kind, language and the like.
    #[serde(serialize_with = "as_map")]
    pub groups: Vec<(String, Group)>,
    /// The items that no report answers.
    pub unanswerable: Silent,
    /// Milliseconds from question to answer: half of the items took no longer.
    pub median_ms: f64,
    /// And 99 in 100.
    pub p99_ms: f64,
}

/// The figures of some answerable items, from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// How many items.
    pub n: usize,
    /// By page.
    pub page: Hits,
    /// By the words.
    pub quote: Hits,
    /// Items without any excerpt.
    pub refused: f64,
    /// Of the items with a page hit among the first three, those whose answer was sure.
    pub sure: f64,
}

/// Shares of items with a hit among the first excerpts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hits {
    /// The first.
    #[serde(rename = "hit@1")]
    pub hit_1: f64,
    /// The first three.
    #[serde(rename = "hit@3")]
    pub hit_3: f64,
    /// The first five.
    #[serde(rename = "hit@5")]
    pub hit_5: f64,
    /// The mean of one over the rank of the first hit.
    pub mrr: f64,
}

/// The unanswerable items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Silent {
    /// How many items.
    pub n: usize,
    /// Answered with silence.
    pub nothing: usize,
    /// Answered with silence or a weak match.
    pub nothing_or_weak: usize,
}

/// How one item was answered.
struct Judged<'i> {
    item: &'i Item,
    page: Option<usize>,
    quote: Option<usize>,
    outcome: Outcome,
    refused: bool,
}

/// Asks a shelf what a gold file asks.
pub fn evaluate(path: &Path, shelf: &Shelf, options: &Options) -> Result<Evaluation, EvalError> {
    let items: Vec<Item> = rows(path)?;
    let reports = Reports::beside(path)?;
    let options = Options {
        limit: EXCERPTS,
        ..options.clone()
    };
    let mut times = Times::default();
    let mut judged = Vec::with_capacity(items.len());
    for item in &items {
        let since = Instant::now();
        let answer = answer(shelf, &item.text, &options)?;
        times.push(since.elapsed());
        judged.push(judge(item, &answer, &reports));
    }
    Ok(Evaluation {
        set: path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        groups: groups(&judged, &reports),
        unanswerable: silent(&judged),
        median_ms: times.percentile_ms(50),
        p99_ms: times.percentile_ms(99),
    })
}

fn judge<'i>(item: &'i Item, answer: &Answer, reports: &Reports) -> Judged<'i> {
    let shown: Vec<Shown> = answer
        .excerpts
        .iter()
        .map(|excerpt| Shown::of(excerpt, reports))
        .collect();
    let first = |hit: &dyn Fn(&Shown, &Place) -> bool| match item.need {
        Need::Any => shown
            .iter()
            .position(|shown| item.gold.iter().any(|place| hit(shown, place))),
        Need::All => last_of(&item.gold, &shown, hit),
    };
    Judged {
        item,
        page: first(&|shown, place| shown.has_words(place) || shown.is_on_page(place, reports))
            .map(|at| at + 1),
        quote: first(&|shown, place| shown.has_words(place)).map(|at| at + 1),
        outcome: answer.outcome,
        refused: shown.is_empty(),
    }
}

/// Where several places are needed: the excerpt with which the last of them is shown.
fn last_of(gold: &[Place], shown: &[Shown], hit: &dyn Fn(&Shown, &Place) -> bool) -> Option<usize> {
    let places = gold.iter().filter(|place| !place.auto);
    places
        .map(|place| shown.iter().position(|shown| hit(shown, place)))
        .collect::<Option<Vec<usize>>>()?
        .into_iter()
        .max()
}

/// An excerpt, ready to be compared.
struct Shown {
    report: String,
    pages: Vec<u32>,
    words: String,
}

impl Shown {
    fn of(excerpt: &Excerpt, reports: &Reports) -> Shown {
        let mut pages: Vec<u32> = [excerpt.locator.page, excerpt.locator.page_end]
            .into_iter()
            .flatten()
            .map(u32::from)
            .collect();
        pages.dedup();
        let quotable = (1..=MOST_CHARS).contains(&excerpt.text.chars().count())
            && pages.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        Shown {
            report: reports.gold_id(excerpt),
            pages: if quotable { pages } else { Vec::new() },
            words: if quotable {
                plain(&excerpt.text)
            } else {
                String::new()
            },
        }
    }

    fn has_words(&self, place: &Place) -> bool {
        self.report == place.report
            && !self.words.is_empty()
            && self.words.contains(&plain(&place.snippet))
    }

    fn is_on_page(&self, place: &Place, reports: &Reports) -> bool {
        self.report == place.report
            && reports.has_pages(&place.report)
            && self.pages.iter().any(|page| place.pages.contains(page))
    }
}

/// What `reports.json` beside a gold file says.
#[derive(Default)]
struct Reports {
    by_file: HashMap<String, String>,
    formats: HashMap<String, String>,
}

impl Reports {
    fn beside(gold: &Path) -> Result<Reports, EvalError> {
        let path = gold.with_file_name("reports.json");
        if !path.exists() {
            return Ok(Reports::default());
        }
        let known: Vec<Known> =
            serde_json::from_str(&read(&path)?).map_err(|error| EvalError::Set {
                path,
                why: error.to_string(),
            })?;
        let mut reports = Reports::default();
        for Known { id, file, fmt } in known {
            if let Some(format) = fmt {
                reports.formats.insert(id.clone(), format);
            }
            reports.by_file.insert(file_name(&file).to_owned(), id);
        }
        Ok(reports)
    }

    /// What the gold file calls an excerpt's report.
    fn gold_id(&self, excerpt: &Excerpt) -> String {
        let report = &excerpt.report;
        let known = self.by_file.get(file_name(&report.file));
        known.unwrap_or(&report.id).clone()
    }

    /// Whether a report has physical pages; where nothing is said, its excerpts' pages are believed.
    fn has_pages(&self, id: &str) -> bool {
        let format = self.formats.get(id);
        format.is_none_or(|format| matches!(format.as_str(), "pdf" | "scan"))
    }

    fn is_scan(&self, id: &str) -> bool {
        self.formats.get(id).is_some_and(|format| format == "scan")
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Words without what typesetting does to them: case, spaces, hyphens, the form of quotation marks, ligatures.
fn plain(text: &str) -> String {
    let text: String = text
        .nfkc()
        .filter(|c| *c != '\u{ad}')
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' => '-',
            '\u{2018}'..='\u{201b}' | '`' | '\u{b4}' => '\'',
            '\u{201c}'..='\u{201e}' | '\u{ab}' | '\u{bb}' => '"',
            c => c,
        })
        .collect();
    let mut joined = String::with_capacity(text.len());
    for (n, part) in text.split('-').enumerate() {
        // A hyphen goes, and with it the white space after it, where a line may have ended.
        joined.push_str(if n == 0 { part } else { part.trim_start() });
    }
    let words: Vec<&str> = joined.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn groups(judged: &[Judged<'_>], reports: &Reports) -> Vec<(String, Group)> {
    let mut groups: Vec<(String, Vec<&Judged>)> = Vec::new();
    for one in judged.iter().filter(|one| one.item.answerable) {
        for name in names(one.item, reports) {
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, members)) => members.push(one),
                None => groups.push((name, vec![one])),
            }
        }
    }
    groups
        .into_iter()
        .map(|(name, members)| (name, group(&members)))
        .collect()
}

fn names(item: &Item, reports: &Reports) -> Vec<String> {
    let mut names = vec![
        "all".to_owned(),
        item.kind.clone(),
        format!("lang:{}", item.lang),
    ];
    if item.report.as_deref().is_some_and(|id| reports.is_scan(id)) {
        names.push("scan".to_owned());
    }
    if item.need == Need::All {
        names.push("several".to_owned());
    }
    names
}

fn group(members: &[&Judged<'_>]) -> Group {
    let near = || {
        members
            .iter()
            .filter(|one| one.page.is_some_and(|rank| rank <= NEAR))
    };
    let sure = near().filter(|one| one.outcome == Outcome::Answered);
    let refused = members.iter().filter(|one| one.refused);
    Group {
        n: members.len(),
        page: hits(members, |one| one.page),
        quote: hits(members, |one| one.quote),
        refused: share(refused.count(), members.len()),
        sure: share(sure.count(), near().count()),
    }
}

fn hits(members: &[&Judged<'_>], rank: impl Fn(&Judged<'_>) -> Option<usize>) -> Hits {
    let ranks: Vec<usize> = members.iter().filter_map(|one| rank(one)).collect();
    let within = |most: usize| {
        share(
            ranks.iter().filter(|rank| **rank <= most).count(),
            members.len(),
        )
    };
    let reciprocal = ranks.iter().fold(0.0, |sum, rank| sum + 1.0 / *rank as f64);
    Hits {
        hit_1: within(1),
        hit_3: within(3),
        hit_5: within(5),
        mrr: reciprocal / members.len().max(1) as f64,
    }
}

fn silent(judged: &[Judged<'_>]) -> Silent {
    let none = || judged.iter().filter(|one| !one.item.answerable);
    Silent {
        n: none().count(),
        nothing: none().filter(|one| one.refused).count(),
        nothing_or_weak: none()
            .filter(|one| one.outcome != Outcome::Answered)
            .count(),
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn as_map<S: serde::Serializer>(groups: &[(String, Group)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(groups.iter().map(|(name, group)| (name, group)))
}
