//! Files and what is read in them, one block a line. The files are packed here.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::{test_limits, transcript};
use super::*;

/// A ZIP container with these entries.
pub(crate) fn packed(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The main part around some paragraphs.
pub(crate) fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    )
}

/// A paragraph with these properties.
pub(crate) fn paragraph(properties: &str, text: &str) -> String {
    format!(
        "<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
    )
}

fn style(id: &str) -> String {
    format!("<w:pStyle w:val=\"{id}\"/>")
}

#[track_caller]
fn reads_as(entries: &[(&str, &str)], blocks: &[&str]) {
    let reading = extract(&packed(entries), &test_limits()).unwrap();
    assert_eq!(transcript(&reading), blocks);
}

#[track_caller]
fn body_reads_as(body: &str, blocks: &[&str]) {
    reads_as(&[(DOCUMENT, &document(body))], blocks);
}

#[track_caller]
fn fails_with(entries: &[(&str, &str)], sentence: &str) {
    let error = extract(&packed(entries), &test_limits()).unwrap_err();
    assert_eq!(error.to_string(), sentence);
}

#[test]
fn runs_make_paragraphs() {
    let runs = "<w:p><w:r><w:t>Iran</w:t></w:r><w:r><w:tab/><w:t>&amp; Russia</w:t><w:br/><w:t>&#8220;tried&#x201D;</w:t>\
                </w:r><w:hyperlink><w:r><w:t>.</w:t></w:r></w:hyperlink></w:p>";
    body_reads_as(runs, &["Iran & Russia “tried”."]);
}

#[test]
fn styles_are_known_by_name_whatever_their_id() {
    let styles = "<w:styles xmlns:w=\"w\">\
        <w:style w:styleId=\"berschrift2\"><w:name w:val=\"heading 2\"/></w:style>\
        <w:style w:styleId=\"Mine\"><w:name w:val=\"Mine\"/><w:basedOn w:val=\"berschrift2\"/></w:style>\
        <w:style w:styleId=\"Deep\"><w:name w:val=\"Deep\"/><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr></w:style>\
        <w:style w:styleId=\"Loop\"><w:name w:val=\"Loop\"/><w:basedOn w:val=\"Loop\"/></w:style>\
        <w:style w:styleId=\"V1\"><w:name w:val=\"toc 1\"/></w:style></w:styles>";
    let body: String = [
        paragraph(&style("berschrift2"), "By name"),
        paragraph(&style("Mine"), "By ancestor"),
        paragraph(&style("Deep"), "By outline"),
        paragraph(&style("Heading1"), "By id"),
        paragraph(&style("Loop"), "Looping"),
        paragraph(&style("V1"), "Summary 3"),
        paragraph("<w:outlineLvl w:val=\"0\"/>", "By itself"),
    ]
    .concat();
    reads_as(
        &[(DOCUMENT, &document(&body)), ("word/styles.xml", styles)],
        &[
            "## By name",
            "## By ancestor",
            "### By outline",
            "# By id",
            "Looping",
            "> Summary 3",
            "# By itself",
        ],
    );
}

#[test]
fn lists_and_tables() {
    let item = paragraph(
        "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>",
        "item",
    );
    let cell = |text: &str| {
        format!(
            "<w:tc>{}{}</w:tc>",
            paragraph("", text),
            paragraph("", "more")
        )
    };
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}</w:tr></w:tbl>",
        cell("a"),
        cell("b"),
        cell("frame")
    );
    body_reads_as(
        &(item + &table),
        &["* item", "| a more\tb more", "frame", "more"],
    );
}

#[test]
fn deleted_hidden_and_doubled_text_is_left_out() {
    let body = "<w:p><w:ins><w:r><w:t>New </w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText><w:t>old</w:t></w:r></w:del>\
                <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>text</w:t></w:r>\
                <mc:AlternateContent><mc:Choice><w:r><w:t> once</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>twice</w:t></w:r>\
                </mc:Fallback></mc:AlternateContent></w:p>\
                <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    body_reads_as(body, &["New text once"]);
}

