//! Pictures of pages through the real program.

#[path = "../src/ingest/extract/pdf/tests/make.rs"]
mod make;

use std::path::Path;
use std::time::Instant;

use pincite::ingest::child::Extraction;
use pincite::ingest::extract::Limits;
use pincite::library::Library;
use pincite::report::{PageNumber, Receipt};

use crate::harness::Place;
use make::{Page, Pdf, text};

/// A page of some lines of 12 points, 20 points apart, the first 92 points below the upper edge.
fn page(lines: &[&str]) -> Page {
    let line = |(n, words): (usize, &&str)| text(72, 700 - 20 * n as u32, 12, words);
    Page::new(lines.iter().enumerate().map(line).collect())
}

const FIRST: [&str; 5] = [
    "The council met on Monday in the town hall, as it does every month.",
    "The lighthouse on the Orwell rock was re-",
    "built in 1907 after the great storm.",
    "Nobody was hurt when its old lamp fell into the sea.",
    "In the spring of that year the keeper wrote that the harbour",
];
const SECOND: [&str; 2] = [
    "would need three beacons more.",
    "The board did not answer his letter.",
];

/// A PDF of such pages; `catalog` is added to its catalogue.
pub fn pdf(pages: &[&[&str]], catalog: &str) -> Vec<u8> {
    let mut pdf = Pdf::new(pages.iter().map(|lines| page(lines)).collect());
    catalog.clone_into(&mut pdf.catalog);
    pdf.bytes()
}

fn lighthouse(place: &Place) {
    let pdf = Pdf::new(vec![page(&FIRST), page(&SECOND)]).bytes();
    place.file("lighthouse.pdf", pdf);
    place.run(["ingest", "lighthouse.pdf"]).done();
}

/// A picture, read again.
struct Seen {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
    bytes: usize,
}

fn see(path: &Path) -> Seen {
    let bytes = std::fs::read(path).unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgb);
    Seen {
        width: info.width,
        height: info.height,
        rgb,
        bytes: bytes.len(),
    }
}

impl Seen {
    /// How much of a line of the page, from 72 to 400 points, is tinted, in hundredths.
    fn tinted(&self, line: usize) -> usize {
        let scale = self.width as f32 / 612.0;
        let y = ((92 + 20 * line) as f32 * scale) as usize;
        let (x0, x1) = ((72.0 * scale) as usize, (400.0 * scale) as usize);
        // Just below the baseline, where few letters reach.
        let row = |x: &usize| self.pixel(*x, y + 4) == [255, 244, 184];
        100 * (x0..x1).filter(row).count() / (x1 - x0)
    }

    fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let at = 3 * (y * self.width as usize + x);
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    fn outlines(&self) -> usize {
        let is_pen = |rgb: &[u8]| rgb == [214, 40, 40];
        self.rgb.chunks_exact(3).filter(|rgb| is_pen(rgb)).count()
    }
}

#[test]
fn a_page_with_the_quotation_outlined() {
    let place = Place::new();
    lighthouse(&place);
    place
        .run(["page", "lighthouse", "--page", "1", "-o", "plain.png"])
        .says("plain.png: lighthouse, undated, p. 1, 1240 × 1604 pixels");
    let plain = see(&place.path("plain.png"));
    assert_eq!((plain.width, plain.height), (1240, 1604));
    assert_eq!(plain.outlines(), 0);
    assert!(plain.bytes < 100_000, "{} bytes", plain.bytes);

    let receipt = place.receipt("lighthouse Orwell rock rebuilt");
    place
        .run([
            "page",
            "lighthouse",
            "--page",
            "p. 1",
            "--receipt",
            &receipt,
            "-o",
            "seen.png",
        ])
        .says("seen.png: lighthouse, undated, p. 1, 1240 × 1604 pixels, the quotation outlined");
    let seen = see(&place.path("seen.png"));
    // Four lines of the page, one of them broken within a word; the last one is not quoted.
    for line in 0..4 {
        let tinted = seen.tinted(line);
        assert!(
            tinted > if line == 3 { 75 } else { 50 },
            "line {line}: {tinted} %"
        );
    }
    assert_eq!(seen.tinted(4), 0);
    assert!(seen.outlines() > 2_000);
}

