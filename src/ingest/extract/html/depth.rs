//! Refuses HTML that is nested absurdly deep, before it is parsed: every tag there costs a look at all open elements.

use std::collections::HashMap;

use super::super::ExtractError;

/// Real pages stay under a few hundred.
const DEEPEST: usize = 5_000;

/// Fails if more elements are open at once than any real page has.
pub fn check(html: &str) -> Result<(), ExtractError> {
    let mut tags = Tags { rest: html };
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut depth = 0usize;
    while let Some(tag) = tags.next() {
        let count = open.entry(tag.name).or_default();
        match tag.closes {
            true if *count > 0 => (*count, depth) = (*count - 1, depth - 1),
            true => {}
            false => (*count, depth) = (*count + 1, depth + 1),
        }
        if depth > DEEPEST {
            let reason = format!("its tags are nested more than {DEEPEST} deep");
            return Err(ExtractError::Refused(reason));
        }
    }
    Ok(())
}

struct Tag {
    name: String,
    closes: bool,
}

/// The tags that nest, in order. Not a parser: it only has to see what a parser would nest.
struct Tags<'a> {
    rest: &'a str,
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            self.rest = &self.rest[self.rest.find('<')? + 1..];
            if let Some(comment) = self.rest.strip_prefix("!--") {
                self.rest = after(comment, "-->");
                continue;
            }
            let closes = self.rest.starts_with('/');
            let name = name(&self.rest[usize::from(closes)..]);
            if name.is_empty() {
                continue;
            }
            self.rest = &self.rest[usize::from(closes) + name.len()..];
            let name = name.to_ascii_lowercase();
            let is_closed = self.skip_attributes();
            if !closes && RAW.contains(&name.as_str()) {
                self.skip_raw(&name);
            } else if !FLAT.contains(&name.as_str())
                && !(is_closed && !SELF_CLOSED_STAYS_OPEN.contains(&name.as_str()))
            {
                return Some(Tag { name, closes });
            }
        }
    }
}

/// Elements whose content is not markup.
const RAW: [&str; 7] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noscript",
];

/// Elements that hold nothing, or whose end may be left out: they do not pile up.
const FLAT: [&str; 36] = [
    "area", "base", "basefont", "bgsound", "body", "br", "col", "colgroup", "dd", "dt", "embed",
    "frame", "head", "hr", "html", "img", "input", "li", "link", "meta", "optgroup", "option", "p",
    "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
    "keygen",
];

/// `<div/>` opens an element in HTML; `<path/>` in a drawing does not.
const SELF_CLOSED_STAYS_OPEN: [&str; 20] = [
    "a",
    "article",
    "b",
    "big",
    "blockquote",
    "center",
    "code",
    "div",
    "em",
    "font",
    "form",
    "i",
    "ol",
    "section",
    "small",
    "span",
    "strong",
    "table",
    "u",
    "ul",
];

impl Tags<'_> {
    /// Moves behind the tag; says whether it ended in `/>`.
    fn skip_attributes(&mut self) -> bool {
        let mut quote = None;
        let mut last = b' ';
        for (index, &byte) in self.rest.as_bytes().iter().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') if last == b'=' => quote = Some(byte),
                (None, b'>') => {
                    self.rest = &self.rest[index + 1..];
                    return last == b'/';
                }
                (None, _) => {}
            }
            if !byte.is_ascii_whitespace() {
                last = byte;
            }
        }
        self.rest = "";
        false
    }

    fn skip_raw(&mut self, name: &str) {
        while let Some(at) = self.rest.find("</") {
            self.rest = &self.rest[at + 2..];
            let end = self.rest.as_bytes().get(..name.len());
            if end.is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())) {
                return;
            }
        }
        self.rest = "";
    }
}

fn name(rest: &str) -> &str {
    let is_name = |c: char| !c.is_ascii_whitespace() && c != '>' && c != '/';
    let starts = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
    if starts { &rest[..end] } else { "" }
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).map_or("", |at| &text[at + end.len()..])
}
