//! What is read around evidence and verdicts. None of it says whether a claim is true.

use super::{Asked, CLAIM_CHARS};
use crate::answer::{Outcome, Silence};
use crate::check::{Bearing, CheckedClaim, Correction, Evidence, Standing, VERBATIM};
use crate::discord::cut::cut;
use crate::discord::markup::Markup;
use crate::discord::words::{Refusal, counted, listed};
use crate::store::ledger::Judgment;
use crate::store::{Case, CaseClaim, KEPT_IN_GUILDS, VerdictDraft};

pub(super) const PASSAGES: &str = "Passages";
pub(super) const EDIT: &str = "Edit claims";
pub(super) const GIVE_VERDICT: &str = "Give a verdict";
pub(super) const GO_ON_CORRECTING: &str = "Back to the correction";
pub(super) const OTHER: &str = "It is another claim";
pub(super) const PASSAGE_GONE: &str = "a passage that the reports do not have any more";
pub(super) const ANOTHER_CLAIM: &str = "Another claim";
pub(super) const EDIT_TITLE: &str = "Claims to look up";
pub(super) const EDIT_LABEL: &str = "One claim a line, at most eight";
pub(super) const WORD_TITLE: &str = "The claim and your note";
pub(super) const WORD_CLAIM: &str = "The claim, as you word it";
pub(super) const WORD_NOTE: &str = "Note (may be left empty)";
pub(super) const WORD: &str = "Edit words";
pub(super) const PREVIEW: &str = "Preview";
pub(super) const BACK_TO_EVIDENCE: &str = "Evidence";
pub(super) const BACK: &str = "Back";
pub(super) const PUBLISH_IN_THREAD: &str = "Publish in thread";
pub(super) const PUBLISH: &str = "Publish here";
pub(super) const PUBLISH_CORRECTION: &str = "Publish correction";
pub(super) const KEEP: &str = "Keep for moderators";
pub(super) const KEEP_CORRECTION: &str = "Correct it";
pub(super) const CHOOSE_JUDGMENT: &str = "Choose a verdict";
pub(super) const CHOOSE_PASSAGES: &str = "Choose the passages to attach";

/// Units of a claim as it was worded before a correction.
const OLD_CLAIM: usize = 160;

fn refusal(text: impl Into<String>) -> Refusal {
    Refusal(Markup::ours(text))
}

pub(super) fn no_claim(in_message: bool) -> Refusal {
    let next = match in_message {
        true => "With /check you can write the claim in your own words.",
        false => {
            "Write it as a statement: who did what, how many, when. For a question there is /ask."
        }
    };
    refusal(format!(
        "No sentence in it states something that a report could bear out or not. {next}"
    ))
}

pub(super) fn no_claim_left() -> Refusal {
    refusal(
        "That left no claim, so the claims stay as they were. Press Edit claims and write one claim a line.",
    )
}

pub(super) fn forgotten() -> Refusal {
    refusal(
        "This check is not kept any more, because its message was deleted or 30 days have passed, or it is not yours. /check takes the claim in your own words.",
    )
}

/// What of a text was not searched: so many claims, and what goes beyond the length of one.
pub(super) fn left_out(claims: usize, cut: bool) -> Option<Markup> {
    let mut parts = Vec::new();
    if claims > 0 {
        let claims = counted(claims as u64, "claim");
        parts.push(format!(
            "{claims} more were left out: check them by themselves."
        ));
    }
    if cut {
        parts.push(format!("A claim was cut after {CLAIM_CHARS} characters."));
    }
    (!parts.is_empty()).then(|| Markup::ours(parts.join("\n")))
}

/// What the reports had when the claim was looked up, and have no more.
pub(super) fn gone(passages: usize) -> Option<Markup> {
    let passages = match passages {
        0 => return None,
        more => counted(more as u64, "passage"),
    };
    Some(Markup::ours(format!(
        "The reports changed since this was looked up: {passages} left out. Edit claims searches again."
    )))
}

