//! Ids as Discord makes them: 42 bits of milliseconds since 2015, then a counter.
//!
//! Follows <https://docs.discord.com/developers/reference#snowflakes>.

/// An id of anything: person, guild, channel, message, interaction.
pub type Id = u64;

/// The first millisecond of 2015, from which snowflakes count.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// Hands out ids that are never equal and grow with time.
#[derive(Debug, Default)]
pub(super) struct Snowflakes {
    pub(super) last: Id,
}

impl Snowflakes {
    pub(super) fn next(&mut self, now_ms: u64) -> Id {
        let first = now_ms.saturating_sub(DISCORD_EPOCH_MS) << 22;
        self.last = first.max(self.last + 1);
        self.last
    }
}
