//! *Check quotation*, in the menu of a message: what it quotes and which receipts it has, compared with the reports.
//!
//! It works on a message of this bot as well: an answer's quotations and receipt are checked like anybody's.

mod told;

use super::{Asked, card};
use crate::answer::{Excerpt, recall};
use crate::check::{
    CheckedReceipt, MAX_CHARS, Quotation, Quotations, compare_quotation, evidential, misspelt_in,
    quotations, receipts, receipts_in,
};
use crate::discord::bot::Failure;
use crate::discord::hits::{Hits, Press};
use crate::discord::reply::{Button, Reply};
use crate::discord::request::Target;
use crate::discord::words::{self, label};
use crate::index::IndexError;
use crate::library::Shelf;
use crate::report::ShortReceipt;
use crate::store::Edition;

/// What was found of a message's quotations and receipts.
struct Checked {
    quotations: Vec<Quotation>,
    /// Quotations that were not looked up, because there were too many.
    quotations_left_out: usize,
    receipts: Vec<CheckedReceipt>,
    /// What looks like a receipt and is none.
    misspelt: Vec<String>,
    /// Whether there were more receipts than are looked up.
    receipts_left_out: bool,
    /// How much was searched: reports and passages.
    searched: (u64, u64),
}

pub(super) async fn check(asked: Asked<'_>, target: &Target) -> Result<Reply, Failure> {
    let text = &target.text;
    if text.chars().nth(MAX_CHARS).is_some() {
        return Err(words::too_long_a_message(MAX_CHARS).into());
    }
    let found = quotations(text);
    let misspelt: Vec<String> = misspelt_in(text)
        .iter()
        .map(|found| found.0.to_owned())
        .collect();
    if found.quotations.is_empty() && receipts_in(text).is_empty() {
        return Err(match misspelt.first() {
            Some(misspelt) => words::misspelt_receipt(misspelt),
            None => words::nothing_quoted(),
        }
        .into());
    }
    let mut checked = checked(asked, text, found).await?;
    checked.misspelt = misspelt;
    let mut body = told::told(&checked);
    body.buttons.extend(passages(asked, &checked.quotations));
    Ok(Reply::say(asked.privately(), body))
}

async fn checked(asked: Asked<'_>, text: &str, found: Quotations) -> Result<Checked, Failure> {
    let shelf = evidential(&asked.shelf().await?);
    let searched = (shelf.editions().len() as u64, shelf.passages());
    let scope = asked.bot.scope(asked.request.place.guild, asked.settings);
    let receipts = receipts(Some(&asked.bot.library), &scope, text).await?;
    let after_the_last = receipts.last().map_or("", |last| &text[last.span.1..]);
    let receipts_left_out = !receipts_in(after_the_last).is_empty();
    let quotations_left_out = found.left_out;
    let known = shelf.clone();
    let mut quotations = asked.bot.search(move || compared(&shelf, &found)).await??;
    for excerpt in quotations.iter_mut().filter_map(|one| one.excerpt.as_mut()) {
        excerpt.qualifier = qualifier(asked, &known, excerpt).await?;
    }
    Ok(Checked {
        quotations,
        quotations_left_out,
        receipts,
        misspelt: Vec::new(),
        receipts_left_out,
        searched,
    })
}

/// What qualifies a report's words, where they are a judgment.
async fn qualifier(
    asked: Asked<'_>,
    shelf: &Shelf,
    excerpt: &Excerpt,
) -> Result<Option<Box<Excerpt>>, Failure> {
    let of = |edition: &&Edition| {
        edition.report.id == excerpt.report.id && edition.prefix() == excerpt.receipt.edition
    };
    let Some(edition) = shelf.editions().iter().find(of) else {
        return Ok(None);
    };
    let opened = asked.bot.open(edition).await?;
    let receipt = ShortReceipt::of(&excerpt.receipt);
    let found = recall(shelf, edition, &opened, (&receipt, ""));
    Ok(found.and_then(|recalled| recalled.excerpt.qualifier))
}

fn compared(shelf: &Shelf, found: &Quotations) -> Result<Vec<Quotation>, IndexError> {
    let quoted = found.quotations.iter();
    quoted
        .map(|quoted| compare_quotation(shelf, quoted))
        .collect()
}

/// The button that opens the passages in which the quotations were found, the first of them first.
fn passages(asked: Asked<'_>, quotations: &[Quotation]) -> Option<Button> {
    let found = quotations
        .iter()
        .filter_map(|one| one.excerpt.as_ref())
        .filter(|excerpt| Hits::has_room_for(&ShortReceipt::of(&excerpt.receipt)));
    let id = card::hits(asked.request, found).pack(Press::Open)?;
    Some(Button::new(label::PASSAGES, id))
}
