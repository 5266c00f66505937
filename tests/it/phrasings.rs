//! More phrasings, each with its variants: budgets told apart, names of funds, counts and people.

use super::readings::{amounts, counts, failures, read};

#[test]
fn the_budget_of_a_name_has_its_parts_in_a_later_sentence() {
    for tail in ["年初预算中，基本支出60万元，项目支出40万元。", "年初预算里，基本支出60万元，项目支出40万元。"]
    {
        let found = amounts("收支情况", &format!("年初预算100万元，年中净追加20万元，全年预算120万元。{tail}"));
        assert_eq!(found[3..], ["60 budget_basic_initial ^100", "40 budget_project_initial ^100"], "{tail}");
    }
    // under a heading of projects, too: no project budget has a basic expenditure
    let found = amounts("项目支出情况", "年初预算共100万元，其中基本支出60万元，项目支出40万元。");
    assert_eq!(found[0], "100 budget_total_initial");
    assert_eq!(found[1..], ["60 budget_basic_initial ^100", "40 budget_project_initial ^100"]);
}

#[test]
fn what_has_risen_is_named_before_its_base() {
    for verb in ["增加到", "增长至", "上升到"] {
        let found = amounts("收支情况", &format!("与上年相比，支出由300万元{verb}400万元，净增100万元。"));
        assert_eq!(found, ["300 other -", "400 expenditure_total", "100 comparison -"], "{verb}");
    }
    assert_eq!(amounts("绩效情况", "人均补助标准由84元提高到89元。")[1], "0.0089 standard -");
    assert_eq!(amounts("收支情况", "“三公”经费支出9.7万元，与上年的11万元比，减少1.3万元。")[2], "1.3 comparison -");
}

#[test]
fn what_was_not_spent_is_carried_on_and_taken_back() {
    let found = amounts("收支情况", "全年支出900万元，未支出的9.2万元中，结转下年9.1万元，由财政收回0.1万元。");
    assert_eq!(found[1..], ["9.2 -", "9.1 carryover_closing ^9.2", "0.1 budget_lapsed ^9.2"]);
    let found = amounts("收支情况", "年末结转结余153.6万元，其中一般公共预算33.6万元、政府性基金预算120万元。");
    assert_eq!(found, ["153.6 carryover_closing", "33.6 - ^153.6", "120 - ^153.6"]);
}

#[test]
fn halves_are_those_of_the_total_that_they_make_up() {
    let body =
        "全年总支出300万元，由一般公共预算支出200万元和政府性基金预算支出100万元构成。\n基本支出120万元。\n项目支出180万元。";
    let found = amounts("支出情况", body);
    assert_eq!(found[3..], ["120 gpb_expenditure_basic ^300", "180 gpb_expenditure_project ^300"]);
    let found = amounts("支出情况", "全年支出300万元。支出来源上分为一般公共预算200万元、政府性基金100万元两块。");
    assert_eq!(found[1..], ["200 gpb_expenditure ^300", "100 govfund_expenditure ^300"]);
}

#[test]
fn funds_are_named_after_a_colon_and_by_who_pays() {
    let list = "一是甲地生态补偿，年初预算30万元，支出20万元；二是乙地宣传经费，年初预算70万元，支出70万元。";
    let found = amounts("项目支出情况", &format!("实施专项共2个，年初预算合计100万元，具体为：{list}"));
    assert_eq!(found[1], "30 fund_budget_initial @甲地生态补偿 ^100");
    for payer in ["由政府性基金列支", "由上级资金安排"] {
        let body = format!(
            "法律援助经费年初预算5万元，支出5万元。此外，农村道路畅通工程{payer}，年初无预算，上级下达315万元，支出315万元。"
        );
        let found = amounts("绩效情况", &body);
        assert_eq!(found[3], "315 fund_actual @农村道路畅通工程", "{payer}");
    }
    // the clause begins with the fund, though its figure comes later
    let body = "法律援助经费年初预算5万元，支出5万元；人民调解经费年初预算9万元，支出9万元。\n法律援助经费追加2万元；人民调解经费因案件减少，调减1万元。";
    assert_eq!(amounts("绩效情况", body).last().unwrap(), "1 fund_adjust_decrease @人民调解经费");
    // a cause names no fund
    let body = "主体班次计划增加，年中追加培训经费12万元，支出12万元。";
    assert!(!amounts("绩效情况", body)[0].contains('@'));
}

