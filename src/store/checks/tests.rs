use std::time::{Duration, SystemTime};

use super::*;
use crate::store::ledger::{Draft, Event, Field};

mod rebuilt;

const GUILD: u64 = 77;

fn at(minute: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_341_600 + 60 * minute)
}

async fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("pincite.db"))
        .await
        .unwrap();
    (folder, store)
}

fn kept() -> Event {
    Event::Kept {
        judgment: Judgment::Supported,
        cited: Vec::new(),
    }
}

fn intent() -> Event {
    Event::Intent {
        judgment: Judgment::Refuted,
        cited: Vec::new(),
        nonce: "n1".to_owned(),
    }
}

fn corrected() -> Event {
    Event::Corrected {
        judgment: Judgment::Mixed,
        cited: Vec::new(),
    }
}

/// An entry of moderator 1001 about a message of person 1002.
fn draft(check: Option<u32>, event: Event) -> Draft {
    let claim = format!("The works cost {} crowns", 3814 + check.unwrap_or_default());
    let fields: &[(Field, &str)] = match event {
        Event::Kept { .. } | Event::Intent { .. } if check.is_none() => &[
            (Field::Author, "1002"),
            (Field::By, "1001"),
            (Field::Claim, &claim),
            (Field::Place, "55/66"),
        ],
        Event::Corrected { .. } => &[(Field::By, "1001"), (Field::Claim, &claim)],
        Event::Published => &[(Field::Post, "55/67")],
        _ => &[(Field::By, "1001")],
    };
    let fields = fields.iter();
    Draft {
        event,
        check,
        role: None,
        private: fields
            .map(|(field, value)| (*field, (*value).to_owned()))
            .collect(),
    }
}

async fn add(store: &Store, check: Option<u32>, event: Event) -> u32 {
    let draft = draft(check, event);
    store.append(GUILD, draft, at(0)).await.unwrap().number
}

#[tokio::test]
async fn a_check_is_where_its_entries_brought_it() {
    let (_folder, store) = store().await;
    let number = add(&store, None, kept()).await;
    let check = store.check(GUILD, number).await.unwrap().unwrap();
    let opened = Check {
        number: 1,
        last: 1,
        at: "2026-11-22T10:00:00Z".to_owned(),
        state: CheckState::Kept,
        judgment: Judgment::Supported,
        claim: Some("The works cost 3814 crowns".to_owned()),
        corrected: None,
        source_edited: false,
        source_deleted: false,
        source: Some("55/66".parse().unwrap()),
        post: None,
        nonce: None,
        shown: 0,
    };
    assert_eq!(check, opened);
    assert_eq!(store.unconfirmed().await.unwrap(), []);

    add(&store, Some(1), intent()).await;
    let intended = store.unconfirmed().await.unwrap();
    assert_eq!(intended[0].0, GUILD);
    assert_eq!(intended[0].1.nonce.as_deref(), Some("n1"));
    assert_eq!(intended[0].1.judgment, Judgment::Refuted);

    add(&store, Some(1), Event::Published).await;
    assert_eq!(store.unconfirmed().await.unwrap(), []);
    assert_eq!(store.unshown().await.unwrap(), []);
    let draft = draft(Some(1), corrected());
    store.append(GUILD, draft, at(5)).await.unwrap();
    add(&store, Some(1), Event::SourceEdited).await;

    let (guild, check) = store.unshown().await.unwrap().remove(0);
    let now = Check {
        last: 5,
        state: CheckState::Published,
        judgment: Judgment::Mixed,
        claim: Some("The works cost 3815 crowns".to_owned()),
        corrected: Some("2026-11-22T10:05:00Z".to_owned()),
        source_edited: true,
        post: Some("55/67".parse().unwrap()),
        shown: 3,
        ..opened
    };
    assert_eq!((guild, &check), (GUILD, &now));

    store.shown(GUILD, 1, 4).await.unwrap();
    assert_eq!(store.unshown().await.unwrap()[0].1.shown, 4);
    store.shown(GUILD, 1, 5).await.unwrap();
    store.shown(GUILD, 1, 3).await.unwrap();
    assert_eq!(store.unshown().await.unwrap(), []);
    add(&store, Some(1), Event::Withdrawn).await;
    let withdrawn = &store.unshown().await.unwrap()[0].1;
    assert_eq!(withdrawn.state, CheckState::Withdrawn);
    assert_eq!(store.entries_of(GUILD, 1).await.unwrap().len(), 6);
}

