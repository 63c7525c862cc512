//! Whole PDFs, made here: what they say, and that bad ones end in an error.

mod make;

use super::extract;
use crate::ingest::extract::{ExtractError, Limits};
use crate::report::{BlockKind, Reading, UnitState};
use make::{Page, Pdf, text};

fn limits() -> Limits {
    Limits {
        file_bytes: 100 << 20,
        pages: 50,
        seconds: 60,
        memory_bytes: 1 << 30,
        unpacked_bytes: 64 << 20,
    }
}

fn read(pdf: &Pdf) -> Reading {
    extract(&pdf.bytes(), &limits()).expect("a good PDF")
}

fn one_page(content: String) -> Reading {
    read(&Pdf::new(vec![Page::new(content)]))
}

/// A paragraph of lines 14 points apart, from `y` downwards.
fn lines(x: u32, y: u32, size: u32, lines: &[&str]) -> String {
    let line = |(n, line): (usize, &&str)| text(x, y - 14 * n as u32, size, line);
    lines.iter().enumerate().map(line).collect()
}

#[test]
fn lines_of_a_paragraph_are_joined_by_one_space() {
    let content = lines(
        72,
        700,
        11,
        &[
            "The board met on Monday and heard the inves-",
            "tigation of the accident.",
        ],
    );
    let reading = one_page(content);
    let unit = &reading.units[0];
    assert_eq!(
        unit.text,
        "The board met on Monday and heard the investigation of the accident."
    );
    assert_eq!(unit.flow_end, unit.text.len());
    assert_eq!(unit.page.map(|page| page.get()), Some(1));
}

#[test]
fn columns_are_read_one_after_the_other() {
    let left = [
        "Left one fills its column",
        "left two fills its column",
        "left three fills column",
        "left four fills columns",
        "left five fills columns",
        "left six is the last one.",
    ];
    let right = [
        "Right one fills its column",
        "right two fills its column",
        "right three fills column",
        "right four fills columns",
        "right five fills columns",
        "right six is the last one.",
    ];
    let content = text(
        72,
        740,
        11,
        "A line that goes over both of the columns of this page, from left to right.",
    ) + &lines(72, 700, 11, &left)
        + &lines(320, 700, 11, &right);
    let said = one_page(content).units.remove(0).text;
    let place = |words: &str| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words} in {said}"))
    };
    assert!(place("A line") < place("Left one"));
    assert!(place("left six") < place("Right one"));
}

#[test]
fn letter_spaced_lines_keep_their_words_whole() {
    let content = "BT /F1 11 Tf 3 Tc 72 700 Td (plan directeur) Tj ET\n".to_owned();
    // Without a space glyph: the gap alone parts the words.
    let gap = "BT /F1 11 Tf 0 Tc 72 680 Td [(two)-150(words)-150(here)-20(in)-150(more)] TJ ET\n";
    let reading = one_page(content + gap);
    assert!(
        reading.units[0].text.contains("plan directeur"),
        "{}",
        reading.units[0].text
    );
    assert!(reading.units[0].text.contains("two words herein more"));
}

#[test]
fn text_printed_twice_is_read_once() {
    let content = text(72, 700, 11, "Bold title") + "BT /F1 11 Tf 72.3 700 Td (Bold title) Tj ET\n";
    assert_eq!(one_page(content).units[0].text, "Bold title");
}

#[test]
fn invisible_text_counts_and_text_outside_of_the_page_does_not() {
    let content = "BT 3 Tr /F1 11 Tf 72 700 Td (Read by machine) Tj ET\nBT /F1 11 Tf 72 -300 Td (nowhere) Tj ET\n";
    assert_eq!(one_page(content.into()).units[0].text, "Read by machine");
}

#[test]
fn footnotes_follow_the_running_text() {
    let body = lines(
        72,
        700,
        11,
        &[
            "The agency knew of it in 2014.",
            "It said nothing until the next year, as the board",
            "found later in its own files.",
        ],
    );
    let mark = "BT /F1 6 Tf 5 Ts 228 700 Td (3) Tj ET\n";
    let note = "0.5 w 72 130 m 180 130 l S BT /F1 5 Tf 4 Ts 72 115 Td (3) Tj 0 Ts /F1 8 Tf ( See the letter of May.) Tj ET\n";
    let reading = one_page(body + mark + note);
    let unit = &reading.units[0];
    let (flow, notes) = unit.text.split_at(unit.flow_end);
    assert!(flow.contains("2014. 3 It said"), "{flow}");
    assert_eq!(notes.trim(), "3 See the letter of May.");
    assert_eq!(unit.blocks.last().map(|b| b.kind), Some(BlockKind::Note));
    assert!(!flow.ends_with(char::is_whitespace));
}

