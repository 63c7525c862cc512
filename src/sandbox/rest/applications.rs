//! The application and its commands.

use serde_json::{Value, json};

use super::Handled;
use super::answer::{Answer, Refusal};
use super::call::Call;
use crate::sandbox::check;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

/// Commands that may be created in a day, globally and in each guild.
const CREATES_A_DAY: u64 = 200;

pub(super) fn me(state: &mut State, _: &Call) -> Handled {
    let app = &state.world.app;
    let guilds = state.world.guilds.keys();
    let guilds = guilds.filter(|id| state.bot_is_in(**id)).count();
    let flags = if app.may_read_content { 1 << 19 } else { 0 };
    Ok(Answer::ok(json!({
        "id": app.id.to_string(), "name": app.name, "icon": null, "description": "", "summary": "", "type": null,
        "bot": state.user_json(app.id), "bot_public": true, "bot_require_code_grant": false,
        "verify_key": "0".repeat(64), "owner": state.user_json(app.owner), "team": null, "flags": flags,
        "redirect_uris": [], "rpc_origins": [], "interactions_endpoint_url": null, "tags": [],
        "integration_types_config": {"0": {}, "1": {}}, "approximate_guild_count": guilds,
        "approximate_user_install_count": 0,
    })))
}

/// Whose commands: of a guild, or everywhere.
fn scope(state: &State, call: &Call) -> Result<Option<Id>, Refusal> {
    if call.id("application_id")? != state.bot() {
        return Err(Refusal::missing_access());
    }
    if !call.parameters.contains_key("guild_id") {
        return Ok(None);
    }
    let guild = call.id("guild_id")?;
    match state.bot_is_in(guild) {
        true => Ok(Some(guild)),
        false => Err(Refusal::missing_access()),
    }
}

pub(super) fn list(state: &mut State, call: &Call) -> Handled {
    let scope = scope(state, call)?;
    let localized = call.query.get("with_localizations").map(String::as_str) == Some("true");
    let commands = state.commands.of(scope).iter();
    Ok(Answer::ok(
        commands.map(|one| shown(one, localized)).collect(),
    ))
}

pub(super) fn one(state: &mut State, call: &Call) -> Handled {
    let scope = scope(state, call)?;
    let found = state.commands.by_id(scope, call.parameter("command_id"));
    let found = found.ok_or_else(Refusal::unknown_command)?;
    Ok(Answer::ok(shown(found, true)))
}

/// A list leaves localizations out unless they are asked for.
fn shown(command: &Value, localized: bool) -> Value {
    let mut command = command.clone();
    if !localized {
        strip_localizations(&mut command);
    }
    command
}

fn strip_localizations(object: &mut Value) {
    if let Some(map) = object.as_object_mut() {
        map.remove("name_localizations");
        map.remove("description_localizations");
        for inner in map.values_mut() {
            strip_localizations(inner);
        }
    } else if let Some(all) = object.as_array_mut() {
        all.iter_mut().for_each(strip_localizations);
    }
}

pub(super) fn create(state: &mut State, call: &Call) -> Handled {
    let scope = scope(state, call)?;
    state.judge(call, &check::command(&call.body))?;
    let made = state.commands.creates.get(&scope).copied();
    if made.unwrap_or_default() >= CREATES_A_DAY {
        return Err(Refusal::too_many_commands_today());
    }
    let (command, new) = state.put_command(scope, &call.body);
    Ok(Answer::json(if new { 201 } else { 200 }, command))
}

pub(super) fn overwrite(state: &mut State, call: &Call) -> Handled {
    let scope = scope(state, call)?;
    state.judge(call, &check::commands(&call.body))?;
    let definitions = call.body.as_array().cloned().unwrap_or_default();
    let commands = state.overwrite_commands(scope, &definitions);
    Ok(Answer::ok(json!(commands)))
}

pub(super) fn edit(state: &mut State, call: &Call) -> Handled {
    let scope = scope(state, call)?;
    let old = state.commands.by_id(scope, call.parameter("command_id"));
    let old = old.cloned().ok_or_else(Refusal::unknown_command)?;
    let mut whole = old.clone();
    for key in ["id", "application_id", "version", "guild_id"] {
        whole.as_object_mut().map(|map| map.remove(key));
    }
    for (key, value) in call.body.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    state.judge(call, &check::command(&whole))?;
    let (command, _) = state.store_command(scope, &whole, Some(old));
    Ok(Answer::ok(command))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Handled {
    let scope = scope(state, call)?;
    match state.commands.delete(scope, call.parameter("command_id")) {
        true => Ok(Answer::done()),
        false => Err(Refusal::unknown_command()),
    }
}
