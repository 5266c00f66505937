//! The rules as data: what a rule says, how a set of rules is read, switched and looked up.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use rustc_hash::FxBuildHasher;
use serde::Deserialize;
use smol_str::SmolStr;

use super::Severity;

/// How a rule is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// A printed total and the parts that are bound to it.
    Sum,
    /// Σ left = Σ right over the document's own figures.
    Balance,
    /// Σ left ≤ Σ right over the document's own figures.
    Bound,
    /// Two quantities that name the same money.
    Equal,
    /// A printed percentage of one quantity over another.
    Rate,
    /// Evaluated by the module of its subject.
    Code,
    /// Needs a person; the engine says `insufficient`.
    Judgement,
}

/// Tolerance class of handbook §3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Tolerance {
    /// Exact.
    T0,
    /// Equal after rounding to the coarser figure.
    TE,
    /// A bound with the slack of one quantum.
    TB,
    /// Half the sum of the operands' quanta.
    TS,
    /// A printed percentage with its decimals.
    TR,
}

impl Tolerance {
    /// The class in words, for `explain` and the documentation.
    pub fn describe(self) -> &'static str {
        match self {
            Tolerance::T0 => "精确（T0）",
            Tolerance::TE => "按较粗的一方取舍后相等（TE）",
            Tolerance::TB => "上下限，容许一个最小单位（TB）",
            Tolerance::TS => "各数最小单位之和的一半（TS）",
            Tolerance::TR => "百分数末位的一半，加上分子分母取舍的影响（TR）",
        }
    }
}

/// A concept in a linear identity and how it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Id of the quantity.
    pub concept: String,
    /// `1` or `-1`.
    pub sign: i8,
    /// Whether it must be printed.
    pub need: Need,
}

/// Whether a term of an identity must be printed for the identity to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Without it the rule is `insufficient`.
    Must,
    /// `?`: counts as 0 when it is not printed.
    Zero,
    /// `|`: at least one term with this mark must be printed.
    OneOf,
    /// `*`: may be part of the sum or not; the identity holds if either reading closes.
    Either,
}

impl Term {
    /// Reads `-budget_adjust_decrease|`.
    fn read(text: &str) -> Self {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (need, concept) = match rest.as_bytes().last() {
            Some(b'?') => (Need::Zero, &rest[..rest.len() - 1]),
            Some(b'|') => (Need::OneOf, &rest[..rest.len() - 1]),
            Some(b'*') => (Need::Either, &rest[..rest.len() - 1]),
            _ => (Need::Must, rest),
        };
        Self { concept: concept.to_owned(), sign, need }
    }
}

/// A rule as the data file writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    #[serde(default = "one")]
    version: u32,
    name: String,
    severity: Severity,
    tolerance: Tolerance,
    kind: RuleKind,
    #[serde(default)]
    total: Vec<String>,
    #[serde(default)]
    parts: Vec<String>,
    #[serde(default)]
    part_labels: Vec<String>,
    #[serde(default)]
    closed: Vec<String>,
    closed_from: Option<usize>,
    #[serde(default)]
    lenient: bool,
    #[serde(default)]
    covered: Vec<Vec<String>>,
    #[serde(default)]
    beside: Vec<String>,
    #[serde(default)]
    bounds: Vec<[String; 2]>,
    #[serde(default)]
    left: Vec<String>,
    #[serde(default)]
    right: Vec<String>,
    #[serde(default)]
    when_any: Vec<Vec<String>>,
    rate: Option<String>,
    #[serde(default)]
    of: Vec<Vec<String>>,
    #[serde(default)]
    over: Vec<Vec<String>>,
    #[serde(default)]
    residue: Vec<String>,
    #[serde(default)]
    pairs: Vec<[String; 2]>,
    #[serde(default)]
    means: String,
    #[serde(default)]
    source: String,
    pass: Option<String>,
    fail: Option<String>,
}

