//! Phrasings that were misread once, each with its variants: what the figures of a few sentences mean.

use jixiao::interpret::Facts;

/// The facts of a report whose chapter `title` holds `body`.
pub(super) fn read(title: &str, body: &str) -> Facts {
    let text =
        format!("青山县民政局2023年度部门整体支出绩效自评报告\n一、基本情况\n职责略。\n二、{title}\n{body}\n三、其他\n略。");
    jixiao::parse(text.as_bytes(), "a.txt").facts
}

/// `raw concept @fund ^parent`, of the amounts in their order.
pub(super) fn amounts(title: &str, body: &str) -> Vec<String> {
    let text =
        format!("青山县民政局2023年度部门整体支出绩效自评报告\n一、基本情况\n职责略。\n二、{title}\n{body}\n三、其他\n略。");
    let facts = jixiao::parse(text.as_bytes(), "a.txt").facts;
    let raw = |i: usize| facts.amounts[i].wan.normalize().to_string();
    (0..facts.amounts.len())
        .map(|i| {
            let a = &facts.amounts[i];
            let fund = a.fund.as_ref().map_or(String::new(), |f| format!(" @{f}"));
            let parent = a.parent.map_or(String::new(), |p| format!(" ^{}", raw(p)));
            let role = if a.role.as_str() == "value" { String::new() } else { format!(" {}", a.role.as_str()) };
            format!("{}{role} {}{fund}{parent}", raw(i), a.concept.unwrap_or("-"))
        })
        .collect()
}

pub(super) fn counts(title: &str, body: &str) -> Vec<String> {
    let facts = read(title, body);
    facts.counts.iter().map(|c| format!("{}{}", c.value.map_or("?".to_owned(), |v| v.normalize().to_string()), c.unit)).collect()
}

/// The first value of a quantity of people or things.
fn staff(body: &str, concept: &str) -> Option<String> {
    let facts = read("人员情况", body);
    facts.staff.iter().find(|s| s.concept == concept).map(|s| s.value.normalize().to_string())
}

#[test]
fn what_is_left_belongs_to_the_fund_that_the_clause_names() {
    for tail in ["尾款5.78万元结转下年", "尾款5.78万元结转2024年支付"] {
        let body = format!(
            "校舍维修改造年初预算60万元，支出54.22万元。\n部分项目绩效目标不够细，校舍维修项目因审批较迟，未能全部完工，{tail}。"
        );
        let found = amounts("项目支出情况", &body);
        assert_eq!(found.last().unwrap(), "5.78 fund_balance @校舍维修改造", "{tail}");
    }
}

#[test]
fn a_total_of_projects_is_no_project() {
    let items = "（一）办案经费。年初预算300万元，支出360万元。\n（二）巡察工作经费。年初预算90万元，支出85万元。";
    for total in ["2023年专项共2项445万元：", "专项资金共2个445万元，其中：", "共安排专项2项445万元，其中"]
    {
        let found = amounts("项目支出情况", &format!("{total}办案经费360万元，巡察工作经费85万元。\n{items}"));
        assert_eq!(found[..3], ["445 -", "360 - @办案经费 ^445", "85 - @巡察工作经费 ^445"], "{total}");
    }
    let found = amounts("项目支出情况", &format!("总投入445万元，其中办案360万元，巡察工作经费85万元。\n{items}"));
    assert_eq!(found[2], "85 fund_actual @巡察工作经费 ^445");
}

#[test]
fn items_of_the_classification_are_no_funds() {
    for class in
        ["农村基础设施建设支出", "城乡社区公共设施支出", "国有土地使用权出让收入安排的支出", "用于社会福利的彩票公益金支出"]
    {
        let found = amounts("政府性基金预算支出情况", &format!("政府性基金支出148.5万元，其中{class}120万元。"));
        assert_eq!(found[1], "120 - ^148.5", "{class}");
    }
    let found = amounts("政府性基金预算支出情况", "政府性基金支出148.5万元，其中农村饮水安全项目支出120万元。");
    assert_eq!(found[1], "120 fund_actual @农村饮水安全项目 ^148.5");
}

