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

/// Fields of a form are read together up to that many words, as many as a sentence has.
const FIELD_WORDS: usize = 30;

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
    /// Whether the last sentence is fields of a form.
    in_form: bool,
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
            BlockKind::TableRow if is_field(text) => return self.field(unit, block, kind),
            BlockKind::TableRow => (row(text), SentenceKind::Row),
            BlockKind::Paragraph if is_fragment(text) => (row(text), SentenceKind::Row),
            _ => (sentences(text), SentenceKind::Prose),
        };
        for range in ranges {
            self.sentence(unit, block.start + range.start, range.len(), what, kind);
        }
        self.pause();
    }

    /// A field of a form. Fields that follow each other are read together, as long as they are short.
    fn field(&mut self, unit: usize, block: &Block, kind: PassageKind) {
        let source = &self.reading.units[unit];
        let words = count_words(&source.text[block.range()]);
        let goes_on = self.open.in_form
            && source.page.is_some()
            && self.open.end.is_some_and(|(last, _)| last == unit)
            && self.open.sentences.last().is_some_and(|last| {
                count_words(&self.open.text[last.range()]) + words <= FIELD_WORDS
            })
            && self.follows(unit, block.start);
        let len = block.end - block.start;
        if goes_on {
            let start = self.append(unit, block.start, len);
            if let Some(last) = self.open.sentences.last_mut() {
                last.end = start + len as u32;
            }
            self.open.words += words;
        } else {
            self.sentence(unit, block.start, len, SentenceKind::Row, kind);
        }
        self.open.in_form = true;
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
        self.open.in_form = false;
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

/// Whether a row is a label of a form with its value: it says the same wherever it stands. A label without a value
/// does not, since the next value may seem to be its.
fn is_field(text: &str) -> bool {
    let mut cells = text.split('\t');
    let is_label = cells.next().is_some_and(|label| label.ends_with(':'));
    is_label && cells.count() == 1 && count_words(text) <= FIELD_WORDS
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Extractor, Metadata, PageNumber};

    /// The sentences of a page with these rows.
    fn sentences_of(rows: &[&str]) -> Vec<String> {
        let mut unit = Unit {
            page: PageNumber::new(1),
            ..Unit::default()
        };
        for row in rows {
            let start = unit.text.len() + usize::from(!unit.text.is_empty());
            if start > 0 {
                unit.text.push('\n');
            }
            unit.text.push_str(row);
            unit.blocks.push(Block {
                start,
                end: unit.text.len(),
                kind: BlockKind::TableRow,
            });
        }
        unit.flow_end = unit.text.len();
        let reading = Reading {
            extractor: Extractor::Pdf,
            version: 1,
            metadata: Metadata::default(),
            units: vec![unit],
        };
        let passages = passages(&reading);
        let sentences = passages.iter().flat_map(|passage| {
            let text = |sentence: &Sentence| passage.text[sentence.range()].to_owned();
            passage.sentences.iter().map(text)
        });
        sentences.collect()
    }

    #[test]
    fn fields_of_a_form_are_read_together() {
        assert_eq!(
            sentences_of(&["Make:\tBeech", "Registration:\tN8770M", "2021\t12"]),
            ["Make:\tBeech\nRegistration:\tN8770M", "2021\t12"]
        );
        let long = format!("Remarks:\t{}", ["word"; 25].join(" "));
        let rows = ["Make:\tBeech", "Engines:\t1 Reciprocating", &long];
        assert_eq!(sentences_of(&rows)[1..], [&*long]);
    }

    #[test]
    fn a_label_without_a_value_stands_alone() {
        assert_eq!(
            sentences_of(&["Make:\tBeech", "Seats:", "Engines:\t1"]),
            ["Make:\tBeech", "Seats:", "Engines:\t1"]
        );
    }
}
