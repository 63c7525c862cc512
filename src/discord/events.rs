//! Where Discord's events arrive. Each becomes a request, is counted, is handled, and its reply is sent; nothing is
//! decided here but who may wait.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant, UNIX_EPOCH};

use serenity::all::{
    ChannelId, CommandInteraction, ComponentInteraction, Context, Event, EventHandler, Guild,
    GuildId, Http, Interaction, Message, MessageId, MessageUpdateEvent, ModalInteraction,
    RawEventHandler, Ready, ResumedEvent, ShardManager, ShardStageUpdateEvent, UnavailableGuild,
    UserId,
};
use serenity::gateway::ConnectionStage;
use serenity::http::RatelimitInfo;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::bot::Bot;
use super::cooldown::{Cooldowns, Effort};
use super::cut::cut;
use super::handle::{self, handle};
use super::hits::Press;
use super::permission;
use super::posts::{self, Changed};
use super::reach::Clients;
use super::reply::{Body, How, Reply};
use super::request::parse::{self, Around};
use super::request::{Action, Ask, BotMay, Request};
use super::send::{self, Lanes, Ticket};
use super::words;
use crate::answer::Outcome;
use crate::monitor::{self, metrics};
use crate::store::Settings;

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

impl Inner {
    async fn command(&self, http: &Http, event: CommandInteraction) {
        metrics::request("command");
        let ticket = Ticket {
            id: event.id,
            token: event.token.clone(),
        };
        match parse::command(&event) {
            Ok(request) => {
                self.interaction(http, &ticket, (request, Effort::Question))
                    .await
            }
            Err(refusal) => self.delivered(
                send::deliver(&self.answers, &ticket, None, &handle::refused(refusal)).await,
            ),
        }
    }

    async fn component(&self, http: &Http, event: ComponentInteraction) {
        metrics::request("button");
        let ticket = Ticket {
            id: event.id,
            token: event.token.clone(),
        };
        match parse::component(&event) {
            Ok(request) => {
                self.interaction(http, &ticket, (request, Effort::Click))
                    .await
            }
            Err(refusal) => self.delivered(
                send::deliver(&self.answers, &ticket, None, &handle::refused(refusal)).await,
            ),
        }
    }

    async fn form(&self, context: &Context, event: ModalInteraction) {
        metrics::request("form");
        let ticket = Ticket {
            id: event.id,
            token: event.token.clone(),
        };
        let guild = event
            .guild_id
            .and_then(|guild| context.cache.guild(guild).map(drop));
        match parse::form(&event, guild.is_some()) {
            Ok(request) => {
                let effort = match &request.action {
                    Action::Check(action) if action.searches() => Effort::Question,
                    _ => Effort::Click,
                };
                self.interaction(&context.http, &ticket, (request, effort))
                    .await
            }
            Err(refusal) => self.delivered(
                send::deliver(&self.answers, &ticket, None, &handle::refused(refusal)).await,
            ),
        }
    }

    /// Carries out a request, what is to be posted in a channel too.
    async fn carried_out(&self, http: &Http, request: &Request) -> Reply {
        match handle(&self.bot, request).await {
            Reply::Post(post) => {
                let done = posts::post(http, &self.lanes, &post).await;
                handle::posted(&self.bot, request, (&post, &done)).await
            }
            reply => reply,
        }
    }

    /// Choices for an option: cheap, never deferred, and left out rather than late.
    async fn autocomplete(&self, event: CommandInteraction) {
        let request = parse::autocomplete(&event);
        let who = (request.person.id, request.place.guild);
        let allowed = self
            .cooldowns
            .count(Effort::Choices, who, &Settings::default())
            .is_ok();
        let reply = if allowed && let Ok(_place) = self.queue.try_acquire() {
            handle(&self.bot, &request).await
        } else {
            Reply::Nothing
        };
        let offer = match reply {
            Reply::Offer(choices) => Reply::Offer(choices),
            _ => Reply::Offer(Vec::new()),
        };
        let ticket = Ticket {
            id: event.id,
            token: event.token,
        };
        self.delivered(send::deliver(&self.answers, &ticket, None, &offer).await);
    }

    /// Answers an interaction, or acknowledges it first if the answer takes its time.
    async fn interaction(
        &self,
        http: &Http,
        ticket: &Ticket,
        (request, effort): (Request, Effort),
    ) {
        let since = Instant::now();
        // Unreadable settings are told when the request itself is handled.
        let settings = self
            .bot
            .settings(request.place.guild)
            .await
            .unwrap_or_default();
        let admitted = self.admit(&request, effort, &settings);
        let (deferred, reply) = match admitted {
            Err(refusal) => (None, handle::refused(refusal)),
            Ok(_place) => {
                let work = self.carried_out(http, &request);
                tokio::pin!(work);
                let patience = match &request.action {
                    Action::Check(action) if action.opens_form() => FORM_WITHIN,
                    _ => Duration::from_millis(self.bot.config.defer_after_ms),
                };
                // A timer is late by up to a millisecond, in which much is answered: none at all means at once.
                let quick = match patience.is_zero() {
                    true => None,
                    false => tokio::time::timeout(patience, &mut work).await.ok(),
                };
                match quick {
                    Some(reply) => (None, reply),
                    None => {
                        let how = handle::expected(&request, &settings);
                        self.delivered(send::defer(&self.answers, ticket, how).await);
                        (Some(how), work.await)
                    }
                }
            }
        };
        let delivered = send::deliver(&self.answers, ticket, deferred, &reply).await;
        if matches!(request.action, Action::Ask(_)) {
            count(
                metrics::Way::Slash,
                outcome(&reply, delivered.is_ok()),
                since,
            );
        }
        if let Action::Press(Press::Share, hits) = &request.action
            && delivered.as_ref().is_err_and(send::nothing_was_done)
            && let Some(excerpt) = hits.hits.get(hits.at)
        {
            self.bot.not_shared(request.place.channel, *excerpt);
        }
        self.delivered(delivered);
    }