#[test]
fn names_that_share_a_field_are_all_funds() {
    let body = "消防宣传教育和应急物资储备两项预算分别为58万元、46万元，实际支出分别为57万元、45万元。";
    let want = [
        "58 fund_budget_initial @消防宣传教育",
        "46 fund_budget_initial @应急物资储备",
        "57 fund_actual @消防宣传教育",
        "45 fund_actual @应急物资储备",
    ];
    assert_eq!(amounts("绩效情况", body), want);
}

#[test]
fn a_short_heading_means_the_row_of_a_table() {
    let body = "（一）专项资金\n资金名称 | 年初预算 | 实际支出 | 结转结余\n工业企业技术改造奖补 | 1500万元 | 1395万元 | 105万元\n家电以旧换新补贴 | 700万元 | 600万元 | 100万元\n1.技改奖补。\n个别企业验收未过，105万元转入2024年兑付。\n2.以旧换新。\n支出600万元，剩余100万元。";
    let found = amounts("绩效情况", body);
    let last = &found[found.len() - 3..];
    let want =
        ["105 fund_balance @工业企业技术改造奖补", "600 fund_actual @家电以旧换新补贴", "100 fund_balance @家电以旧换新补贴"];
    assert_eq!(last, want);
}

#[test]
fn sources_are_those_of_the_figure_before_them() {
    let found = amounts("项目支出情况", "医疗救助资金年初预算520万元，年中追加200万元，其中中央资金150万元、省级资金50万元。");
    let want = ["150 fund_source_central @医疗救助资金 ^200", "50 fund_source_province @医疗救助资金 ^200"];
    assert_eq!(found[2..], want);
    // 省里 is a place, 公用经费里 is not
    let found = amounts("收支情况", "公用经费30万元。公用经费里会议费1.8万元、培训费2.4万元。");
    assert_eq!(found[1..], ["1.8 econ_30215_meeting ^30", "2.4 econ_30216_training ^30"]);
}

#[test]
fn numbers_of_units_receptions_and_hired_people() {
    let all = |body: &str| {
        let found = read("人员情况", body).staff;
        found.iter().map(|s| format!("{} {}", s.concept, s.value.normalize())).collect::<Vec<_>>()
    };
    assert_eq!(all("下属公路养护中心、执法大队、道路服务站3个单位。"), ["subordinate_unit_count 3"]);
    assert_eq!(
        all("公务接待费1.2万元，公务用车2辆，接待14批106人。"),
        ["vehicles_held 2", "reception_batches 14", "reception_persons 106"]
    );
    assert_eq!(all("编制47名，聘用护理员、救助协理员等22人。"), ["staffing_quota_total 47", "staff_temporary 22"]);
    assert_eq!(all("车辆编制2辆，实有1辆。"), ["vehicles_held 1"]);
}

#[test]
fn shares_of_a_count_are_counts() {
    let found = counts("绩效情况", "计划建设高标准农田2.7万亩，其中甲片区1.15万亩、乙片区1.55万亩。");
    assert_eq!(found, ["27000亩", "11500亩", "15500亩"]);
    assert_eq!(counts("绩效情况", "2024年项目支出300万元，共5个项目，分述如下。培训12期。"), ["12期"]);
}

#[test]
fn the_office_in_the_place_of_the_title_is_the_unit() {
    let text = "陇源县2023年农村供水保障提升项目支出绩效自评报告\n按照县财政局通知，县水务局于2024年2月开展了绩效自评。\n一、项目概况\n略。\n二、问题\n无。";
    let facts = jixiao::parse(text.as_bytes(), "a.txt").facts;
    assert_eq!(facts.head.unit_name.as_deref(), Some("陇源县水务局"));
}

#[test]
fn a_rate_of_the_whole_is_no_rate_of_its_last_part() {
    let body = "全年预算数300万元。\n全年支出300万元，其中一般公共预算支出200万元，政府性基金预算支出100万元。预算执行率100%。";
    assert_eq!(failures("收支情况", body, "error"), [""; 0]);
    let body = body.replace("执行率100%", "执行率90%");
    assert!(!failures("收支情况", &body, "error").is_empty());
}
