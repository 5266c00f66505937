//! `jixiao check` and `jixiao explain` as a person or a script meets them: what is printed, and the exit status.

use std::path::Path;
use std::process::{Command, Output};

const CLEAN: &str = "二、一般公共预算支出情况\n基本支出29.82万元，其中：人员经费25.83万元，公用经费3.99万元。\n";
const WRONG: &str = "二、一般公共预算支出情况\n基本支出29.82万元，其中：人员经费25.83万元，公用经费4.99万元。\n";

fn jixiao(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jixiao")).current_dir(dir).args(args).output().expect("jixiao runs")
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("folder");
    for (name, text) in files {
        fs_err::write(dir.path().join(name), text).expect("file");
    }
    dir
}

fn text(out: &Output) -> String {
    String::from_utf8(out.stdout.clone()).expect("UTF-8")
}

#[test]
fn exit_status_tells_clean_findings_wrong_use_and_unread() {
    let dir = folder(&[("clean.txt", CLEAN), ("wrong.txt", WRONG), ("empty.txt", "")]);
    let status = |args: &[&str]| jixiao(dir.path(), args).status.code();
    assert_eq!(status(&["check", "clean.txt"]), Some(0));
    assert_eq!(status(&["check", "wrong.txt"]), Some(1));
    assert_eq!(status(&["check", "nowhere.txt"]), Some(2));
    assert_eq!(status(&["check", "--format", "xml", "clean.txt"]), Some(2));
    assert_eq!(status(&["check", "clean.txt", "empty.txt"]), Some(3));
    assert_eq!(status(&["check", "empty.txt"]), Some(4));
}

#[test]
fn a_finding_shows_place_source_carets_and_suspect() {
    let dir = folder(&[("wrong.txt", WRONG)]);
    let out = text(&jixiao(dir.path(), &["check", "wrong.txt"]));
    assert!(out.contains("错误[A02] 基本支出 29.82 ≠ 人员经费 25.83 + 公用经费 4.99 = 30.82，差 1（容差 0.015）"), "{out}");
    assert!(out.contains("--> wrong.txt:2:5"), "{out}");
    assert!(out.contains("^^^^^^^"), "{out}");
    assert!(out.contains("公用经费 4.99 疑为 3.99"), "{out}");
    assert!(out.ends_with("1 个文件：1 个错误，0 个警告，0 个提示\n"), "{out}");
}

#[test]
fn the_bureaus_file_turns_rules_off_and_waives() {
    let dir = folder(&[("wrong.txt", WRONG), ("jixiao.toml", "[rules.A02]\noff = true\n")]);
    assert_eq!(jixiao(dir.path(), &["check", "wrong.txt"]).status.code(), Some(0));
    fs_err::write(dir.path().join("jixiao.toml"), "[[waive]]\nrule = \"A02\"\nreason = \"已核实\"\nexpires = 9999-12-31\n")
        .expect("file");
    let out = jixiao(dir.path(), &["check", "wrong.txt"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(text(&out).contains("1 豁免"), "{}", text(&out));
    fs_err::write(dir.path().join("jixiao.toml"), "[[waive]]\nrule = \"A02\"\nreason = \"已核实\"\nexpires = 2020-12-31\n")
        .expect("file");
    let out = jixiao(dir.path(), &["check", "wrong.txt"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("到期"));
    fs_err::write(dir.path().join("jixiao.toml"), "[rules.A0]\noff = true\n").expect("file");
    let out = jixiao(dir.path(), &["check", "wrong.txt"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("jixiao.toml:1:8"), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn json_and_sarif_can_be_read_by_programs() {
    let dir = folder(&[("clean.txt", CLEAN), ("wrong.txt", WRONG)]);
    let json: serde_json::Value =
        serde_json::from_slice(&jixiao(dir.path(), &["check", "--format", "json", "."]).stdout).expect("JSON");
    assert_eq!(json[1]["path"], "wrong.txt");
    assert_eq!(json[1]["findings"][0]["rule"], "A02");
    assert_eq!(json[0]["findings"].as_array().map(Vec::len), Some(0));
    let sarif: serde_json::Value =
        serde_json::from_slice(&jixiao(dir.path(), &["check", "--format", "sarif", "."]).stdout).expect("SARIF");
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "A02");
}

#[test]
fn explain_prints_a_rule_with_its_examples() {
    let dir = folder(&[]);
    let out = text(&jixiao(dir.path(), &["explain", "a02"]));
    assert!(out.contains("gpb_expenditure_basic = gpb_personnel_expenditure + gpb_public_expenditure"), "{out}");
    assert!(out.contains("公用经费4.99万元"), "{out}");
    assert_eq!(jixiao(dir.path(), &["explain", "Z99"]).status.code(), Some(2));
}
