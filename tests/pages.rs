//! Excerpts stand on the cited page of the original PDF, as another program (`pdftotext`) reads that page.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use pincite::answer::{Excerpt, Options, answer};
use pincite::ingest::passages::passages;
use pincite::library::{Library, Scope};
use pincite::report::{Extractor, Passage, PassageKind};
use unicode_normalization::UnicodeNormalization as _;

use crate::harness::{Place, shared};

/// Of an excerpt's words, this share must stand on the cited page, in order.
const SHARE: f64 = 0.95;
const EXCERPTS: usize = 600;
/// Without optimisation, larger files take too long to read.
const MOST_BYTES: u64 = if cfg!(debug_assertions) {
    2_000_000
} else {
    u64::MAX
};

/// How `pdftotext` orders the words of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Order {
    /// As it believes that people read the page.
    Reading,
    /// `-raw`: as the content stream has them, which is how the author's program wrote them.
    Stream,
    /// `-layout`: line by line over the whole width.
    Lines,
}

const FORM: &str = "labels of a form stand apart from their values";

/// Pages where the reading order of `pdftotext` is wrong, for the reason given. There, and only there, another of its
/// orders is asked.
const DISORDERED: &[(&str, &[u32], Order, &str)] = &[
    (
        "chelsea-plan-transport-actif-fr.pdf",
        &[26, 27, 28, 29, 30, 59],
        Order::Stream,
        "cells of several lines in a table, and a legend beside its title, are torn apart",
    ),
    (
        "dot-sp-DOT2022.pdf",
        &[10, 18, 28, 40],
        Order::Stream,
        "cells of several lines in tables of targets are torn apart",
    ),
    (
        "dot-sp-DOT2022.pdf",
        &[8],
        Order::Stream,
        "the lines of two stakeholders beside each other are mixed",
    ),
    (
        "ed-app-EDAPP2022.pdf",
        &[12, 13],
        Order::Lines,
        "the first line of a cell stands apart from the rest of it",
    ),
    (
        "ed-app-EDAPP2022.pdf",
        &[14],
        Order::Stream,
        "cells of several lines are torn apart",
    ),
    (
        "epa-sp-EPA2022.pdf",
        &[14],
        Order::Stream,
        "the lines of two stakeholders beside each other are mixed",
    ),
    (
        "epa-sp-EPA2022.pdf",
        &[34, 44, 56, 72, 79, 82, 88, 98],
        Order::Stream,
        "cells of several lines in tables of targets are torn apart",
    ),
    (
        "federal-register-2020-17221.pdf",
        &[5, 6],
        Order::Lines,
        "a table of costs over all columns is taken for text of one",
    ),
    (
        "federal-register-2020-17221.pdf",
        &[5, 10, 11, 12, 13, 14, 15],
        Order::Stream,
        "columns below figures and tables are mixed, and notes along the margin stand inside of them",
    ),
    (
        "gsa-sp-GSA2022.pdf",
        &[19, 28],
        Order::Stream,
        "the lines of two stakeholders beside each other are mixed",
    ),
    (
        "mueller-report-vol-1.pdf",
        &[3, 4, 5],
        Order::Stream,
        "page numbers of the contents stand apart from their lines",
    ),
    (
        "mueller-report-vol-1.pdf",
        &[35],
        Order::Lines,
        "the caption of a picture is mixed with the text beside it",
    ),
    (
        "mueller-report-vol-1.pdf",
        &[36, 43, 117, 119, 141, 145, 172, 176],
        Order::Stream,
        "raised note numbers and what stands around blacked out words are moved to other lines",
    ),
    (
        "nara-sp-NARA2022.pdf",
        &[8],
        Order::Stream,
        "columns of a figure are mixed",
    ),
    ("ntsb-20071229X02007.pdf", &[2, 3], Order::Stream, FORM),
    ("ntsb-20071231X02009.pdf", &[2, 3], Order::Stream, FORM),
    ("ntsb-20080102X00002.pdf", &[1, 3], Order::Stream, FORM),
    ("ntsb-20080102X00005.pdf", &[2, 3], Order::Stream, FORM),
    ("ntsb-20080104X00020.pdf", &[3, 4], Order::Stream, FORM),
    ("ntsb-20080108X00029.pdf", &[1, 3], Order::Stream, FORM),
    ("ntsb-20080108X00031.pdf", &[1, 3], Order::Stream, FORM),
    ("ntsb-20080109X00035.pdf", &[3, 4], Order::Stream, FORM),
    ("ntsb-20080111X00040.pdf", &[2, 3], Order::Stream, FORM),
    ("ntsb-20080111X00041.pdf", &[3, 4], Order::Stream, FORM),
    (
        "opm-annual-performance-report-2018.pdf",
        &[1],
        Order::Stream,
        "small capitals are read as words of their own",
    ),
    (
        "opm-annual-performance-report-2018.pdf",
        &[9],
        Order::Lines,
        "the words of a figure are mixed",
    ),
    (
        "opm-annual-performance-report-2018.pdf",
        &[10, 17, 46, 53],
        Order::Stream,
        "two columns are mixed where one of them has a list or a figure",
    ),
    (
        "opm-annual-performance-report-2018.pdf",
        &[25, 28, 30, 32, 33, 36, 37, 40, 45, 50, 59, 65],
        Order::Stream,
        "cells of several lines in tables of results are torn apart",
    ),
    (
        "opm-annual-performance-report-2022.pdf",
        &[
            6, 28, 32, 33, 34, 35, 37, 41, 42, 43, 45, 47, 52, 54, 60, 62, 66, 68, 70, 72,
        ],
        Order::Stream,
        "cells of several lines in tables of results are torn apart",
    ),
    (
        "opm-annual-performance-report-2022.pdf",
        &[41, 42, 45, 46, 48, 49, 50, 53, 62, 66, 68, 71, 72],
        Order::Stream,
        "the lines of two columns are mixed",
    ),
];

