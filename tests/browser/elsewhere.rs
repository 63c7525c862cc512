//! What another bot may send, and what somebody may write to break the page.

use pincite::sandbox::{Sandbox, Scene};
use tokio::net::TcpListener;

use super::driver::Browser;
use super::window::{DESKTOP, PHONE, Window};
use super::{LAST, program};
use crate::sandbox::bot;

/// The page with a small bot that does one thing of each sort.
async fn with_small_bot() -> (Sandbox, bot::Bot) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::start_with_page(Scene::reading_room(), listener).unwrap();
    let bot = bot::join(&sandbox).await;
    (sandbox, bot)
}

#[tokio::test]
async fn forms_selects_and_menus_of_apps_work() {
    let Some(program) = program() else { return };
    let (sandbox, _bot) = with_small_bot().await;
    for window in [DESKTOP, PHONE] {
        let mut browser = Browser::at(&program, sandbox.url(), window).await;
        fills_a_form(&mut browser, window).await;
        browser.uses("/menu ").await;
        browser.reads("choose").await;
        browser.is_accessible("with a select").await;
        browser
            .value(&format!(
                "(() => {{ const one = {LAST}.querySelector('select'); one.value = '2'; one.dispatchEvent(new Event('change')) }})()"
            ))
            .await;
        browser.reads("picked 2").await;
        browser
            .value("document.querySelector('#log article').focus()")
            .await;
        browser.key("Shift+F10").await;
        browser.click("[role=menuitem]", "Find evidence").await;
        browser.reads("read: Seen in three places today").await;
        browser.uses("/slow now").await;
        browser.reads("and more").await;
        browser.is_calm().await;
    }
}

async fn fills_a_form(browser: &mut Browser, window: Window) {
    browser.uses("/form ").await;
    browser
        .until("document.activeElement.closest('dialog')?.open === true")
        .await;
    browser.is_accessible("with a form").await;
    browser.picture(&format!("{}-form", window.name)).await;
    browser.types("high water").await;
    browser.click("dialog button", "Submit").await;
    browser.reads("you wrote high water").await;
}

#[tokio::test]
async fn the_bot_that_does_not_answer_is_told() {
    let Some(program) = program() else { return };
    let (sandbox, _bot) = with_small_bot().await;
    let mut browser = Browser::at(&program, sandbox.url(), DESKTOP).await;
    browser.uses("/silent ").await;
    browser
        .until(
            "document.querySelector('#notice').textContent === 'The application did not respond.'",
        )
        .await;
    browser.is_calm().await;
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let Some(program) = program() else { return };
    let (sandbox, _bot) = with_small_bot().await;
    let hostile = "<img src=x onerror=\"window.broken=1\"><script>window.broken=1</script> \
        [a](javascript:window.broken=1) <javascript:alert(1)> `<b>` ||<i>|| &lt; \u{202e}x";
    let embed = serde_json::json!({"title": "<svg onload=window.broken=1>", "url": "javascript:window.broken=1",
        "description": "[b](data:text/html,x) > <u>", "fields": [{"name": "<hr>", "value": "<hr>"}],
        "footer": {"text": "<script>"}});
    let jonas = sandbox.user("Jonas");
    jonas.say_embeds("fact-check", hostile, &[embed]).unwrap();
    let page = jonas.attach("fact-check", "x.html", b"<script>window.broken=1</script>");
    let picture = jonas.attach(
        "fact-check",
        "\"><img src=x>.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    );
    jonas
        .say_with("fact-check", "", &[page.unwrap(), picture.unwrap()])
        .unwrap();
    let mut browser = Browser::at(&program, sandbox.url(), DESKTOP).await;
    browser.reads("x.html").await;
    let text = browser
        .value("document.querySelector('#log').innerText")
        .await;
    let text = text.as_str().unwrap();
    assert!(
        text.contains("<img src=x onerror=\"window.broken=1\"><script>"),
        "{text}"
    );
    assert!(text.contains("<svg onload=window.broken=1>"), "{text}");
    let made = "document.querySelectorAll('#log script, #log hr, #log svg, #log img:not(.avatar), #log [href^=javascript], #log [href^=data]').length";
    assert_eq!(browser.value(made).await, 0);
    assert_eq!(
        browser.value("window.broken ?? null").await,
        serde_json::Value::Null
    );
    browser.is_calm().await;
}

#[tokio::test]
async fn a_hundred_messages_and_every_mark_are_drawn() {
    let Some(program) = program() else { return };
    let (sandbox, _bot) = with_small_bot().await;
    let jonas = sandbox.user("Jonas");
    for number in 0..100 {
        jonas.say("fact-check", &format!("Line {number}")).unwrap();
    }
    let marks = "# Heading\n**bold** *italic* __under__ ~~gone~~ ||hidden|| `code` <t:1767614400:R>\n\
        > a quote\n> of two lines\n- one\n- two\n1. first\n```\nlet x = 1;\n```\n\
        [a link](https://example.org/a) and https://example.org/b. \\*not italic\\* snake_case_word 2 * 3 * 4";
    jonas.say("fact-check", marks).unwrap();
    let mut browser = Browser::at(&program, sandbox.url(), DESKTOP).await;
    browser.reads("Heading").await;
    let tags = format!(
        "[...{LAST}.querySelectorAll('.content :is(strong, em, u, s, .spoiler, code, time, blockquote, ul, ol, pre, a)')].map(one => one.localName).join(' ')"
    );
    assert_eq!(
        browser.value(&tags).await,
        "strong em u s button code time blockquote ul ol pre code a a"
    );
    let text = browser.reads("snake_case_word 2 * 3 * 4").await;
    assert!(text.contains("*not italic*"), "{text}");
    assert!(!text.contains("hidden"), "{text}");
    browser.click(".spoiler", "").await;
    browser.reads("hidden").await;
    browser.is_accessible("with every mark").await;
    browser.picture("desktop-marks").await;
    browser.is_calm().await;
}
