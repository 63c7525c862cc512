//! The line of a report: file → kind → reading text → passages.

mod acronyms;
pub mod child;
pub mod describe;
pub mod extract;
pub mod passages;
pub mod sentences;
pub mod walk;
