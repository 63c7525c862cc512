//! Lines of tables of contents and of indexes, and bare lists of links.

use super::furniture::roman;
use super::lines::Line;
use super::order::Row;

/// Which rows are lines of a table of contents, of an index or of links.
pub(super) fn marked(rows: &[Row]) -> Vec<bool> {
    let texts: Vec<String> = rows.iter().map(|row| joined_raw(&row.cells)).collect();
    let mut marked: Vec<bool> = texts.iter().map(|text| has_leaders(text)).collect();
    // A heading that is broken over two lines has its leader on the last: the line between two such lines belongs.
    for n in 1..marked.len().saturating_sub(1) {
        if marked[n - 1] && marked[n + 1] && !marked[n] {
            marked[n] = rows[n].region == rows[n + 1].region;
        }
    }
    let weak = |n: usize| {
        let text = &texts[n];
        is_link(text) || (rows[n].cells.len() == 2 && has_page_number(&rows[n].cells))
    };
    let mut n = 0;
    while n < rows.len() {
        let run = (n..rows.len()).take_while(|m| weak(*m)).count();
        if run >= 4 {
            marked[n..n + run].fill(true);
        }
        n += run.max(1);
    }
    marked
}

fn joined_raw(cells: &[Line]) -> String {
    let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
    texts.join(" ")
}

fn has_leaders(text: &str) -> bool {
    let dots = text.contains(".....") || text.contains(". . . . .") || text.contains("……");
    dots && text.chars().any(char::is_alphabetic)
}

fn is_link(text: &str) -> bool {
    (text.starts_with("http") || text.starts_with("www.")) && !text.contains(' ')
}

fn has_page_number(cells: &[Line]) -> bool {
    let number = cells[1].text.trim();
    let is_number = number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit());
    let words = cells[0].text.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    words && !number.is_empty() && (is_number || roman(number).is_some())
}
