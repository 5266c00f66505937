//! What the words around a number say of it: the structure of the unit or of the report, or something done.

use rust_decimal::Decimal;

use super::WORDS;
use crate::interpret::clause::{self, contains_any, parts_clauses, parts_sentences};
use crate::mentions::{Bound, Mention, MentionKind};
use crate::outline::Role;
use crate::read::{Document, Span};

/// A number with what stands around it.
pub(super) struct Here<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) clause: &'a str,
    /// The clause without the words between a name and its number.
    pub(super) named: &'a str,
    /// The words back to the nearest comma: a clause with its list.
    pub(super) stretch: &'a str,
    /// How far back the words go.
    pub(super) floor: usize,
    pub(super) tail: &'a str,
    /// Bounding words before the number.
    pub(super) lead: &'a str,
    pub(super) unit: &'a str,
    /// Where the count before this one ends.
    pub(super) previous: usize,
    pub(super) in_words: bool,
    /// No more than twenty.
    pub(super) few: bool,
    pub(super) round: bool,
    pub(super) range: bool,
    pub(super) none: bool,
    pub(super) at_end: bool,
}

impl<'a> Here<'a> {
    pub(super) fn new(doc: &'a Document, m: &Mention, unit: Span, floor: usize, limit: usize, previous: usize) -> Self {
        let text = doc.text.as_str();
        let (start, end) = (m.full.start as usize, m.full.end.max(m.span.end) as usize);
        let start = start.max(floor);
        let number = doc.words(m.span);
        let rest = text.get(end..limit).unwrap_or("").trim_start();
        let floor = clause::reach(text, floor, start);
        let own = clause::before(text, floor, start, parts_clauses);
        let own_at = start - own.len();
        let clause = own.trim();
        // What parts more than clauses parts clauses, too: it cannot stand inside the clause.
        let more = clause::before(text, floor, own_at, |c| matches!(c, '，' | '。' | '；' | ',' | ';' | '：' | ':' | '\t'));
        Self {
            text,
            start,
            clause,
            named: WORDS.label_tails.trim_end(clause),
            stretch: text.get(own_at - more.len()..start).unwrap_or(""),
            floor,
            tail: clause::after(text, end, limit, parts_clauses).trim(),
            lead: text.get(start..m.span.start as usize).unwrap_or(""),
            unit: doc.words(unit),
            previous,
            in_words: number.chars().next().is_some_and(|c| !c.is_ascii_digit() && !('０'..='９').contains(&c)),
            few: !matches!(m.kind, MentionKind::Count { value: Some(n), .. } if n > Decimal::from(20)),
            round: m.bound != Bound::Exact,
            none: matches!(m.kind, MentionKind::Count { value: Some(n), .. } if n.is_zero()),
            range: matches!(m.kind, MentionKind::Count { range: Some(_), .. }),
            at_end: rest
                .chars()
                .next()
                .is_none_or(|c| parts_clauses(c) || c.is_ascii_digit() || matches!(c, '”' | '’' | '》' | '\n')),
        }
    }

