//! What the bot sent, and what of it was wrong.

use std::fmt;

use serde_json::Value;

use super::check::{Kind, Problem};

/// One call of the REST API.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// `POST`, `PATCH`, …
    pub method: String,
    /// The path with its ids, without `/api/v10`.
    pub path: String,
    /// The path as Discord's reference writes it: `/channels/{channel_id}/messages`.
    pub route: String,
    /// The JSON body, also where it came as `payload_json`; null where there was none.
    pub body: Value,
    /// Names and sizes in bytes of the files that came along.
    pub files: Vec<(String, usize)>,
    /// The status of the answer; 0 where the connection was cut instead.
    pub status: u16,
    /// The code in Discord's error body, 0 where it was no error.
    pub code: u64,
    /// When, by the stand-in's clock, in milliseconds since 1970.
    pub at_ms: u64,
}

/// Something that the bot must not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which sort of rule.
    pub rule: Rule,
    /// Method and route of the call, or the gateway's event.
    pub route: String,
    /// Where in the body, as `embeds.0.title`; empty where it is not about one place.
    pub at: String,
    /// What is wrong.
    pub message: String,
}

/// Whose rule was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Discord would refuse the body.
    Discord,
    /// Discord would ignore the key in silence; that is a mistake of ours.
    UnknownKey,
    /// A rule of this project, as: mention nobody.
    House,
    /// A forbidden word reached somebody who may not see it.
    Canary,
    /// The gateway's protocol.
    Protocol,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Violation {
            rule,
            route,
            at,
            message,
        } = self;
        write!(f, "{rule:?}: {route}: {at}: {message}")
    }
}

/// Everything that was recorded.
#[derive(Default)]
pub(super) struct Log {
    pub(super) requests: Vec<Recorded>,
    pub(super) violations: Vec<Violation>,
    /// Answers of 401, 403 and 429, of which Discord allows 10,000 in ten minutes.
    pub(super) invalid_requests: u64,
}

impl Log {
    pub(super) fn violate(&mut self, rule: Rule, route: &str, at: &str, message: &str) {
        self.violations.push(Violation {
            rule,
            route: route.to_owned(),
            at: at.to_owned(),
            message: message.to_owned(),
        });
    }

    pub(super) fn note(&mut self, route: &str, problems: &[Problem]) {
        for problem in problems {
            let rule = match problem.kind {
                Kind::Refused => Rule::Discord,
                Kind::UnknownKey => Rule::UnknownKey,
                Kind::House => Rule::House,
            };
            self.violate(rule, route, &problem.at, &problem.message);
        }
    }
}
