//! Buttons that were not given to whoever presses them, that are old, or that are pressed twice.

use pincite::discord::hits::{Hits, Press};
use pincite::sandbox::{Fault, First};
use serde_json::json;

use crate::discord::people::{holds, lacks, privately};
use crate::discord::stage::Stage;

const COST: &str = "what did the harbour works cost?";
const UNKNOWN: &str = "This button is not one that Pincite knows; ask again with /ask.";

/// Ids that no button of that message has are refused, whatever they say.
#[tokio::test(flavor = "multi_thread")]
async fn row_08_forged_buttons_do_nothing() {
    let stage = Stage::new().await;
    let answer = stage.asks("alice@general", COST).await;
    let next = answer.buttons()[0].custom_id.clone();
    let (_, hits) = Hits::unpack(&next).unwrap();
    let far = Hits {
        at: 2,
        ..hits.clone()
    };
    for id in [
        "",
        "a",
        "aAAAA",
        "b",
        "missing",
        "q:01020304ff:1:0",
        "l:1:x",
        "l:99999999999:x",
        "w:a:1",
        "w:d:harbour",
        "none:Next",
        &next[..next.len() - 1],
        &format!("{next}A"),
        &far.pack(Press::Next).unwrap(),
        &hits.pack(Press::Share).unwrap(),
        &hits.pack(Press::Dismiss).unwrap(),
    ] {
        privately(&stage.forges("alice", &answer, id).await, UNKNOWN);
    }
    assert!(stage.sandbox.user("alice").again(&answer).is_some());
    stage.end();
}

/// Somebody else's public answer: strangers get a copy of their own and cannot take it away.
#[tokio::test(flavor = "multi_thread")]
async fn row_08_strangers_change_nothing_that_others_see() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    let answer = stage
        .says("alice@general", &format!("@Pincite {COST}"))
        .await;
    let before = answer.text();
    let copy = stage.presses("bob", &answer, "Next").await;
    assert!(copy.is_private());
    holds(&copy, "2 of 3");
    let opened = stage.presses("bob", &answer, "More").await;
    assert!(opened.is_private());
    assert_eq!(
        stage.sandbox.user("bob").again(&answer).unwrap().text(),
        before
    );
    let own = stage.presses("alice", &answer, "More").await;
    assert_eq!(own.id, answer.id);
    let refused = stage.presses("bob", &own, "Dismiss").await;
    privately(
        &refused,
        "Only the person who asked, or a moderator, may take this answer away.",
    );
    let removed = stage
        .sandbox
        .user("mod")
        .press(&own, "Dismiss")
        .await
        .unwrap();
    assert_eq!(removed.first(), First::DeferredUpdate);
    stage
        .until(|stage| {
            stage
                .from_bot("bob@general")
                .iter()
                .all(|one| one.is_private())
        })
        .await;
    stage.end();
}

/// *Share* is only where it may be used, and asks again when it is pressed: whoever may not publish any more does not,
/// and nobody gets it by naming its id.
#[tokio::test(flavor = "multi_thread")]
async fn row_08_a_stranger_cannot_share() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    let answer = stage
        .says("alice@general", &format!("@Pincite {COST}"))
        .await;
    let copy = stage.presses("bob", &answer, "More").await;
    assert_eq!(copy.labels(), ["Less", "Share", "Dismiss"]);
    let closed = json!({"public": "nowhere"});
    let saved = stage.told("boss@general", "settings answers", closed).await;
    holds(&saved, "Saved.");
    let refused = stage.presses("bob", &copy, "Share").await;
    privately(
        &refused,
        "Only moderators may do that here: people who may manage messages, or who have the role that managers chose with /settings moderators.",
    );
    let own = stage.asks("bob@general", COST).await;
    let opened = stage.presses("bob", &own, "More").await;
    assert_eq!(opened.labels(), ["Less", "Dismiss"]);
    let (_, hits) = Hits::unpack(&opened.buttons()[0].custom_id).unwrap();
    let id = hits.pack(Press::Share).unwrap();
    privately(&stage.forges("bob", &opened, &id).await, UNKNOWN);
    let said = stage.from_bot("mod@general");
    assert_eq!(said.len(), 1, "only the answer that was public before");
    stage.end();
}

/// A report that is gone or was left out answers no old button.
#[tokio::test(flavor = "multi_thread")]
async fn row_08_buttons_of_a_report_that_is_gone_say_so() {
    let stage = Stage::new().await;
    let answer = stage
        .asks("alice@general", "when did the tram line open?")
        .await;
    holds(&answer, "1999");
    let hide = json!({"hide": "tram"});
    let hidden = stage.told("boss@general", "settings reports", hide).await;
    holds(&hidden, "Saved.");
    for button in ["More", "Copy"] {
        let refused = stage.presses("alice", &answer, button).await;
        privately(&refused, "The reports changed since; ask again.");
    }
    let show = json!({"show": "tram"});
    stage.told("boss@general", "settings reports", show).await;
    holds(&stage.presses("alice", &answer, "Copy").await, "1999");
    stage.place.run(["remove", "tram"]).done();
    let refused = stage.presses("alice", &answer, "Copy").await;
    privately(&refused, "The reports changed since; ask again.");
    stage.end();
}

