//! Files and what is read in them, one block a line.

use super::super::{test_limits, transcript};
use super::*;

#[track_caller]
fn reads_as(file: &str, blocks: &[&str]) {
    let reading = extract(file.as_bytes(), &test_limits()).unwrap();
    assert_eq!(transcript(&reading), blocks, "in {file:?}");
}

#[test]
fn blank_lines_part_paragraphs_and_lines_are_joined() {
    reads_as(
        "One line\nand another.\n\n\nThe next.\n",
        &["One line and another.", "The next."],
    );
}

#[test]
fn filled_lines_make_paragraphs_without_blank_lines() {
    let file = "\
Preface
Information technology has become integral to providing services to the
public, and the management of information has moved out of the office
and onto the network, where everybody can see what is done with it.
The efficient and effective use of technology requires a leadership and
a focus that goes beyond what would be provided in a support function.
Congress recognised the need for greater leadership in that management
and mandated the position of a chief information officer for executive
departments and agencies.
";
    let blocks = [
        "# Preface",
        "Information technology has become integral to providing services to the public, and the management of \
         information has moved out of the office and onto the network, where everybody can see what is done with it.",
        "The efficient and effective use of technology requires a leadership and a focus that goes beyond what would \
         be provided in a support function. Congress recognised the need for greater leadership in that management and \
         mandated the position of a chief information officer for executive departments and agencies.",
    ];
    reads_as(file, &blocks);
}

#[test]
fn long_lines_are_paragraphs() {
    let line = "A sentence that is long enough to be a paragraph of its own in a file without any wrapping, \
                as web pages are saved, with more words than any terminal has columns to show them in.";
    let file = format!("{line}\n2020 ELECTIONS UNDER THREAT\n{line} {line}\n{line}\n");
    let twice = format!("{line} {line}");
    reads_as(
        &file,
        &[line, "# 2020 ELECTIONS UNDER THREAT", &twice, line],
    );
}

#[test]
fn hanging_lines_belong_to_the_line_above() {
    let file = "
            WARTIME
            After the attacks had occurred, while managers were still sorting out a number of
                unnerving false alarms, the aircraft flew to a base in Louisiana. One of these was
                of a reported threat, traced down to a misunderstood communication in the hectic
                room that morning.
            While the plan at the school had been to return to Washington, by the time it was
                airborne the advisers were strongly advising against it. The President acceded to
                this advice and changed course and began heading due west to find a safe place.
";
    let blocks = [
        "# WARTIME",
        "After the attacks had occurred, while managers were still sorting out a number of unnerving false alarms, the \
         aircraft flew to a base in Louisiana. One of these was of a reported threat, traced down to a misunderstood \
         communication in the hectic room that morning.",
        "While the plan at the school had been to return to Washington, by the time it was airborne the advisers were \
         strongly advising against it. The President acceded to this advice and changed course and began heading due \
         west to find a safe place.",
    ];
    reads_as(file, &blocks);
}

#[test]
fn broken_words_are_joined_and_hyphens_of_words_stay() {
    for (file, read) in [
        (
            "foreign inter-\nference in elections",
            "foreign interference in elections",
        ),
        (
            "a high-risk area and another high-\nrisk area",
            "a high-risk area and another high-risk area",
        ),
        ("the COVID-\n19 pandemic", "the COVID-19 pandemic"),
        ("the Anglo-\nAmerican view", "the Anglo-American view"),
        ("an aside -\nas it were", "an aside - as it were"),
    ] {
        reads_as(file, &[read]);
    }
}

#[test]
fn headings_are_numbered_or_capital_and_open_something() {
    let prose = "Words that follow a heading, enough of them to be prose.";
    let file = format!(
        "1 Summary\n\n{prose}\n\n1.2 The Second Part\n\n{prose}\n\nKEY FINDINGS\n\n{prose}\n\n\
         not a heading\n\n{prose}\n\nA Sentence Ends.\n\n{prose}\n\nThe Last Line\n"
    );
    let blocks = [
        "# 1 Summary",
        prose,
        "## 1.2 The Second Part",
        prose,
        "# KEY FINDINGS",
        prose,
        "not a heading",
        prose,
        "A Sentence Ends.",
        prose,
        "The Last Line",
    ];
    reads_as(&file, &blocks);
}

