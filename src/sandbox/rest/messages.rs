//! Messages in channels.
//!
//! Follows <https://docs.discord.com/developers/resources/message> and `/topics/threads`.

use serde_json::{Value, json};

use super::Handled;
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::channels::visible;
use crate::sandbox::check::{self, Body};
use crate::sandbox::json::Eye;
use crate::sandbox::message::Message;
use crate::sandbox::permissions as may;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

/// How long a nonce keeps a second message away, in milliseconds ("a few minutes").
const NONCE_MS: u64 = 3 * 60 * 1000;

pub(super) fn create(state: &mut State, call: &Call) -> Handled {
    let channel = visible(state, call)?;
    may_write(state, channel, call)?;
    let body = Body {
        json: &call.body,
        files: &call.sizes(),
    };
    state.judge(call, &check::message_create(body))?;
    if let Some(same) = same_nonce(state, channel, &call.body) {
        let same = &state.messages[&same];
        return Ok(Answer::ok(shown(state, same)));
    }
    let reply_to = reply_target(state, channel, &call.body)?;
    let mut message = Message {
        id: state.new_id(),
        channel,
        author: state.bot(),
        kind: if reply_to.is_some() { 19 } else { 0 },
        reply_to,
        nonce: call.body.get("nonce").cloned(),
        created_ms: state.clock.now_ms(),
        ..Message::default()
    };
    state.compose(&mut message, &call.body, &call.files);
    state.watch(call, &message);
    let answer = shown(state, &message);
    let id = message.id;
    state.messages.insert(id, message);
    state.wake_thread(channel);
    state.emit_message("MESSAGE_CREATE", id);
    Ok(Answer::ok(answer))
}

/// Permissions, threads that are put away, and people who accept no direct messages.
fn may_write(state: &State, channel: Id, call: &Call) -> Result<(), Refusal> {
    let place = state
        .channel(channel)
        .ok_or_else(Refusal::unknown_channel)?;
    let bits = state.may(state.bot(), channel);
    let locked = place.thread.as_ref().is_some_and(|thread| thread.locked);
    if locked && bits & may::MANAGE_THREADS == 0 {
        return Err(Refusal::archived());
    }
    if place.guild.is_none() {
        let bot = state.bot();
        let people = place.recipients.iter().filter(|id| **id != bot);
        let mut people = people.filter_map(|id| state.world.people.get(id));
        if people.any(|person| !person.dms_open) {
            return Err(Refusal::dms_closed());
        }
    }
    let embeds = call.body["embeds"]
        .as_array()
        .is_some_and(|all| !all.is_empty());
    let needed = [
        (true, may::SEND_MESSAGES),
        (embeds, may::EMBED_LINKS),
        (!call.files.is_empty(), may::ATTACH_FILES),
    ];
    let missing = needed.iter().any(|(needs, bit)| *needs && bits & bit == 0);
    if missing || place.kind == crate::sandbox::world::FORUM {
        return Err(Refusal::missing_permissions());
    }
    if call.body["message_reference"].is_object() && bits & may::READ_MESSAGE_HISTORY == 0 {
        return Err(Refusal::no_history());
    }
    Ok(())
}

/// The message that an enforced nonce was used for lately.
fn same_nonce(state: &State, channel: Id, body: &Value) -> Option<Id> {
    let nonce = body
        .get("nonce")
        .filter(|_| body["enforce_nonce"] == true)?;
    let (bot, now) = (state.bot(), state.clock.now_ms());
    let mut messages = state.messages.values().rev();
    let found = messages.find(|one| {
        one.channel == channel
            && one.author == bot
            && one.nonce.as_ref() == Some(nonce)
            && now < one.created_ms + NONCE_MS
    });
    found.map(|one| one.id)
}

/// The message replied to; none where it is gone and that does not matter.
fn reply_target(state: &State, channel: Id, body: &Value) -> Result<Option<Id>, Refusal> {
    let reference = &body["message_reference"];
    let Some(id) = reference["message_id"].as_str() else {
        return Ok(None);
    };
    let target = id.parse::<Id>().ok();
    let target = target.and_then(|id| state.messages.get(&id));
    match target {
        Some(target) if target.channel == channel && target.only_for.is_none() => {
            Ok(Some(target.id))
        }
        _ if reference["fail_if_not_exists"] == false => Ok(None),
        _ => Err(Refusal::bad_form(
            "message_reference",
            "REPLIES_UNKNOWN_MESSAGE",
            "Unknown message",
        )),
    }
}

