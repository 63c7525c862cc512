//! `/report`: what managers do with reports.

mod card;

use std::time::{Duration, UNIX_EPOCH};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::Asked;
use crate::discord::attachment;
use crate::discord::bot::Failure;
use crate::discord::commands::Attachment;
use crate::discord::markup::Markup;
use crate::discord::reply::{Body, How, Reply};
use crate::discord::words::{self, Refusal};
use crate::ingest::describe::Stated;
use crate::library::{Arrival, Meant, QuarantineError, meant};

/// What a manager wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportAction {
    /// A new report.
    Add {
        /// The file.
        file: Attachment,
        /// What the manager says about it.
        details: Details,
    },
    /// A newer edition.
    Replace {
        /// Of which report.
        report: String,
        /// The file.
        file: Attachment,
        /// What the manager says about it.
        details: Details,
    },
    /// Forget a report, once that is confirmed.
    Remove {
        /// Which.
        report: String,
    },
    /// Forget a report now.
    RemoveNow {
        /// Its id.
        id: String,
    },
    /// Show what waits for approval.
    Preview,
    /// Show one file that waits.
    Show {
        /// Its number.
        number: u32,
    },
    /// Make a report of a file that waits.
    Approve {
        /// Its number.
        number: u32,
    },
    /// Forget a file that waits.
    Reject {
        /// Its number.
        number: u32,
    },
    /// Change nothing.
    Keep,
    /// Show which questions were reported as unanswered.
    Missing {
        /// Forget them afterwards.
        clear: bool,
    },
}

/// What a manager says about a file; absent where the file is to speak for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// `2021`, `2021-03` or `2021-03-10`.
    pub date: Option<String>,
    /// Where everybody can get it.
    pub url: Option<String>,
}

/// Files that are read at the same time; each takes a process of its own.
static READING: Semaphore = Semaphore::const_new(2);
/// Discord allows this many characters in the id of a button (docs: Components, Custom ID).
const ID_CHARS: usize = 100;

impl ReportAction {
    /// The id of a button that does this; none for what is not done by a button.
    fn pack(&self) -> Option<String> {
        let id = match self {
            ReportAction::Show { number } => format!("w:s:{number}"),
            ReportAction::Approve { number } => format!("w:a:{number}"),
            ReportAction::Reject { number } => format!("w:r:{number}"),
            ReportAction::RemoveNow { id } => format!("w:d:{id}"),
            ReportAction::Keep => "w:k:".to_owned(),
            _ => return None,
        };
        (id.chars().count() <= ID_CHARS).then_some(id)
    }

    /// Reads the id of a button of these.
    pub fn unpack(id: &str) -> Option<ReportAction> {
        let (what, of) = id.strip_prefix("w:")?.split_once(':')?;
        let number = of.parse::<u32>();
        let action = match (what, number) {
            ("s", Ok(number)) => ReportAction::Show { number },
            ("a", Ok(number)) => ReportAction::Approve { number },
            ("r", Ok(number)) => ReportAction::Reject { number },
            ("d", _) if !of.is_empty() => ReportAction::RemoveNow { id: of.to_owned() },
            ("k", _) => ReportAction::Keep,
            _ => return None,
        };
        (action.pack().as_deref() == Some(id)).then_some(action)
    }
}

/// Who will see the reply to a button of these: only managers get such buttons, each in a message of their own.
pub(super) fn expected(_: &ReportAction) -> How {
    How::Update
}

pub(super) async fn report(asked: Asked<'_>, action: &ReportAction) -> Result<Reply, Failure> {
    let guild = asked.request.place.guild;
    let guild = guild.ok_or_else(words::only_in_a_server)?;
    let body = match action {
        ReportAction::Add { file, details } => hand_in(asked, guild, file, (details, None)).await?,
        ReportAction::Replace {
            report,
            file,
            details,
        } => {
            let id = own(asked, guild, report).await?;
            hand_in(asked, guild, file, (details, Some(&id))).await?
        }
        ReportAction::Remove { report } => {
            let id = own(asked, guild, report).await?;
            confirm(asked, guild, &id).await?
        }
        ReportAction::RemoveNow { id } => {
            let (library, id) = (asked.bot.library.clone(), id.clone());
            let removed = apart(async move { library.remove_own(guild, &id).await }).await?;
            card::removed(&removed)
        }
        ReportAction::Preview => preview(asked, guild, None).await?,
        ReportAction::Show { number } => preview(asked, guild, Some(*number)).await?,
        ReportAction::Approve { number } => {
            let (bot, number) = (asked.bot, *number);
            let (library, extraction) = (bot.library.clone(), bot.extraction.clone());
            let approved = async move { library.approve(guild, number, &extraction).await };
            card::approved(&apart(approved).await?)
        }
        ReportAction::Reject { number } => {
            let (library, number) = (asked.bot.library.clone(), *number);
            let rejected = apart(async move { library.reject(guild, number).await }).await?;
            card::rejected(&rejected)
        }
        ReportAction::Keep => Body::words(Markup::ours("Nothing was changed.")),
        ReportAction::Missing { clear } => missing(asked, guild, *clear).await?,
    };
    let how = if asked.request.under.is_some() {
        How::Update
    } else {
        How::Private
    };
    Ok(Reply::say(how, body))
}