/// Pages that no order of `pdftotext` confirms, with the reason. They are counted apart.
const UNCONFIRMED: &[(&str, u32, &str)] = &[
    (
        "federal-register-2020-17221.pdf",
        5,
        "Pincite parts the head of a table between columns from its rows",
    ),
    (
        "federal-register-2020-17221.pdf",
        7,
        "Pincite mixes the lines of columns that begin at different heights below a figure",
    ),
    (
        "opm-annual-performance-report-2018.pdf",
        11,
        "pdftotext mixes the two columns of a box in each of its orders",
    ),
    (
        "opm-annual-performance-report-2018.pdf",
        65,
        "Pincite reads two lists of acronyms beside each other as one table",
    ),
    (
        "opm-annual-performance-report-2022.pdf",
        10,
        "the boxes of a figure that is a circle have no order",
    ),
];

#[test]
fn excerpts_stand_on_the_cited_page() {
    let Some(folder) = shared("reports/files") else {
        return;
    };
    if Command::new("pdftotext").arg("-v").output().is_err() {
        eprintln!("skipped: there is no pdftotext");
        return;
    }
    let files = pdfs(&folder);
    let place = Place::new();
    let said = place.run(
        ["ingest".as_ref()]
            .into_iter()
            .chain(files.iter().map(|file| file.as_os_str())),
    );
    assert!(matches!(said.code, Some(0 | 1)), "{}", said.transcript());
    let excerpts = excerpts(&place);
    assert!(
        excerpts.len() >= EXCERPTS,
        "only {} excerpts",
        excerpts.len()
    );
    let mut pages = Pages::new(&folder);
    let (mut agreed, mut unconfirmed, mut failures) = (0, 0, Vec::new());
    for excerpt in &excerpts {
        let known = pages.known(excerpt);
        assert!(
            known >= SHARE,
            "{} does not have these words: {}",
            at(excerpt),
            excerpt.text
        );
        let share = pages.in_order(excerpt, Order::Reading);
        if share >= SHARE {
            agreed += 1;
        } else if is_unconfirmed(excerpt) {
            unconfirmed += 1;
        } else if !other_orders(excerpt).any(|order| pages.in_order(excerpt, order) >= SHARE) {
            failures.push(format!(
                "{:.0} % of {}: {:?}",
                share * 100.0,
                at(excerpt),
                excerpt.text
            ));
        }
    }
    println!(
        "{} excerpts: {agreed} in order, {} where only another order of the same page has them, {unconfirmed} on pages that no order confirms",
        excerpts.len(),
        excerpts.len() - agreed - unconfirmed - failures.len(),
    );
    assert!(
        failures.is_empty(),
        "{} of {} excerpts do not stand on their page:\n{}",
        failures.len(),
        excerpts.len(),
        failures.join("\n\n")
    );
}

fn cited(excerpt: &Excerpt) -> std::ops::RangeInclusive<u32> {
    let first = excerpt.locator.page.unwrap().get();
    first..=excerpt.locator.page_end.map_or(first, u32::from)
}

fn at(excerpt: &Excerpt) -> String {
    format!("{} p. {:?}", excerpt.report.file, cited(excerpt))
}

fn is_unconfirmed(excerpt: &Excerpt) -> bool {
    UNCONFIRMED
        .iter()
        .any(|(file, page, _)| *file == excerpt.report.file && cited(excerpt).contains(page))
}

fn other_orders(excerpt: &Excerpt) -> impl Iterator<Item = Order> {
    DISORDERED
        .iter()
        .filter(|(file, pages, ..)| {
            *file == excerpt.report.file && cited(excerpt).any(|page| pages.contains(&page))
        })
        .map(|(_, _, order, _)| *order)
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "pdf")
        })
        .filter(|entry| entry.metadata().unwrap().len() <= MOST_BYTES)
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
}

