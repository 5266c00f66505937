//! The facts of a report on one page, for snapshots: what a reviewer of a change wants to see differ.

use std::fmt::Write;

use serde_json::Value;

fn text(v: &Value) -> String {
    match v {
        Value::Null => "·".to_owned(),
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

fn line(out: &mut String, item: &Value, keys: &[&str]) {
    let words: Vec<String> = keys.iter().map(|k| text(&item[k])).collect();
    writeln!(out, "  {}", words.join(" | ")).unwrap();
}

fn list(report: &Value, key: &str) -> Vec<Value> {
    report[key].as_array().cloned().unwrap_or_default()
}

/// The page.
pub fn page(report: &Value) -> String {
    let mut out = String::new();
    writeln!(out, "{}", report["status"].as_str().unwrap_or("?")).unwrap();
    line(&mut out, &report["report"], &["kind", "unit_name", "fiscal_year", "region", "score", "grade"]);
    for (key, columns) in [
        ("sections", &["path", "marker", "title", "role", "nil"][..]),
        ("amounts", &["id", "raw", "wan", "bound", "role", "concept", "label", "section", "fund", "parent", "year", "column"]),
        ("percents", &["id", "raw", "value", "concept", "section", "amount"]),
        ("funds", &["name", "initial", "adjust", "budget", "actual", "balance", "section"]),
        ("counts", &["id", "raw", "value", "unit", "bound", "role", "label", "section"]),
        ("staff", &["concept", "value", "raw", "section"]),
        ("forms", &["kind", "total_weight", "total_score", "grade"]),
        ("diagnostics", &["code", "message"]),
    ] {
        let items = list(report, key);
        writeln!(out, "{key} {}", items.len()).unwrap();
        for item in &items {
            line(&mut out, item, columns);
        }
    }
    let checks = list(report, "checks");
    let failed: Vec<&Value> = checks.iter().filter(|c| c["status"] == "fail").collect();
    writeln!(out, "checks {}, failed {}", checks.len(), failed.len()).unwrap();
    for check in failed {
        line(&mut out, check, &["rule", "severity", "section", "message"]);
        for suspect in list(check, "suspects").iter().take(1) {
            line(&mut out, suspect, &["raw", "healed", "slip"]);
        }
    }
    let ledger = &report["numbers"];
    writeln!(out, "numbers {}", text(&ledger["total"])).unwrap();
    for other in list(ledger, "other") {
        line(&mut out, &other, &["raw", "kind"]);
    }
    out
}
