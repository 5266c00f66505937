//! The promises of a batch: N files in, N rows out, one status each; the same bytes for any number of threads and however often
//! the run is killed; nothing half-written is ever visible; what did not change is not done again.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

const BIN: &str = env!("CARGO_BIN_EXE_jixiao");

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// A district of small reports, all different.
    fn district(&self, files: usize) {
        for i in 0..files {
            self.write(&format!("in/{:02}乡镇/报告{i:04}.txt", i % 7), report(i).as_bytes());
        }
    }

    fn ingest(&self, out: &str, more: &[&str]) -> Output {
        self.command(out, more).output().unwrap()
    }

    fn command(&self, out: &str, more: &[&str]) -> Command {
        let mut c = Command::new(BIN);
        c.arg("ingest").arg(self.path("in")).arg("--out").arg(self.path(out)).args(["--group", "8", "--no-store"]).args(more);
        c
    }

    fn run_json(&self, out: &str) -> Value {
        serde_json::from_slice(&std::fs::read(self.path(out).join("run.json")).unwrap()).unwrap()
    }
}

fn report(i: usize) -> String {
    format!(
        "某市第{i}局2024年度部门整体支出绩效自评报告\n一、部门基本情况\n本单位编制{i}人，年末实有在职{i}人。\n二、一般公共预算支出情况\n\
         2024年度一般公共预算财政拨款支出{i}.50万元，其中：基本支出{i}万元，项目支出0.50万元。\n三、政府性基金预算支出情况\n无。\n"
    )
}

/// Every result below a folder: all that does not depend on the clock or the machine.
fn results(out: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(out)
        .into_iter()
        .filter_entry(|e| e.file_name() != ".jixiao" && e.file_name() != "run.json")
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| (e.path().strip_prefix(out).unwrap().to_string_lossy().into_owned(), std::fs::read(e.path()).unwrap()))
        .collect()
}

fn good(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Nothing half-written may be seen, whenever one looks.
fn nothing_torn(out: &Path) {
    for (name, bytes) in results(out) {
        if name.ends_with(".json") {
            serde_json::from_slice::<Value>(&bytes).unwrap_or_else(|e| panic!("{name} is torn: {e}"));
        } else if name.ends_with(".jsonl") {
            assert!(bytes.is_empty() || bytes.ends_with(b"\n"), "{name} is torn");
            for line in bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
                serde_json::from_slice::<Value>(line).unwrap_or_else(|e| panic!("{name} is torn: {e}"));
            }
        }
    }
}

fn rows(out: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(out.join("reports.jsonl")).unwrap();
    text.lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap())
        .map(|v| (v["source"]["path"].as_str().unwrap().to_owned(), v["status"].as_str().unwrap().to_owned()))
        .collect()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn every_file_has_one_row_and_one_status() {
    let p = Place::new();
    p.district(20);
    p.write("in/空.txt", b"");
    p.write("in/坏.zip", b"PK\x03\x04nonsense");
    p.write("in/包.zip", &zip(&[("甲/a.txt", report(900).as_bytes()), ("b.txt", b""), ("c.txt", report(901).as_bytes())]));
    p.write("in/.DS_Store", b"x");
    p.write("in/~$报告.docx", b"x");
    std::os::unix::fs::symlink("/nowhere/at/all", p.path("in/断.txt")).unwrap();
    good(&p.ingest("out", &[]));
    let rows = rows(&p.path("out"));
    let mut names: Vec<&str> = rows.iter().map(|r| r.0.as_str()).collect();
    assert!(names.is_sorted());
    names.dedup();
    assert_eq!(names.len(), rows.len());
    let status = |n: &str| rows.iter().find(|r| r.0 == n).unwrap_or_else(|| panic!("{n} is lost")).1.clone();
    assert_eq!(rows.len(), 25, "{names:?}");
    assert_eq!(status("空.txt"), "unreadable");
    assert_eq!(status("坏.zip"), "unreadable");
    assert_eq!(status("包.zip/甲/a.txt"), "ok");
    assert_eq!(status("包.zip/b.txt"), "unreadable");
    let run = p.run_json("out");
    assert_eq!((run["inputs"].as_u64(), run["hidden"].as_u64()), (Some(25), Some(2)));
    assert_eq!(results(&p.path("out")).keys().filter(|k| k.starts_with("json/")).count(), 25);
    let quarantine = std::fs::read_to_string(p.path("out/quarantine.csv")).unwrap();
    assert!(quarantine.starts_with("\u{feff}文件,"));
    for name in ["空.txt", "坏.zip", "包.zip/b.txt"] {
        assert!(quarantine.contains(name), "{name} is not in quarantine.csv");
    }
    assert!(!quarantine.contains("甲/a.txt"));
}

