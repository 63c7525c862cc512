//! The bytes that are hashed.
//!
//! An entry's **body** is a JSON object in the canonical form of RFC 8785: keys in order, no white space. Its **hash** is
//! the SHA-256 of these bytes. Each body holds the hash of the one before, in `previous`.
//!
//! What an entry says of people, and in anybody's words, stands in its body as **commitments** only: SHA-256(salt ‖
//! value) with 32 random bytes of salt. Value and salt lie beside the ledger and may be erased; the chain stays whole.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::entry::{Event, Field};

/// The format that bodies are written in.
pub(super) const FORMAT: u32 = 1;

/// The body, as it is hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) format: u32,
    pub(super) guild: String,
    pub(super) number: u32,
    pub(super) previous: String,
    pub(super) at: String,
    pub(super) check: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<String>,
    /// Commitments, in hexadecimal digits.
    pub(super) private: BTreeMap<Field, String>,
    pub(super) event: Event,
}

impl Body {
    /// The bytes that are hashed.
    pub(super) fn canonical(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        let mut out = String::new();
        write_canonical(&value, &mut out);
        out
    }
}

/// RFC 8785, for values without fractions: our bodies have none.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            // All our keys are ASCII names, for which the order of bytes is that of UTF-16 units, as the RFC wants it.
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (n, (key, value)) in members.into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                out.push('"');
                out.push_str(key);
                out.push_str("\":");
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// A private value with the salt of its commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Salted {
    /// 32 random bytes, in hexadecimal digits.
    pub salt: String,
    /// The value.
    pub value: String,
}

impl Salted {
    pub(super) fn new(value: String, salt: [u8; 32]) -> Salted {
        Salted {
            salt: HEXLOWER.encode(&salt),
            value,
        }
    }

    /// SHA-256(salt ‖ value) in hexadecimal digits; none where the salt is none.
    pub fn commitment(&self) -> Option<String> {
        let salt = HEXLOWER.decode(self.salt.as_bytes()).ok()?;
        let salt: [u8; 32] = salt.try_into().ok()?;
        let digest = Sha256::new()
            .chain_update(salt)
            .chain_update(self.value.as_bytes())
            .finalize();
        Some(HEXLOWER.encode(&digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_written_as_rfc_8785_says() {
        let value: Value =
            serde_json::from_str(r#"{"b": [1, {"z": "é\u0001\n\"", "a": true}], "a": null}"#)
                .unwrap();
        let mut out = String::new();
        write_canonical(&value, &mut out);
        assert_eq!(
            out,
            "{\"a\":null,\"b\":[1,{\"a\":true,\"z\":\"é\\u0001\\n\\\"\"}]}"
        );
    }

    #[test]
    fn a_commitment_is_of_salt_and_value() {
        let salted = Salted::new("17".to_owned(), [7; 32]);
        let plain: Vec<u8> = [7; 32].into_iter().chain(*b"17").collect();
        let expected = HEXLOWER.encode(&Sha256::digest(plain));
        assert_eq!(salted.commitment(), Some(expected));
        let broken = Salted {
            salt: "07".to_owned(),
            ..salted
        };
        assert_eq!(broken.commitment(), None);
    }
}
