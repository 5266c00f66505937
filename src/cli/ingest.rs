//! `jixiao ingest` and `jixiao retry`

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::{Deserialize, Serialize};

use super::input::Reading;
use crate::batch::glob::Globs;
use crate::batch::inputs::Selection;
use crate::batch::progress::Step;
use crate::batch::state::replace;
use crate::batch::{Isolated, Observer, Options, Outcome, Sink, Summary, corpus, run};
use crate::isolate;
use crate::outputs::words::status_words;
use crate::store::StoreSink;

/// When a run ends with exit code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum FailOn {
    /// Never. 从不。
    #[default]
    Never,
    /// A file could not be read. 有文件读不出。
    Unread,
    /// That, or a finding that is an error. 有错误级问题。
    Error,
    /// That, or a warning. 有警告级问题。
    Warning,
}

/// Arguments of `jixiao ingest`.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct Args {
    /// Files and folders; zip archives are read through. 文件与目录，zip 压缩包会读入其中的文件。
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Folder of the results. 结果目录。
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Do everything again. 全部重做。
    #[arg(long)]
    #[serde(default)]
    force: bool,
    /// Threads. 线程数。
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,
    /// Processor seconds for one file. 每个文件的处理器时间上限（秒）。
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
    #[command(flatten)]
    #[serde(default)]
    reading: Reading,
    /// When to exit with 1. 何种情形退出码为 1。
    #[arg(long, value_enum, default_value_t)]
    fail_on: FailOn,
    /// Take only the first N files. 只取前 N 个文件。
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Take only files that match (`*.docx`, `2024/**`). 只取匹配的文件。
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out files that match. 略过匹配的文件。
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Files that become durable together. 每批落盘的文件数。
    #[arg(long, value_name = "N", hide = true)]
    group: Option<usize>,
    /// List of the units that must report: name, code, level (CSV or workbook). 应报单位名单。
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// The bureau's own figures: unit, year, quantities (CSV or workbook). 财政部门掌握的数。
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Do not write OUT/json/, one file a report; reports.jsonl has them all. 不写 json/ 目录（每份报告一个文件）。
    #[arg(long)]
    #[serde(default)]
    no_json: bool,
    /// Do not write the database (`jixiao store` makes it later). 不写数据库。
    #[arg(long)]
    #[serde(default)]
    no_store: bool,
}

/// Arguments of `jixiao retry`.
#[derive(Debug, clap::Args)]
pub struct RetryArgs {
    /// Folder of the results. 结果目录。
    out: PathBuf,
    /// Processor seconds for one file. 每个文件的处理器时间上限（秒）。
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
    /// Threads. 线程数。
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,
}

