//! The bot on Discord: each step of "Run it on Discord" in README.md.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use super::super::Context;
use super::super::style::count;
use super::check::{Check, listed, ok, problem, skipped};
use crate::config::token::{self, PORTAL, Token, TokenError};
use crate::discord::checkup::{Application, Checkup, Gateway, Guild, Trouble, checkup, invitation};
use crate::discord::{self, Registered};

/// Fewer connections than this that may still be opened today are a problem: past the last, the token is reset.
const FEW_STARTS: u64 = 20;
/// Commands for one server only are looked for on so many servers.
const TRIED_GUILDS: usize = 10;
/// A running bot on this machine answers within this.
const LOCAL: Duration = Duration::from_secs(1);

/// Without a token, one line that says how to begin.
pub(super) async fn discord(context: &Context) -> Vec<Check> {
    if context.config_problem.is_some() {
        return vec![skipped(
            "discord",
            "not looked at before the settings are mended",
        )];
    }
    let config = &context.config.discord;
    let token = match token::find(&context.places, config) {
        Ok(token) => token,
        Err(TokenError::None) => {
            return vec![skipped(
                "discord",
                "no token, which only the bot on Discord needs: README.md, \"Run it on Discord\", says how to get one and where to put it",
            )];
        }
        Err(why) => return vec![told_token(&why)],
    };
    let mut checks = vec![shape(context, &token)];
    match checkup(&token.secret, config.api.as_deref()).await {
        Err(trouble) => checks.push(troubled("discord", &trouble)),
        Ok(found) => checks.extend(on_discord(context, &token, &found).await),
    }
    checks.push(ok("invite", invitation(token.application_id)));
    checks.push(monitor(context.config.monitor.address));
    checks
}

fn told_token(why: &TokenError) -> Check {
    let text = why.to_string();
    match text.split_once("; ") {
        Some((says, todo)) => problem("token", says, todo),
        None => problem("token", text, "put the bot's token in its place"),
    }
}

fn shape(context: &Context, token: &Token) -> Check {
    let says = format!("from {}, shaped as a token is", token.source);
    if context.places.token.is_none()
        && let Some(path) = &context.config.discord.token_file
        && open_to_all(path)
    {
        return problem(
            "token",
            format!("{says}; but every user of this machine can read that file"),
            format!("chmod 600 {}", path.display()),
        );
    }
    match context.config.discord.application_id {
        Some(id) if id != token.application_id => problem(
            "token",
            format!(
                "{says}; but it belongs to the application {}, and the settings name {id}",
                token.application_id
            ),
            "mend `application_id` in [discord], or leave it out",
        ),
        _ => ok("token", says),
    }
}

/// Secrets that a container or systemd puts below /run are shut off by other means than the file's mode.
#[cfg(unix)]
fn open_to_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map(|file| file.permissions().mode());
    !path.starts_with("/run") && mode.is_ok_and(|mode| mode & 0o004 != 0)
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> bool {
    false
}

async fn on_discord(context: &Context, token: &Token, found: &Checkup) -> Vec<Check> {
    let guilds = found.guilds.as_deref().unwrap_or_default();
    vec![
        application(&found.application),
        match &found.gateway {
            Ok(allowed) => gateway(allowed),
            Err(trouble) => troubled("gateway", trouble),
        },
        commands(context, token, guilds).await,
        match &found.guilds {
            Ok(guilds) => servers(guilds),
            Err(trouble) => troubled("servers", trouble),
        },
    ]
}

fn troubled(check: &'static str, trouble: &Trouble) -> Check {
    let todo = match trouble {
        Trouble::Refused => format!(
            "reset the token at {PORTAL}, under Bot, and put the new one in place of the old"
        ),
        Trouble::Unreachable(_) => {
            "check the network, a proxy in between, and `api` in [discord]".to_owned()
        }
        Trouble::Failed(_) => {
            "try again in a minute; see also https://discordstatus.com".to_owned()
        }
    };
    problem(check, trouble.to_string(), todo)
}