#[test]
fn underlined_lines_are_headings() {
    reads_as(
        "Report\n======\n\nfirst part\n----------\nWords.\n",
        &["# Report", "## first part", "Words."],
    );
}

#[test]
fn numbered_lists_and_name_lists_are_no_headings() {
    reads_as(
        "1. First Thing\n\n2. Second Thing\n\nOther words follow.",
        &["1. First Thing", "2. Second Thing", "Other words follow."],
    );
    let names = "Ada Lovelace\n\nAlan Turing\n\nGrace Hopper\n\nEdsger Dijkstra\n\n\
                 They wrote the report that this file is about, in order of the alphabet.";
    let reading = extract(names.as_bytes(), &test_limits()).unwrap();
    assert!(
        transcript(&reading)
            .iter()
            .all(|block| !block.starts_with('#'))
    );
}

#[test]
fn bullets_are_items() {
    reads_as(
        "We found:\n\n- one thing\n- another thing\n  on two lines\n\n●\nafter a lone bullet\n",
        &[
            "We found:",
            "* one thing",
            "* another thing on two lines",
            "* after a lone bullet",
        ],
    );
    reads_as(
        "the reports\n- two of them -\nsay so",
        &["the reports - two of them - say so"],
    );
}

#[test]
fn dot_leaders_are_a_directory() {
    reads_as(
        "Summary ........ 3\nFindings . . . . . iv\n\nNot . . . . a leader",
        &[
            "> Summary ........ 3",
            "> Findings . . . . . iv",
            "Not . . . . a leader",
        ],
    );
}

#[test]
fn tables_are_rows() {
    let file = "Country     2019    2020\n----------------------\nIran           1       2\nRussia         3       4\n\nText.";
    reads_as(
        file,
        &[
            "| Country\t2019\t2020",
            "| Iran\t1\t2",
            "| Russia\t3\t4",
            "Text.",
        ],
    );
}

#[test]
fn form_feeds_are_pages() {
    let reading = extract(b"One.\x0c\x0cThree.\x0c", &test_limits()).unwrap();
    let pages: Vec<_> = reading
        .units
        .iter()
        .map(|unit| (unit.page.map(PageNumber::get), unit.text.as_str()))
        .collect();
    assert_eq!(
        pages,
        [(Some(1), "One."), (Some(2), ""), (Some(3), "Three.")]
    );
}

#[test]
fn running_headers_and_labels_are_set_apart() {
    let page = |number: &str, words: &str| format!("ANNUAL REPORT\n\n{words}\n\n- {number} -\n");
    let file = [
        page("ii", "Of this."),
        page("iii", "Of that."),
        page("1", "All."),
        page("2", "Else."),
        page("3", "End."),
    ]
    .join("\u{c}");
    let reading = extract(file.as_bytes(), &test_limits()).unwrap();
    assert_eq!(
        transcript(&reading),
        ["Of this.", "Of that.", "All.", "Else.", "End."]
    );
    let labels: Vec<_> = reading
        .units
        .iter()
        .map(|unit| unit.label.as_deref())
        .collect();
    // Two Roman pages are too few to tell.
    assert_eq!(labels, [None, None, Some("1"), Some("2"), Some("3")]);
    assert_eq!(reading.units[0].furniture, ["ANNUAL REPORT", "- ii -"]);
}

#[test]
fn footers_without_page_breaks_are_set_apart() {
    let line = "The department has taken several steps that were recommended to it and";
    let body = format!("{line}\n").repeat(4);
    let file = format!(
        "{body}GAO-98 Security Page 1\n{body}Page 2 GAO-98 Security\n{body}GAO-98 Security Page 3\n{body}ends here."
    );
    let reading = extract(file.as_bytes(), &test_limits()).unwrap();
    assert_eq!(reading.units[0].furniture.len(), 3);
    assert_eq!(
        transcript(&reading).len(),
        1,
        "one paragraph over all footers"
    );
}

#[test]
fn too_many_pages_are_refused() {
    let limits = Limits {
        pages: 3,
        ..test_limits()
    };
    let error = extract(b"a\x0cb\x0cc\x0cd", &limits).unwrap_err();
    assert_eq!(
        error.to_string(),
        "it has more than 3 pages; raise `pages` in the config if you trust it"
    );
}
