//! Buttons long after: what they need is in their ids and in the message.

use std::time::Duration;

use super::library::{asks, own_archive, presses, with_archive};
use super::stage::{Stage, read, reads};
use crate::harness::HARBOUR;

const QUESTION: &str = "the harbour vote and the League's boatmen";

#[tokio::test(flavor = "multi_thread")]
async fn buttons_work_after_an_hour() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, QUESTION).await;
    stage.sandbox.clock().advance(Duration::from_secs(3_600));
    let next = presses(&alice, &first, "Next").await;
    assert_eq!(next.id, first.id);
    assert!(next.text().contains(" · 2 of "));
    let copy = presses(&alice, &next, "Copy").await;
    assert!(copy.content().contains("Receipt "));
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_work_after_a_restart() {
    let mut stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, QUESTION).await;
    let opened = presses(&alice, &first, "More").await;
    stage.restart().await;
    let closed = presses(&alice, &opened, "Less").await;
    assert_eq!(read(&closed), read(&first));
    stage.restart().await;
    let next = presses(&alice, &closed, "Next").await;
    assert!(next.text().contains(" · 2 of "));
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_was_removed_is_gone_from_its_buttons() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "who paid through a shell company?").await;
    stage.place.run(["remove", "threats"]).done();
    for button in ["More", "See text", "Copy"] {
        let said = presses(&alice, &first, button).await;
        reads(
            &said,
            "
(only you)
The reports changed since; ask again.
",
        );
    }
    assert_eq!(alice.again(&first), Some(first), "what was said stays");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_was_replaced_is_asked_again() {
    let stage = Stage::with(own_archive(), |_| ()).await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "did divers find cracks in the piers?").await;
    let changed = HARBOUR.replace("no cracks", "two cracks");
    stage.place.file("harbour.txt", changed);
    stage.place.run(["ingest", "harbour.txt"]).done();
    let said = presses(&alice, &first, "More").await;
    reads(
        &said,
        "
(only you)
The reports changed since; ask again.
",
    );
    let again = asks(&alice, "did divers find cracks in the piers?").await;
    assert!(again.text().contains("two **cracks**"), "{}", again.text());
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_hidden_here_is_gone_from_its_buttons_too() {
    let stage = with_archive().await;
    let (alice, boss) = (stage.sandbox.user("alice"), stage.sandbox.user("boss"));
    let first = asks(&alice, "who paid through a shell company?").await;
    let options = serde_json::json!({"hide": "threats"});
    super::library::says(&boss, "general", "settings reports", options).await;
    let said = presses(&alice, &first, "More").await;
    reads(
        &said,
        "
(only you)
The reports changed since; ask again.
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_of_another_version_says_what_to_do() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "who paid through a shell company?").await;
    for id in ["z0", "a", "aAAAA", "q:0:0", "missing?"] {
        let said = presses(&alice.forging(), &first, id).await;
        reads(
            &said,
            "
(only you)
This button is not one that Pincite knows; ask again with /ask.
",
        );
    }
    stage.end();
}