#[test]
fn footnotes_are_numbered_as_the_text_refers_to_them() {
    let body = "<w:p><w:r><w:t>One</w:t><w:footnoteReference w:id=\"7\"/><w:t> and two</w:t><w:footnoteReference w:id=\"2\"/>\
                </w:r></w:p>";
    let notes = format!(
        "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"0\" w:type=\"separator\">{}</w:footnote><w:footnote w:id=\"2\">{}\
         </w:footnote><w:footnote w:id=\"7\">{}{}</w:footnote></w:footnotes>",
        paragraph("", "---"),
        paragraph("", "Second."),
        paragraph("", "First"),
        paragraph("", "goes on.")
    );
    reads_as(
        &[(DOCUMENT, &document(body)), ("word/footnotes.xml", &notes)],
        &["One and two", "^ 1. First goes on.", "^ 2. Second."],
    );
}

#[test]
fn properties_give_the_title_but_no_guessed_publisher_or_date() {
    let core = "<cp:coreProperties xmlns:dc=\"d\"><dc:title>The &lt;Report&gt;</dc:title><dc:creator>A Typist</dc:creator>\
                <dcterms:created>2022-10-06T16:28:06Z</dcterms:created><dc:language>fr-CA</dc:language></cp:coreProperties>";
    let body = document(&paragraph("", "Words."));
    let file = packed(&[(DOCUMENT, &body), ("docProps/core.xml", core)]);
    let about = extract(&file, &test_limits()).unwrap().metadata;
    assert_eq!(about.title.as_deref(), Some("The <Report>"));
    assert_eq!((about.publisher, about.date), (None, None));
    assert_eq!(about.language.as_deref(), Some("fr"));
}

#[test]
fn a_dtd_and_unknown_entities_are_refused() {
    let bomb =
        "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    fails_with(
        &[(
            DOCUMENT,
            &format!("{bomb}{}", document("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")),
        )],
        "it is refused: it carries a DTD, which a DOCX never needs and which can be made to explode",
    );
    fails_with(
        &[(DOCUMENT, &document(&paragraph("", "&b;")))],
        "it is damaged: its XML is not well-formed",
    );
}

#[test]
fn entry_names_are_no_paths() {
    let words = document(&paragraph("", "Words."));
    reads_as(
        &[
            ("../../etc/passwd", "x"),
            ("/word/document.xml", "x"),
            (DOCUMENT, &words),
        ],
        &["Words."],
    );
}

#[test]
fn what_unpacks_to_too_much_is_stopped() {
    let words = document(&paragraph("", &"a".repeat(2_000_000)));
    let file = packed(&[(DOCUMENT, &words)]);
    assert!(file.len() < 10_000);
    let error = extract(
        &file,
        &Limits {
            unpacked_bytes: 1_000_000,
            ..test_limits()
        },
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "it has more than 1000000 unpacked bytes; raise `unpacked_bytes` in the config if you trust it"
    );
}

#[test]
fn broken_files_say_what_is_broken() {
    let file = packed(&[(DOCUMENT, &document(&paragraph("", "Words.")))]);
    let error = extract(&file[..file.len() / 2], &test_limits()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("it is damaged: its ZIP directory"),
        "{error}"
    );
    fails_with(
        &[("other.xml", "")],
        "it is damaged: its part word/document.xml is missing",
    );
    fails_with(
        &[(DOCUMENT, "<w:a><w:b></w:a>")],
        "it is damaged: its XML is not well-formed",
    );
}

#[test]
fn deep_nesting_is_no_matter() {
    let depth = 100_000;
    let body = format!(
        "{}{}{}",
        "<w:sdt>".repeat(depth),
        paragraph("", "Deep."),
        "</w:sdt>".repeat(depth)
    );
    body_reads_as(&body, &["Deep."]);
}

#[test]
fn parts_in_utf16_are_read() {
    let words = document(&paragraph("", "Wörter"));
    let bytes: Vec<u8> = format!("\u{feff}{words}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file(DOCUMENT, SimpleFileOptions::default())
        .unwrap();
    writer.write_all(&bytes).unwrap();
    let reading = extract(&writer.finish().unwrap().into_inner(), &test_limits()).unwrap();
    assert_eq!(transcript(&reading), ["Wörter"]);
}

#[test]
fn a_table_in_a_cell_is_text_of_the_cell() {
    let cell = |content: &str| format!("<w:tc>{content}</w:tc>");
    let inner = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr></w:tbl>",
        cell(&paragraph("", "b")),
        cell(&paragraph("", "c")),
        cell(&paragraph("", "gone"))
    );
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(&paragraph("", "a")),
        cell(&inner)
    );
    body_reads_as(&(table + &paragraph("", "After.")), &["| a\tb c", "After."]);
}