#[test]
fn a_quotation_over_a_page_break_is_outlined_on_both_pages() {
    let place = Place::new();
    lighthouse(&place);
    let receipt = place.receipt("keeper harbour three beacons");
    for (page, quoted, others) in [("1", 4, 0..4), ("2", 0, 1..2)] {
        place
            .run([
                "page",
                "lighthouse",
                "--page",
                page,
                "--receipt",
                &receipt,
                "-o",
                "p.png",
            ])
            .done()
            .mentions("the quotation outlined");
        let seen = see(&place.path("p.png"));
        assert!(seen.tinted(quoted) > 30, "{page}: {}", seen.tinted(quoted));
        assert!(others.clone().all(|line| seen.tinted(line) == 0), "{page}");
    }
    // Without a page, the one on which it begins.
    let drawn = place.json([
        "page",
        "lighthouse",
        "--receipt",
        &receipt,
        "-o",
        "p.png",
        "--json",
    ]);
    assert_eq!(drawn["page"], 1);
    assert_eq!(drawn["outlined"], true);
    assert_eq!(drawn["report"]["id"], "lighthouse");
    assert_eq!(
        (&drawn["width"], &drawn["height"]),
        (&1240.into(), &1604.into())
    );
    let bytes = std::fs::metadata(place.path("p.png")).unwrap().len();
    assert_eq!(drawn["bytes"], bytes);
}

#[test]
fn words_that_are_not_there_are_not_outlined_and_that_is_said() {
    let place = Place::new();
    lighthouse(&place);
    let receipt = place.receipt("lighthouse Orwell rock rebuilt");
    place
        .run([
            "page",
            "lighthouse",
            "--page",
            "2",
            "--receipt",
            &receipt,
            "-o",
            "p.png",
        ])
        .says(
            "
p.png: lighthouse, undated, p. 2, 1240 × 1604 pixels
! note: the receipt's words do not stand on this page as it is read now; nothing is outlined",
        );
    assert_eq!(see(&place.path("p.png")).outlines(), 0);
    // The same place, but other words: of another version of the extractor, or forged.
    let other = Receipt {
        len: 9,
        ..receipt.parse().unwrap()
    };
    place
        .run([
            "page",
            "lighthouse",
            "--receipt",
            &other.to_string(),
            "-o",
            "p.png",
        ])
        .done()
        .mentions("nothing is outlined");
}

#[test]
fn an_edition_that_was_replaced_still_shows_its_pages() {
    let place = Place::new();
    lighthouse(&place);
    let receipt = place.receipt("lighthouse Orwell rock rebuilt");
    let newer = Pdf::new(vec![page(&["The lighthouse is gone."])]).bytes();
    place.file("lighthouse.pdf", newer);
    place
        .run(["ingest", "lighthouse.pdf"])
        .says("lighthouse.pdf: replaced 1 passage from 1 page (lighthouse)");
    place
        .run(["page", "lighthouse", "--receipt", &receipt, "-o", "p.png"])
        .done()
        .mentions("the quotation outlined");
    assert!(see(&place.path("p.png")).tinted(0) > 50);
}

#[test]
fn what_cannot_be_meant_gets_the_next_step() {
    let place = Place::with_reports();
    lighthouse(&place);
    let other = place.receipt("Ana Petrova");
    let of_another = format!(
        "this receipt is not of lighthouse; `pincite verify {other}` says which report it is of"
    );
    for (arguments, sentence) in [
        (&["lighthouse"][..], "name a page: --page 1 to --page 2"),
        (
            &["lighthouse", "--page", "p. 999"],
            "there is no page \"p. 999\"; this report has pages 1 to 2",
        ),
        (
            &["lighthouse", "--page", "-1"],
            "there is no page \"-1\"; this report has pages 1 to 2",
        ),
        (
            &["harbour", "--page", "1"],
            "only pages of PDF files have pictures, and harbour is none; `pincite quote harbour` shows its text",
        ),
        (
            &["tram"],
            "only pages of PDF files have pictures, and tram is none; `pincite quote tram` shows its text",
        ),
        (
            &["pincite-handbook", "--page", "1"],
            "only pages of PDF files have pictures, and pincite-handbook is none; `pincite quote pincite-handbook` shows its text",
        ),
        (
            &["nix", "--page", "1"],
            "no report is called \"nix\"; `pincite reports` lists them with their ids",
        ),
        (
            &["lighthouse", "--receipt", "p. 12!"],
            "this is not a receipt: a receipt is some 28 letters and digits, as printed below a quotation",
        ),
        (&["lighthouse", "--receipt", &other], &of_another),
        (
            &["lighthouse", "--page", "1", "-o", "no/such/folder.png"],
            "no/such/folder.png cannot be written (there is no such file or folder); name another file with -o",
        ),
        (
            &["lighthouse", "--page", "1", "-o", "-", "--json"],
            "the picture and --json cannot both go to standard output; name a file: -o page.png",
        ),
    ] {
        let output: &[&str] = match arguments.contains(&"-o") {
            true => &[],
            false => &["-o", "p.png"],
        };
        place
            .run([&["page"], arguments, output].concat())
            .says(&format!("! pincite: {sentence}\n[exit 2]"));
    }
    assert!(!place.path("p.png").exists());
    // Nothing was ever ingested: the samples are text.
    Place::new()
        .run(["page", "pincite-handbook", "--page", "1", "-o", "p.png"])
        .ends(2)
        .mentions("`pincite quote pincite-handbook` shows its text");
}

