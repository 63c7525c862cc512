//! Text in Discord's Markdown that holds words of reports and of people without obeying them.
//!
//! [`Markup`] can only be made from our own words and from escaped ones. Escaping adds backslashes, which Discord does
//! not show, and never changes the words themselves.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// Combining marks on one character that are shown; more are a flood that covers the lines around it.
const MOST_MARKS: usize = 4;

/// Text that Discord may be given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    text: String,
    /// Characters that were left out because they are invisible or turn the writing direction.
    left_out: usize,
}

impl Markup {
    /// Our own words, Markdown and all.
    pub fn ours(text: impl Into<String>) -> Markup {
        Markup {
            text: text.into(),
            left_out: 0,
        }
    }

    /// Somebody else's words, shown as they are.
    pub fn theirs(text: &str) -> Markup {
        Markup::default().and_theirs(text)
    }

    /// Somebody else's words as they would be copied: Discord copies what was sent, backslashes too, and not what it
    /// shows. Where it would take something for Markdown, the words stand in a code block, in which it obeys nothing;
    /// only words that could end that block are escaped.
    pub fn verbatim(text: &str) -> Markup {
        const FENCE: &str = "```";
        let (escaped, seen) = (Markup::theirs(text), seen(text));
        if !escaped.text.contains('\\') || seen.contains(FENCE) {
            return escaped;
        }
        Markup {
            text: format!("{FENCE}\n{seen}\n{FENCE}"),
            left_out: escaped.left_out,
        }
    }

    /// Goes on in our own words.
    #[must_use]
    pub fn and(mut self, text: &str) -> Markup {
        self.text.push_str(text);
        self
    }

    /// Goes on in somebody else's words.
    #[must_use]
    pub fn and_theirs(mut self, text: &str) -> Markup {
        self.escape(text, &[]);
        self
    }

    /// Goes on with more of the same.
    #[must_use]
    pub fn and_markup(mut self, more: &Markup) -> Markup {
        self.text.push_str(&more.text);
        self.left_out += more.left_out;
        self
    }

    /// A report's words as a block quotation, with some of them in bold: byte ranges of `text`, in order, not
    /// overlapping.
    pub fn quoted(text: &str, bold: &[(usize, usize)]) -> Markup {
        let mut markup = Markup::default();
        let mut at = 0;
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                markup.text.push('\n');
            }
            markup.text.push_str("> ");
            let within = at..at + line.len();
            let bold: Vec<Range<usize>> = bold
                .iter()
                .map(|(start, end)| (*start).max(within.start)..(*end).min(within.end))
                .filter(|range| range.start < range.end)
                .map(|range| range.start - at..range.end - at)
                .collect();
            markup.escape(line, &bold);
            at = within.end + 1;
        }
        markup
    }

    /// `[words](url)`; the words alone where the address is none that a link may have. Words that could end the link
    /// themselves and lead it elsewhere, or that hold an address, are followed by the address instead.
    #[must_use]
    pub fn linked(self, url: Option<&str>) -> Markup {
        // Discord looks for the end of a link without regard to backslashes.
        let could_mislead = self.text.contains("](") || self.text.contains("://");
        match url.filter(|url| is_linkable(url)) {
            Some(url) if could_mislead => self.and(&format!(" <{url}>")),
            Some(url) => Markup {
                text: format!("[{}](<{url}>)", self.text),
                left_out: self.left_out,
            },
            None => self,
        }
    }

    /// What Discord is given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How many invisible characters were left out.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds somebody else's words; `bold` are byte ranges of them, in order, not overlapping.
    fn escape(&mut self, text: &str, bold: &[Range<usize>]) {
        let links: Vec<Range<usize>> = links(text).collect();
        let beside_links = |range: &&Range<usize>| {
            !links
                .iter()
                .any(|link| link.start < range.end && range.start < link.end)
        };
        // Bold would cut a link in two.
        let bold: Vec<&Range<usize>> = bold.iter().filter(beside_links).collect();
        let mut marks = 0;
        let mut line_start = true;
        for (at, c) in text.char_indices() {
            if bold.iter().any(|range| range.end == at) {
                self.text.push_str("**");
            }
            if bold.iter().any(|range| range.start == at) {
                self.text.push_str("**");
            }
            marks = if is_combining_mark(c) { marks + 1 } else { 0 };
            if is_unseen(c) || marks > MOST_MARKS {
                self.left_out += 1;
                continue;
            }
            let in_link = links.iter().any(|link| link.contains(&at));
            if !in_link && is_special(text, at, c, line_start) {
                self.text.push('\\');
            }
            self.text.push(if c == '\t' { ' ' } else { c });
            line_start = c == '\n' || line_start && (c.is_whitespace() || c.is_ascii_digit());
        }
        if bold.iter().any(|range| range.end == text.len()) {
            self.text.push_str("**");
        }
    }
}

