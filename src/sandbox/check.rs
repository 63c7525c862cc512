//! Whether Discord would accept a body, and whether we do: plain functions over JSON, no server needed.
//!
//! Stricter than Discord in two ways: a key that Discord would ignore is a problem ([`Kind::UnknownKey`]), and so is
//! a message that might mention somebody ([`Kind::House`]). Components V2, polls and stickers are refused, because
//! nothing here sends them.
//! Follows <https://docs.discord.com/developers/resources/message>, `/interactions/receiving-and-responding`,
//! `/interactions/application-commands` and `/components/reference`.

pub mod limits;

mod attachments;
mod command;
mod components;
mod embeds;
mod mentions;
mod message;
mod modal;
mod notes;
mod options;
mod response;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use command::{command, commands};
pub use message::{follow_up, message_create, message_edit, webhook_edit};
pub use response::interaction_response;

/// One thing that is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whose rule it breaks.
    pub kind: Kind,
    /// Where, as `embeds.0.title`; empty for the whole body.
    pub at: String,
    /// Discord's name of the error, as `BASE_TYPE_MAX_LENGTH`.
    pub code: &'static str,
    /// The sentence beside it.
    pub message: String,
}

/// Whose rule a problem breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Discord answers 400.
    Refused,
    /// Discord ignores the key in silence; here it is answered 400.
    UnknownKey,
    /// Discord accepts it, this project does not; it is recorded and let through.
    House,
}

/// A body with the files beside it: the `n` of each `files[n]`, and its size in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Body<'a> {
    /// The JSON.
    pub json: &'a Value,
    /// Number and size of each file.
    pub files: &'a [(u64, usize)],
}

impl<'a> Body<'a> {
    /// A body without files.
    pub fn plain(json: &'a Value) -> Body<'a> {
        Body { json, files: &[] }
    }
}

/// The problem of an edit that leaves nothing of a message; only who knows the message can see it.
pub fn emptied() -> Problem {
    Problem {
        kind: Kind::Refused,
        at: String::new(),
        code: "EMPTY_MESSAGE",
        message: "Cannot send an empty message".to_owned(),
    }
}
