//! What a test, or the demo, can ask of the stand-in and do to it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::Sandbox;
use super::canary::Canary;
use super::clock::Clock;
use super::fault::Fault;
use super::gateway::Frame;
use super::rate::RateLimits;
use super::record::{Recorded, Violation};
use super::snowflake::Id;
use super::state::Shared;
use super::user::User;
use super::world::World;

impl Sandbox {
    /// The clock of all deadlines.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The person of that name; one who is not there yet joins the world as a stranger to every guild.
    pub fn user(&self, name: &str) -> User {
        let id = self.shared.change(|state| {
            let known = state.world.person(name);
            known.unwrap_or_else(|| state.world.add_person(name))
        });
        User::new(Arc::clone(&self.shared), id)
    }

    /// Looks at the world.
    pub fn world<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.shared.read(|state| look(&state.world))
    }

    /// Changes the world: archives a thread, takes a permission away, closes somebody's direct messages.
    ///
    /// The bot hears of changed channels and threads, of guilds that it was added to and of those it was removed from.
    pub fn change_world<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared.change(|state| {
            let before = state.world.clone();
            let done = change(&mut state.world);
            state.tell_changes(&before);
            done
        })
    }

    /// Every call of the REST API so far, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.read(|state| state.log.requests.clone())
    }

    /// Everything that the bot did and must not do, oldest first.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.read(|state| state.log.violations.clone())
    }

    /// Takes the violations away and returns them, for a test that provokes some.
    pub fn take_violations(&self) -> Vec<Violation> {
        let take = |state: &mut super::State| std::mem::take(&mut state.log.violations);
        self.shared.change(take)
    }

    /// Forgets all calls that were recorded, for long runs under load.
    pub fn forget_requests(&self) {
        self.shared.change(|state| state.log.requests.clear());
    }

    /// How many answers were 401, 403 or 429. Discord bans an address after 10,000 in ten minutes.
    pub fn invalid_requests(&self) -> u64 {
        self.shared.read(|state| state.log.invalid_requests)
    }

    /// The next `times` calls whose "METHOD /route/{template}" contains `route` go wrong. An empty `route` means all.
    pub fn fail(&self, fault: Fault, times: u32, route: &str) {
        self.shared
            .change(|state| state.faults.plan(fault, times, route));
    }

    /// Takes back all faults that were planned.
    pub fn heal(&self) {
        self.shared.change(|state| state.faults.clear());
    }

    /// Sets the rate limits from now on.
    pub fn limit(&self, limits: RateLimits) {
        self.shared.change(|state| state.rates.limits = limits);
    }

    /// From now on, it is a violation when this word, in any letter case, reaches a person who is not named: in a
    /// message, private answer, file, choice or modal. People who type it themselves do not count.
    pub fn forbid(&self, word: &str, viewers: &[&str]) {
        self.shared.change(|state| {
            let viewers: BTreeSet<Id> = viewers
                .iter()
                .filter_map(|name| state.world.person(name))
                .collect();
            state.canaries.push(Canary {
                word: word.to_lowercase(),
                viewers,
            });
        });
    }

    /// Commands as they are registered, in a guild or (none) globally, with Discord's defaults.
    pub fn commands(&self, guild: Option<Id>) -> Vec<Value> {
        self.shared.read(|state| state.commands.of(guild).to_vec())
    }

    /// Registers commands as the bot would, in the place of all others there.
    pub fn register(&self, guild: Option<Id>, definitions: &[Value]) {
        self.shared
            .change(|state| state.overwrite_commands(guild, definitions));
    }

    /// How many commands were created, changed or deleted so far; writing what is already there does not count.
    pub fn command_writes(&self) -> u64 {
        self.shared.read(|state| state.commands.writes)
    }

    /// Channels in which the bot said that it types, oldest first.
    pub fn typing(&self) -> Vec<Id> {
        let channels = |state: &super::State| state.typing.iter().map(|one| one.0).collect();
        self.shared.read(channels)
    }

    /// Says where the gateway is, for a router that is served at another address: `wss://gateway.discord.gg`.
    pub fn set_gateway_url(&self, url: &str) {
        self.shared
            .change(|state| state.gateway_address = Some(url.to_owned()));
    }

    /// The gateway: its counters and faults.
    pub fn gateway(&self) -> GatewayControl<'_> {
        GatewayControl {
            shared: &self.shared,
        }
    }

    /// A number that grows with every change of anything, for a page that wants to look again.
    pub fn revision(&self) -> u64 {
        self.shared.revision()
    }

    /// Waits for a change after `revision`, at most `patience` of real time; the revision then.
    pub async fn changed(&self, revision: u64, patience: Duration) -> u64 {
        let later = |_: &super::State| (self.shared.revision() > revision).then_some(());
        self.shared.wait(patience, later).await;
        self.shared.revision()
    }
}

