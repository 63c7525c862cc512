//! What `pincite check` found, for people.

use super::super::style;
use crate::answer::Outcome;
use crate::check::{
    Bearing, Change, Checked, CheckedClaim, CheckedReceipt, Definition, Evidence, Match, Quotation,
    SeenBefore, VERBATIM,
};

/// Columns, so that it reads well on the smallest terminal.
const WIDTH: usize = 80;

/// What was found as a person reads it.
pub(super) fn told(checked: &Checked) -> String {
    let mut out = String::new();
    for (n, claim) in checked.claims.iter().enumerate() {
        let before = checked.seen_before.iter().filter(|seen| seen.claim == n);
        out.push_str(&told_claim(n + 1, claim, before));
    }
    out.push_str(&told_definitions(&checked.definitions));
    for (n, quotation) in checked.quotations.iter().enumerate() {
        out.push_str(&told_quotation(n + 1, quotation));
    }
    for receipt in &checked.receipts {
        out.push_str(&told_receipt(receipt));
    }
    for misspelt in &checked.misspelt_receipts {
        line(
            &mut out,
            "",
            &format!("{misspelt} looks like a receipt and is none: a letter is wrong or missing."),
        );
        out.push('\n');
    }
    if out.is_empty() {
        line(
            &mut out,
            "",
            "There is nothing to check in this text: no claim, no quotation of four words or more, and no receipt. State one fact in a sentence: who did what, how many, when.",
        );
        out.push('\n');
    }
    left_out(&mut out, checked.claims_left_out, "claim");
    left_out(&mut out, checked.quotations_left_out, "quotation");
    let searched = format!(
        "Searched {} ({}). What is found is evidence; the verdict is yours.",
        style::count(checked.searched.reports as u64, "report"),
        style::count(checked.searched.passages, "passage")
    );
    let quiet = style::QUIET;
    for line in style::wrap(&searched, WIDTH) {
        out.push_str(&format!("{quiet}{line}{quiet:#}\n"));
    }
    out
}

fn left_out(out: &mut String, count: usize, noun: &str) {
    if count > 0 {
        let more = style::count(count as u64, noun);
        line(
            out,
            "",
            &format!("Not looked up: {more} more; check the rest of the text by itself."),
        );
        out.push('\n');
    }
}

fn told_claim<'s>(
    number: usize,
    claim: &CheckedClaim,
    before: impl Iterator<Item = &'s SeenBefore>,
) -> String {
    let mut out = String::new();
    heading(&mut out, &format!("Claim {number}: {}", claim.claim.text));
    for seen in before {
        line(&mut out, "  ", &told_seen(seen));
    }
    if claim.evidence.is_empty() {
        line(
            &mut out,
            "  ",
            "The reports say nothing about this. That does not mean that it is false.",
        );
    } else if claim.outcome == Outcome::Weak {
        line(
            &mut out,
            "  ",
            "A weak match: what follows is near the claim, and may be about something else.",
        );
    }
    for missing in missing(claim) {
        line(&mut out, "  ", &missing);
    }
    out.push('\n');
    let columns = [
        (Bearing::Alike, "Alike, as far as its words show:"),
        (
            Bearing::Differs,
            "Something differs, is denied or is hedged:",
        ),
        (Bearing::Near, "Near the claim:"),
    ];
    let mut n = 0;
    for (bearing, title) in columns {
        let of_column: Vec<&Evidence> = claim
            .evidence
            .iter()
            .filter(|evidence| evidence.bearing == bearing)
            .collect();
        if !of_column.is_empty() {
            line(&mut out, "", title);
            out.push('\n');
        }
        for evidence in of_column {
            n += 1;
            out.push_str(&style::excerpt_within(WIDTH, n, &evidence.excerpt));
            if evidence.verbatim {
                line(&mut out, "   → ", VERBATIM);
            }
            for label in &evidence.labels {
                line(&mut out, "   → ", &label.to_string());
            }
            for estimate in &evidence.estimates {
                line(&mut out, "   ≈ ", &format!("estimative: {estimate}"));
            }
            out.push('\n');
        }
    }
    out
}

