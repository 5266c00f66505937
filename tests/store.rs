//! The store and the questions, on documents that the test writes down.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jixiao::query::{self, Cell, QueryError};
use jixiao::store;
use rusqlite::types::Value;
use serde_json::{Value as Json, json};

/// Places are counted up so that no two are alike.
fn at(line: u32) -> Json {
    json!({ "line": line, "start": line * 100, "end": line * 100 + 5, "page": null, "cell": null })
}

/// An amount of a document.
fn amount(n: u32, raw: &str, wan: &str, concept: Option<&str>, year: i32, column: Option<&str>, fund: Option<&str>) -> Json {
    let wan: Json = serde_json::from_str(wan).unwrap();
    json!({ "id": format!("a{n}"), "raw": raw, "wan": wan, "decimals": 2, "unit": "万元", "bound": "exact", "role": "value",
            "concept": concept, "label": "标签", "section": "2.1", "fund": fund, "parent": null, "year": year, "column": column, "at": at(n + 10) })
}

/// A document with what every one has; a test adds to it.
fn document(path: &str, unit: &str, year: i32) -> Json {
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

fn fund(name: &str, figures: [Option<f64>; 5], amounts: &[&str]) -> Json {
    let [initial, adjust, budget, actual, balance] = figures;
    json!({ "name": name, "initial": initial, "adjust": adjust, "budget": budget, "actual": actual, "balance": balance, "derived": [],
            "purpose": null, "section": "2.1", "amounts": amounts })
}

fn write(out: &Path, documents: &[Json]) {
    let lines: String = documents.iter().map(|d| format!("{d}\n")).collect();
    fs::write(out.join(store::REPORTS), lines).unwrap();
}

fn rows(out: &Path, sql: &str) -> Vec<Vec<Cell>> {
    let mut db = store::open_read_only(out).unwrap();
    query::run(&mut db, sql, &BTreeMap::new()).unwrap().rows
}

fn whole(out: &Path, sql: &str) -> i64 {
    match rows(out, sql)[0][0] {
        Cell::Integer(n) => n,
        ref other => panic!("{other:?}"),
    }
}

/// Asks a question; rows as maps from column to what is shown.
fn ask(out: &Path, name: &str, parameters: &[(&str, &str)]) -> Vec<BTreeMap<String, String>> {
    let mut db = store::open_read_only(out).unwrap();
    let given = parameters.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let answer = query::ask(&mut db, query::question(name).unwrap(), &given).unwrap();
    let name = |row: Vec<Cell>| answer.columns.iter().cloned().zip(row.iter().map(|c| c.show().into_owned())).collect();
    answer.rows.into_iter().map(name).collect()
}

fn folder(documents: &[Json]) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    write(out.path(), documents);
    store::load(out.path()).unwrap();
    out
}

#[test]
fn money_is_exact_to_the_last_digit() {
    let mut d = document("a.txt", "团委", 2024);
    d["amounts"] = json!([
        amount(1, "0.1万元", "0.1", Some("gpb_expenditure"), 2024, None, None),
        amount(2, "0.2万元", "0.2", None, 2024, None, None),
        amount(3, "9265.353442万元", "9265.353442", None, 2024, None, None),
        amount(4, "0.0900000762939453", "0.0900000762939453", None, 2024, None, None),
    ]);
    let out = folder(&[d]);
    assert_eq!(whole(out.path(), "SELECT sum(wan_e6) FROM amounts WHERE n <= 3"), 9_265_653_442);
    let finer = rows(out.path(), "SELECT finer, exact, raw FROM amounts WHERE n = 4");
    assert_eq!(finer[0][0], Cell::Integer(1));
    assert_eq!(finer[0][1].show(), "0.0900000762939453");
    // A view shows the very digits.
    let shown = rows(out.path(), "SELECT 万元 FROM 金额 ORDER BY 编号");
    let shown: Vec<_> = shown.iter().map(|r| r[0].show().into_owned()).collect();
    assert_eq!(shown, ["0.1", "0.2", "9265.353442", "0.0900000762939453"]);
}

