//! What a manager should look at before a file becomes a report.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::report::{BlockKind, Reading, Unit, UnitState, fold};

/// Something about a file that a manager should know. Its text is a sentence or two; titles and words in it are the
/// file's own and need escaping where they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// A report that is searched has most of the same sentences.
    SameWords {
        /// Its id.
        report: String,
        /// Its title.
        title: String,
        /// Whether it is the guild's own, so that it can be replaced.
        own: bool,
        /// Sentences found there.
        shared: usize,
        /// Of so many looked for.
        of: usize,
    },
    /// A report that is searched has the same title.
    SameTitle {
        /// Its id.
        report: String,
        /// Its title.
        title: String,
        /// Whether it is the guild's own, so that it can be replaced.
        own: bool,
    },
    /// A line that marks the text as classified above UNCLASSIFIED.
    Marked {
        /// The marking as it stands there.
        marking: String,
        /// The first page with one, where there are pages.
        page: Option<u32>,
    },
    /// A line that marks the text as a draft.
    Draft {
        /// The line.
        marking: String,
        /// The first page with one, where there are pages.
        page: Option<u32>,
    },
    /// Pages that are pictures: nothing on them can be found.
    WithoutText {
        /// Such pages.
        pages: u32,
        /// Of so many.
        of: u32,
    },
    /// Pages that the extractor gave up on.
    Unreadable {
        /// Such pages.
        pages: u32,
        /// Of so many.
        of: u32,
    },
    /// A paragraph that stands there again and again.
    Repeated {
        /// How often.
        times: usize,
        /// How it begins.
        words: String,
    },
    /// A paragraph that is mostly one word.
    Stuffed {
        /// The word.
        word: String,
        /// How often it stands in that paragraph.
        times: usize,
    },
}

impl Warning {
    /// The report that the file resembles.
    pub(super) fn report(&self) -> Option<String> {
        match self {
            Warning::SameWords { report, .. } | Warning::SameTitle { report, .. } => {
                Some(report.clone())
            }
            _ => None,
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on =
            |page: &Option<u32>| page.map_or_else(String::new, |page| format!(" on p. {page}"));
        match self {
            Warning::SameWords {
                report,
                title,
                own,
                shared,
                of,
                ..
            } => {
                write!(
                    out,
                    "{shared} of {of} sentences that were compared stand in {title} ({report}) too. "
                )?;
                instead(out, *own, report)
            }
            Warning::SameTitle {
                report, title, own, ..
            } => {
                write!(
                    out,
                    "There is a report with the same title: {title} ({report}). "
                )?;
                instead(out, *own, report)
            }
            Warning::Marked { marking, page } => write!(
                out,
                "It is marked “{marking}”{}. Approve it only if it may be shown here.",
                on(page)
            ),
            Warning::Draft { marking, page } => write!(
                out,
                "It is marked as a draft: “{marking}”{}. A final version may say something else.",
                on(page)
            ),
            Warning::WithoutText { pages, of } => write!(
                out,
                "{pages} of {of} pages have no text layer, so nothing on them can be found. Run OCR on the file first."
            ),
            Warning::Unreadable { pages, of } => {
                write!(out, "{pages} of {of} pages could not be read.")
            }
            Warning::Repeated { times, words } => write!(
                out,
                "The same paragraph stands in it {times} times: “{words}”. It may crowd out other reports."
            ),
            Warning::Stuffed { word, times } => write!(
                out,
                "One paragraph has the word “{word}” {times} times. It may crowd out other reports."
            ),
        }
    }
}

fn instead(out: &mut fmt::Formatter<'_>, own: bool, report: &str) -> fmt::Result {
    if own {
        write!(
            out,
            "If this is a new edition of it, reject this one and use /report replace with {report}."
        )
    } else {
        out.write_str("Approve this one only if both are needed.")
    }
}

/// Warnings from the reading text alone.
pub(super) fn about(reading: &Reading) -> Vec<Warning> {
    let mut found = Vec::new();
    found.extend(
        first(reading, classification).map(|(marking, page)| Warning::Marked { marking, page }),
    );
    found.extend(first(reading, draft).map(|(marking, page)| Warning::Draft { marking, page }));
    let of = reading.units.len() as u32;
    let count = |state| {
        let units = reading.units.iter().filter(|unit| unit.state == state);
        Some(units.count() as u32).filter(|pages| *pages > 0)
    };
    found.extend(count(UnitState::NoTextLayer).map(|pages| Warning::WithoutText { pages, of }));
    found.extend(count(UnitState::Unreadable).map(|pages| Warning::Unreadable { pages, of }));
    found.extend(repeated(reading));
    found.extend(stuffed(reading));
    found
}

/// Longer lines are prose.
const MARKING_CHARS: usize = 100;

/// The first line that is a marking, with its page: running headers and footers first, then lines of the text.
fn first(reading: &Reading, is_marking: impl Fn(&str) -> bool) -> Option<(String, Option<u32>)> {
    let lines = |unit: &Unit| -> Vec<String> {
        let furniture = unit.furniture.iter().flat_map(|text| text.lines());
        let blocks = unit.blocks.iter();
        let text = blocks.flat_map(|block| unit.text[block.range()].lines());
        furniture
            .chain(text)
            .map(|line| line.trim().to_owned())
            .collect()
    };
    reading.units.iter().find_map(|unit| {
        let short = |line: &String| !line.is_empty() && line.chars().count() <= MARKING_CHARS;
        let marking = lines(unit)
            .into_iter()
            .find(|line| short(line) && is_marking(line))?;
        Some((marking, unit.page.map(u32::from)))
    })
}

/// Words with which a line begins that classifies a text: of the United States (32 CFR 2001.21 to 2001.24, which order the
/// line by `//`), NATO, the European Union, the United Kingdom, Canada and Australia, France and Germany.
const CLASSIFIED: &[&str] = &[
    "TOP SECRET",
    "SECRET",
    "CONFIDENTIAL",
    "COSMIC TOP SECRET",
    "NATO SECRET",
    "NATO CONFIDENTIAL",
    "NATO RESTRICTED",
    "EU TOP SECRET",
    "EU SECRET",
    "EU CONFIDENTIAL",
    "EU RESTRICTED",
    "UK TOP SECRET",
    "UK SECRET",
    "PROTECTED B",
    "PROTECTED C",
    "TRÈS SECRET",
    "CONFIDENTIEL DÉFENSE",
    "STRENG GEHEIM",
    "GEHEIM",
    "VS-VERTRAULICH",
    "VS-NUR FÜR DEN DIENSTGEBRAUCH",
];

/// Such a line stands in capitals; after the level come control markings, parted by slashes, or nothing. A portion marking
/// opens a paragraph: `(S//NF)`.
fn classification(line: &str) -> bool {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "*[]_=-".contains(c));
    let portion = line
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .is_some_and(|(inner, _)| {
            let level = inner.split("//").next().unwrap_or_default();
            inner.contains("//") && matches!(level, "TS" | "S" | "C")
        });
    portion
        || CLASSIFIED.iter().any(|level| {
            line.strip_prefix(level).is_some_and(|rest| {
                let rest = rest.trim();
                rest.is_empty()
                    || (!rest.chars().any(char::is_lowercase)
                        && rest.starts_with(['/', ',', '-', '–', '(', '|', '&']))
            })
        })
}

