//! Reception, journeys abroad, vehicles, equipment.

use super::Here;
use super::labels::strip_tails;
use super::vocabulary::VOCABULARY;
use crate::interpret::clause::{self, contains_any};
use crate::interpret::facts::ConceptId;
use crate::words::Words;

/// Batches and persons of official reception: 国内公务接待3批次26人次.
pub fn reception(here: &Here<'_>) -> Option<ConceptId> {
    if !matches!(here.unit, "批次" | "批" | "个批次" | "次" | "团组" | "个" | "人次" | "人" | "名" | "位") {
        return None;
    }
    // known of the whole paragraph
    if !here.subject.reception() {
        return None;
    }
    let scope = &VOCABULARY.file.scope;
    let opened = clause::before(here.text, here.paragraph.start as usize, here.paragraph.start as usize + offset(here), |c| {
        matches!(c, '。' | ';' | '；' | '\t')
    });
    if !opened.contains('待') {
        return None;
    }
    // “三公”经费…，其中公务接待费0.65万元。全年接待8批54人次
    let later = || opened.rfind("接待").filter(|_| !here.performance);
    let at = scope.reception.last_in(opened).map(|h| h.start).or_else(later)?;
    // “三公”经费…，公务接待费1.27万元，公务用车2辆，接待14批106人: from the last word for it on
    let between = opened.get(at..)?;
    let between = between.get(between.rfind("接待").or_else(|| between.rfind('待'))?..)?;
    if ["公务用车", "出国", "出境", "车辆", "用车"].iter().any(|w| between.contains(w)) || contains_any(between, &scope.visitors)
    {
        return None;
    }
    match here.unit {
        "批次" | "批" | "个批次" | "次" | "团组" => Some("reception_batches"),
        "个" if ["批次", "团组", "来访团组"].iter().any(|w| here.tail.starts_with(w) || here.clause.ends_with(w)) => {
            Some("reception_batches")
        }
        "个" if between.contains("团组") || between.contains("批次") => Some("reception_batches"),
        "人次" | "人" | "名" | "位" => Some("reception_persons"),
        _ => None,
    }
}

/// Bytes from the beginning of the paragraph to the number.
fn offset(here: &Here<'_>) -> usize {
    (here.sentence.as_ptr() as usize + here.sentence.len())
        .saturating_sub(here.text.as_ptr() as usize + here.paragraph.start as usize)
}

/// Groups and persons sent abroad.
pub fn abroad(here: &Here<'_>) -> Option<ConceptId> {
    if !matches!(here.unit, "个" | "批" | "批次" | "团组" | "人次" | "人" | "名") || !here.subject.abroad() {
        return None;
    }
    let near = here.sentence.rfind("因公出国").or_else(|| here.sentence.rfind("出国（境）"))?;
    let between = here.sentence.get(near..)?;
    if ["公务用车", "接待", "用车"].iter().any(|w| between.contains(w)) {
        return None;
    }
    match here.unit {
        "个" | "批" | "批次" | "团组"
            if here.tail.starts_with("团") || between.contains("团组") || between.ends_with("组团") || here.unit != "个" =>
        {
            Some("abroad_groups")
        }
        "人次" | "人" | "名" => Some("abroad_persons"),
        _ => None,
    }
}

