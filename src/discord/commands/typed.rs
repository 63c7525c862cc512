//! What people typed for the options of a command.

use std::collections::BTreeMap;

/// What came with a command. Taken out one by one.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The command below the command.
    pub subcommand: Option<String>,
    /// By name.
    pub values: BTreeMap<String, Value>,
}

/// What came with an option.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, or one of the choices.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A channel or role.
    Id(u64),
    /// A file.
    File(Attachment),
}

/// A file that somebody attached. Everything about it is somebody's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// As it was called.
    pub name: String,
    /// Where Discord keeps it for a while.
    pub url: String,
    /// Bytes, as declared.
    pub bytes: u64,
}

impl Typed {
    /// What a required option holds, be it only spaces: what is said to that is not that the command is unknown.
    pub(super) fn written(&mut self, name: &str) -> Option<String> {
        match self.values.remove(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.values.remove(name)? {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        self.given_flag(name).unwrap_or_default()
    }

    pub(super) fn given_flag(&mut self, name: &str) -> Option<bool> {
        match self.values.remove(name)? {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// What is out of range is the end of the range, where it is refused and not taken for absent.
    pub(super) fn number(&mut self, name: &str) -> Option<u32> {
        match self.values.remove(name)? {
            Value::Number(number) => Some(number.clamp(0, u32::MAX.into()) as u32),
            _ => None,
        }
    }

    pub(super) fn id(&mut self, name: &str) -> Option<u64> {
        match self.values.remove(name)? {
            Value::Id(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn file(&mut self, name: &str) -> Option<Attachment> {
        match self.values.remove(name)? {
            Value::File(file) => Some(file),
            _ => None,
        }
    }
}
