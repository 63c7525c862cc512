//! One way to start a child process under limits, for everything that touches foreign bytes.
//!
//! The child limits itself before it reads (address space, processor time, no core dump); the parent limits wall-clock
//! time and the sizes of what it says. Linux holds all limits; elsewhere only time and sizes hold.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::ingest::extract::Limits;

/// Of what a failing child says on standard error, this many bytes are kept.
const STDERR_BYTES: u64 = 4_096;
/// Deeply nested input needs stack; it counts towards the address space, and is only used where needed.
const STACK_BYTES: usize = 64 << 20;
/// Wall-clock seconds per second of processor time: a busy machine is no reason to fail a file.
const PATIENCE: u64 = 4;

/// What a child is to do.
pub(super) struct Task {
    /// The hidden subcommand.
    pub subcommand: &'static str,
    /// What follows it; the limits come last, on their own.
    pub arguments: Vec<OsString>,
    /// Standard input.
    pub input: Option<File>,
    /// More bytes than this on standard output are not waited for.
    pub most_bytes: u64,
}

/// Why a child has nothing to say.
#[derive(Debug)]
pub(super) enum Failure {
    /// Why it never ran.
    NotStarted(std::io::Error),
    /// It wanted more memory than it may have.
    Memory,
    /// It took longer than it may.
    Time,
    /// The signal that ended it.
    Crashed(i32),
    /// It gave up, or said too much.
    GaveUp,
}

/// Runs a child to its end and returns what it said; it is gone afterwards in any case.
pub(super) fn start(program: &Path, limits: &Limits, task: Task) -> Result<Vec<u8>, Failure> {
    let mut child = Command::new(program)
        .arg(task.subcommand)
        .args(task.arguments)
        .arg(serde_json::to_string(limits).unwrap_or_default())
        .env_clear()
        .stdin(task.input.map_or_else(Stdio::null, Stdio::from))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Failure::NotStarted)?;
    let wait = Duration::from_secs(limits.seconds.saturating_mul(PATIENCE));
    let (said, stderr, status) = listen(&mut child, wait, task.most_bytes);
    match said {
        Some(said) if status.is_some_and(|status| status.success()) => Ok(said),
        _ => Err(why(status, &stderr)),
    }
}

/// What the child said, if it ended in time and kept within its limits.
fn listen(
    child: &mut Child,
    wait: Duration,
    most_bytes: u64,
) -> (Option<Vec<u8>>, String, Option<ExitStatus>) {
    let stdout = read_in_background(child.stdout.take(), most_bytes);
    let stderr = read_in_background(child.stderr.take(), STDERR_BYTES);
    let said = stdout.recv_timeout(wait).ok();
    let said = said.filter(|said| (said.len() as u64) < most_bytes);
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

fn why(status: Option<ExitStatus>, stderr: &str) -> Failure {
    if stderr.contains("memory allocation") {
        return Failure::Memory;
    }
    match status.and_then(signal) {
        // SIGKILL, by us or for processor time, and SIGXCPU.
        Some(9 | 24) => Failure::Time,
        Some(number) => Failure::Crashed(number),
        None => Failure::GaveUp,
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

/// In the child: limits itself, then gives the work the bytes of the file, on a thread with a large stack.
pub(super) fn work<T: Send + 'static>(
    file: &Path,
    limits: Limits,
    work: impl FnOnce(&[u8], &Limits) -> T + Send + 'static,
) -> anyhow::Result<T> {
    limit_self(&limits)?;
    let file = file.to_owned();
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(
        move || -> anyhow::Result<T> {
            let mut bytes = Vec::new();
            File::open(file)?
                .take(limits.file_bytes + 1)
                .read_to_end(&mut bytes)?;
            Ok(work(&bytes, &limits))
        },
    )?;
    thread
        .join()
        .map_err(|_| anyhow::anyhow!("the work panicked"))?
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
