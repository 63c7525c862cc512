//! How a place in a report is written for people.

use super::{Locator, Report};

/// Opens every citation of a sample report.
pub const SAMPLE_MARK: &str = "SAMPLE, written for Pincite, not a source";

/// The publisher of the sample reports.
pub const SAMPLE_PUBLISHER: &str = "Pincite sample";

/// A report and a place in it, as a person would write it.
///
/// ```
/// use pincite::report::{Citation, Locator, PageNumber, Report};
/// let report = Report {
///     title: "Foreign Threats".into(),
///     publisher: Some("ODNI".into()),
///     date: Some("2021-03-10".into()),
///     ..Report::default()
/// };
/// let place = Locator { page: PageNumber::new(7), page_label: Some("4".into()), ..Locator::default() };
/// assert_eq!(Citation::new(&report, &place).to_string(), "ODNI, Foreign Threats, 10 March 2021, p. 4 (PDF p. 7)");
/// ```
pub struct Citation<'a> {
    report: &'a Report,
    locator: &'a Locator,
}

impl<'a> Citation<'a> {
    /// The citation of a place in a report.
    pub fn new(report: &'a Report, locator: &'a Locator) -> Self {
        Citation { report, locator }
    }

    /// Only the place: `p. 4 (PDF p. 7)`, `§ Findings, ¶ 12`, or `place unknown`.
    pub fn place(&self) -> String {
        let at = self.locator;
        let Some(page) = at.page else {
            return self.place_without_pages();
        };
        let last = at.page_end.filter(|last| *last != page);
        let physical = pages(
            &page.to_string(),
            last.map(|last| last.to_string()).as_deref(),
        );
        match &at.page_label {
            Some(label) if *label != page.to_string() => {
                let printed = pages(label, last.and(at.page_label_end.as_deref()));
                format!("{printed} (PDF {physical})")
            }
            _ => physical,
        }
    }

    fn place_without_pages(&self) -> String {
        let section = self
            .locator
            .section
            .last()
            .map(|heading| format!("§ {heading}"));
        let paragraph = self.locator.paragraph.map(|number| format!("¶ {number}"));
        match (section, paragraph) {
            (None, None) => "place unknown".to_owned(),
            (section, paragraph) => [section, paragraph]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    /// What stands before the title and what behind it: the title is [`Report::title`].
    pub fn around_title(&self) -> (String, String) {
        let mut before = String::new();
        if self.report.sample {
            before = format!("{SAMPLE_MARK}: ");
        }
        if let Some(publisher) = &self.report.publisher {
            before.push_str(&format!("{publisher}, "));
        }
        let date = self.report.spoken_date();
        (before, format!(", {date}, {}", self.place()))
    }

    /// The report's address, with the page where it has pages (RFC 8118: `#page=7` opens a PDF there).
    pub fn link(&self) -> Option<String> {
        let url = self.report.url.as_deref()?;
        Some(match self.locator.page {
            Some(page) if !url.contains('#') => format!("{url}#page={page}"),
            _ => url.to_owned(),
        })
    }
}

impl std::fmt::Display for Citation<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (before, after) = self.around_title();
        write!(out, "{before}{}{after}", self.report.title)
    }
}

/// `p. 4`, or `pp. 4–5` where the words go on.
fn pages(first: &str, last: Option<&str>) -> String {
    match last {
        Some(last) => format!("pp. {first}–{last}"),
        None => format!("p. {first}"),
    }
}

impl Report {
    /// Its date as a person would write it, or `undated`.
    pub fn spoken_date(&self) -> String {
        let date = self.date.as_deref();
        date.map_or("undated".to_owned(), spoken_date)
    }
}

/// `2021-03-10` as `10 March 2021`, `2021-03` as `March 2021`; anything else as it stands.
fn spoken_date(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = date.split('-').collect();
    let month = parts
        .get(1)
        .and_then(|m| m.parse::<usize>().ok())
        .and_then(|m| MONTHS.get(m.checked_sub(1)?));
    match (parts.as_slice(), month) {
        ([year, _], Some(month)) => format!("{month} {year}"),
        ([year, _, day], Some(month)) => format!("{} {month} {year}", day.trim_start_matches('0')),
        _ => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::PageNumber;

    fn place(locator: &Locator) -> String {
        Citation::new(&Report::default(), locator).place()
    }

    #[test]
    fn pages_labels_sections_and_paragraphs() {
        let page = PageNumber::new(7);
        assert_eq!(
            place(&Locator {
                page,
                ..Locator::default()
            }),
            "p. 7"
        );
        assert_eq!(
            place(&Locator {
                page,
                page_label: Some("7".into()),
                ..Locator::default()
            }),
            "p. 7"
        );
        assert_eq!(
            place(&Locator {
                page,
                page_label: Some("iv".into()),
                ..Locator::default()
            }),
            "p. iv (PDF p. 7)"
        );
        assert_eq!(
            place(&Locator {
                page,
                page_end: PageNumber::new(8),
                ..Locator::default()
            }),
            "pp. 7–8"
        );
        let section = vec!["One".to_owned(), "Two".to_owned()];
        assert_eq!(
            place(&Locator {
                section,
                paragraph: Some(3),
                ..Locator::default()
            }),
            "§ Two, ¶ 3"
        );
        assert_eq!(place(&Locator::default()), "place unknown");
    }

    #[test]
    fn dates_are_spoken_and_never_guessed() {
        for (stated, spoken) in [
            ("2021", "2021"),
            ("2021-03", "March 2021"),
            ("2021-03-01", "1 March 2021"),
            ("2021-13", "2021-13"),
            ("2021-00-01", "2021-00-01"),
            ("spring", "spring"),
        ] {
            assert_eq!(spoken_date(stated), spoken);
        }
    }

    #[test]
    fn a_sample_says_so_first() {
        let report = Report {
            title: "T".into(),
            sample: true,
            ..Report::default()
        };
        assert!(
            Citation::new(&report, &Locator::default())
                .to_string()
                .starts_with(SAMPLE_MARK)
        );
    }
}
