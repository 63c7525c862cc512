//! What was found of a message's quotations, as a card. What does not fit into it is told in one line there and stands
//! whole in a text file beside it.

use super::Checked;
use crate::answer::Excerpt;
use crate::check::{Change, CheckedReceipt, Match, Quotation};
use crate::discord::cut::{cut, length};
use crate::discord::handle::card;
use crate::discord::markup::{self, Markup};
use crate::discord::reply::{Body, Card, File, Part, Quote, Tone};
use crate::discord::words;

/// Units of all parts of the card together; Discord allows 4,096, and some are needed where they meet.
const ROOM: usize = 3_600;
/// Units of the words of a message that stand in a heading.
const HEADING: usize = 100;

pub(super) fn told(checked: &Checked) -> Body {
    let entries = entries(checked);
    let (parts, all) = fitted(&entries);
    let notes = notes(checked);
    let file = (!all).then(|| File {
        name: "quotations.txt".to_owned(),
        description: "Everything that was found, with citations and receipts".to_owned(),
        bytes: plainly(&entries, &notes).into_bytes(),
    });
    let rest = file.as_ref().map(|_| words::whole_in_the_file());
    let words = notes.into_iter().chain(rest).map(Part::Words);
    let sure = |one: &Quotation| one.result == Match::Exact;
    let receipt = |one: &CheckedReceipt| one.words != Some(Match::Altered);
    let plain = checked.quotations.iter().all(sure) && checked.receipts.iter().all(receipt);
    Body {
        card: Some(Card {
            question: only_one(checked),
            parts: parts.into_iter().chain(words).collect(),
            footer: footer(&entries),
            tone: if plain { Tone::Plain } else { Tone::Weak },
            ..Card::default()
        }),
        files: file.into_iter().collect(),
        ..Body::default()
    }
}

/// The words of the only quotation: they stand above the card, where the buttons find them.
fn only_one(checked: &Checked) -> Option<String> {
    match checked.quotations.as_slice() {
        [one] => card::shown_question(&format!("“{}”", one_line(&one.text))),
        _ => None,
    }
}

/// A quotation or a receipt, as it is told.
struct Entry {
    /// What was found, in a sentence that also names what was looked for.
    heading: Markup,
    /// The same where there is no room for more.
    brief: Markup,
    /// What differs, and what else is to be said.
    lines: Vec<Markup>,
    /// The report's words, what qualifies them, and the receipts of both.
    quotes: Vec<Quote>,
    qualifier: Vec<Part>,
    receipts: Vec<String>,
    /// All of it without Markdown.
    plain: Vec<String>,
}

impl Entry {
    /// About how many units it takes in a card.
    fn size(&self) -> usize {
        let quote = |quote: &Quote| {
            let words = Markup::quoted(&quote.text, &quote.bold);
            length(words.as_str()) + length(quote.citation.as_str()) + GAP
        };
        let part = |part: &Part| match part {
            Part::Words(words) => length(words.as_str()) + GAP,
            Part::Quote(one) => quote(one),
        };
        let lines = self.lines.iter().map(|line| length(line.as_str()) + 1);
        length(self.heading.as_str())
            + GAP
            + lines.sum::<usize>()
            + self.quotes.iter().map(quote).sum::<usize>()
            + self.qualifier.iter().map(part).sum::<usize>()
    }

    fn parts(&self) -> impl Iterator<Item = Part> {
        let words = self.lines.iter().fold(self.heading.clone(), |words, line| {
            words.and("\n").and_markup(line)
        });
        let quotes = self.quotes.iter().cloned().map(Part::Quote);
        std::iter::once(Part::Words(words))
            .chain(quotes)
            .chain(self.qualifier.iter().cloned())
    }
}

/// Units between two parts.
const GAP: usize = 3;

/// The parts of as many entries as have room, the first ones first, a line for each other one, and whether all had room.
fn fitted(entries: &[Entry]) -> (Vec<Part>, bool) {
    let brief = |entry: &Entry| length(entry.brief.as_str()) + GAP;
    let mut room = ROOM.saturating_sub(entries.iter().map(brief).sum());
    let mut all = true;
    let mut parts = Vec::new();
    for entry in entries {
        let more = entry.size().saturating_sub(brief(entry));
        if more <= room {
            room -= more;
            parts.extend(entry.parts());
        } else {
            all = false;
            parts.push(Part::Words(entry.brief.clone()));
        }
    }
    (parts, all)
}

fn entries(checked: &Checked) -> Vec<Entry> {
    let several = checked.quotations.len() > 1;
    let quotations = checked
        .quotations
        .iter()
        .map(|quotation| of_quotation(quotation, several));
    let receipts = checked
        .receipts
        .iter()
        .map(|receipt| of_receipt(receipt, &checked.quotations));
    quotations.chain(receipts).collect()
}

