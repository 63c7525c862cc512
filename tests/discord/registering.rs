//! `pincite register`: only differences are written.

use pincite::discord::{self, Registered};
use serde_json::json;

use super::stage::Stage;

fn names(registered: &Registered) -> [String; 4] {
    [
        &registered.created,
        &registered.changed,
        &registered.deleted,
        &registered.unchanged,
    ]
    .map(|names| names.join(" "))
}

const ALL: &str = "ask quote verify reports check checks help privacy report settings Find evidence Check quotation";
/// How many they are.
const COUNT: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_already_is_not_written_again() {
    let stage = Stage::new().await;
    let written = stage.sandbox.command_writes();
    assert_eq!(written, COUNT as u64);
    assert_eq!(names(&stage.register().await), ["", "", "", ALL]);
    assert_eq!(stage.sandbox.command_writes(), written);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_differs_is_changed_one_too_many_deleted_one_missing_created() {
    let stage = Stage::new().await;
    let mut published = stage.sandbox.commands(None);
    published.retain(|command| command["name"] != "verify");
    for command in &mut published {
        if command["name"] == "quote" {
            command["description"] = json!("Read a page");
        }
    }
    published.push(json!({"name": "dance", "description": "An old one", "type": 1}));
    stage.sandbox.register(None, &published);
    let written = stage.sandbox.command_writes();
    let token = stage.sandbox.token().into();
    let pending = discord::unregistered(&token, Some(stage.sandbox.url()), None)
        .await
        .unwrap();
    let expected = [
        "verify",
        "quote",
        "dance",
        "ask reports check checks help privacy report settings Find evidence Check quotation",
    ];
    assert_eq!(names(&pending), expected);
    assert_eq!(
        stage.sandbox.command_writes(),
        written,
        "asking changes nothing"
    );
    assert_eq!(names(&stage.register().await), expected);
    assert_eq!(stage.sandbox.command_writes(), written + 3);
    assert_eq!(names(&stage.register().await), ["", "", "", ALL]);
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn in_one_guild_for_trying_out() {
    let stage = Stage::new().await;
    let guild = stage.sandbox.world(|world| world.guild("Quay"));
    let token = stage.sandbox.token().into();
    for expected in [[ALL, "", "", ""], ["", "", "", ALL]] {
        let registered = discord::register(&token, Some(stage.sandbox.url()), guild).await;
        assert_eq!(names(&registered.unwrap()), expected);
    }
    assert_eq!(stage.sandbox.commands(guild).len(), COUNT);
    let harbour = stage.sandbox.world(|world| world.guild("Harbour"));
    assert_eq!(stage.sandbox.commands(harbour).len(), 0);
    stage.end();
}
