//! Any text is a question: it is read, analysed in every language, and answered from the samples, without a panic and
//! without a quotation that its receipt does not bear out.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pincite::answer::{MAX_QUESTION_CHARS, Options, Question, answer};
use pincite::index::analyzer::Analyzer;
use pincite::library::{Shelf, sample_readings, samples};
use pincite::report::{Check, Language, Reading};
use pincite::store::Edition;

static SAMPLES: LazyLock<(Shelf, Vec<(Edition, Reading)>)> =
    LazyLock::new(|| (samples(), sample_readings().collect()));

fuzz_target!(|text: &str| {
    let question = Question::parse(text);
    assert!(question.text.chars().count() <= MAX_QUESTION_CHARS);
    for language in Language::ALL {
        for token in Analyzer::new(*language).tokens(text) {
            assert!(!token.term.is_empty());
            assert!(text.get(token.range).is_some_and(|word| !word.is_empty()));
        }
    }
    let (shelf, readings) = &*SAMPLES;
    let options = Options::default();
    let answer = answer(shelf, text, &options).expect("the index in memory is whole");
    assert!(answer.excerpts.len() <= options.limit);
    for excerpt in &answer.excerpts {
        let stored = readings
            .iter()
            .find(|(edition, _)| edition.prefix() == excerpt.receipt.edition)
            .and_then(|(_, reading)| excerpt.receipt.read(reading));
        assert_eq!(stored.as_ref(), Some(&excerpt.text));
        assert_eq!(Check::of(&excerpt.text), excerpt.receipt.check);
        assert!(excerpt.text.chars().count() <= options.excerpt_chars);
        for (start, end) in &excerpt.highlights {
            assert!(excerpt.text.get(*start..*end).is_some_and(|word| !word.is_empty()));
        }
    }
});
