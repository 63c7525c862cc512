//! Discord, played in memory: the REST API and the gateway, version 10, on one port of this machine.
//!
//! A real bot connects to it as to Discord; scripted people, or a page in a browser, talk with that bot. It serves
//! tests and `pincite demo`.
//!
//! # What it is
//!
//! Strict. Every body that the bot sends is checked against Discord's limits ([`check`]); what Discord would refuse is
//! answered as Discord answers it and recorded ([`Sandbox::violations`]), and so is a message that could mention
//! somebody, a key that Discord would ignore, and a forbidden word that reaches a stranger ([`Sandbox::forbid`]).
//! Deadlines (3 s to the first response, 15 min for a token) run on a clock that can be put forward. Permissions,
//! private threads, ephemeral answers and apps that a person installed behave as Discord documents them. Faults are
//! planned call by call ([`Sandbox::fail`], [`Sandbox::gateway`]).
//!
//! # What it is not
//!
//! Not Discord: no voice, reactions, polls, stickers, Components V2, `OAuth2`, HTTP interactions, audit log, search, or
//! transport compression; no route that a bot like ours never calls. Members and presences are not sent, because those
//! intents are never asked for. It keeps everything in memory until it is dropped, and it is for loopback only.
//!
//! # Where things are
//!
//! [`World`] is what exists, `State` what happened. `rest/` answers calls, `gateway/` holds the bot's
//! websockets, `check/` judges bodies, `user/` is what people do and see, `page/` the same in a browser.
//!
//! It follows Discord's documentation at <https://docs.discord.com/developers>: `reference`,
//! `events/gateway`, `interactions/receiving-and-responding`, `interactions/application-commands`,
//! `components/reference`, `resources/message`, `topics/permissions`, `topics/threads`, `topics/rate-limits`,
//! `topics/opcodes-and-status-codes`.

pub mod check;
pub mod permissions;
pub mod world;

mod canary;
mod clock;
mod command;
mod control;
mod fault;
mod gateway;
mod interaction;
mod json;
mod message;
mod page;
mod port;
mod rate;
mod record;
mod rest;
mod snowflake;
mod state;
mod user;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use self::gateway::Frame;
use self::port::{Cutter, Port};
use self::state::{Shared, State};

pub use clock::{Clock, DEFAULT_START_MS};
pub use control::GatewayControl;
pub use fault::Fault;
pub use interaction::{FIRST_RESPONSE_MS, TOKEN_LIFE_MS, USER_INSTALL_FOLLOW_UPS};
pub use message::Delivery;
pub use page::{Part, Scene, Suggestion, page_bytes};
pub use rate::{Allowance, RateLimits};
pub use record::{Recorded, Rule, Violation};
pub use snowflake::Id;
pub use user::{Button, Choice, First, Modal, Place, Reply, Seen, Trouble, Upload, User};
pub use world::World;

/// A running stand-in. Dropping it closes its port and every socket of the bot.
pub struct Sandbox {
    shared: Arc<Shared>,
    url: String,
    token: String,
    server: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts on a free port of 127.0.0.1. Needs a tokio runtime.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(world: World) -> io::Result<Sandbox> {
        Sandbox::start_on(world, SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Starts on a given address.
    ///
    /// # Errors
    ///
    /// When the address is taken or not ours.
    pub async fn start_on(world: World, address: SocketAddr) -> io::Result<Sandbox> {
        let listener = TcpListener::bind(address).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let mut sandbox = Sandbox::without_port(world, &url);
        let service = sandbox
            .router()
            .into_make_service_with_connect_info::<Cutter>();
        sandbox.server = Some(tokio::spawn(async move {
            // Accepting goes on until the task is ended.
            let _ = axum::serve(Port(listener), service).await;
        }));
        Ok(sandbox)
    }

    /// A stand-in that listens nowhere by itself: [`Sandbox::router`] is to be served at `url`, for example as
    /// "<https://discord.com>" on loopback.
    pub fn without_port(world: World, url: &str) -> Sandbox {
        let clock = Arc::new(Clock::starting_at(world.start_ms));
        let token = world.app.token.clone();
        let state = State::new(world, clock, url.to_owned());
        Sandbox {
            shared: Arc::new(Shared::new(state)),
            url: url.to_owned(),
            token,
            server: None,
        }
    }

    /// REST under `/api/v10`, the gateway's websocket at `/gateway`, files under `/attachments`.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/gateway", any(gateway::socket::open))
            .route("/gateway/", any(gateway::socket::open))
            .fallback(rest::serve)
            .layer(DefaultBodyLimit::max(check::limits::REQUEST_BYTES))
            .with_state(Arc::clone(&self.shared))
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The token that the bot has to use.
    pub fn token(&self) -> &str {
        &self.token
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
        self.shared.change(|state| {
            state.gateway.offline = true;
            state.send_all(&Frame::Drop);
        });
    }
}
