//! From what a person filled in to the `data` of an interaction, checked as Discord's client checks it.

use serde_json::{Map, Value, json};

use super::Trouble;
use crate::sandbox::check::limits::STRING_OPTION;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

const SUBCOMMAND: u64 = 1;
const GROUP: u64 = 2;
const STRING: u64 = 3;
const INTEGER: u64 = 4;
const BOOLEAN: u64 = 5;
const USER: u64 = 6;
const CHANNEL: u64 = 7;
const ROLE: u64 = 8;
const NUMBER: u64 = 10;
const ATTACHMENT: u64 = 11;

/// What a person typed behind the slash.
pub(super) struct Typed<'a> {
    pub(super) channel: Id,
    /// Names of subcommands behind the command's name.
    pub(super) path: &'a [&'a str],
    /// Option name → value.
    pub(super) options: &'a Value,
    /// The option that the person is typing into, for autocomplete.
    pub(super) focused: Option<&'a str>,
    /// Whether everything is sent as it is.
    pub(super) forging: bool,
}

/// `data` of a slash command or of its autocomplete.
pub(super) fn slash_data(
    state: &State,
    command: &Value,
    typed: &Typed<'_>,
) -> Result<Value, Trouble> {
    let mut resolved = json!({});
    let mut options = fill(state, &command["options"], typed, &mut resolved, 0)?;
    if options.is_empty() {
        options = Vec::new();
    }
    let mut data =
        json!({"id": command["id"], "name": command["name"], "type": 1, "options": options});
    if let Some(guild) = command.get("guild_id") {
        data["guild_id"] = guild.clone();
    }
    if resolved.as_object().is_some_and(|map| !map.is_empty()) {
        data["resolved"] = resolved;
    }
    Ok(data)
}

/// The options at one depth: the next subcommand, or the values.
fn fill(
    state: &State,
    defined: &Value,
    typed: &Typed<'_>,
    resolved: &mut Value,
    depth: usize,
) -> Result<Vec<Value>, Trouble> {
    let defined = defined.as_array().map_or(&[][..], Vec::as_slice);
    if let Some(name) = typed.path.get(depth) {
        let found = defined.iter().find(|one| one["name"] == *name);
        let kind = found.and_then(|one| one["type"].as_u64());
        if !typed.forging && !matches!(kind, Some(SUBCOMMAND | GROUP)) {
            return Err(Trouble::NoSuch(format!("subcommand {name}")));
        }
        let inner = found.map_or(&Value::Null, |one| &one["options"]);
        let options = fill(state, inner, typed, resolved, depth + 1)?;
        let kind = kind.unwrap_or(SUBCOMMAND);
        return Ok(vec![
            json!({"name": name, "type": kind, "options": options}),
        ]);
    }
    let empty = Map::new();
    let given = typed.options.as_object().unwrap_or(&empty);
    if !typed.forging {
        check_all(defined, given, typed)?;
    }
    let values = given.iter().map(|(name, value)| {
        let definition = defined.iter().find(|one| one["name"] == name.as_str());
        one(state, name, value, definition, typed, resolved)
    });
    values.collect()
}

fn trouble(name: &str, message: impl Into<String>) -> Trouble {
    Trouble::Option {
        name: name.to_owned(),
        message: message.into(),
    }
}

fn check_all(
    defined: &[Value],
    given: &Map<String, Value>,
    typed: &Typed<'_>,
) -> Result<(), Trouble> {
    if let Some(group) = defined
        .iter()
        .find(|one| matches!(one["type"].as_u64(), Some(SUBCOMMAND | GROUP)))
    {
        let name = group["name"].as_str().unwrap_or_default();
        return Err(trouble(name, "a subcommand has to be chosen"));
    }
    for name in given.keys() {
        if !defined.iter().any(|one| one["name"] == name.as_str()) {
            return Err(trouble(name, "the command has no such option"));
        }
    }
    for definition in defined {
        let name = definition["name"].as_str().unwrap_or_default();
        match given.get(name) {
            // While a person is still typing, nothing has to be complete.
            None if definition["required"] == true && typed.focused.is_none() => {
                return Err(trouble(name, "is required"));
            }
            Some(value) if typed.focused.is_none() => check(name, value, definition)?,
            _ => {}
        }
    }
    Ok(())
}

