//! Files under `/attachments/{channel}/{id}/{name}`, given out well or badly.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};

use crate::sandbox::message::{Delivery, NewFile};
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::Shared;

pub(super) fn serve(shared: &Shared, path: &str) -> Response {
    let id = path.split('/').nth(3).and_then(|id| id.parse::<Id>().ok());
    let file = id.and_then(|id| shared.read(|state| Some(state.uploads.get(&id)?.file.clone())));
    let missing = (
        StatusCode::NOT_FOUND,
        "This content is no longer available.",
    );
    let Some(file) = file else {
        return missing.into_response();
    };
    match file.delivery.clone() {
        Delivery::Plain => whole(file),
        Delivery::Expired => missing.into_response(),
        Delivery::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Delivery::Larger(extra) => larger(file, extra),
        Delivery::Slow(pause) => slow(file, pause),
        Delivery::Cut => cut(file),
    }
}

fn kind(file: &NewFile) -> [(header::HeaderName, String); 1] {
    [(header::CONTENT_TYPE, file.content_type.clone())]
}

fn whole(file: NewFile) -> Response {
    // A body of known size gets its Content-Length from the server.
    (kind(&file), file.bytes).into_response()
}

/// More than was declared, in pieces and without a length.
fn larger(file: NewFile, extra: usize) -> Response {
    const PIECE: usize = 64 * 1024;
    let head = kind(&file);
    let first = stream::iter([Ok::<_, io::Error>(Bytes::from(file.bytes))]);
    let pieces = (0..extra.div_ceil(PIECE)).map(move |at| {
        let size = PIECE.min(extra - at * PIECE);
        Ok(Bytes::from(vec![b' '; size]))
    });
    let body = Body::from_stream(first.chain(stream::iter(pieces)));
    (head, body).into_response()
}

fn halves(file: NewFile) -> (Bytes, Bytes) {
    let mut first = Bytes::from(file.bytes);
    let second = first.split_off(first.len() / 2);
    (first, second)
}

fn slow(file: NewFile, pause: Duration) -> Response {
    let head = kind(&file);
    let (first, second) = halves(file);
    let rest = stream::once(async move {
        tokio::time::sleep(pause).await;
        Ok(second)
    });
    let first = stream::iter([Ok::<_, io::Error>(first)]);
    (head, Body::from_stream(first.chain(rest))).into_response()
}

fn cut(file: NewFile) -> Response {
    let head = kind(&file);
    let (first, _) = halves(file);
    let end = stream::once(async {
        // Time for the first half to leave.
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(io::Error::other("cut"))
    });
    let first = stream::iter([Ok(first)]);
    (head, Body::from_stream(first.chain(end))).into_response()
}
