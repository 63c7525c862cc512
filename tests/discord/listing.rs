//! `/reports`: what can be searched here.

use serde_json::json;

use super::library::{presses, says, with_archive};
use super::stage::{Stage, read, reads};
use crate::harness::Place;

#[tokio::test(flavor = "multi_thread")]
async fn every_report_with_its_date_pages_and_passages() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let list = says(&alice, "general", "reports", json!({})).await;
    reads(
        &list,
        "
(only you)
Reports that can be searched here
5 reports, 16 passages.

**Foreign Threats to the Harbour Vote**
Tide Office, 10 March 2021, 4 pages, 8 passages

**The Harbour Inquiry**
Port Board, March 2017, 2 pages, 3 passages

**Press notes on the harbour inquiry**
Café Société, 2015, 2 passages

**The Lighthouse**
Coast Office, 1908, 2 pages, 1 passage

**Tram notes**
undated, 2 passages
",
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_like_some_words() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    for (like, told) in [
        (
            "HARBOUR board",
            "
(only you)
Reports that can be searched here
1 report, 3 passages.

**The Harbour Inquiry**
Port Board, March 2017, 2 pages, 3 passages
",
        ),
        (
            "submarine",
            "
(only you)
No report that can be searched here is called “submarine”; /reports without words lists them all.
",
        ),
    ] {
        reads(
            &says(&alice, "general", "reports", json!({"like": like})).await,
            told,
        );
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_fit_are_turned_like_pages() {
    let place = Place::new();
    let mut files = vec!["ingest".to_owned()];
    for number in 1..=8 {
        let name = format!("ledger-{number}.md");
        place.file(
            &name,
            format!("# Ledger {number}\n\nEntry {number} is about {number} barrels.\n"),
        );
        files.push(name);
    }
    place.run(files).done();
    let stage = Stage::with(place, |_| ()).await;
    let alice = stage.sandbox.user("alice");
    let first = says(&alice, "general", "reports", json!({"like": "ledger"})).await;
    reads(
        &first,
        "
(only you)
Reports that can be searched here
8 reports, 8 passages.

**Ledger 1**
undated, 1 passage

**Ledger 2**
undated, 1 passage

**Ledger 3**
undated, 1 passage

**Ledger 4**
undated, 1 passage

**Ledger 5**
undated, 1 passage

**Ledger 6**
undated, 1 passage
1 of 2
[Earlier] [Later]
",
    );
    let second = presses(&alice, &first, "Later").await;
    reads(
        &second,
        "
(only you)
Reports that can be searched here
8 reports, 8 passages.

**Ledger 7**
undated, 1 passage

**Ledger 8**
undated, 1 passage
2 of 2
[Earlier] [Later]
",
    );
    assert_eq!(
        read(&presses(&alice, &second, "Earlier").await),
        read(&first)
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_say_that_they_are_no_sources() {
    let stage = Stage::with(Place::new(), |_| ()).await;
    let alice = stage.sandbox.user("alice");
    let list = says(&alice, "general", "reports", json!({})).await;
    reads(
        &list,
        "
(only you)
Reports that can be searched here
3 reports, 63 passages. These are samples, written for Pincite, and no sources; they are searched until somebody adds a report.

**Sample briefing: foreign threats to the 2020 US elections**
Pincite sample, 22 November 2026, 7 pages, 16 passages

**Sample glossary: words of estimative probability**
Pincite sample, 22 November 2026, 2 pages, 7 passages

**The Pincite handbook**
Pincite sample, 22 November 2026, 14 pages, 40 passages
",
    );
    stage.end();
}