#[test]
fn what_repeats_on_every_page_is_furniture_and_numbers_are_labels() {
    let words = ["first", "second", "third", "fourth", "fifth"];
    let pages = words.iter().enumerate().map(|(n, word)| {
        let header = text(72, 760, 9, "Annual report of the board");
        let footer = text(300, 40, 9, &format!("{}", n + 11));
        Page::new(
            header
                + &text(
                    72,
                    600,
                    11,
                    &format!("The {word} page says something else."),
                )
                + &footer,
        )
    });
    let reading = read(&Pdf::new(pages.collect()));
    for (n, unit) in reading.units.iter().enumerate() {
        assert_eq!(
            unit.text,
            format!("The {} page says something else.", words[n])
        );
        assert_eq!(unit.label, Some((n + 11).to_string()));
        assert_eq!(unit.furniture.len(), 2);
    }
}

#[test]
fn declared_labels_win() {
    let pages =
        (0..3).map(|n| Page::new(text(72, 600, 11, &format!("Page with number {n} inside."))));
    let mut pdf = Pdf::new(pages.collect());
    pdf.catalog =
        "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /P (A-) /St 7 >>] >> /Lang (fr-CA)".into();
    let reading = read(&pdf);
    let labels: Vec<_> = reading
        .units
        .iter()
        .filter_map(|unit| unit.label.as_deref())
        .collect();
    assert_eq!(labels, ["i", "ii", "A-7"]);
    assert_eq!(reading.metadata.language.as_deref(), Some("fr"));
}

#[test]
fn ruled_tables_are_read_row_by_row() {
    let mut content = String::new();
    for (row, y) in [700, 680, 660].into_iter().enumerate() {
        content += &text(80, y, 10, &format!("Key {row}"));
        content += &text(210, y, 10, &format!("Value {row}"));
    }
    for y in [715, 695, 675, 655] {
        content += &format!("72 {y} m 340 {y} l S\n");
    }
    for x in [72, 200, 340] {
        content += &format!("{x} 715 m {x} 655 l S\n");
    }
    let reading = one_page(content);
    let unit = &reading.units[0];
    assert_eq!(unit.text, "Key 0\tValue 0\nKey 1\tValue 1\nKey 2\tValue 2");
    assert!(unit.blocks.iter().all(|b| b.kind == BlockKind::TableRow));
}

#[test]
fn turned_pages_are_read_upright() {
    let mut page =
        Page::new("BT /F1 11 Tf 0 1 -1 0 100 200 Tm (This page was turned) Tj ET\n".into());
    page.dictionary = "/Rotate 90".into();
    assert_eq!(
        read(&Pdf::new(vec![page])).units[0].text,
        "This page was turned"
    );
}

#[test]
fn white_words_on_white_paper_are_not_read() {
    let content = text(72, 700, 11, "Seen") + "1 1 1 rg " + &text(72, 600, 11, "hidden");
    assert_eq!(one_page(content).units[0].text, "Seen");
}

#[test]
fn pages_of_pictures_have_no_text_layer() {
    let picture = "q 400 0 0 500 72 100 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u{1} EI Q\n";
    let scan = || Page::new(picture.into());
    let all = extract(&Pdf::new(vec![scan(), scan()]).bytes(), &limits());
    assert_eq!(all, Err(ExtractError::NoTextLayer { pages: 2 }));
    let some = read(&Pdf::new(vec![
        scan(),
        Page::new(text(72, 700, 11, "Words")),
    ]));
    assert_eq!(some.units[0].state, UnitState::NoTextLayer);
    assert_eq!(some.units[1].state, UnitState::Read);
    assert_eq!(some.units[0].text, "");
}

