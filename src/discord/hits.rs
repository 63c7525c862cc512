//! What a button under an answer needs, packed into its id: nothing is kept in memory, so buttons outlive restarts.
//!
//! Discord allows 1 to 100 characters (docs: Components, Custom ID). An id holds a version, the action, which hit is
//! shown, who asked, and for each of at most five hits enough to find its words again and to see that they are the same.

use data_encoding::BASE64URL_NOPAD;

use crate::report::{PageNumber, ShortReceipt};

/// Hits of one answer at most.
pub const MOST_HITS: usize = 5;
/// Opens every id of this kind; another packing gets another character.
pub const VERSION: char = 'a';
/// Quotations longer than this have no button; an excerpt on Discord is far shorter.
const MOST_BYTES: u32 = (1 << LEN) - 1;

// Bits of each part. With five hits: 34 + 5 × 108 = 574 bits, 72 bytes, 96 characters and the version.
const ACTION: u32 = 4;
const AT: u32 = 3;
const COUNT: u32 = 3;
const ASKER: u32 = 24;
const EDITION: u32 = 32;
const PAGE: u32 = 14;
const START_ON_PAGE: u32 = 24;
const START: u32 = PAGE + START_ON_PAGE;
const LEN: u32 = 12;
const CHECK: u32 = 24;

/// What a press on a button under an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Press {
    /// Another hit.
    Next = 0,
    /// The whole passage and its neighbours.
    More = 1,
    /// A picture of the page.
    SeePage = 2,
    /// The quotation as plain text.
    Copy = 3,
    /// Post it for everybody here.
    Share = 4,
    /// Take the answer away.
    Dismiss = 5,
    /// Show the passage that came closest to an answer.
    Closest = 6,
    /// Back from the whole passage to the excerpt.
    Less = 7,
    /// Show one of several passages in a message of its own.
    Open = 8,
    /// Show what a report means by one of its terms, in a message of its own.
    Define = 9,
}

impl Press {
    const ALL: [Press; 10] = [
        Press::Next,
        Press::More,
        Press::SeePage,
        Press::Copy,
        Press::Share,
        Press::Dismiss,
        Press::Closest,
        Press::Less,
        Press::Open,
        Press::Define,
    ];
}

/// An answer as its buttons know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// Which hit is shown, from 0.
    pub at: usize,
    /// Who asked; see [`asker`].
    pub asker: u32,
    /// One to five, best first.
    pub hits: Vec<ShortReceipt>,
}

