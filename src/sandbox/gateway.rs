//! The gateway: sessions of the bot, and the events that they get.
//!
//! Follows <https://docs.discord.com/developers/events/gateway>.

pub(super) mod socket;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::json::Eye;
use super::permissions as may;
use super::snowflake::Id;
use super::state::State;
use super::world::World;

/// Intent for guilds, channels, threads and roles.
pub(super) const GUILDS: u64 = 1;
/// Intent for messages in guilds.
pub(super) const GUILD_MESSAGES: u64 = 1 << 9;
/// Intent for messages in direct messages.
pub(super) const DIRECT_MESSAGES: u64 = 1 << 12;
/// Privileged intent for the content of all messages.
pub(super) const MESSAGE_CONTENT: u64 = 1 << 15;
/// Privileged intents: members, presences, content.
pub(super) const PRIVILEGED: u64 = (1 << 1) | (1 << 8) | MESSAGE_CONTENT;
/// Every intent that is defined.
pub(super) const DEFINED: u64 = ((1 << 17) - 1) | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);

/// What is sent down a socket.
#[derive(Debug, Clone)]
pub(super) enum Frame {
    /// A payload.
    Payload(Value),
    /// Text that is no payload.
    Garbage(String),
    /// A close frame.
    Close(u16, &'static str),
    /// The TCP connection ends without one.
    Drop,
}

/// Sessions and what is planned against them.
#[derive(Default)]
pub(super) struct Gateway {
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) identifies: u64,
    pub(super) resumes: u64,
    /// Intents of the last IDENTIFY.
    pub(super) intents: u64,
    /// Heartbeats go without an answer.
    pub(super) mute: bool,
    /// No new connection is accepted.
    pub(super) offline: bool,
    /// So many RESUMEs are answered with op 9.
    pub(super) refuse_resumes: u32,
}

/// One session; it outlives its socket so that it can be resumed.
pub(super) struct Session {
    pub(super) shard: (u64, u64),
    pub(super) intents: u64,
    pub(super) seq: u64,
    /// Events of the session by sequence number, for RESUME.
    pub(super) log: Vec<(u64, Value)>,
    pub(super) wire: Option<UnboundedSender<Frame>>,
}

impl Session {
    /// Numbers an event, keeps it, and sends it when somebody listens.
    pub(super) fn push(&mut self, name: &str, data: &Value) {
        self.seq += 1;
        let payload = json!({"op": 0, "s": self.seq, "t": name, "d": data});
        self.log.push((self.seq, payload.clone()));
        // Discord keeps events for a few minutes; the newest thousand are enough here.
        if self.log.len() > 1000 {
            self.log.remove(0);
        }
        self.send(Frame::Payload(payload));
    }

    pub(super) fn send(&self, frame: Frame) {
        if let Some(wire) = &self.wire {
            // A socket that has just ended reads nothing; RESUME brings it.
            let _ = wire.send(frame);
        }
    }

    /// Whether events of a guild, or without one, belong to this shard.
    fn takes(&self, guild: Option<Id>) -> bool {
        let (number, count) = self.shard;
        match guild {
            Some(guild) => (guild >> 22) % count.max(1) == number,
            None => number == 0,
        }
    }
}

impl State {
    /// An event that needs no intent and comes to the first shard, as interactions do where the guild is unknown.
    pub(super) fn emit_plain(&mut self, name: &str, data: &Value) {
        let guild = data["guild_id"].as_str().and_then(|id| id.parse().ok());
        self.emit(name, guild, 0, data);
    }

    /// An event for the sessions whose shard and intents fit. Intent 0 is everyone's.
    pub(super) fn emit(&mut self, name: &str, guild: Option<Id>, intent: u64, data: &Value) {
        for session in self.gateway.sessions.values_mut() {
            if session.takes(guild) && (intent == 0 || session.intents & intent != 0) {
                session.push(name, data);
            }
        }
    }

