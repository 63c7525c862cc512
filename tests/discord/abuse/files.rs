//! Files that somebody hands in.

use pincite::sandbox::{Delivery, Seen};
use serde_json::json;

use crate::discord::people::{holds, lacks, privately};
use crate::discord::stage::Stage;

const FERRY: &[u8] = b"Ferry inquiry\n\nThe ferry Marigold sank near Orsk in 1987. Its captain had ignored two warnings.\n";

async fn bad_delivery(stage: &Stage, delivery: Delivery) -> Seen {
    let boss = stage.sandbox.user("boss");
    let file = boss
        .attach_badly("general", "ferry.txt", FERRY, delivery)
        .unwrap();
    let options = json!({"file": file.option()});
    stage.told("boss@general", "report add", options).await
}

/// Files that are not what they claim to be, each with its reason; nothing waits afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn row_10_files_that_cannot_be_read_are_named_and_refused() {
    let stage = Stage::new().await;
    let truncated = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog".to_vec();
    let forged = b"%PDF-1.5\n1 0 obj<</Type/XRef/W[0 0 0]/Index[0 1000000]/Size 1000000/Length 0>>stream\n\nendstream endobj\nstartxref\n9\n%%EOF".to_vec();
    for (name, content, why) in [
        (
            "zero.pdf",
            Vec::new(),
            "The file was not taken in because the file is empty.",
        ),
        (
            "cut.pdf",
            truncated,
            "The file was not taken in because it is damaged",
        ),
        ("forged.pdf", forged, "The file was not taken in because "),
        (
            "picture.pdf",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            "The file was not taken in because it is ",
        ),
        (
            "program.txt",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec(),
            "The file was not taken in because it is ",
        ),
        (
            "bomb.docx",
            b"PK\x03\x04 not really".to_vec(),
            "The file was not taken in because ",
        ),
    ] {
        let refused = stage.hands_in("boss@general", name, &content).await;
        assert!(refused.is_private());
        assert!(
            refused.text().starts_with(why),
            "{name}: {}",
            refused.text()
        );
    }
    let preview = stage
        .told("boss@general", "report preview", json!({}))
        .await;
    privately(
        &preview,
        "Nothing waits for approval. Hand in a file with /report add.",
    );
    stage.end();
}

/// A file that arrives otherwise than Discord said is not taken in.
#[tokio::test(flavor = "multi_thread")]
async fn row_11_files_that_do_not_arrive_as_declared_are_refused() {
    let stage = Stage::new().await;
    let elsewhere = format!("{}/attachments/1/2/ferry.txt", stage.sandbox.url());
    for (delivery, why) in [
        (
            Delivery::Larger(40_000),
            "This file is larger than Discord said, so it was not taken in. Attach it again.",
        ),
        (
            Delivery::Redirect(elsewhere),
            "Only a file that is attached to the command is taken in. Attach it again.",
        ),
        (
            Delivery::Expired,
            "Discord does not have this file any more. Attach it again.",
        ),
        (
            Delivery::Cut,
            "The file could not be fetched from Discord. Try again in a minute.",
        ),
    ] {
        privately(&bad_delivery(&stage, delivery).await, why);
    }
    let too_large = vec![b'a'; 2_000];
    let stage_with_less = Stage::with(crate::harness::Place::with_reports(), |config| {
        config.attachment_bytes = 1_024;
    })
    .await;
    let refused = stage_with_less
        .hands_in("boss@general", "a.txt", &too_large)
        .await;
    privately(
        &refused,
        "This file has 2 kB, and at most 2 kB can be handed in here. Ask the people who run Pincite to ingest it.",
    );
    stage_with_less.end();
    let downloads = std::fs::read_dir(stage.place.index().join("downloads"));
    assert_eq!(downloads.map_or(0, Iterator::count), 0);
    stage.end();
}

