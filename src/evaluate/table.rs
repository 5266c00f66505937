//! The figures of an evaluation as a table.

use std::fmt::Write;

use super::Evaluation;

/// The measures, in the order of the table.
pub const MEASURES: [&str; 23] = [
    "status",
    "meta.unit_name",
    "meta.fiscal_year",
    "meta.kind",
    "sections",
    "nil",
    "amounts",
    "amounts.section",
    "amounts.concept",
    "amounts.parent",
    "amounts.role",
    "amounts.cell",
    "amounts.fund",
    "amounts.approx",
    "funds",
    "counts",
    "counts.approx",
    "counts.section",
    "staff",
    "percents",
    "forms.indicators",
    "forms.total",
    "findings.recall",
];

/// Error-level findings that no label accounts for.
pub const FALSE_ERRORS: &str = "findings.false_errors";
/// Warnings on reports without a labelled finding.
pub const WARNINGS: &str = "findings.warnings";

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |x| format!("{:.2}", 100.0 * x))
}

/// The table: recall, precision, F1 (in percent) and the number labelled, a line a measure.
pub fn table(e: &Evaluation) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} files, {} not read", e.files, e.broken.len());
    for b in &e.broken {
        let _ = writeln!(out, "  not read: {b}");
    }
    let _ = writeln!(out, "{:20}{:>9}{:>11}{:>9}{:>7}", "", "recall", "precision", "F1", "n");
    for key in MEASURES {
        let count = e.tally.count(key);
        if count.want == 0 && count.got == 0 {
            continue;
        }
        let s = e.tally.shares(key);
        let (r, p, f) = (percent(s.recall), percent(s.precision), percent(s.f1));
        let _ = writeln!(out, "{key:20}{r:>9}{p:>11}{f:>9}{:>7}", count.want);
    }
    for (name, key, files) in [("false errors", FALSE_ERRORS, "files"), ("warnings", WARNINGS, "clean files")] {
        let c = e.tally.count(key);
        let _ = writeln!(out, "{name:20}{:>9}  in {} {files}", c.hit, c.want);
    }
    out
}

/// What was missed and made up, by measure.
pub fn misses(e: &Evaluation) -> String {
    let mut out = String::new();
    for (key, list) in e.tally.misses() {
        let _ = writeln!(out, "\n== {key}");
        for what in list {
            let _ = writeln!(out, "   {what}");
        }
    }
    out
}
