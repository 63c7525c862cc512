//! `pincite ledger`: whole, broken, cut off, rewritten; exported, and verified without Pincite; a person forgotten.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use pincite::store::Store;
use pincite::store::ledger::{Cited, Draft, Event, Field, Judgment};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::harness::{Place, block_on};

const GUILD: u64 = 77;

fn verdict(claim: &str) -> Draft {
    let cited = Cited {
        receipt: "4g0p1d0rgf7g402r2e6039a94w".to_owned(),
        citation: "Port Board, The Harbour Inquiry, p. 2".to_owned(),
        text: "The works cost 3,814 crowns.".to_owned(),
        qualifier: None,
    };
    Draft {
        event: Event::Kept {
            judgment: Judgment::Refuted,
            cited: vec![cited],
        },
        check: None,
        role: Some("moderator".to_owned()),
        private: BTreeMap::from([
            (Field::By, "1001".to_owned()),
            (Field::Author, "1002".to_owned()),
            (Field::Claim, claim.to_owned()),
            (Field::Place, "55/66".to_owned()),
        ]),
    }
}

fn correction() -> Draft {
    Draft {
        event: Event::Withdrawn,
        check: Some(1),
        role: Some("moderator".to_owned()),
        private: BTreeMap::from([(Field::By, "1001".to_owned())]),
    }
}

fn with_store<T>(place: &Place, work: impl AsyncFnOnce(&Store) -> T) -> T {
    block_on(async {
        let store = Store::open(&place.index().join("pincite.db"))
            .await
            .unwrap();
        let done = work(&store).await;
        store.close().await;
        done
    })
}

/// A library whose ledger has three entries, and what its last is called.
fn three_entries() -> (Place, String) {
    let place = Place::with_reports();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_341_600);
    let last = with_store(&place, async |store| {
        let drafts = [
            verdict("The works cost 4,200 crowns"),
            verdict("=HYPERLINK(\"http://x.example\")"),
            correction(),
        ];
        let entries = store.append_all(GUILD, drafts, now).await.unwrap();
        format!("3:{}", entries[2].hash.short())
    });
    (place, last)
}

