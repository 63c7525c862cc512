//! What the bot keeps to itself, what others do to its library meanwhile, and dates.

use serde_json::json;

use pincite::discord::Stop;

use crate::discord::people::holds;
use crate::discord::stage::{Stage, reads};
use crate::harness::Place;

const COST: &str = "what did the harbour works cost?";

/// The token is in nothing that the bot sends, says or ends with. Its process is held to that too, in the tests of
/// `pincite serve`.
#[tokio::test(flavor = "multi_thread")]
async fn row_21_the_token_is_said_nowhere() {
    let mut stage = Stage::new().await;
    stage.asks("alice@general", COST).await;
    stage
        .told("alice@general", "help", json!({"words": "token"}))
        .await;
    let folder = stage.place.index();
    std::fs::rename(folder.join("index"), folder.join("gone")).unwrap_or_default();
    let broken = stage
        .told("alice@general", "quote", json!({"report": "harbour"}))
        .await;
    let token = stage.sandbox.token().to_owned();
    assert!(!broken.text().contains(folder.to_str().unwrap()));
    for request in stage.sandbox.requests() {
        assert!(!format!("{request:?}").contains(&token), "{}", request.path);
    }
    stage.sandbox.gateway().close(4004);
    let stop = stage.ended().await.unwrap_err();
    assert!(matches!(stop, Stop::BadToken));
    assert!(!format!("{stop} {stop:?}").contains(&token));
    stage.end();
}

/// Another process adds and removes reports while the bot runs: it answers from what is there now.
#[tokio::test(flavor = "multi_thread")]
async fn row_23_what_other_processes_do_to_the_library_is_seen_at_once() {
    let stage = Stage::new().await;
    let question = "when did the Marigold sink?";
    let before = stage.asks("alice@general", question).await;
    holds(&before, "The reports do not answer this. 2 reports,");
    stage.place.file(
        "ferry.txt",
        "Ferry inquiry\n\nThe ferry Marigold sank near Orsk in 1987.\n",
    );
    stage.place.run(["ingest", "ferry.txt"]).done();
    let after = stage.asks("alice@general", question).await;
    holds(&after, "The ferry **Marigold sank** near Orsk in 1987.");
    stage.place.run(["reindex"]).done();
    holds(&stage.presses("alice", &after, "Copy").await, "1987");
    stage.end();
}

/// Dates are those that a report states, also where they lie ahead; a report without one is undated.
#[tokio::test(flavor = "multi_thread")]
async fn row_25_dates_are_as_stated_and_never_guessed() {
    let place = Place::with_reports();
    place.file(
        "later.txt",
        "The causeway was finished in the spring by two crews.\n",
    );
    place.file("later.toml", "title = 'Causeway'\ndate = '2099-01'\n");
    place.run(["ingest", "later.txt"]).done();
    let stage = Stage::with(place, |_| ()).await;
    let listed = stage.told("alice@general", "reports", json!({})).await;
    reads(
        &listed,
        "
(only you)
Reports that can be searched here
3 reports, 6 passages.

**Causeway**
January 2099, 1 passage

**The Harbour Inquiry**
Port Board, March 2017, 2 pages, 3 passages

**Tram notes**
undated, 2 passages
",
    );
    let answer = stage
        .asks("alice@general", "who finished the causeway?")
        .await;
    holds(&answer, "*Causeway*, January 2099");
    stage.end();
}
