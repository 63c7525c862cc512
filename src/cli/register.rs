//! `pincite register`: publishes the bot's commands to Discord.

use std::io::Write as _;

use clap::Args;

use super::{Context, Exit, style};
use crate::config::token;
use crate::discord::{self, Registered};

#[derive(Debug, Args)]
pub(super) struct RegisterArgs {
    /// Only on the server with this id, to try them out; everywhere otherwise
    #[arg(long, value_name = "ID")]
    guild: Option<u64>,
}

pub(super) async fn run(context: &Context, args: RegisterArgs) -> anyhow::Result<Exit> {
    let config = &context.config.discord;
    let token = token::find(&context.places, config)?;
    let registered = discord::register(&token.secret, config.api.as_deref(), args.guild).await?;
    let mut out = anstream::stdout().lock();
    if context.json {
        let Registered {
            created,
            changed,
            deleted,
            unchanged,
        } = registered;
        let object = serde_json::json!({
            "created": created, "changed": changed, "deleted": deleted, "unchanged": unchanged,
        });
        writeln!(out, "{object}")?;
    } else {
        write!(out, "{}", told(&registered))?;
    }
    Ok(Exit::Done)
}

/// A line for each command that was written, and one that counts.
fn told(registered: &Registered) -> String {
    let written = [
        ("created", &registered.created),
        ("changed", &registered.changed),
        ("deleted", &registered.deleted),
    ];
    let mut text = String::new();
    for (what, names) in written {
        for name in names {
            text.push_str(&format!("{what}  {}\n", style::printable(name)));
        }
    }
    text.push_str(&format!(
        "{} created, {} changed, {} deleted, {} left as they were\n",
        registered.created.len(),
        registered.changed.len(),
        registered.deleted.len(),
        registered.unchanged.len()
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_written_command_has_its_line() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let registered = Registered {
            created: names(&["ask", "Find evidence"]),
            deleted: names(&["old"]),
            unchanged: names(&["help", "quote"]),
            ..Registered::default()
        };
        assert_eq!(
            told(&registered),
            "\
created  ask
created  Find evidence
deleted  old
2 created, 0 changed, 1 deleted, 2 left as they were
"
        );
    }
}
