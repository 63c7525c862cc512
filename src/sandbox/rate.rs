//! Rate limits: a bucket for each route and its channel or webhook, and one for the whole bot.
//!
//! Follows <https://docs.discord.com/developers/topics/rate-limits>.

use std::collections::BTreeMap;
use std::time::Duration;

/// How much the bot may send. Calls beyond are answered 429.
#[derive(Debug, Clone)]
pub struct RateLimits {
    /// Messages created, and messages edited, in one channel.
    pub channel: Option<Allowance>,
    /// Follow-ups of one interaction.
    pub webhook: Option<Allowance>,
    /// All calls together but those that answer interactions.
    pub global: Option<Allowance>,
}

/// So many calls in so much time.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Calls.
    pub calls: u32,
    /// The window, which begins with its first call.
    pub window: Duration,
}

impl RateLimits {
    /// None at all.
    pub fn off() -> RateLimits {
        RateLimits {
            channel: None,
            webhook: None,
            global: None,
        }
    }
}

impl Default for RateLimits {
    /// 5 messages in 5 s in a channel, 5 follow-ups in 2 s, 50 calls in 1 s: what Discord was seen to use.
    fn default() -> RateLimits {
        let allowance = |calls, seconds| {
            Some(Allowance {
                calls,
                window: Duration::from_secs(seconds),
            })
        };
        RateLimits {
            channel: allowance(5, 5),
            webhook: allowance(5, 2),
            global: allowance(50, 1),
        }
    }
}

/// Buckets as they stand.
#[derive(Default)]
pub(super) struct Rates {
    pub(super) limits: RateLimits,
    buckets: BTreeMap<String, Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    used: u32,
    ends_ms: u64,
}

/// What a call's answer says about its bucket.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    pub(super) bucket: String,
    pub(super) limit: u32,
    pub(super) remaining: u32,
    pub(super) ends_ms: u64,
    pub(super) reset_after_ms: u64,
    /// Over the limit, and whether that of the whole bot.
    pub(super) over: Option<Scope>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Route,
    Global,
}

impl Rates {
    /// Counts a call. `route` is method and template, `major` the channel or webhook that it is about.
    pub(super) fn count(&mut self, route: &str, major: &str, now_ms: u64) -> Option<Standing> {
        if let Some(global) = self.limits.global.filter(|_| !exempt(route)) {
            let standing = self.take("global", global, now_ms);
            if standing.over.is_some() {
                return Some(Standing {
                    over: Some(Scope::Global),
                    ..standing
                });
            }
        }
        let allowance = match route {
            "POST /channels/{channel_id}/messages"
            | "PATCH /channels/{channel_id}/messages/{message_id}" => self.limits.channel,
            "POST /webhooks/{application_id}/{interaction_token}" => self.limits.webhook,
            _ => None,
        }?;
        Some(self.take(&format!("{route} {major}"), allowance, now_ms))
    }

    fn take(&mut self, name: &str, allowance: Allowance, now_ms: u64) -> Standing {
        let window_ms = u64::try_from(allowance.window.as_millis()).unwrap_or(u64::MAX);
        let fresh = Bucket {
            used: 0,
            ends_ms: now_ms + window_ms,
        };
        let bucket = self.buckets.entry(name.to_owned()).or_insert(fresh);
        if bucket.ends_ms <= now_ms {
            *bucket = fresh;
        }
        let over = bucket.used >= allowance.calls;
        if !over {
            bucket.used += 1;
        }
        Standing {
            bucket: format!("{:016x}", hash(name)),
            limit: allowance.calls,
            remaining: allowance.calls - bucket.used,
            ends_ms: bucket.ends_ms,
            reset_after_ms: bucket.ends_ms - now_ms,
            over: over.then_some(Scope::Route),
        }
    }
}

/// Answers to interactions are not bound to the limit of the whole bot.
fn exempt(route: &str) -> bool {
    route.contains("/interactions/") || route.contains("/webhooks/")
}

/// FNV-1a, so that a bucket has a name that tells nothing.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = "POST /channels/{channel_id}/messages";

    #[test]
    fn five_messages_in_five_seconds_for_each_channel() {
        let mut rates = Rates::default();
        for left in (0..5).rev() {
            let standing = rates.count(MESSAGES, "1", 1000).expect("a bucket");
            assert_eq!((standing.remaining, standing.over), (left, None));
        }
        let standing = rates.count(MESSAGES, "1", 3000).expect("a bucket");
        assert_eq!(standing.over, Some(Scope::Route));
        assert_eq!(standing.reset_after_ms, 3000);
        let other = rates.count(MESSAGES, "2", 3000).expect("a bucket");
        assert_eq!(other.over, None);
        let later = rates.count(MESSAGES, "1", 6000).expect("a bucket");
        assert_eq!(later.over, None);
    }

    #[test]
    fn fifty_calls_in_a_second_but_interactions_are_free() {
        let mut rates = Rates::default();
        for _ in 0..50 {
            assert_eq!(rates.count("GET /users/@me", "", 0), None);
        }
        let callback = "POST /interactions/{interaction_id}/{interaction_token}/callback";
        assert_eq!(rates.count(callback, "", 0), None);
        let over = rates.count("GET /users/@me", "", 0).expect("over");
        assert_eq!(over.over, Some(Scope::Global));
    }
}
