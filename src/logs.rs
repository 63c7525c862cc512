//! The log of `pincite serve`: on standard error, for people or as JSON.
//!
//! Ids only. What people wrote, and their names, may be logged at `debug` and `trace` and nowhere else; so libraries
//! that repeat them in their warnings are kept silent above that. The token, and the tokens of interactions and webhooks
//! in addresses, are cut out of every line, whoever wrote it.

mod scrub;

use std::io::Write;

use secrecy::SecretString;
use tracing::Level;
use tracing_subscriber::EnvFilter;

use crate::config::{LogConfig, LogFormat};
use crate::monitor::metrics;
use scrub::Scrubber;

/// Starts the log, once in a process; panics are written to it too.
pub fn start(config: &LogConfig, token: &SecretString) {
    let scrubber = Scrubber::new(token.clone());
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter(config.level)))
        .with_ansi(false)
        .with_writer(move || Scrubbed {
            scrubber: scrubber.clone(),
            to: std::io::stderr(),
        });
    // A second log in one process changes nothing: the first one goes on.
    let _ = match config.format {
        LogFormat::Human => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    std::panic::set_hook(Box::new(log_panic));
}

/// serenity repeats whole events in the warnings of its websocket (`Err deserializing text`) and its shards.
const INDISCREET: [&str; 4] = [
    "serenity::gateway::ws=off",
    "serenity::gateway::shard=error",
    "tungstenite=off",
    "tokio_tungstenite=off",
];

fn filter(level: Level) -> String {
    if level >= Level::DEBUG {
        return format!("warn,pincite={level},serenity={level}");
    }
    let others = level.min(Level::WARN);
    format!("{others},pincite={level},{}", INDISCREET.join(","))
}

/// Where it happened; not what was said, because a panic may repeat the text that it stumbled over.
fn log_panic(panic: &std::panic::PanicHookInfo) {
    metrics::panicked();
    let location = panic.location().map(ToString::to_string);
    let location = location.as_deref().unwrap_or("an unknown place");
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    tracing::error!(
        location,
        thread,
        "a task panicked; this is a bug in Pincite"
    );
    let said = panic.payload().downcast_ref::<&str>().copied();
    let said = said.or_else(|| panic.payload().downcast_ref::<String>().map(String::as_str));
    tracing::debug!(location, said, "what the panic said");
}

/// A writer that gets one whole line at a time, as the log hands them over.
struct Scrubbed<W> {
    scrubber: Scrubber,
    to: W,
}

impl<W: Write> Write for Scrubbed<W> {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        self.to.write_all(self.scrubber.scrub(&text).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    const TOKEN: &str = "MTExMTExMTExMTExMTExMTEx.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB";

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(level: Level, events: impl FnOnce()) -> String {
        let memory = Memory::default();
        let (scrubber, to) = (Scrubber::new(SecretString::from(TOKEN)), memory.clone());
        let log = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_env_filter(EnvFilter::new(filter(level)))
            .with_writer(move || Scrubbed {
                scrubber: scrubber.clone(),
                to: to.clone(),
            });
        tracing::subscriber::with_default(log.finish(), events);
        let bytes = memory.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_libraries_repeat_of_messages_is_written_only_for_debugging() {
        let events = || {
            tracing::warn!(target: "serenity::gateway::ws", "Err deserializing text: canary");
            tracing::warn!(target: "serenity::gateway::shard", "Unhandled error: canary");
            tracing::warn!(target: "serenity::gateway::bridge::shard_queuer", "restarting");
            tracing::debug!(target: "pincite::discord", "canary");
            tracing::info!(target: "pincite::discord", guild = 7, "asked");
        };
        let info = written(Level::INFO, events);
        assert!(!info.contains("canary"), "{info}");
        assert!(info.contains("restarting"), "{info}");
        assert!(info.contains("\"guild\":7"), "{info}");
        assert_eq!(written(Level::DEBUG, events).matches("canary").count(), 3);
        assert_eq!(written(Level::ERROR, events), "");
    }

    #[test]
    fn a_panic_is_logged_with_its_place_and_without_its_words() {
        let text = written(Level::INFO, || {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(log_panic));
            let panicked = std::panic::catch_unwind(|| panic!("canary"));
            std::panic::set_hook(before);
            assert!(panicked.is_err());
        });
        assert!(text.contains("a task panicked"), "{text}");
        assert!(text.contains("src/logs.rs:"), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }

    #[test]
    fn the_token_is_cut_out_of_every_line() {
        let text = written(Level::INFO, || {
            tracing::error!(error = ?format!("Authorization: Bot {TOKEN}"), "{TOKEN}{TOKEN}");
        });
        assert!(!text.contains("abcdefgh"), "{text}");
        assert_eq!(text.matches("[token]").count(), 3, "{text}");
    }
}
