//! A temporary library and the real program run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Nothing may take longer, even on a busy machine.
const HANGS_AFTER: Duration = Duration::from_secs(100);

/// A folder with the files of a test; its library lies in `index` below it.
pub struct Place {
    dir: tempfile::TempDir,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    /// None where a signal ended it.
    pub code: Option<i32>,
    folder: String,
}

impl Place {
    pub fn new() -> Place {
        // In memory where that can be had: the tests wait for every write to reach the disk otherwise.
        let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Place { dir: dir.unwrap() }
    }

    /// A library with two small reports: `harbour` has pages, a publisher and a date; `tram` has sections.
    pub fn with_reports() -> Place {
        let place = Place::new();
        place.file("harbour.txt", HARBOUR);
        place.file(
            "harbour.toml",
            "title = 'The Harbour Inquiry'\npublisher = 'Port Board'\ndate = '2017-03'\n",
        );
        place.file("tram.md", TRAM);
        place.run(["ingest", "harbour.txt", "tram.md"]).done();
        place
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn index(&self) -> PathBuf {
        self.path("index")
    }

    pub fn file(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The program, in this folder and with nothing of the tester's environment.
    pub fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pincite"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .env_clear()
            .env("PINCITE_INDEX", "index")
            .env("HOME", self.dir.path())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Said {
        self.finish(&mut self.command(arguments))
    }

    /// Runs a command to its end; one that hangs is a failure.
    pub fn finish(&self, command: &mut Command) -> Said {
        let (out, err) = (
            tempfile::NamedTempFile::new().unwrap(),
            tempfile::NamedTempFile::new().unwrap(),
        );
        let mut child = command
            .stdout(out.reopen().unwrap())
            .stderr(err.reopen().unwrap())
            .spawn()
            .unwrap();
        let status = wait(&mut child, &format!("{command:?}"));
        let read =
            |file: &Path| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        Said {
            out: read(out.path()),
            err: read(err.path()),
            code: status.code(),
            folder: self.dir.path().display().to_string(),
        }
    }

    /// The JSON that a command prints.
    pub fn json(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> serde_json::Value {
        let said = self.run(arguments);
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
    }

    /// The receipt of the first excerpt that answers a question.
    pub fn receipt(&self, question: &str) -> String {
        let answer = self.json(["ask", "--json", question]);
        let receipt = answer["excerpts"][0]["receipt"].as_str();
        receipt.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

/// Runs asynchronous work to its end, on this thread.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(work)
}

pub fn wait(child: &mut Child, what: &str) -> std::process::ExitStatus {
    let since = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if since.elapsed() > HANGS_AFTER {
            child.kill().unwrap();
            panic!("{what} hangs");
        }
        std::thread::sleep(Duration::from_millis(3));
    }
}

impl Said {
    /// Both streams and the exit code as one text, without what differs between runs.
    pub fn transcript(&self) -> String {
        let mut text = self.out.clone();
        for line in self.err.lines() {
            text.push_str(&format!("! {line}\n"));
        }
        if self.code != Some(0) {
            text.push_str(&format!("[exit {:?}]\n", self.code.unwrap_or(-1)));
        }
        text.replace(&self.folder, "…")
            .lines()
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect()
    }

    /// Compares the transcript; both may begin and end with line feeds.
    #[track_caller]
    pub fn says(&self, expected: &str) -> &Self {
        let (said, expected) = (self.transcript(), expected.trim_matches('\n').to_owned());
        if said.trim_matches('\n') != expected {
            panic!("expected:\n{expected}\n\nsaid:\n{said}");
        }
        self
    }

    /// It ended well.
    #[track_caller]
    pub fn done(&self) -> &Self {
        self.ends(0)
    }

    /// It ended with that exit code, and not by a panic.
    #[track_caller]
    pub fn ends(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{}", self.transcript());
        assert!(!self.err.contains("panicked"), "{}", self.transcript());
        self
    }

    /// Both streams hold these words.
    #[track_caller]
    pub fn mentions(&self, words: &str) -> &Self {
        assert!(
            self.out.contains(words) || self.err.contains(words),
            "{words:?} is not in:\n{}",
            self.transcript()
        );
        self
    }
}

/// A folder outside of the repository that holds real reports, where it is there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

pub const HARBOUR: &str = "Harbour inquiry\n\n1. Findings\n\nThe Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.\n\u{c}2. Bridge\n\nThe old bridge stayed closed until May 2016. However, divers found no cracks in its piers.\n";
pub const TRAM: &str = "# Tram notes\n\nThe tram line opened in 1999. Its depot burned down.\n\n## Depot\n\nThe driver Ana Petrova was unhurt.\n";
