//! Bytes → characters, for the formats that are text. Never fails: what fits no encoding becomes U+FFFD.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes looked at to tell UTF-16 from bytes that merely hold some NULs.
const UTF16_SAMPLE_BYTES: usize = 4096;

/// The characters of a text file, with line ends as `\n`. Control characters other than `\n`, `\t` and `\f` are
/// dropped.
pub(super) fn decode(bytes: &[u8]) -> String {
    clean_controls(&characters(bytes, None))
}

/// Like [`decode`], for bytes that name their own encoding ("iso-8859-1"). The name is believed only where the bytes
/// are not valid UTF-8: files are often converted without their label being changed.
pub(super) fn decode_labelled(bytes: &[u8], label: Option<&[u8]>) -> String {
    clean_controls(&characters(bytes, label.and_then(Encoding::for_label)))
}

/// Whether these bytes are hardly text: many control characters or invalid sequences even after decoding.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    const SAMPLE_BYTES: usize = 64 * 1024;
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let text = characters(sample, None);
    let odd = text.chars().filter(|&c| is_odd(c)).count();
    // Compressed bytes have 11 % control characters, damaged text has few.
    odd * 20 > text.chars().count()
}

fn is_odd(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER || (c.is_control() && !"\n\r\t\u{c}\u{1b}\u{85}".contains(c))
}

fn characters(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return without_bom(encoding, &bytes[length..]);
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return without_bom(encoding, bytes);
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return text.to_owned();
    }
    without_bom(declared.unwrap_or_else(|| guess(bytes)), bytes)
}

fn without_bom(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// In UTF-16 of most scripts, spaces and line ends alone put a zero into every few units, always on the same side.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF16_SAMPLE_BYTES)];
    let units = sample.len() / 2;
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let (first, second) = (zeros(0), zeros(1));
    let many = |count: usize| units >= 4 && count * 10 >= units;
    let few = |count: usize| count * 50 <= units;
    match () {
        () if many(second) && few(first) => Some(UTF_16LE),
        () if many(first) && few(second) => Some(UTF_16BE),
        () => None,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// A few broken bytes in UTF-8 must not turn every other accent into mojibake.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

fn clean_controls(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                characters.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\n' | '\t' | '\u{c}' => clean.push(c),
            c if c.is_control() || c == '\u{feff}' => {}
            c => clean.push(c),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads_as(bytes: &[u8], text: &str) {
        assert_eq!(decode(bytes), text);
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf8_with_and_without_a_mark() {
        reads_as("Präsident".as_bytes(), "Präsident");
        reads_as("\u{feff}Präsident".as_bytes(), "Präsident");
    }

    #[test]
    fn utf16_with_and_without_a_mark() {
        let text = "The report names no source.";
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            reads_as(&utf16(text, to_bytes), text);
            reads_as(&utf16(&format!("\u{feff}{text}"), to_bytes), text);
        }
        let russian = "Доклад не называет источников. Это всё, что в нём есть.";
        reads_as(&utf16(russian, u16::to_le_bytes), russian);
    }

    #[test]
    fn latin1_is_guessed() {
        reads_as(
            b"Le pr\xe9sident a \xe9t\xe9 inform\xe9 de la situation par l'ambassadeur.",
            "Le président a été informé de la situation par l'ambassadeur.",
        );
    }

    #[test]
    fn a_label_is_believed_unless_the_bytes_are_utf8() {
        assert_eq!(
            decode_labelled(b"\xef\xf0\xe8", Some(b"windows-1251")),
            "при"
        );
        assert_eq!(
            decode_labelled("für".as_bytes(), Some(b"iso-8859-1")),
            "für"
        );
    }

    #[test]
    fn broken_bytes_are_replaced_and_nothing_else_suffers() {
        reads_as(
            "déjà vu à l’été, \u{0}naïveté".as_bytes(),
            "déjà vu à l’été, naïveté",
        );
        let mut bytes = "déjà vu à l’été, cliché".as_bytes().to_vec();
        bytes.push(0xff);
        reads_as(&bytes, "déjà vu à l’été, cliché\u{fffd}");
    }

    #[test]
    fn line_ends_become_line_feeds() {
        reads_as(b"a\r\nb\rc\nd\x0ce\tf", "a\nb\nc\nd\u{c}e\tf");
    }

    #[test]
    fn junk_is_binary_and_text_with_a_few_nuls_is_not() {
        let junk: Vec<u8> = (0..4000u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        assert!(is_binary(&junk));
        assert!(!is_binary(
            b"A sentence with\0 a NUL, and then some more words after it, as files have."
        ));
        assert!(!is_binary(&utf16("Words in UTF-16.", u16::to_le_bytes)));
    }
}
