//! *Check quotation*, in the menu of a message.

use pincite::sandbox::{Seen, User};

use super::library::with_archive;
use super::stage::reads;

/// Uses *Check quotation* on a message; what is said in the end.
async fn checks(person: &User, message: &Seen) -> Seen {
    let reply = person.context_menu("Check quotation", message).await;
    reply.unwrap().settled().await.unwrap()
}

/// The same for a message that bob writes in #general.
async fn told(stage: &super::stage::Stage, text: &str) -> Seen {
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
