//! Bytes, and what they are taken for.

use super::super::docx::tests::packed;
use super::*;

#[track_caller]
fn is(bytes: &[u8], name: &str, kind: Extractor) {
    assert_eq!(
        detect(bytes, name),
        Ok(kind),
        "{:?}",
        String::from_utf8_lossy(&bytes[..bytes.len().min(40)])
    );
}

#[track_caller]
fn is_no_report(bytes: &[u8], kind: &str) {
    assert_eq!(detect(bytes, "report.txt"), Err(unknown(kind)));
}

#[test]
fn the_bytes_decide_not_the_name() {
    is(b"%PDF-1.7\n...", "report.txt", Extractor::Pdf);
    is(b"\x1b%-12345X@PJL\r\n%PDF-1.4", "x", Extractor::Pdf);
    is(
        b"Words about %PDF-1.7 files.",
        "report.pdf",
        Extractor::Text,
    );
    is(b"Just words.", "report.pdf", Extractor::Text);
    is(b"<!DOCTYPE html><p>x", "report.md", Extractor::Html);
    is(b"# Words", "report.html", Extractor::Text);
}

#[test]
fn html_begins_as_html() {
    for html in [
        "\u{feff} <!-- saved --> <HTML lang=en>",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">",
        "<!doctype HTML SYSTEM \"about:legacy-compat\">",
        "<div class=x>words</div>",
        "<h1>words</h1>",
    ] {
        is(html.as_bytes(), "x", Extractor::Html);
    }
    for text in [
        "<p@example.org> wrote:",
        "< 5 percent",
        "<divided> we fall",
        "<!-- only a comment",
    ] {
        is(text.as_bytes(), "x", Extractor::Text);
    }
    let utf16: Vec<u8> = "\u{feff}<html><p>x"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    is(&utf16, "x", Extractor::Html);
}

#[test]
fn markdown_by_its_marks_or_by_its_name() {
    is(b"Plain words.", "notes.md", Extractor::Markdown);
    is(b"Plain words.", "notes.txt", Extractor::Text);
    is(
        b"# Title\n\nSee [this](https://x.org).\n",
        "notes.txt",
        Extractor::Markdown,
    );
    is(b"# a comment\nkey = value\n", "settings", Extractor::Text);
    is(b"#hashtag and **stars**", "x", Extractor::Text);
}

#[test]
fn json_is_only_read_as_lines_of_passages() {
    is(
        b"\n{\"_id\": \"1\", \"text\": \"a\"}\n{\"text\": \"b\"}\n",
        "x",
        Extractor::Jsonl,
    );
    is_no_report(b"{\n  \"text\": \"a\"\n}\n", "a JSON file");
    is_no_report(b"{\"title\": \"a\"}\n{\"title\": \"b\"}\n", "a JSON file");
    is_no_report(b"[1, 2, 3]", "a JSON file");
    is(b"[1] A reference.\n[2] Another.\n", "x", Extractor::Text);
    is("[".repeat(200_000).as_bytes(), "x", Extractor::Text);
    is(b"{curly} words", "x", Extractor::Text);
}

#[test]
fn containers_are_looked_into() {
    is(
        &packed(&[("word/document.xml", "")]),
        "x.zip",
        Extractor::Docx,
    );
    is_no_report(
        &packed(&[("mimetype", "application/epub+zip")]),
        "an EPUB book",
    );
    is_no_report(
        &packed(&[("mimetype", "application/vnd.oasis.opendocument.text")]),
        "an OpenDocument text",
    );
    is_no_report(&packed(&[("xl/workbook.xml", "")]), "an Excel workbook");
    is_no_report(
        &packed(&[("ppt/presentation.xml", "")]),
        "a PowerPoint presentation",
    );
    is_no_report(&packed(&[("a.txt", "words")]), "a ZIP archive");
    let cut = &packed(&[("word/document.xml", "")])[..40];
    assert!(matches!(
        detect(cut, "x.docx"),
        Err(ExtractError::Damaged(_))
    ));
}

#[test]
fn old_and_locked_office_files() {
    let ole = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend([0; 512]);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    assert_eq!(
        detect(&ole("EncryptedPackage"), "x.docx"),
        Err(ExtractError::Encrypted)
    );
    is_no_report(&ole("WordDocument"), "an old Word document (.doc)");
    is_no_report(&ole(""), "an old Office document");
}

#[test]
fn other_kinds_have_names() {
    is_no_report(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture");
    is_no_report(b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture");
    is_no_report(b"RIFF\0\0\0\0WEBPVP8 ", "a WebP picture");
    is_no_report(b"\x7fELF\x02\x01\x01", "a program");
    is_no_report(b"{\\rtf1\\ansi", "an RTF document");
    is_no_report(b"%!PS-Adobe-3.0", "a PostScript file");
    is_no_report(b"<svg xmlns='x'>", "an SVG picture");
    is_no_report(b"<?xml version='1.0'?><rss/>", "an XML file");
    let junk: Vec<u8> = (0..5000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8)
        .collect();
    is_no_report(&junk, "a file of unknown binary content");
    assert_eq!(detect(b"", "x"), Err(ExtractError::Empty));
}
