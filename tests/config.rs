use crate::harness::Place;

#[test]
fn every_problem_of_the_settings_is_told_at_once() {
    let place = Place::new();
    place.file(
        "bad.toml",
        "[answer]\nlimmit = 3\n\n[discrod]\nqueue = 3\n\n[discord]\nexcerpt_chars = 5000\nperson_per_minute = \"many\"\napi = \"discord.com\"\n\n[monitor]\naddress = \"localhost\"\n",
    );
    let mut command = place.command(["ask", "harbour", "--config", "bad.toml"]);
    command.env("PINCITE_INGEST_PAGES", "0");
    place.finish(&mut command).says(
        r#"
! pincite: these settings cannot be used:
! bad.toml, line 2: [answer] has no setting limmit; did you mean limit?
! bad.toml, line 4: there is no section [discrod]; did you mean [discord]?
! bad.toml, line 8: [discord] excerpt_chars must be a whole number from 100 to 1000, not 5000
! bad.toml, line 9: [discord] person_per_minute must be a whole number from 1 to 600, not "many"
! bad.toml, line 10: [discord] api must be an address that begins with http:// or https:// and has no path, or "" for Discord itself, not "discord.com"
! bad.toml, line 13: [monitor] address must be an address with a port, such as "127.0.0.1:9464", or "off", not "localhost"
! PINCITE_INGEST_PAGES: [ingest] pages must be a whole number from 1 to 16383, not 0
[exit 3]
"#,
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let place = Place::new();
    place.file("bad.toml", "[answer]\nlimit = \n[answer]\n");
    let said = place.run(["ask", "harbour", "--config", "bad.toml"]);
    said.ends(3)
        .mentions("bad.toml, line 2: this is not TOML: ")
        .mentions("bad.toml, line 3: this is not TOML: duplicate key");
}

#[test]
fn the_environment_is_laid_over_the_file() {
    let place = Place::with_reports();
    place.file("few.toml", "[answer]\nlimit = 1\n");
    let excerpts = |limit: &str| {
        let question = [
            "ask",
            "--json",
            "harbour bridge works",
            "--config",
            "few.toml",
        ];
        let mut command = place.command(question);
        if !limit.is_empty() {
            command.env("PINCITE_ANSWER_LIMIT", limit);
        }
        let said = place.finish(&mut command);
        let answer: serde_json::Value = serde_json::from_str(&said.done().out).unwrap();
        answer["excerpts"].as_array().unwrap().len()
    };
    assert_eq!((excerpts(""), excerpts("2")), (1, 2));
}
