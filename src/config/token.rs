//! The bot's token: where it comes from, and what it must look like.
//!
//! It comes from the environment or from a file of its own, never from the command line or the settings, where others
//! could read it. No message shows any of it.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use secrecy::{ExposeSecret as _, SecretString};

use super::{DiscordConfig, Places};

/// Where a person gets a token.
pub const PORTAL: &str = "https://discord.com/developers/applications";
/// More than this many bytes of a file are no token.
const FILE_BYTES: u64 = 4_096;
/// Fewer characters than this are no token, whatever their shape.
const LEAST_CHARS: usize = 30;

/// A token that is shaped like one. Whether Discord takes it, only Discord knows.
pub struct Token {
    /// What is sent to Discord.
    pub secret: SecretString,
    /// Where it comes from, for people: a variable or a file.
    pub source: String,
    /// The application that it belongs to.
    pub application_id: u64,
}

/// Why there is no usable token. Nothing of the token is in it.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Neither in the environment nor in a file.
    #[error(
        "there is no token; put the bot's token into the environment as DISCORD_TOKEN, or into a file that `token_file` names in [discord]; {PORTAL} has it, under Bot"
    )]
    None,
    /// The file that is to hold it.
    #[error(
        "the token's file {path} cannot be read ({error}); mend `token_file` in [discord], or the file's permissions"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Something else than a token.
    #[error("{source_name} holds {what}; copy the token from {PORTAL}, under Bot, Reset Token")]
    NoToken {
        /// The variable or file.
        source_name: String,
        /// What it seems to be.
        what: &'static str,
    },
}

/// The token: from the environment, else from the file that the settings name.
pub fn find(places: &Places, config: &DiscordConfig) -> Result<Token, TokenError> {
    let (secret, source) = match (&places.token, &config.token_file) {
        (Some((token, variable)), _) => (token.clone(), (*variable).to_owned()),
        (None, Some(path)) => (from_file(path)?, path.display().to_string()),
        (None, None) => return Err(TokenError::None),
    };
    let text = secret.expose_secret().trim();
    match application_id(text) {
        Ok(application_id) => Ok(Token {
            secret: SecretString::from(text),
            source,
            application_id,
        }),
        Err(what) => Err(TokenError::NoToken {
            source_name: source,
            what,
        }),
    }
}

fn from_file(path: &Path) -> Result<SecretString, TokenError> {
    let mut text = String::new();
    let file = std::fs::File::open(path);
    file.and_then(|file| file.take(FILE_BYTES).read_to_string(&mut text))
        .map_err(|error| TokenError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
    Ok(SecretString::from(text))
}

/// A token's first of three parts is the application's id in base64. The error says what the text is instead.
fn application_id(text: &str) -> Result<u64, &'static str> {
    if text.is_empty() {
        return Err("nothing");
    }
    if text.starts_with("Bot ") {
        return Err("a token with the word Bot before it, which does not belong to it");
    }
    if text.starts_with(['"', '\'']) {
        return Err("quotation marks, which do not belong to a token");
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("an id, which is not the token");
    }
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err("what looks like the application's public key, which is not the token");
    }
    if text.len() == 32 && !text.contains('.') {
        return Err("what looks like the client secret of OAuth2, which is not the token");
    }
    id_of(text).ok_or("something that is not shaped like a token: three parts with dots between")
}

fn id_of(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split('.').collect();
    let [first, second, third] = parts[..] else {
        return None;
    };
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if !plain(second) || !plain(third) {
        return None;
    }
    let id = BASE64URL_NOPAD.decode(first.as_bytes()).ok()?;
    String::from_utf8(id).ok()?.parse().ok()
}

/// Whether a text may be a token that was put in the wrong place, and so must not be shown.
pub(super) fn resembles(text: &str) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    words
        .into_iter()
        .any(|word| word.len() >= LEAST_CHARS && id_of(word).is_some())
        || text.len() >= LEAST_CHARS && text.matches('.').count() == 2 && !text.contains(['/', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "MTExMTExMTExMTExMTExMTEx.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB";

    fn found(text: &str) -> Result<Token, String> {
        let places = Places {
            token: Some((SecretString::from(text), "DISCORD_TOKEN")),
            ..Places::default()
        };
        find(&places, &DiscordConfig::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_token_is_told_from_what_people_paste_instead() {
        assert_eq!(
            found(TOKEN).ok().unwrap().application_id,
            111_111_111_111_111_111
        );
        assert!(found(&format!(" {TOKEN}\n")).is_ok());
        for (text, what) in [
            ("", "nothing"),
            (&format!("Bot {TOKEN}"), "the word Bot"),
            (&format!("\"{TOKEN}\""), "quotation marks"),
            ("111111111111111111", "an id"),
            (&"0a".repeat(32), "public key"),
            (&"x7".repeat(16), "client secret"),
            ("one.two.three", "not shaped like a token"),
            ("MTEx.two", "not shaped like a token"),
        ] {
            let error = found(text).err().unwrap();
            assert!(error.contains(what), "{text}: {error}");
            assert!(!error.contains("abcdefg"), "{error}");
        }
    }

    #[test]
    fn what_may_be_a_token_is_known() {
        assert!(resembles(TOKEN));
        assert!(resembles(&format!("\"{TOKEN}\"")));
        assert!(!resembles("config/pincite.token.txt"));
        assert!(!resembles("/run/secrets/some.discord.token-of-the-bot"));
        assert!(!resembles("700"));
    }

    #[test]
    fn the_file_is_read_only_where_the_environment_has_none() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("{TOKEN}\n")).unwrap();
        let config = DiscordConfig {
            token_file: Some(file.path().to_owned()),
            ..DiscordConfig::default()
        };
        let token = find(&Places::default(), &config).ok().unwrap();
        assert_eq!(token.source, file.path().display().to_string());
        let places = Places {
            token: Some((SecretString::from(TOKEN), "PINCITE_TOKEN")),
            ..Places::default()
        };
        assert_eq!(find(&places, &config).ok().unwrap().source, "PINCITE_TOKEN");
        assert!(matches!(
            find(&Places::default(), &DiscordConfig::default()),
            Err(TokenError::None)
        ));
    }
}
