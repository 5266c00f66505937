//! What the checks over the corpus need of one report, as one line of JSON.

use serde::Serialize;

use crate::outputs::report::Report;

#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    unit: Option<&'a str>,
    year: Option<i32>,
    kind: Option<&'static str>,
}

/// The digest of a report, without a line end.
pub fn line(r: &Report<'_>) -> Vec<u8> {
    let line = Line { path: r.source.path, unit: r.report.unit_name, year: r.report.fiscal_year, kind: r.report.kind };
    serde_json::to_vec(&line).unwrap_or_default()
}
