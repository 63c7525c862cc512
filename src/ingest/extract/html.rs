//! html → reading text.

use super::{ExtractError, Limits};
use crate::report::Reading;

/// Reads a html file.
pub fn extract(_bytes: &[u8], _limits: &Limits) -> Result<Reading, ExtractError> {
    Err(ExtractError::NoText)
}
