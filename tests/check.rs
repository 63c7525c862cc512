//! `pincite check`: claims with their evidence, quotations word by word, receipts in a text.

mod figures; // labels, quotations and claims, measured

use crate::harness::Place;

#[test]
fn a_claim_has_evidence_and_what_differs() {
    Place::with_reports()
        .run([
            "check",
            "--limit",
            "1",
            "The harbour works cost 4,000 crowns.",
        ])
        .done()
        .says(
            "
Claim 1: The harbour works cost 4,000 crowns.
  A weak match: what follows is near the claim, and may be about something else.
  The claim says 4,000; the first passage does not.

Something differs, is denied or is hedged:

1. Port Board, The Harbour Inquiry, March 2017, p. 1
   1. Findings
   │ 1. Findings
   │ The Orwell company dredged the harbour in 2014. The works cost 3,814
   │ crowns.
   receipt 4g0greyt92dg24as6t9wz2da04
   → number differs: claim \"4,000\", report \"3,814\"

Searched 2 reports (5 passages). What is found is evidence; the verdict is
yours.",
        );
}

#[test]
fn a_quotation_is_exact_altered_or_not_found() {
    Place::with_reports()
        .run([
            "check",
            "--limit",
            "1",
            "Divers found cracks in the bridge's piers. They write “the old bridge stayed closed until May 2016”, “the old iron bridge stayed open until May” and “nobody has ever seen these five words”.",
        ])
        .done()
        .says(
            "
Claim 1: Divers found cracks in the bridge's piers.

Something differs, is denied or is hedged:

1. Port Board, The Harbour Inquiry, March 2017, p. 2
   2. Bridge
   │ 2. Bridge
   │ The old bridge stayed closed until May 2016. However, divers found no
   │ cracks in its piers.
   receipt 4g0greyt92dg4035n4mwkpta5c
   → negated: claim \"Divers found cracks in the bridge's piers.\", report \"divers
     found no cracks in its piers.\"

Quotation 1: “the old bridge stayed closed until May 2016”
  Exact: the report has these words, in this order.

1. Port Board, The Harbour Inquiry, March 2017, p. 2
   2. Bridge
   │ The old bridge stayed closed until May 2016
   receipt 4g0greyt92dg42sb4bm68bn5y8

Quotation 2: “the old iron bridge stayed open until May”
  Altered: the report's words are others.
   → added: “iron”
   → replaced: “closed” became “open”

1. Port Board, The Harbour Inquiry, March 2017, p. 2
   2. Bridge
   │ The old bridge stayed closed until May
   receipt 4g0greyt92dg42s6xg9erbap2w

Quotation 3: “nobody has ever seen these five words”
  Not found in the indexed reports. That does not mean that it is false.

Searched 2 reports (5 passages). What is found is evidence; the verdict is
yours.",
        );
}

#[test]
fn altered_words_under_a_real_receipt_are_caught() {
    let place = Place::with_reports();
    let receipt = place.receipt("what did the works cost?");
    let text = format!(
        "The Orwell company dredged the whole harbour in 2014. The works cost 9,999 crowns. {receipt}"
    );
    let checked = place.json(["check", "--json", &text]);
    let found = &checked["receipts"][0];
    assert_eq!(found["verification"]["result"], "identical");
    assert_eq!(found["words"], "altered", "{found}");
    let honest = format!("“The works cost 3,814 crowns” {receipt}");
    assert_eq!(
        place.json(["check", "--json", &honest])["receipts"][0]["words"],
        "exact"
    );
}

