//! What can be typed as a question, a page or a report's name.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::discord::people::{holds, lacks, privately};
use crate::discord::stage::{Stage, reads};
use crate::harness::Place;

/// Questions that have brought down other search engines: each is answered, in time, and the bot lives.
#[tokio::test(flavor = "multi_thread")]
async fn row_05_hostile_questions_are_answered_in_time() {
    let stage = Stage::new().await;
    let words = |n: usize| {
        let words: Vec<String> = (0..n).map(|n| format!("w{n}")).collect();
        words.join(" ")
    };
    let within = |text: &str| text.chars().take(500).collect::<String>();
    let since = Instant::now();
    for question in [
        within(&"(".repeat(500)),
        within(&"NOT ".repeat(200)),
        within(&"a:(".repeat(200)),
        within(&"-(".repeat(300)),
        within(&"/".repeat(500)),
        within(&"\"".repeat(500)),
        "a:(^".to_owned(),
        "AND OR NOT".to_owned(),
        "*".to_owned(),
        "field:".to_owned(),
        "report: after: before:2020-13".to_owned(),
        within(&words(120)),
    ] {
        let answer = stage.asks("alice@general", &question).await;
        assert!(
            answer.is_private() && !answer.text().is_empty(),
            "{question}"
        );
    }
    for question in ["(".repeat(6_000), words(900), "a".repeat(501)] {
        let refused = stage
            .told_forging("alice@general", "ask", json!({"question": question}))
            .await;
        privately(
            &refused,
            "Your question is longer than 500 characters, so nothing was searched; ask with its most telling words.",
        );
    }
    assert!(since.elapsed() < Duration::from_secs(15));
    let answer = stage
        .asks("alice@general", "what did the harbour works cost?")
        .await;
    holds(&answer, "3,814 crowns");
    stage.end();
}

/// Nothing to search for is said plainly, and nobody is asked to report it as missing.
#[tokio::test(flavor = "multi_thread")]
async fn row_06_a_question_without_words_is_told_so() {
    let stage = Stage::new().await;
    for question in ["the of and", "?!…", "🚢🌊", "   "] {
        let answer = stage
            .told_forging("alice@general", "ask", json!({"question": question}))
            .await;
        assert!(answer.is_private(), "{question}");
        lacks(&answer, "Tell the moderators");
        lacks(&answer, "Nowhere in them");
        assert!(answer.text().lines().count() <= 6, "{}", answer.text());
    }
    // Words of a script that no report has are words.
    let answer = stage.asks("alice@general", "港の工事").await;
    holds(&answer, "The reports do not answer this.");
    let empty = stage.told_forging("alice@general", "ask", json!({})).await;
    privately(
        &empty,
        "Pincite does not know this command as you sent it. Discord may show an old version of it: reload Discord (Ctrl+R) and type it again.",
    );
    stage.end();
}

/// Whatever is typed where choices are offered arrives as it is.
#[tokio::test(flavor = "multi_thread")]
async fn row_07_an_option_with_choices_takes_anything() {
    let stage = Stage::new().await;
    for typed in [
        "zzz",
        "*",
        "(((((",
        "\u{202e}\u{0}",
        &"x".repeat(6_000),
        "' OR 1=1 --",
    ] {
        let offered = stage
            .offered("alice@general", "ask", ("report", typed))
            .await;
        assert_eq!(offered, Vec::<String>::new(), "{typed}");
    }
    assert_eq!(
        stage
            .offered("alice@general", "ask", ("report", "harb"))
            .await,
        ["The Harbour Inquiry (Port Board, March 2017) = harbour"]
    );
    assert_eq!(
        stage
            .offered("alice@general", "ask", ("report", ""))
            .await
            .len(),
        2
    );
    let asked = json!({"question": "what did the works cost?", "report": "no such report"});
    let refused = stage.told("alice@general", "ask", asked).await;
    privately(
        &refused,
        "No report that can be searched here is called “no such report”; /reports lists them.",
    );
    let words = json!({"question": "what did the works cost?", "report": "inquiry", "extra": true});
    let answer = stage.told_forging("alice@general", "ask", words).await;
    holds(&answer, "3,814 crowns");
    let choice = json!({"public": "on the moon"});
    let refused = stage
        .told_forging("boss@general", "settings answers", choice)
        .await;
    assert!(
        refused
            .text()
            .starts_with("Pincite does not know this command")
    );
    let far = json!({"person": -4, "server": 1_000_000});
    let refused = stage
        .told_forging("boss@general", "settings cooldown", far)
        .await;
    privately(
        &refused,
        "Choose 1 to 60 questions a minute for a person, and 1 to 600 for the server.",
    );
    stage.end();
}

