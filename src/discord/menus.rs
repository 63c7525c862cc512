//! The commands of a message's menu (right click or long press, then Apps), as data.
//!
//! Registration, `/help` and the permission checks derive from this list as they do from
//! [`COMMANDS`](super::commands::COMMANDS).

use super::handle::check::CheckAction;
use super::permission::Level;
use super::request::{Action, Target};

/// A command of a message's menu.
pub struct Menu {
    /// What stands in the menu.
    pub name: &'static str,
    /// What it does, for `/help`; Discord shows no description in menus.
    pub description: &'static str,
    /// Who may use it. Checked on every use.
    pub who: Level,
    /// The message that it was used on → what is wanted.
    pub read: fn(Target) -> Action,
}

/// Every command of the menu, in the order in which `/help` lists them. All of them work in direct messages and where
/// only a person installed the bot, too; their replies are private.
pub const MENUS: &[Menu] = &[
    Menu {
        name: "Find evidence",
        description: "Look up what the reports say about each claim of a message",
        who: Level::Everyone,
        read: |target| Action::Check(CheckAction::Message(target)),
    },
    Menu {
        name: "Check quotation",
        description: "See whether the reports have the words that a message quotes",
        who: Level::Everyone,
        read: Action::CheckQuotation,
    },
];

/// The command of that name.
pub fn menu(name: &str) -> Option<&'static Menu> {
    MENUS.iter().find(|menu| menu.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_discords_limits() {
        assert!(MENUS.len() <= 15);
        for menu in MENUS {
            assert!((1..=32).contains(&menu.name.len()), "{}", menu.name);
            assert!(super::super::commands::command(menu.name).is_none());
        }
    }
}
