//! A browser that a test drives: Debian's chromium without a window, over its own protocol.
//!
//! Follows <https://chromedevtools.github.io/devtools-protocol/>, of which a few methods are enough.

use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::chromium::{PATIENCE, PAUSE, debugger, is_set, start};
use super::window::Window;

/// A page in a browser of its own.
pub struct Browser {
    process: Child,
    _profile: tempfile::TempDir,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: String,
    last: u64,
    problems: Vec<String>,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Browser {
    /// Opens an address in a window.
    pub async fn open(program: &Path, url: &str, window: Window) -> Browser {
        let profile = tempfile::tempdir().unwrap();
        let process = start(program, profile.path());
        let address = debugger(profile.path()).await;
        let (socket, _) = tokio_tungstenite::connect_async(&address).await.unwrap();
        let mut browser = Browser {
            process,
            _profile: profile,
            socket,
            session: String::new(),
            last: 0,
            problems: Vec::new(),
        };
        let target = browser
            .call("Target.createTarget", json!({"url": "about:blank"}))
            .await;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.call("Target.attachToTarget", attach).await;
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        browser.look_like(window).await;
        browser.call("Page.navigate", json!({ "url": url })).await;
        browser
    }

    async fn look_like(&mut self, window: Window) {
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), json!({})).await;
        }
        let size = json!({"width": window.width, "height": window.height, "deviceScaleFactor": 1,
            "mobile": window.phone});
        self.call("Emulation.setDeviceMetricsOverride", size).await;
        let touch = json!({"enabled": window.phone});
        self.call("Emulation.setTouchEmulationEnabled", touch).await;
        let colours = if window.dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": colours},
            {"name": "prefers-reduced-motion", "value": "reduce"}]});
        self.call("Emulation.setEmulatedMedia", media).await;
    }

    /// Calls a method of the protocol.
    pub async fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut call = json!({"id": self.last, "method": method, "params": params});
        if !self.session.is_empty() {
            call["sessionId"] = json!(self.session);
        }
        let call = Message::text(call.to_string());
        self.socket.send(call).await.unwrap();
        let answer = tokio::time::timeout(PATIENCE, self.answer()).await;
        let answer = answer.unwrap_or_else(|_| panic!("{method} was not answered"));
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    /// The answer to the last call; what else is heard meanwhile is noted.
    async fn answer(&mut self) -> Value {
        loop {
            let frame = self.socket.next().await.unwrap().unwrap();
            let Message::Text(text) = frame else { continue };
            let heard: Value = serde_json::from_str(&text).unwrap();
            if heard["id"] == self.last {
                return heard;
            }
            self.problems.extend(problem(&heard));
        }
    }

    /// The value of an expression; promises are waited for.
    pub async fn value(&mut self, expression: &str) -> Value {
        self.try_value(expression)
            .await
            .unwrap_or_else(|thrown| panic!("{expression}: {thrown}"))
    }

    async fn try_value(&mut self, expression: &str) -> Result<Value, String> {
        let given = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", given).await;
        match answer.get("exceptionDetails") {
            Some(thrown) => Err(thrown["exception"]["description"].to_string()),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// Waits until an expression is true.
    pub async fn until(&mut self, expression: &str) {
        let since = Instant::now();
        while self.try_value(expression).await != Ok(json!(true)) {
            if since.elapsed() > PATIENCE {
                let text = self.value("document.body.innerText").await;
                let text = text.as_str().unwrap_or_default();
                panic!("never: {expression}\n{text}\n{:?}", self.problems);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Presses the mouse on the last element that fits a selector and holds a text.
    pub async fn click(&mut self, selector: &str, text: &str) {
        let found = format!(
            "[...document.querySelectorAll({})].filter(one => one.checkVisibility() && one.textContent.includes({})).at(-1)",
            json!(selector),
            json!(text)
        );
        self.until(&format!("{found} !== undefined")).await;
        let place = self
            .value(&format!(
                "(() => {{ const one = {found}; one.scrollIntoView({{block: 'nearest'}});
                   const box = one.getBoundingClientRect();
                   const at = [box.x + box.width / 2, box.y + box.height / 2];
                   const top = document.elementFromPoint(...at);
                   return one.contains(top) || top?.contains(one) ? at : null }})()"
            ))
            .await;
        assert!(!place.is_null(), "{selector} {text:?} is covered");
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Holds a finger on an element for a second.
    pub async fn holds(&mut self, element: &str) {
        let place = format!(
            "(() => {{ const one = {element}; one.scrollIntoView(); const box = one.getBoundingClientRect(); return [box.x + 60, box.y + 12] }})()"
        );
        let place = self.value(&place).await;
        let touch = json!({"type": "touchStart", "touchPoints": [{"x": place[0], "y": place[1]}]});
        self.call("Input.dispatchTouchEvent", touch).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let end = json!({"type": "touchEnd", "touchPoints": []});
        self.call("Input.dispatchTouchEvent", end).await;
    }

    /// Types where the focus is.
    pub async fn types(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text })).await;
    }

    /// Presses a key: `Enter`, `Escape`, `Tab`, `ArrowDown`, `F10` with Shift as `Shift+F10`.
    pub async fn key(&mut self, name: &str) {
        let (modifiers, name) = match name.strip_prefix("Shift+") {
            Some(name) => (8, name),
            None => (0, name),
        };
        let code = match name {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowUp" => 38,
            "ArrowDown" => 40,
            "F10" => 121,
            other => panic!("the driver does not know the key {other}"),
        };
        let mut event = json!({"type": "keyDown", "key": name, "code": name,
            "windowsVirtualKeyCode": code, "modifiers": modifiers});
        if name == "Enter" {
            event["text"] = json!("\r");
        }
        self.call("Input.dispatchKeyEvent", event.clone()).await;
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", event).await;
    }

    /// Keeps a picture of the window in `target/screenshots`; gives its path.
    pub async fn picture(&mut self, name: &str) -> PathBuf {
        let taken = self
            .call("Page.captureScreenshot", json!({"format": "png"}))
            .await;
        let bytes = BASE64
            .decode(taken["data"].as_str().unwrap().as_bytes())
            .unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Keeps a picture of the window that README.md shows. It is taken into the repository where `PINCITE_PICTURES` is
    /// `keep`: the clock that it shows differs with every run.
    pub async fn picture_for_readme(&mut self, name: &str) {
        let path = self.picture(name).await;
        let bytes = std::fs::metadata(&path).unwrap().len();
        assert!(bytes < 250_000, "{name} has {bytes} bytes");
        if is_set("PINCITE_PICTURES", "keep") {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::copy(&path, folder.join(format!("demo-{name}.png"))).unwrap();
        }
    }

    /// What the console complained of so far.
    pub async fn problems(&mut self) -> Vec<String> {
        // Whatever was said before this answer has been heard.
        self.value("1").await;
        self.problems.clone()
    }
}

/// What in an event a person with an open console would see in red or yellow.
fn problem(event: &Value) -> Option<String> {
    let given = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(given["exceptionDetails"].to_string()),
        "Runtime.consoleAPICalled" if given["type"] == "error" || given["type"] == "warning" => {
            Some(given["args"].to_string())
        }
        "Log.entryAdded"
            if given["entry"]["level"] != "info" && given["entry"]["level"] != "verbose" =>
        {
            Some(given["entry"].to_string())
        }
        _ => None,
    }
}
