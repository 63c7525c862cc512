//! How the lines of a text are laid out: what a line feed means.

/// A line that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Without the white space around it.
    pub text: &'a str,
    /// Columns before the text.
    pub indent: usize,
    /// Columns up to the end of the text.
    pub width: usize,
    /// Whether blank lines, or the start of the page, come before.
    pub after_blank: bool,
}

/// The lines of a page, blank ones left out.
pub(super) fn lines(page: &str) -> Vec<Line<'_>> {
    let mut after_blank = true;
    let mut lines = Vec::new();
    for raw in page.split('\n') {
        let text = raw.trim();
        if text.is_empty() {
            after_blank = true;
            continue;
        }
        let indent = indent_of(raw);
        let width = indent + text.chars().count();
        lines.push(Line {
            text,
            indent,
            width,
            after_blank,
        });
        after_blank = false;
    }
    lines
}

fn indent_of(raw: &str) -> usize {
    const TAB_STOP: usize = 8;
    let white = raw.chars().take_while(|c| c.is_whitespace());
    white.fold(0, |column, c| match c {
        '\t' => (column / TAB_STOP + 1) * TAB_STOP,
        _ => column + 1,
    })
}

/// How lines are broken in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    breaks: Breaks,
    indents: Indents,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Breaks {
    /// Lines are filled up to a width; a line feed within a sentence is only that.
    Filled { width: usize },
    /// Every paragraph is one line.
    LinePerParagraph,
    /// Too short to tell: only blank lines separate.
    BlankLines,
}

/// What a change of the indentation means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Indents {
    /// A paragraph's first line stands out to the left.
    Hanging,
    /// A paragraph's first line is indented.
    FirstLine,
    Unknown,
}

impl Layout {
    /// The layout of a file, from the lines of all its pages.
    pub(super) fn of(pages: &[&[Line]]) -> Layout {
        let breaks = breaks(pages);
        let indents = match breaks {
            Breaks::Filled { width } => indents(pages, width),
            _ => Indents::Unknown,
        };
        Layout { breaks, indents }
    }

    /// Whether `next`, the line after `line`, belongs to the same paragraph. When in doubt it does: two paragraphs
    /// run together can still be quoted, half a sentence cannot.
    pub(super) fn continues(&self, line: &Line, next: &Line) -> bool {
        if next.after_blank {
            return self.continues_over_blank(line, next);
        }
        let (ends, opens) = (ends_sentence(line.text), opens_sentence(next.text));
        if is_unfinished(line.text) {
            return true;
        }
        match self.breaks {
            Breaks::BlankLines => true,
            Breaks::LinePerParagraph => !ends && !opens && line.width >= LEAST_WIDTH,
            Breaks::Filled { .. } if self.starts_by_indent(line, next) => !ends && !opens,
            Breaks::Filled { .. } if opens && changes_case(line.text, next.text) => false,
            Breaks::Filled { width } if !fits(line, next, width) => true,
            Breaks::Filled { width } => !(opens && (ends || stands_alone(line, width))),
        }
    }

    /// A page break of the original often left a blank line in the middle of a sentence.
    fn continues_over_blank(&self, line: &Line, next: &Line) -> bool {
        let Breaks::Filled { width } = self.breaks else {
            return false;
        };
        let goes_on = |text: &str| text.ends_with(|c: char| c.is_lowercase() || c == ',');
        goes_on(line.text)
            && next.text.starts_with(char::is_lowercase)
            && !fits(line, next, width)
            && line.indent == next.indent
    }

    fn starts_by_indent(&self, line: &Line, next: &Line) -> bool {
        match self.indents {
            Indents::Hanging => next.indent < line.indent,
            Indents::FirstLine => next.indent > line.indent && next.indent <= line.indent + 10,
            Indents::Unknown => false,
        }
    }
}

/// Narrower text than this is a list or a poem, or too little to tell.
const LEAST_WIDTH: usize = 40;

