//! The bot on Discord.

pub mod checkup;

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::config::DiscordConfig;
use crate::ingest::child::Extraction;
use crate::library::{Library, LibraryError};
use crate::monitor;

/// What the bot is started with.
pub struct Setup {
    /// The bot's token.
    pub token: SecretString,
    /// Its settings.
    pub config: DiscordConfig,
    /// Where the reports are.
    pub root: PathBuf,
    /// How files are read.
    pub extraction: Extraction,
    /// Where it tells how it is.
    pub state: Arc<monitor::State>,
}

/// Why the bot ended without having been told to.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// Close code 4004, or 401.
    #[error(
        "Discord refused the token; reset it at https://discord.com/developers/applications, under Bot, and put the new one in its place"
    )]
    BadToken,
    /// The library could not be opened.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

/// Runs the bot until it is told to stop.
pub async fn run(setup: Setup, shutdown: CancellationToken) -> Result<(), Stop> {
    if let Some(library) = Library::open(&setup.root).await? {
        library.store().close().await;
    }
    setup.state.reports(Ok(()));
    shutdown.cancelled().await;
    Ok(())
}

/// What became of the commands, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered {
    /// Were not there.
    pub created: Vec<String>,
    /// Were there in another form.
    pub changed: Vec<String>,
    /// Were there and are ours no more.
    pub deleted: Vec<String>,
    /// Were there as they should be.
    pub unchanged: Vec<String>,
}

/// Why commands could not be registered.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RegisterError(String);

/// Publishes the commands, in one guild or everywhere; writes only differences.
pub async fn register(
    _: &SecretString,
    _: Option<&str>,
    _: Option<u64>,
) -> Result<Registered, RegisterError> {
    Err(RegisterError("there are no commands yet".to_owned()))
}

/// What [`register`] would do; changes nothing.
pub async fn unregistered(
    _: &SecretString,
    _: Option<&str>,
    _: Option<u64>,
) -> Result<Registered, RegisterError> {
    Err(RegisterError("there are no commands yet".to_owned()))
}
