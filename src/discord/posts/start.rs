//! What happened while the bot was away: verdicts of which it is not known whether they were posted, messages that do not
//! show yet what the ledger says, and judged messages that were edited or deleted. Nothing is posted.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serenity::all::{ChannelId, GetMessages, Http, Message, MessageId, Timestamp};

use super::{Changed, changed, edited_since, show};
use crate::check::{Publication, Standing};
use crate::discord::bot::{Bot, Failure};
use crate::discord::handle::check::{settled, standing_of};
use crate::discord::reply::{Body, Post, PostAs, Posted};
use crate::discord::send::{self, Lanes};
use crate::store::checks::{Check, CheckState};

/// Own messages that are looked through for one that may have been posted.
const LOOKED_THROUGH: u8 = 100;
/// A guild's latest verdicts whose messages are looked at; each is a call to Discord.
const LOOKED_AT: usize = 50;

/// Finds out what became of verdicts that were to be posted when the bot ended, and shows what was not shown yet. Nothing
/// is posted.
pub(in crate::discord) async fn settle(bot: &Bot, http: &Http, lanes: &Lanes) {
    if let Err(Failure::Broke(error)) = try_settle(bot, http, lanes).await {
        tracing::error!(error = %format!("{error:#}"), "the ledger's open ends could not be settled");
    }
}

async fn try_settle(bot: &Bot, http: &Http, lanes: &Lanes) -> Result<(), Failure> {
    let store = bot.library.store();
    let now = store.clock().await?;
    for (guild, check) in store.unconfirmed().await? {
        if let Some(standing) = standing_of(bot, guild, check.number).await? {
            look_for(bot, http, (guild, &standing), now).await?;
        }
    }
    for (guild, check) in store.unshown().await? {
        show(bot, http, lanes, (guild, check.number)).await?;
    }
    for guild in store.ledgers().await? {
        missed(bot, http, lanes, guild).await?;
    }
    Ok(())
}

/// Looks what became of the messages that a guild's latest verdicts judged.
async fn missed(bot: &Bot, http: &Http, lanes: &Lanes, guild: u64) -> Result<(), Failure> {
    let store = bot.library.store();
    let published = |check: &Check| check.state == CheckState::Published && !check.source_deleted;
    let mut checks = store.checks(guild).await?;
    checks.retain(published);
    for check in checks.iter().rev().take(LOOKED_AT) {
        let Some((channel, message)) = check.source.and_then(|at| Some((at.channel, at.message?)))
        else {
            continue;
        };
        let there = ChannelId::new(channel);
        let happened = match there.message(http, MessageId::new(message)).await {
            Ok(now) => moment(&check.at)
                .and_then(|since| edited_since(&now, since))
                .map(Changed::Edited),
            Err(error) => {
                (send::code(&error) == Some(send::UNKNOWN_MESSAGE)).then_some(Changed::Deleted)
            }
        };
        if let Some(what) = happened {
            changed(bot, http, lanes, (what, channel, message)).await;
        }
    }
    Ok(())
}

/// A moment of the ledger.
fn moment(at: &str) -> Option<SystemTime> {
    let seconds = Timestamp::parse(at).ok()?.unix_timestamp();
    Some(UNIX_EPOCH + Duration::from_secs(seconds.max(0).cast_unsigned()))
}

/// Looks among the bot's own messages for a verdict that may have been posted.
async fn look_for(
    bot: &Bot,
    http: &Http,
    (guild, standing): (u64, &Standing),
    now: SystemTime,
) -> Result<(), Failure> {
    let (Publication::Intended(nonce), Some((channel, _))) = (&standing.published, standing.source)
    else {
        return Ok(());
    };
    let mark = format!("entry {}:{}", standing.entry.0, standing.entry.1.short());
    let recent = GetMessages::new().limit(LOOKED_THROUGH);
    let me = http.get_current_user().await?.id;
    let is_it = |message: &&Message| {
        let mut footers = message
            .embeds
            .iter()
            .filter_map(|embed| embed.footer.as_ref());
        message.author.id == me && footers.any(|footer| footer.text.contains(&mark))
    };
    let done = match ChannelId::new(channel).messages(http, recent).await {
        Ok(messages) => match messages.iter().find(is_it) {
            Some(message) => Posted::At {
                message: message.id.get(),
                edited: None,
            },
            None => Posted::Refused(String::new()),
        },
        Err(error) if send::code(&error) == Some(send::UNKNOWN_CHANNEL) => {
            Posted::Refused(String::new())
        }
        Err(error) => {
            tracing::warn!(%error, guild, check = standing.check, "it is still not known whether a verdict was posted");
            return Ok(());
        }
    };
    tracing::info!(
        guild,
        check = standing.check,
        posted = matches!(done, Posted::At { .. }),
        "found out about a verdict"
    );
    let post = Post {
        guild,
        check: standing.check,
        entry: standing.last,
        channel,
        to: PostAs::New {
            reply_to: None,
            looked_at: now,
            nonce: nonce.clone(),
        },
        body: Body::default(),
        case: None,
    };
    settled(bot, &post, (&done, now)).await
}
