//! The command line: what was typed → what to do → what is printed.

mod ask;
mod check;
mod demo;
mod doctor;
mod evaluate;
mod ingest;
mod ledger;
mod page;
mod quote;
mod register;
mod reports;
mod serve;
mod style;
mod verify;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::config::{Config, ConfigError, Places};
use crate::ingest::child::{self, Extraction};
use crate::library::{Library, Scope, Shelf, samples};
use crate::store::Store;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All was done.
    Done = 0,
    /// Some items failed, each named.
    SomeFailed = 1,
    /// The command was not understood.
    Usage = 2,
    /// It cannot run: config, index or lock.
    CannotRun = 3,
}

/// Ask your reports. Get their exact words, and the page they stand on.
#[derive(Debug, Parser)]
#[command(
    name = "pincite",
    version,
    max_term_width = 100,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Global {
    /// Folder that Pincite keeps its things in [default: ./index in a clone of Pincite, else ~/.local/share/pincite]
    #[arg(long, global = true, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Settings [default: config/pincite.toml in a clone of Pincite, else ~/.config/pincite/pincite.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON for programs instead of text for people
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try the whole bot in your browser, without Discord and without a token
    Demo(demo::DemoArgs),
    /// Ask a question and get cited excerpts
    Ask(ask::AskArgs),
    /// Find evidence for the claims of a text, and compare its quotations word by word
    Check(check::CheckArgs),
    /// Show a page of a report as it is stored
    Quote(quote::QuoteArgs),
    /// Draw a page of a PDF as a picture
    Page(page::PageArgs),
    /// Re-check a quotation by its receipt
    Verify(verify::VerifyArgs),
    /// Add files and folders
    Ingest(ingest::IngestArgs),
    /// List the reports
    Reports,
    /// Forget a report: its passages, reading text and original
    Remove(reports::RemoveArgs),
    /// Build the search index anew from the library
    Reindex,
    /// Verify or export what moderators decided on Discord
    Ledger(ledger::LedgerArgs),
    /// Run the bot on Discord
    Serve,
    /// Publish the bot's commands to Discord
    Register(register::RegisterArgs),
    /// Say what is wrong, and what to type
    Doctor,
    /// Measure retrieval quality on a gold file or a BEIR-layout folder
    Eval(evaluate::EvalArgs),
}

/// What every command gets.
struct Context {
    root: PathBuf,
    /// Why the library is there.
    root_why: &'static str,
    config: Config,
    config_path: Option<PathBuf>,
    /// What is wrong with the settings; only `doctor` runs in spite of it.
    config_problem: Option<ConfigError>,
    json: bool,
    places: Places,
    program: PathBuf,
    /// Databases that were opened, to be closed at the end.
    opened: std::cell::RefCell<Vec<Store>>,
}

