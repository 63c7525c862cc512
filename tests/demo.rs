//! `pincite demo`: the process, and who may talk with it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use crate::harness::{Place, wait};

/// A running demo. Dropping it ends it.
pub struct Demo {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    /// `127.0.0.1:PORT`.
    pub host: String,
}

impl Demo {
    /// Starts it on a free port and waits for its address.
    pub fn start(place: &Place) -> Demo {
        Demo::with(place, &["demo", "--port", "0"])
    }

    fn with(place: &Place, arguments: &[&str]) -> Demo {
        let mut child = place
            .command(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("The demo is at http://");
        let host = host.and_then(|rest| rest.strip_suffix('/'));
        let host = host.unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Demo { child, out, host }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.host)
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Status line, headers and body of the answer to a request with these header lines.
    fn answer(&self, request: &str, headers: &[&str]) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        write!(
            stream,
            "{request} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"
        )
        .unwrap();
        let mut text = Vec::new();
        stream.read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }

    fn status(&self, request: &str, headers: &[&str]) -> u16 {
        let answer = self.answer(request, headers);
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_says_where_it_is_and_ends_when_told() {
    for signal in ["INT", "TERM"] {
        let place = Place::new();
        let mut demo = Demo::start(&place);
        demo.signal(signal);
        assert!(wait(&mut demo.child, "demo").success());
        let mut rest = String::new();
        demo.out.read_to_string(&mut rest).unwrap();
        assert_eq!(
            rest,
            "\nNothing of it leaves this machine. Ctrl-C ends it.\nStopped.\n"
        );
    }
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = Place::new().run(["demo", "--port", &port]);
    said.ends(2)
        .mentions("name another one, or leave --port out");
}

#[test]
fn only_the_page_itself_and_the_bot_get_answers() {
    let place = Place::new();
    let demo = Demo::start(&place);
    let host = format!("Host: {}", demo.host);
    let own = format!("Origin: http://{}", demo.host);
    let json = "Content-Type: application/json";
    let empty = "Content-Length: 2";
    assert_eq!(demo.status("GET /", &[&host]), 200);
    assert_eq!(demo.status("GET /page/main.js", &[&host]), 200);
    assert_eq!(demo.status("GET /page/none.js", &[&host]), 404);
    assert_eq!(demo.status("GET /", &["Host: pincite.example"]), 403);
    assert_eq!(
        demo.status("GET /page/live", &[&host, "Origin: http://evil.example"]),
        403
    );
    assert_eq!(demo.status("POST /page/act", &[&host, json, empty]), 403);
    let evil = [&host as &str, "Origin: http://evil.example", json, empty];
    assert_eq!(demo.status("POST /page/act", &evil), 403);
    // A form of another page could send this without asking.
    assert_eq!(
        demo.status("POST /page/act", &[&host, &own, "Content-Length: 0"]),
        415
    );
    assert_eq!(demo.status("GET /api/v10/users/@me", &[&host]), 401);
    assert_eq!(demo.status("GET /api/v10/users/@me", &[&host, &own]), 403);
}

#[test]
fn the_page_may_load_nothing_from_elsewhere() {
    let place = Place::new();
    let demo = Demo::start(&place);
    let answer = demo.answer("GET /", &[&format!("Host: {}", demo.host)]);
    let policy = answer
        .lines()
        .find_map(|line| line.strip_prefix("content-security-policy: "));
    assert_eq!(
        policy.unwrap(),
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
             connect-src 'self' ws://{} ws://localhost:{}; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
            demo.host,
            demo.host.rsplit(':').next().unwrap()
        )
    );
    assert!(!answer.contains("https://"), "the page names another place");
}

#[test]
fn the_page_is_small() {
    let bytes = pincite::sandbox::page_bytes();
    println!("the page has {bytes} bytes");
    assert!(bytes < 150_000, "{bytes}");
}
