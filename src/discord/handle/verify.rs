//! `/verify`.

use super::{Asked, card};
use crate::answer::Verdict;
use crate::discord::bot::Failure;
use crate::discord::cut;
use crate::discord::markup::Markup;
use crate::discord::reply::{Body, Card, Part, Quote, Reply, Tone};
use crate::discord::words;
use crate::report::Receipt;

/// Units of the words shown; a receipt made in a terminal may stand for more than fits here.
const SHOWN: usize = 2_500;

pub(super) async fn verify(asked: Asked<'_>, typed: &str) -> Result<Reply, Failure> {
    let receipt: Receipt = typed
        .parse()
        .map_err(|error: crate::report::ReceiptError| words::sentence(&error.to_string()))?;
    let scope = asked.bot.scope(asked.request.place.guild, asked.settings);
    let found = crate::answer::verify(Some(&asked.bot.library), &scope, receipt).await?;
    let mut parts = vec![Part::Words(Markup::ours(found.result.sentence()))];
    if let (Some(report), Some(text)) = (&found.report, &found.text) {
        parts.push(Part::Quote(Quote {
            text: cut::cut(text, SHOWN),
            bold: Vec::new(),
            citation: card::citation(report, &found.locator),
        }));
    }
    if let Some(newer) = &found.in_newer_edition {
        let text = Markup::ours("In the newer edition the words stand here: ").and_theirs(newer);
        parts.push(Part::Words(text));
    } else if found.result == Verdict::Replaced {
        let text = Markup::ours("The newer edition does not have these words.");
        parts.push(Part::Words(text));
    }
    let sure = matches!(
        found.result,
        Verdict::Identical | Verdict::IdenticalElsewhere
    );
    Ok(Reply::say(
        asked.privately(),
        Body::card(Card {
            parts,
            footer: Some(format!("Receipt {receipt}")),
            tone: if sure { Tone::Plain } else { Tone::Weak },
            ..Card::default()
        }),
    ))
}
