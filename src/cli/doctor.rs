//! `jixiao doctor`

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::input::Reading;

/// Runs it.
pub fn run(file: &Path, out: &mut impl Write) -> std::io::Result<ExitCode> {
    let bytes = fs_err::read(file)?;
    match Reading::default().pool().doctor(&bytes, &file.to_string_lossy()) {
        Ok(words) => out.write_all(words.as_bytes())?,
        Err(doc) => {
            writeln!(out, "状态：{}", doc.status.as_str())?;
            for n in &doc.notices {
                writeln!(out, "处理：{}", n.message)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
