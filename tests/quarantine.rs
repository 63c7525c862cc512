//! Files handed in on Discord: nobody sees anything of them until a manager approves, and a kill at any moment leaves
//! them whole or gone.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pincite::answer::{Options, Outcome, answer, verify};
use pincite::config::Config;
use pincite::ingest::child::Extraction;
use pincite::ingest::describe::Stated;
use pincite::library::{Arrival, Library, Outcome as Became, Preview, QuarantineError, Scope};
use pincite::store::Settings;

use crate::harness::{Place, block_on};

const GUILD: u64 = 81;
const OTHER: u64 = 92;

fn extraction() -> Extraction {
    Extraction {
        program: PathBuf::from(env!("CARGO_BIN_EXE_pincite")),
        limits: Config::default().limits(),
    }
}

fn day(n: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(n * 24 * 3600)
}

async fn hand_in(
    library: &Library,
    place: &Place,
    guild: u64,
    name: &str,
    text: &str,
) -> Result<Preview, QuarantineError> {
    let path = place.file(format!("in-{name}"), text);
    let arrival = Arrival {
        guild,
        by: 5,
        file_name: name,
        path: &path,
        stated: Stated::default(),
        replaces: None,
    };
    library.quarantine(arrival, &extraction(), day(1)).await
}

async fn outcome(library: &Library, guild: u64, question: &str) -> Outcome {
    let scope = Scope::of_guild(guild, &Settings::default());
    let shelf = library.shelf(&scope).await.unwrap();
    answer(&shelf, question, &Options::default())
        .unwrap()
        .outcome
}

fn warnings(preview: &Preview) -> Vec<String> {
    preview.warnings.iter().map(ToString::to_string).collect()
}

fn kept(place: &Place) -> usize {
    std::fs::read_dir(place.index().join("library"))
        .unwrap()
        .count()
}

const FERRY: &str = "Ferry inquiry\n\nThe ferry Marigold sank near Orsk in 1987. Its captain had ignored two warnings from the harbour office.\n";

#[test]
fn a_file_is_searched_in_its_guild_once_it_is_approved_and_not_before() {
    let place = Place::with_reports();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let preview = hand_in(&library, &place, GUILD, "Ferry Report.txt", FERRY)
            .await
            .unwrap();
        assert_eq!(
            (
                &*preview.report.title,
                preview.pages,
                preview.passages,
                preview.language.code()
            ),
            ("Ferry Report", 0, 1, "en")
        );
        assert!(
            preview.report.id.starts_with("ferry-report-"),
            "{}",
            preview.report.id
        );
        assert!(
            preview
                .first_words
                .starts_with("Ferry inquiry The ferry Marigold sank")
        );
        assert_eq!(warnings(&preview), Vec::<String>::new());
        assert_eq!(
            library.quarantined(GUILD).await.unwrap(),
            std::slice::from_ref(&preview)
        );
        assert_eq!(library.quarantined(OTHER).await.unwrap(), []);
        assert_eq!(
            library.quarantined_file(OTHER, preview.id).await.unwrap(),
            None
        );
        for guild in [GUILD, OTHER] {
            assert_eq!(
                outcome(&library, guild, "when did the Marigold sink").await,
                Outcome::Nothing
            );
        }
        assert!(matches!(
            library.approve(OTHER, preview.id, &extraction()).await,
            Err(QuarantineError::NotWaiting(_))
        ));
        assert!(matches!(
            library.reject(OTHER, preview.id).await,
            Err(QuarantineError::NotWaiting(_))
        ));

        let added = library
            .approve(GUILD, preview.id, &extraction())
            .await
            .unwrap();
        assert_eq!(
            (added.outcome, added.report),
            (Became::Indexed, preview.report.clone())
        );
        assert_eq!(library.quarantined(GUILD).await.unwrap(), []);
        assert_eq!(
            outcome(&library, GUILD, "when did the Marigold sink").await,
            Outcome::Answered
        );
        assert_eq!(
            outcome(&library, OTHER, "when did the Marigold sink").await,
            Outcome::Nothing
        );
        let public = library.shelf(&Scope::Public).await.unwrap();
        assert!(
            public
                .editions()
                .iter()
                .all(|edition| edition.report.id != preview.report.id)
        );
        library.store().close().await;
    });
    let receipt = place.receipt("when did the Marigold sink");
    block_on(async {
        let library = Library::open(&place.index()).await.unwrap().unwrap();
        let found = verify(Some(&library), &Scope::Public, receipt.parse().unwrap())
            .await
            .unwrap();
        assert_eq!(found.text, None);
        library.store().close().await;
    });
    place.run(["doctor"]).done();
}

