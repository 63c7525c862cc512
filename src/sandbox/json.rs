//! The world's things as Discord's JSON objects.
//!
//! Follows <https://docs.discord.com/developers/resources/user>, `/guild`, `/channel` and `/message`.

use serde_json::{Value, json};

use super::clock::iso8601;
use super::interaction::Interaction;
use super::message::{LOADING, Message};
use super::permissions as may;
use super::snowflake::Id;
use super::state::State;
use super::world::{Channel, Guild, Role};

/// Who looks at a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Eye {
    /// Sees all of it: a person, the REST API's caller with the intent, an interaction's payload.
    Full,
    /// The bot without `MESSAGE_CONTENT`: own messages, direct messages and mentions of it are whole, others empty.
    Limited,
}

impl State {
    pub(super) fn user_json(&self, id: Id) -> Value {
        let Some(person) = self.world.people.get(&id) else {
            return json!({"id": id.to_string(), "username": "deleted", "discriminator": "0", "global_name": null,
                "avatar": null, "bot": false, "public_flags": 0});
        };
        let mut user = json!({
            "id": id.to_string(), "username": person.name.to_lowercase(), "discriminator": "0",
            "global_name": person.name, "avatar": null, "public_flags": 0, "avatar_decoration_data": null,
            "clan": null, "primary_guild": null, "collectibles": null,
        });
        if person.bot {
            user["bot"] = json!(true);
            user["global_name"] = Value::Null;
            user["username"] = json!(person.name);
        }
        user
    }

    /// A member without the `user`, as messages and `resolved` carry it.
    pub(super) fn partial_member_json(&self, guild: &Guild, person: Id) -> Value {
        let member = guild.members.get(&person).cloned().unwrap_or_default();
        let roles: Vec<String> = member.roles.iter().map(Id::to_string).collect();
        json!({
            "roles": roles, "nick": null, "avatar": null, "banner": null, "premium_since": null,
            "joined_at": iso8601(self.world.start_ms), "deaf": false, "mute": false, "flags": 0, "pending": false,
            "communication_disabled_until": member.timed_out_until_ms.map(iso8601),
            "unusual_dm_activity_until": null,
        })
    }

    pub(super) fn member_json(&self, guild: &Guild, person: Id) -> Value {
        let mut member = self.partial_member_json(guild, person);
        member["user"] = self.user_json(person);
        member
    }

    pub(super) fn channel_json(&self, channel: &Channel) -> Value {
        let mut object = json!({
            "id": channel.id.to_string(), "type": channel.kind,
            "last_message_id": self.last_message(channel.id).map(|id| id.to_string()), "flags": 0,
        });
        let Some(guild) = channel.guild else {
            let others = channel.recipients.iter().filter(|id| **id != self.bot());
            object["recipients"] = others.map(|id| self.user_json(*id)).collect();
            return object;
        };
        object["guild_id"] = json!(guild.to_string());
        object["name"] = json!(channel.name);
        object["parent_id"] = json!(channel.parent.map(|id| id.to_string()));
        object["rate_limit_per_user"] = json!(0);
        match &channel.thread {
            Some(thread) => {
                object["owner_id"] = json!(thread.owner.to_string());
                object["message_count"] = json!(0);
                object["member_count"] = json!(thread.members.len().min(50));
                object["total_message_sent"] = json!(0);
                object["thread_metadata"] = json!({
                    "archived": thread.archived, "locked": thread.locked, "auto_archive_duration": 1440,
                    "archive_timestamp": iso8601(self.world.start_ms),
                    "create_timestamp": iso8601(self.world.start_ms),
                    "invitable": true,
                });
            }
            None => {
                object["position"] = json!(0);
                object["topic"] = Value::Null;
                object["nsfw"] = json!(false);
                object["permission_overwrites"] = channel
                    .overwrites
                    .iter()
                    .map(|one| {
                        json!({"id": one.id.to_string(), "type": u8::from(one.of_person),
                            "allow": one.allow.to_string(), "deny": one.deny.to_string()})
                    })
                    .collect();
            }
        }
        object
    }