/// `DRAFT`, `DRAFT REPORT v2`, `Draft – not for citation`: a short line that begins or ends with the word.
fn draft(line: &str) -> bool {
    const MOST_WORDS: usize = 8;
    let words: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_draft = |word: Option<&&str>| {
        word.is_some_and(|word| matches!(*word, "DRAFT" | "ENTWURF" | "PROJET"))
    };
    let alone = words.len() <= 2 && words.first().is_some_and(|word| *word == "Draft");
    let noted =
        line.starts_with("Draft –") || line.starts_with("Draft -") || line.starts_with("Draft:");
    words.len() <= MOST_WORDS
        && (is_draft(words.first()) || is_draft(words.last()) || alone || noted)
        || line.starts_with("PRE-DECISIONAL")
}

/// A paragraph of at least this many words counts as one.
const PARAGRAPH_WORDS: usize = 12;
/// So often may a paragraph stand in a report: notices are printed on every part of some.
const TIMES: usize = 8;

/// The paragraph that stands there most often, if that is too often.
fn repeated(reading: &Reading) -> Option<Warning> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for text in paragraphs(reading) {
        let words: Vec<String> = text
            .split_whitespace()
            .map(|word| fold(&word.to_lowercase()))
            .collect();
        if words.len() >= PARAGRAPH_WORDS {
            *times.entry(words.join(" ")).or_default() += 1;
        }
    }
    let (text, times) = times
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))?;
    let words: Vec<&str> = text.split(' ').take(8).collect();
    (times > TIMES).then(|| Warning::Repeated {
        times,
        words: format!("{}…", words.join(" ")),
    })
}

/// A word of four letters or more that makes up at least a quarter of a paragraph of 40 words or more. In prose no such
/// word makes up a tenth.
fn stuffed(reading: &Reading) -> Option<Warning> {
    const FEWEST_WORDS: usize = 40;
    paragraphs(reading).find_map(|text| {
        let mut times: HashMap<String, usize> = HashMap::new();
        let mut total = 0;
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            total += 1;
            if word.chars().nth(3).is_some() && !word.bytes().all(|b| b.is_ascii_digit()) {
                *times.entry(word.to_lowercase()).or_default() += 1;
            }
        }
        let (word, times) = times
            .into_iter()
            .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))?;
        (total >= FEWEST_WORDS && times * 4 >= total).then_some(Warning::Stuffed { word, times })
    })
}

fn paragraphs(reading: &Reading) -> impl Iterator<Item = &str> {
    reading.units.iter().flat_map(|unit| {
        let prose = unit
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem));
        prose.map(|block| &unit.text[block.range()])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classified_lines_are_told_from_words_about_secrets() {
        for line in [
            "SECRET",
            "TOP SECRET//SI//NOFORN",
            "SECRET // NOFORN",
            "CONFIDENTIAL",
            "NATO SECRET",
            "(S//NF) The unit moved at dawn.",
            "VS-NUR FÜR DEN DIENSTGEBRAUCH",
            "** SECRET **",
            "TOP SECRET – HANDLE VIA COMINT CHANNELS",
        ] {
            assert!(classification(line), "{line}");
        }
        for line in [
            "UNCLASSIFIED",
            "UNCLASSIFIED//FOUO",
            "SECRETARY OF STATE",
            "Secret",
            "SECRET SERVICE REPORT",
            "The files were marked SECRET.",
            "CONFIDENTIAL sources said so.",
            "(C) 2020 The Authors",
            "(U//FOUO) The unit moved.",
        ] {
            assert!(!classification(line), "{line}");
        }
    }

    #[test]
    fn drafts_are_told_from_words_about_drafts() {
        for line in [
            "DRAFT",
            "DRAFT REPORT v2",
            "WORKING PAPER – DRAFT",
            "Draft",
            "Draft – not for citation",
            "PRE-DECISIONAL // DELIBERATIVE",
        ] {
            assert!(draft(line), "{line}");
        }
        for line in [
            "Draft animals were used.",
            "The draft was changed.",
            "He signed the DRAFT of the law.",
            "THE DRAFT LOTTERY",
        ] {
            assert!(!draft(line), "{line}");
        }
    }
}
