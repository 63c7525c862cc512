//! Definitions of commands.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Problem;
use super::limits::{
    COMMAND_DESCRIPTION, COMMAND_NAME, COMMAND_TOTAL, MENU_COMMANDS, SLASH_COMMANDS,
};
use super::notes::{Notes, Place, below, length};
use super::options::options;

const KEYS: &[&str] = &[
    "id",
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "default_member_permissions",
    "dm_permission",
    "default_permission",
    "integration_types",
    "contexts",
    "nsfw",
];

/// `POST /applications/{application_id}/commands`, or one command of a list.
pub fn command(definition: &Value) -> Vec<Problem> {
    let mut notes = Notes::default();
    one(&mut notes, definition, "");
    notes.problems
}

/// `PUT /applications/{application_id}/commands`: all commands at once.
pub fn commands(list: &Value) -> Vec<Problem> {
    let mut notes = Notes::default();
    let Some(all) = list.as_array() else {
        let message = "Only iterables may be used in a ListType";
        notes.refuse("", "LIST_TYPE_CONVERT", message);
        return notes.problems;
    };
    let mut names = BTreeSet::new();
    for (number, definition) in all.iter().enumerate() {
        let at = number.to_string();
        one(&mut notes, definition, &at);
        let kind = definition["type"].as_u64().unwrap_or(1);
        if !names.insert((kind, definition["name"].as_str())) {
            let code = "APPLICATION_COMMANDS_DUPLICATE_NAME";
            notes.refuse(&at, code, "Application command names must be unique");
        }
    }
    for (kind, most) in [(1, SLASH_COMMANDS), (2, MENU_COMMANDS), (3, MENU_COMMANDS)] {
        if names.iter().filter(|(one, _)| *one == kind).count() > most {
            let message = format!("At most {most} commands of type {kind} are accepted.");
            notes.refuse("", "APPLICATION_COMMANDS_TOO_MANY", message);
        }
    }
    notes.problems
}

fn one(notes: &mut Notes, definition: &Value, at: &str) {
    let Some(command) = notes.object(definition, at, KEYS) else {
        return;
    };
    match command.get("type").map_or(Some(1), Value::as_u64) {
        Some(1) => slash(notes, &command),
        Some(2 | 3) => menu(notes, &command),
        _ => {
            let message = "Value must be one of (1, 2, 3).";
            notes.refuse(&command.at("type"), "BASE_TYPE_CHOICES", message);
        }
    }
    notes.may_have_flags(&command, &["nsfw", "dm_permission", "default_permission"]);
    permissions(notes, &command);
    numbers(notes, &command, "contexts", 2);
    numbers(notes, &command, "integration_types", 1);
    if size(definition) > COMMAND_TOTAL {
        let message = format!("Command exceeds maximum size ({COMMAND_TOTAL})");
        notes.refuse(at, "APPLICATION_COMMAND_TOO_LARGE", message);
    }
}

fn slash(notes: &mut Notes, command: &Place<'_>) {
    name(notes, command);
    notes.needs_text(command, "description", 1..=COMMAND_DESCRIPTION);
    options(notes, command, 0);
}

/// Commands of menus have names with spaces, no description and no options.
fn menu(notes: &mut Notes, command: &Place<'_>) {
    notes.needs_text(command, "name", 1..=COMMAND_NAME);
    if !command.text("description").is_empty() {
        let message = "Context menu commands cannot have description";
        notes.refuse(
            &command.at("description"),
            "APPLICATION_COMMAND_DESCRIPTION",
            message,
        );
    }
    let options = command.get("options").and_then(Value::as_array);
    if options.is_some_and(|all| !all.is_empty()) {
        let message = "Context menu commands cannot have options";
        notes.refuse(
            &command.at("options"),
            "APPLICATION_COMMAND_OPTIONS",
            message,
        );
    }
}

/// A name of a slash command or option: letters, digits, `-`, `_` and `'`, none of them upper case.
pub(super) fn name(notes: &mut Notes, place: &Place<'_>) {
    notes.needs_text(place, "name", 1..=COMMAND_NAME);
    let good = |c: char| {
        let kind = c.is_alphanumeric() || matches!(c, '-' | '_' | '\'');
        kind && c.to_lowercase().eq([c])
    };
    if !place.text("name").chars().all(good) {
        let message = "Command name is invalid";
        notes.refuse(
            &place.at("name"),
            "APPLICATION_COMMAND_INVALID_NAME",
            message,
        );
    }
}

fn permissions(notes: &mut Notes, command: &Place<'_>) {
    let Some(value) = command.get("default_member_permissions") else {
        return;
    };
    let bits = value.as_str().and_then(|text| text.parse::<u64>().ok());
    if bits.is_none() && !value.is_u64() {
        let at = command.at("default_member_permissions");
        notes.refuse(&at, "PERMISSIONS_TYPE", "Value is no set of permissions.");
    }
}

/// A list of different numbers up to `most`; where it is there it must not be empty.
fn numbers(notes: &mut Notes, command: &Place<'_>, key: &str, most: u64) {
    let all = notes.list(command, key, 1..=3);
    let mut seen = BTreeSet::new();
    for (number, value) in all.iter().enumerate() {
        let given = value.as_u64().filter(|given| *given <= most);
        if given.is_none_or(|given| !seen.insert(given)) {
            let at = below(&command.at(key), number);
            notes.refuse(
                &at,
                "BASE_TYPE_CHOICES",
                "Value is unknown or stands here twice.",
            );
        }
    }
}

/// Characters of all names, descriptions and values; of localizations the longest counts.
fn size(definition: &Value) -> usize {
    let text = |key: &str| {
        let own = definition[key].as_str().map_or(0, length);
        let localized = definition[format!("{key}_localizations")].as_object();
        let texts = localized.into_iter().flat_map(|map| map.values());
        let longest = texts.filter_map(Value::as_str).map(length).max();
        own.max(longest.unwrap_or(0))
    };
    let value = definition["value"].as_str().map_or(0, length);
    let inner = ["options", "choices"].iter().flat_map(|key| {
        let list = definition[*key].as_array();
        list.into_iter().flatten()
    });
    text("name") + text("description") + value + inner.map(size).sum::<usize>()
}
