//! Answers, and Discord's errors.
//!
//! Follows <https://docs.discord.com/developers/topics/opcodes-and-status-codes>.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::at_place;
use crate::sandbox::check::Problem;

/// Status, headers and JSON.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Answer {
    pub(in crate::sandbox) status: u16,
    pub(in crate::sandbox) headers: HeaderMap,
    pub(in crate::sandbox) body: Option<Value>,
}

impl Answer {
    pub(super) fn json(status: u16, body: Value) -> Answer {
        Answer {
            status,
            headers: HeaderMap::new(),
            body: Some(body),
        }
    }

    pub(super) fn ok(body: Value) -> Answer {
        Answer::json(200, body)
    }

    pub(super) fn empty(status: u16) -> Answer {
        Answer {
            status,
            headers: HeaderMap::new(),
            body: None,
        }
    }

    pub(super) fn done() -> Answer {
        Answer::empty(204)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let text = self.body.map(|body| body.to_string());
        let mut response = Response::new(text.map_or_else(Body::empty, Body::from));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = self.headers;
        let kind = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

/// Why a call is refused: Discord's JSON error code, its message, and where in the body.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Refusal {
    status: u16,
    code: u64,
    message: String,
    errors: Option<Value>,
}

impl Refusal {
    fn new(status: u16, code: u64, message: &str) -> Refusal {
        Refusal {
            status,
            code,
            message: message.to_owned(),
            errors: None,
        }
    }

    pub(super) fn unknown_channel() -> Refusal {
        Refusal::new(404, 10003, "Unknown Channel")
    }

    pub(super) fn unknown_guild() -> Refusal {
        Refusal::new(404, 10004, "Unknown Guild")
    }

    pub(super) fn unknown_member() -> Refusal {
        Refusal::new(404, 10007, "Unknown Member")
    }

    pub(super) fn unknown_message() -> Refusal {
        Refusal::new(404, 10008, "Unknown Message")
    }

    pub(super) fn unknown_user() -> Refusal {
        Refusal::new(404, 10013, "Unknown User")
    }

    pub(super) fn unknown_webhook() -> Refusal {
        Refusal::new(404, 10015, "Unknown Webhook")
    }

    pub(super) fn unknown_interaction() -> Refusal {
        Refusal::new(404, 10062, "Unknown interaction")
    }

    pub(super) fn unknown_command() -> Refusal {
        Refusal::new(404, 10063, "Unknown application command")
    }

    pub(super) fn too_many_commands_today() -> Refusal {
        let message = "Max number of daily application command creates has been reached (200)";
        Refusal::new(400, 30034, message)
    }

    pub(super) fn too_large() -> Refusal {
        Refusal::new(413, 40005, "Request entity too large")
    }

    pub(super) fn acknowledged() -> Refusal {
        let message = "Interaction has already been acknowledged.";
        Refusal::new(400, 40060, message)
    }

    pub(super) fn no_more_follow_ups() -> Refusal {
        let message =
            "The maximum number of follow-up messages for this interaction has been reached.";
        Refusal::new(400, 40094, message)
    }

    pub(super) fn missing_access() -> Refusal {
        Refusal::new(403, 50001, "Missing Access")
    }

    pub(super) fn not_the_author() -> Refusal {
        let message = "Cannot edit a message authored by another user";
        Refusal::new(403, 50005, message)
    }

    pub(super) fn empty_message() -> Refusal {
        Refusal::new(400, 50006, "Cannot send an empty message")
    }

    pub(super) fn dms_closed() -> Refusal {
        Refusal::new(403, 50007, "Cannot send messages to this user")
    }

    pub(super) fn missing_permissions() -> Refusal {
        Refusal::new(403, 50013, "Missing Permissions")
    }

    pub(super) fn dead_token() -> Refusal {
        Refusal::new(401, 50027, "Invalid Webhook Token")
    }

    pub(super) fn archived() -> Refusal {
        let message = "Tried to perform an operation on an archived thread, such as editing a message or adding a user to the thread";
        Refusal::new(400, 50083, message)
    }

    pub(super) fn bad_json() -> Refusal {
        let message = "The request body contains invalid JSON.";
        Refusal::new(400, 50109, message)
    }

    pub(super) fn no_history() -> Refusal {
        let message = "Cannot reply without permission to read message history";
        Refusal::new(400, 160_002, message)
    }

    /// 50035 at one place of the body.
    pub(super) fn bad_form(at: &str, code: &str, message: &str) -> Refusal {
        Refusal {
            errors: Some(at_place(at, code, message)),
            ..Refusal::new(400, 50035, "Invalid Form Body")
        }
    }

    /// 50035 with every problem at its place, or 50006 where the only one is that a message is empty.
    pub(super) fn bad_body(problems: &[&Problem]) -> Refusal {
        if matches!(problems, [only] if only.code == "EMPTY_MESSAGE") {
            return Refusal::empty_message();
        }
        let mut errors = Value::Object(Map::new());
        for problem in problems {
            merge(
                &mut errors,
                at_place(&problem.at, problem.code, &problem.message),
            );
        }
        Refusal {
            errors: Some(errors),
            ..Refusal::new(400, 50035, "Invalid Form Body")
        }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Answer {
        let mut body = json!({"message": refusal.message, "code": refusal.code});
        if let Some(errors) = refusal.errors {
            body["errors"] = errors;
        }
        Answer::json(refusal.status, body)
    }
}

/// Puts one tree of errors into another.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(from)) => into.extend(from),
        (into, from) => *into = from,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::check::Kind;

    #[test]
    fn errors_are_nested_as_discord_nests_them() {
        let problem = |at: &str, code| Problem {
            kind: Kind::Refused,
            at: at.to_owned(),
            code,
            message: "m".to_owned(),
        };
        let (one, two) = (problem("embeds.0.title", "A"), problem("embeds.0", "B"));
        let answer = Answer::from(Refusal::bad_body(&[&one, &two]));
        let expected = json!({"message": "Invalid Form Body", "code": 50035, "errors": {"embeds": {"0": {
            "title": {"_errors": [{"code": "A", "message": "m"}]},
            "_errors": [{"code": "B", "message": "m"}]}}}});
        assert_eq!((answer.status, answer.body), (400, Some(expected)));
    }
}
