//! The passages that a verdict may rest on: as the reports have them now, or as the ledger has them.

use super::publish::standing_of;
use super::{Asked, Step, evidence, id, words};
use crate::answer::Excerpt;
use crate::discord::bot::Failure;
use crate::discord::reply::{Select, SelectOption};
use crate::report::Citation;
use crate::store::ledger::Cited;
use crate::store::{CaseClaim, CaseId, VerdictDraft};

/// The attached passages, each with its qualifier.
pub(super) async fn cited(
    asked: Asked<'_>,
    claim: &CaseClaim,
    draft: &VerdictDraft,
) -> Result<Vec<Cited>, Failure> {
    let mut citable = citable(asked, claim, draft).await?;
    let attached = draft.attached.iter();
    let cited = attached.map(|at| citable.get_mut(*at).and_then(Option::take));
    Ok(cited
        .collect::<Option<_>>()
        .ok_or_else(words::passage_gone)?)
}

/// The passages of a claim as they can be attached: as the reports have them now, or as the ledger has them where a verdict
/// is corrected that rests on them; none where neither has them.
pub(super) async fn citable(
    asked: Asked<'_>,
    claim: &CaseClaim,
    draft: &VerdictDraft,
) -> Result<Vec<Option<Cited>>, Failure> {
    let kept = match (draft.corrects, asked.request.place.guild) {
        (Some(check), Some(guild)) => standing_of(asked.bot, guild, check).await?,
        _ => None,
    };
    let kept = kept.map(|standing| standing.cited).unwrap_or_default();
    let mut citable = Vec::new();
    for receipt in &claim.evidence {
        let now = match evidence::found_again(asked, receipt, &claim.text).await? {
            Some((_, excerpt)) => Some(quoted(&excerpt)),
            None => kept.iter().find(|cited| cited.receipt == *receipt).cloned(),
        };
        citable.push(now);
    }
    Ok(citable)
}

fn quoted(excerpt: &Excerpt) -> Cited {
    Cited {
        receipt: excerpt.receipt.to_string(),
        citation: Citation::new(&excerpt.report, &excerpt.locator).to_string(),
        text: excerpt.text.clone(),
        qualifier: excerpt
            .qualifier
            .as_deref()
            .map(|qualifier| Box::new(quoted(qualifier))),
    }
}

/// The list from which passages are chosen; none where there is no passage.
pub(super) fn choice(
    (case, at): (CaseId, usize),
    (draft, citable): (&VerdictDraft, &[Option<Cited>]),
) -> Option<Select> {
    let option = |(number, cited): (usize, &Option<Cited>)| {
        let cited = cited.as_ref()?;
        Some(SelectOption {
            label: super::one_line(&cited.text),
            description: Some(cited.citation.clone()),
            value: number.to_string(),
            chosen: draft.attached.contains(&number),
        })
    };
    let options: Vec<SelectOption> = citable.iter().enumerate().filter_map(option).collect();
    let list = Select {
        id: id::pack(case, at, &Step::Attach(Vec::new())),
        placeholder: words::CHOOSE_PASSAGES.to_owned(),
        count: (0, options.len() as u8),
        options,
    };
    (!list.options.is_empty()).then_some(list)
}
