//! What managers decide, and what becomes of it: two of them at once, files that nobody approves, a guild that leaves.

use std::time::Duration;

use pincite::library::Library;
use pincite::store::Settings;
use serde_json::json;

use super::people::{holds, lacks, privately};
use super::stage::{FERRY, MILL, Stage};
use crate::harness::Place;

const DAY: Duration = Duration::from_secs(24 * 3_600);
const NOTHING_WAITS: &str = "Nothing waits for approval. Hand in a file with /report add.";

/// Two managers change different things at the same moment: both hold, whoever comes last.
#[tokio::test(flavor = "multi_thread")]
async fn two_managers_at_once_undo_nothing_of_each_other() {
    let stage = Stage::new().await;
    for round in 1..=5 {
        let (publish, role) = match round % 2 {
            0 => ("everyone", true),
            _ => ("managers", false),
        };
        let hide = match role {
            true => json!({"show": "tram"}),
            false => json!({"hide": "tram"}),
        };
        tokio::join!(
            stage.told(
                "boss@general",
                "settings cooldown",
                json!({"person": round})
            ),
            stage.told(
                "owner@general",
                "settings cooldown",
                json!({"server": 100 + round})
            ),
            stage.told("owner@general", "settings publish", json!({"who": publish})),
            stage.told("boss@evidence", "settings reports", hide),
            stage.told(
                "owner@evidence",
                "settings answers",
                json!({"public": "add"})
            ),
            stage.told(
                "owner@general",
                "settings answers",
                json!({"public": "add"})
            ),
        );
        let library = Library::open(&stage.place.index()).await.unwrap().unwrap();
        let harbour = stage.sandbox.world(|world| world.guild("Harbour").unwrap());
        let set = library.store().settings(harbour).await.unwrap();
        assert_eq!(set.person_per_minute, Some(round));
        assert_eq!(set.guild_per_minute, Some(100 + round));
        assert_eq!(set.publishers.name(), publish);
        assert_eq!(set.hidden.contains("tram"), !role);
        let public = |channel: &str| {
            let channel = stage.sandbox.world(|world| world.channel(channel).unwrap());
            set.public_answers.holds(channel)
        };
        assert!(public("general") && public("evidence"));
        library.store().close().await;
        let closed = json!({"public": "nowhere"});
        stage.told("boss@general", "settings answers", closed).await;
    }
    stage.end();
}

/// Who was asked to decide and did not: the file is gone when the bot starts next, also where nobody hands in another.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_waited_too_long_is_gone_at_the_next_start() {
    let mut stage = Stage::new().await;
    let ferry = stage
        .hands_in("boss@general", "ferry.txt", FERRY.as_bytes())
        .await;
    stage.sandbox.clock().advance(20 * DAY);
    stage
        .hands_in("boss@general", "mill.txt", MILL.as_bytes())
        .await;
    stage.restart().await;
    let waiting = async |stage: &Stage| {
        stage
            .told("boss@general", "report preview", json!({}))
            .await
    };
    holds(&waiting(&stage).await, "1 of 2 that wait");
    stage.sandbox.clock().advance(11 * DAY);
    stage.restart().await;
    let left = waiting(&stage).await;
    holds(&left, "**mill**");
    lacks(&left, "2 that wait");
    let library = stage.place.index().join("library");
    assert_eq!(std::fs::read_dir(&library).unwrap().count(), 3);
    stage.sandbox.clock().advance(20 * DAY);
    stage.restart().await;
    privately(&waiting(&stage).await, NOTHING_WAITS);
    assert_eq!(std::fs::read_dir(&library).unwrap().count(), 2);
    assert!(ferry.is_private());
    stage.end();
}

/// A guild that removes the bot is forgotten: what its managers set, what waited for them, what was missing. Its approved
/// reports stay, for itself alone; the others' settings stay too. A guild that is only out of reach loses nothing.
#[tokio::test(flavor = "multi_thread")]
async fn row_24_a_guild_that_removes_the_bot_is_forgotten() {
    let stage = Stage::with(Place::with_reports(), |_| ()).await;
    stage.speaks_openly().await;
    let open = json!({"public": "everywhere"});
    let saved = stage.told("carol@pier", "settings answers", open).await;
    holds(&saved, "Saved.");
    let ferry = stage
        .hands_in("boss@general", "ferry.txt", FERRY.as_bytes())
        .await;
    stage.presses("boss", &ferry, "Approve").await;
    stage
        .hands_in("boss@general", "mill.txt", MILL.as_bytes())
        .await;
    let silence = stage.asks("alice@general", "who sold the zeppelin?").await;
    let button = "Tell the moderators it is missing";
    stage.presses("alice", &silence, button).await;

    let library = Library::open(&stage.place.index()).await.unwrap().unwrap();
    let (harbour, quay) = stage.sandbox.world(|world| {
        let guild = |name| world.guild(name).unwrap();
        (guild("Harbour"), guild("Quay"))
    });
    let settings = async |guild| library.store().settings(guild).await.unwrap();
    let away = json!({"id": harbour.to_string(), "unavailable": true});
    stage.sandbox.gateway().event("GUILD_DELETE", &away);
    stage
        .asks("bob@general", "when did the Marigold sink?")
        .await;
    assert_ne!(settings(harbour).await, Settings::default());

    stage.sandbox.change_world(|world| {
        let bot = world.app.id;
        world.guilds.get_mut(&harbour).unwrap().members.remove(&bot);
    });
    for _ in 0..500 {
        if settings(harbour).await == Settings::default() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(settings(harbour).await, Settings::default());
    assert_ne!(settings(quay).await, Settings::default());
    assert_eq!(library.quarantined(harbour).await.unwrap(), []);
    assert_eq!(library.store().missing(harbour).await.unwrap(), []);
    library.store().close().await;
    let elsewhere = stage
        .asks("carol@pier", "when did the Marigold sink?")
        .await;
    lacks(&elsewhere, "1987");
    stage.place.run(["reports"]).done().mentions("ferry");

    // It comes back: with its report, and with nothing else.
    stage.sandbox.change_world(|world| world.add_bot(harbour));
    let found = stage
        .asks("bob@general", "when did the Marigold sink?")
        .await;
    holds(&found, "1987");
    let preview = stage
        .told("boss@general", "report preview", json!({}))
        .await;
    privately(&preview, NOTHING_WAITS);
    stage.end();
}
