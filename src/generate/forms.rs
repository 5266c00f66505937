//! The standard forms of a generated unit as workbooks (handbook §2.1, §2.3), with their truth.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::facts::{Finance, FundYear, Unit, YearFacts};
use super::numerals::{Fen, fixed, wan, wan_text};
use super::prng::Prng;
use super::truth::{Truth, TruthAmount, TruthCount, TruthForm, TruthFund, TruthIndicator, TruthPercent};

/// Name of the only sheet.
const SHEET: &str = "自评表";

/// First level, second level, third level, unit of the value, points.
const INDICATORS: [(&str, &str, &str, &str, i64); 9] = [
    ("产出指标（50分）", "数量指标", "组织业务培训期数", "期", 10),
    ("产出指标（50分）", "数量指标", "服务群众人次", "人次", 10),
    ("产出指标（50分）", "质量指标", "验收合格率", "%", 10),
    ("产出指标（50分）", "时效指标", "任务按期完成率", "%", 10),
    ("产出指标（50分）", "成本指标", "支出控制在预算以内", "", 10),
    ("效益指标（30分）", "社会效益指标", "提升公共服务水平", "", 10),
    ("效益指标（30分）", "社会效益指标", "新增受益户数", "户", 10),
    ("效益指标（30分）", "可持续影响指标", "长效机制建设", "", 10),
    ("满意度指标（10分）", "服务对象满意度指标", "群众满意度", "%", 10),
];

struct Form {
    sheet: Worksheet,
    truth: Truth,
    total: Decimal,
}

impl Form {
    fn new(unit: &Unit, year: i32, kind: &'static str, title: &str) -> Result<Form, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(SHEET)?;
        let truth = Truth { unit_name: unit.name.clone(), fiscal_year: year, kind, ..Truth::default() };
        let mut form = Form { sheet, truth, total: Decimal::ZERO };
        form.merge(0, 0, 0, 8, title)?;
        form.merge(1, 0, 1, 8, &format!("（{year}年度）"))?;
        Ok(form)
    }

    fn merge(&mut self, r1: u32, c1: u16, r2: u32, c2: u16, words: &str) -> Result<(), XlsxError> {
        if (r1, c1) == (r2, c2) {
            self.sheet.write(r1, c1, words)?;
        } else {
            self.sheet.merge_range(r1, c1, r2, c2, words, &Format::new().set_text_wrap())?;
        }
        Ok(())
    }

    fn cell(row: u32, col: u16) -> String {
        format!("{SHEET}!{}{}", char::from(b'A' + col as u8), row + 1)
    }

    #[allow(clippy::too_many_arguments)] // the columns of the truth
    fn amount(
        &mut self,
        (row, col): (u32, u16),
        fen: Fen,
        concept: &'static str,
        label: &str,
        fund: Option<&str>,
        parent: Option<usize>,
        column: Option<&'static str>,
    ) -> usize {
        self.truth.amounts.push(TruthAmount {
            raw: fixed(wan(fen), 2, false),
            wan: wan_text(fen),
            concept: Some(concept),
            label: label.to_owned(),
            section: None,
            fund: fund.map(str::to_owned),
            parent,
            approx: false,
            role: "value",
            cell: Some(Self::cell(row, col)),
            column,
        });
        self.truth.amounts.len() - 1
    }

    fn number(&mut self, row: u32, col: u16, fen: Fen) -> Result<(), XlsxError> {
        let value = wan(fen).to_f64().unwrap_or_default();
        self.sheet.write_with_format(row, col, value, &Format::new().set_num_format("0.00"))?;
        Ok(())
    }

    fn percent(&mut self, raw: &str) {
        let value = raw.trim_end_matches('%').to_owned();
        self.truth.percents.push(TruthPercent { raw: raw.to_owned(), value, section: None });
    }

