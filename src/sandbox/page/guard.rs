//! Who may talk with the page and the stand-in: the bot, and the page itself in a browser of this machine.
//!
//! A page elsewhere could otherwise drive them through its visitor's browser. Loopback alone does not stop that, so the
//! names that the request was sent to and came from are checked: `Host` (against rebound DNS names), `Origin` and
//! `Sec-Fetch-Site` (<https://fetch.spec.whatwg.org/>, <https://www.w3.org/TR/fetch-metadata/>).

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The names under which this address may be called.
#[derive(Clone)]
pub(super) struct Guard {
    hosts: Arc<[String]>,
}

impl Guard {
    pub(super) fn at(address: SocketAddr) -> Guard {
        let port = address.port();
        let mut hosts = vec![address.to_string(), format!("localhost:{port}")];
        hosts.dedup();
        Guard {
            hosts: hosts.into(),
        }
    }

    /// Why a request is refused, if it is.
    fn refusal(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<&'static str> {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let host = text(header::HOST).unwrap_or_default();
        if !self.hosts.iter().any(|known| known == host) {
            return Some("This address is only served under its own name.");
        }
        let origin = text(header::ORIGIN);
        let own = origin.and_then(|origin| origin.strip_prefix("http://")) == Some(host);
        if origin.is_some() && !own {
            return Some("Another page may not talk with this one.");
        }
        let site = text(HeaderName::from_static("sec-fetch-site"));
        let foreign = site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
        let opens_page = path == "/" && *method == Method::GET;
        if foreign && !opens_page {
            return Some("Another page may not talk with this one.");
        }
        let acts = path == "/page/live" || (path.starts_with("/page/") && *method != Method::GET);
        if acts && !own {
            return Some("Only the page itself may do this.");
        }
        let of_bot = path.starts_with("/api/") || path.starts_with("/gateway");
        if of_bot && (origin.is_some() || site.is_some()) {
            return Some("Only the bot may do this.");
        }
        None
    }

    /// What a document from here may load: its own files, its own websocket, nothing else.
    fn policy(&self) -> String {
        let sockets: Vec<String> = self
            .hosts
            .iter()
            .map(|host| format!("ws://{host}"))
            .collect();
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {}; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            sockets.join(" ")
        )
    }
}

/// Refuses what does not come from here, and adds the headers that keep a browser strict.
pub(super) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = match guard.refusal(request.method(), &path, request.headers()) {
        Some(why) => (StatusCode::FORBIDDEN, why).into_response(),
        None => next.run(request).await,
    };
    let policy = if path.starts_with("/attachments/") {
        keep_apart(response.headers_mut());
        "default-src 'none'; sandbox; frame-ancestors 'none'".to_owned()
    } else {
        guard.policy()
    };
    let fixed = [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("content-security-policy", &policy),
    ];
    for (name, value) in fixed {
        if let Ok(value) = HeaderValue::from_str(value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// Somebody's file is shown as a picture or saved, never opened as a page.
fn keep_apart(headers: &mut HeaderMap) {
    let kind = headers.get(header::CONTENT_TYPE);
    let picture = kind.is_some_and(|kind| {
        ["image/png", "image/jpeg", "image/gif", "image/webp"]
            .contains(&kind.to_str().unwrap_or(""))
    });
    if !picture {
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: &str, path: &str, given: &[(&'static str, &str)]) -> bool {
        let guard = Guard::at(SocketAddr::from(([127, 0, 0, 1], 7420)));
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(*name, value.parse().unwrap());
        }
        guard
            .refusal(&method.parse().unwrap(), path, &headers)
            .is_some()
    }

    const HERE: (&str, &str) = ("host", "127.0.0.1:7420");
    const OWN: (&str, &str) = ("origin", "http://127.0.0.1:7420");

    #[test]
    fn the_page_and_the_bot_get_through() {
        for (method, path, headers) in [
            ("GET", "/", vec![HERE]),
            ("GET", "/", vec![("host", "localhost:7420")]),
            // A link on another page may open it.
            ("GET", "/", vec![HERE, ("sec-fetch-site", "cross-site")]),
            (
                "GET",
                "/page/page.css",
                vec![HERE, ("sec-fetch-site", "same-origin")],
            ),
            ("GET", "/page/live", vec![HERE, OWN]),
            ("POST", "/page/act", vec![HERE, OWN]),
            ("POST", "/api/v10/channels/1/messages", vec![HERE]),
            ("GET", "/gateway", vec![HERE]),
        ] {
            assert!(
                !refused(method, path, &headers),
                "{method} {path} {headers:?}"
            );
        }
    }

    #[test]
    fn other_pages_and_other_names_do_not() {
        let evil = ("origin", "http://evil.example");
        for (method, path, headers) in [
            ("GET", "/", vec![]),
            ("GET", "/", vec![("host", "evil.example:7420")]),
            ("GET", "/", vec![("host", "127.0.0.1")]),
            ("GET", "/page/live", vec![HERE]),
            ("GET", "/page/live", vec![HERE, evil]),
            ("POST", "/page/act", vec![HERE]),
            ("POST", "/page/act", vec![HERE, evil]),
            ("POST", "/page/act", vec![HERE, ("origin", "null")]),
            (
                "POST",
                "/page/act",
                vec![HERE, ("origin", "http://127.0.0.1:7421")],
            ),
            ("POST", "/page/file", vec![HERE]),
            (
                "GET",
                "/attachments/1/2/a.png",
                vec![HERE, ("sec-fetch-site", "cross-site")],
            ),
            ("POST", "/api/v10/channels/1/messages", vec![HERE, OWN]),
            ("GET", "/gateway", vec![HERE, OWN]),
        ] {
            assert!(
                refused(method, path, &headers),
                "{method} {path} {headers:?}"
            );
        }
    }
}
