//! A verdict goes into the ledger and, where it is published, into the channel: first the intent, then the message, then
//! what became of it. A crash in between leaves an intent that is settled at the next start, and never posts twice.

use std::collections::BTreeMap;

use super::{Asked, Step, correction, moment, panel, verdict, words};
use crate::check::Standing;
use crate::discord::bot::{Bot, Failure};
use crate::discord::permission;
use crate::discord::reply::{Body, How, Post, PostAs, Posted, Reply};
use crate::discord::request::Request;
use crate::discord::words as common;
use crate::store::ledger::{Draft, Entry, Event, Field};
use crate::store::{Case, CaseClaim, CaseId, StoreError, VerdictDraft};

/// What is written down about who decided what on whose words.
struct Decision<'d> {
    guild: u64,
    id: (CaseId, usize),
    case: &'d Case,
    draft: &'d VerdictDraft,
    standing: Standing,
}

/// Publishes or keeps a verdict.
pub(super) async fn decide(
    asked: Asked<'_>,
    id: (CaseId, usize),
    step: &Step,
) -> Result<Reply, Failure> {
    let guild = asked.request.place.guild;
    let guild = guild.ok_or_else(common::only_in_a_server)?;
    // A second click while the first is at work.
    if !asked.bot.decide(id) {
        return Err(words::being_decided().into());
    }
    let done = alone(asked, guild, id, step).await;
    if !matches!(done, Ok(Reply::Post(_))) {
        asked.bot.decided(id);
    }
    done
}

/// The same while no other click does it: what the first wrote down, the second reads.
async fn alone(
    asked: Asked<'_>,
    guild: u64,
    id: (CaseId, usize),
    step: &Step,
) -> Result<Reply, Failure> {
    let case = super::known(asked, id.0, id.1).await?;
    let claim = &case.claims[id.1];
    let draft = claim.draft.clone().ok_or_else(words::no_judgment)?;
    if draft.corrects.is_none() {
        panel::undecided(asked, claim).await?;
    }
    let standing = panel::standing(asked, claim, &draft).await?;
    let posts = *step == Step::Publish;
    if posts
        && draft.corrects.is_none()
        && let Some(lacking) = permission::lacks(&asked.request.place)
    {
        return Err(common::Refusal(common::needs_permission(lacking)).into());
    }
    let decision = Decision {
        guild,
        id,
        case: &case,
        draft: &draft,
        standing,
    };
    match draft.corrects {
        Some(check) => corrected(asked, &decision, check).await,
        None if posts => intend(asked, &decision).await,
        None => keep(asked, &decision).await,
    }
}

/// What enters the chain as commitments only.
fn private(asked: Asked<'_>, decision: &Decision<'_>) -> BTreeMap<Field, String> {
    let place = match decision.case.message {
        Some(message) => format!("{}/{message}", decision.case.channel),
        None => decision.case.channel.to_string(),
    };
    let mut private = BTreeMap::from([
        (Field::By, asked.request.person.id.to_string()),
        (Field::Claim, decision.draft.wording.clone()),
        (Field::Place, place),
    ]);
    let author = decision.case.author.map(|author| author.to_string());
    private.extend(author.map(|author| (Field::Author, author)));
    private.extend(
        decision
            .standing
            .note
            .clone()
            .map(|note| (Field::Note, note)),
    );
    private
}

async fn intend(asked: Asked<'_>, decision: &Decision<'_>) -> Result<Reply, Failure> {
    let nonce = nonce()?;
    let event = Event::Intent {
        judgment: decision.standing.judgment,
        cited: decision.standing.cited.clone(),
        nonce: nonce.clone(),
    };
    let check = add(asked, decision, (event, None)).await?;
    note_check(asked.bot, decision.id.0, (decision.id.1, Some(check))).await?;
    let standing = standing_of(asked.bot, decision.guild, check).await?;
    let standing = standing.ok_or_else(words::forgotten)?;
    Ok(Reply::Post(Box::new(Post {
        guild: decision.guild,
        check,
        entry: standing.last,
        channel: decision.case.channel,
        to: PostAs::New {
            reply_to: decision.case.message,
            looked_at: decision.case.at,
            nonce,
        },
        body: verdict::body(&standing),
        case: Some(decision.id),
    })))
}

async fn keep(asked: Asked<'_>, decision: &Decision<'_>) -> Result<Reply, Failure> {
    let event = Event::Kept {
        judgment: decision.standing.judgment,
        cited: decision.standing.cited.clone(),
    };
    let check = add(asked, decision, (event, None)).await?;
    note_check(asked.bot, decision.id.0, (decision.id.1, Some(check))).await?;
    ended(asked.bot, decision.guild, (check, words::kept(check))).await
}

async fn corrected(
    asked: Asked<'_>,
    decision: &Decision<'_>,
    check: u32,
) -> Result<Reply, Failure> {
    correction::changes(asked, decision.draft, &decision.standing).await?;
    let event = Event::Corrected {
        judgment: decision.standing.judgment,
        cited: decision.standing.cited.clone(),
    };
    add(asked, decision, (event, Some(check))).await?;
    shown_anew(asked.bot, decision.guild, check).await
}

async fn add(
    asked: Asked<'_>,
    decision: &Decision<'_>,
    (event, check): (Event, Option<u32>),
) -> Result<u32, Failure> {
    let mut private = private(asked, decision);
    if check.is_some() {
        // Where the message stands is said by the entry that opened the check.
        private.remove(&Field::Place);
        private.remove(&Field::Author);
    }
    let draft = Draft {
        event,
        check,
        role: decision.standing.role.clone(),
        private,
    };
    let entry = append(asked.bot, decision.guild, (draft, moment(asked.request))).await?;
    Ok(entry.check)
}

