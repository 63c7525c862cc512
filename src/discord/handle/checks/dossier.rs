//! `/checks dossier`: every claim of a channel or thread that somebody handed in, with its evidence and where it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChecksAction, list, words};
use crate::check::{Evidence, Standing};
use crate::discord::bot::Failure;
use crate::discord::cut::cut;
use crate::discord::handle::{Asked, card, check};
use crate::discord::markup::Markup;
use crate::discord::reply::{Body, Button, Card, File, Part};
use crate::report::Citation;
use crate::store::CaseClaim;
use crate::store::checks::Check;

/// Claims of a page: with a passage each they fill a card.
const PAGE: usize = 3;
/// Units of a passage in a card.
const PASSAGE: usize = 350;

/// A claim of the dossier.
struct Item {
    /// Its words; none where they were erased.
    claim: Option<String>,
    /// The message that it stands in.
    message: Option<u64>,
    /// As it was handed in, if that is still kept.
    handed_in: Option<CaseClaim>,
    /// Its check, if it was decided.
    check: Option<Check>,
}

/// The claims handed in in this place, and the checks made there, each once, in the order in which they came.
async fn items(asked: Asked<'_>, guild: u64) -> Result<Vec<Item>, Failure> {
    let (store, channel) = (asked.bot.library.store(), asked.request.place.channel);
    let checks = store.checks_in(guild, channel).await?;
    let mut decided: BTreeMap<u32, Check> = checks
        .into_iter()
        .map(|check| (check.number, check))
        .collect();
    let mut named: BTreeSet<u32> = BTreeSet::new();
    let mut items: Vec<Item> = Vec::new();
    for (_, case) in store.cases_in(guild, channel).await? {
        for claim in case.claims {
            let corrects = claim.draft.as_ref().and_then(|draft| draft.corrects);
            if corrects.is_some() {
                continue;
            }
            let same = |item: &Item| {
                let known = item.claim.as_deref().map(list::normal);
                item.message == case.message && known == Some(list::normal(&claim.text))
            };
            // A claim may be the same as one that was decided elsewhere.
            if let Some(number) = claim.check
                && !decided.contains_key(&number)
            {
                decided.extend(
                    store
                        .check(guild, number)
                        .await?
                        .map(|check| (number, check)),
                );
            }
            named.extend(claim.check);
            let check = claim.check.and_then(|check| decided.get(&check)).cloned();
            let known = items.iter_mut().find(|item| same(item));
            match known {
                // Handed in again: the later evidence, and the check of either.
                Some(known) => {
                    known.check = check.or(known.check.take());
                    known.handed_in = Some(claim);
                }
                None => items.push(Item {
                    claim: Some(claim.text.clone()),
                    message: case.message,
                    handed_in: Some(claim),
                    check,
                }),
            }
        }
    }
    let rest = decided
        .into_values()
        .filter(|check| !named.contains(&check.number));
    let rest = rest.map(|check| Item {
        claim: check.claim.clone(),
        message: check.source.and_then(|source| source.message),
        handed_in: None,
        check: Some(check),
    });
    items.extend(rest);
    Ok(items)
}