#[test]
fn too_many_pages_are_refused() {
    let pages = (0..51).map(|_| Page::new(text(72, 600, 11, "Again.")));
    let refused = extract(&Pdf::new(pages.collect()).bytes(), &limits());
    assert!(
        matches!(refused, Err(ExtractError::TooMuch { limit: 50, .. })),
        "{refused:?}"
    );
}

#[test]
fn garbage_and_stumps_are_damaged() {
    let good = Pdf::new(vec![Page::new(text(72, 600, 11, "Whole."))]).bytes();
    for bytes in [
        b"%PDF-1.7\n".as_slice(),
        b"\0\0\0",
        &good[..60],
        b"%PDF-1.4 trailer << /Root 1 0 R >> startxref 9 %%EOF",
    ] {
        let read = extract(bytes, &limits());
        assert!(matches!(read, Err(ExtractError::Damaged(_))), "{read:?}");
    }
}

#[test]
fn every_stump_of_a_file_ends_somehow() {
    let good = Pdf::new(vec![Page::new(text(72, 600, 11, "Whole."))]).bytes();
    for end in 0..good.len() {
        let _ = extract(&good[..end], &limits());
    }
}

#[test]
fn a_password_is_needed() {
    let mut pdf = Pdf::new(vec![Page::new(text(72, 600, 11, "Secret."))]);
    let hash = "00".repeat(32);
    pdf.trailer = format!(
        "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{hash}> /U <{hash}> >> /ID [<00> <00>]"
    );
    assert_eq!(
        extract(&pdf.bytes(), &limits()),
        Err(ExtractError::Encrypted)
    );
}

#[test]
fn loops_and_false_counts_end() {
    let mut pdf = Pdf::new(vec![Page::new(text(72, 600, 11, "Found."))]);
    // The tree holds itself, and claims two billion pages.
    pdf.pages = "/Count 2000000000 /Kids [2 0 R 3 0 R 2 0 R]".into();
    assert_eq!(read(&pdf).units.len(), 1);
}

#[test]
fn deep_nesting_ends() {
    let mut pdf = Pdf::new(vec![Page::new(text(72, 600, 11, "Found."))]);
    pdf.catalog = format!("/Deep {}{}", "[".repeat(200_000), "]".repeat(200_000));
    let _ = extract(&pdf.bytes(), &limits());
    let arrays = format!("{} TJ\n", "[".repeat(200_000));
    let _ = extract(&Pdf::new(vec![Page::new(arrays)]).bytes(), &limits());
    let states = "q\n".repeat(200_000) + &text(72, 600, 11, "Found.");
    let _ = extract(&Pdf::new(vec![Page::new(states)]).bytes(), &limits());
}

#[test]
fn a_stream_that_grows_too_far_is_refused() {
    let page = Page::new(" ".repeat(65 << 20));
    let refused = extract(&Pdf::new(vec![page]).bytes(), &limits());
    assert!(
        matches!(refused, Err(ExtractError::TooMuch { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_page_of_a_million_glyphs_is_given_up() {
    let row = format!("BT /F1 1 Tf 10 10 Td ({}) Tj ET\n", "a".repeat(1_000));
    let pages = vec![
        Page::new(row.repeat(600)),
        Page::new(text(72, 600, 11, "Fine.")),
    ];
    let reading = read(&Pdf::new(pages));
    assert_eq!(reading.units[0].state, UnitState::Unreadable);
    assert_eq!(reading.units[1].text, "Fine.");
}

/// Blocks lie in order, on character borders, with only white space between them.
#[test]
fn blocks_cover_the_text() {
    let content = lines(
        72,
        700,
        11,
        &["• One item é", "• Another item", "A paragraph after."],
    );
    for unit in one_page(content).units {
        let mut end = 0;
        for block in &unit.blocks {
            assert!(unit.text[end..block.start].trim().is_empty());
            end = block.end;
        }
        assert_eq!(end, unit.text.len());
    }
}

/// The sample files, where they are at hand.
#[test]
fn sample_reports_can_be_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reports/files");
    let file = folder.join("ntsb-20080109X00035.pdf");
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!("skipped: {} is not there", file.display());
        return;
    };
    let reading = extract(&bytes, &limits()).expect("a good file");
    assert_eq!(reading.units.len(), 5);
    assert!(reading.units[2].text.contains("Serial Number:\t80580"));
}
