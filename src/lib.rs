//! Pincite answers questions with exact, cited excerpts from reports.

pub mod answer;
pub mod cli;
pub mod config;
pub mod eval;
pub mod index;
pub mod ingest;
pub mod library;
pub mod report;
pub mod store;
