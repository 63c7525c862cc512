//! Cutting text where a reader would: after a sentence, else after a word, else after a character as people see it.

use unicode_segmentation::UnicodeSegmentation as _;

/// Shown where something was cut off.
pub const CUT_MARK: &str = " […]";

/// The length of a text as Discord's clients count it: UTF-16 code units, of which Discord's own limits, in
/// characters, never count more.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// How many bytes of a text may stay so that at most `most` [units](length) of it remain: all of them, or up to the end
/// of a sentence in the second half, of a word, of a character.
pub fn keep(text: &str, most: usize) -> usize {
    let Some(limit) = limit(text, most) else {
        return text.len();
    };
    let fits = |end: &usize| *end <= limit;
    let sentences = text
        .split_sentence_bound_indices()
        .map(|(at, s)| at + s.len());
    let sentence = sentences.take_while(fits).last().unwrap_or(0);
    if length(&text[..sentence]) * 2 >= most {
        return text[..sentence].trim_end().len();
    }
    let words = text.split_word_bound_indices().map(|(at, w)| at + w.len());
    let word = words.take_while(fits).last().unwrap_or(0);
    let word = text[..word].trim_end().len();
    if word > 0 {
        return word;
    }
    let characters = text.grapheme_indices(true).map(|(at, g)| at + g.len());
    characters.take_while(fits).last().unwrap_or(0)
}

/// The byte up to which `most` units reach; none where the whole text has no more.
fn limit(text: &str, most: usize) -> Option<usize> {
    let mut units = 0;
    text.char_indices().find_map(|(at, c)| {
        units += c.len_utf16();
        (units > most).then_some(at)
    })
}

/// A text of at most `most` [units](length), with [`CUT_MARK`] where something was cut off.
pub fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let kept = keep(text, most.saturating_sub(length(CUT_MARK)));
    format!("{}{CUT_MARK}", &text[..kept])
}

/// The end of a text, of at most `most` [units](length), from the start of a sentence or else of a word on, with a mark
/// where something was cut off.
pub fn cut_front(text: &str, most: usize) -> String {
    /// Shown where something was cut off.
    const MARK: &str = "[…] ";
    if length(text) <= most {
        return text.to_owned();
    }
    let fits = |at: &usize| length(&text[*at..]) + length(MARK) <= most;
    let sentence = text
        .split_sentence_bound_indices()
        .map(|(at, _)| at)
        .find(fits);
    let word = || text.unicode_word_indices().map(|(at, _)| at).find(fits);
    let from = sentence.or_else(word).unwrap_or(text.len());
    format!("{MARK}{}", &text[from..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_at_sentences_then_words_then_characters() {
        for (text, most, shown) in [
            ("Short.", 10, "Short."),
            (
                "One is here. Two is there, far away.",
                24,
                "One is here. […]",
            ),
            ("A sentence without an end in sight", 20, "A sentence […]"),
            ("Donaudampfschifffahrt", 12, "Donaudam […]"),
            ("e\u{301}e\u{301}e\u{301}e\u{301}", 7, "e\u{301} […]"),
            ("👩‍👩‍👧👩‍👩‍👧", 13, "👩‍👩‍👧 […]"),
        ] {
            assert_eq!(cut(text, most), shown);
        }
    }

    #[test]
    fn cuts_the_front_before_sentences_then_words() {
        for (text, most, shown) in [
            ("Short.", 10, "Short."),
            ("One is here. Two is there.", 20, "[…] Two is there."),
            (
                "A sentence without an end in sight",
                20,
                "[…] an end in sight",
            ),
            ("Donaudampfschifffahrt", 12, "[…] "),
        ] {
            assert_eq!(cut_front(text, most), shown);
        }
    }

    proptest! {
        #[test]
        fn never_longer_than_asked(text in "\\PC{0,120}", most in 4usize..60) {
            let shown = cut(&text, most);
            prop_assert!(length(&shown) <= most);
            prop_assert!(shown == text || shown.ends_with(CUT_MARK));
            prop_assert!(length(&cut_front(&text, most)) <= most);
        }
    }
}
