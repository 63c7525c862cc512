//! How long an answer takes over 100,000 passages, beside the least that any answer needs: tantivy's ten best
//! documents for the same terms joined by OR. See README.md here.

#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test or a bench may stop at once, and nothing is exported"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::Criterion;
use pincite::answer::{Options, answer};
use pincite::index::analyzer::{Analyzer, words};
use pincite::library::Shelf;
use pincite::report::Language;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{Corpus, Random};

const QUESTIONS: usize = 2_000;

fn main() {
    let corpus = Corpus::new();
    let folder = corpus::stored(&corpus);
    let shelf = corpus.shelf(folder.path());
    let bare = BareOr::open(folder.path());
    let questions = corpus.questions(QUESTIONS);

    let before = rss_anon_kb();
    println!("{} passages", shelf.passages());
    figures("questions as people ask them", &shelf, &bare, &questions);
    let rarer = corpus.rarer_questions(QUESTIONS);
    figures("longer questions of rarer words", &shelf, &bare, &rarer);
    let mut random = Random::new(3);
    let misspelt: Vec<String> = questions
        .iter()
        .map(|question| Corpus::misspell(question, &mut random))
        .collect();
    let mut times: Vec<Duration> = misspelt.iter().map(|q| ask(&shelf, q)).collect();
    println!("answer, one word misspelt: {}", told(&mut times));
    println!(
        "RssAnon: {} kB before the first question, {} kB now",
        before,
        rss_anon_kb()
    );

    let mut criterion = Criterion::default().configure_from_args();
    let mut each = questions.iter().cycle();
    criterion.bench_function("answer", |b| {
        b.iter(|| answer(&shelf, black_box(each.next().unwrap()), &Options::default()))
    });
    let mut each = questions.iter().cycle();
    criterion.bench_function("bare OR", |b| {
        b.iter(|| bare.search(black_box(each.next().unwrap())))
    });
    criterion.final_summary();
}

/// Each question once to warm up, then once both ways, one way first and then the other in turn, so that a busy machine
/// troubles both alike.
fn figures(name: &str, shelf: &Shelf, bare: &BareOr, questions: &[String]) {
    for question in questions {
        ask(shelf, question);
        bare.search(question);
    }
    let (mut whole, mut least) = (Vec::new(), Vec::new());
    let bare_search = |question: &String| {
        let since = Instant::now();
        black_box(bare.search(question));
        since.elapsed()
    };
    for (n, question) in questions.iter().enumerate() {
        // Who comes second finds the postings in the processor's cache.
        if n % 2 == 0 {
            whole.push(ask(shelf, question));
            least.push(bare_search(question));
        } else {
            least.push(bare_search(question));
            whole.push(ask(shelf, question));
        }
    }
    let total = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
    let of_totals = total(&whole) / total(&least);
    println!(
        "{name}: {}, {}",
        questions.len(),
        commonness(shelf, questions)
    );
    println!("answer: {}", told(&mut whole));
    println!("bare OR, ten best: {}", told(&mut least));
    let of_medians = median(&whole).as_secs_f64() / median(&least).as_secs_f64();
    println!(
        "processor time: answer {:.3} ms, bare OR {:.3} ms in the mean",
        processor_ms(questions, |question| ask(shelf, question)),
        processor_ms(questions, |question| bare.search(question))
    );
    println!("answer / bare OR: {of_medians:.2} of the medians, {of_totals:.2} of the totals");
}

/// How many words a question has, and in what share of the passages each stands.
fn commonness(shelf: &Shelf, questions: &[String]) -> String {
    let analyzer = Analyzer::new(Language::English);
    let terms = |question: &String| -> Vec<String> {
        words(question)
            .flat_map(|word| analyzer.terms(&word))
            .collect()
    };
    let terms: Vec<Vec<String>> = questions.iter().map(terms).collect();
    let mut lengths: Vec<usize> = terms.iter().map(Vec::len).collect();
    lengths.sort_unstable();
    let passages = |term: &String| {
        shelf
            .searcher()
            .passages_with(term, shelf.filter())
            .unwrap()
    };
    let mut shares: Vec<f64> = terms
        .iter()
        .flatten()
        .map(|term| passages(term) as f64 * 100.0 / shelf.passages() as f64)
        .collect();
    shares.sort_by(f64::total_cmp);
    let share = |quarter: usize| shares[shares.len() * quarter / 4];
    format!(
        "{} words each in the median; a word is in {:.2} % of the passages in the median, quartiles {:.2} % and {:.2} %",
        lengths[lengths.len() / 2],
        share(2),
        share(1),
        share(3)
    )
}

fn ask(shelf: &Shelf, question: &str) -> Duration {
    let since = Instant::now();
    black_box(answer(shelf, question, &Options::default()).unwrap());
    since.elapsed()
}

/// Milliseconds of this thread's processor time for each question: what others do on the machine counts less.
fn processor_ms<R>(questions: &[String], each: impl Fn(&str) -> R) -> f64 {
    let now = || -> Option<f64> {
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        stat.split(' ').next()?.parse().ok()
    };
    let before = now();
    for question in questions {
        black_box(each(question));
    }
    let spent = now().zip(before).map(|(after, before)| after - before);
    spent.map_or(f64::NAN, |ns| ns / 1e6 / questions.len() as f64)
}

/// Sorts; the median and the 99th percentile in words.
fn told(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let p99 = times[times.len() * 99 / 100];
    format!(
        "median {:.3} ms, 99 % within {:.3} ms",
        ms(median(times)),
        ms(p99)
    )
}

fn median(sorted: &[Duration]) -> Duration {
    sorted[sorted.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Nothing of ours but the analyzer: what the same terms cost in tantivy alone, without reading any document.
struct BareOr {
    searcher: tantivy::Searcher,
    body: tantivy::schema::Field,
    analyzer: Analyzer,
}

impl BareOr {
    fn open(folder: &Path) -> BareOr {
        let index = tantivy::Index::open_in_dir(folder).unwrap();
        BareOr {
            searcher: index.reader().unwrap().searcher(),
            body: index.schema().get_field("body").unwrap(),
            analyzer: Analyzer::new(Language::English),
        }
    }

    fn search(&self, question: &str) -> Vec<(f32, tantivy::DocAddress)> {
        let term = |term: String| -> (Occur, Box<dyn Query>) {
            let term = tantivy::Term::from_field_text(self.body, &term);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (Occur::Should, Box::new(query))
        };
        let terms = words(question).flat_map(|word| self.analyzer.terms(&word));
        let query = BooleanQuery::new(terms.map(term).collect());
        self.searcher
            .search(&query, &TopDocs::with_limit(10).order_by_score())
            .unwrap()
    }
}

/// Memory of this process that no file backs: the index is mapped and does not count.
fn rss_anon_kb() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    line.map_or("unknown".to_owned(), |line| {
        line.trim().trim_end_matches(" kB").to_owned()
    })
}
