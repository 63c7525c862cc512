//! Replies to the bot's answers: which of them are questions, and what they take along.

use pincite::sandbox::Seen;

use super::library::{make_public, presses, stays_silent, with_archive};
use super::stage::{Stage, reads};

async fn answered(stage: &Stage, question: &str) -> Seen {
    make_public(stage, "general").await;
    let alice = stage.sandbox.user("alice");
    let asked = alice
        .say("general", &format!("@Pincite {question}"))
        .unwrap();
    alice.answer_to(&asked).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_with_a_question_mark_or_a_typed_mention_is_a_question() {
    let stage = with_archive().await;
    let bob = stage.sandbox.user("bob");
    let answer = answered(&stage, "who was unhurt?").await;
    // Discord's client mentions the author of a message that is replied to, unless that is switched off.
    for (text, mention) in [
        ("who dredged the harbour?", true),
        ("@Pincite who dredged the harbour", false),
    ] {
        let asked = bob.reply_to(&answer, text, mention).unwrap();
        let reply = bob.answer_to(&asked).await.unwrap();
        assert!(reply.text().contains("Orwell company"), "{text}");
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_reply_is_talk_between_people() {
    let stage = with_archive().await;
    let bob = stage.sandbox.user("bob");
    let answer = answered(&stage, "who was unhurt?").await;
    // Without a mention, Discord does not even tell the bot what it says.
    let unseen = bob
        .reply_to(&answer, "who dredged the harbour?", false)
        .unwrap();
    let thanks = bob
        .reply_to(&answer, "thanks, that is what I meant", true)
        .unwrap();
    let to_a_person = bob
        .reply_to(&thanks, "who dredged the harbour?", true)
        .unwrap();
    stays_silent(&bob, &[unseen, thanks, to_a_person]).await;
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_borrows_the_first_questions_words_and_says_so() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let answer = answered(&stage, "did the Marsh League try to influence the vote?").await;
    let asked = alice
        .reply_to(&answer, "and the Gull Coast?", true)
        .unwrap();
    let reply = alice.answer_to(&asked).await.unwrap();
    reads(
        &reply,
        "
and the Gull Coast?
Searched with: “did the Marsh League try to influence the vote?”

> The **Gull Coast** did not try to **influence** the **vote**. It considered letters against the harbour master, and dropped the plan in June 2020.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 3](<https://tide.example/threats.pdf#page=3>)
Receipt … · 1 of 5
[Next] [More] [See text] [Copy]
",
    );
    // It stays said when the pages are turned.
    let opened = presses(&alice, &reply, "More").await;
    reads(
        &opened,
        "
and the Gull Coast?
Searched with: “did the Marsh League try to influence the vote?”

> 2\\. Methods
>
> The League paid the boatmen through a shell company called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.
[Same report, p. 2](<https://tide.example/threats.pdf#page=2>)

> 3\\. Gull Coast
>
> **The Gull Coast did not try to influence the vote. It considered letters against the harbour master, and dropped the plan in June 2020.**
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 3](<https://tide.example/threats.pdf#page=3>)

> Annex
>
> On day 1 the tide gauge at the old pier stood still. On day 2 the tide gauge at the old pier stood still. On day 3 the tide gauge at the old pier stood still. On day 4 the tide gauge at the old pier stood still. On day 5 the tide gauge at the old pier stood still. On day 6 the tide gauge at the old pier stood still. On day 7 the tide gauge at the old pier stood still. On day 8 the tide gauge at the old pier stood still. On day 9 the tide gauge at the old pier stood still. \\[…]
[Same report, p. 4](<https://tide.example/threats.pdf#page=4>)
Receipt … (of the words in bold)
[Less] [Dismiss]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_in_a_direct_message() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let asked = alice
        .dm("did the Marsh League try to influence the vote?")
        .unwrap();
    let answer = alice.answer_to(&asked).await.unwrap();
    let asked = alice
        .reply_to(&answer, "and the Gull Coast", false)
        .unwrap();
    let reply = alice.answer_to(&asked).await.unwrap();
    assert!(reply.text().contains("Searched with:"), "{}", reply.text());
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_thread_replies_are_answered_in_the_thread() {
    let stage = with_archive().await;
    make_public(&stage, "general").await;
    let alice = stage.sandbox.user("alice");
    let asked = alice.say("tides", "@Pincite who was unhurt?").unwrap();
    let answer = alice.answer_to(&asked).await.unwrap();
    let asked = alice
        .reply_to(&answer, "who dredged the harbour?", true)
        .unwrap();
    let reply = alice.answer_to(&asked).await.unwrap();
    assert_eq!(reply.channel, asked.channel);
    assert_eq!(alice.sees("general").unwrap(), []);
    stage.end();
}
