//! Conversations with the real program, and the promises that hold over all of it. One binary: it links once.

#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test or a bench may stop at once, and nothing is exported"
)]

mod harness; // a temporary library, and the program run in it

mod ask; // questions: transcripts, syntax, JSON, batches, hostile text
mod boundaries; // who may use what; README and example config agree with the program
mod browser; // the demo's page in a real browser: what is typed, pressed, read, and who is kept out
mod check; // claims with evidence, quotations word by word, and how well both do
mod config; // settings: layers, and every problem at once
mod crash; // kills, damage, full disks, several processes at once
mod demo; // the demo's process: its address, its end, who may talk with it
mod discord; // conversations with the bot on the stand-in
mod doctor; // what is wrong, and what to type
mod eval; // retrieval quality: sets, gold files, refused input
mod guilds; // settings and missing questions, each guild's apart
mod ingest; // files in: every outcome of a file, every kind of name
mod ledger; // what moderators decided: whole, broken, exported, forgotten
mod limits; // hostile files: one clear line each, and the batch goes on
mod manage; // on Discord: what managers do
mod openapi; // Discord's own description of its API, as a second judge of what a bot sends
mod page; // pictures of pages: what is outlined, hostile files, every refusal
mod pages; // excerpts stand on the cited page of the original PDF, as another program reads it
mod promise; // every quoted character stands in the stored text at the cited place
mod quarantine; // files from Discord: seen by nobody until approved, whole after a kill
mod quote; // a page as stored
mod reports; // list, remove, reindex
mod samples; // sample reports are not evidence
mod sandbox; // the stand-in for Discord, with a small bot on serenity
mod scopes; // what one guild has, nobody else can tell
mod serve; // the bot's process: its start, its end, what it says of itself; what doctor says of Discord
mod verify; // receipts: all five answers
