//! From a body that passed the checks to the message that people see.

use serde_json::{Value, json};

use super::call::{Call, File};
use crate::sandbox::message::{Delivery, EPHEMERAL, Message, NewFile, SUPPRESS_EMBEDS, mentioned};
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

/// Flags that a bot may set on a message it creates.
const SETTABLE: u64 = SUPPRESS_EMBEDS | EPHEMERAL | 1 << 12 | 1 << 15;

impl State {
    /// Puts what a body says into a message; what it does not mention stays as it is.
    pub(super) fn compose(&mut self, message: &mut Message, body: &Value, files: &[File]) {
        if let Some(content) = body.get("content") {
            let text = content.as_str().unwrap_or_default();
            text.trim().clone_into(&mut message.content);
        }
        if let Some(flags) = body["flags"].as_u64() {
            let kept = message.flags & !SUPPRESS_EMBEDS;
            message.flags = kept | flags & SETTABLE & !EPHEMERAL;
        }
        self.attach(message, body, files);
        if let Some(embeds) = body.get("embeds") {
            message.embeds = list(embeds)
                .iter()
                .map(|one| embed(one, &message.attachments))
                .collect();
        }
        if let Some(components) = body.get("components") {
            message.components = list(components).to_vec();
            number(&mut message.components, &mut 0);
        }
        self.mention(message, body);
    }

    /// Files that stay, and files that are new.
    fn attach(&mut self, message: &mut Message, body: &Value, files: &[File]) {
        if let Some(kept) = body.get("attachments") {
            let ids: Vec<&Value> = list(kept).iter().map(|one| &one["id"]).collect();
            message.attachments.retain(|one| ids.contains(&&one["id"]));
        }
        for file in files {
            let described = list(&body["attachments"]).iter();
            let described = described
                .clone()
                .find(|one| same_number(&one["id"], file.number));
            let name = described.and_then(|one| one["filename"].as_str());
            let mut attachment = self.keep_file(NewFile {
                channel: message.channel,
                name: name.unwrap_or(&file.name).to_owned(),
                bytes: file.bytes.clone(),
                content_type: file.content_type.clone(),
                delivery: Delivery::Plain,
            });
            for key in ["description", "title"] {
                if let Some(text) = described.and_then(|one| one[key].as_str()) {
                    attachment[key] = json!(text);
                }
            }
            message.attachments.push(attachment);
        }
    }

    /// Who is pinged, by the text and what `allowed_mentions` leaves of it.
    fn mention(&self, message: &mut Message, body: &Value) {
        let (people, roles) = mentioned(&message.content);
        let allowed = &body["allowed_mentions"];
        // Without the key everything counts in messages, and people do in answers to interactions.
        let by_default: &[&str] = if message.by_webhook {
            &["users"]
        } else {
            &["users", "roles", "everyone"]
        };
        let parses = |what: &str| match allowed {
            Value::Null => by_default.contains(&what),
            _ => list(&allowed["parse"]).iter().any(|one| one == what),
        };
        let named = |key: &str, id: &Id| list(&allowed[key]).contains(&json!(id.to_string()));
        let open = |what: &str, id: &Id| parses(what) || named(what, id);
        message.mentions = people.into_iter().filter(|id| open("users", id)).collect();
        message.mention_roles = roles.into_iter().filter(|id| open("roles", id)).collect();
        let loud = message.content.contains("@everyone") || message.content.contains("@here");
        message.mention_everyone = loud && parses("everyone");
        let author = message.reply_to.and_then(|id| self.messages.get(&id));
        let pings_author = match allowed {
            Value::Null => !message.by_webhook,
            _ => allowed["replied_user"] == true,
        };
        let author = author.map(|one| one.author);
        if let Some(author) = author.filter(|_| pings_author && !message.by_webhook)
            && !message.mentions.contains(&author)
        {
            message.mentions.push(author);
        }
    }

    /// Looks for forbidden words in a message, and in the files that came with it.
    pub(super) fn watch(&mut self, call: &Call, message: &Message) {
        let viewers = self.viewers(message);
        let seen = json!([
            message.content,
            message.embeds,
            message.components,
            message.attachments
        ]);
        self.deliver(&call.name(), seen.to_string().as_bytes(), &viewers);
        for file in &call.files {
            self.deliver(&call.name(), &file.bytes, &viewers);
        }
    }
}

/// `id` may be a number or its text.
fn same_number(id: &Value, number: u64) -> bool {
    id.as_u64() == Some(number) || id.as_str() == Some(&number.to_string())
}

/// An embed as it is read back: its type written out, links to its message's own files put in.
fn embed(sent: &Value, attachments: &[Value]) -> Value {
    let mut embed = sent.clone();
    embed["type"] = json!("rich");
    for key in ["image", "thumbnail", "footer", "author"] {
        let field = if matches!(key, "image" | "thumbnail") {
            "url"
        } else {
            "icon_url"
        };
        let name = embed[key][field].as_str();
        let Some(name) = name.and_then(|url| url.strip_prefix("attachment://")) else {
            continue;
        };
        let file = attachments.iter().find(|one| one["filename"] == name);
        if let Some(file) = file.cloned() {
            embed[key][field] = file["url"].clone();
            for size in ["width", "height"] {
                if key == "image" && file[size].is_number() {
                    embed[key][size] = file[size].clone();
                }
            }
        }
    }
    // Indexing for writing adds keys; those that came to nothing go again.
    if let Some(map) = embed.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    embed
}

/// Gives every component the `id` that Discord would.
fn number(components: &mut [Value], last: &mut u64) {
    for component in components {
        *last += 1;
        if component.get("id").is_none() {
            component["id"] = json!(*last);
        }
        if let Some(inner) = component["components"].as_array_mut() {
            number(inner, last);
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
