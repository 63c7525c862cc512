//! The demo's page in a real browser.
//!
//! Needs chromium; without it these tests are skipped with a line that says so, and where `PINCITE_BROWSER` is
//! `required`, they fail. Pictures go to `target/screenshots`.

mod chromium; // where the browser is, how it starts
mod driver; // one browser, one page
mod elsewhere; // what another bot may send: forms, selects, slow answers; hostile text
mod minute; // the first minute: ask, read, page through, menu
mod people; // what a member, a moderator and a manager see and do
mod window; // a phone's and a desktop's

use serde_json::Value;

use chromium::program;
use driver::Browser;
use window::Window;

const ACCESSIBLE: &str = include_str!("browser/accessible.js");

/// The last message of the conversation.
const LAST: &str = "[...document.querySelectorAll('#log article')].at(-1)";

impl Browser {
    /// Opens the page and waits until the conversation is there.
    async fn at(program: &std::path::Path, url: &str, window: Window) -> Browser {
        let mut browser = Browser::open(program, url, window).await;
        browser
            .until("document.querySelectorAll('#log article').length > 2")
            .await;
        browser
    }

    /// Types into the message box and presses Enter.
    async fn writes(&mut self, text: &str) {
        self.value("document.querySelector('#write').focus()").await;
        self.types(text).await;
        self.key("Enter").await;
    }

    /// Types a slash command and sends it once it has become a form.
    async fn uses(&mut self, typed: &str) {
        self.value("document.querySelector('#write').focus()").await;
        self.types(typed).await;
        self.until(
            "document.querySelector('form.command')?.contains(document.activeElement) === true",
        )
        .await;
        self.key("Enter").await;
    }

    /// Waits until the last message says something; gives all of it.
    async fn reads(&mut self, words: &str) -> String {
        let says = format!("{LAST}?.innerText.includes({})", Value::from(words));
        self.until(&says).await;
        let text = self.value(&format!("{LAST}.innerText")).await;
        text.as_str().unwrap().to_owned()
    }

    /// Presses a button of a message.
    async fn presses(&mut self, label: &str) {
        self.click("#log .button", label).await;
    }

    /// Nothing on the page keeps anybody out.
    async fn is_accessible(&mut self, moment: &str) {
        let wrong = self.value(ACCESSIBLE).await;
        assert_eq!(wrong, serde_json::json!([]), "{moment}");
    }

    /// The console has complained of nothing.
    async fn is_calm(&mut self) {
        assert_eq!(self.problems().await, Vec::<String>::new());
    }

    async fn number(&mut self, expression: &str) -> f64 {
        self.value(expression).await.as_f64().unwrap()
    }
}
