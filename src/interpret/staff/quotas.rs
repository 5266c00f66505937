//! The quotas of a unit: their total, their kinds, and what stands inside a kind.

use rust_decimal::Decimal;

use super::labels::{all_are, holds_digit, strip_tails};
use super::{Finder, Here};
use crate::interpret::facts::{ConceptId, Staff};
use crate::mentions::Mention;

impl Finder<'_> {
    pub(super) fn quota(
        &mut self,
        here: &Here<'_>,
        concept: ConceptId,
        m: &Mention,
        value: Decimal,
        section: Option<usize>,
        year: Option<i32>,
    ) {
        // （含机关工勤编制6名） after another kind of quota is a part of it
        let opened = here.text.get(..m.span.start as usize - here.clause.len()).map(str::trim_end).unwrap_or("");
        let with = here.clause.starts_with('含') || here.clause.starts_with("其中") || opened.ends_with("其中：");
        let bracket =
            here.sentence.rfind(['（', '(']).is_some_and(|i| here.sentence.get(i..).is_some_and(|s| !s.contains(['）', ')'])));
        let outer = self.quotas.last().and_then(|&i| self.out.get(i)).map(|s| s.concept);
        let inside = outer.filter(|&o| with && bracket && o != "staffing_quota_total" && o != concept);
        self.quotas.push(self.out.len());
        self.push(concept, value, m, section, year);
        if let Some(s) = self.out.last_mut() {
            s.inside = inside;
        }
        if concept == "staffing_quota_total" {
            let kinds = [
                ("staffing_quota_institution", ["事业编", "全额事业"]),
                ("staffing_quota_admin", ["行政编", "行政编制"]),
                ("staffing_quota_participating", ["参公", "参照公务员"]),
            ];
            if let Some((kind, _)) = kinds.iter().find(|(_, words)| all_are(here, m, words)) {
                self.quotas.push(self.out.len());
                self.push(kind, value, m, section, year);
            }
        }
    }

    /// 编制108名（行政32名、参公46名）, 核定编制54名，其中行政29名: a kind of staffing whose word 编制 stands before the list.
    pub(super) fn kind_of_quota(&self, here: &Here<'_>, m: &Mention) -> Option<ConceptId> {
        let sentence = m.span.start as usize - here.sentence.len();
        let follows = self
            .out
            .last()
            .is_some_and(|s| s.concept.starts_with("staffing_quota") && !s.negated && s.span.start as usize >= sentence)
            && self.quotas.iter().any(|&i| i + 1 == self.out.len());
        // 编制分三类：行政12名
        let opened = || here.sentence.split_once("编制").is_some_and(|(_, rest)| rest.contains('：') && !holds_digit(rest));
        if !follows && !opened() {
            return None;
        }
        let kind = strip_tails(here.clause.trim_start_matches("其中").trim_start_matches('含').trim_start());
        match kind {
            "行政" | "公务员" => Some("staffing_quota_admin"),
            "事业" | "全额事业" | "其他事业" => Some("staffing_quota_institution"),
            "参公" | "参公事业" => Some("staffing_quota_participating"),
            "工勤" | "机关工勤" | "后勤" => Some("staffing_quota_worker"),
            _ => None,
        }
    }

    /// 行政编制4名，工勤编制1名，合计5名
    pub(super) fn sum_of_quotas(
        &mut self,
        here: &Here<'_>,
        m: &Mention,
        value: Decimal,
        section: Option<usize>,
        year: Option<i32>,
    ) {
        let opened = here.clause.starts_with('含') || here.clause.starts_with("其中");
        if let Some(outer) = self.quotas.last().and_then(|&i| self.out.get(i)).filter(|_| opened).map(|s| s.concept) {
            let kinds = [
                ("staffing_quota_worker", "工勤"),
                ("staffing_quota_participating", "参公"),
                ("staffing_quota_participating", "参照公务员"),
            ];
            if let Some((kind, _)) = kinds.iter().find(|(_, w)| here.clause.contains(w)) {
                self.quotas.push(self.out.len());
                self.push(kind, value, m, section, year);
                if let Some(s) = self.out.last_mut().filter(|_| outer != "staffing_quota_total") {
                    s.inside = Some(outer);
                }
                return;
            }
        }
        let summed = ["合计", "共计", "共", "总计", "一共", "一共是", "总共", "共有", "合计为", "总数为"].contains(&here.clause);
        let kinds: Vec<Decimal> =
            self.quotas.iter().filter_map(|&i| self.out.get(i)).filter(|s| s.inside.is_none()).map(|s| s.value).collect();
        if summed && kinds.len() > 1 && kinds.iter().sum::<Decimal>() == value {
            self.quotas.push(self.out.len());
            self.push("staffing_quota_total", value, m, section, year);
        }
    }

    /// A paragraph with one kind of quota and no total: 核定事业编制86名 is the total as well.
    pub(super) fn close_quotas(&mut self) {
        let quotas: Vec<&Staff> = self.quotas.iter().filter_map(|&i| self.out.get(i)).filter(|s| s.inside.is_none()).collect();
        if let [only] = quotas.as_slice()
            && only.concept != "staffing_quota_total"
            && self.out.iter().all(|s| s.concept != "staffing_quota_total")
        {
            let total = Staff { concept: "staffing_quota_total", ..(*only).clone() };
            self.out.push(total);
        }
        self.quotas.clear();
    }
}