pub(super) async fn page(asked: Asked<'_>, guild: u64, page: u32) -> Result<Body, Failure> {
    let items = items(asked, guild).await?;
    if items.is_empty() {
        return Ok(Body::words(words::nothing_handed_in()));
    }
    let pages = items.len().div_ceil(PAGE);
    let page = (page.max(1) as usize).min(pages);
    let first = (page - 1) * PAGE;
    let mut parts = Vec::new();
    for (at, item) in items.iter().enumerate().skip(first).take(PAGE) {
        parts.push(Part::Words(words::item(
            (guild, asked.request.place.channel, item.message),
            (at + 1, item.claim.as_deref(), item.check.as_ref()),
        )));
        // What the reports have no more under these receipts is left to the file, which says so.
        let evidence = evidence(asked, item).await.unwrap_or_default();
        if let Some(best) = evidence.first() {
            let mut quote = card::quote(&best.excerpt);
            quote.text = cut(&quote.text, PASSAGE);
            quote.bold.clear();
            parts.push(Part::Words(words::labelled(best)));
            parts.push(Part::Quote(quote));
        }
    }
    let turn = |label: &str, page: usize| {
        let page = u32::try_from(page).ok()?;
        ChecksAction::Dossier { page }
            .pack()
            .map(|id| Button::new(label, id))
    };
    let earlier = (page > 1).then(|| turn(words::BACK, page - 1)).flatten();
    let later = (page < pages).then(|| turn(words::ON, page + 1)).flatten();
    let file = ChecksAction::DossierFile.pack();
    let file = file.map(|id| Button::new(words::AS_FILE, id));
    Ok(Body {
        card: Some(Card {
            title: Some(words::dossier_title(items.len())),
            parts,
            footer: (pages > 1).then(|| format!("Page {page} of {pages}")),
            ..Card::default()
        }),
        buttons: earlier.into_iter().chain(later).chain(file).collect(),
        ..Body::default()
    })
}

async fn evidence(asked: Asked<'_>, item: &Item) -> Result<Vec<Evidence>, Failure> {
    match &item.handed_in {
        Some(claim) => check::recalled(asked, claim).await,
        None => Ok(Vec::new()),
    }
}

/// The dossier as one Markdown file.
pub(super) async fn file(asked: Asked<'_>, guild: u64) -> Result<Body, Failure> {
    let items = items(asked, guild).await?;
    let channel = asked.request.place.channel;
    let mut text = words::file_start(items.len());
    for (at, item) in items.iter().enumerate() {
        text.push_str(&words::file_item(
            (guild, channel, item.message),
            (at + 1, item.claim.as_deref(), item.check.as_ref()),
        ));
        if let Some(check) = &item.check
            && let Some(standing) = check::standing_of(asked.bot, guild, check.number).await?
        {
            text.push_str(&decided(&standing));
        }
        match evidence(asked, item).await {
            Ok(evidence) => evidence.iter().for_each(|one| text.push_str(&passage(one))),
            Err(Failure::Refused(_)) => text.push_str(words::FILE_CHANGED),
            Err(broke) => return Err(broke),
        }
    }
    Ok(Body {
        text: Some(Markup::ours(words::FILE_ATTACHED)),
        files: vec![File {
            name: "dossier.md".to_owned(),
            description: "The claims of this channel with evidence and verdicts".to_owned(),
            bytes: text.into_bytes(),
        }],
        ..Body::default()
    })
}

fn decided(standing: &Standing) -> String {
    let mut text = String::new();
    if let Some(note) = &standing.note {
        text.push_str(&format!("Note: {}\n\n", words::md(note)));
    }
    for cited in &standing.cited {
        let quoted = (
            cited.text.as_str(),
            cited.citation.as_str(),
            cited.receipt.as_str(),
        );
        text.push_str(&words::file_quote("Attached to the verdict", quoted));
        if let Some(qualifier) = &cited.qualifier {
            let quoted = (
                qualifier.text.as_str(),
                qualifier.citation.as_str(),
                qualifier.receipt.as_str(),
            );
            text.push_str(&words::file_quote("Qualified there", quoted));
        }
    }
    text
}

fn passage(evidence: &Evidence) -> String {
    let heading = words::column_of(evidence);
    let mut text = words::file_quote(&heading, quoted(&evidence.excerpt).borrowed());
    if let Some(qualifier) = &evidence.excerpt.qualifier {
        text.push_str(&words::file_quote(
            "Qualified there",
            quoted(qualifier).borrowed(),
        ));
    }
    text
}

struct Quoted(String, String, String);

impl Quoted {
    fn borrowed(&self) -> (&str, &str, &str) {
        (&self.0, &self.1, &self.2)
    }
}

fn quoted(excerpt: &crate::answer::Excerpt) -> Quoted {
    Quoted(
        excerpt.text.clone(),
        Citation::new(&excerpt.report, &excerpt.locator).to_string(),
        excerpt.receipt.to_string(),
    )
}
