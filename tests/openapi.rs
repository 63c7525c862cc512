//! Discord's own description of its API as a second judge of what a bot sends, where `../shared` has it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use jsonschema::{Registry, Validator};
use pincite::sandbox::Recorded;
use pincite::sandbox::check::{self, Body, Kind, Problem};
use serde_json::{Value, json};

/// Where the description is registered; nothing is fetched from there.
const ROOT: &str = "https://discord.example/openapi.json";

/// Responses to interactions by the number of their type, so that each is held to its own description.
const RESPONSES: &[(u64, &str)] = &[
    (4, "CreateMessageInteractionCallbackRequest"),
    (5, "CreateMessageInteractionCallbackRequest"),
    (6, "UpdateMessageInteractionCallbackRequest"),
    (7, "UpdateMessageInteractionCallbackRequest"),
    (8, "ApplicationCommandAutocompleteCallbackRequest"),
    (9, "ModalInteractionCallbackRequest"),
];

/// Bodies by method and route.
const BODIES: &[(&str, &str)] = &[
    (
        "POST /channels/{channel_id}/messages",
        "MessageCreateRequest",
    ),
    (
        "PATCH /channels/{channel_id}/messages/{message_id}",
        "MessageEditRequestPartial",
    ),
    (
        "POST /webhooks/{application_id}/{interaction_token}",
        "IncomingWebhookRequestPartial",
    ),
    (
        "PATCH /webhooks/{application_id}/{interaction_token}/messages/@original",
        "IncomingWebhookUpdateRequestPartial",
    ),
    (
        "PATCH /webhooks/{application_id}/{interaction_token}/messages/{message_id}",
        "IncomingWebhookUpdateRequestPartial",
    ),
    (
        "POST /applications/{application_id}/commands",
        "ApplicationCommandCreateRequest",
    ),
    (
        "PATCH /applications/{application_id}/commands/{command_id}",
        "ApplicationCommandPatchRequestPartial",
    ),
    (
        "POST /applications/{application_id}/guilds/{guild_id}/commands",
        "ApplicationCommandCreateRequest",
    ),
    (
        "PATCH /applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
        "ApplicationCommandPatchRequestPartial",
    ),
    ("POST /users/@me/channels", "CreatePrivateChannelRequest"),
];

/// A list of commands, of which each is one of these.
const COMMAND: &str = "ApplicationCommandUpdateRequest";

fn validators() -> Option<&'static BTreeMap<&'static str, Validator>> {
    static VALIDATORS: OnceLock<Option<BTreeMap<&'static str, Validator>>> = OnceLock::new();
    VALIDATORS.get_or_init(build).as_ref()
}

fn build() -> Option<BTreeMap<&'static str, Validator>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/discord-openapi.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: there is no ../shared/discord-openapi.json");
        return None;
    };
    let document: Value = serde_json::from_str(&text).unwrap();
    let registry = Registry::new()
        .add(ROOT, document)
        .unwrap()
        .prepare()
        .unwrap();
    let names = RESPONSES.iter().map(|one| one.1);
    let names = names.chain(BODIES.iter().map(|one| one.1)).chain([COMMAND]);
    let validator = |name| {
        let schema = json!({"$ref": format!("{ROOT}#/components/schemas/{name}")});
        let options = jsonschema::options().with_registry(&registry);
        options.build(&schema).unwrap()
    };
    Some(names.map(|name| (name, validator(name))).collect())
}

/// What Discord's description finds wrong with a body, each with its place.
///
/// Empty where there is no description, and for calls without a body.
pub fn check(call: &Recorded) -> Vec<String> {
    let route = format!("{} {}", call.method, call.route);
    let found = if call.route.ends_with("/callback") {
        let kind = call.body["type"].as_u64();
        RESPONSES
            .iter()
            .find(|one| Some(one.0) == kind)
            .map(|one| one.1)
    } else if call.method == "PUT" && call.route.ends_with("/commands") {
        let all = call.body.as_array().map_or(&[][..], Vec::as_slice);
        return all
            .iter()
            .flat_map(|one| judge(COMMAND, one, &route))
            .collect();
    } else {
        BODIES.iter().find(|one| one.0 == route).map(|one| one.1)
    };
    match found {
        Some(name) => judge(name, &call.body, &route),
        None if call.body.is_null() => Vec::new(),
        None => vec![format!("{route}: a body that no description is known for")],
    }
}

