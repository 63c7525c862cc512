//! Passages → documents. The lock and the order of writing are the library's business.

use tantivy::tokenizer::{PreTokenizedString, Token as TantivyToken};
use tantivy::{IndexWriter, TantivyDocument, Term};

use serde::{Deserialize, Serialize};

use super::analyzer::{Analyzer, Token};
use super::outline::Outline;
use super::schema::Fields;
use super::{FORMAT, IndexError, write_failed};
use crate::report::{Language, Passage};

/// Memory that a commit may use before it spills to disk.
const WRITER_BYTES: usize = 50_000_000;

/// Some passages of one edition.
pub struct Batch<'a> {
    /// The catalogue's number of the edition.
    pub edition: u64,
    /// The language its words are stemmed in.
    pub language: Language,
    /// The report's title, publisher and file name.
    pub names: &'a str,
    /// The passages.
    pub passages: &'a [Passage],
}

/// Changes to the index that become visible together. Dropped without a commit, they never happened.
pub struct Writer {
    inner: IndexWriter,
    fields: Fields,
}

impl Writer {
    pub(super) fn new(index: &tantivy::Index, fields: Fields) -> Result<Writer, IndexError> {
        let inner = index
            .writer_with_num_threads(1, WRITER_BYTES)
            .map_err(write_failed)?;
        // What a killed writer left may have the name of a file that this one will write.
        inner.garbage_collect_files().wait().map_err(write_failed)?;
        Ok(Writer { inner, fields })
    }

    /// Adds passages of an edition.
    pub fn add(&mut self, batch: &Batch<'_>) -> Result<(), IndexError> {
        let analyzer = Analyzer::new(batch.language);
        for passage in batch.passages {
            let mut document = TantivyDocument::new();
            document.add_u64(self.fields.edition, batch.edition);
            let mut tokens = Vec::new();
            analyzer.each_of(passage, |token| tokens.push(token));
            let above = analyzer.tokens(&passage.section.join(" "));
            for number in Outline::numbers(passage, &tokens, &above) {
                document.add_u64(self.fields.outline, number);
            }
            let stored = StoredRef {
                passage,
                places: tokens.iter().map(place).collect(),
            };
            document.add_bytes(self.fields.passage, &stored.to_bytes()?);
            document.add_pre_tokenized_text(self.fields.body, pre_tokenized(tokens));
            let context = format!("{} {}", batch.names, passage.section.join(" "));
            let context = pre_tokenized(analyzer.tokens(&context));
            document.add_pre_tokenized_text(self.fields.context, context);
            self.inner.add_document(document).map_err(write_failed)?;
        }
        Ok(())
    }

    /// Removes every passage of an edition.
    pub fn remove(&mut self, edition: u64) {
        self.inner
            .delete_term(Term::from_field_u64(self.fields.edition, edition));
    }

    /// Makes the changes visible and durable, with the catalogue's generation, and closes the writer.
    pub fn commit(mut self, generation: i64) -> Result<(), IndexError> {
        let mut commit = self.inner.prepare_commit().map_err(write_failed)?;
        commit.set_payload(&format!("{FORMAT} {generation}"));
        commit.commit().map_err(write_failed)?;
        self.inner.wait_merging_threads().map_err(write_failed)
    }
}

fn tantivy_token(token: Token) -> TantivyToken {
    TantivyToken {
        offset_from: token.range.start,
        offset_to: token.range.end,
        position: token.position,
        text: token.term,
        position_length: 1,
    }
}

fn pre_tokenized(tokens: Vec<Token>) -> PreTokenizedString {
    PreTokenizedString {
        text: String::new(),
        tokens: tokens.into_iter().map(tantivy_token).collect(),
    }
}

/// What is stored of a passage: all that quoting it needs.
#[derive(Serialize)]
struct StoredRef<'a> {
    passage: &'a Passage,
    places: Vec<(u32, u32)>,
}

/// The same, read back.
#[derive(Deserialize)]
pub(super) struct Stored {
    pub(super) passage: Passage,
    /// Per term in the order of the [outline](Outline), its first byte in the passage's text and how many there are.
    pub(super) places: Vec<(u32, u32)>,
}

impl StoredRef<'_> {
    /// The bytes of a document's only stored field: the value, then its length, so that it is found from the end.
    fn to_bytes(&self) -> Result<Vec<u8>, IndexError> {
        let mut bytes = postcard::to_stdvec(self).map_err(write_failed)?;
        let length = u32::try_from(bytes.len()).map_err(write_failed)?;
        bytes.extend(length.to_le_bytes());
        Ok(bytes)
    }
}

impl Stored {
    /// Reads it from the raw bytes of a stored document. Its own reader takes a field's bytes one by one, which would be
    /// most of an answer's time.
    pub(super) fn from_document(bytes: &[u8]) -> Result<Stored, IndexError> {
        let value = || {
            let (rest, length) = bytes.split_last_chunk::<4>()?;
            let start = rest
                .len()
                .checked_sub(u32::from_le_bytes(*length) as usize)?;
            Some(&rest[start..])
        };
        let value = value()
            .ok_or_else(|| IndexError::Damaged("a document without its passage".to_owned()))?;
        postcard::from_bytes(value).map_err(super::damaged)
    }
}

fn place(token: &Token) -> (u32, u32) {
    (token.range.start as u32, token.range.len() as u32)
}
