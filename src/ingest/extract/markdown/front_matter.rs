//! The lines about a text that stand before it: YAML between `---`, or TOML between `+++`.

use super::super::about;
use crate::report::Metadata;

/// What the front matter says, and the text after it. Only simple `key: value` lines are understood.
pub(super) fn take(text: &str) -> (Metadata, &str) {
    let Some((lines, body)) = split(text) else {
        return (Metadata::default(), text);
    };
    let mut metadata = Metadata::default();
    for line in lines.lines() {
        if let Some((key, value)) = line.split_once([':', '=']) {
            set(&mut metadata, key, unquoted(value));
        }
    }
    (metadata, body)
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let fences: &[&str] = match first.trim_end() {
        "---" => &["---", "..."],
        "+++" => &["+++"],
        _ => return None,
    };
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if fences.contains(&line.trim_end()) {
            return Some((&rest[..end], &rest[end + line.len()..]));
        }
        if !may_be_front_matter(line) {
            return None;
        }
        end += line.len();
    }
    None
}

/// A rule that opens a text looks like a fence; prose after it does not look like settings.
fn may_be_front_matter(line: &str) -> bool {
    let is_part = line.starts_with([' ', '\t', '-', '#', '[', ']', '}']) || line.trim().is_empty();
    let key = line.split([':', '=']).next().unwrap_or_default().trim();
    let is_key =
        key.len() < line.trim_end().len() && !key.is_empty() && !key.contains(char::is_whitespace);
    is_part || is_key
}

fn set(metadata: &mut Metadata, key: &str, value: &str) {
    // An indented key belongs to something else.
    match key.trim_end().to_ascii_lowercase().as_str() {
        "title" => metadata.title = about::words(value),
        "publisher" => metadata.publisher = about::words(value),
        "date" => metadata.date = about::date(value),
        "url" => metadata.url = about::url(value),
        "lang" | "language" => metadata.language = about::language(value),
        _ => {}
    }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\'']
        .iter()
        .find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value)
}
