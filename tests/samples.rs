//! Sample reports are searched only while there is nothing else, and every citation of one says what it is.

use crate::harness::Place;

const MARK: &str = "SAMPLE, written for Pincite, not a source";

#[test]
fn without_reports_the_samples_answer_and_say_what_they_are() {
    let place = Place::new();
    let answer = place.json(["ask", "--json", "who funded the troll farm?"]);
    assert_eq!(answer["outcome"], "answered");
    let said = place.run(["ask", "who", "funded", "the", "troll", "farm?"]);
    said.done();
    for (number, line) in said.out.lines().enumerate() {
        if line.starts_with(|c: char| c.is_ascii_digit()) {
            assert!(line.contains(MARK), "line {number}: {line}");
        }
    }
    place
        .run(["reports"])
        .done()
        .mentions("Only the samples so far. Add your own reports: pincite ingest PATH…");
    assert!(!place.index().exists(), "a question makes no folder");
}

#[test]
fn one_report_hides_them_from_questions() {
    let place = Place::with_reports();
    let answer = place.json(["ask", "--json", "who funded the troll farm?"]);
    assert_eq!(answer["outcome"], "nothing", "{answer}");
    assert_eq!(answer["searched"]["reports"], 2);
    let said = place.run(["reports"]);
    assert!(!said.done().out.contains("sample"));
    place.run(["remove", "harbour", "tram"]).done();
    let answer = place.json(["ask", "--json", "who funded the troll farm?"]);
    assert_eq!(answer["outcome"], "answered", "and they are back");
}

#[test]
fn a_sample_that_is_ingested_stays_one() {
    let place = Place::with_reports();
    let sample = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/index/sample/foreign-threats-2020.txt"
    );
    place.run(["ingest", sample]).done();
    let answer = place.json(["ask", "--json", "who funded the troll farm?"]);
    assert_eq!(answer["outcome"], "nothing", "{answer}");
    let page = place.run(["quote", "foreign-threats-2020", "--page", "1"]);
    page.done().mentions(MARK);
}

#[test]
fn they_can_be_quoted_and_verified() {
    let place = Place::new();
    let receipt = place.receipt("who funded the troll farm?");
    place
        .run(["verify", &receipt])
        .done()
        .mentions("Identical: these words stand at that place, byte for byte.")
        .mentions(MARK);
    place
        .run(["quote", "foreign-threats-2020", "--page", "1"])
        .done()
        .mentions(MARK);
}

#[test]
fn the_handbook_answers_questions_about_pincite_and_is_no_evidence() {
    let place = Place::new();
    let reports = |question: &str| -> Vec<String> {
        let answer = place.json(["ask", "--json", question]);
        let excerpts = answer["excerpts"].as_array().unwrap();
        let ids = excerpts
            .iter()
            .map(|excerpt| excerpt["report"]["id"].as_str().unwrap().to_owned());
        ids.collect()
    };
    let evidence = reports("who paid the troll farm?");
    assert!(
        !evidence.is_empty() && !evidence.contains(&"pincite-handbook".to_owned()),
        "{evidence:?}"
    );
    let help = reports("how do I add reports to Pincite?");
    assert!(
        !help.is_empty() && help.iter().all(|id| id == "pincite-handbook"),
        "{help:?}"
    );
}
