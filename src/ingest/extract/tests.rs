//! What all formats have in common: the same promises about a reading, and the same words from the same document.

use proptest::prelude::*;

use super::compose::assert_sound;
use super::docx::DOCUMENT;
use super::docx::tests::{document, packed, paragraph};
use super::*;
use crate::report::{Block, BlockKind, Unit};

/// Limits for tests: those of a small machine.
pub(super) fn test_limits() -> Limits {
    Limits {
        file_bytes: 100 << 20,
        pages: 5000,
        seconds: 60,
        memory_bytes: 1 << 30,
        unpacked_bytes: 100 << 20,
    }
}

/// The first reading of a file of that kind.
pub(super) fn read(bytes: &[u8], kind: Extractor) -> Result<Reading, ExtractError> {
    let mut parts = extract_as(bytes, kind, &test_limits())?;
    Ok(parts.remove(0).reading)
}

/// The blocks of a reading as lines with a mark for their kind, after a check that it keeps its promises.
#[track_caller]
pub(super) fn transcript(reading: &Reading) -> Vec<String> {
    reading.units.iter().for_each(assert_sound);
    let lines = |unit: &Unit| {
        unit.blocks
            .iter()
            .map(|block| line(unit, block))
            .collect::<Vec<_>>()
    };
    reading.units.iter().flat_map(lines).collect()
}

fn line(unit: &Unit, block: &Block) -> String {
    let text = &unit.text[block.range()];
    match block.kind {
        BlockKind::Heading(level) => format!("{} {text}", "#".repeat(level.into())),
        BlockKind::Paragraph => text.to_owned(),
        BlockKind::ListItem => format!("* {text}"),
        BlockKind::TableRow => format!("| {text}"),
        BlockKind::Note => format!("^ {text}"),
        BlockKind::Directory => format!("> {text}"),
    }
}

#[test]
fn one_document_reads_the_same_in_every_format() {
    let blocks = [
        "# KEY FINDINGS",
        "We assess that Iran carried out a covert influence campaign, and that others – “some” – did not.",
        "* A first item",
        "* A second item",
        "| Country\tActs",
        "| Iran\t12",
        "Words at the end, after the table.",
    ];
    let prose = blocks[1];
    let text = format!(
        "KEY FINDINGS\n\n{prose}\n\n• A first item\n• A second item\n\nCountry    Acts\nIran    12\n\n{}\n",
        blocks[6]
    );
    let markdown = format!(
        "# KEY FINDINGS\n\n{prose}\n\n* A first item\n* A second item\n\n| Country | Acts |\n|--|--|\n| Iran | 12 |\n\n{}\n",
        blocks[6]
    );
    let html = format!(
        "<h1>KEY FINDINGS</h1><p>{prose}</p><ul><li>A first item<li>A second item</ul><table><tr><th>Country<th>Acts\
         <tr><td>Iran<td>12</table><p>{}",
        blocks[6]
    );
    let list = "<w:numPr><w:numId w:val=\"1\"/></w:numPr>";
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("", text));
    let row = |a: &str, b: &str| format!("<w:tr>{}{}</w:tr>", cell(a), cell(b));
    let body = [
        paragraph("<w:pStyle w:val=\"Heading1\"/>", "KEY FINDINGS"),
        paragraph("", prose),
        paragraph(list, "A first item"),
        paragraph(list, "A second item"),
        format!(
            "<w:tbl>{}{}</w:tbl>",
            row("Country", "Acts"),
            row("Iran", "12")
        ),
        paragraph("", blocks[6]),
    ];
    let docx = packed(&[(DOCUMENT, &document(&body.concat()))]);
    let mut texts = Vec::new();
    for (bytes, kind) in [
        (text.as_bytes(), Extractor::Text),
        (markdown.as_bytes(), Extractor::Markdown),
        (html.as_bytes(), Extractor::Html),
        (&docx, Extractor::Docx),
    ] {
        let reading = read(bytes, kind).unwrap();
        assert_eq!(transcript(&reading), blocks, "{kind:?}");
        texts.push(reading.units[0].text.clone());
    }
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:#?}");
}

