//! What is printed on every page (running headers and footers, page numbers) and is not the text of any.

use super::lines::{Line, line};
use super::order::same_baseline;
use super::pieces::Piece;

/// A row near the upper or lower edge of a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edge {
    pub text: String,
    /// Baseline.
    pub y: f32,
    /// Counted from the edge of the page, 0 is the outermost.
    pub rank: usize,
    pub upper: bool,
    /// Whether more white space than a line's follows towards the middle of the page.
    apart: bool,
    /// Letters only, lower case: what repeats although numbers change.
    key: String,
    numbers: Vec<u32>,
}

/// Rows looked at on either side.
const DEPTH: usize = 5;

/// How many pages before and after are compared. Headers of left and right pages alternate.
const REACH: usize = 6;

/// The rows at the edges of a page.
pub(super) fn edges(pieces: &[Piece], height: f32) -> Vec<Edge> {
    let rows = same_baseline(pieces.to_vec());
    let lines = rows.iter().map(|row| line(row));
    let lines: Vec<Line> = lines.filter(|line| !line.text.is_empty()).collect();
    [
        inwards(&lines, height, true),
        inwards(&lines, height, false),
    ]
    .concat()
}

/// The rows of one side, from the edge of the page inwards.
fn inwards(lines: &[Line], height: f32, upper: bool) -> Vec<Edge> {
    let mut order: Vec<&Line> = lines.iter().collect();
    if !upper {
        order.reverse();
    }
    let near_edge = |line: &Line| {
        if upper {
            line.y < 0.25 * height
        } else {
            line.y > 0.75 * height
        }
    };
    let mut found = Vec::new();
    for (rank, line) in order.iter().take(DEPTH).enumerate() {
        let next = order.get(rank + 1);
        let apart =
            next.is_none_or(|next| (next.y - line.y).abs() > 2.2 * line.size.max(next.size));
        if near_edge(line) {
            found.push(edge(line, rank, upper, apart));
        }
    }
    found
}

fn edge(line: &Line, rank: usize, upper: bool, apart: bool) -> Edge {
    let letters = line.text.chars().filter(|c| c.is_alphabetic());
    let numbers = line
        .text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok());
    Edge {
        text: line.text.clone(),
        y: line.y,
        rank,
        upper,
        apart,
        key: letters.flat_map(char::to_lowercase).collect(),
        numbers: numbers.collect(),
    }
}

/// For each page, which of its edge rows are furniture: those that neighbouring pages repeat at the same height, as
/// long as everything further out is furniture too.
pub(super) fn furniture(pages: &[Vec<Edge>]) -> Vec<Vec<Edge>> {
    (0..pages.len())
        .map(|page| {
            let mut found: Vec<Edge> = Vec::new();
            for upper in [true, false] {
                let rows = pages[page].iter().filter(|edge| edge.upper == upper);
                let repeated = rows.take_while(|edge| is_repeated(edge, page, pages));
                found.extend(repeated.cloned());
            }
            found
        })
        .collect()
}

fn is_repeated(edge: &Edge, page: usize, pages: &[Vec<Edge>]) -> bool {
    let first = page.saturating_sub(REACH);
    let last = (page + REACH).min(pages.len() - 1);
    let same = (first..=last)
        .filter(|other| *other != page)
        .filter(|&other| {
            let distance = other as i64 - page as i64;
            pages[other].iter().any(|row| repeats(edge, row, distance))
        })
        .count();
    // A short document has few chances to repeat anything. A line in the midst of others must be on most pages, or
    // on every second: left and right pages differ.
    let needed = if pages.len() <= 4 { 1 } else { 2 };
    let outermost = edge.rank == 0 || edge.apart;
    same >= needed && (outermost || same * 5 >= (last - first) * 2)
}

