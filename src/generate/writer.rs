//! Writes a report and its truth at once: every figure that goes into the text goes into the truth with its place.
//!
//! Phrasings come from the data files. `[a|b]` is a choice; a slot is one of
//! - `{Y}` a word, see [`Writer::word`];
//! - `{basic^expenditure:yuan}` a figure of the unit, as a part of another, printed in 元;
//! - `{%exec}` a percentage;
//! - `{#id 人}` a staff figure with its unit, `{#id=}` one that is only noted;
//! - `{quota:、:名}` the quotas by kind;
//! - `{12..60个}`, `{1.2..3.5万人次}`, `{90..99%}`, `{20..80万元!other}`: a random count, percentage or amount.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::facts::{Finance, FundYear, Unit, YearFacts};
use super::identities::Printed;
use super::numerals::{Fen, WAN, chinese, fixed, full_width, trimmed, wan, wan_text};
use super::prng::Prng;
use super::truth::{Truth, TruthAmount, TruthCount, TruthPercent};
use super::vocabulary::Phrase;

/// How one report prints things.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// Commas between thousands.
    pub thousands: bool,
    /// A blank before 万元.
    pub blank: bool,
    /// Two decimals always.
    pub fixed: bool,
    /// Everything in 元.
    pub yuan: bool,
    /// Full-width digits.
    pub full_width: bool,
    /// `(一)` for `（一）`.
    pub half_brackets: bool,
    /// After an Arabic numeral: `.`, `、`, `．`.
    pub dot: &'static str,
    /// A blank after `（一）`.
    pub gap: bool,
    /// Before every paragraph.
    pub indent: &'static str,
}

impl Style {
    pub fn draw(rng: &mut Prng) -> Style {
        Style {
            thousands: rng.chance(40),
            blank: rng.chance(6),
            fixed: rng.chance(55),
            yuan: rng.chance(5),
            full_width: rng.chance(4),
            half_brackets: rng.chance(15),
            dot: rng.pick(&[".", ".", "、", "．"]),
            gap: rng.chance(8),
            indent: rng.pick(&["", "", "", "　　", "    "]),
        }
    }
}

/// The numeral systems of headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// 第一部分
    Part,
    /// 一、
    Top,
    /// （一）
    Bracket,
    /// 1.
    Item,
    /// （1）
    ItemBracket,
    /// ①
    Circle,
    /// 一是
    Ordinal,
}

/// A figure that is printed otherwise than it is, to plant an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The n-th amount has another value.
    Amount(usize, Fen),
    /// The n-th amount lost or gained a 万 before 元: the digits stay.
    Unit(usize),
    /// The n-th percentage has another value.
    Percent(usize, Decimal),
    /// The staff figure is off by so many.
    Staff(&'static str, i64),
    /// The number of funds that is stated is off by so many.
    FundCount(i64),
    /// The grade does not fit the score.
    Grade,
    /// A number was never filled in.
    Residue,
}

/// What a bare 支出 means under the headings at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Under 一般公共预算支出情况.
    Gpb,
    /// All money of the unit.
    All,
}

/// A figure to print.
#[derive(Clone, Debug)]
pub(super) struct Figure<'a> {
    pub fen: Fen,
    pub concept: Option<&'static str>,
    pub label: &'a str,
    pub role: &'static str,
    pub slot: String,
}

/// Sections of what is no amount, for the findings.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub staff: Option<String>,
    pub fund_count: Option<String>,
    pub score: Option<String>,
    pub residue: Option<String>,
}

pub(super) struct Writer<'a> {
    pub rng: Prng,
    pub style: Style,
    pub unit: &'a Unit,
    pub facts: &'a YearFacts,
    pub scope: Scope,
    pub change: Option<Change>,
    pub text: String,
    pub truth: Truth,
    /// What was printed, by slot, for the identities.
    pub printed: Vec<Printed>,
    /// Values of the percentages as printed, with their slots.
    pub percents: Vec<(String, Decimal)>,
    pub fund: Option<&'a FundYear>,
    /// A report of about 9 KB.
    pub long: bool,
    /// Where things without an amount stand.
    pub places: Places,
    /// The totals of the funds' columns were printed right before them, so that their figures are parts.
    pub under_totals: bool,
    last: BTreeMap<String, usize>,
    pending: Vec<(usize, String)>,
    path: Vec<u32>,
    titles: Vec<usize>,
    /// Number of amounts before the paragraph at hand.
    paragraph_from: usize,
    source: [Fen; 3],
}

