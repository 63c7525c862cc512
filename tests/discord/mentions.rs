//! Mentions, direct messages, and everything that is not addressed to the bot.

use serde_json::json;

use super::library::{make_public, says, stays_silent, with_archive};
use super::stage::{Stage, reads};

#[tokio::test(flavor = "multi_thread")]
async fn where_answers_are_private_a_mention_gets_one_hint_a_minute() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    let asked = alice.say("general", "@Pincite who was unhurt?").unwrap();
    let hint = alice.answer_to(&asked).await.unwrap();
    reads(
        &hint,
        "
Answers are private in this channel: type /ask and your question, and only you will see the answer.
",
    );
    let second = bob.say("general", "@Pincite who was unhurt?").unwrap();
    let elsewhere = bob.say("evidence", "@Pincite who was unhurt?").unwrap();
    let other = bob.answer_to(&elsewhere).await.unwrap();
    assert_eq!(other.text(), hint.text());
    stays_silent(&bob, &[second]).await;
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_answers_are_public_a_mention_is_answered_there_and_in_its_threads() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    make_public(&stage, "general").await;
    for place in ["general", "tides"] {
        let asked = alice.say(place, "@Pincite who was unhurt?").unwrap();
        let answer = alice.answer_to(&asked).await.unwrap();
        reads(
            &answer,
            "
who was unhurt?
> The driver Ana Petrova was **unhurt**.
*Tram notes*, undated, § Depot, ¶ 2
Receipt …
[More] [See text] [Copy]
",
        );
        assert_eq!(answer.channel, asked.channel);
        assert_eq!(
            answer.json["message_reference"]["message_id"],
            asked.id.to_string()
        );
    }
    let asked = alice.say("evidence", "@Pincite who was unhurt?").unwrap();
    let hint = alice.answer_to(&asked).await.unwrap();
    assert!(hint.text().starts_with("Answers are private"));
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn public_everywhere_and_nowhere_again() {
    let stage = Stage::new().await;
    let (alice, boss) = (stage.sandbox.user("alice"), stage.sandbox.user("boss"));
    for (public, begins) in [
        ("everywhere", "who was unhurt?"),
        ("nowhere", "Answers are private"),
    ] {
        says(
            &boss,
            "general",
            "settings answers",
            json!({"public": public}),
        )
        .await;
        for place in ["evidence", "sealed"] {
            let asked = alice.say(place, "who was unhurt? @Pincite").unwrap();
            let answer = alice.answer_to(&asked).await.unwrap();
            assert!(
                answer.text().starts_with(begins),
                "{place}: {}",
                answer.text()
            );
        }
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_of_the_bots_role_gets_a_hint() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    let role = stage.sandbox.world(|world| {
        let guild = &world.guilds[&world.guild("Harbour").unwrap()];
        let own = guild
            .roles
            .values()
            .find(|role| role.managed_by == Some(world.app.id));
        own.unwrap().id
    });
    let asked = alice
        .say("general", &format!("<@&{role}> who was unhurt?"))
        .unwrap();
    reads(
        &alice.answer_to(&asked).await.unwrap(),
        "
You mentioned Pincite's role, and roles cannot be asked. Mention the bot itself, or type /ask and your question.
",
    );
    let other = alice.say("general", "@moderators who was unhurt?").unwrap();
    stays_silent(&alice, &[other]).await;
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_without_words_is_told_how_to_ask() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    let greeted = alice.say("general", "  @Pincite ").unwrap();
    reads(
        &alice.answer_to(&greeted).await.unwrap(),
        "
Write your question after the mention, or type /ask and your question. /reports lists what can be searched, /help tells more.
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_message_is_a_question_of_its_own() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let asked = alice.dm("who was unhurt?").unwrap();
    let answer = alice.answer_to(&asked).await.unwrap();
    reads(
        &answer,
        "
who was unhurt?
> The driver Ana Petrova was **unhurt**.
*Tram notes*, undated, § Depot, ¶ 2
Receipt …
[More] [See text] [Copy]
",
    );
    let asked = alice.dm("who painted the submarine yellow?").unwrap();
    reads(
        &alice.answer_to(&asked).await.unwrap(),
        "
who painted the submarine yellow?
The reports do not answer this. 5 reports, 16 passages searched.
Nowhere in them: painted, submarine and yellow.
",
    );
    let long = alice.dm(&"harbour ".repeat(70)).unwrap();
    reads(
        &alice.answer_to(&long).await.unwrap(),
        "
Your question is longer than 500 characters, so nothing was searched; ask with its most telling words.
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_addressed_to_the_bot_is_not_answered() {
    let stage = with_archive().await;
    make_public(&stage, "general").await;
    let robot = stage.sandbox.change_world(|world| {
        let robot = world.add_person("robot");
        world.people.get_mut(&robot).unwrap().bot = true;
        let guild = world.guild("Harbour").unwrap();
        world.join(guild, "robot", vec![]);
        robot
    });
    let (alice, robot_user) = (stage.sandbox.user("alice"), stage.sandbox.user("robot"));
    assert_eq!(robot_user.id(), robot);
    let plain = alice.say("general", "who was unhurt, Pincite?").unwrap();
    let of_a_bot = robot_user
        .say("general", "@Pincite who was unhurt?")
        .unwrap();
    let crowd = alice
        .say("general", "@everyone @here who was unhurt?")
        .unwrap();
    // The same message again, as a webhook sends it.
    let mut hooked = of_a_bot.json.clone();
    hooked["id"] = json!((of_a_bot.id + 1).to_string());
    hooked["webhook_id"] = json!("41771983423143937");
    hooked["author"]["bot"] = json!(false);
    stage.sandbox.gateway().event("MESSAGE_CREATE", &hooked);
    // A message becomes no question by being changed later.
    let edited = alice.say("general", "good morning").unwrap();
    alice.edit(&edited, "@Pincite who was unhurt?").unwrap();
    stays_silent(&alice, &[plain, of_a_bot, crowd, edited]).await;
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_stays_when_its_question_is_changed() {
    let stage = with_archive().await;
    make_public(&stage, "general").await;
    let alice = stage.sandbox.user("alice");
    let asked = alice.say("general", "@Pincite who was unhurt?").unwrap();
    let answer = alice.answer_to(&asked).await.unwrap();
    alice
        .edit(&asked, "@Pincite who dredged the harbour?")
        .unwrap();
    stays_silent(&alice, std::slice::from_ref(&answer)).await;
    assert_eq!(alice.again(&answer).unwrap().text(), answer.text());
    stage.end();
}
