//! The head of a report: who wrote it, of what year, what kind of paper it is.

use std::cell::LazyCell;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem::Finder;
use serde::Deserialize;

use super::facts::ReportHead;
use crate::mentions::Mention;
use crate::outline::{Outline, Role, title};
use crate::read::signs::Signs;
use crate::read::{Document, Format, Notice, ParagraphKind, Span};
use crate::words::{Hit, Words as WordList};

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

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("data/head.toml")).unwrap_or_default());

/// The verbs in one automaton.
static PRESENTS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&WORDS.presents).ok());

/// Paragraphs from the start that may present the unit.
const OPENING: usize = 120;
/// Paragraphs at the end that may hold the signature.
const CLOSING: usize = 12;
/// Longest name of a unit, in characters.
const MAX_NAME: usize = 36;
/// Years that a report can be of.
const YEARS: Range<i32> = 1995..2100;

/// What something of the head stands at: a word for the unit itself, a short name, and then the words for a grade. None begins
/// inside another. Their first bytes are more than three, so that they are looked for many at once.
const MARKS: [&str; 9] = ["我", "本", "简称", "等级", "等次", "评价结果为", "自评结果为", "评定为", "评为"];

static FIND_MARKS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(MARKS).ok());

/// Where [`MARKS`] stand in a text: one pass for all that is looked for.
#[derive(Default)]
struct Marks {
    /// 我 and 本
    own: Vec<usize>,
    /// 简称
    shorts: Vec<usize>,
    /// Where the words for a grade end.
    grades: Vec<usize>,
}

fn marks(text: &str) -> Marks {
    let mut found = Marks::default();
    for mark in FIND_MARKS.iter().flat_map(|f| f.find_iter(text)) {
        match mark.pattern().as_usize() {
            0 | 1 => found.own.push(mark.start()),
            2 => found.shorts.push(mark.start()),
            _ => found.grades.push(mark.end()),
        }
    }
    found
}

static COLON: LazyLock<Finder> = LazyLock::new(|| Finder::new("："));

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

// ---- kind ----

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

// ---- unit ----

fn unit_name(doc: &Document, outline: &Outline, title: &str, is_form: bool) -> Option<String> {
    // looked for only where it is asked for
    let labelled = LazyCell::new(|| labelled(doc));
    if is_form && labelled.is_some() {
        return labelled.clone();
    }
    let titled = title.split('\n').find_map(name_in_title).map(|n| government_of(doc, n));
    // a short name in the title (团区委) gives way to the full one in the text
    let full = |n: &String| region(n).is_some() || n.chars().count() >= 8;
    if let Some(name) = titled.as_ref().filter(|n| full(n)) {
        return Some(name.clone());
    }
    if let Some(name) = labelled.as_ref().filter(|n| full(n)) {
        return Some(name.clone());
    }
    let presented =
        letterhead(doc, outline).or_else(|| presented(doc)).or_else(|| signature(doc)).or_else(|| unit_of_place(doc, title));
    presented
        .filter(|n| full(n) || titled.is_none())
        .or(titled)
        .or_else(|| labelled.clone())
        .or_else(|| title.split('\n').find_map(before_project).filter(|n| calls_itself(doc, n)))
}

/// Whether the text says 我院 of 禾川职业技术学院.
fn calls_itself(doc: &Document, name: &str) -> bool {
    let Some(last) = name.chars().next_back() else { return false };
    ["我", "本"].iter().any(|own| memchr::memmem::find(doc.text.as_bytes(), format!("{own}{last}").as_bytes()).is_some())
}

/// 禾川职业技术学院产教融合实训基地建设项目: the unit in front of its project, where nothing else names one. What may be a part of the project
/// (活动中心建设) is none.
fn before_project(line: &str) -> Option<String> {
    let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let (name, _) = line.rsplit_once("项目")?;
    let ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
    let head = ends.filter_map(|end| name.get(..end)).find(|head| {
        let end = WORDS.unit_ends.longest_at_end(head).map(|(_, len)| head.get(head.len() - len..).unwrap_or(""));
        let clear = end.is_some_and(|e| e.chars().count() >= 2 && e != "中心");
        clear && head.chars().count() >= 6 && usable_name(head)
    })?;
    (name.chars().count() >= head.chars().count() + 4).then(|| head.to_owned())
}

