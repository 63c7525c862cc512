use std::ffi::OsString;

use crate::harness::Place;

#[test]
fn new_unchanged_replaced_and_the_same_bytes_under_another_name() {
    let place = Place::new();
    place.file("a.txt", "The first lighthouse stood here.");
    place
        .run(["ingest", "a.txt"])
        .says("a.txt: indexed 1 passage (a)");
    place.run(["ingest", "a.txt"]).says("a.txt: unchanged (a)");
    place.file("b.txt", "The first lighthouse stood here.");
    place.run(["ingest", "b.txt"]).says("b.txt: unchanged (a)");
    place.file("a.txt", "The second lighthouse stands here.");
    place
        .run(["ingest", "a.txt"])
        .says("a.txt: replaced 1 passage (a)");
    let answer = place.json(["ask", "--json", "lighthouse"]);
    assert_eq!(answer["excerpts"].as_array().unwrap().len(), 1);
    assert_eq!(
        answer["excerpts"][0]["text"],
        "The second lighthouse stands here."
    );
    // The old bytes are now of no searched report: under another name they are a new one.
    place
        .run(["ingest", "b.txt"])
        .says("b.txt: indexed 1 passage (b)");
    // And back again.
    place.file("a.txt", "The first lighthouse stood here.");
    place
        .run(["ingest", "a.txt"])
        .says("a.txt: replaced 1 passage (a)");
    place.run(["doctor"]).done();
}

#[test]
fn a_summary_ends_a_list_of_files() {
    let place = Place::with_reports();
    place.file("new.txt", "A lighthouse stood here.");
    place.file("empty.txt", "");
    place
        .run(["ingest", "harbour.txt", "new.txt", "empty.txt", "nix.txt"])
        .says(
            "
harbour.txt: unchanged (harbour)
new.txt: indexed 1 passage (new)
empty.txt: failed because the file is empty
nix.txt: failed because there is no such file or folder
1 indexed, 0 replaced, 1 unchanged, 2 failed
[exit 1]",
        );
    let said = place.run(["ingest", "--json", "new.txt", "empty.txt"]);
    let lines: Vec<serde_json::Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines[0],
        serde_json::json!({"file": "new.txt", "result": "unchanged", "report": "new", "pages": 0, "passages": 1})
    );
    assert_eq!(
        lines[1],
        serde_json::json!({"file": "empty.txt", "result": "failed", "why": "the file is empty"})
    );
}

#[test]
fn a_folder_goes_on_after_a_bad_file() {
    let place = Place::new();
    for name in ["1.txt", "3.txt", "sub/5.txt"] {
        place.file(
            format!("in/{name}"),
            format!("Lighthouse {name} stood here."),
        );
    }
    place.file("in/2.txt", "");
    place.file("in/4.pdf", "%PDF-1.7\nbroken");
    place.file("in/.hidden.txt", "Hidden.");
    place.file("in/1.toml", "title = 'The first'");
    let said = place.run(["ingest", "in"]);
    said.ends(1)
        .mentions("3 indexed, 0 replaced, 0 unchanged, 2 failed");
    let failed = said
        .out
        .lines()
        .filter(|line| line.contains(": failed because "))
        .count();
    assert_eq!((failed, said.out.lines().count()), (2, 6), "{}", said.out);
    place.run(["reports"]).mentions("The first");
    place.file("none/x.toml", "title = 'no report'");
    place.run(["ingest", "none"]).says(
        "
! pincite: there is no file to ingest in there
[exit 2]",
    );
}

