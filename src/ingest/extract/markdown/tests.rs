//! Files and what is read in them, one block a line.

use super::super::{test_limits, transcript};
use super::*;

#[track_caller]
fn reads_as(file: &str, blocks: &[&str]) {
    let reading = extract(file.as_bytes(), &test_limits()).unwrap();
    assert_eq!(transcript(&reading), blocks, "in {file:?}");
}

#[test]
fn headings_paragraphs_and_marks() {
    reads_as(
        "# Findings\n\nIran *tried*\nto `act`, [said](https://x.org) ~~one~~ ![map](m.png) report.\n\nPart\n---\n",
        &[
            "# Findings",
            "Iran tried to act, said one report.",
            "## Part",
        ],
    );
}

#[test]
fn lists_keep_the_numbers_that_are_written() {
    reads_as(
        "* one\n* two\n  - inner\n\n3. three\n\n   more\n4. four\n",
        &[
            "* one",
            "* two",
            "* inner",
            "* 3. three",
            "* more",
            "* 4. four",
        ],
    );
}

#[test]
fn links_in_a_row_are_a_directory() {
    reads_as(
        "- [A](#a)\n- [B](#b)\n- [C](#c)\n\nText [link](#d).\n",
        &["> A", "> B", "> C", "Text link."],
    );
}

#[test]
fn tables_are_rows() {
    reads_as(
        "| a | b |\n|---|---|\n| `1` | 2 3 |\n",
        &["| a\tb", "| 1\t2 3"],
    );
}

#[test]
fn notes_come_last_in_the_order_of_their_marks() {
    reads_as(
        "[^b]: Second.\n\nText[^a] and more[^b].\n\n[^a]: First\n    goes on.\n",
        &["Text and more.", "^ 1. First goes on.", "^ 2. Second."],
    );
}

#[test]
fn html_loses_its_tags() {
    reads_as(
        "<div align=center>\n<b>Bold</b> words &amp; more\n<script>x()</script></div>\n\nA<br>b <i>c</i><!-- d -->.\n",
        &["Bold words & more", "A b c."],
    );
}

#[test]
fn code_and_quotations_are_paragraphs() {
    reads_as("> said\n> so\n\n```\na\tb\n```\n", &["said so", "a b"]);
}

#[test]
fn front_matter_is_read_and_left_out() {
    let yaml = "---\ntitle: \"The Report\"\ndate: 2021-03-10\ntags:\n  - a\nlang: en\nurl: https://example.org/r\n---\n# Head\n";
    let toml = "+++\ntitle = 'The Report'\ndate = 2021-03-10\nlang = \"en\"\nurl = \"https://example.org/r\"\n+++\n# Head\n";
    for file in [yaml, toml] {
        let reading = extract(file.as_bytes(), &test_limits()).unwrap();
        assert_eq!(transcript(&reading), ["# Head"]);
        let about = reading.metadata;
        assert_eq!(about.title.as_deref(), Some("The Report"));
        assert_eq!(about.date.as_deref(), Some("2021-03-10"));
        assert_eq!(about.language.as_deref(), Some("en"));
        assert_eq!(about.url.as_deref(), Some("https://example.org/r"));
    }
}

#[test]
fn a_rule_at_the_start_is_no_front_matter() {
    reads_as(
        "---\n\nProse of several words: with a colon.\n\n---\n\nMore.\n",
        &["Prose of several words: with a colon.", "More."],
    );
}

#[test]
fn the_first_heading_is_the_title() {
    let reading = extract(b"Words.\n\n## Part\n", &test_limits()).unwrap();
    assert_eq!(reading.metadata.title.as_deref(), Some("Part"));
}
