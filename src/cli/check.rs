//! `jixiao check` and `jixiao explain`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::Parsed;
use crate::batch::inputs::{Input, Selection, Source, find};
use crate::batch::{Engine, Isolated};
use crate::checks::{Check, RuleSet, Severity, Verdict, check_with};
use crate::config::{Config, Date};
use crate::outputs::findings::{Checked, roots, sarif_log, sarif_results, text};
use crate::outputs::words::status_words;
use crate::outputs::{assemble, explain};

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// As a compiler prints errors. 像编译器报错那样。
    #[default]
    Text,
    /// A JSON array, one object a file. JSON 数组，每个文件一项。
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// The severity that decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Notes too. 提示及以上。
    Note,
    /// Warnings and errors. 警告及以上。
    Warning,
    /// Errors only. 仅错误。
    Error,
}

impl From<FailOn> for Severity {
    fn from(f: FailOn) -> Self {
        match f {
            FailOn::Note => Severity::Note,
            FailOn::Warning => Severity::Warning,
            FailOn::Error => Severity::Error,
        }
    }
}

/// Arguments of `jixiao check`.
#[derive(clap::Args)]
pub struct Args {
    /// Files and folders. 文件与目录。
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to print. 输出格式。
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 from this severity on (default error). 达到此级别时退出码为 1（默认 error）。
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// The least severity that is printed. 只列出此级别及以上。
    #[arg(long, value_enum, default_value = "note")]
    level: FailOn,
    /// The bureau's file of rules and waivers (default ./jixiao.toml). 规则与豁免文件。
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Threads. 线程数。
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,
}

