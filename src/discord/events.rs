//! Where Discord's events arrive. Each becomes a request, is counted, is handled, and its reply is sent
//! (`events/work.rs`); nothing is decided here but who may wait.

mod work;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, UNIX_EPOCH};

use serenity::all::{
    ChannelId, Context, Event, EventHandler, Guild, GuildId, Http, Interaction, Message, MessageId,
    MessageUpdateEvent, RawEventHandler, Ready, ResumedEvent, ShardManager, ShardStageUpdateEvent,
    UnavailableGuild, UserId,
};
use serenity::gateway::ConnectionStage;
use serenity::http::RatelimitInfo;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::bot::Bot;
use super::cooldown::Cooldowns;
use super::cut::cut;
use super::posts::{self, Changed};
use super::reach::Clients;
use super::request::BotMay;
use super::request::parse::{self, Around};
use super::send::Lanes;
use crate::monitor::{self, metrics};

/// How often a channel is told that answers are private there.
const HINT_EVERY: Duration = Duration::from_secs(60);
/// Discord takes a form as the first response only, and within three seconds.
const FORM_WITHIN: Duration = Duration::from_millis(2_500);
/// How long closing the connection may take.
const TO_CLOSE: Duration = Duration::from_secs(2);
/// How often it is looked which shards are connected.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Units of an event's kind in the log.
const KIND: usize = 60;
/// After so many requests, forgotten people's buckets are swept.
const SWEEP_EVERY: u64 = 1_000;

/// What handles Discord's events.
pub(super) struct Events {
    inner: Arc<Inner>,
}

struct Inner {
    bot: Bot,
    state: Arc<monitor::State>,
    cooldowns: Cooldowns,
    lanes: Lanes,
    /// For answers to interactions; the context's own client is for channels.
    answers: Http,
    /// Requests that are being worked on or wait for it.
    queue: Arc<Semaphore>,
    hinted: moka::sync::Cache<u64, ()>,
    counted: std::sync::atomic::AtomicU64,
    /// Whether it was found out what became of verdicts that were to be posted when the bot ended.
    settled: AtomicBool,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Events {
    pub(super) fn new(bot: Bot, state: Arc<monitor::State>, clients: &Clients) -> Events {
        let inner = Inner {
            cooldowns: Cooldowns::new(&bot.config),
            lanes: Lanes::new(),
            answers: clients.at_once(),
            queue: Arc::new(Semaphore::new(bot.config.queue)),
            hinted: moka::sync::Cache::builder()
                .max_capacity(10_000)
                .time_to_live(HINT_EVERY)
                .build(),
            counted: Default::default(),
            settled: AtomicBool::new(false),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            bot,
            state,
        };
        Events {
            inner: Arc::new(inner),
        }
    }

    /// Takes nothing new and waits for what is in hand.
    pub(super) async fn finish(&self, grace: Duration) {
        self.inner.stopping.cancel();
        self.inner.tasks.close();
        // Something is left for the connection to be closed well, before the process is ended hard.
        let most = grace.saturating_sub(TO_CLOSE);
        if tokio::time::timeout(most, self.inner.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!(
                left = self.inner.tasks.len(),
                "not everything in hand could be finished"
            );
        }
    }

    /// Tells for as long as it is waited for which shards are connected: serenity has no event for a connection that is
    /// lost and cannot be had again.
    pub(super) async fn watch(&self, shards: &ShardManager) -> Infallible {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let runners = shards.runners.lock().await;
            let connected = runners
                .iter()
                .filter(|(_, runner)| runner.stage == ConnectionStage::Connected)
                .map(|(shard, _)| shard.0)
                .collect();
            self.inner.state.only(&connected);
        }
    }

    /// Has a connection closed; [`finish`](Self::finish) waits for that too.
    pub(super) fn close(&self, shards: Arc<ShardManager>) {
        self.inner.state.only(&BTreeSet::new());
        self.inner
            .tasks
            .spawn(async move { shards.shutdown_all().await });
    }

    fn deleted(&self, context: Context, channel: ChannelId, messages: Vec<MessageId>) {
        self.spawn(|inner| async move {
            for message in messages {
                let source = (Changed::Deleted, channel.get(), message.get());
                posts::changed(&inner.bot, &context.http, &inner.lanes, source).await;
            }
        });
    }

    /// Works on something beside everything else, unless the bot is stopping.
    fn spawn<W>(&self, work: impl FnOnce(Arc<Inner>) -> W)
    where
        W: Future<Output = ()> + Send + 'static,
    {
        if !self.inner.stopping.is_cancelled() {
            self.inner.tasks.spawn(work(self.inner.clone()));
        }
    }
}

