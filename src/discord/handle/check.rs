//! Claims checked against the reports: the evidence for each, and what a moderator makes of it.
//!
//! ```text
//! /check, Find evidence → a case, with the evidence for each claim   evidence.rs
//!   → Edit claims → another search                                    here
//!   → Give a verdict → words, judgment, passages, preview             panel.rs
//!     → Publish or keep → the ledger, a message, the ledger again     publish.rs
//! ```
//!
//! The evidence is the bot's, the verdict is a person's. A case is kept in the store, so that buttons outlive restarts
//! and search nothing.

mod correction;
mod evidence;
mod id;
mod panel;
mod passages;
mod publish;
mod seen;
pub(super) mod verdict;
mod words;

pub(super) use words::{no_such_check, withdrawn_already};

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Asked;
use crate::check::{self, CheckedClaim, Claim, evidential};
use crate::discord::bot::Failure;
use crate::discord::hits::asker;
use crate::discord::reply::{Field, Form, How, Reply};
use crate::discord::request::{Author, Request, Target};
use crate::discord::words as common;
use crate::store::ledger::Judgment;
use crate::store::{Case, CaseClaim, CaseId};

pub(super) use correction::correct;
pub(super) use evidence::recalled;
pub(super) use publish::{append, posted, shown_anew};
pub(in crate::discord) use publish::{refresh, settled, standing_of};

/// Characters of a text that are checked on Discord; a message has no more.
pub const TEXT_CHARS: u16 = 4_000;
/// Passages for each claim.
const PASSAGES: usize = 5;
/// Characters of a passage's excerpt: two of them, with their citations, fill a phone's screen.
const EXCERPT_CHARS: usize = 280;
/// Characters of a claim that somebody words.
const CLAIM_CHARS: u16 = 500;

/// What somebody wants checked, or does with what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckAction {
    /// A text that was typed.
    Text {
        /// As typed.
        text: String,
    },
    /// A message.
    Message(Target),
    /// A button, list or form below the evidence.
    Step {
        /// The case.
        case: CaseId,
        /// Which of its claims, from 0.
        claim: usize,
        /// What to do.
        step: Step,
    },
}

/// What is done with a claim of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Show its evidence.
    Evidence,
    /// Open the form with all claims.
    Edit,
    /// Search again for these claims, one a line.
    Edited(String),
    /// Say that this claim was decided before, as that check.
    Same(u32),
    /// Say that it is another claim after all.
    Other,
    /// Show the verdict that is being written.
    Panel,
    /// Choose a judgment.
    Judge(Judgment),
    /// Choose the passages, by their position in the evidence.
    Attach(Vec<usize>),
    /// Open the form for claim and note.
    Word,
    /// Word the claim and the note.
    Worded {
        /// The claim.
        claim: String,
        /// The note; may be empty.
        note: String,
    },
    /// Show the verdict as it would be published.
    Preview,
    /// Publish it where the message stands.
    Publish,
    /// Keep it to the moderators.
    Keep,
}

impl CheckAction {
    /// Whether the reports are searched for it.
    pub fn searches(&self) -> bool {
        match self {
            CheckAction::Step { step, .. } => matches!(step, Step::Edited(_)),
            CheckAction::Text { .. } | CheckAction::Message(_) => true,
        }
    }

    /// Whether a form answers it, which has to be the first response.
    pub fn opens_form(&self) -> bool {
        matches!(
            self,
            CheckAction::Step {
                step: Step::Edit | Step::Word,
                ..
            }
        )
    }

    /// Whether it is part of giving a verdict, which is for moderators.
    pub fn decides(&self) -> bool {
        let CheckAction::Step { step, .. } = self else {
            return false;
        };
        !matches!(step, Step::Evidence | Step::Edit | Step::Edited(_))
    }
}

/// Who will see the reply: only the person who asked, mostly in the message that is there already.
pub(super) fn expected(request: &Request, action: &CheckAction) -> How {
    match action {
        CheckAction::Step { .. } => How::Update,
        _ if request.place.is_direct() => How::Public,
        _ => How::Private,
    }
}

pub(super) async fn check(asked: Asked<'_>, action: &CheckAction) -> Result<Reply, Failure> {
    match action {
        CheckAction::Text { text } => open(asked, text, None).await,
        CheckAction::Message(target) => {
            let text = target.claim.as_ref().unwrap_or(&target.text);
            open(asked, text, Some(target)).await
        }
        CheckAction::Step { case, claim, step } => {
            let opened = known(asked, *case, *claim).await?;
            go_on(asked, (*case, *claim), opened, step).await
        }
    }
}

async fn go_on(
    asked: Asked<'_>,
    at: (CaseId, usize),
    case: Case,
    step: &Step,
) -> Result<Reply, Failure> {
    match step {
        Step::Evidence => evidence::again(asked, at, &case).await,
        Step::Edit => Ok(edit(at, &case)),
        Step::Same(check) => same(asked, at, *check).await,
        Step::Other => other(asked, at).await,
        Step::Edited(claims) => edited(asked, (&case, at.1), claims).await,
        Step::Publish | Step::Keep => publish::decide(asked, at, step).await,
        step => panel::panel(asked, at, step).await,
    }
}

/// A case that this person may go on with, here.
async fn known(asked: Asked<'_>, id: CaseId, claim: usize) -> Result<Case, Failure> {
    let case = asked.bot.library.store().case(id).await?;
    let place = &asked.request.place;
    let own = |case: &Case| {
        case.asker == asker(asked.request.person.id)
            && case.guild == place.guild
            && case.channel == place.channel
            && claim < case.claims.len()
    };
    Ok(case.filter(own).ok_or_else(words::forgotten)?)
}