impl<'a> Writer<'a> {
    pub fn new(rng: Prng, style: Style, unit: &'a Unit, facts: &'a YearFacts, change: Option<Change>) -> Self {
        let truth = Truth { unit_name: unit.name.clone(), fiscal_year: facts.year, ..Truth::default() };
        Writer {
            rng,
            style,
            unit,
            facts,
            scope: Scope::All,
            change,
            text: String::new(),
            truth,
            printed: Vec::new(),
            percents: Vec::new(),
            fund: None,
            under_totals: false,
            long: false,
            places: Places::default(),
            last: BTreeMap::new(),
            pending: Vec::new(),
            path: Vec::new(),
            titles: Vec::new(),
            paragraph_from: 0,
            source: [0; 3],
        }
    }

    /// The path of the section at hand.
    pub fn section(&self) -> Option<String> {
        (!self.path.is_empty()).then(|| self.path.iter().map(u32::to_string).collect::<Vec<_>>().join("."))
    }

    /// Begins a line.
    pub fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Begins a paragraph.
    pub fn paragraph(&mut self) {
        self.line();
        self.text.push_str(self.style.indent);
        self.paragraph_from = self.truth.amounts.len();
    }

    /// Begins a section: a paragraph with a marker.
    pub fn open(&mut self, depth: usize, mark: Mark) {
        self.paragraph();
        self.path.truncate(depth);
        while self.path.len() < depth {
            self.path.push(0);
        }
        let n = match self.path.last_mut() {
            Some(n) => {
                *n += 1;
                i64::from(*n)
            }
            None => 1,
        };
        let cn = chinese(n);
        let (open, close) = if self.style.half_brackets { ("(", ")") } else { ("（", "）") };
        let digits = if self.style.full_width { full_width(&n.to_string()) } else { n.to_string() };
        let marker = match mark {
            Mark::Part => format!("第{cn}部分"),
            Mark::Top => format!("{cn}、"),
            Mark::Bracket => format!("{open}{cn}{close}"),
            Mark::Item => format!("{digits}{}", self.style.dot),
            Mark::ItemBracket => format!("{open}{digits}{close}"),
            Mark::Circle => char::from_u32('①' as u32 + n as u32 - 1).unwrap_or('①').to_string(),
            Mark::Ordinal => format!("{cn}是"),
        };
        self.text.push_str(&marker);
        if mark == Mark::Part {
            self.text.push_str("  ");
        } else if self.style.gap && mark == Mark::Bracket {
            self.text.push(' ');
        }
        self.titles.push(self.text.len());
        let path = self.section().unwrap_or_default();
        self.truth.sections.push((path, depth as u8, marker, String::new()));
    }

    /// The section at hand says that there is nothing.
    pub fn nil(&mut self) {
        let path = self.section().unwrap_or_default();
        self.truth.nil.push(path);
    }

    /// Prints one of some phrasings.
    pub fn one_of(&mut self, phrases: &[String]) {
        if phrases.is_empty() {
            return;
        }
        let at = self.rng.below(phrases.len() as u64) as usize;
        self.say(&phrases[at]);
    }

    /// Prints one of the phrasings whose conditions hold.
    pub fn one_that_fits(&mut self, phrases: &[Phrase]) -> bool {
        let fitting: Vec<&Phrase> = phrases.iter().filter(|p| p.when.iter().all(|c| self.holds(c))).collect();
        if fitting.is_empty() {
            return false;
        }
        let at = self.rng.below(fitting.len() as u64) as usize;
        self.say(&fitting[at].text);
        true
    }

    fn holds(&self, condition: &str) -> bool {
        let f = self.facts;
        let net = self.budget_full() - self.budget_initial();
        match condition {
            "subs" => !self.unit.department.subs.is_empty(),
            "no_subs" => self.unit.department.subs.is_empty(),
            "retired" => f.retired > 0,
            "not_retired" => f.retired == 0,
            "temporary" => f.temporary > 0,
            "not_temporary" => f.temporary == 0,
            "net_up" => net > 0,
            "net_down" => net < 0,
            "net_zero" => net == 0,
            "opening" => f.opening > 0,
            "no_opening" => f.opening == 0,
            "closing" => f.closing() > 0,
            "no_closing" => f.closing() == 0,
            "gpb_scope" => self.scope == Scope::Gpb,
            "spent_more" => self.expenditure() > self.last_expenditure() && self.last_expenditure() > 0,
            "spent_less" => self.expenditure() < self.last_expenditure(),
            "other" => self.unit.finance == Finance::Other,
            "business" => f.business_revenue > 0,
            "govfund" => self.unit.finance == Finance::GovFund && f.govfund() > 0,
            "gpb_only" => self.unit.finance == Finance::Gpb,
            "reception" => f.reception > 0,
            "no_reception" => f.reception == 0,
            "vehicles" => f.held > 0,
            "no_vehicles" => f.held == 0,
            "sangong_less" => f.sangong() < f.sangong_last,
            _ => false,
        }
    }

