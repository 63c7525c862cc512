//! Claims that were checked before: offered as a suggestion, for a person to confirm.

use super::{Asked, Step, id};
use crate::check::checked_before;
use crate::discord::bot::Failure;
use crate::discord::cut::cut;
use crate::discord::handle::checks::ChecksAction;
use crate::discord::markup::Markup;
use crate::discord::permission::{Level, level};
use crate::discord::reply::Button;
use crate::store::checks::{Check, CheckState};
use crate::store::{Case, CaseClaim, CaseId};

/// Units of the old claim.
const CLAIM: usize = 140;

/// Checks on claims that resemble this one: all of the server's for moderators, for others those whose verdicts stand
/// published in this very place.
pub(super) async fn seen_before(
    asked: Asked<'_>,
    case: &Case,
    claim: &CaseClaim,
) -> Result<Vec<Check>, Failure> {
    let Some(guild) = case.guild else {
        return Ok(Vec::new());
    };
    let moderates = level(&asked.request.person, asked.settings) >= Level::Moderator;
    let here = |check: &Check| {
        let post = check.post.is_some_and(|post| post.channel == case.channel);
        check.state == CheckState::Published && post
    };
    if claim.check.is_some() {
        return Ok(Vec::new());
    }
    let mut checks = asked.bot.library.store().checks(guild).await?;
    checks.retain(|check| moderates || here(check));
    let best = checked_before(&claim.text, &checks).into_iter().next();
    Ok(best.cloned().into_iter().collect())
}

/// For moderators: as which check a claim is decided.
pub(super) async fn decided(
    asked: Asked<'_>,
    case: &Case,
    claim: &CaseClaim,
) -> Result<Option<Markup>, Failure> {
    let (Some(guild), Some(number)) = (case.guild, claim.check) else {
        return Ok(None);
    };
    if level(&asked.request.person, asked.settings) < Level::Moderator {
        return Ok(None);
    }
    let check = asked.bot.library.store().check(guild, number).await?;
    Ok(check.map(|check| {
        let day = check.at.split('T').next().unwrap_or_default();
        let text = format!(
            "**Decided**, as check {number}: {} · {} · {day}",
            check.judgment.name(),
            check.state
        );
        linked(Markup::ours(text), guild, &check)
    }))
}

fn linked(line: Markup, guild: u64, check: &Check) -> Markup {
    match check.post {
        Some(post) => line.and(&format!(
            " · [see it](https://discord.com/channels/{guild}/{}/{})",
            post.channel, post.message
        )),
        None => line,
    }
}

pub(super) fn line(guild: Option<u64>, check: &Check) -> Markup {
    let day = check.at.split('T').next().unwrap_or_default();
    let line = told(check, day);
    match guild {
        Some(guild) => linked(line, guild, check),
        None => line,
    }
}

fn told(check: &Check, day: &str) -> Markup {
    Markup::ours(format!(
        "**Perhaps checked before**, as check {}: “",
        check.number
    ))
    .and_theirs(&cut(check.claim.as_deref().unwrap_or_default(), CLAIM))
    .and(&format!("” · {} · {day}", check.judgment.name()))
}

/// For moderators: to look at it, and to say that this is the same claim.
pub(super) fn buttons(asked: Asked<'_>, (case, at): (CaseId, usize), check: &Check) -> Vec<Button> {
    if level(&asked.request.person, asked.settings) < Level::Moderator {
        return Vec::new();
    }
    let number = check.number;
    let open = ChecksAction::Show { check: number }.pack();
    let open = open.map(|id| Button::new(format!("Open check {number}"), id));
    let same = id::pack(case, at, &Step::Same(number));
    let same = Button::new(format!("Same as check {number}"), same);
    open.into_iter().chain([same]).collect()
}
