//! The table says what the ledger says, whatever happened.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Anything that may happen to some checks, in any order; what is refused is left out.
async fn lived(steps: &[(u8, u8)]) -> (tempfile::TempDir, Store) {
    let (folder, store) = store().await;
    for (minute, (what, which)) in (1..).zip(steps) {
        let checks = store.checks(GUILD).await.unwrap();
        let check = checks.get(usize::from(*which)).map(|check| check.number);
        let event = match what {
            0 => kept(),
            1 => intent(),
            2 => Event::Published,
            3 => Event::NotPublished,
            4 => corrected(),
            5 => Event::Withdrawn,
            6 => Event::SourceEdited,
            7 => Event::SourceDeleted,
            8 => {
                store.erase_person(GUILD, 1002, at(minute)).await.unwrap();
                continue;
            }
            _ => {
                store.erase_all(GUILD, at(minute)).await.unwrap();
                continue;
            }
        };
        let opens = *what == 0 || *what == 1 && which % 2 == 0;
        let draft = draft(check.filter(|_| !opens), event);
        match store.append(GUILD, draft, at(minute)).await {
            Ok(_) | Err(StoreError::NoSuchCheck(_) | StoreError::OutOfTurn(..)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    (folder, store)
}

#[test]
fn checks_can_be_rebuilt_from_the_ledger() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let steps = prop::collection::vec((0..10_u8, 0..4_u8), 1..25);
    proptest!(ProptestConfig::with_cases(25), |(steps in steps)| {
        runtime.block_on(async {
            let (_folder, store) = lived(&steps).await;
            let before = store.checks(GUILD).await.unwrap();
            let belonging = belonging(&store, &before).await;
            for table in ["DELETE FROM checks", "DELETE FROM check_entries"] {
                sqlx::query(table).execute(&store.pool).await.unwrap();
            }
            store.rebuild_checks(GUILD).await.unwrap();
            let after = store.checks(GUILD).await.unwrap();
            assert_eq!(after, before);
            assert_eq!(self::belonging(&store, &after).await, belonging);
        });
    });
}

async fn belonging(store: &Store, checks: &[Check]) -> BTreeMap<u32, Vec<u32>> {
    let mut found = BTreeMap::new();
    for check in checks {
        let entries = store.entries_of(GUILD, check.number).await.unwrap();
        assert!(entries.iter().all(|entry| entry.check == check.number));
        let numbers = entries.iter().map(|entry| entry.number).collect();
        found.insert(check.number, numbers);
    }
    found
}
