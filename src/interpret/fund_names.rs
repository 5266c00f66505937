//! Which special funds and projects a document speaks of, and which paragraphs are about one of them.

use super::facts::ReportHead;
use super::labels::clean_label;
use super::vocabulary::{Subject, Vocabulary, squeeze};
use crate::mentions::{Mention, MentionKind};
use crate::outline::{Outline, Role};
use crate::read::{Document, ParagraphKind, Span};

/// The names found so far. A name is kept as printed; look-ups go by its squeezed form.
#[derive(Debug, Default)]
pub struct FundNames {
    /// Squeezed name, printed name.
    names: Vec<(String, String)>,
    /// Paragraph and the fund that it is about.
    items: Vec<(usize, String)>,
    /// The project that the whole report is about.
    whole: Option<String>,
}

/// A name without the words that come and go (经费, 项目, 专项资金): 团委深化改革经费项目 and 团委深化改革经费 are one.
pub fn core_name(name: &str) -> String {
    let mut words = squeeze(name);
    for w in ["专项资金", "专项经费", "经费", "项目", "专项", "资金"] {
        if words.len() > w.len() + 3 {
            words = words.replace(w, "");
        }
    }
    words
}

/// Whether two names mean one fund: equal cores, or one core inside the other.
pub fn same_fund(a: &str, b: &str) -> bool {
    let (a, b) = (core_name(a), core_name(b));
    if a == b {
        return true;
    }
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    short.chars().count() >= 4 && (long.starts_with(short.as_str()) || long.ends_with(short.as_str()))
}

const REJECT_START: [&str; 32] = [
    "按", "因", "由", "从", "经", "在", "对", "将", "根据", "提标", "并", "上级", "与", "其", "该", "本", "全", "至", "截至",
    "通过", "为", "以", "比", "较", "共", "用于", "主要", "各", "目前", "已", "此", "另",
];

impl FundNames {
    /// Looks through the items of the outline and the first columns of tables.
    pub fn collect(v: &Vocabulary, doc: &Document, outline: &Outline, mentions: &[Mention], project_report: bool) -> Self {
        let mut out = Self::default();
        for (i, s) in outline.sections.iter().enumerate() {
            let Some(p) = doc.paragraphs.get(s.paragraph) else { continue };
            let from = mentions.partition_point(|m| m.span.start < s.marker.end);
            let first = mentions
                .get(from..)
                .unwrap_or(&[])
                .iter()
                .take_while(|m| m.span.start < p.span.end)
                .find(|m| matches!(m.kind, MentionKind::Money { .. }));
            let Some(m) = first else { continue };
            // problems and plans are no items about a fund
            if matches!(outline.role_of(i), Some(Role::Problems | Role::Measures | Role::Publication)) {
                continue;
            }
            let words = Span { start: s.marker.end, end: m.full.start }.of(&doc.text);
            // 接待侨胞12批97人，…到位资金1.2亿元: a name has no counts
            let head = words.find(['，', '。', '：', ':', '；']).map_or(m.full.start, |n| s.marker.end + n as u32);
            let counted = mentions
                .get(from..)
                .unwrap_or(&[])
                .iter()
                .take_while(|c| c.span.start < head)
                .any(|c| matches!(c.kind, MentionKind::Count { .. }) && c.span.end == head);
            if let Some(name) = item_name(v, words).filter(|_| !counted) {
                out.learn(&name);
                out.items.push((s.paragraph, name));
            }
        }
        out.collect_titled(v, doc, outline, mentions);
        if project_report && out.names.is_empty() {
            out.whole = project_name(doc);
        }
        out
    }

    /// 城镇老旧小区改造补助资金2023年度绩效自评报告: the project of a report without items is what its title names.
    pub fn whole_by_title(&mut self, v: &Vocabulary, head: &ReportHead) {
        if self.whole.is_some() || !self.names.is_empty() {
            return;
        }
        let title = head.title.as_deref().unwrap_or("");
        let line = title.split_whitespace().rfind(|l| l.contains("绩效")).unwrap_or("");
        let line = head.unit_name.as_deref().and_then(|u| line.strip_prefix(u)).unwrap_or(line);
        let line = line.trim_start_matches("关于").trim_start_matches(|c: char| c.is_ascii_digit());
        let line = line.trim_start_matches("年度").trim_start_matches('年');
        let end = line
            .find(|c: char| c.is_ascii_digit())
            .into_iter()
            .chain(["项目支出", "支出绩效", "绩效", "项目绩效"].iter().filter_map(|w| line.find(w)))
            .min()
            .unwrap_or(line.len());
        let name = line.get(..end).unwrap_or("").trim();
        let key = squeeze(name);
        let noun = v.fund_nouns.iter().any(|w| key.ends_with(w.as_str()));
        if noun && (5..=40).contains(&key.chars().count()) && !v.is_neutral(&key) {
            self.whole = Some(name.to_owned());
        }
    }

