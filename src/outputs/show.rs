//! The page of a report that a person reads in a terminal.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::columns::{Side, cut, pad, table, width};
use super::report::{AmountOut, At, Id, Number, Report};
use super::words::{bound_words, column_words, kind_words, role_words, status_words};

/// How the page is set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Escape codes for colour.
    pub colour: bool,
}

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

/// Cells of a label, indentation included, before it is cut.
const LABEL: usize = 44;

struct Page<'a> {
    out: String,
    style: Style,
    report: &'a Report<'a>,
}

/// The page of a report.
pub fn page(report: &Report<'_>, style: Style) -> String {
    let mut page = Page { out: String::new(), style, report };
    page.head();
    page.sections();
    page.amounts();
    page.funds();
    page.counts();
    page.staff();
    page.findings();
    page.diagnostics();
    page.out
}

/// Where a value stands: `第3页第12行`, `T1!C5`.
fn place(at: &At) -> String {
    match (&at.cell, at.page) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(page)) => format!("第{page}页第{}行", at.line),
        (None, None) => format!("第{}行", at.line),
    }
}

/// 0 for an error, 1 for a warning, 2 for a note.
fn level(severity: &str) -> usize {
    match severity {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    }
}

/// Integer and fraction of a number, to line up at the point.
fn halves(d: Decimal) -> (String, String) {
    let s = d.normalize().to_string();
    match s.split_once('.') {
        Some((whole, fraction)) => (whole.to_owned(), format!(".{fraction}")),
        None => (s, String::new()),
    }
}

/// Numbers as a column that lines up at the decimal point.
fn at_the_point(numbers: &[Option<(Decimal, &str)>]) -> Vec<String> {
    let halved: Vec<_> = numbers.iter().map(|n| n.map(|(d, mark)| (halves(d), mark))).collect();
    let longest = halved.iter().flatten().map(|((_, f), m)| width(f) + width(m)).max().unwrap_or(0);
    halved
        .into_iter()
        .map(|n| {
            let mut s = String::new();
            if let Some(((whole, fraction), mark)) = n {
                s.push_str(&whole);
                pad(&mut s, &format!("{fraction}{mark}"), longest, Side::Left);
            }
            s
        })
        .collect()
}