/// Whether Discord would take a character for Markdown, a mention, a timestamp or a command there.
fn is_special(text: &str, at: usize, c: char, line_start: bool) -> bool {
    let after_digit = || text[..at].ends_with(|before: char| before.is_ascii_digit());
    match c {
        '\\' | '*' | '_' | '`' | '~' | '|' | '<' | '[' | '@' => true,
        '#' | '>' | '-' | '+' => line_start && !after_digit(),
        // "1." and "1)" at the start of a line would become a list, numbered anew.
        '.' | ')' => line_start && after_digit(),
        _ => false,
    }
}

/// The web addresses in a text, as far as they hold nothing that Discord would read as Markdown. Escaping would break
/// them.
fn links(text: &str) -> impl Iterator<Item = Range<usize>> {
    let starts = text.match_indices("http").map(|(at, _)| at);
    starts.filter_map(|at| {
        let rest = &text[at..];
        if !rest.starts_with("https://") && !rest.starts_with("http://") {
            return None;
        }
        let ends =
            |c: char| c.is_whitespace() || !c.is_ascii() || "<>[]()\"'`*|\\~@{}^".contains(c);
        let len = rest.find(ends).unwrap_or(rest.len());
        Some(at..at + len)
    })
}

/// Whether an address may stand in `[words](<address>)`.
fn is_linkable(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && url
        .chars()
        .all(|c| c.is_ascii_graphic() && !"<>\\".contains(c))
}

/// Characters that show nothing or turn the direction of what follows. The joiners U+200C and U+200D stay: Persian and
/// emoji need them.
fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// How many characters of a text are not shown.
pub fn unseen(text: &str) -> usize {
    Markup::theirs(text).left_out()
}

