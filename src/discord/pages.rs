//! The id of a button that turns the pages of a report or of the list of reports.

use crate::report::{EditionPrefix, PageNumber};

/// Which page a button leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Which file.
    pub edition: EditionPrefix,
    /// Which page; absent in formats without pages.
    pub page: Option<PageNumber>,
    /// Which part of a page that is too long for one message, from 0.
    pub part: u16,
}

/// Opens every id of this kind.
const QUOTE: &str = "q:";
const LIST: &str = "l:";

impl Turn {
    /// The button's id.
    pub fn pack(&self) -> String {
        let page = self.page.map_or(0, PageNumber::get);
        format!("{QUOTE}{}:{page}:{}", self.edition, self.part)
    }

    /// Reads an id; none where no button of ours has it.
    pub fn unpack(id: &str) -> Option<Turn> {
        let (edition, rest) = id.strip_prefix(QUOTE)?.split_once(':')?;
        let (page, part) = rest.split_once(':')?;
        let bytes = data_encoding::HEXLOWER.decode(edition.as_bytes()).ok()?;
        let turn = Turn {
            edition: EditionPrefix(bytes.try_into().ok()?),
            page: PageNumber::new(page.parse().ok()?),
            part: part.parse().ok()?,
        };
        (turn.pack() == id).then_some(turn)
    }
}

/// The id of a button that leads to a page of the list of reports, from 1. `like` is cut to what fits.
pub fn pack_list(page: u32, like: Option<&str>) -> String {
    let like: String = like.unwrap_or_default().chars().take(80).collect();
    format!("{LIST}{page}:{like}")
}

/// Reads an id of [`pack_list`].
pub fn unpack_list(id: &str) -> Option<(u32, Option<String>)> {
    let (page, like) = id.strip_prefix(LIST)?.split_once(':')?;
    let page: u32 = page.parse().ok().filter(|page| *page > 0)?;
    Some((page, (!like.is_empty()).then(|| like.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_back() {
        let turn = Turn {
            edition: EditionPrefix([1, 2, 3, 4, 255]),
            page: PageNumber::new(448),
            part: 3,
        };
        assert_eq!(turn.pack(), "q:01020304ff:448:3");
        assert_eq!(Turn::unpack(&turn.pack()), Some(turn));
        for foreign in [
            "",
            "q:",
            "q:01:1:0",
            "q:01020304ff:448",
            "q:01020304FF:1:0",
            "q:01020304ff:01:0",
        ] {
            assert_eq!(Turn::unpack(foreign), None, "{foreign}");
        }
        assert_eq!(
            unpack_list(&pack_list(2, Some("ODNI: a"))),
            Some((2, Some("ODNI: a".to_owned())))
        );
        assert_eq!(unpack_list("l:0:"), None);
    }
}
