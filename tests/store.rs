//! The store, on documents that the test writes down.
#![allow(clippy::unwrap_used)]

mod documents;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use documents::{amount, document, folder, rows, whole, write};
use jixiao::query::{self, Cell, QueryError};
use jixiao::store;
use rusqlite::types::Value;
use serde_json::{Value as Json, json};

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
