//! The rows of one document. Needs nothing of the store, so that many threads can do it.

use super::document::{Amount, At, Check, Digits, Document, Form, FormRow, FormValue, Fund, Ordinal, Percent};
use super::exact::Millionths;
use super::figures::{Figures, heads, main_figures};
use super::places::Places;
use super::rows::{Reader, Rows, Table, Value, row};

/// Fingerprint of a JSON document (without a line end): two documents with the same one have the same rows. Documents that
/// differ come of different bytes, or of different programs: for those, length and checksum are enough.
pub fn fingerprint(json: &[u8], sha256: &str) -> String {
    format!("{}-{:x}-{:08x}", sha256.get(..32).unwrap_or(sha256), json.len(), crc32fast::hash(json))
}

/// A document ready to be written: name of its unit and fingerprint, then its rows.
pub fn prepare(d: &Document<'_>, fingerprint: &str) -> Vec<u8> {
    let mut rows = Rows::with_capacity(48 << 10);
    rows.put(&d.report.unit_name).put(fingerprint);
    encode(d, fingerprint, &mut rows);
    rows.into_bytes()
}

/// What [`prepare`] made.
#[derive(Clone, Debug)]
pub struct Prepared<'a> {
    /// Path of the file.
    pub path: &'a str,
    /// Name of its unit.
    pub unit: Option<&'a str>,
    /// See [`fingerprint`].
    pub fingerprint: &'a str,
    /// Its rows.
    pub rows: Reader<'a>,
}

impl<'a> Prepared<'a> {
    /// Reads what was prepared for a path.
    pub fn new(path: &'a str, prepared: &'a [u8]) -> Option<Self> {
        let mut rows = Reader::new(prepared);
        let unit = match rows.value()? {
            Value::Text(name) => Some(name),
            _ => None,
        };
        let Value::Text(fingerprint) = rows.value()? else { return None };
        Some(Prepared { path, unit, fingerprint, rows })
    }
}

fn encode(d: &Document<'_>, fingerprint: &str, rows: &mut Rows) {
    let s = &d.source;
    row!(rows, SourceFiles: Value::File, &s.path, &s.sha256, s.bytes as i64, &s.format, &s.encoding, s.pages, &d.status, fingerprint);
    let places = Places::new(d);
    let figures = main_figures(d);
    head(d, &figures, &places, rows);
    for (n, x) in (1i64..).zip(&d.sections) {
        row!(rows, Sections: Value::Section, Value::File, n, &x.path, x.level, &x.marker, x.ordinal, &x.title, &x.role, x.nil, &x.text,
             x.at.line, x.at.start, x.at.end, x.at.page);
    }
    for x in &d.amounts {
        let m = x.wan.millionths();
        row!(rows, Amounts: Value::File, x.id.0, &x.raw, m.value, m.finer(), m.exact.as_ref(), x.decimals, &x.unit, &x.bound, &x.role,
             &x.concept, &x.label, &x.section, &x.fund, x.parent.map(|p| p.0), x.year, &x.column, x.at.line, x.at.start, x.at.end,
             x.at.page, &x.at.cell);
    }
    for ((concept, column, years_ago), main) in &figures {
        row!(rows, Figures: Value::File, *concept, *column, *years_ago, main.amount, main.wan, main.rivals.len() as i64);
    }
    for x in &d.percents {
        let m = x.value.millionths();
        row!(rows, Percents: Value::File, x.id.0, &x.raw, m.value, m.finer(), m.exact.as_ref(), &x.bound, &x.concept, &x.label, &x.section,
             x.amount.map(|a| a.0), x.at.line, x.at.start, x.at.end, x.at.page, &x.at.cell);
    }
    for (n, x) in (1i64..).zip(&d.funds) {
        fund(n, x, &places, rows);
    }
    for x in &d.counts {
        let m = x.value.map(|v| v.millionths());
        let [low, high] = x.range.map_or([None, None], |r| r.map(|v| v.millionths().value));
        row!(rows, Counts: Value::File, x.id.0, &x.raw, m.as_ref().and_then(|m| m.value), low, high, m.as_ref().is_some_and(Millionths::finer),
             m.as_ref().and_then(|m| m.exact.as_ref()), &x.unit, &x.bound, &x.label, &x.role, &x.section, x.at.line, x.at.start,
             x.at.end, x.at.page, &x.at.cell);
    }
    for (n, x) in (1i64..).zip(&d.staff) {
        let m = x.value.millionths();
        row!(rows, Staff: Value::File, n, &x.concept, m.value, m.finer(), m.exact.as_ref(), &x.raw, &x.section, x.at.line, x.at.start,
             x.at.end, x.at.page, &x.at.cell);
    }
    for (n, x) in (1i64..).zip(&d.forms) {
        form(n, x, rows);
    }
    let mut words = String::new();
    for x in d.checks.iter().filter(|c| &*c.status != "not_applicable") {
        check(x, &places, &mut words, rows);
    }
    for (n, x) in (1i64..).zip(&d.diagnostics) {
        let at = x.at.as_ref();
        row!(rows, Diagnostics: Value::File, n, &x.code, &x.message, at.map(|a| a.line), at.map(|a| a.start), at.map(|a| a.end), x.page,
             at.and_then(|a| a.cell.as_deref()));
    }
    for (n, x) in (1i64..).zip(&d.links) {
        row!(rows, Links: Value::File, n, &x.text, &x.target);
    }
}

