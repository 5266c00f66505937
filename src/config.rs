//! `jixiao.toml`: what a bureau changes in the rules, and which findings it has looked at and waives.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::batch::glob::Globs;
use crate::checks::rules::{Rule, RuleSet, read_rules};
use crate::checks::{Check, Severity};

/// The name of the file that is looked for in the working folder.
pub const FILE_NAME: &str = "jixiao.toml";

/// A mistake in the file, with its place.
#[derive(Debug)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line from 1.
    pub line: usize,
    /// Column in characters from 1.
    pub column: usize,
    /// What is wrong and what would be right, in Chinese.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}：{}", self.path.display(), self.line, self.column, self.message)
    }
}

impl std::error::Error for ConfigError {}

/// A date of the calendar.
pub type Date = (u16, u8, u8);

/// A finding that was looked at and accepted.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rule that is waived.
    pub rule: String,
    /// Files that it concerns; all if empty.
    pub files: Globs,
    /// Unit that it concerns.
    pub unit: Option<String>,
    /// Path of the section.
    pub section: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day on which it holds.
    pub expires: Date,
}

/// What `jixiao.toml` says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The rules in force, if the file changes any.
    pub rules: Option<RuleSet>,
    /// Waivers.
    pub waivers: Vec<Waiver>,
    /// The severity at which `check` exits with 1.
    pub fail_on: Option<Severity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    checks: RawChecks,
    #[serde(default)]
    rules: BTreeMap<Spanned<String>, RawChange>,
    #[serde(default)]
    rule: Vec<Spanned<toml::Table>>,
    #[serde(default)]
    waive: Vec<RawWaiver>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChecks {
    fail_on: Option<Severity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChange {
    #[serde(default)]
    off: bool,
    severity: Option<Severity>,
    tolerance: Option<Spanned<toml::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWaiver {
    rule: Spanned<String>,
    files: Option<Spanned<Vec<String>>>,
    unit: Option<String>,
    section: Option<String>,
    reason: Spanned<String>,
    expires: Spanned<toml::value::Datetime>,
}

/// Line and column of a byte.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, at: usize, message: impl Into<String>) -> ConfigError {
        let (line, column) = place(self.text, at);
        ConfigError { path: self.path.to_owned(), line, column, message: message.into() }
    }

    fn toml(&self, e: &toml::de::Error) -> ConfigError {
        self.error(e.span().map_or(0, |s| s.start), format!("格式有误：{}", e.message()))
    }
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong, with line and column.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = fs_err::read_to_string(path).map_err(|e| ConfigError {
            path: path.to_owned(),
            line: 1,
            column: 1,
            message: format!("无法读取：{e}"),
        })?;
        Self::parse(&text, path)
    }

    /// Reads the file of the working folder if there is one.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn find(named: Option<&Path>) -> Result<Self, ConfigError> {
        match named {
            Some(path) => Self::read(path),
            None if Path::new(FILE_NAME).is_file() => Self::read(Path::new(FILE_NAME)),
            None => Ok(Self::default()),
        }
    }

    /// Reads the text of a file. The path is for messages only.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let source = Source { path, text };
        let raw: Raw = toml::from_str(text).map_err(|e| source.toml(&e))?;
        let builtin = RuleSet::builtin();
        let added = added(&source, &raw.rule)?;
        let known = |id: &str| builtin.get(id).is_some() || added.iter().any(|r| r.id == id);
        let mut changes: BTreeMap<&str, (&RawChange, Decimal)> = BTreeMap::new();
        for (id, change) in &raw.rules {
            if !known(id.get_ref()) {
                return Err(source.error(id.span().start, format!("没有规则 `{}`；`jixiao explain` 列出全部规则", id.get_ref())));
            }
            changes.insert(id.get_ref(), (change, allowance(&source, change)?));
        }
        let changed = !raw.rules.is_empty() || !added.is_empty();
        let rules = changed.then(|| {
            RuleSet::new(builtin.iter().cloned().chain(added.iter().cloned())).map(|mut rule| {
                let Some((change, allowance)) = changes.get(rule.id.as_str()) else { return Some(rule) };
                if change.off {
                    return None;
                }
                rule.severity = change.severity.unwrap_or(rule.severity);
                rule.allowance = *allowance;
                Some(rule)
            })
        });
        let mut waivers = Vec::new();
        for w in &raw.waive {
            waivers.push(waiver(&source, w, &known)?);
        }
        Ok(Self { rules, waivers, fail_on: raw.checks.fail_on })
    }

    /// The waiver that covers a finding: `Ok` if it holds on this day, `Err` if it has expired.
    pub fn waiver(
        &self,
        today: Date,
        file: &str,
        unit: Option<&str>,
        section: Option<&str>,
        check: &Check,
    ) -> Option<Result<&Waiver, &Waiver>> {
        let covers = |w: &&Waiver| {
            w.rule == check.rule
                && (w.files.is_empty() || w.files.matches(file))
                && w.unit.as_deref().is_none_or(|u| Some(u) == unit)
                && w.section.as_deref().is_none_or(|s| Some(s) == section)
        };
        let mut expired = None;
        for w in self.waivers.iter().filter(covers) {
            if w.expires >= today {
                return Some(Ok(w));
            }
            expired = Some(Err(w));
        }
        expired
    }
}

