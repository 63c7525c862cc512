//! What managers do on Discord: conversations of scripted people with the real bot, over the stand-in.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use pincite::config::{Config, DiscordConfig};
use pincite::discord::{self, Setup};
use pincite::ingest::child::Extraction;
use pincite::monitor;
use pincite::sandbox::{Delivery, First, Reply, Sandbox, Seen, User, World};
use pincite::store::Store;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::harness::Place;

const PATIENCE: Duration = Duration::from_secs(30);

/// The harbour with the bot in it, two public reports, and this test's people.
struct Stage {
    sandbox: Sandbox,
    place: Place,
    stop: CancellationToken,
    bot: tokio::task::JoinHandle<Result<(), discord::Stop>>,
}

impl Stage {
    async fn new() -> Stage {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_pincite"));
        Stage::with(Place::with_reports(), program).await
    }

    /// The same with another program to read files with.
    async fn with(place: Place, program: PathBuf) -> Stage {
        let sandbox = Sandbox::start(World::harbour()).await.unwrap();
        let token: secrecy::SecretString = sandbox.token().to_owned().into();
        discord::register(&token, Some(sandbox.url()), None)
            .await
            .unwrap();
        let stop = CancellationToken::new();
        let setup = Setup {
            token,
            reach: discord::Reach::at(Some(sandbox.url())),
            config: DiscordConfig {
                api: Some(sandbox.url().to_owned()),
                person_per_minute: 600,
                person_burst: 60,
                attachment_bytes: 100_000,
                ..DiscordConfig::default()
            },
            root: place.index(),
            extraction: Extraction {
                program,
                limits: Config::default().limits(),
            },
            state: Arc::new(monitor::State::default()),
            now: std::time::UNIX_EPOCH,
        };
        let bot = tokio::spawn(discord::run(setup, stop.clone()));
        assert!(sandbox.gateway().connected(PATIENCE).await);
        Stage {
            sandbox,
            place,
            stop,
            bot,
        }
    }

    fn user(&self, name: &str) -> User {
        self.sandbox.user(name)
    }

    /// What the boss of the harbour sees after a command.
    async fn boss(&self, command: &str, options: Value) -> Seen {
        let reply = self.user("boss").slash("general", command, options).await;
        settled(reply.unwrap()).await
    }

    /// What the boss sees after handing in a file.
    async fn hand_in(&self, name: &str, content: &str) -> Seen {
        let file = self
            .user("boss")
            .attach("general", name, content.as_bytes())
            .unwrap();
        self.boss("report add", json!({"file": file.option()}))
            .await
    }

    async fn asks(&self, who: &str, place: &str, question: &str) -> String {
        let reply = self
            .user(who)
            .slash(place, "ask", json!({"question": question}))
            .await;
        settled(reply.unwrap()).await.text()
    }

    /// Ends the bot. It must not have done anything that Discord forbids.
    async fn end(self) {
        let wrong: Vec<String> = self
            .sandbox
            .violations()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
        let wrong: Vec<String> = self
            .sandbox
            .requests()
            .iter()
            .flat_map(crate::openapi::check)
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
        self.stop.cancel();
        self.bot.await.unwrap().unwrap();
    }
}

async fn settled(reply: Reply) -> Seen {
    let seen = reply.settled().await.unwrap();
    assert!(seen.is_private(), "{}", seen.text());
    seen
}

/// What is read, and the buttons below it.
fn transcript(seen: &Seen) -> String {
    let mut text = seen.text();
    let labels: Vec<String> = seen
        .labels()
        .iter()
        .map(|label| format!("[{label}]"))
        .collect();
    if !labels.is_empty() {
        text.push_str(&format!("\n{}", labels.join(" ")));
    }
    text
}

/// Compares without the part of an id that is a hash.
#[track_caller]
fn says(seen: &Seen, expected: &str) {
    let said = without_hashes(&transcript(seen));
    assert_eq!(said, expected.trim_matches('\n'), "\n{said}\n");
}

fn without_hashes(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let hash = word.rsplit('-').next().unwrap_or_default();
        let digits = hash.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
        let is_hash = word.contains('-')
            && digits.len() == 6
            && digits.bytes().all(|b| b.is_ascii_hexdigit());
        words.push(if is_hash {
            word.replace(digits, "…")
        } else {
            word.to_owned()
        });
    }
    words.join(" ")
}

