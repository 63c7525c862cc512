//! What HTML elements are to a reader.

use scraper::node::Element;

/// Elements that stand on lines of their own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// The level of a heading.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Elements that say nothing of the document: programs, controls, navigation, hidden things.
pub(super) fn is_apart(element: &Element) -> bool {
    matches!(
        element.name(),
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "button"
            | "input"
            | "select"
            | "textarea"
            | "label"
            | "datalist"
            | "svg"
            | "iframe"
            | "object"
            | "embed"
            | "video"
            | "audio"
            | "canvas"
            | "map"
            | "rt"
            | "rp"
    ) || (matches!(element.name(), "nav" | "aside") && !is_note(element))
        || is_hidden(element)
        || has_apart_role(element)
}

/// A header or footer: apart when it is the page's, not an article's.
pub(super) fn is_header_or_footer(element: &Element) -> bool {
    matches!(element.name(), "header" | "footer")
}

/// Elements whose headers and footers are their own.
pub(super) fn is_sectioning(element: &Element) -> bool {
    matches!(element.name(), "article" | "main" | "section")
}

/// Where footnotes or endnotes stand.
pub(super) fn is_note(element: &Element) -> bool {
    let role = element.attr("role").unwrap_or_default();
    matches!(role, "doc-footnote" | "doc-endnotes" | "doc-endnote")
        || element
            .classes()
            .any(|class| matches!(class, "footnote" | "footnotes" | "endnotes" | "references"))
            && matches!(element.name(), "aside" | "section" | "div" | "ol" | "li")
}

/// A link from a word to its note, or back: a mark, not a word.
pub(super) fn is_note_mark(element: &Element) -> bool {
    let role = element.attr("role").unwrap_or_default();
    matches!(role, "doc-noteref" | "doc-backlink")
        || element.classes().any(|class| {
            matches!(
                class,
                "footnote-ref"
                    | "footnoteRef"
                    | "footnote-back"
                    | "footnote-backref"
                    | "mw-cite-backlink"
            )
        })
        || (element.name() == "sup" && element.classes().any(|class| class == "reference"))
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    let has_style = |rule: &str| {
        style.split(';').any(|part| {
            let (name, value) = part.split_once(':').unwrap_or_default();
            rule == format!(
                "{}:{}",
                name.trim().to_ascii_lowercase(),
                value.trim().to_ascii_lowercase()
            )
        })
    };
    element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || (!style.is_empty() && (has_style("display:none") || has_style("visibility:hidden")))
}

fn has_apart_role(element: &Element) -> bool {
    let role = element.attr("role").unwrap_or_default();
    matches!(
        role,
        "navigation" | "banner" | "contentinfo" | "search" | "complementary" | "menu" | "menubar"
    )
}

/// The encoding that the first bytes declare, in a `meta` element or an XML declaration.
pub(super) fn charset(bytes: &[u8]) -> Option<&[u8]> {
    const SAMPLE_BYTES: usize = 4096;
    let head = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let value = |key: &str| {
        let at = head
            .windows(key.len())
            .position(|window| window.eq_ignore_ascii_case(key.as_bytes()))?;
        let rest = head[at + key.len()..].trim_ascii_start();
        let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
        let rest = rest
            .strip_prefix(b"\"")
            .or(rest.strip_prefix(b"'"))
            .unwrap_or(rest);
        let end = rest
            .iter()
            .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:".contains(byte)));
        Some(&rest[..end.unwrap_or(rest.len())])
    };
    value("charset").or_else(|| head.starts_with(b"<?xml").then(|| value("encoding"))?)
}
