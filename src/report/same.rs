//! Whether two texts say the same, to the word.

/// Whether two texts have the same words, numbers and negations in the same order, whatever their case, their spacing
/// and the shape of their quotation marks.
pub fn same_words(one: &str, other: &str) -> bool {
    // Most texts differ within their first word.
    let (one, other) = (one.trim_start(), other.trim_start());
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    let mut bytes = one.bytes().zip(other.bytes());
    let (a, b) = bytes
        .find(|(a, b)| !plain(*a) || !a.eq_ignore_ascii_case(b))
        .unwrap_or_default();
    if (plain(a) && (plain(b) || b == b' ')) || (plain(b) && a == b' ') {
        return false;
    }
    letters(one).eq(letters(other))
}

/// A number that texts with the [same words](same_words) share (FNV-1a, 64 bits); others share it by chance only.
pub fn words_hash(text: &str) -> u64 {
    letters(text).fold(0xcbf2_9ce4_8422_2325, |hash, c| {
        (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
    })
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    let words = text.split_whitespace();
    words
        .flat_map(|word| word.chars().filter(|c| !is_quotation_mark(*c)).chain([' ']))
        .flat_map(char::to_lowercase)
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '‘' | '’' | '“' | '”' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_only_to_the_word_and_the_number() {
        let pair = (
            "He said “No\nvotes” changed.",
            "he said \"no votes\" changed.",
        );
        assert!(same_words(pair.0, pair.1));
        assert_eq!(words_hash(pair.0), words_hash(pair.1));
        assert!(same_words(" It’s\tso", "'It\"s  SO "));
        for (one, other) in [
            ("ban", "band"),
            ("ba n", "ban"),
            ("3.5 percent", "35 percent"),
            ("no table", "notable"),
            ("was", "was not"),
            ("in 2020", "in 2021"),
        ] {
            assert!(!same_words(one, other), "{one} / {other}");
            assert_ne!(words_hash(one), words_hash(other), "{one} / {other}");
        }
    }
}
