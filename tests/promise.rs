//! Every quoted character stands in the stored reading at the cited place.

use std::sync::Arc;

use pincite::answer::{Excerpt, Options, answer};
use pincite::index::{Batch, Index};
use pincite::ingest::passages::passages;
use pincite::library::{Scope, Shelf};
use pincite::report::{
    Block, BlockKind, Check, Extractor, Language, Metadata, PageNumber, Passage, Reading, Receipt,
    Report, Source, Unit,
};
use pincite::store::{Catalogue, Edition, State};
use proptest::prelude::*;

const MOST_CHARS: usize = 700;

fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "harbour",
        "bridge",
        "dredged",
        "Petrova",
        "2014",
        "3,814",
        "U.S.",
        "re-election",
        "naïve",
        "été",
        "“quoted”",
        "was",
        "the",
        "of",
        "No.",
        "中国选举",
        "Москва",
        "e\u{301}clair",
        "ﬁnding",
        "🏴‍☠️",
        "İzmir",
        "ß",
        "l'eau",
        "x\u{200d}y",
        "תל",
        "\u{202e}evil",
        "(S//NF)",
        "[1]",
        "…",
        "ভাষা",
    ]);
    prop_oneof![12 => known.prop_map(str::to_owned), 1 => "\\PC{1,12}", 1 => "[a-z]{90,120}"]
}

fn sentence() -> impl Strategy<Value = String> {
    let words = prop_oneof![9 => prop::collection::vec(word(), 1..14), 1 => prop::collection::vec(word(), 60..200)];
    (
        words,
        prop::sample::select(vec![".", "?", "!", "", " .", "。", ".”"]),
    )
        .prop_map(|(words, end)| words.join(" ") + end)
}

fn block() -> impl Strategy<Value = (BlockKind, String)> {
    let kind = prop::sample::select(vec![
        BlockKind::Heading(1),
        BlockKind::Paragraph,
        BlockKind::Paragraph,
        BlockKind::Paragraph,
        BlockKind::ListItem,
        BlockKind::TableRow,
        BlockKind::Directory,
    ]);
    (kind, prop::collection::vec(sentence(), 1..4))
        .prop_map(|(kind, sentences)| (kind, sentences.join(" ")))
}

fn unit() -> impl Strategy<Value = Unit> {
    (
        prop::collection::vec(block(), 0..5),
        prop::option::of(sentence()),
    )
        .prop_map(|(blocks, note)| {
            let mut unit = Unit::default();
            let push = |unit: &mut Unit, kind, text: &str| {
                let text = text.trim();
                if text.is_empty() {
                    return;
                }
                if !unit.text.is_empty() {
                    unit.text.push_str("\n\n");
                }
                let start = unit.text.len();
                unit.text.push_str(text);
                let end = unit.text.len();
                unit.blocks.push(Block { start, end, kind });
            };
            for (kind, text) in &blocks {
                push(&mut unit, *kind, text);
            }
            unit.flow_end = unit.text.len();
            if let Some(note) = &note {
                push(&mut unit, BlockKind::Note, note);
            }
            unit
        })
}

fn reading() -> impl Strategy<Value = Reading> {
    let paged = prop::collection::vec(unit(), 1..4).prop_map(|mut units| {
        for (n, unit) in units.iter_mut().enumerate() {
            unit.page = PageNumber::new(n as u32 + 1);
        }
        units
    });
    prop_oneof![3 => paged, 1 => unit().prop_map(|unit| vec![unit])].prop_map(|units| Reading {
        extractor: Extractor::Pdf,
        version: 1,
        metadata: Metadata::default(),
        units,
    })
}

fn shelf(reading: &Reading, language: Language) -> (Shelf, Vec<Passage>, Edition) {
    let passages = passages(reading);
    let edition = Edition {
        number: 1,
        report: Report {
            id: "r".into(),
            title: "R".into(),
            ..Report::default()
        },
        scope: None,
        sha256: [7; 32],
        part: 0,
        extractor: reading.extractor,
        version: reading.version,
        language,
        pages: reading.units.len() as u32,
        passages: passages.len() as u32,
        state: State::Ready,
    };
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer().unwrap();
    writer
        .add(&Batch {
            edition: 1,
            language,
            names: "R",
            passages: &passages,
        })
        .unwrap();
    writer.commit(1).unwrap();
    let catalogue = Catalogue {
        generation: 1,
        editions: vec![edition.clone()],
        ..Catalogue::default()
    };
    let shelf = Shelf::new(
        Arc::new(index.searcher().unwrap()),
        &catalogue,
        &Scope::Everything,
    );
    (shelf, passages, edition)
}

