//! Replies on their way to Discord: each interaction answered once and in time, each channel served one message after
//! the other, and nothing posted twice.
//!
//! Deadlines are Discord's (docs: Receiving and Responding): 3 s to the first response, 15 min for everything after it.

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::all::{
    Builder as _, ChannelId, CreateInteractionResponse, CreateInteractionResponseMessage, Http,
    HttpError, InteractionId, MessageId, MessageReference, Nonce,
};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::render::{self, render};
use super::reply::{Body, How, Reply, Say};
use super::words;

/// An interaction that has to be answered.
pub(super) struct Ticket {
    pub(super) id: InteractionId,
    pub(super) token: String,
}

/// Discord's error codes for what cannot be posted or changed (docs: Opcodes and Status Codes).
pub(super) const UNKNOWN_CHANNEL: isize = 10_003;
const MISSING_ACCESS: isize = 50_001;
const MISSING_PERMISSIONS: isize = 50_013;
const INVALID_FORM: isize = 50_035;
const THREAD_ARCHIVED: isize = 50_083;
/// Discord's error codes that mean that nobody waits any more (docs: Opcodes and Status Codes).
pub(super) const UNKNOWN_MESSAGE: isize = 10_008;
const UNKNOWN_WEBHOOK: isize = 10_015;
const UNKNOWN_INTERACTION: isize = 10_062;
const INVALID_TOKEN: isize = 50_027;
/// And the one that says that an earlier try arrived after all.
const ALREADY_ACKNOWLEDGED: isize = 40_060;

/// Pauses before what may be repeated is tried again.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(250),
    Duration::from_millis(1_000),
    Duration::from_millis(2_000),
];

/// Tells Discord that the reply will come later, and who will see it.
pub(super) async fn defer(http: &Http, ticket: &Ticket, how: How) -> serenity::Result<()> {
    let flags = CreateInteractionResponseMessage::new().ephemeral(how == How::Private);
    let response = match how {
        How::Update => CreateInteractionResponse::Acknowledge,
        How::Private | How::Public => CreateInteractionResponse::Defer(flags),
    };
    respond(http, ticket, response).await
}

/// Delivers a reply to an interaction; `deferred` is what [`defer`] said before, if it did.
pub(super) async fn deliver(
    http: &Http,
    ticket: &Ticket,
    deferred: Option<How>,
    reply: &Reply,
) -> serenity::Result<()> {
    match (reply, deferred) {
        (Reply::Say(say), None) => {
            first(http, ticket, say).await?;
            aloud(http, ticket, say).await
        }
        (Reply::Say(say), Some(deferred)) => {
            later(http, ticket, deferred, say).await?;
            aloud(http, ticket, say).await
        }
        (Reply::Offer(choices), _) => {
            let response = CreateInteractionResponse::Autocomplete(render::choices(choices));
            respond(http, ticket, response).await
        }
        (Reply::Ask(form), None) => {
            respond(
                http,
                ticket,
                CreateInteractionResponse::Modal(render::form(form)),
            )
            .await
        }
        // Discord opens no form any more once it was told to wait.
        (Reply::Ask(_), Some(deferred)) => {
            let say = private(words::press_again());
            later(http, ticket, deferred, &say).await
        }
        // What is posted was turned into what is said of it.
        (Reply::Post(post), _) => {
            tracing::error!(
                check = post.check,
                "a post came to be delivered as an answer"
            );
            Ok(())
        }
        (Reply::Remove, deferred) => {
            if deferred.is_none() {
                respond(http, ticket, CreateInteractionResponse::Acknowledge).await?;
            }
            repeated(|| http.delete_original_interaction_response(&ticket.token)).await
        }
        (Reply::Nothing, Some(_)) => {
            repeated(|| http.delete_original_interaction_response(&ticket.token)).await
        }
        (Reply::Nothing, None) => {
            respond(http, ticket, CreateInteractionResponse::Acknowledge).await
        }
    }
}

/// A sentence for one person.
fn private(text: super::markup::Markup) -> Say {
    Say {
        how: How::Private,
        body: Body::words(text),
        aloud: None,
        outcome: None,
    }
}

async fn first(http: &Http, ticket: &Ticket, say: &Say) -> serenity::Result<()> {
    let message = render(&say.body).response(say.how == How::Private);
    let response = match say.how {
        How::Update => CreateInteractionResponse::UpdateMessage(message),
        How::Private | How::Public => CreateInteractionResponse::Message(message),
    };
    let responded = respond(http, ticket, response).await;
    or_plainly(responded, || {
        let plain = CreateInteractionResponse::Message(plain().response(true));
        respond(http, ticket, plain)
    })
    .await
}

