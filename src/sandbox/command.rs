//! Commands as they are registered: what Discord makes of a definition when it is read back.
//!
//! Follows <https://docs.discord.com/developers/interactions/application-commands>.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::snowflake::Id;
use super::state::State;

/// Commands, global ones under `None`.
#[derive(Default)]
pub(super) struct Commands {
    scopes: BTreeMap<Option<Id>, Vec<Value>>,
    /// How many commands were created, changed or deleted.
    pub(super) writes: u64,
    /// Commands made today in each scope, of which Discord allows 200.
    pub(super) creates: BTreeMap<Option<Id>, u64>,
}

impl Commands {
    pub(super) fn of(&self, scope: Option<Id>) -> &[Value] {
        self.scopes.get(&scope).map_or(&[], Vec::as_slice)
    }

    pub(super) fn by_id(&self, scope: Option<Id>, id: &str) -> Option<&Value> {
        self.of(scope).iter().find(|one| one["id"] == id)
    }

    pub(super) fn by_name(&self, scope: Option<Id>, name: &str, kind: u64) -> Option<&Value> {
        let fits = |one: &&Value| one["name"] == name && one["type"] == kind;
        self.of(scope).iter().find(fits)
    }

    pub(super) fn delete(&mut self, scope: Option<Id>, id: &str) -> bool {
        let all = self.scopes.entry(scope).or_default();
        let before = all.len();
        all.retain(|one| one["id"] != id);
        let gone = all.len() < before;
        self.writes += u64::from(gone);
        gone
    }
}

impl State {
    /// Keeps a definition under the id of the one with the same name and type, or under a new one.
    ///
    /// Returns it as Discord gives it back, and whether it is new.
    pub(super) fn put_command(&mut self, scope: Option<Id>, definition: &Value) -> (Value, bool) {
        let (name, kind) = (text(definition, "name"), command_type(definition));
        let old = self.commands.by_name(scope, name, kind).cloned();
        self.store_command(scope, definition, old)
    }

    /// As [`State::put_command`], over a certain old one.
    pub(super) fn store_command(
        &mut self,
        scope: Option<Id>,
        definition: &Value,
        old: Option<Value>,
    ) -> (Value, bool) {
        let mut command = normalized(definition, scope.is_none());
        command["application_id"] = json!(self.bot().to_string());
        if let Some(guild) = scope {
            command["guild_id"] = json!(guild.to_string());
        }
        let Some(old) = old else {
            let id = self.new_id().to_string();
            command["id"] = json!(id);
            command["version"] = json!(self.new_id().to_string());
            self.commands.writes += 1;
            *self.commands.creates.entry(scope).or_default() += 1;
            let all = self.commands.scopes.entry(scope).or_default();
            all.push(command.clone());
            return (command, true);
        };
        command["id"] = old["id"].clone();
        command["version"] = old["version"].clone();
        if command != old {
            command["version"] = json!(self.new_id().to_string());
            self.commands.writes += 1;
            let all = self.commands.scopes.entry(scope).or_default();
            if let Some(place) = all.iter_mut().find(|one| one["id"] == old["id"]) {
                place.clone_from(&command);
            }
        }
        (command, false)
    }

    /// Puts these commands in the place of all others of the scope.
    pub(super) fn overwrite_commands(
        &mut self,
        scope: Option<Id>,
        definitions: &[Value],
    ) -> Vec<Value> {
        let kept: Vec<(&str, u64)> = definitions
            .iter()
            .map(|one| (text(one, "name"), command_type(one)))
            .collect();
        let gone: Vec<String> = self
            .commands
            .of(scope)
            .iter()
            .filter(|one| !kept.contains(&(text(one, "name"), command_type(one))))
            .map(|one| text(one, "id").to_owned())
            .collect();
        for id in gone {
            self.commands.delete(scope, &id);
        }
        let put = definitions.iter().map(|one| self.put_command(scope, one).0);
        put.collect()
    }

