//! Plain calls, without serenity: every refusal with its code, rate limits, registration, and routes.

use std::time::Duration;

use pincite::sandbox::{RateLimits, Rule, Sandbox, World, permissions};
use reqwest::Method;
use serde_json::{Value, json};

/// Calls the API and gives status and JSON.
pub async fn call(sandbox: &Sandbox, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/api/v10{path}", sandbox.url());
    let token = format!("Bot {}", sandbox.token());
    let mut request = reqwest::Client::new()
        .request(method, url)
        .header("Authorization", token);
    if !body.is_null() {
        let text = body.to_string();
        request = request
            .header("Content-Type", "application/json")
            .body(text);
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

async fn post(sandbox: &Sandbox, channel: &str, body: Value) -> (u16, Value) {
    let channel = sandbox.world(|world| world.channel(channel).unwrap());
    call(
        sandbox,
        Method::POST,
        &format!("/channels/{channel}/messages"),
        body,
    )
    .await
}

fn say(text: &str) -> Value {
    json!({"content": text, "allowed_mentions": {"parse": []}})
}

async fn harbour() -> Sandbox {
    Sandbox::start(World::harbour()).await.unwrap()
}

fn code(answer: &(u16, Value)) -> (u16, u64) {
    (answer.0, answer.1["code"].as_u64().unwrap_or_default())
}

#[tokio::test]
async fn refusals_have_discords_codes() {
    let sandbox = harbour().await;
    sandbox.limit(RateLimits::off());
    assert_eq!(post(&sandbox, "general", say("hello")).await.0, 200);
    assert_eq!(
        code(&post(&sandbox, "general", say(" ")).await),
        (400, 50006)
    );
    let long = post(&sandbox, "general", say(&"é".repeat(2001))).await;
    assert_eq!(code(&long), (400, 50035));
    let errors = &long.1["errors"]["content"]["_errors"][0];
    assert_eq!(errors["code"], "BASE_TYPE_MAX_LENGTH");
    assert_eq!(errors["message"], "Must be 2000 or fewer in length.");
    assert_eq!(
        code(&post(&sandbox, "shoal", say("hello")).await),
        (403, 50001)
    );
    let none = call(&sandbox, Method::POST, "/channels/5/messages", say("hello")).await;
    assert_eq!(code(&none), (404, 10003));
    let reply = json!({"content": "a", "allowed_mentions": {"parse": []}, "message_reference": {"message_id": "5"}});
    let unknown = post(&sandbox, "general", reply).await;
    assert_eq!(
        unknown.1["errors"]["message_reference"]["_errors"][0]["code"],
        "REPLIES_UNKNOWN_MESSAGE"
    );
    let nowhere = call(&sandbox, Method::GET, "/nothing", Value::Null).await;
    assert_eq!(code(&nowhere), (404, 0));
    assert_eq!(sandbox.take_violations().len(), 2);
}

#[tokio::test]
async fn permissions_and_threads_are_kept() {
    let sandbox = harbour().await;
    sandbox.limit(RateLimits::off());
    sandbox.change_world(|world| {
        let (general, bot) = (world.channel("general").unwrap(), world.app.id);
        world.overwrite(general, bot, 0, permissions::EMBED_LINKS);
        let (evidence, bot) = (world.channel("evidence").unwrap(), world.app.id);
        world.overwrite(evidence, bot, 0, permissions::SEND_MESSAGES);
        let alice = world.person("alice").unwrap();
        world.people.get_mut(&alice).unwrap().dms_open = false;
        let tides = world.channel("tides").unwrap();
        let thread = world
            .channels
            .get_mut(&tides)
            .unwrap()
            .thread
            .as_mut()
            .unwrap();
        (thread.archived, thread.locked) = (true, true);
    });
    let embed = json!({"embeds": [{"title": "a"}], "allowed_mentions": {"parse": []}});
    assert_eq!(code(&post(&sandbox, "general", embed).await), (403, 50013));
    assert_eq!(
        code(&post(&sandbox, "evidence", say("a")).await),
        (403, 50013)
    );
    assert_eq!(code(&post(&sandbox, "tides", say("a")).await), (400, 50083));
    let alice = sandbox.user("alice").id().to_string();
    let dm = call(
        &sandbox,
        Method::POST,
        "/users/@me/channels",
        json!({"recipient_id": alice}),
    )
    .await;
    let path = format!("/channels/{}/messages", dm.1["id"].as_str().unwrap());
    let closed = call(&sandbox, Method::POST, &path, say("a")).await;
    assert_eq!(code(&closed), (403, 50007));
    assert_eq!(sandbox.invalid_requests(), 3);
}

#[tokio::test]
async fn a_nonce_that_is_enforced_makes_one_message() {
    let sandbox = harbour().await;
    let mut body = say("once");
    body["nonce"] = json!("n1");
    body["enforce_nonce"] = json!(true);
    let first = post(&sandbox, "general", body.clone()).await;
    let second = post(&sandbox, "general", body).await;
    assert_eq!(first.1["id"], second.1["id"]);
    assert_eq!(sandbox.user("bob").sees("general").unwrap().len(), 1);
}

#[tokio::test]
async fn rate_limits_are_told_and_enforced() {
    let sandbox = harbour().await;
    for _ in 0..5 {
        assert_eq!(post(&sandbox, "general", say("a")).await.0, 200);
    }
    let over = post(&sandbox, "general", say("a")).await;
    assert_eq!(over.0, 429);
    assert_eq!(over.1["global"], false);
    let after = over.1["retry_after"].as_f64().unwrap();
    assert!(after > 3.0 && after <= 5.0, "{after}");
    assert_eq!(post(&sandbox, "evidence", say("a")).await.0, 200);
    sandbox.clock().advance(Duration::from_secs(5));
    assert_eq!(post(&sandbox, "general", say("a")).await.0, 200);
}

#[tokio::test]
async fn registering_again_writes_nothing() {
    let sandbox = harbour().await;
    let app = sandbox.world(|world| world.app.id);
    let path = format!("/applications/{app}/commands");
    let ask = json!({"name": "ask", "description": "Ask.", "options": [
        {"type": 3, "name": "question", "description": "What.", "required": true}]});
    let list = json!([ask, {"name": "Find evidence", "type": 3}]);
    let first = call(&sandbox, Method::PUT, &path, list.clone()).await;
    assert_eq!((first.0, sandbox.command_writes()), (200, 2));
    let second = call(&sandbox, Method::PUT, &path, list).await;
    assert_eq!((&first.1, sandbox.command_writes()), (&second.1, 2));
    let read = call(&sandbox, Method::GET, &path, Value::Null).await;
    assert_eq!(read.1[0]["options"], ask["options"]);
    let id = read.1[0]["id"].as_str().unwrap();
    let one = format!("{path}/{id}");
    let edited = call(
        &sandbox,
        Method::PATCH,
        &one,
        json!({"description": "Ask it."}),
    )
    .await;
    assert_eq!(
        (edited.0, &edited.1["description"]),
        (200, &json!("Ask it."))
    );
    assert_eq!(
        call(&sandbox, Method::DELETE, &one, Value::Null).await.0,
        204
    );
    assert_eq!(
        call(&sandbox, Method::DELETE, &one, Value::Null).await.1["code"],
        10063
    );
    let bad = call(&sandbox, Method::POST, &path, json!({"name": "Bad Name"})).await;
    assert_eq!(code(&bad), (400, 50035));
    assert_eq!(sandbox.commands(None).len(), 1);
}

/// A command that nobody answers, and where its first response goes.
async fn waiting(sandbox: &Sandbox) -> (String, String) {
    let ask = json!({"name": "ask", "description": "Ask."});
    sandbox.register(None, &[ask]);
    let reply = sandbox
        .user("alice")
        .slash_quietly("general", "ask", json!({}))
        .unwrap();
    let (id, app) = (reply.interaction(), sandbox.world(|world| world.app.id));
    let token = format!("sandbox-interaction-token-{id}");
    (
        format!("/interactions/{id}/{token}/callback"),
        format!("/webhooks/{app}/{token}"),
    )
}

#[tokio::test]
async fn interactions_have_deadlines_and_states() {
    let sandbox = harbour().await;
    sandbox.limit(RateLimits::off());
    let answer = json!({"type": 4, "data": say("a")});
    let post =
        async |path: &str, body: Value| code(&call(&sandbox, Method::POST, path, body).await);

    let (callback, _) = waiting(&sandbox).await;
    sandbox.clock().advance(Duration::from_millis(3100));
    assert_eq!(post(&callback, answer.clone()).await, (404, 10062));

    let (callback, webhook) = waiting(&sandbox).await;
    assert_eq!(post(&webhook, say("early")).await, (404, 10015));
    assert_eq!(post(&callback, json!({"type": 6})).await, (400, 50035));
    assert_eq!(
        post(&callback, json!({"type": 8, "data": {"choices": []}})).await,
        (400, 50035)
    );
    assert_eq!(post(&callback, answer.clone()).await, (204, 0));
    assert_eq!(post(&callback, answer.clone()).await, (400, 40060));
    assert_eq!(post(&webhook, say("more")).await, (200, 0));
    let original = format!("{webhook}/messages/@original");
    let got = call(&sandbox, Method::GET, &original, Value::Null).await;
    assert_eq!(got.1["content"], "a");
    assert_eq!(got.1["interaction_metadata"]["name"], "ask");
    sandbox.clock().advance(Duration::from_secs(15 * 60));
    assert_eq!(post(&webhook, say("late")).await, (401, 50027));
    let edit = call(&sandbox, Method::PATCH, &original, say("late")).await;
    assert_eq!(code(&edit), (401, 50027));

    let (callback, webhook) = waiting(&sandbox).await;
    let thinking = json!({"type": 5, "data": {"flags": 64}});
    let path = format!("{callback}?with_response=true");
    let told = call(&sandbox, Method::POST, &path, thinking).await;
    assert_eq!(told.1["interaction"]["response_message_loading"], true);
    // The first follow-up is the answer, and what was private stays private.
    let filled = call(&sandbox, Method::POST, &webhook, say("done")).await;
    assert_eq!(filled.1["flags"], 64);
    assert_eq!(filled.1["id"], told.1["interaction"]["response_message_id"]);
    let original = format!("{webhook}/messages/@original");
    assert_eq!(
        call(&sandbox, Method::DELETE, &original, Value::Null)
            .await
            .0,
        204
    );
    let gone = call(&sandbox, Method::PATCH, &original, say("b")).await;
    assert_eq!(code(&gone), (404, 10008));
}

#[tokio::test]
async fn five_follow_ups_where_only_the_person_installed_the_app() {
    let sandbox = harbour().await;
    sandbox.limit(RateLimits::off());
    let ask = json!({"name": "ask", "description": "Ask.", "integration_types": [0, 1]});
    sandbox.register(None, &[ask]);
    let reply = sandbox
        .user("dave")
        .slash_quietly("shoal", "ask", json!({}))
        .unwrap();
    let (id, app) = (reply.interaction(), sandbox.world(|world| world.app.id));
    let token = format!("sandbox-interaction-token-{id}");
    let callback = format!("/interactions/{id}/{token}/callback");
    let answer = json!({"type": 4, "data": say("a")});
    call(&sandbox, Method::POST, &callback, answer).await;
    let webhook = format!("/webhooks/{app}/{token}");
    for _ in 0..5 {
        assert_eq!(
            call(&sandbox, Method::POST, &webhook, say("b")).await.0,
            200
        );
    }
    assert_eq!(
        call(&sandbox, Method::POST, &webhook, say("b")).await.0,
        400
    );
}

#[tokio::test]
async fn what_the_house_forbids_is_recorded_and_let_through() {
    let sandbox = harbour().await;
    assert_eq!(
        post(&sandbox, "general", json!({"content": "@everyone"}))
            .await
            .0,
        200
    );
    let violations = sandbox.take_violations();
    assert_eq!(violations.len(), 1);
    assert_eq!(
        (violations[0].rule, violations[0].at.as_str()),
        (Rule::House, "allowed_mentions")
    );
    let mut body = say("a");
    body["allowedMentions"] = json!({});
    assert_eq!(post(&sandbox, "general", body).await.0, 400);
    assert_eq!(sandbox.take_violations()[0].rule, Rule::UnknownKey);
}

#[tokio::test]
async fn a_wrong_token_is_counted() {
    let sandbox = harbour().await;
    let url = format!("{}/api/v10/users/@me", sandbox.url());
    let response = reqwest::get(url).await.unwrap();
    assert_eq!(response.status().as_u16(), 401);
    assert_eq!(sandbox.invalid_requests(), 1);
    assert_eq!(sandbox.requests()[0].route, "/users/@me");
    let me = call(&sandbox, Method::GET, "/users/@me", Value::Null).await;
    assert_eq!(me.1["username"], "Pincite");
}
