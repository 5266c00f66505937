//! `jixiao compare OUT_A OUT_B`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::compare;
use crate::query::{self, Format};

/// Arguments of `jixiao compare`.
#[derive(clap::Args)]
pub struct Args {
    /// Earlier results. 之前的结果。
    before: PathBuf,
    /// Later results. 之后的结果。
    after: PathBuf,
    /// Form of the answer. 输出格式。
    #[arg(short, long, value_enum, default_value_t)]
    format: Format,
}

/// Compares and prints; the exit code is 1 if there are changes.
pub fn run(args: &Args, out: &mut impl Write) -> io::Result<ExitCode> {
    let comparison = compare::compare(&args.before, &args.after).map_err(io::Error::other)?;
    query::write(&comparison.changes, args.format, out)?;
    if args.format == Format::Table {
        writeln!(out, "没有变化的文件 {} 个", comparison.same)?;
    }
    Ok(ExitCode::from(u8::from(!comparison.changes.rows.is_empty())))
}
