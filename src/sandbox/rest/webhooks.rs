//! The answer to an interaction after the first response: `@original` and follow-ups.
//!
//! Follows <https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages>.

use super::Handled;
use super::answer::{Answer as Reply, Refusal};
use super::call::Call;
use crate::sandbox::check::{self, Body};
use crate::sandbox::interaction::{Answer, Interaction, USER_INSTALL_FOLLOW_UPS};
use crate::sandbox::json::{Eye, is_loading};
use crate::sandbox::message::{EPHEMERAL, LOADING, Message};
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

/// The interaction of the token in the path, if it has been answered and still lives.
fn live(state: &State, call: &Call) -> Result<Interaction, Refusal> {
    if call.id("application_id")? != state.bot() {
        return Err(Refusal::unknown_webhook());
    }
    let found = state.by_token(call.parameter("interaction_token"));
    let found = found.ok_or_else(Refusal::unknown_webhook)?;
    if found.expired(state.clock.now_ms()) {
        return Err(Refusal::dead_token());
    }
    if matches!(
        found.answer,
        Answer::Nothing | Answer::Choices(_) | Answer::Modal(_)
    ) {
        return Err(Refusal::unknown_webhook());
    }
    Ok(found.clone())
}

fn original_of(state: &State, call: &Call) -> Result<Message, Refusal> {
    let interaction = live(state, call)?;
    let message = interaction
        .original()
        .and_then(|id| state.messages.get(&id));
    message.cloned().ok_or_else(Refusal::unknown_message)
}

/// A message that this interaction made.
fn own(state: &State, call: &Call) -> Result<Message, Refusal> {
    let interaction = live(state, call)?;
    let id = call.id("message_id")?;
    let made = interaction.follow_ups.contains(&id) || interaction.original() == Some(id);
    let message = state.messages.get(&id).filter(|_| made);
    message.cloned().ok_or_else(Refusal::unknown_message)
}

fn shown(state: &State, message: &Message) -> Reply {
    Reply::ok(state.message_json(message, Eye::Full, false))
}

pub(super) fn original(state: &mut State, call: &Call) -> Handled {
    let message = original_of(state, call)?;
    Ok(shown(state, &message))
}

pub(super) fn one(state: &mut State, call: &Call) -> Handled {
    let message = own(state, call)?;
    Ok(shown(state, &message))
}

pub(super) fn edit_original(state: &mut State, call: &Call) -> Handled {
    let message = original_of(state, call)?;
    change(state, call, message)
}

pub(super) fn edit(state: &mut State, call: &Call) -> Handled {
    let message = own(state, call)?;
    change(state, call, message)
}

fn change(state: &mut State, call: &Call, mut message: Message) -> Handled {
    let body = Body {
        json: &call.body,
        files: &call.sizes(),
    };
    state.judge(call, &check::webhook_edit(body))?;
    state.check_not_archived(message.channel)?;
    let was_loading = is_loading(&message);
    state.compose(&mut message, &call.body, &call.files);
    message.flags &= !LOADING;
    let id = message.id;
    state.store_edit(call, message)?;
    if let Some(message) = state.messages.get_mut(&id).filter(|_| was_loading) {
        // What was only being thought about has not been edited.
        message.edited_ms = None;
    }
    let message = state.messages.get(&id);
    Ok(shown(state, message.ok_or_else(Refusal::unknown_message)?))
}

pub(super) fn delete_original(state: &mut State, call: &Call) -> Handled {
    let message = original_of(state, call)?;
    state.remove_message(message.id);
    Ok(Reply::done())
}

pub(super) fn delete(state: &mut State, call: &Call) -> Handled {
    let message = own(state, call)?;
    state.remove_message(message.id);
    Ok(Reply::done())
}

pub(super) fn follow_up(state: &mut State, call: &Call) -> Handled {
    let interaction = live(state, call)?;
    let body = Body {
        json: &call.body,
        files: &call.sizes(),
    };
    state.judge(call, &check::follow_up(body))?;
    // The first follow-up of an answer that is still being thought about becomes that answer.
    if let Some(id) = thinking(state, &interaction) {
        return fill(state, call, id);
    }
    let only_person = interaction.owners.get("0").is_none();
    let in_guild = state.guild_of(interaction.channel).is_some();
    let used = interaction.follow_ups.len();
    if only_person && in_guild && used >= USER_INSTALL_FOLLOW_UPS {
        return Err(Refusal::no_more_follow_ups());
    }
    let asked = call.body["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
    let private = asked || state.forced_private(&interaction);
    let mut message = state.answer_message(&interaction, private);
    message.kind = 19;
    message.reply_to = interaction.original();
    state.compose(&mut message, &call.body, &call.files);
    state.watch(call, &message);
    let answer = shown(state, &message);
    let id = message.id;
    state.messages.insert(id, message);
    if let Some(kept) = state.interactions.get_mut(&interaction.id) {
        kept.follow_ups.push(id);
    }
    state.emit_message("MESSAGE_CREATE", id);
    Ok(answer)
}

fn thinking(state: &State, interaction: &Interaction) -> Option<Id> {
    let Answer::Deferred(id) = interaction.answer else {
        return None;
    };
    state
        .messages
        .get(&id)
        .filter(|one| is_loading(one))
        .map(|one| one.id)
}

fn fill(state: &mut State, call: &Call, id: Id) -> Handled {
    let message = state.messages.get(&id).cloned();
    let mut message = message.ok_or_else(Refusal::unknown_message)?;
    state.compose(&mut message, &call.body, &call.files);
    message.flags &= !LOADING;
    message.changes += 1;
    state.watch(call, &message);
    let answer = shown(state, &message);
    state.messages.insert(id, message);
    state.emit_message("MESSAGE_UPDATE", id);
    Ok(answer)
}
