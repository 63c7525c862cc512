//! Whether a sentence tells a number or a time.

use super::analyzer::words;

/// What kinds of things a sentence tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// A number: how many, how much, what share.
    pub amount: bool,
    /// A year or a month.
    pub time: bool,
}

impl Told {
    /// What a sentence tells.
    pub fn by(sentence: &str) -> Told {
        let mut told = Told {
            amount: sentence.contains(['%', '$', '€', '£']),
            time: false,
        };
        if sentence.is_ascii() && !sentence.bytes().any(|byte| byte.is_ascii_digit()) {
            // Finding its words by Unicode's rules would take a good part of the time that indexing does.
            let plain = sentence.split(|c: char| !c.is_ascii_alphabetic());
            for word in plain.filter(|word| (2..=LONGEST).contains(&word.len())) {
                told.add(&word.to_ascii_lowercase());
            }
        } else {
            words(sentence).for_each(|word| told.add(&word.normal));
        }
        told
    }

    fn add(&mut self, word: &str) {
        if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
            // A bare number of one or two digits is as often a footnote, an item or a day of the month.
            self.amount |= word.len() > 2 && !year;
            self.time |= word.len() == 4;
        } else {
            self.amount |= is_number_word(word);
            self.time |= is_month(word);
        }
    }
}

/// Letters of the longest words below.
const LONGEST: usize = 10;

fn is_number_word(word: &str) -> bool {
    matches!(
        word,
        "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "eleven"
            | "twelve"
            | "fifteen"
            | "twenty"
            | "thirty"
            | "forty"
            | "fifty"
            | "hundred"
            | "hundreds"
            | "thousand"
            | "thousands"
            | "million"
            | "millions"
            | "billion"
            | "billions"
            | "dozen"
            | "dozens"
            | "half"
            | "percent"
            | "deux"
            | "trois"
            | "quatre"
            | "cinq"
            | "dix"
            | "cent"
            | "cents"
            | "mille"
            | "dos"
            | "tres"
            | "cuatro"
            | "cinco"
            | "diez"
            | "cien"
            | "mil"
            | "millones"
            | "zwei"
            | "drei"
            | "vier"
            | "hundert"
            | "tausend"
            | "millionen"
            | "due"
            | "dois"
            | "duas"
    )
}

fn is_month(word: &str) -> bool {
    matches!(
        crate::report::fold(word).as_str(),
        "january"
            | "february"
            | "march"
            | "april"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "janvier"
            | "fevrier"
            | "mars"
            | "avril"
            | "juin"
            | "juillet"
            | "aout"
            | "septembre"
            | "octobre"
            | "novembre"
            | "decembre"
            | "enero"
            | "febrero"
            | "marzo"
            | "abril"
            | "junio"
            | "julio"
            | "agosto"
            | "septiembre"
            | "octubre"
            | "noviembre"
            | "diciembre"
            | "januar"
            | "februar"
            | "marz"
            | "juni"
            | "juli"
            | "oktober"
            | "dezember"
    )
}

#[cfg(test)]
mod tests {
    use super::Told;

    #[test]
    fn sentences_tell_it_or_not() {
        assert!(Told::by("It reached 126 million people.").amount);
        assert!(!Told::by("See note 12 of 2016.").amount);
        assert!(Told::by("It began in 2014.").time && Told::by("In early March.").time);
        assert!(Told::by("Twenty-five died on SEPTEMBER's last day.").amount);
        assert!(Told::by("SEPTEMBER's last day").time && Told::by("le 3 f\u{e9}vrier").time);
        assert_eq!(
            Told::by("Somehow often thousandfold marches"),
            Told::default()
        );
    }
}
