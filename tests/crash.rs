//! A kill at any moment loses nothing that was acknowledged, damage is told with its cure, and processes run side by side.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::harness::{Place, wait};

const FILES: usize = 4;
const KILLS: usize = 32;

fn write_files(place: &Place, round: usize) {
    for n in 0..FILES {
        let sentences = format!("Lighthouse number {n} was lit in round {round}. ").repeat(30);
        place.file(format!("in/tower-{n}.txt"), sentences);
    }
}

/// In which round each report was written, as questions find it.
fn rounds(place: &Place) -> Vec<Option<String>> {
    let questions: String = (0..FILES)
        .map(|n| format!("{{\"id\": {n}, \"text\": \"report:tower-{n} lighthouse lit round\"}}\n"))
        .collect();
    place.file("questions.jsonl", questions);
    let said = place.run(["ask", "--batch", "questions.jsonl"]);
    said.done();
    let round = |line: &str| {
        let answer: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = answer["excerpts"][0]["text"].as_str()?;
        Some(
            text.rsplit("round ")
                .next()?
                .trim_end_matches('.')
                .to_owned(),
        )
    };
    said.out.lines().map(round).collect()
}

#[test]
fn a_kill_at_any_moment_leaves_every_report_whole() {
    let place = Place::new();
    write_files(&place, 0);
    let since = Instant::now();
    place.run(["ingest", "in"]).done();
    let whole_run = since.elapsed();
    let mut seed: u64 = 0x5eed;
    let mut told = 0;
    for round in 1..=KILLS {
        write_files(&place, round);
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let moment = whole_run.mul_f64((seed >> 40) as f64 / (1u64 << 24) as f64);
        let mut child = place
            .command(["ingest", "in"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let acknowledged = String::from_utf8_lossy(&output.stdout).into_owned();

        // Before anything is mended: every report answers, from the round before or from this one, and nothing is half
        // there.
        let (before, now) = ((round - 1).to_string(), round.to_string());
        for (n, found) in rounds(&place).into_iter().enumerate() {
            let found =
                found.unwrap_or_else(|| panic!("tower-{n} is gone after a kill at {moment:?}"));
            assert!(found == before || found == now, "tower-{n} says {found}");
            if acknowledged.contains(&format!("tower-{n}.txt: replaced")) {
                assert_eq!(found, now, "tower-{n} was acknowledged and is lost");
            }
        }
        let report = place.json(["doctor", "--json"]);
        for check in report["checks"].as_array().unwrap() {
            assert!(
                check["result"] == "ok"
                    || check["check"] == "leftovers"
                    || check["check"] == "discord",
                "{check}"
            );
        }
        let mended = place.run(["ingest", "in"]);
        mended.done();
        told += usize::from(mended.err.contains("was cleared; ingest it again"));
        assert_eq!(rounds(&place), vec![Some(now); FILES]);
    }
    place.run(["doctor"]).done();
    let kept = std::fs::read_dir(place.index().join("library"))
        .unwrap()
        .count();
    assert!(kept <= FILES * (KILLS + 1), "{kept} originals");
    eprintln!("{told} of {KILLS} kills left something to clear");
}

#[test]
fn a_kill_during_the_first_ingest_leaves_a_library_that_opens() {
    for milliseconds in (0..40).step_by(4) {
        let place = Place::new();
        write_files(&place, 0);
        let mut child = place
            .command(["ingest", "in"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        place.run(["ask", "lighthouse"]);
        place.run(["ingest", "in"]).done();
        assert_eq!(rounds(&place), vec![Some("0".to_owned()); FILES]);
        place.run(["doctor"]).done();
    }
}

#[test]
fn a_kill_during_reindex_leaves_the_old_index_or_the_new_one() {
    let place = Place::new();
    write_files(&place, 0);
    place.run(["ingest", "in"]).done();
    for milliseconds in (0..60).step_by(5) {
        let mut child = place
            .command(["reindex"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(
            rounds(&place),
            vec![Some("0".to_owned()); FILES],
            "killed at {milliseconds} ms"
        );
    }
    place.run(["reindex"]).done();
    place.run(["doctor"]).done();
}

fn segment_files(place: &Place) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(place.index().join("passages"))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.metadata().unwrap().len() > 0)
        .collect();
    files.sort();
    files
}

#[test]
fn every_damaged_file_of_the_index_is_told_with_its_cure() {
    let place = Place::with_reports();
    let before = place
        .run(["ask", "who dredged the harbour"])
        .done()
        .transcript();
    for path in segment_files(&place) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 0x10;
        for damaged in [&flipped[..], &bytes[..bytes.len() / 2], &[]] {
            std::fs::write(&path, damaged).unwrap();
            let said = place.run(["ask", "who dredged the harbour"]);
            if said.code == Some(0) {
                // A flip in white space or in a name of meta.json's may change nothing.
                assert!(
                    name == "meta.json" && said.transcript() == before,
                    "{name}: {}",
                    said.transcript()
                );
            } else {
                said.ends(3)
                    .mentions("run `pincite reindex` to build it anew from the library");
            }
        }
        std::fs::write(&path, bytes).unwrap();
    }
    assert_eq!(
        place.run(["ask", "who dredged the harbour"]).transcript(),
        before
    );
    let largest = segment_files(&place)
        .into_iter()
        .max_by_key(|path| path.metadata().unwrap().len())
        .unwrap();
    std::fs::write(&largest, "short").unwrap();
    place
        .run(["reindex"])
        .says("Indexed 5 passages of 2 reports (2 from kept reading text).");
    assert_eq!(
        place.run(["ask", "who dredged the harbour"]).transcript(),
        before
    );
}

#[test]
fn an_ingest_builds_a_damaged_or_missing_index_anew_and_says_so() {
    let place = Place::with_reports();
    let before = place.run(["ask", "who dredged the harbour"]).transcript();
    std::fs::remove_dir_all(place.index().join("passages")).unwrap();
    place.run(["ask", "harbour"]).says(
        "
! pincite: there is no index yet; run `pincite reindex` to build it anew from the library
[exit 3]",
    );
    place.run(["ingest", "harbour.txt"]).says(
        "
harbour.txt: unchanged (harbour)
! note: there is no index yet; it was built anew: 5 passages of 2 reports",
    );
    assert_eq!(
        place.run(["ask", "who dredged the harbour"]).transcript(),
        before
    );
    let segment = segment_files(&place)
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == "store"))
        .unwrap();
    std::fs::write(segment, "short").unwrap();
    place
        .run(["ingest", "harbour.txt"])
        .done()
        .mentions("it was built anew: 5 passages of 2 reports");
    assert_eq!(
        place.run(["ask", "who dredged the harbour"]).transcript(),
        before
    );
}

#[test]
fn a_damaged_reading_is_made_again() {
    let place = Place::with_reports();
    for entry in std::fs::read_dir(place.index().join("reading"))
        .unwrap()
        .flatten()
    {
        std::fs::write(entry.path(), "[{]").unwrap();
    }
    place.run(["ask", "who dredged the harbour"]).done();
    place
        .run(["quote", "tram"])
        .ends(3)
        .mentions("run `pincite reindex`");
    place.run(["reindex"]).done();
    place.run(["quote", "tram"]).done();
    place.run(["doctor"]).done();
}

/// Files larger than the limit cannot be written: what a full disk does, for any user.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_stops_with_a_sentence_and_loses_nothing() {
    let place = Place::with_reports();
    place.file(
        "large.txt",
        "A lighthouse stood here, and there, and over there too. ".repeat(20_000),
    );
    let program = env!("CARGO_BIN_EXE_pincite");
    for blocks in [0, 1, 8, 64, 100, 200, 400, 800, 1_600, 2_400] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {program} ingest large.txt");
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", &script])
            .current_dir(place.path(""))
            .env_clear()
            .env("PINCITE_INDEX", "index");
        // What is said goes to files, which are small.
        let said = place.finish(&mut command);
        let full = said.code == Some(3);
        if full && blocks > 1 {
            assert_eq!(
                said.err
                    .lines()
                    .filter(|line| line.starts_with("pincite: "))
                    .count(),
                1,
                "{}",
                said.transcript()
            );
            assert!(
                !said.err.contains("reindex"),
                "no reindex helps: {}",
                said.transcript()
            );
        }
        assert!(
            full || said.code == Some(0) || blocks <= 1,
            "{blocks}: {}",
            said.transcript()
        );
        let answer = place.json(["ask", "--json", "who dredged the harbour"]);
        assert_eq!(answer["outcome"], "answered");
        if said.code == Some(0) {
            place.run(["remove", "large"]).done();
        }
    }
    place.run(["ingest", "large.txt"]).done();
    place.run(["doctor"]).done();
}

