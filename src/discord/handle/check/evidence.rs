//! The evidence for a claim as a card: what has the claim's numbers and words, and what differs from it, hedges or denies.

use super::{Asked, Step, id, seen, words};
use crate::answer::Excerpt;
use crate::check::{Bearing, CheckedClaim, Evidence, bears};
use crate::discord::bot::Failure;
use crate::discord::handle::{card, press};
use crate::discord::hits::{Hits, Press, asker};
use crate::discord::markup::Markup;
use crate::discord::permission::{Level, level};
use crate::discord::reply::{Body, Button, Card, How, Part, Reply, Select, SelectOption, Tone};
use crate::report::{Language, Receipt, ShortReceipt};
use crate::store::{Case, CaseClaim, CaseId};

/// A claim with its evidence, as it is shown.
struct Shown<'c> {
    id: CaseId,
    case: &'c Case,
    at: usize,
    evidence: Vec<Evidence>,
    /// What of the text was not searched.
    left_out: Option<Markup>,
}

/// The first card of a new case.
pub(super) async fn first(
    asked: Asked<'_>,
    case: Case,
    (checked, left_out): (&[CheckedClaim], Option<Markup>),
) -> Result<Reply, Failure> {
    let id = asked.bot.library.store().open_case(&case).await?;
    let shown = Shown {
        id,
        case: &case,
        at: 0,
        evidence: checked[0].evidence.clone(),
        left_out,
    };
    let how = match asked.request.under {
        Some(_) => How::Update,
        None => asked.privately(),
    };
    Ok(Reply::say(how, body(asked, &shown).await?))
}

/// The card of any claim of a case, without a search.
pub(super) async fn again(
    asked: Asked<'_>,
    (id, at): (CaseId, usize),
    case: &Case,
) -> Result<Reply, Failure> {
    let (evidence, gone) = left(asked, &case.claims[at]).await?;
    let shown = Shown {
        id,
        case,
        at,
        evidence,
        left_out: words::gone(gone),
    };
    Ok(Reply::say(How::Update, body(asked, &shown).await?))
}

/// The passage of a receipt as its report has it now, with the report's language; none where it has other words, or is
/// not to be searched any more.
pub(super) async fn found_again(
    asked: Asked<'_>,
    receipt: &str,
    claim: &str,
) -> Result<Option<(Language, Excerpt)>, Failure> {
    let Ok(receipt) = receipt.parse::<Receipt>() else {
        return Ok(None);
    };
    match press::recalled(asked, &ShortReceipt::of(&receipt), Some(claim)).await {
        Ok((edition, found)) => Ok(Some((edition.language, found.excerpt))),
        Err(Failure::Refused(_)) => Ok(None),
        Err(broke) => Err(broke),
    }
}

/// The evidence of a claim as the reports have it now: what they have no more is left out, and counted.
async fn left(asked: Asked<'_>, claim: &CaseClaim) -> Result<(Vec<Evidence>, usize), Failure> {
    let mut evidence = Vec::new();
    for receipt in &claim.evidence {
        let found = found_again(asked, receipt, &claim.text).await?;
        evidence.extend(found.map(|(language, excerpt)| bears(&claim.text, excerpt, language)));
    }
    let gone = claim.evidence.len() - evidence.len();
    Ok((evidence, gone))
}

/// The evidence of a claim, where the reports have all of it still.
pub(in crate::discord::handle) async fn recalled(
    asked: Asked<'_>,
    claim: &CaseClaim,
) -> Result<Vec<Evidence>, Failure> {
    let mut evidence = Vec::new();
    for receipt in receipts(claim) {
        let (edition, found) =
            press::recalled(asked, &ShortReceipt::of(&receipt), Some(&claim.text)).await?;
        evidence.push(bears(&claim.text, found.excerpt, edition.language));
    }
    Ok(evidence)
}

pub(super) fn receipts(claim: &CaseClaim) -> Vec<Receipt> {
    let read = |receipt: &String| receipt.parse().ok();
    claim.evidence.iter().filter_map(read).collect()
}