/// Finds the claims of a text and the evidence for each.
async fn open(asked: Asked<'_>, text: &str, target: Option<&Target>) -> Result<Reply, Failure> {
    let found = check::claims(text);
    if found.claims.is_empty() {
        return Err(words::no_claim(target.is_some()).into());
    }
    let (claims, checked) = search(asked, found.claims).await?;
    // A verdict answers the message where it stands: not from a thread that was made from it.
    let here = |target: &&Target| target.channel == asked.request.place.channel;
    let message = target.filter(here).map(|target| target.message);
    let author = target.and_then(|target| match target.by {
        Author::Person(id) => Some(id),
        Author::Me | Author::Bot => None,
    });
    let case = new_case(asked.request, (message, author), claims);
    let left_out = words::left_out(found.left_out, false);
    evidence::first(asked, case, (&checked, left_out)).await
}

fn new_case(
    request: &Request,
    (message, author): (Option<u64>, Option<u64>),
    claims: Vec<CaseClaim>,
) -> Case {
    Case {
        guild: request.place.guild,
        channel: request.place.channel,
        message,
        author,
        asker: asker(request.person.id),
        at: moment(request),
        claims,
    }
}

/// When a request was made.
pub(super) fn moment(request: &Request) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(request.at)
}

async fn search(
    asked: Asked<'_>,
    claims: Vec<Claim>,
) -> Result<(Vec<CaseClaim>, Vec<CheckedClaim>), Failure> {
    let shelf = evidential(&asked.shelf().await?);
    let options = check::Options {
        passages: PASSAGES,
        excerpt_chars: EXCERPT_CHARS,
        answer_first: true,
    };
    let checked = asked
        .bot
        .search(move || {
            let found = claims
                .iter()
                .map(|claim| check::evidence(&shelf, claim, &options));
            found.collect::<Result<Vec<_>, _>>()
        })
        .await??;
    let kept = |claim: &CheckedClaim| CaseClaim {
        text: claim.claim.text.clone(),
        evidence: claim
            .evidence
            .iter()
            .map(|evidence| evidence.excerpt.receipt.to_string())
            .collect(),
        said: words::coverage(claim).map(|said| said.as_str().to_owned()),
        ..CaseClaim::default()
    };
    Ok((checked.iter().map(kept).collect(), checked))
}

/// A moderator says that a claim is the same as one that was decided before.
async fn same(asked: Asked<'_>, at: (CaseId, usize), check: u32) -> Result<Reply, Failure> {
    let guild = asked.request.place.guild;
    let guild = guild.ok_or_else(common::only_in_a_server)?;
    let there = standing_of(asked.bot, guild, check).await?;
    there.ok_or_else(|| words::no_such_check(check))?;
    note_same(asked, at, Some(check)).await
}

/// A moderator says that it is another claim after all.
async fn other(asked: Asked<'_>, at: (CaseId, usize)) -> Result<Reply, Failure> {
    note_same(asked, at, None).await
}

async fn note_same(
    asked: Asked<'_>,
    at: (CaseId, usize),
    check: Option<u32>,
) -> Result<Reply, Failure> {
    let set = move |claims: &mut Vec<CaseClaim>| {
        // What was decided on this very message stays so.
        if let Some(claim) = claims
            .get_mut(at.1)
            .filter(|claim| claim.same || claim.check.is_none())
        {
            claim.check = check;
            claim.same = check.is_some();
        }
    };
    let case = asked.bot.library.store().change_case(at.0, set).await?;
    evidence::again(asked, at, &case.ok_or_else(words::forgotten)?).await
}

/// The form with all claims, one a line.
fn edit((case, claim): (CaseId, usize), opened: &Case) -> Reply {
    let claims = opened.claims.iter().map(|claim| one_line(&claim.text));
    Reply::ask(Form {
        id: id::pack(case, claim, &Step::Edit),
        title: words::EDIT_TITLE.to_owned(),
        fields: vec![Field {
            id: id::CLAIMS.to_owned(),
            label: words::EDIT_LABEL.to_owned(),
            value: claims.collect::<Vec<_>>().join("\n"),
            long: true,
            required: true,
            most: TEXT_CHARS,
        }],
    })
}

/// Searches for the claims as the person worded them: each line is one, and nothing decides whether it is a claim.
async fn edited(
    asked: Asked<'_>,
    (before, at): (&Case, usize),
    typed: &str,
) -> Result<Reply, Failure> {
    let lines = typed.lines().map(str::trim);
    let said = lines.filter(|line| line.chars().any(char::is_alphanumeric));
    let mut all: Vec<String> = Vec::new();
    for line in said.map(|line| line.chars().take(CLAIM_CHARS.into()).collect()) {
        if !all.contains(&line) {
            all.push(line);
        }
    }
    if all.is_empty() {
        return Err(words::no_claim_left().into());
    }
    let cut = typed
        .lines()
        .any(|line| line.trim().chars().nth(CLAIM_CHARS.into()).is_some());
    let left_out = all.len().saturating_sub(check::MAX_CLAIMS);
    let claim = |text: String| Claim {
        span: (0, text.len()),
        text,
    };
    let claims = all.into_iter().take(check::MAX_CLAIMS).map(claim).collect();
    let (mut claims, checked) = search(asked, claims).await?;
    let first = std::mem::take(&mut claims[0]);
    claims[0] = correction::carried(&before.claims[at], first);
    let source = (before.message, before.author);
    let case = new_case(asked.request, source, claims);
    let left_out = words::left_out(left_out, cut);
    evidence::first(asked, case, (&checked, left_out)).await
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
