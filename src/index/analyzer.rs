//! Text → terms: the same chain for passages and for questions.
//!
//! Words by Unicode's rules (UAX #29), then, per word: compatibility forms, case and diacritics folded, stemmed in the
//! passage's language (Snowball). A word may have several terms at its place:
//!
//! - an accented word also the stem of its unaccented spelling, so that "comision" finds "comisión";
//! - the first part of a hyphenated or slashed compound also the whole without its mark: "re-election" is found by
//!   "reelection", "9/11" by "911".
//!
//! Dotted acronyms lose their dots ("U.S." is `us`), numbers their thousands separators ("3,814" is `3814`, "88.41"
//! stays whole), Chinese, Japanese, Korean, Thai and their like become overlapping pairs of characters.
//!
//! Useful for: finding words again in another grammatical form, spelling or case. Not useful for: showing anything.
//! Terms are never displayed; a [`Token`] carries the byte range of the words as they stand.

use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::report::{Language, Passage, fold};

/// Longer words are cut in the index: nobody types them.
const MAX_TERM_BYTES: usize = 64;

/// A term at a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What is indexed.
    pub term: String,
    /// The bytes of the text that it stands for.
    pub range: Range<usize>,
    /// The word it belongs to, counted from 0; several tokens may share one.
    pub position: usize,
}

/// The chain for one language.
#[derive(Clone, Copy)]
pub struct Analyzer {
    stemmer: Option<Stemmer>,
}

impl Analyzer {
    /// The chain that stems in this language.
    pub fn new(language: Language) -> Self {
        Analyzer {
            stemmer: algorithm(language).map(Stemmer::new),
        }
    }

    /// The tokens of a text, in order of position.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(text.len() / 5);
        self.each(text, |token| tokens.push(token));
        tokens
    }

    /// Calls `found` with every token of a text, in order of position.
    pub fn each(&self, text: &str, mut found: impl FnMut(Token)) {
        for (position, word) in words(text).enumerate() {
            let mut emit = |term: String| {
                found(Token {
                    term,
                    range: word.range.clone(),
                    position,
                })
            };
            for term in self.terms(&word) {
                emit(term);
            }
            if let Some(whole) = &word.compound {
                emit(self.stem(whole).into_owned());
            }
        }
    }

    /// Calls `found` with every token of a passage: those of its text, and the acronyms of the long forms in it, each at
    /// its first word.
    pub fn each_of(&self, passage: &Passage, mut found: impl FnMut(Token)) {
        let mut acronyms = passage.acronyms.iter().peekable();
        self.each(&passage.text, |token| {
            while let Some(acronym) =
                acronyms.next_if(|acronym| acronym.start as usize <= token.range.start)
            {
                let range = acronym.start as usize..acronym.end as usize;
                for word in words(&acronym.short) {
                    let terms = self.terms(&word).map(|term| Token {
                        term,
                        range: range.clone(),
                        position: token.position,
                    });
                    terms.for_each(&mut found);
                }
            }
            found(token);
        });
    }

    /// The one or two terms of a word, best first; never empty.
    pub fn terms(&self, word: &Word) -> impl Iterator<Item = String> + use<> {
        let folded = fold(&word.normal);
        let (first, second) = if word.kind == WordKind::Whole {
            (folded, None)
        } else if folded == word.normal {
            (self.stem(&folded).into_owned(), None)
        } else {
            let plain = self.stem(&folded).into_owned();
            let accented = match fold(&self.stem(&word.normal)) {
                nothing if nothing.is_empty() => plain.clone(),
                accented => accented,
            };
            let second = (plain != accented).then_some(plain);
            (accented, second)
        };
        [Some(first), second].into_iter().flatten()
    }

    fn stem<'w>(&self, word: &'w str) -> std::borrow::Cow<'w, str> {
        match self.stemmer {
            Some(stemmer) if !word.bytes().any(|b| b.is_ascii_digit()) => {
                let stem = stemmer.stem(word);
                // Of some words the Greek stemmer leaves nothing, and they would all be one word.
                if stem.is_empty() { word.into() } else { stem }
            }
            _ => word.into(),
        }
    }
}

fn algorithm(language: Language) -> Option<Algorithm> {
    Some(match language {
        Language::Arabic => Algorithm::Arabic,
        Language::Danish => Algorithm::Danish,
        Language::Dutch => Algorithm::Dutch,
        Language::English => Algorithm::English,
        Language::Finnish => Algorithm::Finnish,
        Language::French => Algorithm::French,
        Language::German => Algorithm::German,
        Language::Greek => Algorithm::Greek,
        Language::Hungarian => Algorithm::Hungarian,
        Language::Italian => Algorithm::Italian,
        Language::Norwegian => Algorithm::Norwegian,
        Language::Portuguese => Algorithm::Portuguese,
        Language::Romanian => Algorithm::Romanian,
        Language::Russian => Algorithm::Russian,
        Language::Spanish => Algorithm::Spanish,
        Language::Swedish => Algorithm::Swedish,
        Language::Tamil => Algorithm::Tamil,
        Language::Turkish => Algorithm::Turkish,
        Language::Other => return None,
    })
}

