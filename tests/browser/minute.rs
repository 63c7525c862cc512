//! The first minute of somebody who opens the demo.

use super::driver::Browser;
use super::window::{DESKTOP, PHONE, Window};
use super::{LAST, program};
use crate::demo::Demo;
use crate::harness::{Place, block_on};

#[test]
fn a_question_is_answered_and_paged_through_on_a_phone() {
    first_minute(PHONE);
}

#[test]
fn a_question_is_answered_and_paged_through_on_a_desktop() {
    first_minute(DESKTOP);
}

fn first_minute(window: Window) {
    let Some(program) = program() else { return };
    let place = Place::new();
    let demo = Demo::start(&place);
    block_on(async {
        let mut browser = Browser::at(&program, &demo.url(), window).await;
        asks(&mut browser, window).await;
        pages_through(&mut browser).await;
        uses_the_menu(&mut browser, window).await;
        browser.is_calm().await;
    });
}

async fn asks(browser: &mut Browser, window: Window) {
    browser
        .until("!document.querySelector('#guide').hidden")
        .await;
    browser.picture(&format!("{}-open", window.name)).await;
    browser.is_accessible("at first").await;
    browser
        .value("document.querySelector('#write').focus()")
        .await;
    browser.types("/as").await;
    browser
        .until("document.querySelector('[role=option][aria-selected=true]')?.textContent.startsWith('/ask')")
        .await;
    browser.is_accessible("with the commands open").await;
    browser.picture(&format!("{}-commands", window.name)).await;
    browser.key("Enter").await;
    browser
        .until("document.activeElement.labels?.[0].textContent === 'question required'")
        .await;
    // A required option cannot be left out.
    browser.key("Enter").await;
    browser
        .until("document.activeElement.getAttribute('aria-invalid') === 'true'")
        .await;
    browser
        .types("Did China try to influence the 2020 election?")
        .await;
    browser.is_accessible("with a command").await;
    browser.picture(&format!("{}-command", window.name)).await;
    browser.key("Enter").await;
    let answer = browser.reads("Only you can see this").await;
    let height = browser.number(&format!("{LAST}.offsetHeight")).await;
    println!("{}: the answer is {height} px tall", window.name);
    assert!(
        answer.contains("China did not try to influence the outcome of the 2020 election."),
        "{answer}"
    );
    assert!(
        answer.contains("SAMPLE, written for Pincite, not a source"),
        "{answer}"
    );
    assert!(answer.contains("Maya used /ask"), "{answer}");
    if window.phone {
        assert!(height <= 480.0, "the answer is {height} px tall");
    }
    browser.is_accessible("with an answer").await;
    browser.picture_for_readme(window.name).await;
}

async fn pages_through(browser: &mut Browser) {
    browser.presses("Next").await;
    browser.reads("2 of 5").await;
    browser
        .until("document.activeElement.dataset.label === 'Next'")
        .await;
    browser.presses("More").await;
    browser.reads("Less").await;
    browser.presses("Less").await;
    browser.reads("2 of 5").await;
    browser.presses("Copy").await;
    let copied = browser.reads("“Two foreign states").await;
    assert!(copied.contains("Only you can see this"), "{copied}");
    // All of it can be marked at once.
    browser
        .value(&format!("{LAST}.querySelector('.more').click()"))
        .await;
    browser.click("[role=menuitem]", "Mark text").await;
    let marked = browser.value("getSelection().toString()").await;
    let marked = marked.as_str().unwrap();
    assert!(
        marked.contains("Sample briefing") && !marked.contains("Only you"),
        "{marked}"
    );
    browser.value("getSelection().removeAllRanges()").await;
}

/// By keyboard alone.
async fn uses_the_menu(browser: &mut Browser, window: Window) {
    browser
        .value("document.querySelector('#log article[tabindex=\"0\"]').focus()")
        .await;
    browser.key("ArrowUp").await;
    browser.key("Shift+F10").await;
    browser
        .until("document.activeElement.getAttribute('role') === 'menuitem'")
        .await;
    browser.is_accessible("with a menu").await;
    browser.picture(&format!("{}-menu", window.name)).await;
    browser.key("ArrowDown").await;
    browser.key("Escape").await;
    browser
        .until("document.activeElement.tagName === 'ARTICLE' && !document.querySelector('[role=menu]')")
        .await;
    if window.phone {
        browser.holds(LAST).await;
        browser
            .until("document.querySelectorAll('[role=menu]').length === 1")
            .await;
        browser.key("Escape").await;
        browser
            .until("!document.querySelector('[role=menu]')")
            .await;
    }
}

#[test]
fn every_suggestion_leads_to_an_answer() {
    let Some(program) = program() else { return };
    let place = Place::new();
    let demo = Demo::start(&place);
    block_on(async {
        let mut browser = Browser::at(&program, &demo.url(), DESKTOP).await;
        let suggestions = [
            ("Ask about the claim", "China did not try to influence"),
            ("Read a whole page", "4. China"),
            (
                "Ask about the bot itself",
                "Pincite never writes an answer of its own.",
            ),
        ];
        for (done, (label, words)) in suggestions.into_iter().enumerate() {
            browser.click(".offer", label).await;
            browser.click("form.command .send", "Send").await;
            browser.reads(words).await;
            if done == 0 {
                figures(&mut browser).await;
            }
        }
        browser.is_calm().await;
    });
}

/// Prints how fast it was; not asserted, because the tests' machine is busy with other tests.
async fn figures(browser: &mut Browser) {
    let paint = browser
        .number("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        .await;
    let cited = browser.number("performance.now()").await;
    println!(
        "first paint after {paint:.0} ms, first cited reply after {cited:.0} ms (unoptimised)"
    );
}

#[test]
fn the_page_can_be_read_in_the_dark() {
    let Some(program) = program() else { return };
    let place = Place::new();
    let demo = Demo::start(&place);
    block_on(async {
        for window in [
            Window {
                dark: true,
                ..DESKTOP
            },
            Window {
                dark: true,
                ..PHONE
            },
        ] {
            let mut browser = Browser::at(&program, &demo.url(), window).await;
            browser.click(".offer", "Ask about the claim").await;
            browser.click("form.command .send", "Send").await;
            browser.reads("Only you can see this").await;
            browser.is_accessible("in the dark").await;
            browser.picture(&format!("{}-dark", window.name)).await;
            browser.is_calm().await;
        }
    });
}

#[test]
fn a_cited_page_is_seen_as_a_picture() {
    let Some(program) = program() else { return };
    let place = Place::new();
    let pages: &[&[&str]] =
        &[&["The lighthouse on the Orwell rock was rebuilt in 1907 after the great storm."]];
    place.file("lighthouse.pdf", crate::page::pdf(pages, ""));
    place.run(["ingest", "lighthouse.pdf"]).done();
    let demo = Demo::start(&place);
    block_on(async {
        let mut browser = Browser::at(&program, &demo.url(), PHONE).await;
        browser
            .uses("/ask When was the lighthouse on the Orwell rock rebuilt?")
            .await;
        browser.reads("rebuilt in 1907").await;
        browser.presses("See page").await;
        browser
            .until(&format!(
                "{LAST}.querySelector('.picture img')?.naturalWidth > 300"
            ))
            .await;
        browser.is_accessible("with a picture").await;
        browser.picture("phone-page").await;
        browser.is_calm().await;
    });
}
