//! Checks over a corpus: each planted fault is found at its place, and a clean district gives no finding.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// What a report of the test prints.
#[derive(Clone)]
struct Report {
    unit: String,
    year: i32,
    basic: i64,
    project: i64,
    opening: i64,
    closing: i64,
    last: Option<i64>,
    staff: i64,
    problems: String,
}

/// Hundredths as they are printed.
fn wan(n: i64) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}

impl Report {
    fn text(&self) -> String {
        let personnel = self.basic * 8 / 10;
        let last = self.last.map(|l| format!("上年一般公共预算财政拨款支出{}万元。", wan(l))).unwrap_or_default();
        format!(
            "{unit}{year}年度部门整体支出绩效自评报告\n一、部门基本情况\n{unit}年末在职人员{staff}人。\n二、一般公共预算支出情况\n\
             年初结转结余{opening}万元，年末结转结余{closing}万元。\n\
             {year}年度一般公共预算财政拨款支出{total}万元，其中：基本支出{basic}万元，项目支出{project}万元。{last}\n\
             基本支出{basic}万元，其中：人员经费{personnel}万元，公用经费{public}万元。\n\
             三、政府性基金预算支出情况\n无。\n七、存在的问题及原因分析\n{problems}\n",
            unit = self.unit,
            year = self.year,
            staff = self.staff,
            opening = wan(self.opening),
            closing = wan(self.closing),
            total = wan(self.basic + self.project),
            basic = wan(self.basic),
            project = wan(self.project),
            personnel = wan(personnel),
            public = wan(self.basic - personnel),
            problems = self.problems,
        )
    }
}

/// Words that no two units share.
fn own_words(i: usize, year: i32) -> String {
    let seed = i as u32 * 131 + year as u32 * 17;
    (0..160u32).map(|n| char::from_u32(0x5000 + (seed * 7919 + n * (31 + seed % 97)) % 9000).unwrap()).collect::<String>() + "。"
}

fn district() -> Vec<Report> {
    let names = ["财政局", "教育局", "民政局", "水利局", "林业局", "文化局", "统计局", "审计局", "司法局", "农业局"];
    let mut list = Vec::new();
    for (i, name) in names.iter().enumerate() {
        for year in 2023..=2024 {
            let n = i as i64;
            let grown = i64::from(year - 2023);
            list.push(Report {
                unit: format!("云水市青石区{name}"),
                year,
                basic: 30_017 + n * 1_313 + grown * (500 + n * 7),
                project: 9_011 + n * 317 + grown * (100 + n * 3),
                opening: if year == 2023 { 111 + n } else { 222 + n },
                closing: if year == 2023 { 222 + n } else { 333 + n },
                last: None,
                staff: 20 + n,
                problems: own_words(i, year),
            });
        }
    }
    for i in 0..names.len() {
        let last = list[i * 2].basic + list[i * 2].project;
        list[i * 2 + 1].last = Some(last);
    }
    list
}

struct Run {
    dir: tempfile::TempDir,
}

impl Run {
    fn new(reports: &[Report]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for r in reports {
            let folder = dir.path().join("in").join(r.year.to_string());
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{}.txt", r.unit)), r.text()).unwrap();
        }
        Self { dir }
    }

    fn write(&self, name: &str, words: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, words).unwrap();
        path
    }

    fn findings(&self, more: &[&str]) -> Vec<Value> {
        let out = self.dir.path().join("out");
        let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .arg("ingest")
            .arg(self.dir.path().join("in"))
            .arg("--out")
            .arg(&out)
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let json: Value = serde_json::from_slice(&std::fs::read(out.join("corpus.json")).unwrap()).unwrap();
        json["findings"].as_array().unwrap().clone()
    }
}

fn rules(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|f| f["rule"].as_str().unwrap()).collect()
}

#[test]
fn a_clean_district_has_no_finding() {
    let reports = district();
    let run = Run::new(&reports);
    let findings = run.findings(&[]);
    assert!(findings.is_empty(), "{findings:#?}");
    let units = std::fs::read_to_string(run.dir.path().join("out/units.csv")).unwrap();
    assert_eq!(units.lines().count(), 21, "{units}");
    assert!(units.contains("云水市青石区财政局,2023,2023/云水市青石区财政局.txt,0,390.28,300.17,90.11"), "{units}");
}

#[test]
fn an_opening_that_is_not_last_years_closing_is_told() {
    let mut reports = district();
    reports[1].opening = 999;
    let findings = Run::new(&reports).findings(&[]);
    assert_eq!(rules(&findings), ["K01"], "{findings:#?}");
    let f = &findings[0];
    assert_eq!(
        (f["severity"].as_str(), f["unit"].as_str(), f["year"].as_i64()),
        (Some("warning"), Some("云水市青石区财政局"), Some(2024))
    );
    assert_eq!(f["difference"].to_string(), "7.77");
    let w = &f["witnesses"][0];
    assert_eq!((w["raw"].as_str(), w["path"].as_str()), (Some("9.99万元"), Some("2024/云水市青石区财政局.txt")));
    assert_eq!(w["place"], "第5行");
}