    /// Prints a phrasing.
    pub fn say(&mut self, phrase: &str) {
        let mut rest = phrase;
        while let Some(at) = rest.find(['[', '{']) {
            self.text.push_str(&rest[..at]);
            let (close, choice) = if rest[at..].starts_with('[') { (']', true) } else { ('}', false) };
            let Some(end) = rest[at..].find(close) else { break };
            let inner = &rest[at + 1..at + end];
            rest = &rest[at + end + 1..];
            if choice {
                let options: Vec<&str> = inner.split('|').collect();
                let chosen = self.rng.pick(&options).to_owned();
                self.say(&chosen);
            } else {
                self.slot(inner);
            }
        }
        self.text.push_str(rest);
        self.settle();
    }

    /// Parents that were printed after their parts are known now.
    fn settle(&mut self) {
        let mut open = Vec::new();
        for (child, parent) in std::mem::take(&mut self.pending) {
            match self.last.get(&parent) {
                Some(&at) if at > child => self.truth.amounts[child].parent = Some(at),
                _ => open.push((child, parent)),
            }
        }
        self.pending = open;
    }

    /// Forgets the parents that were waited for and never came.
    pub fn end_passage(&mut self) {
        self.pending.clear();
    }

    fn slot(&mut self, slot: &str) {
        if let Some(name) = slot.strip_prefix('%') {
            self.percent_of(name);
        } else if let Some(rest) = slot.strip_prefix('#') {
            match rest.split_once(' ') {
                Some((id, unit)) => self.staff(id, Some(unit)),
                None => self.staff(rest.trim_end_matches('='), None),
            }
        } else if let Some(rest) = slot.strip_prefix("quota:") {
            let (between, unit) = rest.split_once(':').unwrap_or(("、", "人"));
            for (i, &(id, label, _)) in self.unit.quota.iter().enumerate() {
                if i > 0 {
                    self.text.push_str(between);
                }
                self.text.push_str(label);
                self.staff(id, Some(unit));
            }
        } else if slot.starts_with(|c: char| c.is_ascii_digit()) {
            self.random(slot);
        } else if let Some(word) = self.word(slot) {
            self.text.push_str(&word);
        } else {
            self.figure_slot(slot);
        }
    }

    fn word(&mut self, name: &str) -> Option<String> {
        let words = &super::vocabulary::PHRASES.funds;
        Some(match name {
            "Y" => self.digits(self.facts.year.to_string()),
            "Y+1" => self.digits((self.facts.year + 1).to_string()),
            "U" => self.unit.name.clone(),
            // who speaks has to be named once
            "S" if !self.text.contains(&self.unit.name) => self.unit.name.clone(),
            "S" => self.unit.short.clone(),
            "L" => self.unit.level.to_owned(),
            "C" => self.unit.place.chars().next().map(String::from).unwrap_or_default(),
            "doc" => self.rng.between(1, 68).to_string(),
            "organs" => self.unit.department.organs.clone(),
            "short" => self.unit.department.name.chars().last().map(String::from).unwrap_or_default(),
            "subs" => {
                let subs = &self.unit.department.subs;
                let n = self.subordinates();
                subs[..n].join("、")
            }
            "rank" => self.rng.pick(&["正科级", "副科级"]).to_owned(),
            "n" => {
                self.places.fund_count = self.section();
                let stated = self.facts.funds.len() as i64;
                let off = if let Some(Change::FundCount(off)) = self.change { off } else { 0 };
                (stated + off).to_string()
            }
            "P" => self.unit.department.results[0].title.chars().take(4).chain("提升".chars()).collect(),
            "name" => self.fund.map(|f| f.name.clone()).unwrap_or_default(),
            "why_up" => self.pick(&words.why_up),
            "why_down" => self.pick(&words.why_down),
            "purpose" => self.pick(&words.purposes),
            "score" => trimmed(Decimal::new(self.facts.score, 1), false),
            "grade" => {
                self.places.score = self.section();
                let right = self.facts.grade();
                let wrong = if right == "优" { "良" } else { "优" };
                if self.change == Some(Change::Grade) { wrong.to_owned() } else { right.to_owned() }
            }
            "main_class" => match self.unit.department.name.as_str() {
                "农业农村局" | "水利局" => "农林水".to_owned(),
                "中心小学" => "教育".to_owned(),
                "博物馆" => "文化旅游体育与传媒".to_owned(),
                "住房和城乡建设局" | "城市管理和综合执法局" => "城乡社区".to_owned(),
                _ => "一般公共服务".to_owned(),
            },
            _ => return None,
        })
    }

