use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::get;
use serde_json::{Value, json};

use crate::harness::{Place, Said, wait};

/// Shaped as a token is; nobody's. Its application is 111111111111111111.
const TOKEN: &str = "MTExMTExMTExMTExMTExMTEx.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB";
/// Part of it, which no output may hold.
const SECRET: &str = "abcdefghijklmnop";

/// Nobody listens there.
const NOBODY: &str = "http://127.0.0.1:1";

/// The program with the token, a REST API at `api`, and health at `monitor`.
fn bot(place: &Place, arguments: &[&str], api: &str, monitor: &str) -> Command {
    let mut command = place.command(arguments);
    command
        .env("DISCORD_TOKEN", TOKEN)
        .env("PINCITE_DISCORD_API", api)
        .env("PINCITE_MONITOR_ADDRESS", monitor);
    command
}

fn says_no_secret(said: &Said) -> &Said {
    let text = said.transcript();
    assert!(!text.contains(SECRET), "{text}");
    said
}

/// A bot in the background, with its log in a file.
struct Serving {
    child: Child,
    log: std::path::PathBuf,
}

impl Serving {
    fn start(place: &Place, command: &mut Command) -> Serving {
        let log = place.path("log");
        let file = std::fs::File::create(&log).unwrap();
        let child = command.stdout(Stdio::null()).stderr(file).spawn().unwrap();
        Serving { child, log }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Where health and metrics are served, as the log says once they are.
    fn monitor(&self) -> SocketAddr {
        let since = Instant::now();
        loop {
            let log = read(&self.log);
            let events = log
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok());
            let mut addresses =
                events.filter_map(|event: Value| event["address"].as_str()?.parse().ok());
            if let Some(address) = addresses.next() {
                return address;
            }
            assert!(since.elapsed() < Duration::from_secs(60), "{log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the end: exit code and log.
    fn ended(mut self) -> (Option<i32>, String) {
        let status = wait(&mut self.child, "pincite serve");
        (status.code(), read(&self.log))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Mostly it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(file: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned()
}

fn asked(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[cfg(unix)]
#[test]
fn a_bot_that_cannot_reach_discord_lives_is_not_ready_and_ends_in_time() {
    let place = Place::with_reports();
    for signal in ["TERM", "INT"] {
        let mut command = bot(&place, &["serve"], NOBODY, "127.0.0.1:0");
        command.env("PINCITE_LOG_FORMAT", "json");
        let serving = Serving::start(&place, &mut command);
        let monitor = serving.monitor();
        assert!(asked(monitor, "/healthz").starts_with("HTTP/1.1 200"));
        let ready = asked(monitor, "/readyz");
        assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
        assert!(
            ready.contains("the gateway of Discord is not connected"),
            "{ready}"
        );
        assert!(asked(monitor, "/metrics").contains("pincite_build_info{version="));
        let doctor = bot(&place, &["doctor"], NOBODY, &monitor.to_string()).output();
        let doctor = String::from_utf8(doctor.unwrap().stdout).unwrap();
        assert!(
            doctor.contains("`pincite serve` runs, and answers on"),
            "{doctor}"
        );
        let since = Instant::now();
        serving.signal(signal);
        let (code, log) = serving.ended();
        assert!(since.elapsed() < Duration::from_secs(10), "{log}");
        assert_eq!(code, Some(0), "{log}");
        assert!(!log.contains(SECRET), "{log}");
        for line in log.lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            assert!(event["level"].is_string(), "{line}");
        }
        assert!(log.contains("\"application\":111111111111111111"), "{log}");
    }
}

#[test]
fn no_token_no_bot() {
    let place = Place::new();
    place.run(["serve"]).says(
        "
! pincite: there is no token; put the bot's token into the environment as DISCORD_TOKEN, or into a file that `token_file` names in [discord]; https://discord.com/developers/applications has it, under Bot
[exit 3]
",
    );
    place
        .run(["register"])
        .ends(3)
        .mentions("there is no token");
    let mut command = place.command(["serve"]);
    command.env("DISCORD_TOKEN", TOKEN.replace('.', "-"));
    let said = place.finish(&mut command);
    says_no_secret(&said).ends(3).mentions(
        "DISCORD_TOKEN holds something that is not shaped like a token: three parts with dots between; copy the token from",
    );
    let mut command = place.command(["serve"]);
    command.env("PINCITE_DISCORD_TOKEN_FILE", "nix.token");
    place
        .finish(&mut command)
        .ends(3)
        .mentions("the token's file nix.token cannot be read");
}

#[test]
fn the_token_may_not_be_given_on_the_command_line_or_among_the_settings() {
    let place = Place::new();
    let said = place.run(["serve", "--token", TOKEN]);
    says_no_secret(&said).ends(2);
    place.file("bad.toml", format!("[discord]\ntoken = \"{TOKEN}\"\n"));
    let said = place.run(["serve", "--config", "bad.toml"]);
    says_no_secret(&said)
        .ends(3)
        .mentions("secrets are not kept among the settings");
    place.file("bad.toml", format!("[discord]\ntoken_file = \"{TOKEN}\"\n"));
    says_no_secret(&place.run(["doctor", "--config", "bad.toml"])).ends(3);
}

#[test]
fn a_port_that_is_taken_and_a_library_that_cannot_be_read_are_told() {
    let place = Place::with_reports();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = place.finish(&mut bot(&place, &["serve"], NOBODY, &address));
    says_no_secret(&said).ends(3).mentions(&format!(
        "health and metrics cannot be served on {address}: another program, perhaps another `pincite serve`, has that port"
    ));
    let said = place.finish(&mut bot(&place, &["doctor"], NOBODY, &address));
    says_no_secret(&said)
        .ends(1)
        .mentions("cannot be had for health and metrics");
    std::fs::write(
        place.index().join("pincite.db"),
        "not a database, but long enough",
    )
    .unwrap();
    let said = place.finish(&mut bot(&place, &["serve"], NOBODY, "off"));
    says_no_secret(&said).ends(3).mentions("pincite.db");
}

/// Discord's REST API as far as `pincite doctor` asks it, with the permissions of the bot on one server.
struct Rest {
    address: SocketAddr,
    runtime: tokio::runtime::Runtime,
}

impl Rest {
    fn with_permissions(permissions: u64) -> Rest {
        Self::serving(json!([{
            "id": "222222222222222222", "name": "Harbour watch", "icon": null, "owner": false,
            "permissions": permissions.to_string(), "features": []
        }]))
    }

    fn serving(guilds: Value) -> Rest {
        let application = json!({
            "id": "111111111111111111", "name": "Pincite", "icon": null, "description": "",
            "rpc_origins": [], "bot_public": true, "bot_require_code_grant": false, "verify_key": "00",
            "team": null, "integration_types_config": {}
        });
        let gateway = json!({
            "url": "ws://127.0.0.1:1", "shards": 1,
            "session_start_limit": {"total": 1000, "remaining": 998, "reset_after": 14400000, "max_concurrency": 1}
        });
        let answers = |answer: Value| {
            get(move |headers: HeaderMap| async move {
                let expected = format!("Bot {TOKEN}");
                if headers
                    .get("authorization")
                    .is_some_and(|sent| sent == expected.as_str())
                {
                    axum::Json(answer).into_response()
                } else {
                    let refusal = json!({"message": "401: Unauthorized", "code": 0});
                    (StatusCode::UNAUTHORIZED, axum::Json(refusal)).into_response()
                }
            })
        };
        let router = Router::new()
            .route("/api/v10/oauth2/applications/@me", answers(application))
            .route("/api/v10/gateway/bot", answers(gateway))
            .route("/api/v10/users/@me/guilds", answers(guilds));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
        let listener = listener.unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async { axum::serve(listener, router).await.unwrap() });
        Rest { address, runtime }
    }

    fn doctor(&self, place: &Place) -> Said {
        let api = format!("http://{}/", self.address);
        let said = place.finish(&mut bot(place, &["doctor"], &api, "127.0.0.1:0"));
        says_no_secret(&said);
        said
    }
}

/// What doctor says from its line about the token on.
fn of_discord(said: &Said) -> String {
    let text = said.transcript();
    let lines = text.lines().skip_while(|line| !line.contains(" token "));
    let lines = lines.take_while(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn doctor_checks_each_step_of_the_set_up_on_discord() {
    let place = Place::new();
    let rest = Rest::with_permissions(274_878_024_704);
    let said = of_discord(&rest.doctor(&place));
    assert!(
        said.starts_with(
            "\
✓ ok       token      from DISCORD_TOKEN, shaped as a token is
✓ ok       discord    reached; the token is that of Pincite (application 111111111111111111)
✓ ok       gateway    1 connection recommended; 998 more starts allowed today
"
        ),
        "{said}"
    );
    assert!(said.ends_with(
        "\
✓ ok       servers    on 1 server, with every permission it needs
✓ ok       invite     https://discord.com/oauth2/authorize?client_id=111111111111111111&scope=bot+applications.commands&permissions=274878024704
✓ ok       monitor    127.0.0.1:0 is free for health and metrics
"
    ), "{said}");

    // Everything but EMBED_LINKS and SEND_MESSAGES_IN_THREADS; then an administrator, who may do everything.
    let said = of_discord(&Rest::with_permissions(101_376).doctor(&place));
    let lacks = "on 1 server: Harbour watch (222222222222222222) lacks\n                      SEND_MESSAGES_IN_THREADS, EMBED_LINKS";
    assert!(said.contains(lacks), "{said}");
    let said = of_discord(&Rest::with_permissions(8).doctor(&place));
    assert!(said.contains("with every permission it needs"), "{said}");
    let said = of_discord(&Rest::serving(json!([])).doctor(&place));
    assert!(said.contains("the bot is on no server yet"), "{said}");
    drop(rest.runtime);
}

#[test]
fn doctor_says_when_discord_refuses_or_does_not_answer() {
    let place = Place::new();
    let rest = Rest::with_permissions(8);
    let api = format!("http://{}", rest.address);
    let mut command = bot(&place, &["doctor"], &api, "off");
    command.env("DISCORD_TOKEN", TOKEN.replace("Gabcde", "Gother"));
    let said = place.finish(&mut command);
    says_no_secret(&said)
        .ends(1)
        .mentions("Discord refused the token")
        .mentions("→ reset the token at https://discord.com/developers/applications, under");

    let said = place.finish(&mut bot(&place, &["doctor"], NOBODY, "off"));
    says_no_secret(&said)
        .ends(1)
        .mentions("Discord cannot be reached: Connection refused")
        .mentions("client_id=111111111111111111");
}

#[test]
fn doctor_does_without_a_token_and_looks_at_its_file() {
    let place = Place::new();
    let said = place.run(["doctor"]);
    said.done()
        .mentions("no token, which only the bot on Discord needs");
    assert_eq!(said.out.matches("discord").count(), 1, "{}", said.out);

    place.file("bot.token", format!("{TOKEN}\n"));
    let mode = |mode: &str| {
        let changed = Command::new("chmod")
            .args([mode, "bot.token"])
            .current_dir(place.path(""))
            .status();
        assert!(changed.unwrap().success());
        let mut command = bot(&place, &["doctor"], NOBODY, "off");
        command
            .env_remove("DISCORD_TOKEN")
            .env("PINCITE_DISCORD_TOKEN_FILE", "bot.token");
        place.finish(&mut command)
    };
    says_no_secret(&mode("644")).mentions("→ chmod 600 bot.token");
    let said = mode("600");
    says_no_secret(&said).mentions("from bot.token, shaped as a token is");
    assert!(!said.out.contains("chmod"), "{}", said.out);
}