#[test]
fn a_zero_of_several_things_is_the_figure_of_none() {
    assert_eq!(amounts("“三公”经费情况", "因公出国（境）费和公务用车购置费均为0。"), [""; 0]);
    assert_eq!(amounts("“三公”经费情况", "公务用车购置费为0。"), ["0 san_gong_vehicle_purchase"]);
}

#[test]
fn the_number_of_projects_beside_their_money_is_no_activity() {
    assert_eq!(counts("项目绩效情况", "2023年实施项目2个，总投入70.5万元，培训12期。"), ["12期"]);
    assert_eq!(counts("绩效情况", "新建水利项目12个，培训12期。"), ["12个", "12期"]);
}

#[test]
fn people_outside_the_quota_add_up() {
    for (body, sum) in [
        ("编制9名，临聘人员6人、劳务派遣人员8人、公益岗人员3人。", "17"),
        ("编制9名，编外人员17人（临聘6人、劳务派遣8人、公益岗3人）。", "17"),
        ("编制9名，编外人员17人，其中临聘6人、劳务派遣11人。", "17"),
        ("编制9名，劳务派遣人员8人。", "8"),
    ] {
        assert_eq!(staff(body, "staff_temporary").as_deref(), Some(sum), "{body}");
    }
    assert_eq!(staff("政法专项编制45名，实有政法干警42名。", "staff_actual_total").as_deref(), Some("42"));
}

#[test]
fn departments_of_the_work_are_no_offices() {
    assert_eq!(staff("医院编制9名，设临床科室12个、医技科室5个。", "internal_org_count"), None);
    assert_eq!(staff("医院编制9名，设临床科室12个，内设职能科室7个。", "internal_org_count").as_deref(), Some("7"));
}

#[test]
fn what_a_bracket_or_a_list_speaks_of_ends_with_it() {
    for body in [
        "年初预算100万元（基本支出60万元，项目支出40万元），调整后预算120万元。",
        "年初预算100万元，其中：基本支出60万元，项目支出40万元；全年预算120万元。",
        "年初预算为100万元，由基本支出60万元、项目支出40万元构成，全年预算为120万元。",
        "年初预算100万元，包括基本支出60万元和项目支出40万元，年末调整为120万元。",
        "年初批复的预算为100万元，基本支出预算60万元与项目支出预算40万元，全年预算120万元。",
    ] {
        let want = [
            "100 budget_total_initial",
            "60 budget_basic_initial ^100",
            "40 budget_project_initial ^100",
            "120 budget_total_adjusted",
        ];
        assert_eq!(amounts("收支情况", body), want, "{body}");
    }
}

#[test]
fn a_name_may_be_a_sentence_of_its_own() {
    for body in [
        "一是村卫生室运行补助。年初预算10万元，支出9万元。二是疫苗冷链储备。年初预算5万元，支出5万元。",
        "①村卫生室运行补助。年初预算10万元，支出9万元。②疫苗冷链储备。年初预算5万元，支出5万元。",
        "第一，村卫生室运行补助。年初预算10万元，支出9万元。第二，疫苗冷链储备。年初预算5万元，支出5万元。",
        "2023年安排项目2个，其一为村卫生室运行补助，年初预算10万元，支出9万元；其二为疫苗冷链储备，年初预算5万元，支出5万元。",
        "（1）村卫生室运行补助。年初预算10万元，支出9万元；（2）疫苗冷链储备。年初预算5万元，支出5万元。",
        "村卫生室运行补助（政府性基金），年初预算10万元，支出9万元。疫苗冷链储备年初预算5万元，支出5万元。",
    ] {
        let want = [
            "10 fund_budget_initial @村卫生室运行补助",
            "9 fund_actual @村卫生室运行补助",
            "5 fund_budget_initial @疫苗冷链储备",
            "5 fund_actual @疫苗冷链储备",
        ];
        assert_eq!(amounts("绩效情况", body), want, "{body}");
    }
}