#[test]
fn sidecars_and_options_say_what_a_report_is() {
    let place = Place::new();
    place.file("a.txt", "A lighthouse stood here.");
    place.file(
        "a.txt.toml",
        "title = 'By sidecar'\ndate = '1999'\nurl = 'https://example.org/a.txt'",
    );
    place
        .run([
            "ingest",
            "a.txt",
            "--title",
            "By option",
            "--publisher",
            "Me",
        ])
        .done();
    let listed = place.json(["reports", "--json"]);
    assert_eq!(listed[0]["title"], "By option");
    assert_eq!(listed[0]["publisher"], "Me");
    assert_eq!(listed[0]["date"], "1999");
    place
        .run(["ingest", "a.txt"])
        .says("a.txt: replaced 1 passage (a)");
    assert_eq!(place.json(["reports", "--json"])[0]["title"], "By sidecar");

    for (sidecar, why) in [
        ("titel = 'x'", "its sidecar a.txt.toml is not understood: "),
        (
            "date = 'May 1999'",
            "its sidecar a.txt.toml gives the date \"May 1999\"; write it as 2021, 2021-03 or 2021-03-10",
        ),
        (
            "language = 'English'",
            "its sidecar a.txt.toml gives an unknown language; a language is an ISO 639-1 code of two letters, such as en, fr or es",
        ),
        ("\u{0}", "its sidecar a.txt.toml is not understood: "),
    ] {
        place.file("a.txt.toml", sidecar);
        let said = place.run(["ingest", "a.txt"]);
        said.ends(1)
            .mentions(&format!("a.txt: failed because {why}"));
        assert_eq!(said.out.lines().count(), 1, "{}", said.out);
    }
    place.file("b.txt", "B.");
    place
        .run(["ingest", "a.txt", "b.txt", "--title", "x"])
        .says(
            "
! pincite: --title and --url are of one report; name one file, or write sidecars (NAME.toml)
[exit 2]",
        );
    place.run(["ingest", "b.txt", "--date", "2021-13"]).says(
        "
! pincite: the command line gives the date \"2021-13\"; write it as 2021, 2021-03 or 2021-03-10
[exit 2]",
    );
}

