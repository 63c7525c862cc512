//! What an operator can watch: whether the bot lives, whether it is ready, and what it counts.
//!
//! `/healthz` answers while the process lives, `/readyz` once the gateway is connected and the reports can be read,
//! `/metrics` in the text format of Prometheus. Nothing here names a person or repeats a word of anybody's.

pub mod metrics;
mod server;
mod state;

pub use server::{MonitorError, serve};
pub use state::State;