/// Changes the database as somebody with the file in hand can.
fn tampered(place: &Place, sql: &str) {
    block_on(async {
        let path = place.index().join("pincite.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
        for trigger in ["ledger_is_not_changed", "ledger_is_not_cut"] {
            let drop = format!("DROP TRIGGER IF EXISTS {trigger}");
            sqlx::query(sqlx::AssertSqlSafe(drop))
                .execute(&pool)
                .await
                .unwrap();
        }
        let sql = sql.to_owned();
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
    });
}

#[test]
fn a_whole_ledger_is_called_whole() {
    let (place, last) = three_entries();
    let said = format!("77: whole, 3 entries, the last is {last}");
    place.run(["ledger", "verify"]).says(&said);
    place
        .run(["ledger", "verify", "--expect", &last])
        .says(&said);
    let json = place.json(["ledger", "verify", "--json"]);
    assert_eq!(json["whole"], true);
    assert_eq!(json["entries"], 3);
}

#[test]
fn a_change_is_found_and_named() {
    let (place, _) = three_entries();
    tampered(
        &place,
        "UPDATE ledger SET body = replace(body, 'refuted', 'supported') WHERE number = 1",
    );
    place
        .run(["ledger", "verify"])
        .ends(1)
        .mentions("77: broken: entry 1 was changed: its hash is another");
}

#[test]
fn a_ledger_that_was_cut_off_is_found_by_what_somebody_wrote_down() {
    let (place, last) = three_entries();
    tampered(&place, "DELETE FROM ledger_private WHERE number = 3");
    tampered(&place, "DELETE FROM checks WHERE number = 3");
    tampered(&place, "PRAGMA foreign_keys = OFF");
    tampered(&place, "DELETE FROM ledger WHERE number = 3");
    place
        .run(["ledger", "verify", "--expect", &last])
        .ends(1)
        .mentions("entry 3 was expected and is not there");
    place
        .run(["ledger", "verify", "--expect", "1:0000000000000000"])
        .ends(1)
        .mentions("entry 1 is not the one that was expected: the ledger was rewritten");
}

#[test]
fn an_export_can_be_verified_without_pincite() {
    let (place, last) = three_entries();
    place.run(["ledger", "export", "-o", "out.json"]).done();
    let text = std::fs::read_to_string(place.path("out.json")).unwrap();
    let exported: Value = serde_json::from_str(&text).unwrap();
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
    let mut previous = "0".repeat(64);
    for entry in exported["entries"].as_array().unwrap() {
        let body = entry["body"].as_str().unwrap();
        let inside: Value = serde_json::from_str(body).unwrap();
        assert_eq!(inside["previous"], previous);
        previous = hex(body.as_bytes());
        assert_eq!(entry["hash"], previous);
        for (field, salted) in entry["private"].as_object().unwrap() {
            let salt = salted["salt"].as_str().unwrap().as_bytes();
            let mut bytes = data_encoding::HEXLOWER.decode(salt).unwrap();
            bytes.extend(salted["value"].as_str().unwrap().bytes());
            assert_eq!(inside["private"][field], hex(&bytes), "{field}");
        }
    }
    assert!(previous.starts_with(&last[2..]));
    place
        .run(["ledger", "export", "-o", "out.json"])
        .ends(2)
        .mentions("out.json cannot be written");
}

#[test]
fn a_spreadsheet_takes_no_cell_for_a_formula() {
    let (place, _) = three_entries();
    let said = place.run(["ledger", "export", "--format", "csv"]);
    said.done()
        .mentions("number,at,check,role,event,verdict,claim")
        .mentions(",\"'=HYPERLINK(")
        .mentions("Refuted");
}

#[test]
fn a_person_is_forgotten_and_the_chain_stays_whole() {
    let (place, _) = three_entries();
    place
        .run(["ledger", "erase", "--guild", "77", "--person", "1002"])
        .says(
            "Erased who decided or wrote, where it was this person; entry 4 of the ledger says so.",
        );
    place
        .run(["ledger", "verify"])
        .done()
        .mentions("whole, 4 entries");
    let said = place.run(["ledger", "export"]);
    said.done()
        .mentions("\"1001\"")
        .mentions("The works cost 4,200 crowns");
    assert!(!said.transcript().contains("1002"));
    place
        .run(["ledger", "erase", "--guild", "77", "--person", "1002"])
        .says("The ledger of 77 holds nothing of this person.");
}

#[test]
fn what_is_missing_or_meant_twice_is_said() {
    let place = Place::with_reports();
    place
        .run(["ledger", "verify"])
        .says("No server has a ledger yet.");
    place
        .run(["ledger", "export"])
        .ends(2)
        .mentions("no server has a ledger yet, so there is nothing to export");
    let (place, last) = three_entries();
    with_store(&place, async |store| {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_341_600);
        store.append(78, verdict("Another"), now).await.unwrap();
    });
    place
        .run(["ledger", "export"])
        .ends(2)
        .mentions("several servers have a ledger here (77, 78); name one with --guild");
    place
        .run(["ledger", "verify", "--expect", &last])
        .ends(2)
        .mentions("name one with --guild");
    place
        .run(["ledger", "verify", "--guild", "78"])
        .done()
        .mentions("78: whole, 1 entry");
    place
        .run(["ledger", "verify", "--expect", "three"])
        .ends(2)
        .mentions("NUMBER:HASH");
    place
        .run(["ledger", "export", "--format", "xml"])
        .ends(2)
        .mentions("json or csv");
}

#[test]
fn a_claim_in_the_terminal_is_known_from_the_ledger() {
    let (place, _) = three_entries();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_341_600);
    with_store(&place, async |store| {
        let draft = verdict("The old bridge stayed closed until May 2016");
        store.append(GUILD, draft, now).await.unwrap();
    });
    let check = |guild, claim| place.run(["check", "--limit", "1", "--guild", guild, claim]);
    check("77", "Until May 2016 the old bridge stayed closed.")
        .done()
        .mentions("Perhaps checked before, as check 4: “The old bridge stayed")
        .mentions("Refuted, 2026-11-22.");
    // The first check was withdrawn: it is no verdict any more.
    let withdrawn = check("77", "The works cost 4,200 crowns.");
    let told = &withdrawn.done().out;
    assert!(!told.contains("checked before"), "{told}");
    check("78", "The works cost 4,200 crowns.")
        .ends(2)
        .mentions("the server 78 has no checks here");
}