#[test]
fn a_second_load_changes_only_what_changed() {
    let (a, b, c) = (document("a.txt", "甲局", 2024), document("b.txt", "乙局", 2024), document("c.txt", "丙局", 2024));
    let out = folder(&[a.clone(), b.clone(), c]);
    let mut b = b;
    b["report"]["fiscal_year"] = json!(2023);
    write(out.path(), &[a, b, document("d.txt", "丁局", 2024)]);
    let loaded = store::load(out.path()).unwrap();
    assert_eq!((loaded.written, loaded.unchanged, loaded.removed), (2, 1, 1));
    let names: Vec<String> =
        rows(out.path(), "SELECT name FROM units ORDER BY name").iter().map(|r| r[0].show().into_owned()).collect();
    assert_eq!(names, ["丁局", "乙局", "甲局"], "a unit that nothing names any more is gone");
    assert_eq!(whole(out.path(), "SELECT count(*) FROM sections"), 6);
    assert!(rows(out.path(), "SELECT * FROM pragma_foreign_key_check").is_empty());
    // The result is that of a load from nothing.
    let fresh = tempfile::tempdir().unwrap();
    fs::copy(out.path().join(store::REPORTS), fresh.path().join(store::REPORTS)).unwrap();
    store::load(fresh.path()).unwrap();
    for view in ["报告", "章节", "金额", "问题清单", "未能读取"] {
        let sql = format!("SELECT * FROM \"{view}\" ORDER BY 1, 4");
        assert_eq!(rows(out.path(), &sql), rows(fresh.path(), &sql), "{view}");
    }
    let search = |out: &Path| query::search(&store::open_read_only(out).unwrap(), "医疗", 10).unwrap();
    assert_eq!(search(out.path()), search(fresh.path()));
}

#[test]
fn a_group_that_was_not_committed_leaves_no_trace() {
    let out = folder(&[document("a.txt", "甲局", 2024)]);
    let line = document("b.txt", "乙局", 2024).to_string();
    {
        let mut store = store::Store::open(&out.path().join(store::DATABASE)).unwrap();
        store.begin_group().unwrap();
        store.put(&store::Document::from_json(&line).unwrap(), "x").unwrap();
        store.remove("a.txt").unwrap();
        // Dropped as by a kill: no commit.
    }
    assert_eq!(whole(out.path(), "SELECT count(*) FROM source_files WHERE path = 'a.txt'"), 1);
    assert_eq!(whole(out.path(), "SELECT count(*) FROM source_files"), 1);
    assert_eq!(rows(out.path(), "PRAGMA table_info(amounts)").len(), 22);
}

#[test]
fn what_does_not_fit_is_kept_as_digits_not_rounded() {
    let mut d = document("a.txt", "团委", 2024);
    let digits = ["999999999999.999999", "1000000000000.000001", "79228162514264337593543.5", "-0.000001", "0.0000015"];
    let amounts = (1u32..).zip(digits).map(|(n, raw)| amount(n, raw, &(900_000 + n).to_string(), None, 2024, None, None));
    d["amounts"] = amounts.collect();
    // As text: serde_json would make binary numbers of them.
    let line = (1u32..)
        .zip(digits)
        .fold(d.to_string(), |l, (n, raw)| l.replace(&format!("\"wan\":{}", 900_000 + n), &format!("\"wan\":{raw}")));
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join(store::REPORTS), format!("{line}\n")).unwrap();
    store::load(out.path()).unwrap();
    let kept = rows(out.path(), "SELECT wan_e6, finer, exact FROM amounts ORDER BY n");
    let kept: Vec<Vec<_>> = kept.iter().map(|r| r.iter().map(|c| c.show().into_owned()).collect()).collect();
    assert_eq!(kept[0][..2], ["999999999999999999", "0"]);
    assert_eq!(kept[3][..2], ["-1", "0"]);
    for (row, digits) in [(1, "1000000000000.000001"), (2, "79228162514264337593543.5"), (4, "0.0000015")] {
        assert_eq!(kept[row][1], "1", "{digits}");
        assert_eq!(kept[row][2], digits);
    }
}

#[test]
fn a_load_after_a_kill_gives_the_same_rows() {
    let documents: Vec<Json> = (0..6).map(|i| document(&format!("{i}.txt"), &format!("单位{i}"), 2024)).collect();
    let whole = folder(&documents);
    let out = tempfile::tempdir().unwrap();
    write(out.path(), &documents);
    {
        let mut store = store::Store::open(&out.path().join(store::DATABASE)).unwrap();
        // One group is durable, the next one is cut off; no index has been made.
        for (i, document) in documents[..4].iter().enumerate() {
            if i % 2 == 0 {
                store.begin_group().unwrap();
            }
            let line = document.to_string();
            store.put(&store::Document::from_json(&line).unwrap(), "an older program's").unwrap();
            if i == 1 {
                store.commit_group().unwrap();
            }
        }
    }
    assert_eq!(store::load(out.path()).unwrap().written, 6);
    for view in ["报告", "章节", "金额", "问题清单"] {
        let sql = format!("SELECT * FROM \"{view}\" ORDER BY 1, 4");
        assert_eq!(rows(out.path(), &sql), rows(whole.path(), &sql), "{view}");
    }
    let indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY 1";
    assert_eq!(rows(out.path(), indexes), rows(whole.path(), indexes));
    let search = |out: &Path| query::search(&store::open_read_only(out).unwrap(), "医疗", 10).unwrap();
    assert_eq!(search(out.path()), search(whole.path()));
}