/// What `retry` needs to know of the run before it.
fn arguments_file(out: &Path) -> PathBuf {
    out.join(".jixiao/arguments.json")
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Runs `ingest`.
pub fn ingest(args: &Args) -> std::io::Result<ExitCode> {
    let mut kept = args.clone();
    kept.force = false;
    for path in kept.paths.iter_mut().chain(&mut kept.roster).chain(&mut kept.ledger) {
        *path = absolute(path);
    }
    fs_err::create_dir_all(args.out.join(".jixiao"))?;
    let tmp = args.out.join(".jixiao/arguments.next");
    replace(&arguments_file(&args.out), &tmp, &serde_json::to_vec_pretty(&kept)?)?;
    go(args, false)
}

/// Runs `retry`.
pub fn retry(retry: &RetryArgs) -> std::io::Result<ExitCode> {
    let file = arguments_file(&retry.out);
    let bytes = fs_err::read(&file).map_err(|e| {
        std::io::Error::new(e.kind(), format!("{} 不是 jixiao 的结果目录（{e}）；请先运行 jixiao ingest", retry.out.display()))
    })?;
    let mut args: Args = serde_json::from_slice(&bytes)?;
    args.out.clone_from(&retry.out);
    args.timeout = retry.timeout.or(args.timeout);
    args.jobs = retry.jobs.or(args.jobs);
    go(&args, true)
}

fn globs(patterns: &[String]) -> std::io::Result<Globs> {
    Globs::new(patterns).map_err(|e| std::io::Error::new(std::io::ErrorKind::InvalidInput, format!("文件名模式有误：{e}")))
}

fn go(args: &Args, retry: bool) -> std::io::Result<ExitCode> {
    let (engine, configuration) = engine(args);
    let options = Options {
        paths: args.paths.clone(),
        out: args.out.clone(),
        selection: Selection { include: globs(&args.include)?, exclude: globs(&args.exclude)?, limit: args.limit },
        jobs: args.jobs.filter(|&n| n > 0),
        force: args.force,
        retry,
        group: args.group.filter(|&n| n > 0),
        configuration,
        corpus: corpus::Options { roster: args.roster.clone(), ledger: args.ledger.clone() },
        no_json: args.no_json,
    };
    let stop = stop_on_interrupt()?;
    let screen = Screen::new();
    let outcome = run(&options, &engine, &mut sinks(args)?, &screen, &stop)?;
    report(&outcome, args)?;
    Ok(exit_code(&outcome, args.fail_on))
}

/// What parses, and everything that its results depend on in words.
fn engine(args: &Args) -> (Isolated, String) {
    let mut limits = isolate::Options::default();
    if let Some(seconds) = args.timeout.filter(|&s| s > 0) {
        limits.deadline = Duration::from_secs(seconds);
    }
    let words = format!("{:?} {} {:?}", args.reading, limits.memory, limits.deadline);
    (Isolated(args.reading.pool_with(limits)), words)
}

/// Where reports go beside the files: stores are added here.
fn sinks(args: &Args) -> std::io::Result<Vec<Box<dyn Sink>>> {
    if args.no_store {
        return Ok(Vec::new());
    }
    Ok(vec![Box::new(StoreSink::open(&args.out).map_err(std::io::Error::other)?)])
}

/// The first Ctrl-C finishes the files in hand, the second ends at once.
fn stop_on_interrupt() -> std::io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("\n正在完成手头的文件；再按一次 Ctrl-C 立即退出");
    })
    .map_err(std::io::Error::other)?;
    Ok(stop)
}