fn judge(name: &str, body: &Value, route: &str) -> Vec<String> {
    let Some(validators) = validators() else {
        return Vec::new();
    };
    let body = &as_described(body);
    let errors = validators[name].iter_errors(body);
    errors
        .map(|error| format!("{route}: {}: {error}", error.instance_path()))
        .collect()
}

/// Two things that Discord accepts and documents otherwise than it describes them: ids of new files are numbers in its
/// own examples (`/reference#uploading-files`), and permissions are documented as text
/// (`/interactions/application-commands`). Both are turned into what the description wants.
fn as_described(body: &Value) -> Value {
    let mut body = body.clone();
    for place in ["/attachments", "/data/attachments"] {
        let files = body.pointer_mut(place).and_then(Value::as_array_mut);
        for file in files.into_iter().flatten() {
            if let Some(number) = file["id"].as_u64() {
                file["id"] = json!(number.to_string());
            }
        }
    }
    let bits = body["default_member_permissions"].as_str();
    if let Some(bits) = bits.and_then(|bits| bits.parse::<u64>().ok()) {
        body["default_member_permissions"] = json!(bits);
    }
    body
}

/// A body sent to a route, as the stand-in would have recorded it.
fn sent(method: &str, route: &str, body: &Value) -> Recorded {
    Recorded {
        method: method.to_owned(),
        path: route.to_owned(),
        route: route.to_owned(),
        body: body.clone(),
        files: Vec::new(),
        status: 200,
        code: 0,
        at_ms: 0,
    }
}

const MESSAGES: &str = "/channels/{channel_id}/messages";
const CALLBACK: &str = "/interactions/{interaction_id}/{interaction_token}/callback";
const COMMANDS: &str = "/applications/{application_id}/commands";

/// Our judgement of a body, house rules aside, and Discord's.
fn both(method: &str, route: &str, body: &Value) -> (Vec<Problem>, Vec<String>) {
    let plain = Body::plain(body);
    let ours = match route {
        MESSAGES => check::message_create(plain),
        CALLBACK => check::interaction_response(plain),
        _ => check::command(body),
    };
    let ours = ours.into_iter().filter(|one| one.kind != Kind::House);
    (ours.collect(), check(&sent(method, route, body)))
}

#[test]
fn good_bodies_pass_both() {
    let row = json!({"type": 1, "components": [
        {"type": 2, "style": 1, "label": "Next", "custom_id": "a"},
        {"type": 2, "style": 5, "label": "Source", "url": "https://example.org/a.pdf#page=3"}]});
    let embed = json!({"title": "t", "description": "d", "color": 5, "footer": {"text": "f"},
        "fields": [{"name": "n", "value": "v", "inline": true}]});
    let message = json!({"content": "", "embeds": [embed], "components": [row], "flags": 4,
        "allowed_mentions": {"parse": []}, "nonce": "5", "enforce_nonce": true,
        "message_reference": {"message_id": "5", "fail_if_not_exists": false}});
    let modal = json!({"custom_id": "m", "title": "t", "components": [{"type": 1, "components": [
        {"type": 4, "custom_id": "i", "label": "l", "style": 2, "max_length": 4000}]}]});
    let command = json!({"name": "ask", "type": 1, "description": "d", "contexts": [0, 1, 2], "integration_types": [0, 1],
        "default_member_permissions": "32", "options": [{"type": 3, "name": "q", "description": "d", "max_length": 500}]});
    for (route, body) in [
        (MESSAGES, message),
        (CALLBACK, json!({"type": 9, "data": modal})),
        (CALLBACK, json!({"type": 5, "data": {"flags": 64}})),
        (CALLBACK, json!({"type": 6})),
        (
            CALLBACK,
            json!({"type": 8, "data": {"choices": [{"name": "a", "value": "b"}]}}),
        ),
        (COMMANDS, command),
    ] {
        assert_eq!(
            both("POST", route, &body),
            (Vec::new(), Vec::new()),
            "{body}"
        );
    }
}

