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

#[test]
fn every_field_of_an_item_hangs_on_the_total_of_its_kind() {
    let body = "安排项目2个，年初预算合计300万元，实际支出合计310万元，年末结转合计20万元，分项说明如下：\n1.物业服务项目年初预算200万元，年中追加30万元，实际支出220万元，结转10万元。\n2.平台运行项目年初预算100万元，实际支出90万元，结转10万元。";
    let found = amounts("项目支出情况", body);
    let want = [
        "200 fund_budget_initial @物业服务项目 ^300",
        "30 fund_adjust_increase @物业服务项目",
        "220 fund_actual @物业服务项目 ^310",
        "10 fund_balance @物业服务项目 ^20",
    ];
    assert_eq!(found[3..7], want);
    assert_eq!(found[2], "20 carryover_closing");
    assert_eq!(failures("项目支出情况", body, "error"), [""; 0]);
}

#[test]
fn funds_are_named_by_what_the_money_was_used_for() {
    for said in ["全部用于快速通道建设项目。该项目年初预算200万元", "用于快速通道建设项目，年初预算200万元"]
    {
        let found = amounts("收支情况", &format!("政府性基金预算支出270万元，{said}，追加70万元，实际支出270万元，无结余。"));
        let want = ["200 fund_budget_initial @快速通道建设项目", "70 fund_adjust_increase @快速通道建设项目"];
        assert_eq!(found[1..3], want, "{said}");
    }
    // a manner is no name
    let found = amounts("支出情况", "按支出性质分，全年支出300万元由基本支出120万元和项目支出180万元构成。");
    assert_eq!(found, ["300 expenditure_total", "120 gpb_expenditure_basic ^300", "180 gpb_expenditure_project ^300"]);
}

#[test]
fn a_list_of_known_funds_under_projects_is_what_they_spent() {
    let body = "全年共使用两个项目的资金：一是办案业务经费45万元，主要用于差旅；二是信息化运维经费15万元。\n1.办案业务经费。年初预算40万元，追加5万元，实际支出45万元，无结余。\n2.信息化运维经费。年初预算15万元，实际支出15万元，无结余。";
    let found = amounts("项目支出情况", body);
    assert_eq!(found[..2], ["45 fund_actual @办案业务经费", "15 fund_actual @信息化运维经费"]);
}

#[test]
fn parts_behind_a_clause_and_behind_their_number() {
    let found =
        amounts("支出情况", "公用经费里，包括办公费4万元、劳务费2万元等。\n公用经费10万元；公用经费主要开支办公费4万元。");
    assert_eq!(found[3], "4 econ_30201_office ^10");
    let found = amounts("政府采购情况", "政府采购支出总额31万元，分货物、工程、服务三类，分别为2万元、25万元、4万元。");
    assert_eq!(found[1..], ["2 procurement_goods ^31", "25 procurement_works ^31", "4 procurement_services ^31"]);
    let found = amounts(
        "收支情况",
        "年初预算720万元（含上年结转20万元），支出合计700万元。\n1、按预算类别分，一般公共预算财政拨款支出600万元，政府性基金预算财政拨款支出100万元。",
    );
    assert_eq!(found[1], "20 carryover_opening ^720");
    assert_eq!(found[3..], ["600 gpb_expenditure ^700", "100 govfund_expenditure ^700"]);
}

#[test]
fn what_is_left_is_told_behind_what_it_is_for() {
    let found = amounts("项目支出情况", "人居环境整治经费年初预算120万元，支出104万元，16万元为污水处理站质保金，结转下年支付。");
    assert_eq!(found[2], "16 fund_balance @人居环境整治经费");
}

#[test]
fn people_that_something_is_done_for_are_counts() {
    assert_eq!(counts("绩效情况", "对符合条件的14名被害人实施救助。"), ["14名"]);
    assert_eq!(counts("绩效情况", "评价提出的4条意见已经整改。"), [""; 0]);
    assert_eq!(counts("绩效情况", "限制高消费1360余人次，安全行驶268万公里。"), ["1360人次", "2680000公里"]);
    // the items of a chapter of goals are goals
    assert_eq!(counts("年度目标", "1.全年门急诊不少于46万人次，出院患者3.2万人次以上。"), ["460000人次", "32000人次"]);
}

