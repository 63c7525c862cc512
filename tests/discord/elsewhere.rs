//! The bot as a person brings it along: in a guild without it, and between people.

use serde_json::json;

use super::library::{presses, says, with_archive};
use super::stage::reads;

#[tokio::test(flavor = "multi_thread")]
async fn in_a_guild_without_the_bot_everything_is_private() {
    let stage = with_archive().await;
    let (dave, bob) = (stage.sandbox.user("dave"), stage.sandbox.user("bob"));
    let options = json!({"question": "who was unhurt?", "share": true});
    let reply = says(&dave, "shoal", "ask", options).await;
    reads(
        &reply,
        "
(only you)
Shown only to you: Pincite is not a member here.
who was unhurt?
> The driver Ana Petrova was **unhurt**.
*Tram notes*, undated, § Depot, ¶ 2
Receipt …
[More] [See text] [Copy]
",
    );
    let opened = presses(&dave, &reply, "More").await;
    assert_eq!(opened.labels(), ["Less", "Dismiss"]);
    let silent = says(
        &dave,
        "shoal",
        "ask",
        json!({"question": "who painted the submarine yellow?"}),
    )
    .await;
    reads(
        &silent,
        "
(only you)
who painted the submarine yellow?
The reports do not answer this. 5 reports, 16 passages searched.
Nowhere in them: painted, submarine and yellow.
",
    );
    assert_eq!(bob.sees("shoal").unwrap(), []);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn between_people_everything_is_private_too() {
    let stage = with_archive().await;
    let dave = stage.sandbox.user("dave");
    let (two, many) = stage.sandbox.change_world(|world| {
        let (dave, bob) = (world.person("dave").unwrap(), world.person("bob").unwrap());
        (
            world.dm(dave, bob),
            world.add_group(&["dave", "bob", "carol"]),
        )
    });
    let bob = stage.sandbox.user("bob");
    for place in [two, many] {
        for (command, options) in [
            ("ask", json!({"question": "who was unhurt?", "share": true})),
            ("quote", json!({"report": "tram"})),
            ("reports", json!({})),
            ("help", json!({})),
            ("privacy", json!({})),
            (
                "verify",
                json!({"receipt": stage.place.receipt("who was unhurt?")}),
            ),
        ] {
            let reply = dave.slash(place, command, options).await.unwrap();
            let reply = reply.settled().await.unwrap();
            assert!(reply.is_private(), "{command}");
        }
        assert_eq!(bob.sees(place).unwrap(), []);
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guilds_own_reports_do_not_travel() {
    let stage = with_archive().await;
    // The tram notes become the harbour's own.
    let guild = stage.sandbox.world(|world| world.guild("Harbour").unwrap());
    stage.place.run(["remove", "tram"]).done();
    stage
        .place
        .file("tram.toml", format!("scope = \"{guild}\"\n"));
    stage.place.run(["ingest", "tram.md"]).done();
    stage
        .sandbox
        .forbid("Petrova", &["alice", "bob", "mod", "boss", "owner"]);
    let (alice, dave) = (stage.sandbox.user("alice"), stage.sandbox.user("dave"));
    let question = json!({"question": "was the driver Ana Petrova unhurt?"});
    let here = says(&alice, "general", "ask", question.clone()).await;
    assert!(here.text().contains("Petrova"));
    let question = json!({"question": "was the tram driver unhurt?"});
    let there = says(&dave, "shoal", "ask", question).await;
    reads(
        &there,
        "
(only you)
was the tram driver unhurt?
The reports do not answer this. 4 reports, 14 passages searched.
Nowhere in them: tram and unhurt.
[Closest passage]
",
    );
    stage.end();
}
