//! `/quote`: stored pages, and turning them.

use serde_json::json;

use super::library::{presses, says, with_archive};
use super::stage::{read, reads};

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_turned_there_and_back() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let first = says(&alice, "general", "quote", json!({"report": "harbour"})).await;
    reads(
        &first,
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
    );
    assert!(first.buttons()[0].disabled);
    let second = presses(&alice, &first, "Later").await;
    reads(
        &second,
        "
(only you)
> 2\\. Bridge
>
> The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.
Port Board, *The Harbour Inquiry*, March 2017, p. 2
page 2 of 2
[Earlier] [Later]
",
    );
    assert!(second.buttons()[1].disabled);
    assert_eq!(
        read(&presses(&alice, &second, "Earlier").await),
        read(&first)
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_as_printed_or_as_a_viewer_counts() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    for page in ["ii", "2", "p. ii (PDF p. 2)"] {
        let options = json!({"report": "lighthouse", "page": page});
        let shown = says(&alice, "general", "quote", options).await;
        reads(
            &shown,
            "
(only you)
> The keeper asked for three beacons more. The board did not answer his letter.
[Coast Office, *The Lighthouse*, 1908, p. ii (PDF p. 2)](<https://coast.example/light.pdf#page=2>)
page 2 of 2
[Earlier] [Later]
",
        );
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_page_comes_in_parts_that_together_are_the_page() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let options = json!({"report": "threats", "page": "4"});
    let mut shown = says(&alice, "general", "quote", options).await;
    let mut days = 0;
    let mut footers = Vec::new();
    loop {
        days += shown.text().matches("On day ").count();
        footers.push(shown.text().lines().last().unwrap_or_default().to_owned());
        if shown.buttons()[1].disabled {
            break;
        }
        shown = presses(&alice, &shown, "Later").await;
    }
    assert_eq!(days, 60);
    assert_eq!(
        footers,
        [
            "page 4 of 4 · part 1 of 3",
            "page 4 of 4 · part 2 of 3",
            "page 4 of 4 · part 3 of 3"
        ]
    );
    let back = presses(&alice, &shown, "Earlier").await;
    assert!(back.text().ends_with(&footers[footers.len() - 2]));
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_there_is_told_which_are() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    for (options, told) in [
        (
            json!({"report": "lighthouse", "page": "9"}),
            "
(only you)
There is no page \"9\"; this report has pages 1 to 2 (printed i to ii).
",
        ),
        (
            json!({"report": "harbour", "page": "xii"}),
            "
(only you)
There is no page \"xii\"; this report has pages 1 to 2.
",
        ),
        (
            json!({"report": "tram", "page": "2"}),
            "
(only you)
This report has no pages; leave the page out to read it from its start.
",
        ),
        (
            json!({"report": "submarine"}),
            "
(only you)
No report that can be searched here is called “submarine”; /reports lists them.
",
        ),
    ] {
        reads(&says(&alice, "general", "quote", options).await, told);
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_without_pages_is_read_from_its_start() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let shown = says(&alice, "general", "quote", json!({"report": "tram"})).await;
    reads(
        &shown,
        "
(only you)
> Tram notes
>
> The tram line opened in 1999. Its depot burned down.
>
> Depot
>
> The driver Ana Petrova was unhurt.
*Tram notes*, undated, whole text
",
    );
    stage.end();
}