    /// The row of three figures with its points; returns the indices of its amounts.
    fn totals(
        &mut self,
        row: u32,
        figures: [Fen; 3],
        concepts: [&'static str; 3],
        fund: Option<&str>,
    ) -> Result<[usize; 3], XlsxError> {
        let mut at = [0; 3];
        for i in 0..3 {
            let col = 3 + i as u16;
            self.number(row, col, figures[i])?;
            let column = Some(["initial", "budget", "executed"][i]);
            at[i] = self.amount((row, col), figures[i], concepts[i], "年度资金总额", fund, None, column);
        }
        let rate = Decimal::from(figures[2]) * Decimal::ONE_HUNDRED / Decimal::from(figures[1].max(1));
        let rate = rate.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let score = (rate / Decimal::TEN).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let words = format!("{}%", fixed(rate, 2, false));
        self.sheet.write(row, 6, 10)?;
        self.sheet.write(row, 7, &words)?;
        self.sheet.write(row, 8, score.to_f64().unwrap_or_default())?;
        self.percent(&words);
        self.total += score;
        Ok(at)
    }

    fn goals(&mut self, row: u32) -> Result<(), XlsxError> {
        self.merge(row, 0, row + 1, 0, "年度总体目标")?;
        self.merge(row, 1, row, 4, "预期目标")?;
        self.merge(row, 5, row, 8, "实际完成情况")?;
        self.merge(row + 1, 1, row + 1, 4, "保障工作正常开展，按期完成各项任务，群众满意。")?;
        self.merge(row + 1, 5, row + 1, 8, "各项任务全部完成，群众反映良好。")
    }

    /// The indicator block; its points make the whole `points` if given.
    fn indicators(&mut self, row: u32, rng: &mut Prng, points: Option<Decimal>) -> Result<(), XlsxError> {
        let last = row + INDICATORS.len() as u32;
        self.merge(row, 0, last, 0, "绩效指标")?;
        let heads = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"];
        for (i, head) in heads.into_iter().enumerate() {
            self.sheet.write(row, 1 + i as u16, head)?;
        }
        let mut rows = Vec::new();
        let full: i64 = INDICATORS.iter().map(|i| i.4).sum();
        let mut left = points.map(|p| Decimal::from(full) + self.total - p);
        for (i, (level1, level2, level3, unit, weight)) in INDICATORS.into_iter().enumerate() {
            let at = row + 1 + i as u32;
            let (target, actual) = match unit {
                "" => ("达成预期指标".to_owned(), "达成预期指标".to_owned()),
                "%" => {
                    let goal = rng.between(88, 95);
                    (format!("≥{goal}%"), format!("{}%", rng.between(goal, 99)))
                }
                _ => {
                    let goal = rng.between(4, 400);
                    (format!("≥{goal}{unit}"), format!("{}{unit}", goal + rng.between(0, 9)))
                }
            };
            let mut deducted = if unit.is_empty() && rng.chance(25) { Decimal::new(rng.between(1, 8), 1) } else { Decimal::ZERO };
            if let Some(left) = &mut left {
                deducted = if unit.is_empty() { (*left).clamp(Decimal::ZERO, Decimal::from(weight)) } else { Decimal::ZERO };
                *left -= deducted;
            }
            let score = (Decimal::from(weight) - deducted).normalize();
            for (col, words) in [(1, level1), (2, level2), (3, level3), (4, &target), (5, &actual)] {
                self.sheet.write(at, col, words)?;
            }
            self.sheet.write(at, 6, weight as i32)?;
            self.sheet.write(at, 7, score.to_f64().unwrap_or_default())?;
            if !deducted.is_zero() {
                self.sheet.write(at, 8, "佐证材料不够充分，下一步完善台账")?;
            }
            for (words, role) in [(&target, "target"), (&actual, "actual")] {
                let raw = words.trim_start_matches('≥');
                if unit == "%" {
                    self.percent(raw);
                } else if !unit.is_empty() {
                    self.truth.counts.push(TruthCount {
                        raw: raw.to_owned(),
                        value: Some(raw.trim_end_matches(unit).to_owned()),
                        unit: unit.to_owned(),
                        approx: false,
                        section: None,
                        role: Some(role),
                        range: None,
                    });
                }
            }
            self.total += score;
            rows.push(TruthIndicator {
                level1: level1.to_owned(),
                level2: level2.to_owned(),
                level3: level3.to_owned(),
                target,
                actual,
                weight: weight.to_string(),
                score: score.to_string(),
            });
        }
        let total = self.total.normalize();
        self.merge(last + 1, 0, last + 1, 5, "总分")?;
        self.sheet.write(last + 1, 6, 100)?;
        self.sheet.write(last + 1, 7, total.to_f64().unwrap_or_default())?;
        let kind = self.truth.kind;
        let (total_weight, total_score) = ("100".to_owned(), total.to_string());
        self.truth.form = Some(TruthForm { kind, indicators: rows, total_weight, total_score });
        Ok(())
    }

    fn funding_head(&mut self, row: u32, last: u32, label: &str) -> Result<(), XlsxError> {
        self.merge(row, 0, last, 0, label)?;
        self.merge(row, 1, row, 2, "")?;
        for (i, head) in ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"].into_iter().enumerate()
        {
            self.sheet.write(row, 3 + i as u16, head)?;
        }
        self.merge(row + 1, 1, row + 1, 2, "年度资金总额")
    }

    fn finish(self) -> Result<(Vec<u8>, Truth), XlsxError> {
        let mut book = Workbook::new();
        // A fixed date, so that the same seed gives the same bytes.
        let date = ExcelDateTime::from_ymd(2024, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&date));
        book.push_worksheet(self.sheet);
        Ok((book.save_to_buffer()?, self.truth))
    }
}

