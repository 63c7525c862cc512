//! Receipts: some 28 letters and digits that are enough by themselves to check a quotation.
//!
//! # Format 1
//!
//! Crockford's base32 (<https://www.crockford.com/base32.html>, lower case, no check symbol) over these bytes:
//!
//! | bytes | holds |
//! |---|---|
//! | 1 | format (high 3 bits, now 1), whether the quotation goes on over a page break (1 bit), extractor (low 4 bits) |
//! | 1 | version of the extractor |
//! | 5 | the first 40 bits of the SHA-256 of the original file |
//! | 1 to 3 | physical page from 1, or 0 in formats without pages, as LEB128 |
//! | 1 to 5 | first byte of the quotation in that page's reading text, as LEB128 |
//! | 1 to 3 | length of the quotation in bytes, as LEB128 |
//! | 6 | the first 48 bits of the SHA-256 of the quoted text |
//!
//! A quotation that goes on over a page break is the running text from `start` to the end of the page's flow, one
//! space, and the next page's text from its first byte.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use sha2::{Digest, Sha256};

use super::{Extractor, PageNumber, Reading, ShortReceipt};

const FORMAT: u8 = 1;
const CROSSES: u8 = 0b0001_0000;
/// 20 bytes.
const MAX_CHARS: usize = 32;

/// The first 40 bits of the SHA-256 of an original file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EditionPrefix(pub [u8; 5]);

impl EditionPrefix {
    /// The prefix of a whole hash.
    pub fn of(sha256: &[u8; 32]) -> Self {
        EditionPrefix(std::array::from_fn(|i| sha256[i]))
    }
}

impl fmt::Display for EditionPrefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

/// The first 48 bits of the SHA-256 of some quoted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Check(pub [u8; 6]);

impl Check {
    /// The check of these words.
    pub fn of(text: &str) -> Self {
        let hash = Sha256::digest(text.as_bytes());
        Check(std::array::from_fn(|i| hash[i]))
    }
}

/// Everything needed to find some quoted words again and to see whether they are still the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// Which extractor read the file.
    pub extractor: Extractor,
    /// And its version then.
    pub version: u8,
    /// Which file.
    pub edition: EditionPrefix,
    /// The physical page; absent in formats without pages.
    pub page: Option<PageNumber>,
    /// First byte in the unit's reading text.
    pub start: u32,
    /// Bytes of quoted text.
    pub len: u32,
    /// Whether the quotation goes on at the start of the next unit.
    pub crosses: bool,
    /// What the words were.
    pub check: Check,
}

/// Why some text is not a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not base32 of a possible length.
    #[error(
        "this is not a receipt: a receipt is some 28 letters and digits, as printed below a quotation"
    )]
    NotOne,
    /// A receipt of a later Pincite.
    #[error("this receipt was made by a newer Pincite (format {0}); update Pincite to check it")]
    Newer(u8),
}

impl Receipt {
    /// The words at the receipt's place in a reading, if there are any such bytes.
    pub fn read(&self, reading: &Reading) -> Option<String> {
        ShortReceipt::of(self).read(reading)
    }

    /// Where the receipt's words stand on a page, as bytes of its reading text: a quotation that goes on over a page
    /// break has a part on both. None where it has none there.
    pub fn part_on(&self, page: PageNumber, reading: &Reading) -> Option<Range<usize>> {
        let first = self.page?;
        let unit = |page: PageNumber| reading.units.get(page.get() as usize - 1);
        let text = self.read(reading)?;
        let start = self.start as usize;
        let here = match self.crosses {
            true => unit(first)?.flow_end - start,
            false => text.len(),
        };
        if page == first {
            Some(start..start + here)
        } else if self.crosses && Some(page) == first.checked_add(1) {
            Some(0..text.len() - here - 1)
        } else {
            None
        }
    }

    fn to_bytes(self) -> Vec<u8> {
        let flags = FORMAT << 5 | if self.crosses { CROSSES } else { 0 } | self.extractor.code();
        let mut bytes = vec![flags, self.version];
        bytes.extend(self.edition.0);
        for number in [self.page.map_or(0, PageNumber::get), self.start, self.len] {
            push_leb128(&mut bytes, number);
        }
        bytes.extend(self.check.0);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let (&flags, rest) = bytes.split_first().ok_or(ReceiptError::NotOne)?;
        match flags >> 5 {
            FORMAT => Self::from_format_1(flags, rest).ok_or(ReceiptError::NotOne),
            newer @ 2.. => Err(ReceiptError::Newer(newer)),
            _ => Err(ReceiptError::NotOne),
        }
    }

