//! Reading text → passages: whole sentences of one section, each with its place.

use crate::report::{
    Block, BlockKind, Passage, PassageKind, Reading, Sentence, SentenceKind, Span, Unit,
};

use super::sentences::{row, sentences};

/// A passage closes at the end of a paragraph once it has this many words.
const ENOUGH_WORDS: usize = 90;
/// A passage closes before the sentence that would take it over this many words.
const MOST_WORDS: usize = 150;

/// A paragraph without a full stop that has fewer words is a label or a value.
const FRAGMENT_WORDS: usize = 12;

/// The passages of a reading, in reading order: every sentence stands in exactly one of them.
pub fn passages(reading: &Reading) -> Vec<Passage> {
    let mut builder = Builder {
        reading,
        section: Vec::new(),
        open: Draft::default(),
        paragraph: 0,
        done: Vec::new(),
    };
    // Whether the first block of the next unit is already part of the paragraph before.
    let mut taken = false;
    for (index, unit) in reading.units.iter().enumerate() {
        let flow: Vec<&Block> = unit
            .blocks
            .iter()
            .filter(|block| block.start < unit.flow_end)
            .collect();
        let next = reading.units.get(index + 1);
        let skip = usize::from(std::mem::take(&mut taken));
        for (n, block) in flow.iter().enumerate().skip(skip) {
            let joined = next.filter(|next| n + 1 == flow.len() && goes_on(unit, block, next));
            taken |= joined.is_some();
            builder.block(index, block, joined);
        }
        builder.notes(index, unit);
    }
    builder.close();
    let mut passages = builder.done;
    super::acronyms::mark(reading, &mut passages);
    passages
}

/// Whether a page's last paragraph goes on with the next page's first.
fn goes_on(unit: &Unit, last: &Block, next: &Unit) -> bool {
    let Some(first) = next.blocks.first() else {
        return false;
    };
    let prose = |kind| matches!(kind, BlockKind::Paragraph | BlockKind::ListItem);
    let tail = unit.text[last.range()].trim_end_matches(['"', '”', '’', ')', ']']);
    unit.page.is_some()
        && prose(last.kind)
        && first.kind == BlockKind::Paragraph
        && last.end == unit.flow_end
        && first.start == 0
        && first.end <= next.flow_end
        && !tail.ends_with(['.', '!', '?', ':', '。', '！', '？'])
        && next
            .text
            .chars()
            .next()
            .is_some_and(|c| c.is_alphanumeric() || "\"“‘'($€".contains(c))
}

struct Builder<'a> {
    reading: &'a Reading,
    section: Vec<(u8, String)>,
    open: Draft,
    paragraph: u32,
    done: Vec<Passage>,
}

#[derive(Default)]
struct Draft {
    text: String,
    spans: Vec<Span>,
    sentences: Vec<Sentence>,
    words: usize,
    kind: Option<PassageKind>,
    /// Unit and byte where the last appended stretch ended.
    end: Option<(usize, usize)>,
}

