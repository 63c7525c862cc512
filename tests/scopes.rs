//! What one guild has, no other guild, no direct message and no user install can tell: not by an answer, a count, a repair
//! or a silence.

use std::collections::BTreeSet;
use std::sync::Arc;

use pincite::answer::{Options, answer, verify};
use pincite::index::{Batch, Index, Search};
use pincite::ingest::passages::passages;
use pincite::library::{GuildScope, Library, Meant, Scope, Shelf};
use pincite::report::{Block, BlockKind, Extractor, Language, Metadata, Reading, Report, Unit};
use pincite::store::{Catalogue, Edition, Settings, State};
use proptest::prelude::*;

use crate::harness::{Place, block_on};

const GUILDS: [u64; 2] = [81, 92];

/// Some words with misspellings, acronyms and numbers, so that every kind of look-up meets other scopes' words.
const WORDS: [&str; 16] = [
    "harbour",
    "harbor",
    "bridge",
    "bridges",
    "dredged",
    "Petrova",
    "Petrov",
    "2014",
    "2016",
    "election",
    "elections",
    "committee",
    "lighthouse",
    "divers",
    "Orwell",
    "budget",
];

#[derive(Clone, Debug)]
struct Drawn {
    scope: Option<u64>,
    state: State,
    sentences: Vec<Vec<usize>>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let scope = prop::sample::select(vec![None, Some(GUILDS[0]), Some(GUILDS[1])]);
    let state = prop::sample::select(vec![
        State::Ready,
        State::Ready,
        State::Ready,
        State::Pending,
        State::Superseded,
    ]);
    let sentence = prop::collection::vec(0..WORDS.len(), 3..9);
    let sentences = prop::collection::vec(sentence, 1..5);
    (scope, state, sentences).prop_map(|(scope, state, sentences)| Drawn {
        scope,
        state,
        sentences,
    })
}

fn reading(drawn: &Drawn) -> Reading {
    let sentences: Vec<String> = drawn
        .sentences
        .iter()
        .map(|words| {
            let words: Vec<&str> = words.iter().map(|n| WORDS[*n]).collect();
            format!("The {} was here.", words.join(" "))
        })
        .collect();
    let text = sentences.join(" ");
    Reading {
        extractor: Extractor::Text,
        version: 1,
        metadata: Metadata::default(),
        units: vec![Unit {
            flow_end: text.len(),
            blocks: vec![Block {
                start: 0,
                end: text.len(),
                kind: BlockKind::Paragraph,
            }],
            text,
            ..Unit::default()
        }],
    }
}

/// An index and a catalogue of these reports, as a library holds them.
fn library(reports: &[(usize, &Drawn)]) -> (Arc<dyn Search + Send + Sync>, Catalogue) {
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer().unwrap();
    let mut catalogue = Catalogue::default();
    for (n, drawn) in reports {
        let reading = reading(drawn);
        let passages = passages(&reading);
        let id = format!("report-{n}");
        writer
            .add(&Batch {
                edition: *n as u64,
                language: Language::English,
                names: &id,
                passages: &passages,
            })
            .unwrap();
        if drawn.state == State::Superseded {
            catalogue.leftovers.push(*n as u64);
        }
        catalogue.editions.push(Edition {
            number: *n as u64,
            scope: drawn.scope.map(|guild| guild.to_string()),
            sha256: [*n as u8; 32],
            part: 0,
            extractor: Extractor::Text,
            version: 1,
            language: Language::English,
            pages: 0,
            passages: passages.len() as u32,
            state: drawn.state,
            report: Report {
                title: format!("Report {n}"),
                id,
                file: "report.txt".to_owned(),
                ..Report::default()
            },
        });
    }
    writer.commit(1).unwrap();
    (Arc::new(index.searcher().unwrap()), catalogue)
}

