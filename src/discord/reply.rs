//! What the bot says, as plain data: no type of any Discord library. `render` turns it into what
//! Discord takes, within Discord's limits.

use std::time::SystemTime;

use super::markup::Markup;
use crate::answer::Outcome;

/// What happens on a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Something is said.
    Say(Box<Say>),
    /// Choices for an option that is being typed.
    Offer(Vec<Choice>),
    /// A form opens. Discord takes it as the first response only, so that it must be there at once.
    Ask(Box<Form>),
    /// A message of the bot's own is posted or changed in a channel; what became of it is written down, and then said.
    Post(Box<Post>),
    /// The message that the button sits on goes away.
    Remove,
    /// Nothing is said.
    Nothing,
}

/// One message, and perhaps one more for everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Say {
    /// Who sees it, and in which message.
    pub how: How,
    /// What it says.
    pub body: Body,
    /// Said to everybody in the channel after it.
    pub aloud: Option<Body>,
    /// How well a question was answered, for the operator's figures.
    pub outcome: Option<Outcome>,
}

/// Who sees a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Only the person who asked.
    Private,
    /// Everybody in the place.
    Public,
    /// Whoever sees the message that the button sits on: it changes.
    Update,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Above the card.
    pub text: Option<Markup>,
    /// The card.
    pub card: Option<Card>,
    /// Below it: lists to choose from, each in a row of its own; with the buttons' row at most five.
    pub selects: Vec<Select>,
    /// Below these: one row of at most five.
    pub buttons: Vec<Button>,
    /// Pictures and text files.
    pub files: Vec<File>,
}

/// A frame with a question, parts and a footer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// The question that it answers: one line, as typed.
    pub question: Option<String>,
    /// A heading of our own.
    pub title: Option<String>,
    /// From top to bottom.
    pub parts: Vec<Part>,
    /// In small letters at the bottom: receipts and counts.
    pub footer: Option<String>,
    /// Whether the answer is sure.
    pub tone: Tone,
}

/// A part of a card.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Words that may be cut at the end if there is no room.
    Words(Markup),
    /// A quotation with its citation, which is never cut.
    Quote(Quote),
}

/// A report's words, exactly, and where they stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Byte ranges of `text` to be shown in bold; in order, not overlapping.
    pub bold: Vec<(usize, usize)>,
    /// As a person would write it.
    pub citation: Markup,
}

/// The colour of a card's edge. Nothing is said by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// An answer.
    #[default]
    Plain,
    /// A weak answer, or none.
    Weak,
}

/// A button with words on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says; at most 80 characters.
    pub label: String,
    /// What it does.
    pub id: String,
    /// Whether it can be pressed.
    pub enabled: bool,
}

/// A message of the bot's own that shows a check, beside the interaction that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The guild.
    pub guild: u64,
    /// The check.
    pub check: u32,
    /// The number of the latest entry that it shows.
    pub entry: u32,
    /// The channel or thread.
    pub channel: u64,
    /// A new message, or another text of one that is there.
    pub to: PostAs,
    /// What it says.
    pub body: Body,
    /// The case and the claim that were decided.
    pub case: Option<(crate::store::CaseId, usize)>,
}

/// Whether a post is a new message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostAs {
    /// Yes.
    New {
        /// The message that it answers.
        reply_to: Option<u64>,
        /// When that message was looked at.
        looked_at: SystemTime,
        /// By which Discord takes it once only.
        nonce: String,
    },
    /// No: this one gets another text.
    Edit {
        /// Its id.
        message: u64,
    },
}

/// What became of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// It stands in a message.
    At {
        /// The message's id.
        message: u64,
        /// When the message that it answers was edited, where that was after it had been looked at.
        edited: Option<SystemTime>,
    },
    /// Discord refused it, for this reason: a sentence.
    Refused(String),
    /// The network failed before an answer came.
    Unknown,
}

/// A list from which one or several things are chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// What it does.
    pub id: String,
    /// What it says while nothing is chosen; at most 150 characters.
    pub placeholder: String,
    /// What can be chosen; 1 to 25.
    pub options: Vec<SelectOption>,
    /// How many may be chosen: least and most.
    pub count: (u8, u8),
}

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What it says; at most 100 characters.
    pub label: String,
    /// In small letters below it; at most 100 characters.
    pub description: Option<String>,
    /// What is sent.
    pub value: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// Fields that are filled in and sent together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it does.
    pub id: String,
    /// At most 45 characters.
    pub title: String,
    /// One to five.
    pub fields: Vec<Field>,
}

/// A field for text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name among the fields of its form.
    pub id: String,
    /// What it says above; at most 45 characters.
    pub label: String,
    /// What stands in it already.
    pub value: String,
    /// Whether it has several lines.
    pub long: bool,
    /// Whether something must be typed.
    pub required: bool,
    /// Characters at most; Discord allows 4,000.
    pub most: u16,
}

/// A choice for an option that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Shown.
    pub name: String,
    /// Sent.
    pub value: String,
}

/// A file.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its name: ASCII, of our own making.
    pub name: String,
    /// What it holds, for people who do not see it.
    pub description: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// Says something to one person.
    pub fn private(body: Body) -> Reply {
        Reply::say(How::Private, body)
    }

    /// Opens a form.
    pub fn ask(form: Form) -> Reply {
        Reply::Ask(Box::new(form))
    }

    /// Says something.
    pub fn say(how: How, body: Body) -> Reply {
        Reply::Say(Box::new(Say {
            how,
            body,
            aloud: None,
            outcome: None,
        }))
    }
}

impl Body {
    /// A message without a card.
    pub fn words(text: Markup) -> Body {
        Body {
            text: Some(text),
            ..Body::default()
        }
    }

    /// A message with nothing but a card.
    pub fn card(card: Card) -> Body {
        Body {
            card: Some(card),
            ..Body::default()
        }
    }
}

impl Button {
    /// A button that can be pressed.
    pub fn new(label: impl Into<String>, id: impl Into<String>) -> Button {
        Button {
            label: label.into(),
            id: id.into(),
            enabled: true,
        }
    }
}

impl std::fmt::Debug for File {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "File({:?}, {} bytes)", self.name, self.bytes.len())
    }
}
