//! The `pincite` program: see the library's documentation for the map.

use std::process::ExitCode;

fn main() -> ExitCode {
    let program = std::env::current_exe().unwrap_or_else(|_| "pincite".into());
    let exit = pincite::cli::run(
        std::env::args_os().collect(),
        &pincite::config::Places::from_env(),
        &program,
    );
    ExitCode::from(exit as u8)
}
