//! `/checks`: what moderators do with the ledger of their server.

mod dossier;
mod id;
mod list;
mod show;
mod words;

use super::{Asked, check};
use crate::check::export::{Format, export};
use crate::discord::bot::Failure;
use crate::discord::reply::{Body, File, How, Reply};
use crate::discord::request::Request;
use crate::discord::words as common;
use crate::store::ledger::{Draft, Event, Expected, Field};

/// What a moderator wants of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChecksAction {
    /// The checks whose claims have these words; all without words.
    Search {
        /// As typed.
        words: Option<String>,
        /// From 1.
        page: u32,
    },
    /// One check, with all that became of it.
    Show {
        /// Its number.
        check: u32,
    },
    /// The whole ledger as a file.
    Export {
        /// Which kind of file.
        format: Format,
    },
    /// Whether the ledger is whole.
    Audit {
        /// An entry that must be in it, `12:9f3ac41b27d0e856`.
        expect: Option<String>,
    },
    /// The claims of this channel or thread, with evidence and state.
    Dossier {
        /// From 1.
        page: u32,
    },
    /// The same as a file.
    DossierFile,
    /// Open a verdict to correct it.
    Correct {
        /// The check's number.
        check: u32,
    },
    /// Withdraw a verdict, once that is confirmed.
    Withdraw {
        /// The check's number.
        check: u32,
    },
    /// Withdraw a verdict now.
    WithdrawNow {
        /// The check's number.
        check: u32,
    },
}

pub(super) async fn checks(asked: Asked<'_>, action: &ChecksAction) -> Result<Reply, Failure> {
    let guild = asked.request.place.guild;
    let guild = guild.ok_or_else(common::only_in_a_server)?;
    let body = match action {
        ChecksAction::Search { words, page } => {
            list::list(asked, guild, (words.as_deref(), *page)).await?
        }
        ChecksAction::Show { check } => show::show(asked, guild, *check).await?,
        ChecksAction::Export { format } => file(asked, guild, *format).await?,
        ChecksAction::Audit { expect } => audit(asked, guild, expect.as_deref()).await?,
        ChecksAction::Dossier { page } => dossier::page(asked, guild, *page).await?,
        ChecksAction::DossierFile => dossier::file(asked, guild).await?,
        ChecksAction::Correct { check } => return check::correct(asked, *check).await,
        ChecksAction::Withdraw { check } => show::confirm(asked, guild, *check).await?,
        ChecksAction::WithdrawNow { check } => return withdraw(asked, guild, *check).await,
    };
    Ok(Reply::say(expected(asked.request, action), body))
}

/// Who will see the reply: only the moderator, mostly in the message that is there already. A check is opened beside the
/// list that it was chosen from.
pub(super) fn expected(request: &Request, action: &ChecksAction) -> How {
    match action {
        ChecksAction::Show { .. } | ChecksAction::DossierFile => How::Private,
        _ if request.under.is_some() => How::Update,
        _ => How::Private,
    }
}

async fn file(asked: Asked<'_>, guild: u64, format: Format) -> Result<Body, Failure> {
    let entries = asked
        .bot
        .library
        .store()
        .verbatim(guild, 0, u32::MAX)
        .await?;
    if entries.is_empty() {
        return Ok(Body::words(words::empty()));
    }
    Ok(Body {
        text: Some(words::exported(entries.len())),
        files: vec![File {
            name: format!("ledger.{}", format.name()),
            description: "The ledger of this server's checks".to_owned(),
            bytes: export(guild, &entries, format)?.into_bytes(),
        }],
        ..Body::default()
    })
}

async fn audit(asked: Asked<'_>, guild: u64, expect: Option<&str>) -> Result<Body, Failure> {
    let expected: Vec<Expected> = match expect.map(str::parse) {
        None => Vec::new(),
        Some(Ok(expected)) => vec![expected],
        Some(Err(why)) => return Err(common::sentence(&format!("{why}.")).into()),
    };
    let found = asked
        .bot
        .library
        .store()
        .verify_ledger(guild, &expected)
        .await?;
    Ok(Body::words(match found {
        Ok(whole) => words::whole(&whole, !expected.is_empty()),
        Err(broken) => words::broken(&broken),
    }))
}

/// A verdict no longer stands. It stays in the ledger, and its message says so.
async fn withdraw(asked: Asked<'_>, guild: u64, number: u32) -> Result<Reply, Failure> {
    let standing = show::standing(asked, guild, number).await?;
    if standing.withdrawn.is_some() {
        return Err(check::withdrawn_already(number).into());
    }
    let draft = Draft {
        event: Event::Withdrawn,
        check: Some(number),
        role: standing.role,
        private: [(Field::By, asked.request.person.id.to_string())].into(),
    };
    check::append(asked.bot, guild, (draft, check::moment(asked.request))).await?;
    check::shown_anew(asked.bot, guild, number).await
}
