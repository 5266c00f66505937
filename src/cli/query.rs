//! `jixiao query OUT`: SQL, named questions and search.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use rusqlite::types::Value;

use crate::query::{self, Answer, Cell, Format, QueryError};
use crate::store;

/// Arguments of `jixiao query`.
#[derive(clap::Args)]
pub struct Args {
    /// Results folder. 结果文件夹。
    out: PathBuf,
    /// SQL that reads. 查询语句（只读）。
    #[arg(conflicts_with_all = ["ask", "search", "list", "show"])]
    sql: Option<String>,
    /// A named question, by name or number. 问一个现成的问题（名称或编号）。
    #[arg(long, value_name = "NAME", conflicts_with_all = ["search", "list", "show"])]
    ask: Option<String>,
    /// Sections that contain every word. 查找含有这些词的章节。
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["list", "show"])]
    search: Option<String>,
    /// List the named questions. 列出现成的问题。
    #[arg(long, conflicts_with = "show")]
    list: bool,
    /// Print a question with its parameters and SQL. 显示一个问题的说明、参数和语句。
    #[arg(long, value_name = "NAME")]
    show: Option<String>,
    /// Value of a parameter (`:year` in SQL). 参数的值。
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    param: Vec<String>,
    /// Form of the answer. 输出格式。
    #[arg(short, long, value_enum, default_value_t)]
    format: Format,
    /// Write to a file. 写到文件。
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Most hits of a search. 查找最多列出多少处。
    #[arg(long, default_value_t = 1000)]
    limit: usize,
}

/// Answers and prints.
pub fn run(args: &Args, out: &mut impl Write) -> io::Result<ExitCode> {
    if args.list {
        query::write(&list(), args.format, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(name) = &args.show {
        show(name, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let answer = answer(args)?;
    match &args.output {
        None => query::write(&answer, args.format, out)?,
        Some(path) => {
            let mut file = io::BufWriter::new(fs_err::File::create(path)?);
            query::write(&answer, args.format, &mut file)?;
            file.flush()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(args: &Args) -> io::Result<Answer> {
    let given = parameters(&args.param)?;
    let mut db = store::open_read_only(&args.out).map_err(io::Error::other)?;
    let answer = if let Some(name) = &args.ask {
        query::question(name).and_then(|q| query::ask(&mut db, q, &given))
    } else if let Some(words) = &args.search {
        query::search(&db, words, args.limit)
    } else {
        let values = given.into_iter().map(|(name, value)| (name, value_of(value))).collect();
        args.sql.as_deref().ok_or(QueryError::Empty).and_then(|sql| query::run(&mut db, sql, &values))
    };
    answer.map_err(io::Error::other)
}

/// On free SQL a number is a number, everything else words.
fn value_of(text: String) -> Value {
    match (text.parse(), text.parse()) {
        (Ok(whole), _) => Value::Integer(whole),
        (_, Ok(real)) => Value::Real(real),
        _ => Value::Text(text),
    }
}

fn parameters(given: &[String]) -> io::Result<BTreeMap<String, String>> {
    given
        .iter()
        .map(|p| {
            let (name, value) = p.split_once('=').ok_or_else(|| io::Error::other(format!("参数应写成 名称=值，这里是“{p}”")))?;
            Ok((name.trim().trim_start_matches([':', '@', '$']).to_owned(), value.to_owned()))
        })
        .collect()
}

fn list() -> Answer {
    let rows = query::questions().iter().map(|q| {
        let parameters: Vec<String> = q
            .parameters
            .iter()
            .map(|p| p.default.as_ref().map_or_else(|| p.name.clone(), |d| format!("{}={d}", p.name)))
            .collect();
        vec![
            if q.number > 0 { Cell::Integer(i64::from(q.number)) } else { Cell::Null },
            Cell::Text(q.name.clone()),
            Cell::Text(q.title.clone()),
            Cell::Text(parameters.join(" ")),
        ]
    });
    Answer { columns: ["编号", "名称", "问题", "参数"].map(String::from).to_vec(), rows: rows.collect() }
}

fn show(name: &str, out: &mut impl Write) -> io::Result<()> {
    let q = query::question(name).map_err(io::Error::other)?;
    writeln!(out, "-- {}：{}\n-- {}\n-- {}", q.name, q.title, q.english, q.about)?;
    for p in &q.parameters {
        let default = p.default.as_deref().map_or(String::new(), |d| format!("，默认 {d}"));
        writeln!(out, "-- :{} {}{default}", p.name, p.about)?;
    }
    writeln!(out, "{}", q.sql.trim_end())
}
