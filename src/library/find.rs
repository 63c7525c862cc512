//! Which report a person means.

use crate::report::fold;
use crate::store::Edition;

/// What some words mean among reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant<'e> {
    /// This one.
    One(&'e Edition),
    /// None.
    Nothing,
    /// Any of these, two or more; in the order in which they were added.
    Several(Vec<&'e Edition>),
}

/// The report that is meant among these: the one with that id, else the only one that the words [name](names).
pub fn meant<'e>(editions: &'e [Edition], wanted: &str) -> Meant<'e> {
    let wanted = wanted.trim();
    if let Some(exact) = editions.iter().find(|known| known.report.id == wanted) {
        return Meant::One(exact);
    }
    let like: Vec<&Edition> = editions
        .iter()
        .filter(|edition| !wanted.is_empty() && names(edition, wanted))
        .collect();
    match like[..] {
        [] => Meant::Nothing,
        [one] => Meant::One(one),
        _ => Meant::Several(like),
    }
}

/// Whether a report is meant by some words: its id, or each of the words in its title, publisher or file name.
pub fn names(edition: &Edition, wanted: &str) -> bool {
    let report = &edition.report;
    let hay = format!(
        "{} {} {} {}",
        report.id,
        report.title,
        report.publisher.as_deref().unwrap_or_default(),
        report.file
    );
    let hay = fold(&hay.to_lowercase());
    report.id == wanted
        || fold(&wanted.to_lowercase())
            .split_whitespace()
            .all(|word| hay.contains(word))
}
