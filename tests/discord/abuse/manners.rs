//! People who may not, messages that are none, floods, and a bot that may not.

use std::time::Duration;

use pincite::sandbox::permissions as may;
use serde_json::json;

use crate::discord::people::{holds, privately};
use crate::discord::stage::Stage;
use crate::harness::Place;

const COST: &str = "what did the harbour works cost?";
const MANAGERS: &str = "Only managers may do that here: people who may manage the server.";

/// What managers do is done for managers, whatever a client or a server's settings let through.
#[tokio::test(flavor = "multi_thread")]
async fn row_16_managers_commands_are_checked_on_every_use() {
    let stage = Stage::new().await;
    let file = stage
        .sandbox
        .user("mod")
        .attach("general", "a.txt", b"A text.")
        .unwrap();
    let commands = [
        ("report add", json!({"file": file.option()})),
        (
            "report replace",
            json!({"report": "harbour", "file": file.option()}),
        ),
        ("report remove", json!({"report": "harbour"})),
        ("report preview", json!({})),
        ("report missing", json!({"clear": true})),
        ("settings show", json!({})),
        ("settings reports", json!({"everybodys": false})),
        ("settings answers", json!({"public": "everywhere"})),
        ("settings publish", json!({"who": "everyone"})),
        ("settings moderators", json!({})),
        ("settings cooldown", json!({"person": 60})),
    ];
    for (command, options) in &commands {
        for who in ["mod@general", "alice@pier"] {
            let refused = stage.told_forging(who, command, options.clone()).await;
            privately(&refused, MANAGERS);
        }
        for who in ["boss@dm", "dave@shoal", "dave@dm"] {
            let refused = stage.told_forging(who, command, options.clone()).await;
            holds(
                &refused,
                "This works only in a server that Pincite is a member of.",
            );
        }
    }
    // One guild's manager is nobody in another.
    let refused = stage
        .told_forging("alice@pier", "settings show", json!({}))
        .await;
    privately(&refused, MANAGERS);
    let shown = stage.told("boss@general", "settings show", json!({})).await;
    holds(
        &shown,
        "**Answers are public:** nowhere; only who asks sees the answer",
    );
    holds(
        &shown,
        "**Questions a minute:** 600 (as everywhere) a person",
    );
    stage.end();
}

/// Messages that are not somebody's question to the bot are not answered.
#[tokio::test(flavor = "multi_thread")]
async fn row_19_the_bot_speaks_only_when_it_is_asked() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    let another = stage.sandbox.change_world(|world| {
        let id = world.add_person("Beep");
        world.people.get_mut(&id).unwrap().bot = true;
        let guild = world.guild("Harbour").unwrap();
        world.join(guild, "Beep", vec![]);
        "Beep"
    });
    let another = stage.sandbox.user(another);
    another.say("general", &format!("@Pincite {COST}")).unwrap();
    bob.say("general", COST).unwrap();
    let said = bob.say("general", "nothing at all").unwrap();
    bob.edit(&said, &format!("@Pincite {COST}")).unwrap();
    let picture = bob
        .attach("general", "a.png", b"\x89PNG\r\n\x1a\n")
        .unwrap();
    bob.say_with("general", "", &[picture]).unwrap();
    let answer = stage
        .says("alice@general", &format!("@Pincite {COST}"))
        .await;
    holds(&answer, "3,814 crowns");
    // A reply mentions the bot by itself; that alone asks nothing.
    bob.reply_to(&answer, "thanks, that is what I wanted", true)
        .unwrap();
    // Who deletes the question while it is answered still gets no error into the channel.
    let question = alice
        .say("general", "@Pincite when did the tram line open?")
        .unwrap();
    alice.delete(&question).unwrap();
    let later = alice.answer_to(&question).await.unwrap();
    holds(&later, "1999");
    assert_eq!(stage.from_bot("bob@general").len(), 2);
    stage.end();
}

/// A menu that the bot does not have, on messages of every kind.
#[tokio::test(flavor = "multi_thread")]
async fn row_19_an_unknown_menu_is_answered_on_any_message() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    let plain = alice
        .say("general", "The works cost 3,814 crowns.")
        .unwrap();
    let forwarded = alice.forward(&plain, "general").unwrap();
    let picture = alice
        .attach("general", "a.png", b"\x89PNG\r\n\x1a\n")
        .unwrap();
    let picture = alice.say_with("general", "", &[picture]).unwrap();
    let own = stage.says("alice@general", "@Pincite").await;
    let deleted = alice.say("general", "Soon gone.").unwrap();
    alice.delete(&deleted).unwrap();
    for message in [&plain, &forwarded, &picture, &own, &deleted] {
        let reply = alice
            .forging()
            .context_menu("Translate this", message)
            .await;
        let said = reply.unwrap().settled().await.unwrap();
        assert!(said.is_private());
        holds(&said, "Pincite does not know this command as you sent it.");
    }
    stage.end();
}

