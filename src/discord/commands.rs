//! The commands, as data. Registration, `/help`, the reading of options and the permission checks all derive from this
//! one list.

mod typed;

use super::handle::check::{CheckAction, TEXT_CHARS};
use super::handle::checks::ChecksAction;
use super::handle::report::{Details, ReportAction};
use super::handle::settings::SettingsAction;
use super::permission::Level;
use super::request::{Action, Ask};

pub use typed::{Attachment, Typed, Value};

/// Characters of a question at most.
pub const QUESTION_CHARS: u16 = 500;
/// Characters of a report's name, a page, a receipt at most.
const NAME_CHARS: u16 = 100;

/// A command that people can type.
pub struct Command {
    /// Behind the slash.
    pub name: &'static str,
    /// What it does, in at most 100 characters.
    pub description: &'static str,
    /// Who may use it. Discord is told, and it is checked again on every use: servers can widen what Discord checks.
    pub who: Level,
    /// Whether it makes sense in a guild only.
    pub guild_only: bool,
    /// What can be given to it.
    pub takes: Takes,
    /// What was typed → what is wanted. Options that are required are there; nothing else is sure.
    pub read: fn(Typed) -> Option<Action>,
}

/// What can be given to a command.
pub enum Takes {
    /// Options.
    Options(&'static [Opt]),
    /// One of several commands of its own, each with options.
    Subcommands(&'static [Subcommand]),
}

/// A command below another.
pub struct Subcommand {
    /// Behind the command's name.
    pub name: &'static str,
    /// What it does, in at most 100 characters.
    pub description: &'static str,
    /// What can be given to it.
    pub options: &'static [Opt],
}

/// Something that can be given to a command.
pub struct Opt {
    /// Its name.
    pub name: &'static str,
    /// What it is, in at most 100 characters.
    pub description: &'static str,
    /// What may be typed.
    pub kind: Kind,
    /// Whether it has to be given; required ones come first.
    pub required: bool,
}

/// What may be typed for an option.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Text of so many characters at most.
    Text(u16),
    /// The name of a report, with choices as it is typed.
    Report,
    /// Yes or no.
    Flag,
    /// A whole number within bounds.
    Number(u32, u32),
    /// One of a few words: what is shown, what is sent.
    Choice(&'static [(&'static str, &'static str)]),
    /// A file.
    File,
    /// A channel.
    Channel,
    /// A role.
    Role,
}

const fn required(name: &'static str, description: &'static str, kind: Kind) -> Opt {
    Opt {
        name,
        description,
        kind,
        required: true,
    }
}

const fn optional(name: &'static str, description: &'static str, kind: Kind) -> Opt {
    Opt {
        name,
        description,
        kind,
        required: false,
    }
}

/// Every command, in the order in which `/help` lists them.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "ask",
        description: "Ask the reports; get their exact words and the page they stand on",
        who: Level::Everyone,
        guild_only: false,
        takes: Takes::Options(&[
            required(
                "question",
                "In your own words; \"exact phrase\", -word, after:2020 also work",
                Kind::Text(QUESTION_CHARS),
            ),
            optional("report", "Search only this report", Kind::Report),
            optional("share", "Show the answer to everybody here", Kind::Flag),
        ]),
        read: |mut typed| {
            Some(Action::Ask(Ask {
                question: typed.written("question")?,
                report: typed.text("report"),
                share: typed.flag("share"),
                ..Ask::default()
            }))
        },
    },
    Command {
        name: "quote",
        description: "Read a page of a report as it is stored",
        who: Level::Everyone,
        guild_only: false,
        takes: Takes::Options(&[
            required("report", "Its title", Kind::Report),
            optional(
                "page",
                "As a PDF viewer counts, or as printed on it; the first if left out",
                Kind::Text(NAME_CHARS),
            ),
        ]),
        read: |mut typed| {
            Some(Action::Quote {
                report: typed.written("report")?,
                page: typed.text("page"),
            })
        },
    },
    Command {
        name: "verify",
        description: "Re-check a quotation by its receipt",
        who: Level::Everyone,
        guild_only: false,
        takes: Takes::Options(&[required(
            "receipt",
            "The letters and digits below a quotation",
            Kind::Text(NAME_CHARS),
        )]),
        read: |mut typed| {
            Some(Action::Verify {
                receipt: typed.written("receipt")?,
            })
        },
    },
    Command {
        name: "reports",
        description: "See which reports can be searched here",
        who: Level::Everyone,
        guild_only: false,
        takes: Takes::Options(&[optional(
            "like",
            "Words of a title or publisher",
            Kind::Text(NAME_CHARS),
        )]),
        read: |mut typed| {
            Some(Action::Reports {
                like: typed.text("like"),
                page: 1,
            })
        },
    },
    Command {
        name: "check",
        description: "Look up what the reports say about each claim of a text",
        who: Level::Everyone,
        guild_only: false,
        takes: Takes::Options(&[required(
            "text",
            "One claim or several; only you see the evidence",
            Kind::Text(TEXT_CHARS),
        )]),
        read: |mut typed| {
            Some(Action::Check(CheckAction::Text {
                text: typed.written("text")?,
            }))
        },
    },
    Command {
        name: "checks",
        description: "Find, correct, export and audit what moderators decided",
        who: Level::Moderator,
        guild_only: true,
        takes: Takes::Subcommands(&[
            Subcommand {
                name: "search",
                description: "List checks, by words of their claims",
                options: &[optional(
                    "words",
                    "Words of the claim; all checks if left out",
                    Kind::Text(NAME_CHARS),
                )],
            },
            Subcommand {
                name: "show",
                description: "See one check, and correct or withdraw it",
                options: &[required(
                    "number",
                    "The number of the check",
                    Kind::Number(1, 4_000_000_000),
                )],
            },
            Subcommand {
                name: "dossier",
                description: "See every claim of this channel or thread that was handed in, with its evidence",
                options: &[],
            },
            Subcommand {
                name: "audit",
                description: "See whether the ledger is whole",
                options: &[optional(
                    "expect",
                    "An entry that must be in it, as a verdict shows it: 12:9f3ac41b27d0e856",
                    Kind::Text(NAME_CHARS),
                )],
            },
            Subcommand {
                name: "export",
                description: "Get the whole ledger as a file",
                options: &[required(
                    "format",
                    "Which kind of file",
                    Kind::Choice(&[("JSON", "json"), ("CSV, for spreadsheets", "csv")]),
                )],
            },
        ]),
        read: |mut typed| {
            Some(Action::Checks(match typed.subcommand.as_deref()? {
                "search" => ChecksAction::Search {
                    words: typed.text("words"),
                    page: 1,
                },
                "show" => ChecksAction::Show {
                    check: typed.number("number")?,
                },
                "dossier" => ChecksAction::Dossier { page: 1 },
                "audit" => ChecksAction::Audit {
                    expect: typed.text("expect"),
                },
                "export" => ChecksAction::Export {
                    format: typed.text("format")?.parse().ok()?,
                },
                _ => return None,
            }))
        },
    },
    Command {
        name: "help",
        description: "How to use Pincite; with words, what its handbook says about them",
        who: Level::Everyone,
        guild_only: false,
        takes: Takes::Options(&[optional(
            "words",
            "What you want to know about Pincite",
            Kind::Text(QUESTION_CHARS),
        )]),
        read: |mut typed| {
            Some(Action::Help {
                words: typed.text("words"),
            })
        },
    },
    Command {
        name: "privacy",
        description: "What Pincite keeps about you, and what it does not",
        who: Level::Everyone,
        guild_only: false,
        takes: Takes::Options(&[]),
        read: |_| Some(Action::Privacy),
    },
    Command {
        name: "report",
        description: "Add, replace or remove reports of this server",
        who: Level::Manager,
        guild_only: true,
        takes: Takes::Subcommands(&[
            Subcommand {
                name: "add",
                description: "Hand in a file; nobody sees it until you approve its preview",
                options: &[
                    required("file", "PDF, HTML, DOCX, Markdown or text", Kind::File),
                    optional(
                        "title",
                        "Its title, where the file does not say it well",
                        Kind::Text(NAME_CHARS),
                    ),
                    optional("publisher", "Who published it", Kind::Text(NAME_CHARS)),
                    optional("date", "2021, 2021-03 or 2021-03-10", Kind::Text(10)),
                    optional("url", "Where everybody can get it", Kind::Text(500)),
                ],
            },
            Subcommand {
                name: "replace",
                description: "Hand in a newer edition; old receipts stay checkable",
                options: &[
                    required(
                        "report",
                        "The report of this server that it replaces",
                        Kind::Report,
                    ),
                    required("file", "PDF, HTML, DOCX, Markdown or text", Kind::File),
                    optional(
                        "title",
                        "Its title, where it changed",
                        Kind::Text(NAME_CHARS),
                    ),
                    optional("publisher", "Who published it", Kind::Text(NAME_CHARS)),
                    optional("date", "2021, 2021-03 or 2021-03-10", Kind::Text(10)),
                    optional("url", "Where everybody can get it", Kind::Text(500)),
                ],
            },
            Subcommand {
                name: "remove",
                description: "Forget a report of this server",
                options: &[required("report", "Its title", Kind::Report)],
            },
            Subcommand {
                name: "preview",
                description: "See what was handed in and waits for approval",
                options: &[],
            },
            Subcommand {
                name: "missing",
                description: "See which questions people reported as unanswered",
                options: &[optional("clear", "Forget them afterwards", Kind::Flag)],
            },
        ]),
        read: |mut typed| {
            let details = |typed: &mut Typed| Details {
                title: typed.text("title"),
                publisher: typed.text("publisher"),
                date: typed.text("date"),
                url: typed.text("url"),
            };
            Some(Action::Report(match typed.subcommand.as_deref()? {
                "add" => ReportAction::Add {
                    file: typed.file("file")?,
                    details: details(&mut typed),
                },
                "replace" => ReportAction::Replace {
                    report: typed.written("report")?,
                    file: typed.file("file")?,
                    details: details(&mut typed),
                },
                "remove" => ReportAction::Remove {
                    report: typed.written("report")?,
                },
                "preview" => ReportAction::Preview,
                "missing" => ReportAction::Missing {
                    clear: typed.flag("clear"),
                },
                _ => return None,
            }))
        },
    },
    Command {
        name: "settings",
        description: "Decide what is searched here, where answers are public, and who may share",
        who: Level::Manager,
        guild_only: true,
        takes: Takes::Subcommands(&[
            Subcommand {
                name: "show",
                description: "See how things are set here",
                options: &[],
            },
            Subcommand {
                name: "reports",
                description: "Choose which reports are searched here",
                options: &[
                    optional(
                        "everybodys",
                        "Search the reports that every server may search",
                        Kind::Flag,
                    ),
                    optional("hide", "Do not search this report here", Kind::Report),
                    optional(
                        "show",
                        "Search this report here again",
                        Kind::Text(NAME_CHARS),
                    ),
                ],
            },
            Subcommand {
                name: "answers",
                description: "Choose where answers may be public",
                options: &[
                    required(
                        "public",
                        "Where everybody may see answers",
                        Kind::Choice(&[
                            ("nowhere", "nowhere"),
                            ("everywhere", "everywhere"),
                            ("in this channel", "add"),
                            ("no longer in this channel", "drop"),
                        ]),
                    ),
                    optional(
                        "channel",
                        "The channel that is meant; this one if left out",
                        Kind::Channel,
                    ),
                ],
            },
            Subcommand {
                name: "publish",
                description: "Choose who may share answers where they are not public",
                options: &[required(
                    "who",
                    "Who may share",
                    Kind::Choice(&[
                        ("everyone", "everyone"),
                        ("moderators", "moderators"),
                        ("managers", "managers"),
                    ]),
                )],
            },
            Subcommand {
                name: "moderators",
                description: "Choose the role whose members count as moderators",
                options: &[optional(
                    "role",
                    "Beside everybody who may manage messages; none if left out",
                    Kind::Role,
                )],
            },
            Subcommand {
                name: "cooldown",
                description: "Choose how often people may ask; without a number, as the operator chose",
                options: &[
                    optional(
                        "person",
                        "Questions of one person in a minute",
                        Kind::Number(1, 60),
                    ),
                    optional(
                        "server",
                        "Questions of this server in a minute",
                        Kind::Number(1, 600),
                    ),
                ],
            },
        ]),
        read: |mut typed| {
            Some(Action::Settings(match typed.subcommand.as_deref()? {
                "show" => SettingsAction::Show,
                "reports" => SettingsAction::Reports {
                    everybodys: typed.given_flag("everybodys"),
                    hide: typed.text("hide"),
                    show: typed.text("show"),
                },
                "answers" => SettingsAction::Answers {
                    public: typed.text("public")?,
                    channel: typed.id("channel"),
                },
                "publish" => SettingsAction::Publish {
                    who: typed.text("who")?,
                },
                "moderators" => SettingsAction::Moderators {
                    role: typed.id("role"),
                },
                "cooldown" => SettingsAction::Cooldown {
                    person: typed.number("person"),
                    guild: typed.number("server"),
                },
                _ => return None,
            }))
        },
    },
];

