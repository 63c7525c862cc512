//! Commands, buttons, modals, deadlines and states.

use std::time::Duration;

use pincite::sandbox::{First, Trouble};
use serde_json::json;

use super::assert_clean;
use super::bot::scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_private_answer_is_seen_by_one() {
    let (sandbox, _bot) = scene().await;
    let (alice, bob) = (sandbox.user("alice"), sandbox.user("bob"));
    let options = json!({"question": "tides", "report": "private"});
    let reply = alice.slash("general", "ask", options).await.unwrap();
    assert_eq!(reply.first(), First::Message);
    let message = reply.message().unwrap();
    assert!(message.is_private());
    assert_eq!(message.labels(), ["Next", "Form", "Later"]);
    assert_eq!(alice.sees("general").unwrap().len(), 1);
    assert_eq!(bob.sees("general").unwrap(), []);
    assert_clean(&sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deferred_answer_comes_later_and_then_a_follow_up_with_a_file() {
    let (sandbox, _bot) = scene().await;
    let alice = sandbox.user("alice");
    let reply = alice
        .slash("general", "slow", json!({"question": "tides"}))
        .await
        .unwrap();
    assert_eq!(reply.first(), First::Deferred);
    let message = reply.settled().await.unwrap();
    assert_eq!(message.content(), "done thinking");
    assert!(message.is_private() && !message.is_thinking());
    let more = reply.follow_up(0).await.unwrap();
    assert_eq!(more.content(), "and more");
    let file = &more.attachments()[0];
    assert_eq!(
        (&file["filename"], &file["size"]),
        (&json!("answer.txt"), &json!(9))
    );
    let url = file["url"].as_str().unwrap();
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert_eq!(text, "all of it");
    assert_clean(&sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_selects_and_modals_come_back() {
    let (sandbox, _bot) = scene().await;
    let alice = sandbox.user("alice");
    let reply = alice
        .slash("general", "ask", json!({"question": "a"}))
        .await
        .unwrap();
    let message = reply.message().unwrap();

    let modal = alice
        .press(&message, "Form")
        .await
        .unwrap()
        .modal()
        .unwrap();
    assert_eq!(modal.title, "A form");
    let answer = alice
        .submit(&modal, &json!({"words": "high water"}))
        .await
        .unwrap();
    assert_eq!(answer.message().unwrap().content(), "you wrote high water");

    let later = alice.press(&message, "Later").await.unwrap();
    assert_eq!(later.first(), First::DeferredUpdate);
    assert_eq!(later.settled().await.unwrap().content(), "changed later");

    let next = alice.press(&message, "v1:next").await.unwrap();
    assert_eq!(next.first(), First::Update);
    let message = alice.again(&message).unwrap();
    assert_eq!(message.embeds()[0]["description"], "The next one");
    assert_eq!(message.labels(), Vec::<String>::new());

    let menu = alice.slash("general", "menu", json!({})).await.unwrap();
    let picked = alice
        .select(&menu.message().unwrap(), "Pick", &["2"])
        .await
        .unwrap();
    assert_eq!(picked.message().unwrap().content(), "picked 2");
    let form = alice.slash("general", "form", json!({})).await.unwrap();
    assert_eq!(form.modal().unwrap().custom_id, "v1:form");
    assert_clean(&sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn autocomplete_menus_and_attachments() {
    let (sandbox, _bot) = scene().await;
    let alice = sandbox.user("alice");
    let choices = alice
        .autocomplete("general", "ask", "report", "mue")
        .await
        .unwrap();
    assert_eq!(
        (choices[0].name.as_str(), &choices[0].value),
        ("Report on mue", &json!("r1"))
    );

    let claim = sandbox.user("bob").say("general", "Tides fell.").unwrap();
    let found = alice.context_menu("Find evidence", &claim).await.unwrap();
    assert_eq!(found.message().unwrap().content(), "read: Tides fell.");
    let forward = alice.forward(&claim, "evidence").unwrap();
    let found = alice.context_menu("Find evidence", &forward).await.unwrap();
    assert_eq!(found.message().unwrap().content(), "read: Tides fell.");

    let file = alice.attach("general", "report.pdf", b"%PDF-1.7").unwrap();
    let added = alice
        .slash("general", "report add", json!({"file": file.option()}))
        .await
        .unwrap();
    assert_eq!(
        added.message().unwrap().content(),
        "report.pdf declared 8 got 8"
    );
    assert_clean(&sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_check_what_they_send_and_hostile_ones_do_not() {
    let (sandbox, _bot) = scene().await;
    let alice = sandbox.user("alice");
    let told = |name: &str, message: &str| Trouble::Option {
        name: name.to_owned(),
        message: message.to_owned(),
    };
    let ask = async |options| alice.slash("general", "ask", options).await.err().unwrap();
    assert_eq!(ask(json!({})).await, told("question", "is required"));
    assert_eq!(
        ask(json!({"question": "a", "who": "b"})).await,
        told("who", "the command has no such option")
    );
    assert_eq!(
        ask(json!({"question": 5})).await,
        told("question", "5 is not of type 3")
    );
    assert_eq!(
        ask(json!({"question": "x".repeat(501)})).await,
        told("question", "501 characters; 0 to 500 are accepted")
    );
    assert_eq!(
        alice
            .slash("general", "nothing", json!({}))
            .await
            .err()
            .unwrap(),
        Trouble::NoSuch("command nothing".to_owned())
    );
    let long = json!({"question": "x".repeat(600)});
    let reply = alice.forging().slash("general", "ask", long).await.unwrap();
    assert!(reply.message().unwrap().text().starts_with("About xxx"));
    let message = reply.message().unwrap();
    let forged = alice.forging().press(&message, "v9:other").await.unwrap();
    assert_eq!(
        forged.message().unwrap().content(),
        "This button is not known."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_in_three_seconds_has_not_answered() {
    let (sandbox, _bot) = scene().await;
    let alice = sandbox.user("alice");
    let waits = tokio::spawn({
        let alice = alice.clone();
        async move { alice.slash("general", "silent", json!({})).await.err() }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    sandbox.clock().advance(Duration::from_secs(3));
    assert_eq!(waits.await.unwrap(), Some(Trouble::DidNotRespond));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_a_person_installed_works_where_the_bot_is_not() {
    let (sandbox, _bot) = scene().await;
    let (bob, dave) = (sandbox.user("bob"), sandbox.user("dave"));
    let refused = bob
        .slash("shoal", "ask", json!({"question": "a"}))
        .await
        .err();
    let why = "the app is not installed here".to_owned();
    assert_eq!(refused, Some(Trouble::NotAllowed(why)));
    let reply = dave
        .slash("shoal", "ask", json!({"question": "a"}))
        .await
        .unwrap();
    assert!(!reply.message().unwrap().is_private());
    assert_eq!(bob.sees("shoal").unwrap().len(), 1);
    // Where the guild denies external apps, only the person sees the answer.
    sandbox.change_world(|world| {
        let (shoal, reef) = (
            world.channel("shoal").unwrap(),
            world.guild("Reef").unwrap(),
        );
        let owner = world.guilds[&reef].owner;
        world.guilds.get_mut(&reef).unwrap().owner = 0;
        world.overwrite(
            shoal,
            owner,
            0,
            pincite::sandbox::permissions::USE_EXTERNAL_APPS,
        );
    });
    let reply = dave
        .slash("shoal", "ask", json!({"question": "a"}))
        .await
        .unwrap();
    assert!(reply.message().unwrap().is_private());
    let group = sandbox.change_world(|world| world.add_group(&["bob", "dave"]));
    let reply = dave
        .slash(group, "ask", json!({"question": "a"}))
        .await
        .unwrap();
    assert_eq!(reply.first(), First::Message);
    assert_clean(&sandbox);
}