/// After an acknowledgement. Where that promised another kind of message than there now is, a refusal for example, the
/// promise is taken back.
async fn later(http: &Http, ticket: &Ticket, deferred: How, say: &Say) -> serenity::Result<()> {
    let edit = async |message: render::Rendered| {
        let edited = message.edit().execute(http, &ticket.token).await;
        edited.map(drop)
    };
    if deferred == say.how {
        let edited = repeated(|| edit(render(&say.body))).await;
        return or_plainly(edited, async || match deferred {
            // The message that the button sits on stays as it is.
            How::Update => follow_up(http, ticket, plain(), true).await,
            How::Private | How::Public => edit(plain()).await,
        })
        .await;
    }
    if deferred != How::Update {
        repeated(|| http.delete_original_interaction_response(&ticket.token)).await?;
    }
    another(http, ticket, &say.body, say.how == How::Private).await
}

/// Says to everybody what is to be said to everybody; where it cannot be, the message that promised it takes that back.
async fn aloud(http: &Http, ticket: &Ticket, say: &Say) -> serenity::Result<()> {
    let Some(body) = &say.aloud else {
        return Ok(());
    };
    let sent = follow_up(http, ticket, render(body), false).await;
    if let Err(error) = &sent
        && !nobody_waits(error)
    {
        let mut taken_back = say.body.clone();
        taken_back.text = Some(words::not_shared(why(error)));
        let edit = || async {
            let edited = render(&taken_back).edit();
            edited.execute(http, &ticket.token).await.map(drop)
        };
        if let Err(error) = repeated(edit).await {
            tracing::warn!(%error, "nor could be told that a message was not shared");
        }
    }
    sent
}

/// Another message after the first response; where Discord refuses it, the person who waits is told.
async fn another(http: &Http, ticket: &Ticket, body: &Body, private: bool) -> serenity::Result<()> {
    let sent = follow_up(http, ticket, render(body), private).await;
    or_plainly(sent, || follow_up(http, ticket, plain(), true)).await
}

/// Says in place of a message that Discord refused that it was refused, once, so that nobody waits for ever. What went
/// wrong stays what is returned.
async fn or_plainly<R>(
    sent: serenity::Result<()>,
    instead: impl FnOnce() -> R,
) -> serenity::Result<()>
where
    R: Future<Output = serenity::Result<()>>,
{
    if sent.as_ref().is_err_and(refused)
        && let Err(error) = instead().await
    {
        tracing::warn!(%error, "nor could be told that a reply was refused");
    }
    sent
}

/// Words without card, buttons or files, of which Discord has nothing to refuse.
fn plain() -> render::Rendered {
    render(&Body::words(words::not_taken()))
}

/// Repeated only where Discord refused it for there being too many: it knows no nonce for it, and whether one arrived that
/// seems to have failed otherwise cannot be known.
async fn follow_up(
    http: &Http,
    ticket: &Ticket,
    message: render::Rendered,
    private: bool,
) -> serenity::Result<()> {
    let message = message.follow_up(private);
    let send = || async {
        let message = message.clone();
        message.execute(http, (None, &ticket.token)).await.map(drop)
    };
    repeated_after(too_many, send).await
}

/// The one response to an interaction. It may be repeated, because a second one is refused.
async fn respond(
    http: &Http,
    ticket: &Ticket,
    response: CreateInteractionResponse,
) -> serenity::Result<()> {
    let send = || async {
        let response = response.clone();
        response
            .execute(http, (ticket.id, &ticket.token))
            .await
            .map(drop)
    };
    let mut tries = 0;
    loop {
        match send().await {
            Err(error) if code(&error) == Some(ALREADY_ACKNOWLEDGED) && tries > 0 => return Ok(()),
            Err(error) if may_repeat(&error) && tries < PAUSES.len() => {
                tokio::time::sleep(PAUSES[tries]).await;
                tries += 1;
            }
            other => return other,
        }
    }
}

/// Does again what may be done twice, as long as the fault may pass.
async fn repeated<F, R>(action: F) -> serenity::Result<()>
where
    F: Fn() -> R,
    R: Future<Output = serenity::Result<()>>,
{
    repeated_after(may_repeat, action).await
}

async fn repeated_after<F, R>(
    fault: impl Fn(&serenity::Error) -> bool,
    action: F,
) -> serenity::Result<()>
where
    F: Fn() -> R,
    R: Future<Output = serenity::Result<()>>,
{
    for pause in PAUSES {
        match action().await {
            Err(error) if fault(&error) => tokio::time::sleep(pause).await,
            other => return other,
        }
    }
    action().await
}

/// Does what Discord takes once only, or what may be done twice, as long as the fault may pass; what came of it.
pub(super) async fn repeated_for<T, F, R>(action: F) -> serenity::Result<T>
where
    F: Fn() -> R,
    R: Future<Output = serenity::Result<T>>,
{
    for pause in PAUSES {
        match action().await {
            Err(error) if may_repeat(&error) => tokio::time::sleep(pause).await,
            other => return other,
        }
    }
    action().await
}

/// Whether a fault may pass: the network's, Discord's, or too many requests at once.
fn may_repeat(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            response.status_code.is_server_error() || too_many(error)
        }
        serenity::Error::Http(HttpError::Request(_)) => true,
        _ => false,
    }
}

/// Whether Discord did nothing because there were too many requests.
fn too_many(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(error) => error
            .status_code()
            .is_some_and(|status| status.as_u16() == 429),
        _ => false,
    }
}

