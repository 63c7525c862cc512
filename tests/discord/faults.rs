//! Deadlines, load, and a Discord that fails: the bot answers once, in time, or says why not, and lives on.

use std::time::Duration;

use pincite::discord::Stop;
use pincite::sandbox::{Fault, First};
use serde_json::json;

use super::people::{holds, privately};
use super::stage::Stage;
use crate::harness::Place;

const COST: &str = "what did the harbour works cost?";
const CALLBACK: &str = "/callback";
const MESSAGES: &str = "POST /channels/{channel_id}/messages";
const EDIT: &str = "PATCH /webhooks/{application_id}/{interaction_token}/messages/@original";

/// Statuses of the calls whose route holds this, oldest first.
fn statuses(stage: &Stage, route: &str) -> Vec<(u16, u64)> {
    let calls = stage.sandbox.requests();
    let fitting = calls
        .iter()
        .filter(|call| format!("{} {}", call.method, call.route).contains(route));
    fitting.map(|call| (call.status, call.code)).collect()
}

/// The bot still answers.
async fn lives(stage: &Stage) {
    holds(&stage.asks("bob@general", COST).await, "3,814 crowns");
}

/// An answer that takes its time is acknowledged first, as private as it will be.
#[tokio::test(flavor = "multi_thread")]
async fn what_takes_long_is_acknowledged_first() {
    let stage = Stage::with(Place::with_reports(), |config| config.defer_after_ms = 0).await;
    let alice = stage.sandbox.user("alice");
    let reply = alice
        .slash("general", "ask", json!({"question": COST}))
        .await
        .unwrap();
    assert_eq!(reply.first(), First::Deferred);
    let answer = reply.settled().await.unwrap();
    assert!(answer.is_private());
    holds(&answer, "3,814 crowns");
    let next = alice.press(&answer, "Next").await.unwrap();
    assert_eq!(next.first(), First::DeferredUpdate);
    holds(&next.settled().await.unwrap(), "2 of 3");
    let copied = alice.press(&answer, "Copy").await.unwrap();
    assert!(copied.settled().await.unwrap().is_private());
    // What was to be public and is refused: the promise is taken back, and only the asker is told.
    let moderator = stage.sandbox.user("mod");
    let asked = json!({"question": COST, "report": "no such report", "share": true});
    let refused = moderator.slash("general", "ask", asked).await.unwrap();
    privately(
        &refused.follow_up(0).await.unwrap(),
        "No report that can be searched here is called “no such report”; /reports lists them.",
    );
    assert_eq!(stage.from_bot("bob@general"), []);
    stage.end();
}

/// A search that does not end in time is given up with a sentence. Here no search may run at all, so that each waits for
/// its turn until its deadline has passed, on any machine.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_past_its_deadline_is_given_up_with_a_sentence() {
    let stage = Stage::with(Place::with_reports(), |config| {
        config.searches = Some(0);
        config.search_deadline_ms = 50;
    })
    .await;
    privately(
        &stage.asks("alice@general", COST).await,
        "The search took too long and was stopped; ask with fewer words, or name a report.",
    );
    stage.end();
}

const REFUSED: &str = "Discord did not take this answer, so it cannot be shown. Ask in other words; the people who run Pincite find the reason in its log.";

/// Where Discord refuses what was promised, nobody is left to wait: a plain sentence takes its place.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_discord_refuses_after_a_promise_is_replaced_by_a_sentence() {
    let stage = Stage::with(Place::with_reports(), |config| config.defer_after_ms = 0).await;
    for status in [400, 413] {
        stage.sandbox.fail(Fault::Status(status), 1, EDIT);
        let told = stage.asks("alice@general", COST).await;
        assert!(!told.is_thinking());
        privately(&told, REFUSED);
    }
    // Discord takes nothing at all: it is tried once more, and no oftener.
    stage.sandbox.fail(Fault::Status(400), 2, EDIT);
    let alice = stage.sandbox.user("alice");
    let lost = alice
        .slash("general", "ask", json!({"question": COST}))
        .await
        .unwrap();
    stage.until(|stage| statuses(stage, EDIT).len() == 6).await;
    assert!(lost.message().unwrap().is_thinking());
    lives(&stage).await;
    assert_eq!(statuses(&stage, EDIT).len(), 7);
    stage.end();
}

