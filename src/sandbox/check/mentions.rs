//! `allowed_mentions`: Discord's rules, and ours that it is always there and allows nothing.

use serde_json::Value;

use super::limits::ALLOWED_MENTIONS;
use super::notes::{Notes, Place};

pub(super) fn allowed_mentions(notes: &mut Notes, place: &Place<'_>) {
    let at = place.at("allowed_mentions");
    let Some(value) = place.get("allowed_mentions") else {
        notes.house(&at, "is missing, so the text may mention people");
        return;
    };
    let known = ["parse", "users", "roles", "replied_user"];
    let Some(mentions) = notes.object(value, &at, &known) else {
        return;
    };
    notes.may_have_flags(&mentions, &["replied_user"]);
    let parse = notes.list(&mentions, "parse", 0..=3);
    for (number, kind) in parse.iter().enumerate() {
        if !["users", "roles", "everyone"].iter().any(|one| kind == one) {
            let at = format!("{at}.parse.{number}");
            let message = "Value must be one of ('roles', 'users', 'everyone').";
            notes.refuse(&at, "BASE_TYPE_CHOICES", message);
        }
    }
    for key in ["users", "roles"] {
        let named = notes.list(&mentions, key, 0..=ALLOWED_MENTIONS);
        if !named.is_empty() && parse.iter().any(|kind| kind == key) {
            let message = format!("parse:[\"{key}\"] and {key}: [ids...] are mutually exclusive.");
            notes.refuse(&at, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
        }
        if !named.is_empty() {
            notes.house(&mentions.at(key), "allows a mention");
        }
    }
    if mentions.get("parse").is_none() || !parse.is_empty() {
        notes.house(&mentions.at("parse"), "is not an empty list");
    }
    if mentions.get("replied_user") == Some(&Value::Bool(true)) {
        notes.house(&mentions.at("replied_user"), "allows a mention");
    }
}
