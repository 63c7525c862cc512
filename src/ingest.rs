//! The line of a report: file → kind → reading text → passages.

pub mod extract;
pub mod passages;
mod sentences;
