//! Who may use what, by a plain text search, and what must agree with the program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::harness::Place;

/// What each top-level module of `src/` may name: `report` ← `ingest`, `index`, `store` ← `library` ← `answer` ← `cli`.
const ARROWS: &[(&str, &[&str])] = &[
    ("report", &[]),
    ("ingest", &["report"]),
    ("index", &["report"]),
    ("store", &["report"]),
    ("library", &["report", "ingest", "index", "store"]),
    ("answer", &["report", "ingest", "index", "store", "library"]),
    (
        "check",
        &["report", "ingest", "index", "store", "library", "answer"],
    ),
    (
        "eval",
        &["report", "ingest", "index", "store", "library", "answer"],
    ),
    ("config", &["report", "ingest", "answer"]),
    ("monitor", &[]),
    ("logs", &["config", "monitor"]),
    (
        "discord",
        &[
            "report", "ingest", "index", "store", "library", "answer", "check", "config", "monitor",
        ],
    ),
    ("sandbox", &[]),
    (
        "cli",
        &[
            "report", "ingest", "index", "store", "library", "answer", "check", "eval", "config",
            "monitor", "logs", "discord", "sandbox",
        ],
    ),
    ("main", &["cli", "config"]),
    ("lib", &[]),
];

/// Where a crate may be named.
const ROOMS: &[(&str, &[&str])] = &[
    ("tantivy", &["index"]),
    ("sqlx", &["store"]),
    ("serenity", &["discord"]),
    ("scraper", &["ingest/extract/html"]),
    ("ego_tree", &["ingest/extract/html"]),
    ("quick_xml", &["ingest/extract/docx"]),
    (
        "zip",
        &[
            "ingest/extract/package",
            "ingest/extract/docx",
            "ingest/extract/detect",
        ],
    ),
    ("pulldown_cmark", &["ingest/extract/markdown"]),
    ("hayro", &["ingest/extract/pdf/draw"]),
    ("hayro_syntax", &["ingest/extract/pdf"]),
    ("hayro_interpret", &["ingest/extract/pdf"]),
    ("png", &["ingest/extract/picture/encode"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("anstream", &["cli"]),
    ("reqwest", &["discord"]),
    ("axum", &["monitor", "sandbox"]),
    ("metrics_exporter_prometheus", &["monitor"]),
    ("tracing_subscriber", &["logs"]),
];

/// Where the environment, the clock and the process's end may be touched.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("env::var", &["config/places"]),
    ("env::args", &["main"]),
    ("SystemTime::now", &["cli/serve"]),
    ("process::exit", &[]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Rust files below a folder: path from there without `.rs`, and the code without whole-line comments.
fn code(folder: &str) -> BTreeMap<String, String> {
    let top = root().join(folder);
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code: Vec<&str> = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .collect();
                let name = path
                    .strip_prefix(&top)
                    .unwrap()
                    .with_extension("")
                    .display()
                    .to_string();
                found.insert(name, code.join("\n"));
            }
        }
    }
    found
}

/// The top-level modules that some code names with `crate::`.
fn named(code: &str) -> Vec<String> {
    let identifier = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut names = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + found.len()..];
        match rest.strip_prefix('{') {
            None => names.push(identifier(rest)),
            Some(group) => {
                let group = group.split(';').next().unwrap_or(group);
                let mut depth = 0;
                let mut start = true;
                for (at, c) in group.char_indices() {
                    if depth == 0 && start && (c.is_alphabetic() || c == '_') {
                        names.push(identifier(&group[at..]));
                        start = false;
                    }
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        _ => {}
                    }
                }
            }
        }
    }
    names.sort();
    names.dedup();
    names
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for (file, code) in code("src") {
        let module = file.split('/').next().unwrap();
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!(
                "src/{file}.rs is of no known module; add it to ARROWS"
            ));
            continue;
        };
        for name in named(&code) {
            let ours = ARROWS.iter().any(|(known, _)| *known == name);
            if ours && name != module && !allowed.contains(&name.as_str()) {
                wrong.push(format!("src/{file}.rs names crate::{name}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(
        named("use crate::{a, b::{c, d}, e::f};\nx(crate::g::h); $crate::i"),
        ["a", "b", "e", "g", "i"]
    );
}

/// In code; a string that begins with the name is a target of the log.
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + name.len()..];
        !before.is_some_and(|c| {
            c.is_alphanumeric() || c == '_' || c == ':' || c == '.' || c == '/' || c == '"'
        }) && (after.starts_with("::") || (after.starts_with(';') && code[..at].ends_with("use ")))
    })
}

