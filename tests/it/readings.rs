//! Phrasings that were misread once, each with its variants: what the figures of a few sentences mean.

use jixiao::interpret::Facts;

/// The facts of a report whose chapter `title` holds `body`.
fn read(title: &str, body: &str) -> Facts {
    let text =
        format!("青山县民政局2023年度部门整体支出绩效自评报告\n一、基本情况\n职责略。\n二、{title}\n{body}\n三、其他\n略。");
    jixiao::parse(text.as_bytes(), "a.txt").facts
}

/// `raw concept @fund ^parent`, of the amounts in their order.
fn amounts(title: &str, body: &str) -> Vec<String> {
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

fn counts(title: &str, body: &str) -> Vec<String> {
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
