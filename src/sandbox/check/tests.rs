//! Bodies and what is wrong with them: place and code of every problem.

use serde_json::{Value, json};

use super::limits::ATTACHMENT_BYTES;
use super::{
    Body, Problem, command, commands, follow_up, interaction_response, message_create,
    message_edit, webhook_edit,
};

/// `place CODE` of each problem.
fn said(problems: &[Problem]) -> Vec<String> {
    let line = |one: &Problem| format!("{} {}", one.at, one.code);
    problems.iter().map(line).collect()
}

fn create(body: &Value) -> Vec<String> {
    said(&message_create(Body::plain(body)))
}

fn respond(body: &Value) -> Vec<String> {
    said(&interaction_response(Body::plain(body)))
}

/// A body with the mentions that the house wants.
fn quiet(mut body: Value) -> Value {
    body["allowed_mentions"] = json!({"parse": []});
    body
}

const NONE: [&str; 0] = [];

#[test]
fn content_is_counted_in_characters() {
    let body = |text: &str| quiet(json!({"content": text}));
    assert_eq!(create(&body(&"\u{1f600}".repeat(2000))), NONE);
    assert_eq!(
        create(&body(&"é".repeat(2001))),
        ["content BASE_TYPE_MAX_LENGTH"]
    );
    assert_eq!(create(&body(" \n")), [" EMPTY_MESSAGE"]);
    assert_eq!(create(&json!([])), [" DICT_TYPE_CONVERT"]);
}

#[test]
fn every_body_mentions_nobody() {
    let lacks = ["allowed_mentions HOUSE"];
    let body = json!({"content": "a"});
    let plain = Body::plain(&body);
    for problems in [
        message_create(plain),
        message_edit(plain),
        follow_up(plain),
        webhook_edit(plain),
    ] {
        assert_eq!(said(&problems), lacks);
    }
    let allow = |mentions: Value| create(&json!({"content": "a", "allowed_mentions": mentions}));
    assert_eq!(allow(json!({})), ["allowed_mentions.parse HOUSE"]);
    assert_eq!(
        allow(json!({"parse": ["users"]})),
        ["allowed_mentions.parse HOUSE"]
    );
    assert_eq!(
        allow(json!({"parse": [], "users": ["1"]})),
        ["allowed_mentions.users HOUSE"]
    );
    assert_eq!(
        allow(json!({"parse": [], "replied_user": true})),
        ["allowed_mentions.replied_user HOUSE"]
    );
    assert_eq!(
        allow(json!({"parse": ["all"]})),
        [
            "allowed_mentions.parse.0 BASE_TYPE_CHOICES",
            "allowed_mentions.parse HOUSE"
        ]
    );
    assert_eq!(allow(json!({"parse": [], "replied_user": false})), NONE);
}

#[test]
fn embeds_have_limits_each_and_together() {
    let embeds = |all: Value| create(&quiet(json!({"embeds": all})));
    let full = json!({"title": "t".repeat(256), "description": "d".repeat(4096)});
    assert_eq!(embeds(json!([full])), NONE);
    assert_eq!(
        embeds(json!([full, {"description": "x".repeat(1649)}])),
        ["embeds MAX_EMBED_SIZE_EXCEEDED"]
    );
    // White space around a text is not counted.
    assert_eq!(
        embeds(json!([{"title": format!(" {}\n", "t".repeat(256))}])),
        NONE
    );
    assert_eq!(
        embeds(json!([{"title": "t".repeat(257)}])),
        ["embeds.0.title BASE_TYPE_MAX_LENGTH"]
    );
    assert_eq!(
        embeds(json!([{}])),
        ["embeds.0.description BASE_TYPE_REQUIRED"]
    );
    assert_eq!(
        embeds(json!([{"fields": [{"name": " ", "value": "v"}, {"name": "n"}]}])),
        [
            "embeds.0.fields.0.name BASE_TYPE_BAD_LENGTH",
            "embeds.0.fields.1.value BASE_TYPE_REQUIRED"
        ]
    );
    assert_eq!(
        embeds(json!([{"title": "t", "url": "javascript:x", "footer": {"txt": "f"}}])),
        [
            "embeds.0.footer.txt UNKNOWN_KEY",
            "embeds.0.footer.text BASE_TYPE_REQUIRED",
            "embeds.0.url URL_TYPE_INVALID_URL"
        ]
    );
    assert_eq!(
        embeds(json!([{"image": {"url": "attachment://page.png"}, "color": 0x1_00_00_00}])),
        ["embeds.0.color NUMBER_TYPE_RANGE"]
    );
}