/// Whether Discord refused a message for what it holds, or serenity before it: another may be taken.
fn refused(error: &serenity::Error) -> bool {
    let http = match error {
        serenity::Error::Http(http) => http,
        other => return matches!(other, serenity::Error::Model(_)),
    };
    // 413: the body is too large. Where something is not allowed (403) or not there (404), no other words help.
    let of_its_content = |status: u16| [400, 413].contains(&status);
    http.status_code()
        .is_some_and(|status| of_its_content(status.as_u16()))
        && !nobody_waits(error)
}

/// Whether a call that failed surely did nothing: Discord said no, or it was never sent.
pub(super) fn nothing_was_done(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            response.status_code.is_client_error()
        }
        serenity::Error::Model(_) => true,
        _ => false,
    }
}

/// Discord's code for an error, where it has one.
pub(super) fn code(error: &serenity::Error) -> Option<isize> {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            Some(response.error.code)
        }
        _ => None,
    }
}

/// Why Discord refused a message, in a sentence for the person who wanted it.
pub(super) fn why(error: &serenity::Error) -> &'static str {
    match code(error) {
        Some(UNKNOWN_CHANNEL) => "the channel is gone.",
        Some(UNKNOWN_MESSAGE) => "the message is gone.",
        Some(MISSING_ACCESS | MISSING_PERMISSIONS) => {
            "Pincite lacks a permission there; it needs View Channel, Send Messages, Embed Links and Read Message History."
        }
        Some(THREAD_ARCHIVED) => "the thread is archived or locked.",
        Some(INVALID_FORM) => {
            "Discord did not take it as it stands; the message that it answers may be gone."
        }
        _ => "Discord refused it; its reason is in the log.",
    }
}

/// Whether an error only means that the person has gone on or the message is gone.
pub(super) fn nobody_waits(error: &serenity::Error) -> bool {
    let gone = [
        UNKNOWN_MESSAGE,
        UNKNOWN_WEBHOOK,
        UNKNOWN_INTERACTION,
        INVALID_TOKEN,
        ALREADY_ACKNOWLEDGED,
    ];
    code(error).is_some_and(|code| gone.contains(&code))
}

/// Replies to messages, channel by channel: serenity slows down everything when several wait for the same bucket.
pub(super) struct Lanes {
    lanes: moka::sync::Cache<u64, Arc<Lane>>,
    /// Until when nothing may be posted anywhere.
    paused: std::sync::Mutex<Instant>,
}

#[derive(Default)]
struct Lane {
    turn: Arc<Mutex<()>>,
    waiting: std::sync::atomic::AtomicUsize,
}

/// Messages that wait in one channel at most; more would come minutes late.
const MOST_WAITING: usize = 10;

impl Lanes {
    pub(super) fn new() -> Lanes {
        Lanes {
            paused: std::sync::Mutex::new(Instant::now()),
            lanes: moka::sync::Cache::builder()
                .max_capacity(10_000)
                .time_to_idle(Duration::from_secs(600))
                .build(),
        }
    }

    /// Posts nothing for so long: Discord tells the whole bot to wait.
    pub(super) fn pause(&self, time: Duration) {
        let mut until = self.paused_until();
        *until = (*until).max(Instant::now() + time);
    }

    /// Returns once nothing has to be waited for.
    async fn go(&self) {
        loop {
            let until = *self.paused_until();
            if until <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(until).await;
        }
    }

    fn paused_until(&self) -> MutexGuard<'_, Instant> {
        self.paused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A channel's turn to post: until it is dropped nobody else posts there.
    pub(super) async fn turn(&self, channel: u64) -> tokio::sync::OwnedMutexGuard<()> {
        let lane = self.lanes.get_with(channel, Arc::default);
        let turn = lane.turn.clone().lock_owned().await;
        self.go().await;
        turn
    }

    /// Posts a message as the answer to another, once, however often the network fails. False where too many wait.
    pub(super) async fn post(
        &self,
        http: &Http,
        to: (ChannelId, MessageId),
        say: &Say,
    ) -> serenity::Result<bool> {
        use std::sync::atomic::Ordering::Relaxed;
        let (channel, message) = to;
        let lane = self.lanes.get_with(channel.get(), Arc::default);
        if lane.waiting.fetch_add(1, Relaxed) >= MOST_WAITING {
            lane.waiting.fetch_sub(1, Relaxed);
            return Ok(false);
        }
        let turn = lane.turn.lock().await;
        let post = async |rendered: render::Rendered| {
            self.go().await;
            let reference = MessageReference::from((channel, message)).fail_if_not_exists(false);
            let post = rendered
                .message()
                .reference_message(reference)
                // Discord knows a nonce for some minutes and gives back the first message for it.
                .nonce(Nonce::String(message.to_string()))
                .enforce_nonce(true);
            post.execute(http, (channel, None)).await.map(drop)
        };
        let posted = repeated(|| post(render(&say.body))).await;
        let posted = or_plainly(posted, || post(plain())).await;
        drop(turn);
        lane.waiting.fetch_sub(1, Relaxed);
        posted.map(|()| true)
    }
}
