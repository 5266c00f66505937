//! `jixiao show`

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use super::input::Reading;
use crate::outputs::show::{Style, page};

/// Whether to write colours: only on a terminal, and not where NO_COLOR is set.
pub fn style() -> Style {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    Style { colour: !unwanted && std::io::stdout().is_terminal() }
}

/// Runs it.
pub fn run(file: &Path, reading: Reading, out: &mut impl Write) -> std::io::Result<ExitCode> {
    let (bytes, parsed) = reading.parse(file)?;
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let report = crate::outputs::assemble::report(&name, &bytes, &parsed);
    out.write_all(page(&report, style()).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