fn application(application: &Application) -> Check {
    let says = format!("{} (application {})", application.name, application.id);
    match &application.interactions_endpoint {
        None => ok("discord", format!("reached; the token is that of {says}")),
        Some(url) => problem(
            "discord",
            format!("{says} sends what people type to {url}, not to this bot"),
            format!("empty Interactions Endpoint URL at {PORTAL}, under General Information"),
        ),
    }
}

fn gateway(gateway: &Gateway) -> Check {
    let Gateway {
        shards,
        starts_left,
    } = gateway;
    let says = format!(
        "{} recommended; {starts_left} more starts allowed today",
        count(u64::from(*shards), "connection")
    );
    if *starts_left < FEW_STARTS {
        let todo = "find out what starts the bot again and again; Discord resets the token when none is left";
        return problem("gateway", says, todo);
    }
    ok("gateway", says)
}

async fn commands(context: &Context, token: &Token, guilds: &[Guild]) -> Check {
    let api = context.config.discord.api.as_deref();
    let everywhere = match discord::unregistered(&token.secret, api, None).await {
        Ok(everywhere) => everywhere,
        Err(why) => return problem("commands", why.to_string(), "pincite register"),
    };
    if !everywhere.unchanged.is_empty() || everywhere.created.is_empty() {
        return registered(&everywhere);
    }
    for guild in guilds.iter().take(TRIED_GUILDS) {
        let here = discord::unregistered(&token.secret, api, Some(guild.id)).await;
        if let Ok(here) = here
            && here.created.is_empty()
            && here.changed.is_empty()
        {
            let says = format!("registered for the server {} only", guild.name);
            return ok(
                "commands",
                format!("{says}; `pincite register` does it everywhere"),
            );
        }
    }
    registered(&everywhere)
}

fn registered(commands: &Registered) -> Check {
    let differences: Vec<String> = [
        ("not registered", &commands.created),
        ("registered in an older form", &commands.changed),
        ("registered, and Pincite's no more", &commands.deleted),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(what, names)| format!("{what}: {}", listed(names.iter().cloned())))
    .collect();
    if differences.is_empty() {
        let all = count(commands.unchanged.len() as u64, "command");
        return ok("commands", format!("{all}, registered and up to date"));
    }
    problem("commands", differences.join("; "), "pincite register")
}

fn servers(guilds: &[Guild]) -> Check {
    let lacking: Vec<String> = guilds
        .iter()
        .filter(|guild| !guild.missing.is_empty())
        .map(|guild| {
            format!(
                "{} ({}) lacks {}",
                guild.name,
                guild.id,
                guild.missing.join(", ")
            )
        })
        .collect();
    if guilds.is_empty() {
        return problem(
            "servers",
            "the bot is on no server yet",
            "open the address below in a browser, and choose a server",
        );
    }
    let number = count(guilds.len() as u64, "server");
    if lacking.is_empty() {
        return ok(
            "servers",
            format!("on {number}, with every permission it needs"),
        );
    }
    problem(
        "servers",
        format!("on {number}: {}", listed(lacking.into_iter())),
        "give the bot's role these permissions there, or add the bot anew with the address below",
    )
}

fn monitor(address: Option<SocketAddr>) -> Check {
    let Some(address) = address else {
        return ok("monitor", "health and metrics are turned off");
    };
    match TcpListener::bind(address) {
        Ok(_) => ok(
            "monitor",
            format!("{address} is free for health and metrics"),
        ),
        Err(_) if is_ours(address) => ok(
            "monitor",
            format!("`pincite serve` runs, and answers on {address}"),
        ),
        Err(why) => problem(
            "monitor",
            format!("{address} cannot be had for health and metrics: {why}"),
            "name another `address` in [monitor], or \"off\"",
        ),
    }
}

fn is_ours(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, LOCAL)?;
        stream.set_read_timeout(Some(LOCAL))?;
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(4_096).read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.contains("pincite "))
}
