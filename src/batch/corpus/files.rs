//! The files of the corpus checks: `corpus.json` (for programs), `corpus.csv` and `units.csv` (for Excel).

use std::io::Write;
use std::path::Path;

use serde::{Serialize, Serializer};
use smol_str::{SmolStr, ToSmolStr};

use super::Corpus;
use super::digest::concept;
use super::finding::{Finding, Witness};
use crate::batch::quarantine::harmless;
use crate::batch::state::replace_with;
use crate::outputs::report::SCHEMA_VERSION;

/// The files that [`write()`] makes.
pub const FILES: [&str; 3] = ["corpus.json", "corpus.csv", "units.csv"];

/// Byte order mark: without it Excel takes the file for GBK.
const BOM: &[u8] = "\u{feff}".as_bytes();

#[derive(Serialize)]
struct Document<'a> {
    schema_version: &'static str,
    units: UnitYears<'a>,
    findings: &'a [Finding],
}

/// The unit-years, made one after the other while they are written.
struct UnitYears<'a>(&'a Corpus<'a>);

#[derive(Serialize)]
struct UnitYear<'a> {
    unit: &'a str,
    year: i32,
    report: Option<&'a str>,
    files: Vec<&'a str>,
}

impl Serialize for UnitYears<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let corpus = self.0;
        let path = |i: usize| corpus.digests[i].path.as_str();
        serializer.collect_seq(corpus.units.years.iter().enumerate().map(|(i, y)| UnitYear {
            unit: &corpus.units.list[y.unit].name,
            year: y.year,
            report: corpus.report_of(i).map(path),
            files: y.files.iter().map(|&f| path(f)).collect(),
        }))
    }
}

/// Writes all files. They grow with the corpus, so they are never in memory as a whole.
pub fn write(corpus: &Corpus<'_>, findings: &[Finding], out: &Path, tmp: &Path) -> std::io::Result<()> {
    let [json, findings_table, units_table] = FILES.map(|name| (out.join(name), tmp.join(name)));
    let document = || {
        replace_with(&json.0, &json.1, |file| {
            serde_json::to_writer_pretty(
                &mut *file,
                &Document { schema_version: SCHEMA_VERSION, units: UnitYears(corpus), findings },
            )?;
            file.write_all(b"\n")
        })
    };
    let tables = || {
        replace_with(&findings_table.0, &findings_table.1, |file| findings_csv(findings, file))?;
        replace_with(&units_table.0, &units_table.1, |file| units_csv(corpus, file))
    };
    let (document, tables) = rayon::join(document, tables);
    document.and(tables)
}

/// A figure in words: `某局2023年报告.txt 第25行 41.8万元`.
fn words(w: &Witness) -> String {
    let mut parts: Vec<SmolStr> = Vec::new();
    parts.extend(w.path.clone());
    parts.extend(w.place.clone());
    if !w.label.is_empty() {
        parts.push(w.label.clone());
    }
    parts.extend(w.raw.clone().or_else(|| w.value.map(|v| v.normalize().to_smolstr())));
    parts.join(" ")
}

fn findings_csv(findings: &[Finding], file: &mut impl Write) -> std::io::Result<()> {
    file.write_all(BOM)?;
    let mut out = csv::Writer::from_writer(file);
    out.write_record(["单位", "年度", "规则", "级别", "问题", "差额（万元）", "依据"])?;
    for f in findings {
        let evidence: Vec<String> = f.witnesses.iter().take(20).map(words).collect();
        out.write_record([
            harmless(f.unit.as_deref().unwrap_or("")),
            f.year.map(|y| y.to_string()).unwrap_or_default(),
            f.rule.to_owned(),
            f.severity.words().to_owned(),
            harmless(&f.message),
            f.difference.map(|d| d.normalize().to_string()).unwrap_or_default(),
            harmless(&evidence.join("；")),
        ])?;
    }
    out.flush()
}

/// One line a unit-year: what was handed in, and the main figures.
fn units_csv(corpus: &Corpus<'_>, file: &mut impl Write) -> std::io::Result<()> {
    file.write_all(BOM)?;
    let mut out = csv::Writer::from_writer(file);
    let columns = [
        ("一般公共预算支出（万元）", "gpb_expenditure"),
        ("基本支出（万元）", "gpb_expenditure_basic"),
        ("项目支出（万元）", "gpb_expenditure_project"),
        ("“三公”经费（万元）", "san_gong_total"),
    ];
    let mut header = vec!["单位", "年度", "报告", "其他文件数"];
    header.extend(columns.map(|c| c.0));
    header.extend(["自评得分", "错误", "警告"]);
    out.write_record(header)?;
    for (i, y) in corpus.units.years.iter().enumerate() {
        let report = corpus.report_of(i);
        let mut row = vec![harmless(&corpus.units.list[y.unit].name), y.year.to_string()];
        row.push(report.map(|r| harmless(&corpus.digests[r].path)).unwrap_or_default());
        row.push((y.files.len() - usize::from(report.is_some())).to_string());
        for (_, id) in columns {
            let value = report.zip(concept(id)).and_then(|(r, c)| corpus.value(r, c));
            row.push(value.map(|f| f.value.0.normalize().to_string()).unwrap_or_default());
        }
        row.push(report.and_then(|r| corpus.digests[r].score).map(|s| s.0.normalize().to_string()).unwrap_or_default());
        for level in 0..2 {
            row.push(y.files.iter().map(|&f| corpus.entries[f].findings[level]).sum::<u32>().to_string());
        }
        out.write_record(row)?;
    }
    out.flush()
}
