//! A whole district of plausible reports and forms, with known truth: the demonstration corpus.

use std::ops::RangeInclusive;
use std::path::Path;

use serde::Serialize;

use super::facts::Unit;
use super::pdf::{self, Font};
use super::prng::Prng;
use super::truth::Truth;
use super::{Options, Planted, formats, forms, report_of};

/// What to write.
#[derive(Clone, Debug)]
pub struct District {
    /// Number of budget units.
    pub units: usize,
    /// Fiscal years.
    pub years: RangeInclusive<i32>,
    /// Seed of everything.
    pub seed: u64,
    /// In how many of 100 reports an error is planted.
    pub planted_share: u64,
    /// Plain UTF-8 text only, no forms.
    pub text_only: bool,
    /// Some reports are PDFs in this font; without one none is.
    pub pdf_font: Option<Font>,
}

/// A planted error and where it is.
#[derive(Clone, Debug, Serialize)]
pub struct PlantedIn {
    /// The report, relative to the folder of reports.
    pub file: String,
    /// Kind of slip.
    pub slip: &'static str,
    /// What stood there before.
    pub was: String,
}

/// What was written; stands in `district.json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Written {
    /// Reports.
    pub reports: usize,
    /// Reports that are PDFs.
    pub pdfs: usize,
    /// Forms.
    pub forms: usize,
    /// Planted errors.
    pub planted: Vec<PlantedIn>,
    /// Units of the roster that did not report, with the year.
    pub missing: Vec<(String, i32)>,
}

