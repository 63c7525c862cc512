//! Conversations: people in the stand-in for Discord, the real bot, a real library. Each test is a transcript of what
//! somebody does and sees; in the end everything that the bot sent has passed both checks.

mod abuse; // bad input and bad manners, row by row
mod asking; // /ask, its reply, and the buttons under it
mod faults; // deadlines, load, and a Discord that fails
mod people; // what people do, in a line each
mod scopes; // what one guild has, nobody elsewhere is told
mod stage; // the scene, and how a message is written down
