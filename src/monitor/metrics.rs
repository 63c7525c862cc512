//! Every metric: its name, what it means, and the function that counts it.
//!
//! Labels come from short fixed lists, never from what people wrote, so that the number of series is bounded.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const ANSWERS: &str = "pincite_answers_total";
const ANSWER_SECONDS: &str = "pincite_answer_seconds";
const REQUESTS: &str = "pincite_requests_total";
const REFUSED: &str = "pincite_refused_total";
const QUEUE: &str = "pincite_queue_length";
const DISCORD_ERRORS: &str = "pincite_discord_errors_total";
const UNDECODABLE: &str = "pincite_gateway_undecodable_total";
const SHARDS: &str = "pincite_gateway_shards_connected";
const INGESTED: &str = "pincite_ingested_total";
const PANICS: &str = "pincite_panics_total";
const BUILD: &str = "pincite_build_info";

/// Upper bounds of the latency histogram, in seconds: around the goals of 10 and 50 ms, and up to Discord's 3 s.
const BUCKETS: [f64; 12] = [
    0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 3.0,
];

/// How a question came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A slash command.
    Slash,
    /// A mention of the bot, or a reply to it.
    Mention,
    /// A direct message.
    Direct,
    /// A menu of a message.
    Menu,
}

/// Why a request was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The person asked too often.
    Person,
    /// The guild asked too often.
    Guild,
    /// The queue was full.
    Queue,
    /// The search took too long.
    Deadline,
    /// The person may not do this.
    Permission,
}

/// What came of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingested {
    /// A new report.
    Indexed,
    /// Another edition of one.
    Replaced,
    /// Known already.
    Unchanged,
    /// It could not be read.
    Failed,
}

/// A question was answered: `outcome` is `answered`, `weak`, `nothing` or `failed`; `took` is the time from the event's
/// arrival to Discord's acceptance of the first response.
pub fn answer(way: Way, outcome: &'static str, took: Duration) {
    let way = match way {
        Way::Slash => "slash",
        Way::Mention => "mention",
        Way::Direct => "direct",
        Way::Menu => "menu",
    };
    counter!(ANSWERS, "way" => way, "outcome" => outcome).increment(1);
    histogram!(ANSWER_SECONDS, "way" => way).record(took);
}

/// A request came in. `name` is that of a command or button, as the program knows it.
pub fn request(name: &'static str) {
    counter!(REQUESTS, "name" => name).increment(1);
}

/// A request was turned away.
pub fn refused(why: Refusal) {
    let why = match why {
        Refusal::Person => "person",
        Refusal::Guild => "guild",
        Refusal::Queue => "queue",
        Refusal::Deadline => "deadline",
        Refusal::Permission => "permission",
    };
    counter!(REFUSED, "why" => why).increment(1);
}

/// So many questions wait for a search now.
pub fn queue(length: usize) {
    gauge!(QUEUE).set(length as f64);
}

/// Discord answered a call with an error: its own code (docs: JSON Error Codes), else the HTTP status.
pub fn discord_error(code: i64) {
    counter!(DISCORD_ERRORS, "code" => code.to_string()).increment(1);
}

/// An event came over the gateway that could not be understood.
pub fn undecodable() {
    counter!(UNDECODABLE).increment(1);
}

/// A file was added, or was not.
pub fn ingested(result: Ingested) {
    let result = match result {
        Ingested::Indexed => "indexed",
        Ingested::Replaced => "replaced",
        Ingested::Unchanged => "unchanged",
        Ingested::Failed => "failed",
    };
    counter!(INGESTED, "result" => result).increment(1);
}

/// A task panicked.
pub fn panicked() {
    counter!(PANICS).increment(1);
}

/// So many shards are connected.
pub(super) fn shards(connected: usize) {
    gauge!(SHARDS).set(connected as f64);
}

/// Starts counting, once in a process; before that, and where it never happens, counting costs next to nothing.
pub(super) fn recorder() -> Result<&'static PrometheusHandle, BuildError> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle);
    }
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(ANSWER_SECONDS.to_owned()), &BUCKETS)?;
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    // Where another recorder was installed first, these metrics stay empty; nothing of ours installs one.
    let _ = metrics::set_global_recorder(recorder);
    describe();
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Ok(HANDLE.get_or_init(|| handle))
}

fn describe() {
    describe_counter!(
        ANSWERS,
        "Questions, by how they came in and what came of them"
    );
    describe_histogram!(
        ANSWER_SECONDS,
        Unit::Seconds,
        "From a question's arrival to Discord's acceptance of the first response"
    );
    describe_counter!(REQUESTS, "Commands, buttons and forms");
    describe_counter!(REFUSED, "Requests that were turned away");
    describe_gauge!(QUEUE, "Questions that wait for a search");
    describe_counter!(DISCORD_ERRORS, "Calls that Discord answered with an error");
    describe_counter!(UNDECODABLE, "Gateway events that could not be understood");
    describe_gauge!(SHARDS, "Connections to the gateway");
    describe_counter!(INGESTED, "Files that were added, or were not");
    describe_counter!(PANICS, "Tasks that ended in a panic");
    describe_gauge!(BUILD, "Always 1; the version is the label");
}
