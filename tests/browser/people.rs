//! Three people: what each sees and may do.

use super::driver::Browser;
use super::window::{DESKTOP, PHONE};
use super::{LAST, program};
use crate::demo::Demo;
use crate::harness::{Place, block_on};

const DROP: &str = "(() => {
  const dropped = new DataTransfer();
  dropped.items.add(new File(['Ferry inquiry\\n\\nThe ferry Marigold sank near Orsk in 1987.\\n'], 'ferry.txt', {type: 'text/plain'}));
  for (const kind of ['dragenter', 'dragover', 'drop'])
    document.querySelector('#scroll').dispatchEvent(new DragEvent(kind, {dataTransfer: dropped, bubbles: true, cancelable: true}));
})()";

impl Browser {
    /// Waits until these channels are listed.
    async fn lists(&mut self, channels: &str) {
        let names = "[...document.querySelectorAll('.channel .name')].map(one => one.textContent).join(', ')";
        self.until(&format!("{names} === '{channels}'")).await;
    }

    /// Types, and waits until these commands are offered for it.
    async fn is_offered(&mut self, typed: &str, commands: &str) {
        self.value("(document.querySelector('#write').value = '', document.querySelector('#write').focus())")
            .await;
        self.types(typed).await;
        let names = "[...document.querySelectorAll('[role=option]')].filter(one => one.checkVisibility()).map(one => one.querySelector('b').textContent).join(' ')";
        self.until(&format!("{names} === '{commands}'")).await;
    }

    async fn becomes(&mut self, name: &str) {
        self.click("#parts label", name).await;
        self.until(&format!("document.documentElement.dataset.as === '{name}'"))
            .await;
    }
}

#[test]
fn each_sees_what_they_may() {
    let Some(program) = program() else { return };
    let place = Place::new();
    let demo = Demo::start(&place);
    block_on(async {
        let mut browser = Browser::at(&program, &demo.url(), DESKTOP).await;
        browser
            .lists("general, fact-check, 2016 or 2020?, Pincite")
            .await;
        browser.is_offered("/re", "/reports").await;
        browser.becomes("Tomas").await;
        browser.until("[...document.querySelectorAll('.channel .name')].some(one => one.textContent === 'moderators')").await;
        browser.is_offered("/re", "/reports").await;
        browser.becomes("Ines").await;
        browser
            .is_offered(
                "/re",
                "/reports /report add /report replace /report remove /report preview /report missing",
            )
            .await;
        browser.is_accessible("as a manager").await;
        browser.is_calm().await;
    });
}

#[test]
fn a_manager_drops_a_report_and_approves_it() {
    let Some(program) = program() else { return };
    let place = Place::new();
    let demo = Demo::start(&place);
    block_on(async {
        let mut browser = Browser::at(&program, &demo.url(), DESKTOP).await;
        browser.becomes("Ines").await;
        browser.is_offered("/report add", "/report add").await;
        browser.key("Enter").await;
        browser
            .until("document.querySelector('form.command input[type=file]') !== null")
            .await;
        browser.value(DROP).await;
        browser
            .until("document.querySelector('.filefield').innerText.includes('58 bytes')")
            .await;
        browser.picture("desktop-report-add").await;
        browser.is_accessible("with a file").await;
        browser.click("form.command .send", "Send").await;
        browser.presses("Approve").await;
        browser
            .until(&format!("!{LAST}.innerText.includes('Approve')"))
            .await;
        browser
            .uses("/ask Where did the ferry Marigold sink?")
            .await;
        browser
            .reads("The ferry Marigold sank near Orsk in 1987.")
            .await;
        browser.is_calm().await;
    });
}