/// A term as a number below 2³¹, for comparing many at once (FNV-1a, its lower 31 bits): two terms share one by chance
/// once in two billion.
pub fn term_hash(term: &str) -> u32 {
    let hash = term.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash & (u32::MAX >> 1)
}

/// A word as it is looked up, before stemming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Compatibility forms resolved, lower case, without dots, separators and apostrophes; accents kept.
    pub normal: String,
    /// Whether it can be stemmed.
    pub kind: WordKind,
    /// Where a hyphenated or slashed compound begins: the compound without its marks.
    pub compound: Option<String>,
}

/// How a word is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// A word of letters.
    Letters,
    /// Has a digit in it, or is a dotted acronym, or a pair of Chinese, Japanese, Korean or Thai characters: not stemmed.
    Whole,
}

/// The words of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut pieces = text
        .unicode_word_indices()
        .flat_map(|(start, piece)| parts(start, piece))
        .peekable();
    let mut queue = std::collections::VecDeque::new();
    std::iter::from_fn(move || {
        while queue.is_empty() {
            let (start, piece) = pieces.next()?;
            if piece.chars().next().is_some_and(is_unspaced) {
                let mut end = start + piece.len();
                while let Some((next, more)) = pieces
                    .peek()
                    .filter(|(_, more)| more.chars().next().is_some_and(is_unspaced))
                {
                    if *next != end {
                        break;
                    }
                    end += more.len();
                    pieces.next();
                }
                queue.extend(pairs(text, start..end));
            } else {
                let mut word = word(text, start, piece);
                word.compound = compound(text, start + piece.len(), &word.normal, |at| {
                    pieces
                        .peek()
                        .filter(|(next, _)| *next == at)
                        .map(|(_, piece)| *piece)
                });
                // A mark without its letter is no word.
                if word.normal.is_ascii() || !fold(&word.normal).is_empty() {
                    queue.push_back(word);
                }
            }
        }
        queue.pop_front()
    })
}

/// Names of web sites and files are words joined by full stops and underscores, and so are sentences without the space
/// between them: each part is a word.
fn parts(start: usize, piece: &str) -> impl Iterator<Item = (usize, &str)> {
    let whole = is_dotted_acronym(piece)
        || !piece.contains(['.', '_', ':'])
        || piece.starts_with(|c: char| c.is_ascii_digit());
    let split = move |c: char| !whole && matches!(c, '.' | '_' | ':');
    piece
        .split(split)
        .filter(|part| !part.is_empty())
        .map(move |part| {
            (
                start + (part.as_ptr() as usize - piece.as_ptr() as usize),
                part,
            )
        })
}

/// "re-election" → "reelection" for its first part; only two parts are joined, which covers what people write apart.
fn compound<'t>(
    text: &str,
    end: usize,
    normal: &str,
    next: impl FnOnce(usize) -> Option<&'t str>,
) -> Option<String> {
    let mark = text[end..]
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '\u{2010}' | '\u{2011}' | '/'))?;
    let piece = next(end + mark.len_utf8())?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let range_of_numbers = mark != '/' && digits(normal) && digits(piece);
    let two_words = mark == '/' && !(digits(normal) && digits(piece));
    if range_of_numbers || two_words || normal.len() + piece.len() > MAX_TERM_BYTES {
        return None;
    }
    Some(fold(&format!("{normal}{}", lower(piece))))
}

fn word(text: &str, start: usize, piece: &str) -> Word {
    let whole = start..start + piece.len();
    if piece.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Word {
            range: whole,
            normal: cut(piece.to_ascii_lowercase()),
            kind: WordKind::Letters,
            compound: None,
        };
    }
    if is_dotted_acronym(piece) {
        let dot = usize::from(text[whole.end..].starts_with('.'));
        let normal = cut(lower(piece).replace('.', ""));
        return Word {
            range: start..whole.end + dot,
            normal,
            kind: WordKind::Whole,
            compound: None,
        };
    }
    if piece.chars().any(char::is_numeric) {
        return Word {
            range: whole,
            normal: cut(number(&lower(piece))),
            kind: WordKind::Whole,
            compound: None,
        };
    }
    let (range, piece) = without_clitics(whole, piece);
    let normal = cut(lower(piece).replace(['\'', '\u{2019}'], ""));
    Word {
        range,
        normal,
        kind: WordKind::Letters,
        compound: None,
    }
}