impl Page<'_> {
    fn heading(&mut self, words: &str) {
        let (on, off) = if self.style.colour { (BOLD, PLAIN) } else { ("", "") };
        let _ = writeln!(self.out, "\n{on}{words}{off}");
    }

    fn lines(&mut self, lines: Vec<String>) {
        for line in lines {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    /// Words that matter less.
    fn dim(&self, words: &str) -> String {
        if self.style.colour && !words.is_empty() { format!("{DIM}{words}{PLAIN}") } else { words.to_owned() }
    }

    fn section_name(&self, path: Option<&str>) -> String {
        path.map(|p| format!("§{p}")).unwrap_or_default()
    }

    fn head(&mut self) {
        let r = self.report;
        let (on, off) = if self.style.colour { (BOLD, PLAIN) } else { ("", "") };
        let unit = r.report.unit_name.unwrap_or("（未找到单位名称）");
        let year = r.report.fiscal_year.map_or("（未找到年度）".to_owned(), |y| format!("{y}年度"));
        let kind = r.report.kind.map_or("不是自评报告或附表", kind_words);
        let _ = writeln!(self.out, "{on}{unit}  {year}  {kind}{off}");
        let mut rows = Vec::new();
        let mut row = |label: &str, words: String| {
            if !words.is_empty() {
                rows.push(vec![label.to_owned(), words]);
            }
        };
        row("标题", r.report.title.map(|t| cut(t, 90)).unwrap_or_default());
        row("简称", r.report.aliases.join("、"));
        row("地区", r.report.region.unwrap_or_default().to_owned());
        let score = r.report.score.map(|s| format!("{}分", s.0.normalize())).unwrap_or_default();
        row("自评", [score, r.report.grade.unwrap_or_default().to_owned()].join(" ").trim().to_owned());
        let s = &r.source;
        let mut file = vec![s.path.to_owned()];
        file.extend(s.format.map(str::to_owned));
        file.extend(s.encoding.map(str::to_owned));
        file.extend(s.pages.map(|p| format!("{p}页")));
        file.push(format!("{}字节", s.bytes));
        row("文件", file.join("，"));
        row("状态", status_words(r.status).to_owned());
        self.lines(table(&rows, &[Side::Left], 0));
    }

    fn sections(&mut self) {
        let r = self.report;
        if r.sections.is_empty() {
            return;
        }
        self.heading("章节");
        let rows: Vec<Vec<String>> = r
            .sections
            .iter()
            .map(|s| {
                let indent = "  ".repeat(usize::from(s.level.saturating_sub(1)));
                let title = cut(&format!("{indent}{}{}", s.marker, s.title), LABEL + 16);
                vec![s.path.to_owned(), title, if s.nil { "无".to_owned() } else { String::new() }, place(&s.at)]
            })
            .collect();
        self.lines(table(&rows, &[Side::Left], 2));
    }

    fn amounts(&mut self) {
        let r = self.report;
        if r.amounts.is_empty() {
            return;
        }
        self.heading("金额（万元）");
        let parents: Vec<Option<usize>> =
            r.amounts.iter().map(|a| r.amounts.iter().position(|b| a.parent == Some(b.id))).collect();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); r.amounts.len()];
        for (i, p) in parents.iter().enumerate() {
            if let Some(p) = p {
                children[*p].push(i);
            }
        }
        // Each amount once: below its total, totals in text order. A ring of parents, which must not be, is cut.
        let mut order: Vec<(usize, usize)> = Vec::new();
        let mut seen = vec![false; r.amounts.len()];
        for root in (0..r.amounts.len()).filter(|&i| parents[i].is_none()).chain(0..r.amounts.len()) {
            let mut stack = vec![(root, 0)];
            while let Some((i, depth)) = stack.pop() {
                if std::mem::replace(&mut seen[i], true) {
                    continue;
                }
                order.push((i, depth));
                stack.extend(children[i].iter().rev().map(|&c| (c, depth + 1)));
            }
        }
        let numbers: Vec<Option<(Decimal, &str)>> = order.iter().map(|&(i, _)| Some((r.amounts[i].wan.0, ""))).collect();
        let values = at_the_point(&numbers);
        let rows: Vec<Vec<String>> =
            order.iter().zip(values).map(|(&(i, depth), value)| self.amount(&r.amounts[i], depth, value)).collect();
        self.lines(table(&rows, &[Side::Left, Side::Right, Side::Left, Side::Left], 2));
    }

    fn amount(&self, a: &AmountOut<'_>, depth: usize, value: String) -> Vec<String> {
        let head = self.report.report.fiscal_year;
        let said = |y: i32| head.is_none_or(|h| h == y) || a.label.contains(&y.to_string());
        let year = a.year.filter(|y| !said(*y)).map(|y| format!("{y}年")).unwrap_or_default();
        let fund = a.fund.filter(|f| !a.label.contains(f)).map(|f| format!("［{f}］")).unwrap_or_default();
        let column = column_words(a.column);
        let column = if column.is_empty() || a.label.contains(column) { String::new() } else { format!("（{column}）") };
        let label = format!("{}{year}{fund}{}{column}{}", "  ".repeat(depth), a.label, role_words(a.role));
        let concept = a.concept.unwrap_or("");
        vec![
            bound_words(a.bound).to_owned(),
            value,
            cut(&label, LABEL),
            concept.to_owned(),
            self.section_name(a.section),
            place(&a.at),
        ]
    }

    fn funds(&mut self) {
        let r = self.report;
        if r.funds.is_empty() {
            return;
        }
        self.heading("专项（万元）");
        type Field = (&'static str, &'static str, fn(&super::report::FundOut<'_>) -> Option<Number>);
        let fields: [Field; 5] = [
            ("年初预算", "initial", |f| f.initial),
            ("年中调整", "adjust", |f| f.adjust),
            ("全年预算", "budget", |f| f.budget),
            ("实际支出", "actual", |f| f.actual),
            ("结余结转", "balance", |f| f.balance),
        ];
        let mut rows: Vec<Vec<String>> = vec![vec!["名称".to_owned()]];
        rows.extend(r.funds.iter().map(|f| vec![cut(f.name, LABEL)]));
        let mut any_derived = false;
        for (title, key, get) in fields {
            let column: Vec<Option<(Decimal, &str)>> = r
                .funds
                .iter()
                .map(|f| {
                    let derived = f.derived.contains(&key);
                    any_derived |= derived;
                    get(f).map(|n| (n.0, if derived { "*" } else { "" }))
                })
                .collect();
            rows[0].push(title.to_owned());
            for (row, words) in rows[1..].iter_mut().zip(at_the_point(&column)) {
                row.push(if words.is_empty() { "—".to_owned() } else { words });
            }
        }
        rows[0].push("章节".to_owned());
        for (row, f) in rows[1..].iter_mut().zip(&r.funds) {
            row.push(f.section.map(|s| format!("§{s}")).unwrap_or_default());
        }
        let right = Side::Right;
        self.lines(table(&rows, &[Side::Left, right, right, right, right, right, Side::Left], 2));
        if any_derived {
            let note = self.dim("  * 由其他数推算，报告中没有写出");
            self.lines(vec![note]);
        }
    }

    fn counts(&mut self) {
        let r = self.report;
        if r.counts.is_empty() {
            return;
        }
        self.heading("工作数量");
        let rows: Vec<Vec<String>> = r
            .counts
            .iter()
            .map(|c| {
                let role = if c.role == Some("target") { "目标" } else { "" };
                let bound = if c.raw.contains(['余', '多', '近', '约']) { "" } else { bound_words(c.bound) };
                vec![
                    format!("{bound}{}", c.raw),
                    cut(c.label, LABEL),
                    role.to_owned(),
                    self.section_name(c.section),
                    place(&c.at),
                ]
            })
            .collect();
        self.lines(table(&rows, &[Side::Right], 2));
    }

    fn staff(&mut self) {
        let r = self.report;
        if r.staff.is_empty() {
            return;
        }
        self.heading("人员机构");
        let rows: Vec<Vec<String>> = r
            .staff
            .iter()
            .map(|s| {
                vec![
                    s.value.0.normalize().to_string(),
                    cut(s.raw, LABEL),
                    s.concept.to_owned(),
                    self.section_name(s.section),
                    place(&s.at),
                ]
            })
            .collect();
        self.lines(table(&rows, &[Side::Right], 2));
    }

    /// Failures that are no consequences of others, the gravest first.
    fn findings(&mut self) {
        let r = self.report;
        let failed = |id: Id| r.checks.iter().any(|c| c.id == id && c.status == "fail");
        let mut list: Vec<_> = r
            .checks
            .iter()
            .filter(|c| c.status == "fail" && !c.because_of.is_some_and(failed))
            .map(|c| (level(c.severity), c))
            .collect();
        if r.report.kind.is_none() && list.is_empty() {
            return;
        }
        list.sort_by_key(|(level, _)| *level);
        let passed = r.checks.iter().filter(|c| c.status.starts_with("pass")).count();
        self.heading("问题");
        for (level, c) in &list {
            let words = ["错误", "警告", "提示"][*level];
            let places: Vec<String> = c.at.iter().take(3).map(place).collect();
            let words =
                if self.style.colour { format!("{}{words}{PLAIN}", [RED, YELLOW, DIM][*level]) } else { words.to_owned() };
            let places = self.dim(&places.join("、"));
            let _ = writeln!(self.out, "  {words} {}  {}  {places}", c.rule, c.message);
            if let Some(hint) = c.hint {
                let hint = self.dim(&format!("       {hint}"));
                self.lines(vec![hint]);
            }
        }
        let none = if list.is_empty() { "没有发现问题；" } else { "" };
        let line = self.dim(&format!("  {none}{passed} 项核对相符"));
        self.lines(vec![line]);
    }

    fn diagnostics(&mut self) {
        let r = self.report;
        if r.diagnostics.is_empty() {
            return;
        }
        self.heading("读取提示");
        for d in &r.diagnostics {
            let at = d.at.as_ref().map(place).or(d.page.map(|p| format!("第{p}页"))).unwrap_or_default();
            let at = self.dim(&at);
            let _ = writeln!(self.out, "  {}  {at}", d.message);
        }
    }
}
