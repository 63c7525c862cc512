//! `/settings`: what managers decide.

use super::Asked;
use crate::discord::bot::Failure;
use crate::discord::reply::Reply;
use crate::discord::words;

/// What a manager wants set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsAction {
    /// Nothing: only show it.
    Show,
    /// Which reports are searched.
    Reports {
        /// Whether those for every server are.
        everybodys: Option<bool>,
        /// Not this one.
        hide: Option<String>,
        /// This one again.
        show: Option<String>,
    },
    /// Where answers may be public.
    Answers {
        /// `nowhere`, `everywhere`, `add` or `drop`.
        public: String,
        /// The channel to add or drop; the one where it is said if absent.
        channel: Option<u64>,
    },
    /// Who may share where answers are not public.
    Publish {
        /// `everyone`, `moderators` or `managers`.
        who: String,
    },
    /// The role whose members count as moderators.
    Moderators {
        /// Its id; none if absent.
        role: Option<u64>,
    },
    /// How often people may ask.
    Cooldown {
        /// Questions of one person in a minute.
        person: Option<u32>,
        /// Questions of the guild in a minute.
        guild: Option<u32>,
    },
}

pub(super) async fn settings(_: Asked<'_>, _: &SettingsAction) -> Result<Reply, Failure> {
    Err(words::not_understood().into())
}
