//! `jixiao eval`

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use super::input::Reading;
use crate::batch::{Engine, Isolated};
use crate::evaluate::{Floors, evaluate_with, table};

/// Arguments of `jixiao eval`.
#[derive(clap::Args)]
pub struct Args {
    /// Folders or truth files. 标注报告所在目录或标注文件。
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Floors (TOML); exit 1 when a figure falls below. 下限文件，低于下限时退出码为 1。
    #[arg(long, value_name = "FILE")]
    floors: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Also what was missed and made up. 列出漏报与多报。
    #[arg(long, short)]
    verbose: bool,
}

/// Runs it.
pub fn run(args: &Args, out: &mut impl Write) -> std::io::Result<ExitCode> {
    let floors = args.floors.as_deref().map(Floors::read).transpose().map_err(std::io::Error::other)?;
    let engine = Isolated(args.reading.pool());
    let e = evaluate_with(&args.paths, &|bytes, name| engine.parse(bytes, name)).map_err(std::io::Error::other)?;
    out.write_all(table::table(&e).as_bytes())?;
    if args.verbose {
        out.write_all(table::misses(&e).as_bytes())?;
    }
    let broken = floors.map(|f| f.broken(&e)).unwrap_or_default();
    for b in &broken {
        eprintln!("低于下限：{b}");
    }
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
