//! How well it checks, in figures. Those that need the shared reports are skipped, and say so, where they are not there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pincite::check::{Label, compare};
use pincite::report::Language;
use serde_json::Value;

use crate::harness::{Place, shared};

/// The least share of given labels that are right, for each kind.
const PRECISION: f64 = 0.95;

fn kind(label: &Label) -> &'static str {
    match label {
        Label::NumberDiffers { .. } => "number",
        Label::DateDiffers { .. } => "date",
        Label::Negated { .. } => "negated",
        Label::Hedged(_) => "hedged",
        Label::ClaimHedged(_) => "claim_hedged",
    }
}

#[test]
fn labels_are_those_that_a_person_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/claim-passage.tsv");
    let pairs = std::fs::read_to_string(path).unwrap();
    // Per kind: rightly given, given, to be given.
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut total = 0;
    for line in pairs.lines().filter(|line| !line.starts_with('#')) {
        let [labels, claim, passage] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {line}");
        };
        total += 1;
        let right: Vec<&str> = labels.split(',').filter(|label| *label != "-").collect();
        let given = compare(claim, passage, Language::English).labels;
        let given: Vec<&str> = given.iter().map(kind).collect();
        for kind in &right {
            counts.entry(kind).or_default()[2] += 1;
            if !given.contains(kind) {
                println!("missed {kind}: {claim} / {passage}");
            }
        }
        for kind in &given {
            let count = counts.entry(kind).or_default();
            count[1] += 1;
            count[0] += usize::from(right.contains(kind));
            if !right.contains(kind) {
                println!("wrong {kind}: {claim} / {passage}");
            }
        }
    }
    assert!(total >= 150, "{total} pairs");
    for (kind, [hits, given, wanted]) in counts {
        let (precision, recall) = (hits as f64 / given as f64, hits as f64 / wanted as f64);
        println!(
            "{kind}: precision {precision:.3} of {given} given, recall {recall:.3} of {wanted}"
        );
        assert!(precision >= PRECISION, "{kind}: precision {precision:.3}");
        assert!(recall >= 0.6, "{kind}: recall {recall:.3}");
    }
}

/// A library of the shared reports; none where they are not there.
fn reports() -> Option<(Place, PathBuf)> {
    let shared = shared("reports")?;
    let place = Place::new();
    // One by one, because a command that takes too long is taken to hang. One of the files cannot be read, on purpose.
    for entry in std::fs::read_dir(shared.join("files")).unwrap() {
        place.run(["ingest".as_ref(), entry.unwrap().path().as_os_str()]);
    }
    Some((place, shared))
}

/// `SplitMix64`: small, seeded, the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

#[test]
#[ignore = "minutes: it reads all shared reports; run it with --release"]
fn the_shared_reports_are_checked_well_enough() {
    let Some((place, shared)) = reports() else {
        return;
    };
    claims_find_their_pages(&place, &shared);
    quotations_are_told_apart(&place);
}

/// Of the answerable claims, those with a gold page among the first three passages of any of their sentences.
fn claims_find_their_pages(place: &Place, shared: &Path) {
    let gold = std::fs::read_to_string(shared.join("gold-dev.jsonl")).unwrap();
    let known: Vec<Value> =
        serde_json::from_slice(&std::fs::read(shared.join("reports.json")).unwrap()).unwrap();
    let (mut hits, mut total) = (0, 0);
    for item in gold
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
    {
        if item["kind"] != "claim" || item["answerable"] != true {
            continue;
        }
        let checked = place.json(["check", "--json", "--", item["text"].as_str().unwrap()]);
        let claims = checked["claims"].as_array().unwrap();
        let first = claims
            .iter()
            .flat_map(|claim| claim["evidence"].as_array().unwrap().iter().take(3));
        let hit = first.into_iter().any(|excerpt| {
            item["gold"]
                .as_array()
                .unwrap()
                .iter()
                .any(|gold| is_gold(excerpt, gold, &known))
        });
        total += 1;
        hits += usize::from(hit);
        if !hit {
            println!("missed {}: {}", item["id"], item["text"]);
        }
    }
    println!("claims: page hit@3 {hits} of {total}");
    assert!(total == 17 && hits >= 15, "{hits} of {total}");
}

/// Right report, and on a gold page or with the gold words.
fn is_gold(excerpt: &Value, gold: &Value, known: &[Value]) -> bool {
    let report = known.iter().find(|report| report["id"] == gold["report"]);
    let Some(report) = report else { return false };
    let file = Path::new(report["file"].as_str().unwrap())
        .file_name()
        .unwrap();
    if excerpt["report"]["file"].as_str().map(std::ffi::OsStr::new) != Some(file) {
        return false;
    }
    let paged = matches!(report["fmt"].as_str(), Some("pdf" | "scan"));
    let on_page = gold["pages"].as_array().is_some_and(|pages| {
        pages
            .iter()
            .any(|page| *page == excerpt["page"] || *page == excerpt["page_end"])
    });
    plain(excerpt["text"].as_str().unwrap()).contains(&plain(gold["snippet"].as_str().unwrap()))
        || paged && on_page
}

/// Letters and digits of a text, so that marks and spaces do not count.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What was done to a quotation.
#[derive(Debug, PartialEq)]
enum Done {
    Nothing,
    Dropped(String),
    Added(String),
    Replaced(String, String),
    Joined(String),
}