#[serenity::async_trait]
impl EventHandler for Events {
    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(event) => {
                self.spawn(|inner| async move { inner.command(&context.http, event).await })
            }
            Interaction::Autocomplete(event) => {
                self.spawn(|inner| async move { inner.autocomplete(event).await })
            }
            Interaction::Component(event) => {
                self.spawn(|inner| async move { inner.component(&context.http, event).await })
            }
            Interaction::Modal(event) => {
                self.spawn(|inner| async move { inner.form(&context, event).await })
            }
            other => {
                tracing::warn!(kind = ?other.kind(), "an interaction of a kind that is not used")
            }
        }
    }

    async fn message(&self, context: Context, message: Message) {
        let me = context.cache.current_user().id;
        let Some(request) = parse::message(&message, &around(&context, &message, me)) else {
            return;
        };
        self.spawn(|inner| async move { inner.message(&context, &message, request).await });
    }

    async fn ready(&self, context: Context, ready: Ready) {
        let shard = ready.shard.map_or(0, |shard| shard.id.0);
        self.inner
            .state
            .expect_shards(ready.shard.map_or(1, |shard| shard.total));
        self.inner.state.shard(shard, true);
        context.http.set_application_id(ready.application.id);
        self.inner.answers.set_application_id(ready.application.id);
        tracing::info!(
            shard,
            guilds = ready.guilds.len(),
            "connected to the gateway"
        );
        // Once: a new connection of the same process has nothing to find out.
        if !self.inner.settled.swap(true, Relaxed) {
            self.spawn(|inner| async move {
                posts::settle(&inner.bot, &context.http, &inner.lanes).await;
            });
        }
    }

    /// serenity holds back the one call that was refused, and no other.
    async fn ratelimit(&self, told: RatelimitInfo) {
        if told.global {
            tracing::warn!(
                seconds = told.timeout.as_secs_f64(),
                "Discord tells the whole bot to wait"
            );
            self.inner.lanes.pause(told.timeout);
        }
    }

    async fn resume(&self, context: Context, _: ResumedEvent) {
        self.inner.state.shard(context.shard_id.0, true);
        tracing::info!(
            shard = context.shard_id.0,
            "resumed the connection to the gateway"
        );
    }

    async fn shard_stage_update(&self, context: Context, event: ShardStageUpdateEvent) {
        if event.new != ConnectionStage::Connected {
            self.inner.state.shard(context.shard_id.0, false);
        }
    }

    /// Without the privilege to read messages only their ids come, and when they were edited.
    async fn message_update(
        &self,
        context: Context,
        _: Option<Message>,
        _: Option<Message>,
        event: MessageUpdateEvent,
    ) {
        // An event without that time tells of a preview that was added, for example.
        let (Some(at), Some(_)) = (event.edited_timestamp, event.guild_id) else {
            return;
        };
        let at = UNIX_EPOCH + Duration::from_secs(at.unix_timestamp().max(0).cast_unsigned());
        let source = (Changed::Edited(at), event.channel_id.get(), event.id.get());
        self.spawn(|inner| async move {
            posts::changed(&inner.bot, &context.http, &inner.lanes, source).await
        });
    }

    async fn message_delete(
        &self,
        context: Context,
        channel: ChannelId,
        message: MessageId,
        guild: Option<GuildId>,
    ) {
        if guild.is_some() {
            self.deleted(context, channel, vec![message]);
        }
    }

    async fn message_delete_bulk(
        &self,
        context: Context,
        channel: ChannelId,
        messages: Vec<MessageId>,
        guild: Option<GuildId>,
    ) {
        if guild.is_some() {
            self.deleted(context, channel, messages);
        }
    }

    /// The bot was removed from a guild: what it kept for the guild's managers goes.
    async fn guild_delete(&self, _: Context, incomplete: UnavailableGuild, _: Option<Guild>) {
        // Otherwise the guild is only not available for the moment.
        if incomplete.unavailable {
            return;
        }
        let guild = incomplete.id.get();
        match self.inner.bot.library.forget_guild(guild).await {
            Ok(()) => tracing::info!(guild, "removed from a guild; its settings were forgotten"),
            Err(error) => {
                tracing::error!(guild, %error, "the settings of a guild that removed the bot could not be forgotten")
            }
        }
    }
}

/// Counts events that serenity cannot decode: Discord changed, or this program is old.
pub(super) struct Undecodable;

#[serenity::async_trait]
impl RawEventHandler for Undecodable {
    async fn raw_event(&self, context: Context, event: Event) {
        if let Event::Unknown(event) = event {
            metrics::undecodable();
            // The kind is Discord's word for it; the content is somebody's.
            tracing::warn!(shard = context.shard_id.0, kind = %cut(&event.kind, KIND), "an event that cannot be decoded");
        }
    }
}

/// What the cache knows about the place of a message.
fn around(context: &Context, message: &Message, me: UserId) -> Around {
    let nowhere = Around {
        me,
        role_mentioned: false,
        parent: None,
        bot: None,
    };
    let Some(guild) = message
        .guild_id
        .and_then(|guild| context.cache.guild(guild))
    else {
        return nowhere;
    };
    let thread = guild
        .threads
        .iter()
        .find(|thread| thread.id == message.channel_id);
    let parent = thread.and_then(|thread| thread.parent_id);
    let own_role = guild
        .roles
        .values()
        .find(|role| role.tags.bot_id == Some(me))
        .map(|role| role.id);
    Around {
        role_mentioned: own_role.is_some_and(|role| message.mention_roles.contains(&role)),
        parent,
        bot: bot_may(
            &guild,
            parent.unwrap_or(message.channel_id),
            (me, thread.is_some()),
        ),
        ..nowhere
    }
}

fn bot_may(guild: &Guild, channel: ChannelId, (me, in_thread): (UserId, bool)) -> Option<BotMay> {
    let channel = guild.channels.get(&channel)?;
    let member = guild.members.get(&me)?;
    let permissions = guild.user_permissions_in(channel, member);
    Some(parse::bot_may(permissions, in_thread))
}
