//! Debian's chromium: where it is, and how it is started without a window.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Far more than anything here takes.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at the page.
pub const PAUSE: Duration = Duration::from_millis(15);

/// The browser's program. None, with a line that says so, where there is none and none has to be there.
pub fn program() -> Option<PathBuf> {
    let found = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ]
    .map(PathBuf::from)
    .into_iter()
    .find(|path| path.exists());
    if found.is_none() {
        let required = is_set("PINCITE_BROWSER", "required");
        assert!(
            !required,
            "chromium is missing; type: apt-get install chromium"
        );
        eprintln!("skipped: there is no chromium to open the page with");
    }
    found
}

/// Whether the environment says so.
pub fn is_set(name: &str, value: &str) -> bool {
    std::env::vars_os().any(|(known, given)| known == name && given == value)
}

/// Starts it with a profile of its own.
pub fn start(program: &Path, profile: &Path) -> Child {
    Command::new(program)
        .args([
            "--headless=new",
            "--remote-debugging-port=0",
            // Root, as in a container, has no other way; only our own page is opened.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
            "--disable-sync",
            "--hide-scrollbars",
            "--no-first-run",
            "--lang=en-GB",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank")
        .env("HOME", profile)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Where the browser listens, as it writes into its profile once it does.
pub async fn debugger(profile: &Path) -> String {
    let since = Instant::now();
    loop {
        let text = std::fs::read_to_string(profile.join("DevToolsActivePort"));
        if let Some((port, path)) = text.unwrap_or_default().split_once('\n')
            && !path.is_empty()
        {
            return format!("ws://127.0.0.1:{port}{path}");
        }
        assert!(since.elapsed() < PATIENCE, "chromium does not start");
        tokio::time::sleep(PAUSE).await;
    }
}