#[test]
fn what_is_rejected_leaves_nothing_that_something_else_does_not_need() {
    let place = Place::with_reports();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let mine = hand_in(&library, &place, GUILD, "a.txt", FERRY)
            .await
            .unwrap();
        let theirs = hand_in(&library, &place, OTHER, "b.txt", FERRY)
            .await
            .unwrap();
        assert_eq!(kept(&place), 3);
        assert_eq!(library.reject(GUILD, mine.id).await.unwrap(), mine);
        assert_eq!(kept(&place), 3, "the other guild's file has the same bytes");
        library
            .approve(OTHER, theirs.id, &extraction())
            .await
            .unwrap();
        let again = hand_in(&library, &place, GUILD, "a.txt", FERRY)
            .await
            .unwrap();
        library.reject(GUILD, again.id).await.unwrap();
        assert_eq!(
            outcome(&library, OTHER, "when did the Marigold sink").await,
            Outcome::Answered
        );
        library.remove_own(OTHER, &theirs.report.id).await.unwrap();
        assert_eq!(kept(&place), 2);
        library.store().close().await;
    });
    place.run(["doctor"]).done();
}

#[test]
fn row_14_the_same_file_is_refused_and_a_similar_one_asks() {
    let place = Place::with_reports();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let harbour = crate::harness::HARBOUR;
        let refused = hand_in(&library, &place, GUILD, "h.txt", harbour)
            .await
            .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "This exact file is here already: The Harbour Inquiry (harbour)."
        );
        let hiding = Settings {
            public_reports: false,
            ..Settings::default()
        };
        library.store().save_settings(GUILD, &hiding).await.unwrap();
        let refused = hand_in(&library, &place, GUILD, "h.txt", harbour)
            .await
            .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "This exact file is here already: The Harbour Inquiry (harbour). It is not searched here; /settings reports changes that."
        );
        library
            .store()
            .save_settings(GUILD, &Settings::default())
            .await
            .unwrap();

        let one_byte = harbour.replace("3,814", "3,815");
        let similar = hand_in(&library, &place, GUILD, "h2.txt", &one_byte)
            .await
            .unwrap();
        assert_eq!(
            warnings(&similar),
            [
                "3 of 3 sentences that were compared stand in The Harbour Inquiry (harbour) too. Approve this one only if both are needed."
            ]
        );
        let first = hand_in(&library, &place, GUILD, "ferry.txt", FERRY)
            .await
            .unwrap();
        let id = library
            .approve(GUILD, first.id, &extraction())
            .await
            .unwrap()
            .report
            .id;
        let corrected = FERRY.replace("two warnings", "three warnings");
        let second = hand_in(&library, &place, GUILD, "ferry-2.txt", &corrected)
            .await
            .unwrap();
        assert_eq!(
            warnings(&second),
            [format!(
                "1 of 2 sentences that were compared stand in ferry ({id}) too. If this is a new edition of it, reject this one and use /report replace with {id}."
            )]
        );
        let titled = hand_in(
            &library,
            &place,
            GUILD,
            "ferry.md",
            "# Ferry\n\nAnother text about boats entirely.\n",
        )
        .await
        .unwrap();
        assert_eq!(
            warnings(&titled),
            [format!(
                "There is a report with the same title: ferry ({id}). If this is a new edition of it, reject this one and use /report replace with {id}."
            )]
        );
        // Of another guild's report, nothing is said.
        let elsewhere = hand_in(&library, &place, OTHER, "ferry.txt", &corrected)
            .await
            .unwrap();
        assert_eq!(warnings(&elsewhere), Vec::<String>::new());
        library.store().close().await;
    });
}

