//! How often somebody may ask: per person and per guild (GCRA, by the crate `governor`).

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::words::{self, Refusal};
use crate::config::DiscordConfig;
use crate::monitor::metrics;
use crate::store::Settings;

/// A click looks up one place and searches nothing, so it counts as a fifth of a question.
const CLICKS_FOR_A_QUESTION: u32 = 5;
/// Choices while typing: Discord asks at most a few times a second.
const CHOICES_PER_MINUTE: u32 = 240;

/// What somebody does that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Effort {
    /// Something that is searched or read anew.
    Question,
    /// A button.
    Click,
    /// Choices for an option.
    Choices,
}

/// The buckets of everybody who did something lately.
pub(super) struct Cooldowns {
    person: (u32, u32),
    guild: u32,
    clock: DefaultClock,
    /// One limiter for every rate that some guild has.
    limiters: Mutex<HashMap<Rate, Arc<DefaultKeyedRateLimiter<u64>>>>,
}

/// What is counted, whether of a person (or of a guild), so many a minute, so many at once.
type Rate = (Effort, bool, u32, u32);

impl Cooldowns {
    pub(super) fn new(config: &DiscordConfig) -> Cooldowns {
        Cooldowns {
            person: (config.person_per_minute, config.person_burst),
            guild: config.guild_per_minute,
            clock: DefaultClock::default(),
            limiters: Mutex::default(),
        }
    }

    /// Counts one effort of a person, and of the guild where it is made; otherwise who asked too often, and the sentence
    /// to say.
    pub(super) fn count(
        &self,
        effort: Effort,
        (person, guild): (u64, Option<u64>),
        settings: &Settings,
    ) -> Result<(), (metrics::Refusal, Refusal)> {
        let (rate, burst) = self.person;
        let rate = settings.person_per_minute.unwrap_or(rate);
        let (rate, burst) = match effort {
            Effort::Question => (rate, burst),
            Effort::Click => (rate * CLICKS_FOR_A_QUESTION, burst * CLICKS_FOR_A_QUESTION),
            Effort::Choices => (CHOICES_PER_MINUTE, CHOICES_PER_MINUTE / 4),
        };
        self.take((effort, true, rate, burst), person)
            .map_err(|wait| (metrics::Refusal::Person, words::too_many_from_person(wait)))?;
        if let (Effort::Question, Some(guild)) = (effort, guild) {
            let rate = settings.guild_per_minute.unwrap_or(self.guild);
            self.take((effort, false, rate, rate), guild)
                .map_err(|wait| (metrics::Refusal::Guild, words::too_many_from_guild(wait)))?;
        }
        Ok(())
    }

    /// Takes one from a bucket, or says in how many seconds there will be one.
    fn take(&self, kind: Rate, who: u64) -> Result<(), u64> {
        let (_, _, rate, burst) = kind;
        let limiter = {
            let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
            let new = || Arc::new(RateLimiter::keyed(quota(rate, burst)));
            limiters.entry(kind).or_insert_with(new).clone()
        };
        let until = limiter.check_key(&who);
        until.map_err(|until| until.wait_time_from(self.clock.now()).as_secs_f64().ceil() as u64)
    }

    /// Forgets buckets that are full again. To be called now and then.
    pub(super) fn sweep(&self) {
        let limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        limiters
            .values()
            .for_each(|limiter| limiter.retain_recent());
    }
}

fn quota(per_minute: u32, burst: u32) -> Quota {
    let at_least_one = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    let each = Duration::from_secs(60) / per_minute.max(1);
    Quota::with_period(each)
        .unwrap_or_else(|| Quota::per_minute(at_least_one(per_minute)))
        .allow_burst(at_least_one(burst))
}
