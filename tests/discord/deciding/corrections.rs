//! Verdicts that are put right later: after a report is gone, from “not in the reports”, by two people at once; and claims
//! that are the same as one that was decided.

use serde_json::json;

use super::super::library::with_archive;
use super::super::people::{holds, lacks};
use super::{Doer, moderator, said};

/// The panel of a correction of check 1.
async fn corrects(who: &Doer<'_>) -> pincite::sandbox::Seen {
    let shown = who
        .told("general", "checks show", json!({"number": 1}))
        .await;
    who.press(&shown, "Correct").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_can_be_corrected_when_its_report_is_gone() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    let published = moderator.publishes(&said(&stage), "0").await;
    holds(&published, "Published as check 1.");
    stage.place.run(["remove", "harbour"]).done();
    let panel = corrects(&moderator).await;
    holds(
        &panel,
        "• Port Board, The Harbour Inquiry, March 2017, p. 1",
    );
    let panel = moderator.choose(&panel, "Choose a verdict", &["1"]).await;
    let preview = moderator.press(&panel, "Preview").await;
    holds(&preview, "> The works cost 3,814 crowns.");
    holds(&preview, "it was “Supported” before.");
    // What the reports have no more is left out of the evidence, and said to be.
    let evidence = moderator.press(&preview, "Back").await;
    let evidence = moderator.press(&evidence, "Evidence").await;
    holds(
        &evidence,
        "The reports changed since this was looked up: 1 passage left out.",
    );
    let panel = moderator.press(&evidence, "Back to the correction").await;
    let preview = moderator.press(&panel, "Preview").await;
    let done = moderator.press(&preview, "Publish correction").await;
    holds(&done, "Check 1 is changed, and so is its message.");
    let posted = stage.from_bot("bob@tides").pop().unwrap();
    holds(&posted, "Verdict of a moderator: Refuted");
    holds(&posted, "> The works cost 3,814 crowns.");
    stage.end();
}