/// What is said where the reports do not surely cover a claim.
pub(super) fn coverage(claim: &CheckedClaim) -> Option<Markup> {
    let silence = claim.silence.clone().unwrap_or_default();
    let text = match claim.outcome {
        Outcome::Answered => return None,
        Outcome::Weak => {
            "Weak match: the passages have some of the claim's words, not all of them together."
        }
        Outcome::Nothing => {
            "The reports say nothing about this claim. That does not mean that it is false."
        }
    };
    let text = Markup::ours(text);
    Some(match claim.outcome {
        Outcome::Nothing => scattered(text, &silence),
        Outcome::Answered | Outcome::Weak => with_missing(text, &silence),
    })
}

/// What of a claim the passages that are shown lack.
fn with_missing(text: Markup, silence: &Silence) -> Markup {
    let mut missing = silence.unmatched_anchors.clone();
    missing.extend(beside(&silence.unknown_words, &silence.unmatched_anchors));
    if missing.is_empty() {
        return text;
    }
    text.and("\nThe claim says ")
        .and_markup(&listed(&missing))
        .and("; these passages do not.")
}

/// Why no passage is shown for a claim.
fn scattered(text: Markup, silence: &Silence) -> Markup {
    let mut apart = beside(&silence.unmatched_anchors, &silence.unknown_words);
    apart.extend(beside(
        &beside(&silence.apart, &silence.unknown_words),
        &silence.unmatched_anchors,
    ));
    [
        ("\nNowhere in them: ", &silence.unknown_words),
        ("\nOnly apart from the rest: ", &apart),
    ]
    .into_iter()
    .filter(|(_, words)| !words.is_empty())
    .fold(text, |text, (title, words)| {
        text.and(title).and_markup(&listed(words)).and(".")
    })
}

/// Words that are not among others.
fn beside(words: &[String], others: &[String]) -> Vec<String> {
    words
        .iter()
        .filter(|word| !others.contains(word))
        .cloned()
        .collect()
}

/// The heading of a column, with what was found to differ.
pub(super) fn column(evidence: &Evidence) -> Markup {
    let heading = match evidence.bearing {
        Bearing::Alike => "**Alike in numbers and words**",
        Bearing::Differs => "**Differs**",
        Bearing::Near => "**On the same matter**",
    };
    let verbatim = evidence.verbatim.then(|| VERBATIM.to_owned()).into_iter();
    let labels = verbatim.chain(evidence.labels.iter().map(ToString::to_string));
    let estimates = evidence.estimates.iter();
    let estimates = estimates.map(|estimate| format!("estimative: {estimate}"));
    labels
        .chain(estimates)
        .fold(Markup::ours(heading), |text, found| {
            text.and("\n• ").and_theirs(&found)
        })
}

pub(super) fn qualified() -> Markup {
    Markup::ours("Qualified there:")
}

/// Where a claim stands, in a list of claims.
pub(super) fn state_of(claim: &CaseClaim) -> String {
    match (claim.check, claim.evidence.len()) {
        (Some(check), _) => format!("decided: check {check}"),
        (None, 0) => "nothing in the reports".to_owned(),
        (None, passages) => counted(passages as u64, "passage"),
    }
}