#[test]
fn channels_threads_and_messages_to_the_bot_work_on_a_phone() {
    let Some(program) = program() else { return };
    let place = Place::new();
    let demo = Demo::start(&place);
    block_on(async {
        let mut browser = Browser::at(&program, &demo.url(), PHONE).await;
        browser.click("#open-side", "").await;
        browser
            .until("document.activeElement.id === 'close-side'")
            .await;
        browser.is_accessible("with the channels open").await;
        browser.picture("phone-channels").await;
        browser.click(".channel", "2016 or 2020?").await;
        browser
            .until("document.querySelector('h1').textContent === '↳ 2016 or 2020?'")
            .await;
        browser
            .writes("@Pincite How many accounts of the IRA did Facebook find?")
            .await;
        // Answers to mentions are private unless a manager allows them.
        browser.reads("/ask").await;
        browser.click("#open-side", "").await;
        browser.click(".channel", "Pincite").await;
        browser
            .writes("How many accounts of the IRA did Facebook find?")
            .await;
        browser.reads("470 accounts").await;
        browser.is_calm().await;
    });
}

#[test]
fn a_message_is_written_changed_replied_to_and_deleted() {
    let Some(program) = program() else { return };
    let place = Place::new();
    let demo = Demo::start(&place);
    block_on(async {
        let mut browser = Browser::at(&program, &demo.url(), DESKTOP).await;
        browser.writes("The tide was **high**").await;
        browser.reads("The tide was high").await;
        browser
            .value(&format!("{LAST}.querySelector('.more').click()"))
            .await;
        browser.click("[role=menuitem]", "Edit").await;
        browser.writes(", I think").await;
        browser.reads("The tide was high, I think(edited)").await;
        browser
            .value(&format!("{LAST}.querySelector('.more').click()"))
            .await;
        browser.click("[role=menuitem]", "Reply").await;
        browser.writes("Sure of it").await;
        browser.reads("↩ Maya").await;
        browser
            .value(&format!("{LAST}.querySelector('.more').click()"))
            .await;
        browser.click("[role=menuitem]", "Delete").await;
        browser.reads("I think(edited)").await;
        browser.is_calm().await;
    });
}

/// Chooses from a list in the last message.
async fn chooses(browser: &mut Browser, list: usize, value: &str) {
    browser
        .until(&format!(
            "{LAST}.querySelectorAll('select').length > {list}"
        ))
        .await;
    browser
        .value(&format!(
            "(() => {{ const one = {LAST}.querySelectorAll('select')[{list}]; one.value = '{value}'; one.dispatchEvent(new Event('change')) }})()"
        ))
        .await;
}

#[test]
fn a_moderator_checks_a_claim_and_publishes_a_verdict() {
    let Some(program) = program() else { return };
    for window in [PHONE, DESKTOP] {
        let place = Place::new();
        let demo = Demo::start(&place);
        block_on(async {
            let mut browser = Browser::at(&program, &demo.url(), window).await;
            let side = |open: &str| format!("document.querySelector('#{open}-side').click()");
            if window.phone {
                browser.value(&side("open")).await;
            }
            browser.becomes("Tomas").await;
            if window.phone {
                browser.value(&side("close")).await;
            }
            // It is there once the page knows the bot's menus.
            browser
                .until("([...document.querySelectorAll('.offer')].find(one => one.textContent.includes('Check Jonas')).click(), true)")
                .await;
            browser.reads("China").await;
            browser.is_accessible("with evidence").await;
            browser.picture(&format!("{}-evidence", window.name)).await;
            browser.click("button", "Edit claims").await;
            browser
                .until("document.activeElement.closest('dialog')?.open === true")
                .await;
            browser.is_accessible("with the claims").await;
            browser.picture(&format!("{}-claims", window.name)).await;
            // What is sent differs, so that the page shows when the answer to it has come.
            browser
                .value("document.activeElement.setSelectionRange(0, 0)")
                .await;
            browser.types("Today: ").await;
            browser.click("dialog button", "Submit").await;
            browser.reads("Today: China").await;
            browser.click("button", "Give a verdict").await;
            browser.reads("not chosen yet").await;
            chooses(&mut browser, 0, "1").await;
            browser.reads("the reports say otherwise").await;
            browser.is_accessible("with a verdict").await;
            browser.picture(&format!("{}-verdict", window.name)).await;
            browser.click("button", "Preview").await;
            browser
                .reads("so everybody in this channel will see it")
                .await;
            browser.picture(&format!("{}-preview", window.name)).await;
            browser.click("button", "Publish here").await;
            browser.reads("Check 1 · entry 1:").await;
            browser.picture(&format!("{}-published", window.name)).await;
            browser.is_calm().await;
        });
    }
}