/// 白沙河镇 in the title is 白沙河镇人民政府 where the text says so.
fn government_of(doc: &Document, name: String) -> String {
    if !name.ends_with(['镇', '乡']) {
        return name;
    }
    let long = format!("{name}人民政府");
    if memchr::memmem::find(doc.text.as_bytes(), long.as_bytes()).is_some() { long } else { name }
}

/// Whether words end as the name of a unit does.
fn ends_as_unit(words: &str) -> bool {
    WORDS.unit_ends.suffix(words, |_, rest| !rest.is_empty()).is_some()
}

/// As [`ends_as_unit`], with an end that does not stand inside other words (园 in 工业园区).
fn ends_clearly(words: &str) -> bool {
    WORDS.unit_ends.suffix(words, |end, _| end.chars().count() >= 2 || matches!(end, "局" | "厅")).is_some()
}

fn usable_name(words: &str) -> bool {
    let chars = words.chars().count();
    (3..=MAX_NAME).contains(&chars)
        && ends_as_unit(words)
        && !words.contains(|c: char| {
            matches!(c, '0'..='9' | '，' | '。' | '；' | '：' | '、' | '“' | '”' | '《' | '》' | '〔' | '〕' | '>' | '|')
                || c.is_whitespace()
        })
}

/// The unit before the year, or before the words for the paper, in a title line.
fn name_in_title(line: &str) -> Option<String> {
    let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    // 2023年度东山县水产技术推广站单位整体支出…: the year may stand first
    let lead =
        line.trim_start_matches("关于").trim_start_matches(|c: char| c.is_ascii_digit() || "〇○零一二三四五六七八九".contains(c));
    let line = match lead.strip_prefix("年度").or_else(|| lead.strip_prefix('年')) {
        Some(rest) if lead.len() < line.len() => rest.to_owned(),
        _ => line.strip_prefix("关于").map_or(line.clone(), str::to_owned),
    };
    let year = years(&line).next().map(|y| y.start);
    let cut = WORDS.title_cuts.first_in(&line).map(|cut| cut.start).into_iter().chain(year).min().unwrap_or(line.len());
    let before = line.get(..cut)?.trim_end_matches(['度', '（', '(', '的']);
    if usable_name(before) {
        return Some(before.to_owned());
    }
    // 青石乡卫生院基本公共卫生服务补助项目: the unit comes first
    let (mut end, mut best) = (0, None);
    for (at, c) in before.char_indices() {
        end = at + c.len_utf8();
        let head = before.get(..end)?;
        if head.chars().count() >= 5
            && ends_clearly(head)
            && region(head).is_some_and(|r| r.len() < head.len())
            && usable_name(head)
        {
            best = Some(head);
            break;
        }
    }
    let head = best?;
    // …委员会办公室: the name goes on
    let rest = before.get(end..)?;
    let more = WORDS.unit_ends.prefix(rest, |end, _| end.chars().count() >= 2).and_then(|len| rest.get(..len));
    Some(more.map_or(head.to_owned(), |e| format!("{head}{e}")))
}

