//! The nouns that every other module builds on: what a report is, where words stand in it, and how that is cited.
//!
//! Nothing here reads a file, searches or prints. Arrows point here and never away from here.

mod citation;
mod fold;
mod language;
mod locator;
mod page_reference;
mod passage;
mod reading;
mod receipt;
mod same;
mod short;

pub use citation::{Citation, SAMPLE_MARK, SAMPLE_PUBLISHER};
pub use fold::fold;
pub use language::{Language, UnknownLanguage};
pub use locator::{Locator, PageNumber};
pub use page_reference::{NoSuchPage, PageReference};
pub use passage::{Acronym, Passage, PassageKind, Sentence, SentenceKind, Source, Span};
pub use reading::{Block, BlockKind, Extractor, Metadata, Reading, Unit, UnitState};
pub use receipt::{Check, EditionPrefix, Receipt, ReceiptError};
pub use same::{same_words, words_hash};
pub use short::ShortReceipt;

use serde::{Deserialize, Serialize};

/// A document with an identity, as people see it. One report has one or more editions (exact files); this describes
/// the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Short, stable, lower case: `mueller-report-vol-1`.
    pub id: String,
    /// Never empty.
    pub title: String,
    /// Who published it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// As stated by the report or by the operator: `2021`, `2021-03` or `2021-03-10`; never guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Where people can get the original.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The file's own name when it was ingested, without its folder.
    pub file: String,
    /// Written for Pincite to have something to show; not a source. See [`SAMPLE_MARK`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sample: bool,
}
