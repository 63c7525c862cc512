//! The REST API, version 10: from a request to a route, and back to an answer.
//!
//! Every call goes the same way: body read, planned fault, token, rate limit, route, record.
//! Follows <https://docs.discord.com/developers/reference> and `/topics/rate-limits`.

pub(super) mod answer;
mod applications;
mod attachments;
mod body;
mod call;
mod callbacks;
mod channels;
mod compose;
mod guilds;
mod messages;
mod routes;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

pub(super) use body::guess as guess_type;

use self::answer::{Answer, Refusal};
use self::call::Call;
use self::routes::Route;
use super::fault::Fault;
use super::port::Cutter;
use super::rate::{Scope, Standing};
use super::record::Recorded;
use super::state::{Shared, State};

/// Answers a call of the API, or gives out a file.
pub(super) async fn serve(Extract(shared): Extract<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/attachments/") {
        return attachments::serve(&shared, &path);
    }
    let Some(path) = versioned(&path) else {
        let missing = json!({"message": "404: Not Found", "code": 0});
        return Answer::json(404, missing).into_response();
    };
    let cutter = request
        .extensions()
        .get::<ConnectInfo<Cutter>>()
        .map(|info| info.0.clone());
    let path = path.to_owned();
    let outcome = match body::read(request, &path).await {
        Ok(call) => shared.change(|state| state.answer(call)),
        Err(refusal) => Outcome::plain(refusal.into()),
    };
    outcome.send(cutter).await
}

/// The path below `/api/v10`.
fn versioned(path: &str) -> Option<&str> {
    path.strip_prefix("/api/v10")
        .filter(|rest| rest.starts_with('/'))
}

/// An answer and what happens to it on the way.
struct Outcome {
    answer: Answer,
    fault: Option<Fault>,
}

impl Outcome {
    fn plain(answer: Answer) -> Outcome {
        Outcome {
            answer,
            fault: None,
        }
    }

    async fn send(self, cutter: Option<Cutter>) -> Response {
        match self.fault {
            Some(Fault::Slow(time)) => tokio::time::sleep(time).await,
            Some(Fault::Garbage) => return garbage(),
            Some(Fault::CutBefore | Fault::CutAfter) => return cut(cutter),
            _ => {}
        }
        self.answer.into_response()
    }
}

fn garbage() -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, "{\"id\": \"1\", \u{fffd}<html>").into_response()
}

/// Ends the connection without an answer; where the connection is not ours to end, the body breaks off.
fn cut(cutter: Option<Cutter>) -> Response {
    if let Some(cutter) = cutter {
        cutter.cut();
    }
    let broken = futures_util::stream::iter([Err::<&str, _>(std::io::Error::other("cut"))]);
    let mut response = Response::new(Body::from_stream(broken));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}

impl State {
    fn answer(&mut self, mut call: Call) -> Outcome {
        let route = routes::find(&call.method, &call.path);
        if let Some((route, parameters)) = &route {
            call.route = route.template.to_owned();
            call.parameters.clone_from(parameters);
        }
        let name = call.name();
        let fault = self.faults.strike(&name);
        let answer = match &fault {
            Some(fault) if !fault.carries_out() => instead(fault),
            _ => self.carry_out(route.map(|found| found.0), &call),
        };
        let unheard = matches!(fault, Some(Fault::CutBefore));
        self.record(&call, &answer, unheard);
        Outcome { answer, fault }
    }

    fn carry_out(&mut self, route: Option<&'static Route>, call: &Call) -> Answer {
        let Some(route) = route else {
            return Answer::json(404, json!({"message": "404: Not Found", "code": 0}));
        };
        let given = call.authorization.as_deref().unwrap_or_default();
        if route.authorized && given.strip_prefix("Bot ") != Some(self.world.app.token.as_str()) {
            return Answer::json(401, json!({"message": "401: Unauthorized", "code": 0}));
        }
        let now = self.clock.now_ms();
        let standing = self.rates.count(&call.name(), &call.major(), now);
        if let Some(over) = standing.as_ref().filter(|one| one.over.is_some()) {
            return limited(over);
        }
        let mut answer = match (route.handler)(self, call) {
            Ok(answer) => answer,
            Err(refusal) => refusal.into(),
        };
        if let Some(standing) = &standing {
            state_limits(&mut answer.headers, standing);
        }
        answer
    }

    fn record(&mut self, call: &Call, answer: &Answer, unheard: bool) {
        if matches!(answer.status, 401 | 403 | 429) {
            self.log.invalid_requests += 1;
        }
        let code = match &answer.body {
            Some(body) if answer.status >= 400 => body["code"].as_u64().unwrap_or_default(),
            _ => 0,
        };
        self.log.requests.push(Recorded {
            method: call.method.clone(),
            path: call.path.clone(),
            route: call.route.clone(),
            body: call.body.clone(),
            files: call
                .files
                .iter()
                .map(|file| (file.name.clone(), file.bytes.len()))
                .collect(),
            status: if unheard { 0 } else { answer.status },
            code,
            at_ms: self.clock.now_ms(),
        });
    }
}

/// The answer of a fault that leaves the call undone.
fn instead(fault: &Fault) -> Answer {
    match fault {
        Fault::RateLimited(after) => too_many(*after, false),
        Fault::GlobalLimit(after) => too_many(*after, true),
        Fault::Status(status) => Answer::empty(*status),
        _ => Answer::empty(502),
    }
}

fn too_many(after: Duration, global: bool) -> Answer {
    let seconds = after.as_secs_f64();
    let message = if global {
        "You are being blocked from accessing our API temporarily due to exceeding our global rate limit."
    } else {
        "You are being rate limited."
    };
    let body = json!({"message": message, "retry_after": seconds, "global": global});
    let mut answer = Answer::json(429, body);
    // The header counts whole seconds, the body fractions.
    set(
        &mut answer.headers,
        "retry-after",
        &format!("{}", seconds.ceil()),
    );
    if global {
        set(&mut answer.headers, "x-ratelimit-global", "true");
    }
    let scope = if global { "global" } else { "user" };
    set(&mut answer.headers, "x-ratelimit-scope", scope);
    answer
}

fn limited(standing: &Standing) -> Answer {
    let after = Duration::from_millis(standing.reset_after_ms);
    let mut answer = too_many(after, standing.over == Some(Scope::Global));
    state_limits(&mut answer.headers, standing);
    answer
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 fit into 53 bits"
)]
fn state_limits(headers: &mut HeaderMap, standing: &Standing) {
    let seconds = |ms: u64| format!("{:.3}", ms as f64 / 1000.0);
    set(headers, "x-ratelimit-limit", &standing.limit.to_string());
    set(
        headers,
        "x-ratelimit-remaining",
        &standing.remaining.to_string(),
    );
    set(headers, "x-ratelimit-reset", &seconds(standing.ends_ms));
    set(
        headers,
        "x-ratelimit-reset-after",
        &seconds(standing.reset_after_ms),
    );
    set(headers, "x-ratelimit-bucket", &standing.bucket);
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = value.parse() {
        headers.insert(name, value);
    }
}

/// An answer that a handler gives.
type Handled = Result<Answer, Refusal>;

/// The `_errors` of one place in a body.
fn at_place(at: &str, code: &str, message: &str) -> Value {
    let leaf = json!({"_errors": [{"code": code, "message": message}]});
    let steps = at.split('.').rev().filter(|step| !step.is_empty());
    steps.fold(leaf, |inner, step| json!({ step: inner }))
}