/// Two clicks on *Share* at once post one excerpt; so does one whose answer from Discord was lost.
#[tokio::test(flavor = "multi_thread")]
async fn row_09_sharing_twice_posts_once() {
    let stage = Stage::new().await;
    let moderator = stage.sandbox.user("mod");
    let answer = stage.asks("mod@general", COST).await;
    let opened = stage.presses("mod", &answer, "More").await;
    let (one, two) = tokio::join!(
        moderator.press(&opened, "Share"),
        moderator.press(&opened, "Share")
    );
    let mut said = vec![
        one.unwrap().settled().await.unwrap().text(),
        two.unwrap().settled().await.unwrap().text(),
    ];
    said.sort_by_key(|text| !text.starts_with("Shared with this channel."));
    assert!(said[0].starts_with("Shared with this channel."), "{said:?}");
    assert_eq!(said[1], "This excerpt was shared here a moment ago.");
    stage
        .until(|stage| stage.from_bot("bob@general").len() == 1)
        .await;

    stage.sandbox.fail(Fault::CutAfter, 1, "/callback");
    let answer = stage.asks("mod@evidence", COST).await;
    holds(&answer, "3,814");
    let opened = stage.presses("mod", &answer, "More").await;
    stage.sandbox.fail(
        Fault::CutAfter,
        1,
        "POST /webhooks/{application_id}/{interaction_token}",
    );
    stage.presses("mod", &opened, "Share").await;
    stage
        .until(|stage| !stage.from_bot("bob@evidence").is_empty())
        .await;
    // Whatever comes later has been sent by then: the bot does not try a second time.
    stage.asks("mod@evidence", COST).await;
    assert_eq!(stage.from_bot("bob@evidence").len(), 1);
    stage.end();
}

/// What Discord did not let through was not shared, and may be tried again.
#[tokio::test(flavor = "multi_thread")]
async fn row_09_what_was_refused_was_not_shared() {
    let stage = Stage::new().await;
    let answer = stage.asks("mod@general", COST).await;
    let opened = stage.presses("mod", &answer, "More").await;
    stage.sandbox.fail(
        Fault::Status(400),
        1,
        "POST /webhooks/{application_id}/{interaction_token}",
    );
    let moderator = stage.sandbox.user("mod");
    moderator.press(&opened, "Share").await.unwrap();
    let told = || moderator.again(&opened).unwrap().text();
    stage
        .until(|_| told().contains("Not shared with this channel: "))
        .await;
    holds(&moderator.again(&opened).unwrap(), "3,814 crowns");
    assert_eq!(stage.from_bot("bob@general"), []);
    let opened = stage.asks("mod@general", COST).await;
    let opened = stage.presses("mod", &opened, "More").await;
    let pressed = moderator.press(&opened, "Share").await.unwrap();
    holds(&pressed.follow_up(0).await.unwrap(), "3,814 crowns");
    let said = stage.from_bot("bob@general");
    assert_eq!(said.len(), 1);
    stage.end();
}

/// *Share* posts the report's words in the thread where it is pressed, also in a private one, and never the question.
#[tokio::test(flavor = "multi_thread")]
async fn row_18_sharing_posts_the_quotation_only_where_it_is_pressed() {
    let stage = Stage::new().await;
    stage.sandbox.forbid("swindler", &["mod"]);
    let answer = stage
        .asks(
            "mod@sealed",
            "what did the harbour works of that swindler cost?",
        )
        .await;
    let opened = stage.presses("mod", &answer, "More").await;
    stage.presses("mod", &opened, "Share").await;
    stage
        .until(|stage| stage.from_bot("alice@sealed").len() == 1)
        .await;
    let shared = stage.from_bot("alice@sealed").remove(0);
    assert!(!shared.is_private());
    holds(&shared, "3,814 crowns");
    lacks(&shared, "swindler");
    for place in ["bob@evidence", "bob@general", "alice@evidence"] {
        assert_eq!(stage.from_bot(place), [], "{place}");
    }
    // A person without the right to publish has no way to it.
    let asked = json!({"question": COST, "share": true});
    let own = stage.told("alice@sealed", "ask", asked).await;
    assert!(own.is_private());
    holds(&own, "Shown only to you: answers are private here.");
    let opened = stage.presses("alice", &own, "More").await;
    assert_eq!(opened.labels(), ["Less", "Dismiss"]);
    // Nor has anybody in a direct message: there is nobody to share with.
    let asked = json!({"question": COST, "share": true});
    let direct = stage.told("alice@dm", "ask", asked).await;
    let opened = stage.presses("alice", &direct, "More").await;
    assert_eq!(opened.labels(), ["Less", "Dismiss"]);
    stage.end();
}

/// What was forwarded from elsewhere is not read, and not repeated.
#[tokio::test(flavor = "multi_thread")]
async fn row_18_a_forwarded_message_is_not_answered() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    let moderator = stage.sandbox.user("mod");
    let secret = moderator
        .say("mods", "@Pincite what did the harbour works cost?")
        .unwrap();
    let first = moderator.answer_to(&secret).await.unwrap();
    holds(&first, "3,814");
    moderator.forward(&secret, "general").unwrap();
    let said = stage
        .says("bob@general", "@Pincite when did the tram line open?")
        .await;
    holds(&said, "1999");
    assert_eq!(stage.from_bot("bob@general").len(), 1);
    stage.end();
}
