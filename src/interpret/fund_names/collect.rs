//! The passes that find funds before the amounts are read: items, titles, brothers in a list, sentences.

use rustc_hash::FxHashMap;

use super::FundNames;
use super::phrases::{before_bracket, chained_name, item_name, own_sentence, plain_name, used_for};
use crate::interpret::facts::ReportHead;
use crate::interpret::labels::{self, clean_label};
use crate::interpret::vocabulary::{Subject, Vocabulary, squeeze, squeezed_words};
use crate::mentions::{Mention, MentionKind};
use crate::outline::{Outline, Role, Section};
use crate::read::{Document, ParagraphKind, Span};

/// A list of items: the section above and 0, or the chapter and the depth of its headings.
type List = (Option<usize>, u8);

impl FundNames {
    /// Looks through the items of the outline and the first columns of tables.
    pub fn collect(v: &Vocabulary, doc: &Document, outline: &Outline, mentions: &[Mention], project_report: bool) -> Self {
        let mut out = Self::default();
        // section and name of the items
        let mut found: Vec<(usize, String)> = Vec::new();
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
                found.push((i, name));
            }
        }
        for (i, name) in &found {
            let Some(s) = outline.sections.get(*i) else { continue };
            if stands_alone(v, doc, outline, &found, *i, name) {
                continue;
            }
            out.learn(name);
            out.items.push((s.paragraph, name.clone()));
        }
        out.collect_titled(v, doc, outline, mentions);
        out.collect_brothers(v, doc, outline, mentions);
        out.collect_sentences(v, doc, outline, mentions, project_report);
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
        let noun = v.fund_nouns.at_end(&key).is_some();
        if noun && (5..=40).contains(&key.chars().count()) && !v.is_neutral(&key) {
            self.whole = Some(name.to_owned());
        }
    }

    /// Looks through the sentences: several funds are told one after another in one paragraph. Where no marker of an item
    /// says so, the words must end as a fund's name does.
    fn collect_sentences(
        &mut self,
        v: &Vocabulary,
        doc: &Document,
        outline: &Outline,
        mentions: &[Mention],
        project_report: bool,
    ) {
        let mut known: Vec<usize> = self.items.iter().map(|(p, _)| *p).collect();
        known.sort_unstable();
        let mut at = 0;
        for (i, p) in doc.paragraphs.iter().enumerate() {
            let from = at;
            while mentions.get(at).is_some_and(|m| m.span.start < p.span.end) {
                at += 1;
            }
            if !matches!(p.kind, ParagraphKind::Body | ParagraphKind::Note) {
                continue;
            }
            let start = outline.sections.get(outline.sections.partition_point(|s| s.paragraph < i));
            let mut start = start.filter(|s| s.paragraph == i).map_or(p.span.start, |s| s.marker.end);
            let item = known.binary_search(&i).is_ok();
            let body = start;
            let mut end = start;
            // names in a chain of clauses (；) that do not end as a fund's does, and how many do
            let mut open: Vec<(u32, String)> = Vec::new();
            let told = self.sentences.len();
            for m in mentions.get(from..at).unwrap_or(&[]) {
                if !matches!(m.kind, MentionKind::Money { .. }) || m.full.start < end {
                    continue;
                }
                let between = Span { start: end, end: m.full.start }.of(&doc.text);
                let parted = between.char_indices().rev().find(|&(_, c)| matches!(c, '。' | '；' | '\n'));
                let first = end == body;
                // …合计870.20万元，具体为：一是森林生态效益补偿，年初预算…
                let parted = parted.or_else(|| {
                    let (at, c) = between.char_indices().rev().find(|&(_, c)| matches!(c, '：' | ':'))?;
                    let told = between.get(at + c.len_utf8()..)?;
                    (!first && labels::without_enumerator(told).len() < told.len()).then_some((at, c))
                });
                // an item and a sentence that have their fund keep it
                let free = !project_report && !item && self.sentences.len() == told;
                let other_budget = || {
                    let upto = Span { start: p.span.start, end }.of(&doc.text);
                    matches!(v.subject(&squeeze(upto)), Some(Subject::Govfund | Subject::Soe))
                };
                let used = || used_for(v, between).filter(|(_, _, meant)| *meant || free && other_budget());
                if !project_report
                    && let Some((at, name)) = used().map(|(at, name, _)| (at, name)).or_else(|| before_bracket(v, between))
                {
                    self.learn(&name);
                    self.sentences.push((end + at as u32, name));
                }
                // 一是村卫生室运行补助。年初预算…: the name is a sentence of its own
                let alone = parted
                    .filter(|&(_, c)| c == '。')
                    .and_then(|(n, _)| own_sentence(v, between, n, first))
                    .map(|n| end + n as u32);
                end = m.full.end;
                match parted {
                    Some((n, c)) => start = end - (m.full.end - m.full.start) - (between.len() - n - c.len_utf8()) as u32,
                    None if first => {}
                    None => continue,
                }
                if item && start == body {
                    continue;
                }
                let words = Span { start, end: m.full.start }.of(&doc.text);
                // 项目支出主要有：一是送戏下乡经费，年初预算…; 其中河道治理工程年初预算…
                let mut opened: Option<usize> = None;
                v.turns.before_name.all(words, |hit| {
                    let at = if words.get(hit.start..).is_some_and(|w| w.starts_with('，')) { hit.start } else { hit.end };
                    opened = Some(opened.map_or(at, |o| o.min(at)));
                });
                let inner = opened.and_then(|i| words.get(i..));
                let named = |w: &str| {
                    let told = w.trim_start_matches(['，', '。', '；', ' ']);
                    let told = v.besides.at_start(told).and_then(|b| told.strip_prefix(b)).unwrap_or(told);
                    let listed = labels::without_enumerator(told).len() < told.len();
                    item_name(v, told).filter(|n| listed && n.chars().count() >= 4 || self.may_open(v, n))
                };
                if let Some(name) = named(words).or_else(|| inner.and_then(named)) {
                    self.learn(&name);
                    self.sentences.push((start, name));
                } else if let Some(from) = alone.filter(|&from| !(item && from == body))
                    && let Some(name) = item_name(v, Span { start: from, end: m.full.start }.of(&doc.text))
                {
                    self.learn(&name);
                    self.sentences.push((from, name));
                } else if start > body && !item {
                    open.extend(chained_name(words).map(|name| (start, name)));
                }
            }
            // 森林防灭火能力建设年初安排…；安全生产监管执法年初安排…: what one of them is, all are
            if self.sentences.len() > told && !open.is_empty() {
                for (_, name) in &open {
                    self.learn(name);
                }
                self.sentences.append(&mut open);
                self.sentences.sort_by_key(|(start, _)| *start);
            }
        }
    }

    /// A heading that is nothing but a fund's name, over paragraphs whose first figure is a field of a fund.
    fn collect_titled(&mut self, v: &Vocabulary, doc: &Document, outline: &Outline, mentions: &[Mention]) {
        for (i, s) in outline.sections.iter().enumerate() {
            // nothing stands behind the title
            if doc.paragraphs.get(s.paragraph).is_none_or(|p| p.span.end > s.title.end + 3) {
                continue;
            }
            let title = doc.words(s.title).trim();
            // （2）项目支出601.20万元，为能力建设项目。: a sentence about a figure
            if title.contains(['，', '。']) || title.contains("万元") {
                continue;
            }
            let key = squeezed_words(title);
            // below a heading of projects every title over a fund's figures is a fund's; below one of works (重点工程建设) those
            // that end as a fund's name does
            let above = s.parent.and_then(|p| outline.sections.get(p)).map_or("", |p| doc.words(p.title));
            let short = above.chars().count() <= 16;
            let ends = v.fund_nouns.at_end(&key).is_some();
            let projects = short && (above.contains("项目") || above.contains("专项"));
            let of_projects = projects || short && ends && above.contains("工程");
            let noun = ends || projects && v.subject(&key).is_none() && !v.no_project.is_in(&key);
            if !noun
                || !(if of_projects { 4 } else { 5 }..=30).contains(&key.chars().count())
                || v.subject(&key) == Some(Subject::Basic)
            {
                continue;
            }
            if matches!(outline.role_of(i), Some(Role::Problems | Role::Measures | Role::Publication)) {
                continue;
            }
            // below a heading of projects the parts of the item (资金安排, 资金使用) belong to it
            let parts = outline.sections.get(i + 1..).unwrap_or(&[]).iter();
            let end = parts.clone().find(|n| !of_projects || n.level <= s.level);
            let body = s.paragraph + 1..end.map_or(doc.paragraphs.len(), |n| n.paragraph);
            // 该项目批复总投资6,800万元。年初预算0万元: one of the first figures is a field of a fund
            let Some(label) = body.clone().filter_map(|p| doc.paragraphs.get(p)).find_map(|p| {
                let from = mentions.partition_point(|m| m.span.start < p.span.start);
                let here = mentions.get(from..)?.iter().take_while(|m| m.span.end <= p.span.end);
                let money: Vec<&Mention> = here.filter(|m| matches!(m.kind, MentionKind::Money { .. })).take(3).collect();
                if money.is_empty() || !matches!(p.kind, ParagraphKind::Body | ParagraphKind::Note) {
                    return None;
                }
                let label = |m: &&Mention| {
                    let before = Span { start: p.span.start, end: m.full.start }.of(&doc.text);
                    squeeze(clean_label(v, before.rsplit(['，', '。', '；', '：', ':']).next().unwrap_or("")))
                };
                let field = |label: &String| {
                    v.term_at_end(label)
                        .is_some_and(|(i, t)| t.bare && t.is_fund_field() && v.is_neutral(label.get(..i).unwrap_or("")))
                };
                // 批复概算8.62亿元 in one paragraph, 年初预算1.20亿元 in the next
                let first = money.iter().map(label).take(if of_projects { 3 } else { 1 }).find(field);
                first.or_else(|| (!of_projects).then(String::new))
            }) else {
                continue;
            };
            if label.is_empty() {
                continue;
            }
            if let Some(name) = item_name(v, &format!("{title}：{label}")) {
                self.learn(&name);
                self.items.extend(body.map(|p| (p, name.clone())));
            }
        }
    }

    /// Of items of one list most of which are about funds, the rest are, too, where they open with a name and tell of money:
    /// 看守所在押人员给养。年初预算320万元 after four funds.
    fn collect_brothers(&mut self, v: &Vocabulary, doc: &Document, outline: &Outline, mentions: &[Mention]) {
        let mut known: Vec<usize> = self.items.iter().map(|(p, _)| *p).collect();
        known.sort_unstable();
        if known.is_empty() {
            return;
        }
        let has = |p: usize| known.binary_search(&p).is_ok();
        // a heading of its own is known by the paragraph below it
        let alone = |s: &Section| doc.paragraphs.get(s.paragraph).is_some_and(|p| p.span.end <= s.title.end + 3);
        let is_item = |s: &Section| has(s.paragraph) || alone(s) && has(s.paragraph + 1);
        // lists of items, by the section above, and of headings of one depth, by their chapter; funds and all of them
        let mut lists: FxHashMap<List, (usize, usize)> = FxHashMap::default();
        let mut chapter = None;
        let mut keys: Vec<[Option<List>; 2]> = Vec::with_capacity(outline.sections.len());
        for (i, s) in outline.sections.iter().enumerate() {
            if s.level == 1 {
                chapter = Some(i);
            }
            let both = [Some((s.parent, 0)), alone(s).then_some((chapter, s.level))];
            for key in both.into_iter().flatten() {
                let list = lists.entry(key).or_default();
                list.0 += usize::from(is_item(s));
                list.1 += 1;
            }
            keys.push(both);
        }
        for ((i, s), both) in outline.sections.iter().enumerate().zip(&keys) {
            let most = both.iter().flatten().filter_map(|key| lists.get(key)).any(|&(funds, all)| funds >= 2 && funds * 2 >= all);
            if !most || is_item(s) {
                continue;
            }
            let end = outline.sections.get(i + 1..).unwrap_or(&[]).iter().find(|n| n.level <= s.level);
            let body = s.paragraph..end.map_or(doc.paragraphs.len(), |n| n.paragraph);
            let Some(name) = plain_name(v, doc.words(s.title)) else { continue };
            let money = body.clone().filter_map(|p| doc.paragraphs.get(p)).any(|p| {
                let from = mentions.partition_point(|m| m.span.start < p.span.start);
                let here = mentions.get(from..).unwrap_or(&[]).iter().take_while(|m| m.span.end <= p.span.end);
                here.clone().any(|m| matches!(m.kind, MentionKind::Money { .. }))
            });
            if money {
                self.learn(&name);
                self.items.extend(body.map(|p| (p, name.clone())));
            }
        }
    }

    /// Whether a sentence that is no item may speak of a fund of this name.
    fn may_open(&self, v: &Vocabulary, name: &str) -> bool {
        let key = squeeze(name);
        self.names.iter().any(|(k, _)| *k == key)
            || key.chars().count() >= 4
                && labels::named_year(&key).is_none()
                && (v.name_openings.at_start(&key).is_some() || v.no_openings.at_start(&key).is_none())
                && v.fund_nouns.at_end(&key).is_some()
    }
}

