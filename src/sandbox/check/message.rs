//! Messages: created, edited, or sent as follow-ups.

use serde_json::Value;

use super::attachments::attachments;
use super::components::components;
use super::embeds::embeds;
use super::limits::{CONTENT, NONCE};
use super::mentions::allowed_mentions;
use super::notes::{Notes, Place, below};
use super::{Body, Problem, emptied};

const SUPPRESS_EMBEDS: u64 = 1 << 2;
const EPHEMERAL: u64 = 1 << 6;
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

/// What differs between the bodies that hold a message.
pub(super) struct Form {
    /// Keys besides those that all have.
    pub(super) keys: &'static [&'static str],
    /// Flags that may be set.
    pub(super) flags: u64,
    /// Whether it has to hold something.
    pub(super) creates: bool,
}

const CREATE: Form = Form {
    keys: &[
        "tts",
        "nonce",
        "enforce_nonce",
        "message_reference",
        "sticker_ids",
        "poll",
    ],
    flags: SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS,
    creates: true,
};

const EDIT: Form = Form {
    keys: &[],
    flags: SUPPRESS_EMBEDS,
    creates: false,
};

const FOLLOW_UP: Form = Form {
    keys: &["tts", "poll"],
    flags: SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | EPHEMERAL,
    creates: true,
};

/// `data` of a response that is a message.
pub(super) const RESPONSE: Form = FOLLOW_UP;

/// `data` of a response that changes a message. Discord ignores EPHEMERAL there; setting it is a mistake.
pub(super) const UPDATE: Form = Form {
    keys: &["tts"],
    flags: SUPPRESS_EMBEDS,
    creates: false,
};

/// `POST /channels/{channel_id}/messages`.
pub fn message_create(body: Body<'_>) -> Vec<Problem> {
    whole(body, &CREATE)
}

/// `PATCH /channels/{channel_id}/messages/{message_id}`.
pub fn message_edit(body: Body<'_>) -> Vec<Problem> {
    whole(body, &EDIT)
}

/// `POST /webhooks/{application_id}/{interaction_token}`.
pub fn follow_up(body: Body<'_>) -> Vec<Problem> {
    whole(body, &FOLLOW_UP)
}

/// `PATCH /webhooks/{application_id}/{interaction_token}/messages/{message_id}`, also of `@original`.
pub fn webhook_edit(body: Body<'_>) -> Vec<Problem> {
    whole(body, &EDIT)
}

fn whole(body: Body<'_>, form: &Form) -> Vec<Problem> {
    let mut notes = Notes::default();
    message(&mut notes, body, "", form);
    notes.problems
}

/// Checks a message at a place.
pub(super) fn message(notes: &mut Notes, body: Body<'_>, at: &str, form: &Form) {
    let mut known = vec![
        "content",
        "embeds",
        "components",
        "attachments",
        "flags",
        "allowed_mentions",
    ];
    known.extend(form.keys);
    let Some(place) = notes.object(body.json, at, &known) else {
        return;
    };
    notes.may_have_text(&place, "content", 0..=CONTENT);
    notes.may_have_flags(&place, &["tts", "enforce_nonce"]);
    notes.refuse_unplayed(&place, &["poll", "sticker_ids"]);
    flags(notes, &place, form.flags);
    nonce(notes, &place);
    reference(notes, &place);
    allowed_mentions(notes, &place);
    embeds(notes, &place);
    components(notes, &place);
    attachments(notes, &place, body.files);
    if form.creates && is_empty(&place, body.files) {
        notes.problems.push(emptied());
    }
}

fn is_empty(place: &Place<'_>, files: &[(u64, usize)]) -> bool {
    let lacks = |key: &str| {
        let list = place.get(key).and_then(Value::as_array);
        list.is_none_or(Vec::is_empty)
    };
    place.text("content").trim().is_empty()
        && files.is_empty()
        && lacks("embeds")
        && lacks("components")
}

fn flags(notes: &mut Notes, place: &Place<'_>, allowed: u64) {
    let Some(value) = place.get("flags") else {
        return;
    };
    match value.as_u64() {
        Some(flags) if flags & !allowed == 0 => {}
        Some(flags) => {
            let message = format!("The flags {} may not be set here.", flags & !allowed);
            notes.refuse(&place.at("flags"), "MESSAGE_FLAGS_INVALID", message);
        }
        None => notes.refuse(
            &place.at("flags"),
            "NUMBER_TYPE_COERCE",
            "Value is not int.",
        ),
    }
}

fn nonce(notes: &mut Notes, place: &Place<'_>) {
    match place.get("nonce") {
        Some(Value::String(_)) => notes.may_have_text(place, "nonce", 0..=NONCE),
        Some(Value::Number(_)) => {}
        Some(_) => notes.refuse(
            &place.at("nonce"),
            "UNION_TYPE_CHOICES",
            "Value is neither text nor number.",
        ),
        None if place.get("enforce_nonce") == Some(&Value::Bool(true)) => {
            notes.house(
                &place.at("enforce_nonce"),
                "there is no nonce that could be enforced",
            );
        }
        None => {}
    }
}

fn reference(notes: &mut Notes, place: &Place<'_>) {
    let Some(value) = place.get("message_reference") else {
        return;
    };
    let at = below(&place.at, "message_reference");
    let known = [
        "type",
        "message_id",
        "channel_id",
        "guild_id",
        "fail_if_not_exists",
    ];
    let Some(reference) = notes.object(value, &at, &known) else {
        return;
    };
    if reference.get("type").is_some_and(|kind| kind != 0) {
        notes.refuse(
            &reference.at("type"),
            "NOT_PLAYED",
            "The stand-in does not know this.",
        );
    }
    notes.may_have_flags(&reference, &["fail_if_not_exists"]);
    notes.needs(&reference, "message_id");
    for key in ["message_id", "channel_id", "guild_id"] {
        snowflake(notes, &reference, key);
    }
}

/// An id as text.
fn snowflake(notes: &mut Notes, place: &Place<'_>, key: &str) {
    let good = |value: &Value| {
        let text = value.as_str().and_then(|text| text.parse::<u64>().ok());
        text.or(value.as_u64()).is_some()
    };
    if place.get(key).is_some_and(|value| !good(value)) {
        notes.refuse(
            &place.at(key),
            "NUMBER_TYPE_COERCE",
            "Value is not snowflake.",
        );
    }
}
