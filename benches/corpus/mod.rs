//! A made-up library, the same on every machine: Zipf-distributed words in sentences, passages and reports.
//!
//! Every passage can be made again by its number alone, so that questions can be drawn from passages without keeping
//! them.

use std::path::Path;
use std::sync::Arc;

use pincite::index::{Batch, Index};
use pincite::library::{Scope, Shelf};
use pincite::report::{
    Extractor, Language, PageNumber, Passage, PassageKind, Report, Sentence, SentenceKind, Span,
};
use pincite::store::{Catalogue, Edition, State};

pub const REPORTS: u64 = 200;
pub const PASSAGES: u64 = 500;
const VOCABULARY: usize = 50_000;
/// The commonest words stand for "the" and "of": in every passage, and in no question that is searched.
const STOP_WORDS: usize = 40;
/// Words up to this rank are in more than 12 of 100 passages: people do not ask with them.
const COMMON: usize = 100;
/// Words beyond this rank are rare: each in some dozens of 100,000 passages.
const RARE: usize = 5_000;

/// `SplitMix64`: small, seeded, the same everywhere.
pub struct Random(u64);

impl Random {
    /// Seeds that follow each other give sequences that have nothing in common: a seed is a place in the one cycle that
    /// all share, so that it is scattered first.
    pub fn new(seed: u64) -> Random {
        Random(scattered(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scattered(self.0)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn scattered(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Names the folder to the process that writes the index.
const WRITE: &str = "PINCITE_BENCH_WRITE";

/// The corpus as an index in a folder of its own, written by another process of this bench, so that the memory which that
/// takes is not counted here. To be called first: that process ends here.
#[allow(
    clippy::disallowed_methods,
    reason = "tells the writing process from the measuring one, and ends it"
)]
pub fn stored(corpus: &Corpus) -> tempfile::TempDir {
    let writes = std::env::var_os(WRITE);
    if let Some(folder) = writes {
        corpus.write(Path::new(&folder));
        std::process::exit(0);
    }
    let since = std::time::Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let written = std::process::Command::new(std::env::current_exe().unwrap())
        .env(WRITE, folder.path())
        .status()
        .unwrap();
    assert!(written.success());
    println!("index written in {:.1} s", since.elapsed().as_secs_f64());
    folder
}

/// Words by rank, the commonest first.
pub struct Corpus {
    words: Vec<String>,
    /// The share of all words that have this rank or a lower one.
    cumulative: Vec<f64>,
}

impl Corpus {
    pub fn new() -> Corpus {
        let mut random = Random::new(1);
        let mut known = std::collections::HashSet::new();
        let mut words = Vec::with_capacity(VOCABULARY);
        while words.len() < VOCABULARY {
            let word = word(&mut random, words.len());
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        // Zipf's law as Mandelbrot mended it for the commonest words of a language.
        let weight = |rank: usize| 1.0 / (rank as f64 + 2.7).powf(1.05);
        let total: f64 = (0..VOCABULARY).map(weight).sum();
        let mut sum = 0.0;
        let cumulative = (0..VOCABULARY)
            .map(|rank| {
                sum += weight(rank) / total;
                sum
            })
            .collect();
        Corpus { words, cumulative }
    }

    fn rank(&self, random: &mut Random) -> usize {
        let at = random.unit();
        let rank = self.cumulative.partition_point(|share| *share < at);
        rank.min(VOCABULARY - 1)
    }

    /// The words of a passage, as ranks.
    fn ranks(&self, passage: u64) -> Vec<usize> {
        let mut random = Random::new(1_000 + passage);
        let length = 80 + random.below(61);
        (0..length).map(|_| self.rank(&mut random)).collect()
    }

    /// The passage of that number: sentences of some twenty words, under one heading.
    pub fn passage(&self, number: u64) -> Passage {
        let mut text = String::new();
        let mut sentences = Vec::new();
        for ranks in self.ranks(number).chunks(19) {
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(&self.sentence(ranks));
            sentences.push(Sentence {
                start: start as u32,
                end: text.len() as u32,
                paragraph: None,
                kind: SentenceKind::Prose,
            });
        }
        let page = PageNumber::new((number % PASSAGES / 3 + 1) as u32);
        Passage {
            section: vec![self.heading(number / 10)],
            kind: PassageKind::Prose,
            spans: vec![Span {
                at: 0,
                len: text.len() as u32,
                start: 0,
                page,
                label: None,
            }],
            sentences,
            acronyms: Vec::new(),
            text,
        }
    }

    /// A sentence with a capital and a full stop.
    fn sentence(&self, ranks: &[usize]) -> String {
        let words: Vec<&str> = ranks
            .iter()
            .map(|rank| self.words[*rank].as_str())
            .collect();
        let mut sentence = words.join(" ") + ".";
        sentence[..1].make_ascii_uppercase();
        sentence
    }

    fn heading(&self, number: u64) -> String {
        let mut random = Random::new(500_000_000 + number);
        let ranks: Vec<usize> = (0..4)
            .map(|_| STOP_WORDS + self.rank(&mut random) / 2)
            .collect();
        self.sentence(&ranks).trim_end_matches('.').to_owned()
    }

    /// Questions as people ask them: 3 to 7 words of one passage each, in its order, without the hundred commonest.
    pub fn questions(&self, count: usize) -> Vec<String> {
        self.questions_about(count, REPORTS * PASSAGES)
    }

    /// The same about the first so many passages.
    pub fn questions_about(&self, count: usize, passages: u64) -> Vec<String> {
        self.drawn(count, passages, Random::new(4), |random| {
            (COMMON, 3 + random.below(5))
        })
    }

    /// Longer questions of rarer words: 3 to 12 words, and in every second question only rare ones.
    pub fn rarer_questions(&self, count: usize) -> Vec<String> {
        let mut rare = true;
        self.drawn(count, REPORTS * PASSAGES, Random::new(2), |random| {
            rare = !rare;
            let least = if rare { RARE } else { STOP_WORDS };
            (least, 3 + random.below(10))
        })
    }

    /// Each of some words of one of the first so many passages, of this rank or a higher one.
    fn drawn(
        &self,
        count: usize,
        passages: u64,
        mut random: Random,
        mut kind: impl FnMut(&mut Random) -> (usize, usize),
    ) -> Vec<String> {
        (0..count)
            .map(|_| {
                let passage = random.below(passages as usize) as u64;
                let ranks = self.ranks(passage);
                let (least, wanted) = kind(&mut random);
                let mut places: Vec<usize> =
                    (0..ranks.len()).filter(|at| ranks[*at] >= least).collect();
                while places.len() > wanted {
                    places.remove(random.below(places.len()));
                }
                let words: Vec<&str> = places
                    .iter()
                    .map(|at| self.words[ranks[*at]].as_str())
                    .collect();
                words.join(" ")
            })
            .filter(|question| question.split(' ').count() >= 3)
            .collect()
    }

    /// A question with two letters of one of its words swapped.
    pub fn misspell(question: &str, random: &mut Random) -> String {
        let mut words: Vec<String> = question.split(' ').map(str::to_owned).collect();
        let at = random.below(words.len());
        let mut letters: Vec<char> = words[at].chars().collect();
        if letters.len() > 3 {
            let first = 1 + random.below(letters.len() - 2);
            letters.swap(first, first + 1);
        }
        words[at] = letters.into_iter().collect();
        words.join(" ")
    }

    fn edition(&self, number: u64) -> Edition {
        let mut sha256 = [0; 32];
        sha256[..8].copy_from_slice(&number.to_be_bytes());
        Edition {
            number,
            report: Report {
                id: format!("report-{number}"),
                title: self.heading(900_000 + number),
                publisher: Some(self.heading(800_000 + number % 12)),
                date: Some(format!("20{:02}-03-10", number % 25)),
                url: None,
                file: format!("report-{number}.pdf"),
                sample: false,
            },
            scope: None,
            sha256,
            part: 0,
            extractor: Extractor::Pdf,
            version: 1,
            language: Language::English,
            pages: (PASSAGES / 3 + 1) as u32,
            passages: PASSAGES as u32,
            state: State::Ready,
        }
    }

    /// Writes the whole library's index, as one commit for each twenty reports.
    pub fn write(&self, folder: &Path) {
        let index = Index::create(folder).unwrap();
        let editions: Vec<Edition> = (0..REPORTS).map(|number| self.edition(number)).collect();
        for some in editions.chunks(20) {
            let mut writer = index.writer().unwrap();
            for edition in some {
                let first = edition.number * PASSAGES;
                let passages: Vec<Passage> = (first..first + PASSAGES)
                    .map(|number| self.passage(number))
                    .collect();
                writer
                    .add(&Batch {
                        edition: edition.number,
                        language: edition.language,
                        names: &format!("{} {}", edition.report.title, edition.report.file),
                        passages: &passages,
                    })
                    .unwrap();
            }
            writer.commit(1).unwrap();
        }
    }

    /// The library, from the index in a folder.
    pub fn shelf(&self, folder: &Path) -> Shelf {
        let index = Index::open(folder).unwrap();
        let catalogue = Catalogue {
            generation: 1,
            editions: (0..REPORTS).map(|number| self.edition(number)).collect(),
            ..Catalogue::default()
        };
        Shelf::new(
            Arc::new(index.searcher().unwrap()),
            &catalogue,
            &Scope::Everything,
        )
    }
}

/// Two to five syllables; the commonest words are short.
fn word(random: &mut Random, rank: usize) -> String {
    const ONSETS: [&str; 20] = [
        "b", "br", "c", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s",
        "st", "t", "v",
    ];
    const VOWELS: [&str; 7] = ["a", "e", "i", "o", "u", "ea", "ou"];
    const CODAS: [&str; 8] = ["", "", "n", "r", "s", "l", "nt", "m"];
    let syllables = if rank < 200 { 1 } else { 2 } + random.below(3);
    (0..syllables)
        .map(|_| {
            let mut of = |letters: &[&'static str]| letters[random.below(letters.len())];
            format!("{}{}{}", of(&ONSETS), of(&VOWELS), of(&CODAS))
        })
        .collect()
}
