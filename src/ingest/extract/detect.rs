//! What kind of file some bytes are.

mod magic;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::decode::{decode, is_binary};
use super::docx::DOCUMENT;
use super::package::Package;
use super::{ExtractError, Limits};
use crate::report::Extractor;

/// The kind of a file, from its bytes. Only between plain text and Markdown, which look alike, does the name help.
pub fn detect(bytes: &[u8], name: &str) -> Result<Extractor, ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    if is_pdf(bytes) {
        return Ok(Extractor::Pdf);
    }
    if magic::is_zip(bytes) {
        return detect_package(bytes);
    }
    if magic::is_ole(bytes) {
        return Err(ole_error(bytes));
    }
    if let Some(kind) = magic::known(bytes) {
        return Err(unknown(kind));
    }
    if is_binary(bytes) {
        return Err(unknown("a file of unknown binary content"));
    }
    detect_text(&decode(bytes), name)
}

fn unknown(kind: &str) -> ExtractError {
    ExtractError::UnknownKind(kind.to_owned())
}

/// Some PDFs begin with a few lines of something else, such as a printer's. A text that mentions the mark in the
/// middle of a line is not one.
fn is_pdf(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"%PDF-";
    let head = &bytes[..bytes.len().min(1024 + MARK.len())];
    let places = head
        .windows(MARK.len())
        .enumerate()
        .filter(|(_, window)| *window == MARK);
    let mut places = places.map(|(at, _)| at.checked_sub(1).map(|before| head[before]));
    places.any(|before| before.is_none_or(|byte| byte.is_ascii_control() || !byte.is_ascii()))
}

fn detect_package(bytes: &[u8]) -> Result<Extractor, ExtractError> {
    /// Room for the entry that names an `OpenDocument` or EPUB file.
    const NAME_BYTES: u64 = 1024;
    let limits = Limits {
        file_bytes: 0,
        pages: 0,
        seconds: 0,
        memory_bytes: 0,
        unpacked_bytes: NAME_BYTES,
    };
    let mut package = Package::open(bytes, &limits)?;
    if package.has(DOCUMENT) {
        return Ok(Extractor::Docx);
    }
    let own_name = package.read("mimetype").ok().flatten().unwrap_or_default();
    let kind = magic::package_by_own_name(&own_name)
        .or_else(|| magic::package_by_entry(|name| package.has(name)));
    Err(unknown(kind.unwrap_or("a ZIP archive")))
}

/// Office locks a document by putting it, encrypted, into an OLE container.
fn ole_error(bytes: &[u8]) -> ExtractError {
    match magic::holds_utf16(bytes, "EncryptedPackage") {
        true => ExtractError::Encrypted,
        false => unknown(magic::ole_kind(bytes)),
    }
}

fn detect_text(text: &str, name: &str) -> Result<Extractor, ExtractError> {
    let start = text.trim_start();
    if let Some(kind) = magic::known_text(start) {
        return Err(unknown(kind));
    }
    if is_html(start) {
        return Ok(Extractor::Html);
    }
    if start.starts_with(['<']) && start.starts_with("<?xml") {
        return Err(unknown("an XML file"));
    }
    if start.starts_with(['{', '['])
        && let Some(kind) = detect_json(start)
    {
        return kind;
    }
    let name = name.to_lowercase();
    let is_markdown =
        name.ends_with(".md") || name.ends_with(".markdown") || looks_like_markdown(text);
    Ok(if is_markdown {
        Extractor::Markdown
    } else {
        Extractor::Text
    })
}

/// `None` if it is not JSON.
fn detect_json(start: &str) -> Option<Result<Extractor, ExtractError>> {
    let first = start.lines().next().unwrap_or_default();
    match serde_json::from_str::<Value>(first) {
        Ok(Value::Object(object)) if object.get("text").is_some_and(Value::is_string) => {
            return Some(Ok(Extractor::Jsonl));
        }
        Ok(Value::Object(_)) => return Some(Err(unknown("a JSON file"))),
        _ => {}
    }
    serde_json::from_str::<IgnoredAny>(start).ok()?;
    Some(Err(unknown("a JSON file")))
}

/// Whether a text opens as HTML does, behind comments and XML declarations.
fn is_html(start: &str) -> bool {
    let start = behind_preamble(start);
    let name = start.strip_prefix('<').unwrap_or_default();
    if let Some(doctype) = name.strip_prefix("!").map(|rest| prefix(rest, 60)) {
        let doctype = doctype.to_ascii_lowercase();
        return doctype
            .strip_prefix("doctype")
            .is_some_and(|rest| rest.trim_start().starts_with("html"));
    }
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    let has_end = name[end..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/');
    has_end && is_html_tag(&name[..end].to_ascii_lowercase())
}

fn is_html_tag(name: &str) -> bool {
    const TAGS: [&str; 30] = [
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "base",
        "style",
        "script",
        "main",
        "article",
        "section",
        "header",
        "nav",
        "div",
        "p",
        "table",
        "ul",
        "ol",
        "dl",
        "pre",
        "blockquote",
        "center",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "span",
        "frameset",
    ];
    TAGS.contains(&name)
}

fn behind_preamble(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        let end = match text {
            _ if text.starts_with("<!--") => "-->",
            _ if text.starts_with("<?") => "?>",
            _ => return text,
        };
        let Some(at) = text.find(end) else {
            return text;
        };
        text = &text[at + end.len()..];
    }
}

fn prefix(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Whether a text has headings as Markdown writes them, and other marks of it: one alone may be chance.
fn looks_like_markdown(text: &str) -> bool {
    const SAMPLE_LINES: usize = 2000;
    let (mut headings, mut marks) = (0, 0);
    for line in text
        .lines()
        .take(SAMPLE_LINES)
        .map(|line| prefix(line, 4000))
    {
        headings += usize::from(is_atx_heading(line));
        let has_mark = line.contains("](")
            || line.contains("**")
            || line.starts_with("```")
            || line.starts_with("> ");
        let is_item = line.starts_with("* ") || line.starts_with("- ") || line.starts_with("|");
        marks += usize::from(has_mark || is_item);
    }
    headings >= 1 && (marks >= 1 || headings >= 3)
}

fn is_atx_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    (1..=6).contains(&level) && words.starts_with(' ') && words.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests;
