//! What README.md says of Discord: the steps of "Run it on Discord", each seen by `pincite doctor`, and the sample reply of
//! "On Discord" as the bot sends it.

use std::process::Command;

use pincite::sandbox::{Sandbox, World};

use super::stage::{Stage, read, without_receipt};
use crate::harness::{Place, Said};

/// Doctor's lines about Discord that are not well, and what to do about each.
fn open_points(said: &Said) -> Vec<String> {
    let text = said.transcript();
    let lines = text.lines().skip_while(|line| !line.contains(" token "));
    lines
        .filter(|line| line.starts_with('✗') || line.trim_start().starts_with('→'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .map(|line| line.replace("✗ problem ", "✗ "))
        .collect()
}

struct Steps {
    sandbox: Sandbox,
    place: Place,
}

impl Steps {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.place.command(arguments);
        command
            .env("PINCITE_DISCORD_API", self.sandbox.url())
            .env("PINCITE_MONITOR_ADDRESS", "127.0.0.1:0");
        command
    }

    fn with_token(&self, arguments: &[&str]) -> Said {
        let mut command = self.command(arguments);
        command.env("PINCITE_DISCORD_TOKEN_FILE", "token");
        self.place.finish(&mut command)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_the_readme_is_seen_by_doctor() {
    let mut world = World::harbour();
    let bot = world.app.id;
    for guild in world.guilds.values_mut() {
        guild.members.remove(&bot);
    }
    let steps = Steps {
        sandbox: Sandbox::start(world).await.unwrap(),
        place: Place::with_reports(),
    };
    // 1. There is an application and no token yet.
    let said = steps.place.finish(&mut steps.command(&["doctor"]));
    said.done()
        .mentions("no token, which only the bot on Discord needs");
    // 2. The token lies in a file, at first for everybody to read.
    let path = steps.place.file("token", steps.sandbox.token());
    assert_eq!(
        open_points(&steps.with_token(&["doctor"])),
        [
            "✗ token from token, shaped as a token is; but every user of this machine can read",
            "→ chmod 600 token",
            "✗ commands not registered: ask, quote, verify, reports, check, checks, help, privacy",
            "→ pincite register",
            "✗ servers the bot is on no server yet",
            "→ open the address below in a browser, and choose a server",
        ]
    );
    let private = Command::new("chmod").arg("600").arg(&path).status();
    assert!(private.unwrap().success());
    let left = open_points(&steps.with_token(&["doctor"]));
    assert_eq!(left.len(), 4, "{left:?}");
    // 3. The bot is invited.
    steps.sandbox.change_world(|world| {
        let harbour = world.guild("Harbour").unwrap();
        world.add_bot(harbour);
    });
    let left = open_points(&steps.with_token(&["doctor"]));
    assert_eq!(left[1..], ["→ pincite register"], "{left:?}");
    // 4. Its commands are published.
    steps.with_token(&["register"]).done();
    let said = steps.with_token(&["doctor"]);
    said.done().mentions("All is well.");
    let printed = said.transcript();
    for line in sample("$ pincite doctor\n[…]\n") {
        let what = line.split_whitespace().take(3).collect::<Vec<_>>();
        let what = format!("{} {:8} {:10}", what[0], what[1], what[2]);
        // Names and numbers differ; what is said of them does not.
        assert!(
            printed.contains(what.trim_end()),
            "{what:?} is not in:\n{printed}"
        );
    }
}

/// The lines of the block of README.md that begins so, up to its end or an empty line.
fn sample(start: &str) -> Vec<&'static str> {
    let readme = include_str!("../../README.md");
    let block = readme.split(&format!("```\n{start}")).nth(1).unwrap();
    let ends = |line: &&str| *line != "```" && !line.is_empty();
    block.lines().take_while(ends).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_reply_of_the_readme_is_what_the_bot_sends() {
    let stage = Stage::new().await;
    let answer = stage
        .asks("alice@general", "what did the harbour works cost?")
        .await;
    let lines = sample("┌ ").into_iter().map(|line| {
        let line = line.trim_start_matches(['│', '└']);
        let line = line.strip_prefix(' ').unwrap_or(line).replace('▏', ">");
        without_receipt(&line)
    });
    let sample: Vec<String> = lines.collect();
    let sent = read(&answer);
    assert_eq!(format!("(only you)\n{}", sample.join("\n")), sent);
    stage.end();
}
