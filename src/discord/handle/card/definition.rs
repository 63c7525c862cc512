//! The button that opens what a report means by one of its terms of likelihood or confidence.

use super::Asked;
use crate::answer::Excerpt;
use crate::check::definition;
use crate::check::estimative::{Term, terms};
use crate::discord::bot::Failure;
use crate::discord::hits::Press;
use crate::discord::reply::Button;
use crate::discord::words;
use crate::index::IndexError;
use crate::library::Shelf;

/// Terms of one excerpt that are looked up at most; each is a search in one report.
const MOST_TERMS: usize = 3;

/// The button for the first term in an excerpt that its own report defines elsewhere; none where it defines none.
pub(in crate::discord::handle) async fn definition_button(
    asked: Asked<'_>,
    excerpt: &Excerpt,
) -> Result<Option<Button>, Failure> {
    let terms = distinct(&excerpt.text);
    if terms.is_empty() {
        return Ok(None);
    }
    let shelf = asked.shelf().await?;
    let judged = excerpt.clone();
    let found = asked
        .bot
        .search(move || first_defined(&shelf, &judged, &terms))
        .await??;
    Ok(found.and_then(|(term, definition)| {
        let id = super::hits(asked.request, [&definition]).pack(Press::Define)?;
        Some(Button::new(words::meaning_of(&term), id))
    }))
}

/// The first few terms of a text, each once.
fn distinct(text: &str) -> Vec<Term> {
    let mut found: Vec<Term> = Vec::new();
    for term in terms(text) {
        if !found.iter().any(|known| known.estimate == term.estimate) {
            found.push(term);
        }
    }
    found.truncate(MOST_TERMS);
    found
}

/// The first of some terms that the report of an excerpt defines, with the definition.
fn first_defined(
    shelf: &Shelf,
    excerpt: &Excerpt,
    terms: &[Term],
) -> Result<Option<(String, Excerpt)>, IndexError> {
    for term in terms {
        let found = definition(shelf, &excerpt.report.id, &excerpt.text, term)?;
        // What defines its own term needs no button.
        let elsewhere = found.filter(|found| !excerpt.text.contains(&found.text));
        if let Some(definition) = elsewhere {
            let words = excerpt.text[term.range.clone()].to_lowercase();
            return Ok(Some((words, definition)));
        }
    }
    Ok(None)
}
