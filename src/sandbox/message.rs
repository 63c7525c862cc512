//! Messages and files, and who sees them.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::permissions as may;
use super::snowflake::Id;
use super::state::State;

/// Flag of a message whose embeds are hidden.
pub(super) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// Flag of a message that one person sees.
pub(super) const EPHEMERAL: u64 = 1 << 6;
/// Flag of an answer that is still being thought about.
pub(super) const LOADING: u64 = 1 << 7;

/// A message as it is kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    pub(super) id: Id,
    pub(super) channel: Id,
    pub(super) author: Id,
    /// Discord's number of its type: 0 plain, 19 reply, 20 slash command, 23 message menu.
    pub(super) kind: u8,
    pub(super) content: String,
    pub(super) embeds: Vec<Value>,
    pub(super) components: Vec<Value>,
    pub(super) attachments: Vec<Value>,
    pub(super) flags: u64,
    pub(super) mentions: Vec<Id>,
    pub(super) mention_roles: Vec<Id>,
    pub(super) mention_everyone: bool,
    /// Message that this one replies to.
    pub(super) reply_to: Option<Id>,
    /// Message that this one forwards, and its channel.
    pub(super) forward_of: Option<(Id, Id)>,
    /// Texts that were forwarded, as `message_snapshots`.
    pub(super) snapshots: Vec<Value>,
    /// The interaction that it answers.
    pub(super) interaction: Option<Id>,
    /// Whether it came by a webhook, as every answer to an interaction does.
    pub(super) by_webhook: bool,
    /// The one person who sees it.
    pub(super) only_for: Option<Id>,
    pub(super) nonce: Option<Value>,
    pub(super) created_ms: u64,
    pub(super) edited_ms: Option<u64>,
    /// How often it was changed.
    pub(super) changes: u64,
}

/// A file that somebody sends.
#[derive(Debug, Clone)]
pub(super) struct NewFile {
    pub(super) channel: Id,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) content_type: String,
    pub(super) delivery: Delivery,
}

/// A file that is kept, with its attachment object.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) file: NewFile,
    pub(super) json: Value,
}

/// How a file of a person is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// As it should be.
    Plain,
    /// The link has expired: 404.
    Expired,
    /// 302 to another address.
    Redirect(String),
    /// This many bytes more than the attachment declares, without a length in the answer.
    Larger(usize),
    /// The second half comes after a pause of this much real time.
    Slow(Duration),
    /// The connection ends in the middle.
    Cut,
}

impl State {
    /// Whether a person sees a message.
    pub(super) fn sees(&self, person: Id, message: &Message) -> bool {
        match message.only_for {
            Some(only) => only == person,
            None => self.may(person, message.channel) & may::VIEW_CHANNEL != 0,
        }
    }

    /// Everyone but bots who sees a message.
    pub(super) fn viewers(&self, message: &Message) -> BTreeSet<Id> {
        match message.only_for {
            Some(only) => BTreeSet::from([only]),
            None => self.world.audience(message.channel, self.clock.now_ms()),
        }
    }

    /// Keeps a file and gives its attachment object.
    pub(super) fn keep_file(&mut self, file: NewFile) -> Value {
        let id = self.new_id();
        // Links are signed and expire, as Discord's do.
        let expires = (self.clock.now_ms() / 1000) + 86_400;
        let (base, channel, name) = (&self.base, file.channel, stored_name(&file.name));
        let url = format!("{base}/attachments/{channel}/{id}/{name}?ex={expires:x}&is=0&hm=0");
        let mut json = json!({
            "id": id.to_string(), "filename": file.name, "size": file.bytes.len(), "url": url, "proxy_url": url,
            "content_type": file.content_type,
        });
        if let Some((width, height)) = png_size(&file.bytes) {
            json["width"] = json!(width);
            json["height"] = json!(height);
        }
        let kept = Kept {
            file,
            json: json.clone(),
        };
        self.uploads.insert(id, kept);
        json
    }
}

/// A file's name as Discord puts it into the link: letters, digits, dot, dash and underscore.
fn stored_name(name: &str) -> String {
    let good = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.replace(' ', "_").chars().filter(good).collect();
    match name.trim_matches('.') {
        "" => "unknown".to_owned(),
        _ => name,
    }
}

/// Width and height from the header of a PNG.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return None;
    }
    let number = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(four))
    };
    Some((number(16)?, number(20)?))
}

/// Ids in `<@…>`, `<@!…>` (people) and `<@&…>` (roles) of a text.
pub(super) fn mentioned(text: &str) -> (Vec<Id>, Vec<Id>) {
    let (mut people, mut roles) = (Vec::new(), Vec::new());
    for part in text.split("<@").skip(1) {
        let Some((inner, _)) = part.split_once('>') else {
            continue;
        };
        let (list, number) = match inner.strip_prefix('&') {
            Some(number) => (&mut roles, number),
            None => (&mut people, inner.strip_prefix('!').unwrap_or(inner)),
        };
        if let Ok(id) = number.parse()
            && !list.contains(&id)
        {
            list.push(id);
        }
    }
    (people, roles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_found() {
        assert_eq!(
            mentioned("<@1> <@!2> <@&3> <@1> <@x> <@4"),
            (vec![1, 2], vec![3])
        );
    }

    #[test]
    fn names_in_links_are_tame() {
        assert_eq!(stored_name("../a b.pdf"), "..a_b.pdf");
        assert_eq!(stored_name("…"), "unknown");
    }
}