/// The bureau's own rules: the schema of the data file, ids with a prefix of their own.
fn added(source: &Source<'_>, list: &[Spanned<toml::Table>]) -> Result<Vec<Rule>, ConfigError> {
    let mut out = Vec::new();
    for entry in list {
        let at = entry.span().start;
        let one =
            toml::Table::from_iter([("rule".to_owned(), toml::Value::Array(vec![toml::Value::Table(entry.get_ref().clone())]))]);
        let text = toml::to_string(&one).map_err(|e| source.error(at, e.to_string()))?;
        let rules = read_rules(&text).map_err(|e| source.error(at, format!("规则有误：{}", e.message())))?;
        for rule in rules {
            let own = rule.id.contains('-') && RuleSet::builtin().get(&rule.id).is_none();
            if !own {
                return Err(source.error(at, format!("自定规则的编号 `{}` 应带自己的前缀和连字符，如 `ZZ-01`", rule.id)));
            }
            out.push(rule);
        }
    }
    Ok(out)
}

fn allowance(source: &Source<'_>, change: &RawChange) -> Result<Decimal, ConfigError> {
    let Some(value) = &change.tolerance else { return Ok(Decimal::ZERO) };
    let text = match value.get_ref() {
        toml::Value::String(s) => s.clone(),
        toml::Value::Integer(n) => n.to_string(),
        toml::Value::Float(x) => x.to_string(),
        _ => String::new(),
    };
    match text.parse::<Decimal>() {
        Ok(d) if !d.is_sign_negative() => Ok(d),
        _ => Err(source.error(value.span().start, "容差应为不小于 0 的数，如 `0.05`（万元或百分点）")),
    }
}

fn waiver(source: &Source<'_>, raw: &RawWaiver, known: &dyn Fn(&str) -> bool) -> Result<Waiver, ConfigError> {
    if !known(raw.rule.get_ref()) {
        return Err(source.error(raw.rule.span().start, format!("没有规则 `{}`", raw.rule.get_ref())));
    }
    if raw.reason.get_ref().trim().is_empty() {
        return Err(source.error(raw.reason.span().start, "豁免须写明理由"));
    }
    let Some(date) = raw.expires.get_ref().date else {
        return Err(source.error(raw.expires.span().start, "`expires` 应为日期，如 2026-12-31"));
    };
    let files = match &raw.files {
        Some(list) => Globs::new(list.get_ref()).map_err(|e| source.error(list.span().start, format!("文件名样式有误：{e}")))?,
        None => Globs::default(),
    };
    Ok(Waiver {
        rule: raw.rule.get_ref().clone(),
        files,
        unit: raw.unit.clone(),
        section: raw.section.clone(),
        reason: raw.reason.get_ref().clone(),
        expires: (date.year, date.month, date.day),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("jixiao.toml"))
    }

    #[test]
    fn rules_are_turned_off_added_and_changed() {
        let config = parse(
            "[rules.A17]\noff = true\n[rules.A01]\nseverity = \"warning\"\ntolerance = 0.05\n\
             [[rule]]\nid = \"ZZ-01\"\nname = \"资产\"\nseverity = \"note\"\ntolerance = \"TB\"\nkind = \"bound\"\nleft = [\"asset_fixed\"]\nright = [\"asset_total\"]\n",
        )
        .expect("config");
        let rules = config.rules.expect("changed rules");
        assert!(rules.get("A17").is_none());
        assert_eq!(rules.get("A01").map(|r| (r.severity, r.allowance)), Some((Severity::Warning, Decimal::new(5, 2))));
        assert!(rules.get("ZZ-01").is_some() && rules.get("A02").is_some());
    }

    #[test]
    fn mistakes_are_told_with_line_and_column() {
        let e = parse("[checks]\nfail_on = \"error\"\n\n[rules.A99]\noff = true\n").expect_err("no such rule");
        assert_eq!((e.line, e.column), (4, 8));
        let e = parse("[rules.A01]\nseverity = \"fatal\"\n").expect_err("no such severity");
        assert_eq!((e.line, e.column), (2, 12));
        let e = parse("[rules.A01]\ntolerance = -1\n").expect_err("negative");
        assert_eq!(e.line, 2);
        let e = parse("[[waive]]\nrule = \"C02\"\nreason = \"\"\nexpires = 2026-12-31\n").expect_err("no reason");
        assert_eq!((e.line, e.column), (3, 10));
        let e = parse("[[rule]]\nid = \"A01\"\nname = \"x\"\nseverity = \"note\"\ntolerance = \"TB\"\nkind = \"bound\"\n")
            .expect_err("taken id");
        assert_eq!(e.line, 1);
    }

    #[test]
    fn a_waiver_holds_until_its_day() {
        let config = parse(
            "[[waive]]\nrule = \"C02\"\nfiles = [\"2024/*.txt\"]\nreason = \"已核实：指标年底收回\"\nexpires = 2026-12-31\n",
        )
        .expect("config");
        let check = crate::checks::check_with(
            RuleSet::builtin(),
            &crate::read::Document::default(),
            &crate::outline::Outline::default(),
            &crate::interpret::Facts::default(),
        );
        assert!(check.iter().all(|c| c.rule != "C02"));
        let found = Check { rule: "C02".into(), ..sample() };
        let at = |day, file| config.waiver(day, file, None, None, &found).map(|w| w.is_ok());
        assert_eq!(at((2026, 12, 31), "2024/a.txt"), Some(true));
        assert_eq!(at((2027, 1, 1), "2024/a.txt"), Some(false));
        assert_eq!(at((2026, 1, 1), "2023/a.txt"), None);
    }

    fn sample() -> Check {
        Check {
            rule: "".into(),
            verdict: crate::checks::Verdict::Fail,
            severity: Severity::Warning,
            section: None,
            numbers: Vec::new(),
            expected: None,
            found: None,
            difference: None,
            tolerance: None,
            amounts: Vec::new(),
            spans: Vec::new(),
            message: "".into(),
            hint: None,
            suspects: Vec::new(),
            because_of: None,
        }
    }
}
