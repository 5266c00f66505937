//! This year against last year: K01 (opening against last closing), K07 and F14 (上年数 against last year's 本年数), K06 (changes
//! out of line), G07 (a slip of the unit that no sum inside the report shows).

use rust_decimal::Decimal;

use super::digest::{Column, Concept, Figure, concept, concept_id, label};
use super::finding::{Finding, Level};
use super::{Corpus, equal};

/// Runs the checks.
pub fn check(corpus: &Corpus<'_>) -> std::io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for pair in corpus.pairs() {
        carry_over(corpus, pair, &mut findings)?;
        last_year(corpus, pair, &mut findings)?;
        magnitude(corpus, pair, &mut findings)?;
    }
    changes(corpus, &mut findings)?;
    Ok(findings)
}

/// The reports of a unit for a year and for the year before.
#[derive(Clone, Copy, Debug)]
struct Pair {
    this: usize,
    last: usize,
    year: i32,
}

impl Corpus<'_> {
    fn pairs(&self) -> Vec<Pair> {
        let years = &self.units.years;
        years
            .iter()
            .enumerate()
            .filter_map(|(i, y)| {
                let last = self.units.year(y.unit, y.year - 1)?;
                Some(Pair { this: self.sole_report(i)?, last: self.sole_report(last)?, year: y.year })
            })
            .collect()
    }

    fn compare(
        &self,
        rule: &'static str,
        level: Level,
        (this, a): (usize, &Figure),
        (last, b): (usize, &Figure),
        message: String,
    ) -> std::io::Result<Finding> {
        Ok(Finding {
            concept: Some(concept_id(a.concept)),
            difference: Some(a.value.0 - b.value.0),
            witnesses: vec![self.figure(this, a)?, self.figure(last, b)?],
            ..self.finding(rule, level, this, message)
        })
    }
}

/// K01: what is carried over into a year is what was left of the last.
fn carry_over(corpus: &Corpus<'_>, p: Pair, findings: &mut Vec<Finding>) -> std::io::Result<()> {
    let (Some(opening), Some(closing)) = (concept("carryover_opening"), concept("carryover_closing")) else { return Ok(()) };
    // 上年结转 is this year's opening, whichever year its words speak of.
    let before = i16::try_from(p.year - 1).ok();
    let opens =
        |f: &Figure| f.concept == opening && (f.year.is_none() || f.year == before) && f.column == Column::Executed && f.own;
    let (Some(a), Some(b)) = (corpus.pick(p.this, opens), corpus.value(p.last, closing)) else { return Ok(()) };
    if equal(a.print(), b.print()) {
        return Ok(());
    }
    let message = format!("{}年年初结转结余 {} 万元，与{}年年末结转结余 {} 万元不一致", p.year, a.value.0, p.year - 1, b.value.0);
    findings.push(corpus.compare("K01", Level::Warning, (p.this, a), (p.last, b), message)?);
    Ok(())
}

/// K07, and F14 for the column of a form: last year's figure as this year's report prints it.
fn last_year(corpus: &Corpus<'_>, p: Pair, findings: &mut Vec<Finding>) -> std::io::Result<()> {
    let before = i16::try_from(p.year - 1).ok();
    // Openings and closings are K01's.
    let mut seen: Vec<Concept> = ["carryover_opening", "carryover_closing"].into_iter().filter_map(concept).collect();
    let unit_year = corpus.unit_year_of(p.this);
    let files = unit_year.map(|u| corpus.units.years[u].files.clone()).unwrap_or_default();
    for file in files {
        let digest = &corpus.digests[file];
        let form = digest.kind.as_deref() == Some("base_data_form");
        if !form && file != p.this {
            continue;
        }
        for f in digest.figures.iter().filter(|f| f.year == before && f.column == Column::Executed) {
            if seen.contains(&f.concept) {
                continue;
            }
            let stated = corpus.pick(file, |g| g.concept == f.concept && g.year == before && g.column == Column::Executed);
            let (Some(a), Some(b)) = (stated, corpus.value(p.last, f.concept)) else { continue };
            seen.push(f.concept);
            if equal(a.print(), b.print()) {
                continue;
            }
            let message = format!(
                "{}年的材料所列上年{} {} 万元，与{}年报告的 {} 万元不一致",
                p.year,
                label(f.concept),
                a.value.0,
                p.year - 1,
                b.value.0
            );
            let rule = if form { "F14" } else { "K07" };
            findings.push(corpus.compare(rule, Level::Warning, (file, a), (p.last, b), message)?);
        }
    }
    Ok(())
}

