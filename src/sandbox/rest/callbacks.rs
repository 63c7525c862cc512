//! First responses to interactions: in time, once, and of a type that fits.
//!
//! Follows <https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object>.

use serde_json::{Value, json};

use super::Handled;
use super::answer::{Answer as Reply, Refusal};
use super::call::Call;
use crate::sandbox::check::{self, Body};
use crate::sandbox::interaction::{Answer, Interaction, InteractionKind};
use crate::sandbox::json::{Eye, is_loading};
use crate::sandbox::message::{EPHEMERAL, LOADING};
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

pub(super) fn create(state: &mut State, call: &Call) -> Handled {
    let interaction = waiting(state, call)?;
    let body = Body {
        json: &call.body,
        files: &call.sizes(),
    };
    state.judge(call, &check::interaction_response(body))?;
    let kind = call.body["type"].as_u64().unwrap_or_default();
    fits(&interaction, kind)?;
    let data = &call.body["data"];
    let answer = match kind {
        4 => state.say(call, &interaction, data),
        5 => state.think(&interaction, data),
        6 => Answer::DeferredUpdate,
        7 => state.update_source(call, &interaction, data)?,
        8 => state.offer(call, &interaction, data),
        _ => state.open_modal(call, &interaction, data),
    };
    if let Some(kept) = state.interactions.get_mut(&interaction.id) {
        kept.answer = answer;
    }
    if call.query.get("with_response").map(String::as_str) == Some("true") {
        return Ok(Reply::ok(state.callback_json(interaction.id, kind)));
    }
    Ok(Reply::done())
}

/// The interaction in the path, if it still waits for its first response.
fn waiting(state: &State, call: &Call) -> Result<Interaction, Refusal> {
    let id = call.id("interaction_id")?;
    let found = state.interactions.get(&id);
    let found = found.filter(|one| one.token == call.parameter("interaction_token"));
    let found = found.ok_or_else(Refusal::unknown_interaction)?;
    if found.answer != Answer::Nothing {
        return Err(Refusal::acknowledged());
    }
    if found.failed(state.clock.now_ms()) {
        return Err(Refusal::unknown_interaction());
    }
    Ok(found.clone())
}

/// Which types of response an interaction takes.
fn fits(interaction: &Interaction, kind: u64) -> Result<(), Refusal> {
    let good = match (interaction.kind, kind) {
        (InteractionKind::Autocomplete, kind) => kind == 8,
        (_, 4 | 5) => true,
        (InteractionKind::Component, 6 | 7 | 9) => true,
        // A modal's answer may change the message only where a message opened it.
        (InteractionKind::Modal, 6 | 7) => interaction.source.is_some(),
        (InteractionKind::Command, 9) => true,
        _ => false,
    };
    if good {
        return Ok(());
    }
    let message = "This type of response does not fit this type of interaction.";
    Err(Refusal::bad_form(
        "type",
        "INTERACTION_RESPONSE_TYPE",
        message,
    ))
}

fn private(state: &State, interaction: &Interaction, data: &Value) -> bool {
    let asked = data["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
    asked || state.forced_private(interaction)
}

impl State {
    fn say(&mut self, call: &Call, interaction: &Interaction, data: &Value) -> Answer {
        let private = private(self, interaction, data);
        let mut message = self.answer_message(interaction, private);
        self.compose(&mut message, data, &call.files);
        self.watch(call, &message);
        let id = message.id;
        self.messages.insert(id, message);
        self.emit_message("MESSAGE_CREATE", id);
        Answer::Message(id)
    }

    fn think(&mut self, interaction: &Interaction, data: &Value) -> Answer {
        let private = private(self, interaction, data);
        let mut message = self.answer_message(interaction, private);
        message.flags |= LOADING;
        let id = message.id;
        self.messages.insert(id, message);
        self.emit_message("MESSAGE_CREATE", id);
        Answer::Deferred(id)
    }

    fn update_source(
        &mut self,
        call: &Call,
        interaction: &Interaction,
        data: &Value,
    ) -> Result<Answer, Refusal> {
        let source = interaction.source.and_then(|id| self.messages.get(&id));
        let mut message = source.cloned().ok_or_else(Refusal::unknown_message)?;
        self.compose(&mut message, data, &call.files);
        self.store_edit(call, message)?;
        Ok(Answer::Update)
    }

    fn offer(&mut self, call: &Call, interaction: &Interaction, data: &Value) -> Answer {
        let viewer = [interaction.user].into();
        self.deliver(&call.name(), data.to_string().as_bytes(), &viewer);
        Answer::Choices(data["choices"].as_array().cloned().unwrap_or_default())
    }

    fn open_modal(&mut self, call: &Call, interaction: &Interaction, data: &Value) -> Answer {
        let viewer = [interaction.user].into();
        self.deliver(&call.name(), data.to_string().as_bytes(), &viewer);
        Answer::Modal(data.clone())
    }

    /// What `with_response` asks for.
    fn callback_json(&self, interaction: Id, kind: u64) -> Value {
        let Some(interaction) = self.interactions.get(&interaction) else {
            return Value::Null;
        };
        let mut about = json!({"id": interaction.id.to_string(), "type": interaction.kind as u8,
            "activity_instance_id": null});
        let mut resource = json!({"type": kind});
        let message = interaction.original().and_then(|id| self.messages.get(&id));
        if let Some(message) = message {
            about["response_message_id"] = json!(message.id.to_string());
            about["response_message_loading"] = json!(is_loading(message));
            about["response_message_ephemeral"] = json!(message.only_for.is_some());
            if matches!(kind, 4 | 5 | 7) {
                resource["message"] = self.message_json(message, Eye::Full, false);
            }
        }
        json!({"interaction": about, "resource": resource})
    }
}