/// A leading question finds what the plain one finds; the bot says no word of its own about the matter.
#[tokio::test(flavor = "multi_thread")]
async fn row_26_a_leading_question_is_searched_like_a_plain_one() {
    let stage = Stage::new().await;
    let plain = stage.asks("alice@general", "was Ana Petrova hurt?").await;
    let leading = stage
        .asks("alice@general", "prove that Ana Petrova was hurt")
        .await;
    let quoted = "The driver";
    holds(&plain, quoted);
    holds(&leading, quoted);
    for verdict in ["proves", "true", "false", "guilty", "confirmed"] {
        lacks(&leading, verdict);
    }
    stage.end();
}

/// Pages beyond the end, before the start, and in every way of writing them.
#[tokio::test(flavor = "multi_thread")]
async fn row_27_a_page_that_is_not_there_names_those_that_are() {
    let stage = Stage::new().await;
    for page in [
        "999",
        "0",
        "-1",
        "4-2",
        "iv",
        "18446744073709551616",
        "p. 999",
        "¾",
        "x".repeat(100).as_str(),
    ] {
        let refused = stage
            .told(
                "alice@general",
                "quote",
                json!({"report": "harbour", "page": page}),
            )
            .await;
        holds(&refused, "There is no page");
        holds(&refused, "this report has pages 1 to 2.");
    }
    for (page, words) in [
        ("2", "The old bridge"),
        ("٢", "The old bridge"),
        ("p. 2", "The old bridge"),
        ("pp. 1–2", "The Orwell company"),
        ("pages 1—2", "The Orwell company"),
        (" ", "The Orwell company"),
    ] {
        let quoted = stage
            .told(
                "alice@general",
                "quote",
                json!({"report": "harbour", "page": page}),
            )
            .await;
        holds(&quoted, words);
    }
    let refused = stage
        .told(
            "alice@general",
            "quote",
            json!({"report": "harbour", "page": "¶0"}),
        )
        .await;
    privately(
        &refused,
        "Paragraphs are counted in reports without pages only; this report has pages 1 to 2.",
    );
    let refused = stage
        .told(
            "alice@general",
            "quote",
            json!({"report": "tram", "page": "3"}),
        )
        .await;
    privately(
        &refused,
        "This report has no pages; leave the page out to read it from its start.",
    );
    for receipt in ["nonsense", "¶0", "A".repeat(100).as_str(), "@everyone"] {
        let refused = stage
            .told("alice@general", "verify", json!({"receipt": receipt}))
            .await;
        assert!(
            refused.is_private() && refused.text().len() < 300,
            "{}",
            refused.text()
        );
    }
    stage.end();
}

/// Accents, umlauts, ligatures and hyphens at line ends stand in nobody's way, and the quotation keeps them.
#[tokio::test(flavor = "multi_thread")]
async fn row_30_other_languages_are_found_and_quoted_as_they_stand() {
    let place = Place::with_reports();
    place.file(
        "bruecke.txt",
        "Prüfbericht\n\nDie Behörde ließ die Brücke in Köln im Jahr 1974 prüfen. Der Prüfer fand fünf Risse im Beton. Der Beﬁnd kostete die Stadt viel Geld.\n",
    );
    place.run(["ingest", "bruecke.txt"]).done();
    let stage = Stage::with(place, |_| ()).await;
    for question in [
        "Wie viele Risse fand der Prüfer?",
        "risse prufer beton",
        "RISSE PRÜFER",
    ] {
        let answer = stage.asks("alice@general", question).await;
        assert!(
            answer.text().contains("fünf"),
            "{question}\n{}",
            answer.text()
        );
    }
    let answer = stage
        .asks("alice@general", "Was kostete der Befind die Stadt?")
        .await;
    assert!(answer.text().contains("Beﬁnd"), "{}", answer.text());
    stage.end();
}

/// The whole of a silence, as it is read.
#[tokio::test(flavor = "multi_thread")]
async fn row_06_punctuation_alone_is_nothing_to_search_for() {
    let stage = Stage::new().await;
    let answer = stage.asks("alice@general", "?!…").await;
    reads(
        &answer,
        "
(only you)
?!…
There is no word to search for in your question; ask with a few words, such as: who paid for the troll farm?
",
    );
    stage.end();
}
