//! Whatever else a client of somebody's own making may send: every option of every command with every kind of nonsense,
//! commands that are half there, floods of clicks. Each gets an answer to that one person, and nothing breaks.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::discord::people::{holds, privately};
use crate::discord::stage::Stage;
use crate::harness::Place;

const COST: &str = "what did the harbour works cost?";
const BROKE: &str = "Something went wrong in Pincite";
const NOT_UNDERSTOOD: &str = "Pincite does not know this command as you sent it. Discord may show an old version of it: reload Discord (Ctrl+R) and type it again.";

/// Texts that nobody types.
fn nonsense() -> Vec<String> {
    vec![
        String::new(),
        " ".repeat(6_000),
        "\u{0}".repeat(300),
        "\\".repeat(6_000),
        "(".repeat(6_000),
        "é".repeat(6_000),
        "👩\u{200d}👩\u{200d}👧".repeat(700),
        format!("a{}", "\u{301}".repeat(5_000)),
        "\u{202e}\u{2066}\u{feff}".repeat(500),
        "``` @everyone <@1> [x](https://evil.example) ||".repeat(60),
        "report:".repeat(500),
        "-999999999999999999999999999".to_owned(),
        "٣ iv ¶0 p. 4-2".to_owned(),
        "../../../../etc/passwd\u{0}.pdf".to_owned(),
        "'; DROP TABLE settings; --".to_owned(),
        "%s%n{}{0}${jndi:ldap://x}".to_owned(),
    ]
}

/// Every text option, with each text.
#[tokio::test(flavor = "multi_thread")]
async fn row_05_every_option_takes_any_text() {
    let stage = Stage::new().await;
    let since = Instant::now();
    for text in nonsense() {
        for (command, options) in [
            ("ask", json!({"question": text})),
            ("ask", json!({"question": COST, "report": text})),
            ("quote", json!({"report": text})),
            ("quote", json!({"report": "harbour", "page": text})),
            ("verify", json!({"receipt": text})),
            ("reports", json!({"like": text})),
            ("help", json!({"words": text})),
            ("report remove", json!({"report": text})),
            ("settings reports", json!({"hide": text})),
            ("settings reports", json!({"show": text})),
            ("settings answers", json!({"public": text})),
            ("settings publish", json!({"who": text})),
        ] {
            let told = stage.told_forging("boss@general", command, options).await;
            let short: String = text.chars().take(30).collect();
            assert!(told.is_private(), "{command} {short}");
            let said = told.text();
            assert!(!said.trim().is_empty(), "{command} {short}");
            assert!(!said.contains(BROKE), "{command} {short}: {said}");
        }
        let boss = stage.sandbox.user("boss").forging();
        let offered = boss.autocomplete("general", "ask", "report", &text).await;
        assert!(offered.unwrap().len() <= 25);
    }
    assert!(since.elapsed() < Duration::from_secs(30));
    holds(&stage.asks("bob@general", COST).await, "3,814 crowns");
    assert_eq!(stage.sandbox.invalid_requests(), 0);
    stage.end();
}

/// Missing options, subcommands and files, and options that nobody defined.
#[tokio::test(flavor = "multi_thread")]
async fn row_07_commands_that_are_half_there_are_named_as_such() {
    let stage = Stage::new().await;
    for (command, options) in [
        ("ask", json!({})),
        ("quote", json!({"page": "2"})),
        ("verify", json!({})),
        ("report", json!({})),
        ("report burn", json!({"report": "harbour"})),
        ("report add", json!({"file": "1"})),
        ("report add extra", json!({})),
        ("settings", json!({})),
        ("settings nothing", json!({})),
    ] {
        let told = stage
            .told_forging("boss@general", command, options.clone())
            .await;
        assert!(told.is_private(), "{command} {options}");
        assert_eq!(told.text(), NOT_UNDERSTOOD, "{command} {options}");
    }
    let beside = json!({"question": COST, "colour": "red"});
    let told = stage.told_forging("alice@general", "ask", beside).await;
    holds(&told, "3,814 crowns");
    stage.end();
}

