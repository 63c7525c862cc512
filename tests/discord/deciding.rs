//! A moderator's whole path: a message's menu, evidence, claims, verdict, publishing, correcting, auditing, exporting.

mod corrections; // what is put right later, and what is the same as before
mod leaks; // who may see and do what, and what is forgotten
mod trouble; // crashes, clicks at once, messages that go away, a Discord that refuses

use pincite::sandbox::{Seen, User};
use serde_json::{Value, json};

use super::library::with_archive;
use super::people::holds;
use super::stage::{Stage, read, reads};

/// A claim that the archive differs from, one that it bears out, and one that it is silent about.
const SAID: &str = "The harbour works cost 4,200 crowns. The Orwell company dredged the harbour in 2014. Also the mayor of Reykjavik won 12 chess medals.";

/// Somebody who does things in steps, each of which leads to a message.
struct Doer<'s> {
    stage: &'s Stage,
    who: &'static str,
}

impl Doer<'_> {
    fn user(&self) -> User {
        self.stage.sandbox.user(self.who)
    }

    /// Uses a command of a message's menu.
    async fn menu(&self, command: &str, message: &Seen) -> Seen {
        let reply = self.user().context_menu(command, message).await;
        reply.unwrap().settled().await.unwrap()
    }

    /// Presses a button.
    async fn press(&self, message: &Seen, button: &str) -> Seen {
        self.stage.presses(self.who, message, button).await
    }

    /// Chooses from a list.
    async fn choose(&self, message: &Seen, list: &str, values: &[&str]) -> Seen {
        let reply = self.user().select(message, list, values).await;
        reply.unwrap().settled().await.unwrap()
    }

    /// Presses a button that opens a form, fills it in and sends it.
    async fn fill(&self, message: &Seen, button: &str, fields: Value) -> Seen {
        let reply = self.user().press(message, button).await.unwrap();
        let form = reply.modal().unwrap();
        let sent = self.user().submit(&form, &fields).await;
        sent.unwrap().settled().await.unwrap()
    }

    /// Uses a command.
    async fn told(&self, place: &str, command: &str, options: Value) -> Seen {
        let who = format!("{}@{place}", self.who);
        self.stage.told(&who, command, options).await
    }

    /// From a message to the preview of a verdict on its first claim.
    async fn previews(&self, message: &Seen, judgment: &str) -> Seen {
        let evidence = self.menu("Find evidence", message).await;
        let panel = self.press(&evidence, "Give a verdict").await;
        let panel = self.choose(&panel, "Choose a verdict", &[judgment]).await;
        self.press(&panel, "Preview").await
    }

    /// From a message to the published verdict.
    async fn publishes(&self, message: &Seen, judgment: &str) -> Seen {
        let preview = self.previews(message, judgment).await;
        self.press(&preview, "Publish in thread").await
    }
}

/// bob says it in the thread #tides.
fn said(stage: &Stage) -> Seen {
    stage.sandbox.user("bob").say("tides", SAID).unwrap()
}

fn moderator(stage: &Stage) -> Doer<'_> {
    Doer { stage, who: "mod" }
}

