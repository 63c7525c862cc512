//! A text → its claims with the evidence for each, and its quotations compared with the reports word by word.
//!
//! ```text
//! a message, a file, what was typed
//!   → claims         claims.rs: sentences that state something       → quotations   quotations/quoted.rs
//!   → passages       evidence.rs: by answer::answer, as questions    → passages     quotations/find.rs: words in a row
//!   → labels         labels.rs: what differs, and who hedges         → alignment    quotations/align.rs
//!   → definitions    definition.rs: of the terms that hedge          → diff         quotations/diff.rs
//!   → Checked        plain data
//! ```
//!
//! It says what was found and where, and never whether a claim is true. It knows neither the terminal nor Discord; the
//! steps are public one by one, for callers that let a person edit the claims in between.

mod amounts;
mod claims;
mod dates;
mod definition;
pub mod estimative;
mod evidence;
pub mod export;
mod hedges;
mod labels;
mod lists;
mod message;
mod polarity;
mod quotations;
mod receipts;
mod seen;
mod standing;

use std::time::Instant;

use serde::Serialize;

use crate::answer::Searched;
use crate::index::IndexError;
use crate::library::Shelf;
use crate::store::checks::Check;
use crate::store::ledger::Judgment;

pub use claims::{Claim, Claims, MAX_CLAIMS, claims};
pub use definition::{Definition, MAX_TERMS, definition};
pub use evidence::{CheckedClaim, Evidence, Options, bears, evidence, evidential};
pub use labels::{Bearing, Compared, Label, VERBATIM, compare};
pub use quotations::{
    Change, MAX_QUOTATIONS, Match, Quotation, Quotations, Quoted, compare as compare_quotation,
    quotations,
};
pub use receipts::{CheckedReceipt, MAX_RECEIPTS, misspelt_in, receipts, receipts_in};
pub use seen::{MAX_SEEN, checked_before, resembles, seen_before};
pub use standing::{Correction, Publication, Standing};

/// Characters of a text that are checked at once.
pub const MAX_CHARS: usize = 20_000;

/// A claim of a text that a server's moderators may have checked before.
#[derive(Clone, Debug, Serialize)]
pub struct SeenBefore {
    /// Which claim of the text, counted from 0.
    pub claim: usize,
    /// The number of the check.
    pub check: u32,
    /// The claim as it was checked then.
    pub checked: String,
    /// The verdict.
    pub verdict: Judgment,
    /// How far the check has come: `published`.
    pub state: &'static str,
    /// When its latest entry was made, in UTC: `2026-11-22T10:00:00Z`.
    pub at: String,
}

/// What the reports say to a text.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// As it was given.
    pub text: String,
    /// Its claims with their evidence, in order.
    pub claims: Vec<CheckedClaim>,
    /// Claims beyond [`MAX_CLAIMS`], which were not looked up.
    #[serde(skip_serializing_if = "is_zero")]
    pub claims_left_out: usize,
    /// What the reports themselves mean by the terms of likelihood and confidence in that evidence, where they say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<Definition>,
    /// Its quotations, in order.
    pub quotations: Vec<Quotation>,
    /// Quotations beyond [`MAX_QUOTATIONS`], which were not looked up.
    #[serde(skip_serializing_if = "is_zero")]
    pub quotations_left_out: usize,
    /// Its receipts, in order; see [`receipts()`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<CheckedReceipt>,
    /// What looks like a receipt in it and is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub misspelt_receipts: Vec<String>,
    /// Checks on claims like its own; see [`again`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen_before: Vec<SeenBefore>,
    /// What was searched.
    pub searched: Searched,
    /// Milliseconds that it took, without the receipts.
    pub took_ms: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// Checks the claims and quotations of a text against the reports on a shelf. Receipts need a library: see [`receipts()`].
pub fn check(shelf: &Shelf, text: &str, options: &Options) -> Result<Checked, IndexError> {
    let since = Instant::now();
    let shelf = evidential(shelf);
    let Claims {
        claims,
        left_out: claims_left_out,
    } = claims(text);
    let Quotations {
        quotations,
        left_out: quotations_left_out,
    } = quotations(text);
    let claims = claims
        .iter()
        .map(|claim| evidence(&shelf, claim, options))
        .collect::<Result<Vec<_>, _>>()?;
    let quotations: Result<Vec<_>, _> = quotations
        .iter()
        .map(|quoted| compare_quotation(&shelf, quoted))
        .collect();
    Ok(Checked {
        text: text.to_owned(),
        definitions: definition::definitions(&shelf, &claims)?,
        claims,
        claims_left_out,
        quotations: quotations?,
        quotations_left_out,
        receipts: Vec::new(),
        misspelt_receipts: misspelt_in(text)
            .iter()
            .map(|found| found.0.to_owned())
            .collect(),
        seen_before: Vec::new(),
        searched: Searched {
            reports: shelf.editions().len(),
            passages: shelf.passages(),
        },
        took_ms: (since.elapsed().as_secs_f64() * 1e5).round() / 100.0,
    })
}

/// The checks among a server's that resemble the claims of a text, best first for each. It is a suggestion: whether it is
/// the same claim is for a person to say.
pub fn again(claims: &[CheckedClaim], checks: &[Check]) -> Vec<SeenBefore> {
    let of_claim = |(at, claim): (usize, &CheckedClaim)| {
        let found = checked_before(&claim.claim.text, checks);
        found.into_iter().map(move |check| SeenBefore {
            claim: at,
            check: check.number,
            checked: check.claim.clone().unwrap_or_default(),
            verdict: check.judgment,
            state: check.state.name(),
            at: check.at.clone(),
        })
    };
    claims.iter().enumerate().flat_map(of_claim).collect()
}
