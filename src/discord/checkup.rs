//! Asks Discord how the bot stands there: its application, its servers, what it may do in them. Changes nothing.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serenity::http::{GuildPagination, Http, HttpBuilder, HttpError, StatusCode};
use serenity::model::application::CurrentApplicationInfo;
use serenity::model::guild::GuildInfo;
use serenity::model::permissions::Permissions;

/// One call may take so long; a person waits for the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Servers on one page of the list (docs: Get Current User Guilds).
const PAGE: u64 = 200;
/// Pages that are read at most: 10,000 servers.
const PAGES: usize = 50;

/// The least that the bot must be allowed on a server, by Discord's names.
const NEEDED: [(&str, Permissions); 6] = [
    ("VIEW_CHANNEL", Permissions::VIEW_CHANNEL),
    ("SEND_MESSAGES", Permissions::SEND_MESSAGES),
    (
        "SEND_MESSAGES_IN_THREADS",
        Permissions::SEND_MESSAGES_IN_THREADS,
    ),
    ("EMBED_LINKS", Permissions::EMBED_LINKS),
    ("ATTACH_FILES", Permissions::ATTACH_FILES),
    ("READ_MESSAGE_HISTORY", Permissions::READ_MESSAGE_HISTORY),
];

/// What Discord says about the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkup {
    /// The application that the token belongs to.
    pub application: Application,
    /// The gateway, as it may be used now.
    pub gateway: Result<Gateway, Trouble>,
    /// The servers that the bot is in.
    pub guilds: Result<Vec<Guild>, Trouble>,
}

/// An application on Discord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Where Discord sends interactions instead of to the gateway; none is right.
    pub interactions_endpoint: Option<String>,
}

/// What the gateway allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// Connections that Discord recommends.
    pub shards: u32,
    /// Connections that may still be opened today; below zero the token is reset.
    pub starts_left: u64,
}

/// A server that the bot is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guild {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Permissions that the bot needs and does not have there, by Discord's names. Channels may take more away.
    pub missing: Vec<&'static str>,
}

/// Why Discord did not answer as hoped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// 401.
    #[error("Discord refused the token")]
    Refused,
    /// No answer at all.
    #[error("Discord cannot be reached: {0}")]
    Unreachable(String),
    /// Another answer than a good one.
    #[error("Discord answered with an error: {0}")]
    Failed(String),
}

/// Asks; without an application there is nothing more to ask. `api` is another address for Discord's REST API.
pub async fn checkup(token: &SecretString, api: Option<&str>) -> Result<Checkup, Trouble> {
    let http = connect(token, api)?;
    let application = http.get_current_application_info().await?;
    let gateway = http.get_bot_gateway().await;
    let guilds = guilds(&http).await;
    Ok(Checkup {
        application: Application::from(application),
        gateway: gateway.map_err(Trouble::from).map(|gateway| Gateway {
            shards: gateway.shards,
            starts_left: gateway.session_start_limit.remaining,
        }),
        guilds: guilds.map_err(Trouble::from),
    })
}

/// The address that adds the bot to a server or a person, with the least permissions.
pub fn invitation(application_id: u64) -> String {
    let least = NEEDED
        .iter()
        .fold(Permissions::empty(), |all, (_, one)| all | *one);
    format!(
        "https://discord.com/oauth2/authorize?client_id={application_id}&scope=bot+applications.commands&permissions={}",
        least.bits()
    )
}

fn connect(token: &SecretString, api: Option<&str>) -> Result<Http, Trouble> {
    let client = reqwest::Client::builder().timeout(PATIENCE).build();
    let client = client.map_err(|error| Trouble::Unreachable(error.to_string()))?;
    let builder = HttpBuilder::new(token.expose_secret()).client(client);
    Ok(match api {
        // serenity ignores the other address where its rate limiter is on.
        Some(api) => builder.proxy(api).ratelimiter_disabled(true).build(),
        None => builder.build(),
    })
}

async fn guilds(http: &Http) -> serenity::Result<Vec<Guild>> {
    let mut all = Vec::new();
    let mut after = None;
    for _ in 0..PAGES {
        let page = http.get_guilds(after, Some(PAGE)).await?;
        after = page.last().map(|guild| GuildPagination::After(guild.id));
        let complete = (page.len() as u64) < PAGE;
        all.extend(page.into_iter().map(Guild::from));
        if complete {
            break;
        }
    }
    Ok(all)
}

impl From<CurrentApplicationInfo> for Application {
    fn from(application: CurrentApplicationInfo) -> Self {
        Application {
            id: application.id.get(),
            name: application.name,
            interactions_endpoint: application.interactions_endpoint_url,
        }
    }
}

impl From<GuildInfo> for Guild {
    fn from(guild: GuildInfo) -> Self {
        // Administrators may do everything (docs: Permissions).
        let all = guild.permissions.contains(Permissions::ADMINISTRATOR);
        let missing = NEEDED
            .iter()
            .filter(|(_, needed)| !all && !guild.permissions.contains(*needed));
        Guild {
            id: guild.id.get(),
            name: guild.name,
            missing: missing.map(|(name, _)| *name).collect(),
        }
    }
}

impl From<serenity::Error> for Trouble {
    fn from(error: serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) => {
                match answer.status_code {
                    StatusCode::UNAUTHORIZED => Trouble::Refused,
                    status => Trouble::Failed(format!("{status} {}", answer.error.message)),
                }
            }
            serenity::Error::Http(HttpError::Request(error)) => Trouble::from(&error),
            other => Trouble::Failed(other.to_string()),
        }
    }
}

impl From<&reqwest::Error> for Trouble {
    fn from(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Trouble::Unreachable(format!("no answer within {} s", PATIENCE.as_secs()));
        }
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        if error.is_decode() {
            return Trouble::Failed(format!("what came back was not understood ({cause})"));
        }
        Trouble::Unreachable(cause.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invitation_asks_for_no_more_than_is_needed() {
        // 1<<10 | 1<<11 | 1<<14 | 1<<15 | 1<<16 | 1<<38, as Discord's documentation numbers them.
        assert_eq!(
            invitation(7),
            "https://discord.com/oauth2/authorize?client_id=7&scope=bot+applications.commands&permissions=274878024704"
        );
    }
}