/// Adds an entry; where the check has come to another state in the meantime, a sentence says so.
pub(in crate::discord::handle) async fn append(
    bot: &Bot,
    guild: u64,
    (draft, at): (Draft, std::time::SystemTime),
) -> Result<Entry, Failure> {
    match bot.library.store().append(guild, draft, at).await {
        Err(error @ (StoreError::OutOfTurn(..) | StoreError::NoSuchCheck(_))) => {
            Err(common::sentence(&format!("{error}.")).into())
        }
        other => Ok(other?),
    }
}

/// After a change: the message that shows the check is edited, where there is one.
pub(in crate::discord::handle) async fn shown_anew(
    bot: &Bot,
    guild: u64,
    check: u32,
) -> Result<Reply, Failure> {
    match refresh(bot, guild, check).await? {
        Some(post) => Ok(Reply::Post(Box::new(post))),
        None => ended(bot, guild, (check, words::changed_in_the_ledger(check))).await,
    }
}

/// The edit that makes a check's message show what the ledger says; none where it has no message.
pub(in crate::discord) async fn refresh(
    bot: &Bot,
    guild: u64,
    check: u32,
) -> Result<Option<Post>, Failure> {
    let Some(standing) = standing_of(bot, guild, check).await? else {
        return Ok(None);
    };
    Ok(standing.post.map(|(channel, message)| Post {
        guild,
        check,
        entry: standing.last,
        channel,
        to: PostAs::Edit { message },
        body: verdict::body(&standing),
        case: None,
    }))
}

/// How a check stands.
pub(in crate::discord) async fn standing_of(
    bot: &Bot,
    guild: u64,
    check: u32,
) -> Result<Option<Standing>, Failure> {
    let entries = bot.library.store().entries_of(guild, check).await?;
    Ok(Standing::of(&entries))
}

async fn ended(
    bot: &Bot,
    guild: u64,
    (check, said): (u32, crate::discord::markup::Markup),
) -> Result<Reply, Failure> {
    let standing = standing_of(bot, guild, check).await?;
    let mut body = standing.map_or_else(Body::default, |standing| verdict::body(&standing));
    body.text = Some(said);
    Ok(Reply::say(How::Update, body))
}

/// Notes as which check a claim of a case is decided.
pub(super) async fn note_check(
    bot: &Bot,
    case: CaseId,
    (at, check): (usize, Option<u32>),
) -> Result<(), Failure> {
    let set = move |claims: &mut Vec<CaseClaim>| {
        if let Some(claim) = claims.get_mut(at) {
            claim.check = check;
        }
    };
    bot.library.store().change_case(case, set).await?;
    Ok(())
}

fn nonce() -> Result<String, Failure> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}

/// Writes down what became of a post, and says it to the moderator.
pub(in crate::discord::handle) async fn posted(
    bot: &Bot,
    request: &Request,
    (post, done): (&Post, &Posted),
) -> Result<Reply, Failure> {
    if let Some(case) = post.case {
        bot.decided(case);
    }
    settled(bot, post, (done, moment(request))).await?;
    let said = match (done, &post.to) {
        (Posted::At { edited, .. }, PostAs::New { .. }) => {
            words::published(post.check, edited.is_some())
        }
        (Posted::At { .. }, PostAs::Edit { .. }) => words::changed(post.check),
        (Posted::Refused(why), PostAs::New { .. }) => {
            if let Some(case) = post.case {
                note_check(bot, case.0, (case.1, None)).await?;
            }
            let case = post
                .case
                .map(|(case, at)| super::id::pack(case, at, &Step::Preview));
            let back = case.map(|id| crate::discord::reply::Button::new(words::BACK, id));
            let mut body = Body::words(words::not_published(why));
            body.buttons.extend(back);
            return Ok(Reply::say(How::Update, body));
        }
        (Posted::Refused(why), PostAs::Edit { .. }) => words::not_changed(post.check, why),
        (Posted::Unknown, _) => words::not_known(post.check),
    };
    ended(bot, post.guild, (post.check, said)).await
}

/// Writes down what became of a post.
pub(in crate::discord) async fn settled(
    bot: &Bot,
    post: &Post,
    (done, at): (&Posted, std::time::SystemTime),
) -> Result<(), Failure> {
    let store = bot.library.store();
    let event = match (done, &post.to) {
        (Posted::At { .. }, PostAs::New { .. }) => Event::Published,
        (Posted::Refused(_), PostAs::New { .. }) => Event::NotPublished,
        (Posted::At { .. }, PostAs::Edit { .. }) => {
            store.shown(post.guild, post.check, post.entry).await?;
            return Ok(());
        }
        _ => return Ok(()),
    };
    let place = match done {
        Posted::At { message, .. } => Some((Field::Post, format!("{}/{message}", post.channel))),
        _ => None,
    };
    let draft = Draft {
        event,
        check: Some(post.check),
        role: None,
        private: place.into_iter().collect(),
    };
    let entry = store.append(post.guild, draft, at).await?;
    store.shown(post.guild, post.check, entry.number).await?;
    if let Posted::At {
        edited: Some(edited),
        ..
    } = done
    {
        let draft = Draft {
            event: Event::SourceEdited,
            check: Some(post.check),
            role: None,
            private: BTreeMap::new(),
        };
        store.append(post.guild, draft, *edited).await?;
    }
    Ok(())
}
