//! Floors under the figures of an evaluation, so that accuracy cannot slip unseen.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::table::{FALSE_ERRORS, MEASURES, WARNINGS};
use super::{Error, Evaluation};

/// A floors file: the least F1 in percent by measure, and the most false errors and warnings on clean reports.
///
/// ```toml
/// false_errors = 0
/// warnings = 3
/// [f1]
/// amounts = 99.5
/// "amounts.concept" = 97
/// ```
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    /// Least F1, in percent.
    #[serde(default)]
    pub f1: BTreeMap<String, f64>,
    /// Most error-level findings that no label accounts for.
    pub false_errors: Option<usize>,
    /// Most warnings on reports without a labelled finding.
    pub warnings: Option<usize>,
}

impl Floors {
    /// Reads a floors file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = fs_err::read_to_string(path)?;
        toml::from_str(&text).map_err(|cause| Error::Floors { path: path.to_owned(), cause })
    }

    /// What falls below, in words; empty if nothing does. A measure that nothing was labelled for falls below, too: a floor
    /// that is not tested protects nothing.
    pub fn broken(&self, e: &Evaluation) -> Vec<String> {
        let mut broken = Vec::new();
        for (key, &floor) in &self.f1 {
            if !MEASURES.contains(&key.as_str()) {
                broken.push(format!("{key}：没有这项指标"));
                continue;
            }
            match e.tally.shares(key).f1 {
                Some(f1) if 100.0 * f1 + 1e-9 >= floor => {}
                Some(f1) => broken.push(format!("{key}：F1 为 {:.2}，低于下限 {floor}", 100.0 * f1)),
                None => broken.push(format!("{key}：没有可比的标注")),
            }
        }
        for (name, key, most) in [("false_errors", FALSE_ERRORS, self.false_errors), ("warnings", WARNINGS, self.warnings)] {
            let n = e.tally.count(key).hit;
            if most.is_some_and(|most| n > most) {
                broken.push(format!("{name}：{n} 处，多于上限 {}", most.unwrap_or_default()));
            }
        }
        if !e.broken.is_empty() {
            broken.push(format!("{} 个文件没有读出", e.broken.len()));
        }
        broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_below_its_floor_is_told() {
        let floors: Floors = toml::from_str("false_errors = 0\n[f1]\namounts = 90\nsections = 50\nnosuch = 1").expect("floors");
        let mut e = Evaluation::default();
        e.tally.found("amounts", 8, 10, 10);
        e.tally.found("findings.false_errors", 1, 1, 1);
        let broken = floors.broken(&e);
        assert_eq!(broken.len(), 4, "{broken:?}");
        assert!(broken[0].contains("80.00"));
        let mut good = Evaluation::default();
        good.tally.found("amounts", 9, 10, 10);
        good.tally.found("sections", 1, 1, 1);
        let floors: Floors = toml::from_str("[f1]\namounts = 90\nsections = 50").expect("floors");
        assert_eq!(floors.broken(&good), Vec::<String>::new());
    }
}
