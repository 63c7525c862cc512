//! The bot on Discord.
//!
//! One path, whatever comes in: event → [`request`] → [`permission`] → [`handle`] → [`reply`] → `render` → Discord.
//! The middle of it knows no type of serenity: that is named in `request/parse.rs` (events in), `render.rs` (messages
//! out), `send.rs` (on their way), `reach.rs` (the way), `register.rs`, `checkup.rs` and here, where events arrive.
//!
//! Nothing is remembered between two clicks: what a button needs is in its id and in the message that it sits on.

mod attachment;
mod bot;
pub mod checkup;
pub mod commands;
mod cooldown;
pub mod cut;
mod events;
pub mod handle;
pub mod hits;
pub mod markup;
pub mod menus;
pub mod pages;
pub mod permission;
mod posts;
mod reach;
mod register;
mod render;
pub mod reply;
pub mod request;
mod send;
mod words;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use secrecy::SecretString;
use serenity::all::{ClientBuilder, GatewayError, GatewayIntents, ShardManager};
use serenity::cache::Settings as CacheSettings;
use tokio_util::sync::CancellationToken;

use crate::config::{DiscordConfig, Shards};
use crate::ingest::child::Extraction;
use crate::library::{Library, LibraryError};
use crate::monitor;

use self::reach::Clients;
pub use reach::Reach;
pub use register::{RegisterError, Registered, register, unregistered};

/// All that is needed to see commands, mentions and direct messages; the content of other messages is not.
const INTENTS: GatewayIntents = GatewayIntents::GUILDS
    .union(GatewayIntents::GUILD_MESSAGES)
    .union(GatewayIntents::DIRECT_MESSAGES);

/// Pauses between tries to connect; each is twice the one before.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What the bot is started with.
pub struct Setup {
    /// The bot's token.
    pub token: SecretString,
    /// How Discord is reached; mostly [`Reach::at`] what the settings say.
    pub reach: Reach,
    /// Its settings.
    pub config: DiscordConfig,
    /// Where the reports are.
    pub root: PathBuf,
    /// How files are read.
    pub extraction: Extraction,
    /// Where it tells how it is.
    pub state: Arc<monitor::State>,
    /// When it starts: files that nobody approved in time by then are forgotten.
    pub now: SystemTime,
}

/// Why the bot ended without having been told to.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// Close code 4004, or 401.
    #[error(
        "Discord refused the token; reset it at https://discord.com/developers/applications, under Bot, and put the new one in its place"
    )]
    BadToken,
    /// Close code 4013.
    #[error("Discord does not know the intents that this Pincite asks for; update Pincite")]
    InvalidIntents,
    /// Close code 4014.
    #[error(
        "Discord does not allow the intents that Pincite asks for; it needs no privileged one, so look at the application at https://discord.com/developers/applications, under Bot"
    )]
    DisallowedIntents,
    /// The library could not be opened.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// Anything else; the bot tries again.
    #[error("Discord cannot be reached: {0}")]
    Unreachable(String),
}

/// Runs the bot until it is told to stop; then work in hand is finished, within the grace period.
pub async fn run(setup: Setup, shutdown: CancellationToken) -> Result<(), Stop> {
    let Setup {
        token,
        reach,
        config,
        root,
        extraction,
        state,
        now,
    } = setup;
    let (library, findings) = Library::open_for_writing(&root).await?;
    for finding in findings {
        tracing::warn!("{finding}");
    }
    let reports = library.catalogue().await?.ready().count();
    tracing::info!(reports, "the library is open");
    state.reports(Ok(()));
    // Here too, and not only when the next file is handed in, which may never be.
    let expired = library.expire_quarantine(now).await?;
    if expired > 0 {
        tracing::info!(files = expired, "forgot files that nobody approved in time");
    }
    let store = library.store();
    let shards = config.shards;
    let grace = Duration::from_secs(config.grace_seconds);
    let attachments = attachment::Attachments {
        folder: root.join("downloads"),
        stand_in: reach.instead().map(str::to_owned),
    };
    attachments.clear();
    let bot = bot::Bot::new(library, config, extraction, attachments);
    let clients = Clients { token, reach };
    let events = Arc::new(events::Events::new(bot, state, &clients));
    let ended = tokio::select! {
        ended = stay_connected(&clients, &events, shards) => Err(ended),
        () = shutdown.cancelled() => {
            events.finish(grace).await;
            Ok(())
        }
    };
    store.close().await;
    ended
}

/// Connects, and connects again, until that has no sense any more.
async fn stay_connected(clients: &Clients, events: &Arc<events::Events>, shards: Shards) -> Stop {
    let mut pause = SHORTEST_PAUSE;
    loop {
        let since = Instant::now();
        let error = match connect(clients, events, shards).await {
            Ok(()) => "every shard has ended".to_owned(),
            Err(stop @ (Stop::BadToken | Stop::InvalidIntents | Stop::DisallowedIntents)) => {
                return stop;
            }
            Err(other) => other.to_string(),
        };
        if since.elapsed() > LONGEST_PAUSE {
            pause = SHORTEST_PAUSE;
        }
        tracing::warn!(
            error,
            seconds = pause.as_secs(),
            "no connection to Discord; trying again"
        );
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// One connection, from its start to its end.
async fn connect(
    clients: &Clients,
    events: &Arc<events::Events>,
    shards: Shards,
) -> Result<(), Stop> {
    // First, because serenity would go to Discord's own gateway if it were not told another.
    clients.queued().get_bot_gateway().await.map_err(stop)?;
    // Messages are not kept: each event brings what is needed.
    let mut cache = CacheSettings::default();
    cache.max_messages = 0;
    cache.cache_users = false;
    let client = ClientBuilder::new_with_http(clients.queued(), INTENTS)
        .cache_settings(cache)
        .event_handler_arc(events.clone())
        .raw_event_handler(events::Undecodable)
        .await;
    let mut client = client.map_err(stop)?;
    let _closing = Closing {
        shards: client.shard_manager.clone(),
        events: events.clone(),
    };
    let manager = client.shard_manager.clone();
    let started = async {
        match shards {
            Shards::Auto => client.start_autosharded().await,
            Shards::Count(count) => client.start_shards(count).await,
        }
    };
    tokio::select! {
        started = started => started.map_err(stop),
        never = events.watch(&manager) => match never {},
    }
}

/// Closes a connection when nobody waits for its end any more: its shards run in tasks of their own, which would go on.
struct Closing {
    shards: Arc<ShardManager>,
    events: Arc<events::Events>,
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.events.close(self.shards.clone());
    }
}

fn stop(error: serenity::Error) -> Stop {
    match error {
        serenity::Error::Gateway(
            GatewayError::InvalidAuthentication | GatewayError::NoAuthentication,
        ) => Stop::BadToken,
        serenity::Error::Gateway(GatewayError::InvalidGatewayIntents) => Stop::InvalidIntents,
        serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => Stop::DisallowedIntents,
        serenity::Error::Http(error)
            if error
                .status_code()
                .is_some_and(|status| status.as_u16() == 401) =>
        {
            Stop::BadToken
        }
        other => Stop::Unreachable(other.to_string()),
    }
}