    fn pick(&mut self, words: &[String]) -> String {
        let at = self.rng.below(words.len() as u64) as usize;
        words.get(at).cloned().unwrap_or_default()
    }

    /// Digits in the style of the report.
    pub fn digits(&self, text: String) -> String {
        if self.style.full_width { full_width(&text) } else { text }
    }

    fn subordinates(&self) -> usize {
        self.unit.department.subs.len().min(1 + self.unit.quota_total() as usize % 3)
    }

    fn staff(&mut self, id: &str, unit: Option<&str>) {
        let f = self.facts;
        let (id, value) = match id {
            "staffing_quota_total" => ("staffing_quota_total", self.unit.quota_total()),
            "staff_incumbent" => ("staff_incumbent", f.incumbent),
            "staff_actual_total" => ("staff_actual_total", f.incumbent),
            "staff_actual_sum" => ("staff_actual_total", f.incumbent + f.retired),
            "staff_retired" => ("staff_retired", f.retired),
            "staff_leave_retired" => ("staff_leave_retired", 0),
            "staff_temporary" => ("staff_temporary", f.temporary),
            "independent_org_count" => ("independent_org_count", 1),
            "internal_org_count" => ("internal_org_count", f.internal_organs),
            "subordinate_unit_count" => ("subordinate_unit_count", self.subordinates() as i64),
            "reception_batches" => ("reception_batches", f.batches),
            "reception_persons" => ("reception_persons", f.persons),
            "vehicles_held" => ("vehicles_held", f.held),
            other => match self.unit.quota.iter().find(|q| q.0 == other) {
                Some(&(id, _, n)) => (id, n),
                None => return,
            },
        };
        let value = match self.change {
            Some(Change::Staff(changed, off)) if changed == id => value + off,
            _ => value,
        };
        if id == "staffing_quota_total" {
            self.places.staff = self.section();
        }
        self.truth.staff.entry(id).or_insert(value);
        if let Some(unit) = unit {
            let digits = self.digits(value.to_string());
            self.text.push_str(&digits);
            self.text.push_str(unit);
        }
    }

    // Figures of the whole unit under the scope at hand.

    pub fn expenditure(&self) -> Fen {
        match self.scope {
            Scope::Gpb => self.facts.basic() + self.facts.project_gpb(),
            Scope::All => self.facts.expenditure(),
        }
    }

    /// Last year's under the same scope; unknown for a government fund apart, so 0 there.
    fn last_expenditure(&self) -> Fen {
        if self.scope == Scope::Gpb && self.facts.govfund() > 0 { 0 } else { self.facts.last_expenditure }
    }

    pub fn project(&self) -> Fen {
        self.expenditure() - self.facts.basic()
    }

    pub fn project_initial(&self) -> Fen {
        let gov = if self.scope == Scope::All { self.facts.project_initial(true) } else { 0 };
        self.facts.project_initial(false) + gov
    }

    fn budget_initial(&self) -> Fen {
        self.facts.basic_initial + self.project_initial()
    }

    pub fn budget_full(&self) -> Fen {
        self.expenditure() + self.facts.closing()
    }

    fn revenue(&self) -> Fen {
        self.expenditure() + self.facts.closing() - self.facts.opening
    }

    fn source(&mut self, full: Fen) -> [Fen; 3] {
        if self.source.iter().sum::<Fen>() != full {
            let central = full / 100 * self.rng.between(40, 60) / 10_000 * 10_000;
            let province = full / 100 * self.rng.between(15, 30) / 10_000 * 10_000;
            self.source = [central, province, full - central - province];
        }
        self.source
    }