#[tokio::test]
async fn checks_are_found_by_their_message_channel_and_guild() {
    let (_folder, store) = store().await;
    add(&store, None, kept()).await;
    add(&store, None, kept()).await;
    let mut typed = draft(None, kept());
    typed.private.insert(Field::Place, "55".to_owned());
    store.append(GUILD, typed, at(0)).await.unwrap();
    let other = draft(None, kept());
    store.append(GUILD + 1, other, at(0)).await.unwrap();

    let numbers = |found: Vec<(u64, Check)>| -> Vec<(u64, u32)> {
        found
            .iter()
            .map(|(guild, check)| (*guild, check.number))
            .collect()
    };
    let of_source = store.checks_of_source(55, 66).await.unwrap();
    assert_eq!(numbers(of_source), [(GUILD, 1), (GUILD, 2), (GUILD + 1, 1)]);
    assert_eq!(store.checks_of_source(56, 66).await.unwrap(), []);
    assert_eq!(store.checks_in(GUILD, 55).await.unwrap().len(), 3);
    assert_eq!(store.checks_in(GUILD, 66).await.unwrap(), []);
    assert_eq!(store.checks(GUILD + 1).await.unwrap().len(), 1);
    assert_eq!(store.check(GUILD + 1, 2).await.unwrap(), None);
}

#[tokio::test]
async fn a_message_is_looked_up_without_reading_all_checks() {
    let (_folder, store) = store().await;
    for (sql, index) in [
        (
            checks!("WHERE message = ? AND channel = ? ORDER BY guild, number"),
            "checks_of_source",
        ),
        (
            checks!("INDEXED BY checks_in WHERE guild = ? AND channel = ? ORDER BY number"),
            "checks_in",
        ),
        (
            checks!("WHERE state = 'intended' ORDER BY guild, number"),
            "checks_unconfirmed",
        ),
        (
            checks!("WHERE post_message IS NOT NULL AND shown < last ORDER BY guild, number"),
            "checks_unshown",
        ),
    ] {
        let plan = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = sqlx::query(sqlx::AssertSqlSafe(plan))
            .fetch_all(&store.pool)
            .await
            .unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
        assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
    }
}

#[tokio::test]
async fn what_cannot_happen_now_is_refused_and_leaves_nothing() {
    let (_folder, store) = store().await;
    let refused = |check, event| {
        let store = &store;
        async move {
            let draft = draft(check, event);
            let error = store.append(GUILD, draft, at(0)).await.unwrap_err();
            error.to_string()
        }
    };
    let none = "there is no check 9 here; nothing was recorded";
    assert_eq!(refused(Some(9), corrected()).await, none);
    assert!(refused(None, Event::Withdrawn).await.contains("no check 1"));

    add(&store, None, kept()).await;
    let kept_now = "check 1 is kept by now, so nothing was recorded; look at it again";
    assert_eq!(refused(Some(1), Event::Published).await, kept_now);
    add(&store, Some(1), intent()).await;
    assert!(refused(Some(1), intent()).await.contains("being posted"));
    assert!(refused(Some(1), corrected()).await.contains("being posted"));
    add(&store, Some(1), Event::NotPublished).await;
    add(&store, Some(1), Event::Withdrawn).await;
    assert!(
        refused(Some(1), Event::Withdrawn)
            .await
            .contains("withdrawn")
    );

    // The second of two is refused, so neither is there.
    let two = [draft(None, kept()), draft(Some(1), corrected())];
    store.append_all(GUILD, two, at(0)).await.unwrap_err();
    assert_eq!(store.ledger(GUILD, 0, 100).await.unwrap().len(), 4);
    assert_eq!(store.checks(GUILD).await.unwrap().len(), 1);
    assert!(store.verify_ledger(GUILD, &[]).await.unwrap().is_ok());
}

#[tokio::test]
async fn what_is_erased_is_erased_here_too() {
    let (_folder, store) = store().await;
    add(&store, None, intent()).await;
    add(&store, Some(1), Event::Published).await;
    add(&store, Some(1), corrected()).await;
    store.shown(GUILD, 1, 3).await.unwrap();
    store
        .erase_person(GUILD, 1002, at(1))
        .await
        .unwrap()
        .unwrap();
    let check = store.check(GUILD, 1).await.unwrap().unwrap();
    assert_eq!(check.source, None);
    assert_eq!(check.claim.as_deref(), Some("The works cost 3815 crowns"));
    assert_eq!((check.shown, check.last), (3, 3));

    store.erase_all(GUILD, at(2)).await.unwrap().unwrap();
    let check = store.check(GUILD, 1).await.unwrap().unwrap();
    assert_eq!((check.claim, check.post), (None, None));
    assert_eq!(check.judgment, Judgment::Mixed);
    assert_eq!(store.entries_of(GUILD, 1).await.unwrap().len(), 3);
    assert_eq!(store.checks(GUILD).await.unwrap().len(), 1);
}
