//! Where on Discord something stands, as it is written beside an entry: ids with a stroke between them.

use std::fmt;
use std::str::FromStr;

/// Where what was judged stands: `55/66`, or `55` where it was no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The channel or thread.
    pub channel: u64,
    /// The message; none where the claim was typed.
    pub message: Option<u64>,
}

/// Where a verdict was posted: `55/67`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Post {
    /// The channel or thread.
    pub channel: u64,
    /// The message.
    pub message: u64,
}

/// Not a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place is the id of a channel, or those of a channel and a message: 55/66")]
pub struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message {
            Some(message) => write!(f, "{}/{message}", self.channel),
            None => write!(f, "{}", self.channel),
        }
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let id = |text: &str| text.parse().map_err(|_| NoPlace);
        Ok(match text.split_once('/') {
            Some((channel, message)) => Place {
                channel: id(channel)?,
                message: Some(id(message)?),
            },
            None => Place {
                channel: id(text)?,
                message: None,
            },
        })
    }
}

impl fmt::Display for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.channel, self.message)
    }
}

impl FromStr for Post {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let Place { channel, message } = text.parse()?;
        let message = message.ok_or(NoPlace)?;
        Ok(Post { channel, message })
    }
}
