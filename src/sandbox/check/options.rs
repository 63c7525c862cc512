//! Options of slash commands.

use std::collections::BTreeSet;

use serde_json::Value;

use super::command::name;
use super::limits::{CHOICES, COMMAND_DESCRIPTION, COMMAND_OPTIONS};
use super::notes::{Notes, Place, below};
use super::response::choice;

const KEYS: &[&str] = &[
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "required",
    "choices",
    "options",
    "channel_types",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "autocomplete",
];

const SUBCOMMAND: u64 = 1;
const GROUP: u64 = 2;
const STRING: u64 = 3;
const INTEGER: u64 = 4;
const CHANNEL: u64 = 7;
const NUMBER: u64 = 10;

/// Keys that only some types of options have.
const ONLY: &[(&str, &[u64])] = &[
    ("choices", &[STRING, INTEGER, NUMBER]),
    ("autocomplete", &[STRING, INTEGER, NUMBER]),
    ("channel_types", &[CHANNEL]),
    ("min_value", &[INTEGER, NUMBER]),
    ("max_value", &[INTEGER, NUMBER]),
    ("min_length", &[STRING]),
    ("max_length", &[STRING]),
    ("options", &[SUBCOMMAND, GROUP]),
];

/// Checks the options of a command (`depth` 0), of a group (1) or of a subcommand (1 or 2).
pub(super) fn options(notes: &mut Notes, place: &Place<'_>, depth: u8) {
    let all = notes.list(place, "options", 0..=COMMAND_OPTIONS);
    let (mut names, mut optional) = (BTreeSet::new(), false);
    let nested = |one: &&Value| matches!(one["type"].as_u64(), Some(SUBCOMMAND | GROUP));
    let mixed = all.iter().filter(nested).count();
    if mixed != 0 && mixed != all.len() {
        let message = "Subcommands and other options do not mix.";
        notes.refuse(
            &place.at("options"),
            "APPLICATION_COMMAND_OPTIONS_TYPE",
            message,
        );
    }
    for (number, value) in all.iter().enumerate() {
        let at = below(&place.at("options"), number);
        let Some(option) = notes.object(value, &at, KEYS) else {
            continue;
        };
        one(notes, &option, depth);
        if !names.insert(option.text("name")) {
            let code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS";
            notes.refuse(&option.at("name"), code, "Option name already exists");
        }
        let required = option.get("required") == Some(&Value::Bool(true));
        if required && optional {
            let code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID";
            let message = "Required options must be placed before non-required options";
            notes.refuse(&at, code, message);
        }
        optional |= !required && !nested(&value);
    }
}

fn one(notes: &mut Notes, option: &Place<'_>, depth: u8) {
    name(notes, option);
    notes.needs_text(option, "description", 1..=COMMAND_DESCRIPTION);
    notes.may_have_flags(option, &["required", "autocomplete"]);
    notes.needs(option, "type");
    notes.may_have_number(option, "type", 1..=11);
    let kind = option.get("type").and_then(Value::as_u64).unwrap_or(0);
    for (key, kinds) in ONLY {
        let empty = |value: &Value| *value == false || value.as_array().is_some_and(Vec::is_empty);
        let given = option.get(key).is_some_and(|value| !empty(value));
        if given && !kinds.contains(&kind) {
            let message = format!("An option of type {kind} has no {key}.");
            notes.refuse(&option.at(key), "APPLICATION_COMMAND_OPTION_KEY", message);
        }
    }
    notes.may_have_number(option, "min_length", 0..=6000);
    notes.may_have_number(option, "max_length", 1..=6000);
    choices(notes, option, kind);
    match (kind, depth) {
        (GROUP, 0) => options(notes, option, 1),
        (SUBCOMMAND, 0 | 1) => options(notes, option, 2),
        (GROUP | SUBCOMMAND, _) => {
            let message = "Subcommands are nested too deep.";
            notes.refuse(
                &option.at("type"),
                "APPLICATION_COMMAND_OPTIONS_TYPE",
                message,
            );
        }
        _ => {}
    }
}

fn choices(notes: &mut Notes, option: &Place<'_>, kind: u64) {
    let all = notes.list(option, "choices", 0..=CHOICES);
    if !all.is_empty() && option.get("autocomplete") == Some(&Value::Bool(true)) {
        let message = "Choices and autocomplete exclude each other.";
        notes.refuse(
            &option.at("choices"),
            "APPLICATION_COMMAND_AUTOCOMPLETE",
            message,
        );
    }
    for (number, value) in all.iter().enumerate() {
        let at = below(&option.at("choices"), number);
        choice(notes, value, &at);
        let fits = match kind {
            STRING => value["value"].is_string(),
            INTEGER => value["value"].is_i64() || value["value"].is_u64(),
            _ => value["value"].is_number(),
        };
        if !fits {
            let message = "The value does not fit the option's type.";
            notes.refuse(&below(&at, "value"), "UNION_TYPE_CHOICES", message);
        }
    }
}