/// Fetches a file and puts it where only managers see it.
async fn hand_in(
    asked: Asked<'_>,
    guild: u64,
    file: &Attachment,
    (details, replaces): (&Details, Option<&str>),
) -> Result<Body, Failure> {
    let Ok(_place) = READING.try_acquire() else {
        return Err(
            refusal("Other files are being read at this moment. Try again in a minute.").into(),
        );
    };
    let bot = asked.bot;
    let fetched = attachment::fetch(bot, file).await?;
    let stated = Stated {
        title: details.title.clone(),
        publisher: details.publisher.clone(),
        date: details.date.clone(),
        url: details.url.clone(),
        ..Stated::default()
    };
    let (library, extraction) = (bot.library.clone(), bot.extraction.clone());
    let (by, name) = (asked.request.person.id, file.name.clone());
    let replaces = replaces.map(str::to_owned);
    let now = UNIX_EPOCH + Duration::from_secs(asked.request.at);
    let preview = apart(async move {
        let arrival = Arrival {
            guild,
            by,
            file_name: &name,
            path: fetched.path(),
            stated,
            replaces: replaces.as_deref(),
        };
        library.quarantine(arrival, &extraction, now).await
    });
    let preview = preview.await?;
    Ok(card::preview(&preview, &[preview.id]))
}

/// The id of the report that is meant: one of the guild's own, even if its settings hide it.
async fn own(asked: Asked<'_>, guild: u64, wanted: &str) -> Result<String, Failure> {
    let own = asked.bot.library.own_reports(guild).await?;
    match meant(&own, wanted) {
        Meant::One(edition) => return Ok(edition.report.id.clone()),
        Meant::Several(editions) => {
            let titles: Vec<String> = editions
                .iter()
                .take(6)
                .map(|edition| edition.report.title.clone())
                .collect();
            return Err(words::several_reports(wanted, &titles).into());
        }
        Meant::Nothing => {}
    }
    let shelf = asked.shelf().await?;
    match crate::discord::bot::find(&shelf, wanted) {
        Ok(everybodys) => Err(refused(QuarantineError::Public(
            everybodys.report.title.clone(),
        ))),
        Err(refusal) => Err(refusal.into()),
    }
}

async fn confirm(asked: Asked<'_>, guild: u64, id: &str) -> Result<Body, Failure> {
    let own = asked.bot.library.own_reports(guild).await?;
    let edition = own.iter().find(|edition| edition.report.id == id);
    let edition = edition.ok_or_else(words::changed_since)?;
    let now = ReportAction::RemoveNow { id: id.to_owned() };
    let now = now.pack().ok_or_else(|| {
        refusal("This report's id is too long for a button. Ask the people who run Pincite to remove it.")
    })?;
    Ok(card::confirm(&edition.report, now))
}

/// One of the files that wait: that with a number, else the one that waits longest.
async fn preview(asked: Asked<'_>, guild: u64, number: Option<u32>) -> Result<Body, Failure> {
    let waiting = asked.bot.library.quarantined(guild).await?;
    let numbers: Vec<u32> = waiting.iter().map(|preview| preview.id).collect();
    let shown = match number {
        Some(number) => waiting.iter().find(|preview| preview.id == number),
        None => waiting.first(),
    };
    match (shown, number) {
        (Some(shown), _) => Ok(card::preview(shown, &numbers)),
        (None, Some(number)) => Err(refused(QuarantineError::NotWaiting(number))),
        (None, None) => Ok(Body::words(Markup::ours(
            "Nothing waits for approval. Hand in a file with /report add.",
        ))),
    }
}

async fn missing(asked: Asked<'_>, guild: u64, clear: bool) -> Result<Body, Failure> {
    let store = asked.bot.library.store();
    let missing = store.missing(guild).await?;
    if missing.is_empty() {
        return Ok(Body::words(Markup::ours(
            "Nobody has reported a question as unanswered. People can do so below an answer that finds nothing.",
        )));
    }
    if clear {
        store.clear_missing(guild).await?;
    }
    Ok(card::missing(&missing, clear))
}

/// Does work that waits for disks and other processes on a thread where it keeps nobody waiting: this request has to be
/// acknowledged meanwhile.
async fn apart<T: Send + 'static>(
    work: impl Future<Output = Result<T, QuarantineError>> + Send + 'static,
) -> Result<T, Failure> {
    let runtime = Handle::current();
    let done = tokio::task::spawn_blocking(move || runtime.block_on(work)).await?;
    done.map_err(refused)
}

/// What the library refuses is a sentence for the manager; what breaks in it is not.
fn refused(error: QuarantineError) -> Failure {
    match error {
        QuarantineError::Library(error) => Failure::Broke(error.into()),
        other => Refusal(Markup::theirs(&other.to_string())).into(),
    }
}

fn refusal(text: &str) -> Refusal {
    Refusal(Markup::ours(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_buttons_are_written_and_read_back() {
        for action in [
            ReportAction::Show { number: 7 },
            ReportAction::Approve { number: u32::MAX },
            ReportAction::Reject { number: 1 },
            ReportAction::RemoveNow {
                id: "été:report".to_owned(),
            },
            ReportAction::Keep,
        ] {
            let id = action.pack().unwrap();
            assert_eq!(ReportAction::unpack(&id), Some(action), "{id}");
        }
        for foreign in [
            "", "w:", "w:a:", "w:a:-1", "w:a:01", "w:a:1:2", "w:x:1", "w:d:", "w:k:1", "a:1",
        ] {
            assert_eq!(ReportAction::unpack(foreign), None, "{foreign}");
        }
        let long = ReportAction::RemoveNow { id: "x".repeat(97) };
        assert_eq!(long.pack(), None);
        assert_eq!(
            ReportAction::unpack(&format!("w:d:{}", "x".repeat(97))),
            None
        );
    }
}
