//! Documents that a test writes down, and what is asked about them.
#![allow(dead_code, missing_docs)] // each test binary uses some

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jixiao::query::{self, Cell};
use jixiao::store;
use serde_json::{Value as Json, json};

/// Places are counted up so that no two are alike.
pub fn at(line: u32) -> Json {
    json!({ "line": line, "start": line * 100, "end": line * 100 + 5, "page": null, "cell": null })
}

/// An amount of a document.
pub fn amount(n: u32, raw: &str, wan: &str, concept: Option<&str>, year: i32, column: Option<&str>, fund: Option<&str>) -> Json {
    let wan: Json = serde_json::from_str(wan).unwrap();
    json!({ "id": format!("a{n}"), "raw": raw, "wan": wan, "decimals": 2, "unit": "万元", "bound": "exact", "role": "value",
            "concept": concept, "label": "标签", "section": "2.1", "fund": fund, "parent": null, "year": year, "column": column, "at": at(n + 10) })
}

/// A document with what every one has; a test adds to it.
pub fn document(path: &str, unit: &str, year: i32) -> Json {
    json!({
        "schema_version": "1", "status": "ok",
        "source": { "path": path, "sha256": format!("sha of {path}"), "bytes": 9, "format": "text", "encoding": "UTF-8", "pages": null },
        "report": { "kind": "overall_report", "title": null, "unit_name": unit, "aliases": [], "fiscal_year": year, "region": null,
                    "score": 96.5, "score_raw": "96.5分", "score_at": at(3), "grade": "优", "grade_at": at(4) },
        "sections": [
            { "path": "1", "level": 1, "marker": "一、", "ordinal": 1, "title": "基本情况", "role": "profile", "nil": false,
              "text": format!("{unit}负责医疗保险。"), "at": at(1) },
            { "path": "7", "level": 1, "marker": "七、", "ordinal": 7, "title": "存在的问题", "role": "problems", "nil": false,
              "text": "预算执行进度偏慢。绩效指标量化程度不够，资料归集不够及时。", "at": at(2) },
        ],
        "amounts": [], "percents": [], "funds": [], "counts": [], "staff": [], "forms": [], "checks": [], "tables": [], "links": [],
        "diagnostics": [], "numbers": { "total": 5, "amounts": 0, "percents": 0, "counts": 0, "staff": 0, "other": [] }
    })
}

pub fn fund(name: &str, figures: [Option<f64>; 5], amounts: &[&str]) -> Json {
    let [initial, adjust, budget, actual, balance] = figures;
    json!({ "name": name, "initial": initial, "adjust": adjust, "budget": budget, "actual": actual, "balance": balance, "derived": [],
            "purpose": null, "section": "2.1", "amounts": amounts })
}

pub fn write(out: &Path, documents: &[Json]) {
    let lines: String = documents.iter().map(|d| format!("{d}\n")).collect();
    fs::write(out.join(store::REPORTS), lines).unwrap();
}

pub fn rows(out: &Path, sql: &str) -> Vec<Vec<Cell>> {
    let mut db = store::open_read_only(out).unwrap();
    query::run(&mut db, sql, &BTreeMap::new()).unwrap().rows
}

pub fn whole(out: &Path, sql: &str) -> i64 {
    match rows(out, sql)[0][0] {
        Cell::Integer(n) => n,
        ref other => panic!("{other:?}"),
    }
}

/// Asks a question; rows as maps from column to what is shown.
pub fn ask(out: &Path, name: &str, parameters: &[(&str, &str)]) -> Vec<BTreeMap<String, String>> {
    let mut db = store::open_read_only(out).unwrap();
    let given = parameters.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let answer = query::ask(&mut db, query::question(name).unwrap(), &given).unwrap();
    let name = |row: Vec<Cell>| answer.columns.iter().cloned().zip(row.iter().map(|c| c.show().into_owned())).collect();
    answer.rows.into_iter().map(name).collect()
}

pub fn folder(documents: &[Json]) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    write(out.path(), documents);
    store::load(out.path()).unwrap();
    out
}
