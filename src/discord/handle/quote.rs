//! `/quote` and the buttons that turn its pages.

use super::{Asked, card};
use crate::discord::bot::{Failure, find};
use crate::discord::cut;
use crate::discord::pages::Turn;
use crate::discord::reply::{Body, Button, Card, How, Part, Quote, Reply};
use crate::discord::words::{self, label};
use crate::report::{Locator, NoSuchPage, PageReference, Reading, Unit};
use crate::store::Edition;

/// Units of a page's text in one message; longer pages come in parts.
const PART: usize = 1_500;

pub(super) async fn quote(
    asked: Asked<'_>,
    wanted: &str,
    page: Option<&str>,
) -> Result<Reply, Failure> {
    let shelf = asked.shelf().await?;
    let edition = find(&shelf, wanted)?;
    let opened = asked.bot.open(edition).await?;
    let unit = pick(&opened.reading, page)?;
    let turn = Turn {
        edition: edition.prefix(),
        page: unit.page,
        part: 0,
    };
    let body = shown(edition, &opened.reading, turn).ok_or_else(words::changed_since)?;
    Ok(Reply::say(asked.privately(), body))
}

pub(super) async fn turn(asked: Asked<'_>, turn: Turn) -> Result<Reply, Failure> {
    let shelf = asked.shelf().await?;
    let of = |edition: &&Edition| edition.prefix() == turn.edition;
    let edition = shelf
        .editions()
        .iter()
        .find(of)
        .ok_or_else(words::changed_since)?;
    let opened = asked.bot.open(edition).await?;
    let body = shown(edition, &opened.reading, turn).ok_or_else(words::changed_since)?;
    Ok(Reply::say(How::Update, body))
}

/// The page that is meant by what was typed; the first where nothing was.
fn pick<'r>(reading: &'r Reading, typed: Option<&str>) -> Result<&'r Unit, Failure> {
    let unit = match typed {
        Some(typed) => PageReference::parse(typed)
            .find(reading)
            .map_err(|error| match error {
                NoSuchPage::NoPages => words::no_pages(),
                other => words::sentence(&other.to_string()),
            })?,
        None => reading.units.first().ok_or_else(words::changed_since)?,
    };
    Ok(unit)
}

fn shown(edition: &Edition, reading: &Reading, turn: Turn) -> Option<Body> {
    let at = reading
        .units
        .iter()
        .position(|unit| unit.page == turn.page)?;
    let unit = &reading.units[at];
    let parts = parts(&unit.text);
    let part = usize::from(turn.part);
    let text = *parts.get(part)?;
    let locator = Locator {
        page: unit.page,
        page_label: unit.label.clone(),
        ..Locator::default()
    };
    let citation = match unit.page {
        Some(_) => card::citation(&edition.report, &locator),
        None => card::whole_report(&edition.report),
    };
    let beside = |at: usize, part: usize| {
        let page = reading.units[at].page;
        let part = u16::try_from(part).ok()?;
        Some(Turn { page, part, ..turn })
    };
    let earlier = match part.checked_sub(1) {
        Some(part) => beside(at, part),
        None => at
            .checked_sub(1)
            .and_then(|at| beside(at, self::parts(&reading.units[at].text).len() - 1)),
    };
    let later = match part + 1 < parts.len() {
        true => beside(at, part + 1),
        false => (at + 1 < reading.units.len())
            .then(|| beside(at + 1, 0))
            .flatten(),
    };
    let button = |label: &str, to: Option<Turn>| Button {
        label: label.to_owned(),
        id: to.map_or_else(|| format!("none:{label}"), |to| to.pack()),
        enabled: to.is_some(),
    };
    let mut footer = unit
        .page
        .map(|page| format!("page {page} of {}", reading.units.len()));
    if parts.len() > 1 {
        let of = format!("part {} of {}", part + 1, parts.len());
        footer = Some(footer.map_or(of.clone(), |footer| format!("{footer} · {of}")));
    }
    let text = if text.is_empty() {
        "(This page has no text.)"
    } else {
        text
    };
    Some(Body {
        card: Some(Card {
            parts: vec![Part::Quote(Quote {
                text: text.to_owned(),
                bold: Vec::new(),
                citation,
            })],
            footer,
            ..Card::default()
        }),
        buttons: if earlier.is_some() || later.is_some() {
            vec![button(label::EARLIER, earlier), button(label::LATER, later)]
        } else {
            Vec::new()
        },
        ..Body::default()
    })
}

/// A text in parts that fit a message, cut between sentences; never none.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = cut::keep(rest, PART).max(rest.chars().next().map_or(1, char::len_utf8));
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    if parts.is_empty() {
        parts.push("");
    }
    parts
}
