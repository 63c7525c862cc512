//! A request → a reply. The one place where errors end: what a person can mend is said to that person, what is broken
//! here goes to the log, once, under a number that the person is told.

mod ask;
mod card;
pub mod check;
pub mod checks;
mod help;
mod press;
mod privacy;
mod quotations;
mod quote;
pub mod report;
mod reports;
pub mod settings;
mod verify;

pub(super) use card::MISSING_ID;
pub(super) use privacy::FORGET_ID;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

use super::bot::{Bot, Failure};
use super::permission;
use super::reply::{Body, How, Post, Posted, Reply};
use super::request::{Action, Request};
use super::words::{self, Refusal};
use crate::monitor::metrics;
use crate::store::Settings;

/// Carries out a request.
pub async fn handle(bot: &Bot, request: &Request) -> Reply {
    told(request, guarded(Box::pin(carry_out(bot, request))).await)
}

fn told(request: &Request, done: Result<Reply, Failure>) -> Reply {
    match done {
        Ok(reply) => reply,
        Err(Failure::Refused(refusal)) => refused(refusal),
        Err(Failure::Broke(error)) => {
            // The id of the interaction's channel and the time tell such lines apart well enough; the number is for
            // people.
            let number = number(&error);
            tracing::error!(number, guild = request.place.guild, channel = request.place.channel, error = %format!("{error:#}"), "a request failed");
            refused(words::broke(&number))
        }
    }
}

/// Writes down what became of a post, and says it.
pub(super) async fn posted(bot: &Bot, request: &Request, done: (&Post, &Posted)) -> Reply {
    told(request, guarded(check::posted(bot, request, done)).await)
}

/// Work that ends in a failure like any other where it panics: whoever asked is not left to wait.
async fn guarded(work: impl Future<Output = Result<Reply, Failure>>) -> Result<Reply, Failure> {
    let done = AssertUnwindSafe(work).catch_unwind().await;
    // Where and why is said by the panic itself.
    done.unwrap_or_else(|_| Err(Failure::Broke(anyhow::anyhow!("it panicked"))))
}

/// Says to one person why something is not done.
pub fn refused(refusal: Refusal) -> Reply {
    Reply::private(Body::words(refusal.0))
}

async fn carry_out(bot: &Bot, request: &Request) -> Result<Reply, Failure> {
    let settings = bot.settings(request.place.guild).await?;
    permission::may(request, &settings)
        .inspect_err(|_| metrics::refused(metrics::Refusal::Permission))?;
    let asked = Asked {
        bot,
        request,
        settings: &settings,
    };
    match &request.action {
        Action::Ask(ask) => ask::ask(asked, ask).await,
        Action::Complete { typed } => reports::complete(asked, typed).await,
        Action::Quote { report, page } => quote::quote(asked, report, page.as_deref()).await,
        Action::Turn(turn) => quote::turn(asked, *turn).await,
        Action::Verify { receipt } => verify::verify(asked, receipt).await,
        Action::Reports { like, page } => reports::reports(asked, like.as_deref(), *page).await,
        Action::Check(action) => check::check(asked, action).await,
        Action::Checks(action) => checks::checks(asked, action).await,
        Action::CheckQuotation(target) => quotations::check(asked, target).await,
        Action::Report(action) => report::report(asked, action).await,
        Action::Settings(action) => settings::settings(asked, action).await,
        Action::Help { words } => help::help(asked, words.as_deref()).await,
        Action::Privacy => Ok(privacy::privacy()),
        Action::ForgetMe => privacy::forget(asked).await,
        Action::Press(press, hits) => press::press(asked, *press, hits).await,
        Action::Missing => press::missing(asked).await,
        Action::RoleMention => Ok(Reply::say(
            How::Public,
            Body::words(words::mentioned_role()),
        )),
        Action::Greeting => Ok(Reply::say(
            How::Public,
            Body::words(words::greeting(request.place.kind)),
        )),
    }
}

/// A request with what it is answered with.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The bot.
    pub bot: &'a Bot,
    /// What is wanted.
    pub request: &'a Request,
    /// What the guild's managers decided.
    pub settings: &'a Settings,
}

impl Asked<'_> {
    async fn shelf(&self) -> Result<crate::library::Shelf, Failure> {
        self.bot
            .shelf(self.request.place.guild, self.settings)
            .await
    }

    /// How something private is said there: in a direct message everything is.
    fn privately(&self) -> How {
        if self.request.place.is_direct() {
            How::Public
        } else {
            How::Private
        }
    }
}

/// Who will most likely see the reply, which Discord wants to know before it is there.
pub fn expected(request: &Request, settings: &Settings) -> How {
    match &request.action {
        Action::Ask(ask) if ask.aloud => How::Public,
        Action::Ask(ask) if ask.share && permission::may_share(request, settings) => How::Public,
        Action::Press(press, hits) => press::expected(request, *press, hits),
        Action::Turn(_) | Action::ForgetMe => How::Update,
        Action::Reports { .. } if request.under.is_some() => How::Update,
        Action::Check(action) => check::expected(request, action),
        Action::Checks(action) => checks::expected(request, action),
        Action::Report(action) if request.under.is_some() => report::expected(action),
        _ if request.place.is_direct() => How::Public,
        _ => How::Private,
    }
}

/// A short number for an error: the same error has the same one.
fn number(error: &anyhow::Error) -> String {
    let check = crate::report::Check::of(&format!("{error:#}"));
    data_encoding::HEXLOWER.encode(&check.0[..3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_failure_and_no_end() {
        let panics = async { panic!("as a test") };
        let failed = guarded(panics).await.unwrap_err();
        assert!(matches!(failed, Failure::Broke(_)));
        assert!(guarded(async { Ok(Reply::Nothing) }).await.is_ok());
    }
}
