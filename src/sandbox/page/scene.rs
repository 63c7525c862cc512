//! What the page opens on: a community, three people to be, and a conversation with a claim in it.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::sandbox::permissions as may;
use crate::sandbox::{Sandbox, World};

/// A world and how it is shown.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What there is.
    pub world: World,
    /// The guild that the page shows.
    pub guild: String,
    /// The channel that it opens on.
    pub home: String,
    /// The people that can be played, the first one at first.
    pub parts: Vec<Part>,
    /// What has been said: channel, person, text. Each line is two minutes before the next.
    pub lines: Vec<(&'static str, &'static str, &'static str)>,
    /// What to try.
    pub suggestions: Vec<Suggestion>,
}

/// A person that can be played.
#[derive(Debug, Clone)]
pub struct Part {
    /// Their name.
    pub name: String,
    /// What they are: `member`, `moderator`, `manager`.
    pub role: &'static str,
    /// What that means here, in one sentence.
    pub may: &'static str,
}

/// Something to try. The page shows it only where its command is registered and the person may use it.
#[derive(Debug, Clone, Serialize)]
pub struct Suggestion {
    /// What stands on its button.
    pub label: &'static str,
    /// What will happen.
    pub hint: &'static str,
    /// The slash command, or the command of the menu of the message that holds the claim.
    pub command: &'static str,
    /// Options of the slash command, by name; null for a command of a menu.
    pub options: Value,
}

/// From one line to the next.
const BETWEEN_LINES: Duration = Duration::from_secs(120);

const CLAIM: &str = "Seen in three places today: “China interfered in the 2020 election to get Biden elected.” Is that what the intelligence report said?";

impl Scene {
    /// A reading group that checks what it reads, with the app's sample reports.
    pub fn reading_room() -> Scene {
        let part = |name: &str, role, may| Part {
            name: name.to_owned(),
            role,
            may,
        };
        Scene {
            world: reading_room(),
            guild: "The Reading Room".to_owned(),
            home: "fact-check".to_owned(),
            parts: vec![
                part("Maya", "member", "asks questions and reads answers"),
                part(
                    "Tomas",
                    "moderator",
                    "manages messages and sees #moderators",
                ),
                part("Ines", "manager", "adds reports and changes /settings"),
            ],
            lines: vec![
                (
                    "general",
                    "Ines",
                    "Welcome! Bring your claims to #fact-check. Pincite quotes our reports, we judge.",
                ),
                (
                    "moderators",
                    "Tomas",
                    "Reminder: we quote the page, not each other.",
                ),
                (
                    "2016 or 2020?",
                    "Jonas",
                    "Are the 470 Facebook accounts from 2016 or from 2020? I keep mixing them up.",
                ),
                ("fact-check", "Jonas", CLAIM),
                (
                    "fact-check",
                    "Maya",
                    "I remember it the other way round: that China *held back*. But I would not bet on my memory.",
                ),
                (
                    "fact-check",
                    "Tomas",
                    "Then let us not guess. Type **/ask** and see what the report says, with the page.",
                ),
            ],
            suggestions: suggestions(),
        }
    }

    /// The same scene, its last line said just before that time since 1970. Ids of people and places stay as they are,
    /// so what a bot keeps about them can be found again.
    #[must_use]
    pub fn said_by(mut self, time: Duration) -> Scene {
        let lines = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        let start = time.saturating_sub(BETWEEN_LINES * lines);
        self.world.start_ms = u64::try_from(start.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// Lets people say their lines.
    pub(super) fn play(&self, sandbox: &Sandbox) {
        for (channel, person, text) in &self.lines {
            // A line that nobody may say is left out; the scenes here have none.
            let _ = sandbox.user(person).say(*channel, text);
            sandbox.clock().advance(BETWEEN_LINES);
        }
    }
}

fn reading_room() -> World {
    let mut world = World::empty();
    for name in ["Maya", "Tomas", "Ines", "Jonas"] {
        world.add_person(name);
    }
    let guild = world.add_guild("The Reading Room", "operator", true);
    let bits = may::MANAGE_MESSAGES | may::MANAGE_THREADS;
    let moderators = world.add_role(guild, "moderators", bits);
    let managers = world.add_role(guild, "managers", may::MANAGE_GUILD | bits);
    world.join(guild, "Maya", vec![]);
    world.join(guild, "Jonas", vec![]);
    world.join(guild, "Tomas", vec![moderators]);
    world.join(guild, "Ines", vec![managers]);
    world.add_channel(guild, "general");
    let check = world.add_channel(guild, "fact-check");
    world.add_thread(check, "2016 or 2020?", "Jonas", false);
    let hidden = world.add_channel(guild, "moderators");
    world.overwrite(hidden, guild, 0, may::VIEW_CHANNEL);
    for role in [moderators, managers] {
        world.overwrite(hidden, role, may::VIEW_CHANNEL, 0);
    }
    let bot = world.app.id;
    world.overwrite(hidden, bot, may::VIEW_CHANNEL, 0);
    world
}

fn suggestions() -> Vec<Suggestion> {
    vec![
        Suggestion {
            label: "Ask about the claim",
            hint: "/ask: exact words, and where they stand",
            command: "ask",
            options: json!({"question": "Did China try to influence the 2020 election?"}),
        },
        Suggestion {
            label: "Check Jonas’s message",
            hint: "from the Apps menu of a message",
            command: "Find evidence",
            options: Value::Null,
        },
        Suggestion {
            label: "Read a whole page",
            hint: "/quote: a report as it is stored",
            command: "quote",
            options: json!({"report": "foreign-threats-2020", "page": "5"}),
        },
        Suggestion {
            label: "Ask about the bot itself",
            hint: "/help: what its handbook says",
            command: "help",
            options: json!({"words": "Does Pincite write answers of its own?"}),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everybody_may_say_their_lines() {
        let scene = Scene::reading_room();
        let sandbox = Sandbox::without_port(scene.world.clone(), "http://127.0.0.1:1");
        for (channel, person, text) in &scene.lines {
            sandbox.user(person).say(*channel, text).unwrap();
        }
    }
}
