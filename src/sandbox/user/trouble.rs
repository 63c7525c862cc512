//! Why a person's action came to nothing.

use std::time::Duration;

use thiserror::Error;

/// Why a person's action came to nothing.
#[derive(Debug, Clone, Error, PartialEq)]
pub enum Trouble {
    /// There is nothing of that name.
    #[error("there is no {0}")]
    NoSuch(String),
    /// Discord's client or server would not let the person do it.
    #[error("not allowed: {0}")]
    NotAllowed(String),
    /// An option that does not fit the command as it is registered.
    #[error("option {name}: {message}")]
    Option {
        /// The option's name.
        name: String,
        /// What is wrong with it.
        message: String,
    },
    /// The bot let the three seconds of the first response pass.
    #[error("The application did not respond")]
    DidNotRespond,
    /// Nothing came in the time that people have here.
    #[error("{what} did not come within {after:?}")]
    TooLate {
        /// What was waited for.
        what: &'static str,
        /// How long, in real time.
        after: Duration,
    },
    /// The bot answered, but with something else.
    #[error("the bot answered with {0}")]
    Unexpected(String),
}
