//! Files of a message, and what it says about them.

use std::collections::BTreeSet;

use super::limits::{ATTACHMENT_BYTES, FILE_DESCRIPTION, FILES, REQUEST_BYTES};
use super::notes::{Notes, Place, below};

const KEYS: &[&str] = &["id", "filename", "description", "title"];

pub(super) fn attachments(notes: &mut Notes, place: &Place<'_>, files: &[(u64, usize)]) {
    sizes(notes, files);
    let described = notes.list(place, "attachments", 0..=FILES);
    let at = place.at("attachments");
    let mut ids = BTreeSet::new();
    for (number, value) in described.iter().enumerate() {
        let Some(one) = notes.object(value, &below(&at, number), KEYS) else {
            continue;
        };
        notes.needs(&one, "id");
        notes.may_have_text(&one, "filename", 1..=260);
        notes.may_have_text(&one, "description", 0..=FILE_DESCRIPTION);
        let id = one
            .get("id")
            .map(|id| id.as_str().map_or(id.to_string(), str::to_owned));
        let Some(id) = id.and_then(|id| id.parse::<u64>().ok()) else {
            notes.refuse(
                &one.at("id"),
                "NUMBER_TYPE_COERCE",
                "Value is not snowflake.",
            );
            continue;
        };
        if !ids.insert(id) {
            notes.refuse(
                &one.at("id"),
                "ATTACHMENT_DUPLICATE",
                "The id stands here twice.",
            );
        }
        // Small ids are numbers of files[n]; real attachments have snowflakes.
        if id < 1000 && !files.iter().any(|(file, _)| *file == id) {
            let message = format!("There is no files[{id}].");
            notes.refuse(&one.at("id"), "ATTACHMENT_NOT_FOUND", message);
        }
    }
}

fn sizes(notes: &mut Notes, files: &[(u64, usize)]) {
    if files.len() > FILES {
        let message = format!("Must be {FILES} or fewer in length.");
        notes.refuse("files", "BASE_TYPE_MAX_LENGTH", message);
    }
    for (number, size) in files.iter().filter(|(_, size)| *size > ATTACHMENT_BYTES) {
        let message = format!("File of {size} bytes; at most {ATTACHMENT_BYTES} are accepted.");
        notes.refuse(&below("files", number), "FILE_SIZE_MAXIMUM", message);
    }
    if files.iter().map(|(_, size)| size).sum::<usize>() > REQUEST_BYTES {
        notes.refuse("files", "FILE_SIZE_MAXIMUM", "Request entity too large");
    }
}
