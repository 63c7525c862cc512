//! Interactions that a person starts: commands, menus, buttons, selects, modals.

use std::sync::Arc;

use serde_json::{Value, json};

use super::options::{Typed, slash_data};
use super::reply::{Choice, First, Modal, Reply};
use super::seen::Seen;
use super::{PATIENCE, Place, Trouble, User};
use crate::sandbox::command::command_type;
use crate::sandbox::interaction::{Act, Answer, InteractionKind};
use crate::sandbox::json::Eye;
use crate::sandbox::permissions as may;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

const MESSAGE_MENU: u64 = 3;

impl User {
    /// Uses a slash command, `report add` with its subcommand, and waits for the first response.
    ///
    /// `options` is an object: option name → value. Attachments come from [`User::attach`].
    ///
    /// # Errors
    ///
    /// When the command, an option or the person's permission does not fit, or the bot does not respond in time.
    pub async fn slash(
        &self,
        place: impl Into<Place>,
        command: &str,
        options: Value,
    ) -> Result<Reply, Trouble> {
        let reply = self.slash_quietly(place, command, options)?;
        self.first(reply).await
    }

    /// Uses a slash command and waits for nothing.
    ///
    /// # Errors
    ///
    /// When the command, an option or the person's permission does not fit.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers write the options where they call"
    )]
    pub fn slash_quietly(
        &self,
        place: impl Into<Place>,
        command: &str,
        options: Value,
    ) -> Result<Reply, Trouble> {
        self.command(place.into(), command, &options, None)
    }

    /// The choices that the bot offers while `typed` stands in `option` and nothing else is filled in.
    ///
    /// # Errors
    ///
    /// As [`User::slash`].
    pub async fn autocomplete(
        &self,
        place: impl Into<Place>,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Result<Vec<Choice>, Trouble> {
        let options = json!({ option: typed });
        let reply = self.command(place.into(), command, &options, Some(option))?;
        let reply = self.first(reply).await?;
        match reply.first() {
            First::Choices => Ok(reply.choices()),
            other => Err(Trouble::Unexpected(format!("{other:?}"))),
        }
    }

    fn command(
        &self,
        place: Place,
        line: &str,
        options: &Value,
        focused: Option<&str>,
    ) -> Result<Reply, Trouble> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (name, path) = words.split_first().ok_or_else(|| no_command(line))?;
        self.shared.change(|state| {
            let channel = place.find(state)?;
            let command = self.usable(state, channel, name, 1)?;
            let typed = Typed {
                channel,
                path,
                options,
                focused,
                forging: self.forging,
            };
            let data = slash_data(state, &command, &typed)?;
            let kind = match focused {
                Some(_) => InteractionKind::Autocomplete,
                None => InteractionKind::Command,
            };
            Ok(self.start(state, kind, channel, data))
        })
    }

    /// Uses a command of a message's Apps menu and waits for the first response.
    ///
    /// # Errors
    ///
    /// As [`User::slash`].
    pub async fn context_menu(&self, command: &str, message: &Seen) -> Result<Reply, Trouble> {
        let reply = self.shared.change(|state| {
            let channel = message.channel;
            let found = self.usable(state, channel, command, MESSAGE_MENU)?;
            let target = state.messages.get(&message.id);
            let target = target.filter(|one| state.sees(self.id, one));
            let resolved = match target {
                Some(target) => state.message_json(target, Eye::Full, false),
                // A message that was deleted a moment ago is still sent along.
                None if self.forging => message.json.clone(),
                None => return Err(Trouble::NoSuch(format!("message {}", message.id))),
            };
            let id = message.id.to_string();
            let mut data = json!({"id": found["id"], "name": found["name"], "type": MESSAGE_MENU, "target_id": id,
                "resolved": {"messages": {id: resolved}}});
            if let Some(guild) = found.get("guild_id") {
                data["guild_id"] = guild.clone();
            }
            Ok(self.start(state, InteractionKind::Command, channel, data))
        })?;
        self.first(reply).await
    }

    /// Presses a button, found by its label or custom id, and waits for the first response.
    ///
    /// # Errors
    ///
    /// When there is no such button or it cannot be pressed, or the bot does not respond in time.
    pub async fn press(&self, message: &Seen, button: &str) -> Result<Reply, Trouble> {
        let fits = |one: &&Value| {
            one["type"] == 2 && (one["label"] == button || one["custom_id"] == button)
        };
        self.click(message, button, None, fits).await
    }

    /// Chooses values of a select, found by its placeholder or custom id, and waits for the first response.
    ///
    /// # Errors
    ///
    /// When there is no such select or option, or the bot does not respond in time.
    pub async fn select(
        &self,
        message: &Seen,
        select: &str,
        values: &[&str],
    ) -> Result<Reply, Trouble> {
        let fits = |one: &&Value| {
            one["type"] != 2 && (one["placeholder"] == select || one["custom_id"] == select)
        };
        self.click(message, select, Some(values), fits).await
    }

    async fn click(
        &self,
        message: &Seen,
        wanted: &str,
        values: Option<&[&str]>,
        fits: impl Fn(&&Value) -> bool,
    ) -> Result<Reply, Trouble> {
        let reply = self.shared.change(|state| {
            let now = state.messages.get(&message.id);
            let now = now.filter(|one| state.sees(self.id, one));
            let now = now.map(|one| Seen::of(state, one));
            let now = now.ok_or_else(|| Trouble::NoSuch(format!("message {}", message.id)))?;
            let components = now.components();
            let component = components.into_iter().find(fits);
            let data = match component {
                Some(component) => component_data(component, values, self.forging)?,
                // A forged press carries any custom id.
                None if self.forging => json!({"custom_id": wanted, "component_type": 2}),
                None => return Err(no_component(wanted, &now)),
            };
            let act = Act {
                kind: InteractionKind::Component,
                user: self.id,
                channel: now.channel,
                data,
                source: Some(now.id),
                cause: None,
            };
            let id = state.interact(act);
            Ok(Reply::new(Arc::clone(&self.shared), id))
        })?;
        self.first(reply).await
    }

    /// Fills in a modal (custom id of an input → text) and waits for the first response.
    ///
    /// # Errors
    ///
    /// When the modal has no such input, one that is required is missing, or the bot does not respond in time.
    pub async fn submit(&self, modal: &Modal, fields: &Value) -> Result<Reply, Trouble> {
        let data = modal_data(modal, fields, self.forging)?;
        let reply = self.shared.change(|state| {
            let opener = state.interactions.get(&modal.interaction);
            let opener = opener.ok_or_else(|| Trouble::NoSuch("modal".to_owned()))?;
            let act = Act {
                kind: InteractionKind::Modal,
                user: self.id,
                channel: opener.channel,
                data,
                source: opener.source,
                cause: Some(opener.id),
            };
            let id = state.interact(act);
            Ok(Reply::new(Arc::clone(&self.shared), id))
        })?;
        self.first(reply).await
    }

    fn start(&self, state: &mut State, kind: InteractionKind, channel: Id, data: Value) -> Reply {
        let act = Act {
            kind,
            user: self.id,
            channel,
            data,
            source: None,
            cause: None,
        };
        let id = state.interact(act);
        Reply::new(Arc::clone(&self.shared), id)
    }

    /// Waits for the first response, until Discord would give up.
    async fn first(&self, reply: Reply) -> Result<Reply, Trouble> {
        let id = reply.interaction();
        let answered = |state: &State| {
            let interaction = state.interactions.get(&id)?;
            match interaction.answer {
                Answer::Nothing if interaction.failed(state.clock.now_ms()) => Some(false),
                Answer::Nothing => None,
                _ => Some(true),
            }
        };
        match self.shared.wait(PATIENCE, answered).await {
            Some(true) => Ok(reply),
            _ => Err(Trouble::DidNotRespond),
        }
    }

    /// The command as it is registered, if the person may use it there.
    fn usable(&self, state: &State, channel: Id, name: &str, kind: u64) -> Result<Value, Trouble> {
        let bits = state.may(self.id, channel);
        if bits & may::VIEW_CHANNEL == 0 {
            return Err(Trouble::NotAllowed("the channel is not visible".to_owned()));
        }
        let found = state.visible_command(channel, name, kind);
        if self.forging {
            let made_up = || json!({"id": "1", "name": name, "type": kind});
            return Ok(found.cloned().unwrap_or_else(made_up));
        }
        let found = found.ok_or_else(|| no_command(name))?;
        self.may_use(state, channel, found, bits)?;
        Ok(found.clone())
    }

    fn may_use(
        &self,
        state: &State,
        channel: Id,
        command: &Value,
        bits: u64,
    ) -> Result<(), Trouble> {
        let refuse = |why: &str| Err(Trouble::NotAllowed(why.to_owned()));
        let thread = state.channel(channel).and_then(|one| one.thread.as_ref());
        if thread.is_some_and(|thread| thread.archived) {
            return refuse("the thread is archived");
        }
        let context = state.context(channel);
        if context == 0 && bits & may::USE_APPLICATION_COMMANDS == 0 {
            return refuse("no permission to use commands here");
        }
        let lists = |key: &str, number: u64| {
            let list = command[key].as_array();
            list.is_none_or(|all| all.contains(&json!(number)))
        };
        if !lists("contexts", u64::from(context)) {
            return refuse("the command is not for this sort of place");
        }
        let owners = state.owners(self.id, channel);
        let installed = |number: u64| {
            let key = number.to_string();
            owners.get(key.as_str()).is_some() && lists("integration_types", number)
        };
        if !installed(0) && !installed(1) {
            return refuse("the app is not installed here");
        }
        let needed = command["default_member_permissions"].as_str();
        let needed = needed.and_then(|text| text.parse::<u64>().ok());
        // 0 means administrators only.
        let needed = needed.map(|bits| if bits == 0 { may::ADMINISTRATOR } else { bits });
        if context == 0 && needed.is_some_and(|needed| bits & needed != needed) {
            return refuse("the command needs a permission");
        }
        Ok(())
    }

    /// Names of the commands that the person sees in a place: slash commands as `/ask`, those of menus as they are.
    ///
    /// # Errors
    ///
    /// When there is no such place.
    pub fn commands(&self, place: impl Into<Place>) -> Result<Vec<Value>, Trouble> {
        let place = place.into();
        self.shared.read(|state| {
            let channel = place.find(state)?;
            let scopes = [state.guild_of(channel), None];
            let mut seen: Vec<Value> = Vec::new();
            let bits = state.may(self.id, channel);
            let all = scopes.iter().flat_map(|scope| state.commands.of(*scope));
            for command in all {
                let same = |one: &Value| {
                    one["name"] == command["name"] && command_type(one) == command_type(command)
                };
                let usable = self.may_use(state, channel, command, bits).is_ok();
                if usable && !seen.iter().any(same) {
                    seen.push(command.clone());
                }
            }
            Ok(seen)
        })
    }
}

