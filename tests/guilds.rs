//! What the store keeps of a guild: settings and missing questions, each guild's apart from every other's.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pincite::store::{PublicAnswers, Publishers, Settings, Store};

use crate::harness::{Place, block_on};

/// A guild with the highest possible id.
const HIGH: u64 = u64::MAX - 5;

async fn store(place: &Place) -> Store {
    Store::create(&place.path("pincite.db")).await.unwrap()
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

#[test]
fn settings_are_kept_for_each_guild_alone() {
    let place = Place::new();
    block_on(async {
        let store = store(&place).await;
        assert_eq!(store.settings(HIGH).await.unwrap(), Settings::default());
        let mut settings = Settings {
            public_reports: false,
            hidden: BTreeSet::from(["a-report".to_owned(), "été".to_owned()]),
            public_answers: PublicAnswers::Channels(BTreeSet::from([1, HIGH])),
            publishers: Publishers::Everyone,
            moderator_role: Some(HIGH),
            person_per_minute: Some(3),
            guild_per_minute: Some(60),
        };
        store.save_settings(HIGH, &settings).await.unwrap();
        assert_eq!(store.settings(HIGH).await.unwrap(), settings);
        assert_eq!(store.settings(2).await.unwrap(), Settings::default());
        settings.hidden.clear();
        settings.public_answers = PublicAnswers::Everywhere;
        settings.publishers = Publishers::Managers;
        settings.moderator_role = None;
        store.save_settings(HIGH, &settings).await.unwrap();
        store.close().await;
        let store = Store::open(&place.path("pincite.db")).await.unwrap();
        assert_eq!(store.settings(HIGH).await.unwrap(), settings);
        store.close().await;
    });
}

#[test]
fn answers_are_private_until_managers_say_otherwise() {
    let settings = Settings::default();
    assert!(settings.public_reports && settings.hidden.is_empty());
    assert!(!settings.public_answers.holds(7));
    assert_eq!(settings.publishers, Publishers::Moderators);
    assert!(PublicAnswers::Channels(BTreeSet::from([7])).holds(7));
    assert!(!PublicAnswers::Channels(BTreeSet::from([7])).holds(8));
    assert!(PublicAnswers::Everywhere.holds(8));
}

#[test]
fn missing_questions_are_counted_by_their_words() {
    let place = Place::new();
    block_on(async {
        let store = store(&place).await;
        for (question, seconds) in [
            ("Who paid for the bridge?", 100),
            ("who paid, for the BRIDGE", 300),
            ("Who paid for the bridgé", 200),
            ("When did the ferry sink?", 400),
            ("?!", 500),
        ] {
            store
                .report_missing(1, question, at(seconds))
                .await
                .unwrap();
        }
        store.report_missing(2, "Who else?", at(100)).await.unwrap();
        let missing = store.missing(1).await.unwrap();
        assert_eq!(missing.len(), 2);
        assert_eq!(missing[0].question, "Who paid for the bridge?");
        assert_eq!(
            (missing[0].times, missing[0].first, missing[0].last),
            (3, at(100), at(300))
        );
        assert_eq!(missing[1].question, "When did the ferry sink?");
        assert_eq!(store.clear_missing(1).await.unwrap(), 2);
        assert_eq!(store.missing(1).await.unwrap(), []);
        assert_eq!(store.missing(2).await.unwrap().len(), 1);
        store.close().await;
    });
}

#[test]
fn the_list_of_missing_questions_stays_short() {
    let place = Place::new();
    block_on(async {
        let store = store(&place).await;
        for _ in 0..2 {
            store.report_missing(1, "asked twice", at(1)).await.unwrap();
        }
        for n in 0..510 {
            let question = format!("question {n} {}", "x".repeat(400));
            store
                .report_missing(1, &question, at(10 + n))
                .await
                .unwrap();
        }
        let missing = store.missing(1).await.unwrap();
        assert_eq!(missing.len(), 500);
        assert_eq!(missing[0].question, "asked twice");
        assert!(missing[1].question.starts_with("question 509 "));
        assert_eq!(missing[1].question.chars().count(), 300);
        store.close().await;
    });
}

#[test]
fn row_24_a_guild_that_removes_the_bot_is_forgotten() {
    let place = Place::new();
    block_on(async {
        let store = store(&place).await;
        let settings = Settings {
            public_answers: PublicAnswers::Channels(BTreeSet::from([4])),
            hidden: BTreeSet::from(["x".to_owned()]),
            ..Settings::default()
        };
        for guild in [1, 2] {
            store.save_settings(guild, &settings).await.unwrap();
            store.report_missing(guild, "who?", at(1)).await.unwrap();
        }
        store.forget_guild(1).await.unwrap();
        assert_eq!(store.settings(1).await.unwrap(), Settings::default());
        assert_eq!(store.missing(1).await.unwrap(), []);
        assert_eq!(store.settings(2).await.unwrap(), settings);
        assert_eq!(store.missing(2).await.unwrap().len(), 1);
        store.close().await;
    });
}