/// One person's flood is turned away with a sentence and touches nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn row_20_a_flood_of_one_person_is_refused_and_others_are_served() {
    let stage = Stage::with(Place::with_reports(), |config| {
        config.person_per_minute = 12;
        config.person_burst = 4;
    })
    .await;
    let alice = stage.sandbox.user("alice");
    let ask = || {
        alice
            .slash_quietly("general", "ask", json!({"question": COST}))
            .unwrap()
    };
    let replies: Vec<_> = (0..40).map(|_| ask()).collect();
    let mut answered = 0;
    for reply in &replies {
        let said = reply.settled().await.unwrap();
        if said.text().contains("3,814 crowns") {
            answered += 1;
        } else {
            assert!(
                said.text()
                    .starts_with("You ask faster than Pincite answers here; ask again in "),
                "{}",
                said.text()
            );
        }
    }
    // Four at once, and one more every five seconds that this takes on a slow machine.
    assert!((4..=8).contains(&answered), "{answered}");
    holds(&stage.asks("bob@general", COST).await, "3,814 crowns");
    assert_eq!(stage.sandbox.invalid_requests(), 0);
    stage.end();
}

/// A storm of half-typed options is answered with fewer choices, never with an error, and questions go on.
#[tokio::test(flavor = "multi_thread")]
async fn row_20_a_storm_of_typing_costs_nobody_an_answer() {
    let stage = Stage::new().await;
    let typing = |typed: String| {
        let stage = &stage;
        async move {
            stage
                .offered("alice@general", "ask", ("report", &typed))
                .await
                .len()
        }
    };
    let mut empty = 0;
    for round in 0..30 {
        let (one, two, three, four) = tokio::join!(
            typing("h".to_owned()),
            typing("ha".to_owned()),
            typing("har".to_owned()),
            typing(format!("har{round}"))
        );
        assert_eq!(four, 0);
        empty += [one, two, three]
            .iter()
            .filter(|number| **number == 0)
            .count();
    }
    assert!(empty > 0, "nothing was left out");
    holds(&stage.asks("bob@general", COST).await, "3,814 crowns");
    assert_eq!(stage.sandbox.invalid_requests(), 0);
    stage.end();
}

/// Where the bot may not do what is asked, that is said to the one who asked, with the permission's name.
#[tokio::test(flavor = "multi_thread")]
async fn row_29_a_missing_permission_is_named() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    let deny = |channel: &str, bits: u64| {
        stage.sandbox.change_world(|world| {
            let (channel, bot) = (world.channel(channel).unwrap(), world.app.id);
            world.overwrite(channel, bot, 0, bits);
        });
    };
    let lacks = |name: &str| {
        format!(
            "Pincite may not do that in this channel: it lacks the permission “{name}”. Somebody who manages the channel can grant it."
        )
    };
    for (place, bits, name) in [
        ("general", may::EMBED_LINKS, "Embed Links"),
        ("general", may::SEND_MESSAGES, "Send Messages"),
        ("evidence", may::VIEW_CHANNEL, "Send Messages"),
    ] {
        deny(place, bits);
        let who = format!("mod@{place}");
        let answer = stage.asks(&who, COST).await;
        let opened = stage.presses("mod", &answer, "More").await;
        privately(&stage.presses("mod", &opened, "Share").await, &lacks(name));
    }
    deny("general", may::SEND_MESSAGES_IN_THREADS);
    let answer = stage.asks("mod@tides", COST).await;
    let opened = stage.presses("mod", &answer, "More").await;
    privately(
        &stage.presses("mod", &opened, "Share").await,
        &lacks("Send Messages in Threads"),
    );
    // A mention is told so in the channel itself, once.
    deny("general", may::EMBED_LINKS);
    let said = stage
        .says("alice@general", &format!("@Pincite {COST}"))
        .await;
    assert_eq!(said.text(), lacks("Embed Links"));
    // And where the bot may not write, it does not try.
    deny("general", may::SEND_MESSAGES);
    stage
        .sandbox
        .user("alice")
        .say("general", &format!("@Pincite {COST}"))
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(stage.sandbox.invalid_requests(), 0);
    stage.end();
}
