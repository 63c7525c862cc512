//! A verdict is posted once or not at all, and the ledger knows which: through crashes, clicks at once, cut connections,
//! messages that go away and permissions that are missing.

use std::time::Duration;

use pincite::sandbox::{Fault, Sandbox};
use serde_json::json;

use super::super::library::with_archive;
use super::super::people::{holds, lacks};
use super::super::stage::Stage;
use super::{Doer, moderator, said};

const POST: &str = "POST /channels/{channel_id}/messages";

/// What `/checks show 1` says.
async fn shown(stage: &Stage) -> pincite::sandbox::Seen {
    moderator(stage)
        .told("general", "checks show", json!({"number": 1}))
        .await
}

/// Waits until the ledger says something of check 1.
async fn until(stage: &Stage, words: &str) {
    for _ in 0..200 {
        if shown(stage).await.text().contains(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    holds(&shown(stage).await, words);
}

/// Presses *Publish* and kills the bot before it knows what became of it.
async fn killed_while_publishing(stage: &mut Stage) {
    let said = said(stage);
    let preview = moderator(stage).previews(&said, "1").await;
    let user = stage.sandbox.user("mod");
    let pressed = tokio::spawn(async move {
        let _ = user.press(&preview, "Publish in thread").await;
    });
    let called = |sandbox: &Sandbox| {
        let calls = sandbox.requests();
        calls
            .iter()
            .any(|call| format!("{} {}", call.method, call.route) == POST)
    };
    stage.until(|stage| called(&stage.sandbox)).await;
    stage.kill().await;
    pressed.abort();
    stage.sandbox.heal();
    stage.start().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn row_23_a_verdict_that_was_posted_when_the_bot_was_killed_is_found_again() {
    let mut stage = with_archive().await;
    stage
        .sandbox
        .fail(Fault::Slow(Duration::from_secs(5)), 1, POST);
    killed_while_publishing(&mut stage).await;
    until(&stage, "posted\n").await;
    assert_eq!(stage.from_bot("bob@tides").len(), 1);
    holds(
        &shown(&stage).await,
        "[the verdict](https://discord.com/channels/",
    );
    let _ = stage.sandbox.take_violations();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_23_a_verdict_that_was_not_posted_when_the_bot_was_killed_never_is() {
    let mut stage = with_archive().await;
    stage.sandbox.fail(Fault::CutBefore, 50, POST);
    killed_while_publishing(&mut stage).await;
    until(&stage, "not posted\n").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(stage.from_bot("bob@tides"), []);
    let _ = stage.sandbox.take_violations();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_09_a_connection_that_is_cut_after_the_post_posts_it_once() {
    let stage = with_archive().await;
    let preview = moderator(&stage).previews(&said(&stage), "1").await;
    stage.sandbox.fail(Fault::CutAfter, 1, POST);
    let done = moderator(&stage).press(&preview, "Publish in thread").await;
    holds(&done, "Published as check 1.");
    assert_eq!(stage.from_bot("bob@tides").len(), 1);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_09_two_clicks_at_once_publish_once() {
    let stage = with_archive().await;
    let preview = moderator(&stage).previews(&said(&stage), "1").await;
    // Its second click is sent even where the first has changed the message already.
    let user = stage.sandbox.user("mod").forging();
    let click = || async {
        user.press(&preview, "Publish in thread")
            .await
            .unwrap()
            .settled()
            .await
    };
    let (one, other) = tokio::join!(click(), click());
    let texts = [one.unwrap().text(), other.unwrap().text()];
    let published = texts
        .iter()
        .filter(|text| text.contains("Published as check 1."));
    assert!(published.count() >= 1, "{texts:?}");
    assert_eq!(stage.from_bot("bob@tides").len(), 1);
    let audit = moderator(&stage)
        .told("tides", "checks audit", json!({}))
        .await;
    holds(&audit, "The ledger is whole: 2 entries.");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_gone_gets_no_verdict_and_the_moderator_is_told() {
    let stage = with_archive().await;
    let said = said(&stage);
    let preview = moderator(&stage).previews(&said, "1").await;
    // The bot is not told of it: the stand-in drops the message without a word.
    stage.sandbox.user("bob").delete(&said).unwrap();
    let done = moderator(&stage).press(&preview, "Publish in thread").await;
    assert_eq!(stage.from_bot("bob@tides"), []);
    lacks(&done, "Published as check");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_says_that_its_message_was_edited_and_then_deleted() {
    let stage = with_archive().await;
    let said = said(&stage);
    moderator(&stage).publishes(&said, "1").await;
    let posted = stage.from_bot("bob@tides").pop().unwrap();
    let bob = Doer {
        stage: &stage,
        who: "bob",
    };
    bob.user().edit(&said, "I never said that.").unwrap();
    let edited = bob.user().change_of(&posted).await.unwrap();
    holds(
        &edited,
        "The harbour works cost 4,200 crowns.\nVerdict of a moderator: Refuted\nThe message was edited on ",
    );
    bob.user().edit(&said, "Nor that.").unwrap();
    bob.user().delete(&said).unwrap();
    let deleted = bob.user().change_of(&edited).await.unwrap();
    holds(&deleted, "The message was deleted on ");
    holds(&deleted, "The harbour works cost 4,200 crowns.");
    let shown = shown(&stage).await;
    holds(&shown, "the message was edited\n");
    holds(&shown, "the message was deleted\n");
    let audit = moderator(&stage)
        .told("tides", "checks audit", json!({}))
        .await;
    holds(&audit, "The ledger is whole: 4 entries.");
    stage.end();
}

/// What a person took back before the verdict came is not held against them without a word.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_edited_before_its_verdict_came_is_told_to_be_so() {
    let stage = with_archive().await;
    let said = said(&stage);
    let preview = moderator(&stage).previews(&said, "1").await;
    stage.sandbox.clock().advance(Duration::from_secs(60));
    let bob = stage.sandbox.user("bob");
    bob.edit(&said, "I take it back.").unwrap();
    let done = moderator(&stage).press(&preview, "Publish in thread").await;
    holds(
        &done,
        "Published as check 1. The message was edited after you looked at it, and the verdict says so",
    );
    let words = "; this verdict is on the words above.";
    stage
        .until(|stage| {
            let posted = stage.from_bot("bob@tides").pop();
            posted.is_some_and(|posted| posted.text().contains(words))
        })
        .await;
    holds(&shown(&stage).await, "the message was edited\n");
    assert_eq!(stage.from_bot("bob@tides").len(), 1);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_a_message_while_the_bot_is_away_is_found_out_at_its_start() {
    let mut stage = with_archive().await;
    let said = said(&stage);
    moderator(&stage).publishes(&said, "1").await;
    let posted = stage.from_bot("bob@tides").pop().unwrap();
    let bob = &stage.sandbox.user("bob");
    let posted = &posted;
    stage.kill().await;
    stage.sandbox.clock().advance(Duration::from_secs(60));
    bob.edit(&said, "I never said that.").unwrap();
    stage.start().await;
    let says = |words| move |_: &Stage| bob.again(posted).unwrap().text().contains(words);
    stage.until(says("The message was edited on ")).await;
    stage.kill().await;
    stage.sandbox.user("bob").delete(&said).unwrap();
    stage.start().await;
    stage.until(says("The message was deleted on ")).await;
    stage.restart().await;
    let audit = moderator(&stage)
        .told("tides", "checks audit", json!({}))
        .await;
    holds(&audit, "The ledger is whole: 4 entries.");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_29_where_the_bot_may_not_post_it_says_which_permission_it_lacks() {
    use pincite::sandbox::permissions as may;
    let stage = with_archive().await;
    let preview = moderator(&stage).previews(&said(&stage), "1").await;
    stage.sandbox.change_world(|world| {
        let (channel, bot) = (world.channel("general").unwrap(), world.app.id);
        world.overwrite(channel, bot, 0, may::EMBED_LINKS);
    });
    let refused = moderator(&stage).press(&preview, "Publish in thread").await;
    holds(&refused, "it lacks the permission “Embed Links”");
    assert_eq!(stage.from_bot("bob@tides"), []);
    // Nothing was written down: the same button works once it may.
    stage.sandbox.change_world(|world| {
        let (channel, bot) = (world.channel("general").unwrap(), world.app.id);
        world.overwrite(channel, bot, may::EMBED_LINKS, 0);
    });
    let done = moderator(&stage).press(&preview, "Publish in thread").await;
    holds(&done, "Published as check 1.");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_discord_refuses_is_told_and_may_be_tried_again() {
    let stage = with_archive().await;
    let preview = moderator(&stage).previews(&said(&stage), "1").await;
    stage.sandbox.fail(Fault::Status(403), 1, POST);
    let refused = moderator(&stage).press(&preview, "Publish in thread").await;
    holds(&refused, "It was not published, and the ledger says so:");
    let back = moderator(&stage).press(&refused, "Back").await;
    let done = moderator(&stage).press(&back, "Publish in thread").await;
    holds(&done, "Published as check 3.");
    holds(&shown(&stage).await, "not published · given");
    assert_eq!(stage.from_bot("bob@tides").len(), 1);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_08_every_step_outlives_a_restart() {
    let mut stage = with_archive().await;
    let said = said(&stage);
    let evidence = moderator(&stage).menu("Find evidence", &said).await;
    stage.restart().await;
    let second = moderator(&stage)
        .choose(&evidence, "Another claim", &["1"])
        .await;
    stage.restart().await;
    let form = json!({"claims": "The harbour works cost 4,200 crowns."});
    let evidence = moderator(&stage).fill(&second, "Edit claims", form).await;
    stage.restart().await;
    let panel = moderator(&stage).press(&evidence, "Give a verdict").await;
    stage.restart().await;
    let panel = moderator(&stage)
        .choose(&panel, "Choose a verdict", &["1"])
        .await;
    stage.restart().await;
    let panel = moderator(&stage)
        .choose(&panel, "Choose the passages to attach", &["0"])
        .await;
    stage.restart().await;
    let preview = moderator(&stage).press(&panel, "Preview").await;
    stage.restart().await;
    let done = moderator(&stage).press(&preview, "Publish in thread").await;
    holds(&done, "Published as check 1.");
    stage.end();
}
