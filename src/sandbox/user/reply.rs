//! What the bot made of an interaction, now and later.

use std::sync::Arc;

use serde_json::Value;

use super::seen::Seen;
use super::{PATIENCE, Trouble};
use crate::sandbox::interaction::Answer;
use crate::sandbox::json::is_loading;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::{Shared, State};

/// The answer to an interaction. It can be asked again and again; the message behind it may change.
#[derive(Clone)]
pub struct Reply {
    shared: Arc<Shared>,
    interaction: Id,
}

/// The bot's first response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// None yet.
    Nothing,
    /// A message.
    Message,
    /// "Thinking…"; the message comes later.
    Deferred,
    /// The message with the button was changed.
    Update,
    /// The message with the button may change later.
    DeferredUpdate,
    /// Choices of an autocomplete.
    Choices,
    /// A modal.
    Modal,
}

/// A choice of an autocomplete.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is shown.
    pub name: String,
    /// What is sent when it is taken.
    pub value: Value,
}

/// A form that the bot opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Modal {
    /// The interaction that it answers.
    pub interaction: Id,
    /// Its heading.
    pub title: String,
    /// What the bot gets back with it.
    pub custom_id: String,
    /// Its rows or labels, as the bot sent them.
    pub components: Vec<Value>,
}

impl Reply {
    pub(super) fn new(shared: Arc<Shared>, interaction: Id) -> Reply {
        Reply {
            shared,
            interaction,
        }
    }

    fn answer(&self) -> Answer {
        let of = |state: &State| {
            let found = state.interactions.get(&self.interaction);
            found.map_or(Answer::Nothing, |one| one.answer.clone())
        };
        self.shared.read(of)
    }

    /// The interaction's id.
    pub fn interaction(&self) -> Id {
        self.interaction
    }

    /// Which sort of first response it was.
    pub fn first(&self) -> First {
        match self.answer() {
            Answer::Nothing => First::Nothing,
            Answer::Message(_) => First::Message,
            Answer::Deferred(_) => First::Deferred,
            Answer::Update => First::Update,
            Answer::DeferredUpdate => First::DeferredUpdate,
            Answer::Choices(_) => First::Choices,
            Answer::Modal(_) => First::Modal,
        }
    }

    /// The message as it is now: the answer, "thinking…", or the message with the button. None where it was deleted.
    pub fn message(&self) -> Option<Seen> {
        self.shared.read(|state| self.look(state))
    }

    fn look(&self, state: &State) -> Option<Seen> {
        let original = state.interactions.get(&self.interaction)?.original()?;
        let message = state.messages.get(&original)?;
        Some(Seen::of(state, message))
    }

    /// Waits until the answer is there and says more than "thinking…".
    ///
    /// # Errors
    ///
    /// When it does not come in time, or when it was no message.
    pub async fn settled(&self) -> Result<Seen, Trouble> {
        if matches!(self.first(), First::Choices | First::Modal) {
            return Err(Trouble::Unexpected(format!("{:?}", self.first())));
        }
        let found = self.shared.wait(PATIENCE, |state| self.ready(state)).await;
        found.ok_or(Trouble::TooLate {
            what: "the answer",
            after: PATIENCE,
        })
    }

    fn ready(&self, state: &State) -> Option<Seen> {
        let interaction = state.interactions.get(&self.interaction)?;
        let message = state.messages.get(&interaction.original()?)?;
        let waits = match interaction.answer {
            Answer::DeferredUpdate => message.changes <= interaction.source_changes,
            _ => is_loading(message),
        };
        (!waits).then(|| Seen::of(state, message))
    }

    /// Follow-ups as they are now, oldest first.
    pub fn follow_ups(&self) -> Vec<Seen> {
        self.shared.read(|state| {
            let found = state.interactions.get(&self.interaction);
            let ids = found.map(|one| one.follow_ups.clone()).unwrap_or_default();
            let messages = ids.iter().filter_map(|id| state.messages.get(id));
            messages.map(|one| Seen::of(state, one)).collect()
        })
    }

    /// Waits until there are at least so many follow-ups.
    ///
    /// # Errors
    ///
    /// When they do not come in time.
    pub async fn follow_up(&self, number: usize) -> Result<Seen, Trouble> {
        let there = |state: &State| {
            let id = *state
                .interactions
                .get(&self.interaction)?
                .follow_ups
                .get(number)?;
            state.messages.get(&id).map(|one| Seen::of(state, one))
        };
        let found = self.shared.wait(PATIENCE, there).await;
        found.ok_or(Trouble::TooLate {
            what: "the follow-up",
            after: PATIENCE,
        })
    }

    /// Choices of an autocomplete; none for anything else.
    pub fn choices(&self) -> Vec<Choice> {
        let Answer::Choices(choices) = self.answer() else {
            return Vec::new();
        };
        let choice = |one: Value| Choice {
            name: one["name"].as_str().unwrap_or_default().to_owned(),
            value: one["value"].clone(),
        };
        choices.into_iter().map(choice).collect()
    }

    /// The modal that was opened.
    ///
    /// # Errors
    ///
    /// When the answer was something else.
    pub fn modal(&self) -> Result<Modal, Trouble> {
        let Answer::Modal(modal) = self.answer() else {
            return Err(Trouble::Unexpected(format!("{:?}", self.first())));
        };
        let text = |key: &str| modal[key].as_str().unwrap_or_default().to_owned();
        Ok(Modal {
            interaction: self.interaction,
            title: text("title"),
            custom_id: text("custom_id"),
            components: modal["components"].as_array().cloned().unwrap_or_default(),
        })
    }
}