/// `单位名称（公章）：X` in a line, or in a cell with the name in the next cell.
fn labelled(doc: &Document) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    let mut offer = |rank: usize, value: &str| {
        let value = clean_name(value);
        if value.chars().count() >= 3 && !value.contains(['：', ':', '。']) && best.as_ref().is_none_or(|(r, _)| rank < *r) {
            best = Some((rank, value));
        }
    };
    for paragraph in doc.paragraphs.iter().take(OPENING) {
        let words = doc.words(paragraph.span);
        if words.len() > 400 {
            continue;
        }
        // a name follows a colon or stands in the next cell
        let bytes = words.as_bytes();
        if memchr::memchr2(b':', b'\t', bytes).is_none() && COLON.find(bytes).is_none() {
            continue;
        }
        // the first place of each label
        let mut places: Vec<Hit> = Vec::new();
        WORDS.labels.all(words, |hit| {
            if places.iter().all(|p| p.word != hit.word) {
                places.push(hit);
            }
        });
        places.sort_unstable_by_key(|p| p.word);
        for Hit { word: rank, start: at, end } in places {
            let before = words.get(..at).unwrap_or("");
            let starts = before.trim_end().is_empty() || before.ends_with(['\t', ' ', '（', '(', '。', '：']);
            let after = words.get(end..).unwrap_or("");
            let after = after.trim_start_matches(' ');
            let after = match after.find(['）', ')']) {
                Some(end) if after.starts_with(['（', '(']) => after.get(end..).unwrap_or("").trim_start_matches(['）', ')']),
                _ => after,
            };
            let Some(value) = after.trim_start_matches(' ').strip_prefix(['：', ':', '\t']) else { continue };
            let value = value.trim_start_matches([' ', '\t']);
            let end = value.find([' ', '\t', '。', '，', '；', '（', '(']).unwrap_or(value.len());
            if starts {
                offer(rank, value.get(..end).unwrap_or(""));
            }
        }
    }
    best.map(|(_, name)| name)
}

/// A name without its code (`219001-…`) and without marks of a seal.
fn clean_name(words: &str) -> String {
    let words = words.trim().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '—' | '_' | '[' | ']'));
    let words = words.trim_end_matches("（公章）").trim_end_matches("（盖章）").trim();
    words.split('及').next().filter(|w| ends_as_unit(w)).unwrap_or(words).to_owned()
}

/// `临湖区残疾人联合会文件` above the title, or a byline in brackets below it.
fn letterhead(doc: &Document, outline: &Outline) -> Option<String> {
    let first = outline.sections.first().map_or(OPENING, |s| s.paragraph).min(OPENING);
    for paragraph in doc.paragraphs.iter().take(first) {
        let words = doc.words(paragraph.span).trim();
        if words.len() > 200 {
            continue;
        }
        if let Some(name) = words.strip_suffix("文件").map(str::trim).filter(|n| usable_name(n)) {
            return Some(name.to_owned());
        }
        if words.starts_with(['（', '(']) {
            let inner = words.trim_matches(['（', '）', '(', ')']).split([' ', '，']).next().unwrap_or("");
            if usable_name(inner) {
                return Some(inner.to_owned());
            }
        }
        // 洛塬县农业农村局　　2024年3月
        let words = match words.split_once([' ', '\u{3000}']) {
            Some((name, date)) if title::is_date(date.trim()) => name,
            _ => words,
        };
        // 屏川公路管理段 in a line of its own above the title
        let above = outline.title.is_some_and(|t| paragraph.span.end <= t.start) && ends_clearly(words);
        let placed = region(words).is_some_and(|r| r.len() < words.len());
        if usable_name(words) && (placed || above) && paragraph.kind == ParagraphKind::Body {
            return Some(words.to_owned());
        }
    }
    None
}

/// The subject of the sentence that presents the unit: `…委员会是芦淞区一级预算单位`.
fn presented(doc: &Document) -> Option<String> {
    for paragraph in doc.paragraphs.iter().take(OPENING).filter(|p| p.kind == ParagraphKind::Body) {
        for clause in clauses(doc.words(paragraph.span)) {
            let clause = clause.strip_prefix("根据").unwrap_or(clause);
            // 现将浔源市社会科学界联合会（以下简称“市社科联”）2024年度…
            if let Some(name) = clause.strip_prefix("现将").and_then(|c| c.split_once("（以下简称")).map(|(name, _)| name)
                && usable_name(name)
                && region(name).is_some_and(|r| r.len() < name.len())
            {
                return Some(name.to_owned());
            }
            if !may_begin_with_place(clause) {
                continue;
            }
            let Some(verb) = PRESENTS.as_ref().and_then(|p| p.find(clause)).map(|m| m.start()) else { continue };
            let name = clause.get(..verb).unwrap_or("").trim();
            // …局机关内设3个股室
            let name = WORDS.own_parts.iter().find_map(|p| name.strip_suffix(p.as_str())).unwrap_or(name);
            let usable = usable_name(name) && !name.starts_with(['本', '我', '全', '该', '各']);
            if usable && region(name).is_some_and(|r| r.len() < name.len()) {
                return Some(name.to_owned());
            }
        }
    }
    None
}

