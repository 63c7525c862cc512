//! Reads a request: JSON, or multipart with `payload_json` and `files[n]`.
//!
//! Follows <https://docs.discord.com/developers/reference#uploading-files>.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::answer::Refusal;
use super::call::{Call, File};
use crate::sandbox::check::limits::REQUEST_BYTES;

pub(super) async fn read(request: Request, path: &str) -> Result<Call, Refusal> {
    let mut call = Call {
        method: request.method().to_string(),
        path: path.to_owned(),
        route: path.to_owned(),
        query: query(request.uri().query().unwrap_or_default()),
        authorization: text(request.headers(), header::AUTHORIZATION.as_str()),
        ..Call::default()
    };
    let kind = text(request.headers(), header::CONTENT_TYPE.as_str()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        read_parts(request, &mut call).await?;
        return Ok(call);
    }
    let bytes = axum::body::to_bytes(request.into_body(), REQUEST_BYTES).await;
    let bytes = bytes.map_err(|_| Refusal::too_large())?;
    if !bytes.is_empty() {
        call.body = serde_json::from_slice(&bytes).map_err(|_| Refusal::bad_json())?;
    }
    Ok(call)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// Pairs behind the `?`. What the bot asks for needs no escapes.
fn query(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

async fn read_parts(request: Request, call: &mut Call) -> Result<(), Refusal> {
    let bad = |_| Refusal::bad_json();
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| Refusal::bad_json())?;
    let mut total = 0;
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(str::to_owned);
        let content_type = part.content_type().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| Refusal::too_large())?;
        total += bytes.len();
        if total > REQUEST_BYTES {
            return Err(Refusal::too_large());
        }
        if field == "payload_json" {
            call.body = serde_json::from_slice::<Value>(&bytes).map_err(|_| Refusal::bad_json())?;
        } else if let Some(number) = number(&field) {
            let name = name.unwrap_or_else(|| "file".to_owned());
            call.files.push(File {
                number,
                content_type: content_type.unwrap_or_else(|| guess(&name).to_owned()),
                name,
                bytes: bytes.to_vec(),
            });
        }
    }
    Ok(())
}

/// The `n` of `files[n]`, or of the older `filen`.
fn number(field: &str) -> Option<u64> {
    let inner = match field.strip_prefix("files[") {
        Some(rest) => rest.strip_suffix(']')?,
        None => field.strip_prefix("file")?,
    };
    if inner.is_empty() {
        return Some(0);
    }
    inner.parse().ok()
}

/// The type that goes with a file's name.
pub(in crate::sandbox) fn guess(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("pdf") => "application/pdf",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        Some("md") => "text/markdown; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("json") => "application/json",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}
