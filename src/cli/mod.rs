//! The command line. This is the only module that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod check;
mod compare;
mod demo;
mod doctor;
mod eval;
mod export;
mod ingest;
mod input;
mod query;
mod schema;
mod show;
mod store;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::outputs::assemble;

/// Reads self-evaluation reports and checks every figure. 读取绩效自评报告，核对每一个数。
#[derive(Parser)]
#[command(name = "jixiao", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the JSON document of a file. 输出一个文件的 JSON。
    Parse {
        /// File. 文件。
        file: PathBuf,
        /// Indented for people. 缩进输出。
        #[arg(long)]
        pretty: bool,
        #[command(flatten)]
        reading: input::Reading,
    },
    /// Print the normalised text that all places refer to. 输出规范化后的正文。
    Text {
        /// File. 文件。
        file: PathBuf,
        #[command(flatten)]
        reading: input::Reading,
    },
    /// Examine a file: format, fonts, text quality of each page, what to do. 检查文件：格式、字体、各页文字质量及处理办法。
    Doctor {
        /// File. 文件。
        file: PathBuf,
    },
    /// Read files in isolation for another jixiao process.
    #[command(hide = true)]
    Worker {
        /// Address space in bytes.
        memory: u64,
        /// Processor time for each file in milliseconds.
        deadline: u64,
    },
    /// Show a report in the terminal. 在终端查看一份报告。
    Show {
        /// File. 文件。
        file: PathBuf,
        #[command(flatten)]
        reading: input::Reading,
    },
    /// Print the JSON Schema of the JSON document. 输出 JSON 的模式（JSON Schema）。
    Schema,
    /// Print the findings of files as a compiler prints errors. 核对并列出问题。
    Check(check::Args),
    /// What a rule demands, with examples. 说明一条规则。
    Explain(check::ExplainArgs),
    /// Read many files, check them, write the results. 批量读取、核对并写出结果。
    Ingest(ingest::Args),
    /// Read again what could not be read. 重读上次读不出的文件。
    Retry(ingest::RetryArgs),
    /// Write a demonstration corpus with known truth. 生成示范数据（附标准答案）。
    Demo(demo::Args),
    /// Score the program on labelled reports. 用标注过的报告衡量准确率。
    Eval(eval::Args),
    /// Ask the results: SQL, named questions, search. 查询结果：SQL、现成的问题、查找。
    Query(query::Args),
    /// Export the results: parquet, csv, jsonl, xlsx. 导出结果。
    Export(export::Args),
    /// Compare two results folders. 比较两次结果。
    Compare(compare::Args),
    /// Make the database of a results folder from its JSON documents. 由结果文件夹的 JSON 生成数据库。
    Store(store::Args),
}

/// Runs the program on the process's arguments.
pub fn run() -> ExitCode {
    match execute(Args::parse().command) {
        Ok(code) => code,
        // The reader of our output has seen enough (`| head`).
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("错误：{e}");
            ExitCode::from(4)
        }
    }
}

fn execute(command: Command) -> std::io::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match command {
        Command::Check(args) => return check::check(&args, &mut out),
        Command::Explain(args) => return check::explain(&args, &mut out),
        Command::Ingest(args) => return ingest::ingest(&args),
        Command::Retry(args) => return ingest::retry(&args),
        Command::Doctor { file } => return doctor::run(&file, &mut out),
        Command::Worker { memory, deadline } => {
            drop(out);
            crate::isolate::worker::serve(crate::isolate::worker::WorkerLimits {
                memory,
                deadline: std::time::Duration::from_millis(deadline),
            })?;
        }
        Command::Parse { file, pretty, reading } => {
            let (bytes, parsed) = reading.parse(&file)?;
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let report = assemble::report(&name, &bytes, &parsed);
            let json = if pretty { serde_json::to_vec_pretty(&report) } else { serde_json::to_vec(&report) }?;
            out.write_all(&json)?;
            out.write_all(b"\n")?;
        }
        Command::Show { file, reading } => return show::run(&file, reading, &mut out),
        Command::Schema => return schema::run(&mut out),
        Command::Query(args) => return query::run(&args, &mut out),
        Command::Export(args) => return export::run(&args, &mut out),
        Command::Compare(args) => return compare::run(&args, &mut out),
        Command::Store(args) => return store::run(&args, &mut out),
        Command::Demo(args) => return demo::run(&args, &mut out),
        Command::Eval(args) => return eval::run(&args, &mut out),
        Command::Text { file, reading } => {
            let (_, parsed) = reading.parse(&file)?;
            out.write_all(parsed.doc.text.as_bytes())?;
            out.write_all(b"\n")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
