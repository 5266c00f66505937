//! Internal and subordinate institutions: 内设7个股室, 下属二级单位5个.

use super::Here;
use super::labels::strip_tails;
use super::vocabulary::VOCABULARY;
use crate::interpret::facts::ConceptId;
use crate::words::Words;

/// The id of a number of institutions.
pub fn institutions(here: &Here<'_>) -> Option<ConceptId> {
    if here.performance || !matches!(here.unit, "个" | "家" | "所") {
        return None;
    }
    let words = &VOCABULARY.file.institutions;
    // 设临床科室12个: of the work, not of the administration
    let own = strip_tails(here.clause);
    if words.not_internal.at_end(own).is_some() || words.not_internal.at_start(here.tail).is_some() {
        return None;
    }
    let internal = |w: &str| words.internal_nouns.at_start(w).is_some();
    // 三个副科级事业单位: a rank or a kind may stand before the noun
    let subordinate = |w: &str| {
        let near: usize = w.chars().take(14).take_while(|&c| c != '和' && !c.is_ascii_digit()).map(char::len_utf8).sum();
        w.get(..near).is_some_and(|n| {
            n.char_indices().any(|(i, _)| n.get(i..).is_some_and(|r| words.subordinate_nouns.at_start(r).is_some()))
        })
    };
    let last = |list: &Words| list.last_end_in(here.sentence).map(|hit| hit.end);
    let (inner, outer) = (last(&words.internal_verbs), last(&words.subordinate_verbs));
    if subordinate(here.tail) {
        return (inner.is_some() || outer.is_some()).then_some("subordinate_unit_count");
    }
    if internal(here.tail) {
        return match (inner, outer) {
            (Some(i), Some(o)) if o > i => Some("subordinate_unit_count"),
            (Some(_), _) => Some("internal_org_count"),
            (None, Some(_)) => Some("subordinate_unit_count"),
            _ => None,
        };
    }
    // 下属公路养护中心、综合行政执法大队、道路服务站3个单位
    // 下设航道管理所、港区管理站2个单位, but not 下设办公室、艺术股3个单位
    let offices = here.sentence.ends_with(['所', '站', '心', '队', '馆', '院', '校', '园', '场', '等']);
    let below = inner.filter(|&end| offices && here.sentence.get(..end).is_some_and(|s| s.ends_with("下设")));
    let listed = outer.max(below).and_then(|end| here.sentence.get(end..)).filter(|l| l.contains('、'));
    if here.tail.starts_with("单位")
        && listed.is_some_and(|l| !l.contains(|c: char| matches!(c, '，' | '；') || c.is_ascii_digit()))
    {
        return Some("subordinate_unit_count");
    }
    // 下属县医疗保障服务中心1个单位
    if here.tail == "单位" && words.subordinate_verbs.at_start(here.clause).is_some() && !here.clause.contains("村") {
        return Some("subordinate_unit_count");
    }
    let label = strip_tails(here.clause);
    if label.contains("独立") {
        return None;
    }
    if words.internal_nouns.at_end(label).is_some() && words.subordinate_nouns.at_end(label).is_none() {
        return label.contains('设').then_some("internal_org_count");
    }
    // 内设机构有办公室、组织部、财务部、经审办5个
    let list = here.sentence.rfind("内设机构").and_then(|i| here.sentence.get(i..));
    if here.tail.is_empty()
        && here.unit == "个"
        && list.is_some_and(|l| l.contains('、') && !l.contains(['，', '；']) && !l.contains(|c: char| c.is_ascii_digit()))
    {
        return Some("internal_org_count");
    }
    // 所内设科室和大队共9个
    let offices = here.clause.split_once("内设").is_some_and(|(_, what)| words.internal_nouns.is_in(what));
    if here.tail.is_empty() && offices && here.clause.ends_with('共') {
        return Some("internal_org_count");
    }
    // 下属县工人文化宫1个
    let one = ["下属", "所属", "直属"].iter().any(|w| here.clause.starts_with(w));
    let place = ["村", "社区", "居委会", "街道", "乡", "镇", "学校", "企业", "公司"].iter().any(|w| here.clause.contains(w));
    if one && !place && here.tail.is_empty() && here.unit == "个" {
        return Some("subordinate_unit_count");
    }
    let named = words.subordinate_verbs.is_in(here.clause);
    if words.subordinate_nouns.at_end(label).is_some() {
        return (named || outer.is_some()).then_some("subordinate_unit_count");
    }
    (named && (here.clause.contains("单位") || here.clause.contains("机构")) && here.tail.is_empty())
        .then_some("subordinate_unit_count")
}
