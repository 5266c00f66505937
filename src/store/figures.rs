//! The figures that a report gives for a quantity as a whole, and those that most questions are about.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::document::Document;

/// The figure that stands for a quantity, and the different ones that the report prints too.
pub(super) struct Main {
    pub amount: i64,
    pub wan: i64,
    pub rivals: Vec<i64>,
}

/// Main figures by quantity, column (empty if the words do not say) and years before the fiscal year.
pub(super) type Figures<'a> = BTreeMap<(&'a str, &'a str, i32), Main>;

/// The main figure of each quantity; see the comment of the table `figures`.
pub(super) fn main_figures<'a>(d: &'a Document<'_>) -> Figures<'a> {
    let mut main = Figures::new();
    for a in d.amounts.iter().filter(|a| &*a.role == "value" && a.fund.is_none()) {
        let (Some(concept), Some(wan)) = (a.concept.as_deref(), a.wan.millionths().value) else { continue };
        let years_ago = match (d.report.fiscal_year, a.year) {
            (Some(fiscal), Some(year)) => fiscal.saturating_sub(year),
            _ => 0,
        };
        let key = (concept, a.column.as_deref().unwrap_or(""), years_ago);
        let entry = main.entry(key).or_insert(Main { amount: a.id.0, wan, rivals: Vec::new() });
        if wan != entry.wan && !entry.rivals.contains(&wan) {
            entry.rivals.push(wan);
        }
    }
    main
}

/// Which quantities stand for what a unit had and what it spent, the first that is printed (`data/heads.toml`).
#[derive(Default, Deserialize)]
pub(super) struct Heads {
    pub budget: Vec<Quantity>,
    pub spent: Vec<Quantity>,
}

#[derive(Deserialize)]
pub(super) struct Quantity {
    concept: String,
    column: String,
}

impl Quantity {
    pub fn is(&self, concept: &str) -> bool {
        self.concept == concept
    }

    pub fn find<'a>(&'a self, figures: &'a Figures<'a>) -> Option<(&'a str, &'a Main)> {
        let ((concept, ..), main) = figures.get_key_value(&(self.concept.as_str(), self.column.as_str(), 0))?;
        Some((concept, main))
    }
}

pub(super) fn heads() -> &'static Heads {
    static HEADS: LazyLock<Heads> = LazyLock::new(|| toml::from_str(include_str!("data/heads.toml")).unwrap_or_default());
    &HEADS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read() {
        assert!(!heads().budget.is_empty() && !heads().spent.is_empty());
    }
}
