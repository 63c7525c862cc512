//! Extraction in a child process of the same program, under limits, so that one bad file takes nothing else with it.
//!
//! The child reads one file and writes one JSON value to standard output. It limits itself before it reads (address
//! space, processor time, no core dump); the parent limits wall-clock time and the sizes of what it says. Linux holds
//! all limits; elsewhere only time and sizes hold.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::extract::{self, ExtractError, Limits, Part};

/// The hidden subcommand that runs [`run`].
pub const SUBCOMMAND: &str = "extract-one";

/// Of what a failing child says on standard error, this many bytes are kept.
const STDERR_BYTES: u64 = 4_096;
/// JSON may need this many times the bytes of the text that it carries.
const JSON_GROWTH: u64 = 6;
/// Deeply nested input needs stack; it counts towards the address space, and is only used where needed.
const STACK_BYTES: usize = 64 << 20;
/// Wall-clock seconds per second of processor time: a busy machine is no reason to fail a file.
const PATIENCE: u64 = 4;

/// Starts extractions.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// The pincite program.
    pub program: PathBuf,
    /// What one file may cost.
    pub limits: Limits,
}

impl Extraction {
    /// Reads a file in a child process. `name` is its original name.
    pub fn run(&self, file: &Path, name: &str) -> Result<Vec<Part>, ExtractError> {
        let mut child = Command::new(&self.program)
            .arg(SUBCOMMAND)
            .arg(file)
            .arg(name)
            .arg(serde_json::to_string(&self.limits).unwrap_or_default())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                ExtractError::Damaged(format!(
                    "the extractor {} could not be started ({error})",
                    self.program.display()
                ))
            })?;
        let (said, stderr, status) = self.listen(&mut child);
        let complete = said
            .as_deref()
            .and_then(|said| serde_json::from_slice(said).ok());
        match complete {
            Some(result) if status.is_some_and(|status| status.success()) => result,
            _ => Err(self.why(status, &stderr)),
        }
    }

    /// What the child said, if it ended in time and kept within its limits; it is gone afterwards in any case.
    fn listen(&self, child: &mut Child) -> (Option<Vec<u8>>, String, Option<ExitStatus>) {
        let most = self
            .limits
            .unpacked_bytes
            .saturating_mul(JSON_GROWTH)
            .saturating_add(1 << 20);
        let stdout = read_in_background(child.stdout.take(), most);
        let stderr = read_in_background(child.stderr.take(), STDERR_BYTES);
        let said = stdout.recv_timeout(Duration::from_secs(
            self.limits.seconds.saturating_mul(PATIENCE),
        ));
        let said = said.ok().filter(|said| (said.len() as u64) < most);
        if said.is_none() {
            // Already gone is as good as killed.
            let _ = child.kill();
        }
        let status = child.wait().ok();
        let stderr = stderr
            .recv_timeout(Duration::from_secs(1))
            .unwrap_or_default();
        (said, String::from_utf8_lossy(&stderr).into_owned(), status)
    }

    fn why(&self, status: Option<ExitStatus>, stderr: &str) -> ExtractError {
        let seconds = self.limits.seconds;
        if stderr.contains("memory allocation") {
            return ExtractError::TooMuch {
                limit: self.limits.memory_bytes,
                unit: "bytes of memory needed".to_owned(),
                setting: "memory_bytes".to_owned(),
            };
        }
        match status.and_then(signal) {
            // SIGKILL, by us or for processor time, and SIGXCPU.
            Some(9 | 24) => ExtractError::TooMuch {
                limit: seconds,
                unit: "seconds of work".to_owned(),
                setting: "seconds".to_owned(),
            },
            Some(number) => {
                ExtractError::Damaged(format!("the extractor crashed on it (signal {number})"))
            }
            None => ExtractError::Damaged("the extractor gave up on it".to_owned()),
        }
    }
}

fn read_in_background(
    from: Option<impl Read + Send + 'static>,
    most: u64,
) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(from) = from {
            let mut from = from.take(most);
            // What could be read so far is what there is; the parent judges by the exit status.
            let _ = from.read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// The child's whole life: limits itself, reads the file, prints the result.
pub fn run(file: &Path, name: &str, limits: &str) -> anyhow::Result<()> {
    let limits: Limits = serde_json::from_str(limits)?;
    limit_self(&limits)?;
    let (file, name) = (file.to_owned(), name.to_owned());
    let work = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(
        move || -> anyhow::Result<_> {
            let mut bytes = Vec::new();
            std::fs::File::open(file)?
                .take(limits.file_bytes + 1)
                .read_to_end(&mut bytes)?;
            Ok(extract::extract(&bytes, &name, &limits))
        },
    )?;
    let result = work
        .join()
        .map_err(|_| anyhow::anyhow!("the extractor panicked"))??;
    let out = std::io::BufWriter::new(std::io::stdout().lock());
    Ok(serde_json::to_writer(out, &result)?)
}

#[cfg(target_os = "linux")]
fn limit_self(limits: &Limits) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let both = |most: u64| Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(Resource::As, both(limits.memory_bytes + STACK_BYTES as u64))?;
    setrlimit(Resource::Cpu, both(limits.seconds))?;
    setrlimit(Resource::Core, both(0))?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn limit_self(_: &Limits) -> std::io::Result<()> {
    Ok(())
}