fn of_quotation(quotation: &Quotation, several: bool) -> Entry {
    let (found, meant) = words::match_told(quotation.result);
    let said = one_line(&quotation.text);
    let brief = Markup::ours(format!("**{found}** “"))
        .and_theirs(&cut(&said, HEADING))
        .and("”");
    let heading = match several {
        true if meant.is_empty() => brief.clone(),
        true => brief.clone().and("\n").and(meant),
        false if meant.is_empty() => Markup::ours(format!("**{found}**")),
        false => Markup::ours(format!("**{found}** {meant}")),
    };
    let excerpts: Vec<&Excerpt> = quotation
        .excerpt
        .iter()
        .chain(&quotation.continued)
        .collect();
    let qualifier = quotation
        .excerpt
        .as_ref()
        .and_then(|excerpt| excerpt.qualifier.as_deref());
    let mut plain = vec![format!("{found} “{said}”")];
    plain.extend((!meant.is_empty()).then(|| meant.to_owned()));
    plain.extend(quotation.diff.iter().map(plain_change));
    plain.extend(excerpts.iter().map(|excerpt| card::copied(excerpt)));
    if let Some(qualifier) = qualifier {
        plain.push(words::qualified_by().as_str().to_owned());
        plain.push(card::copied(qualifier));
    }
    Entry {
        heading,
        brief,
        lines: quotation.diff.iter().map(change).collect(),
        quotes: excerpts
            .iter()
            .map(|excerpt| card::quote(excerpt))
            .collect(),
        qualifier: qualifier.map(card::quoted_qualifier).unwrap_or_default(),
        receipts: excerpts
            .into_iter()
            .chain(qualifier)
            .map(|excerpt| excerpt.receipt.to_string())
            .collect(),
        plain,
    }
}

fn of_receipt(receipt: &CheckedReceipt, quotations: &[Quotation]) -> Entry {
    let found = &receipt.verification;
    let brief = Markup::ours(format!("**Receipt {}**", found.receipt));
    let heading = brief.clone().and("\n").and(found.result.sentence());
    let beside = words::beside_receipt(receipt.words, found.text.is_some());
    let lines = beside.into_iter().map(Markup::ours);
    let mut plain = vec![
        format!("Receipt {}", found.receipt),
        found.result.sentence().to_owned(),
    ];
    plain.extend(beside.map(str::to_owned));
    plain.extend(receipt.diff.iter().map(plain_change));
    plain.extend(found.text.iter().map(|text| format!("“{text}”")));
    plain.extend(found.citation.clone());
    let quote = found.report.as_ref().zip(found.text.as_ref());
    // Words that stand above already are not quoted twice.
    let above = |text: &str| {
        let mut excerpts = quotations.iter().filter_map(|one| one.excerpt.as_ref());
        receipt.words == Some(Match::Exact) && excerpts.any(|known| known.text.contains(text))
    };
    let quote = quote
        .filter(|(_, text)| !above(text))
        .map(|(report, text)| Quote {
            text: text.clone(),
            bold: Vec::new(),
            citation: card::citation(report, &found.locator),
        });
    Entry {
        heading,
        brief,
        lines: lines.chain(receipt.diff.iter().map(change)).collect(),
        quotes: quote.into_iter().collect(),
        qualifier: Vec::new(),
        receipts: Vec::new(),
        plain,
    }
}

/// A difference in a line: the report's words struck out where the message lacks them, the message's own in bold.
fn change(change: &Change) -> Markup {
    let struck = |text: &str| Markup::ours("~~").and_theirs(&one_line(text)).and("~~");
    let bold = |text: &str| Markup::ours("**").and_theirs(&one_line(text)).and("**");
    match change {
        Change::LeftOut { report } => Markup::ours("- Left out: ").and_markup(&struck(report)),
        Change::Added { quotation } => Markup::ours("- Added: ").and_markup(&bold(quotation)),
        Change::Replaced { quotation, report } => Markup::ours("- Replaced: ")
            .and_markup(&struck(report))
            .and(" by ")
            .and_markup(&bold(quotation)),
        Change::Joined { report } => {
            Markup::ours("- Joined across an ellipsis, which stands for: “")
                .and_theirs(&one_line(report))
                .and("”")
        }
    }
}

fn plain_change(change: &Change) -> String {
    match change {
        Change::LeftOut { report } => format!("- left out: “{report}”"),
        Change::Added { quotation } => format!("- added: “{quotation}”"),
        Change::Replaced { quotation, report } => {
            format!("- replaced: “{report}” by “{quotation}”")
        }
        Change::Joined { report } => {
            format!("- joined across an ellipsis, which stands for: “{report}”")
        }
    }
}

/// What is said below all of them.
fn notes(checked: &Checked) -> Vec<Markup> {
    let missing = |one: &Quotation| one.result == Match::NotFound;
    let searched = checked
        .quotations
        .iter()
        .any(missing)
        .then(|| words::not_found_means_nothing(checked.searched));
    let quotations = (checked.quotations_left_out > 0)
        .then(|| words::quotations_left_out(checked.quotations_left_out));
    let receipts = checked.receipts_left_out.then(words::receipts_left_out);
    let misspelt = checked.misspelt.iter();
    [searched, quotations, receipts]
        .into_iter()
        .flatten()
        .map(Markup::ours)
        .chain(misspelt.map(|one| words::misspelt_told(one)))
        .collect()
}

fn footer(entries: &[Entry]) -> Option<String> {
    let receipts: Vec<&str> = entries
        .iter()
        .flat_map(|entry| &entry.receipts)
        .map(String::as_str)
        .collect();
    match receipts.as_slice() {
        [] => None,
        [one] => Some(format!("Receipt {one}")),
        several => Some(format!("Receipts {}", several.join(" · "))),
    }
}

fn plainly(entries: &[Entry], notes: &[Markup]) -> String {
    let entries = entries.iter().map(|entry| entry.plain.join("\n"));
    let notes = notes.iter().map(|note| note.as_str().to_owned());
    entries.chain(notes).collect::<Vec<_>>().join("\n\n") + "\n"
}

/// Somebody's words in one line, without the marks at the start of quoted lines.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches(['>', ' ']));
    markup::plain(&lines.collect::<Vec<_>>().join(" "))
}