    fn figure(&mut self, slot: &str) -> Option<(Fen, Option<&'static str>, &'static str, &'static str)> {
        let f = self.facts;
        let gpb = self.scope == Scope::Gpb;
        let net = self.budget_full() - self.budget_initial();
        let delta = self.expenditure() - self.last_expenditure();
        let fiscal = self.revenue() - f.other_revenue - f.business_revenue;
        let scoped = |a: &'static str, b: &'static str| Some(if gpb { a } else { b });
        let (fen, concept, label) = match slot {
            "gpb_revenue" if gpb || self.unit.finance == Finance::Gpb => {
                (self.revenue(), Some("gpb_revenue"), "一般公共预算财政拨款收入")
            }
            "gpb_revenue" => (fiscal - f.govfund(), Some("gpb_revenue"), "一般公共预算财政拨款收入"),
            "revenue" => (self.revenue(), scoped("gpb_revenue", "revenue_total"), "本年收入"),
            "fiscal_revenue" => (fiscal, Some("fiscal_appropriation_revenue"), "财政拨款收入"),
            "govfund_revenue" => (f.govfund(), Some("govfund_revenue"), "政府性基金预算财政拨款收入"),
            "business_revenue" => (f.business_revenue, Some("business_revenue"), "事业收入"),
            "other_revenue" => (f.other_revenue, Some("other_revenue"), "其他收入"),
            "expenditure" => (self.expenditure(), scoped("gpb_expenditure", "expenditure_total"), "支出"),
            "govfund_expenditure" => (f.govfund(), Some("govfund_expenditure"), "政府性基金预算支出"),
            "basic" => (f.basic(), Some("gpb_expenditure_basic"), "基本支出"),
            "project" => (self.project(), Some("gpb_expenditure_project"), "项目支出"),
            "personnel" => (f.personnel, Some("gpb_personnel_expenditure"), "人员经费"),
            "public" => (f.public, Some("gpb_public_expenditure"), "公用经费"),
            "wages" => (f.wages, Some("econ_301_wages_benefits"), "工资福利支出"),
            "individuals" => (f.personnel - f.wages, Some("econ_303_individual_family"), "对个人和家庭的补助"),
            "office" => (f.office, Some("econ_30201_office"), "办公费"),
            "travel" => (f.travel, None, "差旅费"),
            "budget_bare" => (self.budget_full(), Some("budget_total_unspecified"), "预算资金"),
            "budget_initial" => (self.budget_initial(), Some("budget_total_initial"), "年初预算"),
            "basic_initial" => (f.basic_initial, Some("budget_basic_initial"), "基本支出预算"),
            "project_initial" => (self.project_initial(), Some("budget_project_initial"), "项目支出预算"),
            "budget_full" => (self.budget_full(), Some("budget_total_adjusted"), "全年预算数"),
            "budget_net" => (net, Some("budget_adjust_net"), "年中净追加"),
            "budget_net_increase" => (net, Some("budget_adjust_increase"), "年中追加"),
            "budget_net_decrease" => (-net, Some("budget_adjust_decrease"), "年中净调减"),
            "opening" => (f.opening, Some("carryover_opening"), "年初结转和结余"),
            "closing" => (f.closing(), Some("carryover_closing"), "年末结转和结余"),
            "sangong" => (f.sangong(), Some("san_gong_total"), "“三公”经费"),
            "reception" => (f.reception, Some("san_gong_reception"), "公务接待费"),
            "vehicle" => (f.vehicle, Some("san_gong_vehicle_operation"), "公务用车运行维护费"),
            "vehicle_buy" => (f.vehicle_buy, Some("san_gong_vehicle_purchase"), "公务用车购置费"),
            "vehicle_total" => (f.vehicle + f.vehicle_buy, Some("san_gong_vehicle_total"), "公务用车购置及运行维护费"),
            "abroad" => (0, Some("san_gong_abroad"), "因公出国（境）费"),
            "proc" => (f.procurement(), Some("procurement_total"), "政府采购支出总额"),
            "goods" => (f.goods, Some("procurement_goods"), "货物"),
            "works" => (f.works, Some("procurement_works"), "工程"),
            "services" => (f.services, Some("procurement_services"), "服务"),
            "sme" => (f.sme, Some("procurement_sme"), "授予中小企业合同金额"),
            "p_budget" => (f.full(), Some("fund_budget_initial"), "年度预算"),
            "p_actual" => (f.expenditure() - f.basic(), Some("fund_actual"), "全年实际支出"),
            "p_balance" => (f.closing(), Some("fund_balance"), "结转下年"),
            "p_central" => (self.source(f.full())[0], Some("fund_source_central"), "中央资金"),
            "p_province" => (self.source(f.full())[1], Some("fund_source_province"), "省级资金"),
            "p_local" => (self.source(f.full())[2], Some("fund_source_local"), "本级资金"),
            "class_main" => (self.classes()[0], None, "主要类"),
            "class_social" => (self.classes()[1], None, "社会保障和就业支出（类）"),
            "class_health" => (self.classes()[2], None, "卫生健康支出（类）"),
            "class_housing" => (self.classes()[3], None, "住房保障支出（类）"),
            _ => return self.figure_apart(slot, delta),
        };
        Some((fen, concept, label, "value"))
    }