/// One value against its definition.
fn check(name: &str, value: &Value, definition: &Value) -> Result<(), Trouble> {
    let kind = definition["type"].as_u64().unwrap_or_default();
    let fits = match kind {
        STRING => value.is_string(),
        INTEGER => value.is_i64() || value.is_u64(),
        BOOLEAN => value.is_boolean(),
        NUMBER => value.is_number(),
        _ => id_of(value).is_some(),
    };
    if !fits {
        return Err(trouble(name, format!("{value} is not of type {kind}")));
    }
    if let Some(text) = value.as_str().filter(|_| kind == STRING) {
        let length = text.chars().count() as u64;
        let least = definition["min_length"].as_u64().unwrap_or(0);
        let most = definition["max_length"].as_u64();
        let most = most.unwrap_or(STRING_OPTION as u64);
        if length < least || length > most {
            let message = format!("{length} characters; {least} to {most} are accepted");
            return Err(trouble(name, message));
        }
    }
    if let Some(number) = value.as_f64() {
        let below = definition["min_value"]
            .as_f64()
            .is_some_and(|least| number < least);
        let above = definition["max_value"]
            .as_f64()
            .is_some_and(|most| number > most);
        if below || above {
            return Err(trouble(name, format!("{number} is out of range")));
        }
    }
    let choices = definition["choices"].as_array();
    if choices.is_some_and(|all| !all.iter().any(|one| one["value"] == *value)) {
        return Err(trouble(name, format!("{value} is none of the choices")));
    }
    Ok(())
}

/// One option as the bot gets it; what it points to goes into `resolved`.
fn one(
    state: &State,
    name: &str,
    value: &Value,
    definition: Option<&Value>,
    typed: &Typed<'_>,
    resolved: &mut Value,
) -> Result<Value, Trouble> {
    let kind = definition.and_then(|one| one["type"].as_u64());
    let kind = kind.unwrap_or_else(|| guess(value));
    let mut sent = value.clone();
    if matches!(kind, USER..=9 | ATTACHMENT) {
        let id = id_of(value);
        if let Some(id) = id {
            sent = json!(id.to_string());
            if !resolve(state, typed.channel, kind, id, resolved) && !typed.forging {
                return Err(trouble(name, format!("{id} is nothing that can be chosen")));
            }
        }
    }
    let mut option = json!({"name": name, "type": kind, "value": sent});
    if typed.focused == Some(name) {
        option["focused"] = json!(true);
        if !sent.is_string() && !typed.forging {
            // What is being typed arrives as text, whatever the type.
            option["value"] = json!(sent.to_string());
        }
    }
    Ok(option)
}

/// The type of a value where no definition tells.
fn guess(value: &Value) -> u64 {
    match value {
        Value::Bool(_) => BOOLEAN,
        Value::Number(number) if number.is_f64() => NUMBER,
        Value::Number(_) => INTEGER,
        Value::Object(map) if map.contains_key("attachment") => ATTACHMENT,
        Value::Object(map) if map.contains_key("user") => USER,
        Value::Object(map) if map.contains_key("channel") => CHANNEL,
        Value::Object(map) if map.contains_key("role") => ROLE,
        _ => STRING,
    }
}

/// An id as number, as text, or as `{"attachment": id}`.
fn id_of(value: &Value) -> Option<Id> {
    match value {
        Value::Object(map) => map.values().next().and_then(id_of),
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    }
}

/// Puts what an id means into `resolved`; whether there is such a thing.
fn resolve(state: &State, channel: Id, kind: u64, id: Id, resolved: &mut Value) -> bool {
    let key = id.to_string();
    let guild = state.guild_of(channel);
    let guild = guild.and_then(|id| state.world.guilds.get(&id));
    match kind {
        USER if state.world.people.contains_key(&id) => {
            resolved["users"][&key] = state.user_json(id);
            if let Some(guild) = guild.filter(|guild| guild.has(id)) {
                resolved["members"][&key] = state.partial_member_json(guild, id);
            }
            true
        }
        CHANNEL => state.channel(id).is_some_and(|found| {
            resolved["channels"][&key] = state.channel_json(found);
            resolved["channels"][&key]["permissions"] = json!("0");
            true
        }),
        ROLE => guild
            .and_then(|guild| guild.roles.get(&id))
            .is_some_and(|role| {
                resolved["roles"][&key] = crate::sandbox::json::role_json(role, 0);
                true
            }),
        ATTACHMENT => state.attachment_json(id).is_some_and(|object| {
            resolved["attachments"][&key] = object;
            true
        }),
        _ => false,
    }
}