/// Why a district could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A workbook cannot be made.
    #[error("表格写不出：{0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A Word file cannot be made.
    #[error("Word 文件写不出：{0}")]
    Zip(#[from] zip::result::ZipError),
    /// The truth cannot be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// In how many of 100 cases a unit does not report.
const MISSING: u64 = 2;
/// In how many of 100 cases a report is a PDF, if there is a font.
const PDFS: u64 = 20;
/// In how many of 100 cases the forms come along.
const FORMS: u64 = 35;

/// Writes a district: `DIR/reports/YEAR/…`, the truth of each file in `DIR/truth/YEAR/…`, the units in `DIR/roster.csv`, and
/// what was planted in `DIR/district.json`. The same options give the same bytes.
pub fn write(dir: &Path, district: &District) -> Result<Written, Error> {
    let mut written = Written::default();
    let place = Prng::new(district.seed).below(480);
    let mut roster = String::from("\u{feff}单位名称,编码,级次\r\n");
    for n in 0..district.units {
        let unit = Unit::new(district.seed, place, n);
        roster.push_str(&format!("{},{},一级预算单位\r\n", unit.name, unit.code));
        for year in district.years.clone() {
            // One after the other: seed and year must not cancel out, or near seeds would give the same reports in other years.
            let seed = Prng::of(Prng::of(district.seed, year as u64).bits(), n as u64 + 1).bits();
            one(dir, district, &unit, year, seed, &mut written)?;
        }
    }
    fs_err::create_dir_all(dir)?;
    fs_err::write(dir.join("roster.csv"), roster)?;
    fs_err::write(dir.join("district.json"), serde_json::to_vec_pretty(&written)?)?;
    Ok(written)
}

fn one(dir: &Path, district: &District, unit: &Unit, year: i32, seed: u64, written: &mut Written) -> Result<(), Error> {
    let mut rng = Prng::new(seed);
    if rng.chance(MISSING) {
        written.missing.push((unit.name.clone(), year));
        return Ok(());
    }
    let plant = rng.chance(district.planted_share);
    let options = Options { year: Some(year), plant, long: rng.chance(70), project: false };
    let generated = report_of(unit, year, seed, &options);
    let (kind, bytes) = if district.text_only {
        ("txt", generated.text.clone().into_bytes())
    } else {
        encoded(&mut rng, unit, year, &generated.text)?
    };
    // Drawn apart, so that the other files are the same with and without a font.
    let drawn = Prng::of(seed, 2).chance(PDFS);
    let as_pdf = district.pdf_font.as_ref().filter(|_| drawn).and_then(|font| pdf::pdf(font, &generated.text));
    let (kind, bytes) = as_pdf.map_or((kind, bytes), |bytes| {
        written.pdfs += 1;
        ("pdf", bytes)
    });
    let stem = format!("{}-{}", unit.code, unit.name);
    let name = format!("{stem}.{kind}");
    if let Some(Planted { slip, was, .. }) = generated.planted {
        written.planted.push(PlantedIn { file: format!("{year}/{name}"), slip, was });
    }
    file(dir, year, &name, &bytes, generated.truth)?;
    written.reports += 1;
    if district.text_only || !rng.chance(FORMS) {
        return Ok(());
    }
    let years = unit.years(year, year);
    let Some(facts) = years.last() else { return Ok(()) };
    let (bytes, truth) = forms::overall(unit, facts, &mut rng)?;
    file(dir, year, &format!("{stem}-部门整体支出绩效自评表.xlsx"), &bytes, truth)?;
    written.forms += 1;
    for fund in facts.funds.iter().filter(|f| f.actual > 0) {
        let (bytes, truth) = forms::project(unit, facts, fund, &mut rng)?;
        file(dir, year, &format!("{stem}-{}-项目自评表.xlsx", fund.name), &bytes, truth)?;
        written.forms += 1;
    }
    Ok(())
}

/// A file and, apart from it so that a run over the reports does not meet it, its truth.
fn file(dir: &Path, year: i32, name: &str, bytes: &[u8], mut truth: Truth) -> Result<(), Error> {
    let (reports, truths) = (dir.join(format!("reports/{year}")), dir.join(format!("truth/{year}")));
    fs_err::create_dir_all(&reports)?;
    fs_err::create_dir_all(&truths)?;
    fs_err::write(reports.join(name), bytes)?;
    truth.file = format!("../../reports/{year}/{name}");
    fs_err::write(truths.join(format!("{name}.truth.json")), serde_json::to_vec(&truth)?)?;
    Ok(())
}

fn encoded(rng: &mut Prng, unit: &Unit, year: i32, text: &str) -> Result<(&'static str, Vec<u8>), Error> {
    let text = if rng.chance(25) { text.replace('\n', "\r\n") } else { text.to_owned() };
    let title = format!("{}{year}年度部门整体支出绩效自评报告", unit.name);
    Ok(match rng.weighted(&[44, 5, 16, 3, 3, 16, 9, 4]) {
        0 => ("txt", text.into_bytes()),
        1 => ("txt", format!("\u{feff}{text}").into_bytes()),
        2 => ("txt", encoding_rs::GB18030.encode(&text).0.into_owned()),
        3 => ("txt", formats::utf16(&text, false)),
        4 => ("txt", formats::utf16(&text, true)),
        5 => ("docx", formats::docx(&text)?),
        6 => ("html", formats::html(&title, &text, "utf-8").into_bytes()),
        _ => ("htm", encoding_rs::GBK.encode(&formats::html(&title, &text, "gb2312")).0.into_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_district() {
        let district = District { units: 30, years: 2023..=2024, seed: 7, planted_share: 20, text_only: false, pdf_font: None };
        let (a, b) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let (x, y) = (write(a.path(), &district).expect("written"), write(b.path(), &district).expect("written"));
        assert_eq!((x.reports, x.forms), (y.reports, y.forms));
        assert!(x.reports > 50 && x.forms > 20 && x.planted.len() > 3, "{x:?}");
        let mut files = 0;
        for entry in walkdir::WalkDir::new(a.path()).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file()) {
            let other = b.path().join(entry.path().strip_prefix(a.path()).expect("inside"));
            assert!(fs_err::read(entry.path()).expect("read") == fs_err::read(&other).expect("read"), "{}", other.display());
            files += 1;
        }
        assert_eq!(files, 2 * (x.reports + x.forms) + 2);
    }

    #[test]
    fn units_have_names_of_their_own() {
        let mut names: Vec<String> = (0..300).map(|n| Unit::new(7, 12, n).name).collect();
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
