//! Interactions: what a person did, what the bot may still answer, and the event it gets.
//!
//! Follows <https://docs.discord.com/developers/interactions/receiving-and-responding>.

use serde_json::{Value, json};

use super::check::limits::ATTACHMENT_BYTES;
use super::json::Eye;
use super::message::Message;
use super::permissions as may;
use super::snowflake::Id;
use super::state::State;
use super::world::{Channel, DM};

/// How long the bot may take to its first response, in milliseconds.
pub const FIRST_RESPONSE_MS: u64 = 3_000;
/// How long an interaction's token lives, in milliseconds.
pub const TOKEN_LIFE_MS: u64 = 15 * 60 * 1000;
/// Follow-ups that an app gets where only a person installed it.
pub const USER_INSTALL_FOLLOW_UPS: usize = 5;

/// Discord's numbers of the types of interactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum InteractionKind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

/// One interaction, for as long as the stand-in runs.
#[derive(Debug, Clone)]
pub(super) struct Interaction {
    pub(super) id: Id,
    pub(super) token: String,
    pub(super) kind: InteractionKind,
    pub(super) user: Id,
    pub(super) channel: Id,
    pub(super) created_ms: u64,
    /// `data` of the event.
    pub(super) data: Value,
    /// By whom the app was installed here: `{"0": guild, "1": person}`.
    pub(super) owners: Value,
    /// The message whose button was pressed, also for a modal that the button opened.
    pub(super) source: Option<Id>,
    /// How often that message had been changed before.
    pub(super) source_changes: u64,
    /// For a modal, the interaction that opened it.
    pub(super) cause: Option<Id>,
    pub(super) answer: Answer,
    pub(super) follow_ups: Vec<Id>,
}

/// What the bot answered at first.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Nothing,
    /// A message (type 4).
    Message(Id),
    /// "Thinking…" (type 5): the placeholder.
    Deferred(Id),
    /// The message with the button was changed (type 7).
    Update,
    /// It may be changed later (type 6).
    DeferredUpdate,
    /// Choices of an autocomplete (type 8).
    Choices(Vec<Value>),
    /// A modal (type 9).
    Modal(Value),
}

impl Interaction {
    /// The message that `@original` means.
    pub(super) fn original(&self) -> Option<Id> {
        match self.answer {
            Answer::Message(id) | Answer::Deferred(id) => Some(id),
            Answer::Update | Answer::DeferredUpdate => self.source,
            _ => None,
        }
    }

    pub(super) fn command_name(&self) -> Option<&str> {
        match self.kind {
            InteractionKind::Command => self.data["name"].as_str(),
            _ => None,
        }
    }

    /// Whether the bot let the first three seconds pass.
    pub(super) fn failed(&self, now_ms: u64) -> bool {
        self.answer == Answer::Nothing && now_ms > self.created_ms + FIRST_RESPONSE_MS
    }

    pub(super) fn expired(&self, now_ms: u64) -> bool {
        now_ms > self.created_ms + TOKEN_LIFE_MS
    }
}

/// What is about to happen, before it has an id.
pub(super) struct Act {
    pub(super) kind: InteractionKind,
    pub(super) user: Id,
    pub(super) channel: Id,
    pub(super) data: Value,
    pub(super) source: Option<Id>,
    pub(super) cause: Option<Id>,
}

impl State {
    /// Starts an interaction and tells the bot.
    pub(super) fn interact(&mut self, act: Act) -> Id {
        let id = self.new_id();
        let interaction = Interaction {
            id,
            token: format!("sandbox-interaction-token-{id}"),
            kind: act.kind,
            user: act.user,
            channel: act.channel,
            created_ms: self.clock.now_ms(),
            data: act.data,
            owners: self.owners(act.user, act.channel),
            source: act.source,
            source_changes: act
                .source
                .and_then(|id| self.messages.get(&id))
                .map_or(0, |message| message.changes),
            cause: act.cause,
            answer: Answer::Nothing,
            follow_ups: Vec::new(),
        };
        let event = self.interaction_json(&interaction);
        self.interactions.insert(id, interaction);
        self.emit_plain("INTERACTION_CREATE", &event);
        id
    }

    /// Who installed the app where this happens: the guild, the person, or both.
    pub(super) fn owners(&self, user: Id, channel: Id) -> Value {
        let mut owners = json!({});
        match self.guild_of(channel) {
            Some(guild) if self.bot_is_in(guild) => owners["0"] = json!(guild.to_string()),
            None if self.context(channel) == 1 => owners["0"] = json!("0"),
            _ => {}
        }
        if self.world.people.get(&user).is_some_and(|one| one.has_app) {
            owners["1"] = json!(user.to_string());
        }
        owners
    }