#[test]
fn buttons_and_selects_have_rules() {
    let row = |inner: Value| {
        create(&quiet(
            json!({"components": [{"type": 1, "components": inner}]}),
        ))
    };
    let at = "components.0.components";
    let good = json!({"type": 2, "style": 1, "label": "a", "custom_id": "a"});
    assert_eq!(row(json!([good])), NONE);
    assert_eq!(
        row(json!([good, good])),
        [format!("{at}.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED")]
    );
    assert_eq!(
        row(json!([{"type": 2, "style": 1, "custom_id": "a"}])),
        [format!("{at}.0 BUTTON_COMPONENT_LABEL_REQUIRED")]
    );
    assert_eq!(
        row(
            json!([{"type": 2, "style": 5, "label": "a", "url": "https://a.org", "custom_id": "a"}])
        ),
        [format!(
            "{at}.0 BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"
        )]
    );
    assert_eq!(
        row(json!([{"type": 2, "style": 2, "label": "a", "custom_id": "x".repeat(101)}])),
        [format!("{at}.0.custom_id BASE_TYPE_BAD_LENGTH")]
    );
    let select = |options: Value| json!({"type": 3, "custom_id": "s", "options": options});
    let one = json!({"label": "a", "value": "a"});
    assert_eq!(row(json!([select(json!([one]))])), NONE);
    assert_eq!(
        row(json!([select(json!([one, one]))])),
        [format!(
            "{at}.0.options.1.value SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
        )]
    );
    assert_eq!(
        row(json!([select(json!([one])), good])),
        [format!("{at} COMPONENT_LAYOUT_WIDTH_EXCEEDED")]
    );
    assert_eq!(row(json!([])), [format!("{at} BASE_TYPE_BAD_LENGTH")]);
    let rows = quiet(
        json!({"content": "a", "components": vec![json!({"type": 1, "components": [
        {"type": 2, "style": 5, "label": "a", "url": "https://a.org"}]}); 6]}),
    );
    assert_eq!(create(&rows), ["components BASE_TYPE_BAD_LENGTH"]);
}

#[test]
fn files_are_described_and_small() {
    let body = quiet(json!({"attachments": [{"id": 0, "filename": "a.png"}]}));
    let with = |files: &[(u64, usize)]| said(&message_create(Body { json: &body, files }));
    assert_eq!(with(&[(0, 5)]), NONE);
    assert_eq!(with(&[(1, 5)]), ["attachments.0.id ATTACHMENT_NOT_FOUND"]);
    assert_eq!(
        with(&[(0, ATTACHMENT_BYTES + 1)]),
        ["files.0 FILE_SIZE_MAXIMUM"]
    );
}

#[test]
fn responses_fit_their_type() {
    assert_eq!(respond(&json!({"type": 6})), NONE);
    assert_eq!(respond(&json!({"type": 5, "data": {"flags": 64}})), NONE);
    assert_eq!(
        respond(&json!({"type": 5, "data": {"flags": 4}})),
        ["data.flags MESSAGE_FLAGS_INVALID"]
    );
    assert_eq!(respond(&json!({"type": 4})), ["data DICT_TYPE_CONVERT"]);
    assert_eq!(respond(&json!({"type": 2})), ["type BASE_TYPE_CHOICES"]);
    assert_eq!(
        respond(&json!({"type": 7, "data": quiet(json!({"flags": 64}))})),
        ["data.flags MESSAGE_FLAGS_INVALID"]
    );
    let choices = |choices: Value| respond(&json!({"type": 8, "data": {"choices": choices}}));
    assert_eq!(choices(json!([])), NONE);
    assert_eq!(
        choices(json!([{"name": "", "value": true}])),
        [
            "data.choices.0.name BASE_TYPE_BAD_LENGTH",
            "data.choices.0.value UNION_TYPE_CHOICES"
        ]
    );
}

