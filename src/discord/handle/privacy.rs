//! `/privacy`: what is kept about people, and forgetting it.

use super::{Asked, check};
use crate::discord::bot::Failure;
use crate::discord::hits::asker;
use crate::discord::markup::Markup;
use crate::discord::reply::{Body, Button, How, Reply};
use crate::discord::words::{self, label};

/// The id of the button that forgets what is kept about who presses it.
pub(in crate::discord) const FORGET_ID: &str = "forget";

pub(super) fn privacy() -> Reply {
    let mut body = Body::words(Markup::ours(words::PRIVACY));
    body.buttons = vec![Button::new(label::FORGET_ME, FORGET_ID)];
    Reply::say(How::Private, body)
}

/// Forgets what a person handed in here, and erases from the server's ledger that it was this person who decided or wrote.
pub(super) async fn forget(asked: Asked<'_>) -> Result<Reply, Failure> {
    let (store, request) = (asked.bot.library.store(), asked.request);
    let (guild, person) = (request.place.guild, request.person.id);
    let cases = store
        .forget_cases_by(guild, (person, asker(person)))
        .await?;
    let erased = match guild {
        Some(guild) => {
            store
                .erase_person(guild, person, check::moment(request))
                .await?
        }
        None => None,
    };
    let entry = erased.map(|entry| entry.number);
    Ok(Reply::say(
        How::Update,
        Body::words(words::forgotten(cases, entry)),
    ))
}