#[test]
fn long_lines_are_read_in_linear_time() {
    let line = "word ".repeat(2 << 20);
    let accents = "e\u{301}\u{200b}- ".repeat(1 << 20);
    let start = std::time::Instant::now();
    for kind in [Extractor::Text, Extractor::Markdown, Extractor::Html] {
        for text in [&line, &accents] {
            let reading = read(text.as_bytes(), kind).unwrap();
            assert_eq!(reading.units[0].blocks.len(), 1, "{kind:?}");
        }
    }
    // Generous: a quadratic step would take hours.
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

#[test]
fn text_of_nothing_visible_is_no_text() {
    for (bytes, kind) in [
        (&b" \n\0\xe2\x80\x8b\n"[..], Extractor::Text),
        (b"![picture](a.png)", Extractor::Markdown),
        (b"<p hidden>x</p>", Extractor::Html),
        (b"{\"text\": \"\"}", Extractor::Jsonl),
    ] {
        assert_eq!(read(bytes, kind), Err(ExtractError::NoText), "{kind:?}");
    }
}

/// Pieces that look like structure in one format or another, and characters that are easy to get wrong.
fn piece() -> impl Strategy<Value = String> {
    let structure = [
        "\n",
        "\n\n",
        " ",
        "\t",
        "\u{c}",
        "\r\n",
        "# ",
        "## ",
        "* ",
        "- ",
        "1. ",
        "| ",
        " | ",
        "|--|--|\n",
        "> ",
        "```\n",
        "---\n",
        "===\n",
        "+++\n",
        "[^1]",
        "[^1]: ",
        "[a](b)",
        "![",
        "**",
        "`",
        "<p>",
        "<div>",
        "</div>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<li>",
        "<ul>",
        "</ul>",
        "<pre>",
        "</pre>",
        "<h2>",
        "</h2>",
        "<a href='#x'>",
        "</a>",
        "<sup>",
        "</sup>",
        "<br>",
        "<script>",
        "<section role=doc-endnotes>",
        "&amp;",
        "&",
        "<",
        "<!--",
        "-->",
        "........ 12",
        "   ",
        "inter-\n",
        "Page 3",
        "●",
        "•\n",
        "\u{200b}",
        "\u{ad}",
        "\u{301}",
        "\u{202e}",
        "\0",
        "\u{a0}",
        "é",
        "中文",
        "🇫🇷",
        "{\"text\": \"",
        "\"}\n",
        "title: x\n",
    ];
    prop_oneof![
        4 => prop::sample::select(structure.to_vec()).prop_map(str::to_owned),
        3 => "[a-zA-Z]{1,8}[.,]? ?",
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn readings_keep_their_promises(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        for kind in [Extractor::Text, Extractor::Markdown, Extractor::Html] {
            if let Ok(reading) = read(text.as_bytes(), kind) {
                transcript(&reading);
            }
        }
        let passage = serde_json::json!({"text": text, "title": pieces.first()}).to_string();
        if let Ok(reading) = read(passage.as_bytes(), Extractor::Jsonl) {
            transcript(&reading);
        }
        let _ = detect(text.as_bytes(), "x");
    }

    #[test]
    fn documents_keep_their_promises(pieces in prop::collection::vec((0..6usize, "\\PC{0,12}"), 0..20)) {
        let wrap = |(kind, text): &(usize, String)| {
            let text: String = text.replace('&', "&amp;").replace('<', "&lt;");
            match kind {
                0 => paragraph("<w:pStyle w:val=\"Heading2\"/>", &text),
                1 => paragraph("<w:numPr><w:numId w:val=\"1\"/></w:numPr>", &text),
                2 => format!("<w:tbl><w:tr><w:tc>{0}</w:tc><w:tc>{0}</w:tc></w:tr></w:tbl>", paragraph("", &text)),
                3 => format!("<w:p><w:r><w:t>{text}</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p>"),
                4 => format!("<w:p><w:r><w:txbxContent>{}</w:txbxContent><w:t>{text}</w:t></w:r></w:p>", paragraph("", "box")),
                _ => paragraph("", &text),
            }
        };
        let body: String = pieces.iter().map(wrap).collect();
        let notes = format!("<w:footnotes><w:footnote w:id=\"1\">{}</w:footnote></w:footnotes>", paragraph("", "a note"));
        let file = packed(&[(DOCUMENT, &document(&body)), ("word/footnotes.xml", &notes)]);
        if let Ok(reading) = read(&file, Extractor::Docx) {
            transcript(&reading);
        }
    }

    #[test]
    fn any_bytes_give_a_reading_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = detect(&bytes, "x");
        for kind in [Extractor::Text, Extractor::Markdown, Extractor::Html, Extractor::Docx, Extractor::Jsonl] {
            if let Ok(reading) = read(&bytes, kind) {
                transcript(&reading);
            }
        }
    }
}