#[test]
fn a_form_that_was_saved_as_text_is_a_form() {
    let text = "项目支出绩效自评表\n（2024年度）\n项目名称\t\t冷链物流建设\n主管部门\t\t甲县供销社\t\t\t实施单位\t甲县供销社\n项目资金（万元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n\t年度资金总额\t\t120.00\t150.00\t142.50\t10\t95.00%\t9.50\n\t其中：当年财政拨款\t\t120.00\t120.00\t112.50\t—\t\t—\n\t上年结转资金\t\t0.00\t30.00\t30.00\t—\t\t—\n年度目标\t预期目标\t\t\t\t实际完成情况\n\t新建冷藏库6座，购置车辆4辆。\t\t\t\t建成冷藏库6座。\n绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因\n\t产出指标（20分）\t数量指标\t新建冷藏库\t≥6座\t6座\t10\t10\n\t\t\t购置车辆\t≥4辆\t4辆\t10\t10\n\t满意度指标（10分）\t服务对象满意度指标\t农户满意度\t≥90%\t93%\t10\t10\n总分\t\t\t\t\t\t40\t39.50\n";
    let facts = jixiao::parse(text.as_bytes(), "a.txt").facts;
    let [form] = facts.forms.as_slice() else { panic!("{} forms", facts.forms.len()) };
    assert_eq!(form.project.as_deref(), Some("冷链物流建设"));
    let levels: Vec<&str> = form.indicators.iter().map(|i| i.level1.as_str()).collect();
    assert_eq!(levels, ["产出指标（20分）", "产出指标（20分）", "满意度指标（10分）"]);
    assert_eq!(form.goals.len(), 1);
}

#[test]
fn what_money_was_used_for_does_not_take_a_fund_from_its_figures() {
    let found = amounts(
        "项目支出情况",
        "1.文物保护专项，年初预算50万元，年中下达省级补助30万元，用于古建筑修缮工程，年末结转8万元，支出72万元。",
    );
    assert!(found.iter().all(|a| a.contains("@文物保护专项")), "{found:?}");
    let body = "县委县政府高度重视公共文化服务，该项目年初预算30万元，支出30万元。";
    assert!(amounts("项目支出情况", body).iter().all(|a| !a.contains("高度重视")));
    let found = amounts("收支情况", "公务接待费1.2万元，用于招商引资工作经费，年初预算2万元。");
    assert!(found.iter().all(|a| !a.contains('@')), "{found:?}");
}

#[test]
fn a_part_of_what_was_spent_is_no_balance() {
    let found = amounts("项目支出情况", "非遗保护专项年初预算50万元，支出50万元，其中30万元为传承人补助，结余为零。");
    assert!(!found[2].contains("fund_balance"), "{found:?}");
    let body = "送戏下乡经费，年初预算80万元，其中已下达补助资金50万元，实际支出80万元，年末结余0万元。";
    assert_eq!(failures("项目支出情况", body, "error"), [""; 0]);
}

#[test]
fn a_list_of_the_largest_parts_is_not_whole() {
    for said in ["主要有", "开支较大的有"] {
        let body = format!("项目支出300万元，{said}文物修缮100万元、送戏下乡80万元。");
        assert_eq!(failures("项目支出情况", &body, "error"), [""; 0], "{said}");
    }
}

#[test]
fn money_received_is_not_spent() {
    let body = "送戏下乡经费，年初预算80万元，支出75万元，结转5万元。\n2024年共收到送戏下乡经费80万元，到位率100%。";
    assert_eq!(failures("项目支出情况", body, "error"), [""; 0]);
}

#[test]
fn the_control_rate_of_people_stands_beside_their_posts() {
    let staff = "核定编制50人，年末在职48人。\n";
    let other =
        format!("{staff}单位：万元\n项目\t预算数\t决算数\t控制率\n三公经费\t6.00\t4.50\t75.00%\n公用经费\t60.00\t54.00\t90.00%");
    assert_eq!(failures("基本情况", &other, "error"), [""; 0]);
}

#[test]
fn a_change_is_measured_by_the_figure_right_before_it() {
    let wrong = "总收入比上年的1000万元增加100万元，增长12%。";
    assert!(
        failures("收支情况", wrong, "warning").iter().chain(&failures("收支情况", wrong, "error")).any(|f| f.contains("A18"))
    );
    let right = "总收入比上年的1000万元增加100万元，其中财政拨款增长12%。";
    assert_eq!(failures("收支情况", right, "warning"), [""; 0]);
}