#[test]
fn parts_need_no_binding_word_where_they_make_the_total() {
    for body in [
        "本年收入200万元：一般公共预算拨款180万元，其他收入20万元。",
        "总收入200万元，来源是一般公共预算拨款180万元、其他收入20万元。",
        "全年收入200万元，来源有两块，即一般公共预算拨款180万元、其他收入20万元。",
        "全年收入200万元，一块是一般公共预算拨款180万元，一块是其他收入20万元。",
    ] {
        let want = ["200 revenue_total", "180 gpb_revenue ^200", "20 other_revenue ^200"];
        assert_eq!(amounts("收支情况", body), want, "{body}");
    }
    let found = amounts("收支情况", "支出总额200万元，分基本支出120万元、项目支出50万元、经营支出30万元三类。");
    assert!(found[1..].iter().all(|a| a.ends_with(" ^200")), "{found:?}");
    let found = amounts("收支情况", "支出总额200万元，基本支出120万元，项目支出50万元，年末结转30万元。");
    assert_eq!(found[3], "30 carryover_closing");
}

#[test]
fn what_it_is_for_is_no_name() {
    let body = "支出合计200万元，用于保障机构运转的基本支出150万元，为完成专项任务发生的项目支出50万元。";
    let want = ["200 expenditure_total", "150 gpb_expenditure_basic ^200", "50 gpb_expenditure_project ^200"];
    assert_eq!(amounts("收支情况", body), want);
    assert_eq!(amounts("收支情况", "全年支出100万元，未使用的5万元由县财政收回。")[1], "5 budget_lapsed");
}

#[test]
fn a_change_follows_its_base() {
    for body in [
        "“三公”经费支出3.9万元，上年为5万元，减少1.1万元。",
        "“三公”经费预算5万元，实际支出3.9万元，节约1.1万元。",
        "“三公”经费支出3.9万元，比预算的5万元少1.1万元。",
    ] {
        assert_eq!(amounts("“三公”经费情况", body)[2], "1.1 comparison -", "{body}");
    }
}

#[test]
fn nothing_is_left_of_all_projects() {
    for tail in ["以上项目均无结余。", "上述两个项目都没有结余。", "以上项目资金全部执行完毕，没有结转。"]
    {
        let body = format!("（一）培训经费。年初预算10万元，支出10万元。\n（二）宣传经费。年初预算5万元，支出5万元。\n{tail}");
        let facts = read("项目支出情况", &body);
        assert!(facts.funds.iter().all(|f| f.balance.is_some_and(|b| b.is_zero())), "{tail}");
    }
}

/// Rules that fail with the given severity.
pub(super) fn failures(title: &str, body: &str, severity: &str) -> Vec<String> {
    let text =
        format!("青山县民政局2023年度部门整体支出绩效自评报告\n一、基本情况\n职责略。\n二、{title}\n{body}\n三、其他\n略。");
    let parsed = jixiao::parse(text.as_bytes(), "a.txt");
    let fails = parsed.checks.iter().filter(|c| c.verdict.as_str() == "fail" && c.severity.as_str() == severity);
    fails.map(|c| c.rule.to_string()).collect()
}

#[test]
fn what_was_not_read_for_certain_is_no_error() {
    // the rate is of figures that another sentence tells
    assert_eq!(failures("收支情况", "年中净追加97.3万元，全年预算2065.3万元，执行率100%。", "error"), [""; 0]);
    // an item of a kind that no rule knows stands beside the parts
    let body = "支出合计200.55万元，其中基本支出120.30万元、项目支出50.15万元。另有某类开支30.10万元。";
    assert_eq!(failures("收支情况", body, "error"), [""; 0]);
    // and what was read for certain still is
    let body = "支出合计200.55万元，其中基本支出120.30万元、项目支出80.52万元。";
    assert_eq!(failures("收支情况", body, "error"), ["A06"]);
}

