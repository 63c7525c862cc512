//! The ids of buttons, lists and forms below the evidence: which case, which of its claims, what to do.

use std::collections::BTreeMap;

use super::{CheckAction, Step};
use crate::store::CaseId;
use crate::store::ledger::Judgment;

/// Opens every id of this kind.
const OPENS: &str = "k:";
/// The fields of the forms.
pub(super) const CLAIMS: &str = "claims";
pub(super) const CLAIM: &str = "claim";
pub(super) const NOTE: &str = "note";

/// What a step is called in an id. What is chosen or typed comes beside it.
fn letter(step: &Step) -> String {
    let letter = match step {
        Step::Same(check) => return format!("s{check}"),
        Step::Evidence => "c",
        Step::Edit | Step::Edited(_) => "e",
        Step::Other => "o",
        Step::Panel => "v",
        Step::Judge(_) => "j",
        Step::Attach(_) => "a",
        Step::Word | Step::Worded { .. } => "w",
        Step::Preview => "p",
        Step::Publish => "y",
        Step::Keep => "k",
    };
    letter.to_owned()
}

/// The id of what does a step with a claim of a case.
pub(super) fn pack(case: CaseId, claim: usize, step: &Step) -> String {
    format!("{OPENS}{:016x}:{claim}:{}", case.0, letter(step))
}

fn unpack(id: &str) -> Option<(CaseId, usize, &str)> {
    let (case, rest) = id.strip_prefix(OPENS)?.split_once(':')?;
    let (claim, letter) = rest.split_once(':')?;
    let found = (
        CaseId(u64::from_str_radix(case, 16).ok()?),
        claim.parse().ok()?,
        letter,
    );
    // One step has one id.
    let same = format!("{OPENS}{:016x}:{}:{letter}", found.0.0, found.1) == id;
    same.then_some(found)
}

/// The number of the check in `s12`.
fn same(letter: &str) -> Option<u32> {
    let number = letter.strip_prefix('s')?;
    let check = number.parse().ok()?;
    (number == u32::to_string(&check)).then_some(check)
}

impl CheckAction {
    /// Reads the id of a button or list with what was chosen from it; none where it is none of these.
    pub fn of_component(id: &str, chosen: &[String]) -> Option<CheckAction> {
        let (case, claim, letter) = unpack(id)?;
        let number = |text: &String| text.parse::<usize>().ok();
        let mut at = claim;
        let step = match letter {
            "c" => {
                at = chosen.first().map_or(Some(claim), number)?;
                Step::Evidence
            }
            "e" => Step::Edit,
            "o" => Step::Other,
            "v" => Step::Panel,
            "j" => Step::Judge(*Judgment::ALL.get(number(chosen.first()?)?)?),
            "a" => Step::Attach(chosen.iter().map(number).collect::<Option<_>>()?),
            "w" => Step::Word,
            "p" => Step::Preview,
            "y" => Step::Publish,
            "k" => Step::Keep,
            other => Step::Same(same(other)?),
        };
        Some(CheckAction::Step {
            case,
            claim: at,
            step,
        })
    }

    /// Reads the id of a form with what was typed in its fields; none where it is none of these.
    pub fn of_form(id: &str, fields: &mut BTreeMap<String, String>) -> Option<CheckAction> {
        let (case, claim, letter) = unpack(id)?;
        let step = match letter {
            "e" => Step::Edited(fields.remove(CLAIMS)?),
            "w" => Step::Worded {
                claim: fields.remove(CLAIM)?,
                note: fields.remove(NOTE).unwrap_or_default(),
            },
            _ => return None,
        };
        Some(CheckAction::Step { case, claim, step })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CASE: CaseId = CaseId(0x0123_4567_89ab_cdef);

    fn read(step: &Step, chosen: &[&str]) -> Option<(usize, Step)> {
        let chosen: Vec<String> = chosen.iter().map(|text| (*text).to_owned()).collect();
        match CheckAction::of_component(&pack(CASE, 2, step), &chosen)? {
            CheckAction::Step { case, claim, step } if case == CASE => Some((claim, step)),
            _ => None,
        }
    }

    #[test]
    fn ids_are_read_back_with_what_was_chosen() {
        for step in [
            Step::Edit,
            Step::Other,
            Step::Panel,
            Step::Word,
            Step::Preview,
            Step::Publish,
            Step::Keep,
            Step::Same(12),
        ] {
            assert_eq!(read(&step, &[]), Some((2, step)));
        }
        assert_eq!(read(&Step::Evidence, &["1"]), Some((1, Step::Evidence)));
        assert_eq!(read(&Step::Evidence, &[]), Some((2, Step::Evidence)));
        let judged = Step::Judge(Judgment::Refuted);
        assert_eq!(read(&judged, &["1"]), Some((2, judged.clone())));
        assert_eq!(read(&judged, &["9"]), None);
        assert_eq!(read(&judged, &[]), None);
        let attached = Step::Attach(vec![0, 3]);
        assert_eq!(read(&attached, &["0", "3"]), Some((2, attached.clone())));
        assert_eq!(read(&attached, &["x"]), None);
    }

    #[test]
    fn a_form_without_its_field_is_none() {
        let id = pack(CASE, 0, &Step::Edit);
        assert_eq!(CheckAction::of_form(&id, &mut BTreeMap::new()), None);
    }

    proptest! {
        #[test]
        fn any_text_is_an_id_of_ours_or_none(text in "k:[0-9a-f]{0,18}:[0-9]{0,3}:[a-z]{0,2}[0-9]{0,2}|\\PC{0,60}") {
            if let Some(CheckAction::Step { case, claim, step }) = CheckAction::of_component(&text, &[]) {
                prop_assert_eq!(pack(case, claim, &step), text);
            }
        }
    }
}
