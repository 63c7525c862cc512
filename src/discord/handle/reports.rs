//! `/reports`, and the choices that Discord shows while a report's name is typed.

use super::Asked;
use crate::discord::bot::Failure;
use crate::discord::cut;
use crate::discord::markup::{self, Markup};
use crate::discord::pages;
use crate::discord::reply::{Body, Button, Card, Choice, How, Part, Reply};
use crate::discord::words::{self, counted, label};
use crate::library::names;
use crate::report::{UnitState, fold};
use crate::store::Edition;

/// Reports on one screen.
const ON_A_PAGE: usize = 6;
/// Choices that Discord shows at most (docs: Application Commands, Autocomplete).
const MOST_CHOICES: usize = 25;
/// Units of a choice's name and of its value at most (the same page).
const CHOICE: usize = 100;

pub(super) async fn reports(
    asked: Asked<'_>,
    like: Option<&str>,
    page: u32,
) -> Result<Reply, Failure> {
    let shelf = asked.shelf().await?;
    let wanted = |edition: &&Edition| like.is_none_or(|like| names(edition, like));
    let mut found: Vec<&Edition> = shelf.editions().iter().filter(wanted).collect();
    found.sort_by_key(|edition| {
        (
            std::cmp::Reverse(edition.report.date.clone()),
            edition.report.title.to_lowercase(),
        )
    });
    if let (true, Some(like)) = (found.is_empty(), like) {
        return Err(words::no_report_like(like).into());
    }
    let screens = found.len().div_ceil(ON_A_PAGE).max(1);
    let at = (page as usize).clamp(1, screens);
    let mut parts = vec![Part::Words(head(&found))];
    for edition in found.iter().skip((at - 1) * ON_A_PAGE).take(ON_A_PAGE) {
        parts.push(Part::Words(line(asked, edition).await?));
    }
    let to = |at: usize| pages::pack_list(at as u32, like);
    let button = |label: &str, target: Option<usize>| Button {
        label: label.to_owned(),
        id: target.map_or_else(|| format!("none:{label}"), to),
        enabled: target.is_some(),
    };
    let buttons = if screens > 1 {
        vec![
            button(label::EARLIER, (at > 1).then(|| at - 1)),
            button(label::LATER, (at < screens).then_some(at + 1)),
        ]
    } else {
        Vec::new()
    };
    let how = if asked.request.under.is_some() {
        How::Update
    } else {
        asked.privately()
    };
    let body = Body {
        card: Some(Card {
            title: Some("Reports that can be searched here".to_owned()),
            parts,
            footer: (screens > 1).then(|| format!("{at} of {screens}")),
            ..Card::default()
        }),
        buttons,
        ..Body::default()
    };
    Ok(Reply::say(how, body))
}

fn head(found: &[&Edition]) -> Markup {
    let passages: u64 = found
        .iter()
        .map(|edition| u64::from(edition.passages))
        .sum();
    let counts = format!(
        "{}, {}.",
        counted(found.len() as u64, "report"),
        counted(passages, "passage")
    );
    if found.iter().all(|edition| edition.report.sample) {
        Markup::ours(format!(
            "{counts} These are samples, written for Pincite, and no sources; they are searched until somebody adds a report."
        ))
    } else {
        Markup::ours(counts)
    }
}

/// `**Title**`, then publisher, date, size and what could not be read.
async fn line(asked: Asked<'_>, edition: &Edition) -> Result<Markup, Failure> {
    let report = &edition.report;
    let mut about: Vec<String> = Vec::new();
    about.extend(report.publisher.clone());
    about.push(report.spoken_date());
    if edition.pages > 0 {
        about.push(counted(u64::from(edition.pages), "page"));
    }
    about.push(counted(u64::from(edition.passages), "passage"));
    let opened = asked.bot.open(edition).await?;
    let unread = opened
        .reading
        .units
        .iter()
        .filter(|unit| unit.state != UnitState::Read)
        .count();
    if unread > 0 {
        about.push(format!(
            "{} without readable text",
            counted(unread as u64, "page")
        ));
    }
    Ok(Markup::ours("**")
        .and_theirs(&cut::cut(&markup::plain(&report.title), 150))
        .and("**\n")
        .and_theirs(&markup::plain(&about.join(", "))))
}

/// The reports whose title, publisher or file name has words that begin with what was typed; those first whose title
/// begins so. Whatever is typed may also be sent as it is.
pub(super) async fn complete(asked: Asked<'_>, typed: &str) -> Result<Reply, Failure> {
    let shelf = asked.shelf().await?;
    let typed = fold(&typed.trim().to_lowercase());
    let mut found: Vec<(usize, &Edition)> = shelf
        .editions()
        .iter()
        .filter_map(|edition| Some((rank(edition, &typed)?, edition)))
        .collect();
    found.sort_by_key(|(rank, edition)| {
        (
            *rank,
            std::cmp::Reverse(edition.report.date.clone()),
            edition.report.title.to_lowercase(),
        )
    });
    let choice = |edition: &Edition| {
        let report = &edition.report;
        let date = report.date.as_ref().map(|_| report.spoken_date());
        let about: Vec<String> = report.publisher.clone().into_iter().chain(date).collect();
        let about = match markup::plain(&about.join(", ")) {
            about if about.is_empty() => about,
            about => format!(" ({})", cut::cut(&about, CHOICE / 2)),
        };
        let title = cut::cut(&markup::plain(&report.title), CHOICE - cut::length(&about));
        Choice {
            name: title + &about,
            value: report.id.clone(),
        }
    };
    let short = |(_, edition): &(usize, &Edition)| cut::length(&edition.report.id) <= CHOICE;
    Ok(Reply::Offer(
        found
            .into_iter()
            .filter(short)
            .take(MOST_CHOICES)
            .map(|(_, edition)| choice(edition))
            .collect(),
    ))
}

/// How well a report fits what was typed, 0 best; none where it does not.
fn rank(edition: &Edition, typed: &str) -> Option<usize> {
    let report = &edition.report;
    let title = fold(&report.title.to_lowercase());
    if title.starts_with(typed) {
        return Some(0);
    }
    let hay = format!(
        "{title} {}",
        fold(&report.publisher.clone().unwrap_or_default().to_lowercase())
    );
    let begins = |word: &str| {
        hay.split(|c: char| !c.is_alphanumeric())
            .any(|known| known.starts_with(word))
    };
    if typed.split_whitespace().all(begins) {
        return Some(1);
    }
    names(edition, typed).then_some(2)
}
