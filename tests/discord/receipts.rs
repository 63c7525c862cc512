//! `/verify`: all five answers, and what is no receipt.

use pincite::report::Receipt;
use pincite::sandbox::User;
use serde_json::json;

use super::library::{own_archive, says, with_archive};
use super::stage::{Stage, reads};
use crate::harness::HARBOUR;

const QUESTION: &str = "did divers find cracks in the piers?";

async fn verify(person: &User, receipt: &str) -> pincite::sandbox::Seen {
    says(person, "general", "verify", json!({"receipt": receipt})).await
}

fn changed(stage: &Stage, change: impl FnOnce(&mut Receipt)) -> String {
    let mut receipt: Receipt = stage.place.receipt(QUESTION).parse().unwrap();
    change(&mut receipt);
    receipt.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn identical() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let shown = super::library::asks(&alice, QUESTION).await;
    let text = shown.text();
    let receipt = text.split("Receipt ").nth(1).unwrap();
    let receipt = receipt.split_whitespace().next().unwrap();
    for typed in [receipt.to_owned(), format!(" {} ", receipt.to_uppercase())] {
        reads(
            &verify(&alice, &typed).await,
            "
(only you)
Identical: these words stand at that place, byte for byte.

> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt …
",
        );
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn identical_at_another_place() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let receipt = changed(&stage, |receipt| receipt.start += 3);
    reads(
        &verify(&alice, &receipt).await,
        "
(only you)
Identical, at another place of the same file.

> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt …
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn read_differently_now() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let receipt = changed(&stage, |receipt| {
        receipt.version = 99;
        receipt.check.0[0] ^= 1;
    });
    reads(
        &verify(&alice, &receipt).await,
        "
(only you)
Read differently now: the file is the same, but today's extractor reads that place in other words.

> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt …
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn replaced() {
    let stage = Stage::with(own_archive(), |_| ()).await;
    let alice = stage.sandbox.user("alice");
    let lost = stage.place.receipt(QUESTION);
    let kept = stage.place.receipt("Orwell company dredged -press");
    let newer = "A new preface.\n\u{c}".to_owned() + &HARBOUR.replace("no cracks", "two cracks");
    stage.place.file("harbour.txt", newer);
    stage.place.run(["ingest", "harbour.txt"]).done();
    reads(
        &verify(&alice, &lost).await,
        "
(only you)
Replaced: a newer edition of this report is searched now.

> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2

The newer edition does not have these words.
Receipt …
",
    );
    reads(
        &verify(&alice, &kept).await,
        "
(only you)
Replaced: a newer edition of this report is searched now.

> 1\\. Findings
>
> The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1

In the newer edition the words stand here: Port Board, The Harbour Inquiry, March 2017, p. 2
Receipt …
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let receipt = changed(&stage, |receipt| receipt.edition.0[0] ^= 1);
    reads(
        &verify(&alice, &receipt).await,
        "
(only you)
Unknown: no report here fits this receipt. This does not mean that it is false.
Receipt …
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_receipt_is_told_where_to_find_one() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    for typed in ["zzz", "@everyone", "the works cost 3,814 crowns"] {
        reads(
            &verify(&alice, typed).await,
            "
(only you)
This is not a receipt: a receipt is some 28 letters and digits, as printed below a quotation.
",
        );
    }
    stage.end();
}
