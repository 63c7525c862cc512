//! The libraries that scenes have, and what people do again and again.

use std::path::Path;
use std::sync::OnceLock;

use pincite::sandbox::{Seen, User};
use serde_json::{Value, json};

use super::stage::Stage;
use crate::harness::{HARBOUR, Place, TRAM};

/// Four pages: judgments and a dissent, a method, another actor, and one page that is too long for a message.
const THREATS: &str = "Key judgments\n\nWe assess that the Marsh League tried to influence the harbour vote of 2020. It paid 40 boatmen to spread false tide tables. We have high confidence in this judgment. However, the Fisheries Office judges that the League acted for profit.\n\u{c}2. Methods\n\nThe League paid the boatmen through a shell company called Brine Holdings. The payments ran from March to October 2020. No boatman knew where the money came from.\n\u{c}3. Gull Coast\n\nThe Gull Coast did not try to influence the vote. It considered letters against the harbour master, and dropped the plan in June 2020.\n\u{c}";

/// Holds a paragraph of the harbour inquiry, too.
const PRESS: &str = "# Press notes on the harbour inquiry\n\nThe Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.\n\n## Café\n\nThe café beside the harbour was closed for *two* weeks.\n";

/// The folder of a library that is made once and copied for each scene.
fn copied(made: &'static OnceLock<Place>, make: fn() -> Place) -> Place {
    let place = Place::new();
    copy(&made.get_or_init(make).path("."), &place.path("."));
    place
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The harbour inquiry and the tram notes.
pub fn two_reports() -> Place {
    static MADE: OnceLock<Place> = OnceLock::new();
    copied(&MADE, Place::with_reports)
}

/// Five reports: the two, a threat assessment with an address, press notes that share a paragraph with the inquiry, and a
/// PDF whose pages are printed i and ii.
pub fn archive() -> Place {
    static MADE: OnceLock<Place> = OnceLock::new();
    copied(&MADE, own_archive)
}

/// The same, read anew: only files of the folder in which they were read can be replaced.
pub fn own_archive() -> Place {
    let place = Place::new();
    place.file("harbour.txt", HARBOUR);
    place.file(
        "harbour.toml",
        "title = 'The Harbour Inquiry'\npublisher = 'Port Board'\ndate = '2017-03'\n",
    );
    place.file("tram.md", TRAM);
    let log: String = (1..=60)
        .map(|day| format!("On day {day} the tide gauge at the old pier stood still. "))
        .collect();
    place.file("threats.txt", format!("{THREATS}Annex\n\n{}", log.trim()));
    place.file("threats.toml", "title = 'Foreign Threats to the Harbour Vote'\npublisher = 'Tide Office'\ndate = '2021-03-10'\nurl = 'https://tide.example/threats.pdf'\n");
    place.file("press.md", PRESS);
    place.file("press.toml", "publisher = 'Café Société'\ndate = '2015'\n");
    place.file("lighthouse.pdf", lighthouse());
    place.file(
            "lighthouse.toml",
            "title = 'The Lighthouse'\npublisher = 'Coast Office'\ndate = '1908'\nurl = 'https://coast.example/light.pdf'\n",
        );
    let files = [
        "harbour.txt",
        "tram.md",
        "threats.txt",
        "press.md",
        "lighthouse.pdf",
    ];
    place.run([&["ingest"], &files[..]].concat()).done();
    place
}

fn lighthouse() -> Vec<u8> {
    let pages: [&[&str]; 2] = [
        &[
            "The council met on Monday in the town hall, as it does every month.",
            "The lighthouse on the Orwell rock was re-",
            "built in 1907 after the great storm.",
            "Nobody was hurt when its old lamp fell into the sea.",
        ],
        &[
            "The keeper asked for three beacons more.",
            "The board did not answer his letter.",
        ],
    ];
    crate::page::pdf(&pages, "/PageLabels << /Nums [0 << /S /r >>] >>")
}

/// The usual scene with the five reports.
pub async fn with_archive() -> Stage {
    Stage::with(archive(), |_| ()).await
}

/// The reply to a command, once it is there.
pub async fn says(person: &User, place: &str, command: &str, options: Value) -> Seen {
    let reply = person.slash(place, command, options).await.unwrap();
    reply.settled().await.unwrap()
}

/// The reply to a question in #general.
pub async fn asks(person: &User, question: &str) -> Seen {
    says(person, "general", "ask", json!({"question": question})).await
}

/// What a press on a button leads to.
pub async fn presses(person: &User, message: &Seen, button: &str) -> Seen {
    let reply = person.press(message, button).await.unwrap();
    reply.settled().await.unwrap()
}

/// Makes answers public in a channel.
pub async fn make_public(stage: &Stage, channel: &str) {
    let boss = stage.sandbox.user("boss");
    says(&boss, channel, "settings answers", json!({"public": "add"})).await;
}

/// Nothing that the bot says comes after these messages.
pub async fn stays_silent(person: &User, messages: &[Seen]) {
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for message in messages {
        let said = person
            .next_from_bot(message, std::time::Duration::ZERO)
            .await;
        assert!(said.is_err(), "{:?}", said.unwrap().text());
    }
}
