//! The small syntax of a question: `"exact phrase"`, `-word`, `report:`, `after:`, `before:`. Everything else, and all
//! that cannot be read, is plain words. Never fails, never recurses.

use crate::ingest::describe::is_date;

/// Longer questions are read up to here: a slash command's option holds 6,000 characters, a thought far fewer.
pub const MAX_CHARS: usize = 6_000;
/// Distinct words that take part in the search; the rest of a long question is read but not searched.
pub(super) const MAX_WORDS: usize = 48;
const MAX_PHRASES: usize = 4;
const MAX_EXCLUDED: usize = 8;

/// A question as it was meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The words to search, phrases included, as one text.
    pub text: String,
    /// Phrases that must occur as they stand.
    pub phrases: Vec<String>,
    /// Words that must not occur.
    pub excluded: Vec<String>,
    /// Only reports whose id, title or publisher has this.
    pub report: Option<String>,
    /// Only reports dated then or later: `2021`, `2021-03` or `2021-03-10`.
    pub after: Option<String>,
    /// Only reports dated then or earlier.
    pub before: Option<String>,
}

impl Question {
    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Question {
        let end = typed
            .char_indices()
            .nth(MAX_CHARS)
            .map_or(typed.len(), |(at, _)| at);
        let mut question = Question::default();
        let mut rest = &typed[..end];
        while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
            rest = question.take(&rest[start..]);
        }
        question
    }

    /// Takes one item off the front and returns what follows it.
    fn take<'t>(&mut self, text: &'t str) -> &'t str {
        if let Some((phrase, rest)) = quoted(text) {
            self.phrase(phrase);
            return rest;
        }
        let (item, rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
        if let Some((key, value)) = item.split_once(':') {
            let (value, rest) = match quoted(&text[key.len() + 1..]) {
                Some(quoted) => quoted,
                None => (value, rest),
            };
            if self.option(key, value) {
                return rest;
            }
        }
        match item
            .strip_prefix('-')
            .filter(|word| word.starts_with(char::is_alphanumeric))
        {
            Some(word) if self.excluded.len() < MAX_EXCLUDED => self.excluded.push(word.to_owned()),
            _ => self.words(item),
        }
        rest
    }

    fn option(&mut self, key: &str, value: &str) -> bool {
        let dated = || is_date(value).then(|| value.to_owned());
        let (slot, value) = match key.to_ascii_lowercase().as_str() {
            "report" => (
                &mut self.report,
                (!value.trim().is_empty()).then(|| value.trim().to_owned()),
            ),
            "after" => (&mut self.after, dated()),
            "before" => (&mut self.before, dated()),
            _ => return false,
        };
        let understood = value.is_some();
        if understood {
            *slot = value;
        }
        understood
    }

    fn phrase(&mut self, phrase: &str) {
        let several = phrase.split_whitespace().count() > 1;
        if several && self.phrases.len() < MAX_PHRASES {
            self.phrases.push(phrase.trim().to_owned());
        }
        self.words(phrase);
    }

    fn words(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }
}

/// A quoted text at the front and what follows it. Straight and curly double quotes; an open one is no quote.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let close = match open {
        '"' => '"',
        '“' | '„' => '”',
        '«' => '»',
        _ => return None,
    };
    let inner = &text[open.len_utf8()..];
    let end = inner.find(|c| c == close || (open != '«' && matches!(c, '"' | '”')))?;
    let after = inner[end..].chars().next().map_or(0, char::len_utf8);
    Some((&inner[..end], &inner[end + after..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_small_syntax() {
        let parsed = Question::parse(
            "\"no evidence\" of fraud -iran report:mueller after:2019 before:2021-03-10",
        );
        assert_eq!(
            parsed,
            Question {
                text: "no evidence of fraud".into(),
                phrases: vec!["no evidence".into()],
                excluded: vec!["iran".into()],
                report: Some("mueller".into()),
                after: Some("2019".into()),
                before: Some("2021-03-10".into()),
            }
        );
        assert_eq!(
            Question::parse("report:\"Foreign Threats\" china")
                .report
                .as_deref(),
            Some("Foreign Threats")
        );
        assert_eq!(
            Question::parse("“exact words” here").phrases,
            ["exact words"]
        );
    }

    #[test]
    fn what_cannot_be_read_is_plain_words() {
        for plain in [
            "after:soon",
            "report:",
            "\"open quote",
            "a:(^",
            "- dash",
            "-",
            "((((",
            "field:value",
            "NOT OR AND",
            "10:30",
            "\"word\"",
        ] {
            let parsed = Question::parse(plain);
            let text = parsed.text.replace('"', "");
            assert_eq!(
                Question {
                    text: String::new(),
                    ..parsed
                },
                Question::default(),
                "{plain}"
            );
            assert_eq!(text, plain.replace('"', ""), "{plain}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_question(text in "[\\PC\"“”«»:\\- ]{0,300}") {
            let parsed = Question::parse(&text);
            prop_assert!(parsed.phrases.len() <= MAX_PHRASES && parsed.excluded.len() <= MAX_EXCLUDED);
        }
    }
}