/// Everything that a person could see of an answer. Which of equally good excerpts comes first is left out: the index
/// weighs words over all reports.
fn seen(shelf: &Shelf, question: &str) -> String {
    let options = Options {
        limit: 20,
        ..Options::default()
    };
    let answer = answer(shelf, question, &options).unwrap();
    let mut excerpts: Vec<String> = answer
        .excerpts
        .iter()
        .map(|e| {
            format!(
                "{:?} {} {:?} {:?}",
                e.report.id, e.text, e.highlights, e.also_in
            )
        })
        .collect();
    excerpts.sort();
    let silence = answer
        .silence
        .map(|silence| serde_json::to_string(&silence).unwrap());
    format!(
        "{:?} {:?}\n{}\n{:?}",
        answer.outcome,
        answer.searched,
        excerpts.join("\n"),
        silence
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_shared_library_answers_a_scope_as_one_that_holds_nothing_else(
        reports in prop::collection::vec(drawn(), 1..9),
        words in prop::collection::vec(0..WORDS.len(), 1..4),
        typo in any::<bool>(),
        hides in prop::option::of(0usize..9),
        public in any::<bool>(),
        asks in 0usize..3,
    ) {
        let scope = match asks {
            2 => Scope::Public,
            n => Scope::Guild(GuildScope {
                id: GUILDS[n].to_string(),
                public,
                hidden: Arc::new(hides.iter().map(|n| format!("report-{n}")).collect()),
            }),
        };
        let all: Vec<(usize, &Drawn)> = reports.iter().enumerate().collect();
        let (searcher, catalogue) = library(&all);
        let shelf = Shelf::new(searcher, &catalogue, &scope);
        let samples = shelf.editions()[0].report.sample;
        for edition in shelf.editions().iter().filter(|_| !samples) {
            prop_assert!(scope.holds(edition) && edition.state == State::Ready);
            let of_other_guild = edition.scope.as_ref().is_some_and(|guild| match &scope {
                Scope::Guild(own) => *guild != own.id,
                _ => true,
            });
            prop_assert!(!of_other_guild, "{scope:?} holds {edition:?}");
        }
        let alone: Vec<(usize, &Drawn)> = all
            .iter()
            .filter(|(n, drawn)| drawn.state == State::Ready && scope.holds(&catalogue.editions[*n]))
            .copied()
            .collect();
        let (searcher, catalogue) = library(&alone);
        let own = Shelf::new(searcher, &catalogue, &Scope::Everything);
        let question: Vec<&str> = words.iter().map(|n| WORDS[*n]).collect();
        let mut question = format!("who saw the {}", question.join(" "));
        if typo {
            question.push('s');
            question = question.replace("ar", "ra");
        }
        prop_assert_eq!(seen(&shelf, &question), seen(&own, &question), "{}", question);
    }
}

/// A public report, and one of each guild with a word that nobody else has.
fn shared_library() -> Place {
    let place = Place::with_reports();
    for (guild, canary) in [(81, "quetzal"), (92, "narwhal")] {
        let name = format!("secret-{guild}.txt");
        let text = format!(
            "Plan of the {canary}\n\nThe {canary} committee met in 2031. It has no chair.\n"
        );
        place.file(&name, text);
        place
            .run(["ingest", "--scope", &guild.to_string(), &name])
            .done();
    }
    place
}

#[test]
fn row_17_a_report_of_one_guild_is_nowhere_else() {
    let place = shared_library();
    block_on(async {
        let library = Library::open(&place.index()).await.unwrap().unwrap();
        let scopes = [
            (Scope::of_guild(81, &Settings::default()), "quetzal", 3),
            (Scope::of_guild(92, &Settings::default()), "narwhal", 3),
            (Scope::of_guild(70, &Settings::default()), "none", 2),
            (Scope::Public, "none", 2),
        ];
        for (scope, canary, reports) in &scopes {
            let shelf = library.shelf(scope).await.unwrap();
            assert_eq!(shelf.editions().len(), *reports, "{scope:?}");
            for word in ["quetzal", "narwhal", "narwhale", "2031", "committee"] {
                let answer =
                    answer(&shelf, &format!("which {word} met"), &Options::default()).unwrap();
                let shown = serde_json::to_string(&answer).unwrap();
                for other in ["quetzal", "narwhal"]
                    .iter()
                    .filter(|other| *other != canary)
                {
                    let echoed = shown.replace(&answer.question, "");
                    let typed = word.contains(other);
                    assert!(
                        typed || !echoed.contains(other),
                        "{scope:?} {word}: {shown}"
                    );
                    assert!(!echoed.contains(&format!("{other} committee")), "{shown}");
                }
                assert_eq!(answer.searched.reports, *reports);
            }
            let meant = shelf.report("secret");
            match *canary {
                "none" => assert_eq!(meant, Meant::Nothing),
                _ => assert!(
                    matches!(meant, Meant::One(one) if scope.holds(one)),
                    "{meant:?}"
                ),
            }
        }
        library.store().close().await;
    });
}

#[test]
fn a_receipt_says_nothing_outside_of_its_scope() {
    let place = shared_library();
    let receipt = place.receipt("when did the quetzal committee meet");
    block_on(async {
        let library = Library::open(&place.index()).await.unwrap().unwrap();
        let hidden = Settings {
            hidden: BTreeSet::from(["secret-81".to_owned()]),
            ..Settings::default()
        };
        for (scope, known) in [
            (Scope::of_guild(81, &Settings::default()), true),
            (Scope::of_guild(81, &hidden), false),
            (Scope::of_guild(92, &Settings::default()), false),
            (Scope::Public, false),
            (Scope::Everything, true),
        ] {
            let found = verify(Some(&library), &scope, receipt.parse().unwrap())
                .await
                .unwrap();
            assert_eq!(found.text.is_some(), known, "{scope:?}");
            assert_eq!(found.report.is_some(), known, "{scope:?}");
        }
        library.store().close().await;
    });
}

#[test]
fn managers_choose_what_their_guild_searches() {
    let place = shared_library();
    block_on(async {
        let library = Library::open(&place.index()).await.unwrap().unwrap();
        let ids = async |settings: &Settings| -> Vec<String> {
            let shelf = library.shelf(&Scope::of_guild(81, settings)).await.unwrap();
            let ids = shelf
                .editions()
                .iter()
                .map(|edition| edition.report.id.clone());
            ids.collect()
        };
        let mut settings = Settings::default();
        assert_eq!(ids(&settings).await, ["harbour", "tram", "secret-81"]);
        settings.hidden.insert("tram".to_owned());
        assert_eq!(ids(&settings).await, ["harbour", "secret-81"]);
        settings.public_reports = false;
        assert_eq!(ids(&settings).await, ["secret-81"]);
        settings.public_reports = true;
        settings.hidden.insert("secret-81".to_owned());
        assert_eq!(ids(&settings).await, ["harbour"]);
        library.store().close().await;
    });
}

#[test]
fn what_was_removed_or_is_half_removed_is_not_counted() {
    let place = shared_library();
    block_on(async {
        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let scope = Scope::of_guild(92, &Settings::default());
        let counted = async || {
            let shelf = library.shelf(&scope).await.unwrap();
            shelf
                .searcher()
                .passages_with("quetzal", shelf.filter())
                .unwrap()
        };
        assert_eq!(counted().await, 0);
        // As if the process died in the middle of a removal.
        assert!(library.store().withdraw("secret-81").await.unwrap());
        assert_eq!(counted().await, 0);
        library.store().close().await;

        let (library, _) = Library::open_for_writing(&place.index()).await.unwrap();
        let catalogue = library.catalogue().await.unwrap();
        assert!(
            catalogue
                .editions
                .iter()
                .all(|edition| edition.report.id != "secret-81")
        );
        let everything = library.shelf(&Scope::Everything).await.unwrap();
        let left = everything
            .searcher()
            .passages_with("quetzal", &pincite::index::Editions::Except(Vec::new()));
        assert_eq!(left.unwrap(), 0);
        library.store().close().await;
    });
    let originals = std::fs::read_dir(place.index().join("library"))
        .unwrap()
        .count();
    assert_eq!(originals, 3);
    place.run(["doctor"]).done();
}