fn head(d: &Document<'_>, figures: &Figures<'_>, places: &Places<'_>, rows: &mut Rows) {
    let h = &d.report;
    let (at, words) = match (&h.score_at, &h.grade_at) {
        (Some(at), _) => (Some(at), &h.score_raw),
        (None, at) => (at.as_ref(), &h.grade),
    };
    let budget = heads().budget.iter().find_map(|q| q.find(figures));
    let spent = heads().spent.iter().find_map(|q| q.find(figures));
    let rate = execution_rate(d, places);
    let unit = h.unit_name.as_ref().map(|_| Value::Unit);
    let aliases = json_list(h.aliases.iter().map(|a| &**a));
    row!(rows, Reports: Value::File, &h.kind, &h.title, unit, h.fiscal_year, &h.region, &aliases, d.numbers.total as i64, number(&h.score),
         &h.grade, words, at.and_then(|a| places.section_of(a)), at.map(|a| a.line), at.and_then(|a| a.page),
         at.and_then(|a| a.cell.as_deref()), budget.map(|(_, m)| m.amount), budget.map(|(_, m)| m.wan), budget.map(|(concept, _)| concept),
         spent.map(|(_, m)| m.amount), spent.map(|(_, m)| m.wan), spent.map(|(concept, _)| concept), rate.map(|p| p.id.0),
         rate.and_then(|p| p.value.millionths().value));
}

/// The rate that the report prints for its whole budget: the one of a figure that stands for what was spent, else one that
/// names no figure. A fund's rate is not the unit's.
fn execution_rate<'a>(d: &'a Document<'_>, places: &Places<'_>) -> Option<&'a Percent<'a>> {
    let rank = |p: &&Percent<'_>| match p.amount.and_then(|id| places.amount(id)) {
        Some(a) if a.fund.is_some() => None,
        Some(a) => a.concept.as_deref().filter(|c| heads().spent.iter().any(|q| q.is(c))).map(|_| 0),
        None => (!d.funds.iter().any(|f| f.section.is_some() && f.section == p.section)).then_some(1),
    };
    let rates =
        d.percents.iter().filter(|p| p.concept.as_deref() == Some("execution_rate") && p.value.millionths().value.is_some());
    rates.filter_map(|p| Some((rank(&p)?, p))).min_by_key(|(rank, _)| *rank).map(|(_, p)| p)
}

