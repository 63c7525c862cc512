//! `/report`: what managers do with reports.

use super::Asked;
use crate::discord::bot::Failure;
use crate::discord::commands::Attachment;
use crate::discord::reply::{How, Reply};
use crate::discord::words;

/// What a manager wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportAction {
    /// A new report.
    Add {
        /// The file.
        file: Attachment,
        /// What the manager says about it.
        details: Details,
    },
    /// A newer edition.
    Replace {
        /// Of which report.
        report: String,
        /// The file.
        file: Attachment,
        /// What the manager says about it.
        details: Details,
    },
    /// Forget a report.
    Remove {
        /// Which.
        report: String,
    },
    /// Show what waits for approval.
    Preview,
    /// Show which questions were reported as unanswered.
    Missing {
        /// Forget them afterwards.
        clear: bool,
    },
}

/// What a manager says about a file; absent where the file is to speak for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// `2021`, `2021-03` or `2021-03-10`.
    pub date: Option<String>,
    /// Where everybody can get it.
    pub url: Option<String>,
}

impl ReportAction {
    /// Reads the id of a button of these.
    pub fn unpack(_: &str) -> Option<ReportAction> {
        None
    }
}

/// Who will see the reply to a button of these.
pub(super) fn expected(_: &ReportAction) -> How {
    How::Update
}

pub(super) async fn report(_: Asked<'_>, _: &ReportAction) -> Result<Reply, Failure> {
    Err(words::not_understood().into())
}
