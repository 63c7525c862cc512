//! Collects problems, and reads JSON with its place in mind.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::{Kind, Problem};

/// Problems found so far.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) problems: Vec<Problem>,
}

/// A JSON object and where it stands.
#[derive(Clone)]
pub(super) struct Place<'a> {
    pub(super) map: &'a Map<String, Value>,
    pub(super) at: String,
}

/// `embeds` and `0` are `embeds.0`.
pub(super) fn below(at: &str, step: impl std::fmt::Display) -> String {
    if at.is_empty() {
        step.to_string()
    } else {
        format!("{at}.{step}")
    }
}

/// Characters as Discord counts them: code points.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

impl<'a> Place<'a> {
    /// The value of a key, where it is there and not null.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn at(&self, key: &str) -> String {
        below(&self.at, key)
    }

    pub(super) fn text(&self, key: &str) -> &'a str {
        self.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Notes {
    fn add(&mut self, kind: Kind, at: &str, code: &'static str, message: String) {
        self.problems.push(Problem {
            kind,
            at: at.to_owned(),
            code,
            message,
        });
    }

    pub(super) fn refuse(&mut self, at: &str, code: &'static str, message: impl Into<String>) {
        self.add(Kind::Refused, at, code, message.into());
    }

    pub(super) fn house(&mut self, at: &str, message: &str) {
        self.add(Kind::House, at, "HOUSE", message.to_owned());
    }

    /// The object at a place, with a note for every key that is not one of `known`.
    pub(super) fn object<'a>(
        &mut self,
        value: &'a Value,
        at: &str,
        known: &[&str],
    ) -> Option<Place<'a>> {
        let Some(map) = value.as_object() else {
            let message = "Only dictionaries may be used in a DictType";
            self.refuse(at, "DICT_TYPE_CONVERT", message);
            return None;
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let message = format!("Discord knows no key {key:?} here");
            self.add(Kind::UnknownKey, &below(at, key), "UNKNOWN_KEY", message);
        }
        Some(Place {
            map,
            at: at.to_owned(),
        })
    }

    /// A list of `sizes` things, empty where it is missing.
    pub(super) fn list<'a>(
        &mut self,
        place: &Place<'a>,
        key: &str,
        sizes: RangeInclusive<usize>,
    ) -> &'a [Value] {
        let at = place.at(key);
        match place.get(key) {
            None => &[],
            Some(Value::Array(all)) => {
                if !sizes.contains(&all.len()) {
                    let (least, most) = (sizes.start(), sizes.end());
                    let message = format!("Must be between {least} and {most} in length.");
                    self.refuse(&at, "BASE_TYPE_BAD_LENGTH", message);
                }
                all
            }
            Some(_) => {
                let message = "Only iterables may be used in a ListType";
                self.refuse(&at, "LIST_TYPE_CONVERT", message);
                &[]
            }
        }
    }

    /// A text that must be there.
    pub(super) fn needs_text(
        &mut self,
        place: &Place<'_>,
        key: &str,
        lengths: RangeInclusive<usize>,
    ) {
        if self.needs(place, key) {
            self.may_have_text(place, key, lengths);
        }
    }

    /// A text of these lengths, where it is there.
    pub(super) fn may_have_text(
        &mut self,
        place: &Place<'_>,
        key: &str,
        lengths: RangeInclusive<usize>,
    ) {
        let at = place.at(key);
        match place.get(key) {
            None => {}
            Some(Value::String(text)) => self.measure(&at, length(text), &lengths),
            Some(_) => self.refuse(
                &at,
                "STRING_TYPE_CONVERT",
                "Could not interpret value as string.",
            ),
        }
    }

    pub(super) fn measure(&mut self, at: &str, length: usize, lengths: &RangeInclusive<usize>) {
        let (least, most) = (*lengths.start(), *lengths.end());
        if length > most && least == 0 {
            let message = format!("Must be {most} or fewer in length.");
            self.refuse(at, "BASE_TYPE_MAX_LENGTH", message);
        } else if !lengths.contains(&length) {
            let message = format!("Must be between {least} and {most} in length.");
            self.refuse(at, "BASE_TYPE_BAD_LENGTH", message);
        }
    }

    /// Whether a key is there; notes where it is not.
    pub(super) fn needs(&mut self, place: &Place<'_>, key: &str) -> bool {
        let there = place.get(key).is_some();
        if !there {
            self.refuse(
                &place.at(key),
                "BASE_TYPE_REQUIRED",
                "This field is required",
            );
        }
        there
    }

    /// A whole number in a range, where it is there.
    pub(super) fn may_have_number(
        &mut self,
        place: &Place<'_>,
        key: &str,
        range: RangeInclusive<u64>,
    ) {
        let good = |value: &Value| value.as_u64().is_some_and(|n| range.contains(&n));
        if place.get(key).is_some_and(|value| !good(value)) {
            let (least, most) = (range.start(), range.end());
            let message = format!("int value should be between {least} and {most}.");
            self.refuse(&place.at(key), "NUMBER_TYPE_RANGE", message);
        }
    }

    /// True or false, where they are there.
    pub(super) fn may_have_flags(&mut self, place: &Place<'_>, keys: &[&str]) {
        for key in keys {
            if place.get(key).is_some_and(|value| !value.is_boolean()) {
                self.refuse(
                    &place.at(key),
                    "BOOLEAN_TYPE_CONVERT",
                    "Must be either true or false.",
                );
            }
        }
    }

    /// Things that this project never sends, and these checks do not know.
    pub(super) fn refuse_unplayed(&mut self, place: &Place<'_>, keys: &[&str]) {
        for key in keys {
            let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
            if place.get(key).is_some_and(|value| !empty(value)) {
                self.refuse(
                    &place.at(key),
                    "NOT_PLAYED",
                    "The stand-in does not know this.",
                );
            }
        }
    }
}