fn one() -> u32 {
    1
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id (`A02`); a bureau's own rules carry a prefix of their own.
    pub id: SmolStr,
    /// Counts up when what the rule demands changes.
    pub version: u32,
    /// What it demands, in words.
    pub name: String,
    /// How much a failure matters.
    pub severity: Severity,
    /// Tolerance class.
    pub tolerance: Tolerance,
    /// A tolerance in 万元 (or percentage points) that a bureau allows on top.
    pub allowance: Decimal,
    /// How it is evaluated.
    pub kind: RuleKind,
    /// `sum`: concepts of the total.
    pub total: Vec<String>,
    /// `sum`: concepts of the parts.
    pub parts: Vec<String>,
    /// `sum`: words in the labels of parts that have no concept.
    pub part_labels: Vec<String>,
    /// `sum`: the parts that make the list complete.
    pub closed: Vec<String>,
    /// `sum`: this many parts make the list complete.
    pub closed_from: Option<usize>,
    /// `sum`: even a list that counts as complete may lack an item, so that a failure needs a likely slip to be an error.
    pub lenient: bool,
    /// `sum`: the first of each list covers the others, which are then no addends.
    pub covered: Vec<Vec<String>>,
    /// Quantities that another section may tell and that the total holds, too.
    pub beside: Vec<String>,
    /// Pairs of which the first must not exceed the second.
    pub bounds: Vec<[String; 2]>,
    /// Left side of a `balance`, `bound` or `equal`.
    pub left: Vec<Term>,
    /// Right side.
    pub right: Vec<Term>,
    /// The rule says `insufficient` when all concepts of one of these lists are printed and it cannot be evaluated.
    pub when_any: Vec<Vec<String>>,
    /// `rate`: the percentage's concept.
    pub rate: Option<String>,
    /// `rate`: numerators, one for each entry of `over`.
    pub of: Vec<Vec<Term>>,
    /// `rate`: denominators.
    pub over: Vec<Vec<Term>>,
    /// H06: words that a template leaves behind.
    pub residue: Vec<String>,
    /// S04: words that part a count into two.
    pub pairs: Vec<[String; 2]>,
    /// What a mismatch usually means.
    pub means: String,
    /// Where it comes from.
    pub source: String,
    /// A piece of a report that passes.
    pub pass: Option<String>,
    /// A piece of a report that fails.
    pub fail: Option<String>,
}

impl From<RawRule> for Rule {
    fn from(r: RawRule) -> Self {
        let terms = |list: Vec<String>| list.iter().map(|t| Term::read(t)).collect::<Vec<_>>();
        Self {
            id: r.id.into(),
            version: r.version,
            name: r.name,
            severity: r.severity,
            tolerance: r.tolerance,
            allowance: Decimal::ZERO,
            kind: r.kind,
            total: r.total,
            parts: r.parts,
            part_labels: r.part_labels,
            closed: r.closed,
            closed_from: r.closed_from,
            lenient: r.lenient,
            covered: r.covered,
            beside: r.beside,
            bounds: r.bounds,
            left: terms(r.left),
            right: terms(r.right),
            when_any: r.when_any,
            rate: r.rate,
            of: r.of.into_iter().map(terms).collect(),
            over: r.over.into_iter().map(terms).collect(),
            residue: r.residue,
            pairs: r.pairs,
            means: r.means,
            source: r.source,
            pass: r.pass,
            fail: r.fail,
        }
    }
}

impl Rule {
    /// What the rule demands, as a formula over concept ids; empty for rules that are evaluated by code.
    pub fn formula(&self) -> String {
        let side = |terms: &[Term]| {
            let mut out = String::new();
            for t in terms {
                if !out.is_empty() || t.sign < 0 {
                    out.push_str(if t.sign < 0 { " − " } else { " + " });
                }
                out.push_str(&t.concept);
                if t.need != Need::Must {
                    out.push('?');
                }
            }
            out.trim_start().to_owned()
        };
        match self.kind {
            RuleKind::Sum => {
                let parts = if self.parts.is_empty() { "Σ 各分项".to_owned() } else { self.parts.join(" + ") };
                format!("{} = {parts}", self.total.join(" / "))
            }
            RuleKind::Balance | RuleKind::Equal => format!("{} = {}", side(&self.left), side(&self.right)),
            RuleKind::Bound => format!("{} ≤ {}", side(&self.left), side(&self.right)),
            RuleKind::Rate => {
                let one: Vec<_> = self.of.iter().zip(&self.over).map(|(a, b)| format!("({}) ÷ ({})", side(a), side(b))).collect();
                format!("{} = {}", self.rate.as_deref().unwrap_or_default(), one.join(" 或 "))
            }
            RuleKind::Code | RuleKind::Judgement => String::new(),
        }
    }
}