#[test]
fn a_title_that_lies_does_no_harm() {
    let place = Place::new();
    place.file("a.txt", "A lighthouse stood here.");
    place
        .run([
            "ingest",
            "a.txt",
            "--title",
            "Two\nlines \u{1b}[31mred\u{202e}",
            "--publisher",
            "  ",
        ])
        .done();
    place
        .run(["reports"])
        .says("a  Two lines [31mred, undated (no pages, 1 passage, und)");
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_named_or_passed_over() {
    let place = Place::new();
    let file = place.file("in/a.txt", "A lighthouse stood here.");
    std::os::unix::fs::symlink(&file, place.path("in/link.txt")).unwrap();
    std::os::unix::fs::symlink(place.path("in"), place.path("in/loop")).unwrap();
    place.run(["ingest", "in/link.txt"]).says(
        "
in/link.txt: failed because it is a symbolic link; name the file itself
[exit 1]",
    );
    place
        .run(["ingest", "in"])
        .says("in/a.txt: indexed 1 passage (a)");
}

#[cfg(unix)]
#[test]
fn a_pipe_a_device_and_a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let made = std::process::Command::new("mkfifo")
        .arg(place.path("pipe.txt"))
        .status();
    if made.is_ok_and(|made| made.success()) {
        place.run(["ingest", "pipe.txt", "/dev/zero"]).says(
            "
pipe.txt: failed because it is neither a file nor a folder
/dev/zero: failed because it is neither a file nor a folder
0 indexed, 0 replaced, 0 unchanged, 2 failed
[exit 1]",
        );
    }
    let file = place.file("secret.txt", "A lighthouse.");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o0)).unwrap();
    if std::fs::read(&file).is_err() {
        place
            .run(["ingest", "secret.txt"])
            .ends(1)
            .mentions("secret.txt: failed because it may not be read; check its permissions");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn any_file_name_is_one_line_and_its_own_report() {
    use std::os::unix::ffi::OsStringExt as _;
    let place = Place::new();
    let names: Vec<OsString> = vec![
        "with space.txt".into(),
        "new\nline.txt".into(),
        "🏴‍☠️.txt".into(),
        "\u{202e}txt.exe".into(),
        "-rf.txt".into(),
        "--help".into(),
        "no extension".into(),
        "ünï\u{301}cödé.txt".into(),
        OsString::from_vec(b"bytes-\xff.txt".to_vec()),
        OsString::from_vec(b"bytes-\xfe.txt".to_vec()),
        "tab\there \u{1b}[2J.txt".into(),
        format!("{}.txt", "long".repeat(60)).into(),
    ];
    for (n, name) in names.iter().enumerate() {
        place.file(format!("in/{}", n + 100), "");
        std::fs::remove_file(place.path(format!("in/{}", n + 100))).unwrap();
        std::fs::write(
            place.path("in").join(name),
            format!("Lighthouse number {} stood here.", n + 1000),
        )
        .unwrap();
    }
    let said = place.run(["ingest", "in"]);
    said.done()
        .mentions("12 indexed, 0 replaced, 0 unchanged, 0 failed");
    assert_eq!(said.out.lines().count(), 13, "{}", said.out);
    assert!(!said.out.contains(['\u{1b}', '\u{202e}', '\t']));
    place
        .run(["ingest", "in"])
        .done()
        .mentions("0 indexed, 0 replaced, 12 unchanged, 0 failed");
    place
        .run(["ingest", "in/../in/./--help"])
        .done()
        .mentions("unchanged");
    let listed = place.run(["reports"]);
    assert_eq!(listed.done().out.lines().count(), 12, "{}", listed.out);
    place.run(["doctor"]).done();
}

#[test]
fn a_file_that_is_gone_meanwhile_fails_alone() {
    let place = Place::new();
    for n in 0..60 {
        place.file(
            format!("in/{n:02}.txt"),
            format!("Lighthouse {n} stood here."),
        );
    }
    let child = place
        .command(["ingest", "in"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(60));
    std::fs::remove_file(place.path("in/59.txt")).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("59.txt: failed because there is no such file or folder"),
        "{said}"
    );
    assert!(
        said.contains("59 indexed, 0 replaced, 0 unchanged, 1 failed"),
        "{said}"
    );
}

#[test]
fn a_file_of_ready_passages_holds_several_reports() {
    let place = Place::new();
    place.file(
        "passages.jsonl",
        "{\"_id\": \"1\", \"title\": \"One\", \"text\": \"The lighthouse stood here.\", \"report\": \"First\", \"page\": 3}\n\
         {\"_id\": \"2\", \"title\": \"Two\", \"text\": \"The windmill stood there.\", \"report\": \"Second\"}\n",
    );
    place.run(["ingest", "passages.jsonl"]).done();
    let answer = place.json(["ask", "--json", "windmill"]);
    let receipt = answer["excerpts"][0]["receipt"].as_str().unwrap();
    place
        .run(["verify", receipt])
        .done()
        .mentions("Identical: ")
        .mentions("Second");
    place
        .run(["verify", receipt, "--file", "passages.jsonl"])
        .done()
        .mentions("Identical: ")
        .mentions("Second");
    place
        .run(["ingest", "passages.jsonl"])
        .done()
        .mentions("unchanged");
    place.run(["doctor"]).done();
}

#[test]
fn a_library_in_a_folder_that_may_not_be_made_is_told() {
    let place = Place::new();
    place.file("a.txt", "A lighthouse stood here.");
    place.file("index", "in the way");
    place.run(["ingest", "a.txt"]).ends(3).mentions("index");
    place.run(["ask", "lighthouse"]);
    place.run(["doctor"]).ends(3).mentions("is not a folder");
}

#[test]
fn an_ingest_goes_on_when_nobody_listens() {
    let place = Place::new();
    for n in 0..12 {
        place.file(
            format!("in/{n:02}.txt"),
            format!("Lighthouse {n} stood here."),
        );
    }
    let mut child = place
        .command(["ingest", "in"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(crate::harness::wait(&mut child, "ingest").success());
    assert_eq!(
        place.json(["reports", "--json"]).as_array().unwrap().len(),
        12
    );
}