/// Whether two rows of different pages are the same but for their numbers; rows of numbers only must count the pages.
fn repeats(one: &Edge, other: &Edge, distance: i64) -> bool {
    if one.upper != other.upper || (one.y - other.y).abs() > 5.0 {
        return false;
    }
    if one.key.len() < 3 || roman(&one.key).is_some() {
        return counts(one, other, distance);
    }
    let changed = one
        .numbers
        .iter()
        .zip(&other.numbers)
        .filter(|(a, b)| a != b);
    // Only the outermost row may change a little: further in, text begins like other text.
    let same =
        one.key == other.key || (one.rank == 0 && other.rank == 0 && alike(&one.key, &other.key));
    same && (one.numbers.len() <= 2 || changed.count() <= 2)
}

fn counts(one: &Edge, other: &Edge, distance: i64) -> bool {
    match (roman(&one.key), roman(&other.key)) {
        (Some(a), Some(b)) if one.numbers.is_empty() && other.numbers.is_empty() => {
            i64::from(b) - i64::from(a) == distance
        }
        (None, None) if one.numbers.len() == other.numbers.len() && one.key == other.key => {
            let pairs = one.numbers.iter().zip(&other.numbers);
            let mut steps = pairs.map(|(a, b)| i64::from(*b) - i64::from(*a));
            steps.any(|step| step == distance)
        }
        _ => false,
    }
}

/// Whether the longer begins or ends with the shorter and is not much longer.
fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    short.len() * 10 >= long.len() * 7
        && short.len() >= 12
        && (long.starts_with(short) || long.ends_with(short))
}

/// Takes the furniture out of the pieces of a page.
pub(super) fn remove(pieces: &mut Vec<Piece>, furniture: &[Edge]) {
    if furniture.is_empty() {
        return;
    }
    let rows = same_baseline(std::mem::take(pieces));
    for row in rows {
        let y = line(&row).y;
        if !furniture.iter().any(|edge| (edge.y - y).abs() < 0.01) {
            pieces.extend(row);
        }
    }
}

/// The value of a roman number in small letters; of one that people write, up to 399.
pub(super) fn roman(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    let value = |c| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let digits: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let mut sum = 0;
    for (n, digit) in digits.iter().enumerate() {
        if digits.get(n + 1).is_some_and(|next| next > digit) {
            sum -= *digit as i64;
        } else {
            sum += *digit as i64;
        }
    }
    let sum = u32::try_from(sum).ok().filter(|n| (1..400).contains(n))?;
    (to_roman(sum) == text).then_some(sum)
}

/// A number in small roman letters.
pub(super) fn to_roman(mut number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut text = String::new();
    for (value, letters) in PARTS {
        while number >= value {
            text.push_str(letters);
            number -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &[(&str, f32)]) -> Vec<Edge> {
        let line = |(text, y): &(&str, f32)| Line {
            text: (*text).into(),
            y: *y,
            size: 10.0,
            ..Line::default()
        };
        let lines: Vec<Line> = rows.iter().map(line).collect();
        [inwards(&lines, 800.0, true), inwards(&lines, 800.0, false)].concat()
    }

    #[test]
    fn headers_and_counting_numbers_are_found_and_text_is_not() {
        let pages: Vec<Vec<Edge>> = (1..7)
            .map(|n| {
                let text = format!("Only page {n} says {}", "so ".repeat(n));
                page(&[
                    ("Annual report", 40.0),
                    (&text, 80.0),
                    (&n.to_string(), 770.0),
                ])
            })
            .collect();
        for (n, found) in furniture(&pages).iter().enumerate() {
            let texts: Vec<&str> = found.iter().map(|edge| edge.text.as_str()).collect();
            assert_eq!(texts, ["Annual report", &(n + 1).to_string()]);
        }
    }

    #[test]
    fn a_number_that_does_not_count_the_pages_stays() {
        let pages: Vec<_> = [1990, 1850, 7]
            .iter()
            .map(|n| page(&[(&n.to_string(), 40.0)]))
            .collect();
        assert!(furniture(&pages).iter().all(Vec::is_empty));
    }

    #[test]
    fn roman_numbers_are_read_and_written() {
        for (n, text) in [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (49, "xlix")] {
            assert_eq!(roman(text), Some(n));
            assert_eq!(to_roman(n), text);
        }
        for text in ["", "ic", "iiii", "civil", "mix"] {
            assert_eq!(roman(text), None, "{text}");
        }
    }
}