/// The command of that name.
pub fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_descriptions_keep_discords_limits() {
        let named = |name: &str, description: &str| {
            assert!((1..=32).contains(&name.len()), "{name}");
            assert!(name.chars().all(|c| c.is_ascii_lowercase()), "{name}");
            assert!(
                (1..=100).contains(&description.chars().count()),
                "{description}"
            );
        };
        let options = |options: &[Opt]| {
            assert!(options.len() <= 25);
            assert!(
                options
                    .windows(2)
                    .all(|pair| pair[0].required >= pair[1].required)
            );
            options
                .iter()
                .for_each(|option| named(option.name, option.description));
        };
        for command in COMMANDS {
            named(command.name, command.description);
            match command.takes {
                Takes::Options(of) => options(of),
                Takes::Subcommands(of) => {
                    for subcommand in of {
                        named(subcommand.name, subcommand.description);
                        options(subcommand.options);
                    }
                }
            }
        }
    }

    #[test]
    fn what_managers_may_do_is_for_guilds_only() {
        for command in COMMANDS {
            assert_eq!(
                command.guild_only,
                command.who > Level::Everyone,
                "{}",
                command.name
            );
        }
    }

    #[test]
    fn a_command_without_what_it_needs_is_not_read() {
        for command in COMMANDS {
            let needs = match command.takes {
                Takes::Options(options) => options.iter().any(|option| option.required),
                Takes::Subcommands(_) => true,
            };
            assert_eq!(
                (command.read)(Typed::default()).is_none(),
                needs,
                "{}",
                command.name
            );
        }
    }
}
