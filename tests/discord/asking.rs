//! `/ask`: what is answered, how sure, and who sees it.

use serde_json::json;

use super::library::{archive, asks, make_public, says, with_archive};
use super::stage::{Stage, reads};
use crate::harness::Place;

#[tokio::test(flavor = "multi_thread")]
async fn a_question_gets_one_cited_excerpt_that_only_the_asker_sees() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    let reply = asks(&alice, "what did the harbour works cost?").await;
    reads(
        &reply,
        "
(only you)
what did the harbour works cost?
> The **works cost** 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 1 of 3
[Next] [More] [See text] [Copy]
",
    );
    assert_eq!(bob.sees("general").unwrap(), []);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_excerpt_begins_with_the_sentence_that_answers_and_keeps_its_qualifier() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(
        &alice,
        "how confident are they that the League tried to influence the vote?",
    )
    .await;
    reads(
        &reply,
        "
(only you)
how confident are they that the League tried to influence the vote?
> We assess that the Marsh **League** tried to **influence** the harbour **vote** of 2020. It paid 40 boatmen to spread false tide tables. We have high **confidence** in this judgment. However, the Fisheries Office judges that the **League** acted for profit.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 1](<https://tide.example/threats.pdf#page=1>)
Receipt … · 1 of 5
[Next] [More] [See text] [Copy]
",
    );
    let reply = asks(&alice, "who paid boatmen to spread false tide tables?").await;
    reads(
        &reply,
        "
(only you)
who paid boatmen to spread false tide tables?
> We assess that the Marsh League tried to influence the harbour vote of 2020. It **paid** 40 **boatmen** to **spread false tide tables**. We have high confidence in this judgment. However, the Fisheries Office judges that the League acted for profit.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 1](<https://tide.example/threats.pdf#page=1>)
Receipt … · 1 of 5
[Next] [More] [See text] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_that_stands_nowhere_is_said_first() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(
        &alice,
        "did the Marsh League try to influence the harbour vote of 2024?",
    )
    .await;
    reads(
        &reply,
        "
(only you)
did the Marsh League try to influence the harbour vote of 2024?
Your question says 2024; nothing here covers 2024. This is a weak match.

> We assess that the **Marsh League** tried to **influence** the **harbour vote** of 2020. It paid 40 boatmen to spread false tide tables. We have high confidence in this judgment. However, the Fisheries Office judges that the **League** acted for profit.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 1](<https://tide.example/threats.pdf#page=1>)
Receipt … · 1 of 5
[Next] [More] [See text] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_that_stands_elsewhere_is_said_first_too() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(&alice, "did the Orwell company dredge the harbour in 2016?").await;
    reads(
        &reply,
        "
(only you)
did the Orwell company dredge the harbour in 2016?
Your question says 2016; the best match does not. This is a weak match.

> The **Orwell company dredged** the **harbour** in 2014. The works cost 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1

The same words also stand in *Press notes on the harbour inquiry*.
Receipt … · 1 of 5
[Next] [More] [See text] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_stand_apart_make_a_weak_match() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(
        &alice,
        "what did the harbour works cost, because the paper says something else about it?",
    )
    .await;
    reads(
        &reply,
        "
(only you)
what did the harbour works cost, because the paper says something else about it?
Weak match: some of your question's words stand here, but not all of them together.

> The **works cost** 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1

The same words also stand in *Press notes on the harbour inquiry*.
Receipt … · 1 of 5
[Next] [More] [See text] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_reports_are_silent_it_says_why_and_shows_the_closest_on_demand() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(
        &alice,
        "who won the chess championship in Reykjavik, and did the keeper watch?",
    )
    .await;
    reads(
        &reply,
        "
(only you)
who won the chess championship in Reykjavik, and did the keeper watch?
The reports do not answer this. 5 reports, 16 passages searched.
Your question says Reykjavik; nothing here covers Reykjavik.
Nowhere in them: won, chess, championship and watch.
[Closest passage] [Tell the moderators it is missing]
",
    );
    let lines = reply.embeds()[0]["description"].as_str().unwrap().lines();
    assert!(
        lines
            .map(|line| line.chars().count().div_ceil(45))
            .sum::<usize>()
            <= 6
    );
    let closest = super::library::presses(&alice, &reply, "Closest passage").await;
    reads(
        &closest,
        "
(only you)
who won the chess championship in Reykjavik, and did the keeper watch?
The closest passage. It does not answer the question.

> The **keeper** asked for three beacons more. The board did not answer his letter.
[Coast Office, *The Lighthouse*, 1908, p. ii (PDF p. 2)](<https://coast.example/light.pdf#page=2>)
Receipt …
[More] [See page] [Copy] [Tell the moderators it is missing]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_stand_only_apart_are_named() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(
        &alice,
        "did Petrova see the Reykjavik telescope, the violin and the beacons in 1999?",
    )
    .await;
    reads(
        &reply,
        "
(only you)
did Petrova see the Reykjavik telescope, the violin and the beacons in 1999?
The reports do not answer this. 5 reports, 16 passages searched.
Your question says Reykjavik; nothing here covers Reykjavik.
Nowhere in them: telescope and violin.
Only apart from the rest: 1999 and beacons.
[Closest passage] [Tell the moderators it is missing]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_at_all_in_common_leaves_nothing_to_show() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(&alice, "Quetzalcoatl?").await;
    reads(
        &reply,
        "
(only you)
Quetzalcoatl?
The reports do not answer this. 5 reports, 16 passages searched.
Nowhere in them: Quetzalcoatl.
[Tell the moderators it is missing]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_moderators_are_told_what_is_missing_once_and_only_on_a_press() {
    let stage = with_archive().await;
    let (alice, bob, boss) = (
        stage.sandbox.user("alice"),
        stage.sandbox.user("bob"),
        stage.sandbox.user("boss"),
    );
    let unpressed = asks(&alice, "who feeds the zebras?").await;
    assert!(
        unpressed
            .labels()
            .contains(&"Tell the moderators it is missing".to_owned())
    );
    for person in [&alice, &bob] {
        let reply = asks(person, "who painted the submarine yellow?").await;
        let told =
            super::library::presses(person, &reply, "Tell the moderators it is missing").await;
        reads(
            &told,
            "
(only you)
The question is on the managers' list of what the reports do not answer. Nothing about you was written down.
",
        );
    }
    let list = says(&boss, "general", "report missing", json!({})).await;
    reads(
        &list,
        "
(only you)
What the reports do not answer
- “who painted the submarine yellow?” (2 times, last <t:1767614400:d>)
1 question
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_of_common_words_is_told_what_to_add() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    for (question, told) in [
        (
            "what is it?",
            "
(only you)
what is it?
Every word of your question is too common to search for; add a name, a number or a subject.
",
        ),
        (
            "???",
            "
(only you)
???
There is no word to search for in your question; ask with a few words, such as: who paid for the troll farm?
",
        ),
        (
            "harbour after:2099",
            "
(only you)
harbour after:2099
No report here fits report:, after: or before: in your question; leave them out, or see which reports there are.
",
        ),
    ] {
        reads(&asks(&alice, question).await, told);
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_report_by_its_id_or_by_words_of_its_title() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let question = "what did the works cost?";
    for report in ["harbour", "inquiry port board", "HARBOUR INQUIRY port"] {
        let options = json!({"question": question, "report": report});
        let reply = says(&alice, "general", "ask", options).await;
        reads(
            &reply,
            "
(only you)
what did the works cost?
> The **works cost** 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt …
[More] [See text] [Copy]
",
        );
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_not_there_or_not_clear() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    for (report, told) in [
        (
            "submarine",
            "
(only you)
No report that can be searched here is called “submarine”; /reports lists them.
",
        ),
        (
            "inquiry",
            "
(only you)
“inquiry” may mean several reports; name one:
- The Harbour Inquiry
- Press notes on the harbour inquiry
",
        ),
        (
            "*_~ `@everyone` <@1>",
            "
(only you)
No report that can be searched here is called “\\*\\_\\~ \\`\\@everyone\\` \\<\\@1>”; /reports lists them.
",
        ),
    ] {
        let options = json!({"question": "what did the works cost?", "report": report});
        reads(&says(&alice, "general", "ask", options).await, told);
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn phrases_minus_and_dates_narrow_the_search() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    for (question, told) in [
        (
            "\"through a shell company\"",
            "
(only you)
\"through a shell company\"
> The League paid the boatmen through a **shell company** called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 2](<https://tide.example/threats.pdf#page=2>)
Receipt …
[More] [See text] [Copy]
",
        ),
        (
            "the vote -boatmen after:2018",
            "
(only you)
the vote -boatmen after:2018
> The Gull Coast did not try to influence the **vote**. It considered letters against the harbour master, and dropped the plan in June 2020.
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 3](<https://tide.example/threats.pdf#page=3>)
Receipt … · 1 of 5
[Next] [More] [See text] [Copy]
",
        ),
        (
            "harbour vote before:2020",
            "
(only you)
harbour vote before:2020
The reports do not answer this. 3 reports, 6 passages searched.
No passage has enough of your question's words together.
[Closest passage] [Tell the moderators it is missing]
",
        ),
    ] {
        reads(&asks(&alice, question).await, told);
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn before_there_are_reports_samples_answer_and_say_what_they_are() {
    let stage = Stage::with(Place::new(), |_| ()).await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(&alice, "who funded the troll farm?").await;
    reads(
        &reply,
        "
(only you)
who funded the troll farm?
> In 2016 the **troll farm**, the Internet Research Agency (IRA) of St. Petersburg, used false American accounts on social media to spread discord, to support Trump and to disparage Hillary Clinton. It also bought political advertisements in the names of Americans and staged political rallies in the United States.
SAMPLE, written for Pincite, not a source: Pincite sample, *Sample briefing: foreign threats to the 2020 US elections*, 22 November 2026, p. 6
Receipt … · 1 of 3
[Next] [More] [See text] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_by_somebody_who_may_not_stays_private_and_says_so() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    let options = json!({"question": "what did the harbour works cost?", "share": true});
    let reply = says(&alice, "general", "ask", options).await;
    reads(
        &reply,
        "
(only you)
Shown only to you: answers are private here. Managers can change that with /settings answers.
what did the harbour works cost?
> The **works cost** 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 1 of 3
[Next] [More] [See text] [Copy]
",
    );
    assert_eq!(bob.sees("general").unwrap(), []);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_by_a_moderator_or_where_answers_are_public_is_seen_by_all() {
    let stage = Stage::new().await;
    let (alice, bob, moderator) = (
        stage.sandbox.user("alice"),
        stage.sandbox.user("bob"),
        stage.sandbox.user("mod"),
    );
    let options = json!({"question": "who was unhurt?", "share": true});
    let reply = says(&moderator, "general", "ask", options.clone()).await;
    reads(
        &reply,
        "
who was unhurt?
> The driver Ana Petrova was **unhurt**.
*Tram notes*, undated, § Depot, ¶ 2
Receipt …
[More] [See text] [Copy]
",
    );
    assert_eq!(bob.sees("general").unwrap(), [reply]);
    make_public(&stage, "evidence").await;
    let reply = says(&alice, "evidence", "ask", options).await;
    assert!(!reply.is_private());
    // Public is what may be shared, not what is shared unasked.
    let reply = says(
        &alice,
        "evidence",
        "ask",
        json!({"question": "who was unhurt?"}),
    )
    .await;
    assert!(reply.is_private());
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_question_is_shown_cut_and_pings_nobody() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    let question = format!(
        "what did the harbour works cost @everyone **in 2014**? {}",
        "I ask because the paper says something else about it. ".repeat(8)
    );
    let reply = asks(&alice, &question).await;
    reads(
        &reply,
        "
(only you)
what did the harbour works cost @everyone **in 2014**? I ask because the paper says something else about it. I ask because the paper says something else about it. I ask because the paper says something else about it. […]
Weak match: some of your question's words stand here, but not all of them together.

> The Orwell company dredged the **harbour** in **2014**. The **works cost** 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 1 of 3
[Next] [More] [See text] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_of_over_500_characters_is_refused_with_what_to_do() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    // Discord's own client lets nobody type so much; others do.
    let options = json!({"question": "harbour ".repeat(63)});
    let reply = alice.forging().slash("general", "ask", options).await;
    reads(
        &reply.unwrap().settled().await.unwrap(),
        "
(only you)
Your question is longer than 500 characters, so nothing was searched; ask with its most telling words.
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_words_in_two_reports_are_shown_once() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(&alice, "who dredged the harbour?").await;
    reads(
        &reply,
        "
(only you)
who dredged the harbour?
> The Orwell company **dredged** the **harbour** in 2014. The works cost 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1

The same words also stand in *Press notes on the harbour inquiry*.
Receipt … · 1 of 5
[Next] [More] [See text] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citation_links_to_its_page_and_gives_the_printed_number() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let reply = asks(&alice, "how many beacons did the keeper ask for?").await;
    reads(
        &reply,
        "
(only you)
how many beacons did the keeper ask for?
> The **keeper asked** for three **beacons** more. The board did not answer his letter.
[Coast Office, *The Lighthouse*, 1908, p. ii (PDF p. 2)](<https://coast.example/light.pdf#page=2>)
Receipt …
[More] [See page] [Copy]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_without_what_is_asked_for_in_a_thread_answers_in_the_thread() {
    let stage = Stage::with(archive(), |_| ()).await;
    let alice = stage.sandbox.user("alice");
    let reply = says(
        &alice,
        "tides",
        "ask",
        json!({"question": "who was unhurt?"}),
    )
    .await;
    assert_eq!(
        Some(reply.channel),
        stage.sandbox.world(|world| world.channel("tides"))
    );
    assert!(reply.is_private());
    stage.end();
}