    pub(super) fn last_message(&self, channel: Id) -> Option<Id> {
        let mut messages = self.messages.values().rev();
        messages
            .find(|one| one.channel == channel && one.only_for.is_none())
            .map(|one| one.id)
    }

    /// A guild as `GUILD_CREATE` brings it to the bot: only the threads that it sees.
    pub(super) fn guild_create_json(&self, guild: &Guild) -> Value {
        let channels = || {
            let all = self.world.channels.values();
            all.filter(|one| one.guild == Some(guild.id))
        };
        let mut object = self.guild_json(guild);
        let bot = self.bot();
        let sees = |one: &&Channel| self.may(bot, one.id) & may::VIEW_CHANNEL != 0;
        let plain = channels().filter(|one| one.thread.is_none());
        let threads = channels().filter(|one| one.thread.as_ref().is_some_and(|t| !t.archived));
        object["channels"] = plain.map(|one| self.channel_json(one)).collect();
        object["threads"] = threads
            .filter(sees)
            .map(|one| self.channel_json(one))
            .collect();
        object["joined_at"] = json!(iso8601(self.world.start_ms));
        object["large"] = json!(false);
        object["unavailable"] = json!(false);
        object["member_count"] = json!(guild.members.len());
        // Without the intent GUILD_MEMBERS only the bot itself comes along.
        object["members"] = json!([self.member_json(guild, bot)]);
        for empty in [
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds",
        ] {
            object[empty] = json!([]);
        }
        object
    }

    pub(super) fn guild_json(&self, guild: &Guild) -> Value {
        let roles: Vec<Value> = guild
            .roles
            .values()
            .enumerate()
            .map(|(position, role)| role_json(role, position))
            .collect();
        json!({
            "id": guild.id.to_string(), "name": guild.name, "icon": null, "splash": null, "discovery_splash": null,
            "owner_id": guild.owner.to_string(), "afk_channel_id": null, "afk_timeout": 300,
            "verification_level": 1, "default_message_notifications": 1, "explicit_content_filter": 0,
            "roles": roles, "emojis": [], "stickers": [], "features": [], "mfa_level": 0, "application_id": null,
            "system_channel_id": null, "system_channel_flags": 0, "rules_channel_id": null, "max_presences": null,
            "max_members": 500_000, "vanity_url_code": null, "description": null, "banner": null, "premium_tier": 0,
            "premium_subscription_count": 0, "preferred_locale": guild.locale, "public_updates_channel_id": null,
            "max_video_channel_users": 25, "max_stage_video_channel_users": 50, "nsfw_level": 0, "nsfw": false,
            "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null, "incidents_data": null,
            "region": "rotterdam",
        })
    }

    /// A message as an eye sees it. `live` adds what only gateway events carry: guild and member.
    pub(super) fn message_json(&self, message: &Message, eye: Eye, live: bool) -> Value {
        let whole = eye == Eye::Full || self.content_is_open(message);
        let hidden = |list: &Vec<Value>| if whole { json!(list) } else { json!([]) };
        let ids = |list: &Vec<Id>| -> Vec<String> { list.iter().map(Id::to_string).collect() };
        let mentions: Vec<Value> = message
            .mentions
            .iter()
            .map(|id| self.user_json(*id))
            .collect();
        let mut object = json!({
            "id": message.id.to_string(), "channel_id": message.channel.to_string(), "type": message.kind,
            "author": self.user_json(message.author),
            "content": if whole { message.content.as_str() } else { "" },
            "embeds": hidden(&message.embeds), "components": hidden(&message.components),
            "attachments": hidden(&message.attachments),
            "timestamp": iso8601(message.created_ms), "edited_timestamp": message.edited_ms.map(iso8601),
            "tts": false, "mention_everyone": message.mention_everyone, "mentions": mentions,
            "mention_roles": ids(&message.mention_roles), "pinned": false, "flags": message.flags,
        });
        if let Some(nonce) = &message.nonce {
            object["nonce"] = nonce.clone();
        }
        self.add_origin(&mut object, message, eye);
        let guild = self.guild_of(message.channel);
        if let Some(guild) = guild.filter(|_| live) {
            object["guild_id"] = json!(guild.to_string());
            let member = self.world.guilds.get(&guild);
            if let Some(guild) = member.filter(|guild| guild.has(message.author)) {
                object["member"] = self.partial_member_json(guild, message.author);
            }
        }
        object
    }

