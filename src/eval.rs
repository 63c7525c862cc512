//! How well questions are answered, in figures, by the same code that answers them.
//!
//! [`beir`] ranks the documents of a retrieval set in BEIR's layout; [`gold`] asks the library what a gold file asks
//! and looks at the excerpts. [`metrics`] holds the definitions of the figures of a ranking. They were compared with
//! `trec_eval`'s, as computed by pytrec_eval-terrier 0.5.11, query by query over the rankings of 1,403 queries, and
//! did not differ by 1e-6 anywhere; a test keeps a small ranking with its figures.

pub mod beir;
pub mod gold;
pub mod metrics;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::index::IndexError;

/// Why nothing can be measured. Each says what is expected instead.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file or folder that should be there.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why it cannot be read or written.
        error: std::io::Error,
    },
    /// A line that is not what it should be.
    #[error("{path}, line {line}: {why}")]
    Line {
        /// Of which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// Something that makes the set as a whole useless.
    #[error("{path}: {why}")]
    Set {
        /// File or folder.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> EvalError + use<> {
    let path = path.to_owned();
    move |error| EvalError::File { path, error }
}

fn read(path: &Path) -> Result<String, EvalError> {
    std::fs::read_to_string(path).map_err(failed(path))
}

/// Every line of a JSONL file that is not blank.
fn rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, EvalError> {
    let text = read(path)?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| EvalError::Line {
                path: path.to_owned(),
                line: at + 1,
                why: error.to_string(),
            })
        })
        .collect()
}

/// How long questions took.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Takes note of one question.
    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The milliseconds within which this percentage of the questions were done: the nearest rank, never between two.
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted
            .get(rank - 1)
            .map_or(0.0, |took| (took.as_secs_f64() * 1e6).round() / 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut times = Times::default();
        assert_eq!(times.percentile_ms(50), 0.0);
        for ms in (1..=200).rev() {
            times.push(Duration::from_millis(ms));
        }
        assert_eq!(times.percentile_ms(50), 100.0);
        assert_eq!(times.percentile_ms(99), 198.0);
        assert_eq!(times.percentile_ms(100), 200.0);
    }
}
