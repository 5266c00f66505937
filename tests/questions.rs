//! The named questions, each with an answer that has rows: on documents that the test writes down.
#![allow(clippy::unwrap_used)]

mod documents;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use documents::{amount, ask, at, document, folder, fund, rows, write};
use jixiao::query::{self, QueryError};
use jixiao::store;
use serde_json::{Value as Json, json};

#[test]
fn every_question_runs_and_carries_its_evidence() {
    let out = folder(&[document("a.txt", "甲局", 2024)]);
    let mut db = store::open_read_only(out.path()).unwrap();
    let numbers: Vec<u32> = query::questions().iter().map(|q| q.number).filter(|n| *n > 0).collect();
    assert_eq!(numbers, (1..=25).collect::<Vec<_>>());
    for q in query::questions() {
        let required = q.parameters.iter().filter(|p| p.required);
        let given: BTreeMap<String, String> = required.map(|p| (p.name.clone(), "甲".to_owned())).collect();
        let answer = query::ask(&mut db, q, &given).unwrap_or_else(|e| panic!("{}: {e}", q.name));
        if !given.is_empty() {
            assert!(matches!(query::ask(&mut db, q, &BTreeMap::new()), Err(QueryError::Parameter { .. })), "{}", q.name);
        }
        for column in ["文件", "章节", "行", "页", "单元格", "原文"] {
            assert!(answer.columns.iter().any(|c| c == column), "{} has no column {column}", q.name);
        }
        for p in &q.parameters {
            assert!(q.sql.contains(&format!(":{}", p.name)), "{}: {}", q.name, p.name);
        }
    }
}

#[test]
fn who_did_not_report() {
    let out = folder(&[document("a23.txt", "甲局", 2023), document("a24.txt", "甲局", 2024), document("b23.txt", "乙局", 2023)]);
    let answer = ask(out.path(), "not-reported", &[]);
    assert_eq!(answer.len(), 1);
    assert_eq!(answer[0]["单位"], "乙局");
    assert_eq!(answer[0]["未报年度"], "2024");
    assert_eq!(answer[0]["文件"], "b23.txt");
    assert!(ask(out.path(), "not-reported", &[("year", "2023")]).is_empty());
}

#[test]
fn low_execution_and_high_score() {
    let mut printed = document("a.txt", "甲局", 2024);
    printed["percents"] = json!([{ "id": "p1", "raw": "78.5%", "value": 78.5, "bound": "exact", "concept": "execution_rate", "label": "执行率",
                                   "section": "2.1", "amount": null, "at": at(30) }]);
    let mut computed = document("b.txt", "乙局", 2024);
    computed["amounts"] = json!([
        amount(1, "100万元", "100", Some("budget_total_adjusted"), 2024, None, None),
        amount(2, "85.555万元", "85.555", Some("gpb_expenditure"), 2024, None, None),
    ]);
    let mut full = document("c.txt", "丙局", 2024);
    full["amounts"] = json!([
        amount(1, "100万元", "100", Some("budget_total_adjusted"), 2024, None, None),
        amount(2, "95万元", "95", Some("gpb_expenditure"), 2024, None, None),
    ]);
    let out = folder(&[printed, computed, full]);
    let answer = ask(out.path(), "low-execution", &[]);
    let rates: Vec<_> =
        answer.iter().map(|r| (r["单位"].as_str(), r["执行率"].as_str(), r["口径"].as_str(), r["原文"].as_str())).collect();
    assert_eq!(rates, [("甲局", "78.5", "报告印出", "78.5%"), ("乙局", "85.56", "支出÷全年预算数", "100万元；85.555万元")]);
    assert_eq!(answer[0]["行"], "30");
    assert!(answer[0]["说明"].contains("进度偏慢"));
    let answer = ask(out.path(), "4", &[]);
    assert_eq!(answer.len(), 1);
    assert_eq!((answer[0]["单位"].as_str(), answer[0]["自评得分"].as_str(), answer[0]["得分行"].as_str()), ("甲局", "96.5", "3"));
    assert!(ask(out.path(), "4", &[("score", "97")]).is_empty());
}

