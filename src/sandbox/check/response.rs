//! First responses to interactions.

use serde_json::Value;

use super::limits::{CHOICE_TEXT, CHOICES};
use super::message::{RESPONSE, UPDATE, message};
use super::modal::modal;
use super::notes::{Notes, Place, below};
use super::{Body, Problem};

/// `POST /interactions/{interaction_id}/{interaction_token}/callback`.
pub fn interaction_response(body: Body<'_>) -> Vec<Problem> {
    let mut notes = Notes::default();
    if let Some(response) = notes.object(body.json, "", &["type", "data"]) {
        notes.needs(&response, "type");
        by_type(&mut notes, &response, body.files);
    }
    notes.problems
}

fn by_type(notes: &mut Notes, response: &Place<'_>, files: &[(u64, usize)]) {
    let data = response.map.get("data").unwrap_or(&Value::Null);
    let body = Body { json: data, files };
    match response.map.get("type").and_then(Value::as_u64) {
        Some(4) => message(notes, body, "data", &RESPONSE),
        Some(5) => deferred(notes, data),
        Some(6) => {
            if !data.is_null() {
                notes.refuse(
                    "data",
                    "DICT_TYPE_CONVERT",
                    "A deferred update has no data.",
                );
            }
        }
        Some(7) => message(notes, body, "data", &UPDATE),
        Some(8) => choices(notes, data),
        Some(9) => modal(notes, data, "data"),
        _ => {
            let message = "Value must be one of (4, 5, 6, 7, 8, 9).";
            notes.refuse("type", "BASE_TYPE_CHOICES", message);
        }
    }
}

/// "Thinking…" says only whether it is private. Mentions and an empty list of files do no harm, and serenity always
/// sends them.
fn deferred(notes: &mut Notes, data: &Value) {
    if data.is_null() {
        return;
    }
    if let Some(data) = notes.object(data, "data", &["flags", "allowed_mentions", "attachments"]) {
        notes.list(&data, "attachments", 0..=0);
        let flags = data.get("flags").map(|flags| flags.as_u64());
        if !matches!(flags, None | Some(Some(0 | 64))) {
            let message = "Only EPHEMERAL may be set here.";
            notes.refuse("data.flags", "MESSAGE_FLAGS_INVALID", message);
        }
    }
}

fn choices(notes: &mut Notes, data: &Value) {
    let Some(data) = notes.object(data, "data", &["choices"]) else {
        return;
    };
    notes.needs(&data, "choices");
    let all = notes.list(&data, "choices", 0..=CHOICES);
    for (number, value) in all.iter().enumerate() {
        choice(notes, value, &below("data.choices", number));
    }
}

/// Checks one choice of an autocomplete or of an option.
pub(super) fn choice(notes: &mut Notes, value: &Value, at: &str) {
    let known = ["name", "name_localizations", "value"];
    let Some(choice) = notes.object(value, at, &known) else {
        return;
    };
    notes.needs_text(&choice, "name", 1..=CHOICE_TEXT);
    notes.needs(&choice, "value");
    match choice.get("value") {
        Some(Value::String(_)) => notes.may_have_text(&choice, "value", 1..=CHOICE_TEXT),
        Some(Value::Number(_)) | None => {}
        Some(_) => {
            let message = "Value is neither text nor number.";
            notes.refuse(&choice.at("value"), "UNION_TYPE_CHOICES", message);
        }
    }
}
