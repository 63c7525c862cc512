//! Buttons under answers. None of them searches: the words are found again at the places that the button's id names,
//! within what may be searched now.

use super::{Asked, card};
use crate::answer::{Recalled, recall};
use crate::discord::bot::Failure;
use crate::discord::cut::length;
use crate::discord::hits::{Hits, Press, asker};
use crate::discord::markup::Markup;
use crate::discord::render::CONTENT;
use crate::discord::reply::{Body, Button, File, How, Part, Reply, Say, Tone};
use crate::discord::request::Request;
use crate::discord::{permission, words};
use crate::library::{PictureError, Shelf};
use crate::report::{PageNumber, Receipt, ShortReceipt};
use crate::store::Edition;

pub(super) async fn press(asked: Asked<'_>, press: Press, hits: &Hits) -> Result<Reply, Failure> {
    if press == Press::Dismiss {
        return Ok(Reply::Remove);
    }
    let mut hits = hits.clone();
    if press == Press::Next {
        hits.at = (hits.at + 1) % hits.hits.len();
    }
    let question = question(asked.request);
    let hit = hits.hits.get(hits.at).ok_or_else(words::old_button)?;
    let (edition, recalled) = recalled(asked, hit, question.as_deref()).await?;
    let how = expected(asked.request, press, &hits);
    let chars = asked.bot.config.excerpt_chars;
    Ok(match press {
        Press::Next | Press::Less => {
            let body = card::excerpt((&recalled.excerpt, chars), &hits, question);
            Reply::say(how, as_sure_as_before(body, asked.request))
        }
        Press::Open => Reply::say(
            how,
            card::excerpt((&recalled.excerpt, chars), &hits, question),
        ),
        // It answers another question than the message above.
        Press::Define => Reply::say(how, card::excerpt((&recalled.excerpt, chars), &hits, None)),
        Press::Closest => {
            let mut body = card::excerpt((&recalled.excerpt, chars), &hits, question);
            if let Some(card) = &mut body.card {
                card.tone = Tone::Weak;
                card.parts.insert(0, Part::Words(words::closest()));
            }
            body.buttons.extend(card::missing(asked.request));
            Reply::say(how, body)
        }
        Press::More => {
            let mut body = card::opened(&recalled, &hits, question);
            if !shares(asked, how) {
                let other = |button: &Button| button.label != words::label::SHARE;
                body.buttons.retain(other);
            }
            body.buttons
                .extend(card::definition_button(asked, &recalled.excerpt).await?);
            Reply::say(how, as_sure_as_before(body, asked.request))
        }
        Press::SeePage => see_page(asked, &edition, &recalled).await?,
        Press::Copy => Reply::private(copy(&recalled)),
        Press::Share => share(asked, &recalled, &hits)?,
        Press::Dismiss => Reply::Remove,
    })
}

/// What the message above says of its answer, a weak match for example, said of its other excerpts too.
fn as_sure_as_before(mut body: Body, request: &Request) -> Body {
    if let (Some(card), Some(under)) = (&mut body.card, &request.under) {
        let notes = under.notes.clone().map(Markup::ours);
        card.parts.splice(0..0, notes.map(Part::Words));
        card.tone = under.tone;
    }
    body
}

/// Whether *Share* makes sense under a reply: it is private, and the person may make it public.
fn shares(asked: Asked<'_>, how: How) -> bool {
    let under = asked.request.under.as_ref();
    let private = how == How::Private || under.is_some_and(|under| under.private);
    private && permission::may_share(asked.request, asked.settings)
}

/// Where the reply to a press goes: those who asked see their own message change, others get a private copy.
pub(super) fn expected(request: &Request, press: Press, hits: &Hits) -> How {
    let own = hits.asker == asker(request.person.id)
        || request.under.as_ref().is_some_and(|under| under.private)
        || request.place.is_direct();
    match press {
        Press::SeePage | Press::Copy | Press::Open | Press::Define => How::Private,
        Press::Share => How::Update,
        _ if own => How::Update,
        _ => How::Private,
    }
}

/// The question that the message above answers, as it is shown there.
fn question(request: &Request) -> Option<String> {
    request.under.as_ref()?.question.clone()
}

/// The words of a hit as they stand in what may be searched now, and where else in it.
pub(super) async fn recalled(
    asked: Asked<'_>,
    hit: &ShortReceipt,
    question: Option<&str>,
) -> Result<(Edition, Recalled), Failure> {
    let shelf = asked.shelf().await?;
    for edition in editions(&shelf, hit) {
        let opened = asked.bot.open(&edition).await?;
        let found = recall(
            &shelf,
            &edition,
            &opened,
            (hit, question.unwrap_or_default()),
        );
        if let Some(recalled) = found {
            return Ok((edition, recalled));
        }
    }
    Err(words::changed_since().into())
}

/// The editions on a shelf that a hit may be of: one, or several reports of one file.
fn editions(shelf: &Shelf, hit: &ShortReceipt) -> Vec<Edition> {
    let of = |edition: &&Edition| hit.is_of(edition.prefix());
    shelf.editions().iter().filter(of).cloned().collect()
}

