//! What qualifies a judgment: beside it, in the whole passage, in what is shared and copied; and what a report means by a
//! term.

use super::library::{asks, make_public, presses};
use super::people::{holds, lacks};
use super::stage::{Stage, read, reads};
use crate::harness::Place;

/// A judgment whose qualifier stands on the next page and is short; another whose qualifier is long; a third whose
/// qualifier stands two passages further on; a fourth with a term that the report defines.
async fn stage() -> Stage {
    let place = Place::new();
    let filler: String = (1..=11)
        .map(|day| format!("On day {day} the gauge at the sluice of Varn showed the usual level. "))
        .collect();
    place.file(
        "mill.txt",
        "Mill survey\n\nWe assess that the windmill at Tarn was safe in 1953.\n\u{c}However, two engineers disagreed.\n",
    );
    place.file(
        "pier.txt",
        "Pier survey\n\nWe assess that the pier at Skell carried the weight of forty wagons in the winter of 1961, that its iron was sound to the last bolt, that its keeper had written the log of every night with care, and that nothing in the letters of the harbour master speaks against the one or the other.\n\u{c}However, the Board of Works judges that the log was written later, by another hand, and that the iron was never looked at below the water.\n",
    );
    place.file(
        "sluice.txt",
        format!("Sluice survey\n\nWe conclude that the sluice at Varn was closed in 1970. {filler}\n\u{c}{filler}However, its keeper remembered an open gate.\n"),
    );
    place.file(
        "tunnel.txt",
        "Tunnel survey\n\n1. Judgments\n\nWe assess with moderate confidence that the tunnel at Orsk leaks.\n\u{c}2. Words\n\nModerate confidence means that the information is credible but thin.\n",
    );
    place.file("tunnel.toml", "publisher = 'Board of Works'\n");
    place
        .run(["ingest", "mill.txt", "pier.txt", "sluice.txt", "tunnel.txt"])
        .done();
    Stage::with(place, |_| ()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_one_is_quoted_below_the_judgment_wherever_that_is_shown() {
    let stage = stage().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "was the windmill at Tarn safe in 1953?").await;
    reads(
        &first,
        "
(only you)
was the windmill at Tarn safe in 1953?
> We assess that the **windmill** at **Tarn** was **safe** in **1953**.
*mill*, undated, p. 1

The report qualifies this:

> However, two engineers disagreed.
Same report, p. 2
Receipt …
[More] [See text] [Copy]
",
    );
    reads(
        &presses(&alice, &first, "Copy").await,
        "
(only you)
“We assess that the windmill at Tarn was safe in 1953.”
mill, undated, p. 1
Receipt …

The report qualifies this:
“However, two engineers disagreed.”
mill, undated, p. 2
Receipt …
",
    );
    let opened = presses(&alice, &first, "More").await;
    holds(
        &opened,
        "What qualifies the words in bold stands above: “However, two engineers disagreed.”",
    );
    assert_eq!(opened.text().matches("> However").count(), 1);
    let closed = presses(&alice, &opened, "Less").await;
    assert_eq!(read(&closed), read(&first));
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_one_is_pointed_at_and_more_shows_it_once() {
    let stage = stage().await;
    make_public(&stage, "general").await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "how many wagons did the pier at Skell carry?").await;
    reads(
        &first,
        "
(only you)
how many wagons did the pier at Skell carry?
> We assess that the **pier** at **Skell carried** the weight of forty **wagons** in the winter of 1961, that its iron was sound to the last bolt, that its keeper had written the log of every night with care, and that nothing in the letters of the harbour master speaks against the one or the other.
*pier*, undated, p. 1

The report qualifies this, p. 2; *More* shows how.
Receipt …
[More] [See text] [Copy]
",
    );
    let opened = presses(&alice, &first, "More").await;
    reads(
        &opened,
        "
(only you)
how many wagons did the pier at Skell carry?
> Pier survey
>
> **We assess that the pier at Skell carried the weight of forty wagons in the winter of 1961, that its iron was sound to the last bolt, that its keeper had written the log of every night with care, and that nothing in the letters of the harbour master speaks against the one or the other.**
*pier*, undated, p. 1

> However, the Board of Works judges that the log was written later, by another hand, and that the iron was never looked at below the water.
*pier*, undated, p. 2

What qualifies the words in bold stands above: “However, the Board of Works judges that the \\[…]”
Receipt … (of the words in bold)
[Less] [Share] [Dismiss]
",
    );
    let pressed = alice.press(&opened, "Share").await.unwrap();
    let shared = pressed.follow_up(0).await.unwrap();
    assert!(!shared.is_private());
    holds(
        &shared,
        "The report qualifies this, p. 2; *More* shows how.",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_stands_far_off_is_quoted_below_the_passage() {
    let stage = stage().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "was the sluice at Varn closed in 1970?").await;
    holds(&first, "The report qualifies this, p. 2; *More* shows how.");
    let opened = presses(&alice, &first, "More").await;
    holds(
        &opened,
        "\n\nThe report qualifies this:\n\n> However, its keeper remembered an open gate.\nSame report, p. 2\n",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quotation_that_is_checked_is_qualified_too() {
    let stage = stage().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    let said = bob
        .say("general", "“the windmill at Tarn was safe in 1953”")
        .unwrap();
    let reply = alice.context_menu("Check quotation", &said).await.unwrap();
    let told = reply.settled().await.unwrap();
    holds(&told, "**Exact.**");
    lacks(&told, "However");
    let said = bob
        .say(
            "general",
            "“We assess that the windmill at Tarn was safe in 1953”",
        )
        .unwrap();
    let reply = alice.context_menu("Check quotation", &said).await.unwrap();
    holds(
        &reply.settled().await.unwrap(),
        "The report qualifies this:\n\n> However, two engineers disagreed.",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_shows_it_too() {
    let stage = stage().await;
    make_public(&stage, "general").await;
    let alice = stage.sandbox.user("alice");
    let asked = alice
        .say("general", "@Pincite was the windmill at Tarn safe in 1953?")
        .unwrap();
    let answer = alice.answer_to(&asked).await.unwrap();
    holds(&answer, "> However, two engineers disagreed.");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_report_means_by_a_term_is_one_button_away() {
    let stage = stage().await;
    let alice = stage.sandbox.user("alice");
    let first = asks(&alice, "does the tunnel at Orsk leak?").await;
    let opened = presses(&alice, &first, "More").await;
    assert_eq!(
        opened.labels(),
        ["Less", "Dismiss", "What “moderate confidence” means"]
    );
    let meaning = presses(&alice, &opened, "What “moderate confidence” means").await;
    reads(
        &meaning,
        "
(only you)
> Moderate confidence means that the information is credible but thin.
Board of Works, *1\\. Judgments*, undated, p. 2
Receipt …
[More] [See text] [Copy]
",
    );
    assert_ne!(meaning.id, opened.id, "the passage stays");
    // A report that defines nothing has no such button, whatever other reports say.
    let other = asks(&alice, "was the windmill at Tarn safe in 1953?").await;
    let opened = presses(&alice, &other, "More").await;
    lacks(&opened, "means");
    stage.end();
}
