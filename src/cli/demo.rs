//! `pincite demo`: the real bot on Discord's stand-in, with a page in the browser to talk with it.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use clap::Args;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tracing::Level;

use super::serve::{now, signals};
use super::{Context, Exit, usage};
use crate::config::{DiscordConfig, LogConfig};
use crate::discord::{self, Reach, Setup, Stop};
use crate::logs;
use crate::sandbox::{Sandbox, Scene};

/// Where the page is looked for first, so that a bookmark stays good.
const PORT: u16 = 7420;
/// How long the bot may take to connect; it does in a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// Who tries things out clicks faster than a community does.
const LEAST_PER_MINUTE: u32 = 60;
const LEAST_BURST: u32 = 20;
/// What the stand-in records for tests is forgotten this often.
const FORGET: Duration = Duration::from_secs(60);

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Port of the page on this machine; 0 takes any that is free [default: 7420, or any]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

pub(super) async fn run(context: &Context, args: DemoArgs) -> anyhow::Result<Exit> {
    let workers = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("pincite")
        .build()?;
    let exit = run_on(&workers, context, &args).await;
    workers.shutdown_background();
    exit
}

async fn run_on(workers: &Runtime, context: &Context, args: &DemoArgs) -> anyhow::Result<Exit> {
    let mut signals = signals::listen()?;
    let listener = listen(args.port).await?.into_std()?;
    let now = now();
    let sandbox = Arc::new({
        let _on_workers = workers.enter();
        let since_1970 = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let scene = Scene::reading_room().said_by(since_1970);
        Sandbox::start_with_page(scene, TcpListener::from_std(listener)?)?
    });
    let setup = setup(context, &sandbox, now);
    logs::start(&quiet(&context.config.log), &setup.token);
    let grace = Duration::from_secs(setup.config.grace_seconds);
    let shutdown = CancellationToken::new();
    let mut bot = workers.spawn(discord::run(setup, shutdown.clone()));
    let ready = tokio::select! {
        ready = start(&sandbox) => ready,
        ended = &mut bot => return Err(early(ended)),
        Some(_) = signals.recv() => return Ok(Exit::Done),
    };
    ready?;
    say_where(&sandbox, args.open);
    workers.spawn(forget(Arc::clone(&sandbox)));
    tokio::select! {
        ended = &mut bot => return Err(early(ended)),
        Some(_) = signals.recv() => shutdown.cancel(),
    }
    tokio::select! {
        _ = tokio::time::timeout(grace, bot) => {}
        Some(_) = signals.recv() => {}
    }
    println!("Stopped.");
    Ok(Exit::Done)
}

/// The log, without what is no trouble unless somebody asked for more.
fn quiet(given: &LogConfig) -> LogConfig {
    let level = match given.level {
        Level::INFO => Level::WARN,
        other => other,
    };
    LogConfig { level, ..*given }
}

/// A port of this machine that no other machine reaches.
async fn listen(port: Option<u16>) -> anyhow::Result<TcpListener> {
    let at = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    match port {
        Some(port) => at(port).await.map_err(|error| {
            usage(format!(
                "port {port} cannot be had ({error}); name another one, or leave --port out"
            ))
        }),
        None => match at(PORT).await {
            Ok(listener) => Ok(listener),
            Err(_) => at(0).await.context("no port of this machine is free"),
        },
    }
}

fn setup(context: &Context, sandbox: &Sandbox, now: SystemTime) -> Setup {
    let given = &context.config.discord;
    let config = DiscordConfig {
        api: Some(sandbox.url().to_owned()),
        person_per_minute: given.person_per_minute.max(LEAST_PER_MINUTE),
        person_burst: given.person_burst.max(LEAST_BURST),
        ..given.clone()
    };
    Setup {
        token: sandbox.token().into(),
        reach: Reach::at(config.api.as_deref()),
        config,
        root: context.root.clone(),
        extraction: context.extraction(),
        state: Arc::default(),
        now,
    }
}

/// Publishes the commands and waits for the bot.
async fn start(sandbox: &Sandbox) -> anyhow::Result<()> {
    let token = sandbox.token().into();
    discord::register(&token, Some(sandbox.url()), None).await?;
    match sandbox.gateway().connected(PATIENCE).await {
        true => Ok(()),
        false => anyhow::bail!("the bot did not connect to its stand-in; try again"),
    }
}

fn say_where(sandbox: &Sandbox, open: bool) {
    let url = format!("{}/", sandbox.url());
    println!("The demo is at {url}\n");
    println!("Nothing of it leaves this machine. Ctrl-C ends it.");
    if open && !open_in_browser(&url) {
        println!("No browser could be started; open the address yourself.");
    }
}

/// Whether a program that opens addresses could be started.
fn open_in_browser(url: &str) -> bool {
    let (program, before): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = std::process::Command::new(program);
    command.args(before).arg(url);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().is_ok()
}

async fn forget(sandbox: Arc<Sandbox>) {
    loop {
        tokio::time::sleep(FORGET).await;
        sandbox.forget_requests();
    }
}

/// The bot ended before it was told to.
fn early(ended: Result<Result<(), Stop>, tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok(Err(stop)) => stop.into(),
        Ok(Ok(())) => anyhow::anyhow!("the bot ended by itself"),
        Err(_) => anyhow::anyhow!("the bot ended in a panic; this is a bug in Pincite"),
    }
}