fn is_dotted_acronym(piece: &str) -> bool {
    piece.contains('.')
        && piece
            .split('.')
            .all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

/// Without the commas, apostrophes and narrow spaces between groups of digits.
fn number(piece: &str) -> String {
    let chars: Vec<char> = piece.chars().collect();
    let between_digits = |i: usize| {
        i > 0 && chars[i - 1].is_ascii_digit() && chars.get(i + 1).is_some_and(char::is_ascii_digit)
    };
    let separator = |i: usize, c: char| matches!(c, ',' | '\'' | '\u{2019}') && between_digits(i);
    chars
        .iter()
        .enumerate()
        .filter(|(i, c)| !separator(*i, **c))
        .map(|(_, c)| c)
        .collect()
}

/// "Clinton's" → "Clinton", "l'agrandissement" → "agrandissement"; "don't" stays (and loses only its mark).
fn without_clitics(range: Range<usize>, piece: &str) -> (Range<usize>, &str) {
    let Some((mark, width)) = piece
        .char_indices()
        .find(|(_, c)| matches!(c, '\'' | '\u{2019}'))
        .map(|(i, c)| (i, c.len_utf8()))
    else {
        return (range, piece);
    };
    let (head, tail) = (&piece[..mark], &piece[mark + width..]);
    if tail.eq_ignore_ascii_case("s") {
        return (range.start..range.start + mark, head);
    }
    let elided = matches!(
        head.to_lowercase().as_str(),
        "l" | "d"
            | "j"
            | "n"
            | "s"
            | "c"
            | "m"
            | "t"
            | "qu"
            | "jusqu"
            | "lorsqu"
            | "puisqu"
            | "un"
            | "dell"
            | "all"
            | "nell"
            | "sull"
            | "dall"
    );
    if elided && tail.chars().count() > 2 {
        return (range.start + mark + width..range.end, tail);
    }
    (range, piece)
}

/// Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese: written without spaces, or with spaces that say little.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3100}'..='\u{318f}'
        | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Overlapping pairs of characters; a lone character stands for itself.
fn pairs(text: &str, run: Range<usize>) -> Vec<Word> {
    let starts: Vec<usize> = text[run.clone()]
        .char_indices()
        .map(|(i, _)| run.start + i)
        .chain([run.end])
        .collect();
    let pair = |range: Range<usize>| Word {
        normal: text[range.clone()].nfkc().collect(),
        range,
        kind: WordKind::Whole,
        compound: None,
    };
    match starts.len() {
        0..=2 => vec![pair(run)],
        _ => starts.windows(3).map(|w| pair(w[0]..w[2])).collect(),
    }
}

fn lower(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

fn cut(mut term: String) -> String {
    term.truncate(term.floor_char_boundary(MAX_TERM_BYTES));
    term
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(language: Language, text: &str) -> String {
        let tokens = Analyzer::new(language).tokens(text);
        tokens
            .iter()
            .map(|t| t.term.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn numbers_and_acronyms_stay_whole() {
        for (text, expected) in [
            ("U.S. and US", "us and us"),
            ("EO 13848, E.O. 13848", "eo 13848 eo 13848"),
            ("88.41 percent", "88.41 percent"),
            ("3,814 accounts; 3814", "3814 account 3814"),
            ("$400,000", "400000"),
            ("9/11", "9 911 11"),
            ("re-election reelection", "re reelect elect reelect"),
            ("COVID-19", "covid covid19 19"),
            ("2016-2020", "2016 2020"),
            ("and/or", "and or"),
            ("Clinton’s don't", "clinton dont"),
            ("dcleaks.com file_name.txt", "dcleak com file name txt"),
        ] {
            assert_eq!(terms(Language::English, text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_that_is_all_ending_stays_a_word() {
        assert_eq!(terms(Language::Greek, "ιεστε"), "ιεστε");
        assert_eq!(terms(Language::Arabic, "\u{653} a"), "a");
    }

    #[test]
    fn accents_case_and_compatibility_forms_are_folded() {
        assert_eq!(
            terms(Language::Spanish, "víctimas"),
            terms(Language::Spanish, "VICTIMAS")
        );
        assert!(
            terms(Language::Spanish, "violación").contains(&terms(Language::Spanish, "violacion"))
        );
        assert_eq!(
            terms(Language::French, "l'agrandissement"),
            terms(Language::French, "agrandissement")
        );
        assert_eq!(
            terms(Language::English, "ﬁnding"),
            terms(Language::English, "finding")
        );
        assert_eq!(
            terms(Language::German, "Straße"),
            terms(Language::German, "STRASSE")
        );
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        assert_eq!(terms(Language::Other, "中国选举"), "中国 国选 选举");
        assert_eq!(terms(Language::Other, "中"), "中");
        assert_eq!(terms(Language::Other, "2020年選挙"), "2020 年選 選挙");
    }

    #[test]
    fn ranges_are_those_of_the_words() {
        let text = "In the U.S. l'été, Clinton’s 3,814.";
        let shown: Vec<&str> = words(text).map(|word| &text[word.range]).collect();
        assert_eq!(shown, ["In", "the", "U.S.", "été", "Clinton", "3,814"]);
    }

    proptest! {
        #[test]
        fn any_text_has_tokens_at_its_own_bytes(text in "\\PC{0,80}") {
            let mut last = 0;
            for token in Analyzer::new(Language::English).tokens(&text) {
                prop_assert!(text.get(token.range.clone()).is_some_and(|word| !word.is_empty()));
                prop_assert!(token.position >= last);
                prop_assert!(!token.term.is_empty());
                last = token.position;
            }
        }
    }
}
