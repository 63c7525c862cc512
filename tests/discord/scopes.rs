//! What one guild has, nobody elsewhere is told: not by an answer, a count, a choice, a repair, a receipt or a silence. Each
//! private report has a word of its own, and its delivery to anybody outside is a violation; beyond that, everything is as
//! if the report did not exist, to the letter.

use pincite::sandbox::World;
use serde_json::json;

use super::people::{holds, lacks, privately};
use super::stage::{Stage, read};
use crate::harness::{HARBOUR, Place};

/// The guilds with reports of their own, the words that only these have, and who may read them.
const PRIVATE: [(&str, &str, &[&str]); 2] = [
    (
        "Harbour",
        "quetzal",
        &["alice", "bob", "mod", "boss", "owner"],
    ),
    ("Quay", "narwhal", &["carol", "alice"]),
];

/// A library with the public reports and those of these guilds.
fn library(guilds: &[&str]) -> Place {
    let place = Place::with_reports();
    let world = World::harbour();
    for (guild, canary, _) in PRIVATE.iter().filter(|one| guilds.contains(&one.0)) {
        let id = world.guild(guild).unwrap().to_string();
        let file = format!("ledger-{}.txt", guild.to_lowercase());
        // One sentence stands in a public report too.
        let shared = HARBOUR
            .split("\n\n")
            .nth(2)
            .unwrap()
            .split('\u{c}')
            .next()
            .unwrap();
        place.file(
            &file,
            format!(
                "The {canary} committee met the zeppelin crew of {guild} in 2031. The {canary} committee and its Naval Oversight Panel (NOP) paid 77,310 crowns for the mooring mast.\n\nAll {canary} records are kept in Ulverholm.\n\n{shared}\n"
            ),
        );
        place.file(
            format!("ledger-{}.toml", guild.to_lowercase()),
            format!("title = 'The {canary} ledger'\npublisher = 'Office of the {canary}'\ndate = '2031-05'\n"),
        );
        place.run(["ingest", "--scope", &id, &file]).done();
    }
    place
}

async fn stage(guilds: &[&str]) -> Stage {
    let stage = Stage::with(library(guilds), |_| ()).await;
    for (_, canary, viewers) in PRIVATE {
        stage.sandbox.forbid(canary, viewers);
    }
    stage
}

/// Questions that only private reports answer, or that misspell, abbreviate or only touch what they have.
const QUESTIONS: [&str; 10] = [
    "who met the zeppelin crew?",
    "who met the zepelin crew?",
    "what did the mooring mast cost?",
    "what did the Naval Oversight Panel pay?",
    "what did the NOP pay?",
    "where are the records kept?",
    "Ulverholm",
    "Ulverhollm records",
    "what happened in 2031?",
    "report:ledger who met?",
];

/// All that somebody can find out, written down.
async fn everything(stage: &Stage, who: &str, receipts: &[String]) -> Vec<String> {
    let mut seen = Vec::new();
    let more = [
        "what did the harbour works cost?",
        "who was unhurt?",
        "the crew of the bridge",
    ];
    for question in QUESTIONS.iter().chain(&more) {
        let answer = stage.asks(who, question).await;
        let ids: Vec<String> = answer
            .buttons()
            .into_iter()
            .map(|button| button.custom_id)
            .collect();
        seen.push(format!("{} {ids:?}", read(&answer)));
        if answer.labels().contains(&"Closest passage".to_owned()) {
            let name = who.split('@').next().unwrap();
            seen.push(read(&stage.presses(name, &answer, "Closest passage").await));
        }
    }
    for report in [
        "ledger-harbour",
        "ledger-quay",
        "ledger",
        "harbour",
        "committee",
    ] {
        let quoted = stage.told(who, "quote", json!({"report": report})).await;
        seen.push(read(&quoted));
        let asked = json!({"question": "who met the crew?", "report": report});
        seen.push(read(&stage.told(who, "ask", asked).await));
        let listed = stage.told(who, "reports", json!({"like": report})).await;
        seen.push(read(&listed));
    }
    seen.push(read(&stage.told(who, "reports", json!({})).await));
    for typed in ["", "l", "ledger", "off", "2031", "the"] {
        seen.push(
            stage
                .offered(who, "ask", ("report", typed))
                .await
                .join("\n"),
        );
        seen.push(
            stage
                .offered(who, "quote", ("report", typed))
                .await
                .join("\n"),
        );
    }
    for receipt in receipts {
        let verified = stage.told(who, "verify", json!({"receipt": receipt})).await;
        seen.push(read(&verified));
    }
    seen
}

