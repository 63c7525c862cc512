//! `/ask`, mentions, replies to answers, direct messages.

use super::{Asked, card};
use crate::answer::{self, Options};
use crate::discord::bot::{Failure, find};
use crate::discord::hits::MOST_HITS;
use crate::discord::markup;
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
        answer_first: true,
    };
    let question = ask.question.clone();
    let known = shelf.clone();
    let answer = asked
        .bot
        .search(move || answer::answer(&shelf, &question, &options))
        .await??;
    let how = seen_by(asked, ask);
    let borrowed = ask.after.as_deref().map(words::searched_with);
    let mut body = card::answered(
        &answer,
        (&known, config.excerpt_chars),
        (asked.request, borrowed),
    );
    if ask.share && how == How::Private {
        body.text = Some(words::shown_only_to_you(asked.request.place.kind));
    }
    let unseen = markup::unseen(&ask.question);
    if unseen > 0 && body.text.is_none() {
        body.text = Some(words::unseen_in_question(unseen));
    }
    Ok(Reply::Say(Box::new(Say {
        how,
        body,
        aloud: None,
        outcome: Some(answer.outcome),
    })))
}

fn seen_by(asked: Asked<'_>, ask: &Ask) -> How {
    let shared = ask.share && permission::may_share(asked.request, asked.settings);
    if ask.aloud || shared {
        How::Public
    } else {
        asked.privately()
    }
}