#[test]
fn row_14_a_new_edition_replaces_and_old_receipts_live() {
    let place = Place::with_reports();
    let id = block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let first = hand_in(&library, &place, GUILD, "ferry.txt", FERRY)
            .await
            .unwrap();
        library
            .approve(GUILD, first.id, &extraction())
            .await
            .unwrap();
        library.store().close().await;
        first.report.id
    });
    let receipt = place.receipt("when did the Marigold sink");
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let path = place.file("second.txt", FERRY.replace("1987", "1988"));
        let arrival = |guild, replaces| Arrival {
            guild,
            by: 5,
            file_name: "corrected.txt",
            path: &path,
            stated: Stated {
                date: Some("1990".to_owned()),
                ..Stated::default()
            },
            replaces: Some(replaces),
        };
        for (guild, replaces, why) in [
            (
                GUILD,
                "harbour",
                "The Harbour Inquiry is for every server, so only the operator can change it. /settings reports can leave it out here.",
            ),
            (
                GUILD,
                "nix",
                "This server has no report \"nix\" of its own. /reports lists what is searched here.",
            ),
            (
                OTHER,
                id.as_str(),
                &format!(
                    "This server has no report {id:?} of its own. /reports lists what is searched here."
                ),
            ),
        ] {
            let refused = library
                .quarantine(arrival(guild, replaces), &extraction(), day(1))
                .await;
            assert_eq!(refused.unwrap_err().to_string(), *why);
            let refused = library.remove_own(guild, replaces).await;
            assert_eq!(refused.unwrap_err().to_string(), *why);
        }
        let preview = library
            .quarantine(arrival(GUILD, &id), &extraction(), day(1))
            .await
            .unwrap();
        assert_eq!(preview.replaces.as_deref(), Some(&*id));
        assert_eq!(
            (&*preview.report.id, &*preview.report.title),
            (&*id, "ferry")
        );
        assert_eq!(warnings(&preview), Vec::<String>::new());
        let added = library
            .approve(GUILD, preview.id, &extraction())
            .await
            .unwrap();
        assert_eq!(
            (added.outcome, added.report),
            (Became::Replaced, preview.report)
        );
        let scope = Scope::of_guild(GUILD, &Settings::default());
        let found = verify(Some(&library), &scope, receipt.parse().unwrap())
            .await
            .unwrap();
        assert_eq!(found.result, pincite::answer::Verdict::Replaced);
        assert_eq!(library.shelf(&scope).await.unwrap().editions().len(), 3);
        // The public reports are still there after all these attempts.
        assert!(
            library
                .catalogue()
                .await
                .unwrap()
                .report("harbour")
                .is_some()
        );
        library.store().close().await;
    });
    place.run(["doctor"]).done();
}

#[test]
fn row_13_markings_pictures_and_stuffing_are_shown_before_approval() {
    let place = Place::with_reports();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let text = "SECRET//NOFORN\n\nDRAFT\n\nThe envoy left on Monday.\n";
        let marked = hand_in(&library, &place, GUILD, "marked.txt", text)
            .await
            .unwrap();
        assert_eq!(
            warnings(&marked),
            [
                "It is marked “SECRET//NOFORN”. Approve it only if it may be shown here.",
                "It is marked as a draft: “DRAFT”. A final version may say something else."
            ]
        );
        library.store().close().await;
    });
}

#[test]
fn row_15_a_giant_repeated_paragraph_is_shown_before_approval() {
    let place = Place::with_reports();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let paragraph =
            "Vote for the Orange Party because the Orange Party is the best of all parties.\n\n";
        let text = format!(
            "# Essay\n\n{}{}\n",
            paragraph.repeat(300),
            "election fraud ".repeat(60)
        );
        let stuffed = hand_in(&library, &place, GUILD, "essay.md", &text)
            .await
            .unwrap();
        assert_eq!(
            warnings(&stuffed),
            [
                "The same paragraph stands in it 300 times: “vote for the orange party because the orange…”. It may crowd out other reports.",
                "One paragraph has the word “election” 60 times. It may crowd out other reports."
            ]
        );
        library.store().close().await;
    });
}