/// Counters of the gateway, and what can be done to it. Everything happens at once to every socket.
pub struct GatewayControl<'a> {
    shared: &'a Shared,
}

impl GatewayControl<'_> {
    /// How often the bot identified. Discord allows 1,000 a day and then resets the token.
    pub fn identifies(&self) -> u64 {
        self.shared.read(|state| state.gateway.identifies)
    }

    /// How often the bot resumed a session.
    pub fn resumes(&self) -> u64 {
        self.shared.read(|state| state.gateway.resumes)
    }

    /// Intents of the last IDENTIFY.
    pub fn intents(&self) -> u64 {
        self.shared.read(|state| state.gateway.intents)
    }

    /// Whether the bot has a socket whose session has begun.
    pub fn is_connected(&self) -> bool {
        self.shared.read(|state| state.bot_is_connected())
    }

    /// Waits for that, at most `patience` of real time; whether it came.
    pub async fn connected(&self, patience: Duration) -> bool {
        let look = |state: &super::State| state.bot_is_connected().then_some(());
        self.shared.wait(patience, look).await.is_some()
    }

    /// Ends the TCP connections without a close frame.
    pub fn drop_sockets(&self) {
        self.send(&Frame::Drop);
    }

    /// Op 7: the bot is to reconnect and resume.
    pub fn reconnect(&self) {
        let payload = json!({"op": 7, "s": null, "t": null, "d": null});
        self.send(&Frame::Payload(payload));
    }

    /// Op 9: the session is invalid, resumable or not.
    pub fn invalidate(&self, resumable: bool) {
        let payload = json!({"op": 9, "s": null, "t": null, "d": resumable});
        self.send(&Frame::Payload(payload));
        if !resumable {
            // The sockets stay; their sessions are gone.
            self.shared.change(|state| state.gateway.orphan());
        }
    }

    /// Closes the sockets with a code, as 4000 or 4009.
    pub fn close(&self, code: u16) {
        self.send(&Frame::Close(code, "closed on purpose"));
    }

    /// Sends text that is no payload.
    pub fn garbage(&self, text: &str) {
        self.send(&Frame::Garbage(text.to_owned()));
    }

    /// Sends an event of any name and content, numbered like a real one.
    pub fn event(&self, name: &str, data: &Value) {
        self.shared.change(|state| state.emit_plain(name, data));
    }

    /// Whether heartbeats are answered.
    pub fn acknowledge(&self, yes: bool) {
        self.shared.change(|state| state.gateway.mute = !yes);
    }

    /// Whether new sockets are accepted (else 503).
    pub fn accept(&self, yes: bool) {
        self.shared.change(|state| state.gateway.offline = !yes);
    }

    /// The next so many RESUMEs are answered with op 9.
    pub fn refuse_resumes(&self, times: u32) {
        self.shared
            .change(|state| state.gateway.refuse_resumes = times);
    }

    fn send(&self, frame: &Frame) {
        self.shared.change(|state| state.send_all(frame));
    }
}
