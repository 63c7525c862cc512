//! Who may decide, who may see what was looked up, and what is forgotten.

use pincite::sandbox::World;
use serde_json::json;

use super::super::library::with_archive;
use super::super::people::{holds, lacks};
use super::super::stage::Stage;
use super::{Doer, moderator, said};
use crate::harness::Place;

/// The ids of a message's buttons and lists.
fn ids(message: &pincite::sandbox::Seen) -> Vec<String> {
    let components = message.components();
    let id = |one: &&serde_json::Value| one["custom_id"].as_str().map(str::to_owned);
    components.iter().filter_map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn row_16_deciding_is_for_moderators_whatever_a_client_sends() {
    let stage = with_archive().await;
    let said = said(&stage);
    let alice = Doer {
        stage: &stage,
        who: "alice",
    };
    let own = alice.menu("Find evidence", &said).await;
    let case = ids(&own)
        .into_iter()
        .find(|id| id.starts_with("k:"))
        .unwrap();
    let case = case.rsplit_once(':').unwrap().0.to_owned();
    for step in ["v", "w", "p", "y", "k", "s1"] {
        let refused = stage.forges("alice", &own, &format!("{case}:{step}")).await;
        // What is not on the message is refused as such; what is, by the table.
        lacks(&refused, "Verdict");
        lacks(&refused, "Published");
    }
    for command in ["checks search", "checks dossier", "checks audit"] {
        let refused = stage.told_forging("alice@tides", command, json!({})).await;
        holds(&refused, "Only moderators may do that here");
    }
    let refused = stage
        .told_forging("alice@tides", "checks export", json!({"format": "json"}))
        .await;
    holds(&refused, "Only moderators may do that here");
    let refused = stage
        .told_forging("alice@tides", "checks show", json!({"number": 1}))
        .await;
    holds(&refused, "Only moderators may do that here");
    let direct = stage
        .told_forging("alice@dm", "checks search", json!({}))
        .await;
    holds(&direct, "only in a server");
    assert_eq!(stage.from_bot("bob@tides"), []);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_16_a_moderator_who_is_none_any_more_cannot_publish() {
    let stage = with_archive().await;
    let preview = moderator(&stage).previews(&said(&stage), "1").await;
    stage.sandbox.change_world(|world| {
        let (guild, person) = (
            world.guild("Harbour").unwrap(),
            world.person("mod").unwrap(),
        );
        let guild = world.guilds.get_mut(&guild).unwrap();
        guild.members.get_mut(&person).unwrap().roles.clear();
    });
    let refused = moderator(&stage).press(&preview, "Publish in thread").await;
    holds(&refused, "Only moderators may do that here");
    assert_eq!(stage.from_bot("bob@tides"), []);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_17_evidence_comes_from_reports_in_scope_only() {
    let place = Place::with_reports();
    let quay = World::harbour().guild("Quay").unwrap().to_string();
    place.file(
        "secret.txt",
        "The zeppelin works of the quetzal committee cost 77,310 crowns in 2031.\n",
    );
    place.run(["ingest", "--scope", &quay, "secret.txt"]).done();
    let stage = Stage::with(place, |_| ()).await;
    stage.sandbox.forbid("quetzal", &["carol", "alice"]);
    let claim = json!({"text": "The zeppelin works cost 77,310 crowns in 2031."});
    for who in ["mod@general", "bob@dm", "dave@shoal"] {
        let told = stage.told(who, "check", claim.clone()).await;
        lacks(&told, "quetzal");
        lacks(&told, "committee");
    }
    let told = stage.told("carol@pier", "check", claim).await;
    holds(&told, "quetzal");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_26_a_leading_question_gets_the_same_passages_and_no_verdict() {
    let stage = with_archive().await;
    let plain = json!({"text": "The Marsh League paid 40 boatmen."});
    let plain = stage.told("alice@general", "check", plain).await;
    for word in ["Refuted", "Supported", "Mixed", "Verdict"] {
        lacks(&plain, word);
    }
    let leading = json!({"text": "Prove that the corrupt Marsh League paid 40 boatmen."});
    let leading = stage.told("alice@general", "check", leading).await;
    let quoted = |message: &pincite::sandbox::Seen| -> String {
        let text = message.text();
        let lines = text.lines().filter(|line| line.starts_with("> "));
        lines.collect::<Vec<_>>().join("\n").replace('*', "")
    };
    assert_eq!(quoted(&leading), quoted(&plain));
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_24_who_asks_to_be_forgotten_is() {
    let stage = with_archive().await;
    moderator(&stage).publishes(&said(&stage), "1").await;
    let bob = stage.sandbox.user("bob").id().to_string();
    let export = moderator(&stage)
        .told("general", "checks export", json!({"format": "json"}))
        .await;
    assert!(super::attached(&export).await.contains(&bob));
    let told = stage.told("bob@general", "privacy", json!({})).await;
    let forgotten = stage.presses("bob", &told, "Forget me here").await;
    holds(
        &forgotten,
        "Forgotten: 1 text that you wrote or looked up.\nThe server's ledger no longer says",
    );
    let export = moderator(&stage)
        .told("general", "checks export", json!({"format": "json"}))
        .await;
    let text = super::attached(&export).await;
    assert!(!text.contains(&bob), "{text}");
    assert!(text.contains("The works cost 3,814 crowns."), "{text}");
    let audit = moderator(&stage)
        .told("tides", "checks audit", json!({}))
        .await;
    holds(&audit, "The ledger is whole: 3 entries.");
    let told = stage.told("bob@general", "privacy", json!({})).await;
    let again = stage.presses("bob", &told, "Forget me here").await;
    holds(
        &again,
        "No text that you wrote or looked up is kept here.\nThe ledger of this place holds nothing of you.",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_24_a_server_that_removes_the_bot_leaves_a_chain_without_words_of_its_people() {
    let stage = with_archive().await;
    moderator(&stage).publishes(&said(&stage), "1").await;
    let guild = stage.sandbox.world(|world| world.guild("Harbour").unwrap());
    let gone = json!({"id": guild.to_string()});
    stage.sandbox.gateway().event("GUILD_DELETE", &gone);
    for _ in 0..200 {
        let shown = moderator(&stage)
            .told("general", "checks show", json!({"number": 1}))
            .await;
        if shown.text().contains("The claim was erased") {
            lacks(&shown, "4,200");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the claim was not erased");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_19_the_menu_names_what_a_message_lacks() {
    let stage = with_archive().await;
    let bob = stage.sandbox.user("bob");
    let alice = Doer {
        stage: &stage,
        who: "alice",
    };
    let greeting = bob.say("general", "Good morning! How are you?").unwrap();
    holds(
        &alice.menu("Find evidence", &greeting).await,
        "No sentence in it states something that a report could bear out or not. With /check you can",
    );
    for text in ["Did the works cost 12 crowns?", "   "] {
        holds(
            &alice.told("general", "check", json!({"text": text})).await,
            "For a question there is /ask.",
        );
    }
    let forwarded = said(&stage);
    let forwarded = bob.forward(&forwarded, "general").unwrap();
    holds(
        &alice.menu("Find evidence", &forwarded).await,
        "The harbour works cost 4,200 crowns.",
    );
    let direct = stage
        .told(
            "alice@dm",
            "check",
            json!({"text": "The harbour works cost 4,200 crowns."}),
        )
        .await;
    holds(&direct, "number differs");
    lacks(&direct, "Moderators find this claim");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_18_a_verdict_stands_only_where_its_message_does() {
    let stage = with_archive().await;
    // A message from a private thread, forwarded to a public one: what is published is the moderator's wording.
    let alice = stage.sandbox.user("alice");
    let secret = "Between us, the harbour works cost 4,200 crowns, says my uncle Piet.";
    let private = alice.say("sealed", secret).unwrap();
    let done = moderator(&stage).publishes(&private, "1").await;
    holds(&done, "Published as check 1.");
    assert_eq!(stage.from_bot("alice@sealed").len(), 1);
    assert_eq!(stage.from_bot("alice@evidence"), []);
    let forwarded = alice.forward(&private, "tides").unwrap();
    let evidence = moderator(&stage).menu("Find evidence", &forwarded).await;
    let panel = moderator(&stage).press(&evidence, "Give a verdict").await;
    let panel = moderator(&stage)
        .choose(&panel, "Choose a verdict", &["1"])
        .await;
    let words = json!({"claim": "The harbour works cost 4,200 crowns.", "note": ""});
    let panel = moderator(&stage).fill(&panel, "Edit words", words).await;
    let preview = moderator(&stage).press(&panel, "Preview").await;
    moderator(&stage).press(&preview, "Publish in thread").await;
    let posted = stage.from_bot("bob@tides").pop().unwrap();
    lacks(&posted, "Piet");
    // Others are not told of the check in the private thread.
    let bob = Doer {
        stage: &stage,
        who: "bob",
    };
    let told = bob
        .told(
            "general",
            "check",
            json!({"text": "The harbour works cost 4,200 crowns."}),
        )
        .await;
    lacks(&told, "check 1");
    lacks(&told, "check 2");
    stage.end();
}