#[test]
fn items_below_two_budgets_make_up_each_its_own() {
    let items = "\n1.培训经费，支出10万元。\n2.宣传经费，支出20万元。\n3.养老服务，支出20万元。";
    for head in [
        "一般公共预算项目支出30万元（2个项目），政府性基金（彩票公益金）项目支出20万元，各项目的情况是：",
        "一般公共预算项目支出30万元，政府性基金项目支出20万元，具体如下：",
        "2023年一般公共预算安排项目支出30万元，政府性基金安排项目支出20万元。其中：",
    ] {
        let found = amounts("项目支出情况", &format!("{head}{items}"));
        let want = [
            "30 gpb_expenditure_project",
            "20 govfund_expenditure_project",
            "10 fund_actual @培训经费 ^30",
            "20 fund_actual @宣传经费 ^30",
            "20 fund_actual @养老服务 ^20",
        ];
        assert_eq!(found, want, "{head}");
    }
}

#[test]
fn a_round_number_tells_the_figure_again() {
    for body in [
        "全年支出23806.52万元，规模达到2.38亿元左右。",
        "全年支出23806.52万元，总量约2.38亿元。",
        "全年支出23806.52万元，比上年增加15万元，总规模2.38亿元。",
        "全年支出23806.52万元，接近2.4亿元。",
    ] {
        assert!(amounts("收支情况", body).last().is_some_and(|a| a.ends_with(" expenditure_total")), "{body}");
    }
    // the sentence says of what
    let body =
        "本年收入合计9642.35万元，其中事业收入6502.65万元、其他收入3139.70万元。事业收入即医疗收入，占67.44%，总量约0.65亿元。";
    assert_eq!(amounts("收支情况", body)[3], "6500 business_revenue");
}

#[test]
fn what_there_is_none_of_may_stand_before_the_negation() {
    assert_eq!(staff("在职人员9人，退休3人；离休没有。", "staff_leave_retired").as_deref(), Some("0"));
    assert_eq!(staff("在职人员9人，离休、遗属均无。", "staff_beneficiary").as_deref(), Some("0"));
    let body = "编制9名。固定资产30万元，车辆5辆，全部为执法执勤用车，单价100万元以上大型设备无。";
    assert_eq!(staff(body, "asset_equipment_1m").as_deref(), Some("0"));
    assert_eq!(staff(body, "vehicles_held").as_deref(), Some("5"));
    // told of something else
    assert_eq!(staff("在职人员9人，离休人员的住房没有解决。", "staff_leave_retired"), None);
}

#[test]
fn causes_and_numbers_of_projects_are_no_activity() {
    for body in [
        "全年实施项目共六个，既有新建也有续建。",
        "项目支出涉及4个项目，培训经费5万元。",
        "项目支出50万元（4个项目）。",
        "将5个小项目归并为2个。",
        "人员经费20万元，比上年增长5%，主要系调入6人。",
        "人员经费20万元，系新进教师14人及绩效工资调整。",
        "人员经费20万元，增长原因是新招录教师14人。",
        "结转5万元，为3个村道路工程的尾款。",
        "公务用车3辆（救护车不在此列，另有7辆）。",
    ] {
        assert_eq!(counts("部门整体支出绩效情况", body), [""; 0], "{body}");
    }
    assert_eq!(counts("部门整体支出绩效情况", "新建3个村道路的排水设施，新进设备4台。"), ["3个", "4台"]);
}

#[test]
fn a_rate_behind_a_list_is_of_its_total() {
    let body = |rate: &str| {
        format!(
            "支出合计200.55万元，其中一般公共预算支出120.30万元、政府性基金预算支出80.25万元，调整后预算205万元，预算执行率{rate}，年末结转4.45万元。"
        )
    };
    for severity in ["error", "warning"] {
        assert_eq!(failures("收支情况", &body("97.83%"), severity), [""; 0]);
    }
    let wrong =
        "调整后预算205万元。支出合计200.55万元，其中一般公共预算支出120.30万元、政府性基金预算支出80.25万元，预算执行率96.83%。";
    assert_eq!(failures("收支情况", wrong, "error"), ["C01"]);
}
