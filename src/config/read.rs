//! Reads settings from a file and the environment, and gathers everything that is wrong with either.
//!
//! Each setting is asked for once, with its name, its default and what is possible. From these questions comes, at the
//! end, which keys are unknown.

use std::fmt::Display;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::token;

/// Where an unknown key is told to look.
const LISTED: &str = "config/pincite.example.toml lists them all";
/// Of a value that is wrong, this many characters are shown.
const SHOWN_CHARS: usize = 60;

/// A settings file with the environment over it.
pub(super) struct Reader<'a> {
    /// The file's name, for people.
    name: &'a str,
    text: &'a str,
    table: DeTable<'a>,
    environment: &'a [(String, String)],
    known: Vec<(&'static str, &'static str)>,
    /// Line in the file (past its end for the environment), and the sentence.
    problems: Vec<(usize, String)>,
}

/// One section of it.
pub(super) struct Section<'r, 'a> {
    reader: &'r mut Reader<'a>,
    name: &'static str,
}

/// A value as it is given.
pub(super) enum Value<'a> {
    Whole(i128),
    Text(&'a str),
    /// From the environment, where numbers are written like words.
    Untyped(&'a str),
    /// None of these.
    Other,
}

impl<'a> Reader<'a> {
    /// Parses the file; what is not TOML becomes a problem.
    pub(super) fn new(
        name: &'a str,
        text: &'a str,
        environment: &'a [(String, String)],
    ) -> Reader<'a> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader {
            name,
            text,
            table: table.into_inner(),
            environment,
            known: Vec::new(),
            problems: Vec::new(),
        };
        for error in errors {
            let why = error.message().replace('\n', ", ");
            let at = error.span().unwrap_or(0..0);
            reader.in_file(&at, &format!("this is not TOML: {why}"));
        }
        reader
    }

    pub(super) fn section(&mut self, name: &'static str) -> Section<'_, 'a> {
        Section { reader: self, name }
    }

    /// Everything that is wrong, in the order of the file, then of the environment. One problem a line: where TOML
    /// itself is broken, what follows from that is not told.
    pub(super) fn problems(mut self) -> Vec<String> {
        self.unknown_in_file();
        self.unknown_in_environment();
        self.problems.sort_by_key(|(line, _)| *line);
        self.problems
            .dedup_by(|next, first| next.0 == first.0 && next.0 != usize::MAX);
        let sentences = self.problems.into_iter().map(|(_, sentence)| sentence);
        sentences.collect()
    }

    fn in_file(&mut self, at: &Range<usize>, why: &str) {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let file = match self.name {
            "" => String::new(),
            name => format!("{name}, "),
        };
        self.problems
            .push((line, format!("{file}line {line}: {why}")));
    }

    fn in_environment(&mut self, sentence: String) {
        self.problems.push((usize::MAX, sentence));
    }

    /// The sections that hold a setting of this name.
    fn sections_with<'k>(&'k self, key: &'k str) -> impl Iterator<Item = &'static str> + 'k {
        let holding = self.known.iter().filter(move |(_, known)| *known == key);
        holding.map(|(section, _)| *section)
    }

    fn unknown_in_file(&mut self) {
        let mut found = Vec::new();
        for (key, value) in &self.table {
            let name = key.get_ref().as_ref();
            let section = self.known.iter().any(|(section, _)| *section == name);
            match value.get_ref() {
                DeValue::Table(settings) if section => found.extend(self.unknown_in(name, settings)),
                _ if section => found.push((
                    key.span(),
                    format!("[{name}] is a section: write [{name}] on a line of its own, and its settings below it"),
                )),
                DeValue::Table(_) => found.push((key.span(), self.unknown_section(name))),
                _ => found.push((key.span(), self.without_section(name))),
            }
        }
        for (at, why) in found {
            self.in_file(&at, &why);
        }
    }

    fn unknown_in(&self, section: &str, settings: &DeTable) -> Vec<(Range<usize>, String)> {
        let unknown = settings.keys().filter(|key| {
            let key = key.get_ref().as_ref();
            self.sections_with(key).all(|with| with != section)
        });
        unknown
            .map(|key| (key.span(), self.unknown_key(section, key.get_ref())))
            .collect()
    }

    fn unknown_key(&self, section: &str, key: &str) -> String {
        let has_not = format!("[{section}] has no setting {}", shown(key));
        if ["token", "secret", "password"].contains(&key) {
            return format!(
                "{has_not}: secrets are not kept among the settings; put the token into a file of its own and name that with token_file, or into the environment as DISCORD_TOKEN"
            );
        }
        if let Some(other) = self.sections_with(key).next() {
            return format!("{has_not}; it belongs under [{other}]");
        }
        let here = self.known.iter().filter(|(known, _)| *known == section);
        match nearest(key, here.map(|(_, key)| *key)) {
            Some(meant) => format!("{has_not}; did you mean {meant}?"),
            None => format!("{has_not}; {LISTED}"),
        }
    }

    fn unknown_section(&self, name: &str) -> String {
        let is_not = format!("there is no section [{}]", shown(name));
        match nearest(name, self.known.iter().map(|(section, _)| *section)) {
            Some(meant) => format!("{is_not}; did you mean [{meant}]?"),
            None => format!("{is_not}; {LISTED}"),
        }
    }

    fn without_section(&self, key: &str) -> String {
        let key = shown(key);
        let stands = format!("{key} stands in no section");
        match self.sections_with(&key).next() {
            Some(section) => format!("{stands}; put it under [{section}]"),
            None => format!("{stands}; {LISTED}"),
        }
    }

    /// A variable that is almost a setting's is a slip; one that resembles none may be somebody else's.
    fn unknown_in_environment(&mut self) {
        let names: Vec<String> = self
            .known
            .iter()
            .map(|(section, key)| variable(section, key))
            .collect();
        for (name, _) in self.environment {
            if names.contains(name) {
                continue;
            }
            if let Some(meant) = nearest(name, names.iter().map(String::as_str)) {
                let sentence = format!("{name} is no setting; did you mean {meant}?");
                self.in_environment(sentence);
            }
        }
    }
}