/// A button's answer that Discord refuses leaves the message as it was, and the person is told beside it.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_change_of_a_message_leaves_it_and_is_told_beside_it() {
    let stage = Stage::with(Place::with_reports(), |config| config.defer_after_ms = 0).await;
    let alice = stage.sandbox.user("alice");
    let answer = stage.asks("alice@general", COST).await;
    stage.sandbox.fail(Fault::Status(400), 1, EDIT);
    let pressed = alice.press(&answer, "Next").await.unwrap();
    privately(&pressed.follow_up(0).await.unwrap(), REFUSED);
    assert_eq!(alice.again(&answer).unwrap().text(), answer.text());
    stage.end();
}

/// The same where nothing was promised: the first response is refused, a plain one is taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_response_that_discord_refuses_is_replaced_by_a_sentence() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    stage.sandbox.fail(Fault::Status(400), 1, CALLBACK);
    privately(&stage.asks("alice@general", COST).await, REFUSED);
    stage.sandbox.fail(Fault::Status(400), 1, MESSAGES);
    let said = stage
        .says("alice@general", &format!("@Pincite {COST}"))
        .await;
    assert_eq!(said.text(), REFUSED);
    stage.end();
}

/// A first response after three seconds is refused by Discord; nothing else is tried, and the next question is answered.
#[tokio::test(flavor = "multi_thread")]
async fn row_09_an_answer_that_is_too_late_is_let_go() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    alice
        .slash_quietly("general", "ask", json!({"question": COST}))
        .unwrap();
    stage.sandbox.clock().advance(Duration::from_secs(4));
    stage
        .until(|stage| statuses(stage, CALLBACK) == [(404, 10_062)])
        .await;
    lives(&stage).await;
    assert_eq!(statuses(&stage, "/webhooks/"), []);
    stage.end();
}

/// A response whose fate is unknown is sent again; that Discord has it already is no error.
#[tokio::test(flavor = "multi_thread")]
async fn row_09_a_response_that_was_lost_on_the_way_is_given_once() {
    let stage = Stage::new().await;
    stage.sandbox.fail(Fault::CutAfter, 1, CALLBACK);
    holds(&stage.asks("alice@general", COST).await, "3,814 crowns");
    stage
        .until(|stage| statuses(stage, CALLBACK).len() == 2)
        .await;
    assert_eq!(statuses(&stage, CALLBACK), [(204, 0), (400, 40_060)]);
    stage.sandbox.fail(Fault::CutBefore, 1, CALLBACK);
    lives(&stage).await;
    assert_eq!(
        stage.sandbox.user("alice").sees("general").unwrap().len(),
        1
    );
    stage.end();
}

/// A mention's reply that seems to have failed is posted again under the same nonce: it stands there once.
#[tokio::test(flavor = "multi_thread")]
async fn row_09_a_mention_is_answered_once_whatever_the_network_does() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    for (number, fault) in [
        Fault::CutAfter,
        Fault::Garbage,
        Fault::CutBefore,
        Fault::Status(502),
        Fault::RateLimited(Duration::from_millis(100)),
        Fault::GlobalLimit(Duration::from_millis(100)),
    ]
    .into_iter()
    .enumerate()
    {
        // As if some seconds had passed: five messages in five seconds are Discord's limit.
        stage.sandbox.clock().advance(Duration::from_secs(6));
        let tries = statuses(&stage, MESSAGES).len();
        stage.sandbox.fail(fault.clone(), 1, MESSAGES);
        let answer = stage
            .says("alice@general", &format!("@Pincite {COST}"))
            .await;
        holds(&answer, "3,814 crowns");
        // An answer that cannot be read is an answer: the message is there.
        let needed = if fault == Fault::Garbage { 1 } else { 2 };
        stage
            .until(|stage| statuses(stage, MESSAGES).len() == tries + needed)
            .await;
        assert_eq!(stage.from_bot("bob@general").len(), number + 1, "{fault:?}");
    }
    stage.end();
}