#[test]
fn json_has_claims_evidence_and_quotations() {
    let text = "Morning! Divers found cracks in the bridge's piers. “The works cost 3,814 crowns”";
    let checked = Place::with_reports().json(["check", "--json", text]);
    let claim = &checked["claims"][0];
    let span = &claim["span"];
    let (start, end) = (
        span[0].as_u64().unwrap() as usize,
        span[1].as_u64().unwrap() as usize,
    );
    assert_eq!(claim["text"], text[start..end]);
    let evidence = &claim["evidence"][0];
    assert_eq!(evidence["report"]["id"], "harbour");
    assert_eq!(evidence["bearing"], "differs");
    let label = evidence["labels"][0].as_str().unwrap();
    assert!(label.starts_with("negated: claim \""), "{label}");
    let quotation = &checked["quotations"][0];
    assert_eq!(quotation["result"], "exact");
    assert_eq!(quotation["excerpt"]["text"], "The works cost 3,814 crowns");
    assert!(
        quotation.get("diff").is_none() && checked.get("receipts").is_none(),
        "{checked}"
    );
}

#[test]
fn a_quotation_over_a_page_break_has_a_receipt_for_each_page() {
    let place = Place::new();
    place.file(
        "report.txt",
        "The northern pier was built by the town.\u{c}The southern pier was built by the port board.\n",
    );
    place.run(["ingest", "report.txt"]).done();
    let text =
        "“The northern pier was built by the town. The southern pier was built by the port board.”";
    let checked = place.json(["check", "--json", text]);
    let quotation = &checked["quotations"][0];
    assert_eq!(quotation["result"], "exact", "{quotation}");
    let pages = [
        &quotation["excerpt"]["page"],
        &quotation["continued"][0]["page"],
    ];
    assert_eq!(pages, [1, 2]);
    for excerpt in [&quotation["excerpt"], &quotation["continued"][0]] {
        place
            .run(["verify", excerpt["receipt"].as_str().unwrap()])
            .done();
    }
}

#[test]
fn a_judgment_has_its_qualifier() {
    let place = Place::new();
    place.file(
        "assessment.md",
        "# Assessment\n\n## Votes\n\nWe assess that no votes were altered in Ostrel.\n\nThe polls were open all day.\n\nHowever, one agency holds a minority view on the altered votes.\n\n## Rest\n\nHowever, the rest is about trams.\n",
    );
    place.run(["ingest", "assessment.md"]).done();
    let answer = place.json([
        "ask",
        "--json",
        "--limit",
        "1",
        "were votes altered in Ostrel?",
    ]);
    let excerpt = &answer["excerpts"][0];
    let shown = format!("{}{}", excerpt["text"], excerpt["qualifier"]["text"]);
    assert!(
        shown.contains("minority view") && !shown.contains("trams"),
        "{answer}"
    );
}

#[test]
fn nothing_to_check_says_what_to_write() {
    let place = Place::with_reports();
    place
        .run(["check", "good", "morning", "everyone"])
        .done()
        .says(
            "
There is nothing to check in this text: no claim, no quotation of four words or
more, and no receipt. State one fact in a sentence: who did what, how many,
when.

Searched 2 reports (5 passages). What is found is evidence; the verdict is
yours.",
        );
}

#[test]
fn a_file_is_checked_and_a_long_one_is_refused() {
    let place = Place::with_reports();
    place.file("message.txt", "The tram line opened in 1989.");
    let checked = place.json(["check", "--json", "--file", "message.txt"]);
    let labels = &checked["claims"][0]["evidence"][0]["labels"];
    assert_eq!(labels[0], "date differs: claim \"1989\", report \"1999\"");
    place.file("long.txt", "The tram burned. ".repeat(2_000));
    place
        .run(["check", "--file", "long.txt"])
        .ends(2)
        .mentions("check it part by part");
    place
        .run(["check", "--file", "none.txt"])
        .ends(2)
        .mentions("none.txt");
    place.run(["check"]).ends(2);
}

#[test]
fn the_handbook_is_no_evidence() {
    let checked = Place::new().json([
        "check",
        "--json",
        "Pincite gives no verdict of its own to a claim.",
    ]);
    let claims = checked["claims"].as_array().unwrap();
    let evidence = claims
        .iter()
        .flat_map(|claim| claim["evidence"].as_array().unwrap());
    for excerpt in evidence {
        assert_ne!(excerpt["report"]["id"], "pincite-handbook");
    }
}

