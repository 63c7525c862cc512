//! What is known about a report: from the operator's options, else its sidecar, else the file itself.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::report::{BlockKind, Language, Metadata, Reading, Report, SAMPLE_PUBLISHER};

/// What an operator says about a report, as options or in a sidecar. Absent: ask the next source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// How the report is called.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// `2021`, `2021-03` or `2021-03-10`.
    pub date: Option<String>,
    /// Where people can get the original.
    pub url: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// The guild that it belongs to.
    pub scope: Option<String>,
}

/// Longer titles are cut: a citation must stay readable.
const TITLE_CHARS: usize = 200;

impl Stated {
    /// What the sidecar of a file says: `NAME.EXT.toml`, else `NAME.toml`. Nothing where there is none.
    pub fn sidecar(file: &Path) -> Result<Stated, String> {
        let mut longer = file.as_os_str().to_owned();
        longer.push(".toml");
        for path in [Path::new(&longer).to_owned(), file.with_extension("toml")] {
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    return Self::parse(&text)
                        .map_err(|why| format!("its sidecar {} {why}", path.display()));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(format!(
                        "its sidecar {} cannot be read ({error})",
                        path.display()
                    ));
                }
            }
        }
        Ok(Stated::default())
    }

    /// Reads a sidecar's text.
    pub fn parse(text: &str) -> Result<Stated, String> {
        let stated: Stated = toml::from_str(text).map_err(|error| {
            format!(
                "is not understood: {}",
                error.to_string().trim().replace('\n', " ")
            )
        })?;
        stated.check()?;
        Ok(stated)
    }

    /// Says what is wrong with a date or a language.
    pub fn check(&self) -> Result<(), String> {
        if let Some(date) = self.date.as_deref().filter(|date| !is_date(date)) {
            return Err(format!(
                "gives the date {date:?}; write it as 2021, 2021-03 or 2021-03-10"
            ));
        }
        match self.language.as_deref().map(str::parse::<Language>) {
            Some(Err(unknown)) => Err(format!("gives an unknown language; {unknown}")),
            _ => Ok(()),
        }
    }

    /// What this says, and where it is silent, what `other` says.
    pub fn or(self, other: Stated) -> Stated {
        Stated {
            title: self.title.or(other.title),
            publisher: self.publisher.or(other.publisher),
            date: self.date.or(other.date),
            url: self.url.or(other.url),
            language: self.language.or(other.language),
            scope: self.scope.or(other.scope),
        }
    }
}

/// The report of a reading. `name` is the name of its file, or of the report inside the file.
pub fn describe(stated: &Stated, reading: &Reading, name: &str, file: &str) -> Report {
    let found: &Metadata = &reading.metadata;
    // A file that holds several reports names each; such a name is no file name, whatever dots it has.
    let named = (name != file).then(|| name.to_owned());
    let stem = match &named {
        Some(named) => named.as_str().into(),
        None => Path::new(name)
            .file_stem()
            .map_or(name.into(), |stem| stem.to_string_lossy()),
    };
    let title = [
        stated.title.clone(),
        found.title.clone(),
        named.clone(),
        first_heading(reading),
        Some(stem.clone().into_owned()),
    ]
    .into_iter()
    .flatten()
    .map(|title| tidy(&title))
    .find(|title| !title.is_empty())
    .unwrap_or_else(|| "Untitled report".to_owned());
    let publisher = stated
        .publisher
        .clone()
        .or_else(|| found.publisher.clone())
        .map(|text| tidy(&text));
    Report {
        id: slug(&stem),
        title,
        sample: publisher.as_deref() == Some(SAMPLE_PUBLISHER),
        publisher: publisher.filter(|text| !text.is_empty()),
        date: stated
            .date
            .clone()
            .or_else(|| found.date.clone())
            .filter(|date| is_date(date)),
        url: stated.url.clone().or_else(|| found.url.clone()),
        file: tidy(file),
    }
}

/// The language of a reading: as stated, as the file declares, else as its words show.
pub fn language(stated: &Stated, reading: &Reading) -> Language {
    let declared = stated
        .language
        .as_deref()
        .and_then(|code| code.parse().ok());
    declared.unwrap_or_else(|| {
        let mut sample = String::new();
        // The middle of a report is prose more often than its first pages.
        let middle = reading.units.len() / 3;
        for unit in reading.units[middle..]
            .iter()
            .chain(&reading.units[..middle])
        {
            sample.push_str(&unit.text[..unit.text.floor_char_boundary(20_000)]);
            if sample.len() > 20_000 {
                break;
            }
        }
        let seen = Language::detect(&sample);
        let said = reading
            .metadata
            .language
            .as_deref()
            .and_then(|code| code.parse().ok());
        if seen == Language::Other {
            said.unwrap_or(seen)
        } else {
            seen
        }
    })
}

