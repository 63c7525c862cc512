//! Embeds: each one's limits, and 6000 characters over all of them.

use serde_json::Value;

use super::limits::{
    EMBED_AUTHOR, EMBED_DESCRIPTION, EMBED_FIELDS, EMBED_FOOTER, EMBED_TITLE, EMBED_TOTAL, EMBEDS,
    FIELD_NAME, FIELD_VALUE,
};
use super::notes::{Notes, Place, below, length};

const KEYS: &[&str] = &[
    "title",
    "type",
    "description",
    "url",
    "timestamp",
    "color",
    "footer",
    "image",
    "thumbnail",
    "author",
    "fields",
];

pub(super) fn embeds(notes: &mut Notes, place: &Place<'_>) {
    let all = notes.list(place, "embeds", 0..=EMBEDS);
    let at = place.at("embeds");
    let mut total = 0;
    for (number, value) in all.iter().enumerate() {
        if let Some(one) = notes.object(value, &below(&at, number), KEYS) {
            total += embed(notes, &one);
        }
    }
    if total > EMBED_TOTAL {
        let message = format!("Embed size exceeds maximum size of {EMBED_TOTAL}");
        notes.refuse(&at, "MAX_EMBED_SIZE_EXCEEDED", message);
    }
}

/// Checks one embed and counts the characters that go into the total.
fn embed(notes: &mut Notes, embed: &Place<'_>) -> usize {
    let mut size = counted(notes, embed, "title", 0..=EMBED_TITLE);
    size += counted(notes, embed, "description", 0..=EMBED_DESCRIPTION);
    size += part(
        notes,
        embed,
        "footer",
        &["text", "icon_url"],
        |notes, one| {
            notes.needs(one, "text");
            counted(notes, one, "text", 1..=EMBED_FOOTER)
        },
    );
    let keys = &["name", "url", "icon_url"];
    size += part(notes, embed, "author", keys, |notes, one| {
        notes.needs(one, "name");
        counted(notes, one, "name", 1..=EMBED_AUTHOR)
    });
    for key in ["image", "thumbnail"] {
        part(notes, embed, key, &["url"], |notes, one| {
            notes.needs(one, "url");
            0
        });
    }
    size += fields(notes, embed);
    notes.may_have_number(embed, "color", 0..=0xff_ff_ff);
    address(notes, embed, "url", &["http://", "https://"]);
    timestamp(notes, embed);
    let shows = [
        "title",
        "description",
        "image",
        "thumbnail",
        "author",
        "footer",
    ];
    let has_fields = embed.get("fields").and_then(Value::as_array);
    let empty = shows.iter().all(|key| embed.get(key).is_none());
    if empty && has_fields.is_none_or(Vec::is_empty) {
        let at = embed.at("description");
        notes.refuse(&at, "BASE_TYPE_REQUIRED", "This field is required");
    }
    size
}

/// A text, measured without the white space around it, as Discord measures embeds.
fn counted(
    notes: &mut Notes,
    place: &Place<'_>,
    key: &str,
    lengths: std::ops::RangeInclusive<usize>,
) -> usize {
    match place.get(key) {
        None => 0,
        Some(Value::String(text)) => {
            let size = length(text.trim());
            notes.measure(&place.at(key), size, &lengths);
            size
        }
        Some(_) => {
            let message = "Could not interpret value as string.";
            notes.refuse(&place.at(key), "STRING_TYPE_CONVERT", message);
            0
        }
    }
}

/// An object inside an embed, with its addresses.
fn part(
    notes: &mut Notes,
    embed: &Place<'_>,
    key: &str,
    known: &[&str],
    check: impl Fn(&mut Notes, &Place<'_>) -> usize,
) -> usize {
    let Some(value) = embed.get(key) else {
        return 0;
    };
    let Some(one) = notes.object(value, &embed.at(key), known) else {
        return 0;
    };
    let file = &["http://", "https://", "attachment://"];
    address(notes, &one, "icon_url", file);
    address(notes, &one, "url", file);
    check(notes, &one)
}

fn fields(notes: &mut Notes, embed: &Place<'_>) -> usize {
    let all = notes.list(embed, "fields", 0..=EMBED_FIELDS);
    let at = embed.at("fields");
    let mut size = 0;
    for (number, value) in all.iter().enumerate() {
        let known = &["name", "value", "inline"];
        let Some(field) = notes.object(value, &below(&at, number), known) else {
            continue;
        };
        notes.needs(&field, "name");
        notes.needs(&field, "value");
        notes.may_have_flags(&field, &["inline"]);
        size += counted(notes, &field, "name", 1..=FIELD_NAME);
        size += counted(notes, &field, "value", 1..=FIELD_VALUE);
    }
    size
}

fn address(notes: &mut Notes, place: &Place<'_>, key: &str, schemes: &[&str]) {
    let Some(value) = place.get(key) else {
        return;
    };
    let text = value.as_str().unwrap_or_default();
    let good = schemes
        .iter()
        .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    if !good || text.contains(char::is_whitespace) || length(text) > 2048 {
        notes.refuse(
            &place.at(key),
            "URL_TYPE_INVALID_URL",
            "Not a well formed URL.",
        );
    }
}

fn timestamp(notes: &mut Notes, embed: &Place<'_>) {
    let Some(value) = embed.get("timestamp") else {
        return;
    };
    let text = value.as_str().unwrap_or_default();
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || !bytes[..4].iter().all(u8::is_ascii_digit) {
        let message = format!("Could not parse {text}. Should be ISO8601.");
        notes.refuse(&embed.at("timestamp"), "DATE_TIME_TYPE_PARSE", message);
    }
}
