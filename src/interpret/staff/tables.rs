//! The words of headers and row labels in base-data forms.

use crate::interpret::facts::ConceptId;

/// The id that a header or a row's label in a table names.
pub fn table_label(words: &str) -> Option<ConceptId> {
    let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    if words.chars().count() > 24
        || words.contains('率')
        || ["费", "支出", "经费", "拨款", "养老", "保险", "单位", "金额", "收入"].iter().any(|w| words.contains(w))
    {
        return None;
    }
    let bare = words.trim_end_matches(['数', '）', ')', '人', '（', '(', '个', '辆']);
    let has = |list: &[&str]| list.iter().any(|w| words.contains(w));
    if has(&["内设机构", "内设科室", "内设股室"]) {
        return Some("internal_org_count");
    }
    if has(&["二级机构", "下属二级"]) {
        return Some("subordinate_unit_count");
    }
    if has(&["公务用车保有", "车辆保有"]) {
        return Some("vehicles_held");
    }
    if has(&["接待批次", "接待（批次）"]) {
        return Some("reception_batches");
    }
    if has(&["接待人次", "接待人数"]) {
        return Some("reception_persons");
    }
    if has(&["工勤编制", "工勤人员编制"]) {
        return Some("staffing_quota_worker");
    }
    if has(&["参公编制", "参公管理编制", "参照公务员法管理编制"]) {
        return Some("staffing_quota_participating");
    }
    if has(&["编外", "临聘", "聘用人员", "临时人员", "劳务派遣"]) {
        return Some("staff_temporary");
    }
    if has(&["行政编制"]) {
        return Some("staffing_quota_admin");
    }
    if has(&["事业编制"]) {
        return Some("staffing_quota_institution");
    }
    if bare.ends_with("编制") || has(&["编制数", "编制人数", "人员编制"]) {
        return Some("staffing_quota_total");
    }
    if has(&["实有人数", "实有人员"]) {
        return Some("staff_actual_total");
    }
    if has(&["在职人数", "在职人员", "在职在编"]) || bare.ends_with("在职") {
        return Some("staff_incumbent");
    }
    if has(&["退休人员", "退休人数"]) {
        return Some("staff_retired");
    }
    if has(&["批复规模", "批准建设面积"]) {
        return Some("building_area_approved");
    }
    if has(&["实际规模", "实际建设面积"]) {
        return Some("building_area_actual");
    }
    None
}
