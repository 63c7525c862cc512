use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::harness::Place;

#[test]
fn an_answer_is_words_a_citation_and_a_receipt() {
    Place::with_reports()
        .run(["ask", "who", "dredged", "the", "harbour", "--limit", "1"])
        .says(
            "
1. Port Board, The Harbour Inquiry, March 2017, p. 1
   1. Findings
   │ 1. Findings
   │ The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
   receipt 4g0greyt92dg24as6t9wz2da04

Searched 2 reports (5 passages).",
        );
}

#[test]
fn reports_without_pages_are_cited_by_section_and_paragraph() {
    Place::with_reports()
        .run(["ask", "--limit", "1", "was Ana Petrova unhurt?"])
        .says(
            "
1. Tram notes, undated, § Depot, ¶ 2
   │ Depot
   │ The driver Ana Petrova was unhurt.
   receipt 4c0shcwn9etg0gh9v13b8pwg7c

Searched 2 reports (5 passages).",
        );
}

#[test]
fn silence_names_what_occurs_nowhere() {
    Place::with_reports()
        .run(["ask", "zebras", "and", "unicorns"])
        .done()
        .says(
            "
The reports do not answer this.
In no report here: zebras, unicorns.

Searched 2 reports (5 passages).",
        );
}

#[test]
fn silence_names_words_of_scripts_without_spaces_whole() {
    Place::with_reports()
        .run(["ask", "港湾工程 zebra สวัสดี"])
        .done()
        .says(
            "
The reports do not answer this.
In no report here: 港湾工程, zebra, สวัสดี.

Searched 2 reports (5 passages).",
        );
}

#[test]
fn a_year_that_is_not_there_comes_first() {
    let said = Place::with_reports().run(["ask", "the tram depot in 2024"]);
    said.done();
    assert!(
        said.out.starts_with("Your question says 2024;"),
        "{}",
        said.out
    );
}

#[test]
fn the_small_syntax() {
    let place = Place::with_reports();
    let found = |question: &str| -> Vec<String> {
        let answer = place.json(["ask", "--json", question]);
        let excerpts = answer["excerpts"].as_array().unwrap();
        let mut ids: Vec<String> = excerpts
            .iter()
            .map(|excerpt| excerpt["report"]["id"].as_str().unwrap().to_owned())
            .collect();
        ids.dedup();
        ids
    };
    for (question, reports) in [
        ("harbour bridge", &["harbour"][..]),
        ("\"old bridge\"", &["harbour"]),
        ("“old bridge”", &["harbour"]),
        ("\"bridge old\"", &[]),
        ("bridge -divers", &[]),
        ("bridge report:tram", &[]),
        ("bridge report:harbour", &["harbour"]),
        ("bridge report:\"harbour inquiry\"", &["harbour"]),
        ("bridge after:2017", &["harbour"]),
        ("bridge after:2018", &[]),
        ("bridge before:2017-03-31", &["harbour"]),
        ("bridge before:2016", &[]),
        // An undated report is neither before nor after.
        ("tram before:2030", &[]),
    ] {
        assert_eq!(found(question), reports, "{question}");
    }
}

#[test]
fn one_report_may_be_named() {
    let place = Place::with_reports();
    place.run(["ask", "--report", "nix", "bridge"]).says(
        "
! pincite: no report is called \"nix\"; `pincite reports` lists them with their ids
[exit 2]",
    );
    let answer = place.json(["ask", "bridge", "--json", "--report", "port board"]);
    assert_eq!(answer["searched"]["reports"], 1);
}

#[test]
fn the_json_has_the_documented_keys() {
    let place = Place::with_reports();
    let keys = |value: &Value| -> String {
        let keys: Vec<&str> = value
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        keys.join(" ")
    };
    let answer = place.json(["ask", "--json", "who dredged the harbour", "--limit", "1"]);
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.sort();
        words
    };
    let same = |value: &Value, expected: &str| {
        assert_eq!(sorted(&keys(value)), sorted(expected), "{value}");
    };
    same(&answer, "question outcome excerpts searched took_ms");
    same(&answer["searched"], "reports passages");
    let excerpt = &answer["excerpts"][0];
    same(excerpt, "receipt report page section text highlights score");
    same(&excerpt["report"], "id title publisher date file");
    assert_eq!(answer["outcome"], "answered");
    assert_eq!(excerpt["page"], 1);
    let text = excerpt["text"].as_str().unwrap();
    for mark in excerpt["highlights"].as_array().unwrap() {
        let at = |n: usize| mark[n].as_u64().unwrap() as usize;
        let marked = &text[at(0)..at(1)];
        assert!(
            ["dredged", "harbour"].contains(&marked),
            "{marked:?} is marked"
        );
    }
    let silent = place.json(["ask", "--json", "zebra"]);
    same(
        &silent,
        "question outcome excerpts silence searched took_ms",
    );
    assert_eq!(
        silent["silence"],
        serde_json::json!({"unknown_words": ["zebra"]})
    );
}