/// Vehicles bought and held.
pub fn vehicles(here: &Here<'_>) -> Option<ConceptId> {
    if !matches!(here.unit, "辆" | "台" | "部" | "台（套）" | "台(套)") {
        return None;
    }
    let label = strip_tails(here.clause);
    // 共有车辆17辆，其中执法执勤用车15辆: the kinds are parts of the number before them
    let parts =
        ["其中", "（含", "(含", "，含", "，包括", "，分别为", "（包括"].iter().filter_map(|w| here.sentence.rfind(w)).max();
    if parts.and_then(|i| here.sentence.get(..i)).is_some_and(|head| head.contains('辆') || head.contains('台'))
        && !label.ends_with("保有量")
    {
        return None;
    }
    let official =
        ["公务用车", "公务车", "公车", "用车保有", "车保有量", "保有车辆", "车辆保有"].iter().any(|w| here.clause.contains(w));
    // 用于街道5辆公务用车的保险、加油
    let scope = &VOCABULARY.file.scope;
    if ["公务用车", "公务车", "公车"].iter().any(|w| here.tail.starts_with(w))
        && here.unit == "辆"
        && !official
        && !here.performance
        && !contains_any(here.clause, &scope.vehicles_moved)
    {
        return Some("vehicles_held");
    }
    if !official {
        // 当年购置采访车1辆，年末保有4辆
        let paragraph = here.text.get(here.paragraph.start as usize..here.paragraph.end as usize).unwrap_or("");
        let kept = label.ends_with("保有") && paragraph.contains("公务用车");
        let vehicle = ["车辆", "用车", "保有量", "汽车", "执法车", "救护车"].iter().any(|w| label.ends_with(w))
            || (here.clause.starts_with("保有") || here.sentence.contains("公务用车运行")) && label.ends_with('车');
        // 车辆编制2辆，实有1辆
        let actual = here.clause.ends_with("实有") && (here.sentence.contains("车辆编制") || here.sentence.contains("车编制"));
        // in a chapter of results only what stands beside the money for vehicles
        let told = !here.performance || here.sentence.contains("公务用车购置") || here.sentence.contains("公务用车运行");
        let held = (kept || vehicle || actual) && here.unit == "辆" && told;
        // the first of these in a list of assets is the total, the kinds follow it
        let assets = ["国有资产", "共有车辆", "资产", "占用"].iter().any(|w| here.sentence.contains(w));
        // （购置执法车2辆）
        let bought = ["购置", "购买", "新购", "购入", "更新"].iter().any(|w| label.contains(w)) && !label.contains("保有");
        // 经批准更新两辆囚车, in what the 三公 cost
        let three = ["三公", "公务用车", "购置费"].iter().any(|w| here.sentence.contains(w)) || paragraph.contains("三公");
        let verbs = ["更新", "新购", "购置", "购买", "购入"];
        let renewed = verbs.iter().any(|w| here.clause.trim_end_matches('了').ends_with(w)) && here.tail.contains('车')
            || verbs.iter().any(|w| here.clause.starts_with(w)) && label.ends_with('车')
            // 公务用车购置费36.00万元（购置2辆）
            || verbs.contains(&here.clause) && here.unit == "辆" && here.sentence.contains("用车购置");
        if three && renewed {
            return Some("vehicles_bought");
        }
        // 其中购置18.00万元（警车1辆）
        let paid = here.text.get(..here.paragraph.start as usize + offset(here)).and_then(|t| t.strip_suffix(here.clause));
        let paid = paid.and_then(|t| t.trim_end().strip_suffix(['（', '('])).filter(|t| t.ends_with('元'));
        let of_purchase = paid.is_some_and(|t| t.rsplit(['，', '；', '（', '、']).next().is_some_and(|w| w.contains("购置")));
        if of_purchase && label.ends_with('车') && here.unit == "辆" {
            return Some("vehicles_bought");
        }
        // 公务用车运行维护费14.50万元（6辆，主要用于巡查）
        let of_running = here.unit == "辆"
            && here.clause.is_empty()
            && here.sentence.strip_suffix(['（', '(']).is_some_and(|s| s.ends_with('元'))
            && here
                .sentence
                .rfind("用车")
                .and_then(|i| here.sentence.get(i + "用车".len()..))
                .is_some_and(|w| w.starts_with("运行"));
        if of_running {
            return Some("vehicles_held");
        }
        return held.then_some(match (bought, assets) {
            (true, _) => "vehicles_bought",
            (false, true) => "asset_vehicles",
            (false, false) => "vehicles_held",
        });
    }
    let bought = ["购置公务", "新购", "购置数", "购置量", "采购公务", "更新公务", "购入", "新增公务"]
        .iter()
        .any(|w| here.clause.contains(w))
        || here.clause.ends_with("购置");
    // 其中购置新能源公务用车1辆
    let verb = ["购置", "购买", "新购", "购入", "更新"].iter().filter_map(|w| here.clause.find(w)).min();
    let bought = bought || label.ends_with('车') && verb.zip(here.clause.find("公务用车")).is_some_and(|(verb, car)| verb < car);
    Some(if bought && !here.clause.contains("保有") { "vehicles_bought" } else { "vehicles_held" })
}

/// 单价50万元以上通用设备4台（套）
pub fn equipment(here: &Here<'_>) -> Option<ConceptId> {
    if !here.unit.starts_with('台') && here.unit != "套" {
        return None;
    }
    let at = here.sentence.rfind("单价").or_else(|| here.sentence.rfind("单位价值")).or_else(|| here.sentence.rfind("单台"))?;
    let words = here.sentence.get(at..)?;
    if !words.contains("设备") && !here.tail.contains("设备") {
        return None;
    }
    // 500,000元
    let words: String = words.chars().filter(|c| !matches!(c, ',' | '，')).collect();
    let limits = &VOCABULARY.file.equipment;
    // 1500000元 holds 500000元
    let printed = |list: &Words| {
        let mut found = false;
        list.all(&words, |hit| found |= !words.get(..hit.start).is_some_and(|w| w.ends_with(|c: char| c.is_ascii_digit())));
        found
    };
    if printed(&limits.million) {
        Some("asset_equipment_1m")
    } else {
        printed(&limits.half_million).then_some("asset_equipment_500k")
    }
}
