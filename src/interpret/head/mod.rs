//! The head of a report: who wrote it, of what year, what kind of paper it is.

mod marks;
mod place;
mod unit;
mod year;

use std::sync::LazyLock;

use serde::Deserialize;

use self::marks::{Marks, marks};
use self::place::{aliases, region};
use self::unit::unit_name;
use self::year::fiscal_year;
use super::facts::ReportHead;
use crate::mentions::Mention;
use crate::outline::{Outline, Role};
use crate::read::{Document, Format, Notice, Span};
use crate::words::Words as WordList;

#[derive(Default, Deserialize)]
struct Words {
    unit_ends: WordList,
    presents: Vec<String>,
    acts: WordList,
    own_parts: Vec<String>,
    organisations: Vec<String>,
    labels: WordList,
    title_cuts: WordList,
    overall: Vec<String>,
    project: Vec<String>,
    self_words: WordList,
    short: Vec<Short>,
}

#[derive(Default, Deserialize)]
struct Short {
    long: String,
    short: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../data/head.toml")).unwrap_or_default());

/// Finds the head.
pub fn head(doc: &Document, outline: &Outline, _mentions: &[Mention]) -> ReportHead {
    let title_lines = outline.title.map(|s| doc.words(s)).unwrap_or("");
    let marks = marks(&doc.text);
    let kind = kind(doc, outline, title_lines);
    let is_form = kind.is_some_and(|k| k.ends_with("form"));
    let unit_name = unit_name(doc, outline, title_lines, is_form);
    let region = unit_name.as_deref().and_then(region).map(str::to_owned);
    let aliases = unit_name.as_deref().map(|n| aliases(doc, n, &marks)).unwrap_or_default();
    ReportHead {
        kind,
        title: outline.title.map(|_| title_lines.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")),
        unit_name,
        aliases,
        fiscal_year: fiscal_year(doc, outline, title_lines),
        region,
        grade: grade(doc, &marks),
    }
}

/// What the reader of the result should know when a text is no self-evaluation report.
pub fn notice(head: &ReportHead) -> Option<Notice> {
    if head.kind.is_some() {
        return None;
    }
    let message = "没有识别出部门整体支出或项目支出的绩效自评报告（表），只按一般文字提取数字，请核对文件是否正确".to_owned();
    Some(Notice { code: "not_a_report", message, span: None, page: None })
}

fn kind(doc: &Document, outline: &Outline, title: &str) -> Option<&'static str> {
    let has = |words: &[String], text: &str| words.iter().any(|w| text.contains(w.as_str()));
    let tops = outline.sections.iter().filter(|s| s.level == 1).count();
    // a workbook is its forms, whatever a sheet of explanations beside them says
    let workbook = doc.format.is_some_and(Format::is_workbook);
    if (workbook || tops < 3)
        && let Some(form) = form_kind(doc, if workbook { usize::MAX } else { 12 })
    {
        return Some(form);
    }
    let is_report = title.contains("自评") || title.contains("绩效") && (title.contains("报告") || title.contains("评价"));
    if is_report {
        let overall = has(&WORDS.overall, title);
        return Some(if !overall && has(&WORDS.project, title) { "project_report" } else { "overall_report" });
    }
    if title.contains("决算") || title.contains("预算") {
        return None;
    }
    // without a title the sections speak: several roles of the outline of handbook §1.3
    let mut roles: Vec<Role> = outline.sections.iter().filter(|s| s.level <= 2).filter_map(|s| s.role).collect();
    roles.sort_unstable();
    roles.dedup();
    let performs = roles.contains(&Role::Performance) || roles.contains(&Role::Score) || roles.contains(&Role::Publication);
    if roles.len() < 3 || !performs || !doc.text.contains("绩效") {
        return None;
    }
    let first = outline.sections.first().map(|s| doc.words(s.title)).unwrap_or("");
    Some(if first.contains("项目") && !roles.contains(&Role::GeneralBudget) { "project_report" } else { "overall_report" })
}

/// The kind of the forms among the first paragraphs: a form for the whole department before any other, else the first.
fn form_kind(doc: &Document, upto: usize) -> Option<&'static str> {
    let mut first = None;
    for paragraph in doc.paragraphs.iter().take(upto) {
        let words = doc.words(paragraph.span);
        if words.len() > 180 || !words.contains('表') {
            continue;
        }
        let line: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        let overall = WORDS.overall.iter().any(|w| line.contains(w.as_str())) || line.contains("部门") && !line.contains("项目");
        let found = if line.contains("基础数据表") {
            "base_data_form"
        } else if !["自评表", "评价表", "自评情况表"].iter().any(|w| line.contains(w)) {
            continue;
        } else if overall {
            return Some("overall_form");
        } else {
            "project_form"
        };
        first = first.or(Some(found));
    }
    first
}

