//! What kind of answer a question asks for, as far as its words tell.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::index::Told;
use crate::index::analyzer::Word;
use crate::report::fold;

/// The kind of thing that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    /// A number: how many, how much, how long, what share.
    Amount,
    /// A date or a year.
    Time,
    /// Nothing that could be told by its form.
    Anything,
}

/// Runs of words that ask for a number, folded: English, French, Spanish, German, Italian, Portuguese, Dutch, Russian.
const AMOUNT: &[&str] = &[
    "how many",
    "how much",
    "how long",
    "how far",
    "how old",
    "how often",
    "how big",
    "how large",
    "how fast",
    "what share",
    "what percent",
    "what percentage",
    "what number",
    "combien",
    "quel pourcentage",
    "quelle part",
    "cuanto",
    "cuanta",
    "cuantos",
    "cuantas",
    "que porcentaje",
    "wie viel",
    "wie viele",
    "wieviel",
    "wieviele",
    "wie lange",
    "wie oft",
    "quanto",
    "quanti",
    "quante",
    "quanta",
    "quantos",
    "quantas",
    "hoeveel",
    "hur manga",
    "сколько",
];

/// Runs of words that ask for a time.
const TIME: &[&str] = &[
    "when",
    "what year",
    "which year",
    "what date",
    "what time",
    "since when",
    "by when",
    "deadline",
    "quand",
    "quelle annee",
    "cuando",
    "en que ano",
    "wann",
    "quando",
    "wanneer",
    "nar",
    "когда",
];

/// The runs by their first word.
static RUNS: LazyLock<HashMap<&str, Vec<(&str, Wants)>>> = LazyLock::new(|| {
    let amounts = AMOUNT.iter().map(|run| (*run, Wants::Amount));
    let times = TIME.iter().map(|run| (*run, Wants::Time));
    let mut by_first: HashMap<&str, Vec<(&str, Wants)>> = HashMap::new();
    for (run, wants) in amounts.chain(times) {
        let first = run.split(' ').next().unwrap_or(run);
        by_first.entry(first).or_default().push((run, wants));
    }
    by_first
});

impl Wants {
    /// What a question with these words asks for; a number before a time.
    pub(super) fn of(words: &[Word]) -> Wants {
        let folded = |word: &Word| fold(&word.normal);
        let starts = |from: &[Word], run: &str| {
            let mut said = from.iter().map(folded);
            run.split(' ')
                .all(|word| said.next().as_deref() == Some(word))
        };
        let asked = (0..words.len()).flat_map(|n| {
            let runs = RUNS.get(folded(&words[n]).as_str()).into_iter().flatten();
            runs.filter(move |(run, _)| starts(&words[n..], run))
                .map(|(_, wants)| *wants)
        });
        asked.fold(Wants::Anything, |known, wants| match known {
            Wants::Amount => known,
            _ => wants,
        })
    }

    /// Whether a sentence that tells this has something of that kind in it.
    pub(super) fn is_met(self, told: Told) -> bool {
        match self {
            Wants::Anything => true,
            Wants::Amount => told.amount,
            Wants::Time => told.time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_say_what_they_want() {
        for (question, wants) in [
            ("how many ppl died", Wants::Amount),
            ("¿Cuántos muertos?", Wants::Amount),
            ("when did it start", Wants::Time),
            ("when, and how many", Wants::Amount),
            ("how many, and when", Wants::Amount),
            ("what", Wants::Anything),
            ("who paid for it", Wants::Anything),
            ("somehow manyfold", Wants::Anything),
        ] {
            let words: Vec<Word> = crate::index::analyzer::words(question).collect();
            assert_eq!(Wants::of(&words), wants, "{question}");
        }
    }
}
