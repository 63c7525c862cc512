//! `/ask`, its reply, and the buttons under it.

use serde_json::json;

use super::stage::{Stage, reads};

#[tokio::test(flavor = "multi_thread")]
async fn a_question_gets_one_cited_excerpt_that_only_the_asker_sees() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.sandbox.user("alice"), stage.sandbox.user("bob"));
    let options = json!({"question": "what did the harbour works cost?"});
    let reply = alice.slash("general", "ask", options).await.unwrap();
    reads(
        &reply.message().unwrap(),
        "
(only you)
what did the harbour works cost?
> 1\\. Findings
>
> The Orwell company dredged the **harbour** in 2014. The **works cost** 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 1 of 3 · 2 reports, 5 passages
[Next] [More] [See page] [Copy]
",
    );
    assert_eq!(bob.sees("general").unwrap(), []);
    stage.end();
}