/// What is read, with `…` for hashes and ids.
fn plainly(message: &Seen) -> String {
    let text = read(message);
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let is_hash = |word: &str| {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        (digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            || (digits.len() > 16 && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let plain = words.map(|word| match is_hash(word) {
        true => word
            .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
            .chars()
            .fold("…".to_owned(), |text, c| text + &c.to_string()),
        false => word.to_owned(),
    });
    plain.collect()
}

#[track_caller]
fn reads_plainly(message: &Seen, expected: &str) {
    let lines = |text: &str| -> Vec<String> {
        text.trim_matches('\n')
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    };
    assert_eq!(
        lines(&plainly(message)).join("\n"),
        lines(expected).join("\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_stands_beside_each_claim_and_is_shown_to_one_person() {
    let stage = with_archive().await;
    let alice = Doer {
        stage: &stage,
        who: "alice",
    };
    let evidence = alice.menu("Find evidence", &said(&stage)).await;
    reads(
        &evidence,
        "
(only you)
The harbour works cost 4,200 crowns.
Weak match: the passages have some of the claim's words, not all of them together.
The claim says 4,200; these passages do not.

**Differs**
• number differs: claim \"4,200\", report \"3,814\"

> The **works cost** 3,814 **crowns**.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Claim 1 of 3 · 1 differing, 4 near · Receipt … · Moderators find this claim in /checks dossier for 30 days, without your name
[Passages] [Edit claims]
",
    );
    let second = alice.choose(&evidence, "Another claim", &["1"]).await;
    holds(
        &second,
        "Orwell company dredged the harbour in 2014.\n**Alike in numbers and words**",
    );
    let third = alice.choose(&second, "Another claim", &["2"]).await;
    holds(
        &third,
        "The reports say nothing about this claim. That does not mean that it is false.",
    );
    let first = alice.choose(&third, "Another claim", &["0"]).await;
    let passages = alice.press(&first, "Passages").await;
    holds(
        &passages,
        "Receipt … · 1 of 5\n[Next] [More] [See text] [Copy]",
    );
    let edited = json!({"claims": "the League paid 40 boatmen\n\n the League paid 60 boatmen"});
    let edited = alice.fill(&first, "Edit claims", edited).await;
    holds(
        &edited,
        "the League paid 40 boatmen\n**Alike in numbers and words**\n• estimative: “high confidence” (confidence)",
    );
    let second = alice.choose(&edited, "Another claim", &["1"]).await;
    holds(&second, "number differs: claim \"60\", report \"40\"");
    // A verdict is a person's, and here one that moderators give.
    assert_eq!(second.labels(), ["Passages", "Edit claims"]);
    assert_eq!(stage.from_bot("bob@tides"), []);
    stage.end();
}

/// Whatever a person writes into the list, they are told what of it was not searched, and why nothing was found.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_claims_is_edited_with_all_said() {
    let stage = with_archive().await;
    let alice = Doer {
        stage: &stage,
        who: "alice",
    };
    let evidence = alice.menu("Find evidence", &said(&stage)).await;
    let emptied = json!({"claims": "   \n - \n\u{200b}\u{202e}"});
    holds(
        &alice.fill(&evidence, "Edit claims", emptied).await,
        "That left no claim, so the claims stay as they were.",
    );
    let mut lines = vec!["Snorkels flew 4,444 zeppelins and the League".to_owned()];
    lines.push("very long ".repeat(80));
    lines.push(lines[0].clone());
    lines.extend((0..8).map(|n| format!("The harbour works cost {n} crowns")));
    let edited = json!({"claims": lines.join("\n")});
    let edited = alice.fill(&evidence, "Edit claims", edited).await;
    holds(
        &edited,
        "2 claims more were left out: check them by themselves.\nA claim was cut after 500 characters.",
    );
    holds(
        &edited,
        "That does not mean that it is false.\nNowhere in them: Snorkels, flew, 4,444 and zeppelins.",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_message_to_the_audit() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    let said = said(&stage);
    let evidence = moderator.menu("Find evidence", &said).await;
    let claims = json!({"claims": "The harbour works cost 4,200 crowns"});
    let evidence = moderator.fill(&evidence, "Edit claims", claims).await;
    let panel = moderator.press(&evidence, "Give a verdict").await;
    holds(
        &panel,
        "Your verdict\n**Claim as you word it:** The harbour works cost 4,200 crowns\n\n**Verdict:** not chosen yet",
    );
    let early = moderator.press(&panel, "Preview").await;
    holds(&early, "Choose a verdict first.");
    let panel = moderator.choose(&panel, "Choose a verdict", &["1"]).await;
    let none = moderator
        .choose(&panel, "Choose the passages to attach", &[])
        .await;
    let early = moderator.press(&none, "Preview").await;
    holds(
        &early,
        "attach at least one passage, or choose “Not in the reports”",
    );
    let panel = moderator
        .choose(&none, "Choose the passages to attach", &["0"])
        .await;
    let words = json!({"claim": "The works cost 4,200 crowns.", "note": "The *inquiry* says @everyone another sum."});
    let panel = moderator.fill(&panel, "Edit words", words).await;
    let preview = moderator.press(&panel, "Preview").await;
    reads(
        &preview,
        "
(only you)
Preview: so everybody in this thread will see it. The number of its ledger entry and the entry's hash are added.
The works cost 4,200 crowns.
Verdict of a moderator: Refuted
**Note:** The \\*inquiry\\* says \\@everyone another sum.

> The works cost 3,814 crowns.
Port Board, The Harbour Inquiry, March 2017, p. 1
Receipt …
[Publish in thread] [Keep for moderators] [Back]
",
    );
    assert_eq!(stage.from_bot("bob@tides"), []);
    let done = moderator.press(&preview, "Publish in thread").await;
    holds(&done, "Published as check 1.");
    let posted = stage.from_bot("bob@tides").pop().unwrap();
    reads_plainly(
        &posted,
        "
The works cost 4,200 crowns.
Verdict of a moderator: Refuted
**Note:** The \\*inquiry\\* says \\@everyone another sum.

> The works cost 3,814 crowns.
Port Board, The Harbour Inquiry, March 2017, p. 1
Check 1 · entry 1:… · Receipt …
[Passages]
",
    );
    assert_eq!(
        posted.json["message_reference"]["message_id"],
        said.id.to_string()
    );
    let entry = entry_of(&posted);
    // Anybody opens the passages, in a message of their own.
    let bob = Doer {
        stage: &stage,
        who: "bob",
    };
    let passage = bob.press(&posted, "Passages").await;
    assert!(passage.is_private());
    holds(&passage, "The **works cost** 3,814 **crowns**.");

    let found = moderator
        .told("general", "checks search", json!({"words": "CROWNS?"}))
        .await;
    holds(
        &found,
        "1 check with “CROWNS?”\n**1** The works cost 4,200 crowns.\nRefuted · published · 2026-01-05",
    );
    let shown = moderator.choose(&found, "Open a check", &["1"]).await;
    holds(&shown, "[the verdict](https://discord.com/channels/");
    let panel = moderator.press(&shown, "Correct").await;
    let panel = moderator.choose(&panel, "Choose a verdict", &["3"]).await;
    let preview = moderator.press(&panel, "Preview").await;
    holds(
        &preview,
        "Verdict of a moderator: Missing context\n**Corrected 2026-01-05:** it was “Refuted” before.",
    );
    let done = moderator.press(&preview, "Publish correction").await;
    holds(&done, "Check 1 is changed, and so is its message.");
    let posted = bob.user().again(&posted).unwrap();
    holds(
        &posted,
        "Verdict of a moderator: Missing context\n**Corrected 2026-01-05:** it was “Refuted” before.",
    );
    let corrected = entry_of(&posted);
    assert!(corrected.starts_with("3:"), "{corrected}");

    for expected in [&entry, &corrected] {
        let audit = moderator
            .told("tides", "checks audit", json!({"expect": expected}))
            .await;
        holds(
            &audit,
            "The ledger is whole: 3 entries, the expected one among them. The last is 3:",
        );
    }
    let audit = moderator
        .told(
            "tides",
            "checks audit",
            json!({"expect": "1:0000000000000000"}),
        )
        .await;
    holds(
        &audit,
        "**The ledger is broken:** entry 1 is not the one that was expected",
    );
    let audit = moderator
        .told("tides", "checks audit", json!({"expect": "four"}))
        .await;
    holds(&audit, "NUMBER:HASH");
    for (format, holds) in [("json", "\"entries\""), ("csv", "number,")] {
        let export = moderator
            .told("tides", "checks export", json!({"format": format}))
            .await;
        let file = attached(&export).await;
        assert!(file.contains(holds), "{file}");
        assert!(file.contains("The works cost 3,814 crowns."), "{file}");
    }

    let shown = moderator
        .told("tides", "checks show", json!({"number": 1}))
        .await;
    let confirm = moderator.press(&shown, "Withdraw").await;
    holds(
        &confirm,
        "Withdraw check 1, “Missing context”? It stays in the ledger",
    );
    let done = moderator.press(&confirm, "Withdraw it").await;
    holds(&done, "A verdict that was withdrawn");
    let posted = bob.user().again(&posted).unwrap();
    holds(
        &posted,
        "**Withdrawn 2026-01-05:** it was “Missing context” and no longer stands.",
    );
    let shown = moderator
        .told("tides", "checks show", json!({"number": 1}))
        .await;
    assert_eq!(shown.labels(), ["Passages"], "nothing is left to change");
    assert_eq!(stage.from_bot("boss@tides").len(), 1);
    stage.end();
}

/// The entry that a verdict shows: `3:c865a4929757be12`.
fn entry_of(posted: &Seen) -> String {
    let text = posted.text();
    let (_, entry) = text.split_once("entry ").unwrap();
    entry.split(' ').next().unwrap().to_owned()
}

/// The text of the one file that is attached.
async fn attached(message: &Seen) -> String {
    let url = message.attachments()[0]["url"].as_str().unwrap();
    let file = reqwest::get(url).await.unwrap();
    file.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_may_be_kept_and_corrected_out_of_sight() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    let preview = moderator.previews(&said(&stage), "1").await;
    let kept = moderator.press(&preview, "Keep for moderators").await;
    holds(
        &kept,
        "Kept as check 1: moderators find it with /checks show 1.",
    );
    let shown = moderator
        .told("general", "checks show", json!({"number": 1}))
        .await;
    holds(&shown, "kept for moderators · given 2026-01-05");
    let panel = moderator.press(&shown, "Correct").await;
    let words = json!({"claim": "The works cost 4,200 crowns", "note": "Mind the year."});
    let panel = moderator.fill(&panel, "Edit words", words).await;
    let preview = moderator.press(&panel, "Preview").await;
    holds(
        &preview,
        "Preview. Moderators will find it so in /checks show.",
    );
    let done = moderator.press(&preview, "Correct it").await;
    holds(&done, "Check 1 is changed in the ledger.");
    assert_eq!(stage.from_bot("bob@tides"), []);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_was_decided_is_offered_again_and_a_person_says_whether_it_is_the_same() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    moderator.publishes(&said(&stage), "1").await;
    let bob = stage.sandbox.user("bob");
    let again = bob
        .say("tides", "People, the harbour works cost 4,200 crowns!")
        .unwrap();
    let evidence = moderator.menu("Find evidence", &again).await;
    holds(
        &evidence,
        "**Perhaps checked before**, as check 1: “The harbour works cost 4,200 crowns.” · Refuted · 2026-01-05 · [see it](",
    );
    let opened = moderator.press(&evidence, "Open check 1").await;
    holds(&opened, "Verdict of a moderator: Refuted");
    moderator.press(&evidence, "Same as check 1").await;
    let dossier = moderator.told("tides", "checks dossier", json!({})).await;
    holds(&dossier, "check 1: Refuted · published");
    // Others see what stands published where they are, and nothing else.
    let alice = Doer {
        stage: &stage,
        who: "alice",
    };
    let evidence = alice.menu("Find evidence", &again).await;
    holds(&evidence, "**Perhaps checked before**");
    assert_eq!(evidence.labels(), ["Passages", "Edit claims"]);
    let elsewhere = alice
        .told(
            "general",
            "check",
            json!({"text": "the harbour works cost 4,200 crowns"}),
        )
        .await;
    super::people::lacks(&elsewhere, "Perhaps checked before");
    // Another number is another claim.
    let other = bob
        .say("tides", "The harbour works cost 9,900 crowns.")
        .unwrap();
    let evidence = moderator.menu("Find evidence", &other).await;
    super::people::lacks(&evidence, "Perhaps checked before");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dossier_holds_what_was_handed_in_there_with_evidence_and_state() {
    let stage = with_archive().await;
    let moderator = moderator(&stage);
    let empty = moderator.told("tides", "checks dossier", json!({})).await;
    holds(&empty, "Nobody handed in a claim here in the last 30 days");
    let said = said(&stage);
    moderator.publishes(&said, "1").await;
    stage
        .sandbox
        .user("alice")
        .context_menu("Find evidence", &said)
        .await
        .unwrap();
    stage
        .told(
            "alice@general",
            "check",
            json!({"text": "The tram line to Brill opened in 1872."}),
        )
        .await;
    let dossier = moderator.told("tides", "checks dossier", json!({})).await;
    holds(
        &dossier,
        "Dossier: 3 claims\n**1.** The harbour works cost 4,200 crowns.\ncheck 1: Refuted · published · 2026-01-05",
    );
    holds(
        &dossier,
        "Differs: number differs: claim \"4,200\", report \"3,814\"",
    );
    holds(
        &dossier,
        "**3.** Also the mayor of Reykjavik won 12 chess medals.\nno verdict yet",
    );
    let file = moderator.press(&dossier, "As a file").await;
    let text = attached(&file).await;
    for part in [
        "# Dossier\n\n3 claims.",
        "## 1. The harbour works cost 4,200 crowns.",
        "State: check 1: Refuted · published · 2026-01-05",
        "Attached to the verdict\n\n> The works cost 3,814 crowns.\n\nPort Board, The Harbour Inquiry, March 2017, p. 1, receipt `",
        "## 3. Also the mayor of Reykjavik won 12 chess medals.",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains("tram"), "{text}");
    stage.end();
}
