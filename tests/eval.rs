//! `pincite eval`, as it is typed.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

/// Pages end at a form feed.
const HARBOUR: &str = "THE HARBOUR INQUIRY

1. The dredging

The harbour of Ostrel was dredged in 1931 by the engineer Mavra Lind. Forty barges carried the mud to sea, and the work took nine months.
\u{c}2. The cost

The port board paid 88,000 crowns for the dredging of the harbour. The town of Ostrel paid nothing, and the mayor said so twice.
";

struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

fn pincite(folder: &Path, arguments: &[&str]) -> Said {
    let output = assert_cmd::cargo::cargo_bin_cmd!("pincite")
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("PINCITE_INDEX", "index")
        .output()
        .unwrap();
    Said {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}

fn json(folder: &Path, path: &Path) -> Value {
    let said = pincite(folder, &["eval", "--json", path.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

fn tiny_set() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/beir-tiny")
}

#[track_caller]
fn assert_near(figures: &Value, name: &str, expected: f64) {
    let found = figures[name].as_f64().unwrap();
    assert!(
        (found - expected).abs() < 1e-9,
        "{name}: {found}, not {expected}"
    );
}

#[test]
fn a_retrieval_set_is_measured() {
    let folder = TempDir::new().unwrap();
    let figures = json(folder.path(), &tiny_set());
    assert_eq!(figures["set"], "beir-tiny");
    // Neither the unjudged query nor the one without a relevant document counts.
    assert_eq!(figures["queries"], 4);
    // q1 finds both in order; q2 finds its document second, q3 one of two first, q4 nothing.
    let second = 1.0 / 3.0_f64.log2();
    assert_near(
        &figures,
        "ndcg@10",
        (1.0 + second + 1.0 / (1.0 + second)) / 4.0,
    );
    assert_near(&figures, "mrr@10", (1.0 + 0.5 + 1.0) / 4.0);
    assert_near(&figures, "recall@1", (0.5 + 0.5) / 4.0);
    for depth in ["recall@5", "recall@10", "recall@100"] {
        assert_near(&figures, depth, (1.0 + 1.0 + 0.5) / 4.0);
    }
    let (median, p99) = (figures["median_ms"].as_f64(), figures["p99_ms"].as_f64());
    assert!(median > Some(0.0) && median <= p99, "{figures}");
    assert!(
        !folder.path().join("index").exists(),
        "measuring keeps nothing"
    );
}

#[test]
fn a_retrieval_set_reads_as_a_table() {
    let folder = TempDir::new().unwrap();
    let said = pincite(folder.path(), &["eval", tiny_set().to_str().unwrap()]);
    let (table, times) = said.out.split_at(said.out.find("  median").unwrap());
    assert_eq!(
        table,
        "beir-tiny: 4 queries
  nDCG@10     0.5610
  MRR@10      0.6250
  recall@1    0.2500
  recall@5    0.6250
  recall@10   0.6250
  recall@100  0.6250
"
    );
    assert!(times.contains(" ms, 99 % within "), "{times}");
}

#[test]
fn a_set_that_cannot_be_measured_says_why() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let told = || {
        let said = pincite(folder.path(), &["eval", "set"]);
        assert_eq!((said.code, said.out.as_str()), (Some(3), ""));
        said.err
    };
    assert_eq!(pincite(folder.path(), &["eval", "set"]).code, Some(2));
    write(
        "set/corpus.jsonl",
        "{\"_id\": \"a\", \"text\": \"one\"}\n\n{\"_id\": \"a\"}\n",
    );
    assert!(told().contains("set/corpus.jsonl, line 3: missing field `text`"));
    write(
        "set/corpus.jsonl",
        "{\"_id\": \"a\", \"text\": \"one\"}\n{\"_id\": \"a\", \"text\": \"two\"}\n",
    );
    assert!(told().contains("two documents have the _id \"a\""));
    write("set/corpus.jsonl", "{\"_id\": \"a\", \"text\": \"one\"}\n");
    write("set/queries.jsonl", "{\"_id\": \"q\", \"text\": \"one\"}\n");
    write("set/qrels/dev.tsv", "query-id\tcorpus-id\tscore\nq\ta\n");
    assert!(told().contains("set/qrels/dev.tsv, line 2: not a query's id"));
    write("set/qrels/dev.tsv", "query-id\tcorpus-id\tscore\nr\ta\t1\n");
    assert!(told().contains("has no query \"r\""));
    write("set/qrels/test.tsv", "");
    assert!(told().contains("set/qrels: holds 2 files, and one is expected"));
}

/// A library of one report of two pages, and a gold file over it.
fn asked(gold: &[Value], reports: Option<Value>) -> Value {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("harbour.txt"), HARBOUR).unwrap();
    let said = pincite(folder.path(), &["ingest", "harbour.txt"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let lines: Vec<String> = gold.iter().map(Value::to_string).collect();
    std::fs::write(at("gold.jsonl"), lines.join("\n")).unwrap();
    if let Some(reports) = reports {
        std::fs::write(at("reports.json"), reports.to_string()).unwrap();
    }
    json(folder.path(), &at("gold.jsonl"))
}

fn item(kind: &str, text: &str, gold: &Value) -> Value {
    let answerable = *gold != serde_json::json!([]);
    serde_json::json!({"id": text, "kind": kind, "text": text, "lang": "en", "answerable": answerable, "gold": gold})
}

#[test]
fn a_gold_file_is_asked_item_by_item() {
    let place = |page: u32, snippet: &str| serde_json::json!({"report": "harbour", "pages": [page], "snippet": snippet});
    let mut both = item(
        "question",
        "what did the dredging of the harbour of Ostrel cost, and who was the engineer?",
        &serde_json::json!([
            place(1, "the engineer Mavra Lind"),
            place(2, "88,000 crowns")
        ]),
    );
    both["need"] = "all".into();
    let figures = asked(
        &[
            // Hyphens, case and the form of quotation marks do not count.
            item(
                "question",
                "when was the harbour dredged?",
                &serde_json::json!([place(1, "DREDGED in 19-\n31")]),
            ),
            item(
                "claim",
                "the port board paid for the dredging",
                &serde_json::json!([place(2, "words that stand nowhere")]),
            ),
            both,
            item(
                "question",
                "who invented the zeppelin?",
                &serde_json::json!([]),
            ),
        ],
        None,
    );
    assert_eq!(figures["set"], "gold");
    let groups = &figures["groups"];
    assert_eq!(groups["all"]["n"], 3);
    assert_near(&groups["question"]["quote"], "hit@1", 0.5);
    assert_near(&groups["question"]["quote"], "hit@3", 1.0);
    assert_near(&groups["several"]["quote"], "mrr", 0.5);
    assert_near(&groups["claim"]["page"], "hit@1", 1.0);
    assert_near(&groups["claim"]["quote"], "hit@5", 0.0);
    assert_near(&groups["lang:en"], "refused", 0.0);
    assert_eq!(
        figures["unanswerable"],
        serde_json::json!({"n": 1, "nothing": 1, "nothing_or_weak": 1})
    );
}

#[test]
fn reports_beside_a_gold_file_name_its_reports() {
    let gold = item(
        "question",
        "when was the harbour dredged?",
        &serde_json::json!([{"report": "inquiry", "pages": [1], "snippet": "words that stand nowhere"}]),
    );
    let page = |figures: &Value| figures["groups"]["all"]["page"]["hit@1"].as_f64();
    let reports = |format: &str| serde_json::json!([{"id": "inquiry", "file": "texts/harbour.txt", "fmt": format}]);
    assert_eq!(page(&asked(std::slice::from_ref(&gold), None)), Some(0.0));
    assert_eq!(
        page(&asked(std::slice::from_ref(&gold), Some(reports("pdf")))),
        Some(1.0)
    );
    // A report without physical pages has no page to hit.
    assert_eq!(page(&asked(&[gold], Some(reports("html")))), Some(0.0));
}
