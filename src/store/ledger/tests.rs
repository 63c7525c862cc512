use std::time::{Duration, SystemTime};

use super::*;

mod tampering;

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
        qualifier: None,
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
    assert_eq!(
        store.ledger(GUILD, 1, 10).await.unwrap(),
        std::slice::from_ref(&second)
    );
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
    for sql in [
        "UPDATE ledger SET number = 2",
        "DELETE FROM ledger",
        "INSERT OR REPLACE INTO ledger SELECT guild, number, '{}', hash FROM ledger",
    ] {
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