fn fund(n: i64, x: &Fund<'_>, places: &Places<'_>, rows: &mut Rows) {
    let amounts: Vec<&Amount<'_>> = x.amounts.iter().filter_map(|id| places.amount(*id)).collect();
    // Its figures may be told in several sections: the place is the one in the section that is named.
    let inside = amounts.iter().find(|a| a.section == x.section).map(|a| &a.at);
    let at = inside.or_else(|| places.section(x.section.as_deref())).or(amounts.first().map(|a| &a.at));
    let key = fund_key(&x.name);
    let derived = json_list(x.derived.iter().map(|f| &**f));
    let mut words = String::new();
    join(&mut words, "；", amounts.iter().map(|a| &*a.raw));
    row!(rows, Funds: Value::File, n, &x.name, &key, number(&x.initial), number(&x.adjust), number(&x.budget), number(&x.actual),
         number(&x.balance), &derived, &x.purpose, &x.section, &words, at.map(|a| a.line), at.map(|a| a.start), at.map(|a| a.end),
         at.and_then(|a| a.page), at.and_then(|a| a.cell.as_deref()), &ordinals(&x.amounts));
}

fn form(n: i64, x: &Form<'_>, rows: &mut Rows) {
    row!(rows, Forms: Value::File, n, &x.kind, &x.table, x.year, &x.unit_name, &x.project, number(&x.total_weight),
         number(&x.total_score), &x.grade);
    form_rows(n, "funding", &x.funding, rows);
    form_rows(n, "row", &x.rows, rows);
    for (at, i) in (1i64..).zip(&x.indicators) {
        let mut label = String::new();
        join(&mut label, " / ", [&*i.level1, &*i.level2, &*i.level3].into_iter().filter(|l| !l.is_empty()));
        let words = [("target", &i.target), ("actual", &i.actual), ("reason", &i.reason)];
        let numbers = [("weight", &i.weight), ("score", &i.score)];
        let cell = |field: &str| i.cells.iter().find(|(k, _)| &***k == field).map(|(_, c)| &**c);
        for (field, raw) in words {
            if let Some(raw) = raw {
                form_value(n, "indicator", at, &label, field, raw, None, cell(field), rows);
            }
        }
        for (field, value) in numbers {
            if let Some(value) = value {
                let mut raw = String::new();
                value.write_to(&mut raw);
                form_value(n, "indicator", at, &label, field, &raw, Some(value), cell(field), rows);
            }
        }
    }
}

fn form_rows(form: i64, block: &str, from: &[FormRow<'_>], rows: &mut Rows) {
    for (n, row) in (1i64..).zip(from) {
        for (field, FormValue { raw, value, cell }) in &row.values {
            form_value(form, block, n, &row.label, field, raw, value.as_ref(), cell.as_deref(), rows);
        }
    }
}

#[allow(clippy::too_many_arguments)] // the columns of one row
fn form_value(
    form: i64,
    block: &str,
    n: i64,
    label: &str,
    field: &str,
    raw: &str,
    value: Option<&Digits<'_>>,
    cell: Option<&str>,
    rows: &mut Rows,
) {
    let m = value.map(Digits::millionths);
    row!(rows, FormRows: Value::File, form, block, n, label, field, raw, m.as_ref().and_then(|m| m.value),
         m.as_ref().is_some_and(Millionths::finer), m.as_ref().and_then(|m| m.exact.as_ref()), cell);
}

/// `words` is only room to write into.
fn check(x: &Check<'_>, places: &Places<'_>, words: &mut String, rows: &mut Rows) {
    let figures = [&x.expected, &x.found, &x.difference, &x.tolerance].map(|v| v.as_ref().map(Digits::millionths));
    let finer = figures.iter().flatten().any(Millionths::finer);
    let [expected, found, difference, tolerance] = figures.map(|m| m.and_then(|m| m.value));
    let first = x.amounts.first().and_then(|id| places.amount(*id));
    let at: Option<&At<'_>> = x.at.first().or(first.map(|a| &a.at)).or_else(|| places.section(x.section.as_deref()));
    words.clear();
    if x.at.is_empty() {
        join(words, "；", x.amounts.iter().filter_map(|id| places.amount(*id)).map(|a| &*a.raw));
    } else {
        join(words, "；", x.at.iter().filter_map(|at| places.words(at)));
    }
    if words.is_empty() {
        words.push_str(places.title(x.section.as_deref()).unwrap_or_default());
    }
    let mut numbers = String::with_capacity(16 * x.numbers.len() + 2);
    for (i, digits) in x.numbers.iter().enumerate() {
        numbers.push(if i == 0 { '[' } else { ',' });
        digits.write_to(&mut numbers);
    }
    numbers.push_str(if x.numbers.is_empty() { "[]" } else { "]" });
    // The cell of a check's figure is known through the amount that it names.
    let cell = at
        .and_then(|a| a.cell.as_deref())
        .or_else(|| x.amounts.iter().find_map(|id| places.amount(*id)).and_then(|a| a.at.cell.as_deref()));
    row!(rows, Checks: Value::File, x.id.0, &x.rule, x.because_of.map(|b| b.0), &x.status, &x.severity, &x.section, &numbers, expected, found,
         difference, tolerance, finer, &x.message, &x.hint, &*words, at.map(|a| a.line), at.map(|a| a.start), at.map(|a| a.end),
         at.and_then(|a| a.page), cell, &ordinals(&x.amounts));
    for (n, s) in (1i64..).zip(&x.suspects) {
        row!(rows, Suspects: Value::File, x.id.0, n, s.amount.map(|a| a.0), &s.raw, s.healed.millionths().value, &s.slip, &s.reason,
             s.at.line, s.at.start, s.at.end, s.at.page, &s.at.cell);
    }
}

fn number(digits: &Option<Digits<'_>>) -> Option<i64> {
    digits.as_ref().and_then(|d| d.millionths().value)
}

fn join<'a>(all: &mut String, separator: &str, words: impl Iterator<Item = &'a str>) {
    for w in words {
        if !all.is_empty() {
            all.push_str(separator);
        }
        all.push_str(w);
    }
}

