//! *Check quotation*, in the menu of a message.

use pincite::sandbox::{Seen, User};

use serde_json::json;

use super::library::{asks, presses, with_archive};
use super::people::{holds, privately};
use super::stage::{FERRY, Stage, reads};
use crate::harness::Place;

/// Uses *Check quotation* on a message; what is said in the end.
async fn checks(person: &User, message: &Seen) -> Seen {
    let reply = person.context_menu("Check quotation", message).await;
    reply.unwrap().settled().await.unwrap()
}

/// As [`reads`], with `…` for receipts in headings, too.
#[track_caller]
fn reads_with(told: &Seen, receipt: &str, expected: &str) {
    reads(told, &expected.replace("RECEIPT", receipt));
}

/// The same for a message that bob writes in #general.
async fn told(stage: &Stage, text: &str) -> Seen {
    let said = stage.sandbox.user("bob").say("general", text).unwrap();
    checks(&stage.sandbox.user("alice"), &said).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exact_quotation_is_shown_where_it_stands() {
    let stage = with_archive().await;
    let told = told(
        &stage,
        "Did you know? “the old bridge stayed closed until May 2016”",
    )
    .await;
    reads(
        &told,
        "
(only you)
“the old bridge stayed closed until May 2016”
**Exact.** The report has these words, in this order:

> The old bridge stayed closed until May 2016
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt …
[Passages]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_quotation_is_told_word_by_word() {
    let stage = with_archive().await;
    let told = told(
        &stage,
        "They admit it: “The old bridge stayed open until May 2016. Divers found many cracks in its piers.”",
    )
    .await;
    reads(
        &told,
        "
(only you)
“The old bridge stayed open until May 2016. Divers found many cracks in its piers.”
**Altered.** These are not the report's words. What differs:
- Replaced: ~~closed~~ by **open**
- Left out: ~~However~~
- Replaced: ~~no~~ by **many**

> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt …
[Passages]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn not_found() {
    let stage = with_archive().await;
    let told = told(
        &stage,
        "“The mayor sold the town hall to a circus” said nobody. “troll farm”",
    )
    .await;
    reads(
        &told,
        "
(only you)
“The mayor sold the town hall to a circus”
**Not found in the indexed reports.**

5 reports, 16 passages searched. That words were not found in them does not mean that nobody said them.
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn words_joined_across_an_ellipsis_are_told() {
    let stage = with_archive().await;
    let told = told(
        &stage,
        "> We assess that the Marsh League … paid 40 boatmen to spread false tide tables.",
    )
    .await;
    holds(&told, "**Altered.**");
    holds(
        &told,
        "- Joined across an ellipsis, which stands for: “tried to influence the harbour vote of 2020. It”",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_passage_is_one_press_away() {
    let stage = with_archive().await;
    let told = told(
        &stage,
        "“paid the boatmen through a bank company called Brine Holdings”",
    )
    .await;
    let alice = stage.sandbox.user("alice");
    let opened = presses(&alice, &told, "Passages").await;
    assert_ne!(opened.id, told.id, "it is a message of its own");
    reads(&opened, "
(only you)
“paid the boatmen through a bank company called Brine Holdings”
> **paid** the **boatmen** through a shell **company called Brine Holdings**
[Tide Office, *Foreign Threats to the Harbour Vote*, 10 March 2021, p. 2](<https://tide.example/threats.pdf#page=2>)
Receipt …
[More] [See text] [Copy]
");
    let more = presses(&alice, &opened, "More").await;
    assert_eq!(more.id, opened.id);
    holds(&more, "The payments ran from March to October 2020.");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn several_quotations_and_receipts_are_told_in_one_card() {
    let stage = with_archive().await;
    let receipt = stage.place.receipt("did divers find cracks in the piers?");
    let told = told(
        &stage,
        &format!(
            "“the old bridge stayed closed until May 2016” and “The works cost 3,900 crowns”, says “the paper of the day” {receipt}"
        ),
    )
    .await;
    reads_with(
        &told,
        &receipt,
        "
(only you)
**Exact.** “the old bridge stayed closed until May 2016”
The report has these words, in this order:

> The old bridge stayed closed until May 2016
Port Board, *The Harbour Inquiry*, March 2017, p. 2

**Altered.** “The works cost 3,900 crowns”
These are not the report's words. What differs:
- Replaced: ~~3,814~~ by **3,900**

> The works cost 3,814 crowns
Port Board, *The Harbour Inquiry*, March 2017, p. 1

**Not found in the indexed reports.** “the paper of the day”

**Receipt RECEIPT**
Identical: these words stand at that place, byte for byte.
What the message has of its words is unchanged.

> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2

5 reports, 16 passages searched. That words were not found in them does not mean that nobody said them.
Receipts … · …
[Passages]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_receipt_under_altered_words_is_caught() {
    let stage = with_archive().await;
    let receipt = stage.place.receipt("did divers find cracks in the piers?");
    let told = told(
        &stage,
        &format!("The old bridge stayed closed until May 2016. However, divers found deep cracks in its piers. {receipt}"),
    )
    .await;
    reads_with(
        &told,
        &receipt,
        "
(only you)
**Receipt RECEIPT**
Identical: these words stand at that place, byte for byte.
**The message has its words altered.** What differs:
- Replaced: ~~no~~ by **deep**

> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_stands_in_a_file() {
    let stage = with_archive().await;
    let day = |n: usize| format!("On day {n} the tide gauge at the new pier stood still.");
    let long: Vec<String> = (0..4)
        .map(|from| {
            let days: Vec<String> = (1 + from * 8..=8 + from * 8).map(day).collect();
            format!("“{}”", days.join(" "))
        })
        .collect();
    let bob = stage.sandbox.user("bob");
    let said = bob.say_embeds("general", "", &[json!({"description": long.join("\n")})]);
    let told = checks(&stage.sandbox.user("alice"), &said.unwrap()).await;
    holds(
        &told,
        "Not all of it has room here; the attached file holds everything.",
    );
    assert_eq!(told.text().matches("**Altered.**").count(), 4);
    let file = &told.attachments()[0];
    assert_eq!(file["filename"], "quotations.txt");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn forwards_and_embeds_are_read() {
    let stage = with_archive().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    let said = bob
        .say("general", "“the old bridge stayed closed until May 2016”")
        .unwrap();
    let forward = bob.forward(&said, "evidence").unwrap();
    holds(&checks(&alice, &forward).await, "**Exact.**");
    let embeds = [
        json!({"title": "News", "description": "A bridge", "fields": [{"name": "Said", "value": "“the old bridge stayed open until May 2016”"}]}),
    ];
    let preview = bob.say_embeds("general", "", &embeds).unwrap();
    holds(&checks(&alice, &preview).await, "~~closed~~ by **open**");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_quotations_gets_a_sentence() {
    let stage = with_archive().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    const WRONG: &str = "4g0greyt92dg24as6t9wz2da05 looks like a receipt and is none: a letter is wrong or missing.";
    let proof = "Proof: 4g0greyt92dg24as6t9wz2da05";
    let proof = bob.say("general", proof).unwrap();
    privately(&checks(&alice, &proof).await, WRONG);
    let both = "“the old bridge stayed open until May 2016”, 4g0greyt92dg24as6t9wz2da05";
    let both = bob.say("general", both).unwrap();
    holds(&checks(&alice, &both).await, WRONG);
    const NOTHING: &str = "This message quotes nothing that can be compared: four words or more in quotation marks or on lines that begin with >, or a receipt. To see what the reports say about it, use Find evidence in the same menu.";
    for text in [
        "The bridge was closed.",
        "a “troll farm” of theirs",
        "```\n“the old bridge stayed closed until May 2016”\n```",
        "see https://x.example/“the old bridge stayed closed”",
    ] {
        privately(&told(&stage, text).await, NOTHING);
    }
    let file = bob.attach("general", "page.png", b"\x89PNG").unwrap();
    let picture = bob.say_with("general", "", &[file]).unwrap();
    privately(
        &checks(&alice, &picture).await,
        "There is no text in this message, only pictures or other files, which Pincite does not read. Write what it says in a message of your own and try that one, or type /ask.",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_the_bots_own_can_be_checked() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let answer = asks(&alice, "did divers find cracks in the piers?").await;
    let text = answer.text();
    let receipt = text.split("Receipt ").nth(1).unwrap();
    let receipt = receipt.split_whitespace().next().unwrap();
    reads_with(
        &checks(&alice, &answer).await,
        receipt,
        "
(only you)
“The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.”
**Exact.** The report has these words, in this order:

> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers
Port Board, *The Harbour Inquiry*, March 2017, p. 2

**Receipt RECEIPT**
Identical: these words stand at that place, byte for byte.
What the message has of its words is unchanged.

> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt …
[Passages]
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_quotation_is_obeyed() {
    let stage = with_archive().await;
    let told = told(
        &stage,
        "“The old bridge **stayed** ||closed|| until @everyone [May](https://evil.example) 2016” “The old bridge stayed closed until `May` 2016”",
    )
    .await;
    reads(&told, "
(only you)
**Altered.** “The old bridge \\*\\*stayed\\*\\* \\|\\|closed\\|\\| until \\@everyone \\[May](https://evil.example) 2016”
These are not the report's words. What differs:
- Replaced: ~~May~~ by **everyone \\[May](https://evil.example**

> The old bridge stayed closed until May 2016
Port Board, *The Harbour Inquiry*, March 2017, p. 2

**Exact.** “The old bridge stayed closed until \\`May\\` 2016”
The report has these words, in this order:

> The old bridge stayed closed until May 2016
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipts … · …
[Passages]
");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_guilds_report_is_never_found() {
    let place = Place::with_reports();
    let quay = pincite::sandbox::World::harbour().guild("Quay").unwrap();
    place.file("ferry.txt", FERRY);
    place
        .run(["ingest", "--scope", &quay.to_string(), "ferry.txt"])
        .done();
    let receipt = place.receipt("who had ignored two warnings?");
    let stage = Stage::with(place, |_| ()).await;
    let text = format!("“The ferry Marigold sank near Orsk in 1987” {receipt}");
    let told = told(&stage, &text).await;
    reads_with(
        &told,
        &receipt,
        "
(only you)
“The ferry Marigold sank near Orsk in 1987”
**Not found in the indexed reports.**

**Receipt RECEIPT**
Unknown: no report here fits this receipt. This does not mean that it is false.

2 reports, 5 passages searched. That words were not found in them does not mean that nobody said them.
",
    );
    let carol = stage.sandbox.user("carol");
    let said = carol.say("pier", &text).unwrap();
    holds(&checks(&carol, &said).await, "**Exact.**");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_in_direct_messages_and_where_only_a_person_has_the_bot() {
    let stage = with_archive().await;
    let (alice, dave) = (stage.sandbox.user("alice"), stage.sandbox.user("dave"));
    let text = "“the old bridge stayed closed until May 2016”";
    let said = dave.say("shoal", text).unwrap();
    assert!(checks(&dave, &said).await.is_private());
    let said = alice.dm(text).unwrap();
    holds(&checks(&alice, &said).await, "**Exact.**");
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_menu_that_is_no_more_is_refused() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice").forging();
    let said = alice
        .say("general", "“the old bridge stayed closed”")
        .unwrap();
    let reply = alice.context_menu("Burn quotation", &said).await;
    holds(
        &reply.unwrap().settled().await.unwrap(),
        "Pincite does not know this command as you sent it.",
    );
    stage.end();
}
