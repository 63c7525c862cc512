//! Who may do what: one table, asked on every request. What Discord was told of permissions is a hint to its clients,
//! not a check.

use super::hits::{Press, asker};
use super::request::{Action, Person, Place, Request};
use super::words;
use crate::store::{Publishers, Settings};

/// How much a person may do in a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Whoever can write there.
    Everyone,
    /// May manage messages, or has the role that managers named.
    Moderator,
    /// May manage the guild.
    Manager,
}

/// How much a person may do in the guild with these settings.
pub fn level(person: &Person, settings: &Settings) -> Level {
    let has_role = |role: u64| person.roles.contains(&role);
    if person.administrator || person.manages_guild {
        Level::Manager
    } else if person.manages_messages || settings.moderator_role.is_some_and(has_role) {
        Level::Moderator
    } else {
        Level::Everyone
    }
}

/// Whether a request may be carried out; otherwise the sentence to say.
pub fn may(request: &Request, settings: &Settings) -> Result<(), words::Refusal> {
    let in_guild = request.place.guild.is_some();
    let level = if in_guild {
        level(&request.person, settings)
    } else {
        Level::Everyone
    };
    let (needed, guild_only) = needs(&request.action, settings);
    if guild_only && !in_guild {
        return Err(words::only_in_a_server());
    }
    let allowed = level >= needed
        || match &request.action {
            Action::Press(Press::Dismiss, hits) => hits.asker == asker(request.person.id),
            Action::Press(Press::Share, _) => answers_are_public(&request.place, settings),
            _ => false,
        };
    match request.action {
        _ if allowed => Ok(()),
        Action::Press(Press::Dismiss, _) => Err(words::not_yours_to_dismiss()),
        _ => Err(words::not_allowed(needed)),
    }
}

/// The table: the level that an action needs, and whether it makes sense in a guild only.
fn needs(action: &Action, settings: &Settings) -> (Level, bool) {
    let command = |name| {
        let command = super::commands::command(name);
        command.map_or((Level::Manager, true), |command| {
            (command.who, command.guild_only)
        })
    };
    // What is in the menu of a message makes sense wherever there are messages.
    let menu = |name| {
        let menu = super::menus::menu(name);
        menu.map_or((Level::Manager, true), |menu| (menu.who, false))
    };
    match action {
        Action::Ask(_) | Action::Complete { .. } => command("ask"),
        Action::Quote { .. } | Action::Turn(_) => command("quote"),
        Action::Verify { .. } => command("verify"),
        Action::Reports { .. } => command("reports"),
        Action::Help { .. } | Action::RoleMention | Action::Greeting => command("help"),
        Action::Privacy | Action::ForgetMe => command("privacy"),
        Action::Check(action) if action.decides() => (Level::Moderator, true),
        Action::Check(_) => command("check"),
        Action::Checks(_) => command("checks"),
        Action::CheckQuotation(_) => menu("Check quotation"),
        Action::Report(_) => command("report"),
        Action::Settings(_) => command("settings"),
        Action::Press(Press::Dismiss, _) => (Level::Moderator, false),
        Action::Press(Press::Share, _) => (publishes(settings), true),
        Action::Press(..) => (Level::Everyone, false),
        Action::Missing => (Level::Everyone, true),
    }
}

fn publishes(settings: &Settings) -> Level {
    match settings.publishers {
        Publishers::Everyone => Level::Everyone,
        Publishers::Moderators => Level::Moderator,
        Publishers::Managers => Level::Manager,
    }
}

/// Whether a person may have an answer shown to everybody in a channel: where answers are public, or by those who may
/// publish.
pub fn may_share(request: &Request, settings: &Settings) -> bool {
    request.place.guild.is_some()
        && (answers_are_public(&request.place, settings)
            || level(&request.person, settings) >= publishes(settings))
}

/// The permission that the bot lacks to post a card in a place, where it lacks one.
pub fn lacks(place: &Place) -> Option<&'static str> {
    let bot = place.bot.filter(|bot| !(bot.write && bot.embed))?;
    Some(match (bot.write, place.parent.is_some()) {
        (true, _) => "Embed Links",
        (false, true) => "Send Messages in Threads",
        (false, false) => "Send Messages",
    })
}

/// Whether answers are public in a channel; a thread is as its channel is.
pub fn answers_are_public(place: &Place, settings: &Settings) -> bool {
    let public = |channel: u64| settings.public_answers.holds(channel);
    public(place.channel) || place.parent.is_some_and(public)
}
