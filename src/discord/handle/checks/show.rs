//! `/checks show`: one check as it stands, and what may be done with it.

use super::{ChecksAction, words};
use crate::check::Standing;
use crate::discord::bot::Failure;
use crate::discord::handle::{Asked, check};
use crate::discord::reply::{Body, Button, Part};

/// How a check stands; a sentence where there is none of that number.
pub(super) async fn standing(
    asked: Asked<'_>,
    guild: u64,
    number: u32,
) -> Result<Standing, Failure> {
    let standing = check::standing_of(asked.bot, guild, number).await?;
    Ok(standing.ok_or_else(|| check::no_such_check(number))?)
}

pub(super) async fn show(asked: Asked<'_>, guild: u64, number: u32) -> Result<Body, Failure> {
    let standing = standing(asked, guild, number).await?;
    let entries = asked.bot.library.store().entries_of(guild, number).await?;
    let mut body = check::verdict::body(&standing);
    if let Some(card) = &mut body.card {
        card.parts
            .insert(0, Part::Words(words::where_it_is(guild, &standing)));
        card.parts.push(Part::Words(words::entries(&entries)));
    }
    if standing.withdrawn.is_none() {
        let button =
            |label: &str, action: ChecksAction| action.pack().map(|id| Button::new(label, id));
        body.buttons.extend(button(
            words::CORRECT,
            ChecksAction::Correct { check: number },
        ));
        body.buttons.extend(button(
            words::WITHDRAW,
            ChecksAction::Withdraw { check: number },
        ));
    }
    Ok(body)
}

/// Asks once more before a verdict is withdrawn.
pub(super) async fn confirm(asked: Asked<'_>, guild: u64, number: u32) -> Result<Body, Failure> {
    let standing = standing(asked, guild, number).await?;
    if standing.withdrawn.is_some() {
        return Err(check::withdrawn_already(number).into());
    }
    let button = |label: &str, action: ChecksAction| action.pack().map(|id| Button::new(label, id));
    Ok(Body {
        buttons: [
            button(
                words::WITHDRAW_NOW,
                ChecksAction::WithdrawNow { check: number },
            ),
            button(words::KEEP, ChecksAction::Show { check: number }),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Body::words(words::confirm(&standing))
    })
}
