//! A printed figure as the engine sees it, and how exactly it is known.

use rust_decimal::Decimal;

use crate::interpret::{Amount, AmountRole, Facts};
use crate::mentions::{Bound, MoneyUnit};
use crate::read::Span;

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Index of an amount.
    Amount(usize),
    /// A percentage, in percent.
    Percent,
    /// A number of people, points, things.
    Number,
}

/// A printed figure that takes part in a check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure<'a> {
    /// In 万元, percent, persons or points.
    pub value: Decimal,
    /// Its words; two figures are the same if their spans are.
    pub span: Span,
    /// Where it comes from.
    pub origin: Origin,
    /// The smallest step that its print can show, in the same unit as `value`.
    pub quantum: Decimal,
    /// Decimals printed, in the printed unit.
    pub decimals: u8,
    /// Power of ten from the printed unit to that of `value`.
    pub exponent: i32,
    /// Whether it claims to be exact.
    pub exact: bool,
    /// The words that name it.
    pub label: &'a str,
}

/// `10^exponent` as a decimal.
pub(crate) fn power_of_ten(exponent: i32) -> Decimal {
    if exponent >= 0 {
        Decimal::from_i128_with_scale(10i128.pow(exponent.min(20) as u32), 0)
    } else {
        Decimal::new(1, exponent.unsigned_abs().min(28))
    }
}

/// The quantum of every printed unit in one document: the largest number of decimals among its value figures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quanta {
    decimals: [u8; 5],
}

fn slot(unit: MoneyUnit) -> usize {
    match unit {
        MoneyUnit::Yuan => 0,
        MoneyUnit::QianYuan => 1,
        MoneyUnit::WanYuan => 2,
        MoneyUnit::BaiwanYuan => 3,
        MoneyUnit::YiYuan => 4,
    }
}

impl Quanta {
    /// Looks at every value figure; unit prices and comparisons do not count.
    pub fn of(facts: &Facts) -> Self {
        let mut decimals = [0; 5];
        for a in &facts.amounts {
            if a.role == AmountRole::Value {
                let d = &mut decimals[slot(a.unit)];
                *d = (*d).max(a.decimals);
            }
        }
        Self { decimals }
    }

    /// The quantum of an amount, in 万元.
    ///
    /// A document that prints some figure to more than two decimals (exports from a ledger do) says nothing about the
    /// exactness of its two-decimal figures, so these keep their own step.
    pub fn amount(&self, a: &Amount) -> Decimal {
        let document = self.decimals[slot(a.unit)].max(a.decimals);
        let d = if document > 2 { a.decimals.max(2) } else { document };
        power_of_ten(a.unit.exponent() - i32::from(d))
    }
}

impl<'a> Figure<'a> {
    /// An amount.
    pub fn amount(facts: &'a Facts, quanta: &Quanta, index: usize) -> Option<Self> {
        let a = facts.amounts.get(index)?;
        Some(Self {
            value: a.wan,
            span: a.span,
            origin: Origin::Amount(index),
            quantum: quanta.amount(a),
            decimals: a.decimals,
            exponent: a.unit.exponent(),
            exact: a.bound == Bound::Exact,
            label: &a.label,
        })
    }

    /// A number that has no money unit.
    pub fn number(value: Decimal, span: Span, label: &'a str) -> Self {
        let decimals = value.scale().min(6) as u8;
        Self {
            value,
            span,
            origin: Origin::Number,
            quantum: power_of_ten(-i32::from(decimals)),
            decimals,
            exponent: 0,
            exact: true,
            label,
        }
    }

    /// A percentage.
    pub fn percent(value: Decimal, decimals: u8, bound: Bound, span: Span, label: &'a str) -> Self {
        Self {
            value,
            span,
            origin: Origin::Percent,
            quantum: power_of_ten(-i32::from(decimals)),
            decimals,
            exponent: 0,
            exact: bound == Bound::Exact,
            label,
        }
    }

    /// The index of the amount, if it is one.
    pub fn amount_index(&self) -> Option<usize> {
        match self.origin {
            Origin::Amount(i) => Some(i),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpret::Amount;

    pub(crate) fn amount(wan: &str, decimals: u8, role: AmountRole) -> Amount {
        Amount {
            span: Span::default(),
            wan: wan.parse().expect("decimal"),
            decimals,
            unit: MoneyUnit::WanYuan,
            bound: Bound::Exact,
            role,
            concept: None,
            label: String::new(),
            section: None,
            fund: None,
            parent: None,
            year: None,
            column: None,
            cell: None,
            direction: 0,
            changes: None,
        }
    }

    #[test]
    fn the_quantum_is_the_documents_and_unit_prices_do_not_count() {
        let facts = Facts {
            amounts: vec![
                amount("3", 0, AmountRole::Value),
                amount("25.83", 2, AmountRole::Value),
                amount("0.763", 3, AmountRole::Comparison),
            ],
            ..Facts::default()
        };
        let quanta = Quanta::of(&facts);
        assert_eq!(quanta.amount(&facts.amounts[0]), Decimal::new(1, 2));
    }

    #[test]
    fn two_decimals_keep_their_step_beside_a_ledger_export() {
        let facts = Facts {
            amounts: vec![amount("2087.98", 2, AmountRole::Value), amount("7177.373442", 6, AmountRole::Value)],
            ..Facts::default()
        };
        let quanta = Quanta::of(&facts);
        assert_eq!(quanta.amount(&facts.amounts[0]), Decimal::new(1, 2));
        assert_eq!(quanta.amount(&facts.amounts[1]), Decimal::new(1, 6));
    }
}