/// 陇源县2023年农村供水保障提升项目支出绩效自评报告, and in the text 县水务局于2024年2月…开展了绩效自评: the place of the title and the
/// office that says what it did.
fn unit_of_place(doc: &Document, title: &str) -> Option<String> {
    let line = title.split('\n').find_map(|l| region(l.trim_start_matches("关于")))?;
    let level = line.chars().next_back().filter(|c| matches!(c, '县' | '市' | '区' | '旗'))?;
    let mut paragraphs = doc.paragraphs.iter().take(OPENING).filter(|p| p.kind == ParagraphKind::Body);
    paragraphs.find_map(|p| {
        clauses(doc.words(p.span)).find_map(|clause| {
            let rest = clause.strip_prefix(level)?;
            let at = WORDS.acts.first_in(rest).map(|hit| hit.start)?;
            let name = format!("{line}{}", rest.get(..at)?.trim());
            // 县财政局 asks for the report, others are listed
            (usable_name(&name) && !name.contains("财政") && name.len() > line.len() + 6).then_some(name)
        })
    })
}

const CLAUSE_ENDS: Signs = Signs::of("。，；：: ");

/// The words between these signs.
fn clauses(words: &str) -> impl Iterator<Item = &str> {
    let (mut start, mut at) = (Some(0), 0);
    std::iter::from_fn(move || {
        let from = start?;
        while let Some(next) = CLAUSE_ENDS.next(words.as_bytes(), at) {
            let c = words.get(next..)?.chars().next()?;
            at = next + c.len_utf8();
            if matches!(c, '。' | '，' | '；' | '：' | ':' | ' ') {
                start = Some(at);
                return words.get(from..next);
            }
        }
        start = None;
        words.get(from..)
    })
}

/// Whether the name of a place, or of an organisation before it, can stand at the start: cheap, most clauses are out at once.
fn may_begin_with_place(words: &str) -> bool {
    let words = words.trim_start();
    let ends = |c: char| matches!(c, '省' | '自' | '市' | '州' | '盟' | '地' | '县' | '区' | '旗' | '镇' | '乡' | '街');
    words.chars().take(7).any(ends) || WORDS.organisations.iter().any(|o| words.starts_with(o.as_str()))
}

/// The name alone on a line near the end, usually above a date.
fn signature(doc: &Document) -> Option<String> {
    doc.paragraphs.iter().rev().take(CLOSING).map(|p| doc.words(p.span).trim()).find(|w| usable_name(w)).map(str::to_owned)
}

// ---- region and aliases ----

/// The place in a unit's name: province, city, county or district, town. `中国共产主义青年团株洲市芦淞区委员会` gives `株洲市芦淞区`.
pub fn region(name: &str) -> Option<&str> {
    let stripped = WORDS.organisations.iter().find_map(|o| name.strip_prefix(o.as_str())).unwrap_or(name);
    // 团区委, 全县, 本市 name no place
    if stripped.starts_with(['团', '全', '本', '我', '该', '各', '此', '在', '为', '由', '向']) {
        return None;
    }
    let (mut at, mut level) = (0, 0);
    // the nearest end decides: 北山县 before 北山县市场监督管理局
    while let Some((len, found)) = stripped.get(at..).and_then(|rest| step(rest, |words| place_end(words, &(level..4)))) {
        at += len;
        level = found + 1;
    }
    stripped.get(..at).filter(|r| !r.is_empty())
}

/// The levels of places: province, city, county, town. The end of a place's name that words begin with, and its level.
fn place_end(words: &str, levels: &Range<usize>) -> Option<(&'static str, usize)> {
    let found: &[(&str, usize)] = match words.chars().next()? {
        '省' => &[("省", 0)],
        '自' => &[("自治区", 0), ("自治州", 1)],
        '市' => &[("市", 1), ("市", 2)],
        '州' => &[("州", 1)],
        '盟' => &[("盟", 1)],
        '地' => &[("地区", 1)],
        '县' => &[("县", 2)],
        '区' => &[("区", 2)],
        '旗' => &[("旗", 2)],
        '镇' => &[("镇", 3)],
        '乡' => &[("乡", 3)],
        '街' => &[("街道", 3)],
        _ => return None,
    };
    found.iter().copied().find(|(end, level)| levels.contains(level) && words.starts_with(end))
}