fn breaks(pages: &[&[Line]]) -> Breaks {
    /// The widest lines may be tables: a width is found if most lines fill one of these.
    const PERCENTILES: [usize; 3] = [97, 90, 80];
    /// Line feeds needed to tell.
    const ENOUGH: usize = 4;
    let mut widths: Vec<usize> = pages
        .iter()
        .copied()
        .flatten()
        .map(|line| line.width)
        .collect();
    if widths.is_empty() {
        return Breaks::BlankLines;
    }
    widths.sort_unstable();
    let at = |percentile: usize| widths[(widths.len() * percentile).div_ceil(100) - 1];
    let widest = widths[widths.len() - 1];
    let pairs = feeds(pages).count();
    if widest < LEAST_WIDTH || (pairs < ENOUGH && widest <= 120) {
        return Breaks::BlankLines;
    }
    let filled = |&width: &usize| {
        // A line that is far too long fills nothing.
        let is_full =
            |line: &Line, next: &Line| !fits(line, next, width) && line.width * 4 <= width * 5;
        let full = feeds(pages)
            .filter(|(line, next)| is_full(line, next))
            .count();
        width >= LEAST_WIDTH && full * 10 >= pairs * 6
    };
    match PERCENTILES.map(at).iter().find(|width| filled(width)) {
        Some(&width) if pairs > 0 => Breaks::Filled { width },
        _ => Breaks::LinePerParagraph,
    }
}

fn indents(pages: &[&[Line]], width: usize) -> Indents {
    let (mut hanging, mut first_line) = (0, 0);
    for (line, next) in feeds(pages) {
        match (line.indent.cmp(&next.indent), fits(line, next, width)) {
            (std::cmp::Ordering::Less, false) | (std::cmp::Ordering::Greater, true) => hanging += 1,
            (std::cmp::Ordering::Less, true) | (std::cmp::Ordering::Greater, false) => {
                first_line += 1
            }
            (std::cmp::Ordering::Equal, _) => {}
        }
    }
    match () {
        () if hanging > 2 * first_line => Indents::Hanging,
        () if first_line > 2 * hanging => Indents::FirstLine,
        () => Indents::Unknown,
    }
}

/// The places where a line follows another without a blank line between.
fn feeds<'a>(pages: &'a [&'a [Line<'a>]]) -> impl Iterator<Item = (&'a Line<'a>, &'a Line<'a>)> {
    let pairs = pages
        .iter()
        .flat_map(|lines| lines.iter().zip(lines.iter().skip(1)));
    pairs.filter(|(_, next)| !next.after_blank)
}

/// Whether the next line's first word had room on this line: who fills lines did not break here without a reason.
fn fits(line: &Line, next: &Line, width: usize) -> bool {
    let word = next
        .text
        .split_whitespace()
        .next()
        .map_or(0, |word| word.chars().count());
    line.width + 1 + word <= width
}

/// Whether a line that ends no sentence is still a line of its own: a heading, a line of an address.
fn stands_alone(line: &Line, width: usize) -> bool {
    (line.width - line.indent) * 10 < width.saturating_sub(line.indent) * 6
        && super::heading::is_capitalised(line.text)
}

/// Whether a sentence ends with this text, as far as its last characters tell.
pub(super) fn ends_sentence(text: &str) -> bool {
    const CLOSING: &[char] = &['"', '\'', '”', '’', '»', ')', ']'];
    // A footnote number may be glued to the full stop.
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let words = if words.ends_with(['.', '"', '”']) {
        words
    } else {
        text
    };
    words
        .trim_end_matches(CLOSING)
        .ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？'])
}

fn opens_sentence(text: &str) -> bool {
    let is_ellipsis = [". . .", "...", "…"]
        .iter()
        .any(|dots| text.starts_with(dots));
    is_ellipsis || !text.starts_with(|c: char| c.is_lowercase() || ",.;:)]%&".contains(c))
}

/// Whether a text stops at a word that needs another one.
fn is_unfinished(text: &str) -> bool {
    const NEEDY: [&str; 16] = [
        "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to",
        "with", "&",
    ];
    text.contains(' ')
        && text
            .split_whitespace()
            .next_back()
            .is_some_and(|last| NEEDY.contains(&last))
}

/// Between a heading in capitals and prose: before it a sentence has ended.
fn changes_case(line: &str, next: &str) -> bool {
    let is_heading = |text: &str| text.contains(' ') && super::heading::is_upper(text);
    match (is_heading(line), is_heading(next)) {
        (true, false) => next.contains(char::is_lowercase),
        (false, true) => ends_sentence(line),
        _ => false,
    }
}