#[test]
fn search_is_right_for_words_of_any_length() {
    let mut d = document("b.txt", "卫健局", 2024);
    d["sections"][0]["text"] = json!("医院、疗养院，ABC公司2024年度，医，疗。");
    let out = folder(&[document("a.txt", "医保局", 2024), d]);
    let db = store::open_read_only(out.path()).unwrap();
    let hits = |words: &str| {
        let answer = query::search(&db, words, 100).unwrap();
        answer.rows.iter().map(|r| format!("{}#{}", r[0].show(), r[3].show())).collect::<Vec<_>>()
    };
    assert_eq!(hits("医"), ["a.txt#1", "b.txt#1"]);
    assert_eq!(hits("医疗"), ["a.txt#1"], "医，疗 are no neighbours");
    assert_eq!(hits("医疗保险"), ["a.txt#1"]);
    assert_eq!(hits("疗保"), ["a.txt#1"]);
    assert_eq!(hits("险"), ["a.txt#1"], "the last character of a run");
    assert_eq!(hits("abc公"), ["b.txt#1"]);
    assert_eq!(hits("24年"), ["b.txt#1"], "part of a number");
    assert_eq!(hits("医 疗养"), ["b.txt#1"]);
    assert_eq!(hits("问题"), ["a.txt#7", "b.txt#7"], "titles too");
    assert!(hits("教育").is_empty());
    assert!(hits("").is_empty());
}

#[test]
fn nothing_that_is_asked_changes_the_store() {
    let out = folder(&[document("a.txt", "甲局", 2024)]);
    let before = fs::read(out.path().join(store::DATABASE)).unwrap();
    let mut db = store::open_read_only(out.path()).unwrap();
    let other = out.path().join("other.db");
    let attach = format!("ATTACH '{}' AS x", other.display());
    for sql in [
        "DELETE FROM amounts",
        "DROP VIEW 金额",
        "UPDATE reports SET score_e6 = 1",
        "CREATE TABLE t (a)",
        "PRAGMA journal_mode = WAL",
        "PRAGMA user_version = 9",
        "VACUUM",
        attach.as_str(),
    ] {
        let error = query::run(&mut db, sql, &BTreeMap::new()).unwrap_err();
        assert!(matches!(error, QueryError::ReadOnly), "{sql}: {error}");
    }
    let several = query::run(&mut db, "SELECT 1; DELETE FROM amounts", &BTreeMap::new());
    assert!(matches!(several, Err(QueryError::Several)));
    assert!(!other.exists());
    assert_eq!(fs::read(out.path().join(store::DATABASE)).unwrap(), before);
}

#[test]
fn an_error_names_the_nearest_table_or_column() {
    let out = folder(&[document("a.txt", "甲局", 2024)]);
    let mut db = store::open_read_only(out.path()).unwrap();
    let mut fails = |sql: &str| query::run(&mut db, sql, &BTreeMap::new()).unwrap_err().to_string();
    assert!(fails("SELECT * FROM 金額").contains("“金额”"));
    assert!(fails("SELECT 单位名 FROM 报告").contains("“单位”"));
    assert!(fails("SELECT wan FROM amounts").contains("“wan_e6”"));
    assert!(fails("SELECT 单位，年度 FROM 报告").contains("全角"));
    assert!(fails("SELEC 1").contains("SELEC"));
    assert!(fails("SELECT :year").contains("-p year="));
    assert!(fails("  ").contains("SELECT"));
}

#[test]
fn parameters_are_bound() {
    let out = folder(&[document("a.txt", "甲局", 2023), document("b.txt", "乙局", 2024)]);
    let mut db = store::open_read_only(out.path()).unwrap();
    let given = BTreeMap::from([("year".to_owned(), Value::Integer(2024))]);
    let answer = query::run(&mut db, "SELECT 文件 FROM 报告 WHERE 年度 = :year", &given).unwrap();
    assert_eq!(answer.rows, [[Cell::Text("b.txt".into())]]);
}

