//! How the bot does under load: `pincite serve`, in a process of its own, against the stand-in for Discord on loopback.
//! See README.md here. Ends with exit code 1 where a bar is missed.

#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test or a bench may stop at once, and nothing is exported"
)]

use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use pincite::sandbox::{Sandbox, User, World};
use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "corpus/mod.rs"]
#[allow(dead_code, reason = "the other benches use the rest")]
mod corpus;

use corpus::Corpus;

/// Files, and passages of each as they are made; the program splits them by its own rules into about as many.
const FILES: u64 = 50;
const PASSAGES: u64 = 100;
/// Questions, one after the other, after some to warm up. People take turns: nobody may ask more than 600 in a minute.
const ALONE: usize = 1_000;
const WARM_UP: usize = 200;
const TURNS: usize = 30;
/// People who ask at once, and questions of each.
const PEOPLE: usize = 200;
const EACH: usize = 10;
/// First response where one asks at a time.
const MEDIAN: Duration = Duration::from_millis(10);
const P99: Duration = Duration::from_millis(50);
/// Anybody's first response where many ask.
const LATEST: Duration = Duration::from_millis(2_500);
/// The memory after the second half of the questions, as a multiple of that after the first.
const GROWTH: f64 = 1.1;

fn main() -> ExitCode {
    let place = Place::new();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    println!("| what | bar | figure |");
    println!("|---|---|---|");
    let met = runtime.block_on(async { [alone(&place).await, many(&place).await] });
    match met {
        [true, true] => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// One question after the other.
async fn alone(place: &Place) -> bool {
    let scene = Scene::start(place, TURNS).await;
    let mut times = Vec::new();
    let mut refused = 0;
    let questions = place.questions(WARM_UP + ALONE);
    for (question, person) in questions.iter().zip(scene.people.iter().cycle()) {
        let (time, answered) = ask(person, question).await;
        times.push(time.unwrap());
        refused += usize::from(!answered);
        scene.sandbox.forget_requests();
    }
    let mut times = times.split_off(WARM_UP);
    times.sort_unstable();
    let (median, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    let met = median <= MEDIAN && p99 <= P99 && refused == 0;
    println!(
        "| one at a time, {} questions, {} passages: from the command to the response | median {}, 99 % within {} | median {}, 99 % within {} |",
        times.len(),
        place.passages(),
        ms(MEDIAN),
        ms(P99),
        ms(median),
        ms(p99)
    );
    met & scene.end()
}

/// Many at once, each with one question after the other; the memory of the bot in the middle and in the end.
async fn many(place: &Place) -> bool {
    let scene = Scene::start(place, PEOPLE).await;
    let questions = place.questions(PEOPLE * EACH);
    let (first, second) = questions.split_at(questions.len() / 2);
    let since = Instant::now();
    let mut told = scene.crowd(first).await;
    let middle = scene.rss_anon_kb();
    told.extend(scene.crowd(second).await);
    let end = scene.rss_anon_kb();
    let took = since.elapsed();
    let failed = told.iter().filter(|(time, _)| time.is_none()).count();
    let refused = told.iter().filter(|(_, answered)| !answered).count() - failed;
    let mut times: Vec<Duration> = told.iter().filter_map(|(time, _)| *time).collect();
    times.sort_unstable();
    let (median, latest) = (times[times.len() / 2], times[times.len() - 1]);
    let growth = end / middle;
    println!(
        "| {PEOPLE} people at once, {} questions: without a response | 0 | {failed} ({refused} refused politely) |",
        told.len()
    );
    println!(
        "| … the latest first response | {} | {} (median {}; {:.0} questions a second) |",
        ms(LATEST),
        ms(latest),
        ms(median),
        told.len() as f64 / took.as_secs_f64()
    );
    println!(
        "| … RssAnon after the second half as a multiple of that after the first | {GROWTH} | {growth:.3} ({:.1} MB, {:.1} MB) |",
        middle / 1e3,
        end / 1e3
    );
    (failed == 0 && latest <= LATEST && growth <= GROWTH) & scene.end()
}

/// How long the first response to a question took, none where none came; and whether it was an answer.
async fn ask(person: &User, question: &str) -> (Option<Duration>, bool) {
    let since = Instant::now();
    let options = json!({"question": question});
    let Ok(reply) = person.slash("general", "ask", options).await else {
        return (None, false);
    };
    let took = since.elapsed();
    let answer = reply.settled().await;
    let answered = answer.is_ok_and(|answer| !answer.embeds().is_empty());
    (Some(took), answered)
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// A library of about 5,000 passages, read by the program from files.
struct Place {
    folder: TempDir,
    corpus: Corpus,
}

impl Place {
    fn new() -> Place {
        let place = Place {
            folder: tempfile::tempdir().unwrap(),
            corpus: Corpus::new(),
        };
        let files = place.folder.path().join("files");
        std::fs::create_dir(&files).unwrap();
        for number in 0..FILES {
            place.write(&files.join(format!("report-{number}.txt")), number);
        }
        let mut ingest = place.command(&["ingest", "files"]);
        let ingested = ingest.stdout(Stdio::null()).stderr(Stdio::null());
        let ingested = ingested.status().unwrap();
        assert!(ingested.success());
        place
    }

    /// A report of pages with three paragraphs each, under a title.
    fn write(&self, path: &Path, number: u64) {
        let first = number * PASSAGES;
        let passages: Vec<String> = (first..first + PASSAGES)
            .map(|number| self.corpus.passage(number).text)
            .collect();
        let pages: Vec<String> = passages.chunks(3).map(|page| page.join("\n\n")).collect();
        let text = format!("Report {number}\n\n{}\n", pages.join("\n\u{c}"));
        std::fs::write(path, text).unwrap();
    }

    /// Some that the corpus makes have too few words and are left out by it.
    fn questions(&self, count: usize) -> Vec<String> {
        let made = self.corpus.questions_about(count * 2, FILES * PASSAGES);
        made.into_iter().take(count).collect()
    }

    fn passages(&self) -> u64 {
        let listed = self.command(&["reports", "--json"]).output().unwrap();
        let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
        let reports = listed.as_array().unwrap();
        reports
            .iter()
            .filter_map(|one| one["passages"].as_u64())
            .sum()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pincite"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PINCITE_INDEX", "index");
        command
    }
}

/// A bot of its own on a stand-in of its own, with so many people in its guild.
struct Scene {
    sandbox: Sandbox,
    people: Vec<User>,
    bot: Child,
}

impl Scene {
    async fn start(place: &Place, people: usize) -> Scene {
        let names: Vec<String> = (0..people)
            .map(|number| format!("person-{number}"))
            .collect();
        let mut world = World::harbour();
        let guild = world.guild("Harbour").unwrap();
        for name in &names {
            world.add_person(name);
            world.join(guild, name, vec![]);
        }
        let sandbox = Sandbox::start(world).await.unwrap();
        let token = sandbox.token().into();
        let registered = pincite::discord::register(&token, Some(sandbox.url()), None);
        registered.await.unwrap();
        let bot = place
            .command(&["serve"])
            .env("DISCORD_TOKEN", sandbox.token())
            .env("PINCITE_DISCORD_API", sandbox.url())
            .env("PINCITE_DISCORD_PERSON_PER_MINUTE", "600")
            .env("PINCITE_DISCORD_PERSON_BURST", "60")
            .env("PINCITE_DISCORD_GUILD_PER_MINUTE", "6000")
            .env("PINCITE_MONITOR_ADDRESS", "127.0.0.1:0")
            .env("PINCITE_LOG_LEVEL", "warn")
            .spawn()
            .unwrap();
        assert!(sandbox.gateway().connected(Duration::from_secs(30)).await);
        Scene {
            people: names.iter().map(|name| sandbox.user(name)).collect(),
            sandbox,
            bot,
        }
    }

    /// Everybody asks an equal part of the questions, one after the other, all people at once.
    async fn crowd(&self, questions: &[String]) -> Vec<(Option<Duration>, bool)> {
        let each = questions.len().div_ceil(self.people.len());
        let mut asking = Vec::new();
        for (person, questions) in self.people.iter().zip(questions.chunks(each)) {
            let (person, questions) = (person.clone(), questions.to_vec());
            asking.push(tokio::spawn(async move {
                let mut told = Vec::new();
                for question in questions {
                    told.push(ask(&person, &question).await);
                }
                told
            }));
        }
        let mut told = Vec::new();
        for one in asking {
            told.extend(one.await.unwrap());
        }
        told
    }

    /// Memory of the bot that no file backs, in kB: the index is mapped and does not count.
    fn rss_anon_kb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.bot.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("RssAnon:"));
        line.unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap()
    }

    /// Whether everything that was sent was right.
    fn end(mut self) -> bool {
        self.bot.kill().unwrap();
        self.bot.wait().unwrap();
        let violations = self.sandbox.violations();
        for violation in violations.iter().take(5) {
            println!("{violation}");
        }
        violations.is_empty()
    }
}