#[test]
fn rows_10_and_12_bad_files_and_names_are_refused_or_harmless() {
    let place = Place::with_reports();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        for (name, content, why) in [
            (
                "a.pdf",
                "",
                "The file was not taken in because the file is empty.",
            ),
            (
                "a.pdf",
                "%PDF-1.7\n1 0 obj\n",
                "The file was not taken in because it is damaged: ",
            ),
            (
                "a.zip",
                "PK\u{3}\u{4}0000000000",
                "The file was not taken in because it is ",
            ),
            (
                "a.jsonl",
                "{\"text\": \"One is here.\", \"report\": \"one\"}\n{\"text\": \"Two is here.\", \"report\": \"two\"}\n",
                "This file holds 2 reports.",
            ),
        ] {
            let refused = hand_in(&library, &place, GUILD, name, content)
                .await
                .unwrap_err()
                .to_string();
            assert!(refused.starts_with(why), "{name}: {refused}");
        }
        assert_eq!(library.quarantined(GUILD).await.unwrap(), []);
        let path = place.file("named", FERRY);
        let long = "x".repeat(300);
        for name in ["../../etc/passwd", "a\u{202e}fdp.txt\n@everyone", &long, ""] {
            let arrival = Arrival {
                guild: GUILD,
                by: 5,
                file_name: name,
                path: &path,
                stated: Stated::default(),
                replaces: None,
            };
            let preview = library
                .quarantine(arrival, &extraction(), day(1))
                .await
                .unwrap();
            let report = &preview.report;
            assert!(
                !report.file.contains(['\u{202e}', '\n']) && report.file.chars().count() <= 201
            );
            assert!(!report.id.contains(['/', '.', '@']), "{}", report.id);
            library.reject(GUILD, preview.id).await.unwrap();
        }
        library.store().close().await;
    });
    assert_eq!(kept(&place), 2);
    place.run(["doctor"]).done();
}

#[test]
fn twenty_files_wait_and_each_for_thirty_days() {
    let place = Place::with_reports();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        for n in 0..20 {
            let text = format!("The lamp number {n} was lit in a tower.");
            hand_in(&library, &place, GUILD, &format!("{n}.txt"), &text)
                .await
                .unwrap();
        }
        let refused = hand_in(&library, &place, GUILD, "x.txt", "One more lamp was lit.").await;
        assert!(matches!(refused, Err(QuarantineError::Full)));
        hand_in(&library, &place, OTHER, "x.txt", "One more lamp was lit.")
            .await
            .unwrap();
        assert_eq!(library.expire_quarantine(day(31)).await.unwrap(), 0);
        assert_eq!(library.expire_quarantine(day(32)).await.unwrap(), 21);
        assert_eq!(library.quarantined(GUILD).await.unwrap(), []);
        library.store().close().await;
    });
    assert_eq!(kept(&place), 2);
}

#[test]
fn row_24_what_a_guild_handed_in_goes_with_it() {
    let place = Place::with_reports();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        hand_in(&library, &place, GUILD, "ferry.txt", FERRY)
            .await
            .unwrap();
        assert_eq!(kept(&place), 3);
        library.forget_guild(GUILD).await.unwrap();
        assert_eq!(library.quarantined(GUILD).await.unwrap(), []);
        library.store().close().await;
    });
    assert_eq!(kept(&place), 2);
}

/// Where the process that is to be killed finds its library.
const PLACE: &str = "PINCITE_TEST_QUARANTINE";
const ROUNDS: usize = 10;

/// Hands in, approves and rejects files for as long as it lives, and says what is done.
#[test]
#[ignore = "runs in a process of its own, which is killed"]
fn the_process_that_is_killed() {
    #[expect(
        clippy::disallowed_methods,
        reason = "tells this process from the one that starts it"
    )]
    let Ok(root) = std::env::var(PLACE) else {
        return;
    };
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n@{line}").unwrap();
        out.flush().unwrap();
    };
    block_on(async {
        let root = PathBuf::from(root);
        let (library, _) = Library::open_for_writing(&root.join("index"))
            .await
            .unwrap();
        say("ready".to_owned());
        for n in 0.. {
            let round = std::process::id();
            let path = root.join(format!("in-{round}-{n}.txt"));
            std::fs::write(
                &path,
                format!("The beacon zq{round}x{n} was lit in a tower by the sea."),
            )
            .unwrap();
            let name = format!("beacon-{round}-{n}.txt");
            let arrival = Arrival {
                guild: GUILD,
                by: 5,
                file_name: &name,
                path: &path,
                stated: Stated::default(),
                replaces: None,
            };
            let preview = library
                .quarantine(arrival, &extraction(), day(1))
                .await
                .unwrap();
            say(format!("waits zq{round}x{n}"));
            match n % 3 {
                0 => {
                    library
                        .approve(GUILD, preview.id, &extraction())
                        .await
                        .unwrap();
                    say(format!("approved zq{round}x{n}"));
                }
                _ => {
                    library.reject(GUILD, preview.id).await.unwrap();
                    say(format!("rejected zq{round}x{n}"));
                }
            }
        }
    });
}

