//! `jixiao demo`: a demonstration corpus.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::generate::district::{self, District};

/// Arguments.
#[derive(clap::Args)]
pub struct Args {
    /// Folder to write into. 输出文件夹。
    dir: PathBuf,
    /// Number of budget units. 单位数。
    #[arg(long, default_value_t = 120)]
    units: usize,
    /// Fiscal years, `2022..2024` (both included) or one year. 年度范围。
    #[arg(long, default_value = "2022..2024", value_parser = years)]
    years: (i32, i32),
    /// Seed: the same seed writes the same bytes. 随机种子。
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Percent of the reports with one planted error. 带有一处错误的报告所占百分比。
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(0..=100))]
    errors: u64,
    /// Plain text only, without forms. 只写纯文本，不写表格。
    #[arg(long)]
    text_only: bool,
}

fn years(words: &str) -> Result<(i32, i32), String> {
    let (first, last) = words.split_once("..").unwrap_or((words, words));
    let year = |s: &str| s.trim_start_matches('=').parse::<i32>().ok().filter(|y| (2000..=2100).contains(y));
    match (year(first), year(last)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err("年度应写作 2022..2024（2000 至 2100 年之间）".to_owned()),
    }
}

/// Runs the command.
pub fn run(args: &Args, out: &mut impl Write) -> std::io::Result<ExitCode> {
    let (first, last) = args.years;
    let district = District {
        units: args.units,
        years: first..=last,
        seed: args.seed,
        planted_share: args.errors,
        text_only: args.text_only,
    };
    let written = district::write(&args.dir, &district).map_err(std::io::Error::other)?;
    writeln!(
        out,
        "报告 {} 份，表格 {} 份，其中 {} 份报告各有一处错误，{} 个单位年度缺报；见 {}",
        written.reports,
        written.forms,
        written.planted.len(),
        written.missing.len(),
        args.dir.join("district.json").display()
    )?;
    Ok(ExitCode::SUCCESS)
}
