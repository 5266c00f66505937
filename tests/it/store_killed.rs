//! The store of a run that is really killed: whatever moment it was, the database opens, is whole, and holds each report
//! whole or not at all; the next run ends as if nothing had happened.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

const BIN: &str = env!("CARGO_BIN_EXE_jixiao");

/// Tables whose rows belong to a file.
const TABLES: [&str; 15] = [
    "source_files",
    "reports",
    "sections",
    "amounts",
    "figures",
    "percents",
    "funds",
    "counts",
    "staff",
    "forms",
    "form_rows",
    "checks",
    "suspects",
    "diagnostics",
    "links",
];

/// The rows of each file, without the ids that only the store gives.
type Rows = BTreeMap<String, Vec<(&'static str, Vec<Value>)>>;

fn good(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A small district; the files are changed in the course of the test.
fn district(dir: &Path) -> Vec<PathBuf> {
    let set = dir.join("set");
    good(&Command::new(BIN).arg("demo").arg(&set).args(["--units", "40", "--text-only", "--seed", "11"]).output().unwrap());
    let files = walkdir::WalkDir::new(set.join("reports")).sort_by_file_name().into_iter().map(Result::unwrap);
    files.filter(|e| e.file_type().is_file()).map(|e| e.into_path()).collect()
}

fn ingest(dir: &Path, out: &str) -> Command {
    let mut c = Command::new(BIN);
    c.arg("ingest").arg(dir.join("set/reports")).arg("--out").arg(dir.join(out)).args([
        "--group",
        "4",
        "--jobs",
        "1",
        "--no-json",
    ]);
    c
}

fn all(db: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = db.prepare(sql).unwrap();
    let columns = statement.column_count();
    let row = |r: &rusqlite::Row<'_>| (0..columns).map(|i| r.get(i)).collect();
    statement.query_map([], row).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

fn rows(db: &Connection) -> Rows {
    let mut by_file = Rows::new();
    for table in TABLES {
        let inner = "'file_id', 'unit_id', 'section_id', 'path'";
        let columns = all(db, &format!("SELECT name FROM pragma_table_info('{table}') WHERE name NOT IN ({inner}) ORDER BY cid"));
        let mut selected = String::new();
        for column in &columns {
            let [Value::Text(name)] = &column[..] else { panic!("{column:?}") };
            selected.push_str(&format!(", t.\"{name}\""));
        }
        let unit = if table == "reports" { ", (SELECT name FROM units u WHERE u.unit_id = t.unit_id)" } else { "" };
        let sql = format!("SELECT f.path{selected}{unit} FROM {table} t JOIN source_files f USING (file_id)");
        for mut row in all(db, &sql) {
            let Value::Text(path) = row.remove(0) else { panic!("{table}: no path") };
            by_file.entry(path).or_default().push((table, row));
        }
    }
    for rows in by_file.values_mut() {
        rows.sort_by_cached_key(|row| format!("{row:?}"));
    }
    by_file
}

/// All that the store tells, also what stands over several reports.
fn whole(out: &Path) -> (Rows, Vec<Vec<Vec<Value>>>) {
    let db = Connection::open_with_flags(out.join("jixiao.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let others = [
        "SELECT * FROM corpus_findings",
        "SELECT * FROM finding_places",
        "SELECT name FROM units ORDER BY 1",
        "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2",
    ];
    let mut rest: Vec<_> = others.iter().map(|sql| all(&db, sql)).collect();
    for words in ["预算", "的", "存在的问题", "不在其中的词"] {
        let found = jixiao::store::search(&db, words, 100_000).unwrap();
        let mut found: Vec<Vec<Value>> = found.into_iter().map(|f| vec![Value::Text(format!("{f:?}"))]).collect();
        found.sort_by_key(|row| format!("{row:?}"));
        rest.push(found);
    }
    (rows(&db), rest)
}

/// Files in the store, or none if it cannot be read just now. Only to see how far the run is.
fn progress(out: &Path, sql: &str) -> i64 {
    let path = out.join("jixiao.db");
    let Ok(db) = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY) else { return 0 };
    db.query_row(sql, [], |r| r.get(0)).unwrap_or(0)
}

/// Kills the run as soon as the store is so far; whether it was still running.
fn kill_at(mut run: Child, out: &Path, sql: &str, least: i64) -> bool {
    let mut alive = true;
    while alive && progress(out, sql) < least {
        std::thread::sleep(Duration::from_millis(1));
        alive = run.try_wait().unwrap().is_none();
    }
    run.kill().unwrap(); // SIGKILL
    run.wait().unwrap();
    alive
}

/// Opens what the kill left, as any program would. Gives back the files that it holds.
fn sound(out: &Path, allowed: &[&Rows]) -> usize {
    let path = out.join("jixiao.db");
    if !path.exists() {
        return 0;
    }
    // First the program itself: it must answer, or say what to do.
    let asked = Command::new(BIN).arg("query").arg(out).arg("SELECT count(*) FROM source_files").output().unwrap();
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let db = Connection::open(&path).unwrap();
    assert_eq!(all(&db, "PRAGMA integrity_check"), [[Value::Text("ok".into())]]);
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'source_files'", [], |r| r.get(0)).unwrap();
    if tables == 0 {
        return 0;
    }
    assert_eq!(all(&db, "PRAGMA foreign_key_check"), Vec::<Vec<Value>>::new());
    let held = rows(&db);
    for (path, rows) in &held {
        assert!(allowed.iter().any(|whole| whole.get(path) == Some(rows)), "{path} is not whole");
    }
    held.len()
}

#[test]
fn the_store_of_a_killed_run_is_whole_and_the_next_run_ends_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let files = district(dir);
    good(&ingest(dir, "calm").output().unwrap());
    let calm = whole(&dir.join("calm"));
    let n = files.len() as i64;
    assert_eq!(calm.0.len() as i64, n);

    // The first load, in which the store is new.
    let out = dir.join("killed");
    let count = "SELECT count(*) FROM source_files";
    let mut partial = 0;
    for (sql, least) in [
        (count, 1),
        (count, n / 3),
        (count, 2 * n / 3),
        (count, n),
        ("SELECT count(*) FROM corpus_findings", 1),
        ("SELECT count(*) FROM meta WHERE key = 'searchable_to'", 1),
    ] {
        let alive = kill_at(ingest(dir, "killed").stderr(Stdio::null()).spawn().unwrap(), &out, sql, least);
        let held = sound(&out, &[&calm.0]);
        partial += usize::from(alive && 0 < held && (held as i64) < n);
    }
    assert!(partial > 0, "no run was killed on its way");
    good(&ingest(dir, "killed").output().unwrap());
    assert!(whole(&out) == calm, "the first load ended otherwise");

    // A second load, which changes some rows and removes others.
    for (i, file) in files.iter().enumerate() {
        match i % 5 {
            0 | 1 => {
                let text = std::fs::read_to_string(file).unwrap();
                std::fs::write(file, format!("{text}\n补充说明：另支出12.34万元。\n")).unwrap();
            }
            2 if i % 2 == 0 => std::fs::remove_file(file).unwrap(),
            _ => {}
        }
    }
    good(&ingest(dir, "after").output().unwrap());
    let after = whole(&dir.join("after"));
    assert!(after.0 != calm.0);
    let new = "SELECT count(DISTINCT file_id) FROM amounts WHERE raw = '12.34万元'";
    let mut partial = 0;
    for least in [1, n / 5, n / 3] {
        let alive = kill_at(ingest(dir, "killed").stderr(Stdio::null()).spawn().unwrap(), &out, new, least);
        sound(&out, &[&calm.0, &after.0]);
        let done = progress(&out, new);
        partial += usize::from(alive && 0 < done && done < n * 2 / 5);
    }
    assert!(partial > 0, "no run was killed on its way");
    good(&ingest(dir, "killed").output().unwrap());
    assert!(whole(&out) == after, "the second load ended otherwise");
}
