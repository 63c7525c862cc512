//! Pictures of pages, drawn when somebody wants to see one, and kept for a while.

use std::ops::Range;
use std::sync::Arc;

use moka::sync::Cache;
use tokio::sync::Semaphore;

use super::Library;
use crate::ingest::child::Extraction;
use crate::ingest::extract::{DrawError, Outline, Picture};
use crate::report::{Extractor, PageNumber};
use crate::store::Edition;

/// Bytes of pictures that are kept: some hundred pages of text.
const KEPT_BYTES: u64 = 32 << 20;

/// Children that draw at once. Each may use a processor and much memory; who comes later waits for some tenths of a
/// second.
const AT_ONCE: usize = 2;

/// A page of a file, and the bytes of its reading text to outline. The version is the extractor's: another one may have
/// other bytes there.
type Key = ([u8; 32], PageNumber, Option<(u8, Range<usize>)>);

/// Why there is no picture of a page. Each says what to do next, but for a page that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// A text, or a format without pages.
    #[error(
        "only pages of PDF files have pictures, and {report} is none; `pincite quote {report}` shows its text"
    )]
    NotPdf {
        /// The report's id.
        report: String,
    },
    /// It is in the catalogue only.
    #[error(
        "the original of {report} is missing from the library; ingest the file again to see its pages"
    )]
    OriginalMissing {
        /// The report's id.
        report: String,
    },
    /// Damaged, hostile, or too much for us.
    #[error(
        "page {page} of {report} cannot be drawn: {why}; `pincite quote {report} --page {page}` shows its text"
    )]
    NotDrawn {
        /// The report's id.
        report: String,
        /// Which page.
        page: PageNumber,
        /// What went wrong.
        why: DrawError,
    },
}

/// Pictures that were drawn lately. Cheap to clone.
#[derive(Clone)]
pub(super) struct Pictures {
    kept: Cache<Key, Arc<Picture>>,
    places: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        let kept = Cache::builder()
            .weigher(|_: &Key, picture: &Arc<Picture>| {
                u32::try_from(picture.png.len()).unwrap_or(u32::MAX)
            })
            .max_capacity(KEPT_BYTES)
            .build();
        Pictures {
            kept,
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Library {
    /// A picture of a page, with some bytes of its reading text outlined: `outline` is a range in the text of that
    /// page's unit in the edition's [reading](Library::reading). Where these words cannot be placed on the page, the
    /// picture says that it is not outlined. Drawn in a child process; the same picture again comes from memory.
    pub async fn picture(
        &self,
        edition: &Edition,
        page: PageNumber,
        outline: Option<Range<usize>>,
        extraction: &Extraction,
    ) -> Result<Arc<Picture>, PictureError> {
        if edition.extractor != Extractor::Pdf {
            return Err(PictureError::NotPdf {
                report: edition.report.id.clone(),
            });
        }
        let words = outline.clone().map(|range| (edition.version, range));
        let key = (edition.sha256, page, words);
        if let Some(known) = self.pictures.kept.get(&key) {
            return Ok(known);
        }
        // The semaphore is never closed; without a permit there would only be more children at once.
        let _place = self.pictures.places.acquire().await;
        if let Some(known) = self.pictures.kept.get(&key) {
            return Ok(known);
        }
        let outline = outline.and_then(|range| self.outline(edition, page, range));
        let drawn = self.draw(edition, page, outline, extraction).await?;
        self.pictures.kept.insert(key, drawn.clone());
        Ok(drawn)
    }

    fn outline(&self, edition: &Edition, page: PageNumber, words: Range<usize>) -> Option<Outline> {
        let reading = self.reading(edition, edition.version)?;
        let unit = reading.units.into_iter().nth(page.get() as usize - 1)?;
        Some(Outline {
            text: unit.text,
            start: words.start,
            end: words.end,
        })
    }

    async fn draw(
        &self,
        edition: &Edition,
        page: PageNumber,
        outline: Option<Outline>,
        extraction: &Extraction,
    ) -> Result<Arc<Picture>, PictureError> {
        let report = edition.report.id.clone();
        let (file, extraction) = (self.original(&edition.sha256), extraction.clone());
        if !file.exists() {
            return Err(PictureError::OriginalMissing { report });
        }
        let drawing = move || extraction.draw(&file, page, outline.as_ref());
        let drawn = tokio::task::spawn_blocking(drawing)
            .await
            .unwrap_or_else(|error| Err(DrawError::Failed(error.to_string())));
        drawn
            .map(Arc::new)
            .map_err(|why| PictureError::NotDrawn { report, page, why })
    }
}
