//! The time as the stand-in sees it: real time, and whatever a test has skipped.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Where the clock starts unless the world says otherwise: 5 January 2026, 12:00:00 UTC, in milliseconds since 1970.
pub const DEFAULT_START_MS: u64 = 1_767_614_400_000;

/// A clock that runs with real time and can be put forward, for deadlines of 3 s and 15 min.
#[derive(Debug)]
pub struct Clock {
    since: Instant,
    start_ms: u64,
    ahead_ms: AtomicU64,
    /// Real milliseconds since the start at which it was stopped.
    stopped: OnceLock<u64>,
}

impl Clock {
    /// A clock that shows `start_ms` (milliseconds since 1970) now.
    pub fn starting_at(start_ms: u64) -> Clock {
        Clock {
            since: Instant::now(),
            start_ms,
            ahead_ms: AtomicU64::new(0),
            stopped: OnceLock::new(),
        }
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        let real = self.stopped.get().copied();
        let real = real.unwrap_or_else(|| self.real_ms());
        self.start_ms + self.ahead_ms.load(Ordering::Relaxed) + real
    }

    fn real_ms(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// From now on only [`Clock::advance`] moves the clock, so that a slow machine breaks no deadline. Rate limits then
    /// last until it is put forward.
    pub fn stop(&self) {
        // Stopping twice changes nothing.
        let _ = self.stopped.set(self.real_ms());
    }

    /// Puts the clock forward. Nothing waits for it; what is measured afterwards is later by `time`.
    pub fn advance(&self, time: Duration) {
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

/// `2026-01-05T12:00:00.000000+00:00`, as Discord writes a time.
pub(super) fn iso8601(ms: u64) -> String {
    let (day, rest) = (ms / 86_400_000, ms % 86_400_000);
    let (year, month, day) = civil(day);
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, micros) = (rest / 1000 % 60, rest % 1000 * 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}+00:00")
}

/// Year, month and day of a day counted from 1 January 1970 (proleptic Gregorian, eras of 400 years).
fn civil(day: u64) -> (u64, u64, u64) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_discord_writes_them() {
        assert_eq!(
            iso8601(DEFAULT_START_MS),
            "2026-01-05T12:00:00.000000+00:00"
        );
        assert_eq!(iso8601(951_782_400_123), "2000-02-29T00:00:00.123000+00:00");
    }

    #[test]
    fn the_clock_can_be_put_forward() {
        let clock = Clock::starting_at(1000);
        clock.advance(Duration::from_secs(900));
        assert!((901_000..902_000).contains(&clock.now_ms()));
        clock.stop();
        let stopped = clock.now_ms();
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now_ms(), stopped + 1000);
    }
}
