//! What the bot knows about its own readiness.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::metrics;

/// Shared between the bot, which tells, and the monitor, which asks.
#[derive(Debug, Default)]
pub struct State {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// By shard: connected to the gateway, or expected to be.
    shards: BTreeMap<u32, bool>,
    /// Whether the reports could be read when it was last tried, and else why not; none before that.
    reports: Option<Result<(), String>>,
    stopping: bool,
}

impl State {
    /// These shards, from 0, are going to be connected.
    pub fn expect_shards(&self, count: u32) {
        let mut inner = self.lock();
        inner.shards.retain(|shard, _| *shard < count);
        for shard in 0..count {
            inner.shards.entry(shard).or_insert(false);
        }
        inner.count_shards();
    }

    /// A shard was connected (READY, RESUMED), or has lost its connection.
    pub fn shard(&self, shard: u32, connected: bool) {
        let mut inner = self.lock();
        inner.shards.insert(shard, connected);
        inner.count_shards();
    }

    /// Of the shards that are expected, exactly these are connected.
    pub fn only(&self, connected: &BTreeSet<u32>) {
        let mut inner = self.lock();
        for (shard, up) in &mut inner.shards {
            *up = connected.contains(shard);
        }
        inner.count_shards();
    }

    /// The reports could be read; else a sentence why not.
    pub fn reports(&self, readable: Result<(), String>) {
        self.lock().reports = Some(readable);
    }

    /// The bot was told to stop: it is not ready any more.
    pub fn stopping(&self) {
        self.lock().stopping = true;
    }

    /// Nothing, or why questions are not answered now, one sentence each.
    pub fn missing(&self) -> Vec<String> {
        let inner = self.lock();
        let mut missing = Vec::new();
        if inner.stopping {
            missing.push("the bot is stopping".to_owned());
        }
        let lost: Vec<String> = inner
            .shards
            .iter()
            .filter(|(_, connected)| !**connected)
            .map(|(shard, _)| shard.to_string())
            .collect();
        if inner.shards.is_empty() || lost.len() == inner.shards.len() {
            missing.push("the gateway of Discord is not connected".to_owned());
        } else if !lost.is_empty() {
            missing.push(format!("shards not connected: {}", lost.join(", ")));
        }
        match &inner.reports {
            None => missing.push("the reports have not been opened yet".to_owned()),
            Some(Err(why)) => missing.push(format!("the reports cannot be read: {why}")),
            Some(Ok(())) => {}
        }
        missing
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Each change is whole, so a panic elsewhere leaves nothing half done.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn count_shards(&self) {
        metrics::shards(self.shards.values().filter(|up| **up).count());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_is_every_shard_and_the_reports() {
        let state = State::default();
        assert_eq!(
            state.missing(),
            [
                "the gateway of Discord is not connected",
                "the reports have not been opened yet"
            ]
        );
        state.expect_shards(2);
        state.shard(0, true);
        state.reports(Err("the disk is gone".to_owned()));
        assert_eq!(
            state.missing(),
            [
                "shards not connected: 1",
                "the reports cannot be read: the disk is gone"
            ]
        );
        state.shard(1, true);
        state.reports(Ok(()));
        assert_eq!(state.missing(), Vec::<String>::new());
        state.only(&BTreeSet::from([1, 7]));
        assert_eq!(state.missing(), ["shards not connected: 0"]);
        state.only(&BTreeSet::from([0, 1]));
        state.stopping();
        assert_eq!(state.missing(), ["the bot is stopping"]);
    }
}
