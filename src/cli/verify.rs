//! `pincite verify`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Exit, style, usage};
use crate::answer::{Verdict, Verification, verify, verify_in};
use crate::ingest::describe::{Stated, describe};
use crate::library::Scope;
use crate::report::{EditionPrefix, Receipt};

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The receipt, as printed below a quotation
    #[arg(required = true)]
    receipt: Vec<String>,
    /// Check against this file alone, without any index
    #[arg(long, value_name = "REPORT")]
    file: Option<PathBuf>,
}

pub(super) async fn run(context: &Context, args: VerifyArgs) -> anyhow::Result<Exit> {
    let receipt: Receipt = args
        .receipt
        .concat()
        .parse()
        .map_err(|error: crate::report::ReceiptError| usage(error.to_string()))?;
    let found = match &args.file {
        Some(file) => against(context, file, receipt)?,
        None => {
            verify(
                context.library().await?.as_ref(),
                &Scope::Everything,
                receipt,
            )
            .await?
        }
    };
    let mut out = anstream::stdout().lock();
    if context.json {
        writeln!(out, "{}", serde_json::to_string(&found)?)?;
    } else {
        write!(out, "{}", told(&found))?;
    }
    Ok(if found.result == Verdict::Unknown {
        Exit::SomeFailed
    } else {
        Exit::Done
    })
}

fn against(context: &Context, file: &Path, receipt: Receipt) -> anyhow::Result<Verification> {
    use sha2::Digest as _;
    let name = file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let bytes = std::fs::read(file).map_err(|error| {
        usage(format!(
            "{}: {}",
            file.display(),
            crate::ingest::walk::told(&error)
        ))
    })?;
    let sha256: [u8; 32] = sha2::Sha256::digest(&bytes).into();
    if EditionPrefix::of(&sha256) != receipt.edition {
        return Err(usage(format!(
            "{} is not the file that this receipt was made from (the receipt's begins with SHA-256 {}, this one's with {})",
            file.display(),
            receipt.edition,
            EditionPrefix::of(&sha256)
        )));
    }
    let parts = context
        .extraction()
        .run(file, &name)
        .map_err(|why| anyhow::anyhow!("{}: {why}", file.display()))?;
    let stated = Stated::sidecar(file).unwrap_or_default();
    let mut results = parts.iter().map(|part| {
        let report = describe(
            &stated,
            &part.reading,
            part.report.as_deref().unwrap_or(&name),
            &name,
        );
        verify_in(&part.reading, &report, receipt)
    });
    let first = results
        .next()
        .ok_or_else(|| anyhow::anyhow!("{}: there is no text in it", file.display()))?;
    Ok(results.fold(first, |best, next| {
        if best.result == Verdict::Identical {
            best
        } else {
            next
        }
    }))
}

fn told(found: &Verification) -> String {
    let strong = style::STRONG;
    let mut out = format!("{strong}{}{strong:#}\n", found.result.sentence());
    if let Some(newer) = &found.in_newer_edition {
        out.push_str(&format!(
            "The same words stand in the newer edition: {}\n",
            style::printable(newer)
        ));
    } else if found.result == Verdict::Replaced {
        out.push_str("The newer edition does not have these words.\n");
    }
    if let Some(text) = &found.text {
        out.push('\n');
        for line in style::wrap(&style::printable(text), 92) {
            out.push_str(&format!("  │ {line}\n"));
        }
    }
    if let Some(citation) = &found.citation {
        out.push_str(&format!("  {}\n", style::printable(citation)));
    }
    out
}
