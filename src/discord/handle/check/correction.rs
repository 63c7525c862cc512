//! Correcting a verdict: its words and its passages as the ledger has them, and what the reports say now.

use super::publish::standing_of;
use super::{Asked, Step, panel, words};
use crate::check::{Claim, Correction, Standing};
use crate::discord::bot::Failure;
use crate::discord::reply::Reply;
use crate::discord::words as common;
use crate::store::ledger::day;
use crate::store::{CaseClaim, VerdictDraft};

/// Passages that can be attached to a verdict at most: what a list on Discord holds (docs: Component Reference, String
/// Select).
const MOST_PASSAGES: usize = 25;

/// Opens the verdict of a check again, so that it can be corrected.
pub(in crate::discord::handle) async fn correct(
    asked: Asked<'_>,
    check: u32,
) -> Result<Reply, Failure> {
    let guild = asked.request.place.guild;
    let guild = guild.ok_or_else(common::only_in_a_server)?;
    let standing = standing_of(asked.bot, guild, check).await?;
    let standing = standing.ok_or_else(|| words::no_such_check(check))?;
    if standing.withdrawn.is_some() {
        return Err(words::withdrawn_already(check).into());
    }
    let wording = standing.claim.clone().unwrap_or_default();
    let draft = VerdictDraft {
        wording: wording.clone(),
        judgment: Some(standing.judgment),
        note: standing.note.clone().unwrap_or_default(),
        attached: Vec::new(),
        corrects: Some(check),
        corrects_entry: standing.entry.0,
    };
    let cited = standing.cited.iter();
    let kept = cited.map(|cited| cited.receipt.clone()).collect();
    let claim = go_on(looked_up(asked, wording).await?, draft, kept);
    let message = standing.source.and_then(|(_, message)| message);
    let case = super::new_case(asked.request, (message, None), vec![claim]);
    let id = asked.bot.library.store().open_case(&case).await?;
    panel::panel(asked, (id, 0), &Step::Panel).await
}

/// A claim with what the reports say to it now.
async fn looked_up(asked: Asked<'_>, text: String) -> Result<CaseClaim, Failure> {
    if text.is_empty() {
        return Ok(CaseClaim::default());
    }
    let claim = Claim {
        span: (0, text.len()),
        text,
    };
    let (found, _) = super::search(asked, vec![claim]).await?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// A correction with what a new search found: the passages that it rests on stay, and stay attached.
fn go_on(mut found: CaseClaim, mut draft: VerdictDraft, kept: Vec<String>) -> CaseClaim {
    draft.attached = (0..kept.len()).collect();
    let mut evidence = kept;
    for receipt in std::mem::take(&mut found.evidence) {
        if !evidence.contains(&receipt) {
            evidence.push(receipt);
        }
    }
    evidence.truncate(MOST_PASSAGES);
    CaseClaim {
        evidence,
        check: draft.corrects,
        draft: Some(draft),
        ..found
    }
}

/// The same claim of a new search, where the one before was being corrected.
pub(super) fn carried(before: &CaseClaim, found: CaseClaim) -> CaseClaim {
    let Some(draft) = before
        .draft
        .clone()
        .filter(|draft| draft.corrects.is_some())
    else {
        return found;
    };
    let receipt = |at: &usize| before.evidence.get(*at).cloned();
    let kept = draft.attached.iter().filter_map(receipt).collect();
    go_on(found, draft, kept)
}

/// What a correction changes; a sentence where it changes nothing, or where somebody else was faster.
pub(super) async fn changes(
    asked: Asked<'_>,
    draft: &VerdictDraft,
    now: &Standing,
) -> Result<Option<(Standing, Correction)>, Failure> {
    let (Some(check), Some(guild)) = (draft.corrects, asked.request.place.guild) else {
        return Ok(None);
    };
    let before = standing_of(asked.bot, guild, check).await?;
    let before = before.ok_or_else(|| words::no_such_check(check))?;
    if before.withdrawn.is_some() {
        return Err(words::withdrawn_already(check).into());
    }
    if before.entry.0 != draft.corrects_entry {
        return Err(words::corrected_meanwhile(check, before.entry.0).into());
    }
    let correction = before.corrected_to(now, day(super::moment(asked.request)));
    if correction.is_none() {
        return Err(words::nothing_corrected().into());
    }
    Ok(Some((before, correction)))
}
