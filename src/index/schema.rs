//! What is indexed of a passage.

use tantivy::IndexSettings;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;

/// Names of the fields that are also columns.
pub(super) const EDITION: &str = "edition";
pub(super) const OUTLINE: &str = "outline";

#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// The catalogue's number of the edition.
    pub(super) edition: Field,
    /// Terms of the passage's text.
    pub(super) body: Field,
    /// Terms of the report's title and publisher, its file's name, and the headings above the passage.
    pub(super) context: Field,
    /// What ranking needs of the passage: the numbers of its [outline](super::outline::Outline).
    pub(super) outline: Field,
    /// The passage with the places of its terms, as postcard.
    pub(super) passage: Field,
}

impl Fields {
    pub(super) fn of(schema: &Schema) -> Fields {
        let field = |name| {
            schema
                .get_field(name)
                .expect("the schema has been compared with ours")
        };
        Fields {
            edition: field(EDITION),
            body: field("body"),
            context: field("context"),
            outline: field(OUTLINE),
            passage: field("passage"),
        }
    }
}

pub(super) fn schema() -> Schema {
    let terms = |option| {
        // Terms arrive analysed: the tokenizer's name only has to exist.
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_index_option(option),
        )
    };
    let mut schema = Schema::builder();
    schema.add_u64_field(EDITION, INDEXED | FAST);
    schema.add_text_field("body", terms(IndexRecordOption::WithFreqsAndPositions));
    schema.add_text_field("context", terms(IndexRecordOption::WithFreqs));
    schema.add_u64_field(OUTLINE, FAST);
    schema.add_bytes_field("passage", STORED);
    schema.build()
}

pub(super) fn settings() -> IndexSettings {
    IndexSettings {
        // A handful of passages are fetched for each question, one by one: unpacking would cost more than the room, and
        // what shares a block with one is copied with it.
        docstore_compression: Compressor::None,
        docstore_blocksize: 1_024,
        ..IndexSettings::default()
    }
}
