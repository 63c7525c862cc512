//! The buttons under an answer, and whose message they change.

use pincite::sandbox::{Seen, User};
use serde_json::json;

use super::library::{asks, make_public, presses, says, with_archive};
use super::stage::{Stage, read, reads};

#[tokio::test(flavor = "multi_thread")]
async fn next_goes_through_every_excerpt_and_around() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "the harbour vote and the League's boatmen").await;
    let mut shown = vec![first.text()];
    let mut message = first.clone();
    loop {
        message = presses(&alice, &message, "Next").await;
        assert_eq!(message.id, first.id, "it changes, and no message is added");
        if message.text() == first.text() || shown.len() > 5 {
            break;
        }
        shown.push(message.text());
    }
    assert_eq!(message.text(), first.text());
    let all: Vec<String> = shown
        .iter()
        .map(|text| {
            text.lines()
                .find(|line| line.starts_with("> "))
                .unwrap_or(text)
                .to_owned()
        })
        .collect();
    assert_eq!(
        all.join("\n"),
        "\
> We assess that the Marsh **League** tried to influence the **harbour vote** of 2020. It paid 40 **boatmen** to spread false tide tables. We have high confidence in this judgment. However, the Fisheries Office judges that the **League** acted for profit.
> The **League** paid the **boatmen** through a shell company called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.
> The Gull Coast did not try to influence the **vote**. It considered letters against the **harbour** master, and dropped the plan in June 2020.
> **Harbour** inquiry
> The Orwell company dredged the **harbour** in 2014. The works cost 3,814 crowns."
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn more_opens_the_passage_in_reading_order_and_less_closes_it() {
    let stage = with_archive().await;
    let moderator = stage.sandbox.user("mod");
    let first = asks(&moderator, "who paid through a shell company?").await;
    let opened = presses(&moderator, &first, "More").await;
    reads(
        &opened,
        "
(only you)
who paid through a shell company?
> Key judgments
>
> We assess that the Marsh League tried to influence the harbour vote of 2020. It paid 40 boatmen to spread false tide tables. We have high confidence in this judgment. However, the Fisheries Office judges that the League acted for profit.
[Same report, p. 1](<https://tide.example/threats.pdf#page=1>)

> 2\\. Methods
>
> **The League paid the boatmen through a shell company called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.**
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 2](<https://tide.example/threats.pdf#page=2>)

> 3\\. Gull Coast
>
> The Gull Coast did not try to influence the vote. It considered letters against the harbour master, and dropped the plan in June 2020.
[Same report, p. 3](<https://tide.example/threats.pdf#page=3>)
Receipt … (of the words in bold)
[Less] [Share] [Dismiss]
",
    );
    let closed = presses(&moderator, &opened, "Less").await;
    assert_eq!(closed.id, first.id);
    // The bold words are found anew, by the question's words alone.
    assert_eq!(
        read(&closed).replace("**", ""),
        read(&first).replace("**", "")
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn more_in_a_report_without_pages_names_sections() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "who was unhurt?").await;
    reads(
        &first,
        "
(only you)
who was unhurt?
> The driver Ana Petrova was **unhurt**.
*Tram notes*, undated, § Depot, ¶ 2
Receipt …
[More] [See text] [Copy]
",
    );
    let opened = presses(&alice, &first, "More").await;
    reads(
        &opened,
        "
(only you)
who was unhurt?
> Tram notes
>
> The tram line opened in 1999. Its depot burned down.
Same report, § Tram notes, ¶ 1

> Depot
>
> **The driver Ana Petrova was unhurt.**
*Tram notes*, undated, § Depot, ¶ 2
Receipt … (of the words in bold)
[Less] [Dismiss]
",
    );
    stage.end();
}

/// A program built for tests does not always draw in time on a busy machine; people would press again, too.
async fn sees_page(person: &User, message: &Seen) -> Seen {
    for _ in 0..20 {
        let reply = person.press(message, "See page").await.unwrap();
        let page = reply.settled().await.unwrap();
        if !page.text().contains("it takes more than 2 seconds") {
            return page;
        }
    }
    panic!("no page was drawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn see_page_is_a_private_picture_with_the_words_outlined() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(
        &alice,
        "when was the lighthouse on the Orwell rock rebuilt?",
    )
    .await;
    reads(
        &first,
        "
(only you)
when was the lighthouse on the Orwell rock rebuilt?
> The **lighthouse** on the **Orwell rock** was **rebuilt** in 1907 after the great storm.
>
> Nobody was hurt when its old lamp fell into the sea.
[Coast Office, *The Lighthouse*, 1908, p. i (PDF p. 1)](<https://coast.example/light.pdf#page=1>)
Receipt … · 1 of 2
[Next] [More] [See page] [Copy]
",
    );
    let page = sees_page(&alice, &first).await;
    reads(
        &page,
        "
(only you)
[Coast Office, *The Lighthouse*, 1908, p. i (PDF p. 1)](<https://coast.example/light.pdf#page=1>)
",
    );
    let picture = &page.attachments()[0];
    assert_eq!(picture["filename"], "page-1.png");
    assert_eq!(
        picture["description"],
        "Page 1 of The Lighthouse, the quoted words outlined"
    );
    assert!(picture["size"].as_u64().unwrap() <= 1_500_000);
    assert_eq!(alice.again(&first), Some(first), "the answer stays");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_picture_is_shown_as_text() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "did divers find cracks in the piers?").await;
    let page = presses(&alice, &first, "See text").await;
    reads(
        &page,
        "
(only you)
> 1\\. Findings
>
> The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
Same report, p. 1

> 2\\. Bridge
>
> **The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.**
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt … (of the words in bold)
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_is_plain_text_with_all_that_belongs_to_a_quotation() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "who paid through a shell company?").await;
    let copy = presses(&alice, &first, "Copy").await;
    reads(
        &copy,
        "
(only you)
“The League paid the boatmen through a shell company called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.”
Tide Office, Foreign Threats to the Harbour Vote, 10 March 2021, p. 2
https://tide.example/threats.pdf#page=2
Receipt …
",
    );
    assert_eq!(copy.text(), copy.content());
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn share_posts_the_excerpt_without_the_question_and_only_once() {
    let stage = with_archive().await;
    let (bob, moderator) = (stage.sandbox.user("bob"), stage.sandbox.user("mod"));
    let first = asks(&moderator, "who paid through a shell company?").await;
    let opened = presses(&moderator, &first, "More").await;
    let pressed = moderator.press(&opened, "Share").await.unwrap();
    let posted = pressed.follow_up(0).await.unwrap();
    reads(
        &posted,
        "
> The League **paid** the boatmen through a **shell company** called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 2](<https://tide.example/threats.pdf#page=2>)
Receipt …
[More] [See text] [Copy]
",
    );
    reads(
        &moderator.again(&opened).unwrap(),
        "
(only you)
Shared with this channel.
who paid through a shell company?
> Key judgments
>
> We assess that the Marsh League tried to influence the harbour vote of 2020. It paid 40 boatmen to spread false tide tables. We have high confidence in this judgment. However, the Fisheries Office judges that the League acted for profit.
[Same report, p. 1](<https://tide.example/threats.pdf#page=1>)

> 2\\. Methods
>
> **The League paid the boatmen through a shell company called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.**
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 2](<https://tide.example/threats.pdf#page=2>)

> 3\\. Gull Coast
>
> The Gull Coast did not try to influence the vote. It considered letters against the harbour master, and dropped the plan in June 2020.
[Same report, p. 3](<https://tide.example/threats.pdf#page=3>)
Receipt … (of the words in bold)
[Less] [Dismiss]
",
    );
    assert_eq!(bob.sees("general").unwrap(), [posted]);
    // A second press, from a client that still shows the button.
    let again = moderator.forging();
    let button = opened
        .buttons()
        .into_iter()
        .find(|one| one.label == "Share");
    let said = presses(&again, &opened, &button.unwrap().custom_id).await;
    reads(
        &said,
        "
(only you)
This button is not one that Pincite knows; ask again with /ask.
",
    );
    assert_eq!(bob.sees("general").unwrap().len(), 1);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shared_of_a_weak_match_says_that_it_is_weak() {
    let stage = with_archive().await;
    let moderator = stage.sandbox.user("mod");
    let first = asks(
        &moderator,
        "did the Marsh League try to influence the harbour vote of 2024?",
    )
    .await;
    let opened = presses(&moderator, &first, "More").await;
    reads(
        &opened,
        "
(only you)
did the Marsh League try to influence the harbour vote of 2024?
Your question says 2024; nothing here covers 2024. This is a weak match.

> Key judgments
>
> **We assess that the Marsh League tried to influence the harbour vote of 2020. It paid 40 boatmen to spread false tide tables. We have high confidence in this judgment. However, the Fisheries Office judges that the League acted for profit.**
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 1](<https://tide.example/threats.pdf#page=1>)

> 2\\. Methods
>
> The League paid the boatmen through a shell company called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.
[Same report, p. 2](<https://tide.example/threats.pdf#page=2>)
Receipt … (of the words in bold)
[Less] [Share] [Dismiss]
",
    );
    let pressed = moderator.press(&opened, "Share").await.unwrap();
    reads(
        &pressed.follow_up(0).await.unwrap(),
        "
A weak match for the question that it was found with.

> We assess that the **Marsh League** tried to **influence** the **harbour vote** of 2020. It paid 40 boatmen to spread false tide tables. We have high confidence in this judgment. However, the Fisheries Office judges that the **League** acted for profit.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 1](<https://tide.example/threats.pdf#page=1>)
Receipt …
[More] [See text] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_match_is_called_weak_on_every_excerpt_of_it() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(
        &alice,
        "did the Marsh League try to influence the harbour vote of 2024?",
    )
    .await;
    let next = presses(&alice, &first, "Next").await;
    reads(
        &next,
        "
(only you)
did the Marsh League try to influence the harbour vote of 2024?
Your question says 2024; nothing here covers 2024. This is a weak match.

> The Gull Coast did not try to **influence** the **vote**. It considered letters against the **harbour** master, and dropped the plan in June 2020.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 3](<https://tide.example/threats.pdf#page=3>)
Receipt … · 2 of 5
[Next] [More] [See text] [Copy]
",
    );
    let opened = presses(&alice, &first, "More").await;
    let closed = presses(&alice, &opened, "Less").await;
    assert_eq!(closed.text(), next.text());
    assert_eq!(closed.embeds()[0]["color"], first.embeds()[0]["color"]);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_is_offered_only_to_those_who_may_and_where_it_makes_sense() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let question = "who paid through a shell company?";
    let opened = presses(&alice, &asks(&alice, question).await, "More").await;
    assert_eq!(opened.labels(), ["Less", "Dismiss"]);
    let asked = alice.dm(question).unwrap();
    let answer = alice.answer_to(&asked).await.unwrap();
    assert_eq!(
        presses(&alice, &answer, "More").await.labels(),
        ["Less", "Dismiss"]
    );
    make_public(&stage, "evidence").await;
    let reply = says(&alice, "evidence", "ask", json!({"question": question})).await;
    let opened = presses(&alice, &reply, "More").await;
    assert_eq!(opened.labels(), ["Less", "Share", "Dismiss"]);
    let pressed = alice.press(&opened, "Share").await.unwrap();
    assert!(!pressed.follow_up(0).await.unwrap().is_private());
    // What everybody sees already needs no sharing.
    let options = json!({"question": question, "share": true});
    let public = says(&alice, "evidence", "ask", options).await;
    assert_eq!(
        presses(&alice, &public, "More").await.labels(),
        ["Less", "Dismiss"]
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_gets_a_private_copy_of_a_public_answer() {
    let stage = with_archive().await;
    let (bob, moderator) = (stage.sandbox.user("bob"), stage.sandbox.user("mod"));
    let options = json!({"question": "the harbour vote and the League's boatmen", "share": true});
    let public = says(&moderator, "general", "ask", options).await;
    for button in ["Next", "More"] {
        let own = presses(&bob, &public, button).await;
        assert!(own.is_private() && own.id != public.id, "{button}");
        // And that copy is the stranger's own to turn.
        let last = own.labels()[0].clone();
        let turned = presses(&bob, &own, &last).await;
        assert_eq!(turned.id, own.id, "{button}, then {last}");
    }
    assert_eq!(bob.again(&public), Some(public.clone()), "the answer stays");
    let own = presses(&moderator, &public, "Next").await;
    assert_eq!(own.id, public.id, "those who asked turn their own");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn dismiss_is_for_the_asker_and_moderators() {
    let stage = with_archive().await;
    let (alice, bob, moderator) = (
        stage.sandbox.user("alice"),
        stage.sandbox.user("bob"),
        stage.sandbox.user("mod"),
    );
    make_public(&stage, "general").await;
    for remover in [&alice, &moderator] {
        let asked = alice.say("general", "@Pincite who was unhurt?").unwrap();
        let answer = alice.answer_to(&asked).await.unwrap();
        let opened = presses(&alice, &answer, "More").await;
        let refused = presses(&bob, &opened, "Dismiss").await;
        reads(
            &refused,
            "
(only you)
Only the person who asked, or a moderator, may take this answer away.
",
        );
        remover.press(&opened, "Dismiss").await.unwrap();
        stage.until(|_| alice.again(&opened).is_none()).await;
    }
    let private = asks(&bob, "who was unhurt?").await;
    let opened = presses(&bob, &private, "More").await;
    bob.press(&opened, "Dismiss").await.unwrap();
    stage.until(|_| bob.again(&opened).is_none()).await;
    stage.end();
}