/// The rules that are in force, found by id.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    by_id: HashMap<SmolStr, usize, FxBuildHasher>,
    /// The same for ids of a letter and two digits, which every report asks for a hundred times, by [`place`].
    by_place: Vec<Option<u32>>,
    /// Sum rules by the concept of the total.
    by_total: HashMap<String, Vec<usize>, FxBuildHasher>,
}

/// Where a rule with an id of a letter and two digits stands in [`RuleSet::by_place`].
fn place(id: &str) -> Option<usize> {
    match *id.as_bytes() {
        [letter @ b'A'..=b'Z', ten @ b'0'..=b'9', one @ b'0'..=b'9'] => {
            Some(usize::from(letter - b'A') * 100 + usize::from(ten - b'0') * 10 + usize::from(one - b'0'))
        }
        _ => None,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    rule: Vec<RawRule>,
}

/// Reads rules from TOML with the schema of `src/checks/data/rules.toml`.
///
/// # Errors
/// The error of the TOML reader, which knows line and column.
pub fn read_rules(text: &str) -> Result<Vec<Rule>, toml::de::Error> {
    let file: RawFile = toml::from_str(text)?;
    Ok(file.rule.into_iter().map(Rule::from).collect())
}

impl RuleSet {
    /// A set of rules in the order given; a later rule with the same id replaces an earlier one.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        let mut set = Self::default();
        for rule in rules {
            match set.by_id.get(&rule.id) {
                Some(&at) => set.rules[at] = rule,
                None => {
                    set.by_id.insert(rule.id.clone(), set.rules.len());
                    set.rules.push(rule);
                }
            }
        }
        set.by_place = vec![None; 26 * 100];
        for (i, rule) in set.rules.iter().enumerate() {
            if let Some(slot) = place(&rule.id).and_then(|p| set.by_place.get_mut(p)) {
                *slot = Some(i as u32);
            }
            if rule.kind == RuleKind::Sum {
                for concept in &rule.total {
                    set.by_total.entry(concept.clone()).or_default().push(i);
                }
            }
        }
        set
    }

    /// The rules that come with the program.
    pub fn builtin() -> &'static RuleSet {
        static BUILTIN: LazyLock<RuleSet> = LazyLock::new(|| {
            // The file is part of the program and a test reads it: an error cannot reach a user.
            RuleSet::new(read_rules(include_str!("data/rules.toml")).unwrap_or_default())
        });
        &BUILTIN
    }

    /// The rule with this id, if it is in force.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let at = match place(id) {
            Some(place) => self.by_place.get(place).copied().flatten().map(|i| i as usize),
            None => self.by_id.get(id).copied(),
        };
        at.and_then(|i| self.rules.get(i))
    }

    /// All rules in force, in the order of the data file.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// Sum rules whose total may have this concept.
    pub fn sums_of(&self, concept: &str) -> impl Iterator<Item = &Rule> {
        self.by_total.get(concept).into_iter().flatten().filter_map(|&i| self.rules.get(i))
    }

    /// A copy in which every rule has gone through `change`; those for which it gives `None` are off.
    #[must_use]
    pub fn map(&self, change: impl FnMut(Rule) -> Option<Rule>) -> RuleSet {
        RuleSet::new(self.rules.iter().cloned().filter_map(change))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_reads_and_ids_are_unique() {
        let rules = read_rules(include_str!("data/rules.toml")).expect("rules.toml");
        assert_eq!(RuleSet::new(rules.clone()).iter().count(), rules.len());
        assert!(rules.len() > 90);
    }

    #[test]
    fn terms_carry_sign_and_need() {
        let t = Term::read("-budget_adjust_decrease|");
        assert_eq!((t.concept.as_str(), t.sign, t.need), ("budget_adjust_decrease", -1, Need::OneOf));
        assert_eq!(Term::read("carryover_opening").need, Need::Must);
    }

    #[test]
    fn every_sum_rule_has_a_total_and_parts() {
        for r in RuleSet::builtin().iter().filter(|r| r.kind == RuleKind::Sum) {
            assert!(!r.total.is_empty(), "{}", r.id);
            assert!(!r.parts.is_empty() || !r.part_labels.is_empty(), "{}", r.id);
        }
    }
}
