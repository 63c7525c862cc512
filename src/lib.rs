//! Pincite answers questions with exact, cited excerpts from reports.
//!
//! # Two straight lines
//!
//! ```text
//!  a question                                      a report
//!  pincite ask …, or an event of Discord           pincite ingest …, or /report add and its approval
//!    → Question    answer/question.rs                → files          ingest/walk.rs
//!    → Shelf       library/shelf.rs: the reports     → child process  ingest/child.rs: under limits
//!                  that may be searched              → kind           ingest/extract/detect.rs
//!    → words       answer/words.rs: their forms      → reading text   ingest/extract/*.rs: what may be quoted
//!    → candidates  answer/find.rs, index/search.rs:  → passages       ingest/passages.rs: whole sentences, each
//!                  BM25                                               with its place
//!    → hits        answer/rank.rs                    → library/       original, by its SHA-256
//!    → outcome     answer/silence.rs                 → reading/       reading text
//!    → excerpts    answer/excerpt.rs: byte ranges    → pincite.db     a row that is `pending`
//!                  of reading text, with receipts
//!    → Answer      plain data                        → passages/      the index: one writer, one commit
//!    → terminal or JSON  cli/ask.rs                  → pincite.db     the row is `ready`
//!    → or a Discord message                          (from Discord: library/quarantine.rs until approved)
//!
//!  on Discord, the same line with its two ends
//!    event → Request     discord/request/parse.rs    typed, at the edge
//!      → may they?       discord/permission.rs       one table
//!      → handle          discord/handle.rs           one file for each command; calls answer::answer
//!      → Reply           discord/reply.rs            plain data
//!      → message         discord/render.rs           within Discord's limits
//!      → sent            discord/send.rs             once, in time
//! ```
//!
//! [`check`] puts many such questions, one for each claim of a text, and compares its quotations word by word.
//!
//! A verdict on Discord: evidence → a case, `store/cases.rs` → a draft, `discord/handle/check/panel.rs` → an intent in the
//! ledger, `store/ledger.rs` → a message, `discord/posts.rs` → what became of it, in the ledger again. Where each check
//! stands is derived from the ledger: `store/checks.rs` for lists, [`check::Standing`] for one check.
//!
//! A page is drawn on the side: [`library::Library::picture`] → child process → `ingest/extract/pdf/draw.rs`.
//!
//! [`answer::answer`] is the first line, from the question to the plain data; [`library::Library::add`] is the second.
//! Each can be read from top to bottom.
//!
//! # The modules, in reading order
//!
//! - [`report`]: the nouns. What a report is, where words stand in it, how that is cited, what a receipt holds.
//! - [`ingest`]: file → kind → reading text → passages. Each format crate is named in its own file only.
//! - [`index`]: passages in, candidates out. The only room that knows tantivy.
//! - [`store`]: the catalogue, settings, cases and the ledger, in SQLite. The only room that knows SQL.
//! - [`library`]: originals, reading texts, catalogue and index, kept in step; the [`library::Shelf`] is what a question
//!   may see of them.
//! - [`answer`]: question → answer; receipts checked again. Knows neither the terminal nor Discord.
//! - [`check`]: claims with evidence and labels; quotations and receipts compared. Says what was found, never what is
//!   true.
//! - [`eval`]: how well questions are answered, in figures, by the code that answers them.
//! - [`config`]: what may be set, and where things are kept. The only place that reads the environment.
//! - [`monitor`], [`logs`]: what an operator sees of the bot: health, metrics, log. Ids only, and never the token.
//! - [`discord`]: the bot. An event becomes a request, a request a reply, a reply a message; the only room that knows
//!   serenity.
//! - [`sandbox`]: Discord's REST API and gateway, played in memory, with a page to talk with the bot; for tests and the
//!   demo. Uses none of the others.
//! - [`cli`]: what was typed → what to do → what is printed. One file for each command.
//!
//! Arrows point one way: `report` ← `ingest`, `index`, `store` ← `library` ← `answer` ← `check` ← `discord`, `eval` ←
//! `cli` ← `main`; `sandbox` is used by `cli/demo.rs` and tests and uses none of the others.
//! `tests/boundaries.rs` holds that, and which crate may be named where.
//!
//! # Invariants
//!
//! | promise | in this code | held by |
//! |---|---|---|
//! | To the letter | an excerpt's text is a byte range of a stored reading text; marks and colours are put on when it is printed | `tests/promise.rs` |
//! | Pinpoint | a passage cannot be built without its place; what a file does not say is left out, never guessed | `tests/pages.rs` (against another PDF reader), `tests/ask.rs` |
//! | Receipt | a receipt is enough to find the words and to see whether they are the same; nothing is stored to issue one | `tests/verify.rs`, `tests/promise.rs` |
//! | Honest silence | a year, number or name that is missing makes an answer weak at most, and is said first; an answer that is not sure says why | `tests/ask.rs` |
//! | One bad file stops nothing | files are read and pages drawn in a child process under limits; user text never reaches a query parser; only `ready` editions are searched | `tests/limits.rs`, `tests/page.rs`, `tests/ask.rs`, `tests/crash.rs`, `fuzz/` |
//! | No verdict of its own | labels say what was found, and unsure is no label; a judgment carries its nearest qualifier | `tests/check.rs`, `tests/check/figures.rs` |
//! | Ledger | entries hold the hash of the one before; a verdict is written down before it is posted, and posted once | `store/ledger/tests/`, `tests/discord/deciding/` |
//! | Speaks when spoken to | every body mentions nobody; the scope is part of the query, and of every lookup | `tests/discord/`, `tests/scopes.rs` |
//! | Buttons outlive restarts | what a button needs is in its id and in the message that it sits on | `discord/hits.rs`, `tests/discord/` |
//! | What is derived can be rebuilt | `reading/` and `passages/` come again from `library/` and `pincite.db` | `tests/reports.rs`, `tests/crash.rs` |
//!
//! Beside these: samples are no evidence (`tests/samples.rs`), and `pincite doctor` changes nothing
//! (`tests/doctor.rs`).
//!
//! # How to find your way
//!
//! - A question gets the wrong passage: [`answer`], then `answer/rank.rs`; measure with `pincite eval`.
//! - A page reads wrongly: `pincite quote REPORT --page N`, then the format's file in `ingest/extract/`. Raise the
//!   extractor's version ([`report::Extractor::version`]) with a change of what it reads.
//! - A sentence that people read: the command's file in `cli/`, or the error where it arises; on Discord
//!   `discord/words.rs`.
//! - What the bot may be asked on Discord: `discord/commands.rs` and `discord/menus.rs`, then `discord/handle/`; `pincite register` publishes it.
//! - A quotation is outlined wrongly: `ingest/extract/pdf/places.rs`.
//! - A setting: [`config`], `config/pincite.example.toml` and the table in README.md; tests compare the three.
//! - A command: [`cli`], its own file there, and README.md.
//! - The demo's page: `sandbox/page.rs`, its files in `sandbox/page/web/`; what it opens on in `sandbox/page/scene.rs`.
//! - A bug: first a test in `tests/` that reads like a transcript. `tests/harness.rs` runs the real program.

// The nouns.
pub mod report;

// From a file to passages.
pub mod ingest;

// What is kept.
pub mod index;
pub mod library;
pub mod store;

// From a question to an answer.
pub mod answer;

// From a text to what the reports say about it.
pub mod check;

// The edges.
pub mod cli;
pub mod config;
pub mod discord;
pub mod eval;
pub mod logs;
pub mod monitor;

// Discord, played on this machine.
pub mod sandbox;