    fn classes(&self) -> [Fen; 4] {
        let mut classes = self.facts.classes;
        classes[0] -= self.facts.expenditure() - self.expenditure();
        classes
    }

    /// Figures that are no values of the year and the figures of the fund at hand.
    fn figure_apart(&mut self, slot: &str, delta: Fen) -> Option<(Fen, Option<&'static str>, &'static str, &'static str)> {
        let f = self.facts;
        let apart = match slot {
            "last_expenditure" => Some((self.last_expenditure(), "上年支出", "other")),
            "expenditure_up" => Some((delta, "比上年增加", "comparison")),
            "expenditure_down" => Some((-delta, "较上年减少", "comparison")),
            "sangong_budget" => Some((f.sangong_budget, "“三公”经费预算", "other")),
            "sangong_last" => Some((f.sangong_last, "上年“三公”经费", "other")),
            "sangong_down" => Some((f.sangong_last - f.sangong(), "较上年减少", "comparison")),
            _ => None,
        };
        if let Some((fen, label, role)) = apart {
            return Some((fen, None, label, role));
        }
        let fund = self.fund?;
        let (fen, concept, label) = match slot {
            "initial" => (fund.initial, "fund_budget_initial", "年初预算"),
            "inc" => (fund.inc, "fund_adjust_increase", "年中追加"),
            "dec" => (fund.dec, "fund_adjust_decrease", "年中调减"),
            "final" => (fund.full(), "fund_budget_final", "调整后预算"),
            "actual" => (fund.actual, "fund_actual", "实际支出"),
            "balance" => (fund.balance, "fund_balance", "结余"),
            "central" => (self.source(fund.full())[0], "fund_source_central", "中央资金"),
            "province" => (self.source(fund.full())[1], "fund_source_province", "省级资金"),
            "local" => (self.source(fund.full())[2], "fund_source_local", "本级资金"),
            _ => return None,
        };
        Some((fen, Some(concept), label, "value"))
    }

    fn figure_slot(&mut self, slot: &str) {
        let (slot, format) = slot.split_once(':').unwrap_or((slot, ""));
        let (slot, noted) = match slot.split_once('=') {
            Some((s, _)) => (s, true),
            None => (slot, false),
        };
        let (slot, parent) = slot.split_once('^').map_or((slot, None), |(s, p)| (s, Some(p)));
        if noted {
            self.note(slot);
            return;
        }
        let Some((fen, concept, label, role)) = self.figure(slot) else { return };
        let name = self.slot_name(slot);
        let parent = match (slot, parent) {
            ("initial", None) if self.under_totals => Some("project_initial".to_owned()),
            ("actual", None) if self.under_totals => Some("project".to_owned()),
            (_, parent) => parent.map(|p| self.slot_name(p)),
        };
        let figure = Figure { fen, concept, label, role, slot: name };
        self.money(figure, parent.as_deref(), format == "yuan");
    }

    /// The name under which a figure is remembered: the fund's own figures are kept apart.
    pub fn slot_name(&self, slot: &str) -> String {
        const OF_FUND: [&str; 11] =
            ["initial", "inc", "dec", "net", "adjust", "final", "actual", "balance", "central", "province", "local"];
        match self.fund {
            Some(f) if OF_FUND.contains(&slot) => format!("{}/{slot}", f.name),
            _ => slot.to_owned(),
        }
    }

    /// A value that the words state without a figure (无结余).
    fn note(&mut self, slot: &str) {
        let name = self.slot_name(slot);
        self.printed.push(Printed { slot: name, amount: None, fen: 0, section: self.section(), decimals: 0, yuan: false });
    }