/// The quotation and what qualifies it as plain text, for a phone's "Copy text": all of it is content, and none of it is
/// escaped. With names without end it is a file.
fn copy(recalled: &Recalled) -> Body {
    let excerpt = &recalled.excerpt;
    let mut text = card::copied(excerpt);
    if let Some(qualifier) = excerpt.qualifier.as_deref() {
        let qualified = words::qualified_by();
        text = format!(
            "{text}\n\n{}\n{}",
            qualified.as_str(),
            card::copied(qualifier)
        );
    }
    let shown = Markup::verbatim(&text);
    if length(shown.as_str()) <= CONTENT {
        return Body::words(shown);
    }
    Body {
        text: Some(words::too_long_to_show()),
        files: vec![File {
            name: "quotation.txt".to_owned(),
            description: "The quotation with its citation".to_owned(),
            bytes: text.into_bytes(),
        }],
        ..Body::default()
    }
}

fn share(asked: Asked<'_>, recalled: &Recalled, hits: &Hits) -> Result<Reply, Failure> {
    if let Some(lacking) = permission::lacks(&asked.request.place) {
        return Ok(Reply::private(Body::words(words::needs_permission(
            lacking,
        ))));
    }
    let excerpt = hits.hits[hits.at];
    if !asked.bot.share(asked.request.place.channel, excerpt) {
        return Err(words::shared_already().into());
    }
    let alone = Hits {
        at: 0,
        asker: asker(asked.request.person.id),
        hits: vec![excerpt],
    };
    let private = card::opened(recalled, hits, question(asked.request));
    let mut private = as_sure_as_before(private, asked.request);
    private.text = Some(words::shared());
    private
        .buttons
        .retain(|button| button.label != words::label::SHARE);
    Ok(Reply::Say(Box::new(Say {
        how: How::Update,
        body: private,
        aloud: Some(shared(asked, recalled, &alone)),
        outcome: None,
    })))
}

/// What everybody sees of a private answer. Never the question, nor what tells of it.
fn shared(asked: Asked<'_>, recalled: &Recalled, alone: &Hits) -> Body {
    let chars = asked.bot.config.excerpt_chars;
    let mut body = card::excerpt((&recalled.excerpt, chars), alone, None);
    let tone = asked.request.under.as_ref().map(|under| under.tone);
    if let (Some(card), Some(Tone::Weak)) = (&mut body.card, tone) {
        card.tone = Tone::Weak;
        card.parts.insert(0, Part::Words(words::shared_weak()));
    }
    body
}

async fn see_page(
    asked: Asked<'_>,
    edition: &Edition,
    recalled: &Recalled,
) -> Result<Reply, Failure> {
    let excerpt = &recalled.excerpt;
    let citation = card::citation(&excerpt.report, &excerpt.locator);
    let (Some(page), true) = (
        excerpt.locator.page,
        card::has_pictures(edition.extractor, &edition.report),
    ) else {
        let mut body = card::opened(
            recalled,
            &Hits {
                at: 0,
                asker: 0,
                hits: Vec::new(),
            },
            None,
        );
        body.buttons.clear();
        return Ok(Reply::private(body));
    };
    let picture = asked
        .bot
        .library
        .picture(
            edition,
            page,
            Some(outline(&excerpt.receipt)),
            &asked.bot.extraction,
        )
        .await;
    let picture = match picture {
        Ok(picture) => picture,
        Err(PictureError::NotDrawn { why, .. }) => {
            return Err(words::not_drawn(&why.to_string()).into());
        }
        Err(error) => return Err(Failure::Broke(error.into())),
    };
    let text = if picture.outlined {
        citation
    } else {
        words::not_outlined().and("\n").and_markup(&citation)
    };
    Ok(Reply::private(Body {
        // Not in a card: as an attachment of its own a phone shows the page as large as it can.
        text: Some(text),
        files: vec![File {
            name: format!("page-{page}.png"),
            description: described(page, &excerpt.report.title, picture.outlined),
            bytes: picture.png.to_vec(),
        }],
        ..Body::default()
    }))
}

/// What a picture shows, for people who do not see it.
fn described(page: PageNumber, title: &str, outlined: bool) -> String {
    let outlined = if outlined {
        ", the quoted words outlined"
    } else {
        ""
    };
    format!("Page {page} of {title}{outlined}")
}

/// The quotation's bytes in its page's reading text; past the end of the page where it goes on on the next.
fn outline(receipt: &Receipt) -> std::ops::Range<usize> {
    let start = receipt.start as usize;
    start..start + receipt.len as usize
}

/// Puts the question above on the managers' list.
pub(super) async fn missing(asked: Asked<'_>) -> Result<Reply, Failure> {
    let (Some(guild), Some(question)) = (asked.request.place.guild, question(asked.request)) else {
        return Err(words::old_button().into());
    };
    let store = asked.bot.library.store();
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(asked.request.at);
    store.report_missing(guild, &question, at).await?;
    Ok(Reply::private(Body::words(words::told_the_moderators())))
}
