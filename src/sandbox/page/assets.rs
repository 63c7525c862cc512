//! The files of the page, as they are in the source.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! files {
    ($($name:literal: $kind:expr,)*) => {
        &[$(($name, $kind, include_str!(concat!("web/", $name)))),*]
    };
}

/// Name, content type, content.
const FILES: &[(&str, &str, &str)] = files! {
    "page.html": "text/html; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "message.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "main.js": SCRIPT,
    "dom.js": SCRIPT,
    "live.js": SCRIPT,
    "markdown.js": SCRIPT,
    "message.js": SCRIPT,
    "components.js": SCRIPT,
    "log.js": SCRIPT,
    "sidebar.js": SCRIPT,
    "composer.js": SCRIPT,
    "command.js": SCRIPT,
    "choices.js": SCRIPT,
    "menu.js": SCRIPT,
    "modal.js": SCRIPT,
    "guide.js": SCRIPT,
};

/// Bytes of all files of the page together, as a browser fetches them.
pub fn page_bytes() -> usize {
    FILES.iter().map(|file| file.2.len()).sum()
}

pub(super) async fn page() -> Response {
    file("page.html")
}

pub(super) async fn asset(Path(name): Path<String>) -> Response {
    file(&name)
}

fn file(name: &str) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|file| file.0 == name) else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    // Another version of the program may be served at this address in a minute.
    let headers = [
        (header::CONTENT_TYPE, *kind),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, *content).into_response()
}