/// Length of `X市` at the start, one to six characters and an end that `end_of` finds, and the end's level.
fn step(words: &str, end_of: impl Fn(&str) -> Option<(&'static str, usize)>) -> Option<(usize, usize)> {
    let mut before = None;
    for (n, (at, c)) in words.char_indices().enumerate() {
        if n > 6 || !('\u{4e00}'..='\u{9fff}').contains(&c) {
            return None;
        }
        let Some(before) = before.replace(c) else { continue };
        let rest = words.get(at..)?;
        if let Some((end, level)) = end_of(rest) {
            // 社区, 园区, 景区, 校区, 城市, 都市 are no places of their own
            let after = rest.get(end.len()..)?.chars().next();
            let inside =
                matches!(end, "州" | "乡" | "镇" | "盟" | "旗") && matches!(after, Some('市' | '县' | '区' | '社' | '镇'));
            let word = inside
                || matches!(
                    (end, before),
                    ("区", '社' | '园' | '景' | '校' | '小' | '辖' | '地' | '灌' | '林' | '库')
                        | ("市", '城' | '都' | '超')
                        | ("乡", '城')
                );
            if !word {
                return Some((at + end.len(), level));
            }
        }
    }
    None
}

/// Short names that the text uses.
fn aliases(doc: &Document, name: &str, marks: &Marks) -> Vec<String> {
    let text = doc.text.as_str();
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut offer = |alias: String| {
        if alias.chars().count() >= 2
            && alias != name
            && !found.iter().any(|(_, a)| *a == alias)
            && let Some(at) = first_use(text, &alias, name)
        {
            found.push((at, alias));
        }
    };
    // the first 简称, and the first after 以下
    let shorts = || marks.shorts.iter().filter_map(|&at| Some((at, text.get(at..)?.strip_prefix("简称")?)));
    let first = shorts().find(|&(at, _)| text.get(..at).is_some_and(|t| t.ends_with("以下")));
    for (_, rest) in [first, shorts().next()].into_iter().flatten() {
        let alias = rest.trim_start_matches(['：', ':', '“', '"', '为', '「']);
        let end = alias.find(['”', '"', '）', ')', '」', '，', '。']).unwrap_or(0);
        offer(alias.get(..end).filter(|a| a.chars().count() <= 12).unwrap_or("").to_owned());
    }
    let organisation = WORDS.organisations.iter().find(|o| name.starts_with(o.as_str())).map_or("", String::as_str);
    let place = region(name).unwrap_or_default();
    let rest = name.get(organisation.len() + place.len()..).unwrap_or("");
    let level = ["街道", "区", "县", "旗", "镇", "乡", "市", "州", "省"].into_iter().find(|l| place.ends_with(l)).unwrap_or("");
    let county = place.get(after_city(place)..).filter(|c| !c.is_empty()).unwrap_or(place);
    if matches!(organisation, "中国共产主义青年团" | "共青团") {
        for body in [place, county] {
            offer(format!("共青团{body}{rest}"));
            offer(format!("共青团{}委", body));
        }
        offer(format!("团{level}委"));
    } else if !rest.is_empty() {
        offer(format!("{level}{rest}"));
        offer(format!("{county}{rest}"));
        if rest.chars().count() >= 3 {
            offer(rest.to_owned());
        }
        for short in WORDS.short.iter().filter(|s| rest == s.long || (rest.ends_with(s.long.as_str()))) {
            for s in &short.short {
                offer(format!("{level}{s}"));
                offer(format!("{county}{s}"));
            }
        }
    }
    for (at, word) in own_words(text, marks) {
        if !found.iter().any(|(_, a)| a == word) {
            found.push((at, word.to_owned()));
        }
    }
    found.sort();
    found.into_iter().map(|(_, a)| a).collect()
}

/// Where the district begins in a place: after its city or prefecture, as far as 市 or 州 ends it.
fn after_city(place: &str) -> usize {
    step(place, |words| place_end(words, &(1..2)).filter(|(end, _)| matches!(*end, "市" | "州"))).map_or(0, |(len, _)| len)
}

/// Words for the unit itself (我局, 本单位) and where they are first used.
fn own_words(text: &str, marks: &Marks) -> Vec<(usize, &'static str)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for &at in &marks.own {
        if let Some(hit) = WORDS.self_words.at(text, at).filter(|hit| found.iter().all(|(_, w)| *w != hit.word)) {
            found.push((at, hit.word));
        }
    }
    found.into_iter().map(|(at, word)| (at, WORDS.self_words.word(word))).collect()
}

