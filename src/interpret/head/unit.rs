//! The name of the unit that wrote a report: in its title, beside a label, in the letterhead, in the sentence that presents it.

use std::cell::LazyCell;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem::Finder;

use super::WORDS;
use super::place::region;
use super::year::years;
use crate::outline::{Outline, title};
use crate::read::signs::Signs;
use crate::read::{Document, ParagraphKind};
use crate::words::Hit;

/// The verbs in one automaton.
static PRESENTS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&WORDS.presents).ok());

/// Paragraphs from the start that may present the unit.
const OPENING: usize = 120;
/// Paragraphs at the end that may hold the signature.
const CLOSING: usize = 12;
/// Longest name of a unit, in characters.
const MAX_NAME: usize = 36;
static COLON: LazyLock<Finder> = LazyLock::new(|| Finder::new("："));

pub(super) fn unit_name(doc: &Document, outline: &Outline, title: &str, is_form: bool) -> Option<String> {
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