#[test]
fn a_batch_is_answered_in_order_and_a_bad_line_is_named() {
    let place = Place::with_reports();
    place.file(
        "questions.jsonl",
        "{\"id\": 7, \"text\": \"harbour\"}\n\nnonsense\n{\"id\": \"b\", \"text\": \"zebra\"}\n{\"id\": null, \"text\": \"\"}",
    );
    let said = place.run(["ask", "--batch", "questions.jsonl"]);
    said.ends(1).mentions("note: line 3: not");
    let ids: Vec<Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
        .collect();
    assert_eq!(ids, [Value::from(7), Value::from("b"), Value::Null]);

    let mut child = place
        .command(["ask", "--batch", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(b"{\"id\": 1, \"text\": \"bridge\"}\n")
        .unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(output.stdout.iter().filter(|b| **b == b'\n').count(), 1);

    place
        .run(["ask", "--batch", "missing.jsonl"])
        .ends(2)
        .mentions("there is no such file");
}

#[test]
fn whatever_is_typed_gets_a_sentence_at_once() {
    let place = Place::with_reports();
    let long = "harbour ".repeat(8_000);
    let parentheses = "(".repeat(6_000);
    let quotes = "\"".repeat(6_000);
    let minus = "-a ".repeat(2_000);
    let colons = "report:".repeat(900);
    let marks = "e\u{301}\u{302}".repeat(2_000);
    let joined = "\u{200d}\u{fe0f}".repeat(2_000);
    for question in [
        "",
        " ",
        "the of and",
        "?!…",
        "-",
        "--",
        "-harbour",
        "\"\"",
        "\" \"",
        "\"harbour",
        "report:",
        "after:yesterday",
        "before:9999-99-99",
        "harbour AND (bridge OR",
        "body:harbour^9~2 [a TO z] /.*/ *",
        "\u{0}",
        "har\u{1}bour\u{7}",
        "\u{202e}ruobrah\u{202c}",
        "\u{feff}harbour",
        "中国选举",
        "ກະລຸນາ",
        "𐎠𐎡𐎢",
        "🏴‍☠️🏴‍☠️",
        "ﷺﷺﷺ",
        "İstanbul ŞİİR ß ſ",
        &long,
        &parentheses,
        &quotes,
        &minus,
        &colons,
        &marks,
        &joined,
    ] {
        let shown: String = question.chars().take(20).collect();
        if question.contains('\0') {
            // No command line can carry it; a batch can.
            let line = serde_json::json!({"id": 1, "text": question}).to_string();
            place.file("nul.jsonl", line);
            place.run(["ask", "--batch", "nul.jsonl"]).done();
            continue;
        }
        let since = std::time::Instant::now();
        let said = place.run(["ask", "--", question]);
        assert!(since.elapsed().as_secs() < 5, "{shown:?} took too long");
        said.done();
        assert_eq!(said.err, "", "{shown:?}");
        assert!(
            said.out.contains(". ") || said.out.contains(".\n"),
            "{shown:?}: {}",
            said.out
        );
        let obeyed = said
            .out
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
        assert_eq!(obeyed, None, "{shown:?}");
    }
}

#[test]
fn there_are_no_escape_codes_off_a_terminal() {
    let place = Place::with_reports();
    place.file(
        "evil.md",
        "# Evil\n\nA \u{1b}[31mred\u{1b}]0;title\u{7} lighthouse \u{202e}stood here.\n",
    );
    place.run(["ingest", "evil.md"]).done();
    for arguments in [
        &["ask", "lighthouse"][..],
        &["quote", "evil"],
        &["reports"],
        &["doctor"],
    ] {
        let said = place.run(arguments);
        assert!(!said.out.contains(['\u{1b}', '\u{7}', '\u{202e}']));
        let said = place.finish(place.command(arguments).env("NO_COLOR", "1"));
        assert!(!said.out.contains('\u{1b}'));
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let place = Place::with_reports();
    let mut child = place
        .command(["ask", "harbour bridge tram"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.code().is_some(), "{output:?}");
    assert!(
        !String::from_utf8_lossy(&output.stderr).contains("panicked"),
        "{output:?}"
    );
}