#[test]
fn every_question_runs_and_carries_its_evidence() {
    let out = folder(&[document("a.txt", "甲局", 2024)]);
    let mut db = store::open_read_only(out.path()).unwrap();
    let numbers: Vec<u32> = query::questions().iter().map(|q| q.number).filter(|n| *n > 0).collect();
    assert_eq!(numbers, (1..=25).collect::<Vec<_>>());
    for q in query::questions() {
        let required = q.parameters.iter().filter(|p| p.required);
        let given: BTreeMap<String, String> = required.map(|p| (p.name.clone(), "甲".to_owned())).collect();
        let answer = query::ask(&mut db, q, &given).unwrap_or_else(|e| panic!("{}: {e}", q.name));
        if !given.is_empty() {
            assert!(matches!(query::ask(&mut db, q, &BTreeMap::new()), Err(QueryError::Parameter { .. })), "{}", q.name);
        }
        for column in ["文件", "章节", "行", "页", "单元格", "原文"] {
            assert!(answer.columns.iter().any(|c| c == column), "{} has no column {column}", q.name);
        }
        for p in &q.parameters {
            assert!(q.sql.contains(&format!(":{}", p.name)), "{}: {}", q.name, p.name);
        }
    }
}

#[test]
fn who_did_not_report() {
    let out = folder(&[document("a23.txt", "甲局", 2023), document("a24.txt", "甲局", 2024), document("b23.txt", "乙局", 2023)]);
    let answer = ask(out.path(), "not-reported", &[]);
    assert_eq!(answer.len(), 1);
    assert_eq!(answer[0]["单位"], "乙局");
    assert_eq!(answer[0]["未报年度"], "2024");
    assert_eq!(answer[0]["文件"], "b23.txt");
    assert!(ask(out.path(), "not-reported", &[("year", "2023")]).is_empty());
}

#[test]
fn low_execution_and_high_score() {
    let mut printed = document("a.txt", "甲局", 2024);
    printed["percents"] = json!([{ "id": "p1", "raw": "78.5%", "value": 78.5, "bound": "exact", "concept": "execution_rate", "label": "执行率",
                                   "section": "2.1", "amount": null, "at": at(30) }]);
    let mut computed = document("b.txt", "乙局", 2024);
    computed["amounts"] = json!([
        amount(1, "100万元", "100", Some("budget_total_adjusted"), 2024, None, None),
        amount(2, "85.555万元", "85.555", Some("gpb_expenditure"), 2024, None, None),
    ]);
    let mut full = document("c.txt", "丙局", 2024);
    full["amounts"] = json!([
        amount(1, "100万元", "100", Some("budget_total_adjusted"), 2024, None, None),
        amount(2, "95万元", "95", Some("gpb_expenditure"), 2024, None, None),
    ]);
    let out = folder(&[printed, computed, full]);
    let answer = ask(out.path(), "low-execution", &[]);
    let rates: Vec<_> =
        answer.iter().map(|r| (r["单位"].as_str(), r["执行率"].as_str(), r["口径"].as_str(), r["原文"].as_str())).collect();
    assert_eq!(rates, [("甲局", "78.5", "报告印出", "78.5%"), ("乙局", "85.56", "支出÷全年预算数", "100万元；85.555万元")]);
    assert_eq!(answer[0]["行"], "30");
    assert!(answer[0]["说明"].contains("进度偏慢"));
    let answer = ask(out.path(), "4", &[]);
    assert_eq!(answer.len(), 1);
    assert_eq!((answer[0]["单位"].as_str(), answer[0]["自评得分"].as_str(), answer[0]["得分行"].as_str()), ("甲局", "96.5", "3"));
    assert!(ask(out.path(), "4", &[("score", "97")]).is_empty());
}