#[cfg(target_os = "linux")]
#[test]
fn a_really_full_disk() {
    let place = Place::with_reports();
    let small = place.path("small");
    std::fs::create_dir(&small).unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=700k", "tmpfs"])
        .arg(&small)
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|mounted| mounted.success()) {
        eprintln!("skipped: a small disk can be mounted by root only");
        return;
    }
    let place_on = |arguments: &[&str]| {
        place.finish(place.command(arguments).env("PINCITE_INDEX", "small/index"))
    };
    let first = place_on(&["ingest", "harbour.txt"]);
    place.file(
        "large.txt",
        "A lighthouse stood here, and there, and over there too. ".repeat(8_000),
    );
    let full = place_on(&["ingest", "large.txt", "tram.md"]);
    let answer = place_on(&["ask", "--json", "who dredged the harbour"]);
    let checked = place_on(&["doctor"]);
    std::fs::remove_file(small.join("index/pincite.db")).ok();
    let unmounted = std::process::Command::new("umount").arg(&small).status();
    assert!(unmounted.unwrap().success());
    first.done();
    full.ends(3).mentions("pincite: ");
    assert!(!full.err.contains("reindex"), "{}", full.transcript());
    answer.done().mentions("\"outcome\":\"answered\"");
    assert!(checked.out.contains("disk"), "{}", checked.transcript());
}