#[test]
fn totals_that_count_their_projects_have_the_figures_of_the_next_section() {
    let body = "（一）总体情况\n专项资金两项，年初预算共150万元，当年支出共150万元，按照规定管理。\n（二）分项情况\n一是惠农补贴，年初预算100万元，支出100万元；二是培训经费，年初预算50万元，支出50万元。";
    let found = amounts("项目支出情况", body);
    assert!(found[2].ends_with("^150") && found[5].ends_with("^150"), "{found:?}");
}

#[test]
fn the_title_of_an_item_says_what_was_spent() {
    let found = amounts(
        "基本支出情况",
        "基本支出100万元。\n1.人员经费。全年支出80万元，其中工资福利支出70万元，对个人和家庭的补助10万元。",
    );
    assert_eq!(found[1], "80 gpb_personnel_expenditure ^100");
    assert!(found[2].ends_with("^80"), "{found:?}");
}

#[test]
fn kinds_of_staffing_that_were_not_read_accuse_nobody() {
    let body = "编制总数64名（行政21名、参公25名、特设岗位18名）。";
    assert_eq!(failures("人员情况", body, "error"), [""; 0]);
    let wrong = "编制总数64名（行政21名、参公25名、其他事业19名）。";
    assert!(!failures("人员情况", wrong, "error").is_empty());
}

#[test]
fn a_mark_before_the_figures_is_no_name() {
    let body = "一、市政设施养护经费\n【资金】年初预算460万元，实际支出460万元，没有结余。\n【产出】送审金额6.35亿元，审定5.76亿元，核减0.59亿元。\n二、工程造价审核服务费\n【资金】年初预算180万元，调减24万元，实际支出156万元，没有结余。";
    let found = amounts("项目支出情况", body);
    assert_eq!(found[0], "460 fund_budget_initial @市政设施养护经费");
    assert!(found.iter().all(|a| !a.contains('【') && !a.starts_with("5900 fund")), "{found:?}");
    assert_eq!(failures("项目支出情况", body, "error"), [""; 0]);
}

#[test]
fn budgets_told_of_items_have_their_total_behind_them() {
    let body = "①助学资金年初安排320万元，上级追加148万元，支出412万元，结转56万元；\n②校舍经费年初安排145万元，支出145万元。\n上述两类项目年初预算合计465万元。";
    let found = amounts("项目支出情况", body);
    assert!(found[0].ends_with("^465") && found[4].ends_with("^465"), "{found:?}");
    // why, and then what: 标准 is no standard here
    let found = amounts("项目支出情况", "卫生服务经费：年初预算386万元，因人均补助标准提高追加24.6万元。");
    assert_eq!(found[1], "24.6 fund_adjust_increase @卫生服务经费");
}

#[test]
fn parts_of_the_staff_are_no_counts() {
    let body = "在编在职教职工61人，其中专任教师54人、保健医2人；劳务派遣保育员、炊事员、保安等59人。";
    let found = read("人员情况", body);
    assert_eq!(counts("人员情况", body), [""; 0]);
    assert!(found.staff.iter().any(|s| s.concept == "staff_temporary" && s.value == rust_decimal::Decimal::from(59)));
}

#[test]
fn shares_and_changes_are_of_what_their_words_mean() {
    let body = "基本支出1047万元，其中人员经费922万元、公用经费125万元，人员经费占基本支出的88.06%。";
    assert_eq!(failures("支出情况", body, "warning"), [""; 0]);
    assert!(!failures("支出情况", &body.replace("88.06", "78.06"), "warning").is_empty());
    let body = "全年支出1120万元，其中基本支出849万元、项目支出271万元；总额比上年的1156万元减少36万元，下降3.11%。";
    assert_eq!(failures("支出情况", body, "warning"), [""; 0]);
    // 1192 is 36 above the base, and the words say 减少: it is not the figure that they tell of
    let text = "某县文化局2024年度部门整体支出绩效自评报告\n二、支出情况\n全年收入1192万元，其中项目支出271万元；总额比上年的1156万元减少36万元。";
    let checks = jixiao::parse(text.as_bytes(), "a.txt").checks;
    assert!(checks.iter().all(|c| !c.message.contains("应为增加")), "a coincidence accuses");
}
