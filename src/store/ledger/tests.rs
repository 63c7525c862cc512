use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::*;

const GUILD: u64 = 77;

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_341_600)
}

fn draft(event: Event, private: &[(Field, &str)]) -> Draft {
    Draft {
        event,
        check: None,
        role: Some("moderator".to_owned()),
        private: private
            .iter()
            .map(|(field, value)| (*field, (*value).to_owned()))
            .collect(),
    }
}

fn verdict() -> Draft {
    let cited = Cited {
        receipt: "4g0p1d0rgf7g402r2e6039a94w".to_owned(),
        citation: "Port Board, The Harbour Inquiry, p. 2".to_owned(),
        text: "The works cost 3,814 crowns.".to_owned(),
    };
    draft(
        Event::Kept {
            judgment: Judgment::Supported,
            cited: vec![cited],
        },
        &[
            (Field::By, "1001"),
            (Field::Author, "1002"),
            (Field::Claim, "The works cost 3,814 crowns"),
            (Field::Place, "55/66"),
        ],
    )
}

async fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("pincite.db"))
        .await
        .unwrap();
    (folder, store)
}

#[tokio::test]
async fn entries_follow_each_other_and_are_read_back() {
    let (_folder, store) = store().await;
    let first = store.append(GUILD, verdict(), now()).await.unwrap();
    let withdrawn = Draft {
        check: Some(1),
        ..draft(Event::Withdrawn, &[(Field::By, "1001")])
    };
    let second = store.append(GUILD, withdrawn, now()).await.unwrap();
    let other = store.append(GUILD + 1, verdict(), now()).await.unwrap();

    assert_eq!((first.number, second.number, other.number), (1, 2, 1));
    assert_eq!((first.check, second.check), (1, 1));
    assert_eq!(first.at, "2026-11-22T10:00:00Z");
    assert_eq!(
        store.ledger(GUILD, 0, 10).await.unwrap(),
        [first, second.clone()]
    );
    assert_eq!(store.ledger(GUILD, 1, 10).await.unwrap(), [second.clone()]);
    assert_eq!(store.ledgers().await.unwrap(), [GUILD, GUILD + 1]);
    let whole = Whole {
        entries: 2,
        head: second.hash,
    };
    assert_eq!(store.verify_ledger(GUILD, &[]).await.unwrap(), Ok(whole));
}

#[tokio::test]
async fn what_was_expected_shows_a_cut_and_a_rewritten_ledger() {
    let (_folder, store) = store().await;
    let first = store.append(GUILD, verdict(), now()).await.unwrap();
    let expect = |text: String| [text.parse::<Expected>().unwrap()];
    let right = expect(format!("#1:{}", first.hash.short()));
    assert!(store.verify_ledger(GUILD, &right).await.unwrap().is_ok());

    let other = expect("1:0123456789abcdef".to_owned());
    let broken = store
        .verify_ledger(GUILD, &other)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!((broken.number, &broken.fault), (1, &Fault::Rewritten));
    let cut = expect(format!("2:{}", first.hash.short()));
    let broken = store.verify_ledger(GUILD, &cut).await.unwrap().unwrap_err();
    assert_eq!((broken.number, &broken.fault), (2, &Fault::CutOff));
}

#[tokio::test]
async fn rows_are_only_added() {
    let (_folder, store) = store().await;
    store.append(GUILD, verdict(), now()).await.unwrap();
    for sql in ["UPDATE ledger SET number = 2", "DELETE FROM ledger"] {
        let error = sqlx::query(sql).execute(&store.pool).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}

#[tokio::test]
async fn what_is_erased_is_gone_and_the_chain_whole() {
    let (folder, store) = store().await;
    store.append(GUILD, verdict(), now()).await.unwrap();
    assert_eq!(store.erase_person(GUILD, 4, now()).await.unwrap(), None);
    let erased = store
        .erase_person(GUILD, 1002, now())
        .await
        .unwrap()
        .unwrap();
    let field = |field| ErasedField { number: 1, field };
    let fields = vec![field(Field::Author), field(Field::Place)];
    assert_eq!(erased.event, Event::Erased { fields });
    let left = &store.ledger(GUILD, 0, 1).await.unwrap()[0].private;
    assert_eq!(
        left.keys().copied().collect::<Vec<_>>(),
        [Field::By, Field::Claim]
    );
    assert!(store.verify_ledger(GUILD, &[]).await.unwrap().is_ok());

    store.erase_all(GUILD, now()).await.unwrap().unwrap();
    assert!(
        store.ledger(GUILD, 0, 1).await.unwrap()[0]
            .private
            .is_empty()
    );
    assert!(store.verify_ledger(GUILD, &[]).await.unwrap().is_ok());
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let words = b"The works cost 3,814 crowns\"";
        assert!(!bytes.windows(words.len()).any(|window| window == words));
    }
}