/// Receipts of what is shown, how much more there is, and who will see that this was asked.
pub(super) fn footer(
    asked: Asked<'_>,
    case: &Case,
    (at, evidence, shown): (usize, &[Evidence], &[&Evidence]),
) -> String {
    let of = |bearing| evidence.iter().filter(move |one| one.bearing == bearing);
    let mut facts = Vec::new();
    if case.claims.len() > 1 {
        facts.push(format!("Claim {} of {}", at + 1, case.claims.len()));
    }
    let counts = [
        (of(Bearing::Alike).count(), "alike"),
        (of(Bearing::Differs).count(), "differing"),
        (of(Bearing::Near).count(), "near"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !counts.is_empty() {
        facts.push(counts.join(", "));
    }
    let receipts = shown.iter().flat_map(|one| {
        let qualifier = one.excerpt.qualifier.as_deref();
        [Some(&one.excerpt), qualifier].into_iter().flatten()
    });
    let receipts: Vec<String> = receipts.map(|one| one.receipt.to_string()).collect();
    match receipts.as_slice() {
        [] => {}
        [one] => facts.push(format!("Receipt {one}")),
        several => facts.push(format!("Receipts {}", several.join(" · "))),
    }
    let draft = case.claims[at].draft.as_ref();
    let corrects = draft.is_some_and(|draft| draft.corrects.is_some());
    if asked.request.place.guild.is_some() && !corrects {
        let days = KEPT_IN_GUILDS.as_secs() / (24 * 3600);
        facts.push(format!(
            "Moderators find this claim in /checks dossier for {days} days, without your name"
        ));
    }
    facts.join(" · ")
}

/// What a judgment means.
pub(super) fn meaning(judgment: Judgment) -> &'static str {
    match judgment {
        Judgment::Supported => "the reports say the same",
        Judgment::Refuted => "the reports say otherwise",
        Judgment::Mixed => "some of it holds, some does not",
        Judgment::MissingContext => "it misleads without what the reports say beside it",
        Judgment::NotInTheReports => "the reports say nothing about it",
    }
}

pub(super) fn no_judgment() -> Refusal {
    refusal("Choose a verdict first.")
}

pub(super) fn no_passage() -> Refusal {
    refusal(
        "A verdict rests on what the reports say: attach at least one passage, or choose “Not in the reports”.",
    )
}

pub(super) fn passage_gone() -> Refusal {
    refusal(
        "A passage that you attached is not in the reports any more: choose others, or search again with Evidence and Edit claims.",
    )
}

pub(super) fn nothing_corrected() -> Refusal {
    refusal("Nothing is corrected yet: change the verdict, the words or the passages first.")
}

pub(super) fn corrected_meanwhile(check: u32, entry: u32) -> Refusal {
    refusal(format!(
        "Check {check} was corrected by somebody else meanwhile, in entry {entry}. /checks show {check} shows it, and lets you correct that."
    ))
}

pub(super) fn no_words() -> Refusal {
    refusal("A verdict needs a claim: write one with Edit words.")
}

pub(super) fn decided_already(check: u32) -> Refusal {
    refusal(format!(
        "This claim is decided already, as check {check}: /checks show {check} shows it and lets you correct it."
    ))
}

pub(super) fn being_decided() -> Refusal {
    refusal("This is being published at this moment.")
}

pub(super) fn preview(in_thread: bool, kept: bool) -> Markup {
    let place = if in_thread { "thread" } else { "channel" };
    Markup::ours(match kept {
        true => "Preview. Moderators will find it so in /checks show.".to_owned(),
        false => format!(
            "Preview: so everybody in this {place} will see it. The number of its ledger entry and the entry's hash are added."
        ),
    })
}

/// Whose verdict it is, and what it says.
pub(super) fn verdict_title(standing: &Standing) -> String {
    if standing.withdrawn.is_some() {
        return "A verdict that was withdrawn".to_owned();
    }
    let whose = match standing.role.as_deref() {
        Some("manager") => "a manager",
        _ => "a moderator",
    };
    format!("Verdict of {whose}: {}", standing.judgment.name())
}

/// What became of a verdict since it was given.
pub(super) fn history(standing: &Standing) -> Vec<Markup> {
    let withdrawn = standing.withdrawn.as_ref().map(|day| {
        Markup::ours(format!(
            "**Withdrawn {day}:** it was “{}” and no longer stands.",
            standing.judgment.name()
        ))
    });
    let corrected = standing.corrected.iter().rev().map(corrected);
    let lines = withdrawn.into_iter().chain(corrected);
    joined(
        lines.chain(later(standing).into_iter().map(Markup::ours)),
        "\n",
    )
    .into_iter()
    .collect()
}

fn joined(texts: impl Iterator<Item = Markup>, between: &str) -> Option<Markup> {
    texts.reduce(|all, text| all.and(between).and_markup(&text))
}

/// What a correction changed.
fn corrected(correction: &Correction) -> Markup {
    let mut changes: Vec<Markup> = Vec::new();
    if let Some(before) = correction.judgment {
        changes.push(Markup::ours(format!("it was “{}” before", before.name())));
    }
    if let Some(before) = &correction.claim {
        let worded = Markup::ours("the claim was worded “").and_theirs(&cut(before, OLD_CLAIM));
        changes.push(worded.and("” before"));
    }
    if correction.note {
        changes.push(Markup::ours("the note is another"));
    }
    if correction.passages {
        changes.push(Markup::ours("other passages are attached"));
    }
    let changes = joined(changes.into_iter(), "; ");
    Markup::ours(format!("**Corrected {}:** ", correction.day))
        .and_markup(&changes.unwrap_or_else(|| Markup::ours("nothing changed")))
        .and(".")
}

/// What happened to the message, and who decided.
fn later(standing: &Standing) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(day) = &standing.source_deleted {
        lines.push(format!(
            "The message was deleted on {day}; the verdict is on the words above."
        ));
    } else if let Some(day) = &standing.source_edited {
        lines.push(format!(
            "The message was edited on {day}; this verdict is on the words above."
        ));
    }
    if let Some(role) = standing
        .role
        .as_deref()
        .and_then(|role| role.strip_prefix("role "))
    {
        lines.push(format!("Given by <@&{role}> on {}.", standing.given));
    }
    lines
}