/// A message as the REST API gives it to the bot.
fn shown(state: &State, message: &Message) -> Value {
    let eye = if state.world.app.may_read_content {
        Eye::Full
    } else {
        Eye::Limited
    };
    state.message_json(message, eye, false)
}

/// The message in the path, if the bot sees it there; private answers are not to be found.
fn found(state: &State, call: &Call) -> Result<Message, Refusal> {
    let channel = visible(state, call)?;
    let message = state.messages.get(&call.id("message_id")?);
    message
        .filter(|one| one.channel == channel && one.only_for.is_none())
        .cloned()
        .ok_or_else(Refusal::unknown_message)
}

pub(super) fn one(state: &mut State, call: &Call) -> Handled {
    let message = found(state, call)?;
    history(state, message.channel)?;
    Ok(Answer::ok(shown(state, &message)))
}

fn history(state: &State, channel: Id) -> Result<(), Refusal> {
    match state.may(state.bot(), channel) & may::READ_MESSAGE_HISTORY {
        0 => Err(Refusal::missing_permissions()),
        _ => Ok(()),
    }
}

pub(super) fn list(state: &mut State, call: &Call) -> Handled {
    let channel = visible(state, call)?;
    if history(state, channel).is_err() {
        return Ok(Answer::ok(json!([])));
    }
    let number = |key: &str| {
        call.query
            .get(key)
            .and_then(|text| text.parse::<u64>().ok())
    };
    let limit = usize::try_from(number("limit").unwrap_or(50)).unwrap_or(50);
    let (before, after) = (number("before"), number("after"));
    let fits = |one: &&Message| {
        one.channel == channel
            && one.only_for.is_none()
            && before.is_none_or(|id| one.id < id)
            && after.is_none_or(|id| one.id > id)
    };
    let messages = state.messages.values().rev().filter(fits);
    let messages = messages.take(limit.clamp(1, 100));
    Ok(Answer::ok(messages.map(|one| shown(state, one)).collect()))
}

pub(super) fn edit(state: &mut State, call: &Call) -> Handled {
    let mut message = found(state, call)?;
    if message.author != state.bot() {
        return Err(Refusal::not_the_author());
    }
    state.check_not_archived(message.channel)?;
    let body = Body {
        json: &call.body,
        files: &call.sizes(),
    };
    state.judge(call, &check::message_edit(body))?;
    state.compose(&mut message, &call.body, &call.files);
    let answer = state.store_edit(call, message)?;
    Ok(Answer::ok(answer))
}

impl State {
    /// Edits in threads that are put away are refused.
    pub(super) fn check_not_archived(&self, channel: Id) -> Result<(), Refusal> {
        let thread = self.channel(channel).and_then(|one| one.thread.as_ref());
        match thread.is_some_and(|thread| thread.archived) {
            true => Err(Refusal::archived()),
            false => Ok(()),
        }
    }

    /// Keeps a message that was changed, unless nothing would be left of it.
    pub(super) fn store_edit(
        &mut self,
        call: &Call,
        mut message: Message,
    ) -> Result<Value, Refusal> {
        let empty = message.content.is_empty()
            && message.embeds.is_empty()
            && message.components.is_empty()
            && message.attachments.is_empty();
        if empty {
            let problem = check::emptied();
            self.judge(call, &[problem])?;
        }
        message.edited_ms = Some(self.clock.now_ms());
        message.changes += 1;
        self.watch(call, &message);
        let answer = shown(self, &message);
        let id = message.id;
        self.messages.insert(id, message);
        self.emit_message("MESSAGE_UPDATE", id);
        Ok(answer)
    }

    /// A message brings a thread back that was put away.
    pub(in crate::sandbox) fn wake_thread(&mut self, channel: Id) {
        let thread = self.world.channels.get_mut(&channel);
        if let Some(thread) = thread.and_then(|one| one.thread.as_mut()) {
            thread.archived = false;
        }
    }

    /// Takes a message away and tells the bot.
    pub(in crate::sandbox) fn remove_message(&mut self, id: Id) {
        let removed = self.messages.remove(&id);
        if let Some(message) = removed.filter(|one| one.only_for.is_none()) {
            self.emit_deleted(message.channel, id);
        }
    }
}

pub(super) fn delete(state: &mut State, call: &Call) -> Handled {
    let message = found(state, call)?;
    let own = message.author == state.bot();
    if !own && state.may(state.bot(), message.channel) & may::MANAGE_MESSAGES == 0 {
        return Err(Refusal::missing_permissions());
    }
    state.check_not_archived(message.channel)?;
    state.remove_message(message.id);
    Ok(Answer::done())
}
