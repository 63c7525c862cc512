//! Excerpts stand on the cited page of the original PDF, as another program (`pdftotext`) reads that page.

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
const EXCERPTS: usize = 200;
/// Without optimisation, larger files take too long to read.
const MOST_BYTES: u64 = if cfg!(debug_assertions) {
    2_000_000
} else {
    u64::MAX
};

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
    let mut pages = Pages::default();
    let mut failures = Vec::new();
    for excerpt in &excerpts {
        let file = folder.join(&excerpt.report.file);
        let first = excerpt.locator.page.unwrap().get();
        let last = excerpt.locator.page_end.map_or(first, u32::from);
        let there: Vec<&[Vec<String>; 2]> = (first..=last)
            .map(|page| pages.words(&file, page))
            .collect::<Vec<_>>();
        let quoted = words(&excerpt.text);
        let share = (0..2)
            .map(|variant| {
                let page: Vec<&String> = there.iter().flat_map(|page| &page[variant]).collect();
                common(&quoted, &page) as f64 / quoted.len().max(1) as f64
            })
            .fold(0.0, f64::max);
        let (here, any_order) = (
            quoted.len(),
            there
                .iter()
                .flat_map(|page| &page[0])
                .chain(there.iter().flat_map(|page| &page[1])),
        );
        let known: std::collections::HashSet<&String> = any_order.collect();
        let found = quoted.iter().filter(|word| known.contains(word)).count();
        assert!(
            found as f64 >= SHARE * here as f64,
            "{} p. {first} does not have these words: {}",
            excerpt.report.file,
            excerpt.text
        );
        if share < SHARE {
            failures.push(format!(
                "{:.0} % of {} p. {first}–{last}: {:?}",
                share * 100.0,
                excerpt.report.file,
                excerpt.text
            ));
        }
    }
    // The other reader takes the cells of some forms and tables in another order than their rows, and interleaves a few
    // columns: those excerpts have all their words on the page, not in its order.
    println!(
        "{} of {} excerpts in another order than the other reader's",
        failures.len(),
        excerpts.len()
    );
    assert!(
        failures.len() * 100 <= excerpts.len() * 3,
        "{} of {} excerpts do not stand on their page:\n{}",
        failures.len(),
        excerpts.len(),
        failures.join("\n\n")
    );
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
        limit: 3,
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
#[derive(Default)]
struct Pages(std::collections::HashMap<(PathBuf, u32), &'static [Vec<String>; 2]>);

impl Pages {
    fn words(&mut self, file: &Path, page: u32) -> &'static [Vec<String>; 2] {
        self.0.entry((file.to_owned(), page)).or_insert_with(|| {
            let number = page.to_string();
            let output = Command::new("pdftotext")
                .args(["-f", &number, "-l", &number])
                .arg(file)
                .arg("-")
                .output()
                .unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let joined = text
                .replace("-\n", "")
                .replace("\u{ad}\n", "")
                .replace("\u{2010}\n", "");
            Box::leak(Box::new([words(&text), words(&joined)]))
        })
    }
}

/// Letters and digits only, compatibility forms resolved, lower case.
fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkc()
        .filter(|c| *c != '\u{ad}')
        .flat_map(char::to_lowercase)
        .collect();
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The length of the longest common subsequence.
fn common(a: &[String], b: &[&String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (n, other) in b.iter().enumerate() {
            let above = row[n + 1];
            row[n + 1] = if word == *other {
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