#[test]
fn modals_have_rows_or_labels() {
    let modal = |inner: Value| {
        respond(&json!({"type": 9, "data": {"custom_id": "m", "title": "t", "components": inner}}))
    };
    let input = json!({"type": 4, "custom_id": "i", "style": 1, "label": "l"});
    assert_eq!(modal(json!([{"type": 1, "components": [input]}])), NONE);
    let file = json!({"type": 19, "custom_id": "f", "file_types": [".pdf"]});
    assert_eq!(
        modal(json!([{"type": 18, "label": "File", "component": file}])),
        NONE
    );
    assert_eq!(modal(json!([])), ["data.components BASE_TYPE_BAD_LENGTH"]);
    assert_eq!(
        modal(
            json!([{"type": 1, "components": [{"type": 4, "custom_id": "i", "style": 3, "label": "l"}]}])
        ),
        ["data.components.0.components.0.style NUMBER_TYPE_RANGE"]
    );
}

#[test]
fn commands_are_named_described_and_ordered() {
    let option = |kind: u64| json!({"type": kind, "name": "o", "description": "d"});
    let with = |options: Value| {
        said(&command(
            &json!({"name": "a", "description": "d", "options": options}),
        ))
    };
    assert_eq!(with(json!([option(3)])), NONE);
    for name in ["Ask", "two words", "", "ask!"] {
        let problems = command(&json!({"name": name, "description": "d"}));
        assert_eq!(problems.len(), 1, "{name}");
    }
    assert_eq!(
        said(&command(&json!({"name": "wörter-5", "description": "d"}))),
        NONE
    );
    assert_eq!(
        said(&command(&json!({"name": "Find evidence", "type": 3}))),
        NONE
    );
    assert_eq!(
        said(&command(
            &json!({"name": "a", "type": 3, "description": "d"})
        )),
        ["description APPLICATION_COMMAND_DESCRIPTION"]
    );
    assert_eq!(
        with(json!([option(3), {"type": 3, "name": "p", "description": "d", "required": true}])),
        ["options.1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"]
    );
    assert_eq!(
        with(json!([option(3), option(4)])),
        ["options.1.name APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"]
    );
    assert_eq!(
        with(json!([{"type": 11, "name": "o", "description": "d", "max_length": 5}])),
        ["options.0.max_length APPLICATION_COMMAND_OPTION_KEY"]
    );
    assert_eq!(
        with(
            json!([{"type": 3, "name": "o", "description": "d", "autocomplete": true,
            "choices": [{"name": "a", "value": "a"}]}])
        ),
        ["options.0.choices APPLICATION_COMMAND_AUTOCOMPLETE"]
    );
    let sub = |inner: Value| json!({"type": 1, "name": "s", "description": "d", "options": inner});
    assert_eq!(with(json!([sub(json!([option(3)]))])), NONE);
    assert_eq!(
        with(json!([sub(json!([sub(json!([]))]))])),
        ["options.0.options.0.type APPLICATION_COMMAND_OPTIONS_TYPE"]
    );
}

#[test]
fn commands_have_a_size_and_a_number() {
    let choices: Vec<Value> = (0..25)
        .map(|n| json!({"name": format!("{n:0>100}"), "value": format!("{n:0>100}")}))
        .collect();
    let option = |n: u64| json!({"type": 3, "name": format!("o{n}"), "description": "d", "choices": choices});
    let fits = json!({"name": "a", "description": "d", "options": [option(0)]});
    let large = json!({"name": "a", "description": "d", "options": [option(0), option(1)]});
    assert_eq!(said(&command(&fits)), NONE);
    assert_eq!(said(&command(&large)), [" APPLICATION_COMMAND_TOO_LARGE"]);
    let many = |count: usize, kind: u64| {
        let one = |n| json!({"name": format!("c{n}"), "type": kind, "description": if kind == 1 { "d" } else { "" }});
        said(&commands(&(0..count).map(one).collect()))
    };
    assert_eq!(many(100, 1), NONE);
    assert_eq!(many(16, 3), [" APPLICATION_COMMANDS_TOO_MANY"]);
    let twice = json!([{"name": "a", "description": "d"}, {"name": "a", "description": "e"}]);
    assert_eq!(
        said(&commands(&twice)),
        ["1 APPLICATION_COMMANDS_DUPLICATE_NAME"]
    );
}
