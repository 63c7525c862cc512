//! Numbers as people write them: in digits, in words, with a scale.

use crate::index::analyzer::Word;
use crate::report::fold;

/// Reads a number with its scales, and says which word comes after it.
pub(super) fn number_at(text: &str, all: &[Word], at: usize) -> Option<(f64, usize)> {
    let typed = fold(&all[at].normal);
    if typed == "half" {
        // "half a million", "half of the votes": only the first is a number.
        let scale = all.get(at + 2).and_then(|word| scale(&word.normal));
        let next = all.get(at + 1).is_some_and(|word| word.normal == "a");
        return scale.filter(|_| next).map(|scale| (0.5 * scale, at + 3));
    }
    let (mut value, mut next) = match plain(&typed) {
        Some(value) => (value, at + 1),
        None => (number_word(&typed)?, at + 1),
    };
    if let Some(word) = all.get(next).filter(|word| {
        text[all[next - 1].range.end..word.range.start]
            .trim_matches('-')
            .trim()
            .is_empty()
    }) {
        let tens = (20.0..100.0).contains(&value) && value % 10.0 == 0.0 && plain(&typed).is_none();
        if let Some(ones) = ones(&word.normal).filter(|ones| tens && *ones < 10.0) {
            value += ones;
            next += 1;
        }
    }
    while let Some(scale) = all.get(next).and_then(|word| scale(&fold(&word.normal))) {
        if !text[all[next - 1].range.end..all[next].range.start]
            .trim_matches('-')
            .trim()
            .is_empty()
        {
            break;
        }
        value *= scale;
        next += 1;
    }
    Some((value, next))
}

/// The second word of "twenty-one".
fn ones(word: &str) -> Option<f64> {
    if word == "one" {
        Some(1.0)
    } else {
        number_word(word)
    }
}

/// A number in digits, with a letter for its scale: `3814`, `12.6`, `12m`, `400k`.
pub(super) fn plain(typed: &str) -> Option<f64> {
    if !typed.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = typed.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let scale = match &typed[digits.len()..] {
        "" => 1.0,
        "k" => 1e3,
        "m" | "mn" | "mil" | "mio" => 1e6,
        "bn" | "b" => 1e9,
        _ => return None,
    };
    digits.parse::<f64>().ok().map(|value| value * scale)
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" | "mille" | "mil" | "tausend" => 1e3,
        "million" | "millions" | "millon" | "millones" | "millionen" => 1e6,
        "billion" | "billions" | "milliard" | "milliards" | "milliarden" => 1e9,
        "trillion" | "trillions" => 1e12,
        "dozen" => 12.0,
        _ => return None,
    })
}

/// Whether a lower-case word is a number.
pub(in super::super) fn is_number_word(word: &str) -> bool {
    number_word(word).is_some() || scale(word).is_some()
}

fn number_word(word: &str) -> Option<f64> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const TENS: [&str; 7] = [
        "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    // "one" is as often a pronoun, and "zero" a figure of speech.
    if let Some(value) = WORDS
        .iter()
        .position(|known| *known == word)
        .filter(|value| *value > 1)
    {
        return Some(value as f64);
    }
    TENS.iter()
        .position(|known| *known == word)
        .map(|at| 30.0 + 10.0 * at as f64)
}
