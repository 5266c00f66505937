//! Exports, read back by other readers: the parquet crate, calamine, and (where they are installed) DuckDB and pandas.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use arrow::array::{Array, Decimal128Array, StringArray};
use calamine::{Data, Reader};
use jixiao::compare::compare;
use jixiao::export::{Partition, TABLES, Target, export};
use jixiao::query::Cell;
use jixiao::store;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Results of the corpus, read through the pipeline.
fn results(change: impl Fn(&str, String) -> String) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/narrative");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|x| x == "txt")).collect();
    files.sort();
    let mut lines = String::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let bytes = change(&name, text).into_bytes();
        let parsed = jixiao::parse(&bytes, &name);
        let report = jixiao::outputs::assemble::report(&name, &bytes, &parsed);
        lines.push_str(&serde_json::to_string(&report).unwrap());
        lines.push('\n');
    }
    fs::write(out.path().join(store::REPORTS), lines).unwrap();
    store::load(out.path()).unwrap();
    out
}

fn sum_in_store(out: &Path) -> i64 {
    let db = store::open_read_only(out).unwrap();
    db.query_row("SELECT sum(wan_e6) FROM amounts", [], |r| r.get(0)).unwrap()
}

/// Sum in millionths of the column `wan`, and the number of its rows.
fn sum_in_parquet(files: &[PathBuf]) -> (i128, usize) {
    let (mut sum, mut rows) = (0, 0);
    for file in files {
        for batch in ParquetRecordBatchReaderBuilder::try_new(fs::File::open(file).unwrap()).unwrap().build().unwrap() {
            let batch = batch.unwrap();
            let wan = batch.column_by_name("wan").unwrap().as_any().downcast_ref::<Decimal128Array>().unwrap();
            assert_eq!((wan.precision(), wan.scale()), (18, 6));
            sum += wan.iter().flatten().sum::<i128>();
            rows += wan.len();
        }
    }
    (sum, rows)
}

#[test]
fn parquet_holds_the_exact_figures_whole_and_by_year() {
    let out = results(|_, text| text);
    let to = out.path().join("parquet");
    let whole = export(out.path(), Target::Parquet, &to, Partition::None, None).unwrap();
    assert_eq!(whole.len(), TABLES.len());
    let (sum, rows) = sum_in_parquet(&[to.join("amounts.parquet")]);
    assert!(rows > 500, "{rows}");
    assert_eq!(sum, i128::from(sum_in_store(out.path())));
    // The same rows, cut by year; what the first export left is gone.
    let parts = export(out.path(), Target::Parquet, &to, Partition::Year, None).unwrap();
    let parts: Vec<PathBuf> = parts.into_iter().filter(|p| p.starts_with(to.join("amounts"))).collect();
    assert!(parts.len() > 1);
    assert_eq!(sum_in_parquet(&parts), (sum, rows));
    assert!(!to.join("amounts.parquet").exists());
}

#[test]
fn two_exports_are_the_same_bytes() {
    let out = results(|_, text| text);
    for (target, name) in [(Target::Parquet, "p"), (Target::Jsonl, "j"), (Target::Csv, "c"), (Target::Xlsx, "x.xlsx")] {
        let [a, b] = ["1", "2"].map(|n| out.path().join(n).join(name));
        let first = export(out.path(), target, &a, Partition::None, None).unwrap();
        let second = export(out.path(), target, &b, Partition::None, None).unwrap();
        for (x, y) in first.iter().zip(&second) {
            assert_eq!(fs::read(x).unwrap(), fs::read(y).unwrap(), "{}", x.display());
        }
    }
}

#[test]
fn lines_and_csv_hold_the_same_figures() {
    let out = results(|_, text| text);
    let to = out.path().join("text");
    export(out.path(), Target::Jsonl, &to, Partition::None, None).unwrap();
    export(out.path(), Target::Csv, &to, Partition::None, None).unwrap();
    let digits = |line: &str| {
        let row: std::collections::BTreeMap<String, Box<serde_json::value::RawValue>> = serde_json::from_str(line).unwrap();
        store::Millionths::from_digits(row["wan"].get()).value.unwrap_or(0)
    };
    let lines = fs::read_to_string(to.join("amounts.jsonl")).unwrap();
    assert_eq!(lines.lines().map(digits).sum::<i64>(), sum_in_store(out.path()));
    let csv = fs::read_to_string(to.join("amounts.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}file,unit_name,fiscal_year,n,raw,wan,"));
}

#[test]
fn the_workbook_has_its_sheets_and_figures() {
    let out = results(|_, text| text);
    let path = out.path().join("x.xlsx");
    export(out.path(), Target::Xlsx, &path, Partition::None, None).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["总览", "问题清单", "金额", "专项资金", "活动", "未报送", "未能读取"]);
    let sheet = book.worksheet_range("金额").unwrap();
    let header: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let wan = header.iter().position(|h| h == "万元").unwrap();
    let sum: i64 = sheet
        .rows()
        .skip(1)
        .map(|r| match &r[wan] {
            // Every figure shows exactly its digits.
            Data::Float(x) => store::Millionths::from_digits(&x.to_string()).value.unwrap(),
            Data::Int(n) => n * 1_000_000,
            // 每立方米0.085元: finer than the store's millionths, and words in the sheet
            Data::String(s) => store::Millionths::from_digits(s).value.unwrap(),
            other => panic!("{other:?}"),
        })
        .sum();
    assert_eq!(sum, sum_in_store(out.path()));
}

#[test]
fn a_corrected_submission_is_told_from_the_first() {
    let before = results(|_, text| text);
    let after = results(|name, text| if name == "n01.txt" { text.replace("公用经费7.74万元", "公用经费8.74万元") } else { text });
    let found = compare(before.path(), after.path()).unwrap();
    assert!(found.same > 10);
    let changed: Vec<_> = found.changes.rows.iter().filter(|r| r[0] == Cell::Text("数值变化".into())).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    let told: Vec<_> = [1, 6, 7, 8].map(|i| changed[0][i].show().into_owned()).to_vec();
    assert_eq!(told, ["n01.txt", "7.74", "8.74", "1"]);
    assert!(compare(after.path(), after.path()).unwrap().changes.rows.is_empty());
}

#[test]
fn duckdb_and_pandas_find_the_same_totals() {
    let out = results(|_, text| text);
    export(out.path(), Target::Parquet, &out.path().join("parquet"), Partition::Year, None).unwrap();
    export(out.path(), Target::Jsonl, &out.path().join("jsonl"), Partition::None, None).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity.py");
    // DuckDB is on PyPI only; JIXIAO_PYTHON names a Python that has it.
    let python = std::env::var("JIXIAO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let Ok(ran) = Command::new(python).arg(script).arg(out.path()).output() else { return };
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(matches!(ran.status.code(), Some(0 | 77)), "{said}{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn tables_keep_their_words() {
    let out = results(|_, text| text);
    let to = out.path().join("parquet");
    export(out.path(), Target::Parquet, &to, Partition::None, None).unwrap();
    let file = fs::File::open(to.join("sections.parquet")).unwrap();
    let batch = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().next().unwrap().unwrap();
    let column = |name: &str| batch.column_by_name(name).unwrap().as_any().downcast_ref::<StringArray>().unwrap().clone();
    assert_eq!((column("file").value(0), column("path").value(0)), ("n01.txt", "1"));
    assert!(!column("text").value(0).is_empty());
}
