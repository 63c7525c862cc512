//! What goes wrong on purpose: answers that fail, come late, or never come; files that are not what they claim.

use std::time::{Duration, Instant};

use pincite::sandbox::{Delivery, Fault, Sandbox, World};
use reqwest::Method;
use serde_json::{Value, json};

use super::raw::call;

const MESSAGES: &str = "POST /channels/{channel_id}/messages";

async fn harbour() -> (Sandbox, String) {
    let sandbox = Sandbox::start(World::harbour()).await.unwrap();
    let general = sandbox.world(|world| world.channel("general").unwrap());
    (sandbox, format!("/channels/{general}/messages"))
}

fn hello() -> Value {
    json!({"content": "hello", "allowed_mentions": {"parse": []}})
}

#[tokio::test]
async fn calls_fail_as_often_as_planned() {
    let (sandbox, path) = harbour().await;
    sandbox.fail(Fault::Status(502), 2, MESSAGES);
    sandbox.fail(Fault::RateLimited(Duration::from_millis(1500)), 1, MESSAGES);
    sandbox.fail(Fault::GlobalLimit(Duration::from_secs(1)), 1, MESSAGES);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(call(&sandbox, Method::POST, &path, hello()).await);
    }
    let codes: Vec<u16> = statuses.iter().map(|one| one.0).collect();
    assert_eq!(codes, [502, 502, 429, 429, 200]);
    assert_eq!(statuses[2].1["retry_after"], 1.5);
    assert_eq!(statuses[3].1["global"], true);
    assert_eq!(sandbox.user("bob").sees("general").unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_can_be_late_garbage_or_lost() {
    let (sandbox, path) = harbour().await;
    sandbox.fail(Fault::Slow(Duration::from_millis(300)), 1, MESSAGES);
    let since = Instant::now();
    assert_eq!(call(&sandbox, Method::POST, &path, hello()).await.0, 200);
    assert!(since.elapsed() >= Duration::from_millis(300));
    sandbox.fail(Fault::Garbage, 1, MESSAGES);
    assert_eq!(
        call(&sandbox, Method::POST, &path, hello()).await,
        (200, Value::Null)
    );
    for fault in [Fault::CutAfter, Fault::CutBefore] {
        sandbox.fail(fault, 1, MESSAGES);
        let url = format!("{}/api/v10{path}", sandbox.url());
        let sent = reqwest::Client::new()
            .post(url)
            .header("Authorization", format!("Bot {}", sandbox.token()))
            .header("Content-Type", "application/json")
            .body(hello().to_string())
            .send()
            .await;
        assert!(sent.is_err(), "{sent:?}");
    }
    // Late, garbage and cut after: all three were carried out.
    assert_eq!(sandbox.user("bob").sees("general").unwrap().len(), 3);
    assert_eq!(sandbox.requests().last().unwrap().status, 0);
}

#[tokio::test]
async fn files_can_misbehave() {
    let (sandbox, _) = harbour().await;
    let alice = sandbox.user("alice");
    let fetch = async |delivery: Delivery| {
        let file = alice
            .attach_badly("general", "a.pdf", &[7; 1000], delivery)
            .unwrap();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let response = client.get(file.url()).send().await.unwrap();
        let status = response.status().as_u16();
        (
            status,
            response.content_length(),
            response.bytes().await.map(|bytes| bytes.len()).ok(),
        )
    };
    assert_eq!(fetch(Delivery::Plain).await, (200, Some(1000), Some(1000)));
    assert_eq!(
        fetch(Delivery::Larger(200_000)).await,
        (200, None, Some(201_000))
    );
    assert_eq!(fetch(Delivery::Expired).await.0, 404);
    assert_eq!(
        fetch(Delivery::Redirect("http://127.0.0.1/".to_owned()))
            .await
            .0,
        302
    );
    assert_eq!(fetch(Delivery::Cut).await, (200, None, None));
    assert_eq!(
        fetch(Delivery::Slow(Duration::from_millis(50))).await,
        (200, None, Some(1000))
    );
}
