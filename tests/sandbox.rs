//! The stand-in for Discord, tried with a small bot on serenity and with plain HTTP calls.

pub mod bot; // a small bot that does one thing of each sort
mod faults; // what goes wrong on purpose
mod gateway; // identify, resume, invalid sessions, close codes
mod interactions; // commands, buttons, modals, deadlines and states
mod messages; // messages, mentions, threads, permissions, canaries
mod raw; // plain calls, without serenity
pub mod tls; // the stand-in as "discord.com", with serenity's rate limiter on

use std::time::Duration;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Fails with what the bot did wrong, if anything.
fn assert_clean(sandbox: &pincite::sandbox::Sandbox) {
    let wrong: Vec<String> = sandbox
        .violations()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    let wrong: Vec<String> = sandbox
        .requests()
        .iter()
        .flat_map(crate::openapi::check)
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
