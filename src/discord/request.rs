//! What somebody wants of the bot, typed.
//!
//! Every way in (slash command, menu, button, mention, direct message) becomes one of these; `parse` makes them from Discord's events. Decides nothing and does nothing.

pub(super) mod parse;
mod target;

use super::hits::{Hits, Press};
use super::reply::Tone;

pub use target::{Author, Target};

/// One thing that one person wants in one place.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who.
    pub person: Person,
    /// Where.
    pub place: Place,
    /// What.
    pub action: Action,
    /// The message that a button sits on.
    pub under: Option<Under>,
    /// When, in seconds since 1970, as Discord says.
    pub at: u64,
}

/// Who wants it. No name: nothing depends on names, so none are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The user's id.
    pub id: u64,
    /// May do everything in this guild.
    pub administrator: bool,
    /// May manage this guild.
    pub manages_guild: bool,
    /// May manage messages in this channel.
    pub manages_messages: bool,
    /// The ids of the person's roles in this guild.
    pub roles: Vec<u64>,
}

/// Where it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The guild that the bot is a member of; absent in direct messages and where only the person installed the bot.
    pub guild: Option<u64>,
    /// The channel or thread.
    pub channel: u64,
    /// The channel that a thread belongs to.
    pub parent: Option<u64>,
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// What the bot may do there, where Discord said so.
    pub bot: Option<BotMay>,
}

/// Who can read what is said in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// A channel or thread of a guild.
    Guild,
    /// Between one person and the bot.
    Direct,
    /// Between people, or in a guild without the bot: everything is said privately there.
    Elsewhere,
}

/// The bot's permissions in a channel, as far as it needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BotMay {
    /// See the channel and write there.
    pub write: bool,
    /// Show cards.
    pub embed: bool,
    /// Attach pictures.
    pub attach: bool,
}

/// The message that a button sits on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Under {
    /// Its id.
    pub message: u64,
    /// The question that it answers, as it is shown there.
    pub question: Option<String>,
    /// Whether only the person who presses sees it.
    pub private: bool,
    /// What it says above the excerpt, in Discord's Markdown and in our own words: that the match is weak, or which words
    /// were borrowed.
    pub notes: Option<String>,
    /// Whether its answer is sure.
    pub tone: Tone,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Cited excerpts.
    Ask(Ask),
    /// Reports whose titles or publishers begin like what was typed.
    Complete {
        /// Typed so far.
        typed: String,
    },
    /// A stored page.
    Quote {
        /// A report's id, or words of its title.
        report: String,
        /// As typed: a number, a printed label; the first where absent.
        page: Option<String>,
    },
    /// Another stored page, by a button.
    Turn(super::pages::Turn),
    /// The words that a receipt stands for.
    Verify {
        /// As typed.
        receipt: String,
    },
    /// What can be searched here.
    Reports {
        /// Words of a title or publisher.
        like: Option<String>,
        /// From 1.
        page: u32,
    },
    /// A text checked against the reports, and what moderators make of it.
    Check(super::handle::check::CheckAction),
    /// What moderators do with the ledger.
    Checks(super::handle::checks::ChecksAction),
    /// What managers do with reports.
    Report(super::handle::report::ReportAction),
    /// What managers decide.
    Settings(super::handle::settings::SettingsAction),
    /// How to use the bot; with words, what its handbook says about them.
    Help {
        /// What help is wanted with.
        words: Option<String>,
    },
    /// What is kept about people.
    Privacy,
    /// Forget what is kept about the person who presses.
    ForgetMe,
    /// Whether the reports have the words that a message quotes.
    CheckQuotation(Target),
    /// A button under an answer.
    Press(Press, Hits),
    /// Tell the moderators that the reports do not answer the question above.
    Missing,
    /// A mention of the bot's role instead of the bot.
    RoleMention,
    /// A mention without words, or a direct message without words.
    Greeting,
}

/// A question and where its answer may be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// As typed.
    pub question: String,
    /// Search this report only: its id, or words of its title.
    pub report: Option<String>,
    /// Whether everybody here is to see the answer.
    pub share: bool,
    /// Asked in the open: by mention or in a direct message, where nothing can be said privately.
    pub aloud: bool,
    /// The question of the answer that this one follows.
    pub after: Option<String>,
}

impl Place {
    /// Whether only one person reads there.
    pub fn is_direct(&self) -> bool {
        self.kind == PlaceKind::Direct
    }
}