    /// The command that a person sees in a channel: the guild's own before the global one.
    pub(super) fn visible_command(&self, channel: Id, name: &str, kind: u64) -> Option<&Value> {
        let guild = self.guild_of(channel);
        let own = guild.and_then(|guild| self.commands.by_name(Some(guild), name, kind));
        own.or_else(|| self.commands.by_name(None, name, kind))
    }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_default()
}

/// 1 where no type is said.
pub(super) fn command_type(definition: &Value) -> u64 {
    definition["type"].as_u64().unwrap_or(1)
}

/// A definition with Discord's defaults written out and everything that means nothing left out.
fn normalized(definition: &Value, global: bool) -> Value {
    let or = |key: &str, other: Value| match &definition[key] {
        Value::Null => other,
        given => given.clone(),
    };
    let mut command = json!({
        "type": command_type(definition), "name": definition["name"], "name_localizations": null,
        "description": or("description", json!("")), "description_localizations": null,
        "default_member_permissions": permissions(&definition["default_member_permissions"]),
        "nsfw": or("nsfw", json!(false)),
    });
    for key in ["name_localizations", "description_localizations"] {
        if definition[key]
            .as_object()
            .is_some_and(|map| !map.is_empty())
        {
            command[key] = definition[key].clone();
        }
    }
    if global {
        command["contexts"] = sorted(&definition["contexts"], Value::Null);
        command["integration_types"] = sorted(&definition["integration_types"], json!([0]));
        let in_dms = definition["contexts"]
            .as_array()
            .map(|all| all.contains(&json!(1)));
        let asked = definition["dm_permission"].as_bool();
        command["dm_permission"] = json!(in_dms.or(asked).unwrap_or(true));
    }
    let options: Vec<Value> = list(&definition["options"]).iter().map(option).collect();
    if !options.is_empty() {
        command["options"] = json!(options);
    }
    command
}

/// An option without what is null, false or empty.
fn option(definition: &Value) -> Value {
    let mut option = Map::new();
    for (key, value) in definition.as_object().into_iter().flatten() {
        match value {
            Value::Null | Value::Bool(false) => {}
            Value::Array(inner) if inner.is_empty() => {}
            Value::Object(inner) if inner.is_empty() => {}
            Value::Array(inner) if key == "options" => {
                option.insert(key.clone(), inner.iter().map(self::option).collect());
            }
            Value::Array(inner) if key == "choices" => {
                option.insert(key.clone(), inner.iter().map(choice).collect());
            }
            Value::Array(_) if key == "channel_types" => {
                option.insert(key.clone(), sorted(value, Value::Null));
            }
            _ => {
                option.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(option)
}

fn choice(definition: &Value) -> Value {
    let mut choice = json!({"name": definition["name"], "value": definition["value"]});
    let names = &definition["name_localizations"];
    if names.as_object().is_some_and(|map| !map.is_empty()) {
        choice["name_localizations"] = names.clone();
    }
    choice
}

/// Permissions as a string of a number, whichever way they were sent.
fn permissions(given: &Value) -> Value {
    match given {
        Value::Number(bits) => json!(bits.to_string()),
        other => other.clone(),
    }
}

/// Numbers without order, in order.
fn sorted(given: &Value, or: Value) -> Value {
    let Some(all) = given.as_array() else {
        return or;
    };
    let mut numbers: Vec<u64> = all.iter().filter_map(Value::as_u64).collect();
    numbers.sort_unstable();
    numbers.dedup();
    json!(numbers)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_is_not_read_back() {
        let sent = json!({"name": "ask", "description": "Ask.", "contexts": [2, 0], "options": [
            {"type": 3, "name": "question", "description": "What.", "required": true, "autocomplete": false,
             "choices": [], "name_localizations": null}]});
        let read = json!({"type": 1, "name": "ask", "name_localizations": null, "description": "Ask.",
            "description_localizations": null, "default_member_permissions": null, "nsfw": false,
            "contexts": [0, 2], "integration_types": [0], "dm_permission": false,
            "options": [{"type": 3, "name": "question", "description": "What.", "required": true}]});
        assert_eq!(normalized(&sent, true), read);
    }
}