/// Runs one command. `program` is the pincite program itself, for its child processes.
pub fn run(arguments: Vec<OsString>, places: &Places, program: &Path) -> Exit {
    let hidden = |first: &OsString| child::SUBCOMMANDS.iter().any(|hidden| first == hidden);
    if arguments.get(1).is_some_and(hidden) {
        return work_as_child(&arguments[1..]);
    }
    let cli = match Cli::try_parse_from(options_first(arguments)) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell where even this cannot be printed.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
        }
    };
    let config_path = places.config(cli.global.config.as_deref());
    let (config, config_problem) = match Config::load(config_path.as_deref(), places) {
        Ok(config) => (config, None),
        Err(problem) if matches!(cli.command, Command::Doctor) => {
            (Config::default(), Some(problem))
        }
        Err(problem) => return ended_by(&problem.into()),
    };
    let (root, root_why) = places.index(cli.global.index.as_deref());
    let context = Context {
        root,
        root_why,
        config,
        config_path,
        config_problem,
        json: cli.global.json,
        places: places.clone(),
        program: program.to_owned(),
        opened: Default::default(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .map_err(anyhow::Error::from)
        .and_then(|runtime| {
            let result = runtime.block_on(dispatch(&context, cli.command));
            for store in context.opened.take() {
                runtime.block_on(store.close());
            }
            result
        })
        .unwrap_or_else(|error| ended_by(&error))
}

/// Says why a command could not do its work.
fn ended_by(error: &anyhow::Error) -> Exit {
    if is_broken_pipe(error) {
        return Exit::Done;
    }
    style::problem(error);
    if error.is::<UsageError>() {
        Exit::Usage
    } else {
        Exit::CannotRun
    }
}

/// The commands that take any words.
const FREE_TEXT: [&str; 2] = ["ask", "check"];

/// Puts the options of `ask` and `check` before their text. Clap alone cannot have both `pincite ask who paid --limit 1` and
/// `pincite ask troll farm -iran`: either the options would be words, or the words with a minus options.
fn options_first(arguments: Vec<OsString>) -> Vec<OsString> {
    let mut cli = Cli::command();
    cli.build();
    let takes_value = |typed: &str| {
        let commands = FREE_TEXT
            .iter()
            .filter_map(|name| cli.find_subcommand(name));
        commands
            .flat_map(clap::Command::get_arguments)
            .any(|option| {
                typed
                    .strip_prefix("--")
                    .is_some_and(|typed| Some(typed) == option.get_long())
                    && option.get_action().takes_values()
            })
    };
    let mut rest = arguments.into_iter();
    let mut ordered: Vec<OsString> = rest.next().into_iter().collect();
    let mut words: Vec<OsString> = Vec::new();
    let mut asked = false;
    while let Some(argument) = rest.next() {
        let typed = argument.to_string_lossy().into_owned();
        if asked && typed == "--" {
            break;
        }
        let name = typed.split('=').next().unwrap_or_default();
        let long = name.starts_with("--") && !name.contains(char::is_whitespace);
        if long || typed == "-h" || typed == "-V" {
            ordered.push(argument);
            if takes_value(&typed) {
                ordered.extend(rest.next());
            }
        } else if asked {
            words.push(argument);
        } else {
            asked = FREE_TEXT.contains(&typed.as_str());
            ordered.push(argument);
            if !asked {
                ordered.extend(rest);
                return ordered;
            }
        }
    }
    words.extend(rest);
    if !words.is_empty() {
        ordered.push("--".into());
    }
    ordered.extend(words);
    ordered
}

async fn dispatch(context: &Context, command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Demo(args) => demo::run(context, args).await,
        Command::Ask(args) => ask::run(context, args).await,
        Command::Check(args) => check::run(context, args).await,
        Command::Quote(args) => quote::run(context, args).await,
        Command::Page(args) => page::run(context, args).await,
        Command::Verify(args) => verify::run(context, args).await,
        Command::Ingest(args) => ingest::run(context, args).await,
        Command::Reports => reports::list(context).await,
        Command::Ledger(args) => ledger::ledger(context, args).await,
        Command::Remove(args) => reports::remove(context, args).await,
        Command::Reindex => reports::reindex(context).await,
        Command::Serve => serve::run(context).await,
        Command::Register(args) => register::run(context, args).await,
        Command::Doctor => doctor::run(context).await,
        Command::Eval(args) => evaluate::run(context, args).await,
    }
}

/// What a child process does; never typed by a person.
fn work_as_child(arguments: &[OsString]) -> Exit {
    if arguments.len() != child::ARGUMENTS {
        return Exit::Usage;
    }
    match child::run(arguments) {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("{error:#}");
            Exit::CannotRun
        }
    }
}

/// Something typed that cannot be meant; the text says what to type instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct UsageError(String);

fn usage(text: impl Into<String>) -> anyhow::Error {
    UsageError(text.into()).into()
}

impl Context {
    async fn library(&self) -> anyhow::Result<Option<Library>> {
        let library = Library::open(&self.root).await?;
        let store = library.as_ref().map(Library::store);
        self.opened.borrow_mut().extend(store);
        Ok(library)
    }

    /// Opens the library for writing and tells what had to be mended.
    async fn library_for_writing(&self) -> anyhow::Result<Library> {
        let (library, findings) = Library::open_for_writing(&self.root).await?;
        self.opened.borrow_mut().push(library.store());
        for finding in findings {
            style::note(&finding.to_string());
        }
        Ok(library)
    }

    fn extraction(&self) -> Extraction {
        Extraction {
            program: self.program.clone(),
            limits: self.config.limits(),
        }
    }
}

/// What the operator may search: everything, or the samples where there is nothing yet.
async fn shelf(library: Option<&Library>) -> anyhow::Result<Shelf> {
    Ok(match library {
        Some(library) => library.shelf(&Scope::Everything).await?,
        None => samples(),
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_question_may_have_options_behind_it_and_words_with_a_minus_in_it() {
        for (typed, meant) in [
            (
                "pincite ask who paid --limit 1 --json",
                "pincite ask --limit 1 --json -- who paid",
            ),
            (
                "pincite --json ask troll -iran farm --report x",
                "pincite --json ask --report x -- troll -iran farm",
            ),
            ("pincite ask -- --json", "pincite ask -- --json"),
            ("pincite ask --batch -", "pincite ask --batch -"),
            ("pincite ask --limit=2 a", "pincite ask --limit=2 -- a"),
            ("pincite --index ask ask a", "pincite --index ask ask -- a"),
            (
                "pincite check they paid -12 --json",
                "pincite check --json -- they paid -12",
            ),
            ("pincite quote a --page 1", "pincite quote a --page 1"),
            ("pincite", "pincite"),
            ("pincite ask --\u{a0}a", "pincite ask -- --\u{a0}a"),
        ] {
            let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
            assert_eq!(options_first(words(typed)), words(meant), "{typed}");
        }
    }
}