#[test]
fn several_ingests_at_once_all_succeed() {
    let place = Place::new();
    const PROCESSES: usize = 4;
    for process in 0..PROCESSES {
        for n in 0..6 {
            place.file(
                format!("{process}/tower-{process}-{n}.txt"),
                format!("Lighthouse {process} {n} stood here."),
            );
        }
        place.file(
            format!("{process}/common.txt"),
            "The same words everywhere.",
        );
    }
    let children: Vec<_> = (0..PROCESSES)
        .map(|process| {
            place
                .command(["ingest", &process.to_string()])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    let listed = place.json(["reports", "--json"]);
    let towers = listed
        .as_array()
        .unwrap()
        .iter()
        .filter(|report| report["id"].as_str().unwrap().starts_with("tower"))
        .count();
    assert_eq!(towers, PROCESSES * 6);
    place.run(["doctor"]).done();
}

#[test]
fn a_reader_answers_while_others_ingest_remove_and_reindex() {
    let place = Place::with_reports();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let write = |arguments: &'static [&'static str]| {
            let (place, done) = (&place, &done);
            scope.spawn(move || {
                let mut times = 0;
                while !done.load(Ordering::Relaxed) {
                    place.run(arguments).done();
                    times += 1;
                }
                times
            })
        };
        let writers = [
            write(&["reindex"]),
            write(&["ingest", "tram.md", "--title", "One title"]),
            write(&["ingest", "tram.md", "--title", "Another title"]),
        ];
        let since = Instant::now();
        let mut questions = 0;
        while since.elapsed() < Duration::from_secs(6) {
            let said = place.run(["ask", "--json", "who dredged the harbour"]);
            if said.code != Some(0) || !said.out.contains("\"outcome\":\"answered\"") {
                done.store(true, Ordering::Relaxed);
                panic!("{}", said.transcript());
            }
            questions += 1;
        }
        done.store(true, Ordering::Relaxed);
        let times: Vec<i32> = writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect();
        eprintln!("{questions} questions, while {times:?} writers ran");
    });
    place.run(["ingest", "tram.md"]).done();
    place.run(["doctor"]).done();
}

#[test]
fn who_waits_is_told_for_whom() {
    let place = Place::with_reports();
    let lock = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(place.index().join(".lock"))
        .unwrap();
    lock.lock().unwrap();
    std::fs::write(place.index().join(".lock"), "process 4711").unwrap();
    let mut child = place
        .command(["remove", "tram"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let asked = place.run(["ask", "harbour"]);
    asked.done();
    std::thread::sleep(Duration::from_millis(500));
    assert!(child.try_wait().unwrap().is_none(), "it waits");
    lock.unlock().unwrap();
    assert!(wait(&mut child, "remove").success());
}