impl<'a> Section<'_, 'a> {
    /// A whole number within a range.
    pub(super) fn whole<T>(&mut self, key: &'static str, default: T, range: RangeInclusive<T>) -> T
    where
        T: TryFrom<i128> + PartialOrd + Display,
    {
        let (least, most) = (range.start(), range.end());
        let wanted = format!("a whole number from {least} to {most}");
        self.value(key, &wanted, |value| {
            T::try_from(value.whole()?)
                .ok()
                .filter(|number| range.contains(number))
        })
        .unwrap_or(default)
    }

    /// What a setting says; none where it is not set, or cannot be meant, which is a problem.
    pub(super) fn value<T>(
        &mut self,
        key: &'static str,
        wanted: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<T> {
        self.reader.known.push((self.name, key));
        let name = variable(self.name, key);
        let environment = self.reader.environment;
        if let Some((_, text)) = environment.iter().find(|(known, _)| *known == name) {
            let value = read(&Value::Untyped(text));
            if value.is_none() {
                let why = self.must_be(key, wanted, text);
                self.reader.in_environment(format!("{name}: {why}"));
            }
            return value;
        }
        let (at, value) = {
            let given = self.given(key)?;
            (given.span(), read(&Value::from_toml(given.get_ref())))
        };
        if value.is_none() {
            let text = self.reader.text.get(at.clone()).unwrap_or_default();
            let why = self.must_be(key, wanted, text);
            self.reader.in_file(&at, &why);
        }
        value
    }

    fn given(&self, key: &str) -> Option<&Spanned<DeValue<'a>>> {
        let section = self.reader.table.get(self.name)?.get_ref();
        section.as_table()?.get(key)
    }

    fn must_be(&self, key: &str, wanted: &str, text: &str) -> String {
        format!(
            "[{}] {key} must be {wanted}, not {}",
            self.name,
            shown(text)
        )
    }
}

impl<'a> Value<'a> {
    fn from_toml(value: &'a DeValue) -> Value<'a> {
        match value {
            DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
                .map_or(Value::Other, Value::Whole),
            DeValue::String(text) => Value::Text(text),
            _ => Value::Other,
        }
    }

    /// The number that it is.
    pub(super) fn whole(&self) -> Option<i128> {
        match self {
            Value::Whole(number) => Some(*number),
            Value::Untyped(text) => text.parse().ok(),
            Value::Text(_) | Value::Other => None,
        }
    }

    /// The text that it is.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Untyped(text) => Some(text),
            Value::Whole(_) | Value::Other => None,
        }
    }
}

/// The environment's name of a setting.
fn variable(section: &str, key: &str) -> String {
    format!("PINCITE_{section}_{key}").to_uppercase()
}

/// A piece of the settings as a message may show it: one short line, and nothing that may be the token.
fn shown(text: &str) -> String {
    if token::resembles(text) {
        return "(what looks like the token)".to_owned();
    }
    let line: String = text.chars().take_while(|c| *c != '\n').collect();
    match line.char_indices().nth(SHOWN_CHARS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None if line.len() < text.len() => format!("{line}…"),
        None => line,
    }
}

/// The name that was probably meant: at most a third of its letters, and never more than three, are wrong.
fn nearest<'k>(typed: &str, names: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    names
        .map(|name| (distance(typed, name), name))
        .filter(|(wrong, name)| *wrong <= 3 && wrong * 3 <= name.len())
        .min_by_key(|(wrong, _)| *wrong)
        .map(|(_, name)| name)
}

/// Letters to put in, take out or change, to get from one word to the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_example_lists_every_setting() {
        let example = include_str!("../../config/pincite.example.toml");
        let mut reader = Reader::new("", example, &[]);
        Config::ask(&mut reader);
        let listed = |section: &str, key: &str| {
            let settings = reader.table.get(section)?.get_ref().as_table()?;
            settings.get(key).map(|_| ())
        };
        let missing: Vec<_> = reader
            .known
            .iter()
            .filter(|(section, key)| listed(section, key).is_none())
            .collect();
        assert_eq!(missing, Vec::<&(&str, &str)>::new());
    }

    #[test]
    fn slips_are_near_and_other_words_are_not() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(
            nearest("excerpt_char", ["limit", "excerpt_chars"].into_iter()),
            Some("excerpt_chars")
        );
        assert_eq!(nearest("pages", ["queue"].into_iter()), None);
    }
}
