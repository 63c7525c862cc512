//! `pincite serve`: the bot's process, from its start to its end.
//!
//! The bot works on threads of its own. The main thread only waits: for the bot to end, for a signal, and after that for
//! the grace period to pass. So the process ends in time even where every thread of the bot is stuck.

mod signals;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{Context, Exit};
use crate::config::token::{self, Token};
use crate::discord::{self, Reach, Setup, Stop};
use crate::{logs, monitor};

pub(super) async fn run(context: &Context) -> anyhow::Result<Exit> {
    let token = token::find(&context.places, &context.config.discord)?;
    keep_memory_private();
    logs::start(&context.config.log, &token.secret);
    Ok(run_logged(context, token).await.unwrap_or_else(|error| {
        tracing::error!("{error:#}");
        Exit::CannotRun
    }))
}

/// From here on everything, failures too, is said in the log.
async fn run_logged(context: &Context, token: Token) -> anyhow::Result<Exit> {
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        application = token.application_id,
        token_from = token.source,
        "pincite starts"
    );
    let state = Arc::new(monitor::State::default());
    let workers = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("pincite")
        .build()?;
    let exit = run_on(
        &workers,
        context,
        Setup {
            token: token.secret,
            reach: Reach::at(context.config.discord.api.as_deref()),
            config: context.config.discord.clone(),
            root: context.root.clone(),
            extraction: context.extraction(),
            state,
            now: now(),
        },
    )
    .await;
    // Not waited for: what still runs after the grace period may never end.
    workers.shutdown_background();
    exit
}

async fn run_on(workers: &Runtime, context: &Context, setup: Setup) -> anyhow::Result<Exit> {
    if let Some(address) = context.config.monitor.address {
        // It serves until the process ends, so that the stop can be watched too.
        let server = monitor::serve(address, setup.state.clone(), CancellationToken::new());
        let (address, server) = workers.spawn(server).await??;
        workers.spawn(server);
        tracing::info!(%address, "health and metrics are served");
    }
    let watch = Watch {
        state: setup.state.clone(),
        shutdown: CancellationToken::new(),
        grace: Duration::from_secs(setup.config.grace_seconds),
    };
    let signals = signals::listen()?;
    let bot = workers.spawn(discord::run(setup, watch.shutdown.clone()));
    Ok(watch.supervise(bot, signals).await)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program's start is where the bot's clock comes from"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

/// No core dump, which would hold the token, and no other process of this user may read this one's memory or
/// environment. Where the system refuses, it runs as any other program does.
#[cfg(target_os = "linux")]
fn keep_memory_private() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = rustix::process::setrlimit(Resource::Core, none);
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

#[cfg(not(target_os = "linux"))]
fn keep_memory_private() {}

/// What is needed to end the bot.
struct Watch {
    state: Arc<monitor::State>,
    shutdown: CancellationToken,
    /// From the first signal to the hard stop.
    grace: Duration,
}

impl Watch {
    /// Waits for the bot to end; tells it to when a signal comes, and gives up on it when the grace period has passed
    /// or a second signal comes.
    async fn supervise(
        &self,
        mut bot: JoinHandle<Result<(), Stop>>,
        mut signals: mpsc::Receiver<&'static str>,
    ) -> Exit {
        let signal = tokio::select! {
            ended = &mut bot => return ended_by_itself(ended),
            Some(signal) = signals.recv() => signal,
        };
        let grace_seconds = self.grace.as_secs();
        tracing::info!(signal, grace_seconds, "stopping");
        self.state.stopping();
        self.shutdown.cancel();
        tokio::select! {
            ended = &mut bot => return ended_when_told(ended),
            Some(signal) = signals.recv() => tracing::warn!(signal, "stopped at once"),
            () = tokio::time::sleep(self.grace) => {
                tracing::warn!(grace_seconds, "stopped hard: the bot did not end in time");
            }
        }
        Exit::SomeFailed
    }
}

fn ended_by_itself(ended: Result<Result<(), Stop>, JoinError>) -> Exit {
    match ended {
        Ok(Ok(())) => {
            tracing::info!("the bot has ended");
            return Exit::Done;
        }
        Ok(Err(reason)) => tracing::error!("{reason}"),
        // The log has said where it panicked.
        Err(_) => tracing::error!("the bot ended in a panic"),
    }
    Exit::CannotRun
}

fn ended_when_told(ended: Result<Result<(), Stop>, JoinError>) -> Exit {
    match ended {
        Ok(Ok(())) => tracing::info!("stopped"),
        Ok(Err(reason)) => tracing::warn!("stopped: {reason}"),
        Err(_) => {
            tracing::error!("the bot ended in a panic");
            return Exit::CannotRun;
        }
    }
    Exit::Done
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn watch() -> Watch {
        Watch {
            state: Arc::default(),
            shutdown: CancellationToken::new(),
            grace: Duration::from_millis(200),
        }
    }

    /// The exit code, and whether the bot was told to stop; `signals` come at once.
    fn supervised(
        bot: impl Future<Output = Result<(), Stop>> + Send + 'static,
        watch: &Watch,
        signals: &[&'static str],
    ) -> Exit {
        let workers = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let main = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let exit = main.block_on(async {
            let (send, receive) = mpsc::channel(2);
            let bot = workers.spawn(bot);
            for &signal in signals {
                send.send(signal).await.unwrap();
            }
            watch.supervise(bot, receive).await
        });
        workers.shutdown_background();
        exit
    }

    #[test]
    fn a_bot_that_listens_ends_well_and_is_not_ready_meanwhile() {
        let watch = watch();
        let shutdown = watch.shutdown.clone();
        let bot = async move {
            shutdown.cancelled().await;
            Ok(())
        };
        assert_eq!(supervised(bot, &watch, &["SIGTERM"]), Exit::Done);
        assert_eq!(watch.state.missing()[0], "the bot is stopping");
    }

    #[test]
    fn a_bot_that_blocks_every_thread_is_left_behind_after_the_grace_period() {
        let since = Instant::now();
        let bot = async {
            std::thread::sleep(Duration::from_secs(20));
            Ok(())
        };
        assert_eq!(supervised(bot, &watch(), &["SIGTERM"]), Exit::SomeFailed);
        assert!(since.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_second_signal_does_not_wait() {
        let patient = Watch {
            grace: Duration::from_secs(3_600),
            ..watch()
        };
        let bot = std::future::pending();
        assert_eq!(
            supervised(bot, &patient, &["SIGINT", "SIGINT"]),
            Exit::SomeFailed
        );
    }

    #[test]
    fn a_bot_that_cannot_go_on_or_panics_ends_the_process() {
        let refused = async { Err(Stop::BadToken) };
        assert_eq!(supervised(refused, &watch(), &[]), Exit::CannotRun);
        let panics = async { panic!("as a test") };
        assert_eq!(supervised(panics, &watch(), &[]), Exit::CannotRun);
    }
}
