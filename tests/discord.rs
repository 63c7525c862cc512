//! Conversations: people in the stand-in for Discord, the real bot, a real library. Each test is a transcript of what
//! somebody does and sees; in the end everything that the bot sent has passed both checks.

mod asking; // /ask, its reply, and the buttons under it
mod limiter; // serenity's rate limiter on, over TLS
mod process; // `pincite serve` as a process of its own: kills, another process, its end
mod restarts; // a restart between every two clicks
mod stage; // the scene, and how a message is written down
