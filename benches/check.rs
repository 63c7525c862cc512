//! How long it takes to check a message of 2,000 characters over 100,000 passages. See README.md here.

#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test or a bench may stop at once, and nothing is exported"
)]

use std::hint::black_box;
use std::time::Instant;

use pincite::check::{Options, check};

#[path = "corpus/mod.rs"]
#[allow(dead_code, reason = "the questions are for the other benches")]
mod corpus;

use corpus::{Corpus, PASSAGES, REPORTS, Random};

const MESSAGES: usize = 100;
const CHARS: usize = 2_000;

fn main() {
    let corpus = Corpus::new();
    let folder = corpus::stored(&corpus);
    let shelf = corpus.shelf(folder.path());
    let messages = messages(&corpus);
    let mut found = [0, 0];
    let mut times = Vec::new();
    for message in messages.iter().chain(&messages) {
        let since = Instant::now();
        let checked = black_box(check(&shelf, message, &Options::default()).unwrap());
        times.push(since.elapsed().as_secs_f64() * 1e3);
        found = [
            found[0] + checked.claims.len(),
            found[1] + checked.quotations.len(),
        ];
    }
    // The first round warms up.
    let mut times = times.split_off(MESSAGES);
    times.sort_by(f64::total_cmp);
    println!(
        "{} passages, {MESSAGES} messages of {CHARS} characters with {:.1} claims and {:.1} quotations each",
        shelf.passages(),
        found[0] as f64 / (2 * MESSAGES) as f64,
        found[1] as f64 / (2 * MESSAGES) as f64
    );
    println!(
        "check: median {:.1} ms, 99 % within {:.1} ms",
        times[MESSAGES / 2],
        times[MESSAGES * 99 / 100]
    );
}

/// Sentences of made-up passages, each with a number; every fourth in quotation marks, and one word of each of those other.
fn messages(corpus: &Corpus) -> Vec<String> {
    let mut random = Random::new(5);
    let message = |_| {
        let mut text = String::new();
        while text.len() < CHARS {
            let number = random.below((REPORTS * PASSAGES) as usize) as u64;
            let passage = corpus.passage(number);
            let sentence = &passage.sentences[random.below(passage.sentences.len())];
            let words = &passage.text[sentence.range()];
            match random.below(4) {
                0 => text.push_str(&format!("“{}” ", words.replacen(' ', " other ", 1))),
                _ => text.push_str(&format!("{} {words} ", 10 + random.below(90))),
            }
        }
        text.truncate(text.floor_char_boundary(CHARS));
        text
    };
    (0..MESSAGES).map(message).collect()
}
