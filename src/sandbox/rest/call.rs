//! One call, read and taken apart.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::Refusal;
use crate::sandbox::check::{Kind, Problem};
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

/// A request with its body.
#[derive(Debug, Clone, Default)]
pub(in crate::sandbox) struct Call {
    pub(super) method: String,
    /// Below `/api/v10`.
    pub(super) path: String,
    /// The template of the route that fits; the path itself where none does.
    pub(super) route: String,
    /// What stands for the template's names.
    pub(super) parameters: BTreeMap<&'static str, String>,
    pub(super) query: BTreeMap<String, String>,
    pub(super) authorization: Option<String>,
    pub(super) body: Value,
    pub(super) files: Vec<File>,
}

/// A file of a multipart body.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// The `n` of `files[n]`.
    pub(super) number: u64,
    pub(super) name: String,
    pub(super) content_type: String,
    pub(super) bytes: Vec<u8>,
}

impl Call {
    /// Method and route: `POST /channels/{channel_id}/messages`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.route)
    }

    /// The channel, guild or token that a rate limit is about.
    pub(super) fn major(&self) -> String {
        let names = ["channel_id", "interaction_token", "guild_id"];
        let mut found = names.iter().filter_map(|name| self.parameters.get(name));
        found.next().cloned().unwrap_or_default()
    }

    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// An id in the path.
    pub(super) fn id(&self, name: &str) -> Result<Id, Refusal> {
        let text = self.parameter(name);
        text.parse().map_err(|_| {
            let message = format!("Value \"{text}\" is not snowflake.");
            Refusal::bad_form(name, "NUMBER_TYPE_COERCE", &message)
        })
    }

    /// Sizes of the files, for the checks.
    pub(super) fn sizes(&self) -> Vec<(u64, usize)> {
        let files = self.files.iter();
        files.map(|file| (file.number, file.bytes.len())).collect()
    }
}

impl State {
    /// Records the problems of a body and refuses it where Discord, or our own strictness, would.
    pub(super) fn judge(&mut self, call: &Call, problems: &[Problem]) -> Result<(), Refusal> {
        self.log.note(&call.name(), problems);
        let grave: Vec<&Problem> = problems
            .iter()
            .filter(|problem| problem.kind != Kind::House)
            .collect();
        if grave.is_empty() {
            return Ok(());
        }
        Err(Refusal::bad_body(&grave))
    }
}
