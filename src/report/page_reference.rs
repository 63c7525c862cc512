//! What people write for a page, and which page of a report they mean.

use super::{PageNumber, Reading, Unit};

/// A page as somebody wrote it: `12`, `iv`, `p. 12`, `pp. 4–5`, `p. 47703 (PDF p. 6)`, `١٢`. Any text can be one;
/// whether there is such a page is found out with [`find`](Self::find).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageReference {
    typed: String,
    /// Small letters, ASCII digits, plain hyphens, without "p." before it.
    wanted: String,
    /// The page as a PDF viewer counts was named, not the printed label.
    physical: bool,
}

/// Why there is no such page. Each is a sentence that names what there is; it may be shown to people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchPage {
    /// The report has other pages.
    #[error("there is no page {typed:?}; this report has {there}")]
    Outside {
        /// As it was written, cut after some characters.
        typed: String,
        /// "pages 1 to 15 (printed 47698 to 47712)".
        there: String,
    },
    /// Paragraphs are counted in reports without pages only.
    #[error("paragraphs are counted in reports without pages only; this report has {there}")]
    Paragraph {
        /// "pages 1 to 15".
        there: String,
    },
    /// The report has no pages at all.
    #[error("this report has no pages")]
    NoPages,
}

/// Longer ones are no page; the rest is not repeated either.
const MOST_CHARS: usize = 40;

impl PageReference {
    /// Reads what somebody wrote. Digits of any script count as such, and every dash as a hyphen.
    pub fn parse(typed: &str) -> PageReference {
        let typed: String = typed.trim().chars().take(MOST_CHARS).collect();
        let plain: String = typed.chars().flat_map(plain).collect();
        let (wanted, physical) = match plain.rsplit_once("pdf") {
            Some((_, after)) => (after, true),
            None => (plain.as_str(), false),
        };
        let wanted = without_page(wanted.trim_end_matches([')', ']', '.', ',', ' ']));
        PageReference {
            wanted: wanted.to_owned(),
            typed,
            physical,
        }
    }

    /// The page that is meant: the physical one, else the one with that label; of several, the first.
    pub fn find<'r>(&self, reading: &'r Reading) -> Result<&'r Unit, NoSuchPage> {
        let units = &reading.units;
        let Some(there) = pages(units) else {
            return Err(NoSuchPage::NoPages);
        };
        if self.wanted.starts_with(['¶', '§']) {
            return Err(NoSuchPage::Paragraph { there });
        }
        let place = |wanted: &str| {
            let number = wanted.parse().ok().and_then(PageNumber::new);
            let physical = number.and_then(|n| units.iter().position(|unit| unit.page == Some(n)));
            physical.or_else(|| {
                let label = |unit: &Unit| unit.label.as_deref().map(plain_label);
                let found = || {
                    units
                        .iter()
                        .position(|u| label(u).as_deref() == Some(wanted))
                };
                if self.physical { None } else { found() }
            })
        };
        let first_of_several = || {
            let (first, last) = self.wanted.split_once('-')?;
            let (first, last) = (place(first.trim())?, place(without_page(last))?);
            (first <= last).then_some(first)
        };
        place(&self.wanted)
            .or_else(first_of_several)
            .map(|at| &units[at])
            .ok_or_else(|| NoSuchPage::Outside {
                typed: self.typed.clone(),
                there,
            })
    }
}

/// Which pages a reading has, as words; nothing where it has none.
fn pages(units: &[Unit]) -> Option<String> {
    units.first()?.page?;
    let mut labels = units.iter().filter_map(|unit| unit.label.as_deref());
    let printed = labels.next().map(|first| {
        let last = labels.next_back().unwrap_or(first);
        format!(" (printed {first} to {last})")
    });
    Some(format!(
        "pages 1 to {}{}",
        units.len(),
        printed.unwrap_or_default()
    ))
}

