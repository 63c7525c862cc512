//! Conversations: people in the stand-in for Discord, the real bot, a real library. Each test is a transcript of what
//! somebody does and sees; in the end everything that the bot sent has passed both checks.

mod abuse; // bad input and bad manners, row by row
mod asking; // /ask: what is answered, how sure, and who sees it
mod buttons; // the buttons under an answer, and whose message they change
mod completing; // what is offered while a report's name is typed
mod deciding; // a moderator's whole path, from a message to the audit
mod elsewhere; // in guilds without the bot, and between people
mod faults; // deadlines, load, and a Discord that fails
mod helping; // /help and /privacy
mod library; // the libraries that scenes have, and what people do again and again
mod limiter; // serenity's rate limiter on, over TLS
mod listing; // /reports
mod managers; // what they decide: two at once, what waits too long, a guild that leaves
mod mentions; // mentions, direct messages, and what is not addressed to the bot
mod outliving; // buttons an hour later, after a restart, after the reports changed
mod pages; // /quote
mod people; // what people do, in a line each
mod process; // `pincite serve` as a process of its own: kills, another process, its end
mod qualifiers; // what qualifies a judgment, in every reply; what a report means by a term
mod quotations; // Check quotation, in the menu of a message: exact, altered, not found, and what it was used on
mod receipts; // /verify: all five answers
mod registering; // only differences are written
mod replies; // replies to answers: which are questions, and what they take along
mod restarts; // twenty clicks, the bot started anew before each
mod scopes; // what one guild has, nobody elsewhere is told
mod stage; // the scene, and how a message is written down
mod steps; // what README.md says of Discord