/// Below a verdict that rests on no passage.
pub(super) fn silent() -> Markup {
    Markup::ours(
        "The reports that were searched say nothing about it. That does not mean that it is false.",
    )
}

pub(super) fn whole_claim(claim: &str) -> Markup {
    Markup::ours("**Claim:** ").and_theirs(claim)
}

pub(super) fn claim_erased() -> Markup {
    Markup::ours("The claim was erased at somebody's wish; its place in the ledger stays.")
}

pub(super) fn note(note: &str) -> Markup {
    Markup::ours("**Note:** ").and_theirs(note)
}

/// What a moderator has decided so far.
pub(super) fn draft(draft: &VerdictDraft, citations: &[String]) -> Vec<Markup> {
    let judgment = match draft.judgment {
        Some(judgment) => Markup::ours(format!("**{}:** {}", judgment.name(), meaning(judgment))),
        None => Markup::ours("**Verdict:** not chosen yet"),
    };
    let claim = Markup::ours("**Claim as you word it:** ").and_theirs(&draft.wording);
    let note = match draft.note.as_str() {
        "" => Markup::ours("**Note:** none"),
        text => note(text),
    };
    let start = match citations {
        [] => Markup::ours("**Attached:** no passage"),
        _ => Markup::ours("**Attached:**"),
    };
    let attached = citations.iter().fold(start, |list, citation| {
        list.and("\n• ").and_theirs(citation)
    });
    vec![claim, judgment, note, attached]
}

pub(super) fn panel_title(corrects: Option<u32>) -> String {
    match corrects {
        Some(check) => format!("Correction of check {check}"),
        None => "Your verdict".to_owned(),
    }
}

pub(super) fn published(check: u32, edited: bool) -> Markup {
    let published = Markup::ours(format!("Published as check {check}."));
    match edited {
        true => published.and(
            " The message was edited after you looked at it, and the verdict says so: read it again, and correct or withdraw the verdict if need be.",
        ),
        false => published,
    }
}

pub(super) fn kept(check: u32) -> Markup {
    Markup::ours(format!(
        "Kept as check {check}: moderators find it with /checks show {check}."
    ))
}

pub(super) fn changed(check: u32) -> Markup {
    Markup::ours(format!("Check {check} is changed, and so is its message."))
}

pub(super) fn changed_in_the_ledger(check: u32) -> Markup {
    Markup::ours(format!("Check {check} is changed in the ledger."))
}

pub(super) fn not_published(why: &str) -> Markup {
    Markup::ours("It was not published, and the ledger says so: ")
        .and_theirs(why)
        .and(" You can try again, or keep the verdict for moderators.")
}

pub(super) fn not_changed(check: u32, why: &str) -> Markup {
    Markup::ours(format!(
        "The ledger has the change to check {check}, but its message could not be changed: "
    ))
    .and_theirs(why)
}

pub(super) fn not_known(check: u32) -> Markup {
    Markup::ours(format!(
        "It is not known yet whether Discord took it. It will not be posted twice: Pincite looks for it again at its next start, and /checks show {check} tells what it found."
    ))
}

pub(in crate::discord::handle) fn no_such_check(check: u32) -> Refusal {
    refusal(format!(
        "There is no check {check} in this server's ledger; /checks search lists what there is."
    ))
}

pub(in crate::discord::handle) fn withdrawn_already(check: u32) -> Refusal {
    refusal(format!(
        "Check {check} was withdrawn and cannot be changed any more; check the claim anew."
    ))
}
