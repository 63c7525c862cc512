//! Entries that somebody wrote down: what a chain alone cannot show, they can.

use std::str::FromStr;

/// An entry that somebody wrote down: its number and the beginning of its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The entry's number.
    pub number: u32,
    /// 8 to 64 hexadecimal digits, in lower case.
    pub digits: String,
}

impl FromStr for Expected {
    type Err = &'static str;

    /// Reads `12:9f3ac41b27d0e856`, with or without a `#` or the word `entry` before it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str =
            "an entry is expected as NUMBER:HASH, such as 12:9f3ac41b27d0e856, with 8 to 64 digits";
        let text = text.trim();
        let text = text.strip_prefix("entry").unwrap_or(text).trim();
        let text = text.trim_start_matches('#');
        let (number, digits) = text.split_once(':').ok_or(SHAPE)?;
        let digits = digits.trim().to_ascii_lowercase();
        let fits =
            (8..=64).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        match number.trim().parse() {
            Ok(number) if fits && number > 0 => Ok(Expected { number, digits }),
            _ => Err(SHAPE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_entries_are_read_as_people_write_them() {
        let read = |text: &str| text.parse::<Expected>();
        let expected = Expected {
            number: 12,
            digits: "9f3ac41b".to_owned(),
        };
        assert_eq!(read(" #12:9F3AC41B "), Ok(expected.clone()));
        assert_eq!(read("entry 12:9f3ac41b"), Ok(expected));
        for bad in [
            "",
            "12",
            "12:",
            "0:9f3ac41b",
            "12:9f3",
            "x:9f3ac41b",
            "12:9f3ac41g",
        ] {
            assert!(read(bad).unwrap_err().contains("NUMBER:HASH"), "{bad}");
        }
    }
}
