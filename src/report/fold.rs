//! Letters without their diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Without diacritics: combining marks of the Latin, Greek, Cyrillic, Hebrew and Arabic scripts go, vowel signs of
/// other scripts stay, because they are letters there.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mark = |c: &char| {
        is_combining_mark(*c)
            && matches!(c, '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05c7}' | '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}' | '\u{0670}')
    };
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !mark(c) && *c != '\u{0640}') {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    folded.nfc().collect()
}
