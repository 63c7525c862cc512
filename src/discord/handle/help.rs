//! `/help`.

use super::{Asked, card};
use crate::answer::{self, Options, Outcome};
use crate::discord::bot::Failure;
use crate::discord::commands::COMMANDS;
use crate::discord::hits::{Hits, asker};
use crate::discord::markup::Markup;
use crate::discord::menus::MENUS;
use crate::discord::permission::{Level, level};
use crate::discord::reply::{Body, Card, Part, Reply};
use crate::discord::words;
use crate::library::{HANDBOOK, samples};
use crate::report::ShortReceipt;

pub(super) async fn help(asked: Asked<'_>, wanted: Option<&str>) -> Result<Reply, Failure> {
    match wanted {
        Some(wanted) => from_the_handbook(asked, wanted).await,
        None => Ok(Reply::say(asked.privately(), overview(asked))),
    }
}

fn overview(asked: Asked<'_>) -> Body {
    let in_guild = asked.request.place.guild.is_some();
    let level = if in_guild {
        level(&asked.request.person, asked.settings)
    } else {
        Level::Everyone
    };
    let mut list: Vec<String> = Vec::new();
    for command in COMMANDS
        .iter()
        .filter(|command| command.who <= level && (in_guild || !command.guild_only))
    {
        list.push(format!("**/{}** {}", command.name, command.description));
    }
    for menu in MENUS.iter().filter(|menu| menu.who <= level) {
        list.push(format!(
            "**{}** (menu of a message, Apps) {}",
            menu.name, menu.description
        ));
    }
    Body::card(Card {
        title: Some("Pincite".to_owned()),
        parts: vec![
            Part::Words(Markup::ours(words::HELP)),
            Part::Words(Markup::ours(list.join("\n"))),
            Part::Words(Markup::ours(words::HELP_END)),
        ],
        ..Card::default()
    })
}

/// What the handbook says. Its excerpts are about Pincite, and their citation says that they are no source.
async fn from_the_handbook(asked: Asked<'_>, wanted: &str) -> Result<Reply, Failure> {
    let handbook = samples().narrowed(|edition| edition.report.id == HANDBOOK);
    let options = Options {
        limit: 1,
        excerpt_chars: asked.bot.config.excerpt_chars,
        answer_first: true,
        ..Options::default()
    };
    let question = wanted.to_owned();
    let answer = asked
        .bot
        .search(move || answer::answer(&handbook, &question, &options))
        .await??;
    let how = asked.privately();
    let Some(excerpt) = answer
        .excerpts
        .first()
        .filter(|_| answer.outcome != Outcome::Nothing)
    else {
        let mut body = overview(asked);
        body.text = Some(Markup::ours(
            "The handbook says nothing about that. This is what there is:",
        ));
        return Ok(Reply::say(how, body));
    };
    let hits = Hits {
        at: 0,
        asker: asker(asked.request.person.id),
        hits: vec![ShortReceipt::of(&excerpt.receipt)],
    };
    // There are no buttons here that would show more, so all of it is shown.
    let all = usize::MAX;
    let mut body = card::excerpt((excerpt, all), &hits, card::shown_question(wanted));
    // Its places are looked up among the reports that may be searched, of which the handbook is none.
    body.buttons.clear();
    Ok(Reply::say(how, body))
}
