//! The languages whose words we stem.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! languages {
    ($($name:ident $code:literal $whatlang:ident),* $(,)?) => {
        /// A language with a stemmer, or `Other`, whose words are only folded.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each variant is the language of its name")]
        pub enum Language { $($name,)* #[default] Other }

        impl Language {
            /// ISO 639-1, or `und`.
            pub fn code(self) -> &'static str {
                match self { $(Language::$name => $code,)* Language::Other => "und" }
            }

            /// Every language, `Other` last.
            pub const ALL: &[Language] = &[$(Language::$name,)* Language::Other];

            fn of(found: whatlang::Lang) -> Language {
                match found { $(whatlang::Lang::$whatlang => Language::$name,)* _ => Language::Other }
            }
        }

        impl FromStr for Language {
            type Err = UnknownLanguage;

            /// Reads an ISO 639-1 code, with or without a region: `en`, `pt-BR`.
            fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
                let code = text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
                match code.as_str() {
                    $($code => Ok(Language::$name),)*
                    other if (2..=3).contains(&other.len()) && other.bytes().all(|b| b.is_ascii_lowercase()) => {
                        Ok(Language::Other)
                    }
                    _ => Err(UnknownLanguage),
                }
            }
        }
    };
}

languages! {
    Arabic "ar" Ara,
    Danish "da" Dan,
    Dutch "nl" Nld,
    English "en" Eng,
    Finnish "fi" Fin,
    French "fr" Fra,
    German "de" Deu,
    Greek "el" Ell,
    Hungarian "hu" Hun,
    Italian "it" Ita,
    Norwegian "no" Nob,
    Portuguese "pt" Por,
    Romanian "ro" Ron,
    Russian "ru" Rus,
    Spanish "es" Spa,
    Swedish "sv" Swe,
    Tamil "ta" Tam,
    Turkish "tr" Tur,
}

/// Not a language code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language is an ISO 639-1 code of two letters, such as en, fr or es")]
pub struct UnknownLanguage;

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl Language {
    /// The language that most of a text is written in, by its letters and trigrams; `Other` where unsure.
    pub fn detect(text: &str) -> Language {
        whatlang::detect(text)
            .filter(|found| found.confidence() > 0.3)
            .map_or(Language::Other, |found| Language::of(found.lang()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        for (text, language) in [
            (
                "The commission found no evidence that anyone had advance knowledge of it.",
                Language::English,
            ),
            (
                "La commission n'a trouvé aucune preuve que quelqu'un en avait connaissance.",
                Language::French,
            ),
            (
                "La comisión no encontró ninguna prueba de que alguien lo supiera antes.",
                Language::Spanish,
            ),
            (
                "Комиссия не нашла доказательств того, что кто-то знал об этом заранее.",
                Language::Russian,
            ),
            ("", Language::Other),
        ] {
            assert_eq!(Language::detect(text), language, "{text}");
        }
        assert_eq!("pt-BR".parse(), Ok(Language::Portuguese));
        assert_eq!("ja".parse(), Ok(Language::Other));
        assert_eq!("English please".parse::<Language>(), Err(UnknownLanguage));
    }
}