    fn from_format_1(flags: u8, rest: &[u8]) -> Option<Self> {
        let (&version, rest) = rest.split_first()?;
        let (edition, mut rest) = rest.split_first_chunk::<5>()?;
        let page = take_leb128(&mut rest)?;
        let start = take_leb128(&mut rest)?;
        let len = take_leb128(&mut rest)?;
        let check: [u8; 6] = rest.try_into().ok()?;
        Some(Receipt {
            extractor: Extractor::from_code(flags & 0b1111)?,
            version,
            edition: EditionPrefix(*edition),
            page: PageNumber::new(page),
            start,
            len,
            crosses: flags & CROSSES != 0,
            check: Check(check),
        })
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&BASE32.encode(&self.to_bytes()))
    }
}

impl FromStr for Receipt {
    type Err = ReceiptError;

    /// Reads a receipt as a person may have copied it: any case, with hyphens or spaces, `O` for 0, `I` or `L` for 1.
    fn from_str(text: &str) -> Result<Self, ReceiptError> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .take(MAX_CHARS + 1)
            .collect();
        if text.len() > MAX_CHARS {
            return Err(ReceiptError::NotOne);
        }
        let bytes = BASE32
            .decode(text.as_bytes())
            .map_err(|_| ReceiptError::NotOne)?;
        let receipt = Self::from_bytes(&bytes)?;
        // One quotation has one receipt: an overlong number would be a second spelling of it.
        if receipt.to_bytes() == bytes {
            Ok(receipt)
        } else {
            Err(ReceiptError::NotOne)
        }
    }
}

impl serde::Serialize for Receipt {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    spec.translate.from.push_str("ABCDEFGHJKMNPQRSTVWXYZoOiIlL");
    spec.translate.to.push_str("abcdefghjkmnpqrstvwxyz001111");
    spec.encoding().expect("32 distinct ASCII symbols")
});

fn push_leb128(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take_leb128(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0u64;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return u32::try_from(number).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Metadata, Unit};
    use proptest::prelude::*;

    fn receipt() -> impl Strategy<Value = Receipt> {
        let place = (0u32..16_384, 0u32..16_384, 1u32..16_384);
        let block = (Just(0u32), 0u32..268_435_456, 1u32..16_384);
        (
            0u8..6,
            any::<u8>(),
            any::<[u8; 5]>(),
            prop_oneof![place, block],
            any::<bool>(),
            any::<[u8; 6]>(),
        )
            .prop_map(
                |(code, version, edition, (page, start, len), crosses, check)| Receipt {
                    extractor: Extractor::from_code(code).unwrap(),
                    version,
                    edition: EditionPrefix(edition),
                    page: PageNumber::new(page),
                    start,
                    len,
                    crosses,
                    check: Check(check),
                },
            )
    }

    proptest! {
        #[test]
        fn written_and_read_back(receipt in receipt()) {
            let text = receipt.to_string();
            prop_assert!(text.len() <= MAX_CHARS, "{text}");
            prop_assert_eq!(text.parse(), Ok(receipt));
            prop_assert_eq!(text.to_uppercase().replace('0', "O").replace('1', "I").parse(), Ok(receipt));
        }

        #[test]
        fn any_text_is_a_receipt_or_a_sentence(text in "\\PC{0,40}") {
            if let Ok(receipt) = text.parse::<Receipt>() {
                prop_assert_eq!(receipt.to_string().parse(), Ok(receipt));
            }
        }
    }

    #[test]
    fn reads_its_words_within_and_across_pages() {
        let unit = |page, text: &str, flow_end| Unit {
            page: PageNumber::new(page),
            text: text.into(),
            flow_end,
            ..Unit::default()
        };
        let reading = Reading {
            extractor: Extractor::Pdf,
            version: 1,
            metadata: Metadata::default(),
            units: vec![unit(1, "One two\n1 Note.", 7), unit(2, "three. Four.", 12)],
        };
        let at = |start, len, crosses| Receipt {
            extractor: Extractor::Pdf,
            version: 1,
            edition: EditionPrefix([0; 5]),
            page: PageNumber::new(1),
            start,
            len,
            crosses,
            check: Check([0; 6]),
        };
        assert_eq!(at(4, 3, false).read(&reading).as_deref(), Some("two"));
        assert_eq!(
            at(4, 10, true).read(&reading).as_deref(),
            Some("two three.")
        );
        assert_eq!(at(4, 2, true).read(&reading), None);
        let part = |receipt: Receipt, page| {
            let page = PageNumber::new(page).unwrap();
            receipt.part_on(page, &reading)
        };
        assert_eq!(part(at(4, 3, false), 1), Some(4..7));
        assert_eq!(part(at(4, 3, false), 2), None);
        assert_eq!(part(at(4, 10, true), 1), Some(4..7));
        assert_eq!(part(at(4, 10, true), 2), Some(0..6));
        assert_eq!(part(at(4, 10, true), 3), None);
        assert_eq!(at(4, 99, false).read(&reading), None);
        assert_eq!(at(u32::MAX, u32::MAX, false).read(&reading), None);
    }
}
