//! What kind of answer a question asks for, as far as its words tell.

use crate::index::analyzer::words;

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

impl Wants {
    /// What a question asks for.
    pub(super) fn of(question: &str) -> Wants {
        let spoken = super::words::folded_words(question).join(" ");
        let asks = |runs: &[&str]| {
            runs.iter()
                .any(|run| format!(" {spoken} ").contains(&format!(" {run} ")))
        };
        if asks(AMOUNT) {
            Wants::Amount
        } else if asks(TIME) {
            Wants::Time
        } else {
            Wants::Anything
        }
    }

    /// Whether a sentence has something of that kind in it.
    pub(super) fn is_met(self, sentence: &str) -> bool {
        let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let mut found = words(sentence).map(|word| word.normal);
        match self {
            Wants::Anything => true,
            // A bare number of one or two digits is as often a footnote, an item or a day of the month.
            Wants::Amount => {
                found.any(|word| {
                    let year =
                        word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
                    (digits(&word) && word.len() > 2 && !year) || is_number_word(&word)
                }) || sentence.contains(['%', '$', '€', '£'])
            }
            Wants::Time => found.any(|word| (digits(&word) && word.len() == 4) || is_month(&word)),
        }
    }
}

fn is_number_word(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "fifteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "dozen",
        "dozens",
        "half",
        "percent",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "dix",
        "cent",
        "cents",
        "mille",
        "millions",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "diez",
        "cien",
        "mil",
        "millones",
        "zwei",
        "drei",
        "vier",
        "hundert",
        "tausend",
        "millionen",
        "due",
        "dois",
        "duas",
    ];
    WORDS.contains(&word)
}

fn is_month(word: &str) -> bool {
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
        "enero",
        "febrero",
        "marzo",
        "abril",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
        "januar",
        "februar",
        "marz",
        "juni",
        "juli",
        "oktober",
        "dezember",
    ];
    MONTHS.contains(&crate::report::fold(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_say_what_they_want() {
        assert_eq!(Wants::of("how many ppl died"), Wants::Amount);
        assert_eq!(Wants::of("¿Cuántos muertos?"), Wants::Amount);
        assert_eq!(Wants::of("when did it start"), Wants::Time);
        assert_eq!(Wants::of("who paid for it"), Wants::Anything);
        assert_eq!(Wants::of("somehow manyfold"), Wants::Anything);
    }

    #[test]
    fn sentences_have_it_or_not() {
        assert!(Wants::Amount.is_met("It reached 126 million people."));
        assert!(!Wants::Amount.is_met("See note 12 of 2016."));
        assert!(Wants::Time.is_met("It began in 2014.") && Wants::Time.is_met("In early March."));
    }
}