/// The receipts of every run of whole sentences, with how many sentences each covers.
fn whole(passages: &[Passage], edition: &Edition) -> Vec<(Receipt, usize)> {
    let source = Source {
        extractor: edition.extractor,
        version: edition.version,
        edition: edition.prefix(),
    };
    let mut receipts = Vec::new();
    for passage in passages {
        for first in 0..passage.sentences.len() {
            for last in first..passage.sentences.len() {
                let range =
                    passage.sentences[first].range().start..passage.sentences[last].range().end;
                receipts.extend(
                    passage
                        .receipt(&range, source)
                        .map(|receipt| (receipt, last - first + 1)),
                );
            }
        }
    }
    receipts
}

fn check(
    excerpt: &Excerpt,
    reading: &Reading,
    passages: &[Passage],
    edition: &Edition,
) -> Result<(), TestCaseError> {
    let (receipt, text) = (excerpt.receipt, &excerpt.text);
    prop_assert_eq!(receipt.read(reading), Some(text.clone()));
    prop_assert_eq!(Check::of(text), receipt.check);
    let written = receipt.to_string();
    prop_assert!(written.len() <= 32);
    prop_assert_eq!(written.parse(), Ok(receipt));
    prop_assert_eq!(receipt.page, excerpt.locator.page);
    let chars = text.chars().count();
    prop_assert!(chars <= MOST_CHARS, "{} characters", chars);
    prop_assert!(!text.trim().is_empty());
    let mut end = 0;
    for (start, stop) in &excerpt.highlights {
        prop_assert!(end <= *start && start < stop, "{:?}", excerpt.highlights);
        prop_assert!(
            text.get(*start..*stop).is_some(),
            "{:?} in {:?}",
            (start, stop),
            text
        );
        end = *stop;
    }
    let covers = whole(passages, edition)
        .into_iter()
        .find(|(known, _)| *known == receipt)
        .map(|(_, sentences)| sentences);
    let long = |sentence: &pincite::report::Sentence, passage: &Passage| {
        let whole = &passage.text[sentence.range()];
        whole.chars().count() > MOST_CHARS && whole.contains(text.as_str())
    };
    if covers.is_none() {
        let part = passages.iter().any(|passage| {
            passage
                .sentences
                .iter()
                .any(|sentence| long(sentence, passage))
        });
        prop_assert!(
            part,
            "neither whole sentences nor a part of a very long one: {:?}",
            text
        );
    }
    if excerpt.locator.page_end.is_some() {
        prop_assert!(receipt.crosses);
        prop_assert!(
            covers.is_none_or(|sentences| sentences == 1),
            "several sentences over a page break: {:?}",
            text
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_excerpt_is_what_its_receipt_says(
        reading in reading(),
        asked in prop::collection::vec(prop_oneof![4 => word(), 1 => "\\PC{0,20}"], 1..8),
        language in prop::sample::select(vec![Language::English, Language::Russian, Language::Turkish, Language::Other]),
    ) {
        let (shelf, passages, edition) = shelf(&reading, language);
        let options = Options { limit: 20, excerpt_chars: MOST_CHARS, ..Options::default() };
        let answer = answer(&shelf, &asked.join(" "), &options).unwrap();
        for excerpt in &answer.excerpts {
            check(excerpt, &reading, &passages, &edition)?;
        }
    }

    #[test]
    fn a_reading_is_cut_into_passages_without_loss(reading in reading()) {
        let passages = passages(&reading);
        let squeeze = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
        let mut read: Vec<char> = reading.units.iter().flat_map(|unit| squeeze(&unit.text).chars().collect::<Vec<_>>()).collect();
        let mut cut: Vec<char> = passages.iter().flat_map(|passage| squeeze(&passage.text).chars().collect::<Vec<_>>()).collect();
        // Notes stand between the halves of a paragraph that crosses a page break: compare without the order.
        read.sort_unstable();
        cut.sort_unstable();
        prop_assert_eq!(read, cut);
        for passage in &passages {
            let mut end = 0;
            for sentence in &passage.sentences {
                prop_assert!(sentence.start >= end && passage.text.get(sentence.range()).is_some());
                end = sentence.end;
            }
        }
    }
}
