//! The line of a report: file → kind → reading text → passages.

pub mod extract;
