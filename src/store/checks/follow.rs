//! What an entry changes in its check, and which may come when.
//!
//! | entry | where the check is | and then |
//! |---|---|---|
//! | kept | new | kept |
//! | intent | new, kept, not published | intended |
//! | published | intended | published |
//! | not published | intended | not published |
//! | corrected | kept, published, not published | as before |
//! | withdrawn | kept, published, not published | withdrawn |
//! | source edited, source deleted | anywhere | as before |
//!
//! While a verdict is being posted nobody can correct it: what is posted is what the intent says.

use super::{Check, CheckState};
use crate::store::ledger::{Entry, Event, Field, Judgment};

impl Check {
    /// The check that an entry opens; none where it opens none.
    pub(super) fn opened_by(entry: &Entry) -> Option<Check> {
        let (Event::Kept { judgment, .. } | Event::Intent { judgment, .. }) = &entry.event else {
            return None;
        };
        let mut check = Check {
            number: entry.number,
            last: entry.number,
            at: entry.at.clone(),
            state: CheckState::Kept,
            judgment: *judgment,
            claim: None,
            corrected: None,
            source_edited: false,
            source_deleted: false,
            source: None,
            post: None,
            nonce: None,
            shown: 0,
        };
        check.follow(entry);
        Some(check)
    }

    /// Whether something can happen to it now.
    pub(super) fn may(&self, event: &Event) -> bool {
        use CheckState::{Intended, Kept, NotPublished, Published};
        let among = |states: &[CheckState]| states.contains(&self.state);
        match event {
            // Nothing goes on with one; each stands for itself.
            Event::Kept { .. } | Event::Erased { .. } => false,
            Event::Intent { .. } => among(&[Kept, NotPublished]),
            Event::Published | Event::NotPublished => among(&[Intended]),
            Event::Corrected { .. } | Event::Withdrawn => among(&[Kept, Published, NotPublished]),
            Event::SourceEdited | Event::SourceDeleted => true,
        }
    }

    /// Goes on with an entry.
    pub(super) fn follow(&mut self, entry: &Entry) {
        match &entry.event {
            Event::Kept { judgment, .. } => self.judge(*judgment, entry),
            Event::Intent {
                judgment, nonce, ..
            } => {
                self.judge(*judgment, entry);
                self.state = CheckState::Intended;
                self.nonce = Some(nonce.clone());
                self.shown = entry.number;
            }
            Event::Published => {
                self.state = CheckState::Published;
                self.nonce = None;
                // That it was posted is nothing that the post has yet to show.
                if self.shown == self.last {
                    self.shown = entry.number;
                }
                self.post = entry
                    .private
                    .get(&Field::Post)
                    .and_then(|post| post.parse().ok());
            }
            Event::NotPublished => {
                self.state = CheckState::NotPublished;
                self.nonce = None;
                self.shown = 0;
            }
            Event::Corrected { judgment, .. } => {
                self.judge(*judgment, entry);
                self.corrected = Some(entry.at.clone());
            }
            Event::Withdrawn => self.state = CheckState::Withdrawn,
            Event::SourceEdited => self.source_edited = true,
            Event::SourceDeleted => self.source_deleted = true,
            Event::Erased { .. } => {}
        }
        self.last = entry.number;
        self.at.clone_from(&entry.at);
    }

    /// Takes over a judgment and its wording. Where an entry has none of its own, the one before still stands.
    fn judge(&mut self, judgment: Judgment, entry: &Entry) {
        self.judgment = judgment;
        if let Some(claim) = entry.private.get(&Field::Claim) {
            self.claim = Some(claim.clone());
        }
        if let Some(place) = entry.private.get(&Field::Place) {
            self.source = place.parse().ok();
        }
    }
}
