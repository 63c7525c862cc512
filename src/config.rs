//! What the operator may set, and where Pincite keeps its things.
//!
//! Settings are layered: defaults, then `config/pincite.toml`, then the environment, where `[answer] limit` is called
//! `PINCITE_ANSWER_LIMIT`. The bot's token is no setting: see [`token`].

mod discord;
mod operation;
mod places;
mod read;
pub mod token;

use std::path::{Path, PathBuf};

use crate::answer::Options;
use crate::ingest::extract::Limits;

pub use discord::{DiscordConfig, Shards};
pub use operation::{LogConfig, LogFormat, MonitorConfig};
pub use places::Places;
use read::{Reader, Section};

/// The settings: `config/pincite.toml`, where every key is optional. `config/pincite.example.toml` lists them all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// How answers look.
    pub answer: AnswerConfig,
    /// What one file may cost.
    pub ingest: IngestConfig,
    /// The bot on Discord.
    pub discord: DiscordConfig,
    /// What the bot writes about itself.
    pub log: LogConfig,
    /// Where health and metrics are served.
    pub monitor: MonitorConfig,
}

/// How answers look.
#[derive(Clone, Debug, PartialEq, Eq)]
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
            ..
        } = Options::default();
        AnswerConfig {
            limit,
            excerpt_chars,
        }
    }
}

impl AnswerConfig {
    fn read(mut from: Section) -> Self {
        let default = Self::default();
        AnswerConfig {
            limit: from.whole("limit", default.limit, 1..=20),
            excerpt_chars: from.whole("excerpt_chars", default.excerpt_chars, 100..=4_000),
        }
    }
}

/// What one file may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
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
/// More memory than a machine that we know of has: 16 TiB.
const MOST_BYTES: u64 = 16 << 40;

impl IngestConfig {
    fn read(mut from: Section) -> Self {
        let default = Self::default();
        IngestConfig {
            file_bytes: from.whole("file_bytes", default.file_bytes, 1..=u64::from(u32::MAX)),
            pages: from.whole("pages", default.pages, 1..=MOST_PAGES),
            seconds: from.whole("seconds", default.seconds, 1..=86_400),
            memory_bytes: from.whole("memory_bytes", default.memory_bytes, 64 << 20..=MOST_BYTES),
            unpacked_bytes: from.whole(
                "unpacked_bytes",
                default.unpacked_bytes,
                1 << 20..=MOST_BYTES,
            ),
        }
    }
}

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
    /// Not TOML, or not our keys, or impossible values: every problem, each with its place and what is possible.
    #[error("these settings cannot be used:\n{}", .0.join("\n"))]
    Wrong(Vec<String>),
}