    /// 0 in a guild, 1 in a direct message with the bot, 2 in other direct messages.
    pub(super) fn context(&self, channel: Id) -> u8 {
        match self.channel(channel) {
            Some(channel) if channel.guild.is_some() => 0,
            Some(channel) if channel.kind == DM && channel.recipients.contains(&self.bot()) => 1,
            _ => 2,
        }
    }

    /// What the bot may do where an interaction happens.
    fn app_permissions(&self, channel: &Channel) -> u64 {
        match channel.guild {
            Some(guild) if self.bot_is_in(guild) => self.may(self.bot(), channel.id),
            Some(_) => may::EMBED_LINKS | may::ATTACH_FILES | may::MENTION_EVERYONE,
            None => may::IN_DM,
        }
    }

    fn interaction_json(&self, interaction: &Interaction) -> Value {
        let person = self.world.people.get(&interaction.user);
        let locale = person.map_or("en-US", |person| person.locale.as_str());
        let mut event = json!({
            "version": 1, "type": interaction.kind as u8, "id": interaction.id.to_string(),
            "application_id": self.bot().to_string(), "token": interaction.token, "data": interaction.data,
            "channel_id": interaction.channel.to_string(), "locale": locale, "entitlements": [],
            "entitlement_sku_ids": [], "authorizing_integration_owners": interaction.owners,
            "context": self.context(interaction.channel), "attachment_size_limit": ATTACHMENT_BYTES,
        });
        if let Some(channel) = self.channel(interaction.channel) {
            event["app_permissions"] = json!(self.app_permissions(channel).to_string());
            let mut object = self.channel_json(channel);
            let permissions = self.may(interaction.user, channel.id);
            object["permissions"] = json!(permissions.to_string());
            event["channel"] = object;
        }
        self.add_person(&mut event, interaction);
        if let Some(message) = interaction.source.and_then(|id| self.messages.get(&id)) {
            event["message"] = self.message_json(message, Eye::Full, false);
        }
        event
    }

    /// In a guild a `member` with computed permissions, elsewhere a `user`.
    fn add_person(&self, event: &mut Value, interaction: &Interaction) {
        let guild = self.guild_of(interaction.channel);
        let Some(guild) = guild.and_then(|id| self.world.guilds.get(&id)) else {
            event["user"] = self.user_json(interaction.user);
            return;
        };
        let mut member = self.member_json(guild, interaction.user);
        let permissions = self.may(interaction.user, interaction.channel);
        member["permissions"] = json!(permissions.to_string());
        event["member"] = member;
        event["guild_id"] = json!(guild.id.to_string());
        event["guild_locale"] = json!(guild.locale);
        event["guild"] =
            json!({"id": guild.id.to_string(), "locale": guild.locale, "features": []});
    }

    /// The interaction whose token this is.
    pub(super) fn by_token(&self, token: &str) -> Option<&Interaction> {
        let id: Id = token
            .strip_prefix("sandbox-interaction-token-")?
            .parse()
            .ok()?;
        self.interactions.get(&id)
    }

    /// Whether what the bot answers there may be seen by others: an app that only a person installed answers in
    /// private where the person may not use external apps in public.
    pub(super) fn forced_private(&self, interaction: &Interaction) -> bool {
        let only_person = interaction.owners.get("0").is_none();
        let in_guild = self.guild_of(interaction.channel).is_some();
        let bits = self.may(interaction.user, interaction.channel);
        only_person && in_guild && bits & may::USE_EXTERNAL_APPS == 0
    }

    /// A fresh message of the bot that answers an interaction.
    pub(super) fn answer_message(&mut self, interaction: &Interaction, private: bool) -> Message {
        Message {
            id: self.new_id(),
            channel: interaction.channel,
            author: self.bot(),
            kind: answer_kind(interaction),
            flags: if private {
                super::message::EPHEMERAL
            } else {
                0
            },
            only_for: private.then_some(interaction.user),
            interaction: Some(interaction.id),
            by_webhook: true,
            reply_to: match interaction.kind {
                InteractionKind::Component => interaction.source,
                _ => None,
            },
            created_ms: self.clock.now_ms(),
            ..Message::default()
        }
    }
}

/// 20 for a slash command, 23 for a command of a message's or person's menu, 19 for a component, 0 for the rest.
fn answer_kind(interaction: &Interaction) -> u8 {
    match interaction.kind {
        InteractionKind::Command if interaction.data["type"] == 1 => 20,
        InteractionKind::Command => 23,
        InteractionKind::Component => 19,
        _ => 0,
    }
}
