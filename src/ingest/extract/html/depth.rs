//! Refuses HTML that would cost a parser far more than its size, before it is parsed: absurd nesting, styles that are
//! never closed and so are repeated in every paragraph, tags made of thousands of attributes.

use std::collections::HashMap;

use super::super::ExtractError;

/// Elements open at once. Real pages stay under a few hundred.
const DEEPEST: usize = 5_000;

/// Different styles (`<b>`, `<font …>`) open at once.
const MOST_STYLES: usize = 500;

/// Open styles, summed over all blocks that a parser repeats them in.
const MOST_REPEATED_STYLES: usize = 2_000_000;

/// Bytes of a tag outside of quotes.
const LONGEST_TAG: usize = 16_384;

/// Fails if the markup is of a kind that no real page has.
pub(super) fn check(html: &str) -> Result<(), ExtractError> {
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut depth = 0usize;
    let mut styles = Styles::default();
    for tag in (Tags { rest: html }) {
        if tag.bare_bytes > LONGEST_TAG {
            return Err(refused("one of its tags is too long to be one"));
        }
        styles.take(&tag)?;
        if depth + styles.in_a_row > DEEPEST {
            return Err(refused(&format!(
                "its tags are nested more than {DEEPEST} deep"
            )));
        }
        if tag.is_flat() || tag.is_style() {
            continue;
        }
        let count = open.entry(tag.name).or_default();
        match tag.closes {
            true if *count > 0 => (*count, depth) = (*count - 1, depth - 1),
            true => {}
            false => (*count, depth) = (*count + 1, depth + 1),
        }
    }
    Ok(())
}

fn refused(reason: &str) -> ExtractError {
    ExtractError::Refused(reason.to_owned())
}

/// The styles that are open, as a parser keeps them: of equal ones at most three.
#[derive(Default)]
struct Styles<'a> {
    open: Vec<(String, &'a str)>,
    repeated: usize,
    /// Opened within one block: another block closes them.
    in_a_row: usize,
}

impl<'a> Styles<'a> {
    fn take(&mut self, tag: &Tag<'a>) -> Result<(), ExtractError> {
        match (tag.is_style(), tag.closes) {
            (true, true) => self.close(&tag.name),
            (true, false) => self.open(tag),
            (false, _) => self.pass(tag),
        }
        match self.open.len() > MOST_STYLES || self.repeated > MOST_REPEATED_STYLES {
            true => Err(refused(
                "its text styles are opened again and again and never closed",
            )),
            false => Ok(()),
        }
    }

    fn open(&mut self, tag: &Tag<'a>) {
        self.in_a_row += 1;
        let is_equal = |(_, source): &&(String, &str)| *source == tag.source;
        if self.open.iter().filter(is_equal).count() < 3 {
            self.open.push((tag.name.clone(), tag.source));
        }
    }

    fn close(&mut self, name: &str) {
        self.in_a_row = self.in_a_row.saturating_sub(1);
        if let Some(last) = self.open.iter().rposition(|(open, _)| open == name) {
            self.open.remove(last);
        }
    }

    fn pass(&mut self, tag: &Tag) {
        const WITHIN_A_LINE: [&str; 5] = ["br", "hr", "img", "input", "wbr"];
        self.repeated += self.open.len();
        if !WITHIN_A_LINE.contains(&tag.name.as_str()) {
            self.in_a_row = 0;
        }
    }
}

struct Tag<'a> {
    name: String,
    source: &'a str,
    closes: bool,
    /// `<… />`.
    closes_itself: bool,
    bare_bytes: usize,
}

/// Elements that a parser opens again in the next block when one ends without closing them.
#[rustfmt::skip]
const STYLES: [&str; 13] = [
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

impl Tag<'_> {
    fn is_style(&self) -> bool {
        STYLES.contains(&self.name.as_str())
    }

    /// Whether it does not pile up: it holds nothing, or its end may be left out.
    fn is_flat(&self) -> bool {
        let name = self.name.as_str();
        let is_closed = self.closes_itself && !SELF_CLOSED_STAYS_OPEN.contains(&name);
        FLAT.contains(&name) || RAW.contains(&name) || is_closed
    }
}

/// The tags of a page, in order. Not a parser: it only has to see what a parser would nest.
struct Tags<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            self.rest = &self.rest[self.rest.find('<')? + 1..];
            if let Some(comment) = self.rest.strip_prefix("!--") {
                self.rest = after(comment, "-->");
                continue;
            }
            let closes = self.rest.starts_with('/');
            let name = name(&self.rest[usize::from(closes)..]);
            if !name.is_empty() {
                return Some(self.tag(name, closes));
            }
        }
    }
}

/// Elements whose content is not markup.
const RAW: [&str; 7] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noscript",
];

/// Elements that hold nothing, or whose end may be left out.
#[rustfmt::skip]
const FLAT: [&str; 36] = [
    "area", "base", "basefont", "bgsound", "body", "br", "col", "colgroup", "dd", "dt", "embed", "frame", "head",
    "hr", "html", "img", "input", "keygen", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// `<div/>` opens an element in HTML; `<path/>` in a drawing does not.
#[rustfmt::skip]
const SELF_CLOSED_STAYS_OPEN: [&str; 20] = [
    "a", "article", "b", "big", "blockquote", "center", "code", "div", "em", "font", "form", "i", "ol", "section",
    "small", "span", "strong", "table", "u", "ul",
];

impl<'a> Tags<'a> {
    /// The tag of that name, which is next. Moves behind it, and behind its content if that is not markup.
    fn tag(&mut self, name: &str, closes: bool) -> Tag<'a> {
        let (length, bare_bytes, closes_itself) = measure(self.rest);
        let source = &self.rest[..length];
        self.rest = &self.rest[length..];
        let name = name.to_ascii_lowercase();
        if !closes && RAW.contains(&name.as_str()) {
            self.skip_raw(&name);
        }
        Tag {
            name,
            source,
            closes,
            closes_itself,
            bare_bytes,
        }
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

/// The bytes of a tag up to its `>`, those of them outside of quotes, and whether it ends in `/>`.
fn measure(tag: &str) -> (usize, usize, bool) {
    let mut quote = None;
    let mut last = b' ';
    let mut bare_bytes = 0;
    for (index, &byte) in tag.as_bytes().iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => continue,
            (None, b'"' | b'\'') if last == b'=' => quote = Some(byte),
            (None, b'>') => return (index + 1, bare_bytes, last == b'/'),
            (None, _) => bare_bytes += 1,
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    (tag.len(), bare_bytes, false)
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
