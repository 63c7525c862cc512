//! How long it takes to verify a ledger of 100,000 entries, from the database. See README.md here.

#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test or a bench may stop at once, and nothing is exported"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use pincite::store::Store;
use pincite::store::ledger::{Cited, Draft, Event, Field, Judgment};

const ENTRIES: u32 = 100_000;
const GUILD: u64 = 77;
const RUNS: usize = 5;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("pincite.db"))
            .await
            .unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_341_600);
        let since = Instant::now();
        store
            .append_all(GUILD, (1..=ENTRIES).map(draft), now)
            .await
            .unwrap();
        println!(
            "{ENTRIES} entries written in {:.1} s",
            since.elapsed().as_secs_f64()
        );
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let since = Instant::now();
            let whole = store.verify_ledger(GUILD, &[]).await.unwrap().unwrap();
            assert_eq!(whole.entries, ENTRIES);
            times.push(since.elapsed().as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        println!(
            "verified: median {:.2} s of {RUNS} runs, slowest {:.2} s",
            times[RUNS / 2],
            times[RUNS - 1]
        );
        store.close().await;
    });
}

/// A verdict as moderators give them: one quotation, a claim, a place.
fn draft(number: u32) -> Draft {
    let cited = Cited {
        receipt: "4g0p1d0rgf7g402r2e6039a94w".to_owned(),
        citation: "Port Board, The Harbour Inquiry, March 2017, p. 2".to_owned(),
        text: format!(
            "The works of the year {number} cost 3,814 crowns, more than planned. However, the board had expected as much."
        ),
        qualifier: None,
    };
    Draft {
        event: Event::Kept {
            judgment: Judgment::ALL[number as usize % 5],
            cited: vec![cited],
        },
        check: None,
        role: Some("moderator".to_owned()),
        private: BTreeMap::from([
            (Field::By, "1001".to_owned()),
            (Field::Author, "1002".to_owned()),
            (
                Field::Claim,
                format!("The works of the year {number} cost 4,200 crowns"),
            ),
            (Field::Place, format!("55/{number}")),
        ]),
    }
}