/// Too many requests, errors of Discord's own: tried again within the three seconds.
#[tokio::test(flavor = "multi_thread")]
async fn errors_that_pass_are_waited_for() {
    let stage = Stage::new().await;
    for fault in [
        Fault::RateLimited(Duration::from_millis(100)),
        Fault::GlobalLimit(Duration::from_millis(100)),
        Fault::Status(500),
        Fault::Status(503),
        Fault::Slow(Duration::from_millis(50)),
    ] {
        stage.sandbox.fail(fault, 1, CALLBACK);
        lives(&stage).await;
    }
    stage.end();
}

/// A storm of errors loses the answers of that time and nothing else; it is not answered with a storm.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_errors_is_weathered() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    stage.sandbox.fail(Fault::Status(500), 1_000, "");
    let lost = alice
        .slash_quietly("general", "ask", json!({"question": COST}))
        .unwrap();
    stage
        .until(|stage| statuses(stage, CALLBACK).len() == 4)
        .await;
    assert_eq!(lost.first(), First::Nothing);
    stage.sandbox.heal();
    lives(&stage).await;
    assert_eq!(statuses(&stage, CALLBACK).len(), 5);
    stage.end();
}

/// An edit whose answer is lost is made again: it says the same.
#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_repeated_without_harm() {
    let stage = Stage::with(Place::with_reports(), |config| config.defer_after_ms = 0).await;
    for fault in [Fault::CutAfter, Fault::Garbage, Fault::Status(500)] {
        stage.sandbox.fail(fault, 1, EDIT);
        lives(&stage).await;
    }
    stage.until(|stage| statuses(stage, EDIT).len() == 5).await;
    assert_eq!(stage.sandbox.user("bob").sees("general").unwrap().len(), 3);
    stage.end();
}

/// A connection that ends is taken up again, and what came meanwhile is answered, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_resumed_and_nothing_is_missed() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    let gateway = stage.sandbox.gateway();
    gateway.drop_sockets();
    let reply = alice
        .slash("general", "ask", json!({"question": COST}))
        .await
        .unwrap();
    holds(&reply.settled().await.unwrap(), "3,814 crowns");
    assert_eq!((gateway.resumes(), gateway.identifies()), (1, 1));
    gateway.reconnect();
    stage
        .until(|stage| stage.sandbox.gateway().resumes() == 2)
        .await;
    lives(&stage).await;
    gateway.close(4_000);
    stage
        .until(|stage| stage.sandbox.gateway().resumes() == 3)
        .await;
    lives(&stage).await;
    assert_eq!(gateway.identifies(), 1);
    assert_eq!(statuses(&stage, CALLBACK).len(), 3);
    stage.end();
}

/// A session that is gone is begun anew; being ready twice does nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_gone_is_begun_anew_and_nothing_is_done_twice() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    let writes = stage.sandbox.command_writes();
    let calls = stage.sandbox.requests().len();
    stage.sandbox.gateway().invalidate(false);
    stage
        .until(|stage| {
            stage.sandbox.gateway().identifies() == 2 && stage.state.missing().is_empty()
        })
        .await;
    assert_eq!(stage.sandbox.command_writes(), writes);
    assert_eq!(stage.sandbox.requests().len(), calls);
    stage
        .says("alice@general", &format!("@Pincite {COST}"))
        .await;
    lives(&stage).await;
    assert_eq!(stage.from_bot("alice@general").len(), 1);
    stage.end();
}

/// A heartbeat without an answer is a dead connection: the bot makes another.
#[tokio::test(flavor = "multi_thread")]
async fn a_heartbeat_that_is_not_acknowledged_leads_to_a_new_connection() {
    let stage = Stage::new().await;
    let gateway = stage.sandbox.gateway();
    stage
        .sandbox
        .change_world(|world| world.heartbeat_ms = 1_500);
    gateway.acknowledge(false);
    gateway.drop_sockets();
    stage
        .until(|stage| stage.sandbox.gateway().resumes() == 1)
        .await;
    stage
        .until(|stage| {
            let gateway = stage.sandbox.gateway();
            gateway.identifies() + gateway.resumes() > 2
        })
        .await;
    stage
        .sandbox
        .change_world(|world| world.heartbeat_ms = 41_250);
    gateway.acknowledge(true);
    gateway.drop_sockets();
    stage
        .until(|stage| stage.sandbox.gateway().is_connected() && stage.state.missing().is_empty())
        .await;
    lives(&stage).await;
    stage.end();
}