/// A library with others' reports tells as much as one without them.
async fn tells_as_much_as(own: &[&str], people: &[&str]) {
    let all = stage(&["Harbour", "Quay"]).await;
    let alone = stage(own).await;
    let receipts: Vec<String> = ["Harbour", "Quay"]
        .iter()
        .filter(|guild| !own.contains(guild))
        .map(|guild| {
            all.place
                .receipt(&format!("who met the zeppelin crew of {guild}?"))
        })
        .collect();
    for who in people {
        let (there, here) = tokio::join!(
            everything(&all, who, &receipts),
            everything(&alone, who, &receipts)
        );
        for (there, here) in there.iter().zip(&here) {
            assert_eq!(there, here, "{who}");
        }
    }
    all.end();
    alone.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_17_direct_messages_and_user_installs_are_told_of_public_reports_only() {
    tells_as_much_as(&[], &["dave@shoal", "bob@dm"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn row_17_another_guild_is_told_of_its_own_and_public_reports_only() {
    tells_as_much_as(&["Quay"], &["carol@pier"]).await;
}

/// Those who may read it get it, with its receipt.
#[tokio::test(flavor = "multi_thread")]
async fn row_17_the_guild_itself_finds_its_report() {
    let stage = stage(&["Harbour", "Quay"]).await;
    let answer = stage
        .asks("bob@general", "who met the zeppelin crew?")
        .await;
    holds(&answer, "The quetzal committee met");
    lacks(&answer, "narwhal");
    let receipt = stage.place.receipt("who met the zeppelin crew of Harbour?");
    let verified = stage
        .told("bob@general", "verify", json!({"receipt": receipt}))
        .await;
    holds(&verified, "Identical");
    // Alice is in both guilds; where she asks decides.
    for (place, other) in [
        ("alice@general", "narwhal"),
        ("alice@pier", "quetzal"),
        ("alice@dm", "quetzal"),
        ("alice@dm", "narwhal"),
    ] {
        for question in QUESTIONS {
            lacks(&stage.asks(place, question).await, other);
        }
    }
    let unknown = stage
        .told("alice@pier", "verify", json!({"receipt": receipt}))
        .await;
    holds(
        &unknown,
        "Unknown: no report here fits this receipt. This does not mean that it is false.",
    );
    stage.end();
}

/// A button that was given in one guild opens nothing in another, and nothing that the guild has left out since.
#[tokio::test(flavor = "multi_thread")]
async fn row_17_buttons_carry_nothing_across() {
    let stage = stage(&["Harbour", "Quay"]).await;
    let answer = stage
        .asks("alice@general", "who met the zeppelin crew?")
        .await;
    holds(&answer, "quetzal");
    let elsewhere = stage
        .asks("alice@pier", "what did the harbour works cost?")
        .await;
    for button in answer.buttons() {
        let refused = stage.forges("alice", &elsewhere, &button.custom_id).await;
        privately(
            &refused,
            "This button is not one that Pincite knows; ask again with /ask.",
        );
    }
    let hide = json!({"hide": "ledger-harbour"});
    holds(
        &stage.told("boss@general", "settings reports", hide).await,
        "Saved.",
    );
    for button in ["More", "Copy", "See text"] {
        let refused = stage.presses("alice", &answer, button).await;
        privately(&refused, "The reports changed since; ask again.");
    }
    stage.end();
}

/// Managers choose what is searched: everybody's reports, and report by report; never another guild's.
#[tokio::test(flavor = "multi_thread")]
async fn managers_choose_which_reports_are_searched() {
    let stage = stage(&["Harbour", "Quay"]).await;
    let set = async |options| {
        stage
            .told("boss@general", "settings reports", options)
            .await
    };
    let listed = async || stage.told("alice@general", "reports", json!({})).await;
    let shown = set(json!({"everybodys": false})).await;
    holds(&shown, "Saved.");
    holds(
        &shown,
        "**Reports:** 1 report of this server; 2 reports for every server, not searched here",
    );
    holds(&listed().await, "1 report,");
    let silent = stage
        .asks("alice@general", "when did the tram line open?")
        .await;
    lacks(&silent, "1999");
    let hidden = set(json!({"hide": "ledger-harbour"})).await;
    holds(&hidden, "**Left out:** The quetzal ledger");
    let silent = stage
        .asks("alice@general", "who met the zeppelin crew?")
        .await;
    lacks(&silent, "quetzal");
    let again = set(json!({"everybodys": true, "show": "quetzal"})).await;
    lacks(&again, "Left out");
    holds(&listed().await, "3 reports,");
    holds(
        &set(json!({"everybodys": true})).await,
        "It was set so already.",
    );
    privately(
        &set(json!({"hide": "ledger-quay"})).await,
        "No report that can be searched here is called “ledger-quay”; /reports lists them.",
    );
    privately(
        &set(json!({"show": "ledger-quay"})).await,
        "No report that is left out here is called “ledger-quay”; /settings show lists them.",
    );
    // Quay is as it was.
    let answer = stage.asks("carol@pier", "who met the zeppelin crew?").await;
    holds(&answer, "narwhal");
    stage.end();
}

/// One guild's managers change nothing of another's reports, and see nothing of its files that wait.
#[tokio::test(flavor = "multi_thread")]
async fn managers_reach_only_their_own_reports_and_files() {
    let stage = stage(&["Harbour", "Quay"]).await;
    stage.sandbox.forbid("walrus", &["boss"]);
    let waits = stage
        .hands_in(
            "boss@general",
            "walrus.txt",
            b"The walrus slept on the slipway.\n",
        )
        .await;
    holds(&waits, "Waiting for approval");
    let removed = stage
        .told(
            "carol@pier",
            "report remove",
            json!({"report": "ledger-harbour"}),
        )
        .await;
    privately(
        &removed,
        "No report that can be searched here is called “ledger-harbour”; /reports lists them.",
    );
    let file = stage
        .sandbox
        .user("carol")
        .attach("pier", "a.txt", b"A new text.")
        .unwrap();
    let replaced = stage
        .told(
            "carol@pier",
            "report replace",
            json!({"report": "ledger-harbour", "file": file.option()}),
        )
        .await;
    privately(
        &replaced,
        "No report that can be searched here is called “ledger-harbour”; /reports lists them.",
    );
    let preview = stage.told("carol@pier", "report preview", json!({})).await;
    privately(
        &preview,
        "Nothing waits for approval. Hand in a file with /report add.",
    );
    let public = stage
        .told("carol@pier", "report remove", json!({"report": "harbour"}))
        .await;
    privately(
        &public,
        "The Harbour Inquiry is for every server, so only the operator can change it. /settings reports can leave it out here.",
    );
    // The same bytes, handed in elsewhere: nothing is said of the file that waits in Harbour.
    stage.sandbox.forbid("slipway", &["boss", "carol"]);
    let same = stage.hands_in(
        "carol@pier",
        "other.txt",
        b"The walrus slept on the slipway.\n",
    );
    let same = same.await;
    holds(&same, "Waiting for approval");
    lacks(&same, "Look first");
    let wrong = stage.sandbox.take_violations();
    // Carol typed these words herself, so that they reach her is no leak.
    assert!(
        wrong
            .iter()
            .all(|one| one.message == "\"walrus\" reached carol"),
        "{wrong:?}"
    );
    stage.end();
}