    /// Prints an amount and writes it down. A figure that was printed before is a restatement and no part of anything.
    pub fn money(&mut self, figure: Figure<'_>, parent: Option<&str>, yuan: bool) -> usize {
        let index = self.truth.amounts.len();
        let yuan = yuan || self.style.yuan;
        let number =
            if yuan { fixed(Decimal::new(figure.fen, 2), 2, true) } else { self.wan_number(self.changed(index, figure.fen)) };
        let number = match (yuan, self.change) {
            (true, Some(Change::Amount(i, fen))) if i == index => fixed(Decimal::new(fen, 2), 2, true),
            _ => number,
        };
        let mut unit = if yuan { "元" } else { "万元" };
        let mut fen = self.changed(index, figure.fen);
        if self.change == Some(Change::Unit(index)) {
            (unit, fen) = if yuan { ("万元", figure.fen.saturating_mul(10_000)) } else { ("元", figure.fen / 10_000) };
        }
        let decimals = number.split_once('.').map_or(0, |(_, d)| d.len() as u32) + if unit == "元" { 4 } else { 0 };
        let gap = if self.style.blank && !yuan { " " } else { "" };
        let raw = self.digits(format!("{number}{gap}{unit}"));
        self.text.push_str(&raw);
        self.record(index, raw, fen, decimals, figure, parent);
        index
    }

    /// A bare figure in a cell of a table under 单位：万元.
    pub fn cell_money(&mut self, figure: Figure<'_>, parent: Option<&str>) -> usize {
        let index = self.truth.amounts.len();
        let fen = self.changed(index, figure.fen);
        let raw = fixed(wan(fen), 2, self.style.thousands);
        self.text.push_str(&raw);
        self.record(index, raw, fen, 2, figure, parent);
        index
    }

    fn changed(&self, index: usize, fen: Fen) -> Fen {
        match self.change {
            Some(Change::Amount(i, other)) if i == index => other,
            _ => fen,
        }
    }

    fn wan_number(&mut self, fen: Fen) -> String {
        let value = wan(fen);
        if self.style.fixed && value.scale() <= 2 && fen != 0 {
            fixed(value, 2, self.style.thousands)
        } else {
            trimmed(value, self.style.thousands)
        }
    }

    fn record(&mut self, index: usize, raw: String, fen: Fen, decimals: u32, figure: Figure<'_>, parent: Option<&str>) {
        let restated = self.last.contains_key(&figure.slot);
        let fund = figure.slot.split_once('/').map(|(name, _)| name.to_owned()).filter(|name| name != "sum");
        let mut at = None;
        match parent {
            Some(later) if later.starts_with('>') => self.pending.push((index, later[1..].to_owned())),
            // A figure that restates an earlier one hangs only on a total of its own paragraph.
            Some(parent) => match self.last.get(parent) {
                Some(&total) if !restated || total >= self.paragraph_from => at = Some(total),
                Some(_) => {}
                None => self.pending.push((index, parent.to_owned())),
            },
            None => {}
        }
        let yuan = raw.ends_with('元') && !raw.ends_with("万元");
        self.truth.amounts.push(TruthAmount {
            raw,
            wan: wan_text(fen),
            concept: figure.concept,
            label: figure.label.to_owned(),
            section: self.section(),
            fund,
            parent: at,
            approx: false,
            role: figure.role,
            cell: None,
            column: None,
        });
        self.printed.push(Printed {
            slot: figure.slot.clone(),
            amount: Some(index),
            fen,
            section: self.section(),
            decimals,
            yuan,
        });
        self.last.insert(figure.slot, index);
    }

    fn percent_of(&mut self, name: &str) {
        let f = self.facts;
        let (part, whole) = match name {
            "exec" => (self.expenditure(), self.budget_full()),
            "basic_share" => (f.basic(), self.expenditure()),
            "project_share" => (self.project(), self.expenditure()),
            "delta_rate" => ((self.expenditure() - self.last_expenditure()).abs(), self.last_expenditure()),
            "sangong_rate" => (f.sangong_last - f.sangong(), f.sangong_last),
            "control" => (f.incumbent, self.unit.quota_total()),
            "sme_share" => (f.sme, f.procurement()),
            "p_exec" => (f.full() - f.closing(), f.full()),
            "fund_exec" => self.fund.map_or((0, 0), |fund| (fund.actual, fund.full())),
            "fiscal_share" => (self.revenue() - f.other_revenue - f.business_revenue, self.revenue()),
            "other_share" => (f.other_revenue, self.revenue()),
            _ => return,
        };
        let value = if whole == 0 { Decimal::ZERO } else { Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(whole) };
        let value = value.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        self.percent(value, name);
    }

    fn percent(&mut self, value: Decimal, slot: &str) {
        let index = self.truth.percents.len();
        let value = match self.change {
            Some(Change::Percent(i, other)) if i == index => other,
            _ => value,
        };
        let text = if value == Decimal::ONE_HUNDRED { "100%".to_owned() } else { format!("{value}%") };
        let raw = self.digits(text);
        self.text.push_str(&raw);
        let section = self.section();
        self.truth.percents.push(TruthPercent { raw, value: value.normalize().to_string(), section });
        self.percents.push((slot.to_owned(), value));
    }

