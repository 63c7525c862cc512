use crate::harness::Place;

#[test]
fn the_list() {
    let place = Place::with_reports();
    place.run(["reports"]).says(
        "
harbour  Port Board, The Harbour Inquiry, 2017-03 (2 pages, 3 passages, en)
tram  Tram notes, undated (no pages, 2 passages, en)",
    );
    let listed = place.json(["reports", "--json"]);
    assert_eq!(
        listed[0],
        serde_json::json!({"id": "harbour", "title": "The Harbour Inquiry", "publisher": "Port Board", "date": "2017-03",
            "file": "harbour.txt", "language": "en", "pages": 2, "passages": 3, "editions": 1})
    );
}

#[test]
fn what_is_removed_is_gone() {
    let place = Place::with_reports();
    let receipt = place.receipt("who dredged the harbour");
    place.run(["remove", "harbour", "nix"]).says(
        "
harbour: removed
nix: failed because there is no such report; `pincite reports` lists them
[exit 1]",
    );
    let answer = place.json(["ask", "--json", "who dredged the harbour"]);
    assert_eq!(answer["outcome"], "nothing");
    place.run(["verify", &receipt]).ends(1).mentions(
        "this does not mean that it is false"
            .replace("this", "This")
            .as_str(),
    );
    for folder in ["library", "reading"] {
        let kept = std::fs::read_dir(place.index().join(folder))
            .unwrap()
            .count();
        assert_eq!(kept, 1, "{folder} keeps only the other report's file");
    }
    place
        .run(["ingest", "harbour.txt"])
        .done()
        .mentions("indexed 3 passages");
}

#[test]
fn removing_one_of_two_reports_of_the_same_bytes_keeps_the_other() {
    let place = Place::with_reports();
    place.file("copy.txt", crate::harness::HARBOUR);
    place
        .run(["ingest", "--scope", "1", "copy.txt"])
        .done()
        .mentions("unchanged (harbour)");
    place.file("own.txt", "A lighthouse stood here.");
    place
        .run(["ingest", "--scope", "1", "own.txt"])
        .says("own.txt: indexed 1 passage (own)");
    place.file("other.txt", "A lighthouse stood here.");
    place
        .run(["ingest", "--scope", "2", "other.txt"])
        .says("other.txt: indexed 1 passage (other)");
    place.run(["remove", "own"]).done();
    place
        .run(["quote", "other"])
        .done()
        .mentions("A lighthouse stood here.");
    place.run(["doctor"]).done();
}

#[test]
fn an_empty_library_has_nothing_to_remove_or_reindex() {
    let place = Place::new();
    place.run(["remove", "x"]).says(
        "
! pincite: there are no reports to remove; the samples are part of the program
[exit 2]",
    );
    place.run(["reindex"]).says(
        "
! pincite: there is no library in index; add reports first: pincite ingest PATH…
[exit 2]",
    );
    assert!(!place.index().exists());
}

#[test]
fn reindex_reads_no_file_again() {
    let place = Place::with_reports();
    let before = place.run(["ask", "who dredged the harbour"]).transcript();
    // Without originals nothing could be extracted.
    std::fs::remove_dir_all(place.index().join("library")).unwrap();
    place
        .run(["reindex"])
        .says("Indexed 5 passages of 2 reports (2 from kept reading text).");
    assert_eq!(
        place.run(["ask", "who dredged the harbour"]).transcript(),
        before
    );
}

#[test]
fn reindex_reads_originals_where_a_reading_is_missing() {
    let place = Place::with_reports();
    let before = place.run(["ask", "who dredged the harbour"]).transcript();
    std::fs::remove_dir_all(place.index().join("reading")).unwrap();
    std::fs::remove_dir_all(place.index().join("passages")).unwrap();
    place
        .run(["reindex"])
        .says("Indexed 5 passages of 2 reports (0 from kept reading text).");
    assert_eq!(
        place.run(["ask", "who dredged the harbour"]).transcript(),
        before
    );
    std::fs::remove_dir_all(place.index().join("library")).unwrap();
    std::fs::remove_dir_all(place.index().join("reading")).unwrap();
    let said = place.run(["reindex"]);
    said.ends(1)
        .mentions("harbour: failed because its original ");
    assert!(
        said.out
            .contains("restore it from a backup, or remove the report")
    );
}
