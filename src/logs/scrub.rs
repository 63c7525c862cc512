//! Cuts secrets out of a line.

use secrecy::{ExposeSecret as _, SecretString};

/// Stands where a secret stood.
const CUT: &str = "[token]";
/// Paths in which an id is followed by a token (docs: Interactions, Webhooks).
const PATHS: [&str; 2] = ["/interactions/", "/webhooks/"];

/// Knows the bot's token, and what the tokens of interactions and webhooks look like in an address.
#[derive(Clone)]
pub(super) struct Scrubber {
    token: SecretString,
}

impl Scrubber {
    pub(super) fn new(token: SecretString) -> Scrubber {
        Scrubber { token }
    }

    pub(super) fn scrub(&self, line: &str) -> String {
        let mut line = match self.token.expose_secret() {
            "" => line.to_owned(),
            token => line.replace(token, CUT),
        };
        for path in PATHS {
            line = without_tokens(&line, path);
        }
        line
    }
}

/// The line without what follows `path`, an id and a slash.
fn without_tokens(line: &str, path: &str) -> String {
    let mut pieces = line.split(path);
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        clean.push_str(path);
        let id = piece.bytes().take_while(u8::is_ascii_digit).count();
        match piece[id..].strip_prefix('/') {
            Some(rest) if id > 0 => {
                let of_token = |c: char| c.is_ascii_alphanumeric() || "-_.%=".contains(c);
                let end = rest.find(|c| !of_token(c)).unwrap_or(rest.len());
                clean.extend([&piece[..=id], CUT, &rest[end..]]);
            }
            _ => clean.push_str(piece),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_and_all_else_stays() {
        let scrubber = Scrubber::new(SecretString::from("abc.def.ghi"));
        for (line, clean) in [
            ("Bot abc.def.ghi failed", "Bot [token] failed"),
            (
                "for url (https://discord.com/api/v10/interactions/123/aW50ZX_-J/callback)",
                "for url (https://discord.com/api/v10/interactions/123/[token]/callback)",
            ),
            (
                "/webhooks/1/x.y/messages/@original, /webhooks/2/z",
                "/webhooks/1/[token]/messages/@original, /webhooks/2/[token]",
            ),
            (
                "/webhooks/7 and /interactions/",
                "/webhooks/7 and /interactions/",
            ),
            ("é/webhooks/7/é", "é/webhooks/7/[token]é"),
        ] {
            assert_eq!(scrubber.scrub(line), clean);
        }
    }
}
