//! How Discord is reached: one client for what is posted in channels, which waits its turn, and one for answers to
//! interactions, which does not.

use secrecy::{ExposeSecret as _, SecretString};
use serenity::all::{Http, HttpBuilder};

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
            Reach::Discord => with_few_idle(builder),
            Reach::Instead(api) => with_few_idle(builder).proxy(api).ratelimiter_disabled(true),
            Reach::Through(client) => builder.client(client.clone()),
        }
    }
}

/// Connections that are kept open for the next call. A crowd opens one for each person; kept, each would hold its buffers
/// for as long as people go on asking.
const MOST_IDLE: usize = 16;

/// Where no such client can be made, serenity's own keeps all.
fn with_few_idle(builder: HttpBuilder) -> HttpBuilder {
    let client = reqwest::Client::builder()
        .use_rustls_tls()
        .pool_max_idle_per_host(MOST_IDLE)
        .build();
    match client {
        Ok(client) => builder.client(client),
        Err(_) => builder,
    }
}

/// Makes the clients that share a token and a way to Discord.
pub(super) struct Clients {
    pub(super) token: SecretString,
    pub(super) reach: Reach,
}

impl Clients {
    /// For everything but answers to interactions.
    pub(super) fn queued(&self) -> Http {
        self.reach.queued(&self.token)
    }

    /// For answers to interactions. Each has a rate limit of its own, which the few calls for one answer do not reach,
    /// and the limit of the whole bot is not for them (docs: Rate Limits). serenity's queues would have the answers to
    /// all interactions wait for each other, and would remember each interaction for ever.
    pub(super) fn at_once(&self) -> Http {
        self.reach.at_once(&self.token)
    }
}
