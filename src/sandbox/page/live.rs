//! What a person sees, pushed to the page as it changes.
//!
//! The first frame (`hello`) says who and where; every later one (`news`) holds what differs from the frames before it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Stage;
use crate::sandbox::clock::iso8601;
use crate::sandbox::permissions as may;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State as World;
use crate::sandbox::world::{Channel, FORUM, GROUP_DM};
use crate::sandbox::{Seen, User};

/// What happens within this time is told together.
const TOGETHER: Duration = Duration::from_millis(12);

#[derive(Deserialize)]
pub(super) struct Who {
    #[serde(rename = "as")]
    name: String,
}

pub(super) async fn open(
    State(stage): State<Arc<Stage>>,
    Query(who): Query<Who>,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Who is nobody here, as a page that has just been opened, is the first one.
    let first = stage.parts.first().map(|part| part.name.clone());
    let name = match stage.people.contains_key(&who.name) {
        true => who.name,
        false => first.unwrap_or_default(),
    };
    match stage.user(&name) {
        Some(user) => upgrade.on_upgrade(|socket| tell(socket, stage, user, name)),
        None => (StatusCode::NOT_FOUND, "Nobody can be played here.").into_response(),
    }
}

async fn tell(mut socket: WebSocket, stage: Arc<Stage>, user: User, name: String) {
    // Made at once, so that it is in the first list of channels.
    user.dm_channel();
    let mut changes = stage.shared.watch();
    let mut known = Known::default();
    let mut frame = hello(&stage, &user, &name);
    loop {
        if let Some(value) = frame.take()
            && socket
                .send(Frame::Text(value.to_string().into()))
                .await
                .is_err()
        {
            return;
        }
        tokio::select! {
            heard = socket.next() => match heard {
                Some(Ok(Frame::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            changed = changes.changed(), if known.told => match changed {
                Ok(()) => tokio::time::sleep(TOGETHER).await,
                Err(_) => return,
            },
            () = std::future::ready(()), if !known.told => {}
        }
        changes.borrow_and_update();
        frame = known.news(&stage, &user);
    }
}

fn hello(stage: &Stage, user: &User, name: &str) -> Option<Value> {
    let parts: Vec<Value> = stage
        .parts
        .iter()
        .map(|part| json!({"name": part.name, "role": part.role, "may": part.may}))
        .collect();
    let hello = stage.shared.read(|state| {
        let names = state.world.people.values();
        let guild = state.world.guild(&stage.guild);
        let roles = guild.and_then(|id| state.world.guilds.get(&id));
        let roles = roles.into_iter().flat_map(|guild| guild.roles.values());
        json!({
            "hello": {
                "as": name, "now": iso8601(state.clock.now_ms()), "me": user.id().to_string(), "parts": parts,
                "bot": {"id": state.bot().to_string(), "name": state.world.app.name},
                "guild": stage.guild, "home": stage.home, "suggestions": stage.suggestions,
                "people": names.map(|one| json!({"id": one.id.to_string(), "name": one.name}))
                    .collect::<Vec<_>>(),
                "roles": roles.filter(|role| Some(role.id) != guild && role.managed_by.is_none())
                    .map(|role| json!({"id": role.id.to_string(), "name": role.name})).collect::<Vec<_>>(),
            }
        })
    });
    Some(hello)
}

/// What a page was told.
#[derive(Default)]
struct Known {
    told: bool,
    messages: BTreeMap<Id, Value>,
    channels: Value,
    online: bool,
    typings: usize,
}

impl Known {
    /// What differs, and from now on counts as told. None where nothing does.
    fn news(&mut self, stage: &Stage, user: &User) -> Option<Value> {
        let mut news = json!({});
        let first = !std::mem::replace(&mut self.told, true);
        let (channels, ids, online, typings) = stage.shared.read(|state| {
            let channels: Vec<&Channel> = seen_channels(state, stage, user);
            let ids: Vec<Id> = channels.iter().map(|one| one.id).collect();
            let list = channels.iter().map(|one| channel_json(state, one, user));
            let typings: Vec<String> = state.typing.iter().map(|one| one.0.to_string()).collect();
            (
                json!(list.collect::<Vec<_>>()),
                ids,
                state.bot_is_connected(),
                typings,
            )
        });
        if channels != self.channels {
            news["channels"] = channels.clone();
            self.channels = channels;
        }
        if first || online != self.online {
            news["online"] = json!(online);
            self.online = online;
        }
        if !first && typings.len() > self.typings {
            news["typing"] = json!(typings[self.typings..]);
        }
        self.typings = typings.len();
        self.add_messages(&mut news, &ids, user);
        let empty = news.as_object().is_none_or(serde_json::Map::is_empty);
        (!empty).then(|| json!({ "news": news }))
    }

    fn add_messages(&mut self, news: &mut Value, channels: &[Id], user: &User) {
        let seen = channels.iter().filter_map(|id| user.sees(*id).ok());
        let now: BTreeMap<Id, Value> = seen.flatten().map(|one: Seen| (one.id, one.json)).collect();
        let changed = now
            .iter()
            .filter(|(id, json)| self.messages.get(id) != Some(json));
        let changed: Vec<&Value> = changed.map(|(_, json)| json).collect();
        if !changed.is_empty() {
            news["messages"] = json!(changed);
        }
        let gone = self.messages.keys().filter(|id| !now.contains_key(id));
        let gone: Vec<String> = gone.map(Id::to_string).collect();
        if !gone.is_empty() {
            news["gone"] = json!(gone);
        }
        self.messages = now;
    }
}

/// The channels and threads of the guild that a person sees, and the conversation with the bot.
fn seen_channels<'s>(state: &'s World, stage: &Stage, user: &User) -> Vec<&'s Channel> {
    let guild = state.world.guild(&stage.guild);
    let seen = |one: &&Channel| {
        let place = match one.guild {
            Some(_) => one.guild == guild,
            None => one.recipients.contains(&user.id()),
        };
        let shown = ![FORUM, GROUP_DM].contains(&one.kind);
        place && shown && state.may(user.id(), one.id) & may::VIEW_CHANNEL != 0
    };
    state.world.channels.values().filter(seen).collect()
}

fn channel_json(state: &World, channel: &Channel, user: &User) -> Value {
    let everyone = channel.guild.unwrap_or_default();
    let hides = |one: &crate::sandbox::world::Overwrite| {
        one.id == everyone && one.deny & may::VIEW_CHANNEL != 0
    };
    let thread = channel.thread.as_ref();
    let bits = state.may(user.id(), channel.id);
    let locked = thread.is_some_and(|thread| thread.locked) && bits & may::MANAGE_THREADS == 0;
    json!({
        "id": channel.id.to_string(), "name": channel.name, "dm": channel.guild.is_none(),
        "parent": channel.parent.map(|id| id.to_string()),
        "private": channel.overwrites.iter().any(hides) || thread.is_some_and(|thread| thread.private),
        "writable": bits & may::SEND_MESSAGES != 0 && !locked,
    })
}