#[test]
fn bad_bodies_fail_both() {
    let button = |button: Value| json!({"components": [{"type": 1, "components": [button]}]});
    let bad = [
        (MESSAGES, json!({"content": "x".repeat(4001)})),
        (MESSAGES, json!({"content": 5})),
        (MESSAGES, json!({"embeds": [{"title": "x".repeat(257)}]})),
        (
            MESSAGES,
            json!({"embeds": [{"description": "x".repeat(4097)}]}),
        ),
        (MESSAGES, json!({"embeds": vec![json!({"title": "a"}); 11]})),
        (
            MESSAGES,
            json!({"embeds": [{"fields": vec![json!({"name": "a", "value": "b"}); 26]}]}),
        ),
        (
            MESSAGES,
            json!({"embeds": [{"fields": [{"name": "a", "value": "x".repeat(1025)}]}]}),
        ),
        (
            MESSAGES,
            json!({"embeds": [{"title": "a", "footer": {"text": "x".repeat(2049)}}]}),
        ),
        (
            MESSAGES,
            button(json!({"type": 2, "style": 1, "label": "x".repeat(81), "custom_id": "a"})),
        ),
        (
            MESSAGES,
            button(json!({"type": 2, "style": 1, "label": "a", "custom_id": "x".repeat(101)})),
        ),
        (
            MESSAGES,
            button(
                json!({"type": 3, "custom_id": "a", "options": vec![json!({"label": "a", "value": "a"}); 26]}),
            ),
        ),
        (
            CALLBACK,
            json!({"type": 8, "data": {"choices": vec![json!({"name": "a", "value": "b"}); 26]}}),
        ),
        (
            CALLBACK,
            json!({"type": 8, "data": {"choices": [{"name": "x".repeat(101), "value": "b"}]}}),
        ),
        (
            CALLBACK,
            json!({"type": 9, "data": {"custom_id": "a", "title": "x".repeat(46), "components": []}}),
        ),
        (CALLBACK, json!({"type": 4, "data": {"content": 7}})),
        (
            COMMANDS,
            json!({"name": "x".repeat(33), "description": "d"}),
        ),
        (
            COMMANDS,
            json!({"name": "a", "description": "x".repeat(101)}),
        ),
        (
            COMMANDS,
            json!({"name": "a", "description": "d", "options": [{"type": 3, "name": "q"}]}),
        ),
    ];
    let skip = validators().is_none();
    for (route, body) in bad {
        let (ours, theirs) = both("POST", route, &body);
        assert!(!ours.is_empty(), "ours accepts {body}");
        assert!(
            skip || !theirs.is_empty(),
            "Discord's description accepts {body}"
        );
    }
}

/// What the description does not see, so that only our own checks stand between a bot and Discord's refusal.
#[test]
fn bad_bodies_that_only_ours_sees() {
    let embed = json!({"description": "x".repeat(3001)});
    let row =
        json!({"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "a"}]});
    let bad = [
        (
            MESSAGES,
            json!({"content": "a", "contents": "b"}),
            "UNKNOWN_KEY",
        ),
        (
            MESSAGES,
            json!({"embeds": [{"title": "a", "colour": 5}]}),
            "UNKNOWN_KEY",
        ),
        (
            MESSAGES,
            json!({"embeds": [embed, embed]}),
            "MAX_EMBED_SIZE_EXCEEDED",
        ),
        (
            MESSAGES,
            json!({"components": vec![row; 6]}),
            "BASE_TYPE_BAD_LENGTH",
        ),
        (MESSAGES, json!({"content": ""}), "EMPTY_MESSAGE"),
        (
            MESSAGES,
            json!({"content": "x".repeat(2001)}),
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            COMMANDS,
            json!({"name": "two words", "description": "d"}),
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            COMMANDS,
            json!({"name": "Capital", "description": "d"}),
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        (COMMANDS, json!({"name": "a"}), "BASE_TYPE_REQUIRED"),
    ];
    for (route, body, code) in bad {
        let (ours, theirs) = both("POST", route, &body);
        assert!(ours.iter().any(|one| one.code == code), "{ours:?}");
        assert_eq!(theirs, Vec::<String>::new(), "the description sees it now");
    }
}