impl Builder<'_> {
    fn block(&mut self, unit: usize, block: &Block, joined: Option<&Unit>) {
        let text = &self.reading.units[unit].text[block.range()];
        match block.kind {
            BlockKind::Heading(level) => {
                let only_headings = self
                    .open
                    .sentences
                    .iter()
                    .all(|s| s.kind == SentenceKind::Heading);
                let nested = self.section.last().is_some_and(|(above, _)| *above < level);
                // A heading right under another stays with it: alone it would say nothing.
                if !(only_headings && nested) {
                    self.close();
                }
                self.section.retain(|(above, _)| *above < level);
                self.section.push((level, text.replace(['\n', '\t'], " ")));
                self.sentence(
                    unit,
                    block.start,
                    text.len(),
                    SentenceKind::Heading,
                    PassageKind::Prose,
                );
            }
            BlockKind::Directory => self.stretch(unit, block, PassageKind::Directory),
            BlockKind::Note => self.stretch(unit, block, PassageKind::Note),
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::TableRow => {
                self.paragraph += 1;
                match joined {
                    Some(next) => self.across(unit, block, next),
                    None => self.stretch(unit, block, PassageKind::Prose),
                }
            }
        }
    }

    fn notes(&mut self, index: usize, unit: &Unit) {
        let kept = std::mem::take(&mut self.open);
        for block in unit
            .blocks
            .iter()
            .filter(|block| block.start >= unit.flow_end)
        {
            self.stretch(index, block, PassageKind::Note);
        }
        self.close();
        self.open = kept;
    }

    fn stretch(&mut self, unit: usize, block: &Block, kind: PassageKind) {
        let text = &self.reading.units[unit].text[block.range()];
        let (ranges, what) = match block.kind {
            BlockKind::TableRow => (row(text), SentenceKind::Row),
            BlockKind::Paragraph if is_fragment(text) => (row(text), SentenceKind::Row),
            _ => (sentences(text), SentenceKind::Prose),
        };
        for range in ranges {
            self.sentence(unit, block.start + range.start, range.len(), what, kind);
        }
        self.pause();
    }

    /// A paragraph that begins in `block` and goes on with the first block of `next`.
    fn across(&mut self, unit: usize, block: &Block, next: &Unit) {
        let tail = &self.reading.units[unit].text[block.range()];
        let head = &next.text[next.blocks[0].range()];
        let seam = tail.len() + 1;
        for range in sentences(&format!("{tail} {head}")) {
            if range.end <= tail.len() {
                self.sentence(
                    unit,
                    block.start + range.start,
                    range.len(),
                    SentenceKind::Prose,
                    PassageKind::Prose,
                );
            } else if range.start >= seam {
                self.sentence(
                    unit + 1,
                    range.start - seam,
                    range.len(),
                    SentenceKind::Prose,
                    PassageKind::Prose,
                );
            } else {
                let first = tail.len() - range.start;
                self.sentence(
                    unit,
                    block.start + range.start,
                    first,
                    SentenceKind::Prose,
                    PassageKind::Prose,
                );
                self.append_rest(unit + 1, range.end - seam);
            }
        }
        self.pause();
    }

    fn sentence(
        &mut self,
        unit: usize,
        start: usize,
        len: usize,
        what: SentenceKind,
        kind: PassageKind,
    ) {
        let text = &self.reading.units[unit].text[start..start + len];
        let words = count_words(text);
        let apart = self.open.kind.is_some_and(|open| open != kind) || !self.follows(unit, start);
        if apart || (self.open.words > 0 && self.open.words + words > MOST_WORDS) {
            self.close();
        }
        let at = self.append(unit, start, len);
        let paragraph = (self.reading.units[unit].page.is_none() && what != SentenceKind::Heading)
            .then_some(self.paragraph);
        self.open.sentences.push(Sentence {
            start: at,
            end: at + len as u32,
            paragraph,
            kind: what,
        });
        self.open.words += words;
        self.open.kind = Some(kind);
    }

    /// Whether only white space, or the page break, lies between the open passage and this byte.
    fn follows(&self, unit: usize, start: usize) -> bool {
        let Some((last_unit, end)) = self.open.end else {
            return true;
        };
        let units = &self.reading.units;
        if last_unit == unit {
            return end <= start && units[unit].text[end..start].trim().is_empty();
        }
        last_unit + 1 == unit && end == units[last_unit].flow_end && start == 0
    }

    /// Appends bytes of a unit and returns where they stand in the passage.
    fn append(&mut self, unit: usize, start: usize, len: usize) -> u32 {
        let source = &self.reading.units[unit];
        let open = &mut self.open;
        match (open.end, open.spans.last_mut()) {
            (Some((last, end)), Some(span)) if last == unit => {
                open.text.push_str(&source.text[end..start + len]);
                span.len = open.text.len() as u32 - span.at;
            }
            _ => {
                if !open.text.is_empty() {
                    open.text.push(' ');
                }
                open.spans.push(Span {
                    at: open.text.len() as u32,
                    len: len as u32,
                    start: start as u32,
                    page: source.page,
                    label: source.label.clone(),
                });
                open.text.push_str(&source.text[start..start + len]);
            }
        }
        open.end = Some((unit, start + len));
        (open.text.len() - len) as u32
    }

    /// The part of the last sentence that stands at the start of the next page.
    fn append_rest(&mut self, unit: usize, len: usize) {
        self.open.words += count_words(&self.reading.units[unit].text[..len]);
        self.append(unit, 0, len);
        let end = self.open.text.len() as u32;
        if let Some(last) = self.open.sentences.last_mut() {
            last.end = end;
        }
    }

    /// The end of a paragraph: a passage with enough words ends here.
    fn pause(&mut self) {
        if self.open.words >= ENOUGH_WORDS {
            self.close();
        }
    }

    fn close(&mut self) {
        let open = std::mem::take(&mut self.open);
        if open.sentences.is_empty() {
            return;
        }
        self.done.push(Passage {
            text: open.text,
            section: self
                .section
                .iter()
                .map(|(_, heading)| heading.clone())
                .collect(),
            kind: open.kind.unwrap_or(PassageKind::Prose),
            spans: open.spans,
            sentences: open.sentences,
            acronyms: Vec::new(),
        });
    }
}

/// Whether a paragraph is a label or a value of a form rather than prose: few words, and no full stop.
fn is_fragment(text: &str) -> bool {
    let closed = text
        .trim_end_matches(['"', '”', '’', ')', ']'])
        .ends_with(['.', '!', '?', '。', '！', '？', '؟']);
    !closed && count_words(text) < FRAGMENT_WORDS
}

/// Words for sizing: runs between white space; in scripts that use none, every second character.
fn count_words(text: &str) -> usize {
    let wide = text
        .chars()
        .filter(|c| ('\u{0e00}'..'\u{0eff}').contains(c) || *c >= '\u{2e80}')
        .count();
    text.split_whitespace().count() + wide / 2
}
