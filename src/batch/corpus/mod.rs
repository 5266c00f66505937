//! Checks over all reports of a run: what no report shows by itself.
//!
//! Each report leaves a [`digest`]; [`units`] joins the files of a unit and year; the checks of a subject stand in a file of
//! their own: [`years`] (this year against last year), [`copies`] (two reports of one unit-year, figures copied between units),
//! [`texts`] (copied words), [`peers`] (outliers), [`forms`] (a report against forms in other files), [`roster`] and [`ledger`]
//! (against what the bureau knows). A finding names its figures and where they are printed, looked up in the report again.

pub mod copies;
pub mod digest;
pub mod files;
pub mod finding;
pub mod forms;
pub mod ledger;
pub mod peers;
pub mod roster;
pub mod sheet;
pub mod sketch;
pub mod texts;
pub mod units;
pub mod years;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;
use smol_str::{SmolStr, format_smolstr};

use self::digest::{Column, Concept, Digest, Exact, Figure};
use self::finding::{Finding, Level, Witness};
use self::units::Units;
use super::state::{self, Entry, State};
use crate::outputs::assemble::sha256_hex;

pub use files::FILES;

/// What the checks are given beside the reports.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The list of units that must report (CSV or workbook: name, code, level).
    pub roster: Option<PathBuf>,
    /// The bureau's own figures (CSV or workbook: unit, year, a column for each quantity).
    pub ledger: Option<PathBuf>,
}

impl Options {
    /// Words that change when what is given changes.
    pub fn fingerprint(&self) -> std::io::Result<String> {
        let mut words = String::new();
        for file in [&self.roster, &self.ledger] {
            words.push_str(&file.as_ref().map(fs_err::read).transpose()?.map_or_else(|| "-".to_owned(), |b| sha256_hex(&b)));
        }
        Ok(words)
    }
}

/// What the checks found.
#[derive(Debug, Default)]
pub struct Results {
    /// Findings by level.
    pub levels: BTreeMap<&'static str, u64>,
}

impl Results {
    /// The findings by level in one line.
    pub fn counts(&self) -> String {
        let n = |level: &str| self.levels.get(level).copied().unwrap_or(0);
        format!("{} {} {}", n("error"), n("warning"), n("note"))
    }
}

/// Reads what [`Results::counts`] wrote.
pub fn levels(line: &str) -> BTreeMap<&'static str, u64> {
    ["error", "warning", "note"].into_iter().zip(line.split(' ').map(|n| n.parse().unwrap_or(0))).collect()
}

/// The reports of a finished run, joined.
#[derive(Debug)]
pub struct Corpus<'a> {
    /// What is remembered of each input.
    pub entries: &'a [Entry],
    /// The digest of each, in the same order.
    pub digests: Vec<Digest>,
    /// The join.
    pub units: Units,
    reports: Mutex<File>,
}

