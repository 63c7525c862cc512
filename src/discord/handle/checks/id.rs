//! The ids of buttons and lists under what `/checks` answers.

use super::ChecksAction;

/// Opens every id of this kind.
const OPENS: &str = "c:";
/// The list from which a check is opened: its number comes with what is chosen.
pub(super) const OPEN: &str = "c:open:0";
/// Characters of searched words that an id holds.
const WORDS: usize = 70;

impl ChecksAction {
    /// The id of the button for this; none where there is no such button.
    pub(in crate::discord::handle) fn pack(&self) -> Option<String> {
        let (what, of) = match self {
            ChecksAction::Search { words, page } => {
                let words = words.iter().flat_map(|words| words.chars()).take(WORDS);
                ("find", format!("{page}:{}", words.collect::<String>()))
            }
            ChecksAction::Show { check } => ("show", check.to_string()),
            ChecksAction::Dossier { page } => ("page", page.to_string()),
            ChecksAction::DossierFile => ("file", "0".to_owned()),
            ChecksAction::Correct { check } => ("fix", check.to_string()),
            ChecksAction::Withdraw { check } => ("drop", check.to_string()),
            ChecksAction::WithdrawNow { check } => ("gone", check.to_string()),
            ChecksAction::Export { .. } | ChecksAction::Audit { .. } => return None,
        };
        Some(format!("{OPENS}{what}:{of}"))
    }

    /// Reads the id of a button or list with what was chosen from it; none where it is none of these.
    pub fn unpack(id: &str, chosen: &[String]) -> Option<ChecksAction> {
        if id == OPEN {
            let check = chosen.first()?.parse().ok()?;
            return Some(ChecksAction::Show { check });
        }
        let (what, of) = id.strip_prefix(OPENS)?.split_once(':')?;
        let number = of.parse::<u32>();
        let action = match (what, number) {
            ("find", _) => {
                let (page, words) = of.split_once(':')?;
                ChecksAction::Search {
                    words: (!words.is_empty()).then(|| words.to_owned()),
                    page: page.parse().ok().filter(|page| *page > 0)?,
                }
            }
            ("show", Ok(check)) => ChecksAction::Show { check },
            ("page", Ok(page)) if page > 0 => ChecksAction::Dossier { page },
            ("file", Ok(0)) => ChecksAction::DossierFile,
            ("fix", Ok(check)) => ChecksAction::Correct { check },
            ("drop", Ok(check)) => ChecksAction::Withdraw { check },
            ("gone", Ok(check)) => ChecksAction::WithdrawNow { check },
            _ => return None,
        };
        (action.pack().as_deref() == Some(id)).then_some(action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_are_read_back() {
        let words = Some("harbour: works".to_owned());
        for action in [
            ChecksAction::Search { words, page: 2 },
            ChecksAction::Search {
                words: None,
                page: 1,
            },
            ChecksAction::Show { check: 12 },
            ChecksAction::Dossier { page: 3 },
            ChecksAction::DossierFile,
            ChecksAction::Correct { check: 1 },
            ChecksAction::Withdraw { check: 1 },
            ChecksAction::WithdrawNow { check: u32::MAX },
        ] {
            let id = action.pack().unwrap();
            assert!(id.len() <= 100);
            assert_eq!(ChecksAction::unpack(&id, &[]), Some(action));
        }
        let chosen = ChecksAction::unpack(OPEN, &["7".to_owned()]);
        assert_eq!(chosen, Some(ChecksAction::Show { check: 7 }));
        assert_eq!(ChecksAction::unpack(OPEN, &[]), None);
    }

    proptest! {
        #[test]
        fn any_text_is_an_id_of_ours_or_none(text in "c:[a-z]{0,5}:[0-9:a]{0,4}|\\PC{0,60}") {
            if let Some(action) = ChecksAction::unpack(&text, &[]) {
                prop_assert_eq!(action.pack(), Some(text));
            }
        }
    }
}