/// The grade of the whole: 优, 良, 中 or 差 after 等级 or 等次.
fn grade(doc: &Document, marks: &Marks) -> Option<(String, Span)> {
    let text = doc.text.as_str();
    for &at in &marks.grades {
        let rest = text.get(at..).unwrap_or("");
        let lead = rest
            .find(|c: char| !matches!(c, '为' | '是' | '：' | ':' | '“' | '"' | '「' | ' ' | '评' | '定' | '属' | '于' | '\t'))
            .unwrap_or(0);
        let words = rest.get(lead..).unwrap_or("");
        for (printed, grade) in
            [("优秀", "优"), ("优", "优"), ("良好", "良"), ("良", "良"), ("中", "中"), ("较差", "差"), ("差", "差")]
        {
            let Some(after) = words.strip_prefix(printed) else { continue };
            let closed = after.chars().next().is_none_or(|c| {
                matches!(c, '”' | '"' | '」' | '。' | '，' | '；' | '\n' | '\t' | ' ' | '）' | ')' | '级' | '等' | '、')
            });
            // 评价结果为“中”“差”的项目: grades that are listed are none of the report's
            let listed = after.trim_start_matches(['”', '"', '」']).starts_with(['“', '「', '、', '或', '和', '及']);
            if closed && !listed {
                return Some((grade.to_owned(), Span::new(at + lead, at + lead + printed.len())));
            }
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> ReportHead {
        let doc = crate::read::text::read(text.as_bytes());
        let outline = crate::outline::outline(&doc);
        head(&doc, &outline, &[])
    }

    #[test]
    fn unit_and_year_from_the_title() {
        let h = of(
            "东原县妇女联合会2023年度部门整体支出绩效自评报告\n根据县财政局《关于开展2023年度部门整体支出绩效自评工作的通知》（东财绩〔2024〕15号）要求，我会成立自评小组。\n一、自评得分情况\n等级为“优”。\n二、单位基本概况\n县妇联承担团结引领全县妇女的职能。\n三、其他\n无。",
        );
        assert_eq!(h.unit_name.as_deref(), Some("东原县妇女联合会"));
        assert_eq!((h.fiscal_year, h.kind, h.region.as_deref()), (Some(2023), Some("overall_report"), Some("东原县")));
        assert_eq!(h.aliases, ["我会", "县妇联"]);
        assert_eq!(h.grade.map(|g| g.0).as_deref(), Some("优"));
    }

    #[test]
    fn unit_and_year_without_a_title() {
        let h = of(
            "一、基本情况\n（一）团区委基本情况\n2.机构情况。\n中国共产主义青年团株洲市芦淞区委员会是芦淞区一级预算单位，属群众团体。\n二、一般公共预算支出情况\n1.2024年预算资金42.76万元。\n三、政府性基金预算支出情况\n无。\n四、部门整体支出绩效情况\n2024年，共青团芦淞区委员会认真工作，会议于2025年3月召开。\n五、绩效自评结果拟应用和公开情况\n作为2025年预算的依据。",
        );
        assert_eq!(h.unit_name.as_deref(), Some("中国共产主义青年团株洲市芦淞区委员会"));
        assert_eq!((h.fiscal_year, h.kind, h.region.as_deref()), (Some(2024), Some("overall_report"), Some("株洲市芦淞区")));
        assert_eq!(h.aliases, ["团区委", "共青团芦淞区委员会"]);
    }

    #[test]
    fn project_reports_and_bylines() {
        let h = of(
            "石桥县工业园区基础设施及配套服务项目\n2023年度项目支出绩效自评报告\n（石桥县工业园区管理委员会　　２０２４年４月）\n一、项目基本情况\n正文。\n二、有关建议\n加快。",
        );
        assert_eq!(h.unit_name.as_deref(), Some("石桥县工业园区管理委员会"));
        assert_eq!((h.fiscal_year, h.kind), (Some(2023), Some("project_report")));
        let h = of(
            "青石乡卫生院基本公共卫生服务补助项目2021年绩效自评报告\n一.项目概况\n实施单位：青石乡卫生院及12个村卫生室。\n2022年3月4日",
        );
        assert_eq!((h.unit_name.as_deref(), h.kind), (Some("青石乡卫生院"), Some("project_report")));
    }

    #[test]
    fn places_in_names() {
        for (name, want) in [
            ("桥东街道办事处", Some("桥东街道")),
            ("北山县市场监督管理局", Some("北山县")),
            ("石桥县工业园区管理委员会", Some("石桥县")),
            ("湖南省长沙市岳麓区教育局", Some("湖南省长沙市岳麓区")),
            ("共青团秦阳县委员会", Some("秦阳县")),
            ("红旗社区服务中心", None),
        ] {
            assert_eq!(region(name), want, "{name}");
        }
    }

    #[test]
    fn what_is_no_report() {
        let h = of("东岭区人民代表大会常务委员会办公室2024年度部门决算\n第一部分 概况\n一、主要职能\n正文。");
        assert_eq!((h.kind, h.fiscal_year), (None, Some(2024)));
        assert!(notice(&h).is_some());
        assert_eq!(of("会议通知\n各位同事，明天开会。").kind, None);
    }
}