/// Runs all checks over the digests of a finished run and writes [`FILES`], by way of files in `tmp`.
pub fn check(out: &Path, tmp: &Path, entries: &[Entry], options: &Options) -> std::io::Result<Results> {
    let corpus = Corpus::load(out, entries)?;
    type Check = fn(&Corpus<'_>) -> std::io::Result<Vec<Finding>>;
    let checks: [Check; 5] = [years::check, copies::check, texts::check, peers::check, forms::check];
    let found: Vec<Vec<Finding>> = checks.par_iter().map(|check| check(&corpus)).collect::<std::io::Result<_>>()?;
    let mut findings: Vec<Finding> = found.into_iter().flatten().collect();
    if let Some(file) = &options.roster {
        findings.extend(roster::check(&corpus, &roster::Roster::read(file)?));
    }
    if let Some(file) = &options.ledger {
        findings.extend(ledger::check(&corpus, &ledger::Ledger::read(file)?)?);
    }
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let mut levels = BTreeMap::new();
    for f in &findings {
        *levels.entry(f.severity.as_str()).or_default() += 1;
    }
    files::write(&corpus, &findings, out, tmp)?;
    Ok(Results { levels })
}

/// Whether two printed figures are the same (TE): equal, or equal once the finer one is rounded to the coarser.
pub fn equal(a: (Decimal, i8), b: (Decimal, i8)) -> bool {
    if a.0 == b.0 {
        return true;
    }
    let places = a.1.min(b.1);
    if a.1 == b.1 || places < 0 {
        return false;
    }
    let round = |d: Decimal| d.round_dp_with_strategy(places as u32, RoundingStrategy::MidpointAwayFromZero);
    round(a.0) == round(b.0)
}

impl Figure {
    /// The value and how many decimals its print shows.
    pub fn print(&self) -> (Decimal, i8) {
        (self.value.0, self.places)
    }
}

impl<'a> Corpus<'a> {
    /// Reads the digests of a finished run and joins them.
    pub fn load(out: &Path, entries: &'a [Entry]) -> std::io::Result<Self> {
        let mut digests = Vec::with_capacity(entries.len());
        state::digests(out, entries, |bytes, ends| {
            let read = |i: usize| {
                let from = i.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
                Digest::read(bytes.get(from..ends[i]).unwrap_or_default())
            };
            let block: Vec<Digest> = (0..ends.len()).into_par_iter().map(read).collect::<std::io::Result<_>>()?;
            digests.extend(block);
            Ok(())
        })?;
        let units = units::join(&digests);
        let reports = Mutex::new(File::open(out.join(State::REPORTS))?);
        Ok(Self { entries, digests, units, reports })
    }

    /// The JSON line of a report.
    fn line(&self, digest: usize) -> std::io::Result<Vec<u8>> {
        let piece = self.entries.get(digest).map(|e| e.report).unwrap_or_default();
        let mut bytes = Vec::with_capacity(piece.len as usize);
        let mut file = self.reports.lock().map_err(|_| std::io::Error::other("reports.jsonl"))?;
        file.seek(SeekFrom::Start(piece.at))?;
        (&mut *file).take(piece.len).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The unit-year of a file.
    pub fn unit_year_of(&self, digest: usize) -> Option<usize> {
        self.units.of_file.get(digest).copied().flatten()
    }

    /// Name of the unit, and year, of a unit-year.
    pub fn name_of(&self, unit_year: usize) -> (SmolStr, i32) {
        let y = &self.units.years[unit_year];
        (self.units.list[y.unit].name.clone(), y.year)
    }

    /// The report of a unit-year: the first file of kind `overall_report`.
    pub fn report_of(&self, unit_year: usize) -> Option<usize> {
        self.units
            .years
            .get(unit_year)?
            .files
            .iter()
            .copied()
            .find(|&i| self.digests[i].kind.as_deref() == Some("overall_report"))
    }

    /// The report of a unit-year, where all its reports say the same: who compares figures must not pick one of two that
    /// differ.
    pub fn sole_report(&self, unit_year: usize) -> Option<usize> {
        let first = self.report_of(unit_year)?;
        let agree = |&i: &usize| {
            self.digests[i].kind.as_deref() != Some("overall_report") || self.digests[i].vector == self.digests[first].vector
        };
        self.units.years[unit_year].files.iter().all(agree).then_some(first)
    }

    /// The one value that a report gives for a quantity in its own year; none where it gives several that differ.
    pub fn value(&self, digest: usize, concept: Concept) -> Option<&Figure> {
        self.pick(digest, |f| f.concept == concept && f.year.is_none() && f.column == Column::Executed && f.own)
    }

    /// The one value that fits; none where several fit that differ.
    pub fn pick(&self, digest: usize, fits: impl Fn(&Figure) -> bool) -> Option<&Figure> {
        let mut found: Option<&Figure> = None;
        for f in self.digests.get(digest)?.figures.iter().filter(|f| fits(f)) {
            match found {
                Some(old) if !equal(old.print(), f.print()) => return None,
                // Of two prints of one figure the finer one says more.
                Some(old) if old.places >= f.places => {}
                _ => found = Some(f),
            }
        }
        found
    }

    /// A finding about a file.
    pub fn finding(&self, rule: &'static str, severity: Level, digest: usize, message: String) -> Finding {
        let unit_year = self.unit_year_of(digest).map(|y| self.name_of(y));
        let (unit, year) = unit_year.map_or((None, None), |(u, y)| (Some(u), Some(y)));
        Finding {
            rule,
            severity,
            unit,
            year,
            concept: None,
            message,
            difference: None,
            witnesses: vec![self.witness(digest, "")],
        }
    }

    /// A file as a whole.
    pub fn witness(&self, digest: usize, label: &str) -> Witness {
        let unit_year = self.unit_year_of(digest).map(|y| self.name_of(y));
        Witness {
            path: Some(self.digests[digest].path.clone()),
            unit: unit_year.as_ref().map(|u| u.0.clone()),
            year: unit_year.map(|u| u.1),
            label: label.into(),
            ..Witness::default()
        }
    }

    /// A figure with its words and place, which are read from the report.
    pub fn figure(&self, digest: usize, f: &Figure) -> std::io::Result<Witness> {
        let id = format_smolstr!("a{}", f.amount);
        let line = self.line(digest)?;
        let amount = values_at::<Printed<'_>>(&line, &format!("{{\"id\":\"{id}\",")).next().transpose()?;
        let place = amount.as_ref().and_then(|a| {
            a.at.cell.as_deref().map(SmolStr::from).or(match (a.at.page, a.at.line) {
                (Some(page), Some(line)) => Some(format_smolstr!("第{page}页第{line}行")),
                (None, Some(line)) => Some(format_smolstr!("第{line}行")),
                _ => None,
            })
        });
        Ok(Witness {
            raw: amount.map(|a| a.raw.into()),
            value: Some(f.value.0),
            place,
            amount: Some(id),
            ..self.witness(digest, digest::label(f.concept))
        })
    }
}

/// What is read again of an amount.
#[derive(Deserialize)]
struct Printed<'a> {
    #[serde(borrow)]
    raw: Cow<'a, str>,
    #[serde(borrow)]
    at: Place<'a>,
}

#[derive(Deserialize)]
struct Place<'a> {
    line: Option<u64>,
    page: Option<u64>,
    #[serde(borrow)]
    cell: Option<Cow<'a, str>>,
}

