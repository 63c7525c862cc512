//! Rows of buttons and selects under a message.

use std::collections::BTreeSet;

use serde_json::Value;

use super::limits::{
    BUTTON_LABEL, BUTTON_URL, BUTTONS, CUSTOM_ID, ROWS, SELECT_OPTIONS, SELECT_PLACEHOLDER,
    SELECT_TEXT,
};
use super::notes::{Notes, Place, below};

const BUTTON: &[&str] = &[
    "type",
    "id",
    "style",
    "label",
    "emoji",
    "custom_id",
    "url",
    "disabled",
];
const SELECT: &[&str] = &[
    "type",
    "id",
    "custom_id",
    "options",
    "placeholder",
    "min_values",
    "max_values",
    "disabled",
    "required",
    "default_values",
    "channel_types",
];
const OPTION: &[&str] = &["label", "value", "description", "emoji", "default"];

/// Checks the rows of a message.
pub(super) fn components(notes: &mut Notes, place: &Place<'_>) {
    let rows = notes.list(place, "components", 0..=ROWS);
    let at = place.at("components");
    let mut ids = BTreeSet::new();
    for (number, value) in rows.iter().enumerate() {
        if let Some(row) = notes.object(value, &below(&at, number), &["type", "id", "components"]) {
            check_row(notes, &row, &mut ids);
        }
    }
}

fn check_row(notes: &mut Notes, row: &Place<'_>, ids: &mut BTreeSet<String>) {
    if row.get("type") != Some(&Value::from(1)) {
        let message = "Value must be one of (1,).";
        notes.refuse(&row.at("type"), "UNION_TYPE_CHOICES", message);
        return;
    }
    notes.needs(row, "components");
    let inner = notes.list(row, "components", 1..=BUTTONS);
    let at = row.at("components");
    let selects = inner.iter().filter(|one| one["type"] != 2).count();
    if selects > 0 && inner.len() > 1 {
        let message = "A select has a row of its own.";
        notes.refuse(&at, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
    }
    for (number, value) in inner.iter().enumerate() {
        let at = below(&at, number);
        match value["type"].as_u64() {
            Some(2) => button(notes, value, &at),
            Some(3 | 5 | 6 | 7 | 8) => select(notes, value, &at),
            _ => {
                let message = "Value must be one of (2, 3, 5, 6, 7, 8).";
                notes.refuse(&below(&at, "type"), "UNION_TYPE_CHOICES", message);
            }
        }
        unique(notes, value, &at, ids);
    }
}

/// Notes a custom id that stands twice in a message or modal.
pub(super) fn unique(notes: &mut Notes, value: &Value, at: &str, ids: &mut BTreeSet<String>) {
    let id = value["custom_id"].as_str();
    if id.is_some_and(|id| !ids.insert(id.to_owned())) {
        let message = "Component custom id cannot be duplicated";
        notes.refuse(
            &below(at, "custom_id"),
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            message,
        );
    }
}

fn button(notes: &mut Notes, value: &Value, at: &str) {
    let Some(button) = notes.object(value, at, BUTTON) else {
        return;
    };
    notes.may_have_text(&button, "label", 0..=BUTTON_LABEL);
    notes.may_have_flags(&button, &["disabled"]);
    emoji(notes, &button);
    if button.text("label").is_empty() && button.get("emoji").is_none() {
        let message = "A button needs a label or an emoji.";
        notes.refuse(at, "BUTTON_COMPONENT_LABEL_REQUIRED", message);
    }
    let (wanted, unwanted) = match button.get("style").and_then(Value::as_u64) {
        Some(1..=4) => ("custom_id", "url"),
        Some(5) => ("url", "custom_id"),
        _ => {
            let message = "Value must be one of (1, 2, 3, 4, 5).";
            notes.refuse(&button.at("style"), "BASE_TYPE_CHOICES", message);
            return;
        }
    };
    let most = if wanted == "url" {
        BUTTON_URL
    } else {
        CUSTOM_ID
    };
    notes.needs_text(&button, wanted, 1..=most);
    if button.get(unwanted).is_some() {
        let message = "A custom id and url cannot both be specified";
        notes.refuse(
            at,
            "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
            message,
        );
    }
    let url = button.text("url");
    if wanted == "url"
        && !url.starts_with("http://")
        && !url.starts_with("https://")
        && !url.starts_with("discord://")
    {
        notes.refuse(
            &button.at("url"),
            "URL_TYPE_INVALID_URL",
            "Not a well formed URL.",
        );
    }
}

fn emoji(notes: &mut Notes, place: &Place<'_>) {
    if let Some(value) = place.get("emoji") {
        notes.object(value, &place.at("emoji"), &["id", "name", "animated"]);
    }
}

/// Checks a select, in a row of a message or in a label of a modal.
pub(super) fn select(notes: &mut Notes, value: &Value, at: &str) {
    let Some(select) = notes.object(value, at, SELECT) else {
        return;
    };
    notes.needs_text(&select, "custom_id", 1..=CUSTOM_ID);
    notes.may_have_text(&select, "placeholder", 0..=SELECT_PLACEHOLDER);
    notes.may_have_flags(&select, &["disabled", "required"]);
    notes.may_have_number(&select, "min_values", 0..=25);
    notes.may_have_number(&select, "max_values", 1..=25);
    let number = |key: &str, or| select.get(key).and_then(Value::as_u64).unwrap_or(or);
    let (least, most) = (number("min_values", 1), number("max_values", 1));
    if least > most {
        let message = "The least number of values is greater than the most.";
        notes.refuse(&select.at("min_values"), "SELECT_COMPONENT_RANGE", message);
    }
    if value["type"] == 3 {
        notes.needs(&select, "options");
        let count = options(notes, &select);
        if usize::try_from(most).is_ok_and(|most| most > count) {
            let message = "More values than there are options.";
            notes.refuse(&select.at("max_values"), "SELECT_COMPONENT_RANGE", message);
        }
    } else if select.get("options").is_some() {
        let message = "Only a select of strings has options.";
        notes.refuse(&select.at("options"), "SELECT_COMPONENT_OPTIONS", message);
    }
}

fn options(notes: &mut Notes, select: &Place<'_>) -> usize {
    let all = notes.list(select, "options", 1..=SELECT_OPTIONS);
    let mut values = BTreeSet::new();
    for (number, value) in all.iter().enumerate() {
        let at = below(&select.at("options"), number);
        let Some(option) = notes.object(value, &at, OPTION) else {
            continue;
        };
        notes.needs_text(&option, "label", 1..=SELECT_TEXT);
        notes.needs_text(&option, "value", 1..=SELECT_TEXT);
        notes.may_have_text(&option, "description", 0..=SELECT_TEXT);
        notes.may_have_flags(&option, &["default"]);
        emoji(notes, &option);
        if !values.insert(option.text("value")) {
            let message = "The specified option value is already used";
            notes.refuse(
                &option.at("value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                message,
            );
        }
    }
    all.len()
}
