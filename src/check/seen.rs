//! A stand-in until the measure is merged.

/// Claims that resemble.
pub fn seen_before(_claim: &str, _old: &[(u32, &str)]) -> Vec<(u32, f32)> {
    Vec::new()
}
