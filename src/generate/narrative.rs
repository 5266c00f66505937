//! Whole reports: the outlines that bureaus use, filled with passages.

use super::facts::Finance;
use super::numerals::chinese;
use super::truth::TruthFund;
use super::vocabulary::PHRASES;
use super::writer::{Change, Figure, Mark, Scope, Writer};

/// The families of outlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// The ten sections of Hunan.
    TenSections,
    /// Score first, then 收入支出情况.
    ScoreFirst,
    /// 第一部分 … with a table of contents.
    Parts,
    /// 部门资金收支情况, 部门预算绩效分析.
    Analysis,
    /// A report on one project with parts.
    Project,
}

const FUND_LISTS: [Mark; 5] = [Mark::Ordinal, Mark::Item, Mark::ItemBracket, Mark::Circle, Mark::Item];

impl Writer<'_> {
    /// Writes the whole report.
    pub fn report(&mut self, family: Family) {
        self.truth.kind = "overall_report";
        let w = &PHRASES;
        if family == Family::Project {
            self.truth.kind = "project_report";
            self.line();
            self.one_of(&w.project.titles);
        } else if family == Family::TenSections && self.rng.chance(25) {
            self.style.indent = "";
        } else {
            self.line();
            self.one_of(&w.title.lines);
            if family == Family::Parts {
                self.contents();
            } else if self.rng.chance(60) {
                self.paragraph();
                self.one_of(&w.title.preface);
            }
        }
        match family {
            Family::TenSections => self.ten_sections(),
            Family::ScoreFirst => self.score_first(),
            Family::Parts => self.parts(),
            Family::Analysis => self.analysis(),
            Family::Project => self.project_report(),
        }
        if self.rng.chance(20) {
            self.line();
            self.text.push('\n');
            let (name, year) = (self.unit.name.clone(), self.facts.year + 1);
            self.text.push_str(&format!("{name}\n{year}年{}月{}日", self.rng.between(2, 8), self.rng.between(1, 28)));
        }
        self.text.push('\n');
        self.funds_truth();
        self.finish();
    }

    fn heading(&mut self, depth: usize, mark: Mark, words: &[String]) {
        self.open(depth, mark);
        self.one_of(words);
        self.end_passage();
    }

    /// A heading whose passage goes on in the same line, or in the next.
    fn run_in(&mut self, depth: usize, mark: Mark, words: &[String]) {
        self.heading(depth, mark, words);
        if self.rng.chance(55) {
            self.text.push('。');
        } else {
            self.paragraph();
        }
    }

    fn contents(&mut self) {
        self.line();
        self.text.push_str("\n目    录\n");
        let mut page = 1;
        for (i, name) in ["部门概况", "收入支出情况", "绩效情况", "问题与建议"].iter().enumerate() {
            let leader = self.rng.pick(&["…………………………", "..............................", "……………………………………"]);
            self.text.push_str(&format!("第{}部分  {name}{leader}{page}\n", chinese(i as i64 + 1)));
            page += self.rng.between(1, 4);
        }
        self.text.push('\n');
    }

    // ---- the outlines

    fn ten_sections(&mut self) {
        let w = &PHRASES;
        self.scope = Scope::Gpb;
        self.heading(1, Mark::Top, &w.headings.profile);
        self.profile(2);
        self.heading(1, Mark::Top, &w.headings.gpb);
        match self.rng.below(3) {
            0 => {
                self.heading(2, Mark::Bracket, &w.headings.basic);
                self.open(3, Mark::Item);
                self.one_that_fits(&w.budget);
                self.open(3, Mark::Item);
                self.one_that_fits(&w.totals);
                if self.facts.closing() > 0 || self.rng.chance(60) {
                    self.carry();
                }
                if self.rng.chance(70) {
                    self.sangong_section(3, Mark::Item);
                }
                if self.rng.chance(40) {
                    self.open(3, Mark::Item);
                    self.one_that_fits(&w.procurement);
                }
            }
            1 => {
                self.run_in(2, Mark::Bracket, &w.headings.overall);
                self.one_that_fits(&w.budget);
                self.one_that_fits(&w.totals);
                self.carry();
                self.run_in(2, Mark::Bracket, &w.headings.basic);
                self.one_that_fits(&w.economic);
                self.sangong_section(2, Mark::Bracket);
            }
            _ => {
                self.run_in(2, Mark::Bracket, &w.headings.overall);
                self.one_that_fits(&w.budget);
                self.one_that_fits(&w.totals);
                self.carry();
                if self.rng.chance(50) {
                    self.paragraph();
                    self.one_that_fits(&w.functional);
                }
                self.sangong_section(2, Mark::Bracket);
                self.open(2, Mark::Bracket);
                self.one_of(&w.headings.procurement);
                self.text.push('。');
                self.one_that_fits(&w.procurement);
            }
        }
        self.projects_section(2, Mark::Bracket);
        self.heading(1, Mark::Top, &w.headings.fund);
        self.gov_fund();
        for words in [&w.headings.capital, &w.headings.insurance] {
            self.heading(1, Mark::Top, words);
            self.nil_line(&w.nil.lines);
        }
        self.heading(1, Mark::Top, &w.headings.performance);
        self.results(2, Mark::Bracket);
        self.funds_section(2, Mark::Bracket);
        if self.rng.chance(75) {
            self.run_in(2, Mark::Bracket, &w.headings.score);
            self.one_of(&w.score.lines);
        }
        self.ending(Mark::Top);
        self.heading(1, Mark::Top, &w.headings.other);
        self.nil_line(&w.nil.other);
    }

    fn score_first(&mut self) {
        let w = &PHRASES;
        self.open(1, Mark::Top);
        self.text.push_str("自评得分情况");
        self.paragraph();
        self.one_of(&w.score.lines);
        self.heading(1, Mark::Top, &w.headings.profile);
        self.profile(2);
        self.heading(1, Mark::Top, &w.headings.income);
        self.money_sections(2, Mark::Bracket);
        self.open(1, Mark::Top);
        self.text.push_str(self.rng.pick(&["专项资金管理使用情况", "专项资金安排和使用情况"]));
        self.funds_body(2, &[Mark::Item, Mark::Bracket, Mark::Circle]);
        self.open(1, Mark::Top);
        self.text.push_str(self.rng.pick(&["绩效实现情况", "绩效完成情况", "主要工作成效"]));
        self.results_body(2, Mark::Bracket);
        self.ending(Mark::Top);
    }

    fn parts(&mut self) {
        let w = &PHRASES;
        self.open(1, Mark::Part);
        self.text.push_str("部门概况");
        self.profile_as(2, Mark::Top);
        self.open(1, Mark::Part);
        self.text.push_str("收入支出情况");
        self.money_sections(2, Mark::Top);
        self.projects_section(2, Mark::Top);
        self.open(1, Mark::Part);
        self.text.push_str("绩效情况");
        self.results(2, Mark::Top);
        self.funds_section(2, Mark::Top);
        self.run_in(2, Mark::Top, &w.headings.score);
        self.one_of(&w.score.lines);
        self.open(1, Mark::Part);
        self.text.push_str("问题与建议");
        self.run_in(2, Mark::Top, &w.headings.problems);
        self.one_of(&w.prose.problems);
        self.run_in(2, Mark::Top, &w.headings.measures);
        self.one_of(&w.prose.measures);
    }

    fn analysis(&mut self) {
        let w = &PHRASES;
        self.open(1, Mark::Top);
        self.text.push_str("部门概况");
        self.profile(2);
        self.open(1, Mark::Top);
        self.text.push_str("部门资金收支情况");
        self.money_sections(2, Mark::Bracket);
        self.projects_section(2, Mark::Bracket);
        self.open(1, Mark::Top);
        self.text.push_str("部门预算绩效分析");
        self.open(2, Mark::Bracket);
        self.text.push_str("部门预算总体绩效分析");
        self.open(3, Mark::Item);
        self.text.push_str("履职效能");
        self.paragraph();
        self.all_results();
        self.open(3, Mark::Item);
        self.text.push_str("采购管理");
        self.paragraph();
        self.one_that_fits(&w.procurement);
        self.open(2, Mark::Bracket);
        self.text.push_str("部门预算项目绩效分析");
        self.funds_body(3, &[Mark::Item, Mark::ItemBracket]);
        self.open(1, Mark::Top);
        self.text.push_str("评价结论及建议");
        self.open(2, Mark::Bracket);
        self.text.push_str("评价结论。");
        self.one_of(&w.score.lines);
        self.run_in(2, Mark::Bracket, &w.headings.problems);
        self.one_of(&w.prose.problems);
        self.run_in(2, Mark::Bracket, &w.headings.measures);
        self.one_of(&w.prose.measures);
    }

    fn project_report(&mut self) {
        let w = &PHRASES;
        self.scope = Scope::All;
        self.open(1, Mark::Top);
        self.text.push_str("项目基本情况");
        self.open(2, Mark::Bracket);
        self.text.push_str("项目概况。");
        self.one_of(&w.project.overview);
        self.open(2, Mark::Bracket);
        self.text.push_str("项目资金情况。");
        self.one_of(&w.project.money);
        self.open(2, Mark::Bracket);
        self.text.push_str("绩效目标。");
        self.one_of(&w.goals.item);
        self.text.push('。');
        self.open(1, Mark::Top);
        self.text.push_str("绩效自评工作开展情况");
        self.paragraph();
        self.one_of(&w.project.work);
        self.open(1, Mark::Top);
        self.text.push_str("综合评价结论");
        self.paragraph();
        self.one_of(&w.score.lines[1..2]);
        self.open(1, Mark::Top);
        self.text.push_str("绩效评价指标分析");
        self.open(2, Mark::Bracket);
        self.text.push_str("项目决策情况。");
        self.one_of(&w.project.decision);
        self.open(2, Mark::Bracket);
        self.text.push_str("项目过程情况");
        let at = self.rng.below(w.project.item.len() as u64) as usize;
        let facts = self.facts;
        for fund in &facts.funds {
            self.open(3, Mark::ItemBracket);
            self.fund = Some(fund);
            self.say(&w.project.item[at]);
            self.fund = None;
            self.end_passage();
        }
        self.paragraph();
        self.one_of(&w.project.management);
        let unit = self.unit;
        for (i, group) in unit.department.results.iter().enumerate() {
            self.open(2, Mark::Bracket);
            self.text.push_str(["项目产出情况。", "项目效益情况。", "可持续影响情况。"][i.min(2)]);
            self.say(&group.items.join("；"));
            self.text.push('。');
        }
        if self.change == Some(Change::Residue) {
            self.places.residue = self.section();
            self.text.push_str("全年累计服务群众XX人次。");
        }
        self.ending(Mark::Top);
    }

    // ---- sections that several outlines share

    fn profile(&mut self, depth: usize) {
        self.profile_as(depth, Mark::Bracket);
    }

    fn profile_as(&mut self, depth: usize, mark: Mark) {
        let w = &PHRASES;
        let below = if mark == Mark::Top { Mark::Bracket } else { Mark::Item };
        if self.rng.chance(50) {
            self.open(depth, mark);
            self.text.push_str(self.rng.pick(&["部门基本情况", "单位概况", "部门职责和机构人员"]));
            self.run_in(depth + 1, below, &w.headings.duties);
            self.duties(depth + 2);
            self.run_in(depth + 1, below, &w.headings.organs);
            self.one_that_fits(&w.organs);
            self.run_in(depth + 1, below, &w.headings.staff);
            self.one_that_fits(&w.staff);
        } else {
            self.run_in(depth, mark, &w.headings.duties);
            self.duties(depth + 1);
            self.open(depth, mark);
            self.text.push_str("机构人员情况。");
            self.one_that_fits(&w.organs);
            self.one_that_fits(&w.staff);
        }
        self.goals(depth, mark);
    }

    fn duties(&mut self, depth: usize) {
        let unit = self.unit;
        let duties = &unit.department.duties;
        if self.text.ends_with('。') || self.rng.chance(60) {
            let joined = duties.join("；");
            self.say(&joined);
            self.text.push('。');
        } else {
            self.text.push_str("本部门主要职责是：");
            for duty in duties {
                self.open(depth, Mark::ItemBracket);
                self.say(duty);
                self.text.push('。');
            }
        }
    }

    fn goals(&mut self, depth: usize, mark: Mark) {
        let w = &PHRASES;
        self.heading(depth, mark, &w.headings.goals);
        let below = if mark == Mark::Top { Mark::Bracket } else { Mark::Item };
        if self.rng.chance(45) {
            self.open(depth + 1, below);
            self.text.push_str(self.rng.pick(&["整体目标：", "年度整体支出绩效目标："]));
            self.one_of(&w.goals.lines);
            self.open(depth + 1, below);
            self.text.push_str("项目支出绩效目标");
            let names: Vec<String> = self.facts.funds.iter().map(|f| f.name.clone()).collect();
            for name in names {
                self.open(depth + 2, Mark::ItemBracket);
                self.text.push_str(&format!("{name}："));
                self.one_of(&w.goals.item);
                self.text.push('。');
            }
        } else {
            self.paragraph();
            self.one_of(&w.goals.lines);
        }
    }

    /// 收入, 支出, 三公, 采购 of all money.
    fn money_sections(&mut self, depth: usize, mark: Mark) {
        let w = &PHRASES;
        self.scope = Scope::All;
        self.open(depth, mark);
        self.text.push_str("收入情况");
        self.paragraph();
        self.one_that_fits(&w.income);
        self.open(depth, mark);
        self.text.push_str("支出情况");
        self.paragraph();
        if self.rng.chance(60) {
            self.one_that_fits(&w.budget);
        }
        self.one_that_fits(&w.totals);
        self.carry();
        if self.rng.chance(50) {
            self.paragraph();
            self.one_that_fits(&w.economic);
        }
        if self.rng.chance(30) {
            self.paragraph();
            self.one_that_fits(&w.functional);
        }
        self.sangong_section(depth, mark);
        if self.rng.chance(40) {
            self.run_in(depth, mark, &w.headings.procurement);
            self.one_that_fits(&w.procurement);
        }
    }

    fn carry(&mut self) {
        self.one_that_fits(&PHRASES.carry);
    }

    fn sangong_section(&mut self, depth: usize, mark: Mark) {
        let w = &PHRASES;
        let before = self.truth.amounts.len();
        self.run_in(depth, mark, &w.headings.sangong);
        if !self.one_that_fits(&w.sangong) {
            self.text.push_str("严格执行中央八项规定精神，从严控制各项经费支出。");
        } else if self.truth.amounts.len() == before {
            self.nil();
        }
    }

    fn gov_fund(&mut self) {
        let w = &PHRASES;
        let funds: Vec<_> = self.facts.funds.iter().filter(|f| f.gov && f.actual > 0).collect();
        if funds.is_empty() {
            self.nil_line(&w.nil.lines);
            return;
        }
        self.paragraph();
        let at = self.rng.below(w.govfund.lines.len() as u64) as usize;
        let (head, tail) = w.govfund.lines[at].split_once("{list}").unwrap_or((&w.govfund.lines[at], ""));
        self.say(head);
        self.list(&funds, "govfund_expenditure");
        self.say(tail);
    }

    fn list(&mut self, funds: &[&super::facts::FundYear], parent: &str) {
        let between = self.rng.pick(&["，", "、", "；"]);
        for (i, fund) in funds.iter().enumerate() {
            if i > 0 {
                self.text.push_str(between);
            }
            self.text.push_str(&fund.name);
            let figure = Figure {
                fen: fund.actual,
                concept: Some("fund_actual"),
                label: &fund.name,
                role: "value",
                slot: format!("{}/actual", fund.name),
            };
            self.money(figure, Some(parent), false);
        }
    }

    fn projects_section(&mut self, depth: usize, mark: Mark) {
        let w = &PHRASES;
        let all = self.scope == Scope::All;
        let facts = self.facts;
        let funds: Vec<_> = facts.funds.iter().filter(|f| (all || !f.gov) && f.actual > 0).collect();
        self.heading(depth, mark, &w.headings.projects);
        self.paragraph();
        if funds.is_empty() {
            self.say("{Y}年度项目支出{project}。");
            self.nil();
        // nobody adds up a single figure
        } else if self.rng.chance(70) || funds.len() < 2 {
            self.one_of(&w.projects.intro);
            self.list(&funds, "project");
            self.text.push('。');
        } else {
            let at = self.rng.below(w.projects.tail.len() as u64) as usize;
            let (head, tail) = w.projects.tail[at].split_once("{list}").unwrap_or((&w.projects.tail[at], ""));
            self.say(head);
            self.list(&funds, ">project");
            let tail = tail.replace("{n_cn}", &chinese(funds.len() as i64));
            self.say(&tail);
        }
        self.end_passage();
    }

    fn results(&mut self, depth: usize, mark: Mark) {
        self.heading(depth, mark, &PHRASES.headings.results);
        let below = if mark == Mark::Top { Mark::Bracket } else { Mark::Item };
        self.results_body(depth + 1, below);
    }

    fn results_body(&mut self, depth: usize, mark: Mark) {
        let w = &PHRASES;
        self.paragraph();
        self.one_of(&w.results.intro);
        let unit = self.unit;
        let extra = self.extra_groups();
        for group in unit.department.results.iter().chain(extra) {
            self.open(depth, mark);
            self.say(&group.title);
            self.text.push('。');
            self.say(&group.items.join("；"));
            self.text.push('。');
        }
        if self.rng.chance(60) {
            self.one_of(&w.results.satisfaction);
        }
        if self.change == Some(Change::Residue) {
            self.places.residue = self.section();
            self.text.push_str("全年累计服务群众XX人次。");
        }
    }

    /// Some of the groups that fit any unit; most of them in a long report.
    fn extra_groups(&mut self) -> Vec<&'static super::vocabulary::Group> {
        let mut extra: Vec<_> = PHRASES.results.extra.iter().collect();
        self.rng.shuffle(&mut extra);
        extra.truncate(if self.long { 5 } else { self.rng.weighted(&[60, 25, 15]) });
        extra
    }

    /// A passage of prose; several of them, numbered, in a long report.
    fn prose(&mut self, depth: usize, mark: Mark, words: &[String]) {
        if !self.long {
            self.paragraph();
            self.one_of(words);
            return;
        }
        let mut order: Vec<&String> = words.iter().filter(|w| !w.starts_with("一是")).collect();
        self.rng.shuffle(&mut order);
        for passage in order.into_iter().take(3) {
            self.open(depth, mark);
            self.say(passage);
        }
    }

    fn all_results(&mut self) {
        let unit = self.unit;
        for (i, group) in unit.department.results.iter().enumerate() {
            let ordinal = if unit.department.results.len() > 1 { format!("{}是", chinese(i as i64 + 1)) } else { String::new() };
            self.text.push_str(&format!("{ordinal}{}。", group.title));
            self.say(&group.items.join("，"));
            self.text.push('。');
        }
        if self.change == Some(Change::Residue) {
            self.places.residue = self.section();
            self.text.push_str("全年累计服务群众XX人次。");
        }
    }

    fn funds_section(&mut self, depth: usize, mark: Mark) {
        self.heading(depth, mark, &PHRASES.headings.funds);
        self.funds_body(depth + 1, &FUND_LISTS);
    }

    /// What was done with every fund: as a list, a chain of sentences or a table.
    fn funds_body(&mut self, depth: usize, marks: &[Mark]) {
        let w = &PHRASES;
        self.paragraph();
        let facts = self.facts;
        let gov = facts.funds.iter().any(|f| f.gov);
        let table = !gov && !self.style.yuan && self.rng.chance(12);
        // Where the projects were listed before, nobody prints the totals of their columns again.
        let listed = self.printed.iter().any(|p| p.slot.ends_with("/actual"));
        let totals = !gov && !table && !listed && self.rng.chance(50);
        if totals {
            self.one_of(&w.funds.intro_totals);
            self.under_totals = true;
        } else {
            self.one_of(&w.funds.intro);
        }
        if table {
            self.one_of(&w.funds.table);
            self.fund_table();
            return;
        }
        let chain = self.rng.chance(12);
        let mark = marks[self.rng.below(marks.len() as u64) as usize];
        if chain {
            self.paragraph();
        }
        for fund in &facts.funds {
            if !chain {
                self.open(depth, mark);
            }
            self.fund = Some(fund);
            let words = &w.funds;
            let phrases = match (fund.initial, fund.inc, fund.dec) {
                _ if fund.full() == 0 => &words.unspent,
                (0, ..) => &words.new,
                (_, 0, 0) => &words.same,
                (_, _, 0) => &words.up,
                (_, 0, _) => &words.down,
                _ => &words.both,
            };
            let source = fund.initial > 0 && fund.inc == 0 && fund.dec == 0 && !totals && self.rng.chance(20);
            let phrases = if source { &words.source } else { phrases };
            let fitting: Vec<String> = phrases.iter().filter(|p| fund.balance == 0 || p.contains("{balance}")).cloned().collect();
            self.one_of(&fitting);
            if self.rng.chance(40) {
                self.one_of(&words.tails);
            }
            self.fund = None;
            self.end_passage();
        }
        self.under_totals = false;
    }

    fn fund_table(&mut self) {
        let bar = self.rng.chance(30);
        let tab = self.rng.pick(&["\t", "    "]);
        let (edge, between) = if bar { ("|", "|") } else { ("", tab) };
        let adjust = self.rng.pick(&["年中调整", "调整数"]);
        let head = ["项目名称", "年初预算", adjust, "实际支出", "结余结转"];
        self.line();
        self.text.push_str("单位：万元\n");
        self.text.push_str(&format!("{edge}{}{edge}\n", head.join(between)));
        let facts = self.facts;
        let columns = [
            ("initial", "fund_budget_initial", "project_initial"),
            ("net", "fund_adjust_net", "sum/net"),
            ("actual", "fund_actual", "project"),
            ("balance", "fund_balance", "sum/balance"),
        ];
        for fund in &facts.funds {
            self.text.push_str(&format!("{edge}{}", fund.name));
            for (i, (slot, concept, total)) in columns.iter().enumerate() {
                self.text.push_str(between);
                let fen = [fund.initial, fund.inc - fund.dec, fund.actual, fund.balance][i];
                let slot = format!("{}/{slot}", fund.name);
                let figure = Figure { fen, concept: Some(concept), label: head[i + 1], role: "value", slot };
                self.cell_money(figure, Some(&format!(">{total}")));
            }
            self.text.push_str(&format!("{edge}\n"));
        }
        self.text.push_str(&format!("{edge}合计"));
        let sums = [self.project_initial(), facts.funds.iter().map(|f| f.inc - f.dec).sum(), self.project(), facts.closing()];
        for (i, fen) in sums.into_iter().enumerate() {
            self.text.push_str(between);
            let concept = [Some("budget_project_initial"), None, Some("gpb_expenditure_project"), None][i];
            let figure = Figure { fen, concept, label: head[i + 1], role: "value", slot: columns[i].2.to_owned() };
            self.cell_money(figure, None);
        }
        self.text.push_str(edge);
        self.say("");
        self.end_passage();
    }

    fn nil_line(&mut self, words: &[String]) {
        self.paragraph();
        self.one_of(words);
        self.nil();
    }

    fn ending(&mut self, mark: Mark) {
        let w = &PHRASES;
        for (heading, prose) in [
            (&w.headings.problems, &w.prose.problems),
            (&w.headings.measures, &w.prose.measures),
            (&w.headings.publication, &w.prose.publication),
        ] {
            self.heading(1, mark, heading);
            self.prose(2, Mark::Bracket, prose);
        }
    }

    /// The truth's funds follow from what was printed of them.
    fn funds_truth(&mut self) {
        for fund in &self.facts.funds {
            let of = |slot: &str| {
                let name = format!("{}/{slot}", fund.name);
                self.printed.iter().rev().find(|p| p.slot == name)
            };
            let value = |slot: &str| of(slot).map(|p| super::numerals::wan_text(p.fen));
            let Some(place) = of("actual") else { continue };
            let adjust = match (of("inc"), of("dec"), of("net")) {
                (None, None, None) => of("adjust").map(|_| "0".to_owned()),
                (None, None, Some(net)) => Some(super::numerals::wan_text(net.fen)),
                (inc, dec, _) => {
                    let net = inc.map_or(0, |p| p.fen) - dec.map_or(0, |p| p.fen);
                    Some(super::numerals::wan_text(net))
                }
            };
            self.truth.funds.push(TruthFund {
                name: fund.name.clone(),
                initial: value("initial"),
                adjust,
                actual: value("actual"),
                balance: value("balance"),
                section: place.section.clone(),
            });
        }
    }

    /// Slots whose figure is nothing, so that the words may leave them out.
    pub fn zero_slots(&self) -> Vec<&'static str> {
        let f = self.facts;
        let mut zero = vec!["abroad"];
        let pairs = [
            ("opening", f.opening),
            ("closing", f.closing()),
            ("vehicle", f.vehicle),
            ("business_revenue", f.business_revenue),
            ("other_revenue", f.other_revenue),
            ("govfund_revenue", if self.scope == Scope::Gpb { 0 } else { f.govfund() }),
        ];
        zero.extend(pairs.iter().filter(|(_, fen)| *fen == 0).map(|(slot, _)| *slot));
        zero
    }

    /// Names of the funds of the general budget (or of all money), and of those with expenditure.
    pub fn fund_names(&self) -> (Vec<String>, Vec<String>) {
        let counted = self.facts.funds.iter().filter(|f| self.scope == Scope::All || !f.gov);
        let all = counted.clone().map(|f| f.name.clone()).collect();
        let spent = counted.filter(|f| f.actual > 0).map(|f| f.name.clone()).collect();
        (all, spent)
    }
}

/// The outlines that fit a unit's finance.
pub(super) fn families(finance: Finance) -> &'static [Family] {
    match finance {
        Finance::Gpb => &[Family::TenSections, Family::TenSections, Family::ScoreFirst, Family::Parts, Family::Analysis],
        Finance::GovFund => &[Family::TenSections, Family::Parts, Family::Analysis],
        Finance::Other => &[Family::ScoreFirst, Family::Parts, Family::Analysis],
    }
}