    /// `MESSAGE_CREATE` or `MESSAGE_UPDATE`, whole or with its content withheld, if the bot sees the channel.
    pub(super) fn emit_message(&mut self, name: &str, message: Id) {
        let Some(message) = self.messages.get(&message) else {
            return;
        };
        let channel = message.channel;
        if message.only_for.is_some() || self.may(self.bot(), channel) & may::VIEW_CHANNEL == 0 {
            return;
        }
        let whole = self.message_json(message, Eye::Full, true);
        let limited = self.message_json(message, Eye::Limited, true);
        let guild = self.guild_of(channel);
        let intent = message_intent(guild);
        for session in self.gateway.sessions.values_mut() {
            if session.takes(guild) && session.intents & intent != 0 {
                let full = session.intents & MESSAGE_CONTENT != 0;
                session.push(name, if full { &whole } else { &limited });
            }
        }
    }

    /// `MESSAGE_DELETE`.
    pub(super) fn emit_deleted(&mut self, channel: Id, message: Id) {
        let guild = self.guild_of(channel);
        let mut data = json!({"id": message.to_string(), "channel_id": channel.to_string()});
        if let Some(guild) = guild {
            data["guild_id"] = json!(guild.to_string());
        }
        if self.may(self.bot(), channel) & may::VIEW_CHANNEL != 0 {
            self.emit("MESSAGE_DELETE", guild, message_intent(guild), &data);
        }
    }

    /// Whether some session has a live socket and has been told that it is ready.
    pub(super) fn bot_is_connected(&self) -> bool {
        let mut sessions = self.gateway.sessions.values();
        sessions.any(|session| session.wire.as_ref().is_some_and(|wire| !wire.is_closed()))
    }

    /// A frame down every live socket.
    pub(super) fn send_all(&mut self, frame: &Frame) {
        for session in self.gateway.sessions.values_mut() {
            session.send(frame.clone());
        }
    }
}

fn message_intent(guild: Option<Id>) -> u64 {
    match guild {
        Some(_) => GUILD_MESSAGES,
        None => DIRECT_MESSAGES,
    }
}

impl Gateway {
    /// Forgets all sessions, so that none can be resumed.
    pub(super) fn orphan(&mut self) {
        self.sessions.clear();
    }
}

impl State {
    /// Tells the bot what changed in the world: guilds it was added to or removed from, channels and threads.
    pub(super) fn tell_changes(&mut self, before: &World) {
        let bot = self.bot();
        let guilds: Vec<Id> = self.world.guilds.keys().copied().collect();
        for id in guilds {
            let was = before.guilds.get(&id).is_some_and(|guild| guild.has(bot));
            let guild = self.world.guilds.get(&id).filter(|guild| guild.has(bot));
            match guild.map(|guild| self.guild_create_json(guild)) {
                Some(guild) if !was => self.emit("GUILD_CREATE", Some(id), GUILDS, &guild),
                None if was => {
                    let gone = json!({"id": id.to_string()});
                    self.emit("GUILD_DELETE", Some(id), GUILDS, &gone);
                }
                _ => {}
            }
        }
        for (name, guild, channel) in self.changed_channels(before) {
            self.emit(name, Some(guild), GUILDS, &channel);
        }
    }

    fn changed_channels(&self, before: &World) -> Vec<(&'static str, Id, Value)> {
        let mut events = Vec::new();
        for channel in self.world.channels.values() {
            let Some(guild) = channel.guild.filter(|id| self.bot_is_in(*id)) else {
                continue;
            };
            let now = self.channel_json(channel);
            let old = before.channels.get(&channel.id);
            let name = match (old, &channel.thread) {
                (None, None) => "CHANNEL_CREATE",
                (None, Some(_)) => "THREAD_CREATE",
                (Some(old), _) if self.channel_json(old) == now => continue,
                (Some(_), None) => "CHANNEL_UPDATE",
                (Some(_), Some(_)) => "THREAD_UPDATE",
            };
            if channel.thread.is_none() || self.may(self.bot(), channel.id) & may::VIEW_CHANNEL != 0
            {
                events.push((name, guild, now));
            }
        }
        events
    }
}
