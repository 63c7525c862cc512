//! What every request is answered with: the library, the settings, and how much may be done at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::attachment::Attachments;
use super::words::{self, Refusal};
use crate::answer::Opened;
use crate::config::DiscordConfig;
use crate::ingest::child::Extraction;
use crate::library::{Library, Meant, Scope, Shelf};
use crate::monitor::metrics;
use crate::report::{EditionPrefix, ShortReceipt};
use crate::store::{CaseId, Edition, Settings};

/// The bot without Discord.
pub struct Bot {
    /// The reports.
    pub library: Arc<Library>,
    /// What the operator set.
    pub config: DiscordConfig,
    /// How files are read and pages drawn.
    pub extraction: Extraction,
    /// Where files come from that people attach.
    pub attachments: Attachments,
    searches: Arc<Semaphore>,
    /// Reports whose pages people turned lately, split into passages.
    opened: moka::sync::Cache<(EditionPrefix, u32), Arc<Opened>>,
    /// What was shared a moment ago: a second click does not post it twice.
    shared: moka::sync::Cache<(u64, ShortReceipt), ()>,
    /// Verdicts that are being written down and posted: a second click does not do it twice.
    deciding: moka::sync::Cache<(CaseId, usize), ()>,
}

/// Bytes of memory for [`Bot::opened`].
const OPENED_BYTES: u64 = 64 << 20;
/// How long a second click on *Share* or *Publish* counts as the same.
const SHARED: Duration = Duration::from_secs(600);

/// Why a request was not carried out.
#[derive(Debug)]
pub enum Failure {
    /// The person can do something about it.
    Refused(Refusal),
    /// Something is broken here.
    Broke(anyhow::Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Broke(error.into())
    }
}

impl Bot {
    /// A bot with these reports.
    pub fn new(
        library: Library,
        config: DiscordConfig,
        extraction: Extraction,
        attachments: Attachments,
    ) -> Bot {
        let bytes = |_: &(EditionPrefix, u32), opened: &Arc<Opened>| {
            u32::try_from(opened.bytes()).unwrap_or(u32::MAX)
        };
        let searches = config.searches();
        Bot {
            library: Arc::new(library),
            searches: Arc::new(Semaphore::new(searches)),
            config,
            extraction,
            attachments,
            opened: moka::sync::Cache::builder()
                .weigher(bytes)
                .max_capacity(OPENED_BYTES)
                .build(),
            shared: moka::sync::Cache::builder()
                .max_capacity(10_000)
                .time_to_live(SHARED)
                .build(),
            deciding: moka::sync::Cache::builder()
                .max_capacity(10_000)
                .time_to_live(SHARED)
                .build(),
        }
    }

    /// What a guild's managers decided; the defaults outside of guilds.
    pub async fn settings(&self, guild: Option<u64>) -> Result<Settings, Failure> {
        Ok(match guild {
            Some(guild) => self.library.store().settings(guild).await?,
            None => Settings::default(),
        })
    }

    /// What may be searched in a guild, or outside of guilds.
    pub fn scope(&self, guild: Option<u64>, settings: &Settings) -> Scope {
        match guild {
            Some(guild) => Scope::of_guild(guild, settings),
            None => Scope::Public,
        }
    }

    /// The reports that may be searched in a guild, or outside of guilds.
    pub async fn shelf(&self, guild: Option<u64>, settings: &Settings) -> Result<Shelf, Failure> {
        Ok(self.library.shelf(&self.scope(guild, settings)).await?)
    }

    /// Runs a search on a thread that may block: a bounded number at a time, and not for longer than the deadline.
    pub async fn search<T: Send + 'static>(
        &self,
        search: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let running = async {
            let permit = self.searches.clone().acquire_owned().await?;
            let found = tokio::task::spawn_blocking(move || {
                let found = search();
                drop(permit);
                found
            });
            anyhow::Ok(found.await?)
        };
        let deadline = self.config.search_deadline();
        match tokio::time::timeout(deadline, running).await {
            Ok(found) => Ok(found?),
            Err(_) => {
                metrics::refused(metrics::Refusal::Deadline);
                Err(words::took_too_long().into())
            }
        }
    }

    /// Notes that an excerpt is shared in a channel; false where it was a moment ago.
    pub fn share(&self, channel: u64, excerpt: ShortReceipt) -> bool {
        let mut first = false;
        self.shared.get_with((channel, excerpt), || first = true);
        first
    }

    /// Forgets that, because it could not be posted.
    pub fn not_shared(&self, channel: u64, excerpt: ShortReceipt) {
        self.shared.invalidate(&(channel, excerpt));
    }

    /// Notes that a verdict is being written down; false where it is already.
    pub fn decide(&self, claim: (CaseId, usize)) -> bool {
        let mut first = false;
        self.deciding.get_with(claim, || first = true);
        first
    }

    /// Forgets that: it is written down, or was not.
    pub fn decided(&self, claim: (CaseId, usize)) {
        self.deciding.invalidate(&claim);
    }

    /// An edition's reading text and passages.
    pub async fn open(&self, edition: &Edition) -> Result<Arc<Opened>, Failure> {
        if let Some(opened) = self.opened.get(&key(edition)) {
            return Ok(opened);
        }
        let reading = crate::library::reading(Some(&self.library), edition)?;
        let opened = self.search(move || Arc::new(Opened::new(reading))).await?;
        self.opened.insert(key(edition), opened.clone());
        Ok(opened)
    }
}

/// What tells editions apart, samples too: their numbers are small and those of the library's begin anew.
fn key(edition: &Edition) -> (EditionPrefix, u32) {
    (edition.prefix(), edition.part)
}

/// The one report on a shelf that is meant.
pub(super) fn find<'s>(shelf: &'s Shelf, wanted: &str) -> Result<&'s Edition, Refusal> {
    /// So many are named where several may be meant.
    const NAMED: usize = 6;
    match shelf.report(wanted) {
        Meant::One(edition) => Ok(edition),
        Meant::Nothing => Err(words::no_such_report(wanted)),
        Meant::Several(editions) => {
            let titles: Vec<String> = editions
                .iter()
                .take(NAMED)
                .map(|edition| edition.report.title.clone())
                .collect();
            Err(words::several_reports(wanted, &titles))
        }
    }
}