/// （四）可用总量。年初预算、净追加连同上年结转，… among （一）上年结转 and （三）年中变动: a title that does not end as a fund's name does, in a
/// list of several sections none of which is about a fund, below a heading that speaks of no projects, is none.
fn stands_alone(v: &Vocabulary, doc: &Document, outline: &Outline, found: &[(usize, String)], i: usize, name: &str) -> bool {
    let Some(s) = outline.sections.get(i) else { return false };
    if v.fund_nouns.at_end(&squeeze(name)).is_some() {
        return false;
    }
    let Some(above) = s.parent.and_then(|p| outline.sections.get(p)) else { return false };
    let title = doc.words(above.title);
    let beside = |k: usize| outline.sections.get(k).is_some_and(|x| x.parent == s.parent);
    let list = (0..outline.sections.len()).filter(|&k| beside(k)).count();
    list >= 4
        && found.iter().filter(|(k, _)| beside(*k)).count() == 1
        && ["资金", "收支", "预算", "收入", "支出", "财务"].iter().any(|w| title.contains(w))
        && !["项目", "专项", "经费", "绩效"].iter().any(|w| title.contains(w))
}

/// The words after 项目名称：.
fn project_name(doc: &Document) -> Option<String> {
    let at = doc.text.find("项目名称：")? + "项目名称：".len();
    let rest = doc.text.get(at..)?;
    let end = rest.find(['。', '，', '\n', '；', '\t']).unwrap_or(rest.len());
    let name = rest.get(..end)?.trim();
    (!name.is_empty() && name.chars().count() <= 60).then(|| name.to_owned())
}
