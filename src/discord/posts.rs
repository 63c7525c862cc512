//! Messages of the bot's own that show verdicts: posted once, changed when the ledger changes or the message that was
//! judged; what happened while the bot was away is found out at its start (`posts/start.rs`).

mod start;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serenity::all::{Builder as _, ChannelId, Http, Message, MessageId, MessageReference, Nonce};

pub(super) use start::settle;

use super::bot::{Bot, Failure};
use super::handle::check::{refresh, settled, standing_of};
use super::render::render;
use super::reply::{Post, PostAs, Posted};
use super::send::{self, Lanes};
use crate::monitor::metrics;
use crate::store::ledger::{Draft, Event};

/// What happened to a message that was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    /// It was edited at this moment.
    Edited(SystemTime),
    /// It was deleted.
    Deleted,
}

/// Posts or changes a message, in its channel's turn.
pub(super) async fn post(http: &Http, lanes: &Lanes, post: &Post) -> Posted {
    let _turn = lanes.turn(post.channel).await;
    let channel = ChannelId::new(post.channel);
    let sent = match &post.to {
        PostAs::New {
            reply_to, nonce, ..
        } => {
            let message = render(&post.body)
                .message()
                .nonce(Nonce::String(nonce.clone()))
                .enforce_nonce(true);
            let message = match reply_to {
                Some(id) => {
                    let replied = MessageReference::from((channel, MessageId::new(*id)));
                    message.reference_message(replied.fail_if_not_exists(true))
                }
                None => message,
            };
            send::repeated_for(async || message.clone().execute(http, (channel, None)).await).await
        }
        PostAs::Edit { message } => {
            let message = MessageId::new(*message);
            send::repeated_for(async || {
                let edit = render(&post.body).edit_message();
                channel.edit_message(http, message, edit).await
            })
            .await
        }
    };
    told(post, sent)
}

/// When the message that a post answers was edited, where that was after it had been looked at.
fn edited_meanwhile(sent: &Message, to: &PostAs) -> Option<SystemTime> {
    let PostAs::New { looked_at, .. } = to else {
        return None;
    };
    edited_since(sent.referenced_message.as_deref()?, *looked_at)
}

/// When a message was edited, where that was in a later second than a moment.
fn edited_since(message: &Message, since: SystemTime) -> Option<SystemTime> {
    let edited = message.edited_timestamp?.unix_timestamp();
    let edited = UNIX_EPOCH + Duration::from_secs(edited.max(0).cast_unsigned());
    (edited > since).then_some(edited)
}

fn told(post: &Post, sent: serenity::Result<Message>) -> Posted {
    let error = match sent {
        Ok(message) => {
            return Posted::At {
                message: message.id.get(),
                edited: edited_meanwhile(&message, &post.to),
            };
        }
        Err(error) => error,
    };
    if let Some(code) = send::code(&error) {
        metrics::discord_error(code as i64);
    }
    tracing::warn!(%error, guild = post.guild, check = post.check, "a verdict could not be posted or changed");
    match send::nothing_was_done(&error) {
        true => Posted::Refused(send::why(&error).to_owned()),
        false => Posted::Unknown,
    }
}

/// Makes the message of a check show what the ledger says.
async fn show(
    bot: &Bot,
    http: &Http,
    lanes: &Lanes,
    (guild, check): (u64, u32),
) -> Result<(), Failure> {
    let Some(edit) = refresh(bot, guild, check).await? else {
        return Ok(());
    };
    let done = post(http, lanes, &edit).await;
    // A message that is gone or may not be changed any more shows nothing: no later start tries again.
    if matches!(done, Posted::Refused(_)) {
        bot.library.store().shown(guild, check, edit.entry).await?;
    }
    settled(bot, &edit, (&done, bot.library.store().clock().await?)).await
}

/// The same after something else was written down about it; a failure is found again at the next start.
pub(super) async fn show_anew(bot: &Bot, http: &Http, lanes: &Lanes, check: (u64, u32)) {
    if let Err(Failure::Broke(error)) = show(bot, http, lanes, check).await {
        tracing::error!(guild = check.0, check = check.1, error = %format!("{error:#}"), "a verdict could not be shown anew");
    }
}

/// A message was edited or deleted: verdicts on it say so, and what nobody judged is forgotten.
pub(super) async fn changed(
    bot: &Bot,
    http: &Http,
    lanes: &Lanes,
    (what, channel, message): (Changed, u64, u64),
) {
    let told = try_changed(bot, http, lanes, (what, channel, message)).await;
    if let Err(Failure::Broke(error)) = told {
        tracing::error!(channel, message, error = %format!("{error:#}"), "what became of a judged message could not be written down");
    }
}

async fn try_changed(
    bot: &Bot,
    http: &Http,
    lanes: &Lanes,
    (what, channel, message): (Changed, u64, u64),
) -> Result<(), Failure> {
    let store = bot.library.store();
    if what == Changed::Deleted {
        store.forget_cases_of(channel, message).await?;
    }
    for (guild, check) in store.checks_of_source(channel, message).await? {
        let Some(standing) = standing_of(bot, guild, check.number).await? else {
            continue;
        };
        let event = match what {
            Changed::Edited(_) if standing.source_edited.is_none() => Event::SourceEdited,
            Changed::Deleted if standing.source_deleted.is_none() => Event::SourceDeleted,
            _ => continue,
        };
        let at = match what {
            Changed::Edited(at) => at,
            Changed::Deleted => store.clock().await?,
        };
        let draft = Draft {
            event,
            check: Some(check.number),
            role: None,
            private: Default::default(),
        };
        store.append(guild, draft, at).await?;
        show(bot, http, lanes, (guild, check.number)).await?;
    }
    Ok(())
}