/// A verdict in the making loses its passages, and none of its words.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_whose_passage_is_gone_says_so_and_keeps_its_note() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    let evidence = moderator.menu("Find evidence", &said(&stage)).await;
    let panel = moderator.press(&evidence, "Give a verdict").await;
    let panel = moderator.choose(&panel, "Choose a verdict", &["1"]).await;
    let words = json!({"claim": "The works cost 4,200 crowns", "note": "Mind the year."});
    let panel = moderator.fill(&panel, "Edit words", words).await;
    stage.place.run(["remove", "harbour"]).done();
    let refused = moderator.press(&panel, "Preview").await;
    holds(
        &refused,
        "A passage that you attached is not in the reports any more",
    );
    let panel = moderator.choose(&panel, "Choose a verdict", &["4"]).await;
    let preview = moderator.press(&panel, "Preview").await;
    holds(
        &preview,
        "Verdict of a moderator: Not in the reports\nThe reports that were searched say nothing about it. That does not mean that it is false.\n\n**Note:** Mind the year.",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn not_in_the_reports_is_corrected_with_passages_that_were_found_later() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    let published = moderator.publishes(&said(&stage), "4").await;
    holds(&published, "Verdict of a moderator: Not in the reports");
    lacks(&published, "3,814");
    let panel = corrects(&moderator).await;
    holds(&panel, "**Attached:** no passage");
    let panel = moderator.choose(&panel, "Choose a verdict", &["1"]).await;
    let preview = moderator.press(&panel, "Preview").await;
    holds(&preview, "> The works cost 3,814 crowns.");
    let done = moderator.press(&preview, "Publish correction").await;
    holds(
        &done,
        "it was “Not in the reports” before; other passages are attached.",
    );
    // Another search goes on with the correction, not with a new verdict.
    let panel = corrects(&moderator).await;
    let evidence = moderator.press(&panel, "Evidence").await;
    lacks(&evidence, "Moderators find this claim");
    let claims = json!({"claims": "the harbour was dredged in 2014"});
    let evidence = moderator.fill(&evidence, "Edit claims", claims).await;
    let panel = moderator.press(&evidence, "Back to the correction").await;
    holds(&panel, "Correction of check 1");
    holds(
        &panel,
        "**Claim as you word it:** The harbour works cost 4,200 crowns.",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_says_all_that_it_changed_and_never_nothing() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    moderator.publishes(&said(&stage), "1").await;
    let panel = corrects(&moderator).await;
    let refused = moderator.press(&panel, "Preview").await;
    holds(&refused, "Nothing is corrected yet");
    let words =
        json!({"claim": "The works cost 3,814 crowns, and the moon is cheese", "note": "Mind."});
    let panel = moderator.fill(&panel, "Edit words", words).await;
    let preview = moderator.press(&panel, "Preview").await;
    let line = "**Corrected 2026-01-05:** the claim was worded “The harbour works cost 4,200 crowns.” before; the note is another.";
    holds(&preview, line);
    let done = moderator.press(&preview, "Publish correction").await;
    holds(&done, line);
    holds(&stage.from_bot("bob@tides").pop().unwrap(), line);
    let dossier = moderator.told("tides", "checks dossier", json!({})).await;
    holds(
        &dossier,
        "**1.** The harbour works cost 4,200 crowns.\ncheck 1: Refuted · published · 2026-01-05, on “The works cost 3,814 crowns, and the moon is cheese”",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_does_not_overwrite_one_that_came_before_it() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    moderator.publishes(&said(&stage), "1").await;
    let mut previews = Vec::new();
    for judgment in ["2", "0"] {
        let panel = corrects(&moderator).await;
        let panel = moderator
            .choose(&panel, "Choose a verdict", &[judgment])
            .await;
        previews.push(moderator.press(&panel, "Preview").await);
    }
    moderator.press(&previews[1], "Publish correction").await;
    let late = moderator.press(&previews[0], "Publish correction").await;
    holds(
        &late,
        "Check 1 was corrected by somebody else meanwhile, in entry 3.",
    );
    holds(
        &stage.from_bot("bob@tides").pop().unwrap(),
        "Verdict of a moderator: Supported",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_claim_is_shown_as_decided_and_may_be_another_after_all() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    moderator.publishes(&said(&stage), "1").await;
    let again = stage
        .sandbox
        .user("bob")
        .say("general", "People, the harbour works cost 4,200 crowns!")
        .unwrap();
    let evidence = moderator.menu("Find evidence", &again).await;
    let same = moderator.press(&evidence, "Same as check 1").await;
    holds(
        &same,
        "**Decided**, as check 1: Refuted · published · 2026-01-05 · [see it](",
    );
    assert_eq!(
        same.labels(),
        ["Passages", "Edit claims", "It is another claim"]
    );
    let dossier = moderator.told("general", "checks dossier", json!({})).await;
    holds(
        &dossier,
        "the harbour works cost 4,200 crowns!\ncheck 1: Refuted · published",
    );
    let other = moderator.press(&same, "It is another claim").await;
    holds(&other, "**Perhaps checked before**, as check 1");
    holds(&other, "[Give a verdict]");
    stage.end();
}

/// A verdict's message is its claim with wrapping; evidence is looked up for the claim.
#[tokio::test(flavor = "multi_thread")]
async fn evidence_on_a_published_verdict_is_on_its_claim() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    moderator.publishes(&said(&stage), "1").await;
    let posted = stage.from_bot("bob@tides").pop().unwrap();
    let evidence = moderator.menu("Find evidence", &posted).await;
    holds(
        &evidence,
        "(only you)\nThe harbour works cost 4,200 crowns.\n",
    );
    lacks(&evidence, "Claim 1 of");
    let quoted = moderator.menu("Check quotation", &posted).await;
    lacks(&quoted, "quotes nothing");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_are_found_by_all_their_words_else_by_some() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    moderator.publishes(&said(&stage), "1").await;
    for (words, title) in [
        ("works crowns", "1 check with “works crowns”"),
        (
            "works of Brill",
            "None with all of “works of Brill”; 1 check with some of it",
        ),
        ("😀", "No check has a claim with “😀”"),
        ("%", "No check has a claim with “%”"),
    ] {
        let found = moderator
            .told("general", "checks search", json!({"words": words}))
            .await;
        holds(&found, title);
    }
    stage.end();
}