/// G07: twenty times as much or as little as last year is a slip of the unit rather than a change.
fn magnitude(corpus: &Corpus<'_>, p: Pair, findings: &mut Vec<Finding>) -> std::io::Result<()> {
    for id in ["expenditure_total", "gpb_expenditure"] {
        let Some(c) = concept(id) else { continue };
        let (Some(a), Some(b)) = (corpus.value(p.this, c), corpus.value(p.last, c)) else { continue };
        let (x, y) = (a.value.0, b.value.0);
        let twenty = Decimal::from(20);
        if x <= Decimal::ZERO || y <= Decimal::ZERO || (x <= y * twenty && y <= x * twenty) {
            continue;
        }
        let message = format!("{} {x} 万元，上年 {y} 万元，相差二十倍以上；请核对单位是否把元与万元写错", label(c));
        findings.push(corpus.compare("G07", Level::Note, (p.this, a), (p.last, b), message)?);
        break;
    }
    Ok(())
}

/// Quantities of which the change is watched.
const WATCHED: [&str; 4] = ["gpb_expenditure", "gpb_personnel_expenditure", "gpb_public_expenditure", "san_gong_total"];
/// Fewer units say nothing of what is usual.
const LEAST_UNITS: usize = 8;

/// K06: a change that is far from the usual one among all units of the year (median and MAD), and large.
fn changes(corpus: &Corpus<'_>, findings: &mut Vec<Finding>) -> std::io::Result<()> {
    let pairs = corpus.pairs();
    let mut years: Vec<i32> = pairs.iter().map(|p| p.year).collect();
    years.sort_unstable();
    years.dedup();
    for year in years {
        for id in WATCHED {
            let Some(c) = concept(id) else { continue };
            let changes: Vec<(Pair, &Figure, &Figure, Decimal)> = pairs
                .iter()
                .filter(|p| p.year == year)
                .filter_map(|p| {
                    let (a, b) = (corpus.value(p.this, c)?, corpus.value(p.last, c)?);
                    let change = (a.value.0 - b.value.0).checked_div(b.value.0.abs())?;
                    Some((*p, a, b, change))
                })
                .collect();
            let values: Vec<Decimal> = changes.iter().map(|x| x.3).collect();
            for i in outliers(&values, LEAST_UNITS, Decimal::new(35, 1), Decimal::new(30, 2)) {
                let (p, a, b, change) = changes[i];
                let percent = (change * Decimal::ONE_HUNDRED).round_dp(1);
                let median = (median(&mut values.clone()) * Decimal::ONE_HUNDRED).round_dp(1);
                let message = format!(
                    "{} {} 万元，上年 {} 万元，变动 {percent}%，而各单位变动的中位数为 {median}%；请核对并说明原因",
                    label(c),
                    a.value.0,
                    b.value.0
                );
                findings.push(corpus.compare("K06", Level::Note, (p.this, a), (p.last, b), message)?);
            }
        }
    }
    Ok(())
}

/// The middle value; of an even number the mean of both.
pub(super) fn median(values: &mut [Decimal]) -> Decimal {
    values.sort_unstable();
    let n = values.len();
    match (values.get(n / 2), n.checked_sub(1).and_then(|m| values.get(m / 2))) {
        (Some(a), Some(b)) => (*a + *b) / Decimal::TWO,
        _ => Decimal::ZERO,
    }
}

/// Indices of the values that lie further from the median than `z` robust standard deviations and than `least`.
pub(super) fn outliers(values: &[Decimal], fewest: usize, z: Decimal, least: Decimal) -> Vec<usize> {
    if values.len() < fewest {
        return Vec::new();
    }
    let middle = median(&mut values.to_vec());
    let mut deviations: Vec<Decimal> = values.iter().map(|v| (*v - middle).abs()).collect();
    let mad = median(&mut deviations);
    // 1.4826 MAD estimate the standard deviation where values are normal.
    let limit = (mad * Decimal::new(14826, 4)).checked_mul(z).unwrap_or(Decimal::MAX).max(least);
    if mad.is_zero() {
        return Vec::new();
    }
    (0..values.len()).filter(|&i| (values[i] - middle).abs() > limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_is_far_from_the_middle_and_large() {
        let d = |n: i64| Decimal::new(n, 2);
        let mut values: Vec<Decimal> = [1, 2, -1, 0, 3, -2, 1, 2, 0].map(d).into();
        values.push(d(90));
        assert_eq!(outliers(&values, 8, Decimal::new(35, 1), d(30)), [9]);
        assert_eq!(outliers(&values[..9], 8, Decimal::new(35, 1), d(30)), Vec::<usize>::new());
        assert!(outliers(&values[5..], 8, Decimal::new(35, 1), d(30)).is_empty(), "too few to say");
    }
}
