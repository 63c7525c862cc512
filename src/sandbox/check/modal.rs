//! Modals: text inputs in rows, or in labels beside selects and file uploads.

use std::collections::BTreeSet;

use serde_json::Value;

use super::components::{select, unique};
use super::limits::{
    CUSTOM_ID, INPUT_LABEL, INPUT_PLACEHOLDER, INPUT_VALUE, MODAL_COMPONENTS, MODAL_TITLE,
};
use super::notes::{Notes, Place, below};

const INPUT: &[&str] = &[
    "type",
    "id",
    "custom_id",
    "style",
    "label",
    "min_length",
    "max_length",
    "required",
    "value",
    "placeholder",
];

pub(super) fn modal(notes: &mut Notes, value: &Value, at: &str) {
    let known = ["custom_id", "title", "components"];
    let Some(modal) = notes.object(value, at, &known) else {
        return;
    };
    notes.needs_text(&modal, "custom_id", 1..=CUSTOM_ID);
    notes.needs_text(&modal, "title", 1..=MODAL_TITLE);
    notes.needs(&modal, "components");
    let rows = notes.list(&modal, "components", 1..=MODAL_COMPONENTS);
    let mut ids = BTreeSet::new();
    for (number, row) in rows.iter().enumerate() {
        let at = below(&modal.at("components"), number);
        match row["type"].as_u64() {
            Some(1) => check_row(notes, row, &at, &mut ids),
            Some(18) => check_label(notes, row, &at, &mut ids),
            _ => {
                let message = "Value must be one of (1, 18).";
                notes.refuse(&below(&at, "type"), "UNION_TYPE_CHOICES", message);
            }
        }
    }
}

fn check_row(notes: &mut Notes, value: &Value, at: &str, ids: &mut BTreeSet<String>) {
    let Some(row) = notes.object(value, at, &["type", "id", "components"]) else {
        return;
    };
    notes.needs(&row, "components");
    let inner = notes.list(&row, "components", 1..=1);
    for (number, value) in inner.iter().enumerate() {
        let at = below(&row.at("components"), number);
        if value["type"] != 4 {
            let message = "Value must be one of (4,).";
            notes.refuse(&below(&at, "type"), "UNION_TYPE_CHOICES", message);
        } else if let Some(input) = notes.object(value, &at, INPUT) {
            notes.needs_text(&input, "label", 1..=INPUT_LABEL);
            text_input(notes, &input);
        }
        unique(notes, value, &at, ids);
    }
}

fn check_label(notes: &mut Notes, value: &Value, at: &str, ids: &mut BTreeSet<String>) {
    let known = ["type", "id", "label", "description", "component"];
    let Some(label) = notes.object(value, at, &known) else {
        return;
    };
    notes.needs_text(&label, "label", 1..=INPUT_LABEL);
    notes.may_have_text(&label, "description", 0..=100);
    let at = label.at("component");
    let Some(inner) = label.get("component") else {
        notes.needs(&label, "component");
        return;
    };
    match inner["type"].as_u64() {
        Some(4) => {
            let known: Vec<&str> = INPUT
                .iter()
                .copied()
                .filter(|key| *key != "label")
                .collect();
            if let Some(input) = notes.object(inner, &at, &known) {
                text_input(notes, &input);
            }
        }
        Some(3 | 5 | 6 | 7 | 8) => select(notes, inner, &at),
        Some(19) => file_upload(notes, inner, &at),
        _ => {
            let message = "Value must be one of (3, 4, 5, 6, 7, 8, 19).";
            notes.refuse(&below(&at, "type"), "UNION_TYPE_CHOICES", message);
        }
    }
    unique(notes, inner, &at, ids);
}

fn text_input(notes: &mut Notes, input: &Place<'_>) {
    notes.needs_text(input, "custom_id", 1..=CUSTOM_ID);
    notes.may_have_text(input, "value", 0..=INPUT_VALUE);
    notes.may_have_text(input, "placeholder", 0..=INPUT_PLACEHOLDER);
    notes.may_have_flags(input, &["required"]);
    notes.needs(input, "style");
    notes.may_have_number(input, "style", 1..=2);
    notes.may_have_number(input, "min_length", 0..=4000);
    notes.may_have_number(input, "max_length", 1..=4000);
    let number = |key: &str, or| input.get(key).and_then(Value::as_u64).unwrap_or(or);
    if number("min_length", 0) > number("max_length", 4000) {
        let message = "The least length is greater than the most.";
        notes.refuse(&input.at("min_length"), "TEXT_INPUT_RANGE", message);
    }
}

fn file_upload(notes: &mut Notes, value: &Value, at: &str) {
    let known = [
        "type",
        "id",
        "custom_id",
        "min_values",
        "max_values",
        "required",
        "file_types",
    ];
    if let Some(upload) = notes.object(value, at, &known) {
        notes.needs_text(&upload, "custom_id", 1..=CUSTOM_ID);
        notes.may_have_number(&upload, "min_values", 0..=10);
        notes.may_have_number(&upload, "max_values", 1..=10);
        notes.may_have_flags(&upload, &["required"]);
        notes.list(&upload, "file_types", 0..=10);
    }
}
