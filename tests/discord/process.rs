//! `pincite serve` as a process of its own: what outlives a kill, what another process adds, and how it ends.

use std::fs::OpenOptions;
use std::process::{Child, Command};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pincite::sandbox::{Fault, First, Sandbox, Seen, Trouble, User, World};
use serde_json::{Value, json};

use super::stage::{FERRY, MILL, check, reads};
use crate::harness::{Place, wait};

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The stand-in, a library, and the program between them.
struct Scene {
    sandbox: Sandbox,
    place: Place,
    bot: Option<Child>,
    /// Settings of the operator, as environment variables.
    settings: Vec<(&'static str, &'static str)>,
}

impl Scene {
    /// With the commands registered; [`Scene::start`] starts the bot.
    fn new(sandbox: Sandbox) -> Scene {
        let scene = Scene {
            sandbox,
            place: Place::with_reports(),
            bot: None,
            settings: vec![
                ("PINCITE_DISCORD_PERSON_PER_MINUTE", "600"),
                ("PINCITE_DISCORD_PERSON_BURST", "60"),
            ],
        };
        let registered = scene.command("register").status().unwrap();
        assert!(registered.success(), "{}", scene.output());
        scene
    }

    async fn started() -> Scene {
        let mut scene = Scene::new(Sandbox::start(today()).await.unwrap());
        scene.start().await;
        scene
    }

    /// A command of the program, with its output added to all that was put out before.
    fn command(&self, name: &str) -> Command {
        let path = self.place.path("output");
        let output = || OpenOptions::new().create(true).append(true).open(&path);
        let mut command = self.place.command([name]);
        command
            .env("DISCORD_TOKEN", self.sandbox.token())
            .env("PINCITE_DISCORD_API", self.sandbox.url())
            .env("PINCITE_MONITOR_ADDRESS", "127.0.0.1:0")
            .env("PINCITE_LOG_LEVEL", "trace")
            .envs(self.settings.iter().copied())
            .stdout(output().unwrap())
            .stderr(output().unwrap());
        command
    }

    /// Starts the bot and waits until it is connected.
    async fn start(&mut self) {
        let before = self.sandbox.gateway().identifies();
        self.bot = Some(self.command("serve").spawn().unwrap());
        let connected = |scene: &Scene| {
            let gateway = scene.sandbox.gateway();
            gateway.identifies() > before && gateway.is_connected()
        };
        self.until(connected).await;
    }

