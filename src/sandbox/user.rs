//! What people do, and what they see: the same for tests and for a page in a browser.

mod act;
mod options;
mod press;
mod reply;
mod seen;
mod talk;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use super::snowflake::Id;
use super::state::{Shared, State};

pub use reply::{Choice, First, Modal, Reply};
pub use seen::{Button, Seen};
pub use talk::Upload;
pub use trouble::Trouble;

/// How long a person waits for anything, in real time.
const PATIENCE: Duration = Duration::from_secs(10);

/// A person who acts. Actions go in; what the person may see comes out.
#[derive(Clone)]
pub struct User {
    shared: Arc<Shared>,
    id: Id,
    forging: bool,
}

/// A channel, thread or conversation, by id or by name (`general`, `Quay/pier`).
#[derive(Debug, Clone)]
pub struct Place(Named);

#[derive(Debug, Clone)]
enum Named {
    Id(Id),
    Name(String),
}

impl From<Id> for Place {
    fn from(id: Id) -> Place {
        Place(Named::Id(id))
    }
}

impl From<&str> for Place {
    fn from(name: &str) -> Place {
        Place(Named::Name(name.to_owned()))
    }
}

impl From<&Seen> for Place {
    fn from(message: &Seen) -> Place {
        Place(Named::Id(message.channel))
    }
}

impl Place {
    fn find(&self, state: &State) -> Result<Id, Trouble> {
        let found = match &self.0 {
            Named::Id(id) => state.world.channels.get(id).map(|channel| channel.id),
            Named::Name(name) => state.world.channel(name),
        };
        found.ok_or_else(|| Trouble::NoSuch(format!("channel {:?}", self.0)))
    }
}

impl User {
    pub(super) fn new(shared: Arc<Shared>, id: Id) -> User {
        User {
            shared,
            id,
            forging: false,
        }
    }

    /// The person's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The same person with a client that checks nothing: unknown options, values of a wrong type, buttons that are
    /// disabled or not there, places and commands without permission. What only Discord's servers keep still holds:
    /// such a client cannot act in a channel that the person does not see.
    #[must_use]
    pub fn forging(&self) -> User {
        User {
            forging: true,
            ..self.clone()
        }
    }

    /// The direct message between this person and the bot.
    pub fn dm_channel(&self) -> Id {
        self.shared.change(|state| {
            let bot = state.bot();
            state.world.dm(self.id, bot)
        })
    }
}