/// Names that would lead elsewhere, deceive or ping are only names.
#[tokio::test(flavor = "multi_thread")]
async fn row_12_names_of_files_lead_nowhere() {
    let stage = Stage::new().await;
    let long = format!("{}.txt", "x".repeat(300));
    for name in [
        "../../etc/passwd.txt",
        "a\u{202e}fdp.txt",
        "@everyone <@1>.txt",
        "**bold** `x`.txt",
        &long,
    ] {
        let preview = stage.hands_in("boss@general", name, FERRY).await;
        holds(&preview, "Waiting for approval");
        lacks(&preview, "\u{202e}");
        lacks(&preview, " @everyone");
        lacks(&preview, "**bold**");
        stage.presses("boss", &preview, "Reject").await;
    }
    let mut kept: Vec<String> = std::fs::read_dir(stage.place.index().join("library"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.retain(|name| !name.starts_with(|c: char| c.is_ascii_hexdigit()));
    assert_eq!(kept, Vec::<String>::new());
    stage.end();
}

/// Marked files wait with a warning; nobody else sees anything of them before a manager says yes.
#[tokio::test(flavor = "multi_thread")]
async fn row_13_marked_files_wait_for_a_manager() {
    let stage = Stage::new().await;
    stage.sandbox.forbid("envoy", &["boss"]);
    let text = b"SECRET//NOFORN\n\nDRAFT\n\nThe envoy left for Ulverholm on Monday.\n";
    let preview = stage.hands_in("boss@general", "marked.txt", text).await;
    holds(
        &preview,
        "**Look first:** It is marked “SECRET//NOFORN”. Approve it only if it may be shown here.",
    );
    holds(
        &preview,
        "**Look first:** It is marked as a draft: “DRAFT”.",
    );
    for who in ["alice@general", "mod@general", "carol@pier"] {
        let answer = stage.asks(who, "who left for Ulverholm?").await;
        holds(&answer, "The reports do not answer this.");
        holds(&answer, "Nowhere in them: left and Ulverholm.");
    }
    assert_eq!(
        stage
            .offered("alice@general", "ask", ("report", "marked"))
            .await,
        Vec::<String>::new()
    );
    let refused = stage
        .told_forging("mod@general", "report preview", json!({}))
        .await;
    privately(
        &refused,
        "Only managers may do that here: people who may manage the server.",
    );
    let rejected = stage.presses("boss", &preview, "Reject").await;
    holds(&rejected, "was rejected, and its file was deleted.");
    stage.end();
}

/// The same file is refused, one that differs in a byte asks, a new edition replaces and old receipts live.
#[tokio::test(flavor = "multi_thread")]
async fn row_14_the_same_report_again_is_refused_compared_or_a_new_edition() {
    let stage = Stage::new().await;
    let harbour = crate::harness::HARBOUR;
    let refused = stage
        .hands_in("boss@general", "again.txt", harbour.as_bytes())
        .await;
    privately(
        &refused,
        "This exact file is here already: The Harbour Inquiry (harbour).",
    );
    let one_byte = harbour.replace("3,814", "3,815");
    let similar = stage
        .hands_in("boss@general", "similar.txt", one_byte.as_bytes())
        .await;
    holds(&similar, "stand in The Harbour Inquiry (harbour) too.");
    stage.presses("boss", &similar, "Reject").await;

    let first = stage.hands_in("boss@general", "ferry.txt", FERRY).await;
    let approved = stage.presses("boss", &first, "Approve").await;
    holds(&approved, "is searched here from now on: 1 passage.");
    let answer = stage
        .asks("alice@general", "when did the Marigold sink?")
        .await;
    holds(&answer, "1987");
    let receipt = stage.place.receipt("when did the Marigold sink?");
    let boss = stage.sandbox.user("boss");
    let corrected = String::from_utf8(FERRY.to_vec())
        .unwrap()
        .replace("1987", "1988");
    let file = boss
        .attach("general", "corrected.txt", corrected.as_bytes())
        .unwrap();
    let replace = json!({"report": "ferry", "file": file.option()});
    let second = stage.told("boss@general", "report replace", replace).await;
    holds(&second, "old receipts stay checkable");
    stage.presses("boss", &second, "Approve").await;
    let answer = stage
        .asks("alice@general", "when did the Marigold sink?")
        .await;
    holds(&answer, "1988");
    let verified = stage
        .told("alice@general", "verify", json!({"receipt": receipt}))
        .await;
    holds(
        &verified,
        "Replaced: a newer edition of this report is searched now.",
    );
    holds(&verified, "1987");
    // The old answer's buttons lead to nothing that is searched now.
    stage.end();
}

/// A paragraph that is repeated, and words that are heaped up, are told before anybody can search them.
#[tokio::test(flavor = "multi_thread")]
async fn row_15_stuffing_is_told_before_approval() {
    let stage = Stage::new().await;
    let paragraph =
        "Vote for the Orange Party because the Orange Party is the best of all parties.\n\n";
    let text = format!(
        "# Essay\n\n{}{}\n",
        paragraph.repeat(300),
        "election fraud ".repeat(60)
    );
    let preview = stage
        .hands_in("boss@general", "essay.md", text.as_bytes())
        .await;
    holds(
        &preview,
        "**Look first:** The same paragraph stands in it 300 times",
    );
    holds(
        &preview,
        "**Look first:** One paragraph has the word “election” 60 times.",
    );
    stage.end();
}
