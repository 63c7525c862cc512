//! Receipts cut short, for places that have no room for a whole one.

use super::{Check, EditionPrefix, PageNumber, Reading, Receipt};

/// A receipt without the extractor, and with fewer bits of both hashes.
///
/// Enough to find some words again among the reports of one scope and to notice that they changed. Never shown to people
/// and never a proof: that is the [`Receipt`]'s part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShortReceipt {
    /// The first 32 bits of the SHA-256 of the file.
    pub edition: [u8; 4],
    /// The physical page; absent in formats without pages.
    pub page: Option<PageNumber>,
    /// First byte in the unit's reading text.
    pub start: u32,
    /// Bytes of quoted text.
    pub len: u32,
    /// Whether the quotation goes on at the start of the next unit.
    pub crosses: bool,
    /// The first 24 bits of the SHA-256 of the quoted text.
    pub check: [u8; 3],
}

impl ShortReceipt {
    /// What remains of a receipt.
    pub fn of(receipt: &Receipt) -> Self {
        let [a, b, c, d, _] = receipt.edition.0;
        let [x, y, z, ..] = receipt.check.0;
        ShortReceipt {
            edition: [a, b, c, d],
            page: receipt.page,
            start: receipt.start,
            len: receipt.len,
            crosses: receipt.crosses,
            check: [x, y, z],
        }
    }

    /// Whether it may be of that edition.
    pub fn is_of(&self, edition: EditionPrefix) -> bool {
        edition.0.starts_with(&self.edition)
    }

    /// The words at its place in a reading, if there are any such bytes.
    pub fn read(&self, reading: &Reading) -> Option<String> {
        let index = self.page.map_or(0, |page| page.get() as usize - 1);
        let unit = reading
            .units
            .get(index)
            .filter(|unit| unit.page == self.page)?;
        let (start, len) = (self.start as usize, self.len as usize);
        if !self.crosses {
            return unit
                .text
                .get(start..start.checked_add(len)?)
                .map(str::to_owned);
        }
        let head = unit.text.get(start..unit.flow_end)?;
        let rest = len.checked_sub(head.len() + 1)?;
        let tail = reading.units.get(index + 1)?.text.get(..rest)?;
        Some(format!("{head} {tail}"))
    }

    /// Whether these are the words, as far as the check can tell.
    pub fn is_for(&self, text: &str) -> bool {
        Check::of(text).0.starts_with(&self.check)
    }
}
