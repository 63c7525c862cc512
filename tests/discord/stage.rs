//! The scene: Discord's stand-in, a library, the bot between them.

use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use pincite::config::{Config, DiscordConfig};
use pincite::discord::{self, Reach, Setup, Stop};
use pincite::ingest::child::Extraction;
use pincite::monitor;
use pincite::sandbox::{Sandbox, Seen, World};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::harness::Place;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Files to hand in.
pub const FERRY: &str = "Ferry inquiry\n\nThe ferry Marigold sank near Orsk in 1987. Its captain had ignored two warnings from the harbour office.\n";
pub const MILL: &str = "Mill survey\n\nThe windmill at Tarn lost both sails in the storm of 1953. It was never repaired.\n";

/// A running bot and all around it. [`Stage::end`] checks what was sent.
pub struct Stage {
    pub sandbox: Sandbox,
    pub place: Place,
    pub state: Arc<monitor::State>,
    pub reach: Reach,
    config: DiscordConfig,
    shutdown: CancellationToken,
    bot: Option<Bot>,
}

/// The bot, on threads of its own: serenity has tasks that go on when what started them is gone.
struct Bot {
    threads: Runtime,
    run: JoinHandle<Result<(), Stop>>,
}

impl Stage {
    /// The harbour scene, with two reports that everybody may search.
    pub async fn new() -> Stage {
        Stage::with(super::library::two_reports(), |_| ()).await
    }

    /// The same in another library and with other settings of the operator.
    pub async fn with(place: Place, change: impl FnOnce(&mut DiscordConfig)) -> Stage {
        let sandbox = Sandbox::start(World::harbour()).await.unwrap();
        let mut config = Config::default().discord;
        config.api = Some(sandbox.url().to_owned());
        // Nobody waits for a cooldown here unless the test is about them.
        config.person_per_minute = 600;
        config.person_burst = 60;
        config.guild_per_minute = 6_000;
        // Nor is an answer put off because the machine that tests is busy.
        config.defer_after_ms = 2_500;
        change(&mut config);
        let mut stage = Stage {
            sandbox,
            place,
            state: Arc::default(),
            reach: Reach::at(config.api.as_deref()),
            config,
            shutdown: CancellationToken::new(),
            bot: None,
        };
        stage.register().await;
        stage.start().await;
        stage
    }

    /// Publishes the commands, as `pincite register` does.
    pub async fn register(&self) -> discord::Registered {
        let token = self.sandbox.token().into();
        discord::register(&token, Some(self.sandbox.url()), None)
            .await
            .unwrap()
    }

    /// Starts the bot and waits until it is connected.
    pub async fn start(&mut self) {
        let setup = Setup {
            token: self.sandbox.token().into(),
            reach: self.reach.clone(),
            config: self.config.clone(),
            root: self.place.index(),
            extraction: Extraction {
                program: env!("CARGO_BIN_EXE_pincite").into(),
                limits: Config::default().limits(),
            },
            state: self.state.clone(),
            now: UNIX_EPOCH + Duration::from_millis(self.sandbox.clock().now_ms()),
        };
        self.shutdown = CancellationToken::new();
        let threads = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let run = threads.spawn(discord::run(setup, self.shutdown.clone()));
        self.bot = Some(Bot { threads, run });
        self.until(|stage| stage.state.missing().is_empty()).await;
    }

    /// Ends the bot without a word, as a power cut does.
    pub async fn kill(&mut self) {
        if let Some(bot) = self.bot.take() {
            bot.threads.shutdown_background();
        }
        self.until(|stage| !stage.sandbox.gateway().is_connected())
            .await;
        self.state = Arc::default();
    }

    /// Kills the bot and starts it anew.
    pub async fn restart(&mut self) {
        self.kill().await;
        self.start().await;
    }

    /// Tells the bot to stop, and how it ended.
    pub async fn stop(&mut self) -> Result<(), Stop> {
        self.shutdown.cancel();
        self.ended().await
    }

    /// How the bot ended by itself.
    pub async fn ended(&mut self) -> Result<(), Stop> {
        let bot = self.bot.take().unwrap();
        let ended = tokio::time::timeout(PATIENCE, bot.run).await;
        bot.threads.shutdown_background();
        ended.unwrap().unwrap()
    }

    /// Waits for something.
    pub async fn until(&self, happened: impl Fn(&Stage) -> bool) {
        let since = Instant::now();
        while !happened(self) {
            assert!(
                since.elapsed() < PATIENCE,
                "it did not happen; not ready because {:?}",
                self.state.missing()
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Everything that was sent was right, by the stand-in's own checks and by Discord's description.
    #[track_caller]
    pub fn end(self) {
        check(&self.sandbox);
    }
}

/// Everything that was sent was right, by the stand-in's own checks and by Discord's description.
#[track_caller]
pub fn check(sandbox: &Sandbox) {
    let violations = sandbox.violations();
    let wrong: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(wrong, Vec::<String>::new());
    let requests = sandbox.requests();
    let wrong: Vec<String> = requests.iter().flat_map(crate::openapi::check).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(bot) = self.bot.take() {
            bot.threads.shutdown_background();
        }
    }
}

/// A message as it is read, with its buttons: the way tests compare it. Receipts differ with the machine's extractor, so
/// they become `…`.
pub fn read(message: &Seen) -> String {
    let mut text = if message.is_private() {
        "(only you)\n".to_owned()
    } else {
        String::new()
    };
    for line in message.text().lines() {
        text.push_str(&without_receipt(line));
        text.push('\n');
    }
    let buttons: Vec<String> = message
        .labels()
        .iter()
        .map(|label| format!("[{label}]"))
        .collect();
    text + &buttons.join(" ")
}

/// A line with `…` for its receipt.
pub fn without_receipt(line: &str) -> String {
    let is_receipt =
        |word: &str| word.len() >= 24 && word.parse::<pincite::report::Receipt>().is_ok();
    let words: Vec<&str> = line
        .split(' ')
        .map(|word| if is_receipt(word) { "…" } else { word })
        .collect();
    words.join(" ")
}

/// Compares a message as it is read.
#[track_caller]
pub fn reads(message: &Seen, expected: &str) {
    let expected: Vec<&str> = expected
        .trim_matches('\n')
        .lines()
        .map(str::trim_end)
        .collect();
    let read = read(message);
    let read: Vec<&str> = read.lines().map(str::trim_end).collect();
    assert_eq!(read.join("\n"), expected.join("\n"));
}
