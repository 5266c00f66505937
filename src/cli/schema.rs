//! `jixiao schema`

use std::io::Write;
use std::process::ExitCode;

/// Runs it.
pub fn run(out: &mut impl Write) -> std::io::Result<ExitCode> {
    out.write_all(crate::outputs::schema::text()?.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
