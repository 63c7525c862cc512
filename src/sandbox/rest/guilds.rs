//! The gateway's address, users, guilds and their members, as the bot may read them.

use serde_json::{Value, json};

use super::Handled;
use super::answer::{Answer, Refusal};
use super::call::Call;
use crate::sandbox::json::role_json;
use crate::sandbox::permissions as may;
use crate::sandbox::state::State;
use crate::sandbox::world::Guild;

pub(super) fn gateway(state: &mut State, _: &Call) -> Handled {
    Ok(Answer::ok(json!({"url": state.gateway_url()})))
}

pub(super) fn gateway_bot(state: &mut State, _: &Call) -> Handled {
    let left = 1000_u64.saturating_sub(state.gateway.identifies);
    let limit =
        json!({"total": 1000, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1});
    Ok(Answer::ok(
        json!({"url": state.gateway_url(), "shards": 1, "session_start_limit": limit}),
    ))
}

pub(super) fn me(state: &mut State, _: &Call) -> Handled {
    let mut user = state.user_json(state.bot());
    user["verified"] = json!(true);
    user["email"] = Value::Null;
    user["mfa_enabled"] = json!(true);
    user["flags"] = json!(0);
    user["locale"] = json!("en-US");
    Ok(Answer::ok(user))
}

pub(super) fn my_guilds(state: &mut State, _: &Call) -> Handled {
    let bot = state.bot();
    let now = state.clock.now_ms();
    let guilds = state.world.guilds.values().filter(|guild| guild.has(bot));
    let shown = guilds.map(|guild| {
        json!({"id": guild.id.to_string(), "name": guild.name, "icon": null, "banner": null,
            "owner": guild.owner == bot, "permissions": may::in_guild(guild, bot, now).to_string(), "features": []})
    });
    Ok(Answer::ok(shown.collect()))
}

pub(super) fn user(state: &mut State, call: &Call) -> Handled {
    let id = call.id("user_id")?;
    match state.world.people.contains_key(&id) {
        true => Ok(Answer::ok(state.user_json(id))),
        false => Err(Refusal::unknown_user()),
    }
}

/// The guild in the path, if the bot is in it.
fn own<'a>(state: &'a State, call: &Call) -> Result<&'a Guild, Refusal> {
    let id = call.id("guild_id")?;
    let guild = state.world.guilds.get(&id);
    guild
        .filter(|guild| guild.has(state.bot()))
        .ok_or_else(Refusal::unknown_guild)
}

pub(super) fn guild(state: &mut State, call: &Call) -> Handled {
    let guild = own(state, call)?;
    Ok(Answer::ok(state.guild_json(guild)))
}

pub(super) fn channels(state: &mut State, call: &Call) -> Handled {
    let guild = own(state, call)?.id;
    let channels = state.world.channels.values();
    let own = channels.filter(|one| one.guild == Some(guild) && one.thread.is_none());
    Ok(Answer::ok(own.map(|one| state.channel_json(one)).collect()))
}

pub(super) fn active_threads(state: &mut State, call: &Call) -> Handled {
    let guild = own(state, call)?.id;
    let bot = state.bot();
    let threads = state.world.channels.values().filter(|one| {
        let active = one.thread.as_ref().is_some_and(|state| !state.archived);
        active && one.guild == Some(guild) && state.may(bot, one.id) & may::VIEW_CHANNEL != 0
    });
    let threads: Vec<Value> = threads.map(|one| state.channel_json(one)).collect();
    Ok(Answer::ok(json!({"threads": threads, "members": []})))
}

pub(super) fn roles(state: &mut State, call: &Call) -> Handled {
    let guild = own(state, call)?;
    let roles = guild.roles.values().enumerate();
    Ok(Answer::ok(
        roles
            .map(|(position, role)| role_json(role, position))
            .collect(),
    ))
}

pub(super) fn member(state: &mut State, call: &Call) -> Handled {
    let guild = own(state, call)?;
    let person = call.id("user_id")?;
    match guild.has(person) {
        true => Ok(Answer::ok(state.member_json(guild, person))),
        false => Err(Refusal::unknown_member()),
    }
}
