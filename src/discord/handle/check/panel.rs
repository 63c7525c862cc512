//! The verdict that a moderator writes: claim, judgment, note, passages; then exactly what will be seen.

use super::{Asked, CLAIM_CHARS, Step, correction, id, passages, verdict, words};
use crate::check::{Publication, Standing};
use crate::discord::bot::Failure;
use crate::discord::permission::{Level, level};
use crate::discord::reply::{
    Body, Button, Card, Field, Form, How, Part, Reply, Select, SelectOption,
};
use crate::store::ledger::{EntryHash, Judgment};
use crate::store::{Case, CaseClaim, CaseId, VerdictDraft};

/// Characters of a moderator's note.
const NOTE_CHARS: u16 = 600;

pub(super) async fn panel(
    asked: Asked<'_>,
    at: (CaseId, usize),
    step: &Step,
) -> Result<Reply, Failure> {
    let case = change(asked, at, step).await?;
    let claim = &case.claims[at.1];
    let draft = claim.draft.clone().unwrap_or_default();
    if draft.corrects.is_none() {
        undecided(asked, claim).await?;
    }
    match step {
        Step::Word => Ok(form(at, &draft)),
        Step::Preview => preview(asked, at, (&case, &draft)).await,
        _ => show(asked, at, (claim, &draft)).await,
    }
}

/// A claim that was decided takes no second verdict, unless the first was to be posted and was not.
pub(super) async fn undecided(asked: Asked<'_>, claim: &CaseClaim) -> Result<(), Failure> {
    let (Some(check), Some(guild)) = (claim.check, asked.request.place.guild) else {
        return Ok(());
    };
    let standing = super::publish::standing_of(asked.bot, guild, check).await?;
    match standing {
        Some(standing) if standing.published == Publication::NotPublished => Ok(()),
        _ => Err(words::decided_already(check).into()),
    }
}

/// Writes down what was chosen or typed.
async fn change(asked: Asked<'_>, at: (CaseId, usize), step: &Step) -> Result<Case, Failure> {
    let step = step.clone();
    let store = asked.bot.library.store();
    let changed = store.change_case(at.0, move |claims| {
        let claim = &mut claims[at.1];
        let passages = claim.evidence.len();
        let draft = claim.draft.get_or_insert_with(|| VerdictDraft {
            wording: claim.text.chars().take(CLAIM_CHARS.into()).collect(),
            attached: (0..passages.min(1)).collect(),
            ..VerdictDraft::default()
        });
        match step {
            Step::Judge(judgment) => judge(draft, judgment, passages),
            Step::Attach(mut chosen) => {
                chosen.retain(|at| *at < passages);
                chosen.sort_unstable();
                chosen.dedup();
                draft.attached = chosen;
            }
            Step::Worded { claim, note } => {
                draft.wording = claim.trim().chars().take(CLAIM_CHARS.into()).collect();
                draft.note = match says_something(&note) {
                    true => note.trim().chars().take(NOTE_CHARS.into()).collect(),
                    false => String::new(),
                };
            }
            _ => {}
        }
    });
    Ok(changed.await?.ok_or_else(words::forgotten)?)
}

/// Chooses a judgment. That the reports say nothing rests on no passage; every other one begins with the best.
fn judge(draft: &mut VerdictDraft, judgment: Judgment, passages: usize) {
    let nothing = Judgment::NotInTheReports;
    if judgment == nothing {
        draft.attached.clear();
    } else if draft.judgment == Some(nothing) && draft.attached.is_empty() {
        draft.attached = (0..passages.min(1)).collect();
    }
    draft.judgment = Some(judgment);
}

/// Whether a text has anything that can be read.
fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

async fn show(
    asked: Asked<'_>,
    (case, at): (CaseId, usize),
    (claim, draft): (&CaseClaim, &VerdictDraft),
) -> Result<Reply, Failure> {
    let citable = passages::citable(asked, claim, draft).await?;
    let attached: Vec<String> = draft
        .attached
        .iter()
        .map(|at| match citable.get(*at) {
            Some(Some(cited)) => cited.citation.clone(),
            _ => words::PASSAGE_GONE.to_owned(),
        })
        .collect();
    let parts = words::draft(draft, &attached).into_iter().map(Part::Words);
    let button = |label: &str, step| Button::new(label, id::pack(case, at, &step));
    let mut body = Body::card(Card {
        title: Some(words::panel_title(draft.corrects)),
        parts: parts.collect(),
        ..Card::default()
    });
    body.selects = vec![judgments((case, at), draft.judgment)];
    body.selects
        .extend(passages::choice((case, at), (draft, &citable)));
    body.buttons = vec![
        button(words::WORD, Step::Word),
        button(words::PREVIEW, Step::Preview),
        button(words::BACK_TO_EVIDENCE, Step::Evidence),
    ];
    Ok(Reply::say(How::Update, body))
}

