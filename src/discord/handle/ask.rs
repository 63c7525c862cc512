//! `/ask`, mentions, replies to answers, direct messages.

use super::{Asked, card};
use crate::answer::{self, Options};
use crate::discord::bot::{Failure, find};
use crate::discord::hits::MOST_HITS;
use crate::discord::markup::{self, Markup};
use crate::discord::reply::{How, Reply, Say};
use crate::discord::request::Ask;
use crate::discord::{permission, words};

pub(super) async fn ask(asked: Asked<'_>, ask: &Ask) -> Result<Reply, Failure> {
    let config = &asked.bot.config;
    if ask.question.chars().count() > config.question_chars {
        return Err(words::too_long_a_question(config.question_chars).into());
    }
    let mut shelf = asked.shelf().await?;
    if let Some(wanted) = &ask.report {
        let number = find(&shelf, wanted)?.number;
        shelf = shelf.narrowed(|edition| edition.number == number);
    }
    let options = Options {
        limit: MOST_HITS,
        excerpt_chars: config.excerpt_chars,
        after: ask.after.clone(),
    };
    let question = ask.question.clone();
    let answer = asked
        .bot
        .search(move || answer::answer(&shelf, &question, &options))
        .await??;
    let how = seen_by(asked, ask);
    let mut notices: Vec<Markup> = Vec::new();
    if ask.share && how == How::Private {
        notices.push(words::shown_only_to_you());
    }
    let unseen = markup::unseen(&ask.question);
    if unseen > 0 {
        notices.push(words::unseen_in_question(unseen));
    }
    if let Some(after) = &ask.after {
        notices.push(words::searched_with(after));
    }
    let body = card::answered(&answer, asked.request.person.id, notices);
    Ok(Reply::Say(Say {
        how,
        body,
        aloud: None,
        outcome: Some(answer.outcome),
    }))
}

fn seen_by(asked: Asked<'_>, ask: &Ask) -> How {
    let shared = ask.share && permission::may_share(asked.request, asked.settings);
    if ask.aloud || shared {
        How::Public
    } else {
        asked.privately()
    }
}
