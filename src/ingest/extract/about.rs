//! What a file says about itself, in the forms that [`Metadata`](crate::report::Metadata) allows. What has another
//! form is left out, not guessed.

use super::compose::clean;

/// A title or a name: one line, not endless.
pub(super) fn words(text: &str) -> Option<String> {
    const LONGEST: usize = 300;
    let text = clean(text);
    (!text.is_empty() && text.chars().count() <= LONGEST).then_some(text)
}

/// `2021`, `2021-03` or `2021-03-10`, from a date in that form with or without a time after it.
pub(super) fn date(text: &str) -> Option<String> {
    let day = text.trim().split(['T', ' ']).next()?;
    let parts: Vec<&str> = day.split('-').collect();
    let is_number = |part: &str, length: usize, range: std::ops::RangeInclusive<u32>| {
        part.len() == length
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse().is_ok_and(|number| range.contains(&number))
    };
    let is_date = is_number(parts[0], 4, 1000..=2999)
        && parts.get(1).is_none_or(|month| is_number(month, 2, 1..=12))
        && parts.get(2).is_none_or(|day| is_number(day, 2, 1..=31))
        && parts.len() <= 3;
    is_date.then(|| day.to_owned())
}

/// ISO 639-1 ("en" of "en-US").
pub(super) fn language(text: &str) -> Option<String> {
    let language = text.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase()))
        .then_some(language)
}

/// A web address.
pub(super) fn url(text: &str) -> Option<String> {
    const LONGEST: usize = 2000;
    let url = text.trim();
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    (is_web && url.len() <= LONGEST && !url.contains(|c: char| c.is_whitespace() || c.is_control()))
        .then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_dates_are_dates() {
        for (text, is) in [
            ("2021", Some("2021")),
            ("2021-03", Some("2021-03")),
            (" 2021-03-10T09:00:00Z ", Some("2021-03-10")),
            ("2021-13-10", None),
            ("10 March 2021", None),
            ("2021-03-10-11", None),
            ("", None),
        ] {
            assert_eq!(date(text).as_deref(), is, "{text:?}");
        }
    }

    #[test]
    fn languages_and_addresses() {
        assert_eq!(language("en-US").as_deref(), Some("en"));
        assert_eq!(language("eng"), None);
        assert_eq!(url("javascript:alert(1)"), None);
        assert_eq!(url("https://example.org/a b"), None);
        assert!(url("https://example.org/report").is_some());
    }
}
