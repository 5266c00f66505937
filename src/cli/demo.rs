//! `jixiao demo`: a demonstration corpus.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::generate::district::{self, District};
use crate::generate::pdf::{Font, usual_font};

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
    /// Write a fifth of the reports as PDF in this Chinese font (.ttf, .otf, .ttc). 用此中文字体把五分之一的报告写成 PDF。
    #[arg(long, value_name = "FONT")]
    pdf_font: Option<PathBuf>,
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
    let pdf_font = match &args.pdf_font {
        None => None,
        Some(path) => Some(Font::open(path).map_err(|e| std::io::Error::other(format!("{} 不能用于 PDF：{e}", path.display())))?),
    };
    let district = District {
        units: args.units,
        years: first..=last,
        seed: args.seed,
        planted_share: args.errors,
        text_only: args.text_only,
        pdf_font,
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
    // Never by itself: the same seed gives the same files on every machine.
    match (&args.pdf_font, usual_font()) {
        (Some(_), _) => writeln!(out, "其中 PDF {} 份", written.pdfs)?,
        (None, Some(font)) => writeln!(out, "没有写 PDF；要写，加 --pdf-font {font}")?,
        (None, None) => writeln!(out, "没有写 PDF；要写，安装一种中文字体并加 --pdf-font 字体文件")?,
    }
    Ok(ExitCode::SUCCESS)
}