/// 100 sentences as they stand, 100 with 1 to 4 words dropped, added, replaced or joined over, and 100 that are not there.
fn quotations_are_told_apart(place: &Place) {
    let mut random = Random(7);
    let sentences = sentences(place, &mut random);
    let (mut exact, mut altered, mut diffed, mut alarms) = (0, 0, 0, 0);
    for words in sentences.iter().take(100) {
        let (result, diff) = checked(place, &words.join(" "));
        exact += usize::from(result == "exact");
        if result != "exact" {
            println!("exact one is {result}: {} {diff}", words.join(" "));
        }
    }
    for words in sentences.iter().skip(100).take(100) {
        let (quotation, done) = alter(words, &mut random);
        let (result, diff) = checked(place, &quotation);
        let right = told(&diff, &done);
        altered += usize::from(result == "altered");
        diffed += usize::from(result == "altered" && right);
        if result != "altered" || !right {
            println!("altered one is {result}: {quotation} {done:?} {diff}");
        }
    }
    for words in sentences.iter().skip(200).take(100) {
        let quotation = elsewhere(words, &sentences, &mut random);
        let (result, diff) = checked(place, &quotation);
        alarms += usize::from(result != "not_found");
        if result != "not_found" {
            println!("foreign one is {result}: {quotation} {diff}");
        }
    }
    println!(
        "quotations: {exact} of 100 exact, {altered} of 100 altered ({diffed} diffed rightly), {alarms} of 100 false alarms"
    );
    assert!(exact >= 98 && diffed >= 95 && alarms <= 2);
}

fn checked(place: &Place, quotation: &str) -> (String, Value) {
    let text = format!("“{quotation}”");
    let mut checked = place.json(["check", "--json", "--", &text]);
    let found = checked["quotations"][0].take();
    (
        found["result"].as_str().unwrap_or("none").to_owned(),
        found["diff"].clone(),
    )
}

/// 300 sentences of 10 to 40 words from all over the reports, as words.
fn sentences(place: &Place, random: &mut Random) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(place.index().join("reading"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let parts: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        for unit in parts
            .iter()
            .flat_map(|part| part["reading"]["units"].as_array().unwrap())
        {
            let text = unit["text"].as_str().unwrap();
            for block in unit["blocks"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|block| block["kind"] == "paragraph")
            {
                let range = block["start"].as_u64().unwrap() as usize
                    ..block["end"].as_u64().unwrap() as usize;
                for range in pincite::ingest::sentences::sentences(&text[range.clone()])
                    .into_iter()
                    .map(|r| range.start + r.start..range.start + r.end)
                {
                    let words: Vec<String> =
                        text[range].split_whitespace().map(str::to_owned).collect();
                    let plain = words.iter().all(|word| {
                        word.chars().any(char::is_alphanumeric)
                            && !word.contains([
                                '“', '”', '"', '«', '»', '…', '[', '‘', '„', '.', '—', '–', '/',
                            ])
                            || Some(word) == words.last()
                    });
                    if (10..=40).contains(&words.len()) && plain {
                        all.push(words);
                    }
                }
            }
        }
    }
    (0..300)
        .map(|_| all.swap_remove(random.below(all.len())))
        .collect()
}

/// Words that no report of the shared ones has.
const FOREIGN: [&str; 12] = [
    "zebra",
    "marmalade",
    "xylophone",
    "gondola",
    "trombone",
    "walrus",
    "porcupine",
    "saffron",
    "harpsichord",
    "meringue",
    "tapioca",
    "umbrage",
];

/// Changes 1 to 4 words inside a sentence.
fn alter(words: &[String], random: &mut Random) -> (String, Done) {
    let count = 1 + random.below(4);
    let at = 2 + random.below(words.len() - count - 4);
    let (head, rest) = words.split_at(at);
    let (middle, tail) = rest.split_at(count);
    let put: Vec<String> = (0..count)
        .map(|_| FOREIGN[random.below(FOREIGN.len())].to_owned())
        .collect();
    let (shown, done) = match random.below(4) {
        0 => (Vec::new(), Done::Dropped(middle.join(" "))),
        1 => (
            put.iter().chain(middle).cloned().collect(),
            Done::Added(put.join(" ")),
        ),
        2 => (put.clone(), Done::Replaced(put.join(" "), middle.join(" "))),
        _ => (vec!["…".to_owned()], Done::Joined(middle.join(" "))),
    };
    ([head, &shown, tail].concat().join(" "), done)
}

/// Whether the only change told is the one that was done.
fn told(diff: &Value, done: &Done) -> bool {
    let Some([change]) = diff.as_array().map(Vec::as_slice) else {
        return *done == Done::Nothing;
    };
    let is = |kind: &str| change["change"] == kind;
    let has = |field: &str, words: &str| {
        plain(change[field].as_str().unwrap_or_default()) == plain(words)
    };
    match done {
        Done::Nothing => false,
        Done::Dropped(words) => is("left_out") && has("report", words),
        Done::Added(words) => is("added") && has("quotation", words),
        Done::Replaced(put, words) => {
            is("replaced") && has("quotation", put) && has("report", words)
        }
        Done::Joined(words) => is("joined") && has("report", words),
    }
}

/// A sentence of the same length that is in no report: every word is from another sentence.
fn elsewhere(words: &[String], all: &[Vec<String>], random: &mut Random) -> String {
    let one = |_| {
        let sentence = &all[random.below(all.len())];
        sentence[random.below(sentence.len())]
            .trim_end_matches(['.', ',', ';', ':'])
            .to_owned()
    };
    (0..words.len()).map(one).collect::<Vec<String>>().join(" ")
}
