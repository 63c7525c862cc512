//! How fast a reading becomes searchable: split into passages, analysed, indexed, committed to disk. See README.md here.

#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test or a bench may stop at once, and nothing is exported"
)]

use criterion::{BatchSize, Criterion, Throughput};
use pincite::index::{Batch, Index};
use pincite::ingest::passages::passages;
use pincite::report::{
    Block, BlockKind, Extractor, Language, Metadata, PageNumber, Passage, Reading, Unit,
};

#[path = "corpus/mod.rs"]
#[allow(dead_code, reason = "the other bench uses the rest")]
mod corpus;

use corpus::Corpus;

const PAGES: u32 = 300;
const PARAGRAPHS: u64 = 3;

fn main() {
    let reading = reading(&Corpus::new());
    let split = passages(&reading);
    println!("one report: {PAGES} pages, {} passages", split.len());
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let mut group = criterion.benchmark_group("passages");
    group.throughput(Throughput::Elements(split.len() as u64));
    group.bench_function("split", |b| b.iter(|| passages(&reading)));
    group.bench_function("split and indexed", |b| {
        let empty = || {
            let folder = tempfile::tempdir().unwrap();
            let index = Index::create(folder.path()).unwrap();
            (folder, index)
        };
        b.iter_batched_ref(
            empty,
            |(_, index)| add(index, &passages(&reading)),
            BatchSize::PerIteration,
        )
    });
    group.finish();
    criterion.final_summary();
}

fn add(index: &Index, passages: &[Passage]) {
    let mut writer = index.writer().unwrap();
    writer
        .add(&Batch {
            edition: 0,
            language: Language::English,
            names: "a made-up report",
            passages,
        })
        .unwrap();
    writer.commit(1).unwrap();
}

/// A report of paragraphs, three to a page.
fn reading(corpus: &Corpus) -> Reading {
    let units = (0..PAGES).map(|page| {
        let mut unit = Unit {
            page: PageNumber::new(page + 1),
            ..Unit::default()
        };
        for n in 0..PARAGRAPHS {
            if n > 0 {
                unit.text.push_str("\n\n");
            }
            let start = unit.text.len();
            unit.text
                .push_str(&corpus.passage(u64::from(page) * PARAGRAPHS + n).text);
            unit.blocks.push(Block {
                start,
                end: unit.text.len(),
                kind: BlockKind::Paragraph,
            });
        }
        unit.flow_end = unit.text.len();
        unit
    });
    Reading {
        extractor: Extractor::Pdf,
        version: 1,
        metadata: Metadata::default(),
        units: units.collect(),
    }
}
