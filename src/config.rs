//! What the operator may set, and where Pincite keeps its things.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::answer::Options;
use crate::ingest::extract::Limits;

/// The settings: `config/pincite.toml`, where every key is optional. `config/pincite.example.toml` lists them all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How answers look.
    pub answer: AnswerConfig,
    /// What one file may cost.
    pub ingest: IngestConfig,
}

/// How answers look.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerConfig {
    /// Excerpts of one answer at most.
    pub limit: usize,
    /// Characters of one excerpt at most.
    pub excerpt_chars: usize,
}

impl Default for AnswerConfig {
    fn default() -> Self {
        let Options {
            limit,
            excerpt_chars,
        } = Options::default();
        AnswerConfig {
            limit,
            excerpt_chars,
        }
    }
}

/// What one file may cost.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IngestConfig {
    /// Bytes of a file.
    pub file_bytes: u64,
    /// Pages of a file.
    pub pages: u32,
    /// Seconds of processor time for a file.
    pub seconds: u64,
    /// Bytes of memory for reading a file.
    pub memory_bytes: u64,
    /// Bytes that packed content may unpack to.
    pub unpacked_bytes: u64,
}

impl Default for IngestConfig {
    fn default() -> Self {
        IngestConfig {
            file_bytes: 256 << 20,
            pages: 10_000,
            seconds: 120,
            memory_bytes: 2 << 30,
            unpacked_bytes: 256 << 20,
        }
    }
}

/// Receipts hold page numbers of two LEB128 bytes within their 32 characters.
const MOST_PAGES: u32 = 16_383;

/// Why there are no usable settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Named, and not there or not readable.
    #[error(
        "the config {path} cannot be read ({error}); give its path with --config, or leave that out to use the defaults"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Not TOML, or not our keys, or impossible values: one line per problem.
    #[error("the config {path} has problems:\n{problems}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// One line each.
        problems: String,
    },
}

impl Config {
    /// The settings in that file; the defaults where none is named.
    pub fn load(path: Option<&Path>) -> Result<Config, ConfigError> {
        let Some(path) = path else {
            return Ok(Config::default());
        };
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        Self::parse(&text).map_err(|problems| ConfigError::Wrong {
            path: path.to_owned(),
            problems,
        })
    }

    /// Reads settings; the error names every problem, one a line.
    pub fn parse(text: &str) -> Result<Config, String> {
        let config: Config =
            toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        let problems = config.problems();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(problems.join("\n"))
        }
    }

    fn problems(&self) -> Vec<String> {
        let ingest = &self.ingest;
        let checks = [
            (
                (1..=20).contains(&self.answer.limit),
                "[answer] limit must be from 1 to 20",
            ),
            (
                (100..=4_000).contains(&self.answer.excerpt_chars),
                "[answer] excerpt_chars must be from 100 to 4000",
            ),
            (
                (1..=MOST_PAGES).contains(&ingest.pages),
                "[ingest] pages must be from 1 to 16383, so that receipts stay short",
            ),
            (
                (1..=u64::from(u32::MAX)).contains(&ingest.file_bytes),
                "[ingest] file_bytes must be from 1 to 4294967295",
            ),
            (ingest.seconds >= 1, "[ingest] seconds must be at least 1"),
            (
                ingest.memory_bytes >= 64 << 20,
                "[ingest] memory_bytes must be at least 67108864 (64 MiB)",
            ),
            (
                ingest.unpacked_bytes >= 1 << 20,
                "[ingest] unpacked_bytes must be at least 1048576 (1 MiB)",
            ),
        ];
        checks
            .into_iter()
            .filter(|(good, _)| !good)
            .map(|(_, problem)| problem.to_owned())
            .collect()
    }

    /// How answers look.
    pub fn options(&self) -> Options {
        Options {
            limit: self.answer.limit,
            excerpt_chars: self.answer.excerpt_chars,
        }
    }

    /// What one file may cost.
    pub fn limits(&self) -> Limits {
        let IngestConfig {
            file_bytes,
            pages,
            seconds,
            memory_bytes,
            unpacked_bytes,
        } = self.ingest;
        Limits {
            file_bytes,
            pages,
            seconds,
            memory_bytes,
            unpacked_bytes,
        }
    }
}

/// What of the environment decides where things are kept. Read once, at the start.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// `PINCITE_INDEX`.
    pub index: Option<PathBuf>,
    /// `PINCITE_CONFIG`.
    pub config: Option<PathBuf>,
    /// `XDG_DATA_HOME`, else `$HOME/.local/share`.
    pub data_home: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`, else `$HOME/.config`.
    pub config_home: Option<PathBuf>,
}

/// The first line of `index/README.md`, by which a folder is known to be Pincite's.
const INDEX_README: &str = "# What Pincite keeps";

impl Places {
    /// Reads the environment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn from_env() -> Places {
        let path = |name: &str| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let home = path("HOME");
        let under_home = |folder: &str| home.as_ref().map(|home| home.join(folder));
        Places {
            index: path("PINCITE_INDEX"),
            config: path("PINCITE_CONFIG"),
            data_home: path("XDG_DATA_HOME").or_else(|| under_home(".local/share")),
            config_home: path("XDG_CONFIG_HOME").or_else(|| under_home(".config")),
        }
    }

    /// Where the library is: as told, else `./index` of a clone of Pincite, else the user's data folder. And why there.
    pub fn index(&self, told: Option<&Path>) -> (PathBuf, &'static str) {
        let clone = || {
            let readme = std::fs::read_to_string("index/README.md").ok()?;
            readme
                .starts_with(INDEX_README)
                .then(|| PathBuf::from("index"))
        };
        let home = || self.data_home.as_ref().map(|home| home.join("pincite"));
        None.or_else(|| Some((told?.to_owned(), "--index says so")))
            .or_else(|| Some((self.index.clone()?, "PINCITE_INDEX says so")))
            .or_else(|| Some((clone()?, "this is a clone of Pincite")))
            .or_else(|| Some((home()?, "the user's data folder")))
            .unwrap_or_else(|| (PathBuf::from("pincite-index"), "there is no home folder"))
    }

    /// The settings file: as told, else the clone's, else the user's; none where none of these exists.
    pub fn config(&self, told: Option<&Path>) -> Option<PathBuf> {
        if let Some(told) = told.map(Path::to_owned).or_else(|| self.config.clone()) {
            return Some(told);
        }
        let clone = Path::new("config/pincite.example.toml")
            .exists()
            .then(|| PathBuf::from("config/pincite.toml"));
        let user = self
            .config_home
            .as_ref()
            .map(|home| home.join("pincite/pincite.toml"));
        clone.into_iter().chain(user).find(|path| path.exists())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_lists_every_setting_with_its_default() {
        let example = include_str!("../config/pincite.example.toml");
        assert_eq!(Config::parse(example), Ok(Config::default()));
        let settings = example.lines().filter(|line| line.contains(" = ")).count();
        assert_eq!(
            settings, 7,
            "a setting without its line in the example, or the other way round"
        );
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let problems =
            Config::parse("[answer]\nlimit = 0\n[ingest]\npages = 20000\nseconds = 0").unwrap_err();
        assert_eq!(problems.lines().count(), 3, "{problems}");
        assert!(
            Config::parse("[answer]\nlimits = 3")
                .unwrap_err()
                .contains("limits")
        );
    }
}
