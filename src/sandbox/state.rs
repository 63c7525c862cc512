//! All that the stand-in knows, behind one mutex, and the signal that something changed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::canary::Canary;
use super::clock::Clock;
use super::command::Commands;
use super::fault::Faults;
use super::gateway::Gateway;
use super::interaction::Interaction;
use super::message::{Kept, Message};
use super::permissions;
use super::rate::Rates;
use super::record::Log;
use super::snowflake::{Id, Snowflakes};
use super::world::{Channel, World};

/// What is true at this moment.
pub(super) struct State {
    pub(super) world: World,
    pub(super) clock: Arc<Clock>,
    /// Address of the stand-in, for the links of attachments.
    pub(super) base: String,
    /// Where the gateway is said to be; by default at the same address.
    pub(super) gateway_address: Option<String>,
    pub(super) ids: Snowflakes,
    pub(super) messages: BTreeMap<Id, Message>,
    pub(super) uploads: BTreeMap<Id, Kept>,
    pub(super) interactions: BTreeMap<Id, Interaction>,
    pub(super) commands: Commands,
    pub(super) gateway: Gateway,
    pub(super) rates: Rates,
    pub(super) faults: Faults,
    pub(super) log: Log,
    pub(super) canaries: Vec<Canary>,
    /// Channels in which the bot began to type, and when.
    pub(super) typing: Vec<(Id, u64)>,
}

impl State {
    pub(super) fn new(world: World, clock: Arc<Clock>, base: String) -> State {
        State {
            world,
            clock,
            base,
            gateway_address: None,
            ids: Snowflakes::default(),
            messages: BTreeMap::new(),
            uploads: BTreeMap::new(),
            interactions: BTreeMap::new(),
            commands: Commands::default(),
            gateway: Gateway::default(),
            rates: Rates::default(),
            faults: Faults::default(),
            log: Log::default(),
            canaries: Vec::new(),
            typing: Vec::new(),
        }
    }

    pub(super) fn new_id(&mut self) -> Id {
        let now = self.clock.now_ms();
        self.ids.next(now)
    }

    pub(super) fn gateway_url(&self) -> String {
        let own = || self.base.replacen("http", "ws", 1) + "/gateway";
        self.gateway_address.clone().unwrap_or_else(own)
    }

    pub(super) fn bot(&self) -> Id {
        self.world.app.id
    }

    /// Permission bits of a person in a channel; none where either is unknown.
    pub(super) fn may(&self, person: Id, channel: Id) -> u64 {
        self.world.channels.get(&channel).map_or(0, |channel| {
            permissions::in_channel(&self.world, channel, person, self.clock.now_ms())
        })
    }

    pub(super) fn channel(&self, id: Id) -> Option<&Channel> {
        self.world.channels.get(&id)
    }

    pub(super) fn guild_of(&self, channel: Id) -> Option<Id> {
        self.channel(channel).and_then(|channel| channel.guild)
    }

    /// Whether the bot is a member of the guild that a channel is in.
    pub(super) fn bot_is_in(&self, guild: Id) -> bool {
        let guild = self.world.guilds.get(&guild);
        guild.is_some_and(|guild| guild.has(self.bot()))
    }
}

/// The state, shared by the server's connections and the scripted people.
pub(super) struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    pub(super) clock: Arc<Clock>,
}

impl Shared {
    pub(super) fn new(state: State) -> Shared {
        Shared {
            clock: Arc::clone(&state.clock),
            state: Mutex::new(state),
            changed: watch::channel(0).0,
        }
    }

    /// Looks at the state.
    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state and wakes everyone who waits for a change.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let done = change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_modify(|revision| *revision += 1);
        done
    }

    /// Waits until `look` finds something, at most `patience` of real time.
    pub(super) async fn wait<T>(
        &self,
        patience: Duration,
        look: impl Fn(&State) -> Option<T>,
    ) -> Option<T> {
        let until = Instant::now() + patience;
        let mut changed = self.changed.subscribe();
        loop {
            changed.borrow_and_update();
            if let Some(found) = self.read(&look) {
                return Some(found);
            }
            let left = until.checked_duration_since(Instant::now())?;
            // Now and then without a change too: deadlines pass by themselves.
            let pause = left.min(Duration::from_millis(50));
            let _ = tokio::time::timeout(pause, changed.changed()).await;
        }
    }

    /// Tells of every change.
    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// The number of the last change; grows with every one.
    pub(super) fn revision(&self) -> u64 {
        *self.changed.borrow()
    }
}
