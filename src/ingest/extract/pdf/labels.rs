//! The label printed on each page.

use std::collections::BTreeMap;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

use super::about::decode;
use super::furniture::{Edge, roman, to_roman};

/// How far apart pages may be that confirm each other's number.
const REACH: usize = 8;

/// The labels of all pages: as the file declares them, else as its headers and footers count them.
pub(super) fn labels(pdf: &Pdf, edges: &[Vec<Edge>]) -> Vec<Option<String>> {
    let pages = edges.len();
    if let Some(declared) = declared(pdf, pages)
        && declared
            .iter()
            .enumerate()
            .any(|(n, label)| *label != (n + 1).to_string())
    {
        return declared
            .into_iter()
            .map(|l| Some(l).filter(|l| !l.is_empty()))
            .collect();
    }
    printed(edges)
}

/// The labels of the catalogue's number tree.
fn declared(pdf: &Pdf, pages: usize) -> Option<Vec<String>> {
    let xref = pdf.xref();
    let catalog: Dict<'_> = xref.get(xref.root_id())?;
    let root = catalog.get::<Dict<'_>>("PageLabels")?;
    let mut ranges = BTreeMap::new();
    let mut budget = 10_000;
    collect(&root, &mut ranges, 0, &mut budget);
    ranges.first_key_value().filter(|(first, _)| **first == 0)?;
    let mut labels = Vec::with_capacity(pages);
    for page in 0..pages {
        let (first, range) = ranges.range(..=page).next_back()?;
        labels.push(range.label((page - first) as u32));
    }
    Some(labels)
}

struct Range {
    style: Option<u8>,
    prefix: String,
    start: u32,
}

impl Range {
    fn new(dict: &Dict<'_>) -> Range {
        Range {
            style: dict
                .get::<Name<'_>>("S")
                .and_then(|name| name.as_str().bytes().next()),
            prefix: dict
                .get::<PdfString<'_>>("P")
                .map(|prefix| decode(prefix.as_bytes()))
                .unwrap_or_default(),
            start: dict.get::<u32>("St").unwrap_or(1),
        }
    }

    fn label(&self, nth: u32) -> String {
        let number = self.start.saturating_add(nth);
        let number = match self.style {
            Some(b'D') => number.to_string(),
            Some(b'r') if number < 4000 => to_roman(number),
            Some(b'R') if number < 4000 => to_roman(number).to_uppercase(),
            Some(b'a') => letters(number),
            Some(b'A') => letters(number).to_uppercase(),
            _ => String::new(),
        };
        let label = format!("{}{number}", self.prefix);
        let clean: String = label.chars().filter(|c| !c.is_control()).take(24).collect();
        clean.trim().to_owned()
    }
}

/// a, b … z, aa, bb …
fn letters(number: u32) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from(b'a' + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(24) as usize).collect()
}

fn collect(node: &Dict<'_>, ranges: &mut BTreeMap<usize, Range>, depth: u32, budget: &mut u32) {
    if depth > 20 || *budget == 0 {
        return;
    }
    *budget -= 1;
    if let Some(numbers) = node.get::<Array<'_>>("Nums") {
        let mut items = numbers.iter::<Object<'_>>();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            if let (Some(key), Some(dict)) = (key.into_i32(), value.into_dict())
                && let Ok(key) = usize::try_from(key)
            {
                ranges.insert(key, Range::new(&dict));
            }
        }
    }
    if let Some(kids) = node.get::<Array<'_>>("Kids") {
        for kid in kids.iter::<Dict<'_>>() {
            collect(&kid, ranges, depth + 1, budget);
        }
    }
}

/// A number that a page may bear: (whether roman, value).
type Number = (bool, u32);

/// Labels from the numbers at the edges of the pages, where several pages count on.
fn printed(edges: &[Vec<Edge>]) -> Vec<Option<String>> {
    let numbers: Vec<Vec<Number>> = edges.iter().map(|page| numbers(page)).collect();
    let found: Vec<Option<Number>> = (0..numbers.len())
        .map(|page| confirmed(page, &numbers))
        .collect();
    filled(&found)
        .into_iter()
        .map(|number| {
            number.map(|(is_roman, n)| if is_roman { to_roman(n) } else { n.to_string() })
        })
        .collect()
}

/// The first and last words of the edge rows that are numbers.
fn numbers(edges: &[Edge]) -> Vec<Number> {
    let mut found = Vec::new();
    for edge in edges.iter().filter(|edge| edge.rank < 3) {
        let words: Vec<&str> = edge.text.split_whitespace().collect();
        let page_of = words.iter().position(|w| w.eq_ignore_ascii_case("page"));
        let after = page_of.and_then(|n| words.get(n + 1));
        for word in after.into_iter().chain(words.first()).chain(words.last()) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let number = match word.parse::<u32>() {
                Ok(n) => Some((false, n)),
                Err(_) => roman(word).map(|n| (true, n)),
            };
            found.extend(number.filter(|n| !found.contains(n)));
        }
    }
    found
}

/// The number of a page that most of its neighbours agree with, at least two of them.
fn confirmed(page: usize, numbers: &[Vec<Number>]) -> Option<Number> {
    let first = page.saturating_sub(REACH);
    let last = (page + REACH).min(numbers.len() - 1);
    let agreeing = |&(is_roman, n): &Number| {
        let others = (first..=last).filter(|other| *other != page);
        others
            .filter(|&other| {
                let expected = i64::from(n) + other as i64 - page as i64;
                numbers[other]
                    .iter()
                    .any(|o| o.0 == is_roman && i64::from(o.1) == expected)
            })
            .count()
    };
    let best = numbers[page]
        .iter()
        .rev()
        .max_by_key(|number| agreeing(number))?;
    let needed = if numbers.len() <= 3 { 1 } else { 2 };
    (agreeing(best) >= needed).then_some(*best)
}

/// Pages without a number between two that count on get theirs.
fn filled(found: &[Option<Number>]) -> Vec<Option<Number>> {
    let mut all = found.to_vec();
    let known: Vec<usize> = (0..found.len()).filter(|n| found[*n].is_some()).collect();
    for pair in known.windows(2) {
        let (Some(a), Some(b)) = (found[pair[0]], found[pair[1]]) else {
            continue;
        };
        let distance = pair[1] - pair[0];
        if a.0 == b.0 && a.1 as usize + distance == b.1 as usize && distance <= 2 * REACH {
            for step in 1..distance {
                all[pair[0] + step] = Some((a.0, a.1 + step as u32));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_between_counting_pages_is_filled() {
        let numbers = [Some((false, 5)), None, Some((false, 7)), None, None];
        let filled = filled(&numbers);
        assert_eq!(filled[1], Some((false, 6)));
        assert_eq!(filled[3], None);
    }

    #[test]
    fn a_number_needs_pages_that_agree() {
        let pages = [
            vec![(false, 3)],
            vec![(false, 4)],
            vec![(false, 99), (false, 5)],
            vec![(false, 1)],
        ];
        assert_eq!(confirmed(2, &pages), Some((false, 5)));
        assert_eq!(confirmed(3, &pages), None);
    }

    #[test]
    fn letters_repeat_after_z() {
        assert_eq!(letters(1), "a");
        assert_eq!(letters(28), "bb");
    }
}
