//! A file that somebody attached to a command, fetched from where Discord keeps it and from nowhere else.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::{Client, Response, StatusCode, Url, redirect};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use super::bot::{Bot, Failure};
use super::commands::Attachment;
use super::markup::Markup;
use super::words::Refusal;

/// Where Discord keeps attachments (docs: Reference, CDN; the second host serves the same files).
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// A file has to arrive within this.
const WHOLE: Duration = Duration::from_secs(60);
/// And go on arriving within this.
const NEXT_BYTES: Duration = Duration::from_secs(15);

/// Where attachments come from, and where they lie until they are read.
pub struct Attachments {
    /// Where they lie.
    pub folder: PathBuf,
    /// The address of what stands in for Discord, which they may come from too.
    pub stand_in: Option<String>,
}

impl Attachments {
    /// Removes what a killed process was fetching.
    pub(super) fn clear(&self) {
        // What cannot be removed now is tried again at the next start.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Fetches a file; it is gone when dropped. Stops as soon as there is more of it than is allowed or than was declared.
pub(super) async fn fetch(bot: &Bot, file: &Attachment) -> Result<NamedTempFile, Failure> {
    let most = bot.config.attachment_bytes;
    if file.bytes > most {
        return Err(too_large(file.bytes, most).into());
    }
    let url =
        trusted(&file.url, bot.attachments.stand_in.as_deref()).ok_or_else(not_an_attachment)?;
    let folder = &bot.attachments.folder;
    std::fs::create_dir_all(folder)?;
    let temporary = NamedTempFile::new_in(folder)?;
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .timeout(WHOLE)
        .read_timeout(NEXT_BYTES)
        .build()?;
    let mut response = client.get(url).send().await.map_err(|_| not_fetched())?;
    refuse_status(&response)?;
    let mut into = tokio::fs::File::from_std(temporary.reopen()?);
    let mut bytes = 0;
    while let Some(chunk) = response.chunk().await.map_err(|_| not_fetched())? {
        bytes += chunk.len() as u64;
        if bytes > file.bytes {
            return Err(larger_than_declared().into());
        }
        into.write_all(&chunk).await?;
    }
    into.flush().await?;
    if bytes < file.bytes {
        return Err(not_fetched().into());
    }
    Ok(temporary)
}

/// The address, if it is of a host that keeps attachments: Discord's, or the one that stands in for Discord.
fn trusted(url: &str, api: Option<&str>) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    let discords = url.scheme() == "https"
        && url.port().is_none()
        && url.host_str().is_some_and(|host| HOSTS.contains(&host));
    let stand_in = api
        .and_then(|api| Url::parse(api).ok())
        .is_some_and(|api| api.origin() == url.origin());
    (plain && (discords || stand_in)).then_some(url)
}

fn refuse_status(response: &Response) -> Result<(), Refusal> {
    match response.status() {
        StatusCode::OK => Ok(()),
        // An address is signed and valid for about a day (docs: Reference, Signed Attachment CDN URLs).
        StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::GONE => Err(expired()),
        status if status.is_redirection() => Err(not_an_attachment()),
        _ => Err(not_fetched()),
    }
}

fn refusal(text: impl Into<String>) -> Refusal {
    Refusal(Markup::ours(text))
}

fn too_large(bytes: u64, most: u64) -> Refusal {
    refusal(format!(
        "This file has {}, and at most {} can be handed in here. Ask the people who run Pincite to ingest it.",
        size(bytes),
        size(most)
    ))
}

fn larger_than_declared() -> Refusal {
    refusal("This file is larger than Discord said, so it was not taken in. Attach it again.")
}

fn not_an_attachment() -> Refusal {
    refusal("Only a file that is attached to the command is taken in. Attach it again.")
}

fn expired() -> Refusal {
    refusal("Discord does not have this file any more. Attach it again.")
}

fn not_fetched() -> Refusal {
    refusal("The file could not be fetched from Discord. Try again in a minute.")
}

/// `25 MiB`, `3 kB`.
fn size(bytes: u64) -> String {
    match bytes {
        1_048_576.. => format!("{} MiB", bytes.div_ceil(1 << 20)),
        _ => format!("{} kB", bytes.div_ceil(1_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_11_only_discords_own_hosts_are_asked() {
        for url in [
            "https://cdn.discordapp.com/attachments/1/2/a.pdf?ex=1&is=2&hm=3",
            "https://media.discordapp.net/attachments/1/2/a.pdf",
        ] {
            assert!(trusted(url, None).is_some(), "{url}");
        }
        for url in [
            "http://cdn.discordapp.com/attachments/1/2/a.pdf",
            "https://cdn.discordapp.com:8443/a.pdf",
            "https://cdn.discordapp.com.evil.example/a.pdf",
            "https://cdn.discordapp.com@evil.example/a.pdf",
            "https://user@cdn.discordapp.com/a.pdf",
            "https://evil.example/cdn.discordapp.com",
            "https://127.0.0.1/a.pdf",
            "https://[::1]/a.pdf",
            "file:///etc/passwd",
            "//cdn.discordapp.com/a.pdf",
            "",
        ] {
            assert!(trusted(url, None).is_none(), "{url}");
        }
        let api = Some("http://127.0.0.1:4000");
        assert!(trusted("http://127.0.0.1:4000/attachments/a.pdf", api).is_some());
        assert!(trusted("http://127.0.0.1:4001/attachments/a.pdf", api).is_none());
        assert!(trusted("https://127.0.0.1:4000/attachments/a.pdf", api).is_none());
    }

    #[test]
    fn sizes_are_told_in_round_numbers() {
        assert_eq!(size(25 << 20), "25 MiB");
        assert_eq!(size((25 << 20) + 1), "26 MiB");
        assert_eq!(size(2_500), "3 kB");
    }
}
