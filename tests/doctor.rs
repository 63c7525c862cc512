use std::collections::BTreeMap;
use std::path::Path;

use crate::harness::Place;

fn problems(place: &Place) -> Vec<(String, String)> {
    let report = place.json(["doctor", "--json"]);
    let checks = report["checks"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    checks
        .iter()
        .filter(|check| check["result"] != "ok" && check["result"] != "skipped")
        .map(|check| (text(&check["check"]), text(&check["do"])))
        .collect()
}

fn everything_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(everything_below(&entry.path()));
        } else {
            found.insert(
                entry.path().display().to_string(),
                std::fs::read(entry.path()).unwrap(),
            );
        }
    }
    found
}

#[test]
fn all_is_well() {
    let place = Place::with_reports();
    let before = everything_below(place.path("").as_path());
    let said = place.run(["doctor"]);
    said.done()
        .mentions("2 reports, 5 passages, 0 older editions")
        .mentions("every checksum right, every report complete")
        .mentions("All is well.");
    let after = everything_below(place.path("").as_path());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after));
    let changed: Vec<&String> = before
        .keys()
        .filter(|name| before[*name] != after[*name])
        .collect();
    assert_eq!(changed, Vec::<&String>::new());
    let database = before.keys().filter(|name| name.contains("pincite.db"));
    assert_eq!(database.count(), 1, "a copy of the one file is a backup");
}

#[test]
fn nothing_yet_is_well_too_and_nothing_is_made() {
    let place = Place::new();
    place.run(["doctor"]).done().mentions("no reports yet");
    assert_eq!(everything_below(place.path("").as_path()).len(), 0);
    assert!(!place.index().exists());
}

#[test]
fn a_bad_config_is_told_with_every_problem() {
    let place = Place::new();
    place.file("bad.toml", "[answer]\nlimit = 0\n[ingest]\nseconds = 0\n");
    let said = place.run(["doctor", "--config", "bad.toml"]);
    said.ends(3)
        .mentions("bad.toml, line 2: [answer] limit must be a whole number from 1 to 20, not")
        .mentions("[ingest] seconds must be")
        .mentions("not looked at before the settings are mended");
    place
        .run(["doctor", "--config", "nix.toml"])
        .ends(3)
        .mentions("nix.toml");
    place
        .run(["ask", "x", "--config", "bad.toml"])
        .ends(3)
        .mentions("limit must be");
}

#[test]
fn damage_is_found_and_the_cure_works() {
    let place = Place::with_reports();
    let library: Vec<_> = std::fs::read_dir(place.index().join("library"))
        .unwrap()
        .flatten()
        .collect();
    let original = library
        .iter()
        .find(|entry| std::fs::read(entry.path()).unwrap().starts_with(b"Harbour"))
        .unwrap()
        .path();
    let bytes = std::fs::read(&original).unwrap();

    std::fs::write(&original, "other bytes").unwrap();
    let said = place.run(["doctor"]);
    said.ends(1)
        .mentions("harbour (not the bytes that were ingested)");
    std::fs::remove_file(&original).unwrap();
    place.run(["doctor"]).ends(1).mentions("harbour (missing)");
    std::fs::write(&original, bytes).unwrap();
    place.run(["doctor"]).done();

    std::fs::remove_dir_all(place.index().join("reading")).unwrap();
    assert_eq!(
        problems(&place),
        [("readings".to_owned(), "pincite reindex".to_owned())]
    );
    place.run(["reindex"]).done();
    place.run(["doctor"]).done();

    std::fs::remove_dir_all(place.index().join("passages")).unwrap();
    place
        .run(["doctor"])
        .ends(3)
        .mentions("there is no index yet")
        .mentions("→ pincite reindex");
    place.run(["reindex"]).done();
    place.run(["doctor"]).done();

    std::fs::write(place.index().join("library/.incoming-x"), "half").unwrap();
    place
        .run(["doctor"])
        .ends(1)
        .mentions("leftovers")
        .mentions(".incoming-x");
    place.run(["ingest", "harbour.txt"]).done();
    place.run(["doctor"]).done();
}

#[test]
fn a_database_that_is_none_is_told() {
    let place = Place::with_reports();
    for bytes in [
        &b"not a database, but long enough to look at twice"[..],
        b"",
    ] {
        for name in ["pincite.db", "pincite.db-wal", "pincite.db-shm"] {
            let _ = std::fs::remove_file(place.index().join(name));
        }
        std::fs::write(place.index().join("pincite.db"), bytes).unwrap();
        place
            .run(["doctor"])
            .ends(3)
            .mentions("pincite.db")
            .mentions("from a backup");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_that_may_only_be_read_is_told() {
    use std::os::unix::process::CommandExt as _;
    let place = Place::with_reports();
    let mode = |mode: &str| {
        let mut command = std::process::Command::new("chmod");
        let changed = command.args(["-R", mode]).arg(place.path("")).status();
        assert!(changed.unwrap().success());
    };
    mode("a+rX,a-w");
    let as_nobody = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        if std::fs::write(place.path("index/probe"), "").is_ok() {
            // Root may write anywhere: become somebody who may not.
            command.uid(65_534).gid(65_534);
        }
        place.finish(&mut command)
    };
    let (asked, checked) = (as_nobody(&["ask", "harbour"]), as_nobody(&["doctor"]));
    mode("u+w");
    asked
        .ends(3)
        .mentions("may not be written to")
        .mentions("check its permissions");
    assert!(!asked.err.contains("backup"), "{}", asked.transcript());
    checked.ends(3).mentions("may not be written to");
    assert!(!checked.out.contains("reindex"), "{}", checked.transcript());
}