impl Config {
    /// The settings in that file, if one is named, with those of the environment over them.
    pub fn load(path: Option<&Path>, places: &Places) -> Result<Config, ConfigError> {
        let text = path.map(|path| {
            std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
                path: path.to_owned(),
                error,
            })
        });
        let text = text.transpose()?.unwrap_or_default();
        let name = path.unwrap_or(Path::new("")).display().to_string();
        Self::read(Reader::new(&name, &text, &places.settings)).map_err(ConfigError::Wrong)
    }

    /// Reads settings from a text alone; the error names every problem.
    pub fn parse(text: &str) -> Result<Config, Vec<String>> {
        Self::read(Reader::new("", text, &[]))
    }

    fn read(mut reader: Reader) -> Result<Config, Vec<String>> {
        let config = Self::ask(&mut reader);
        let problems = reader.problems();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(problems)
        }
    }

    /// Asks for every setting there is.
    fn ask(reader: &mut Reader) -> Config {
        Config {
            answer: AnswerConfig::read(reader.section("answer")),
            ingest: IngestConfig::read(reader.section("ingest")),
            discord: DiscordConfig::read(reader.section("discord")),
            log: LogConfig::read(reader.section("log")),
            monitor: MonitorConfig::read(reader.section("monitor")),
        }
    }

    /// How answers look.
    pub fn options(&self) -> Options {
        Options {
            limit: self.answer.limit,
            excerpt_chars: self.answer.excerpt_chars,
            ..Options::default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_holds_the_defaults() {
        let example = include_str!("../config/pincite.example.toml");
        assert_eq!(Config::parse(example), Ok(Config::default()));
    }

    #[test]
    fn every_problem_is_told_at_once_with_its_line_and_what_is_possible() {
        let text = "limit = 3\n[answer]\nlimits = 3\nexcerpt_chars = \"700\"\nqueue = 1\n\n[ingset]\n[ingest]\npages = 20000\nseconds = 0\nfile_bytes = \n[discord]\ntoken = \"x\"\nshards = \"many\"\n[log]\nformat = 'xml'\nzzz = 1\n[nothing_like_it]\n";
        let environment = [
            ("PINCITE_ANSWER_LIMIT", "lots"),
            ("PINCITE_ANSWER_LIMMIT", "3"),
            ("PINCITE_MONITOR_PORT_TCP_ADDR", "10.0.0.1"),
            ("PINCITE_SERVICE_HOST", "10.0.0.1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let problems = Config::read(Reader::new("p.toml", text, &environment)).unwrap_err();
        assert_eq!(
            problems.join("\n"),
            "\
p.toml, line 1: limit stands in no section; put it under [answer]
p.toml, line 3: [answer] has no setting limits; did you mean limit?
p.toml, line 4: [answer] excerpt_chars must be a whole number from 100 to 4000, not \"700\"
p.toml, line 5: [answer] has no setting queue; it belongs under [discord]
p.toml, line 7: there is no section [ingset]; did you mean [ingest]?
p.toml, line 9: [ingest] pages must be a whole number from 1 to 16383, not 20000
p.toml, line 10: [ingest] seconds must be a whole number from 1 to 86400, not 0
p.toml, line 11: this is not TOML: string values must be quoted, expected literal string
p.toml, line 13: [discord] has no setting token: secrets are not kept among the settings; put the token into a file of its own and name that with token_file, or into the environment as DISCORD_TOKEN
p.toml, line 14: [discord] shards must be \"auto\" or a whole number from 1 to 1024, not \"many\"
p.toml, line 16: [log] format must be \"human\" or \"json\", not 'xml'
p.toml, line 17: [log] has no setting zzz; config/pincite.example.toml lists them all
p.toml, line 18: there is no section [nothing_like_it]; config/pincite.example.toml lists them all
PINCITE_ANSWER_LIMIT: [answer] limit must be a whole number from 1 to 20, not lots
PINCITE_ANSWER_LIMMIT is no setting; did you mean PINCITE_ANSWER_LIMIT?"
        );
    }

    #[test]
    fn the_environment_is_laid_over_the_file_and_the_file_over_the_defaults() {
        let environment = [
            ("PINCITE_ANSWER_LIMIT", "7"),
            ("PINCITE_DISCORD_SHARDS", "3"),
            ("PINCITE_LOG_LEVEL", "debug"),
            ("PINCITE_MONITOR_ADDRESS", "off"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let text = "[answer]\nlimit = 3\nexcerpt_chars = 4_00\n[discord]\nqueue = 0x10\n";
        let config = Config::read(Reader::new("", text, &environment)).unwrap();
        assert_eq!(config.answer.limit, 7);
        assert_eq!(config.answer.excerpt_chars, 400);
        assert_eq!(config.discord.shards, Shards::Count(3));
        assert_eq!(config.discord.queue, 16);
        assert_eq!(config.log.level, tracing::Level::DEBUG);
        assert_eq!(config.monitor.address, None);
        assert_eq!(config.ingest, IngestConfig::default());
    }

    #[test]
    fn a_token_in_the_wrong_place_is_not_repeated() {
        let token = "MTExMTExMTExMTExMTExMTEx.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB";
        for text in [
            format!("[discord]\ntoken_file = \"{token}\""),
            format!("[discord]\napi = \"{token}\""),
            format!("[discord]\ntoken = \"{token}\""),
            format!("[answer]\nlimit = \"{token}\""),
            format!("[discord]\ntoken_file = {token}"),
            format!("[discord]\n{token} = 1"),
        ] {
            let problems = Config::parse(&text).unwrap_err().join("\n");
            assert!(!problems.contains("abcdefghij"), "{problems}");
        }
    }
}
