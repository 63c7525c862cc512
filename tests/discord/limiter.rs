//! serenity's rate limiter on, against the stand-in as "discord.com" over TLS: nothing between the bot and Discord is
//! replaced but the name's address.

use std::time::Duration;

use pincite::discord::Reach;
use pincite::sandbox::{Fault, RateLimits, Recorded, Sandbox};
use serde_json::json;

use super::stage::Stage;
use crate::sandbox::tls::{Discord, serve_as_discord};

const POST: &str = "/channels/{channel_id}/messages";

/// The scene with answers for everybody to see, and the way to it over TLS.
async fn stage() -> (Stage, Discord) {
    let mut stage = Stage::new().await;
    let boss = stage.sandbox.user("boss");
    let options = json!({"public": "everywhere"});
    let reply = boss.slash("general", "settings answers", options).await;
    reply.unwrap().settled().await.unwrap();
    let discord = serve_as_discord(stage.sandbox.router()).await;
    stage.reach = Reach::Through(discord.client());
    stage.restart().await;
    (stage, discord)
}

fn posts(sandbox: &Sandbox) -> Vec<Recorded> {
    let requests = sandbox.requests().into_iter();
    requests
        .filter(|one| one.method == "POST" && one.route == POST)
        .collect()
}

fn posted(sandbox: &Sandbox) -> usize {
    posts(sandbox)
        .iter()
        .filter(|one| one.status == 200)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_in_one_channel_is_answered_at_the_channels_pace() {
    let (stage, _discord) = stage().await;
    stage.sandbox.limit(RateLimits::default());
    let mut asked = Vec::new();
    for _ in 0..2 {
        for name in ["alice", "bob", "mod", "boss", "owner"] {
            let said = stage
                .sandbox
                .user(name)
                .say("general", "@Pincite what burned down?");
            asked.push(said.unwrap().id);
        }
    }
    stage
        .until(|stage| posted(&stage.sandbox) == asked.len())
        .await;
    let refused = posts(&stage.sandbox)
        .iter()
        .filter(|one| one.status == 429)
        .count();
    assert!(refused <= 1, "{refused} of 429");
    let mut answered: Vec<u64> = posts(&stage.sandbox)
        .iter()
        .filter(|one| one.status == 200)
        .filter_map(|one| {
            one.body["message_reference"]["message_id"]
                .as_str()?
                .parse()
                .ok()
        })
        .collect();
    answered.sort_unstable();
    assert_eq!(answered, asked);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_discord_tells_the_whole_bot_to_wait_nothing_is_posted_and_interactions_are_answered()
{
    const PAUSE: Duration = Duration::from_secs(3);
    let (stage, _discord) = stage().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    stage.sandbox.fail(Fault::GlobalLimit(PAUSE), 1, POST);
    alice.say("general", "@Pincite what burned down?").unwrap();
    let refused = |stage: &Stage| posts(&stage.sandbox).iter().any(|one| one.status == 429);
    stage.until(refused).await;
    // The answer has to reach the bot.
    tokio::time::sleep(Duration::from_millis(300)).await;
    bob.say("evidence", "@Pincite what burned down?").unwrap();
    let options = json!({"question": "what burned down?"});
    let reply = alice.slash("general", "ask", options).await.unwrap();
    reply.settled().await.unwrap();
    stage.until(|stage| posted(&stage.sandbox) == 2).await;

    let times: Vec<u64> = posts(&stage.sandbox).iter().map(|one| one.at_ms).collect();
    let over = times[0] + PAUSE.as_millis() as u64;
    assert!(times[1..].iter().all(|at| *at >= over), "{times:?}, {over}");
    let mut answers = stage.sandbox.requests().into_iter();
    let answer = answers
        .rfind(|one| one.route.ends_with("/callback"))
        .unwrap();
    assert!(answer.at_ms < over, "{} {over}", answer.at_ms);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_excerpt_that_was_one_message_too_many_is_posted_after_all_and_once() {
    let (stage, _discord) = stage().await;
    let boss = stage.sandbox.user("boss");
    let options = json!({"question": "what burned down?"});
    let reply = boss.slash("general", "ask", options).await.unwrap();
    let shown = reply.settled().await.unwrap();
    let reply = boss.press(&shown, "More").await.unwrap();
    let shown = reply.settled().await.unwrap();
    let refusal = Fault::RateLimited(Duration::from_millis(100));
    stage.sandbox.fail(refusal, 1, "POST /webhooks");
    let reply = boss.press(&shown, "Share").await.unwrap();
    let shared = reply.follow_up(0).await.unwrap();
    assert!(
        shared.text().contains("Its depot **burned** down"),
        "{}",
        shared.text()
    );
    assert_eq!(reply.follow_ups().len(), 1);
    stage.end();
}
