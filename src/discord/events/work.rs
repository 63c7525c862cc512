//! What is done with each event: who may wait, when Discord is told to, and how the reply is sent.

use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use serenity::all::{
    CommandInteraction, ComponentInteraction, Context, Http, Message, ModalInteraction,
};

use super::{FORM_WITHIN, Inner, SWEEP_EVERY};
use crate::answer::Outcome;
use crate::discord::cooldown::Effort;
use crate::discord::handle::{self, handle};
use crate::discord::hits::Press;
use crate::discord::permission;
use crate::discord::posts;
use crate::discord::reply::{Body, How, Posted, Reply};
use crate::discord::request::parse;
use crate::discord::request::{Action, Ask, Request};
use crate::discord::send::{self, Ticket};
use crate::discord::words;
use crate::monitor::metrics;
use crate::store::Settings;

impl Inner {
    pub(super) async fn command(&self, http: &Http, event: CommandInteraction) {
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

    pub(super) async fn component(&self, http: &Http, event: ComponentInteraction) {
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

    pub(super) async fn form(&self, context: &Context, event: ModalInteraction) {
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
                let reply = handle::posted(&self.bot, request, (&post, &done)).await;
                if matches!(
                    done,
                    Posted::At {
                        edited: Some(_),
                        ..
                    }
                ) {
                    posts::show_anew(&self.bot, http, &self.lanes, (post.guild, post.check)).await;
                }
                reply
            }
            reply => reply,
        }
    }

    /// Choices for an option: cheap, never deferred, and left out rather than late.
    pub(super) async fn autocomplete(&self, event: CommandInteraction) {
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
    pub(super) async fn message(&self, context: &Context, message: &Message, request: Request) {
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
