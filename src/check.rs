//! A text → its claims with the evidence for each, and its quotations compared word by word.

mod amounts;
mod claims;
mod dates;
pub mod estimative;
mod labels;
mod lists;
mod message;
mod polarity;

pub use claims::{Claim, Claims, MAX_CLAIMS, claims};
pub use labels::{Bearing, Compared, Label, compare};
