//! Words that only some may ever read, and what happens when others get them.

use std::collections::BTreeSet;

use super::record::Rule;
use super::snowflake::Id;
use super::state::State;

/// A word and who may read it.
#[derive(Debug, Clone)]
pub(super) struct Canary {
    pub(super) word: String,
    pub(super) viewers: BTreeSet<Id>,
}

impl State {
    /// Records a violation for every forbidden word in what `audience` is about to see.
    pub(super) fn deliver(&mut self, route: &str, what: &[u8], audience: &BTreeSet<Id>) {
        let text = String::from_utf8_lossy(what).to_lowercase();
        for canary in &self.canaries {
            if !text.contains(&canary.word) {
                continue;
            }
            let strangers = audience.difference(&canary.viewers);
            let names: Vec<&str> = strangers
                .filter_map(|id| self.world.people.get(id))
                .map(|person| person.name.as_str())
                .collect();
            if !names.is_empty() {
                let message = format!("{:?} reached {}", canary.word, names.join(", "));
                self.log.violate(Rule::Canary, route, "", &message);
            }
        }
    }
}