#[test]
fn hostile_text_is_only_text() {
    let place = Place::with_reports();
    let open = format!("{}a{}", "(".repeat(3_000), ")".repeat(3_000));
    let dots = "… ".repeat(2_000);
    for text in [
        open.as_str(),
        dots.as_str(),
        "\"\"\"\" “““ ””” «» > > >",
        "-1 --x report: after:",
        "\u{202e}\u{0}".trim_end_matches('\0'),
    ] {
        place.run(["check", "--", text]).done();
    }
}

#[test]
fn terms_of_likelihood_are_defined_where_the_report_defines_them() {
    let place = Place::new();
    place.file(
        "dam.txt",
        "The dam inquiry. The dam very likely failed because its gates were shut. The builders knew of it, with high confidence.\n\x0cTerms. In this inquiry very likely means a chance of eighty in a hundred or more, and not less.\n",
    );
    place.run(["ingest", "dam.txt"]).done();
    let asked = [
        "check",
        "--limit",
        "1",
        "The dam failed because its gates were shut.",
    ];
    let said = place.run(asked);
    let told = &said.done().out;
    let terms = told
        .split("What the reports mean by these terms")
        .nth(1)
        .expect(told);
    assert!(
        told.contains("estimative: “very likely” (likelihood, 80 to 95 %)"),
        "{told}"
    );
    assert!(terms.contains("“very likely”"), "{terms}");
    assert!(
        terms.contains("very likely means a chance of eighty"),
        "{terms}"
    );
    assert!(terms.contains("p. 2"), "{terms}");
    // It says nothing of what it means by the other.
    assert!(!terms.contains("high confidence"), "{terms}");
}

#[test]
fn a_claim_of_which_nothing_is_said_is_told_to_be_so() {
    Place::with_reports()
        .run(["check", "In 1987 the Zanzibar company sank 17 hovercraft."])
        .says(
            "
Claim 1: In 1987 the Zanzibar company sank 17 hovercraft.
  The reports say nothing about this. That does not mean that it is false.
  In no report here: 1987, Zanzibar, sank, 17, hovercraft.

Searched 2 reports (5 passages). What is found is evidence; the verdict is
yours.",
        );
}

#[test]
fn a_receipt_with_a_wrong_letter_is_told() {
    let place = Place::with_reports();
    place
        .run(["check", "Proof: receipt 4g0greyt92dg24as6t9wz2da05"])
        .done()
        .says(
            "
4g0greyt92dg24as6t9wz2da05 looks like a receipt and is none: a letter is wrong
or missing.

Searched 2 reports (5 passages). What is found is evidence; the verdict is
yours.",
        );
    let checked = place.json(["check", "--json", "See 4g0greyt92dg24as6t9wz2da05"]);
    assert_eq!(
        checked["misspelt_receipts"],
        serde_json::json!(["4g0greyt92dg24as6t9wz2da05"])
    );
}

#[test]
fn a_sentence_of_the_report_is_told_to_be_one_whatever_stands_beside_it() {
    let place = Place::new();
    place.file(
        "dam.txt",
        "The keeper shut the gates in 1921. He had no orders to do so, and nobody denied it.\n",
    );
    place.run(["ingest", "dam.txt"]).done();
    place
        .run(["check", "hey, the keeper shut the gates in 1921"])
        .done()
        .mentions("Claim 1: the keeper shut the gates in 1921\n")
        .mentions("   → the passage has this sentence, word for word\n");
}

#[test]
fn a_file_that_is_no_text_is_refused_and_a_mark_at_its_start_is_no_word() {
    let place = Place::with_reports();
    place.file("latin.txt", b"The works cost 3,814 cr\xf6wns.");
    place
        .run(["check", "--file", "latin.txt"])
        .ends(2)
        .mentions("latin.txt: this is no text in UTF-8; save it as UTF-8");
    place.file("marked.txt", "\u{feff}The works cost 3,814 crowns.");
    place
        .run(["check", "--file", "marked.txt"])
        .done()
        .mentions("Claim 1: The works cost 3,814 crowns.");
}
