//! A seeded generator of plausible reports with known truth, for tests, measurements and demonstrations.
//!
//! It has a grammar of its own: outlines, phrasings, departments and figures that agree with each other and from year to
//! year. The same seed gives the same report on every machine. [`report`] makes one report, [`district`] a whole district in
//! many formats.

pub mod district;
mod facts;
mod formats;
mod forms;
mod identities;
mod narrative;
mod numerals;
pub mod pdf;
mod plant;
mod prng;
mod truth;
mod vocabulary;
mod writer;

pub use facts::Unit;
pub use plant::Planted;
pub use prng::Prng;
pub use truth::{Truth, TruthAmount, TruthCount, TruthFinding, TruthForm, TruthFund, TruthIndicator, TruthPercent};

use facts::YearFacts;
use writer::{Change, Style, Writer};

/// What to make.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Fiscal year; drawn from 2020 to 2025 where it is none.
    pub year: Option<i32>,
    /// Plant one error, and say in the truth which.
    pub plant: bool,
    /// Longer: about 9 KB, as the published ones are.
    pub long: bool,
    /// A report on one project with parts instead of one on the whole unit.
    pub project: bool,
}

/// A report and its truth.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The text, UTF-8, one line a paragraph.
    pub text: String,
    /// What it says.
    pub truth: Truth,
    /// The error that was planted.
    pub planted: Option<Planted>,
}

/// Makes one report of a unit of its own.
///
/// ```
/// let report = jixiao::generate::report(7, &Default::default());
/// assert!(report.text.contains(&report.truth.unit_name));
/// assert_eq!(report.text, jixiao::generate::report(7, &Default::default()).text);
/// ```
pub fn report(seed: u64, options: &Options) -> Generated {
    let mut rng = Prng::new(seed);
    let unit = Unit::new(rng.bits(), rng.below(480), rng.below(64) as usize);
    let year = options.year.unwrap_or_else(|| 2020 + rng.below(6) as i32);
    report_of(&unit, year, rng.bits(), options)
}

/// Makes the report of a unit for a year (that of the options does not count).
pub fn report_of(unit: &Unit, year: i32, seed: u64, options: &Options) -> Generated {
    let years = unit.years(year, year).into_iter();
    let facts = years.map(|y| if options.project { y.into_project() } else { y }).next_back().unwrap_or_default();
    let again = |change| write(unit, &facts, seed, options, change);
    let clean = again(None);
    if options.plant
        && let Some(altered) = plant::plant(&clean, seed, |change| again(Some(change)))
    {
        return altered;
    }
    Generated { text: clean.text, truth: clean.truth, planted: None }
}

fn write<'a>(unit: &'a Unit, facts: &'a YearFacts, seed: u64, options: &Options, change: Option<Change>) -> Writer<'a> {
    let mut rng = Prng::of(seed, 1);
    let style = Style::draw(&mut rng);
    let families = narrative::families(unit.finance);
    let family = families[rng.below(families.len() as u64) as usize];
    let family = if options.project { narrative::Family::Project } else { family };
    let mut writer = Writer::new(rng, style, unit, facts, change);
    writer.long = options.long;
    writer.report(family);
    writer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_report() {
        let options = Options { year: Some(2024), plant: true, ..Options::default() };
        let (a, b) = (report(42, &options), report(42, &options));
        assert_eq!(a.text, b.text);
        assert_eq!(serde_json::to_string(&a.truth).ok(), serde_json::to_string(&b.truth).ok());
        assert_ne!(a.text, report(43, &options).text);
    }

    #[test]
    fn clean_reports_agree_with_themselves() {
        for seed in 0..400 {
            let mut rng = Prng::new(seed);
            let unit = Unit::new(rng.bits(), rng.below(480), rng.below(64) as usize);
            let options = Options { long: seed % 2 == 0, project: seed % 5 == 0, ..Options::default() };
            let facts = unit.years(2023, 2023).remove(0);
            let facts = if options.project { facts.into_project() } else { facts };
            let w = write(&unit, &facts, seed, &options, None);
            for relation in plant::relations(&w) {
                assert!(!relation.broken(), "seed {seed}: {relation:?}\n{}", w.text);
            }
        }
    }

    #[test]
    fn truth_stands_in_the_text() {
        for seed in 0..300 {
            let r = report(seed, &Options::default());
            let mut at = 0;
            for amount in &r.truth.amounts {
                let found = r.text[at..].find(&amount.raw);
                assert!(found.is_some(), "seed {seed}: {} after byte {at}", amount.raw);
                at += found.unwrap_or(0) + amount.raw.len();
                assert!(amount.parent.is_none_or(|p| p < r.truth.amounts.len()));
            }
            assert!(!r.text.contains(['{', '}', '[', ']']), "seed {seed}: a slot was left\n{}", r.text);
            for section in &r.truth.sections {
                assert!(!section.3.is_empty(), "seed {seed}: {section:?} has no title");
            }
        }
    }

    #[test]
    fn planted_errors_are_told() {
        let mut planted = 0;
        for seed in 0..300 {
            let r = report(seed, &Options { plant: true, project: seed % 5 == 0, ..Options::default() });
            if r.planted.is_some() {
                planted += 1;
                assert!(!r.truth.findings.is_empty(), "seed {seed}");
            }
        }
        assert!(planted >= 290, "{planted}");
    }
}
