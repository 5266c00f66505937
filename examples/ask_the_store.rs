//! Asks the database of a results folder from a program.
//!
//! `cargo run --example ask_the_store -- OUT`, after `jixiao ingest DIR --out OUT`
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use jixiao::query::{self, Format};
use jixiao::store;
use rusqlite::types::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("which results folder?")?;
    let mut db = store::open_read_only(Path::new(&out))?;

    // SQL with a parameter; nothing that is asked can change the store.
    let year = BTreeMap::from([("year".to_owned(), Value::Integer(2024))]);
    let sql =
        "SELECT 单位, count(*) AS 金额个数, sum(分) / 1e6 AS 合计万元 FROM 金额 WHERE 年度 = :year GROUP BY 单位 ORDER BY 1";
    query::write(&query::run(&mut db, sql, &year)?, Format::Table, &mut std::io::stdout())?;

    // A named question.
    let question = query::question("added-midyear")?;
    println!("{}", question.title);
    query::write(&query::ask(&mut db, question, &BTreeMap::new())?, Format::Table, &mut std::io::stdout())?;
    Ok(())
}