/// What of a claim the reports lack, in sentences.
fn missing(claim: &CheckedClaim) -> Vec<String> {
    let Some(silence) = &claim.silence else {
        return Vec::new();
    };
    let anchors = &silence.unmatched_anchors;
    if !claim.evidence.is_empty() {
        let lacks = format!(
            "The claim says {}; the first passage does not.",
            anchors.join(", ")
        );
        return (!anchors.is_empty()).then_some(lacks).into_iter().collect();
    }
    let unknown = &silence.unknown_words;
    let apart = anchors.iter().chain(&silence.apart);
    let mut apart: Vec<&str> = apart
        .filter(|word| !unknown.contains(word))
        .map(String::as_str)
        .collect();
    apart.sort_unstable();
    apart.dedup();
    [
        ("In no report here:", unknown.join(", ")),
        (
            "In the reports, but not with the rest of the claim:",
            apart.join(", "),
        ),
    ]
    .into_iter()
    .filter(|(_, words)| !words.is_empty())
    .map(|(title, words)| format!("{title} {words}."))
    .collect()
}

fn told_seen(seen: &SeenBefore) -> String {
    let day = seen.at.split('T').next().unwrap_or_default();
    format!(
        "Perhaps checked before, as check {}: “{}”: {}, {day}.",
        seen.check,
        seen.checked,
        seen.verdict.name()
    )
}

fn told_definitions(definitions: &[Definition]) -> String {
    let mut out = String::new();
    if !definitions.is_empty() {
        heading(&mut out, "What the reports mean by these terms");
        out.push('\n');
    }
    for (n, definition) in definitions.iter().enumerate() {
        line(&mut out, "", &format!("“{}”", definition.term));
        out.push_str(&style::excerpt_within(WIDTH, n + 1, &definition.excerpt));
        out.push('\n');
    }
    out
}

fn told_quotation(number: usize, quotation: &Quotation) -> String {
    let mut out = String::new();
    heading(
        &mut out,
        &format!("Quotation {number}: “{}”", quotation.text),
    );
    line(
        &mut out,
        "  ",
        match quotation.result {
            Match::Exact => "Exact: the report has these words, in this order.",
            Match::Altered => "Altered: the report's words are others.",
            Match::NotFound => {
                "Not found in the indexed reports. That does not mean that it is false."
            }
        },
    );
    changes(&mut out, &quotation.diff);
    out.push('\n');
    for (n, excerpt) in quotation
        .excerpt
        .iter()
        .chain(&quotation.continued)
        .enumerate()
    {
        out.push_str(&style::excerpt_within(WIDTH, n + 1, excerpt));
        out.push('\n');
    }
    out
}

fn told_receipt(receipt: &CheckedReceipt) -> String {
    let mut out = String::new();
    heading(
        &mut out,
        &format!("Receipt {}", receipt.verification.receipt),
    );
    line(&mut out, "  ", receipt.verification.result.sentence());
    if let Some(text) = &receipt.verification.text {
        for words in style::wrap(&style::printable(text), WIDTH - 5) {
            out.push_str(&format!("   │ {words}\n"));
        }
    }
    if let Some(citation) = &receipt.verification.citation {
        line(&mut out, "   ", citation);
    }
    match receipt.words {
        Some(Match::Exact) => line(
            &mut out,
            "  ",
            "The text beside it has these words unchanged.",
        ),
        Some(_) => line(
            &mut out,
            "  ",
            "The text beside it has these words altered.",
        ),
        None if receipt.verification.text.is_some() => line(
            &mut out,
            "  ",
            "The text beside it does not repeat these words.",
        ),
        None => {}
    }
    changes(&mut out, &receipt.diff);
    out.push('\n');
    out
}

fn changes(out: &mut String, diff: &[Change]) {
    for change in diff {
        let told = match change {
            Change::LeftOut { report } => format!("left out: “{report}”"),
            Change::Added { quotation } => format!("added: “{quotation}”"),
            Change::Replaced { quotation, report } => {
                format!("replaced: “{report}” became “{quotation}”")
            }
            Change::Joined { report } => {
                format!("joined across an ellipsis, which stands for: “{report}”")
            }
        };
        line(out, "   → ", &told);
    }
}

fn heading(out: &mut String, text: &str) {
    let strong = style::STRONG;
    for line in style::wrap(&style::printable(text), WIDTH) {
        out.push_str(&format!("{strong}{line}{strong:#}\n"));
    }
}

/// A line of text; where it goes on, as far in as it begins.
fn line(out: &mut String, start: &str, text: &str) {
    let indent = start.chars().count();
    let rest = " ".repeat(indent);
    for (n, line) in style::wrap(&style::printable(text), WIDTH - indent)
        .iter()
        .enumerate()
    {
        out.push_str(if n == 0 { start } else { &rest });
        out.push_str(line);
        out.push('\n');
    }
}
