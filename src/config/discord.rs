//! What the operator may set for the bot on Discord.

use std::path::PathBuf;
use std::time::Duration;

use super::Section;
use super::read::Value;

/// The bot on Discord. Where Discord sets a bound, it is that of its documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscordConfig {
    /// The file that holds the bot's token, where the environment does not.
    pub token_file: Option<PathBuf>,
    /// The application's id; learned from Discord where it is not set.
    pub application_id: Option<u64>,
    /// Another address for Discord's REST API, without a slash at its end; Discord's own where it is not set.
    pub api: Option<String>,
    /// Connections to the gateway.
    pub shards: Shards,
    /// Characters of an excerpt in a reply at most.
    pub excerpt_chars: usize,
    /// Characters of a question at most.
    pub question_chars: usize,
    /// Questions and clicks of one person within a minute.
    pub person_per_minute: u32,
    /// Questions and clicks of one person at once.
    pub person_burst: u32,
    /// Questions and clicks of one guild within a minute.
    pub guild_per_minute: u32,
    /// Questions that wait for a search at most; more are refused.
    pub queue: usize,
    /// Searches at the same time; none is one for each processor core.
    pub searches: Option<usize>,
    /// Milliseconds that one search may take.
    pub search_deadline_ms: u64,
    /// Milliseconds after which a question that is not answered yet is acknowledged; with 0, every one is at once.
    pub defer_after_ms: u64,
    /// Bytes of an attachment at most.
    pub attachment_bytes: u64,
    /// Seconds that work in hand may take after the bot was told to stop.
    pub grace_seconds: u64,
}

/// How many connections to the gateway there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shards {
    /// As many as Discord recommends.
    Auto,
    /// So many.
    Count(u32),
}

impl Default for DiscordConfig {
    fn default() -> Self {
        DiscordConfig {
            token_file: None,
            application_id: None,
            api: None,
            shards: Shards::Auto,
            excerpt_chars: 350,
            question_chars: 500,
            person_per_minute: 12,
            person_burst: 4,
            guild_per_minute: 120,
            queue: 256,
            searches: None,
            search_deadline_ms: 2_500,
            defer_after_ms: 500,
            attachment_bytes: 25 << 20,
            grace_seconds: 10,
        }
    }
}

/// Discord lets a slash command's option hold this many characters.
const OPTION_CHARS: usize = 6_000;
/// Discord waits this long for the first response to an interaction.
const FIRST_RESPONSE_MS: u64 = 3_000;
/// The largest attachment that Discord takes from anybody: 500 MiB.
const LARGEST_ATTACHMENT: u64 = 500 << 20;

impl DiscordConfig {
    pub(super) fn read(mut from: Section) -> Self {
        let default = Self::default();
        DiscordConfig {
            token_file: from
                .value("token_file", "the path of a file that holds the token", path)
                .flatten(),
            application_id: from
                .value(
                    "application_id",
                    "the id of the application, a number of 17 to 20 digits, or \"\"",
                    id,
                )
                .flatten(),
            api: from
                .value(
                    "api",
                    "an address that begins with http:// or https:// and has no path, or \"\" for Discord itself",
                    address,
                )
                .flatten(),
            shards: from
                .value("shards", "\"auto\" or a whole number from 1 to 1024", shards)
                .unwrap_or(default.shards),
            excerpt_chars: from.whole("excerpt_chars", default.excerpt_chars, 100..=1_000),
            question_chars: from.whole("question_chars", default.question_chars, 50..=OPTION_CHARS),
            person_per_minute: from.whole("person_per_minute", default.person_per_minute, 1..=600),
            person_burst: from.whole("person_burst", default.person_burst, 1..=60),
            guild_per_minute: from.whole("guild_per_minute", default.guild_per_minute, 1..=6_000),
            queue: from.whole("queue", default.queue, 1..=10_000),
            searches: from
                .value("searches", "\"auto\" or a whole number from 1 to 256", searches)
                .unwrap_or(default.searches),
            search_deadline_ms: from.whole(
                "search_deadline_ms",
                default.search_deadline_ms,
                100..=60_000,
            ),
            defer_after_ms: from.whole(
                "defer_after_ms",
                default.defer_after_ms,
                0..=FIRST_RESPONSE_MS - 500,
            ),
            attachment_bytes: from.whole(
                "attachment_bytes",
                default.attachment_bytes,
                1_024..=LARGEST_ATTACHMENT,
            ),
            grace_seconds: from.whole("grace_seconds", default.grace_seconds, 1..=300),
        }
    }
}

impl DiscordConfig {
    /// Searches at the same time.
    pub fn searches(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(2, usize::from);
        self.searches.unwrap_or_else(cores)
    }

    /// How long one search may take.
    pub fn search_deadline(&self) -> Duration {
        Duration::from_millis(self.search_deadline_ms)
    }
}

fn path(value: &Value) -> Option<Option<PathBuf>> {
    let text = value.text().filter(|text| !super::token::resembles(text))?;
    Some((!text.is_empty()).then(|| PathBuf::from(text)))
}

/// A snowflake: seventeen digits since 2015, twenty at the most.
fn id(value: &Value) -> Option<Option<u64>> {
    if value.text() == Some("") {
        return Some(None);
    }
    let id: u64 = match value.text() {
        Some(text) => text.parse().ok()?,
        None => u64::try_from(value.whole()?).ok()?,
    };
    (id >= 10_u64.pow(16)).then_some(Some(id))
}

fn address(value: &Value) -> Option<Option<String>> {
    let text = value.text()?.trim_end_matches('/');
    if text.is_empty() {
        return Some(None);
    }
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"))?;
    let host = !rest.is_empty() && !rest.contains(|c: char| c == '/' || c.is_whitespace());
    host.then(|| Some(text.to_owned()))
}

fn shards(value: &Value) -> Option<Shards> {
    if value.text() == Some("auto") {
        return Some(Shards::Auto);
    }
    let count = u32::try_from(value.whole()?).ok()?;
    (1..=1_024).contains(&count).then_some(Shards::Count(count))
}

fn searches(value: &Value) -> Option<Option<usize>> {
    if value.text() == Some("auto") {
        return Some(None);
    }
    let count = usize::try_from(value.whole()?).ok()?;
    (1..=256).contains(&count).then_some(Some(count))
}