#[test]
fn standard_output_takes_the_picture_alone() {
    let place = Place::new();
    lighthouse(&place);
    let mut command = place.command(["page", "lighthouse", "--page", "2", "-o", "-"]);
    let said = command.stdin(std::process::Stdio::null()).output().unwrap();
    assert!(said.status.success() && said.stderr.is_empty());
    place.file("p.png", &said.stdout);
    assert_eq!(see(&place.path("p.png")).width, 1240);
}

/// What is said of a page whose original is replaced by these bytes after it was ingested.
fn told_of(bytes: &[u8]) -> String {
    let place = Place::new();
    lighthouse(&place);
    let mut originals = std::fs::read_dir(place.path("index/library")).unwrap();
    std::fs::write(originals.next().unwrap().unwrap().path(), bytes).unwrap();
    let since = Instant::now();
    let said = place.run(["page", "lighthouse", "--page", "2", "-o", "p.png"]);
    assert!(since.elapsed().as_secs() < 30, "too slow");
    if said.code != Some(0) {
        said.ends(1);
        assert!(!place.path("p.png").exists());
    }
    said.transcript()
}

#[test]
fn hostile_files_end_with_a_sentence() {
    let cannot = |why: &str| {
        format!(
            "! pincite: page 2 of lighthouse cannot be drawn: {why}; `pincite quote lighthouse --page 2` shows its text\n[exit 1]\n"
        )
    };
    let two = |content: String| {
        let page = |content: &str| Page::new(content.to_owned());
        Pdf::new(vec![page(""), page(&content)]).bytes()
    };
    assert_eq!(
        told_of(b"%PDF-1.7\nbroken"),
        cannot("it is damaged: its objects and pages cannot be found")
    );
    assert_eq!(
        told_of(&Pdf::new(vec![page(&FIRST)]).bytes()),
        cannot("the file has pages 1 to 1")
    );
    // Curves over and over the whole page.
    let curve = "0 0 m 600 900 12 -300 600 700 c 0 700 l 500 -90 300 900 9 9 c f*\n";
    assert_eq!(
        told_of(&two(curve.repeat(60_000))),
        cannot("it takes more than 2 seconds")
    );
    // Groups within groups, each with its own layer.
    let nested = told_of(&two("q 0.5 w 0 0 612 792 re W n\n".repeat(100_000)));
    assert!(
        nested.contains("cannot be drawn: ") || nested.contains("p. 2, "),
        "{nested}"
    );
    for size in [
        "0 0 1000000000 1000000000",
        "0 0 0 0",
        "0 0 9 1000000",
        "5 5 1 1",
        "0 0 nan 3",
    ] {
        let mut page = page(&SECOND);
        page.dictionary = format!("/MediaBox [{size}]");
        let said = told_of(&Pdf::new(vec![Page::new(String::new()), page]).bytes());
        assert!(
            said.contains("cannot be drawn: ") || said.contains(" pixels"),
            "{said}"
        );
    }
}

#[test]
fn an_original_that_is_gone_is_told() {
    let place = Place::new();
    lighthouse(&place);
    std::fs::remove_dir_all(place.path("index/library")).unwrap();
    place
        .run(["page", "lighthouse", "--page", "1", "-o", "p.png"])
        .says("! pincite: the original of lighthouse is missing from the library; ingest the file again to see its pages\n[exit 3]");
}

#[test]
fn the_same_picture_again_comes_from_memory() {
    let place = Place::new();
    lighthouse(&place);
    let extraction = Extraction {
        program: env!("CARGO_BIN_EXE_pincite").into(),
        limits: Limits {
            file_bytes: 1 << 20,
            pages: 9,
            seconds: 60,
            memory_bytes: 1 << 30,
            unpacked_bytes: 1 << 20,
        },
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let library = Library::open(&place.index()).await.unwrap().unwrap();
        let catalogue = library.catalogue().await.unwrap();
        let edition = catalogue.report("lighthouse").unwrap();
        let draw = |words| library.picture(edition, PageNumber::MIN, words, &extraction);
        let first = draw(Some(0..10)).await.unwrap();
        assert!(first.outlined && first.png.len() <= 1_500_000);
        std::fs::remove_dir_all(place.path("index/library")).unwrap();
        assert_eq!(draw(Some(0..10)).await.unwrap(), first);
        assert!(draw(Some(0..11)).await.is_err() && draw(None).await.is_err());
    });
}