fn json_list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    serde_json::to_string(&words.collect::<Vec<_>>()).unwrap_or_default()
}

/// Each id once, as a JSON list.
fn ordinals(ids: &[Ordinal]) -> String {
    use std::fmt::Write;
    let mut list = String::with_capacity(5 * ids.len() + 2);
    for (i, id) in ids.iter().enumerate().filter(|(i, id)| !ids.iter().take(*i).any(|before| before == *id)) {
        let _ = write!(list, "{}{}", if i == 0 { '[' } else { ',' }, id.0);
    }
    list.push_str(if ids.is_empty() { "[]" } else { "]" });
    list
}

/// A fund's name for comparing: without white space, quotes and brackets, and without the words that say no more than
/// that it is a fund (handbook B04).
fn fund_key(name: &str) -> String {
    let mut key: String = name.chars().filter(|c| !c.is_whitespace() && !"“”\"‘’《》（）()【】".contains(*c)).collect();
    while let Some(rest) =
        ["专项资金", "经费", "项目", "专项", "资金"].iter().find_map(|w| key.strip_suffix(w)).filter(|r| !r.is_empty())
    {
        key.truncate(rest.len());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_funds_compare_by_what_they_say() {
        assert_eq!(fund_key("换届经费"), "换届");
        assert_eq!(fund_key("“团代会换届”专项经费"), "团代会换届");
        assert_eq!(fund_key("专项资金"), "专项资金");
    }

    #[test]
    fn ids_are_listed_once() {
        assert_eq!(ordinals(&[]), "[]");
        assert_eq!(ordinals(&[3, 1, 3, 12, 1].map(Ordinal)), "[3,1,12]");
    }

    /// The rows of every file of a folder of labelled reports, from the report and from the line that it prints.
    #[test]
    fn a_report_and_its_line_give_the_same_rows() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let mut seen = 0;
        for entry in walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !entry.file_type().is_file() || name.ends_with(".json") || name.ends_with(".toml") {
                continue;
            }
            let bytes = std::fs::read(entry.path()).expect("a file");
            let parsed = crate::parse(&bytes, &name);
            let report = crate::outputs::assemble::report(&name, &bytes, &parsed);
            let line = serde_json::to_string(&report).expect("JSON");
            let printed = fingerprint(line.as_bytes(), &report.source.sha256);
            let from_line = prepare(&Document::from_json(&line).expect("a document"), &printed);
            assert!(from_line == prepare(&Document::from_report(&report), &printed), "{name}");
            seen += 1;
        }
        assert!(seen > 30, "{seen}");
    }
}