/// The 部门整体支出绩效自评表 of a unit for a year: the workbook and its truth.
pub(super) fn overall(unit: &Unit, y: &YearFacts, rng: &mut Prng) -> Result<(Vec<u8>, Truth), XlsxError> {
    let mut form = Form::new(unit, y.year, "overall_form", &format!("{}年度部门整体支出绩效自评表", y.year))?;
    form.sheet.write(2, 0, "单位名称")?;
    form.merge(2, 1, 2, 8, &unit.name)?;
    form.funding_head(3, 9, "年度预算申请（万元）")?;
    let initial = y.basic_initial + y.project_initial(false) + y.project_initial(true);
    let figures = [initial, y.expenditure() + y.closing(), y.expenditure()];
    let concepts = ["budget_total_initial", "budget_total_adjusted", "expenditure_total"];
    let total = form.totals(4, figures, concepts, None)?[2];
    form.merge(5, 1, 5, 4, "按收入性质分：")?;
    form.merge(5, 5, 5, 8, "按支出性质分：")?;
    let other = if unit.finance == Finance::Other { y.other_revenue } else { 0 };
    let gov = y.govfund();
    let left: [(&str, &str, Fen, &'static str); 4] = [
        ("其中：一般公共预算：", "一般公共预算", y.expenditure() - gov - other, "gpb_revenue"),
        ("政府性基金拨款：", "政府性基金拨款", gov, "govfund_revenue"),
        ("纳入专户管理的非税收入拨款：", "纳入专户管理的非税收入拨款", 0, "special_account_revenue"),
        ("其他资金：", "其他资金", other, "other_revenue"),
    ];
    let right: [(&str, &str, Fen, &'static str); 2] = [
        ("其中：基本支出：", "基本支出", y.basic(), "gpb_expenditure_basic"),
        ("项目支出：", "项目支出", y.project_gpb() + gov, "gpb_expenditure_project"),
    ];
    for (i, &source) in left.iter().enumerate() {
        let row = 6 + i as u32;
        let side = |form: &mut Form, col: u16, (words, label, fen, concept): (&str, &str, Fen, &'static str)| {
            let figure = if fen == 0 { String::new() } else { fixed(wan(fen), 2, false) };
            if fen != 0 {
                form.amount((row, col), fen, concept, label, None, Some(total), None);
            }
            form.merge(row, col, row, col + 3, &format!("{words}{figure}"))
        };
        side(&mut form, 1, source)?;
        match right.get(i) {
            Some(&item) => side(&mut form, 5, item)?,
            None => form.merge(row, 5, row, 8, "")?,
        }
    }
    form.goals(10)?;
    form.indicators(12, rng, Some(Decimal::new(y.score, 1)))?;
    form.finish()
}

/// The 项目支出绩效自评表 of a fund: the workbook and its truth.
pub(super) fn project(unit: &Unit, y: &YearFacts, fund: &FundYear, rng: &mut Prng) -> Result<(Vec<u8>, Truth), XlsxError> {
    let mut form = Form::new(unit, y.year, "project_form", "项目支出绩效自评表")?;
    form.sheet.write(2, 0, "项目名称")?;
    form.merge(2, 1, 2, 8, &fund.name)?;
    form.sheet.write(3, 0, "主管部门")?;
    form.merge(3, 1, 3, 4, &unit.name)?;
    form.sheet.write(3, 5, "实施单位")?;
    form.merge(3, 6, 3, 8, &unit.name)?;
    form.funding_head(4, 6, "项目资金（万元）")?;
    let figures = [fund.initial, fund.full(), fund.actual];
    let name = Some(fund.name.as_str());
    let concepts = ["fund_budget_initial", "fund_budget_final", "fund_actual"];
    let totals = form.totals(5, figures, concepts, name)?;
    form.merge(6, 1, 6, 2, "其中：当年财政拨款")?;
    for i in 0..3 {
        let col = 3 + i as u16;
        form.number(6, col, figures[i])?;
        let column = Some(["initial", "budget", "executed"][i]);
        form.amount((6, col), figures[i], "fund_current_appropriation", "当年财政拨款", name, Some(totals[i]), column);
    }
    form.sheet.write(6, 6, "—")?;
    form.sheet.write(6, 8, "—")?;
    form.goals(7)?;
    form.indicators(9, rng, None)?;
    form.truth.funds.push(TruthFund {
        name: fund.name.clone(),
        initial: Some(wan_text(fund.initial)),
        adjust: None,
        actual: Some(wan_text(fund.actual)),
        balance: None,
        section: None,
    });
    form.finish()
}