    /// A heading that is nothing but a fund's name, over paragraphs whose first figure is a field of a fund.
    fn collect_titled(&mut self, v: &Vocabulary, doc: &Document, outline: &Outline, mentions: &[Mention]) {
        for (i, s) in outline.sections.iter().enumerate() {
            let title = doc.words(s.title).trim();
            let key = squeeze(title);
            let noun = v.fund_nouns.iter().any(|w| key.ends_with(w.as_str()));
            let whole = doc.paragraphs.get(s.paragraph).is_some_and(|p| p.span.end <= s.title.end + 3);
            if !noun || !whole || !(5..=30).contains(&key.chars().count()) || v.subject(&key) == Some(Subject::Basic) {
                continue;
            }
            if matches!(outline.role_of(i), Some(Role::Problems | Role::Measures | Role::Publication)) {
                continue;
            }
            let end = outline.sections.get(i + 1).map_or(doc.paragraphs.len(), |n| n.paragraph);
            let body = s.paragraph + 1..end;
            let Some(first) = body.clone().filter_map(|p| doc.paragraphs.get(p)).find_map(|p| {
                let from = mentions.partition_point(|m| m.span.start < p.span.start);
                let m = mentions.get(from..)?.iter().find(|m| matches!(m.kind, MentionKind::Money { .. }))?;
                (m.span.end <= p.span.end && matches!(p.kind, ParagraphKind::Body | ParagraphKind::Note))
                    .then_some(Span { start: p.span.start, end: m.full.start })
            }) else {
                continue;
            };
            let clause = first.of(&doc.text).rsplit(['，', '。', '；', '：', ':']).next().unwrap_or("");
            let label = squeeze(&clean_label(v, clause));
            let field = v
                .term_at_end(&label)
                .is_some_and(|(i, t)| t.bare && t.is_fund_field() && v.is_neutral(label.get(..i).unwrap_or("")));
            if !field {
                continue;
            }
            if let Some(name) = item_name(v, &format!("{title}：{label}")) {
                self.learn(&name);
                self.items.extend(body.map(|p| (p, name.clone())));
            }
        }
    }

    /// Remembers a name.
    pub fn learn(&mut self, name: &str) {
        let key = squeeze(name);
        if key.chars().count() >= 2 && !self.names.iter().any(|(k, _)| *k == key) {
            self.names.push((key, name.to_owned()));
            self.names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        }
    }

    /// The fund that a paragraph is about.
    pub fn of_paragraph(&self, paragraph: usize) -> Option<&str> {
        self.items.iter().find(|(p, _)| *p == paragraph).map(|(_, n)| n.as_str())
    }

    /// Names of the items, in document order.
    pub fn item_names(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|(_, n)| n.as_str())
    }

    /// Whether an item of the outline is about this fund.
    pub fn is_item(&self, name: Option<&str>) -> bool {
        name.is_some_and(|n| self.items.iter().any(|(_, i)| i == n))
    }

    /// The project of a report on one project without parts.
    pub fn whole_project(&self) -> Option<&str> {
        self.whole.as_deref()
    }

    /// The known fund whose name begins (squeezed) words, and the byte after the name.
    pub fn at_start(&self, words: &str) -> Option<(usize, &str)> {
        self.names
            .iter()
            .filter(|(k, _)| k.chars().count() >= 3)
            .find(|(k, _)| words.starts_with(k.as_str()))
            .map(|(k, n)| (k.len(), n.as_str()))
    }

    /// The known fund that (squeezed) words name. 从…调剂转入 names another one than the sentence's own.
    pub fn named_in(&self, words: &str) -> Option<&str> {
        if words.is_empty() {
            return None;
        }
        self.names
            .iter()
            .filter(|(k, _)| k.chars().count() >= 3)
            .find(|(k, _)| {
                words.find(k.as_str()).is_some_and(|i| !words.get(..i).unwrap_or("").ends_with(['从', '由', '向', '自']))
            })
            .map(|(_, n)| n.as_str())
    }

    /// A fund's name that stands before a field word (民营经济服务专项 before 年初预算资金) and was not known.
    pub fn new_name(&self, v: &Vocabulary, residue: &str) -> Option<String> {
        let name = residue.trim_matches([' ', '：', '，']);
        let n = name.chars().count();
        if !(3..=40).contains(&n)
            || v.is_neutral(name)
            || super::labels::named_year(name).is_some()
            || REJECT_START.iter().any(|w| name.starts_with(w))
            || ["年中", "年初", "年末", "年终"].iter().any(|w| name.starts_with(w))
            || !v.may_name_fund(name)
            || v.term_at_end(name).is_some_and(|(i, _)| v.is_neutral(name.get(..i).unwrap_or("")))
        {
            return None;
        }
        v.fund_nouns.iter().any(|w| name.ends_with(w.as_str())).then(|| name.to_owned())
    }
}

