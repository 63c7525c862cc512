//! What a PDF says about itself.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};

use crate::report::Metadata;

/// The title and language that the file declares, where they are plausible.
pub(super) fn metadata(pdf: &Pdf) -> Metadata {
    let title = pdf.metadata().title.as_deref().map(decode);
    Metadata {
        title: title.and_then(|title| plausible_title(&title)),
        language: language(pdf),
        ..Metadata::default()
    }
}

fn language(pdf: &Pdf) -> Option<String> {
    let xref = pdf.xref();
    let catalog: Dict<'_> = xref.get(xref.root_id())?;
    let declared = decode(catalog.get::<PdfString<'_>>("Lang")?.as_bytes());
    let code = declared.split(['-', '_']).next()?.to_ascii_lowercase();
    let plausible = code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    plausible.then_some(code)
}

/// A title that a person wrote, and not a program or a file system.
pub(super) fn plausible_title(title: &str) -> Option<String> {
    let title = title
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = title
        .strip_prefix("Microsoft Word - ")
        .or_else(|| title.strip_prefix("Microsoft PowerPoint - "))
        .unwrap_or(&title);
    let lower = title.to_lowercase();
    let is_file = [
        ".doc", ".docx", ".pdf", ".indd", ".xls", ".xlsx", ".ppt", ".pptx", ".rtf", ".tex", ".qxd",
        ".odt", ".dvi",
    ]
    .iter()
    .any(|ending| lower.ends_with(ending));
    let is_empty = [
        "untitled",
        "title",
        "document",
        "sans titre",
        "sin título",
        "slide 1",
        "powerpoint presentation",
    ]
    .iter()
    .any(|word| lower == *word || lower.starts_with("untitled"));
    let words = title.split_whitespace().count();
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    // One word with digits or underscores is a file's name.
    let is_name = words == 1 && title.chars().any(|c| c.is_ascii_digit() || c == '_');
    (letters >= 4 && title.chars().count() <= 300 && !is_file && !is_empty && !is_name)
        .then(|| title.to_owned())
}

/// A text string: UTF-16 or UTF-8 with a byte order mark, else Latin-1, which `PDFDocEncoding` is for letters.
pub(super) fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|byte| latin(*byte)).collect(),
    }
}

fn latin(byte: u8) -> char {
    match byte {
        0x80 => '•',
        0x84 => '—',
        0x85 => '–',
        0x8D => '“',
        0x8E => '”',
        0x8F => '‘',
        0x90 => '’',
        byte => char::from(byte),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_programs_and_file_systems_are_not_plausible() {
        for title in [
            "",
            "untitled",
            "Microsoft Word - final_v3.doc",
            "report.pdf",
            "DOT2022",
            "12",
        ] {
            assert_eq!(plausible_title(title), None, "{title}");
        }
        let good = "Annual  Performance\nReport 2022";
        assert_eq!(
            plausible_title(good).as_deref(),
            Some("Annual Performance Report 2022")
        );
    }

    #[test]
    fn text_strings_are_decoded() {
        assert_eq!(decode(b"\xFE\xFF\0A\x01\x42"), "Ał");
        assert_eq!(decode(b"caf\xE9 \x85"), "café –");
    }
}