#[test]
fn funds_added_unspent_and_over_budget() {
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([amount(1, "5万元", "5", Some("fund_actual"), 2024, None, Some("“换届”专项经费"))]);
    d["funds"] = json!([
        fund("“换届”专项经费", [Some(0.0), Some(5.0), None, Some(5.0), None], &["a1"]),
        fund("青联成立经费", [Some(3.0), Some(-3.0), None, Some(0.0), Some(0.0)], &[]),
        fund("维修项目", [Some(10.0), None, None, Some(10.3), None], &[]),
        fund("没有写预算的项目", [None, None, None, Some(2.0), None], &[]),
    ]);
    let out = folder(&[d]);
    let names = |question: &str, parameters: &[(&str, &str)]| {
        ask(out.path(), question, parameters).iter().map(|r| r["专项"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("added-midyear", &[]), ["“换届”专项经费"]);
    assert_eq!(names("unspent", &[]), ["青联成立经费"]);
    assert_eq!(names("over-budget", &[]), ["维修项目"]);
    assert_eq!(names("fund", &[]), ["“换届”专项经费"]);
    assert!(names("unspent", &[("year", "2023")]).is_empty());
    let over = ask(out.path(), "over-budget", &[]);
    assert_eq!(over[0]["超出万元"], "0.3", "exact, not 0.3000000000000007");
    let adjusted = ask(out.path(), "adjusted", &[]);
    assert_eq!(adjusted[0]["调整率"], "61.54");
    assert_eq!(adjusted.len(), 2);
}

#[test]
fn carry_over_that_grows_two_years() {
    let year = |year: i32, wan: &str| {
        let mut d = document(&format!("{year}.txt"), "甲局", year);
        d["amounts"] = json!([amount(1, &format!("{wan}万元"), wan, Some("carryover_closing"), year, None, None)]);
        d
    };
    let out = folder(&[year(2022, "1"), year(2023, "2.5"), year(2024, "4")]);
    let answer = ask(out.path(), "carryover-growth", &[]);
    assert_eq!(answer.len(), 1);
    assert_eq!((answer[0]["年度"].as_str(), answer[0]["两年增加万元"].as_str()), ("2024", "3"));
    assert_eq!(answer[0]["原文"], "1万元；2.5万元；4万元");
    let out = folder(&[year(2022, "3"), year(2023, "2.5"), year(2024, "4")]);
    assert!(ask(out.path(), "carryover-growth", &[]).is_empty());
}

#[test]
fn san_gong_reception_and_ranking() {
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([
        amount(1, "2.2万元", "2.2", Some("san_gong_total"), 2024, None, None),
        amount(2, "2万元", "2", Some("san_gong_total"), 2023, None, None),
        amount(3, "2.1万元", "2.1", Some("san_gong_total"), 2024, Some("budget"), None),
        amount(4, "1.2万元", "1.2", Some("san_gong_reception"), 2024, Some("executed"), None),
    ]);
    d["staff"] = json!([
        { "concept": "reception_persons", "value": 20, "raw": "20人次", "section": "2.1", "at": at(40) },
        { "concept": "staffing_quota_total", "value": 5, "raw": "编制5人", "section": "1", "at": at(41) },
        { "concept": "staff_incumbent", "value": 6, "raw": "在职6人", "section": "1", "at": at(42) },
    ]);
    let out = folder(&[d]);
    let growth = ask(out.path(), "san-gong-growth", &[]);
    assert_eq!((growth[0]["增加万元"].as_str(), growth[0]["超预算万元"].as_str()), ("0.2", "0.1"));
    assert_eq!(growth[0]["原文"], "2.2万元；上年 2万元；预算 2.1万元");
    let reception = ask(out.path(), "reception-per-head", &[]);
    assert_eq!(reception[0]["人均元"], "600");
    assert!(ask(out.path(), "reception-per-head", &[("limit", "600")]).is_empty());
    let quota = ask(out.path(), "over-quota", &[]);
    assert_eq!((quota[0]["超编"].as_str(), quota[0]["原文"].as_str()), ("1", "编制5人；在职6人"));
    assert_eq!(ask(out.path(), "san-gong-ranking", &[])[0]["当年合计万元"], "2.2");
}

#[test]
fn findings_are_told_by_their_root() {
    let check = |n: u32, rule: &str, because_of: Option<&str>| {
        json!({ "id": format!("k{n}"), "rule": rule, "because_of": because_of, "status": "fail", "severity": "error", "section": "2.1",
                "numbers": [29.82, 25.83, 4.99], "expected": 30.82, "found": 29.82, "difference": -1.0, "tolerance": 0.015, "amounts": ["a1"],
                "at": [at(11)], "message": "基本支出与其中数之和不符", "hint": null, "suspects": [] })
    };
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([amount(1, "29.82万元", "29.82", Some("gpb_expenditure_basic"), 2024, None, None)]);
    d["checks"] = json!([check(1, "A02", None), check(2, "A01", Some("k1")), check(3, "H01", None)]);
    let out = folder(&[d]);
    let answer = ask(out.path(), "disagree", &[]);
    assert_eq!(answer.len(), 1);
    assert_eq!((answer[0]["规则"].as_str(), answer[0]["相差"].as_str(), answer[0]["原文"].as_str()), ("A02", "-1", "29.82万元"));
    assert_eq!(answer[0]["行"], "11");
}

#[test]
fn copied_texts_and_common_sentences() {
    let out = folder(&[document("a.txt", "甲局", 2024), document("b.txt", "乙局", 2024)]);
    let copied = ask(out.path(), "copied", &[("length", "10")]);
    assert_eq!(copied.iter().map(|r| r["文件"].as_str()).collect::<Vec<_>>(), ["a.txt", "b.txt"]);
    assert!(ask(out.path(), "copied", &[("length", "1000")]).is_empty());
    let common = ask(out.path(), "common-problems", &[]);
    assert_eq!((common[0]["份数"].as_str(), common[0]["说法"].as_str()), ("2", "绩效指标量化程度不够，资料归集不够及时"));
}

#[test]
fn findings_over_several_reports_are_asked_too() {
    let mut d = document("b24.txt", "乙局", 2024);
    d["amounts"] = json!([amount(1, "5万元", "5", Some("carryover_opening"), 2024, None, None)]);
    let out = tempfile::tempdir().unwrap();
    write(out.path(), &[document("a23.txt", "甲局", 2023), d]);
    let finding = |rule: &str, severity: &str, unit: &str, witnesses: Json| {
        json!({ "rule": rule, "severity": severity, "unit": unit, "year": 2024, "concept": null, "message": "说明", "difference": -0.5,
                "witnesses": witnesses })
    };
    let witness = json!({ "path": "b24.txt", "unit": "乙局", "year": 2024, "label": "年初结转", "raw": "5万元", "value": 5, "place": "第11行", "amount": "a1" });
    let corpus = json!({ "schema_version": "1", "units": [], "findings": [
        finding("K01", "warning", "乙局", json!([witness])),
        finding("K04", "warning", "丙局", json!([])),
        finding("K04", "note", "乙局", json!([])),
    ] });
    fs::write(out.path().join("corpus.json"), corpus.to_string()).unwrap();
    store::load(out.path()).unwrap();
    // The roster decides, not who reported in another year.
    let missing = ask(out.path(), "not-reported", &[]);
    assert_eq!(missing.iter().map(|r| r["单位"].as_str()).collect::<Vec<_>>(), ["丙局"]);
    let found = ask(out.path(), "corpus", &[("rule", "K01")]);
    assert_eq!((found[0]["行"].as_str(), found[0]["章节"].as_str(), found[0]["原文"].as_str()), ("11", "2.1", "5万元"));
    assert_eq!(found[0]["相差"], "-0.5");
}

#[test]
fn the_guides_name_every_question_and_view() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = folder(&[document("a.txt", "甲局", 2024)]);
    let views = rows(
        out.path(),
        "SELECT name FROM sqlite_schema WHERE type = 'view' AND name NOT IN ('heads', 'placed_figures', 'executed_figures')",
    );
    for guide in ["docs/query.md", "docs/query.zh-CN.md"] {
        let text = fs::read_to_string(root.join(guide)).unwrap();
        for q in query::questions() {
            assert!(text.contains(&format!("| `{}` |", q.name)), "{guide}: {}", q.name);
        }
        for view in &views {
            assert!(text.contains(&format!("`{}`", view[0].show())), "{guide}: {}", view[0].show());
        }
    }
}

#[test]
fn changes_from_year_to_year() {
    let report = |path: &str, year: i32, wan: &str| {
        let mut d = document(path, "甲局", year);
        d["amounts"] = json!([amount(1, &format!("{wan}万元"), wan, Some("expenditure_total"), year, Some("executed"), None)]);
        d
    };
    let out = folder(&[report("a.txt", 2023, "100"), report("b.txt", 2024, "160.5"), report("c.txt", 2024, "1605000")]);
    let changes = ask(out.path(), "biggest-changes", &[]);
    assert_eq!(changes.len(), 1, "one report for each year");
    assert_eq!((changes[0]["变化万元"].as_str(), changes[0]["变化率"].as_str()), ("60.5", "60.5"));
    assert_eq!(changes[0]["原文"], "100万元；160.5万元");
    assert_eq!(ask(out.path(), "profile", &[("unit", "甲"), ("year", "2023")]).len(), 1);
}

/// A check that failed.
fn failed(n: u32, rule: &str, severity: &str, amounts: &[&str], message: &str) -> Json {
    json!({ "id": format!("k{n}"), "rule": rule, "because_of": null, "status": "fail", "severity": severity, "section": "1",
            "numbers": [], "expected": 100, "found": 98, "difference": -2, "tolerance": 0, "amounts": amounts, "at": [],
            "message": message, "hint": null, "suspects": [] })
}

#[test]
fn goals_forms_and_reports_that_disagree() {
    let mut d = document("a.docx", "甲局", 2024);
    d["amounts"] = json!([amount(1, "98", "98", Some("fund_actual"), 2024, None, Some("换届经费"))]);
    d["amounts"][0]["at"]["cell"] = json!("T1!G23");
    let f06 = failed(2, "F06", "error", &["a1"], "分值合计 100，11 项之和 98");
    let f01 = failed(3, "F01", "error", &["a1"], "表中实际支出与正文不同");
    d["checks"] = json!([failed(1, "B04", "warning", &[], "绩效目标没有写到：换届经费"), f06, f01]);
    let out = folder(&[d]);
    let goals = ask(out.path(), "goal-mismatch", &[]);
    assert_eq!(goals.len(), 1);
    // No figure takes part: the section stands for it, with its heading.
    assert_eq!([&goals[0]["规则"], &goals[0]["章节"], &goals[0]["行"], &goals[0]["原文"]], ["B04", "1", "1", "基本情况"]);
    for (question, rule) in [("form-scores", "F06"), ("report-against-form", "F01")] {
        let found = ask(out.path(), question, &[("unit", "甲")]);
        assert_eq!(found.len(), 1, "{question}");
        let place = [&found[0]["规则"], &found[0]["相差"], &found[0]["单元格"], &found[0]["原文"]];
        assert_eq!(place, [rule, "-2", "T1!G23", "98"]);
        assert!(ask(out.path(), question, &[("year", "2023")]).is_empty());
    }
}

#[test]
fn slips_of_the_unit_also_where_another_rule_found_them() {
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([amount(1, "20000万元", "20000", Some("san_gong_vehicle_operation"), 2024, None, None)]);
    let mut sum = failed(2, "D01", "error", &["a1"], "“三公”经费与其中数之和不符");
    let suspect = |slip: &str| json!({ "amount": "a1", "raw": "20000万元", "healed": 2, "slip": slip, "reason": "元、万元写错", "at": at(11) });
    sum["suspects"] = json!([suspect("unit")]);
    let mut other = failed(3, "A02", "error", &["a1"], "一位数字有误");
    other["suspects"] = json!([suspect("digit")]);
    d["checks"] = json!([failed(1, "G02", "warning", &["a1"], "疑为 2 万元"), sum, other]);
    let out = folder(&[d]);
    let slips = ask(out.path(), "unit-slips", &[]);
    assert_eq!(slips.iter().map(|r| r["规则"].as_str()).collect::<Vec<_>>(), ["D01", "G02"]);
    assert_eq!([&slips[0]["提示"], &slips[0]["行"], &slips[0]["原文"]], ["元、万元写错：应为 2", "11", "20000万元"]);
}

#[test]
fn costs_a_head_and_an_event() {
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([
        amount(1, "60万元", "60", Some("gpb_personnel_expenditure"), 2024, None, None),
        amount(2, "6万元", "6", Some("gpb_public_expenditure"), 2024, None, None),
        amount(3, "12万元", "12", Some("gpb_expenditure_project"), 2024, None, None),
    ]);
    let people = |concept: &str, value: u32, line: u32| json!({ "concept": concept, "value": value, "raw": format!("{value}人"), "section": "1", "at": at(line) });
    // The first is the unit's; what is said later is another matter.
    d["staff"] = json!([
        people("staffing_quota_total", 20, 40),
        people("staff_incumbent", 12, 41),
        people("staffing_quota_total", 5, 42),
        people("staff_incumbent", 1, 43)
    ]);
    let count = |n: u32, raw: &str, value: u32, unit: &str, bound: &str, role: Option<&str>| {
        json!({ "id": format!("c{n}"), "raw": raw, "value": value, "range": null, "unit": unit, "bound": bound, "label": "活动", "role": role,
                "section": "2.1", "at": at(50 + n) })
    };
    d["counts"] = json!([
        count(1, "10余场", 10, "场", "at_least", None),
        count(2, "2场次", 2, "场次", "exact", Some("actual")),
        count(3, "100场", 100, "场", "exact", Some("target")),
        count(4, "240人次", 240, "人次", "exact", None),
        count(5, "7件", 7, "件", "exact", None),
    ]);
    let out = folder(&[d]);
    let heads = ask(out.path(), "per-head", &[]);
    assert_eq!([&heads[0]["人均人员经费万元"], &heads[0]["人均公用经费万元"], &heads[0]["口径"]], ["5", "0.5", "在职人员"]);
    assert_eq!(heads[0]["原文"], "60万元；6万元；12人");
    assert!(ask(out.path(), "over-quota", &[]).is_empty(), "20 posts, not the 5 of a later sentence");
    let events = ask(out.path(), "cost-per-event", &[]);
    let told: Vec<_> =
        events.iter().map(|r| [&r["数量单位"], &r["数量"], &r["其中约数"], &r["每单位元"], &r["行"], &r["原文"]]).collect();
    assert_eq!(told[0], ["人次", "240", "0", "500", "54", "12万元；240人次"]);
    assert_eq!(told[1], ["场次", "12", "1", "10000", "51", "12万元；10余场；2场次"]);
    assert_eq!(told.len(), 2);
}

/// A report with what it spent.
fn spent(path: &str, unit: &str, year: i32, wan: &str) -> Json {
    let mut d = document(path, unit, year);
    d["amounts"] = json!([amount(1, &format!("{wan}万元"), wan, Some("expenditure_total"), year, Some("executed"), None)]);
    d
}

#[test]
fn the_trend_goes_from_year_to_year() {
    let mut last = spent("c.txt", "团县委", 2024, "130.5");
    let project = amount(2, "30万元", "30", Some("gpb_expenditure_project"), 2024, None, None);
    last["amounts"].as_array_mut().unwrap().push(project);
    let out = folder(&[
        spent("a.txt", "团县委", 2023, "100"),
        spent("b.txt", "团县委", 2023, "100"),
        last,
        spent("d.txt", "团市委", 2022, "7"),
        spent("e.txt", "团市委", 2024, "9"),
        spent("f.txt", "财政局", 2024, "1"),
    ]);
    let trend = ask(out.path(), "trend", &[]);
    let told: Vec<_> =
        trend.iter().map(|r| [r["文件"].as_str(), &r["总支出万元"], &r["总支出较上年万元"], &r["项目支出万元"]]).collect();
    assert_eq!(
        told,
        [
            ["a.txt", "100", "", ""],
            ["b.txt", "100", "", ""],
            ["c.txt", "130.5", "30.5", "30"],
            ["d.txt", "7", "", ""],
            ["e.txt", "9", "", ""]
        ]
    );
    assert_eq!(ask(out.path(), "trend", &[("unit", "局"), ("from", "2024")]).len(), 1);
}

#[test]
fn scores_their_distribution_and_a_unit_s_profile() {
    let mut low = spent("b.txt", "乙局", 2024, "70");
    low["report"]["score"] = json!(82);
    low["report"]["score_raw"] = json!("82分");
    low["report"]["grade"] = json!(null);
    low["amounts"].as_array_mut().unwrap().push(amount(2, "100万元", "100", Some("budget_total_adjusted"), 2024, None, None));
    low["staff"] = json!([{ "concept": "staff_incumbent", "value": 12, "raw": "12人", "section": "1", "at": at(41) }]);
    low["funds"] = json!([fund("换届经费", [Some(3.0), None, None, Some(3.0), None], &["a1"])]);
    let out = folder(&[document("a.txt", "甲局", 2024), low]);
    let bands = ask(out.path(), "score-distribution", &[]);
    let told: Vec<_> =
        bands.iter().map(|r| [&r["等级"], &r["占比"], &r["平均得分"], &r["平均执行率"], &r["文件"], &r["原文"]]).collect();
    assert_eq!(told, [["优", "50", "96.5", "", "a.txt", "96.5分"], ["良（按分）", "50", "82", "70", "b.txt", "82分"]]);
    let profile = ask(out.path(), "profile", &[("unit", "乙")]);
    let told: Vec<_> = profile.iter().map(|r| [&r["类"], &r["数值"], &r["计量"], &r["原文"]]).collect();
    assert!(told.iter().any(|r| *r == ["专项", "3", "万元", "70万元"]), "{told:?}");
    assert!(told.iter().any(|r| *r == ["人员", "12", "人", "12人"]), "{told:?}");
    assert!(told.iter().any(|r| *r == ["金额", "100", "万元", "100万元"]), "{told:?}");
}

#[test]
fn a_fund_s_rate_is_not_the_unit_s() {
    let rate = |n: u32, raw: &str, value: f64, amount: Option<&str>| {
        json!({ "id": format!("p{n}"), "raw": raw, "value": value, "bound": "exact", "concept": "execution_rate", "label": "执行率",
                "section": "2.1", "amount": amount, "at": at(30 + n) })
    };
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([
        amount(1, "4万元", "4", Some("fund_actual"), 2024, Some("executed"), Some("换届经费")),
        amount(2, "88万元", "88", Some("gpb_expenditure"), 2024, None, None),
    ]);
    d["percents"] = json!([rate(1, "40%", 40.0, Some("a1")), rate(2, "88%", 88.0, Some("a2"))]);
    let mut other = document("b.txt", "乙局", 2024);
    other["amounts"] = d["amounts"].clone();
    other["percents"] = json!([rate(1, "40%", 40.0, Some("a1"))]);
    let out = folder(&[d, other]);
    let low = ask(out.path(), "low-execution", &[]);
    assert_eq!(low.len(), 1, "{low:?}");
    assert_eq!([&low[0]["文件"], &low[0]["执行率"], &low[0]["原文"]], ["a.txt", "88", "88%"]);
}

#[test]
fn a_fund_stands_in_the_section_that_is_named() {
    let mut d = document("a.txt", "甲局", 2024);
    d["amounts"] = json!([
        amount(1, "3万元", "3", Some("fund_actual"), 2024, None, Some("换届经费")),
        amount(2, "3.00万元", "3", Some("fund_actual"), 2024, None, Some("换届经费")),
    ]);
    d["amounts"][1]["section"] = json!("6.2");
    d["funds"] = json!([fund("换届经费", [Some(0.0), Some(3.0), None, Some(3.0), None], &["a1", "a2"])]);
    d["funds"][0]["section"] = json!("6.2");
    let out = folder(&[d]);
    let added = ask(out.path(), "added-midyear", &[]);
    assert_eq!([&added[0]["章节"], &added[0]["行"], &added[0]["原文"]], ["6.2", "12", "3万元；3.00万元"]);
}

#[test]
fn the_largest_spender_and_who_says_none() {
    let san_gong = |path: &str, unit: &str, wan: &str| {
        let mut d = document(path, unit, 2024);
        d["amounts"] = json!([amount(1, &format!("{wan}万元"), wan, Some("san_gong_total"), 2024, None, None)]);
        d
    };
    let mut none = san_gong("b.txt", "乙局", "0.5");
    none["checks"] = json!([failed(1, "H03", "error", &["a1"], "写“无”，表里有 0.5 万元")]);
    let out = folder(&[san_gong("a.txt", "甲局", "2.25"), none]);
    let ranked = ask(out.path(), "san-gong-ranking", &[]);
    let told: Vec<_> = ranked.iter().map(|r| [&r["单位"], &r["三公经费万元"], &r["当年合计万元"], &r["矛盾"]]).collect();
    assert_eq!(told, [["甲局", "2.25", "2.75", ""], ["乙局", "0.5", "2.75", "写“无”，表里有 0.5 万元"]]);
}

#[test]
fn our_own_questions_have_answers_too() {
    let mut d = document("a.docx", "甲局", 2024);
    d["amounts"] = json!([
        amount(1, "633.20万元", "633.2", Some("gpb_expenditure"), 2024, None, None),
        amount(2, "623.20万元", "623.2", Some("gpb_expenditure"), 2024, None, None),
    ]);
    let indicator = |i: u32, score: u32| {
        json!({ "level1": "产出", "level2": "数量", "level3": format!("指标{i}"), "target": null, "actual": null, "weight": 10, "score": score,
                "reason": null, "cells": { "weight": format!("T1!D{i}"), "score": format!("T1!E{i}") } })
    };
    let form = |table: &str, last: u32| {
        json!({ "kind": "project_form", "table": table, "year": 2024, "unit_name": "甲局", "project": table, "funding": [], "rows": [],
                "indicators": (1..6).map(|i| indicator(i, if i == 5 { last } else { 10 })).collect::<Vec<_>>(),
                "total_weight": 50, "total_score": 50, "grade": null })
    };
    d["forms"] = json!([form("T1", 10), form("T2", 9)]);
    let mut unread = document("b.pdf", "乙局", 2024);
    unread["status"] = json!("encrypted");
    unread["diagnostics"] = json!([{ "code": "encrypted", "message": "文件设有打开密码", "at": null, "page": null }]);
    let out = folder(&[d, unread]);
    let restated = ask(out.path(), "restated", &[]);
    assert_eq!(restated.iter().map(|r| r["原文"].as_str()).collect::<Vec<_>>(), ["633.20万元", "623.20万元"]);
    assert_eq!(ask(out.path(), "figure", &[]).len(), 2);
    let list = ask(out.path(), "figures-list", &[]);
    assert_eq!([&list[0]["指标"], &list[0]["份数"], &list[0]["原文"]], ["gpb_expenditure", "1", "633.20万元"]);
    let full = ask(out.path(), "full-marks", &[]);
    assert_eq!(full.iter().map(|r| [r["章节"].as_str(), &r["指标数"], &r["单元格"]]).collect::<Vec<_>>(), [["T1", "5", "T1!E1"]]);
    let unread = ask(out.path(), "unreadable", &[]);
    assert_eq!([&unread[0]["文件"], &unread[0]["原文"]], ["b.pdf", "文件设有打开密码"]);
}

#[test]
fn a_large_group_says_how_many_it_does_not_list() {
    let documents: Vec<Json> = (0..5).map(|i| document(&format!("{i}.txt"), &format!("单位{i}"), 2024)).collect();
    let out = tempfile::tempdir().unwrap();
    write(out.path(), &documents);
    let copy = |i: u32| {
        json!({ "path": format!("{i}.txt"), "unit": format!("单位{i}"), "year": 2024, "label": "存在的问题", "raw": null, "value": null,
                "place": null, "amount": null, "section": "7" })
    };
    let finding = json!({ "rule": "K08", "severity": "note", "unit": "单位0", "year": 2024, "concept": null, "message": "5 份相同",
                          "difference": null, "witnesses": (0..5).map(copy).collect::<Vec<_>>() });
    fs::write(out.path().join("corpus.json"), json!({ "schema_version": "1", "units": [], "findings": [finding] }).to_string())
        .unwrap();
    store::load(out.path()).unwrap();
    for (members, listed, left) in [("2", 2, "3"), ("5", 5, "0"), ("100", 5, "0")] {
        let copied = ask(out.path(), "copied", &[("length", "10"), ("members", members)]);
        for kind in ["文字相同", "语料规则 K08"] {
            let rows: Vec<_> = copied.iter().filter(|r| r["情形"] == kind).collect();
            assert_eq!(rows.len(), listed, "{kind}");
            for (i, row) in rows.iter().enumerate() {
                assert_eq!([row["同组份数"].as_str(), &row["未列份数"]], ["5", left]);
                assert_eq!(
                    [row["文件"].as_str(), &row["章节"], &row["行"], &row["单位"]],
                    [&format!("{i}.txt"), "7", "2", &format!("单位{i}")]
                );
                assert!(row["原文"].contains("预算执行进度偏慢"));
            }
        }
        let found = ask(out.path(), "corpus", &[("members", members)]);
        assert_eq!((found.len(), found[0]["未列几处"].as_str()), (listed, left));
    }
}