/// Numbers beyond what Discord's clients let through.
#[tokio::test(flavor = "multi_thread")]
async fn row_16_numbers_are_checked_here_too() {
    let stage = Stage::new().await;
    for number in [json!(0), json!(-1), json!(61), json!(i64::MAX)] {
        let told = stage
            .told_forging(
                "boss@general",
                "settings cooldown",
                json!({"person": number}),
            )
            .await;
        privately(
            &told,
            "Choose 1 to 60 questions a minute for a person, and 1 to 600 for the server.",
        );
    }
    let shown = stage.told("boss@general", "settings show", json!({})).await;
    holds(&shown, "(as everywhere) a person");
    stage.end();
}

/// Sixty clicks at once on one message: each is answered or told to wait, and the message is whole afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn row_20_a_storm_of_clicks_leaves_a_whole_message() {
    let stage = Stage::with(Place::with_reports(), |config| config.person_burst = 10).await;
    let alice = stage.sandbox.user("alice");
    let answer = stage.asks("alice@general", COST).await;
    let clicks = (0..60).map(|at| {
        let (alice, answer) = (alice.clone(), answer.clone());
        let button = ["Next", "More", "Copy"][at % 3];
        tokio::spawn(async move {
            // Between two clicks the message may have changed and the button be gone.
            match alice.press(&answer, button).await {
                Ok(reply) => reply.settled().await.is_ok(),
                Err(_) => false,
            }
        })
    });
    let mut answered = 0;
    for click in clicks.collect::<Vec<_>>() {
        answered += usize::from(click.await.unwrap());
    }
    assert!(answered > 0);
    let now = alice.again(&answer).unwrap();
    assert!(!now.is_thinking());
    assert!(!now.buttons().is_empty());
    assert_eq!(stage.sandbox.invalid_requests(), 0);
    holds(&stage.asks("bob@general", COST).await, "3,814 crowns");
    stage.end();
}

/// Mentions that are nothing but mentions, marks or noise.
#[tokio::test(flavor = "multi_thread")]
async fn row_06_odd_mentions_are_answered_once_or_not_at_all() {
    let stage = Stage::new().await;
    stage.speaks_openly().await;
    for text in [
        "@Pincite @Pincite @Pincite".to_owned(),
        "@Pincite \u{200b}\u{2060}".to_owned(),
        format!("@Pincite {}", "(".repeat(1_500)),
        format!("@Pincite {}", "?".repeat(300)),
        "> @Pincite".to_owned(),
        format!("@Pincite {COST} @Pincite"),
    ] {
        // As if some seconds had passed: five messages in five seconds are Discord's limit.
        stage.sandbox.clock().advance(Duration::from_secs(70));
        let before = stage.from_bot("bob@general").len();
        let said = stage.says("alice@general", &text).await;
        assert!(!said.text().contains(BROKE), "{text}: {}", said.text());
        assert_eq!(stage.from_bot("bob@general").len(), before + 1, "{text}");
    }
    stage.end();
}

/// A title that looks like the end of a link leads nowhere else.
#[tokio::test(flavor = "multi_thread")]
async fn row_02_a_title_does_not_turn_its_link() {
    let place = Place::with_reports();
    place.file("lure.txt", "The lure was painted by Ines Varga in 1961.\n");
    place.file(
        "lure.toml",
        "title = 'Lure](https://evil.example) [x'\nurl = 'https://good.example/lure'\n",
    );
    place.run(["ingest", "lure.txt"]).done();
    let stage = Stage::with(place, |_| ()).await;
    let answer = stage.asks("alice@general", "who painted the lure?").await;
    holds(
        &answer,
        "\n*Lure](https://evil.example) \\[x*, undated, ¶ 1 <https://good.example/lure>",
    );
    let copy = stage.presses("alice", &answer, "Copy").await;
    privately(
        &copy,
        "```\n“The lure was painted by Ines Varga in 1961.”\nLure](https://evil.example) [x, undated, ¶ 1\nhttps://good.example/lure\nReceipt …\n```",
    );
    stage.end();
}
