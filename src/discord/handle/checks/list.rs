//! `/checks search`: the checks of a server, by the words of their claims.

use super::{ChecksAction, id, words};
use crate::discord::bot::Failure;
use crate::discord::handle::Asked;
use crate::discord::reply::{Body, Button, Card, Part, Select, SelectOption};
use crate::index::analyzer::words as words_of;
use crate::report::fold;
use crate::store::checks::Check;

/// Checks of a page.
const PAGE: usize = 8;

pub(super) async fn list(
    asked: Asked<'_>,
    guild: u64,
    (typed, page): (Option<&str>, u32),
) -> Result<Body, Failure> {
    let (found, all) = found(asked.bot.library.store().checks(guild).await?, typed);
    if found.is_empty() {
        return Ok(Body::words(words::nothing_like(typed)));
    }
    let pages = found.len().div_ceil(PAGE);
    let page = (page.max(1) as usize).min(pages);
    let shown = &found[(page - 1) * PAGE..(page * PAGE).min(found.len())];
    let turn = |label: &str, page: usize| {
        let page = u32::try_from(page).ok()?;
        let words = typed.map(str::to_owned);
        let id = ChecksAction::Search { words, page }.pack()?;
        Some(Button::new(label, id))
    };
    let earlier = (page > 1).then(|| turn(words::BACK, page - 1)).flatten();
    let later = (page < pages).then(|| turn(words::ON, page + 1)).flatten();
    Ok(Body {
        card: Some(Card {
            title: Some(words::list_title(found.len(), (typed, all))),
            parts: vec![Part::Words(words::lines(shown))],
            footer: (pages > 1).then(|| format!("Page {page} of {pages}")),
            ..Card::default()
        }),
        selects: vec![Select {
            id: id::OPEN.to_owned(),
            placeholder: words::OPEN.to_owned(),
            options: shown.iter().map(option).collect(),
            count: (1, 1),
        }],
        buttons: earlier.into_iter().chain(later).collect(),
        ..Body::default()
    })
}

fn option(check: &Check) -> SelectOption {
    let claim = check.claim.as_deref().unwrap_or(words::ERASED);
    SelectOption {
        label: format!("{} · {claim}", check.number),
        description: Some(words::state(check)),
        value: check.number.to_string(),
        chosen: false,
    }
}

/// The checks whose claims have all words, and true; where there are none, those with some of them, most first. Of equals
/// the latest comes first. All, where nothing was typed.
fn found(checks: Vec<Check>, typed: Option<&str>) -> (Vec<Check>, bool) {
    let wanted: Vec<String> = typed.map(normal).unwrap_or_default();
    let shared = |check: &Check| {
        let has = check.claim.as_deref().map(normal).unwrap_or_default();
        wanted.iter().filter(|word| has.contains(word)).count()
    };
    let mut scored: Vec<(usize, Check)> = checks
        .into_iter()
        .map(|check| (shared(&check), check))
        .filter(|(shared, _)| typed.is_none() || *shared > 0)
        .collect();
    scored
        .sort_by_key(|(shared, check)| (std::cmp::Reverse(*shared), std::cmp::Reverse(check.last)));
    let all = scored.first().is_none_or(|(most, _)| *most == wanted.len());
    if all {
        scored.retain(|(shared, _)| *shared == wanted.len());
    }
    (scored.into_iter().map(|(_, check)| check).collect(), all)
}

/// The words of a text, without case, diacritics and punctuation.
pub(super) fn normal(text: &str) -> Vec<String> {
    words_of(text).map(|word| fold(&word.normal)).collect()
}