    /// Waits for something.
    async fn until(&self, happened: impl Fn(&Scene) -> bool) {
        let since = Instant::now();
        while !happened(self) {
            assert!(since.elapsed() < PATIENCE, "{}", self.output());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends the bot as a power cut does.
    fn kill(&mut self) {
        let mut bot = self.bot.take().unwrap();
        bot.kill().unwrap();
        bot.wait().unwrap();
    }

    fn signal(&self, name: &str) {
        let id = self.bot.as_ref().unwrap().id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the bot's end; its exit code.
    fn ended(&mut self) -> Option<i32> {
        let mut bot = self.bot.take().unwrap();
        wait(&mut bot, "pincite serve").code()
    }

    /// All that every process wrote.
    fn output(&self) -> String {
        let output = std::fs::read(self.place.path("output")).unwrap();
        String::from_utf8_lossy(&output).into_owned()
    }

    /// Everything that was sent was right, and nothing that was written holds the token.
    #[track_caller]
    fn end(self) {
        check(&self.sandbox);
        let secret = self.sandbox.token().rsplit('.').next().unwrap();
        let output = self.output();
        assert!(output.contains("pincite starts"), "{output}");
        let told: Vec<&str> = output
            .lines()
            .filter(|line| line.contains(secret))
            .collect();
        assert_eq!(told, Vec::<&str>::new());
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if let Some(bot) = &mut self.bot {
            // Mostly it has ended already.
            let _ = bot.kill();
            let _ = bot.wait();
        }
    }
}

/// The harbour scene on this day: the program looks at the clock when it starts, for files that waited too long.
#[expect(clippy::disallowed_methods, reason = "the program has the same clock")]
fn today() -> World {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let mut world = World::harbour();
    world.start_ms = since_1970.as_millis() as u64;
    world
}

async fn slash(user: &User, command: &str, options: Value) -> Seen {
    let reply = user.slash("general", command, options).await.unwrap();
    reply.settled().await.unwrap()
}

async fn press(user: &User, message: &Seen, button: &str) -> Seen {
    let reply = user.press(message, button).await.unwrap();
    reply.settled().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_conversation_it_goes_on_where_it_was() {
    let mut scene = Scene::started().await;
    let (alice, boss) = (scene.sandbox.user("alice"), scene.sandbox.user("boss"));
    slash(&boss, "settings answers", json!({"public": "add"})).await;
    let ferry = boss
        .attach("general", "ferry.txt", FERRY.as_bytes())
        .unwrap();
    let waiting = slash(&boss, "report add", json!({"file": ferry.option()})).await;
    assert_eq!(waiting.labels(), ["Approve", "Reject"]);
    let question = json!({"question": "what did the harbour works cost?"});
    let shown = slash(&alice, "ask", question.clone()).await;

    // The bot tries to answer a click and cannot; then the power goes.
    scene.sandbox.fail(Fault::CutBefore, 1_000, "/callback");
    let clicking = tokio::spawn({
        let (alice, shown) = (alice.clone(), shown.clone());
        async move { alice.press(&shown, "Next").await.err() }
    });
    let tried = |scene: &Scene| scene.sandbox.requests().iter().any(|one| one.status == 0);
    scene.until(tried).await;
    scene.kill();
    scene.sandbox.heal();
    let asking = alice.slash_quietly("general", "ask", question).unwrap();
    scene.sandbox.clock().advance(Duration::from_secs(4));
    assert_eq!(clicking.await.unwrap(), Some(Trouble::DidNotRespond));
    assert_eq!(asking.first(), First::Nothing);

    scene.start().await;
    let shown = press(&alice, &shown, "Next").await;
    reads(
        &shown,
        "
(only you)
what did the harbour works cost?
> **Harbour** inquiry
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 2 of 3
[Next] [More] [See text] [Copy]
",
    );
    let opened = press(&alice, &shown, "More").await;
    reads(
        &opened,
        "
(only you)
what did the harbour works cost?
> **Harbour inquiry**
Port Board, *The Harbour Inquiry*, March 2017, p. 1

> 1\\. Findings
>
> The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
Same report, p. 1
Receipt … (of the words in bold)
[Less] [Share] [Dismiss]
",
    );
    // What the managers decided holds.
    let said = alice
        .say("general", "@Pincite did the bridge stay closed?")
        .unwrap();
    reads(
        &alice.answer_to(&said).await.unwrap(),
        "
did the bridge stay closed?
> The old **bridge stayed closed** until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt …
[More] [See text] [Copy]
",
    );
    // What they had not decided yet still waits, on the message from before the kill too.
    let again = slash(&boss, "report preview", json!({})).await;
    assert_eq!(again.text(), waiting.text());
    let approved = press(&boss, &waiting, "Approve").await;
    reads(
        &approved,
        "
(only you)
**ferry** is searched here from now on: 1 passage.
",
    );
    let found = slash(
        &alice,
        "ask",
        json!({"question": "who ignored the warnings?"}),
    )
    .await;
    reads(&found, "
(only you)
who ignored the warnings?
> The ferry Marigold sank near Orsk in 1987. Its captain had **ignored** two **warnings** from the harbour office.
*ferry*, undated, ¶ 2
Receipt …
[More] [See text] [Copy]
");
    scene.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_ingests_is_found_without_a_restart() {
    let scene = Scene::started().await;
    let alice = scene.sandbox.user("alice");
    let question = json!({"question": "which windmill lost its sails?"});
    let before = slash(&alice, "ask", question.clone()).await;
    scene.place.file("mill.txt", MILL);
    scene.place.run(["ingest", "mill.txt"]).done();
    let after = slash(&alice, "ask", question).await;
    reads(
        &before,
        "
(only you)
which windmill lost its sails?
The reports do not answer this. 2 reports, 5 passages searched.
Nowhere in them: windmill, lost and sails.
[Tell the moderators it is missing]
",
    );
    reads(
        &after,
        "
(only you)
which windmill lost its sails?
> The **windmill** at Tarn **lost** both **sails** in the storm of 1953. It was never repaired.
*mill*, undated, ¶ 2
Receipt …
[More] [See text] [Copy]
",
    );
    assert_eq!(scene.sandbox.gateway().identifies(), 1);
    scene.end();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_delivers_what_it_is_working_on() {
    let mut scene = Scene::new(Sandbox::start(today()).await.unwrap());
    scene.settings.push(("PINCITE_DISCORD_DEFER_AFTER_MS", "0"));
    scene.start().await;
    let alice = scene.sandbox.user("alice");
    // The acknowledgement takes a while to be answered, so the signal comes before the answer is sent.
    let slow = Fault::Slow(Duration::from_secs(2));
    scene.sandbox.fail(slow, 1, "/callback");
    let question = json!({"question": "what did the harbour works cost?"});
    let reply = alice
        .slash("general", "ask", question.clone())
        .await
        .unwrap();
    assert_eq!(reply.first(), First::Deferred);
    assert!(reply.message().unwrap().is_thinking());
    let since = Instant::now();
    scene.signal("TERM");
    assert_eq!(scene.ended(), Some(0), "{}", scene.output());
    assert!(since.elapsed() < Duration::from_secs(10));
    let answer = reply.settled().await.unwrap();
    assert!(answer.text().contains("3,814 crowns"), "{}", answer.text());
    scene.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_22_what_discord_will_never_accept_ends_the_process_with_the_reason() {
    for (code, reason) in [
        (4004, "Discord refused the token; reset it at"),
        (4013, "does not know the intents that this Pincite asks for"),
        (4014, "does not allow the intents that Pincite asks for"),
    ] {
        let mut scene = Scene::started().await;
        scene.sandbox.gateway().close(code);
        assert_eq!(scene.ended(), Some(3), "{code}: {}", scene.output());
        assert!(
            scene.output().contains(reason),
            "{code}: {}",
            scene.output()
        );
        assert_eq!(scene.sandbox.gateway().identifies(), 1);
        scene.end();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_22_a_token_that_was_reset_is_not_tried_twice() {
    let mut scene = Scene::new(Sandbox::start(today()).await.unwrap());
    let other = scene.sandbox.token().replace("Sandbx", "Resett");
    let mut command = scene.command("serve");
    scene.bot = Some(command.env("DISCORD_TOKEN", &other).spawn().unwrap());
    assert_eq!(scene.ended(), Some(3), "{}", scene.output());
    assert!(scene.output().contains("Discord refused the token"));
    assert!(!scene.output().contains(&other));
    assert_eq!(scene.sandbox.gateway().identifies(), 0);
    scene.end();
}
