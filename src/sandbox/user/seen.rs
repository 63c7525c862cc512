//! A message as a person saw it at one moment.

use serde_json::Value;

use crate::sandbox::json::Eye;
use crate::sandbox::message::{EPHEMERAL, LOADING, Message};
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

/// A message as a person saw it at one moment. [`super::User::again`] looks again.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The message's id.
    pub id: Id,
    /// Where it stands.
    pub channel: Id,
    /// Discord's JSON of it, whole.
    pub json: Value,
    /// How often it had been changed.
    pub changes: u64,
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What stands on it.
    pub label: String,
    /// What the bot gets when it is pressed; empty for a link.
    pub custom_id: String,
    /// Where a link leads.
    pub url: Option<String>,
    /// Whether it can be pressed.
    pub disabled: bool,
}

impl Seen {
    pub(super) fn of(state: &State, message: &Message) -> Seen {
        Seen {
            id: message.id,
            channel: message.channel,
            json: state.message_json(message, Eye::Full, true),
            changes: message.changes,
        }
    }

    /// The text outside of embeds.
    pub fn content(&self) -> &str {
        self.json["content"].as_str().unwrap_or_default()
    }

    /// Everything that can be read: content, then each embed's author, title, description, fields and footer, a line
    /// each.
    pub fn text(&self) -> String {
        let mut lines = vec![self.content()];
        for embed in list(&self.json["embeds"]) {
            lines.push(embed["author"]["name"].as_str().unwrap_or_default());
            lines.push(embed["title"].as_str().unwrap_or_default());
            lines.push(embed["description"].as_str().unwrap_or_default());
            for field in list(&embed["fields"]) {
                lines.push(field["name"].as_str().unwrap_or_default());
                lines.push(field["value"].as_str().unwrap_or_default());
            }
            lines.push(embed["footer"]["text"].as_str().unwrap_or_default());
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The embeds.
    pub fn embeds(&self) -> &[Value] {
        list(&self.json["embeds"])
    }

    /// The files.
    pub fn attachments(&self) -> &[Value] {
        list(&self.json["attachments"])
    }

    /// Everything in the rows below, flat.
    pub fn components(&self) -> Vec<&Value> {
        let rows = list(&self.json["components"]).iter();
        rows.flat_map(|row| list(&row["components"])).collect()
    }

    /// The buttons, in order.
    pub fn buttons(&self) -> Vec<Button> {
        let components = self.components().into_iter();
        let buttons = components.filter(|one| one["type"] == 2);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        buttons
            .map(|one| Button {
                label: text(&one["label"]),
                custom_id: text(&one["custom_id"]),
                url: one["url"].as_str().map(str::to_owned),
                disabled: one["disabled"] == true,
            })
            .collect()
    }

    /// What stands on the buttons, in order.
    pub fn labels(&self) -> Vec<String> {
        let buttons = self.buttons().into_iter();
        buttons.map(|button| button.label).collect()
    }

    /// Whether only one person sees it.
    pub fn is_private(&self) -> bool {
        self.flags() & EPHEMERAL != 0
    }

    /// Whether it still says "thinking…".
    pub fn is_thinking(&self) -> bool {
        self.flags() & LOADING != 0
    }

    /// Id of who wrote it.
    pub fn author(&self) -> Id {
        let id = self.json["author"]["id"].as_str();
        id.and_then(|id| id.parse().ok()).unwrap_or_default()
    }

    fn flags(&self) -> u64 {
        self.json["flags"].as_u64().unwrap_or_default()
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
