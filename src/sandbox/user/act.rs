//! Commands that a person uses: slash commands, their autocomplete, and those of a message's menu.

use std::sync::Arc;

use serde_json::{Value, json};

use super::options::{Typed, slash_data};
use super::reply::{Choice, First, Reply};
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
        self.command(&place.into(), command, &options, None)
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
        self.autocomplete_among(place, command, option, &options)
            .await
    }

    /// The choices that the bot offers for `option` while all of `options` stand there, that one too.
    ///
    /// # Errors
    ///
    /// As [`User::slash`].
    pub async fn autocomplete_among(
        &self,
        place: impl Into<Place>,
        command: &str,
        option: &str,
        options: &Value,
    ) -> Result<Vec<Choice>, Trouble> {
        let reply = self.command(&place.into(), command, options, Some(option))?;
        let reply = self.first(reply).await?;
        match reply.first() {
            First::Choices => Ok(reply.choices()),
            other => Err(Trouble::Unexpected(format!("{other:?}"))),
        }
    }

    fn command(
        &self,
        place: &Place,
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
    pub(super) async fn first(&self, reply: Reply) -> Result<Reply, Trouble> {
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
