//! One websocket of the gateway, from HELLO to its end.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message as WsMessage, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{DEFINED, Frame, GUILDS, PRIVILEGED, Session};
use crate::sandbox::record::Rule;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::{Shared, State};

/// The bot may send at most this many bytes in one payload.
const PAYLOAD_BYTES: usize = 4096;
/// How long a socket may stay without IDENTIFY or RESUME.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// What stands behind the `?` of the gateway's address.
#[derive(Deserialize)]
pub(in crate::sandbox) struct Wanted {
    v: Option<String>,
    encoding: Option<String>,
    compress: Option<String>,
}

/// Accepts the bot's websocket.
pub(in crate::sandbox) async fn open(
    Extract(shared): Extract<Arc<Shared>>,
    Query(wanted): Query<Wanted>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if shared.read(|state| state.gateway.offline) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    upgrade.on_upgrade(move |socket| converse(shared, socket, wanted))
}

/// The socket's own state.
struct Line {
    shared: Arc<Shared>,
    wire: UnboundedSender<Frame>,
    session: Option<String>,
    compress: bool,
}

async fn converse(shared: Arc<Shared>, mut socket: WebSocket, wanted: Wanted) {
    if let Some((code, reason)) = refuse(&wanted) {
        close(&mut socket, code, reason).await;
        return;
    }
    let (wire, mut frames) = unbounded_channel();
    let heartbeat_ms = shared.read(|state| state.world.heartbeat_ms);
    let mut line = Line {
        shared,
        wire,
        session: None,
        compress: false,
    };
    let hello = json!({"op": 10, "s": null, "t": null, "d": {"heartbeat_interval": heartbeat_ms, "_trace": []}});
    if send(&mut socket, false, &hello).await {
        exchange(&mut line, &mut socket, &mut frames, heartbeat_ms).await;
    }
    line.hang_up();
}

fn refuse(wanted: &Wanted) -> Option<(u16, &'static str)> {
    match wanted {
        Wanted { v: Some(v), .. } if v != "10" => Some((4012, "Invalid API version.")),
        Wanted {
            encoding: Some(e), ..
        } if e != "json" => Some((4000, "Only JSON is played here.")),
        Wanted {
            compress: Some(_), ..
        } => Some((4000, "Transport compression is not played here.")),
        _ => None,
    }
}

async fn exchange(
    line: &mut Line,
    socket: &mut WebSocket,
    frames: &mut UnboundedReceiver<Frame>,
    heartbeat_ms: u64,
) {
    // Discord waits a little longer than it asks for.
    let patience = Duration::from_millis(heartbeat_ms + heartbeat_ms / 2);
    let mut deadline = tokio::time::Instant::now() + HANDSHAKE;
    loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => if !deliver(line, socket, frame).await { return },
                None => return,
            },
            got = socket.recv() => match got {
                Some(Ok(WsMessage::Text(text))) => {
                    if !hear(line, socket, text.as_bytes()).await { return }
                    if line.session.is_some() { deadline = tokio::time::Instant::now() + patience }
                }
                Some(Ok(WsMessage::Binary(bytes))) => if !hear(line, socket, &bytes).await { return },
                Some(Ok(WsMessage::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
            () = tokio::time::sleep_until(deadline) => {
                close(socket, 4009, "Session timed out.").await;
                return;
            }
        }
    }
}

/// Sends a frame; false ends the socket.
async fn deliver(line: &Line, socket: &mut WebSocket, frame: Frame) -> bool {
    match frame {
        Frame::Payload(payload) => send(socket, line.compress, &payload).await,
        Frame::Garbage(text) => socket.send(WsMessage::Text(text.into())).await.is_ok(),
        Frame::Close(code, reason) => {
            close(socket, code, reason).await;
            false
        }
        Frame::Drop => false,
    }
}