/// The 24 bits by which a button knows who asked: enough to keep strangers from turning somebody's pages by accident,
/// and no more than anybody here can see.
pub fn asker(user: u64) -> u32 {
    // Ids count up in their upper bits (docs: Reference, Snowflakes); the multiplier is the 64-bit golden ratio.
    (user.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as u32
}

impl Hits {
    /// The id of a button; none where a hit is too large to be packed.
    pub fn pack(&self, press: Press) -> Option<String> {
        if self.hits.is_empty() || self.hits.len() > MOST_HITS || self.at >= self.hits.len() {
            return None;
        }
        let mut bits = Bits::default();
        bits.push(press as u64, ACTION);
        bits.push(self.at as u64, AT);
        bits.push(self.hits.len() as u64, COUNT);
        bits.push(u64::from(self.asker), ASKER);
        for hit in &self.hits {
            push_hit(&mut bits, hit)?;
        }
        Some(format!(
            "{VERSION}{}",
            BASE64URL_NOPAD.encode(&bits.into_bytes())
        ))
    }

    /// Whether a hit can be packed: one far longer than what Discord shows cannot.
    pub fn has_room_for(hit: &ShortReceipt) -> bool {
        push_hit(&mut Bits::default(), hit).is_some()
    }

    /// Reads an id; none where no button of ours has it.
    pub fn unpack(id: &str) -> Option<(Press, Hits)> {
        let bytes = BASE64URL_NOPAD
            .decode(id.strip_prefix(VERSION)?.as_bytes())
            .ok()?;
        let mut bits = Taken {
            bytes: &bytes,
            at: 0,
        };
        let press = *Press::ALL.get(bits.take(ACTION)? as usize)?;
        let at = bits.take(AT)? as usize;
        let count = bits.take(COUNT)? as usize;
        let asker = bits.take(ASKER)? as u32;
        let hits = (0..count)
            .map(|_| take_hit(&mut bits))
            .collect::<Option<Vec<_>>>()?;
        let hits = Hits { at, asker, hits };
        // One answer has one id: whatever else decodes to it was not made by us.
        (hits.pack(press).as_deref() == Some(id)).then_some((press, hits))
    }
}

fn push_hit(bits: &mut Bits, hit: &ShortReceipt) -> Option<()> {
    bits.push(u64::from(u32::from_be_bytes(hit.edition)), EDITION);
    match hit.page {
        Some(page) if page.get() < 1 << PAGE && hit.start < 1 << START_ON_PAGE => {
            bits.push(1, 1);
            bits.push(u64::from(page.get()), PAGE);
            bits.push(u64::from(hit.start), START_ON_PAGE);
        }
        Some(_) => return None,
        None => {
            bits.push(0, 1);
            bits.push(u64::from(hit.start), START);
        }
    }
    if hit.len > MOST_BYTES {
        return None;
    }
    bits.push(u64::from(hit.len), LEN);
    bits.push(u64::from(hit.crosses), 1);
    let [x, y, z] = hit.check;
    bits.push(u64::from(u32::from_be_bytes([0, x, y, z])), CHECK);
    Some(())
}

fn take_hit(bits: &mut Taken<'_>) -> Option<ShortReceipt> {
    let edition = (bits.take(EDITION)? as u32).to_be_bytes();
    let (page, start) = if bits.take(1)? == 1 {
        let page = PageNumber::new(bits.take(PAGE)? as u32)?;
        (Some(page), bits.take(START_ON_PAGE)? as u32)
    } else {
        (None, u32::try_from(bits.take(START)?).ok()?)
    };
    let len = bits.take(LEN)? as u32;
    let crosses = bits.take(1)? == 1;
    let [_, x, y, z] = (bits.take(CHECK)? as u32).to_be_bytes();
    Some(ShortReceipt {
        edition,
        page,
        start,
        len,
        crosses,
        check: [x, y, z],
    })
}

/// Bits as they are written, the highest of each number first.
#[derive(Default)]
struct Bits {
    bits: Vec<bool>,
}

impl Bits {
    fn push(&mut self, number: u64, bits: u32) {
        let of = |bit: u32| number >> bit & 1 == 1;
        self.bits.extend((0..bits).rev().map(of));
    }

    fn into_bytes(self) -> Vec<u8> {
        let byte = |bits: &[bool]| {
            let set = |byte: u8, (at, bit): (usize, &bool)| byte | u8::from(*bit) << (7 - at);
            bits.iter().enumerate().fold(0, set)
        };
        self.bits.chunks(8).map(byte).collect()
    }
}

/// Bits as they are read.
struct Taken<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Taken<'_> {
    fn take(&mut self, bits: u32) -> Option<u64> {
        let mut number = 0;
        for _ in 0..bits {
            let byte = self.bytes.get(self.at / 8)?;
            number = number << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hit() -> impl Strategy<Value = ShortReceipt> {
        let place = prop_oneof![
            (1u32..1 << PAGE, 0u32..1 << START_ON_PAGE),
            (Just(0), any::<u32>()),
        ];
        let rest = (0..=MOST_BYTES, any::<bool>(), any::<[u8; 3]>());
        (any::<[u8; 4]>(), place, rest).prop_map(
            |(edition, (page, start), (len, crosses, check))| ShortReceipt {
                edition,
                page: PageNumber::new(page),
                start,
                len,
                crosses,
                check,
            },
        )
    }

    proptest! {
        #[test]
        fn packed_and_read_back(hits in proptest::collection::vec(hit(), 1..=MOST_HITS), at in 0..MOST_HITS, user: u64) {
            let answer = Hits { at: at.min(hits.len() - 1), asker: asker(user), hits };
            for press in Press::ALL {
                let id = answer.pack(press).unwrap();
                prop_assert!(id.len() < 100, "{} characters", id.len());
                prop_assert_eq!(Hits::unpack(&id), Some((press, answer.clone())));
            }
        }

        #[test]
        fn any_text_is_an_id_of_ours_or_none(text in "\\PC{0,100}", tail in "[A-Za-z0-9_-]{0,99}") {
            for id in [text, format!("{VERSION}{tail}")] {
                if let Some((press, hits)) = Hits::unpack(&id) {
                    prop_assert_eq!(hits.pack(press), Some(id));
                }
            }
        }
    }

    #[test]
    fn the_largest_answer_has_ids_of_under_100_characters() {
        let largest = ShortReceipt {
            edition: [0xff; 4],
            page: PageNumber::new((1 << PAGE) - 1),
            start: (1 << START_ON_PAGE) - 1,
            len: MOST_BYTES,
            crosses: true,
            check: [0xff; 3],
        };
        let answer = Hits {
            at: MOST_HITS - 1,
            asker: asker(u64::MAX),
            hits: vec![largest; MOST_HITS],
        };
        let id = answer.pack(Press::Less).unwrap();
        assert_eq!(id.len(), 97);
        assert_eq!(Hits::unpack(&id), Some((Press::Less, answer)));
    }
}
