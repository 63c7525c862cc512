//! What a manager sees of a file before approving it.

use serde::{Deserialize, Serialize};

use super::arrival::own_id;
use super::{Warning, resemblance, warnings};
use crate::ingest::describe::{Stated, describe, language};
use crate::ingest::extract::Part;
use crate::library::{Library, LibraryError, Scope};
use crate::report::{Language, Passage, Report};
use crate::store::{Edition, Quarantined, StoreError};

/// Characters of reading text in a preview.
const FIRST_CHARS: usize = 600;

/// What a manager sees before approving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Names it when it is approved or rejected; never used again.
    pub id: u32,
    /// The report as it will be shown.
    pub report: Report,
    /// Physical pages; 0 in formats without pages.
    pub pages: u32,
    /// Passages that will be searched.
    pub passages: u32,
    /// The language that its words will be stemmed in.
    pub language: Language,
    /// How its reading text begins, at most 600 characters.
    pub first_words: String,
    /// What a manager should look at before approving.
    pub warnings: Vec<Warning>,
    /// The id of the report that it will replace.
    pub replaces: Option<String>,
}

/// A file that was read and is about to wait.
pub(super) struct Draft<'a> {
    pub(super) guild: u64,
    pub(super) part: &'a Part,
    pub(super) passages: Vec<Passage>,
    pub(super) replaced: Option<Edition>,
}

impl Draft<'_> {
    pub(super) fn report(&self, stated: &Stated, file_name: &str, sha256: &[u8; 32]) -> Report {
        let named = self.part.report.as_deref().unwrap_or(file_name);
        let mut report = describe(stated, &self.part.reading, named, file_name);
        report.id = match &self.replaced {
            Some(edition) => edition.report.id.clone(),
            None => own_id(&report.id, self.guild, sha256),
        };
        report
    }
}

impl Library {
    pub(super) async fn preview(
        &self,
        draft: &Draft<'_>,
        report: Report,
        stated: &Stated,
    ) -> Result<Preview, LibraryError> {
        let settings = self.store.settings(draft.guild).await?;
        let shelf = self.shelf(&Scope::of_guild(draft.guild, &settings)).await?;
        let reading = &draft.part.reading;
        let but = draft.replaced.as_ref().map(|edition| edition.number);
        let mut warnings = resemblance::like(&shelf, &report, &draft.passages, but)?;
        warnings.extend(warnings::about(reading));
        Ok(Preview {
            id: 0,
            pages: reading
                .units
                .iter()
                .filter(|unit| unit.page.is_some())
                .count() as u32,
            passages: draft.passages.len() as u32,
            language: language(stated, reading),
            first_words: first_words(reading.units.iter().map(|unit| unit.text.as_str())),
            warnings,
            replaces: but.map(|_| report.id.clone()),
            report,
        })
    }
}

/// The first words of a text, cut at a word.
fn first_words<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut shown = String::new();
    let mut chars = 0;
    for word in texts.flat_map(str::split_whitespace) {
        let more = word.chars().count() + usize::from(!shown.is_empty());
        if chars + more > FIRST_CHARS {
            shown.push('…');
            break;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
        chars += more;
    }
    shown
}

/// The preview of a file that waits.
pub(super) fn shown(waiting: &Quarantined) -> Result<Preview, LibraryError> {
    let preview: Preview = from_json(&waiting.preview)?;
    Ok(Preview {
        id: waiting.number,
        ..preview
    })
}

pub(super) fn json(value: &impl Serialize) -> Result<String, LibraryError> {
    serde_json::to_string(value).map_err(|error| foreign(&error))
}

pub(super) fn from_json<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, LibraryError> {
    serde_json::from_str(text).map_err(|error| foreign(&error))
}

fn foreign(error: &serde_json::Error) -> LibraryError {
    StoreError::Foreign(format!("a quarantined file's description ({error})")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_end_at_a_word() {
        assert_eq!(
            first_words(["One\ntwo", "three"].into_iter()),
            "One two three"
        );
        let long = "word ".repeat(200);
        let shown = first_words([long.as_str()].into_iter());
        assert_eq!(shown.chars().count(), FIRST_CHARS);
        assert!(shown.ends_with("word…"), "{shown}");
        assert_eq!(first_words(["x".repeat(700).as_str()].into_iter()), "…");
    }
}
