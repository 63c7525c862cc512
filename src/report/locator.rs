//! Where a passage stands in its report.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// A physical page, counted from 1 as a PDF viewer counts.
pub type PageNumber = NonZeroU32;

/// The place of some words in a report. What is unknown is absent, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locator {
    /// The physical page on which the words begin; absent in formats without pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageNumber>,
    /// The physical page on which they end, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_end: Option<PageNumber>,
    /// The label printed on `page` ("iv", "12", "A-3"), where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_label: Option<String>,
    /// The label printed on `page_end`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_label_end: Option<String>,
    /// The headings above the words, outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub section: Vec<String>,
    /// The paragraph, counted from 1 over the whole report without its headings; only in formats without pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
}
