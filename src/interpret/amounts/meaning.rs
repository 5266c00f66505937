//! What an amount is, by its words and by what the sentence speaks of.

use super::Context;
use super::moves::{CHANGING, moves};
use super::running::Topic;
use super::term::OwnName;
use super::{explicit, subject, term};
use crate::interpret::facts::*;
use crate::interpret::labels::{named_year, of_another_year};
use crate::interpret::vocabulary::{Meaning, Subject, Term, Vocabulary, squeeze};

/// A figure whose meaning is asked: the words around it.
pub(super) struct Asked<'k> {
    /// The squeezed label.
    pub key: &'k str,
    /// The squeezed words of the clause before the label.
    pub before: &'k str,
    /// Whether the clause before belongs to another item.
    pub opens: bool,
    /// Whether the label is the last item of a list (、).
    pub joined: bool,
    /// The functional class that the item's title names.
    pub title_class: Option<&'k str>,
    /// The words behind the figure, to the next mark, and those behind them.
    pub after: &'k str,
    pub rest: &'k str,
}

/// What the words of a label say.
pub(super) struct Told {
    pub term: Option<&'static Term>,
    /// The words before the term, and how many bytes they are.
    pub residue: String,
    pub residue_end: usize,
    /// What the words before the term speak of.
    pub subject: Option<Subject>,
    /// The fund that the label begins with.
    pub own_name: OwnName,
    /// The fund that the figure is about.
    pub fund: Option<String>,
    /// A year other than the report's.
    pub another_year: Option<i32>,
}

/// Gives an amount its quantity, fund, year and column, and the topic what its words speak of.
pub(super) fn meaning(cx: &mut Context<'_>, topic: &mut Topic, a: &mut Amount, q: &Asked<'_>) {
    let v = cx.v;
    let own_name = cx.funds.at_start(q.key).map(|(i, n)| (i, n.to_owned()));
    let at_end = term::at_end(cx, q.key, &own_name);
    if at_end.is_none()
        && let Some(fund) = &topic.fund
        && let Some(id) = term::left_by_words_behind(cx, q.after, q.rest).or_else(|| term::told_behind(v, q.key, q.after))
    {
        a.concept = Some(id);
        a.fund = Some(fund.clone());
        return;
    }
    let (words, found) = term::anywhere(cx, topic, q, &own_name, at_end);
    let told = told(cx, topic, a, q, words, found, own_name);
    match a.role {
        AmountRole::Standard => {}
        AmountRole::Comparison => {
            // 全年预算数318.92万元，比年初预算增加12.52万元: the change of the budget has a name
            if topic.last == Some("budget_total_adjusted") && (q.key.contains("比年初预算") || q.key.contains("较年初预算"))
            {
                a.concept = Some(if a.direction < 0 { "budget_adjust_decrease" } else { "budget_adjust_net" });
            }
        }
        AmountRole::Value | AmountRole::Other => match told.term {
            None => without_term(cx, topic, a, q, told.another_year),
            Some(t) => with_term(cx, topic, a, q, &told, t),
        },
    }
}

