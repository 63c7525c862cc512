//! Whether a hyphen at a line's end belongs to the word ("high-\nrisk") or only to the line ("inter-\nference").

use std::collections::HashSet;

/// What a text itself says about its words.
pub(super) struct Hyphens<'a> {
    words: HashSet<&'a str>,
}

impl<'a> Hyphens<'a> {
    /// Learns the words of a text. Only a text with a hyphen at some line's end is worth the memory.
    pub(super) fn learn(text: &'a str) -> Hyphens<'a> {
        let words = match text.contains("-\n") || text.contains("- \n") {
            true => text
                .split(|c: char| !(c.is_alphanumeric() || c == '-'))
                .collect(),
            false => HashSet::new(),
        };
        Hyphens { words }
    }

    /// Joins lines by one space, or by nothing where a word was broken.
    pub(super) fn join(&self, lines: &[&str]) -> String {
        let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
        let mut above = "";
        for line in lines {
            match self.seam(above, line) {
                _ if text.is_empty() => {}
                Seam::Space => text.push(' '),
                Seam::Whole => {}
                Seam::Broken => drop(text.pop()),
            }
            text.push_str(line);
            above = line;
        }
        text
    }

    fn seam(&self, above: &str, line: &str) -> Seam {
        let Some(before) = above.strip_suffix('-') else {
            return Seam::Space;
        };
        let head = last_word(before);
        let tail = first_word(line);
        if head.is_empty() || tail.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric()) {
            return Seam::Space;
        }
        let starts_small = tail.starts_with(char::is_lowercase);
        let only_letters = |part: &str| part.chars().all(char::is_alphabetic);
        let certain = starts_small && only_letters(head) && only_letters(tail);
        match certain && !self.words.contains(format!("{head}-{tail}").as_str()) {
            true => Seam::Broken,
            false => Seam::Whole,
        }
    }
}

enum Seam {
    Space,
    /// The hyphen stays.
    Whole,
    /// The hyphen goes.
    Broken,
}

fn last_word(text: &str) -> &str {
    let start = text.rfind(|c: char| !c.is_alphanumeric() && c != '-');
    start.map_or(text, |at| {
        &text[at + text[at..].chars().next().map_or(0, char::len_utf8)..]
    })
}

fn first_word(line: &str) -> &str {
    let end = line
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(line.len());
    &line[..end]
}
