//! A judgment is never shown without what qualifies it, or a pointer there.

use super::{link, of_the_same, place, quote};
use crate::answer::Excerpt;
use crate::discord::cut::cut;
use crate::discord::markup::Markup;
use crate::discord::reply::{Part, Quote};
use crate::discord::words;
use crate::report::Citation;

/// Units of a qualifier that is quoted.
const LONGEST: usize = 1_200;

/// What stands below an excerpt: its qualifier, where both together have at most `chars` characters, else a line that
/// says where it is.
pub(super) fn below(excerpt: &Excerpt, chars: usize) -> Vec<Part> {
    let Some(qualifier) = excerpt.qualifier.as_deref() else {
        return Vec::new();
    };
    let together = excerpt.text.chars().count() + qualifier.text.chars().count();
    if together <= chars {
        return quoted(qualifier);
    }
    let citation = Citation::new(&qualifier.report, &qualifier.locator);
    let there = Markup::theirs(&place(&citation.place())).linked(link(&citation).as_deref());
    vec![Part::Words(words::qualified_at(&there))]
}

/// A qualifier as a quotation of its own.
pub(in crate::discord::handle) fn quoted(qualifier: &Excerpt) -> Vec<Part> {
    let quote = Quote {
        text: cut(&qualifier.text, LONGEST),
        citation: of_the_same(&qualifier.report, &qualifier.locator),
        ..quote(qualifier)
    };
    vec![Part::Words(words::qualified_by()), Part::Quote(quote)]
}