/// What the words of a label say; the topic turns to the fund that they name.
fn told(
    cx: &mut Context<'_>,
    topic: &mut Topic,
    a: &mut Amount,
    q: &Asked<'_>,
    words: &str,
    found: Option<(usize, &'static Term)>,
    own_name: OwnName,
) -> Told {
    let v = cx.v;
    let key = q.key;
    let residue_end = found.map_or(words.len(), |(i, _)| i);
    let residue = words.get(..residue_end).unwrap_or("").to_owned();
    // 年中追加（含上年结转）
    let outer =
        key.split_once('（').filter(|(head, rest)| !head.is_empty() && rest.ends_with('）')).map_or(key, |(head, _)| head);
    let another = of_another_year(v, outer, cx.fiscal_year);
    a.year = another.or(named_year(outer)).or(a.year);
    let class = v.subject(key) == Some(Subject::Class);
    let residue_subject = if class { Some(Subject::Class) } else { v.subject(&residue) };
    // a fund that the words name, or the one that the item is about
    let named = cx.funds.named_in(&residue).or_else(|| cx.funds.short_before_cause(v, &residue)).map(str::to_owned);
    // 以上三项共计支出150万元 after the last of them
    if named.is_none() && v.turns.back.at_start(key).is_some() && v.closing.is_in(key) {
        topic.fund = None;
    }
    let mut fund = topic.fund.clone();
    let term = found.map(|(_, t)| t);
    if let Some(name) = named {
        topic.sentence = None;
        topic.fund = Some(name.clone());
        fund = Some(name);
    } else if residue_subject.is_some()
        && residue_subject != Some(Subject::Project)
        // 年中由政府性基金追加60万元, 政府性基金追加60万元 of one fund
        && !(fund.is_some()
            && term.is_some_and(moves)
            && (residue.contains('由') || matches!(residue_subject, Some(Subject::Govfund | Subject::Soe))))
    {
        fund = None;
    } else if let Some(t) = term
        && t.bare
        && t.is_fund_field()
        && a.role == AmountRole::Value
        && !(fund.is_some() && moves(t) && v.money.levels.at_start(&residue).is_some())
        // 3.信息化建设经费年初预算…，智慧法庭升级追加…: what an item's fund was increased for
        && !(moves(t) && cx.funds.is_item(fund.as_deref()))
        // 大坝维修养护项目年初预算…，汛后水毁修复追加…
        && !(moves(t)
            && fund.is_some()
            && topic.last.is_some_and(|c| CHANGING.contains(&c))
            && v.strong_nouns.at_end(&residue).is_none())
        // 因调资、人员调入及新增项目调增: a cause
        && !(moves(t) && q.joined && v.turns.caused_by.is_in(q.before))
        && let Some(name) = cx.funds.new_name(v, &residue, t.column == Some(Column::Initial) && q.opens)
    {
        topic.fund = Some(name.clone());
        topic.sentence = None;
        cx.funds.learn(&name);
        fund = Some(name);
    }
    Told { term, residue, residue_end, subject: residue_subject, own_name, fund, another_year: another }
}

/// A figure whose label has no term: the words behind it, the figure before it or the heading say what it is.
fn without_term(cx: &Context<'_>, topic: &Topic, a: &mut Amount, q: &Asked<'_>, another_year: Option<i32>) {
    let v = cx.v;
    let key = q.key;
    if a.role == AmountRole::Value && another_year.is_some() {
        a.role = AmountRole::Other;
    }
    if a.role == AmountRole::Value
        && let Some(id) = apposition(cx, a.span.end)
    {
        a.concept = Some(id);
    } else if let Some(id) = v.turns.sums.at_start(key).filter(|w| *w == key).and_then(|_| told_before(v, q.before)) {
        // 全部授予中小企业，合同金额311.54万元
        a.concept = Some(id);
    } else if v.turns.thereafter.at_start(key) == Some(key)
        && let Some(id) = changed_to(topic.last)
    {
        a.concept = Some(id);
        a.column = Some(Column::Budget);
        a.fund = topic.fund.clone().filter(|_| id.starts_with("fund_"));
    } else if matches!(key, "折合" | "折算" | "合" | "即") && topic.last.is_some() {
        a.concept = topic.last;
    } else if (matches!(topic.last, Some("san_gong_vehicle_total" | "san_gong_vehicle_purchase"))
        || topic.sentence == Some(Subject::SanGong)
        || cx.heading(a.section) == Some(Subject::SanGong))
        && (matches!(
            key,
            "运行维护费" | "运维费" | "运行费用" | "运行维护费用" | "运行费" | "维护费" | "运行维护支出" | "运行维护"
        ) || key.strip_suffix("运行维护费").is_some_and(|k| k.trim_end_matches('的').ends_with('车')))
    {
        // 公务用车购置及运行维护费31.72万元，其中购置费0万元，运行维护费31.72万元
        a.concept = Some("san_gong_vehicle_operation");
        a.column = Some(Column::Executed);
    } else if topic.last == Some("san_gong_vehicle_total")
        && (matches!(key, "购置费" | "购置支出" | "购置") || key.strip_suffix("购置费").is_some_and(|k| k.contains('车')))
    {
        a.concept = Some("san_gong_vehicle_purchase");
        a.column = Some(Column::Executed);
    } else if key.is_empty() || v.is_neutral(key) {
        // 四、国有资本经营预算支出情况：0万元。
        // 3、三公经费。全年一共花了9.47万元
        let first = topic.last.is_none() && topic.sentence.is_none() && a.role == AmountRole::Value;
        a.concept = match cx.heading(a.section) {
            Some(Subject::SanGong) if first => Some("san_gong_total"),
            Some(Subject::Govfund) => Some("govfund_expenditure"),
            Some(Subject::Soe) => Some("soe_capital_expenditure"),
            Some(Subject::Social) => Some("social_insurance_expenditure"),
            _ => None,
        };
    }
}

/// A figure whose label has a term: what other words make of it first, then the term by itself ([`explicit`]) or by what is
/// spoken of ([`subject`]).
fn with_term(cx: &Context<'_>, topic: &mut Topic, a: &mut Amount, q: &Asked<'_>, told: &Told, term: &'static Term) {
    let v = cx.v;
    let (key, residue, fund) = (q.key, told.residue.as_str(), &told.fund);
    // 国家级每家奖50万元、省级每家奖20万元，…，合计440.00万元 of one fund
    if topic.priced && fund.is_some() && v.closing.at_end(key) == Some(key) {
        a.concept = Some("fund_actual");
        a.column = Some(Column::Executed);
        a.fund.clone_from(fund);
        return;
    }
    let opening = matches!(term.meaning(Subject::General), Meaning::Id("carryover_opening"));
    if told.another_year.is_some() && !opening && a.role == AmountRole::Value {
        a.role = AmountRole::Other;
    }
    a.column = term.column;
    // “三公”经费预算12万元，其中公务接待费3万元；实际支出9.6万元，其中…
    if topic.san_gong_budget && a.role == AmountRole::Value {
        if term.bare && term.column == Some(Column::Executed) && v.is_neutral(residue) {
            topic.san_gong_budget = false;
            topic.sentence = Some(Subject::SanGong);
        } else if !term.bare
            && id_of(term.meaning(Subject::General)).is_some_and(|id| id.starts_with("san_gong_") && id != "san_gong_total")
        {
            a.role = AmountRole::Other;
            return;
        }
    }
    // 公务用车购置及运行维护费31.68万元，其中购置新能源公务用车1辆，支出17.98万元
    let bought = topic.last == Some("san_gong_vehicle_total") && v.turns.bought.is_in(q.before) && q.before.contains('车');
    if bought && term.bare && term.column == Some(Column::Executed) && residue.is_empty() {
        a.concept = Some("san_gong_vehicle_purchase");
        return;
    }
    // 送审金额6.35亿元，审定5.76亿元，核减0.59亿元: no change of a budget
    if topic.beside && a.role == AmountRole::Value && moves(term) && residue.is_empty() {
        a.role = AmountRole::Other;
        return;
    }
    // 1.人员经费。全年支出368.92万元，…: of what the item's title names
    if term.bare
        && term.column == Some(Column::Executed)
        && a.role == AmountRole::Value
        && topic.last.is_none()
        && fund.is_none()
        && v.is_neutral(residue)
        && let Some(id) = titled(cx, a.section, a.span.start)
    {
        a.concept = Some(id);
        return;
    }
    // 1.人员类项目。即人员经费，支出8,012.40万元
    if term.bare
        && term.column == Some(Column::Executed)
        && a.role == AmountRole::Value
        && v.is_neutral(residue)
        && let Some(id) = q.before.strip_prefix('即').and_then(|w| told_before(v, w))
    {
        a.concept = Some(id);
        return;
    }
    if budget_of_whole(cx, topic, a, term, residue, q.before, fund.is_some()) {
        return;
    }
    if term.bare && a.role == AmountRole::Value && fund.is_none() {
        // 公务接待费支出预算为3万元，支出决算为2.1万元
        let budget = matches!(term.column, Some(Column::Initial | Column::Budget))
            || term.meaning(Subject::SanGong) == Meaning::Beside
            || key.ends_with("预算");
        let inner = residue.strip_suffix("支出").filter(|w| !w.is_empty()).unwrap_or(residue);
        let of = v.term_at_end(inner).filter(|(i, t)| !t.bare && v.is_neutral(inner.get(..*i).unwrap_or("")));
        if budget && let Some(id) = of.and_then(|(_, t)| id_of(t.meaning(Subject::General))).filter(|i| i.starts_with("san_gong"))
        {
            topic.item = Some(id);
            a.role = AmountRole::Other;
            return;
        }
        if let Some(id) = topic.item.filter(|_| term.column == Some(Column::Executed) && v.is_neutral(residue)) {
            a.concept = Some(id);
            topic.item = None;
            return;
        }
    }
    // 全区规上工业总产值412亿元，一般公共预算收入18.6亿元; 学员餐厅出租收入12.6万元已全额上缴国库
    let revenue = || id_of(term.meaning(Subject::General)).is_some_and(|id| id.contains("revenue"));
    // a label that names the unit or its total ends what was told of the area
    topic.scope &= residue.is_empty() && !key.ends_with('计') && !key.contains("总");
    let beside = topic.scope || v.money.handed_over.is_in(q.after);
    if beside && fund.is_none() && a.role == AmountRole::Value && revenue() {
        a.role = AmountRole::Other;
        return;
    }
    if term.bare {
        subject::by_subject(cx, topic, a, q, told, term);
    } else {
        explicit::by_itself(cx, topic, a, q, told, term);
    }
}

/// 年初预算总支出, 年初预算安排基本支出…，项目支出…: the word for the budget stands before the quantity.
fn budget_of_whole(
    cx: &Context<'_>,
    topic: &mut Topic,
    a: &mut Amount,
    term: &'static Term,
    residue: &str,
    clause: &str,
    of_fund: bool,
) -> bool {
    let v = cx.v;
    if a.role != AmountRole::Value || of_fund || cx.project_report {
        return false;
    }
    // 年初预算中基本支出; 年初预算中，基本支出
    let before = if residue.is_empty() && clause.ends_with(['中', '里']) { clause } else { residue };
    let before = before.trim_end_matches(['中', '里']);
    let said = v.term_at_end(before).filter(|(i, t)| t.bare && v.is_neutral(before.get(..*i).unwrap_or("")));
    let said = said.and_then(|(_, t)| match t.meaning(Subject::General) {
        Meaning::Id("budget_total_initial") => Some(Column::Initial),
        Meaning::Id("budget_total_adjusted" | "budget_total_unspecified") => Some(Column::Budget),
        _ => None,
    });
    let own = id_of(term.meaning(Subject::General));
    if term.bare {
        topic.budget = None;
        let whole = matches!(own, Some("revenue_total" | "expenditure_total"));
        let Some(column) = said.filter(|_| whole) else { return false };
        a.concept = Some(if column == Column::Initial { "budget_total_initial" } else { "budget_total_unspecified" });
        a.column = Some(column);
        return true;
    }
    let told = v.money.told.is_in(&a.label);
    let column = said.or(topic.budget.filter(|_| v.is_neutral(residue) && !told));
    let (Some(column), Some(own)) = (
        column,
        own.filter(|c| c.starts_with("gpb_expenditure_") || c.ends_with("l_expenditure") || c.ends_with("c_expenditure")),
    ) else {
        if told {
            topic.budget = None;
        }
        return false;
    };
    topic.budget = Some(column);
    a.concept = budget_id(own, column);
    a.column = Some(column);
    true
}

/// The id of the budget of a quantity, where it has one.
pub(in crate::interpret) fn budget_id(concept: &str, column: Column) -> Option<ConceptId> {
    match (concept, column) {
        ("gpb_expenditure_basic", Column::Initial) => Some("budget_basic_initial"),
        ("gpb_expenditure_project", Column::Initial) => Some("budget_project_initial"),
        _ => None,
    }
}

/// The part of the basic expenditure that the title of an item names, whose first words stand right before the figure's.
fn titled(cx: &Context<'_>, section: Option<usize>, at: u32) -> Option<ConceptId> {
    let s = cx.outline.sections.get(section?)?;
    let here = cx.doc.paragraph_at(at) == Some(s.paragraph);
    let title = cx.doc.words(s.title);
    let title = title.split(['。', '：', '\n']).next().unwrap_or(title);
    let term = cx.v.term(&squeeze(title)).filter(|t| here && !t.bare)?;
    let id = id_of(term.meaning(Subject::General))?;
    matches!(id, "gpb_personnel_expenditure" | "gpb_public_expenditure" | "gpb_expenditure_basic").then_some(id)
}

/// 压减100万元后为800万元: what a change leads to.
fn changed_to(last: Option<ConceptId>) -> Option<ConceptId> {
    match last? {
        "fund_adjust_increase" | "fund_adjust_decrease" | "fund_adjust_net" => Some("fund_budget_final"),
        "budget_adjust_increase" | "budget_adjust_decrease" | "budget_adjust_net" => Some("budget_total_adjusted"),
        _ => None,
    }
}

/// The quantity that the clause before names by itself.
fn told_before(v: &'static Vocabulary, before: &str) -> Option<ConceptId> {
    let (_, term) = v.term_at_end(before).filter(|(_, t)| !t.bare && !t.aside)?;
    id_of(term.meaning(Subject::General))
}

/// 城乡社区支出（类）850.00万元，即政府性基金预算支出: what the figure is stands behind it.
fn apposition(cx: &Context<'_>, end: u32) -> Option<ConceptId> {
    let rest = cx.doc.text.get(end as usize..)?;
    let rest = rest.strip_prefix(['，', ',', '（', '('])?.strip_prefix('即')?;
    let stop = rest.find(['。', '；', '，', '）', ')', '\n'])?;
    let words = squeeze(rest.get(..stop)?);
    let (at, term) = cx.v.term_at_end(&words)?;
    if term.bare || !cx.v.is_neutral(words.get(..at)?) {
        return None;
    }
    id_of(term.meaning(Subject::General))
}

/// The quantity that a meaning is.
pub(super) fn id_of(m: Meaning) -> Option<ConceptId> {
    match m {
        Meaning::Id(id) => Some(id),
        _ => None,
    }
}

/// Gives an amount what a meaning says.
pub(super) fn apply(a: &mut Amount, m: Meaning) {
    match m {
        Meaning::Id(id) => a.concept = Some(id),
        Meaning::Beside => a.role = AmountRole::Other,
        Meaning::NoId => {}
    }
}
