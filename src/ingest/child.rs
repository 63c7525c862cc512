//! Reading and drawing in a child process of the same program, under limits, so that one bad file takes nothing else
//! with it. [`Extraction`] is the parent's side, [`run`] the child's.
//!
//! A child that extracts writes one JSON value to standard output. A child that draws reads what to outline from
//! standard input and writes a line of JSON, then the bytes of the picture.

mod limited;

use std::ffi::{OsStr, OsString};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::extract::{self, DrawError, ExtractError, Limits, Outline, Part, Picture};
use crate::report::PageNumber;
use limited::{Failure, Task};

/// The hidden subcommands that [`run`] knows.
pub const SUBCOMMANDS: [&str; 2] = [EXTRACT, DRAW];
const EXTRACT: &str = "extract-one";
const DRAW: &str = "draw-one";

/// How many arguments [`run`] takes.
pub const ARGUMENTS: usize = 4;

/// JSON may need this many times the bytes of the text that it carries.
const JSON_GROWTH: u64 = 6;

/// Seconds of processor time for a picture. A person waits for it, and a page for people takes a tenth of a second.
pub const DRAW_SECONDS: u64 = 2;

/// Starts children.
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
        let task = Task {
            subcommand: EXTRACT,
            arguments: vec![file.into(), name.into()],
            input: None,
            most_bytes: self
                .limits
                .unpacked_bytes
                .saturating_mul(JSON_GROWTH)
                .saturating_add(1 << 20),
        };
        limited::start(&self.program, &self.limits, task)
            .and_then(|said| serde_json::from_slice(&said).map_err(|_| Failure::GaveUp))
            .unwrap_or_else(|failure| Err(self.not_extracted(&failure)))
    }

    fn not_extracted(&self, failure: &Failure) -> ExtractError {
        match failure {
            Failure::NotStarted(error) => ExtractError::Damaged(format!(
                "the extractor {} could not be started ({error})",
                self.program.display()
            )),
            Failure::Memory => ExtractError::TooMuch {
                limit: self.limits.memory_bytes,
                unit: "bytes of memory needed".to_owned(),
                setting: "memory_bytes".to_owned(),
            },
            Failure::Time => ExtractError::TooMuch {
                limit: self.limits.seconds,
                unit: "seconds of work".to_owned(),
                setting: "seconds".to_owned(),
            },
            Failure::Crashed(number) => {
                ExtractError::Damaged(format!("the extractor crashed on it (signal {number})"))
            }
            Failure::GaveUp => ExtractError::Damaged("the extractor gave up on it".to_owned()),
        }
    }

    /// Draws a page of a PDF file in a child process. Blocks for as long as that takes.
    pub fn draw(
        &self,
        file: &Path,
        page: PageNumber,
        outline: Option<&Outline>,
    ) -> Result<Picture, DrawError> {
        let limits = Limits {
            seconds: self.limits.seconds.min(DRAW_SECONDS),
            ..self.limits.clone()
        };
        // A file, so that nobody waits for the other to read or to write.
        let input = || {
            let mut input = tempfile::tempfile()?;
            serde_json::to_writer(&mut input, &outline)?;
            input.rewind()?;
            Ok(input)
        };
        let task = Task {
            subcommand: DRAW,
            arguments: vec![file.into(), page.to_string().into()],
            input: Some(input().map_err(|error: std::io::Error| {
                DrawError::Failed(format!("there is no room for a temporary file: {error}"))
            })?),
            most_bytes: extract::PICTURE_BYTES as u64 + (1 << 10),
        };
        limited::start(&self.program, &limits, task)
            .and_then(|said| received(&said).ok_or(Failure::GaveUp))
            .unwrap_or_else(|failure| Err(not_drawn(&failure, &limits)))
    }
}

fn not_drawn(failure: &Failure, limits: &Limits) -> DrawError {
    match failure {
        Failure::NotStarted(error) => {
            DrawError::Failed(format!("the drawing program could not be started: {error}"))
        }
        Failure::Memory => DrawError::Memory,
        Failure::Time => DrawError::Time(limits.seconds),
        Failure::Crashed(_) | Failure::GaveUp => {
            DrawError::Failed("the drawing program gave up on it".to_owned())
        }
    }
}

/// What a child that draws says, read again.
fn received(said: &[u8]) -> Option<Result<Picture, DrawError>> {
    let end = said.iter().position(|byte| *byte == b'\n')?;
    let drawn: Result<Picture, DrawError> = serde_json::from_slice(&said[..end]).ok()?;
    Some(drawn.map(|picture| Picture {
        png: said[end + 1..].to_vec(),
        ..picture
    }))
}

/// The child's whole life: limits itself, reads the file, prints the result. The first argument is the subcommand.
pub fn run(arguments: &[OsString]) -> anyhow::Result<()> {
    let [subcommand, file, what, limits] = arguments else {
        anyhow::bail!("this is not for typing");
    };
    let (file, what) = (Path::new(file), what.to_string_lossy().into_owned());
    let limits = serde_json::from_str(&limits.to_string_lossy())?;
    match subcommand == OsStr::new(DRAW) {
        true => draw(file, what.parse()?, limits),
        false => extract(file, what, limits),
    }
}

fn extract(file: &Path, name: String, limits: Limits) -> anyhow::Result<()> {
    let result = limited::work(file, limits, move |bytes, limits| {
        extract::extract(bytes, &name, limits)
    })?;
    let out = std::io::BufWriter::new(std::io::stdout().lock());
    Ok(serde_json::to_writer(out, &result)?)
}

fn draw(file: &Path, page: PageNumber, limits: Limits) -> anyhow::Result<()> {
    let mut outline = Vec::new();
    std::io::stdin().read_to_end(&mut outline)?;
    let outline: Option<Outline> = serde_json::from_slice(&outline)?;
    let result = limited::work(file, limits, move |bytes, limits| {
        extract::draw(bytes, page, outline.as_ref(), limits)
    })?;
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &result)?;
    out.write_all(b"\n")?;
    out.write_all(
        result
            .map_or_else(|_| Vec::new(), |drawn| drawn.png)
            .as_slice(),
    )?;
    Ok(())
}