#[test]
fn row_23_a_kill_at_any_moment_leaves_quarantine_and_reports_whole() {
    let place = Place::with_reports();
    let mut seed: u64 = 0x5eed;
    let mut approved = Vec::new();
    for round in 0..ROUNDS {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let said = lived(
            &place,
            1 + round % 5,
            Duration::from_millis((seed >> 33) % 60),
        );
        let done = |what: &str| -> Vec<String> {
            let lines = said
                .lines()
                .filter_map(|line| line.strip_prefix('@')?.strip_prefix(what));
            lines.map(|word| word.trim().to_owned()).collect()
        };
        approved.extend(done("approved"));
        block_on(async {
            // As another process finds it, before anything is mended.
            let library = Library::open(&place.index()).await.unwrap().unwrap();
            let waiting = library.quarantined(GUILD).await.unwrap();
            let waits = |word: &str| {
                waiting
                    .iter()
                    .any(|preview| preview.first_words.contains(word))
            };
            let decided = [done("approved"), done("rejected")].concat();
            for word in done("waits").iter().filter(|word| !decided.contains(word)) {
                let answered = outcome(&library, GUILD, &format!("who saw {word}")).await;
                // The decision that was under way may have been the last thing that happened.
                let last = done("waits").last() == Some(word);
                assert!(
                    waits(word) || answered == Outcome::Answered || last,
                    "round {round}: {word} is lost"
                );
            }
            for word in &decided {
                assert!(
                    !waits(word),
                    "round {round}: {word} waits though it was decided"
                );
            }
            for word in done("rejected") {
                assert_eq!(
                    outcome(&library, GUILD, &format!("who saw {word}")).await,
                    Outcome::Nothing
                );
            }
            for preview in &waiting {
                let word = preview.first_words.split(' ').nth(2).unwrap().to_owned();
                assert_ne!(
                    outcome(&library, OTHER, &format!("who saw {word}")).await,
                    Outcome::Answered
                );
            }
            library.store().close().await;

            let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
            for preview in library.quarantined(GUILD).await.unwrap() {
                let added = library
                    .approve(GUILD, preview.id, &extraction())
                    .await
                    .unwrap();
                let word = preview.first_words.split(' ').nth(2).unwrap().to_owned();
                assert_eq!(
                    outcome(&library, GUILD, &format!("who saw {word}")).await,
                    Outcome::Answered,
                    "{added:?}"
                );
            }
            for word in &approved {
                assert_eq!(
                    outcome(&library, GUILD, &format!("who saw {word}")).await,
                    Outcome::Answered
                );
            }
            let editions = library.catalogue().await.unwrap().editions.len();
            assert_eq!(
                kept(&place),
                editions,
                "round {round}: originals and editions"
            );
            library.store().close().await;
        });
        place.run(["doctor"]).done();
    }
    assert!(approved.len() >= ROUNDS / 3, "{approved:?}");
}

/// What the process said that was killed so long after its so many lines.
fn lived(place: &Place, lines: usize, then: Duration) -> String {
    let out = place.path("said");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "--nocapture",
            "quarantine::the_process_that_is_killed",
        ])
        .env(PLACE, place.path(""))
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&out).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = || std::fs::read_to_string(&out).unwrap();
    let since = Instant::now();
    while said().lines().filter(|line| line.starts_with('@')).count() < lines {
        assert!(since.elapsed() < Duration::from_secs(60), "{}", said());
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(then);
    child.kill().unwrap();
    child.wait().unwrap();
    said()
}
