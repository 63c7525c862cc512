//! Messages that people write, read, change and forward, and files that they send.

use std::time::Duration;

use serde_json::{Value, json};

use super::seen::Seen;
use super::{PATIENCE, Place, Trouble, User};
use crate::sandbox::clock::iso8601;
use crate::sandbox::message::{self, Delivery, Message, mentioned};
use crate::sandbox::permissions as may;
use crate::sandbox::rest::guess_type;
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;
use crate::sandbox::world::World;

/// A file of a person that the stand-in keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// The attachment's id.
    pub id: Id,
    /// Discord's attachment object.
    pub json: Value,
}

impl Upload {
    /// The value of an attachment option.
    pub fn option(&self) -> Value {
        json!({"attachment": self.id.to_string()})
    }

    /// Where it can be fetched.
    pub fn url(&self) -> &str {
        self.json["url"].as_str().unwrap_or_default()
    }
}

impl State {
    /// The attachment object of a file that is kept.
    pub(in crate::sandbox) fn attachment_json(&self, id: Id) -> Option<Value> {
        self.uploads.get(&id).map(|upload| upload.json.clone())
    }
}

impl User {
    /// Writes a message. `@Pincite` (the bot's name), `@alice` (a person's) and `@moderators` (a role's) in the text
    /// become mentions; `@&Pincite` is the bot's role.
    ///
    /// # Errors
    ///
    /// When the person may not write there, or the text is empty or longer than 2000 characters.
    pub fn say(&self, place: impl Into<Place>, text: &str) -> Result<Seen, Trouble> {
        let place = place.into();
        self.post(&place, text, |_, _| {})
    }

    /// Writes a message with files.
    ///
    /// # Errors
    ///
    /// As [`User::say`].
    pub fn say_with(
        &self,
        place: impl Into<Place>,
        text: &str,
        files: &[Upload],
    ) -> Result<Seen, Trouble> {
        let place = place.into();
        self.post(&place, text, |_, message| {
            message.attachments = files.iter().map(|file| file.json.clone()).collect();
        })
    }

    /// Writes a message with embeds, as a link's preview or another bot's message has them.
    ///
    /// # Errors
    ///
    /// As [`User::say`].
    pub fn say_embeds(
        &self,
        place: impl Into<Place>,
        text: &str,
        embeds: &[Value],
    ) -> Result<Seen, Trouble> {
        let place = place.into();
        self.post(&place, text, |_, message| {
            message.embeds = embeds.to_vec();
        })
    }

    /// Replies to a message, with or without mentioning its author.
    ///
    /// # Errors
    ///
    /// As [`User::say`].
    pub fn reply_to(&self, target: &Seen, text: &str, mention: bool) -> Result<Seen, Trouble> {
        let author = target.author();
        self.post(&target.into(), text, |_, message| {
            message.kind = 19;
            message.reply_to = Some(target.id);
            if mention && !message.mentions.contains(&author) {
                message.mentions.push(author);
            }
        })
    }

    /// Writes a message with all that a message may have: a message that it replies to, without a mention, and files.
    ///
    /// # Errors
    ///
    /// As [`User::say`].
    pub fn write(
        &self,
        place: impl Into<Place>,
        text: &str,
        target: Option<&Seen>,
        files: &[Upload],
    ) -> Result<Seen, Trouble> {
        self.post(&place.into(), text, |_, message| {
            message.attachments = files.iter().map(|file| file.json.clone()).collect();
            if let Some(target) = target {
                message.kind = 19;
                message.reply_to = Some(target.id);
            }
        })
    }

    /// Forwards a message: its text is in `message_snapshots`, the new message's own content is empty.
    ///
    /// # Errors
    ///
    /// As [`User::say`].
    pub fn forward(&self, message: &Seen, to: impl Into<Place>) -> Result<Seen, Trouble> {
        let keys = [
            "type",
            "content",
            "embeds",
            "attachments",
            "timestamp",
            "edited_timestamp",
            "flags",
            "mentions",
            "mention_roles",
            "components",
        ];
        let mut snapshot = json!({});
        for key in keys {
            snapshot[key] = message.json[key].clone();
        }
        self.post(&to.into(), "", |_, forward| {
            forward.forward_of = Some((message.id, message.channel));
            forward.snapshots = vec![json!({"message": snapshot})];
            forward.flags = 1 << 14;
        })
    }

    /// Writes to the bot directly.
    ///
    /// # Errors
    ///
    /// As [`User::say`].
    pub fn dm(&self, text: &str) -> Result<Seen, Trouble> {
        let channel = self.dm_channel();
        self.say(channel, text)
    }

