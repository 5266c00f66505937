//! `jixiao export OUT --to FORMAT`

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::export::{self, Partition, Target};

/// Arguments of `jixiao export`.
#[derive(clap::Args)]
pub struct Args {
    /// Results folder. 结果文件夹。
    out: PathBuf,
    /// What to make. 导出的格式。
    #[arg(long, value_enum)]
    to: Target,
    /// Folder (for xlsx: file) to write. 写到哪里。
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Whether Parquet files are cut by year. Parquet 是否按年度分开。
    #[arg(long, value_enum, default_value_t)]
    partition: Partition,
    /// Folder of the source files, for the workbook's links. 原文件所在文件夹（工作簿的链接）。
    #[arg(long, value_name = "DIR")]
    sources: Option<PathBuf>,
}

/// Exports and lists what was written.
pub fn run(args: &Args, out: &mut impl Write) -> io::Result<ExitCode> {
    let default = match args.to {
        Target::Xlsx => "绩效自评核对结果.xlsx",
        Target::Parquet => "parquet",
        Target::Csv => "csv",
        Target::Jsonl => "jsonl",
    };
    let to = args.output.clone().unwrap_or_else(|| args.out.join(default));
    let sources = args.sources.clone().or_else(|| folder_of_run(&args.out));
    let files = export::export(&args.out, args.to, &to, args.partition, sources.as_deref()).map_err(io::Error::other)?;
    for file in files {
        writeln!(out, "{}", file.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder that the last ingest read, if it was one.
fn folder_of_run(out: &Path) -> Option<PathBuf> {
    let arguments: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join(".jixiao/arguments.json")).ok()?).ok()?;
    match arguments.get("paths")?.as_array()?.as_slice() {
        [only] => only.as_str().map(PathBuf::from).filter(|p| p.is_dir()),
        _ => None,
    }
}