const FERRY: &str = "Ferry inquiry\n\nThe ferry Marigold sank near Orsk in 1987. Its captain had ignored two warnings from the harbour office.\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_handed_in_looked_at_and_approved() {
    let stage = Stage::new().await;
    // Before approval only the manager sees a word of it; other guilds never do.
    stage.sandbox.forbid("Marigold", &["boss", "alice"]);
    let file = stage
        .user("boss")
        .attach("general", "Ferry.txt", FERRY.as_bytes())
        .unwrap();
    let preview = stage
        .boss(
            "report add",
            json!({"file": file.option(), "title": "The *Ferry* Inquiry", "publisher": "Port Board", "date": "1989", "url": "https://example.org/ferry.pdf"}),
        )
        .await;
    says(
        &preview,
        r"
Waiting for approval
**The \*Ferry\* Inquiry**
Port Board, 1989, 1 passage, language en
https://example.org/ferry.pdf

> Ferry inquiry The ferry Marigold sank near Orsk in 1987. Its captain had ignored two warnings from the harbour office.
How its text begins
Nobody can search it until it is approved
[Approve] [Reject]",
    );
    let silence = stage
        .asks("alice", "general", "when did the Marigold sink")
        .await;
    assert!(
        silence.contains("2 reports, 5 passages searched"),
        "{silence}"
    );
    let approved = stage.user("boss").press(&preview, "Approve").await.unwrap();
    assert_eq!(
        transcript(&settled(approved).await),
        r"**The \*Ferry\* Inquiry** is searched here from now on: 1 passage."
    );
    let answer = stage
        .asks("alice", "general", "when did the Marigold sink")
        .await;
    assert!(
        answer.contains("sank near Orsk in **1987**") || answer.contains("near Orsk in 1987"),
        "{answer}"
    );
    let elsewhere = stage.asks("carol", "pier", "when did the ferry sink").await;
    assert!(
        elsewhere.contains("2 reports, 5 passages searched"),
        "{elsewhere}"
    );
    let again = stage.user("boss").press(&preview, "Approve").await;
    assert!(again.is_err(), "the buttons are gone");
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_rejected_is_gone() {
    let stage = Stage::new().await;
    let preview = stage.hand_in("Ferry.txt", FERRY).await;
    let rejected = stage.user("boss").press(&preview, "Reject").await.unwrap();
    assert_eq!(
        transcript(&settled(rejected).await),
        "**Ferry** was rejected, and its file was deleted."
    );
    assert_eq!(
        transcript(&stage.boss("report preview", json!({})).await),
        "Nothing waits for approval. Hand in a file with /report add."
    );
    let kept = std::fs::read_dir(stage.place.index().join("library"))
        .unwrap()
        .count();
    let fetched = std::fs::read_dir(stage.place.index().join("downloads"))
        .unwrap()
        .count();
    assert_eq!((kept, fetched), (2, 0));
    stage.end().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_takes_long_is_acknowledged_first_and_keeps_nobody_waiting() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::with_reports();
    let script = format!(
        "#!/bin/sh\n/bin/sleep 4\nexec {} \"$@\"\n",
        env!("CARGO_BIN_EXE_pincite")
    );
    let program = place.file("slow", script);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let stage = Stage::with(place, program).await;
    let boss = stage.user("boss");
    let file = boss
        .attach("general", "Ferry.txt", FERRY.as_bytes())
        .unwrap();
    let options = json!({"file": file.option()});
    let reply = boss.slash("general", "report add", options).await.unwrap();
    assert_eq!(reply.first(), First::Deferred);
    let since = Instant::now();
    let answer = stage
        .asks("alice", "general", "who dredged the harbour")
        .await;
    assert!(answer.contains("Orwell") && since.elapsed() < Duration::from_secs(2));
    assert!(settled(reply).await.text().contains("**Ferry**"));
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_turn_over_what_waits() {
    let stage = Stage::new().await;
    stage.hand_in("Ferry.txt", FERRY).await;
    stage
        .hand_in(
            "lamps.md",
            "# Lamps\n\nDRAFT\n\nA lamp was lit in every tower of the coast.\n",
        )
        .await;
    let first = stage.boss("report preview", json!({})).await;
    assert!(
        first.text().contains("**Ferry**") && first.text().ends_with("1 of 2 that wait"),
        "{}",
        first.text()
    );
    let second = stage.user("boss").press(&first, "Later").await.unwrap();
    let second = settled(second).await;
    says(
        &second,
        r"
Waiting for approval
**Lamps**
undated, 1 passage, language en

**Look first:** It is marked as a draft: “DRAFT”. A final version may say something else.

> Lamps DRAFT A lamp was lit in every tower of the coast.
How its text begins
Nobody can search it until it is approved · 2 of 2 that wait
[Approve] [Reject] [Earlier] [Later]",
    );
    stage.user("boss").press(&second, "Approve").await.unwrap();
    let left = stage
        .user("owner")
        .slash("general", "report preview", json!({}))
        .await
        .unwrap();
    let left = settled(left).await;
    assert!(left.text().contains("**Ferry**"));
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_managers_decide_at_once_and_one_is_told() {
    let stage = Stage::new().await;
    stage.hand_in("Ferry.txt", FERRY).await;
    let mut shown = Vec::new();
    for name in ["boss", "owner"] {
        let reply = stage
            .user(name)
            .slash("general", "report preview", json!({}))
            .await
            .unwrap();
        shown.push(settled(reply).await);
    }
    let (boss, owner) = (stage.user("boss"), stage.user("owner"));
    let (one, other) = tokio::join!(
        boss.press(&shown[0], "Approve"),
        owner.press(&shown[1], "Approve")
    );
    let mut told = [
        transcript(&settled(one.unwrap()).await),
        transcript(&settled(other.unwrap()).await),
    ];
    told.sort();
    assert_eq!(
        told[0],
        "**Ferry** is searched here from now on: 1 passage."
    );
    assert!(
        told[1].starts_with("Nothing waits for approval under number 1."),
        "{told:?}"
    );
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn row_16_only_managers_do_any_of_this() {
    let stage = Stage::new().await;
    let preview = stage.hand_in("Ferry.txt", FERRY).await;
    let refused = "Only managers may do that here: people who may manage the server.";
    for name in ["alice", "mod"] {
        let user = stage.user(name).forging();
        for (command, options) in [
            ("report preview", json!({})),
            ("report remove", json!({"report": "harbour"})),
            ("report missing", json!({"clear": true})),
            ("settings show", json!({})),
            ("settings publish", json!({"who": "everyone"})),
        ] {
            let said = settled(user.slash("general", command, options).await.unwrap()).await;
            assert_eq!(said.text(), refused, "{name} {command}");
        }
        for button in ["w:a:1", "w:r:1", "w:s:1", "w:d:harbour"] {
            let own = settled(user.slash("general", "help", json!({})).await.unwrap()).await;
            let pressed = user.press(&own, button).await.unwrap();
            assert_eq!(
                settled(pressed).await.text(),
                "This button is not one that Pincite knows; ask again with /ask.",
                "{name} {button}"
            );
        }
    }
    let dm = stage.user("boss").dm_channel();
    let said = stage
        .user("boss")
        .forging()
        .slash(dm, "settings show", json!({}))
        .await
        .unwrap();
    assert_eq!(
        said.settled().await.unwrap().text(),
        "This works only in a server that Pincite is a member of."
    );
    // The manager of another server, with the button of this one.
    let carol = stage.user("carol").forging();
    let own = settled(carol.slash("pier", "help", json!({})).await.unwrap()).await;
    let pressed = settled(carol.press(&own, "w:a:1").await.unwrap()).await;
    assert!(
        pressed
            .text()
            .starts_with("This button is not one that Pincite knows"),
        "{}",
        pressed.text()
    );
    assert!(stage.user("boss").press(&preview, "Approve").await.is_ok());
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_10_and_11_bad_files_and_bad_deliveries_get_a_sentence_each() {
    let stage = Stage::new().await;
    let boss = stage.user("boss");
    for (delivery, expected) in [
        (
            Delivery::Expired,
            "Discord does not have this file any more. Attach it again.",
        ),
        (
            Delivery::Redirect("http://127.0.0.1:1/secret".to_owned()),
            "Only a file that is attached to the command is taken in. Attach it again.",
        ),
        (
            Delivery::Larger(5_000_000),
            "This file is larger than Discord said, so it was not taken in. Attach it again.",
        ),
        (
            Delivery::Cut,
            "The file could not be fetched from Discord. Try again in a minute.",
        ),
    ] {
        let file = boss
            .attach_badly("general", "Ferry.txt", FERRY.as_bytes(), delivery)
            .unwrap();
        let said = stage
            .boss("report add", json!({"file": file.option()}))
            .await;
        assert_eq!(said.text(), expected);
    }
    for (name, content, expected) in [
        (
            "a.txt",
            "x".repeat(100_001),
            "This file has 101 kB, and at most 100 kB can be handed in here.",
        ),
        (
            "a.pdf",
            "%PDF-1.7\n1 0 obj\n".to_owned(),
            "The file was not taken in because it is damaged: ",
        ),
        (
            "a.txt",
            " \n".to_owned(),
            "The file was not taken in because ",
        ),
        (
            "h.txt",
            crate::harness::HARBOUR.to_owned(),
            "This exact file is here already: The Harbour Inquiry (harbour).",
        ),
    ] {
        let said = stage.hand_in(name, &content).await.text();
        assert!(said.starts_with(expected), "{name}: {said}");
    }
    let file = boss
        .attach("general", "Ferry.txt", FERRY.as_bytes())
        .unwrap();
    for (name, value, expected) in [
        (
            "date",
            "March 1989",
            "What you state about the report gives the date \"March 1989\"; write it as 2021, 2021-03 or 2021-03-10.",
        ),
        (
            "url",
            "javascript:alert(1)",
            "What you state about the report gives an address that is none; write it as https\\://example.org/report.pdf.",
        ),
    ] {
        let said = stage
            .boss("report add", json!({"file": file.option(), name: value}))
            .await;
        assert_eq!(said.text().replace('\\', ""), expected.replace('\\', ""));
    }
    assert_eq!(
        transcript(&stage.boss("report preview", json!({})).await),
        "Nothing waits for approval. Hand in a file with /report add."
    );
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_replaced_and_removed() {
    let stage = Stage::new().await;
    let boss = stage.user("boss");
    let preview = stage.hand_in("Ferry.txt", FERRY).await;
    boss.press(&preview, "Approve").await.unwrap();
    let file = boss
        .attach(
            "general",
            "corrected.txt",
            FERRY.replace("1987", "1988").as_bytes(),
        )
        .unwrap();
    let preview = stage
        .boss(
            "report replace",
            json!({"report": "ferry", "file": file.option()}),
        )
        .await;
    says(
        &preview,
        r"
Waiting for approval
**Ferry**
undated, 1 passage, language en
It replaces the edition of ferry-… that is searched now; old receipts stay checkable.

> Ferry inquiry The ferry Marigold sank near Orsk in 1988. Its captain had ignored two warnings from the harbour office.
How its text begins
Nobody can search it until it is approved
[Approve] [Reject]",
    );
    let replaced = boss.press(&preview, "Approve").await.unwrap();
    assert_eq!(
        transcript(&settled(replaced).await),
        "**Ferry** was replaced by its new edition: 1 passage. Old receipts stay checkable."
    );
    assert!(
        stage
            .asks("alice", "general", "when did the Marigold sink")
            .await
            .contains("1988")
    );
    for (command, options) in [
        ("report remove", json!({"report": "Harbour Inquiry"})),
        (
            "report replace",
            json!({"report": "Harbour Inquiry", "file": file.option()}),
        ),
    ] {
        let said = stage.boss(command, options).await;
        assert_eq!(
            said.text(),
            "The Harbour Inquiry is for every server, so only the operator can change it. /settings reports can leave it out here."
        );
    }
    let asked = stage
        .boss("report remove", json!({"report": "ferry"}))
        .await;
    says(
        &asked,
        "
Remove **Ferry**? It will not be searched any more, its file will be deleted, and receipts of it cannot be checked here again.
[Remove] [Keep]",
    );
    let kept = boss.press(&asked, "Keep").await.unwrap();
    assert_eq!(transcript(&settled(kept).await), "Nothing was changed.");
    let asked = stage
        .boss("report remove", json!({"report": "ferry"}))
        .await;
    let removed = boss.press(&asked, "Remove").await.unwrap();
    assert_eq!(
        transcript(&settled(removed).await),
        "**Ferry** was removed."
    );
    let silence = stage
        .asks("alice", "general", "when did the Marigold sink")
        .await;
    assert!(
        silence.contains("2 reports, 5 passages searched"),
        "{silence}"
    );
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_see_what_people_miss() {
    let stage = Stage::new().await;
    assert!(
        stage
            .boss("report missing", json!({}))
            .await
            .text()
            .starts_with("Nobody has reported a question as unanswered.")
    );
    let guild = stage.sandbox.world(|world| world.guild("Harbour").unwrap());
    let store = Store::open(&stage.place.index().join("pincite.db"))
        .await
        .unwrap();
    for (question, day) in [
        ("Who paid @everyone?", 1),
        ("who PAID everyone", 2),
        ("Where is *it*?", 3),
    ] {
        let now = UNIX_EPOCH + Duration::from_secs(day * 24 * 3600);
        store.report_missing(guild, question, now).await.unwrap();
    }
    store
        .report_missing(1, "Of another server?", UNIX_EPOCH)
        .await
        .unwrap();
    store.close().await;
    let listed = stage.boss("report missing", json!({"clear": true})).await;
    says(
        &listed,
        r"
What the reports do not answer
- “Who paid \@everyone?” (2 times, last <t:172800:d>)
- “Where is \*it\*?” (1 time, last <t:259200:d>)
2 questions; the list is empty now",
    );
    assert!(
        stage
            .boss("report missing", json!({}))
            .await
            .text()
            .starts_with("Nobody has reported a question as unanswered.")
    );
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_set_what_is_searched() {
    let stage = Stage::new().await;
    let shown = stage.boss("settings show", json!({})).await;
    says(
        &shown,
        "
How Pincite is set here
**Reports:** 0 reports of this server; 2 reports for every server, searched here

**Answers are public:** nowhere; only who asks sees the answer

**May share elsewhere:** moderators and managers

**Moderators:** who may manage messages
**Managers:** who may manage the server

**Questions a minute:** 600 (as everywhere) a person, 120 (as everywhere) in the whole server
Change it with /settings reports, answers, publish, moderators, cooldown",
    );
    let hidden = stage
        .boss("settings reports", json!({"hide": "tram"}))
        .await
        .text();
    assert!(
        hidden.starts_with("Saved.\n") && hidden.contains("**Left out:** Tram notes\n"),
        "{hidden}"
    );
    let silence = stage
        .asks("alice", "general", "when did the tram line open")
        .await;
    assert!(
        silence.contains("1 report, 3 passages searched"),
        "{silence}"
    );
    let elsewhere = stage
        .asks("carol", "pier", "when did the tram line open")
        .await;
    assert!(elsewhere.contains("1999"), "{elsewhere}");
    for (options, expected) in [
        (
            json!({"hide": "tram"}),
            "No report that can be searched here is called “tram”; /reports lists them.",
        ),
        (
            json!({"show": "harbour"}),
            "No report that is left out here is called “harbour”; /settings show lists them.",
        ),
    ] {
        assert_eq!(
            stage.boss("settings reports", options).await.text(),
            expected
        );
    }
    let back = stage
        .boss("settings reports", json!({"show": "tram"}))
        .await
        .text();
    assert!(!back.contains("Left out"), "{back}");
    let none = stage
        .boss("settings reports", json!({"everybodys": false}))
        .await
        .text();
    assert!(
        none.contains("2 reports for every server, not searched here"),
        "{none}"
    );
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_set_who_sees_and_who_may() {
    let stage = Stage::new().await;
    let (general, role) = stage.sandbox.world(|world| {
        let guild = &world.guilds[&world.guild("Harbour").unwrap()];
        let role = guild
            .roles
            .values()
            .find(|role| role.name == "moderators")
            .unwrap();
        (world.channel("general").unwrap(), role.id)
    });
    for (command, options, expected) in [
        (
            "settings answers",
            json!({"public": "add"}),
            format!("**Answers are public:** <#{general}>\n"),
        ),
        (
            "settings answers",
            json!({"public": "drop"}),
            "**Answers are public:** nowhere".to_owned(),
        ),
        (
            "settings answers",
            json!({"public": "everywhere"}),
            "**Answers are public:** everywhere".to_owned(),
        ),
        (
            "settings publish",
            json!({"who": "everyone"}),
            "**May share elsewhere:** everyone".to_owned(),
        ),
        (
            "settings publish",
            json!({"who": "managers"}),
            "**May share elsewhere:** managers".to_owned(),
        ),
        (
            "settings moderators",
            json!({"role": role.to_string()}),
            format!("and who has the role <@&{role}>"),
        ),
        (
            "settings moderators",
            json!({}),
            "**Moderators:** who may manage messages\n".to_owned(),
        ),
        (
            "settings cooldown",
            json!({"person": 2, "server": 50}),
            "2 a person, 50 in the whole server".to_owned(),
        ),
        (
            "settings cooldown",
            json!({}),
            "600 (as everywhere) a person".to_owned(),
        ),
    ] {
        let said = stage.boss(command, options).await.text();
        assert!(
            said.starts_with("Saved.\n") && said.contains(&expected),
            "{command}: {said}"
        );
    }
    let same = stage
        .boss("settings answers", json!({"public": "everywhere"}))
        .await
        .text();
    assert!(same.starts_with("It was set so already."), "{same}");
    let told = stage
        .boss("settings answers", json!({"public": "drop"}))
        .await
        .text();
    assert!(
        told.starts_with("Answers are public everywhere here."),
        "{told}"
    );
    // What a client that checks nothing may send.
    let boss = stage.user("boss").forging();
    for (command, options) in [
        ("settings publish", json!({"who": "nobody"})),
        ("settings answers", json!({"public": "sometimes"})),
        ("settings cooldown", json!({"person": 100_000})),
    ] {
        let said = settled(boss.slash("general", command, options).await.unwrap())
            .await
            .text();
        assert!(!said.contains("Saved."), "{command}: {said}");
    }
    stage.end().await;
}