/// Payloads that are none, and events that cannot be decoded, end nothing; the latter are counted.
#[tokio::test(flavor = "multi_thread")]
async fn garbage_on_the_gateway_is_survived_and_counted() {
    let stage = Stage::new().await;
    let before = undecodable().await;
    let gateway = stage.sandbox.gateway();
    for text in [
        "",
        "{",
        "null",
        "[]",
        "{\"op\":0}",
        "{\"op\":99,\"d\":null}",
        "\u{0}\u{202e}",
    ] {
        gateway.garbage(text);
    }
    let half = json!({"id": "1", "type": 2, "channel_id": "not a number"});
    gateway.event("INTERACTION_CREATE", &half);
    gateway.event("MESSAGE_CREATE", &json!({"content": 7}));
    gateway.event("SOMETHING_NEW", &json!({"a": [1, 2, 3]}));
    lives(&stage).await;
    assert_eq!(gateway.identifies(), 1);
    for _ in 0..200 {
        if undecodable().await >= before + 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(undecodable().await >= before + 3);
    stage.end();
}

/// What the operator reads of events that could not be decoded. All bots of this process count together.
async fn undecodable() -> u64 {
    static ADDRESS: tokio::sync::OnceCell<std::net::SocketAddr> =
        tokio::sync::OnceCell::const_new();
    let address = ADDRESS
        .get_or_init(async || {
            let (said, told) = std::sync::mpsc::channel();
            // Outlives the runtime of the test that happens to need it first.
            std::thread::spawn(move || {
                crate::harness::block_on(async {
                    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
                    let state = std::sync::Arc::default();
                    let never = tokio_util::sync::CancellationToken::new();
                    let (address, server) =
                        pincite::monitor::serve(any, state, never).await.unwrap();
                    said.send(address).unwrap();
                    server.await;
                });
            });
            told.recv().unwrap()
        })
        .await;
    let page = reqwest::get(format!("http://{address}/metrics"))
        .await
        .unwrap();
    let page = page.text().await.unwrap();
    let mut lines = page.lines();
    let line = lines.find_map(|line| line.strip_prefix("pincite_gateway_undecodable_total "));
    line.map_or(0, |number| number.parse().unwrap())
}

/// Close codes after which coming back has no sense end the bot, with the reason; a gateway that is away does not, and is
/// not stormed.
#[tokio::test(flavor = "multi_thread")]
async fn row_22_what_cannot_be_mended_ends_the_bot_with_a_reason() {
    for (code, reason) in [
        (
            4004,
            "Discord refused the token; reset it at https://discord.com/developers/applications, under Bot, and put the new one in its place",
        ),
        (
            4013,
            "Discord does not know the intents that this Pincite asks for; update Pincite",
        ),
        (
            4014,
            "Discord does not allow the intents that Pincite asks for; it needs no privileged one, so look at the application at https://discord.com/developers/applications, under Bot",
        ),
    ] {
        let mut stage = Stage::new().await;
        stage.sandbox.gateway().close(code);
        let stop = stage.ended().await.unwrap_err();
        let right = match code {
            4004 => matches!(stop, Stop::BadToken),
            4013 => matches!(stop, Stop::InvalidIntents),
            _ => matches!(stop, Stop::DisallowedIntents),
        };
        assert!(right, "{stop:?}");
        assert_eq!(stop.to_string(), reason);
        assert_eq!(stage.sandbox.gateway().identifies(), 1);
        stage.end();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_22_a_gateway_that_is_away_is_waited_for() {
    let stage = Stage::new().await;
    let gateway = stage.sandbox.gateway();
    gateway.accept(false);
    gateway.drop_sockets();
    stage.until(|stage| !stage.state.missing().is_empty()).await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    gateway.accept(true);
    stage.until(|stage| stage.state.missing().is_empty()).await;
    lives(&stage).await;
    assert!(gateway.identifies() <= 2, "{}", gateway.identifies());
    assert!(statuses(&stage, "GET /gateway").len() < 12);
    stage.end();
}

/// A person and a guild that ask too often are told when to come back.
#[tokio::test(flavor = "multi_thread")]
async fn row_20_cooldowns_say_when_to_ask_again() {
    let stage = Stage::with(Place::with_reports(), |config| {
        config.person_per_minute = 1;
        config.person_burst = 1;
        config.guild_per_minute = 2;
    })
    .await;
    holds(&stage.asks("alice@general", COST).await, "3,814 crowns");
    let refused = stage.asks("alice@general", COST).await;
    assert!(refused.is_private());
    assert!(
        refused
            .text()
            .starts_with("You ask faster than Pincite answers here; ask again in ")
            && refused.text().ends_with(" seconds."),
        "{}",
        refused.text()
    );
    holds(&stage.asks("bob@general", COST).await, "3,814 crowns");
    let refused = stage.asks("mod@general", COST).await;
    assert!(
        refused
            .text()
            .starts_with("This server has asked much in the last minute; ask again in "),
        "{}",
        refused.text()
    );
    // Another server has its own measure.
    holds(&stage.asks("carol@pier", COST).await, "3,814 crowns");
    stage.end();
}

/// When all places are taken, who comes is told so at once.
#[tokio::test(flavor = "multi_thread")]
async fn row_20_a_full_queue_refuses_politely() {
    let stage = Stage::with(Place::with_reports(), |config| config.queue = 1).await;
    let boss = stage.sandbox.user("boss");
    let slow = pincite::sandbox::Delivery::Slow(Duration::from_millis(1_500));
    let file = boss
        .attach_badly(
            "general",
            "ferry.txt",
            b"The ferry sank in the bay.\n",
            slow,
        )
        .unwrap();
    let reply = boss
        .slash_quietly("general", "report add", json!({"file": file.option()}))
        .unwrap();
    stage
        .until(|stage| {
            let downloads = stage.place.index().join("downloads");
            std::fs::read_dir(downloads).is_ok_and(|files| files.count() > 0)
        })
        .await;
    privately(
        &stage.asks("alice@general", COST).await,
        "Too many people are asking at this moment, so your question was not searched; ask again in a minute.",
    );
    holds(&reply.settled().await.unwrap(), "Waiting for approval");
    lives(&stage).await;
    stage.end();
}

/// Told to stop, the bot finishes the answer in hand, closes its connection and ends well within its grace.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_in_hand_is_finished_before_the_bot_ends() {
    let mut stage = Stage::with(Place::with_reports(), |config| config.defer_after_ms = 0).await;
    stage
        .sandbox
        .fail(Fault::Slow(Duration::from_millis(400)), 1, CALLBACK);
    let alice = stage.sandbox.user("alice");
    let reply = alice
        .slash_quietly("general", "ask", json!({"question": COST}))
        .unwrap();
    stage.until(|_| reply.first() == First::Deferred).await;
    assert!(stage.stop().await.is_ok());
    holds(&reply.message().unwrap(), "3,814 crowns");
    assert!(!stage.sandbox.gateway().is_connected());
    let late = alice
        .slash_quietly("general", "ask", json!({"question": COST}))
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(late.first(), First::Nothing);
    stage.end();
}

/// Two hundred mentions in one channel: some are answered, each at most once; Discord is not stormed, and afterwards all is
/// as before.
#[tokio::test(flavor = "multi_thread")]
async fn row_20_two_hundred_mentions_in_one_channel() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    let alice = stage.sandbox.user("alice");
    #[expect(clippy::double_ended_iterator_last, reason = "each is said")]
    let last = (0..200)
        .map(|_| alice.say("general", &format!("@Pincite {COST}")).unwrap())
        .last()
        .unwrap();
    stage
        .until(|stage| !stage.from_bot("bob@general").is_empty())
        .await;
    // Time goes by faster than people wait.
    for _ in 0..40 {
        stage.sandbox.clock().advance(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let answers = stage.from_bot("bob@general");
    let mut answered: Vec<String> = answers
        .iter()
        .map(|answer| answer.json["message_reference"]["message_id"].to_string())
        .collect();
    answered.sort();
    answered.dedup();
    assert_eq!(answered.len(), answers.len());
    assert!((5..=60).contains(&answers.len()), "{}", answers.len());
    assert!(stage.sandbox.invalid_requests() < 40);
    assert!(last.id > 0);
    holds(
        &stage
            .says("bob@evidence", &format!("@Pincite {COST}"))
            .await,
        "3,814 crowns",
    );
    stage.end();
}
