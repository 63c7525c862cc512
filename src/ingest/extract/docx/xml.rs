//! XML events, with what a document has no need for refused.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::super::ExtractError;
use super::super::decode::decode;

/// What a reader of a part is told.
pub(super) enum Step<'a> {
    /// An element begins. An empty element begins and ends.
    Open(Element<'a>),
    /// The innermost element ends.
    Close,
    /// Text, entities resolved.
    Text(&'a str),
}

/// An element as it begins.
pub(super) struct Element<'a> {
    start: &'a BytesStart<'a>,
}

impl Element<'_> {
    /// Its name without the prefix.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The value of an attribute, by its name without the prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes().filter_map(Result::ok);
        let attribute =
            attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()?;
        Some(value.into_owned())
    }
}

/// Tells `step` about everything in a part. An empty part says nothing.
pub(super) fn read(part: &[u8], mut step: impl FnMut(Step)) -> Result<(), ExtractError> {
    let text = decode(part);
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(start) => step(Step::Open(Element { start: &start })),
            Event::Empty(start) => {
                step(Step::Open(Element { start: &start }));
                step(Step::Close);
            }
            Event::End(_) => step(Step::Close),
            Event::Text(text) => step(Step::Text(&text.xml10_content())),
            Event::CData(text) => step(Step::Text(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                step(Step::Text(resolve(&reference)?.encode_utf8(&mut [0; 4])))
            }
            // Word writes none; what comes with one is an attack on the reader.
            Event::DocType(_) => {
                let reason =
                    "it carries a DTD, which a DOCX never needs and which can be made to explode";
                return Err(ExtractError::Refused(reason.to_owned()));
            }
            Event::Eof => return Ok(()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

fn resolve(reference: &BytesRef) -> Result<char, ExtractError> {
    if let Some(c) = reference.resolve_char_ref().map_err(|_| broken())? {
        return Ok(c);
    }
    match &*reference.xml10_content() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(broken()),
    }
}

fn broken() -> ExtractError {
    ExtractError::Damaged("its XML is not well-formed".to_owned())
}