    /// A place in the queue, for somebody who has not asked too often.
    fn admit(
        &self,
        request: &Request,
        effort: Effort,
        settings: &Settings,
    ) -> Result<tokio::sync::OwnedSemaphorePermit, words::Refusal> {
        if self.counted.fetch_add(1, Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.cooldowns.sweep();
        }
        let who = (request.person.id, request.place.guild);
        self.cooldowns
            .count(effort, who, settings)
            .map_err(|(why, refusal)| {
                metrics::refused(why);
                refusal
            })?;
        let place = self.queue.clone().try_acquire_owned();
        metrics::queue(
            self.bot
                .config
                .queue
                .saturating_sub(self.queue.available_permits()),
        );
        place.map_err(|_| {
            metrics::refused(metrics::Refusal::Queue);
            words::busy()
        })
    }

    /// Answers a message in its channel, if answers may be seen there.
    async fn message(&self, context: &Context, message: &Message, request: Request) {
        metrics::request("message");
        let since = Instant::now();
        if request.place.bot.is_some_and(|bot| !bot.write) {
            return;
        }
        let settings = self
            .bot
            .settings(request.place.guild)
            .await
            .unwrap_or_default();
        let reply = match self.admit(&request, Effort::Question, &settings) {
            // Whoever floods a channel is not answered there at all.
            Err(_) if request.place.guild.is_some() => return,
            Err(refusal) => handle::refused(refusal),
            Ok(_place) => match self.in_the_open(&request, &settings) {
                Some(reply) => reply,
                None => handle(&self.bot, &request).await,
            },
        };
        let Reply::Say(say) = reply else {
            return;
        };
        let outcome = outcome(&Reply::Say(say.clone()), true);
        let posted = self
            .lanes
            .post(&context.http, (message.channel_id, message.id), &say)
            .await;
        if matches!(posted, Ok(true)) {
            count(way(&request), outcome, since);
        }
        self.delivered(posted.map(drop));
    }

    /// What is said instead of an answer in a channel where answers are private, or cannot be shown.
    fn in_the_open(&self, request: &Request, settings: &Settings) -> Option<Reply> {
        if request.place.is_direct()
            || !matches!(
                request.action,
                Action::Ask(Ask { .. }) | Action::Greeting | Action::RoleMention
            )
        {
            return None;
        }
        let hint = |body: Body| {
            let mut first = false;
            self.hinted.get_with(request.place.channel, || first = true);
            if first {
                Reply::say(How::Public, body)
            } else {
                Reply::Nothing
            }
        };
        match request.action {
            Action::Ask(_) if !permission::answers_are_public(&request.place, settings) => {
                Some(hint(Body::words(words::answers_are_private_here())))
            }
            Action::Ask(_) if request.place.bot.is_some_and(|bot| !bot.embed) => {
                Some(hint(Body::words(words::needs_permission("Embed Links"))))
            }
            Action::RoleMention => Some(hint(Body::words(words::mentioned_role()))),
            Action::Greeting => Some(hint(Body::words(words::greeting(request.place.kind)))),
            _ => None,
        }
    }

    fn delivered(&self, result: serenity::Result<()>) {
        let Err(error) = result else {
            return;
        };
        if let Some(code) = send::code(&error) {
            metrics::discord_error(code as i64);
        }
        if send::nobody_waits(&error) {
            tracing::info!(%error, "a reply came too late or its message is gone");
        } else {
            tracing::warn!(%error, "a reply could not be delivered");
        }
    }
}

/// How well a question was answered; none where it was refused.
fn outcome(reply: &Reply, delivered: bool) -> Option<&'static str> {
    let Reply::Say(say) = reply else {
        return None;
    };
    let outcome = match say.outcome? {
        Outcome::Answered => "answered",
        Outcome::Weak => "weak",
        Outcome::Nothing => "nothing",
    };
    Some(if delivered { outcome } else { "failed" })
}

fn count(way: metrics::Way, outcome: Option<&'static str>, since: Instant) {
    if let Some(outcome) = outcome {
        metrics::answer(way, outcome, since.elapsed());
    }
}

fn way(request: &Request) -> metrics::Way {
    if request.place.is_direct() {
        metrics::Way::Direct
    } else {
        metrics::Way::Mention
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
