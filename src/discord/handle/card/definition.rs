//! The button that opens what a report means by one of its terms of likelihood or confidence.

use super::Asked;
use crate::answer::Excerpt;
use crate::check::estimative::{Estimated, estimated};
use crate::check::{Definition, definition};
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
    let mut terms = estimated(&excerpt.text);
    terms.truncate(MOST_TERMS);
    if terms.is_empty() {
        return Ok(None);
    }
    let shelf = asked.shelf().await?;
    let judged = excerpt.clone();
    let found = asked
        .bot
        .search(move || first_defined(&shelf, &judged, &terms))
        .await??;
    Ok(found.and_then(|found| {
        let id = super::hits(asked.request, [&found.excerpt]).pack(Press::Define)?;
        Some(Button::new(words::meaning_of(&found.term), id))
    }))
}

/// The first of some terms that the report of an excerpt defines, with the definition.
fn first_defined(
    shelf: &Shelf,
    excerpt: &Excerpt,
    terms: &[Estimated],
) -> Result<Option<Definition>, IndexError> {
    for term in terms {
        let found = definition(shelf, &excerpt.report.id, term)?;
        // What defines its own term needs no button.
        let elsewhere = found.filter(|found| !excerpt.text.contains(&found.excerpt.text));
        if elsewhere.is_some() {
            return Ok(elsewhere);
        }
    }
    Ok(None)
}