#[test]
fn funds_added_unspent_and_over_budget() {
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([amount(1, "5万元", "5", Some("fund_actual"), 2024, None, Some("“换届”专项经费"))]);
    d["funds"] = json!([
        fund("“换届”专项经费", [Some(0.0), Some(5.0), None, Some(5.0), None], &["a1"]),
        fund("青联成立经费", [Some(3.0), Some(-3.0), None, Some(0.0), Some(0.0)], &[]),
        fund("维修项目", [Some(10.0), None, None, Some(10.3), None], &[]),
        fund("没有写预算的项目", [None, None, None, Some(2.0), None], &[]),
    ]);
    let out = folder(&[d]);
    let names = |question: &str, parameters: &[(&str, &str)]| {
        ask(out.path(), question, parameters).iter().map(|r| r["专项"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("added-midyear", &[]), ["“换届”专项经费"]);
    assert_eq!(names("unspent", &[]), ["青联成立经费"]);
    assert_eq!(names("over-budget", &[]), ["维修项目"]);
    assert_eq!(names("fund", &[]), ["“换届”专项经费"]);
    assert!(names("unspent", &[("year", "2023")]).is_empty());
    let over = ask(out.path(), "over-budget", &[]);
    assert_eq!(over[0]["超出万元"], "0.3", "exact, not 0.3000000000000007");
    let adjusted = ask(out.path(), "adjusted", &[]);
    assert_eq!(adjusted[0]["调整率"], "61.54");
    assert_eq!(adjusted.len(), 2);
}

#[test]
fn carry_over_that_grows_two_years() {
    let year = |year: i32, wan: &str| {
        let mut d = document(&format!("{year}.txt"), "甲局", year);
        d["amounts"] = json!([amount(1, &format!("{wan}万元"), wan, Some("carryover_closing"), year, None, None)]);
        d
    };
    let out = folder(&[year(2022, "1"), year(2023, "2.5"), year(2024, "4")]);
    let answer = ask(out.path(), "carryover-growth", &[]);
    assert_eq!(answer.len(), 1);
    assert_eq!((answer[0]["年度"].as_str(), answer[0]["两年增加万元"].as_str()), ("2024", "3"));
    assert_eq!(answer[0]["原文"], "1万元；2.5万元；4万元");
    let out = folder(&[year(2022, "3"), year(2023, "2.5"), year(2024, "4")]);
    assert!(ask(out.path(), "carryover-growth", &[]).is_empty());
}

#[test]
fn san_gong_reception_and_ranking() {
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([
        amount(1, "2.2万元", "2.2", Some("san_gong_total"), 2024, None, None),
        amount(2, "2万元", "2", Some("san_gong_total"), 2023, None, None),
        amount(3, "2.1万元", "2.1", Some("san_gong_total"), 2024, Some("budget"), None),
        amount(4, "1.2万元", "1.2", Some("san_gong_reception"), 2024, Some("executed"), None),
    ]);
    d["staff"] = json!([
        { "concept": "reception_persons", "value": 20, "raw": "20人次", "section": "2.1", "at": at(40) },
        { "concept": "staffing_quota_total", "value": 5, "raw": "编制5人", "section": "1", "at": at(41) },
        { "concept": "staff_incumbent", "value": 6, "raw": "在职6人", "section": "1", "at": at(42) },
    ]);
    let out = folder(&[d]);
    let growth = ask(out.path(), "san-gong-growth", &[]);
    assert_eq!((growth[0]["增加万元"].as_str(), growth[0]["超预算万元"].as_str()), ("0.2", "0.1"));
    assert_eq!(growth[0]["原文"], "2.2万元；上年 2万元；预算 2.1万元");
    let reception = ask(out.path(), "reception-per-head", &[]);
    assert_eq!(reception[0]["人均元"], "600");
    assert!(ask(out.path(), "reception-per-head", &[("limit", "600")]).is_empty());
    let quota = ask(out.path(), "over-quota", &[]);
    assert_eq!((quota[0]["超编"].as_str(), quota[0]["原文"].as_str()), ("1", "编制5人；在职6人"));
    assert_eq!(ask(out.path(), "san-gong-ranking", &[])[0]["当年合计万元"], "2.2");
}

#[test]
fn findings_are_told_by_their_root() {
    let check = |n: u32, rule: &str, because_of: Option<&str>| {
        json!({ "id": format!("k{n}"), "rule": rule, "because_of": because_of, "status": "fail", "severity": "error", "section": "2.1",
                "numbers": [29.82, 25.83, 4.99], "expected": 30.82, "found": 29.82, "difference": -1.0, "tolerance": 0.015, "amounts": ["a1"],
                "at": [at(11)], "message": "基本支出与其中数之和不符", "hint": null, "suspects": [] })
    };
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([amount(1, "29.82万元", "29.82", Some("gpb_expenditure_basic"), 2024, None, None)]);
    d["checks"] = json!([check(1, "A02", None), check(2, "A01", Some("k1")), check(3, "H01", None)]);
    let out = folder(&[d]);
    let answer = ask(out.path(), "disagree", &[]);
    assert_eq!(answer.len(), 1);
    assert_eq!((answer[0]["规则"].as_str(), answer[0]["相差"].as_str(), answer[0]["原文"].as_str()), ("A02", "-1", "29.82万元"));
    assert_eq!(answer[0]["行"], "11");
}

#[test]
fn copied_texts_and_common_sentences() {
    let out = folder(&[document("a.txt", "甲局", 2024), document("b.txt", "乙局", 2024)]);
    let copied = ask(out.path(), "copied", &[("length", "10")]);
    assert_eq!(copied.iter().map(|r| r["文件"].as_str()).collect::<Vec<_>>(), ["a.txt", "b.txt"]);
    assert!(ask(out.path(), "copied", &[("length", "1000")]).is_empty());
    let common = ask(out.path(), "common-problems", &[]);
    assert_eq!((common[0]["份数"].as_str(), common[0]["说法"].as_str()), ("2", "绩效指标量化程度不够，资料归集不够及时"));
}

#[test]
fn findings_over_several_reports_are_asked_too() {
    let mut d = document("b24.txt", "乙局", 2024);
    d["amounts"] = json!([amount(1, "5万元", "5", Some("carryover_opening"), 2024, None, None)]);
    let out = tempfile::tempdir().unwrap();
    write(out.path(), &[document("a23.txt", "甲局", 2023), d]);
    let finding = |rule: &str, severity: &str, unit: &str, witnesses: Json| {
        json!({ "rule": rule, "severity": severity, "unit": unit, "year": 2024, "concept": null, "message": "说明", "difference": -0.5,
                "witnesses": witnesses })
    };
    let witness = json!({ "path": "b24.txt", "unit": "乙局", "year": 2024, "label": "年初结转", "raw": "5万元", "value": 5, "place": "第11行", "amount": "a1" });
    let corpus = json!({ "schema_version": "1", "units": [], "findings": [
        finding("K01", "warning", "乙局", json!([witness])),
        finding("K04", "warning", "丙局", json!([])),
        finding("K04", "note", "乙局", json!([])),
    ] });
    fs::write(out.path().join("corpus.json"), corpus.to_string()).unwrap();
    store::load(out.path()).unwrap();
    // The roster decides, not who reported in another year.
    let missing = ask(out.path(), "not-reported", &[]);
    assert_eq!(missing.iter().map(|r| r["单位"].as_str()).collect::<Vec<_>>(), ["丙局"]);
    let found = ask(out.path(), "corpus", &[("rule", "K01")]);
    assert_eq!((found[0]["行"].as_str(), found[0]["章节"].as_str(), found[0]["原文"].as_str()), ("11", "2.1", "5万元"));
    assert_eq!(found[0]["相差"], "-0.5");
}

#[test]
fn the_guides_name_every_question_and_view() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = folder(&[document("a.txt", "甲局", 2024)]);
    let views = rows(
        out.path(),
        "SELECT name FROM sqlite_schema WHERE type = 'view' AND name NOT IN ('heads', 'placed_figures', 'executed_figures')",
    );
    for guide in ["docs/query.md", "docs/query.zh-CN.md"] {
        let text = fs::read_to_string(root.join(guide)).unwrap();
        for q in query::questions() {
            assert!(text.contains(&format!("| `{}` |", q.name)), "{guide}: {}", q.name);
        }
        for view in &views {
            assert!(text.contains(&format!("`{}`", view[0].show())), "{guide}: {}", view[0].show());
        }
    }
}

#[test]
fn changes_from_year_to_year() {
    let report = |path: &str, year: i32, wan: &str| {
        let mut d = document(path, "甲局", year);
        d["amounts"] = json!([amount(1, &format!("{wan}万元"), wan, Some("expenditure_total"), year, Some("executed"), None)]);
        d
    };
    let out = folder(&[report("a.txt", 2023, "100"), report("b.txt", 2024, "160.5"), report("c.txt", 2024, "1605000")]);
    let changes = ask(out.path(), "biggest-changes", &[]);
    assert_eq!(changes.len(), 1, "one report for each year");
    assert_eq!((changes[0]["变化万元"].as_str(), changes[0]["变化率"].as_str()), ("60.5", "60.5"));
    assert_eq!(changes[0]["原文"], "100万元；160.5万元");
    assert_eq!(ask(out.path(), "profile", &[("unit", "甲"), ("year", "2023")]).len(), 1);
}
