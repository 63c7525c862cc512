//! How Discord is reached: one client for what is posted in channels, which waits its turn, and one for answers to
//! interactions, which does not.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serenity::all::{Http, HttpBuilder};
use serenity::http::RatelimitInfo;
use tokio::time::Instant;

/// How Discord's REST API is reached.
#[derive(Clone, Debug, Default)]
pub enum Reach {
    /// At Discord's own address.
    #[default]
    Discord,
    /// At another address, without a slash at its end, where something stands in for Discord or hands calls on to it and
    /// keeps its rate limits: serenity's own queues would ignore the address.
    Instead(String),
    /// At Discord's own address, by a client that knows more of the way there: a proxy, a resolver, a root certificate.
    Through(reqwest::Client),
}

impl Reach {
    /// As the operator's setting says: at an address, or at Discord's own.
    pub fn at(api: Option<&str>) -> Reach {
        api.map_or(Reach::Discord, |api| Reach::Instead(api.to_owned()))
    }

    /// The address of what stands in for Discord.
    pub(super) fn instead(&self) -> Option<&str> {
        match self {
            Reach::Instead(api) => Some(api),
            Reach::Discord | Reach::Through(_) => None,
        }
    }

    /// A client with serenity's queues, one for each route and channel.
    pub(super) fn queued(&self, token: &SecretString) -> Http {
        self.builder(token).build()
    }

    /// A client that sends everything at once.
    fn at_once(&self, token: &SecretString) -> Http {
        self.builder(token).ratelimiter_disabled(true).build()
    }

    fn builder(&self, token: &SecretString) -> HttpBuilder {
        let builder = HttpBuilder::new(token.expose_secret());
        match self {
            Reach::Discord => builder,
            Reach::Instead(api) => builder.proxy(api).ratelimiter_disabled(true),
            Reach::Through(client) => builder.client(client.clone()),
        }
    }
}

/// Makes the clients that share a token, a way to Discord, and the pauses that Discord asks of the whole bot.
pub(super) struct Clients {
    pub(super) token: SecretString,
    pub(super) reach: Reach,
    pub(super) pause: Arc<Pause>,
}

impl Clients {
    /// For everything but answers to interactions.
    pub(super) fn queued(&self) -> Http {
        let mut http = self.reach.queued(&self.token);
        let pause = self.pause.clone();
        if let Some(queues) = &mut http.ratelimiter {
            queues.set_ratelimit_callback(Box::new(move |told: RatelimitInfo| {
                if told.global {
                    tracing::warn!(
                        seconds = told.timeout.as_secs_f64(),
                        "Discord tells the whole bot to wait"
                    );
                    pause.wait_for(told.timeout);
                }
            }));
        }
        http
    }

    /// For answers to interactions. Each has a rate limit of its own, which the few calls for one answer do not reach,
    /// and the limit of the whole bot is not for them (docs: Rate Limits). serenity's queues would have the answers to
    /// all interactions wait for each other, and would remember each interaction for ever.
    pub(super) fn at_once(&self) -> Http {
        self.reach.at_once(&self.token)
    }
}

/// Until when nothing may be sent but answers to interactions. serenity holds back the one call that was refused, and no
/// other.
#[derive(Debug, Default)]
pub(super) struct Pause {
    until: Mutex<Option<Instant>>,
}

impl Pause {
    fn wait_for(&self, time: Duration) {
        let mut until = self.lock();
        *until = (*until).max(Some(Instant::now() + time));
    }

    /// Returns once nothing has to be waited for.
    pub(super) async fn over(&self) {
        loop {
            let until = *self.lock();
            match until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => return,
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