    /// The words back to the end of the sentence before; few counts ask for them.
    fn sentence(&self) -> &'a str {
        clause::before(self.text, self.floor, self.start, parts_sentences)
    }

    /// The structure of the report or of the unit, a standing service, a difference, a rate.
    pub(super) fn is_structure(&self) -> bool {
        let w = &*WORDS;
        // 以上三项: what was told before
        if matches!(self.clause, "以上" | "上述" | "就是这") {
            return true;
        }
        // 全年零收零支
        if self.in_words && self.none && self.unit == "支" {
            return true;
        }
        let label = self.named;
        if w.structure_before.at_end(label).is_some() && !self.names_result(label)
            || w.structure_after.at_start(self.tail).is_some()
        {
            return true;
        }
        if self.is_number_of_projects() || self.is_cause() {
            return true;
        }
        let bare = self.clause.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '年' | '度' | '全' | '我' | '局'));
        let whole = bare.trim_end_matches(['共', '了', '计', '有']);
        if w.structure_whole.list().iter().any(|s| s == whole) && (bare.ends_with('共') || self.goes_on_to_money()) {
            return true;
        }
        if matches!(self.unit, "个" | "项" | "家") && (contains_any(self.clause, &w.evaluation) || self.at_start_of_evaluation())
        {
            return true;
        }
        // 单价50万元以上设备4台（套）: held, not done
        if (self.unit.starts_with('台') || self.unit == "辆")
            && (w.held.is_in(self.sentence()) || self.sentence().contains("以上") && w.prices.is_in(self.sentence()))
        {
            return true;
        }
        // 公务用车3辆（救护车不在此列，另有7辆）
        if self.unit == "辆" && self.sentence().contains("公务用车") {
            return true;
        }
        if w.structure_unless_done.at_end(label).is_some() && !contains_any(label, &w.done) && w.results.at_end(label).is_none() {
            return true;
        }
        if self.unit.ends_with("小时") && self.is_standing() || contains_any(self.clause, &w.denied) {
            return true;
        }
        // 评价提出的4条意见: a modifier names things that are known, not things that were done
        // 对符合条件的14名被害人实施救助: people whom something is done for
        // 符合政府安排工作条件的21人全部上岗
        let people = matches!(self.unit, "名" | "人" | "位" | "户")
            && (w.beneficiary_openings.at_start(self.clause).is_some() || w.whole.at_start(self.tail).is_some());
        let told = w.bases.at_end(self.clause).is_some() || w.made.at_end(self.clause).is_some();
        if !self.at_end && self.clause.ends_with('的') && !people && !told {
            return true;
        }
        // 10间库房的温湿度达标率由92%提高到99.5%: what a rate is of
        // 结转23.50万元，为3个村污水管网的质保金
        let whose = self.tail.find('的').filter(|_| !self.at_end).and_then(|i| self.tail.get(i..));
        if whose.is_some_and(|r| r.contains('率') || contains_any(r, &w.of_money)) {
            return true;
        }
        if contains_any(self.clause, &w.beyond) && w.beyond_what.at_end(label).is_some() {
            return true;
        }
        let compared = self.clause.contains('比') || self.clause.contains("较");
        if compared && w.difference.at_end(label).is_some() {
            return true;
        }
        // 十七项年度指标完成十六项, 仅公务接待费一项
        self.unit == "项" && (label.contains("指标") || label.ends_with('费'))
            // 每季度组织40至50场: what was done from time to time is told by its bounds
            || (!self.range || self.stretch.contains('均')) && self.stretch.contains(['每', '均', '逢']) && contains_any(self.stretch, &w.rate)
    }

    /// 项目支出252.8万元（两个项目）, 项目支出涉及4个项目
    fn is_number_of_projects(&self) -> bool {
        if !matches!(self.unit, "个" | "项") || !(self.tail.is_empty() || self.tail == "项目") {
            return false;
        }
        let before = self.text.get(..self.start).unwrap_or("").trim_end();
        let bracket = before.strip_suffix(['（', '(']);
        // 2024年项目支出3,334.40万元，共5个项目，分述如下
        if self.tail == "项目"
            && matches!(self.clause, "共" | "一共")
            && before
                .strip_suffix('共')
                .map(|b| b.trim_end_matches('一'))
                .is_some_and(|b| b.trim_end_matches(['，', ',']).ends_with('元'))
        {
            return true;
        }
        // 项目支出12,171.80万元，共五项，明细如下
        let comma = self.tail.is_empty().then(|| before.strip_suffix('共').map(|b| b.trim_end_matches(['，', ',']))).flatten();
        let of_money = bracket.or(comma).is_some_and(|b| b.trim_end().ends_with('元'));
        if of_money {
            return self.tail == "项目" || comma.is_some();
        }
        // 全年共实施6个项目，均已纳入项目库管理
        self.tail == "项目" && (WORDS.money_of_projects.is_in(self.clause) || contains_any(self.clause, &WORDS.carried_out))
    }

    /// 系新进教师14人及绩效工资调整
    fn is_cause(&self) -> bool {
        let w = &*WORDS;
        matches!(self.unit, "人" | "名" | "位")
            && (w.causes.at_start(self.clause.trim_start_matches("主要")).is_some() || self.clause.contains("原因"))
            && (contains_any(self.clause, &w.staff_changes) || contains_any(self.tail, &w.staff_changes))
    }

    /// Whether the clause after the number speaks of the money of what was counted.
    fn goes_on_to_money(&self) -> bool {
        let rest = self.text.get(self.start..).unwrap_or("");
        let next = rest.split(['，', ',', '；', '。', '\n']).nth(1).unwrap_or("");
        // 2024年共实施项目7个。（1）…
        let listed = self.tail.is_empty()
            && rest.find(['。', '：']).is_some_and(|i| rest.get(..i).is_some_and(|w| w.chars().count() <= 5));
        listed && !self.clause.is_empty() || next.starts_with("其一") || WORDS.structure_money.at_start(next.trim()).is_some()
    }

    /// 我办对3个项目支出全面开展绩效自评
    fn at_start_of_evaluation(&self) -> bool {
        self.tail.starts_with("项目") && contains_any(self.tail, &WORDS.evaluation)
    }

    /// Hours of standing service (24小时值守, 每周开放56小时) are no counts; hours worked, taught or recorded are.
    fn is_standing(&self) -> bool {
        let w = &*WORDS;
        let day = self.text.get(self.start..).is_some_and(|t| t.starts_with("24小时") || t.starts_with("二十四小时"));
        let said = |words: &str| contains_any(words, &w.standing);
        day || !self.at_end
            || said(self.clause)
            || said(self.tail)
            || contains_any(self.sentence(), &w.rate)
            || contains_any(self.clause, &w.rate)
    }

    /// A Chinese numeral before its noun (两项补贴, 三个子项目) is a number of an activity only right after a verb, or if it is
    /// no small one (三百三十户困难群众).
    pub(super) fn is_article(&self) -> bool {
        self.in_words
            && !self.at_end
            && !self.round
            && (self.unit == "项" || self.few && WORDS.direct_verbs.at_end(self.clause).is_none())
    }

    /// 推介项目12个: a result whose name ends like a structure's.
    fn names_result(&self, label: &str) -> bool {
        WORDS.results.at_end(label).is_some() || self.is_target() && WORDS.goals.at_end(label).is_none()
    }

    pub(super) fn is_activity(&self, role: Option<Role>, is_goal: bool, of_fund: impl FnMut() -> bool) -> bool {
        if self.is_structure() {
            return false;
        }
        if self.is_article() || self.in_words && self.at_end && self.clause.is_empty() && !self.goes_on() {
            return false;
        }
        self.in_scope(role, of_fund) || is_goal
    }

    /// 技能培训17期、五百余人次: a second number of what the count right before it tells.
    fn goes_on(&self) -> bool {
        self.previous > 0 && self.text.get(self.previous..self.start).is_some_and(|w| w == "、")
    }

    /// Performance sections hold activity; elsewhere the words have to say so.
    fn in_scope(&self, role: Option<Role>, mut of_fund: impl FnMut() -> bool) -> bool {
        match role {
            Some(Role::Performance | Role::Score) | None => true,
            // these speak of causes and plans
            Some(Role::Problems | Role::Publication) => false,
            // 2024年计划培训基层骨干60人次: what a measure sets out to do
            Some(Role::Measures) => {
                let planned = contains_any(self.clause, &WORDS.plans) && contains_any(self.clause, &WORDS.activity)
                    || contains_any(self.lead, &WORDS.plans);
                planned && !contains_any(self.sentence(), &WORDS.institutions) && !self.stretch.contains('已')
            }
            _ => {
                let near = if self.clause.is_empty() { self.stretch } else { self.clause };
                !contains_any(self.sentence(), &WORDS.institutions)
                    && (contains_any(near, &WORDS.activity) || contains_any(self.lead, &WORDS.activity) || of_fund())
            }
        }
    }

    pub(super) fn is_target(&self) -> bool {
        let w = &*WORDS;
        w.target_before.at_end(self.named).is_some()
            || w.target_before.at_end(self.clause).is_some()
            || w.target_bounds.at_end(self.lead).is_some()
    }

    /// The words that name what was counted.
    pub(super) fn label(&self, previous: Option<&str>) -> String {
        let w = &*WORDS;
        let mut label = self.named;
        while let Some(head) = w.label_heads.at_start(label) {
            label = label.strip_prefix(head).unwrap_or("").trim_start();
        }
        // 2场60人次: what stands before the other count names this one, too
        let clause_start = self.start - self.clause.len();
        let own = if self.previous > clause_start {
            w.label_tails.trim_end(self.text.get(self.previous..self.start).unwrap_or(""))
        } else {
            label
        };
        let own = own.trim_start_matches(['.', '．', '、', '”', '’', '》', '）', ')', ' ']);
        if own.is_empty() && self.previous > clause_start {
            return previous.unwrap_or("").to_owned();
        }
        if !own.is_empty() {
            let mut out = own.to_owned();
            if !self.at_end
                && own.chars().count() < 8
                && self.tail.chars().count() <= 12
                && !self.tail.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '共' | '和' | '、'))
            {
                out.push_str(self.tail);
            }
            return out;
        }
        if !self.tail.is_empty() {
            return self.tail.chars().take(20).collect();
        }
        let before =
            clause::before(self.text, self.start - self.sentence().len(), self.start, |c| matches!(c, '，' | '。' | '；'));
        match previous {
            Some(p) if before.chars().any(|c| c.is_ascii_digit()) => p.to_owned(),
            _ => before.trim_end_matches(['、', '：', '（', '(']).chars().take(30).collect(),
        }
    }
}