    fn post(
        &self,
        place: &Place,
        text: &str,
        dress: impl FnOnce(&State, &mut Message),
    ) -> Result<Seen, Trouble> {
        self.shared.change(|state| {
            let channel = place.find(state)?;
            self.may_write(state, channel)?;
            let content = spelled(&state.world, text);
            let (people, roles) = mentioned(&content);
            let bits = state.may(self.id, channel);
            let loud = content.contains("@everyone") || content.contains("@here");
            let mut message = Message {
                id: state.new_id(),
                channel,
                author: self.id,
                mentions: people,
                mention_roles: roles,
                mention_everyone: loud && bits & may::MENTION_EVERYONE != 0,
                content,
                created_ms: state.clock.now_ms(),
                ..Message::default()
            };
            dress(state, &mut message);
            fits(&message)?;
            let id = message.id;
            let seen = Seen::of(state, &message);
            state.messages.insert(id, message);
            state.wake_thread(channel);
            state.emit_message("MESSAGE_CREATE", id);
            Ok(seen)
        })
    }

    fn may_write(&self, state: &State, channel: Id) -> Result<(), Trouble> {
        let refuse = |why: &str| Err(Trouble::NotAllowed(why.to_owned()));
        let bits = state.may(self.id, channel);
        if bits & may::SEND_MESSAGES == 0 {
            return refuse("no permission to write here");
        }
        let thread = state.channel(channel).and_then(|one| one.thread.as_ref());
        if thread.is_some_and(|thread| thread.locked) && bits & may::MANAGE_THREADS == 0 {
            return refuse("the thread is locked");
        }
        Ok(())
    }

    /// Changes an own message.
    ///
    /// # Errors
    ///
    /// When it is gone, not the person's own, or would be empty.
    pub fn edit(&self, message: &Seen, text: &str) -> Result<Seen, Trouble> {
        self.shared.change(|state| {
            let content = spelled(&state.world, text);
            let now = state.clock.now_ms();
            let found = state.messages.get_mut(&message.id);
            let own = found.filter(|one| one.author == self.id);
            let own = own.ok_or_else(|| Trouble::NotAllowed("not an own message".to_owned()))?;
            (own.mentions, own.mention_roles) = mentioned(&content);
            own.content = content;
            own.edited_ms = Some(now);
            own.changes += 1;
            fits(own)?;
            let own = own.clone();
            state.emit_message("MESSAGE_UPDATE", message.id);
            Ok(Seen::of(state, &own))
        })
    }

    /// Deletes an own message, another's where the person may, or dismisses a private answer.
    ///
    /// # Errors
    ///
    /// When it is gone or the person may not.
    pub fn delete(&self, message: &Seen) -> Result<(), Trouble> {
        self.shared.change(|state| {
            let found = state.messages.get(&message.id);
            let found = found.filter(|one| state.sees(self.id, one));
            let found = found.ok_or_else(|| Trouble::NoSuch(format!("message {}", message.id)))?;
            let manages = state.may(self.id, found.channel) & may::MANAGE_MESSAGES != 0;
            if found.author != self.id && found.only_for.is_none() && !manages {
                return Err(Trouble::NotAllowed("not an own message".to_owned()));
            }
            state.remove_message(message.id);
            Ok(())
        })
    }

    /// Sends a file to Discord, for a message or for an attachment option.
    ///
    /// # Errors
    ///
    /// When there is no such place.
    pub fn attach(
        &self,
        place: impl Into<Place>,
        name: &str,
        bytes: &[u8],
    ) -> Result<Upload, Trouble> {
        self.attach_badly(place, name, bytes, Delivery::Plain)
    }

    /// Sends a file whose delivery to the bot goes wrong.
    ///
    /// # Errors
    ///
    /// When there is no such place.
    pub fn attach_badly(
        &self,
        place: impl Into<Place>,
        name: &str,
        bytes: &[u8],
        delivery: Delivery,
    ) -> Result<Upload, Trouble> {
        let place = place.into();
        self.shared.change(|state| {
            let channel = place.find(state)?;
            let file = message::NewFile {
                channel,
                name: name.to_owned(),
                bytes: bytes.to_vec(),
                content_type: guess_type(name).to_owned(),
                delivery,
            };
            let json = state.keep_file(file);
            let id = json["id"].as_str().and_then(|id| id.parse().ok());
            Ok(Upload {
                id: id.unwrap_or_default(),
                json,
            })
        })
    }