#[test]
fn every_foreign_crate_has_its_room() {
    let mut wrong = Vec::new();
    for (file, code) in code("src") {
        for (name, rooms) in ROOMS {
            let within = rooms
                .iter()
                .any(|room| file == *room || file.starts_with(&format!("{room}/")));
            if !within && names_crate(&code, name) {
                wrong.push(format!("src/{file}.rs names {name}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn environment_clock_and_exit_are_touched_in_their_places_only() {
    let mut wrong = Vec::new();
    for (file, code) in code("src") {
        for (call, rooms) in OUTSIDE {
            if code.contains(call) && !rooms.contains(&file.as_str()) {
                wrong.push(format!("src/{file}.rs calls {call}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_leftover_words() {
    let forbidden = [
        concat!("db", "g!("),
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("fix", "me"),
        concat!("xx", "x:"),
    ];
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches", "fuzz/fuzz_targets"] {
        for (file, code) in code(folder) {
            let low = code.to_lowercase();
            wrong.extend(
                forbidden
                    .iter()
                    .filter(|word| low.contains(*word))
                    .map(|word| format!("{folder}/{file}.rs: {word}")),
            );
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// README.md, or none with a line that says so.
fn readme() -> Option<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).ok();
    if readme.is_none() {
        eprintln!("skipped: there is no README.md");
    }
    readme
}

#[test]
fn the_readme_lists_every_setting() {
    let Some(readme) = readme() else { return };
    let example = std::fs::read_to_string(root().join("config/pincite.example.toml")).unwrap();
    let mut section = "";
    for line in example.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') {
            section = line;
        }
        let Some((key, default)) = line.split_once(" = ") else {
            continue;
        };
        let begins = format!("| `{section}` | `{key}` |");
        let row = readme.lines().find(|line| line.starts_with(&begins));
        let row = row.unwrap_or_else(|| panic!("README.md has no row {begins}"));
        let bare = row.replace([',', '_', '\u{a0}', '\u{202f}'], "");
        assert!(
            bare.contains(default.trim_matches('"')),
            "README.md's row for `{key}` does not give its default {default}: {row}"
        );
    }
}

#[test]
fn the_readme_lists_every_command() {
    let Some(readme) = readme() else { return };
    let help = Place::new().run(["--help"]);
    let commands = help
        .done()
        .out
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap()
        .to_owned();
    for command in commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
    {
        assert!(
            readme.contains(&format!("pincite {command}")),
            "README.md does not say what `pincite {command}` does"
        );
    }
}

#[test]
fn every_command_has_a_help_and_hides_nothing_but_its_children() {
    let place = Place::new();
    for command in [
        "demo", "ask", "quote", "verify", "ingest", "reports", "remove", "reindex", "serve",
        "register", "doctor", "eval", "ask", "quote", "page", "verify", "ingest", "reports",
        "remove", "reindex", "doctor", "eval",
    ] {
        let said = place.run([command, "--help"]);
        said.done().mentions("Usage: pincite ");
        assert!(!said.out.contains("extract-one") && !said.out.contains("draw-one"));
    }
    place.run(["--version"]).done();
    place.run(["extract-one"]).ends(2);
    place.run(["draw-one", "x"]).ends(2);
    place.run(["nonsense"]).ends(2);
    place.run(Vec::<&str>::new()).ends(2);
}
