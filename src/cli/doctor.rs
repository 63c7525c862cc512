//! `pincite doctor`: looks at everything, changes nothing, and says what to type.

mod check;
mod discord;
mod library;
mod machine;

use std::io::Write as _;

use serde::Serialize;

use super::style;
use super::{Context, Exit};
use crate::library::Library;
use check::{Check, Health};

#[derive(Serialize)]
struct Report {
    healthy: bool,
    checks: Vec<Check>,
}

pub(super) async fn run(context: &Context) -> anyhow::Result<Exit> {
    let mut checks = vec![
        machine::config(context),
        machine::folder(context),
        machine::space(context),
    ];
    checks.extend(library::library(
        &context.root,
        Library::inspect(&context.root).await,
    ));
    checks.extend([machine::extractor(context), machine::limits(context)]);
    checks.extend(discord::discord(context).await);
    let exit = exit(&checks);
    let mut out = anstream::stdout().lock();
    if context.json {
        let report = Report {
            healthy: exit == Exit::Done,
            checks,
        };
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        for check in &checks {
            write!(out, "{}", told(check))?;
        }
        let last = match exit {
            Exit::Done => "All is well.",
            Exit::CannotRun => "Pincite cannot answer questions until this is mended.",
            _ => "Pincite runs, with the problems above.",
        };
        writeln!(out, "\n{last}")?;
    }
    Ok(exit)
}

fn exit(checks: &[Check]) -> Exit {
    let any = |health| checks.iter().any(|check| check.result == health);
    if any(Health::CannotRun) {
        Exit::CannotRun
    } else if any(Health::Problem) {
        Exit::SomeFailed
    } else {
        Exit::Done
    }
}

/// `✓ ok       database    …`, and below it what to do.
fn told(check: &Check) -> String {
    let (mark, word, style) = match check.result {
        Health::Ok => ("✓", "ok", style::GOOD),
        Health::Problem | Health::CannotRun => ("✗", "problem", style::BAD),
        Health::Skipped => ("–", "skipped", style::QUIET),
    };
    let indent = " ".repeat(22);
    let mut lines = style::wrap(&style::printable(&check.says), 96 - indent.len());
    let todo = check.todo.as_deref().map(style::printable);
    let todo = todo.map(|todo| format!("→ {todo}"));
    lines.extend(
        todo.iter()
            .flat_map(|todo| style::wrap(todo, 96 - indent.len())),
    );
    let mut text = format!("{style}{mark} {word:<8}{style:#} {:<11}", check.check);
    text.push_str(&lines.join(&format!("\n{indent}")));
    text.push('\n');
    text
}