/// The object that begins with `key` in a line of `reports.jsonl` and those that follow it in its list, without a look at the
/// rest of the line. A key with its quotes cannot stand inside a string, where quotes have a backslash before them.
fn values_at<'a, T: Deserialize<'a>>(line: &'a [u8], key: &str) -> impl Iterator<Item = serde_json::Result<T>> + use<'a, T> {
    let mut rest = memchr::memmem::find(line, key.as_bytes()).and_then(|at| line.get(at..));
    std::iter::from_fn(move || {
        let mut values = serde_json::Deserializer::from_slice(rest?).into_iter::<T>();
        let value = values.next()?;
        rest = rest?.get(values.byte_offset()..).and_then(|after| after.strip_prefix(b","));
        Some(value)
    })
}

impl From<Decimal> for Exact {
    fn from(d: Decimal) -> Self {
        Exact(d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_equal_to_the_coarser_print() {
        let d = |s: &str| -> Decimal { s.parse().expect("a decimal") };
        assert!(equal((d("41.8"), 1), (d("41.83"), 2)));
        assert!(equal((d("41.80"), 2), (d("41.8"), 1)));
        assert!(!equal((d("41.8"), 1), (d("41.87"), 2)));
        assert!(!equal((d("41.82"), 2), (d("41.83"), 2)));
        assert!(equal((d("12.3456"), 4), (d("12.35"), 2)));
    }
}