    /// A random figure: `12..60个`, `1.2..3.5万人次`, `90..99%`, `20..80万元!other`.
    fn random(&mut self, spec: &str) {
        let (spec, flag) = spec.split_once('!').unwrap_or((spec, ""));
        let unit_at = spec.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(spec.len());
        let (range, unit) = spec.split_at(unit_at);
        let (low, high) = range.split_once("..").unwrap_or((range, range));
        let decimals = low.split_once('.').map_or(0, |(_, d)| d.len() as u32);
        let parse = |s: &str| s.parse::<Decimal>().unwrap_or_default();
        let scale = 10i64.pow(decimals);
        let bound = |d: Decimal| (d * Decimal::from(scale)).to_i64().unwrap_or_default();
        let drawn = self.rng.between(bound(parse(low)), bound(parse(high)));
        let value = Decimal::new(drawn, decimals);
        if unit == "%" {
            self.percent(value.normalize(), "free");
        } else if let Some(factor) = match unit {
            "元" => Some(Decimal::new(1, 4)),
            "万元" => Some(Decimal::ONE),
            "亿元" => Some(Decimal::from(10_000)),
            _ => None,
        } {
            let number = trimmed(value, self.style.thousands);
            let raw = self.digits(format!("{number}{unit}"));
            self.text.push_str(&raw);
            let fen = (value * factor * Decimal::from(WAN)).to_i64().unwrap_or_default();
            let role = if flag == "standard" { "standard" } else { "other" };
            let index = self.truth.amounts.len();
            let figure = Figure { fen, concept: None, label: "", role, slot: format!("free{index}") };
            self.record(index, raw, fen, 0, figure, None);
        } else {
            self.count(value, unit, flag == "exact");
        }
    }

    /// An activity count, as exactly or vaguely as reports print them.
    fn count(&mut self, value: Decimal, unit: &str, exact: bool) {
        let (unit, factor) = match unit.strip_prefix('万') {
            Some(rest) => (rest, 10_000),
            None => (unit, 1),
        };
        let wan = factor > 1;
        let whole = value.is_integer().then(|| value.to_i64()).flatten();
        let (mut before, mut middle, mut shown) = ("", "", value);
        let mut number = None;
        let way = if exact { 0 } else { self.rng.below(100) };
        match (way, whole) {
            (0..=59, _) => {}
            (60..=69, Some(n)) if n >= 20 && !wan => {
                shown = Decimal::from(n / 10 * 10);
                middle = self.rng.pick(&["余", "余", "多"]);
            }
            (70..=79, Some(n)) if n >= 20 && !wan => {
                shown = Decimal::from(n / 10 * 10);
                before = self.rng.pick(&["近", "约", "逾", "超过"]);
            }
            (80..=87, Some(n)) if (3..=400).contains(&n) && !wan => number = Some(chinese(n)),
            (88..=91, Some(n)) if n >= 200 && !wan => {
                shown = Decimal::from(n / 100 * 100);
                number = (n < 10_000).then(|| chinese(n / 100 * 100));
                middle = "余";
            }
            (60..=75, _) if wan => before = self.rng.pick(&["近", "约", "逾"]),
            (76..=85, _) if wan => middle = "余",
            _ => {}
        }
        let thousands = self.style.thousands && self.rng.chance(80);
        let arabic = number.is_none();
        let digits = number.unwrap_or_else(|| trimmed(shown, thousands));
        let digits = if arabic { self.digits(digits) } else { digits };
        let raw = format!("{digits}{}{middle}{unit}", if wan { "万" } else { "" });
        self.text.push_str(before);
        self.text.push_str(&raw);
        let value = (shown * Decimal::from(factor)).normalize().to_string();
        let approx = !before.is_empty() || !middle.is_empty();
        let section = self.section();
        self.truth.counts.push(TruthCount {
            raw,
            value: Some(value),
            unit: unit.to_owned(),
            approx,
            section,
            role: None,
            range: None,
        });
    }

    /// Fills in the titles once the text is whole.
    pub fn finish(&mut self) {
        for (section, &start) in self.truth.sections.iter_mut().zip(&self.titles) {
            let rest = self.text.get(start..).unwrap_or("");
            let end = rest.find(['。', '：', ':', '；', ';', '\n']).unwrap_or(rest.len());
            section.3 = rest[..end].trim().to_owned();
        }
    }
}
