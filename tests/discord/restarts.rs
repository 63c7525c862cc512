//! Twenty clicks, the bot killed and started anew between every two: each is answered from what its button and its
//! message say, and from the library.

use pincite::sandbox::{Seen, User};
use serde_json::{Value, json};

use super::stage::{FERRY, MILL, Stage, reads};

/// Somebody who clicks, each time on a bot that has just started.
struct Clicker<'s> {
    stage: &'s mut Stage,
    user: User,
    clicks: usize,
}

impl Clicker<'_> {
    async fn slash(&self, command: &str, options: Value) -> Seen {
        let reply = self.user.slash("general", command, options).await.unwrap();
        reply.settled().await.unwrap()
    }

    /// What a click shows: the message as it is now, or a new one.
    async fn click(&mut self, message: &Seen, button: &str, expected: &str) -> Seen {
        self.stage.restart().await;
        self.clicks += 1;
        let reply = self.user.press(message, button).await.unwrap();
        let shown = reply.settled().await.unwrap();
        reads(&shown, expected);
        shown
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_clicks_with_a_restart_before_each() {
    let mut stage = Stage::new().await;
    let user = stage.sandbox.user("boss");
    let mut boss = Clicker {
        stage: &mut stage,
        user,
        clicks: 0,
    };
    turn_hits(&mut boss).await;
    turn_pages(&mut boss).await;
    miss_something(&mut boss).await;
    decide_about_files(&mut boss).await;
    remove_a_report(&mut boss).await;
    assert_eq!(boss.clicks, 20);
    stage.end();
}

/// The hits of an answer, round and round.
async fn turn_hits(boss: &mut Clicker<'_>) {
    let question = json!({"question": "what did the harbour works cost?"});
    let answer = boss.slash("ask", question).await;
    let second = boss
        .click(
            &answer,
            "Next",
            "
(only you)
what did the harbour works cost?
> **Harbour** inquiry
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 2 of 3
[Next] [More] [See text] [Copy]
",
        )
        .await;
    let third = boss
        .click(
            &second,
            "Next",
            "
(only you)
what did the harbour works cost?
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
Receipt … · 3 of 3
[Next] [More] [See text] [Copy]
",
        )
        .await;
    let first = boss
        .click(
            &third,
            "Next",
            "
(only you)
what did the harbour works cost?
> The **works cost** 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 1 of 3
[Next] [More] [See text] [Copy]
",
        )
        .await;
    let opened = boss
        .click(
            &first,
            "More",
            "
(only you)
what did the harbour works cost?
> Harbour inquiry
Same report, p. 1

> 1\\. Findings
>
> The Orwell company dredged the harbour in 2014. **The works cost 3,814 crowns.**
Port Board, *The Harbour Inquiry*, March 2017, p. 1

> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Same report, p. 2
Receipt … (of the words in bold)
[Less] [Share] [Dismiss]
",
        )
        .await;
    let closed = boss
        .click(
            &opened,
            "Less",
            "
(only you)
what did the harbour works cost?
> The **works cost** 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 1 of 3
[Next] [More] [See text] [Copy]
",
        )
        .await;
    assert_eq!(closed.text(), first.text());
    boss.click(
        &closed,
        "See text",
        "
(only you)
> Harbour inquiry
Same report, p. 1

> 1\\. Findings
>
> The Orwell company dredged the harbour in 2014. **The works cost 3,814 crowns.**
Port Board, *The Harbour Inquiry*, March 2017, p. 1

> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Same report, p. 2
Receipt … (of the words in bold)
",
    )
    .await;
    boss.click(
        &closed,
        "Copy",
        "
(only you)
“The works cost 3,814 crowns.”
Port Board, The Harbour Inquiry, March 2017, p. 1
Receipt …
",
    )
    .await;
    let second = boss
        .click(
            &closed,
            "Next",
            "
(only you)
what did the harbour works cost?
> **Harbour** inquiry
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 2 of 3
[Next] [More] [See text] [Copy]
",
        )
        .await;
    let opened = boss
        .click(
            &second,
            "More",
            "
(only you)
what did the harbour works cost?
> **Harbour inquiry**
Port Board, *The Harbour Inquiry*, March 2017, p. 1

> 1\\. Findings
>
> The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
Same report, p. 1
Receipt … (of the words in bold)
[Less] [Share] [Dismiss]
",
        )
        .await;
    let shared = boss
        .click(
            &opened,
            "Share",
            "
(only you)
Shared with this channel.
what did the harbour works cost?
> **Harbour inquiry**
Port Board, *The Harbour Inquiry*, March 2017, p. 1

> 1\\. Findings
>
> The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
Same report, p. 1
Receipt … (of the words in bold)
[Less] [Dismiss]
",
        )
        .await;
    boss.click(
        &shared,
        "Less",
        "
(only you)
what did the harbour works cost?
> **Harbour** inquiry
Port Board, *The Harbour Inquiry*, March 2017, p. 1
Receipt … · 2 of 3
[Next] [More] [See text] [Copy]
",
    )
    .await;
}

/// The pages of a report.
async fn turn_pages(boss: &mut Clicker<'_>) {
    let page = boss.slash("quote", json!({"report": "harbour"})).await;
    let next = boss
        .click(
            &page,
            "Later",
            "
(only you)
> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
page 2 of 2
[Earlier] [Later]
",
        )
        .await;
    boss.click(
        &next,
        "Earlier",
        "
(only you)
> Harbour inquiry
>
> 1\\. Findings
>
> The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
Port Board, *The Harbour Inquiry*, March 2017, p. 1
page 1 of 2
[Earlier] [Later]
",
    )
    .await;
}

/// What is not there.
async fn miss_something(boss: &mut Clicker<'_>) {
    let nothing = boss
        .slash("ask", json!({"question": "who sold the zeppelin?"}))
        .await;
    boss.click(&nothing, "Tell the moderators it is missing", "
(only you)
The question is on the managers' list of what the reports do not answer. Nothing about you was written down.
")
        .await;
}

/// Files that wait for approval.
async fn decide_about_files(boss: &mut Clicker<'_>) {
    for (name, text) in [("ferry.txt", FERRY), ("mill.txt", MILL)] {
        let file = boss.user.attach("general", name, text.as_bytes()).unwrap();
        boss.slash("report add", json!({"file": file.option()}))
            .await;
    }
    let waiting = boss.slash("report preview", json!({})).await;
    let later = boss
        .click(
            &waiting,
            "Later",
            "
(only you)
Waiting for approval
**mill**
undated, 1 passage, language en

> Mill survey The windmill at Tarn lost both sails in the storm of 1953. It was never repaired.
How its text begins
Nobody can search it until it is approved · 2 of 2 that wait
[Approve] [Reject] [Earlier] [Later]
",
        )
        .await;
    let earlier = boss.click(&later, "Earlier", "
(only you)
Waiting for approval
**ferry**
undated, 1 passage, language en

> Ferry inquiry The ferry Marigold sank near Orsk in 1987. Its captain had ignored two warnings from the harbour office.
How its text begins
Nobody can search it until it is approved · 1 of 2 that wait
[Approve] [Reject] [Earlier] [Later]
").await;
    boss.click(
        &earlier,
        "Approve",
        "
(only you)
**ferry** is searched here from now on: 1 passage.
",
    )
    .await;
    let waiting = boss.slash("report preview", json!({})).await;
    boss.click(
        &waiting,
        "Reject",
        "
(only you)
**mill** was rejected, and its file was deleted.
",
    )
    .await;
}

/// Not at once, and then for good.
async fn remove_a_report(boss: &mut Clicker<'_>) {
    let sure = boss
        .slash("report remove", json!({"report": "ferry"}))
        .await;
    boss.click(
        &sure,
        "Keep",
        "
(only you)
Nothing was changed.
",
    )
    .await;
    let sure = boss
        .slash("report remove", json!({"report": "ferry"}))
        .await;
    boss.click(
        &sure,
        "Remove",
        "
(only you)
**ferry** was removed.
",
    )
    .await;
}