fn without_page(text: &str) -> &str {
    let text = text.trim();
    ["pages", "page", "pp", "pg", "p"]
        .iter()
        .find_map(|word| {
            let rest = text.strip_prefix(word)?;
            let ends = !rest.starts_with(char::is_alphabetic);
            ends.then(|| rest.trim_start_matches(['.', ' ', '-']))
        })
        .filter(|rest| !rest.is_empty())
        .unwrap_or(text)
}

fn plain_label(label: &str) -> String {
    label.trim().chars().flat_map(plain).collect()
}

/// The zeros of scripts whose digits people type; the other nine follow each of them in Unicode.
const ZEROS: [char; 7] = [
    '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{BE6}', '\u{E50}', '\u{FF10}',
];

fn plain(c: char) -> impl Iterator<Item = char> {
    let digit = ZEROS.iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(*zero))?;
        char::from_digit(value, 10)
    });
    let c = match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        c if c.is_whitespace() => ' ',
        c => digit.unwrap_or(c),
    };
    c.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Extractor, Metadata};
    use proptest::prelude::*;

    fn reading(labels: &[Option<&str>], paged: bool) -> Reading {
        let unit = |(n, label): (usize, &Option<&str>)| Unit {
            page: PageNumber::new(n as u32 + 1).filter(|_| paged),
            label: label.map(str::to_owned),
            ..Unit::default()
        };
        Reading {
            extractor: Extractor::Pdf,
            version: 1,
            metadata: Metadata::default(),
            units: labels.iter().enumerate().map(unit).collect(),
        }
    }

    const LABELS: [Option<&str>; 6] = [
        None,
        Some("iii"),
        Some("iv"),
        Some("1"),
        Some("4-2"),
        Some("A–3"),
    ];

    #[test]
    fn a_page_as_people_write_it() {
        let reading = reading(&LABELS, true);
        for (typed, page) in [
            ("2", 2),
            (" p. 2 ", 2),
            ("p.2", 2),
            ("page 6", 6),
            ("pp. 2–4", 2),
            ("2-3", 2),
            ("iii—iv", 2),
            ("iv", 3),
            ("IV.", 3),
            ("p. iv (PDF p. 3)", 3),
            ("p. 9 (PDF pp. 4–5)", 4),
            ("4-2", 5),
            ("4\u{2013}2", 5),
            ("a-3", 6),
            ("\u{661}", 1),
            ("\u{6F5}", 5),
            ("\u{FF12}", 2),
        ] {
            let unit = PageReference::parse(typed).find(&reading);
            let found = unit.map(|unit| unit.page.map(PageNumber::get));
            assert_eq!(found, Ok(Some(page)), "{typed}");
        }
    }

    #[test]
    fn a_page_that_is_not_there_is_told_the_range() {
        let whole = reading(&LABELS, true);
        for typed in [
            "999",
            "p. 999",
            "0",
            "-1",
            "5-1",
            "2-99",
            "xl",
            "",
            "p",
            "PDF p. iv",
            "1.5",
            "\u{2014}",
            "99999999999999999999",
        ] {
            assert_eq!(
                PageReference::parse(typed)
                    .find(&whole)
                    .unwrap_err()
                    .to_string(),
                format!(
                    "there is no page {typed:?}; this report has pages 1 to 6 (printed iii to A–3)"
                )
            );
        }
        assert_eq!(
            PageReference::parse("¶0")
                .find(&reading(&[None, None], true))
                .unwrap_err()
                .to_string(),
            "paragraphs are counted in reports without pages only; this report has pages 1 to 2"
        );
        assert_eq!(
            PageReference::parse("1").find(&reading(&[None], false)),
            Err(NoSuchPage::NoPages)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_a_page_or_a_sentence(typed in "\\PC{0,60}") {
            let reading = reading(&LABELS, true);
            let reference = PageReference::parse(&typed);
            if let Err(error) = reference.find(&reading) {
                prop_assert!(error.to_string().contains("pages 1 to 6"));
            }
        }
    }
}