fn no_command(name: &str) -> Trouble {
    Trouble::NoSuch(format!("command {name}"))
}

fn no_component(wanted: &str, message: &Seen) -> Trouble {
    let labels = message.labels().join(", ");
    Trouble::NoSuch(format!("button or select {wanted:?}; there are: {labels}"))
}

fn component_data(
    component: &Value,
    values: Option<&[&str]>,
    forging: bool,
) -> Result<Value, Trouble> {
    let name = component["custom_id"].as_str().unwrap_or_default();
    if component["disabled"] == true && !forging {
        return Err(Trouble::NotAllowed(format!("{name} is disabled")));
    }
    if component["style"] == 5 {
        return Err(Trouble::NotAllowed(
            "a link is opened, not pressed".to_owned(),
        ));
    }
    let mut data =
        json!({"custom_id": name, "component_type": component["type"], "id": component["id"]});
    let Some(values) = values else {
        return Ok(data);
    };
    let options = component["options"].as_array();
    for value in values {
        let known = options.is_none_or(|all| all.iter().any(|one| one["value"] == *value));
        if !known && !forging {
            return Err(Trouble::NoSuch(format!("option {value:?}")));
        }
    }
    data["values"] = json!(values);
    Ok(data)
}

/// `data` of a filled-in modal: the rows or labels as they came, with what was typed.
fn modal_data(modal: &Modal, fields: &Value, forging: bool) -> Result<Value, Trouble> {
    let mut rows = Vec::new();
    let mut known = Vec::new();
    for row in &modal.components {
        let input = if row["type"] == 18 {
            &row["component"]
        } else {
            &row["components"][0]
        };
        let id = input["custom_id"].as_str().unwrap_or_default();
        known.push(id);
        let filled = fill_input(input, id, &fields[id], forging)?;
        rows.push(if row["type"] == 18 {
            json!({"type": 18, "id": rows.len() * 2 + 1, "component": filled})
        } else {
            json!({"type": 1, "id": rows.len() * 2 + 1, "components": [filled]})
        });
    }
    let given = fields.as_object().into_iter().flatten();
    if let Some((name, _)) = given
        .into_iter()
        .find(|(name, _)| !known.contains(&name.as_str()))
    {
        if !forging {
            return Err(Trouble::NoSuch(format!("input {name:?}")));
        }
    }
    Ok(json!({"custom_id": modal.custom_id, "components": rows}))
}

fn fill_input(input: &Value, id: &str, given: &Value, forging: bool) -> Result<Value, Trouble> {
    let mut filled = json!({"type": input["type"], "id": 1, "custom_id": id});
    if input["type"] != 4 {
        filled["values"] = given.clone();
        return Ok(filled);
    }
    let text = given
        .as_str()
        .or(input["value"].as_str())
        .unwrap_or_default();
    let length = text.chars().count() as u64;
    let required = input["required"] != false;
    let least = input["min_length"]
        .as_u64()
        .unwrap_or(0)
        .max(u64::from(required));
    let most = input["max_length"].as_u64().unwrap_or(4000);
    let left_out = !required && length == 0;
    if !forging && !left_out && (length < least || length > most) {
        let message = format!("{length} characters; {least} to {most} are accepted");
        return Err(Trouble::Option {
            name: id.to_owned(),
            message,
        });
    }
    filled["value"] = json!(text);
    Ok(filled)
}
