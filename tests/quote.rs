use crate::harness::Place;

#[test]
fn a_page_as_it_is_stored() {
    let place = Place::with_reports();
    place.run(["quote", "harbour", "--page", "2"]).says(
        "
Port Board, The Harbour Inquiry, March 2017, p. 2

2. Bridge

The old bridge stayed closed until May 2016. However, divers found no cracks in its piers.",
    );
    place.run(["quote", "tram notes"]).says(
        "
Tram notes

Tram notes

The tram line opened in 1999. Its depot burned down.

Depot

The driver Ana Petrova was unhurt.",
    );
    let page = place.json(["quote", "harbour", "--page", "1", "--json"]);
    assert_eq!(page["page"], 1);
    assert_eq!(page["report"]["id"], "harbour");
}

#[test]
fn what_cannot_be_meant_gets_the_next_step() {
    let place = Place::with_reports();
    for (arguments, sentence) in [
        (
            &["quote", "harbour"][..],
            "this report has pages; name one: --page 1 to --page 2",
        ),
        (
            &["quote", "tram", "--page", "1"],
            "this report has no pages; leave out --page to see its text",
        ),
        (
            &["quote", "harbour", "--page", "3"],
            "there is no page \"3\"; this report has pages 1 to 2",
        ),
        (
            &["quote", "harbour", "--page", "0"],
            "there is no page \"0\"; this report has pages 1 to 2",
        ),
        (
            &["quote", "harbour", "--page", "99999999999999999999"],
            "there is no page \"99999999999999999999\"; this report has pages 1 to 2",
        ),
        (
            &["quote", "nix"],
            "no report is called \"nix\"; `pincite reports` lists them with their ids",
        ),
    ] {
        place
            .run(arguments)
            .says(&format!("! pincite: {sentence}\n[exit 2]"));
    }
    place.run(["quote", ""]).ends(2);
}

#[test]
fn a_page_as_people_write_it_or_the_range_that_there_is() {
    let place = Place::with_reports();
    for typed in ["p. 2", "pp. 2–3", "PDF p. 2", "\u{662}", "page 2."] {
        let said = place.run(["quote", "harbour", "--page", typed]);
        match typed {
            "pp. 2–3" => said.ends(2).mentions("this report has pages 1 to 2"),
            _ => said.done().mentions("2. Bridge"),
        };
    }
    for (typed, sentence) in [
        (
            "p. 999",
            "there is no page \"p. 999\"; this report has pages 1 to 2",
        ),
        (
            "4-2",
            "there is no page \"4-2\"; this report has pages 1 to 2",
        ),
        (
            "1—",
            "there is no page \"1—\"; this report has pages 1 to 2",
        ),
        (
            "iv",
            "there is no page \"iv\"; this report has pages 1 to 2",
        ),
        (
            "\u{669}",
            "there is no page \"\u{669}\"; this report has pages 1 to 2",
        ),
        (
            "¶0",
            "paragraphs are counted in reports without pages only; this report has pages 1 to 2",
        ),
    ] {
        place
            .run(["quote", "harbour", "--page", typed])
            .says(&format!("! pincite: {sentence}\n[exit 2]"));
    }
}