#[test]
fn one_and_sixteen_threads_give_the_same_bytes() {
    let p = Place::new();
    p.district(60);
    good(&p.ingest("one", &["--jobs", "1"]));
    good(&p.ingest("many", &["--jobs", "16"]));
    assert_eq!(results(&p.path("one")), results(&p.path("many")));
}

#[test]
fn killed_at_any_moment_and_run_again_it_ends_the_same() {
    let p = Place::new();
    p.district(300);
    good(&p.ingest("calm", &[]));
    let calm = results(&p.path("calm"));
    let started = std::time::Instant::now();
    good(&p.ingest("timed", &["--jobs", "1"]));
    let whole = started.elapsed();
    let mut seed = 20_240_607u64;
    for round in 0..4 {
        let out = format!("killed{round}");
        for _ in 0..6 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let share = (seed >> 33) as f64 / (1u64 << 31) as f64;
            let mut child = p.command(&out, &["--jobs", "1"]).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(whole.mul_f64(share * 0.6));
            child.kill().unwrap();
            child.wait().unwrap();
            nothing_torn(&p.path(&out));
        }
        good(&p.ingest(&out, &[]));
        assert!(results(&p.path(&out)) == calm, "round {round} ended otherwise");
    }
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let p = Place::new();
    p.district(120);
    good(&p.ingest("calm", &[]));
    // The first ten groups, as a run that was killed leaves them.
    good(&p.ingest("out", &["--limit", "80"]));
    let before = results(&p.path("out"));
    assert_eq!(rows(&p.path("out")).len(), 80);
    let mut child = p.command("out", &["--jobs", "1"]).stderr(Stdio::null()).spawn().unwrap();
    let journal = p.path("out/.jixiao/journal");
    for _ in 0..2000 {
        if std::fs::metadata(&journal).is_ok_and(|m| m.len() > 2000) {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(results(&p.path("out"))["reports.jsonl"] == before["reports.jsonl"] || rows(&p.path("out")).len() == 120);
    good(&p.ingest("out", &[]));
    assert!(results(&p.path("out")) == results(&p.path("calm")));
    let run = p.run_json("out");
    assert!(run["parsed"].as_u64().unwrap() < 40, "{run}");
}

#[test]
fn a_torn_journal_costs_only_its_last_group() {
    let p = Place::new();
    p.district(64);
    good(&p.ingest("calm", &[]));
    let mut child = p.command("out", &["--jobs", "1"]).stderr(Stdio::null()).spawn().unwrap();
    let journal = p.path("out/.jixiao/journal");
    while child.try_wait().unwrap().is_none() && std::fs::metadata(&journal).map_or(0, |m| m.len()) < 12_000 {
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if let Ok(bytes) = std::fs::read(&journal) {
        std::fs::write(&journal, &bytes[..bytes.len() - bytes.len().min(30)]).unwrap();
        let part = p.path("out/.jixiao/part.reports");
        std::fs::OpenOptions::new().append(true).open(part).unwrap().write_all(b"{\"half\":").unwrap();
    }
    good(&p.ingest("out", &[]));
    assert!(results(&p.path("out")) == results(&p.path("calm")));
}

#[test]
fn a_full_disk_is_told_and_costs_nothing() {
    let p = Place::new();
    p.district(200);
    good(&p.ingest("calm", &[]));
    let size = std::fs::metadata(p.path("calm/reports.jsonl")).unwrap().len();
    // A limit on the size of files stands for the full disk: writing fails in the middle of reports.jsonl.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", size / 1024 / 2);
    let ingest = p.command("out", &["--jobs", "1"]);
    let mut c = Command::new("bash");
    c.arg("-c").arg(script).arg("bash").arg(ingest.get_program()).args(ingest.get_args());
    let output = c.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{words}");
    assert!(words.contains("错误"), "{words}");
    nothing_torn(&p.path("out"));
    assert!(!p.path("out/reports.jsonl").exists());
    good(&p.ingest("out", &[]));
    assert!(p.run_json("out")["resumed"].as_u64().unwrap() > 0);
    assert!(results(&p.path("out")) == results(&p.path("calm")));
}

#[test]
fn a_rename_that_fails_is_told_and_can_be_mended() {
    let p = Place::new();
    p.district(30);
    good(&p.ingest("calm", &[]));
    for blocked in ["reports.jsonl", "json/01乡镇/报告0008.txt.json", "quarantine.csv"] {
        let out = format!("out-{}", blocked.replace('/', "-"));
        std::fs::create_dir_all(p.path(&out).join(blocked).join("x")).unwrap();
        let output = p.ingest(&out, &[]);
        assert_eq!(output.status.code(), Some(4), "{blocked}");
        let last = blocked.rsplit('/').next().unwrap();
        assert!(String::from_utf8_lossy(&output.stderr).contains(last), "the message names the place");
        std::fs::remove_dir_all(p.path(&out).join(blocked)).unwrap();
        good(&p.ingest(&out, &[]));
        assert!(results(&p.path(&out)) == results(&p.path("calm")), "{blocked}");
    }
}

#[test]
fn only_what_changed_is_done_again() {
    let p = Place::new();
    p.district(40);
    good(&p.ingest("out", &[]));
    good(&p.ingest("out", &[]));
    let run = p.run_json("out");
    assert_eq!((run["parsed"].as_u64(), run["unchanged"].as_u64()), (Some(0), Some(40)));
    p.write("in/00乡镇/报告0000.txt", report(5000).as_bytes());
    p.write("in/新.txt", report(6000).as_bytes());
    std::fs::remove_file(p.path("in/01乡镇/报告0001.txt")).unwrap();
    // Touched, but the same.
    p.write("in/02乡镇/报告0002.txt", report(2).as_bytes());
    good(&p.ingest("out", &[]));
    let run = p.run_json("out");
    let n = |k: &str| run[k].as_u64().unwrap();
    assert_eq!((n("added"), n("changed"), n("unchanged"), n("removed"), n("parsed")), (1, 1, 38, 1, 2), "{run}");
    good(&p.ingest("fresh", &[]));
    assert!(results(&p.path("out")) == results(&p.path("fresh")));
    assert!(!p.path("out/json/01乡镇/报告0001.txt.json").exists());
    good(&p.ingest("out", &["--force"]));
    assert_eq!(p.run_json("out")["parsed"].as_u64(), Some(40));
    assert!(results(&p.path("out")) == results(&p.path("fresh")));
}

#[test]
fn a_lost_or_copied_result_is_mended() {
    let p = Place::new();
    p.district(30);
    good(&p.ingest("calm", &[]));
    good(&Command::new("cp").arg("-r").arg(p.path("calm")).arg(p.path("out")).output().unwrap());
    std::fs::remove_file(p.path("out/json/01乡镇/报告0008.txt.json")).unwrap();
    std::fs::write(p.path("out/json/02乡镇/报告0009.txt.json"), b"").unwrap();
    std::fs::remove_file(p.path("out/quarantine.csv")).unwrap();
    good(&p.ingest("out", &[]));
    assert!(results(&p.path("out")) == results(&p.path("calm")));
    assert!(p.run_json("out")["parsed"].as_u64().unwrap() <= 2, "the copy is taken for what it is");
    std::fs::write(p.path("out/reports.jsonl"), b"spoiled\n").unwrap();
    good(&p.ingest("out", &[]));
    assert!(results(&p.path("out")) == results(&p.path("calm")));
}

#[test]
fn ctrl_c_finishes_what_is_in_hand() {
    let p = Place::new();
    p.district(600);
    let child = p.command("out", &["--jobs", "1"]).stderr(Stdio::piped()).spawn().unwrap();
    let journal = p.path("out/.jixiao/journal");
    for _ in 0..5000 {
        if std::fs::metadata(&journal).is_ok_and(|m| m.len() > 3000) {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    good(&Command::new("kill").args(["-INT", &child.id().to_string()]).output().unwrap());
    let output = child.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{words}");
    assert!(words.contains("同样的命令"), "it says how to go on: {words}");
    assert_eq!(p.run_json("out")["complete"], false);
    nothing_torn(&p.path("out"));
    good(&p.ingest("out", &[]));
    good(&p.ingest("calm", &[]));
    assert!(results(&p.path("out")) == results(&p.path("calm")));
}

#[test]
fn retry_does_again_what_had_no_contents() {
    let p = Place::new();
    p.district(10);
    p.write("in/空.txt", b"");
    good(&p.ingest("out", &["--exclude", "*0003*"]));
    let output = Command::new(BIN).arg("retry").arg(p.path("out")).output().unwrap();
    good(&output);
    let run = p.run_json("out");
    assert_eq!((run["parsed"].as_u64(), run["inputs"].as_u64(), run["excluded"].as_u64()), (Some(1), Some(10), Some(1)));
    let output = Command::new(BIN).arg("retry").arg(p.path("in")).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn one_bad_file_can_fail_the_run_if_wanted() {
    let p = Place::new();
    p.district(3);
    good(&p.ingest("out", &["--fail-on", "unread"]));
    p.write("in/空.txt", b"");
    good(&p.ingest("out", &[]));
    assert_eq!(p.ingest("out", &["--fail-on", "unread"]).status.code(), Some(1));
}

#[test]
fn two_runs_in_one_folder_do_not_mix() {
    let p = Place::new();
    p.district(400);
    let mut first = p.command("out", &["--jobs", "1"]).stderr(Stdio::null()).spawn().unwrap();
    while !p.path("out/.jixiao/journal").exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let second = p.ingest("out", &[]);
    if first.try_wait().unwrap().is_none() {
        assert_eq!(second.status.code(), Some(4));
        assert!(String::from_utf8_lossy(&second.stderr).contains("另一个 jixiao"));
    }
    assert!(first.wait().unwrap().success());
}

#[test]
fn no_file_of_any_format_outlives_the_deadline() {
    let p = Place::new();
    // Quadratic in later stages, and in the parser of web pages.
    let words = "绩效自评报告\n2024年支出".to_owned() + &"1个，".repeat(300_000);
    p.write("in/long.txt", words.as_bytes());
    p.write("in/long.html", format!("<html><body><p>{words}</p>").as_bytes());
    p.write("in/long.docx", &zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", docx(&words).as_bytes())]));
    p.write("in/good.txt", report(1).as_bytes());
    let started = std::time::Instant::now();
    good(&p.ingest("out", &["--timeout", "1"]));
    let rows: BTreeMap<String, String> = rows(&p.path("out")).into_iter().collect();
    for name in ["long.txt", "long.html", "long.docx"] {
        assert_eq!(rows[name], "timeout", "{name}");
    }
    assert_eq!(rows["good.txt"], "ok");
    assert!(started.elapsed() < Duration::from_secs(120));
}

fn docx(words: &str) -> String {
    format!("<w:document><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>")
}

#[test]
fn files_of_their_own_can_be_left_out_and_come_back() {
    let place = Place::new();
    place.district(20);
    good(&place.ingest("out", &[]));
    let whole = results(&place.path("out"));
    good(&place.ingest("out", &["--no-json"]));
    let bare = results(&place.path("out"));
    assert!(!bare.keys().any(|name| name.starts_with("json/")), "{:?}", bare.keys());
    assert_eq!(bare["reports.jsonl"], whole["reports.jsonl"]);
    good(&place.ingest("out", &[]));
    assert!(results(&place.path("out")) == whole);
}