async fn body(asked: Asked<'_>, shown: &Shown<'_>) -> Result<Body, Failure> {
    let claim = &shown.case.claims[shown.at];
    let mut parts: Vec<Part> = Vec::new();
    parts.extend(
        claim
            .said
            .clone()
            .map(|said| Part::Words(Markup::ours(said))),
    );
    let decided = seen::decided(asked, shown.case, claim).await?;
    parts.extend(decided.map(Part::Words));
    let before = seen::seen_before(asked, shown.case, claim).await?;
    parts.extend(
        before
            .iter()
            .map(|check| Part::Words(seen::line(shown.case.guild, check))),
    );
    let best = best(&shown.evidence);
    parts.extend(best.iter().flat_map(|one| told(one)));
    let tone = match claim.said {
        Some(_) => Tone::Weak,
        None => Tone::Plain,
    };
    let mut body = Body::card(Card {
        question: card::shown_question(&claim.text),
        parts,
        footer: Some(words::footer(
            asked,
            shown.case,
            (shown.at, &shown.evidence, &best),
        )),
        tone,
        ..Card::default()
    });
    body.text.clone_from(&shown.left_out);
    body.selects = choice_of_claims(shown);
    body.buttons = buttons(asked, shown);
    for one in best {
        let defined = card::definition_button(asked, &one.excerpt).await?;
        if let Some(button) = defined {
            body.buttons.push(button);
            break;
        }
    }
    let seen = before
        .iter()
        .flat_map(|check| seen::buttons(asked, (shown.id, shown.at), check));
    body.buttons.extend(seen);
    Ok(body)
}

/// The best passage of both columns; where neither has one, the best on the same matter.
fn best(evidence: &[Evidence]) -> Vec<&Evidence> {
    let of = |bearing| evidence.iter().find(move |one| one.bearing == bearing);
    let columns: Vec<&Evidence> = [of(Bearing::Alike), of(Bearing::Differs)]
        .into_iter()
        .flatten()
        .collect();
    match columns.as_slice() {
        [] => of(Bearing::Near).into_iter().collect(),
        _ => columns,
    }
}

/// A passage under the heading of its column, with its labels, and with what qualifies it.
fn told(evidence: &Evidence) -> Vec<Part> {
    let mut parts = vec![
        Part::Words(words::column(evidence)),
        Part::Quote(card::quote(&evidence.excerpt)),
    ];
    if let Some(qualifier) = &evidence.excerpt.qualifier {
        parts.push(Part::Words(words::qualified()));
        parts.push(Part::Quote(card::quote(qualifier)));
    }
    parts
}

fn choice_of_claims(shown: &Shown<'_>) -> Vec<Select> {
    let claims = &shown.case.claims;
    let option = |(at, claim): (usize, &CaseClaim)| SelectOption {
        label: super::one_line(&claim.text),
        description: Some(words::state_of(claim)),
        value: at.to_string(),
        chosen: at == shown.at,
    };
    let list = Select {
        id: id::pack(shown.id, 0, &Step::Evidence),
        placeholder: words::ANOTHER_CLAIM.to_owned(),
        options: claims.iter().enumerate().map(option).collect(),
        count: (1, 1),
    };
    Vec::from_iter((claims.len() > 1).then_some(list))
}

fn buttons(asked: Asked<'_>, shown: &Shown<'_>) -> Vec<Button> {
    let request = asked.request;
    let hits = Hits {
        at: 0,
        asker: asker(request.person.id),
        hits: shown
            .evidence
            .iter()
            .map(|one| ShortReceipt::of(&one.excerpt.receipt))
            .collect(),
    };
    let step = |label: &str, step| Button::new(label, id::pack(shown.id, shown.at, &step));
    let moderates =
        request.place.guild.is_some() && level(&request.person, asked.settings) >= Level::Moderator;
    let passages = hits.pack(Press::Open);
    let passages = passages.map(|id| Button::new(words::PASSAGES, id));
    let claim = &shown.case.claims[shown.at];
    let corrects = claim
        .draft
        .as_ref()
        .is_some_and(|draft| draft.corrects.is_some());
    let verdict = match claim.check {
        _ if !moderates => None,
        Some(_) if claim.same => Some(step(words::OTHER, Step::Other)),
        Some(_) if corrects => Some(step(words::GO_ON_CORRECTING, Step::Panel)),
        Some(_) => None,
        None => Some(step(words::GIVE_VERDICT, Step::Panel)),
    };
    let edit = step(words::EDIT, Step::Edit);
    passages.into_iter().chain([edit]).chain(verdict).collect()
}