/// Arguments of `jixiao explain`.
#[derive(clap::Args)]
pub struct ExplainArgs {
    /// A rule; without one, all are listed. 规则编号，不写则列出全部。
    rule: Option<String>,
    /// Print docs/checks.md. 输出规则文档。
    #[arg(long)]
    docs: bool,
    /// The bureau's file of rules (default ./jixiao.toml). 规则文件。
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// What one file gave.
struct Done {
    /// What is printed for it, in the format of the run.
    printed: Vec<u8>,
    results: Vec<Value>,
    counts: [usize; 3],
    waived: usize,
    expired: Vec<String>,
    unread: Option<String>,
}

/// Files that are worked on before their findings are printed.
const CHUNK: usize = 512;

fn wrong_use(message: &str) -> ExitCode {
    eprintln!("错误：{message}");
    ExitCode::from(2)
}

fn today() -> Date {
    let day = jiff::Zoned::now().date();
    (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// Runs `check`. 0 clean, 1 findings, 2 wrong use, 3 some files could not be read, 4 none could.
pub fn check(args: &Args, out: &mut impl Write) -> std::io::Result<ExitCode> {
    let config = match Config::find(args.config.as_deref()) {
        Ok(config) => config,
        Err(e) => return Ok(wrong_use(&e.to_string())),
    };
    let inputs = match find(&args.paths, Path::new(""), &Selection::default()) {
        Ok(inputs) => inputs,
        Err(e) => return Ok(wrong_use(&e.to_string())),
    };
    if let Some(n) = args.jobs {
        // A pool that exists already keeps its threads.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(n).build_global();
    }
    let fail_on = args.fail_on.map(Severity::from).or(config.fail_on).unwrap_or(Severity::Error);
    let (mut counts, mut waived, mut unread, mut results, mut first) = ([0usize; 3], 0, 0, Vec::new(), true);
    let day = today();
    if args.format == Format::Json {
        out.write_all(b"[")?;
    }
    let engine = Isolated(crate::isolate::Pool::new(crate::isolate::Options::default()));
    for chunk in inputs.list.chunks(CHUNK) {
        let done: Vec<Done> = chunk.par_iter().map(|i| one(i, &engine, args, &config, day)).collect();
        for mut d in done {
            if let Some(message) = &d.unread {
                unread += 1;
                eprintln!("{message}");
            }
            d.expired.iter().for_each(|m| eprintln!("{m}"));
            waived += d.waived;
            counts.iter_mut().zip(d.counts).for_each(|(a, b)| *a += b);
            results.append(&mut d.results);
            if args.format == Format::Json && !d.printed.is_empty() {
                out.write_all(if first { b"\n" } else { b",\n" })?;
                first = false;
            }
            out.write_all(&d.printed)?;
        }
    }
    let files = inputs.list.len();
    match args.format {
        Format::Json => out.write_all(b"\n]\n")?,
        Format::Sarif => {
            let rules = config.rules.as_ref().unwrap_or_else(|| RuleSet::builtin());
            serde_json::to_writer(&mut *out, &sarif_log(rules, results))?;
            out.write_all(b"\n")?;
        }
        Format::Text => {
            let [errors, warnings, notes] = counts;
            writeln!(
                out,
                "{files} 个文件：{errors} 个错误，{warnings} 个警告，{notes} 个提示{}{}",
                more(waived, "豁免"),
                more(unread, "个文件读不出")
            )?;
        }
    }
    let found = match fail_on {
        Severity::Error => counts[0],
        Severity::Warning => counts[0] + counts[1],
        Severity::Note => counts.iter().sum(),
    };
    Ok(ExitCode::from(match () {
        () if files == 0 || unread == files => 4,
        () if unread > 0 => 3,
        () if found > 0 => 1,
        () => 0,
    }))
}

fn more(n: usize, words: &str) -> String {
    if n == 0 { String::new() } else { format!("，{n} {words}") }
}

fn bytes(input: &Input) -> Result<Vec<u8>, String> {
    match &input.source {
        Source::File(path) => fs_err::read(path).map_err(|e| format!("无法读取（{e}）")),
        Source::Member { archive, index } => archive.bytes(*index).map_err(|b| b.message),
        Source::Broken(b) => Err(b.message.clone()),
    }
}

fn one(input: &Input, engine: &dyn Engine, args: &Args, config: &Config, day: Date) -> Done {
    let mut done =
        Done { printed: Vec::new(), results: Vec::new(), counts: [0; 3], waived: 0, expired: Vec::new(), unread: None };
    let bytes = match bytes(input) {
        Ok(bytes) => bytes,
        Err(message) => {
            done.unread = Some(format!("{}：{message}", input.path));
            return done;
        }
    };
    let mut parsed = engine.parse(&bytes, &input.path);
    if !parsed.doc.status.has_contents() {
        let why = parsed.doc.notices.first().map_or("", |n| n.message.as_str());
        done.unread = Some(format!("{}：{}：{why}", input.path, status_words(parsed.doc.status.as_str())));
        return done;
    }
    if let Some(rules) = &config.rules {
        parsed.checks = check_with(rules, &parsed.doc, &parsed.outline, &parsed.facts);
    }
    let least = Severity::from(args.level);
    let mut shown = Vec::new();
    for i in roots(&parsed.checks) {
        let c = &parsed.checks[i];
        let section = c.section.and_then(|s| parsed.outline.sections.get(s)).map(|s| s.path.as_str());
        match config.waiver(day, &input.path, parsed.facts.head.unit_name.as_deref(), section, c) {
            Some(Ok(_)) => {
                done.waived += 1;
                continue;
            }
            Some(Err(w)) => {
                let (y, m, d) = w.expires;
                done.expired.push(format!("{}：{} 的豁免已于{y}年{m}月{d}日到期（{}）", input.path, w.rule, w.reason));
            }
            None => {}
        }
        let slot = match c.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        };
        done.counts[slot] += 1;
        if c.severity >= least {
            shown.push(i);
        }
    }
    print(&mut done, input, &bytes, args, parsed, &shown);
    done
}

/// Writes the findings of one file in the format of the run.
fn print(done: &mut Done, input: &Input, bytes: &[u8], args: &Args, mut parsed: Parsed, shown: &[usize]) {
    match args.format {
        Format::Text => {
            let mut words = String::new();
            for &i in shown {
                text(&mut words, &parsed.doc, &input.path, &parsed.checks, i);
            }
            done.printed = words.into_bytes();
        }
        Format::Json => {
            let report = assemble::report(&input.path, bytes, &parsed);
            let failed = parsed.checks.iter().zip(&report.checks);
            let keep = |(i, (c, _)): &(usize, (&Check, _))| {
                c.verdict == Verdict::Fail && (shown.contains(i) || c.because_of.is_some_and(|b| shown.contains(&b)))
            };
            let findings: Vec<_> = failed.enumerate().filter(keep).map(|(_, (_, out))| out).collect();
            let object =
                json!({ "path": input.path, "unit_name": report.report.unit_name, "fiscal_year": report.report.fiscal_year });
            // The findings keep their exact numbers: they are written by their own types, not through a Value.
            if let (Ok(mut head), Ok(list)) = (serde_json::to_vec(&object), serde_json::to_vec(&findings)) {
                head.pop();
                head.extend_from_slice(b",\"findings\":");
                head.extend_from_slice(&list);
                head.push(b'}');
                done.printed = head;
            }
        }
        Format::Sarif => {
            for (i, c) in parsed.checks.iter_mut().enumerate() {
                if !shown.contains(&i) && c.because_of.is_none() {
                    c.verdict = Verdict::Pass;
                }
            }
            done.results = sarif_results(&Checked { path: &input.path, doc: &parsed.doc, checks: &parsed.checks });
        }
    }
}

/// Runs `explain`.
pub fn explain(args: &ExplainArgs, out: &mut impl Write) -> std::io::Result<ExitCode> {
    if args.docs {
        out.write_all(explain::document(RuleSet::builtin()).as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = match Config::find(args.config.as_deref()) {
        Ok(config) => config,
        Err(e) => return Ok(wrong_use(&e.to_string())),
    };
    let rules = config.rules.as_ref().unwrap_or_else(|| RuleSet::builtin());
    match args.rule.as_deref() {
        None => out.write_all(explain::list(rules).as_bytes())?,
        Some(id) => match rules.get(id).or_else(|| rules.get(&id.to_uppercase())) {
            Some(rule) => out.write_all(explain::rule(rule).as_bytes())?,
            None => return Ok(wrong_use(&format!("没有规则 `{id}`；`jixiao explain` 列出全部规则"))),
        },
    }
    Ok(ExitCode::SUCCESS)
}
