//! What goes wrong on purpose: answers of the REST API that fail, are late, or never come.

use std::time::Duration;

/// What happens to a call instead of, or after, what should.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// 429 for this route; nothing is done.
    RateLimited(Duration),
    /// 429 for the whole bot; nothing is done.
    GlobalLimit(Duration),
    /// This status with an empty body; nothing is done.
    Status(u16),
    /// The call is carried out, the answer comes after this much real time.
    Slow(Duration),
    /// The call is carried out, the answer is 200 with no JSON.
    Garbage,
    /// The connection is cut; nothing is done.
    CutBefore,
    /// The call is carried out and the connection cut: the bot cannot know.
    CutAfter,
}

impl Fault {
    /// Whether the call is still carried out.
    pub(super) fn carries_out(&self) -> bool {
        matches!(self, Fault::Slow(_) | Fault::Garbage | Fault::CutAfter)
    }
}

/// Faults that are still to come.
#[derive(Default)]
pub(super) struct Faults {
    planned: Vec<Planned>,
}

struct Planned {
    fault: Fault,
    times: u32,
    /// Part of "METHOD /route/{template}"; empty means every call.
    route: String,
}

impl Faults {
    pub(super) fn plan(&mut self, fault: Fault, times: u32, route: &str) {
        self.planned.push(Planned {
            fault,
            times,
            route: route.to_owned(),
        });
    }

    pub(super) fn clear(&mut self) {
        self.planned.clear();
    }

    /// The fault that hits a call, counted as used.
    pub(super) fn strike(&mut self, call: &str) -> Option<Fault> {
        let hits = |one: &Planned| call.contains(&one.route);
        let at = self.planned.iter().position(hits)?;
        let planned = &mut self.planned[at];
        planned.times = planned.times.saturating_sub(1);
        let fault = planned.fault.clone();
        if planned.times == 0 {
            self.planned.remove(at);
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_hit_their_route_and_run_out() {
        let mut faults = Faults::default();
        faults.plan(Fault::Status(500), 2, "POST /channels");
        assert_eq!(faults.strike("GET /gateway"), None);
        for expected in [Some(Fault::Status(500)), Some(Fault::Status(500)), None] {
            assert_eq!(
                faults.strike("POST /channels/{channel_id}/messages"),
                expected
            );
        }
    }
}
