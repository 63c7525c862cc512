//! Files and what is read in them, one block a line.

use super::super::{test_limits, transcript};
use super::*;

#[track_caller]
fn reads_as(file: &str, blocks: &[&str]) {
    let reading = extract(file.as_bytes(), &test_limits()).unwrap();
    assert_eq!(transcript(&reading), blocks, "in {file:?}");
}

#[test]
fn blocks_are_blocks_and_inline_is_not() {
    reads_as(
        "<h1>Find<b>ings</b></h1><p>Iran &amp; <a href=x>Russia</a><br>tried.<div>A <span>div</span></div>bare",
        &["# Findings", "Iran & Russia tried.", "A div", "bare"],
    );
}

#[test]
fn what_is_not_the_document_is_left_out() {
    let file = "<body><header><h1>Site</h1></header><nav><a>Home</a></nav><script>x</script><style>y</style>\
                <noscript>no</noscript><aside>ad</aside><form><input value=z><button>go</button></form>\
                <p hidden>a</p><p style='color:red; Display: None'>b</p><p aria-hidden=true>c</p>\
                <article><header><h2>Own</h2></header><p>Words.</p><footer>Source.</footer></article>\
                <div role=navigation>d</div><footer>Imprint</footer></body>";
    reads_as(file, &["## Own", "Words.", "Source."]);
}

#[test]
fn the_main_part_is_preferred_when_it_holds_most() {
    let menu = "<div>Some menu words</div>";
    let words = "Many words of the report itself, more than around it.";
    reads_as(
        &format!("{menu}<main><p>{words}</p></main>{menu}"),
        &[words],
    );
    reads_as(
        &format!("<main><p>Few.</p></main><p>{words}</p>"),
        &["Few.", words],
    );
    reads_as(
        &format!("{menu}<article><p>{words}</p></article>"),
        &[words],
    );
}

#[test]
fn what_stands_in_a_form_is_read() {
    reads_as(
        "<form><p>Words.</p><label>Name</label><select><option>x</select></form>",
        &["Words."],
    );
}

#[test]
fn lists_and_quotations() {
    reads_as(
        "<ul><li>one<ul><li>inner</li></ul></li><li><p>two</p></ul><dl><dt>t<dd>d</dl><blockquote>said</blockquote>",
        &["* one", "* inner", "* two", "* t", "* d", "said"],
    );
    reads_as(
        "<ul><li><a href=1>A</a><li><a href=2>B</a><li><a href=3>C</a></ul>",
        &["> A", "> B", "> C"],
    );
}

#[test]
fn data_tables_are_rows_and_layout_tables_are_not() {
    reads_as(
        "<table><caption>Cap</caption><tr><th>a<th>b<tr><td><p>1</p><td>2<br>3</table>",
        &["Cap", "| a\tb", "| 1\t2 3"],
    );
    reads_as(
        "<table><tr><td><h2>Head</h2><p>Left.</p><td><table><tr><td>x<td>y</table></table>",
        &["## Head", "Left.", "| x\ty"],
    );
    reads_as("<table><tr><td>framed</table>", &["framed"]);
}

#[test]
fn two_line_breaks_part_paragraphs() {
    reads_as("<td>one<br>line<br> <br>two</td>", &["one line", "two"]);
}

#[test]
fn preformatted_text_is_read_as_plain_text() {
    reads_as(
        "<pre>\nOne\nline.\n\nA   B\n1   2\n</pre>",
        &["One line.", "| A\tB", "| 1\t2"],
    );
}

#[test]
fn notes_come_last_and_their_marks_go() {
    let file = "<p>Said<sup><a href='#n1'>1</a></sup> so<a role=doc-noteref href='#n2'><sup>2</sup></a>.</p>\
                <section role=doc-endnotes><ol><li><p>A note.<a role=doc-backlink href='#r'>↩</a></p></li></ol></section>\
                <p>End 10<sup>3</sup>.</p>";
    reads_as(file, &["Said so.", "End 103.", "^ A note."]);
}

#[test]
fn metadata() {
    let file = r#"<html lang="en-GB"><head><title>T | Site</title><meta property="og:title" content="T">
        <meta property="og:site_name" content="Office"><link rel="canonical" href="https://example.org/r">
        <script type="application/ld+json">{"@graph": [{"datePublished": "2021-03-10T08:00:00Z",
        "publisher": {"name": "ODNI"}}]}</script></head><body><p>Words.</p>"#;
    let about = extract(file.as_bytes(), &test_limits()).unwrap().metadata;
    assert_eq!(about.title.as_deref(), Some("T"));
    assert_eq!(about.publisher.as_deref(), Some("ODNI"));
    assert_eq!(about.date.as_deref(), Some("2021-03-10"));
    assert_eq!(about.url.as_deref(), Some("https://example.org/r"));
    assert_eq!(about.language.as_deref(), Some("en"));
}

#[test]
fn a_declared_encoding_is_used() {
    let mut file = b"<meta charset=windows-1251><p>".to_vec();
    file.extend(b"\xcf\xf0\xe8\xe2\xe5\xf2");
    let reading = extract(&file, &test_limits()).unwrap();
    assert_eq!(transcript(&reading), ["Привет"]);
}

#[test]
fn absurd_depth_is_refused_and_ordinary_sloppiness_is_not() {
    let deep = "<div>".repeat(100_000);
    let error = extract(deep.as_bytes(), &test_limits()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "it is refused: its tags are nested more than 5000 deep"
    );
    let sloppy =
        "<p>x<li>y<tr><td>z<br><img src='a>b'>".repeat(20_000) + "<script>'<div><div>'</script>";
    depth::check(&sloppy).unwrap();
    depth::check(&format!("<svg>{}</svg>", "<path d='M0'/>".repeat(20_000))).unwrap();
    let nested = format!("{}Deep.{}", "<div>".repeat(4_000), "</div>".repeat(4_000));
    reads_as(&nested, &["Deep."]);
}

#[test]
fn markup_that_explodes_is_refused() {
    let refused = |file: &str, reason: &str| {
        let error = extract(file.as_bytes(), &test_limits()).unwrap_err();
        assert_eq!(error.to_string(), format!("it is refused: {reason}"));
    };
    let styles: String = (0..400)
        .map(|number| format!("<font color={number}>"))
        .collect();
    let reason = "its text styles are opened again and again and never closed";
    refused(&format!("{styles}{}", "<p>x".repeat(20_000)), reason);
    let attributes: String = (0..20_000).map(|number| format!(" a{number}")).collect();
    refused(
        &format!("<p{attributes}>x"),
        "one of its tags is too long to be one",
    );
    depth::check(&"<p><b>bold, never closed".repeat(20_000)).unwrap();
    depth::check(&format!("<img src=\"data:{}\">", "a b".repeat(100_000))).unwrap();
}
