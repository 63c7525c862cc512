//! Conversations: people in the stand-in for Discord, the real bot, a real library. Each test is a transcript of what
//! somebody does and sees; in the end everything that the bot sent has passed both checks.

mod asking; // /ask: what is answered, how sure, and who sees it
mod buttons; // the buttons under an answer, and whose message they change
mod completing; // what is offered while a report's name is typed
mod elsewhere; // in guilds without the bot, and between people
mod helping; // /help and /privacy
mod library; // the libraries that scenes have, and what people do again and again
mod listing; // /reports
mod mentions; // mentions, direct messages, and what is not addressed to the bot
mod outliving; // buttons an hour later, after a restart, after the reports changed
mod pages; // /quote
mod receipts; // /verify: all five answers
mod registering; // only differences are written
mod replies; // replies to answers: which are questions, and what they take along
mod stage; // the scene, and how a message is written down