fn exit_code(outcome: &Outcome, fail_on: FailOn) -> ExitCode {
    if outcome.interrupted {
        return ExitCode::from(130);
    }
    let s = &outcome.summary;
    let n = |level: &str| s.findings.get(level).copied().unwrap_or(0) + s.corpus_findings.get(level).copied().unwrap_or(0) > 0;
    let failed = match fail_on {
        FailOn::Never => false,
        FailOn::Unread => s.unread() > 0,
        FailOn::Error => s.unread() > 0 || n("error"),
        FailOn::Warning => s.unread() > 0 || n("error") || n("warning"),
    };
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The summary, on standard error: standard output stays free for results.
fn report(outcome: &Outcome, args: &Args) -> std::io::Result<()> {
    let Summary { inputs, added, changed, unchanged, removed, parsed, resumed, duration_ms, .. } = outcome.summary;
    let s = &outcome.summary;
    let mut err = std::io::stderr().lock();
    let seconds = duration_ms as f64 / 1000.0;
    writeln!(err, "文件 {inputs} 个：新增 {added}，变更 {changed}，未变 {unchanged}，移除 {removed}")?;
    let rate = parsed as f64 / seconds.max(0.001);
    writeln!(err, "本次解析 {parsed} 个，用时 {seconds:.1} 秒（每秒 {rate:.0} 个，{} 线程）", s.jobs)?;
    if resumed > 0 {
        writeln!(err, "接着上次中断的进度，其中 {resumed} 个上次已完成")?;
    }
    for (n, why) in [
        (s.hidden, "隐藏、临时文件或标注（*.truth.json）"),
        (s.excluded, "按 --include/--exclude"),
        (s.over_limit, "超出 --limit"),
    ] {
        if n > 0 {
            writeln!(err, "略过 {n} 个（{why}）")?;
        }
    }
    let statuses: Vec<String> = s.statuses.iter().map(|(k, n)| format!("{} {n}", status_words(k))).collect();
    writeln!(err, "状态：{}", statuses.join("，"))?;
    let levels = |m: &std::collections::BTreeMap<&str, u64>| {
        let n = |l: &str| m.get(l).copied().unwrap_or(0);
        format!("错误 {}，警告 {}，提示 {}", n("error"), n("warning"), n("note"))
    };
    writeln!(err, "单份报告的问题：{}", levels(&s.findings))?;
    if !outcome.interrupted {
        writeln!(err, "跨报告的问题：{}", levels(&s.corpus_findings))?;
    }
    if let Some(slow) = s.slowest.first().filter(|x| x.ms >= 1000) {
        writeln!(err, "最慢：{}（{:.1} 秒）", slow.path, slow.ms as f64 / 1000.0)?;
    }
    let out = args.out.display();
    if outcome.interrupted {
        writeln!(err, "已中断；已完成的不会丢失，用同样的命令再运行一次即可接着做")?;
    } else {
        if s.json_files {
            writeln!(err, "结果：{out}/reports.jsonl，{out}/json/")?;
        } else {
            writeln!(err, "结果：{out}/reports.jsonl（每份报告一行）")?;
        }
        if s.unread() > 0 {
            writeln!(err, "{} 个文件读不出，见 {out}/quarantine.csv；处理后运行：jixiao retry {out}", s.unread())?;
        }
    }
    Ok(())
}

/// Progress on standard error: a bar on a terminal, a line now and then elsewhere.
struct Screen {
    bar: Option<ProgressBar>,
    done: AtomicU64,
    todo: AtomicU64,
    findings: AtomicU64,
    slowest: Mutex<(Duration, String)>,
}

/// Without a terminal: a line for every so many files.
const LINE_EVERY: u64 = 5000;

impl Screen {
    fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self {
            bar: terminal.then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8))),
            done: AtomicU64::new(0),
            todo: AtomicU64::new(0),
            findings: AtomicU64::new(0),
            slowest: Mutex::new((Duration::ZERO, String::new())),
        }
    }
}

impl Observer for Screen {
    fn begin(&self, inputs: usize, todo: usize) {
        self.todo.store(todo as u64, Ordering::Relaxed);
        match &self.bar {
            Some(bar) => {
                bar.set_length(todo as u64);
                let form = "{bar:30} {pos}/{len} 个，每秒 {per_sec}，还需 {eta}，{msg}";
                if let Ok(style) = ProgressStyle::with_template(form) {
                    bar.set_style(style.with_key("per_sec", |s: &indicatif::ProgressState, w: &mut dyn std::fmt::Write| {
                        let _ = write!(w, "{:.0} 个", s.per_sec());
                    }));
                }
            }
            None => eprintln!("共 {inputs} 个文件，其中 {todo} 个需要解析"),
        }
    }

    fn step(&self, step: Step<'_>) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let new: u32 = step.findings.iter().take(2).sum();
        let findings = self.findings.fetch_add(u64::from(new), Ordering::Relaxed) + u64::from(new);
        let Some(bar) = &self.bar else {
            if done.is_multiple_of(LINE_EVERY) {
                eprintln!("已完成 {done}/{} 个，发现问题 {findings} 处", self.todo.load(Ordering::Relaxed));
            }
            return;
        };
        bar.inc(1);
        if let Ok(mut slowest) = self.slowest.lock()
            && (step.took > slowest.0 || new > 0)
        {
            if step.took > slowest.0 {
                *slowest = (step.took, step.path.to_owned());
            }
            let (took, path) = &*slowest;
            let slow = if took.as_millis() >= 500 {
                format!("，最慢 {path}（{:.1} 秒）", took.as_secs_f64())
            } else {
                String::new()
            };
            bar.set_message(format!("发现问题 {findings} 处{slow}"));
        }
    }

    fn stage(&self, what: &'static str) {
        if let Some(bar) = &self.bar {
            bar.set_message(what);
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
