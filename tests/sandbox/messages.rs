//! Messages, mentions, threads, permissions and canaries.

use std::sync::atomic::Ordering;
use std::time::Duration;

use pincite::sandbox::{Rule, Trouble};
use serde_json::json;

use super::assert_clean;
use super::bot::scene;

#[tokio::test(flavor = "multi_thread")]
async fn without_the_intent_only_mentions_and_direct_messages_can_be_read() {
    let (sandbox, bot) = scene().await;
    let alice = sandbox.user("alice");
    alice.say("general", "not for the bot").unwrap();
    let said = alice.say("general", "@Pincite hello").unwrap();
    let id = sandbox.world(|world| world.app.id);
    let answer = alice.answer_to(&said).await.unwrap();
    let length = format!("<@{id}> hello").len();
    assert_eq!(answer.content(), format!("heard {length} characters"));
    assert_eq!(answer.json["referenced_message"]["id"], said.id.to_string());
    let direct = alice.dm("hi").unwrap();
    let answer = alice.answer_to(&direct).await.unwrap();
    assert_eq!(answer.content(), "heard 2 characters");
    assert!(bot.heard.messages.load(Ordering::SeqCst) >= 3);
    let plain = alice.reply_to(&answer, "thanks", false).unwrap();
    assert_eq!(plain.json["type"], 19);
    assert_clean(&sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn private_places_stay_private() {
    let (sandbox, _bot) = scene().await;
    let (alice, bob) = (sandbox.user("alice"), sandbox.user("bob"));
    let hidden = Trouble::NotAllowed("no permission to write here".to_owned());
    assert_eq!(bob.say("sealed", "hello"), Err(hidden.clone()));
    assert_eq!(alice.say("mods", "hello"), Err(hidden));
    let said = alice.say("sealed", "@Pincite hello").unwrap();
    alice.answer_to(&said).await.unwrap();
    assert_eq!(bob.sees("sealed").unwrap(), []);
    sandbox.change_world(|world| {
        let tides = world.channel("tides").unwrap();
        world
            .channels
            .get_mut(&tides)
            .unwrap()
            .thread
            .as_mut()
            .unwrap()
            .archived = true;
    });
    let refused = bob.slash("tides", "silent", json!({})).await.err();
    let why = "the thread is archived".to_owned();
    assert_eq!(refused, Some(Trouble::NotAllowed(why)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forbidden_word_that_reaches_a_stranger_is_a_violation() {
    let (sandbox, _bot) = scene().await;
    sandbox.forbid("quagmire", &["alice"]);
    let alice = sandbox.user("alice");
    let private = json!({"question": "quagmire", "report": "private"});
    alice.slash("general", "ask", private).await.unwrap();
    assert_clean(&sandbox);
    alice
        .slash("general", "ask", json!({"question": "Quagmire"}))
        .await
        .unwrap();
    let violations = sandbox.take_violations();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].rule, Rule::Canary);
    assert_eq!(
        violations[0].message,
        "\"quagmire\" reached bob, mod, boss, owner"
    );
    let seen = alice
        .autocomplete("general", "ask", "report", "quagmire")
        .await
        .unwrap();
    assert_eq!(seen.len(), 1);
    assert_clean(&sandbox);
    let bob = sandbox.user("bob");
    bob.autocomplete("general", "ask", "report", "quagmire")
        .await
        .unwrap();
    assert_eq!(sandbox.take_violations().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_can_be_changed_and_deleted_by_their_authors() {
    let (sandbox, _bot) = scene().await;
    let (alice, bob, moderator) = (
        sandbox.user("alice"),
        sandbox.user("bob"),
        sandbox.user("mod"),
    );
    let said = alice.say("general", "first").unwrap();
    let changed = alice.edit(&said, "second").unwrap();
    assert_eq!((changed.content(), changed.changes), ("second", 1));
    assert!(bob.edit(&said, "mine").is_err());
    assert!(bob.delete(&said).is_err());
    moderator.delete(&said).unwrap();
    assert_eq!(alice.again(&said), None);
    let silence = alice.next_from_bot(&said, Duration::from_millis(100)).await;
    assert!(silence.is_err());
}