/// A title stands within so many bytes from the start of a report; later headings are those of its parts.
const TITLE_WITHIN: usize = 2_000;
/// Headings that say nothing of the report they open.
const NO_TITLES: &[&str] = &[
    "contents",
    "índice",
    "inhalt",
    "sommaire",
    "table of contents",
];

fn first_heading(reading: &Reading) -> Option<String> {
    let unit = reading.units.first()?;
    let headings = unit
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Heading(_)))
        .map(|block| block.range())
        .take_while(|range| range.start < TITLE_WITHIN);
    headings
        .map(|range| &unit.text[range])
        .find(|heading| may_be_title(heading))
        .map(str::to_owned)
}

/// Telephone numbers, page numbers and lists of contents are no titles.
fn may_be_title(heading: &str) -> bool {
    let letters = heading.chars().filter(|c| c.is_alphabetic()).count();
    let digits = heading.chars().filter(|c| c.is_numeric()).count();
    let known = heading.trim().to_lowercase();
    letters > digits && !NO_TITLES.contains(&known.as_str())
}

/// One line, without control and direction characters, not too long.
fn tidy(text: &str) -> String {
    let shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let clean: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(shown)
        .collect();
    let words: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(TITLE_CHARS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// `Mueller Report, Vol. 1` → `mueller-report-vol-1`.
pub fn slug(name: &str) -> String {
    let folded = crate::report::fold(&name.to_lowercase());
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut slug = words.join("-");
    slug.truncate(slug.floor_char_boundary(60));
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "report".to_owned()
    } else {
        slug.to_owned()
    }
}

/// `2021`, `2021-03` or `2021-03-10`.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |at: usize, digits: usize, most: u32| {
        parts.get(at).is_none_or(|part| {
            part.len() == digits
                && part.bytes().all(|b| b.is_ascii_digit())
                && (1..=most).contains(&part.parse().unwrap_or(0))
        })
    };
    parts.len() <= 3 && number(0, 4, 9999) && number(1, 2, 12) && number(2, 2, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_short_ids() {
        for (name, id) in [
            ("Mueller Report, Vol. 1", "mueller-report-vol-1"),
            ("../../etc/passwd", "etc-passwd"),
            ("Été à Chelsea", "ete-a-chelsea"),
            ("报告", "报告"),
            ("\u{202e}\u{1f600}", "report"),
        ] {
            assert_eq!(slug(name), id);
        }
    }

    #[test]
    fn telephone_numbers_and_lists_of_contents_are_no_titles() {
        for heading in ["Phone: (202) 512-8705", " CONTENTS ", "12", "* * *"] {
            assert!(!may_be_title(heading), "{heading}");
        }
        for heading in ["Title 14", "报告", "2020 elections under foreign threats"] {
            assert!(may_be_title(heading), "{heading}");
        }
    }

    #[test]
    fn sidecars_are_checked() {
        assert_eq!(
            Stated::parse("title = 'T'\ndate = '2021-03'")
                .unwrap()
                .title
                .as_deref(),
            Some("T")
        );
        assert!(
            Stated::parse("date = 'March 2021'")
                .unwrap_err()
                .contains("2021-03-10")
        );
        assert!(Stated::parse("titel = 'T'").unwrap_err().contains("titel"));
        assert!(
            Stated::parse("language = 'English'")
                .unwrap_err()
                .contains("ISO 639-1")
        );
    }

    #[test]
    fn a_report_of_several_in_a_file_is_called_what_the_file_calls_it() {
        let reading = Reading {
            extractor: crate::report::Extractor::Jsonl,
            version: 1,
            metadata: Metadata::default(),
            units: Vec::new(),
        };
        let report = describe(&Stated::default(), &reading, "Vol. 2.5 of 3", "all.jsonl");
        assert_eq!(
            (&*report.title, &*report.id),
            ("Vol. 2.5 of 3", "vol-2-5-of-3")
        );
        let report = describe(&Stated::default(), &reading, "all.jsonl", "all.jsonl");
        assert_eq!((&*report.title, &*report.id), ("all", "all"));
    }

    #[test]
    fn titles_are_one_clean_line() {
        assert_eq!(tidy("A\n  \u{202e}title\u{0} "), "A title");
        assert_eq!(tidy(&"x".repeat(300)).chars().count(), TITLE_CHARS + 1);
    }
}