    /// Adds where a message came from: a reply, a forward, a webhook, an interaction.
    fn add_origin(&self, object: &mut Value, message: &Message, eye: Eye) {
        let guild = self.guild_of(message.channel).map(|id| id.to_string());
        let channel = message.channel.to_string();
        if let Some(target) = message.reply_to {
            object["message_reference"] =
                json!({"type": 0, "message_id": target.to_string(), "channel_id": channel});
            if let Some(guild) = &guild {
                object["message_reference"]["guild_id"] = json!(guild);
            }
            object["referenced_message"] = self
                .messages
                .get(&target)
                .map_or(Value::Null, |target| self.message_json(target, eye, false));
        }
        if let Some((origin, from)) = message.forward_of {
            object["message_reference"] = json!({"type": 1, "message_id": origin.to_string(), "channel_id": from.to_string()});
            if let Some(guild) = self.guild_of(from) {
                object["message_reference"]["guild_id"] = json!(guild.to_string());
            }
            let whole = eye == Eye::Full || self.content_is_open(message);
            if whole {
                object["message_snapshots"] = json!(message.snapshots);
            }
        }
        if message.by_webhook {
            object["webhook_id"] = json!(self.bot().to_string());
        }
        if message.author == self.bot() {
            object["application_id"] = json!(self.bot().to_string());
        }
        let interaction = message
            .interaction
            .and_then(|id| self.interactions.get(&id));
        if let Some(interaction) = interaction {
            object["interaction_metadata"] = self.metadata_json(interaction);
            if let Some(command) = interaction.command_name() {
                object["interaction"] = json!({"id": interaction.id.to_string(), "type": 2, "name": command,
                    "user": self.user_json(interaction.user)});
            }
        }
    }

    fn metadata_json(&self, interaction: &Interaction) -> Value {
        let mut object = json!({
            "id": interaction.id.to_string(), "type": interaction.kind as u8,
            "user": self.user_json(interaction.user),
            "authorizing_integration_owners": interaction.owners,
        });
        if let Some(command) = interaction.command_name() {
            object["name"] = json!(command);
        }
        if let Some(message) = interaction.source {
            object["interacted_message_id"] = json!(message.to_string());
        }
        if let Some(cause) = interaction.cause.and_then(|id| self.interactions.get(&id)) {
            object["triggering_interaction_metadata"] = self.metadata_json(cause);
        }
        object
    }

    /// Whether the bot reads a message without the privileged intent.
    fn content_is_open(&self, message: &Message) -> bool {
        let bot = self.bot();
        message.author == bot
            || message.mentions.contains(&bot)
            || self.guild_of(message.channel).is_none()
    }
}

pub(super) fn role_json(role: &Role, position: usize) -> Value {
    let tags = match role.managed_by {
        Some(bot) => json!({"bot_id": bot.to_string()}),
        None => json!({}),
    };
    json!({
        "id": role.id.to_string(), "name": role.name, "description": null, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
        "hoist": false, "managed": role.managed_by.is_some(), "mentionable": role.mentionable,
        "permissions": role.permissions.to_string(), "position": position, "tags": tags, "icon": null,
        "unicode_emoji": null, "flags": 0,
    })
}

/// Whether a message is only a placeholder: "thinking…".
pub(super) fn is_loading(message: &Message) -> bool {
    message.flags & LOADING != 0
}