/// What questions about seeded passages of every report find.
fn excerpts(place: &Place) -> Vec<Excerpt> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let library = runtime
        .block_on(Library::open(&place.index()))
        .unwrap()
        .unwrap();
    let shelf = runtime.block_on(library.shelf(&Scope::Everything)).unwrap();
    let editions: Vec<_> = shelf
        .editions()
        .iter()
        .filter(|edition| edition.extractor == Extractor::Pdf)
        .collect();
    let options = Options {
        limit: 5,
        ..Options::default()
    };
    let mut found: Vec<Excerpt> = Vec::new();
    let mut random = Random(0x9ac1de);
    let each = (2 * EXCERPTS).div_ceil(editions.len());
    for edition in editions {
        let reading = library.reading(edition, edition.version).unwrap();
        let passages: Vec<Passage> = passages(&reading)
            .into_iter()
            .filter(|passage| passage.kind == PassageKind::Prose)
            .collect();
        let mut of_this: Vec<Excerpt> = Vec::new();
        for _ in 0..each {
            if of_this.len() >= each || passages.is_empty() {
                break;
            }
            let passage = &passages[random.below(passages.len())];
            let question = format!(
                "report:{} {}",
                edition.report.id,
                question(passage, &mut random)
            );
            let answer = answer(&shelf, &question, &options).unwrap();
            for excerpt in answer.excerpts {
                let known = of_this.iter().any(|known| known.receipt == excerpt.receipt);
                if !known && words(&excerpt.text).len() >= 5 {
                    of_this.push(excerpt);
                }
            }
        }
        found.extend(of_this);
    }
    found
}

/// Some of a passage's longer words.
fn question(passage: &Passage, random: &mut Random) -> String {
    let long: Vec<&str> = passage
        .text
        .split_whitespace()
        .filter(|word| word.chars().count() > 4)
        .collect();
    let picked = (0..6).filter_map(|_| long.get(random.below(long.len().max(1))));
    picked
        .map(|word| word.trim_start_matches('-'))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The words of pages as `pdftotext` reads them: as they stand, and with hyphens at line ends joined.
struct Pages<'a> {
    folder: &'a Path,
    read: HashMap<(String, u32, Order), [Vec<String>; 2]>,
}

impl<'a> Pages<'a> {
    fn new(folder: &'a Path) -> Self {
        Pages {
            folder,
            read: HashMap::new(),
        }
    }

    /// The share of an excerpt's words that the cited pages have anywhere.
    fn known(&mut self, excerpt: &Excerpt) -> f64 {
        let quoted = words(&excerpt.text);
        let there: HashSet<String> = self
            .cited(excerpt, Order::Reading)
            .concat()
            .into_iter()
            .collect();
        let found = quoted.iter().filter(|word| there.contains(*word)).count();
        found as f64 / quoted.len().max(1) as f64
    }

    /// The share of an excerpt's words that the cited pages have in this order.
    fn in_order(&mut self, excerpt: &Excerpt, order: Order) -> f64 {
        let quoted = words(&excerpt.text);
        let most = self
            .cited(excerpt, order)
            .iter()
            .map(|there| common(&quoted, there))
            .max();
        most.unwrap_or(0) as f64 / quoted.len().max(1) as f64
    }

    fn cited(&mut self, excerpt: &Excerpt, order: Order) -> [Vec<String>; 2] {
        let mut there = [Vec::new(), Vec::new()];
        for page in cited(excerpt) {
            let words = self.words(&excerpt.report.file, page, order);
            for (all, words) in there.iter_mut().zip(words) {
                all.extend_from_slice(words);
            }
        }
        there
    }

    fn words(&mut self, file: &str, page: u32, order: Order) -> &[Vec<String>; 2] {
        let path = self.folder.join(file);
        self.read
            .entry((file.to_owned(), page, order))
            .or_insert_with(|| {
                let text = text(&path, page, order);
                let joined = text
                    .replace("-\n", "")
                    .replace("\u{ad}\n", "")
                    .replace("\u{2010}\n", "");
                [words(&text), words(&joined)]
            })
    }
}

fn text(file: &Path, page: u32, order: Order) -> String {
    let number = page.to_string();
    let mode: &[&str] = match order {
        Order::Reading => &[],
        Order::Stream => &["-raw"],
        Order::Lines => &["-layout"],
    };
    let output = Command::new("pdftotext")
        .args(["-f", &number, "-l", &number])
        .args(mode)
        .arg(file)
        .arg("-")
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Letters or digits only, compatibility forms resolved, lower case. Digits after letters are words of their own: the
/// numbers of notes stand right behind theirs.
fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkc()
        .filter(|c| *c != '\u{ad}')
        .flat_map(char::to_lowercase)
        .collect();
    let parts = plain.split(|c: char| !c.is_alphanumeric());
    let of_a_kind = |part: &str| -> Vec<String> {
        let chars: Vec<char> = part.chars().collect();
        chars
            .chunk_by(|a, b| a.is_numeric() == b.is_numeric())
            .map(|run| run.iter().collect())
            .collect()
    };
    parts.flat_map(of_a_kind).collect()
}

/// The length of the longest common subsequence.
fn common(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (n, other) in b.iter().enumerate() {
            let above = row[n + 1];
            row[n + 1] = if word == other {
                diagonal + 1
            } else {
                above.max(row[n])
            };
            diagonal = above;
        }
    }
    row[b.len()]
}

struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most
    }
}