    /// A file that was sent before.
    ///
    /// # Errors
    ///
    /// When there is no such file.
    pub fn uploaded(&self, id: Id) -> Result<Upload, Trouble> {
        let json = self.shared.read(|state| state.attachment_json(id));
        let json = json.ok_or_else(|| Trouble::NoSuch(format!("file {id}")))?;
        Ok(Upload { id, json })
    }

    /// The messages of a place that this person sees, oldest first, private answers included.
    ///
    /// # Errors
    ///
    /// When there is no such place.
    pub fn sees(&self, place: impl Into<Place>) -> Result<Vec<Seen>, Trouble> {
        let place = place.into();
        self.shared.read(|state| {
            let channel = place.find(state)?;
            let messages = state.messages.values();
            let visible = messages.filter(|one| one.channel == channel && state.sees(self.id, one));
            Ok(visible.map(|one| Seen::of(state, one)).collect())
        })
    }

    /// A message as it is now, if it is still there and this person sees it.
    pub fn again(&self, message: &Seen) -> Option<Seen> {
        self.look(message.id)
    }

    /// The message of that id, if it is there and this person sees it.
    pub fn look(&self, id: Id) -> Option<Seen> {
        self.shared.read(|state| {
            let found = state.messages.get(&id);
            let found = found.filter(|one| state.sees(self.id, one));
            found.map(|one| Seen::of(state, one))
        })
    }

    /// Waits for the first message of the bot in the same place after `message`.
    ///
    /// # Errors
    ///
    /// When none comes in time.
    pub async fn answer_to(&self, message: &Seen) -> Result<Seen, Trouble> {
        self.next_from_bot(message, PATIENCE).await
    }

    /// Waits for the first message of the bot in the same place after `message`, at most `patience` of real time.
    ///
    /// # Errors
    ///
    /// When none comes in time.
    pub async fn next_from_bot(&self, message: &Seen, patience: Duration) -> Result<Seen, Trouble> {
        let next = |state: &State| {
            let bot = state.bot();
            let later = state.messages.range(message.id + 1..).map(|(_, one)| one);
            let mut fitting = later.filter(|one| {
                one.channel == message.channel && one.author == bot && state.sees(self.id, one)
            });
            fitting.next().map(|one| Seen::of(state, one))
        };
        let found = self.shared.wait(patience, next).await;
        found.ok_or(Trouble::TooLate {
            what: "a message of the bot",
            after: patience,
        })
    }

    /// Waits until a message has been changed since it was seen.
    ///
    /// # Errors
    ///
    /// When that does not happen in time.
    pub async fn change_of(&self, message: &Seen) -> Result<Seen, Trouble> {
        let newer = |state: &State| {
            let now = state.messages.get(&message.id)?;
            (now.changes > message.changes).then(|| Seen::of(state, now))
        };
        let found = self.shared.wait(PATIENCE, newer).await;
        found.ok_or(Trouble::TooLate {
            what: "a change of the message",
            after: PATIENCE,
        })
    }

    /// What the stand-in's clock shows, as Discord writes it.
    pub fn now(&self) -> String {
        iso8601(self.shared.clock.now_ms())
    }
}

fn fits(message: &Message) -> Result<(), Trouble> {
    let length = message.content.chars().count();
    if length > crate::sandbox::check::limits::CONTENT {
        let why = format!("{length} characters are too many for a message");
        return Err(Trouble::NotAllowed(why));
    }
    let holds = !message.content.trim().is_empty()
        || !message.attachments.is_empty()
        || !message.embeds.is_empty()
        || !message.snapshots.is_empty();
    match holds {
        true => Ok(()),
        false => Err(Trouble::NotAllowed("the message is empty".to_owned())),
    }
}

/// A text with names behind `@` turned into mentions, longest names first.
fn spelled(world: &World, text: &str) -> String {
    let people = world.people.values();
    let mut names: Vec<(String, String)> = people
        .map(|one| (format!("@{}", one.name), format!("<@{}>", one.id)))
        .collect();
    for guild in world.guilds.values() {
        for role in guild.roles.values().filter(|role| role.id != guild.id) {
            let mention = format!("<@&{}>", role.id);
            // The bot's own role has the bot's name, which means the bot.
            if role.managed_by.is_none() {
                names.push((format!("@{}", role.name), mention.clone()));
            }
            names.push((format!("@&{}", role.name), mention));
        }
    }
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let replace = |text: String, (name, mention): &(String, String)| text.replace(name, mention);
    names.iter().fold(text.to_owned(), replace)
}