/// The name of the fund that an item begins with, if the words before its first figure say that it is about one: a name, then
/// a field word of funds (年初预算, 预算安排, …), a mark between them or none.
fn item_name(v: &Vocabulary, words: &str) -> Option<String> {
    let head_end = words.find(['，', '。', '：', ':', '；', '|', '\t']).unwrap_or(words.len());
    // “三北”工程造林补助年初未安排，年中下达…
    let head_end = ["年初未", "年初没有", "年初无", "未列入年初"]
        .iter()
        .filter_map(|w| words.find(w))
        .min()
        .unwrap_or(head_end)
        .min(head_end);
    let head = words.get(..head_end)?.trim();
    let rest = words.get(head_end..).unwrap_or("");
    if rest.chars().count() > 60 {
        return None;
    }
    let label = clean_label(v, head);
    let key = squeeze(&label);
    let (name, has_field) = if rest.is_empty() {
        // the name runs into the field word: 法律援助经费年初批复60万元
        match v.term_at_end(&key) {
            Some((i, t)) if t.bare && t.is_fund_field() && i > 0 => (key.get(..i)?.to_owned(), true),
            _ => (label.clone(), false),
        }
    } else {
        let tail = squeeze(rest);
        let field = tail.split(['，', '。', '：', '；', ':', '、']).any(|part| {
            v.term_at_end(part).is_some_and(|(_, t)| t.bare && t.is_fund_field())
                || v.term_at_start(part).is_some_and(|(_, t)| t.bare && t.is_fund_field())
                || part.contains("年初未")
                || part.contains("资金来源")
        });
        // 团委深化改革经费年初预算，…: unlikely, but a field word at the end of the head is no part of the name
        match v.term_at_end(&key) {
            Some((i, t)) if t.bare && t.is_fund_field() && i > 0 => (key.get(..i)?.to_owned(), true),
            _ => (label.clone(), field),
        }
    };
    let name = name.trim_matches([' ', '“', '：']).to_owned();
    let name =
        if label.starts_with('“') && !name.starts_with('“') && label.contains(&name) { format!("“{name}") } else { name };
    let key = squeeze(&name);
    let n = key.chars().count();
    if !has_field
        || !(2..=40).contains(&n)
        || v.is_neutral(&key)
        || !v.may_name_fund(&key)
        || v.term_at_end(&key).is_some_and(|(i, t)| v.is_neutral(key.get(..i).unwrap_or("")) && (!t.bare || i > 0 || n < 6))
    {
        return None;
    }
    Some(printed(&label, &name))
}

/// The name as the document prints it (with quotation marks), cut where the squeezed name ends.
fn printed(label: &str, name: &str) -> String {
    let want = squeeze(name);
    let mut got = String::new();
    for (i, c) in label.char_indices() {
        got.push_str(&squeeze(c.encode_utf8(&mut [0; 4])));
        if got == want {
            let mut end = i + c.len_utf8();
            if label[end..].starts_with('”') {
                end += '”'.len_utf8();
            }
            return label[..end].trim().to_owned();
        }
    }
    name.to_owned()
}

/// The words after 项目名称：.
fn project_name(doc: &Document) -> Option<String> {
    let at = doc.text.find("项目名称：")? + "项目名称：".len();
    let rest = doc.text.get(at..)?;
    let end = rest.find(['。', '，', '\n', '；', '\t']).unwrap_or(rest.len());
    let name = rest.get(..end)?.trim();
    (!name.is_empty() && name.chars().count() <= 60).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::vocabulary;
    use super::*;

    #[test]
    fn items_about_funds_are_known_by_their_first_figure() {
        let v = vocabulary();
        for (words, name) in [
            ("团委深化改革经费，预算支出", Some("团委深化改革经费")),
            ("共青团深化改革经费。年初预算", Some("共青团深化改革经费")),
            ("法律援助经费年初批复", Some("法律援助经费")),
            ("总分馆建设：预算安排", Some("总分馆建设")),
            ("物业管理：预算安排", Some("物业管理")),
            ("团代会换届经费。年初未安排预算，年中追加", Some("团代会换届经费")),
            ("农村适龄妇女“两癌”检查补助：年初预算", Some("农村适龄妇女“两癌”检查补助")),
            ("“三北”工程造林补助年初未安排，年中下达", Some("“三北”工程造林补助")),
            ("城乡义务教育生均公用经费：年初预算", Some("城乡义务教育生均公用经费")),
            ("园区主干道（二期）：2023年预算", Some("园区主干道（二期）")),
            ("2024年初预算", None),
            ("2021年本馆年初预算", None),
            ("执行率情况。全年预算数", None),
            ("全年预算", None),
            ("基本支出", None),
            ("一般公共服务支出（类）人大事务（款）行政运行（项）。年初预算为", None),
            ("2024年度一般公共预算财政拨款收入", None),
            ("资金概况。2021年全年预算数", None),
        ] {
            assert_eq!(item_name(v, words).as_deref(), name, "{words}");
        }
    }
}