/// A ledger of some entries, as its rows lie in the database.
fn rows() -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (_folder, store) = store().await;
        for _ in 0..3 {
            store.append(GUILD, verdict(), now()).await.unwrap();
        }
        store.erase_person(GUILD, 1001, now()).await.unwrap();
        store.append(GUILD, verdict(), now()).await.unwrap();
        let rows = sqlx::query(
            "SELECT number, body, hash, fields FROM ledger LEFT JOIN ledger_private USING (guild, number) ORDER BY number",
        )
        .fetch_all(&store.pool)
        .await
        .unwrap();
        rows.iter().map(row_of).collect()
    })
}

fn verified(rows: &[Row]) -> Result<Whole, Broken> {
    let last = rows.last().map(|row| Expected {
        number: row.number as u32,
        digits: data_encoding::HEXLOWER.encode(&row.hash),
    });
    let mut chain = Chain::new(GUILD, &last.into_iter().collect::<Vec<_>>());
    for row in rows {
        chain.follow(row)?;
    }
    chain.end()
}

#[test]
fn any_flipped_bit_is_found() {
    let rows = rows();
    assert!(verified(&rows).is_ok());
    let flips = (
        0..rows.len(),
        0..3_u8,
        any::<prop::sample::Index>(),
        0..8_u8,
    );
    proptest!(ProptestConfig::with_cases(2_000), |((at, part, byte, bit) in flips)| {
        let mut rows: Vec<Row> = rows.iter().map(|row| Row { body: row.body.clone(), hash: row.hash.clone(), private: row.private.clone(), ..*row }).collect();
        let row = &mut rows[at];
        let flip = |bytes: &mut [u8]| {
            let at = byte.index(bytes.len());
            bytes[at] ^= 1 << bit;
        };
        let text = |text: &mut String| {
            let mut bytes = std::mem::take(text).into_bytes();
            flip(&mut bytes);
            // SQLite would hand out such a text with the marks of bad UTF-8 in it.
            *text = String::from_utf8_lossy(&bytes).into_owned();
        };
        match (part, &mut row.private) {
            (0, _) => text(&mut row.body),
            (1, _) => flip(&mut row.hash),
            (_, Some(private)) => text(private),
            (_, None) => text(&mut row.body),
        }
        prop_assert!(verified(&rows).is_err());
    });
}

#[test]
fn rows_that_are_missing_swapped_or_moved_are_found() {
    let changes: [fn(&mut Vec<Row>); 6] = [
        |rows: &mut Vec<Row>| drop(rows.remove(1)),
        |rows: &mut Vec<Row>| rows.swap(0, 1),
        |rows| rows[1].number = 7,
        |rows| rows[2].private = None,
        |rows| rows[0].private = rows[1].private.take(),
        |rows| rows[2].body = rows[2].body.replace("supported", "refuted"),
    ];
    for change in changes {
        let mut rows = rows();
        change(&mut rows);
        assert!(verified(&rows).is_err());
    }
}

#[test]
fn a_ledger_of_another_guild_is_foreign() {
    let rows = rows();
    let broken = Chain::new(GUILD + 1, &[]).follow(&rows[0]).unwrap_err();
    assert_eq!(broken.fault, Fault::Foreign);
}