/// Answers what the bot sent; false ends the socket.
async fn hear(line: &mut Line, socket: &mut WebSocket, bytes: &[u8]) -> bool {
    if bytes.len() > PAYLOAD_BYTES {
        close(socket, 4002, "Payload too large.").await;
        return false;
    }
    let Ok(payload) = serde_json::from_slice::<Value>(bytes) else {
        close(socket, 4002, "Error while decoding payload.").await;
        return false;
    };
    let refused = match payload["op"].as_u64() {
        Some(1) => line.heartbeat(),
        Some(2) => line.identify(&payload["d"]),
        Some(6) => line.resume(&payload["d"]),
        Some(3 | 4 | 8 | 31 | 43) if line.session.is_some() => Ok(()),
        Some(3 | 4 | 8 | 31 | 43) => Err((4003, "Not authenticated.")),
        _ => Err((4001, "Unknown opcode.")),
    };
    if let Err((code, reason)) = refused {
        close(socket, code, reason).await;
        return false;
    }
    true
}

/// A close code and its reason.
type Refused = (u16, &'static str);

impl Line {
    fn heartbeat(&self) -> Result<(), Refused> {
        if !self.shared.read(|state| state.gateway.mute) {
            self.say(json!({"op": 11, "s": null, "t": null, "d": null}));
        }
        Ok(())
    }

    fn say(&self, payload: Value) {
        // The receiver lives in the same task.
        let _ = self.wire.send(Frame::Payload(payload));
    }

    fn identify(&mut self, asked: &Value) -> Result<(), Refused> {
        let shared = Arc::clone(&self.shared);
        // After op 9 the session is gone and the bot may identify again on the same socket.
        let alive = |id: &String| shared.read(|state| state.gateway.sessions.contains_key(id));
        if self.session.as_ref().is_some_and(alive) {
            return Err((4005, "Already authenticated."));
        }
        let wire = self.wire.clone();
        let id = shared.change(|state| state.identify(asked, wire))?;
        self.compress = asked["compress"] == true;
        self.session = Some(id);
        Ok(())
    }

    fn resume(&mut self, asked: &Value) -> Result<(), Refused> {
        let shared = Arc::clone(&self.shared);
        let wire = self.wire.clone();
        match shared.change(|state| state.resume(asked, wire))? {
            Some(id) => self.session = Some(id),
            None => self.say(json!({"op": 9, "s": null, "t": null, "d": false})),
        }
        Ok(())
    }

    /// Leaves the session behind, to be resumed.
    fn hang_up(&self) {
        let Some(id) = &self.session else { return };
        self.shared.change(|state| {
            if let Some(session) = state.gateway.sessions.get_mut(id) {
                // Another socket may have taken the session over.
                if session
                    .wire
                    .as_ref()
                    .is_some_and(|wire| wire.same_channel(&self.wire))
                {
                    session.wire = None;
                }
            }
        });
    }
}

impl State {
    fn identify(&mut self, asked: &Value, wire: UnboundedSender<Frame>) -> Result<String, Refused> {
        self.gateway.identifies += 1;
        let token = asked["token"].as_str().unwrap_or_default();
        if token.strip_prefix("Bot ").unwrap_or(token) != self.world.app.token {
            return Err((4004, "Authentication failed."));
        }
        let intents = asked["intents"]
            .as_u64()
            .ok_or((4013, "Invalid intent(s)."))?;
        if intents & !DEFINED != 0 {
            return Err((4013, "Invalid intent(s)."));
        }
        let allowed = if self.world.app.may_read_content {
            super::MESSAGE_CONTENT
        } else {
            0
        };
        if intents & PRIVILEGED & !allowed != 0 {
            return Err((4014, "Disallowed intent(s)."));
        }
        if !asked["properties"].is_object() {
            self.log.violate(
                Rule::Protocol,
                "IDENTIFY",
                "properties",
                "has no properties",
            );
        }
        let shard = shard(&asked["shard"]).ok_or((4010, "Invalid shard."))?;
        self.gateway.intents = intents;
        Ok(self.start_session(shard, intents, wire))
    }

    fn start_session(
        &mut self,
        shard: (u64, u64),
        intents: u64,
        wire: UnboundedSender<Frame>,
    ) -> String {
        let id = format!("session-{}", self.new_id());
        let mut session = Session {
            shard,
            intents,
            seq: 0,
            log: Vec::new(),
            wire: Some(wire),
        };
        // A new IDENTIFY ends the older session of the same shard.
        self.gateway.sessions.retain(|_, old| old.shard != shard);
        let guilds = self.guilds_of(shard);
        session.push("READY", &self.ready_json(&id, shard, &guilds));
        if intents & GUILDS != 0 {
            for guild in guilds.iter().filter_map(|id| self.world.guilds.get(id)) {
                session.push("GUILD_CREATE", &self.guild_create_json(guild));
            }
        }
        self.gateway.sessions.insert(id.clone(), session);
        id
    }

    /// Guilds with the bot that belong to a shard.
    fn guilds_of(&self, (number, count): (u64, u64)) -> Vec<Id> {
        let ids = self.world.guilds.keys().copied();
        ids.filter(|id| (id >> 22) % count == number && self.bot_is_in(*id))
            .collect()
    }

    fn ready_json(&self, session: &str, shard: (u64, u64), guilds: &[Id]) -> Value {
        let mut user = self.user_json(self.bot());
        user["verified"] = json!(true);
        user["email"] = Value::Null;
        user["mfa_enabled"] = json!(true);
        user["flags"] = json!(0);
        let guilds: Vec<Value> = guilds
            .iter()
            .map(|id| json!({"id": id.to_string(), "unavailable": true}))
            .collect();
        let address = self.gateway_url();
        json!({
            "v": 10, "user": user, "guilds": guilds, "session_id": session, "session_type": "normal",
            "resume_gateway_url": address, "shard": [shard.0, shard.1], "user_settings": {}, "relationships": [],
            "private_channels": [], "presences": [], "guild_join_requests": [], "geo_ordered_rtc_regions": [],
            "auth": {}, "application": {"id": self.bot().to_string(), "flags": 0}, "_trace": [],
        })
    }

    /// The session taken up again, with what it missed; nothing where it cannot be.
    fn resume(
        &mut self,
        asked: &Value,
        wire: UnboundedSender<Frame>,
    ) -> Result<Option<String>, Refused> {
        let token = asked["token"].as_str().unwrap_or_default();
        if token.strip_prefix("Bot ").unwrap_or(token) != self.world.app.token {
            return Err((4004, "Authentication failed."));
        }
        if self.gateway.refuse_resumes > 0 {
            self.gateway.refuse_resumes -= 1;
            return Ok(None);
        }
        let id = asked["session_id"].as_str().unwrap_or_default();
        let seq = asked["seq"].as_u64().unwrap_or_default();
        let Some(session) = self.gateway.sessions.get_mut(id) else {
            return Ok(None);
        };
        if seq > session.seq {
            return Err((4007, "Invalid seq."));
        }
        session.wire = Some(wire);
        let missed: Vec<Value> = session
            .log
            .iter()
            .filter(|(number, _)| *number > seq)
            .map(|(_, payload)| payload.clone())
            .collect();
        for payload in missed {
            session.send(Frame::Payload(payload));
        }
        session.push("RESUMED", &json!({"_trace": []}));
        self.gateway.resumes += 1;
        Ok(Some(id.to_owned()))
    }
}

/// `[number, count]`, by default the only one.
fn shard(asked: &Value) -> Option<(u64, u64)> {
    if asked.is_null() {
        return Some((0, 1));
    }
    let (number, count) = (asked[0].as_u64()?, asked[1].as_u64()?);
    (number < count).then_some((number, count))
}

/// Sends a payload as text, or packed as binary; false when the socket has ended.
async fn send(socket: &mut WebSocket, compress: bool, payload: &Value) -> bool {
    let text = payload.to_string();
    let packed = if compress { pack(&text) } else { None };
    let message = match packed {
        Some(bytes) => WsMessage::Binary(Bytes::from(bytes)),
        None => WsMessage::Text(text.into()),
    };
    socket.send(message).await.is_ok()
}

fn pack(text: &str) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).ok()?;
    encoder.finish().ok()
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    // The other side may be gone already; then there is nothing left to close.
    let _ = socket.send(WsMessage::Close(Some(frame))).await;
}
