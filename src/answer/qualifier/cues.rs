//! The words by which reports judge, and by which they qualify.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::index::analyzer::words;
use crate::report::fold;

/// Whether a text judges something.
pub(super) fn is_judgment(text: &str) -> bool {
    if !may_judge(text) {
        return false;
    }
    let said = said(text);
    JUDGMENTS.iter().any(|phrase| said.contains(phrase))
}

/// Whether a text has a piece that every judgment has one of: most excerpts have none, and taking each of them into its
/// words would be a fifth of an answer's time.
fn may_judge(text: &str) -> bool {
    static PIECES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let builder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(PIECES_OF_JUDGMENTS);
        builder.ok()
    });
    PIECES.as_ref().is_none_or(|pieces| pieces.is_match(text))
}

/// Whether a sentence takes something back, dissents, or says how sure it is.
pub fn qualifies(sentence: &str) -> bool {
    let said = said(sentence);
    contrasts(&said) || CONFIDENCE.iter().any(|phrase| said.contains(phrase))
}

pub(super) fn contrasts(said: &str) -> bool {
    OPENINGS.iter().any(|phrase| said.starts_with(phrase))
        || CONTRASTS.iter().any(|phrase| said.contains(phrase))
}

/// The words of a text, lower case and without accents, each between two spaces.
pub(super) fn said(text: &str) -> String {
    let mut said = String::with_capacity(text.len() + 2);
    said.push(' ');
    for word in words(text) {
        said.push_str(&fold(&word.normal));
        said.push(' ');
    }
    said
}

/// Each judgment holds one of these, whatever its accents.
const PIECES_OF_JUDGMENTS: &[&str] = &[
    "assess",
    "believe",
    "certain",
    "conclu",
    "confidence",
    "considera",
    "determined",
    "establish",
    "estim",
    "evidence",
    "find",
    "found",
    "indication",
    "judg",
    "kommt",
    "likely",
    "probabl",
    "urteilt",
    "wahrscheinlich",
];

/// How reports judge.
const JUDGMENTS: &[&str] = &[
    " assess ",
    " assesses ",
    " assessed ",
    " assessment ",
    " judge ",
    " judges ",
    " judged ",
    " judgment ",
    " judgement ",
    " conclude ",
    " concludes ",
    " concluded ",
    " conclusion ",
    " determined that ",
    " determined ",
    " found that ",
    " found no ",
    " finds that ",
    " find that ",
    " established that ",
    " did not establish ",
    " no evidence ",
    " no indication ",
    " no indications ",
    " believe ",
    " believes ",
    " estimate ",
    " estimates ",
    " estimated ",
    " likely ",
    " unlikely ",
    " probably ",
    " probable ",
    " almost certainly ",
    " almost certain ",
    " confidence ",
    " probable cause ",
    " conclut ",
    " estime que ",
    " concluyo ",
    " concluye ",
    " considera que ",
    " urteilt ",
    " kommt zu dem schluss ",
    " wahrscheinlich ",
];

/// How a sentence begins that takes something back.
const OPENINGS: &[&str] = &[
    " however ",
    " nevertheless ",
    " nonetheless ",
    " but ",
    " yet ",
    " still ",
    " although ",
    " though ",
    " even so ",
    " that said ",
    " on the other hand ",
    " in contrast ",
    " by contrast ",
    " conversely ",
    " despite ",
    " notwithstanding ",
    " except ",
    " unless ",
    " cependant ",
    " toutefois ",
    " neanmoins ",
    " mais ",
    " sin embargo ",
    " no obstante ",
    " pero ",
    " aunque ",
    " jedoch ",
    " allerdings ",
    " dennoch ",
    " aber ",
    " trotzdem ",
];

/// Words anywhere in a sentence that except or dissent.
const CONTRASTS: &[&str] = &[
    " however ",
    " nevertheless ",
    " nonetheless ",
    " except for ",
    " except that ",
    " with the exception of ",
    " exception ",
    " dissent ",
    " dissents ",
    " dissented ",
    " dissenting ",
    " minority view ",
    " alternative view ",
    " disagree ",
    " disagrees ",
    " disagreed ",
    " caveat ",
    " caution ",
    " cautions ",
    " does not mean that ",
    " do not mean that ",
    " does not prove ",
    " cannot rule out ",
    " could not determine ",
    " unable to determine ",
    " intelligence gaps ",
    " a excepcion de ",
    " salvo ",
    " voto particular ",
    " sauf ",
    " a l exception ",
    " mit ausnahme ",
    " sondervotum ",
];

/// How sure a judgment is.
const CONFIDENCE: &[&str] = &[
    " high confidence ",
    " moderate confidence ",
    " low confidence ",
    " confidence in this ",
    " confidence in these ",
    " confidence level ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_judgment_has_a_piece_that_is_looked_for_first() {
        for judgment in JUDGMENTS {
            assert!(may_judge(judgment), "{judgment}");
        }
        assert!(is_judgment("La Comisión concluyó otra cosa."));
        assert!(is_judgment("WE ASSESS this."));
        assert!(!is_judgment("The works cost 3,814 crowns."));
    }
}
