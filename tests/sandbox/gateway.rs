//! Identify, resume, invalid sessions, close codes: the gateway as serenity sees it.

use std::sync::atomic::Ordering;

use pincite::sandbox::{Sandbox, World};
use serde_json::json;
use serenity::all::GatewayIntents;
use serenity::gateway::GatewayError;

use super::bot::{client, intents, scene};
use super::{PATIENCE, assert_clean};

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_identifies_and_gets_its_guilds() {
    let (sandbox, bot) = scene().await;
    let alice = sandbox.user("alice");
    let reply = alice
        .slash("general", "ask", json!({"question": "tides"}))
        .await
        .unwrap();
    assert_eq!(reply.message().unwrap().text(), "About tides\nreceipt");
    assert_eq!(sandbox.gateway().identifies(), 1);
    assert_eq!(sandbox.gateway().intents(), intents().bits());
    // Harbour and Quay; Reef has not added the bot.
    assert_eq!(bot.heard.guilds.load(Ordering::SeqCst), 2);
    assert_clean(&sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_while_the_socket_is_down_comes_after_the_resume() {
    let (sandbox, bot) = scene().await;
    let alice = sandbox.user("alice");
    alice
        .slash("general", "ask", json!({"question": "one"}))
        .await
        .unwrap();
    sandbox.gateway().drop_sockets();
    let said = alice.say("general", "@Pincite are you there?").unwrap();
    let answer = alice.next_from_bot(&said, PATIENCE).await.unwrap();
    assert!(answer.content().starts_with("heard "));
    assert_eq!(sandbox.gateway().resumes(), 1);
    assert_eq!(sandbox.gateway().identifies(), 1);
    assert_eq!(bot.heard.readies.load(Ordering::SeqCst), 1);
    assert_clean(&sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn op_7_leads_to_a_resume() {
    let (sandbox, _bot) = scene().await;
    let alice = sandbox.user("alice");
    sandbox.gateway().reconnect();
    let said = alice.say("general", "@Pincite again?").unwrap();
    alice.next_from_bot(&said, PATIENCE).await.unwrap();
    assert_eq!(sandbox.gateway().resumes(), 1);
    assert_eq!(sandbox.gateway().identifies(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn op_9_leads_to_a_fresh_session() {
    let (sandbox, bot) = scene().await;
    let alice = sandbox.user("alice");
    sandbox.gateway().invalidate(false);
    // serenity waits five seconds before it identifies again.
    for _ in 0..200 {
        if bot.heard.readies.load(Ordering::SeqCst) == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(sandbox.gateway().identifies(), 2);
    let said = alice.say("general", "@Pincite new?").unwrap();
    alice.next_from_bot(&said, PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_token_is_refused_on_both_sides() {
    let sandbox = Sandbox::start(World::harbour()).await.unwrap();
    let wrong = sandbox.token().replace("0000", "1111");
    let (mut client, _) = client(&sandbox, &wrong, intents()).await;
    let ended = client.start().await.unwrap_err();
    let serenity::Error::Gateway(GatewayError::InvalidAuthentication) = ended else {
        // The call before the gateway may be refused first.
        assert!(ended.to_string().contains("Unauthorized"), "{ended}");
        return;
    };
}

#[tokio::test(flavor = "multi_thread")]
async fn intents_that_are_not_switched_on_are_refused() {
    let sandbox = Sandbox::start(World::harbour()).await.unwrap();
    let wanted = intents() | GatewayIntents::MESSAGE_CONTENT;
    let (mut client, _) = client(&sandbox, sandbox.token(), wanted).await;
    let ended = client.start().await.unwrap_err();
    assert!(
        matches!(
            ended,
            serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents)
        ),
        "{ended}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_and_unknown_events_do_not_end_a_session() {
    let (sandbox, _bot) = scene().await;
    let alice = sandbox.user("alice");
    sandbox
        .gateway()
        .event("SOMETHING_NEW", &json!({"a": [1, 2]}));
    sandbox.gateway().event("MESSAGE_CREATE", &json!({"id": 5}));
    sandbox.gateway().garbage("{\"op\": ");
    let said = alice.say("general", "@Pincite still?").unwrap();
    alice.next_from_bot(&said, PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_acknowledgements_make_the_bot_reconnect() {
    let mut world = World::harbour();
    world.heartbeat_ms = 300;
    let (sandbox, _bot) = super::bot::scene_in(world).await;
    sandbox.gateway().acknowledge(false);
    let before = sandbox.gateway().identifies() + sandbox.gateway().resumes();
    for _ in 0..100 {
        if sandbox.gateway().identifies() + sandbox.gateway().resumes() > before {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    sandbox.gateway().acknowledge(true);
    let alice = sandbox.user("alice");
    let said = alice.say("general", "@Pincite back?").unwrap();
    alice.next_from_bot(&said, PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_socket_is_resumed_and_a_refused_resume_identifies() {
    let (sandbox, bot) = scene().await;
    let alice = sandbox.user("alice");
    sandbox.gateway().refuse_resumes(1);
    sandbox.gateway().close(4000);
    for _ in 0..200 {
        if bot.heard.readies.load(Ordering::SeqCst) == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(sandbox.gateway().identifies(), 2);
    let said = alice.say("general", "@Pincite after that?").unwrap();
    alice.next_from_bot(&said, PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn guilds_come_and_go() {
    let (sandbox, bot) = scene().await;
    sandbox.change_world(|world| {
        let reef = world.guild("Reef").unwrap();
        world.add_bot(reef);
    });
    for _ in 0..100 {
        if bot.heard.guilds.load(Ordering::SeqCst) == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(bot.heard.guilds.load(Ordering::SeqCst), 3);
    let bob = sandbox.user("bob");
    let names: Vec<String> = bob
        .commands("shoal")
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "ask",
            "slow",
            "silent",
            "form",
            "menu",
            "report",
            "Find evidence"
        ]
    );
}