fn judgments((case, at): (CaseId, usize), chosen: Option<Judgment>) -> Select {
    let option = |(number, judgment): (usize, Judgment)| SelectOption {
        label: judgment.name().to_owned(),
        description: Some(words::meaning(judgment).to_owned()),
        value: number.to_string(),
        chosen: chosen == Some(judgment),
    };
    Select {
        // Which one stands in the id does not matter: it comes with what is chosen.
        id: id::pack(case, at, &Step::Judge(Judgment::Supported)),
        placeholder: words::CHOOSE_JUDGMENT.to_owned(),
        options: Judgment::ALL.into_iter().enumerate().map(option).collect(),
        count: (1, 1),
    }
}

fn form((case, at): (CaseId, usize), draft: &VerdictDraft) -> Reply {
    Reply::ask(Form {
        id: id::pack(case, at, &Step::Word),
        title: words::WORD_TITLE.to_owned(),
        fields: vec![
            Field {
                id: id::CLAIM.to_owned(),
                label: words::WORD_CLAIM.to_owned(),
                value: draft.wording.clone(),
                long: true,
                required: true,
                most: CLAIM_CHARS,
            },
            Field {
                id: id::NOTE.to_owned(),
                label: words::WORD_NOTE.to_owned(),
                value: draft.note.clone(),
                long: true,
                required: false,
                most: NOTE_CHARS,
            },
        ],
    })
}

/// The verdict exactly as it will be seen.
async fn preview(
    asked: Asked<'_>,
    (case, at): (CaseId, usize),
    (opened, draft): (&Case, &VerdictDraft),
) -> Result<Reply, Failure> {
    let mut standing = standing(asked, &opened.claims[at], draft).await?;
    let correction = correction::changes(asked, draft, &standing).await?;
    let post = correction
        .as_ref()
        .is_none_or(|(before, _)| before.post.is_some());
    if let Some((before, correction)) = correction {
        standing.corrected = before.corrected;
        standing.corrected.push(correction);
        standing.source_edited = before.source_edited;
        standing.source_deleted = before.source_deleted;
    }
    let mut body = verdict::preview(&standing);
    let in_thread = asked.request.place.parent.is_some();
    body.text = Some(words::preview(in_thread, !post));
    let button = |label: &str, step| Button::new(label, id::pack(case, at, &step));
    body.buttons = match (draft.corrects, post) {
        (Some(_), true) => vec![button(words::PUBLISH_CORRECTION, Step::Publish)],
        (Some(_), false) => vec![button(words::KEEP_CORRECTION, Step::Publish)],
        (None, _) => {
            let label = match in_thread {
                true => words::PUBLISH_IN_THREAD,
                false => words::PUBLISH,
            };
            vec![
                button(label, Step::Publish),
                button(words::KEEP, Step::Keep),
            ]
        }
    };
    body.buttons.push(button(words::BACK, Step::Panel));
    Ok(Reply::say(How::Update, body))
}

/// What a draft would be in the ledger; a sentence where something is missing.
pub(super) async fn standing(
    asked: Asked<'_>,
    claim: &CaseClaim,
    draft: &VerdictDraft,
) -> Result<Standing, Failure> {
    let judgment = draft.judgment.ok_or_else(words::no_judgment)?;
    if !says_something(&draft.wording) {
        return Err(words::no_words().into());
    }
    if draft.attached.is_empty() && judgment != Judgment::NotInTheReports {
        return Err(words::no_passage().into());
    }
    let note = (!draft.note.is_empty()).then(|| draft.note.clone());
    Ok(Standing {
        check: 0,
        claim: Some(draft.wording.clone()),
        judgment,
        note,
        cited: passages::cited(asked, claim, draft).await?,
        role: Some(role(asked)),
        given: String::new(),
        corrected: Vec::new(),
        withdrawn: None,
        source_edited: None,
        source_deleted: None,
        published: Publication::Kept,
        entry: (0, EntryHash::NONE),
        last: 0,
        source: None,
        post: None,
    })
}

/// In which role a person decides here; no name.
fn role(asked: Asked<'_>) -> String {
    let person = &asked.request.person;
    match asked.settings.moderator_role {
        Some(role) if person.roles.contains(&role) => format!("role {role}"),
        _ if level(person, asked.settings) >= Level::Manager => "manager".to_owned(),
        _ => "moderator".to_owned(),
    }
}
