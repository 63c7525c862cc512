//! The message that a command of the menu was used on.

/// A message that somebody hands to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub message: u64,
    /// The channel or thread in which it stands.
    pub channel: u64,
    /// Who wrote it.
    pub by: Author,
    /// When it was last edited, in seconds since 1970; absent where it never was.
    pub edited: Option<u64>,
    /// All that it says: its own words, then what it forwards, then the text of its embeds, each once.
    pub text: String,
    /// The claim, where it is a verdict that this bot published.
    pub claim: Option<String>,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// A person, by the user's id.
    Person(u64),
    /// Another bot or a webhook.
    Bot,
    /// This bot.
    Me,
}