#[test]
fn last_years_figure_that_last_year_did_not_print_is_told() {
    let mut reports = district();
    reports[3].last = reports[3].last.map(|l| l + 4_000);
    let findings = Run::new(&reports).findings(&[]);
    assert_eq!(rules(&findings), ["K07"], "{findings:#?}");
    assert_eq!(findings[0]["difference"].to_string(), "40");
}

#[test]
fn two_different_reports_of_one_year_are_told() {
    let reports = district();
    let run = Run::new(&reports);
    let mut other = reports[4].clone();
    run.write("in/2023/copy.txt", &other.text());
    assert_eq!(rules(&run.findings(&[])), ["K03"]);
    assert_eq!(run.findings(&[])[0]["severity"], "note");
    other.basic += 100;
    run.write("in/2023/copy.txt", &other.text());
    let findings = run.findings(&[]);
    assert_eq!((rules(&findings), &findings[0]["severity"]), (vec!["K03"], &Value::from("warning")));
    assert_eq!(findings[0]["witnesses"].as_array().unwrap().len(), 2);
}

#[test]
fn figures_and_words_that_were_copied_are_told() {
    let mut reports = district();
    let from = reports[6].clone();
    let to = &mut reports[8];
    (to.basic, to.project, to.opening, to.closing) = (from.basic, from.project, from.opening, from.closing);
    reports[9].last = Some(from.basic + from.project);
    reports[9].opening = from.closing;
    reports[12].problems = reports[14].problems.clone();
    let mut findings = Run::new(&reports).findings(&[]);
    findings.sort_by_key(|f| f["rule"].to_string());
    assert_eq!(rules(&findings), ["K05", "K08"], "{findings:#?}");
    let units = |f: &Value| -> Vec<String> {
        let mut names: Vec<String> =
            f["witnesses"].as_array().unwrap().iter().map(|w| w["unit"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(units(&findings[0]), ["云水市青石区林业局", "云水市青石区水利局"]);
    assert_eq!(units(&findings[1]), ["云水市青石区审计局", "云水市青石区统计局"]);
}

#[test]
fn a_change_out_of_line_and_a_slip_of_the_unit_are_told() {
    let mut reports = district();
    reports[1].basic *= 2;
    let findings = Run::new(&reports).findings(&[]);
    assert!(rules(&findings).contains(&"K06"), "{findings:#?}");
    assert!(findings.iter().all(|f| f["severity"] == "note" && f["unit"] == "云水市青石区财政局"), "{findings:#?}");
    let mut reports = district();
    reports[1].basic *= 10_000;
    reports[1].project *= 10_000;
    let findings = Run::new(&reports).findings(&[]);
    assert!(rules(&findings).contains(&"G07"), "{findings:#?}");
}

#[test]
fn who_has_not_reported_is_told() {
    let reports = district();
    let run = Run::new(&reports);
    let mut list = String::from("\u{feff}单位名称,代码,级次\n");
    for (i, r) in reports.iter().step_by(2).enumerate().skip(1) {
        list += &format!("{},{},一级\n", r.unit.trim_start_matches("云水市"), 101 + i);
    }
    list += "青石区档案局,999,一级\n";
    let roster = run.write("名单.csv", &list);
    let findings = run.findings(&["--roster", roster.to_str().unwrap()]);
    let told: Vec<(String, String)> =
        findings.iter().map(|f| (f["severity"].as_str().unwrap().to_owned(), f["unit"].as_str().unwrap().to_owned())).collect();
    assert_eq!(rules(&findings), ["K04"; 4]);
    assert_eq!(told.iter().filter(|t| t.0 == "warning" && t.1 == "青石区档案局").count(), 2, "{told:?}");
    assert_eq!(told.iter().filter(|t| t.0 == "note" && t.1 == "云水市青石区财政局").count(), 2, "{told:?}");
}

#[test]
fn a_department_that_is_not_the_sum_of_its_units_is_told() {
    let mut reports = district();
    let sum = |r: &[Report], year: i32| -> (i64, i64) {
        r.iter().filter(|r| r.year == year).fold((0, 0), |s, r| (s.0 + r.basic, s.1 + r.project))
    };
    let mut list = String::from("单位名称,代码\n云水市青石区发展局,5\n");
    for (i, r) in reports.iter().step_by(2).enumerate() {
        let office = if i == 0 { "（本级）" } else { "" };
        list += &format!("{}{office},5{i:02}\n", r.unit);
    }
    for r in reports.iter_mut().take(2) {
        r.unit += "（本级）";
    }
    for year in 2023..=2024 {
        let (basic, project) = sum(&reports, year);
        reports.push(Report {
            unit: "云水市青石区发展局".into(),
            year,
            basic,
            project: project + if year == 2024 { 50 } else { 0 },
            opening: 50 + i64::from(year - 2023) * 5,
            closing: 55 + i64::from(year - 2023) * 5,
            last: None,
            staff: 245,
            problems: own_words(77, year),
        });
    }
    let run = Run::new(&reports);
    let roster = run.write("名单.csv", &list);
    let findings = run.findings(&["--roster", roster.to_str().unwrap()]);
    assert_eq!(rules(&findings), ["K02", "K02"], "{findings:#?}");
    assert!(findings.iter().all(|f| f["year"] == 2024 && f["difference"] == serde_json::json!(0.5) && f["severity"] == "error"));
    let concepts: Vec<_> = findings.iter().map(|f| f["concept"].as_str().unwrap()).collect();
    assert_eq!(concepts, ["gpb_expenditure", "gpb_expenditure_project"]);
}

#[test]
fn a_figure_that_is_not_the_bureaus_is_told() {
    let reports = district();
    let run = Run::new(&reports);
    let mut rows = String::from("单位名称,年度,一般公共预算财政拨款支出,项目支出（元）\n");
    let (mut total, mut projects) = (0, 0);
    for r in reports.iter().filter(|r| r.year == 2024) {
        total += r.basic + r.project;
        projects += r.project;
        let wrong = if r.unit.ends_with("民政局") { 10 } else { 0 };
        rows += &format!("{},2024年,{},{}\n", r.unit, wan(r.basic + r.project), r.project * 100 + wrong * 100);
    }
    rows += &format!("合计,2024,{},{}\n", wan(total + 300), projects * 100);
    let ledger = run.write("账.csv", &rows);
    let findings = run.findings(&["--ledger", ledger.to_str().unwrap()]);
    assert_eq!(rules(&findings), ["L01", "K02"], "{findings:#?}");
    assert_eq!(
        (findings[0]["unit"].as_str(), findings[0]["concept"].as_str()),
        (Some("云水市青石区民政局"), Some("gpb_expenditure_project"))
    );
    assert_eq!(findings[0]["difference"].to_string(), "-0.1");
    assert_eq!(findings[1]["difference"].to_string(), "-3");
    let csv = std::fs::read_to_string(run.dir.path().join("out/corpus.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}单位,年度") && csv.contains("财政账"), "{csv}");
}

/// A project form as the bureau's workbook has it.
fn project_form(unit: &str, project: &str, year: i32, executed: f64) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows: [&[&str]; 6] = [
        &["项目支出绩效自评表"],
        &["（{year}年度）"],
        &["项目名称", "{project}"],
        &["主管部门", "{unit}", "", "", "实施单位", "{unit}"],
        &["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        &["", "年度资金总额"],
    ];
    for (r, row) in rows.iter().enumerate() {
        for (c, words) in row.iter().enumerate().filter(|(_, w)| !w.is_empty()) {
            let words = words.replace("{year}", &year.to_string()).replace("{project}", project).replace("{unit}", unit);
            sheet.write(r as u32, c as u16, words).unwrap();
        }
    }
    for (c, value) in [(2, executed), (3, executed), (4, executed), (5, 10.0), (6, 1.0), (7, 10.0)] {
        sheet.write(5, c, value).unwrap();
    }
    sheet.write(6, 1, "其中：当年财政拨款").unwrap();
    for c in 2..5 {
        sheet.write(6, c, executed).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_project_form_that_differs_from_the_report_is_told() {
    let mut reports = district();
    reports.truncate(2);
    let unit = reports[1].unit.clone();
    let run = Run::new(&reports);
    let text = reports[1].text()
        + "六、资金使用及绩效情况\n（二）专项资金支出绩效情况\n一是河道清淤经费，年初预算8万元，实际支出7.5万元，结余0.5万元。\n";
    run.write(&format!("in/2024/{unit}.txt"), &text);
    let form = run.dir.path().join("in/2024/河道清淤项目自评表.xlsx");
    std::fs::write(&form, project_form(&format!("301001-{unit}"), "河道清淤经费", 2024, 7.5)).unwrap();
    assert_eq!(rules(&run.findings(&[])), Vec::<&str>::new(), "the form agrees");
    std::fs::write(&form, project_form(&format!("301001-{unit}"), "河道清淤经费", 2024, 8.5)).unwrap();
    let findings = run.findings(&[]);
    assert_eq!(rules(&findings), ["B06"], "{findings:#?}");
    assert_eq!(findings[0]["difference"].to_string(), "1");
    let w = &findings[0]["witnesses"][0];
    assert_eq!((w["path"].as_str(), w["place"].as_str()), (Some("2024/河道清淤项目自评表.xlsx"), Some("Sheet1!E6")));
}
