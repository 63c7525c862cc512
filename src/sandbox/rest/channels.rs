//! Channels as the bot may read them, typing, and direct messages.

use serde_json::json;

use super::Handled;
use super::answer::{Answer, Refusal};
use super::call::Call;
use crate::sandbox::permissions as may;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

/// The channel in the path, if the bot sees it.
pub(super) fn visible(state: &State, call: &Call) -> Result<Id, Refusal> {
    let id = call.id("channel_id")?;
    if state.channel(id).is_none() {
        return Err(Refusal::unknown_channel());
    }
    match state.may(state.bot(), id) & may::VIEW_CHANNEL {
        0 => Err(Refusal::missing_access()),
        _ => Ok(id),
    }
}

pub(super) fn one(state: &mut State, call: &Call) -> Handled {
    let id = visible(state, call)?;
    let channel = state.channel(id).ok_or_else(Refusal::unknown_channel)?;
    Ok(Answer::ok(state.channel_json(channel)))
}

pub(super) fn typing(state: &mut State, call: &Call) -> Handled {
    let id = visible(state, call)?;
    if state.may(state.bot(), id) & may::SEND_MESSAGES == 0 {
        return Err(Refusal::missing_permissions());
    }
    let now = state.clock.now_ms();
    state.typing.push((id, now));
    Ok(Answer::done())
}

pub(super) fn create_dm(state: &mut State, call: &Call) -> Handled {
    let person = call.body["recipient_id"].as_str();
    let person = person.and_then(|id| id.parse().ok());
    let known = person.filter(|id| state.world.people.contains_key(id));
    let Some(person) = known else {
        let message = "Value is not a known user.";
        return Err(Refusal::bad_form("recipient_id", "USER_CREATE_DM", message));
    };
    let bot = state.bot();
    let id = state.world.dm(bot, person);
    let channel = state.channel(id).map(|channel| state.channel_json(channel));
    Ok(Answer::ok(channel.unwrap_or_else(|| json!({}))))
}