/// Where an alias is first used outside the full name.
fn first_use(text: &str, alias: &str, name: &str) -> Option<usize> {
    let inside = LazyCell::new(|| name.find(alias));
    let longer = |at: usize| alias.ends_with('委') && text.get(at + alias.len()..).is_some_and(|t| t.starts_with("员会"));
    memchr::memmem::find_iter(text.as_bytes(), alias).filter(|&at| !longer(at)).find(|&at| match *inside {
        Some(offset) => !at.checked_sub(offset).and_then(|from| text.get(from..)).is_some_and(|t| t.starts_with(name)),
        None => true,
    })
}

// ---- year ----

/// A year that is printed before 年.
struct Year {
    value: i32,
    start: usize,
    after: usize,
}

/// All years in a text, Arabic (full-width too) or Chinese (二〇二四).
fn years(text: &str) -> impl Iterator<Item = Year> + '_ {
    text.match_indices('年').filter_map(|(at, _)| year_before(text, at))
}

/// The year before a 年.
fn year_before(text: &str, at: usize) -> Option<Year> {
    let mut value = 0;
    let mut start = at;
    let mut scale = 1;
    for (k, c) in text.get(..at)?.trim_end().char_indices().rev().take(4) {
        let digit = match c {
            '0'..='9' => c as i32 - '0' as i32,
            '０'..='９' => c as i32 - '０' as i32,
            '〇' | '○' | '零' | 'Ｏ' | 'O' => 0,
            '一' => 1,
            '二' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            _ => return None,
        };
        value += digit * scale;
        scale *= 10;
        start = k;
    }
    (scale == 10_000 && YEARS.contains(&value)).then_some(Year { value, start, after: at + "年".len() })
}

fn fiscal_year(doc: &Document, outline: &Outline, title: &str) -> Option<i32> {
    if let Some(year) = years(title).next() {
        return Some(year.value);
    }
    // the year under the title of a form: （2024年度）
    let first = outline.sections.first().map_or(8, |s| s.paragraph).min(8);
    for paragraph in doc.paragraphs.iter().take(first) {
        let words = doc.words(paragraph.span).trim();
        if words.len() < 60
            && !title::is_date(words)
            && let Some(year) = years(words).find(|y| words.get(y.after..).is_some_and(|w| w.starts_with('度')))
        {
            return Some(year.value);
        }
    }
    // votes: 2024年度 counts most, a date (2024年3月) nothing, a later year (2025年预算) little
    let mut votes: Vec<(i32, u32)> = Vec::new();
    for year in memchr::memmem::find_iter(doc.text.as_bytes(), "年").filter_map(|at| year_before(&doc.text, at)) {
        let after = doc.text.get(year.after..).unwrap_or("");
        let weight = if after.starts_with('度') {
            4
        } else if ["初", "末", "底", "决算", "财政", "一般公共", "收入", "支出", "全年", "预算资金", "年初"]
            .iter()
            .any(|w| after.starts_with(w))
        {
            3
        } else if after.starts_with(|c: char| c.is_ascii_digit()) || after.starts_with("至") {
            0
        } else {
            1
        };
        match votes.iter_mut().find(|(y, _)| *y == year.value) {
            Some((_, n)) => *n += weight,
            None => votes.push((year.value, weight)),
        }
    }
    votes.into_iter().filter(|(_, n)| *n > 0).max_by_key(|&(y, n)| (n, y)).map(|(y, _)| y)
}

// ---- grade ----

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