/// A question, a title or a name in a place where Discord shows no Markdown: one line, without what is unseen.
pub fn plain(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let seen = seen(&spaced);
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without what is unseen.
fn seen(text: &str) -> String {
    let mut marks = 0;
    let seen = text.chars().filter(|c| {
        marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
        !is_unseen(*c) && marks <= MOST_MARKS
    });
    seen.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn theirs(text: &str) -> String {
        Markup::theirs(text).as_str().to_owned()
    }

    #[test]
    fn nothing_of_theirs_is_obeyed() {
        for (text, shown) in [
            (
                "*a* _b_ `c` ||d|| ~~e~~",
                "\\*a\\* \\_b\\_ \\`c\\` \\|\\|d\\|\\| \\~\\~e\\~\\~",
            ),
            ("# Title", "\\# Title"),
            ("-# small", "\\-# small"),
            ("> quote\n - item", "\\> quote\n \\- item"),
            ("a - b > c # d", "a - b > c # d"),
            ("2099-01 stays", "2099-01 stays"),
            (
                "12. Twelve\n3) Three 4. four",
                "12\\. Twelve\n3\\) Three 4. four",
            ),
            ("[words](https://x.example)", "\\[words](https://x.example)"),
            (
                "<@1> <#2> <t:3:R> </ask:4> <:e:5>",
                "\\<\\@1> \\<#2> \\<t:3:R> \\</ask:4> \\<:e:5>",
            ),
            ("@everyone @here", "\\@everyone \\@here"),
            ("```rust\n```", "\\`\\`\\`rust\n\\`\\`\\`"),
            ("back\\slash", "back\\\\slash"),
        ] {
            assert_eq!(theirs(text), shown, "{text}");
        }
    }

    #[test]
    fn web_addresses_stay_as_they_are() {
        for address in ["https://a.example/b_c-d_e?f=g#h", "http://x.example/~y"] {
            let kept = address.split('~').next().unwrap();
            assert!(
                theirs(&format!("see {address} now")).contains(kept),
                "{address}"
            );
        }
        assert_eq!(
            theirs("a_b https://c.example/d_e f_g"),
            "a\\_b https://c.example/d_e f\\_g"
        );
        assert_eq!(
            theirs("https://x.example/||spoiler||"),
            "https://x.example/\\|\\|spoiler\\|\\|"
        );
    }

    #[test]
    fn quotations_are_set_in_block_quotes_with_their_words_in_bold() {
        let quoted = Markup::quoted(
            "Rubles *paid*\nfor it. https://a.example/paid",
            &[(0, 6), (8, 12), (14, 17), (39, 43)],
        );
        assert_eq!(
            quoted.as_str(),
            "> **Rubles** \\***paid**\\*\n> **for** it. https://a.example/paid"
        );
    }

    #[test]
    fn unseen_characters_are_left_out_and_counted() {
        let markup =
            Markup::theirs("a\u{202e}b\u{200b}c\0d e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}f");
        assert_eq!(markup.as_str(), "abcd e\u{301}\u{301}\u{301}\u{301}f");
        assert_eq!(markup.left_out(), 5);
        assert_eq!(plain("one\ntwo\u{2066}\t three "), "one two three");
    }

    #[test]
    fn what_is_copied_has_no_backslash_that_was_not_there() {
        for (text, sent) in [
            ("“The bridge, 2016.”", "“The bridge, 2016.”"),
            ("see https://a.example/b_c", "see https://a.example/b_c"),
            ("a_b [1]", "```\na_b [1]\n```"),
            ("1. One\n2. T\u{200b}wo", "```\n1. One\n2. Two\n```"),
            (
                "back\\slash @everyone `x`",
                "```\nback\\slash @everyone `x`\n```",
            ),
            ("```\n@everyone", "\\`\\`\\`\n\\@everyone"),
            ("a``\u{200b}`@everyone", "a\\`\\`\\`\\@everyone"),
        ] {
            assert_eq!(Markup::verbatim(text).as_str(), sent, "{text}");
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        let linked = |url| {
            Markup::theirs("T [1]")
                .linked(Some(url))
                .as_str()
                .to_owned()
        };
        assert_eq!(
            linked("https://a.example/b#page=7"),
            "[T \\[1]](<https://a.example/b#page=7>)"
        );
        for (words, shown) in [
            (
                "T](https://evil.example) [x",
                "T](https://evil.example) \\[x <https://a.example/b>",
            ),
            ("T]\u{200b}(x", "T](x <https://a.example/b>"),
            (
                "see https://evil.example",
                "see https://evil.example <https://a.example/b>",
            ),
        ] {
            let linked = Markup::theirs(words).linked(Some("https://a.example/b"));
            assert_eq!(linked.as_str(), shown);
        }
        for bad in ["javascript:alert(1)", "https://a.example/ b", "https://a>b"] {
            assert_eq!(linked(bad), "T \\[1]", "{bad}");
        }
    }

    proptest! {
        /// What Discord shows of escaped text is the text: taking the backslashes and bold marks away gives it back.
        #[test]
        fn escaping_changes_no_word(text in "[ -~\\né…]{0,80}", from in 0usize..80, len in 0usize..20) {
            let cut = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let (from, to) = (cut(from), cut(from + len));
            let bold: &[(usize, usize)] = if from < to { &[(from, to)] } else { &[] };
            let markup = Markup::quoted(&text, bold);
            let mut shown = String::new();
            let mut rest = markup.as_str().strip_prefix("> ").unwrap().chars().peekable();
            while let Some(c) = rest.next() {
                match c {
                    '\\' => shown.extend(rest.next()),
                    '*' => { prop_assert_eq!(rest.next(), Some('*')); }
                    '\n' => {
                        prop_assert_eq!((rest.next(), rest.next()), (Some('>'), Some(' ')));
                        shown.push('\n');
                    }
                    other => shown.push(other),
                }
            }
            prop_assert_eq!(shown, text);
        }
    }
}
