//! Lines → running text: what stands at a line's end and begins the next is put together again.

use std::collections::HashSet;

/// The words of a document as they stand inside of lines, lower case. They tell whether a hyphen at a line's end is
/// part of its word.
#[derive(Debug, Default)]
pub(super) struct Words(HashSet<String>);

impl Words {
    /// Adds the words that are whole on these lines.
    pub(super) fn add<'a>(&mut self, lines: impl Iterator<Item = &'a str>) {
        let mut broken = false;
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().collect();
            let start = usize::from(broken);
            broken = words.last().is_some_and(|word| ends_in_hyphen(word));
            let end = words.len() - usize::from(broken);
            for word in words.get(start..end).unwrap_or_default() {
                self.insert(bare(word));
            }
        }
    }

    fn insert(&mut self, word: String) {
        if word.chars().count() > 2 && !self.0.contains(word.as_str()) {
            self.0.insert(word);
        }
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// Without punctuation around it, lower case, with a plain hyphen.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .replace('\u{2010}', "-")
        .to_lowercase()
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{AD}')
}

fn ends_in_hyphen(text: &str) -> bool {
    let mut chars = text.chars().rev();
    chars.next().is_some_and(is_hyphen) && chars.next().is_some_and(char::is_alphanumeric)
}

/// Appends a line to running text.
pub(super) fn append(text: &mut String, line: &str, words: &Words) {
    if text.is_empty() || line.is_empty() {
        text.push_str(line);
        return;
    }
    match seam(text, line, words) {
        Seam::Space => text.push(' '),
        Seam::None => {}
        Seam::DropHyphen => {
            text.pop();
        }
    }
    text.push_str(line);
}

enum Seam {
    Space,
    None,
    DropHyphen,
}

fn seam(text: &str, line: &str, words: &Words) -> Seam {
    let last = text.split_whitespace().next_back().unwrap_or("");
    let next = line.split_whitespace().next().unwrap_or("");
    let is_link = last.contains("://") || last.starts_with("www.");
    if is_link && last.ends_with(['/', '-', '_', '=', '&', '?']) {
        return Seam::None;
    }
    if last.chars().count() > 1 && last.ends_with(['—', '–']) {
        return Seam::None;
    }
    if last.ends_with('\u{AD}') {
        return Seam::DropHyphen;
    }
    let first = next.chars().next().unwrap_or(' ');
    if !ends_in_hyphen(last) || !first.is_alphanumeric() {
        return Seam::Space;
    }
    if first.is_lowercase() && joins(last, next, words) {
        Seam::DropHyphen
    } else if first.is_lowercase()
        && matches!(
            bare(next).as_str(),
            "and" | "or" | "to" | "et" | "ou" | "und" | "oder"
        )
    {
        // "short- and long-term"
        Seam::Space
    } else {
        Seam::None
    }
}

/// Whether the hyphen between two halves was only put there to break the line.
fn joins(last: &str, next: &str, words: &Words) -> bool {
    let (left, right) = (bare(last), bare(next));
    if matches!(right.as_str(), "and" | "or" | "et" | "ou" | "und" | "oder") {
        return words.has(&format!("{left}{right}"));
    }
    if left.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let tail = left.rsplit('-').next().unwrap_or(&left);
    if words.has(&format!("{left}{right}")) || words.has(&format!("{tail}{right}")) {
        return true;
    }
    if words.has(&format!("{left}-{right}")) || left.contains('-') {
        return false;
    }
    // Two whole words are a compound rather than one broken word.
    let is_word = |half: &str| half.chars().count() >= 4 && words.has(half);
    !(is_word(&left) && is_word(&right))
}

/// Rows of dots that lead to a page number, cut to four.
pub(super) fn without_leaders(text: &str) -> String {
    if !text.contains("...") && !text.contains(". . .") && !text.contains("……") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['.', '…']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let run: usize = from
            .chars()
            .take_while(|c| matches!(c, '.' | '…' | ' '))
            .map(char::len_utf8)
            .sum();
        let (dots, after) = from.split_at(run);
        let count = dots.chars().filter(|c| *c != ' ').count();
        if count > 4 {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
            out.push_str("....");
            if !after.is_empty() {
                out.push(' ');
            }
        } else {
            out.push_str(dots);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(known: &str, lines: &[&str]) -> String {
        let mut words = Words::default();
        words.add([known].into_iter());
        let mut text = String::new();
        for line in lines {
            append(&mut text, line, &words);
        }
        text
    }

    #[test]
    fn hyphens_at_line_ends_follow_the_words_of_the_document() {
        assert_eq!(joined("", &["the inves-", "tigation"]), "the investigation");
        assert_eq!(joined("a well-known", &["well-", "known"]), "well-known");
        assert_eq!(
            joined("long term", &["a long-", "term plan"]),
            "a long-term plan"
        );
        assert_eq!(joined("", &["Anglo-", "American"]), "Anglo-American");
        assert_eq!(joined("", &["2016-", "2017"]), "2016-2017");
        assert_eq!(joined("", &["soft\u{AD}", "ware"]), "software");
        assert_eq!(
            joined("", &["short-", "and long-term"]),
            "short- and long-term"
        );
        assert_eq!(
            joined("", &["a dash -", "then words"]),
            "a dash - then words"
        );
        assert_eq!(joined("", &["https://a.b/", "c"]), "https://a.b/c");
    }

    #[test]
    fn leaders_are_cut() {
        assert_eq!(without_leaders("One ........... 5"), "One .... 5");
        assert_eq!(without_leaders("One . . . . . . 5"), "One .... 5");
        assert_eq!(without_leaders("One... two. Three"), "One... two. Three");
    }
}
