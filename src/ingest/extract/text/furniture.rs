//! Running headers and footers, known by their repetition, and the page labels printed in them.

use std::collections::{HashMap, HashSet};

use super::layout::Line;

/// Lines at the top, and at the bottom, of a page that may be furniture.
const ZONE: usize = 3;

/// Pages on which a line must stand to be furniture.
const REPEATED: usize = 3;

/// What was taken from a page.
#[derive(Debug, Default)]
pub(super) struct Furniture {
    /// The lines.
    pub lines: Vec<String>,
    /// The page's printed label.
    pub label: Option<String>,
}

/// Takes running headers and footers out of the pages.
pub(super) fn take_from_pages(pages: &mut [Vec<Line>]) -> Vec<Furniture> {
    let repeated = repeated_keys(pages);
    let mut furniture: Vec<Furniture> =
        pages.iter_mut().map(|page| take(page, &repeated)).collect();
    set_labels(&mut furniture);
    furniture
}

/// Takes out running headers of a text whose page breaks are lost ("Page 12  Title", "486 NOTES TO CHAPTER 4"): lines
/// that come again and again with a growing number. No page is known by them: they stood at the top or the bottom.
pub(super) fn take_from_one(page: &mut Vec<Line>) -> Vec<Furniture> {
    let mut numbers: HashMap<Vec<String>, Vec<u32>> = HashMap::new();
    for line in page.iter() {
        if let Some(number) = running_number(line.text) {
            numbers.entry(bag(line.text)).or_default().push(number);
        }
    }
    numbers.retain(|_, numbers| numbers.len() >= REPEATED && numbers.is_sorted_by(|a, b| a < b));
    let mut furniture = Furniture::default();
    page.retain(|line| {
        let goes = running_number(line.text).is_some() && numbers.contains_key(&bag(line.text));
        if goes {
            furniture.lines.push(line.text.to_owned());
        }
        !goes
    });
    vec![furniture]
}

/// The page number that a line may carry in a running header: "Page 12 …", "… Page 12", "12 IN CAPITALS".
fn running_number(text: &str) -> Option<u32> {
    const LONGEST: usize = 90;
    if text.len() > LONGEST {
        return None;
    }
    let (first, after) = text.split_once(' ')?;
    let (before, last) = text.rsplit_once(' ')?;
    let number = |word: &str| word.parse().ok().filter(|_| word.len() <= 4);
    let named = after
        .split(' ')
        .next()
        .filter(|_| first == "Page")
        .and_then(number);
    let named_last = before.ends_with("Page").then(|| number(last)).flatten();
    let in_capitals = |words: &str| words.contains(' ') && super::heading::is_upper(words);
    let plain = in_capitals(after).then(|| number(first)).flatten();
    let plain_last = in_capitals(before).then(|| number(last)).flatten();
    named.or(named_last).or(plain).or(plain_last)
}

/// A line's words in any order, numbers aside: left and right pages have them the other way round.
fn bag(text: &str) -> Vec<String> {
    let mut words: Vec<String> = key(text).split_whitespace().map(str::to_owned).collect();
    words.sort_unstable();
    words
}

/// A line with every number as `#`.
fn key(text: &str) -> String {
    let bare = text.trim_matches(['-', '–', ' ']);
    if roman(bare).is_some() {
        return text.replace(bare, "#");
    }
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_ascii_digit() {
            true if key.ends_with('#') => {}
            true => key.push('#'),
            false => key.push(c),
        }
    }
    key
}

fn zone(length: usize, index: usize) -> bool {
    index < ZONE || index + ZONE >= length
}

fn repeated_keys(pages: &[Vec<Line>]) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let lines = page
            .iter()
            .enumerate()
            .filter(|(index, _)| zone(page.len(), *index));
        let keys: HashSet<String> = lines.map(|(_, line)| key(line.text)).collect();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= REPEATED);
    counts.into_keys().collect()
}

fn take(page: &mut Vec<Line>, repeated: &HashSet<String>) -> Furniture {
    let length = page.len();
    let mut furniture = Furniture::default();
    let mut index = 0;
    page.retain(|line| {
        let goes = zone(length, index) && repeated.contains(&key(line.text));
        index += 1;
        if goes {
            furniture.lines.push(line.text.to_owned());
        }
        !goes
    });
    furniture
}

/// A number is a page label where it counts up with the pages; a lone number may be anything.
fn set_labels(pages: &mut [Furniture]) {
    let numbers: Vec<Vec<(i64, String)>> = pages
        .iter()
        .map(|page| page.lines.iter().flat_map(|line| labels_in(line)).collect())
        .collect();
    let mut votes: HashMap<(i64, bool), usize> = HashMap::new();
    for (index, labels) in numbers.iter().enumerate() {
        let offsets: HashSet<_> = labels
            .iter()
            .map(|(number, text)| offset(index, *number, text))
            .collect();
        for offset in offsets {
            *votes.entry(offset).or_default() += 1;
        }
    }
    for (index, labels) in numbers.into_iter().enumerate() {
        let count = |label: &(i64, String)| votes[&offset(index, label.0, &label.1)];
        let best = labels
            .into_iter()
            .filter(|label| count(label) >= REPEATED)
            .max_by_key(&count);
        pages[index].label = best.map(|(_, text)| text);
    }
}

/// How far a label runs ahead of its page; Roman numerals count by themselves.
fn offset(index: usize, number: i64, text: &str) -> (i64, bool) {
    (
        number - index as i64,
        text.starts_with(|c: char| c.is_ascii_digit()),
    )
}

fn labels_in(line: &str) -> Vec<(i64, String)> {
    let words = line
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let label = |word: &str| {
        let number = word
            .parse()
            .ok()
            .filter(|_| word.len() <= 4)
            .or_else(|| roman(word))?;
        Some((number, word.to_owned()))
    };
    words.filter_map(label).collect()
}

/// The value of a Roman numeral in small letters, up to 89: front matter is not longer.
fn roman(text: &str) -> Option<i64> {
    let value = |c: char| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        _ => None,
    };
    let digits: Option<Vec<i64>> = text.chars().map(value).collect();
    let digits = digits.filter(|digits| (1..=8).contains(&digits.len()))?;
    let signed = |(index, &digit): (usize, &i64)| match digits.get(index + 1) {
        Some(&next) if next > digit => -digit,
        _ => digit,
    };
    Some(digits.iter().enumerate().map(signed).sum())
}
