//! Which special funds and projects a document speaks of, and which paragraphs are about one of them.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Column, ReportHead};
use super::labels::clean_label;
use super::vocabulary::{Meaning, Subject, Term, Vocabulary, squeeze, squeezed, squeezed_words};
use crate::mentions::{Mention, MentionKind};
use crate::outline::{Outline, Role, Section};
use crate::read::{Document, ParagraphKind, Span};
use crate::words::Words;

/// The names found so far. A name is kept as printed; look-ups go by its squeezed form.
#[derive(Debug, Default)]
pub struct FundNames {
    /// Squeezed name, printed name.
    names: Vec<(String, String)>,
    /// Paragraph and the fund that it is about.
    items: Vec<(usize, String)>,
    /// First byte of a sentence and the fund that it begins with.
    sentences: Vec<(u32, String)>,
    /// Squeezed names that a table's rows told.
    rows: FxHashSet<String>,
    /// The names as printed, those that are not kept too.
    known: FxHashSet<String>,
    /// The project that the whole report is about.
    whole: Option<String>,
}

/// So many names are looked for in the words of a document. One that has more is a list, in which every row is about its own:
/// without an end each of thirty thousand rows would be compared with all others.
pub(super) const MOST_NAMES: usize = 2_000;

/// A name without the words that come and go (经费, 项目, 专项资金): 团委深化改革经费项目 and 团委深化改革经费 are one.
pub fn core_name(name: &str) -> String {
    COMMON.take_out(squeeze(name), |words, w| words.len() > w.len() + 3)
}

/// What [`core_name`] leaves out.
static COMMON: LazyLock<Words> = LazyLock::new(|| Words::from(&["专项资金", "专项经费", "经费", "项目", "专项", "资金"][..]));

/// Whether two names mean one fund: equal cores, or one core inside the other.
pub fn same_fund(a: &str, b: &str) -> bool {
    same_core(&core_name(a), &core_name(b))
}

/// As [`same_fund`], of two cores.
pub fn same_core(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.chars().nth(3).is_some() && (long.starts_with(short) || long.ends_with(short))
}

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
                    (!first && super::labels::without_enumerator(told).len() < told.len()).then_some((at, c))
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
                    let listed = super::labels::without_enumerator(told).len() < told.len();
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
                && super::labels::named_year(&key).is_none()
                && (v.name_openings.at_start(&key).is_some() || v.no_openings.at_start(&key).is_none())
                && v.fund_nouns.at_end(&key).is_some()
    }

    /// Whether a (squeezed) label in a list of projects is a fund's name, though a word in it speaks of things beside the unit
    /// (产业发展引导资金, 创业担保贷款贴息). 全县… and 累计… stay beside.
    pub fn may_be_listed(&self, v: &Vocabulary, key: &str) -> bool {
        self.at_start(key).is_some_and(|(len, _)| len == key.len())
            || (4..=30).contains(&key.chars().count())
                && v.may_name_fund(key)
                && !v.scopes.is_in(key)
                && v.fund_nouns.at_end(key).is_some()
    }

    /// The fund that the sentence of a figure begins with, where the sentence begins in the words before the figure.
    pub fn of_sentence(&self, gap: Span) -> Option<&str> {
        let at = self.sentences.partition_point(|(start, _)| *start < gap.end);
        let (start, name) = self.sentences.get(at.checked_sub(1)?)?;
        (*start >= gap.start).then_some(name.as_str())
    }

    /// The known fund that a (squeezed) clause begins with under a short name: 校舍维修项目因审批较迟 of 校舍维修改造.
    pub fn called_at_start(&self, clause: &str) -> Option<&str> {
        let end = ["项目", "工程", "经费", "专项", "资金"]
            .iter()
            .filter_map(|w| clause.find(w).map(|i| i + w.len()))
            .filter(|&end| clause.get(..end).is_some_and(|c| (6..=20).contains(&c.chars().count())))
            .min()?;
        let name = clause.get(..end)?;
        let mut fits = self.names.iter().filter(|(k, _)| same_fund(k, name));
        let first = fits.next()?;
        // of two that fit neither is meant for certain
        fits.all(|(k, _)| same_fund(k, &first.0)).then_some(first.1.as_str())
    }

    /// The one known fund whose name ends with a (squeezed) shorter one: 认证经费 of 待遇领取资格认证经费.
    fn short_for(&self, name: &str) -> Option<&str> {
        let mut fits = self.names.iter().filter(|(k, _)| k.len() > name.len() && k.ends_with(name));
        let first = fits.next()?;
        fits.next().is_none().then_some(first.1.as_str())
    }

    /// The one fund of a table's rows that a heading means by some of its characters in their order: 技改奖补 of 工业企业技术改造奖补.
    pub fn shortened_to(&self, v: &Vocabulary, title: &str) -> Option<&str> {
        if self.rows.is_empty() {
            return None;
        }
        let key = squeeze(title);
        let plain = (3..=16).contains(&key.chars().count())
            && !v.is_neutral(&key)
            && v.subject(&key).is_none()
            && !v.no_project.is_in(&key)
            && v.term_at_end(&key).is_none_or(|(i, t)| i > 0 && t.bare);
        if !plain {
            return None;
        }
        let holds = |name: &str| {
            let mut rest = name.chars();
            key.chars().all(|c| rest.any(|d| d == c))
        };
        // a row's own name means nothing else
        let own = self.rows.contains(&key);
        let mut fits = self.names.iter().filter(|(k, _)| !own && k.len() <= key.len() * 3 && self.rows.contains(k) && holds(k));
        let first = fits.next()?;
        fits.next().is_none().then_some(first.1.as_str())
    }

    /// 消防宣传教育、应急物资储备两项预算分别为…: of names that share a field of funds all are funds, if one of them is.
    pub fn learn_shared<'a>(&mut self, v: &'static Vocabulary, labels: impl Iterator<Item = &'a str>) {
        let names: Vec<String> = labels
            .filter_map(|label| {
                let key = squeeze(label);
                let (at, _) = v.term_at_end(&key).filter(|(_, t)| t.bare && t.is_fund_field())?;
                Some(key.get(..at)?.to_owned())
            })
            .collect();
        let fund = |n: &String| self.at_start(n).is_some_and(|(len, _)| len == n.len()) || v.fund_nouns.at_end(n).is_some();
        if names.iter().any(fund) && names.iter().all(|n| fund(n) || plain_name(v, n).is_some()) {
            for name in &names {
                self.learn(name);
            }
        }
    }

    /// Remembers the name of a table's row.
    pub fn learn_row(&mut self, name: &str) {
        self.learn(name);
        if self.rows.len() < MOST_NAMES {
            self.rows.insert(squeeze(name));
        }
    }

    /// Takes the paragraphs for ones about a fund, whatever they were before.
    pub fn is_about(&mut self, paragraphs: std::ops::Range<usize>, name: &str) {
        self.items.retain(|(p, _)| !paragraphs.contains(p));
        self.items.extend(paragraphs.map(|p| (p, name.to_owned())));
    }

    /// Whether no name is known.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Remembers a name.
    pub fn learn(&mut self, name: &str) {
        if self.known.contains(name) || self.names.len() >= MOST_NAMES {
            return;
        }
        let key = squeeze(name);
        self.known.insert(name.to_owned());
        if key.chars().nth(1).is_some() && !self.names.iter().any(|(k, _)| *k == key) {
            let at = self.names.partition_point(|(k, _)| (key.len(), k.as_str()) <= (k.len(), key.as_str()));
            self.names.insert(at, (key, name.to_owned()));
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
            .find(|(k, _)| words.starts_with(k.as_str()) && k.chars().nth(2).is_some())
            .map(|(k, n)| (k.len(), n.as_str()))
    }

    /// The known fund that (squeezed) words name. 从…调剂转入 names another one than the sentence's own.
    pub fn named_in(&self, words: &str) -> Option<&str> {
        if words.is_empty() {
            return None;
        }
        self.names
            .iter()
            .filter(|(k, _)| k.len() <= words.len() && k.chars().nth(2).is_some())
            .find(|(k, _)| {
                memchr::memmem::find(words.as_bytes(), k.as_bytes())
                    .is_some_and(|i| !words.get(..i).unwrap_or("").ends_with(['从', '由', '向', '自']))
            })
            .map(|(_, n)| n.as_str())
    }

    /// A fund's name that stands before a field word (民营经济服务专项 before 年初预算资金) and was not known.
    /// `initial`: the field is 年初预算, which beside other funds makes any name a fund's that is no unit's.
    pub fn new_name(&self, v: &Vocabulary, residue: &str, initial: bool) -> Option<String> {
        let name = residue.trim_matches([' ', '：', '，']);
        let n = name.chars().count();
        if !(3..=40).contains(&n)
            || v.is_neutral(name)
            || v.names_only_a_total(name)
            || super::labels::named_year(name).is_some()
            || v.no_openings.at_start(name).is_some() && v.name_openings.at_start(name).is_none()
            || v.turns.times.at_start(name).is_some()
            || !v.may_name_fund(name)
            || v.term_at_end(name).is_some_and(|(i, _)| v.is_neutral(name.get(..i).unwrap_or("")))
        {
            return None;
        }
        if let Some(full) = self.short_for(name) {
            return Some(full.to_owned());
        }
        let beside = initial
            && n >= 4
            && self.names.len() >= 2
            && v.money.units.at_end(name).is_none()
            && !name.contains(['级', '，', '、']);
        (beside || v.fund_nouns.at_end(name).is_some()).then(|| name.to_owned())
    }
}

/// The first byte of the sentence that ends at `end` of the words between two figures, if it is nothing but an enumerator and
/// a name. `whole`: the words begin where the paragraph does.
fn own_sentence(v: &Vocabulary, between: &str, end: usize, whole: bool) -> Option<usize> {
    let head = between.get(..end)?;
    let from = match head.rfind(['。', '；', '：']) {
        Some(i) => i + '。'.len_utf8(),
        None if whole => 0,
        None => return None,
    };
    let words = head.get(from..)?.trim();
    let name = super::labels::without_enumerator(words);
    let short = (3..=30).contains(&name.chars().count()) && !name.contains(['，', '、', '：']);
    // without an enumerator only a name that ends as a fund's does
    let plain = name.chars().count() <= 20 && v.strong_nouns.at_end(&squeezed_words(name)).is_some();
    ((name.len() < words.len() || plain) && short).then_some(from)
}

/// 全部用于县城快速通道建设项目。该项目年初预算…; 用于机关后勤企业改革补助，年初预算…; 为彩票公益金安排的光荣院改造项目，该项目年初未安排
/// 预算，年中下达…: the fund that the words before a field of it say was paid for, where its name begins, and whether 该项目 means it.
fn used_for(v: &Vocabulary, between: &str) -> Option<(usize, String, bool)> {
    let meant = v.turns.this_one.last_in(between);
    let (told, field) = match meant {
        Some(hit) => (between.get(..hit.start)?, between.get(hit.end..)?),
        None => between.rsplit_once('，').filter(|(told, _)| told.contains("用于"))?,
    };
    let told = told.trim_end_matches(['，', '。']);
    let clause = told.rfind(['，', '。', '；', '、', '：']).map_or(0, |i| i + '，'.len_utf8());
    let verb = v.turns.paid_for.last_in(told.get(clause..)?);
    let at = clause + verb?.end;
    let name = told.get(at..)?;
    let noun = v.fund_nouns.at_end(name).is_some() && (5..=24).contains(&name.chars().count());
    (noun && v.turns.times.at_start(field).is_some()).then_some(())?;
    item_name(v, &format!("{name}，{field}")).map(|name| (at, name, meant.is_some()))
}

/// 社保经办业务费（年初预算98.00万元，调减3.70万元，…），保障了…；…: the name before a bracket that its fields stand in, and where it begins.
fn before_bracket(v: &Vocabulary, between: &str) -> Option<(usize, String)> {
    let (told, field) = between.rsplit_once(['（', '('])?;
    let initial = v.term(&squeeze(field)).is_some_and(|t| t.bare && t.is_fund_field() && t.column == Some(Column::Initial));
    let at = told.rfind(['，', '。', '；', '、', '：', '）']).map_or(0, |i| i + '，'.len_utf8());
    let name = told.get(at..).filter(|_| initial)?;
    let name = name.get(name.len() - super::labels::without_enumerator(name).len()..)?;
    ((3..=24).contains(&name.chars().count()) && v.fund_nouns.at_end(name).is_some()).then_some(())?;
    item_name(v, &format!("{name}，{field}")).map(|name| (at, name))
}

/// A list of items: the section above and 0, or the chapter and the depth of its headings.
type List = (Option<usize>, u8);

/// The name of the fund that an item begins with, if the words before its first figure say that it is about one: a name, then
/// a field word of funds (年初预算, 预算安排, …), a mark between them or none.
fn item_name(v: &Vocabulary, words: &str) -> Option<String> {
    let words = super::labels::without_enumerator(words.trim_start());
    let head_end = words.find(['，', '。', '：', ':', '；', '|', '\t']).unwrap_or(words.len());
    // “三北”工程造林补助年初未安排，年中下达…
    let head_end = v.turns.not_at_first.first_in(words).map_or(head_end, |hit| hit.start.min(head_end));
    let head = words.get(..head_end)?.trim();
    let rest = words.get(head_end..).unwrap_or("");
    if rest.chars().count() > 60 {
        return None;
    }
    let label = clean_label(v, head);
    // 博物馆免费开放补助由中央资金180万元、省级资金90万元组成
    if rest.is_empty()
        && let Some((name, source)) = label.split_once('由')
        && v.fund_nouns.at_end(&squeeze(name)).is_some()
        && super::vocabulary::vocabulary().term(&squeeze(source)).is_some_and(|t| t.meaning(Subject::Fund).is_source())
    {
        return Some(printed(label, &squeezed_words(name)));
    }
    // 农村道路畅通工程由政府性基金列支，年初无预算: who pays stands between the name and its fields
    let without_payer;
    let label = match label.split_once('由') {
        Some((name, payer))
            if !rest.is_empty() && v.fund_nouns.at_end(&squeeze(name)).is_some() && v.money.borne.at_end(payer).is_some() =>
        {
            without_payer = printed(label, &squeezed_words(name));
            without_payer.as_str()
        }
        _ => label,
    };
    // 用于完成特定任务的项目支出 names no fund
    if super::amounts::after_purpose(v, label).len() < label.len() {
        return None;
    }
    let key = squeezed_words(label);
    let (name, has_field) = if rest.is_empty() {
        // the name runs into the field word: 法律援助经费年初批复60万元
        match field_at_end(v, &key) {
            Some((i, t)) if t.bare && t.is_fund_field() && i > 0 => (key.get(..i)?.to_owned(), true),
            _ => (label.to_owned(), false),
        }
    } else {
        let tail = squeezed_words(rest);
        let field = tail.split(['，', '。', '：', '；', ':', '、']).any(|part| {
            // 审减工程款 tells of no fund
            let taken = |t: &Term| t.is_decrease_of_fund();
            let field = |t: &Term| t.bare && t.is_fund_field() && !v.aside.is_in(part) && !taken(t);
            v.term_at_end(part).is_some_and(|(_, t)| field(t))
                || v.term_at_start(part).is_some_and(|(_, t)| field(t))
                || part.contains("年初未")
                || part.contains("资金来源")
        });
        // 主体班次计划增加，年中追加培训经费: a cause
        if super::vocabulary::vocabulary()
            .term_at_end(&key)
            .is_some_and(|(_, t)| t.is_fund_field() && t.column.is_none() && t.meaning(Subject::General) == Meaning::NoId)
            && v.fund_nouns.at_end(&key).is_none()
        {
            return None;
        }
        // 团委深化改革经费年初预算，…: unlikely, but a field word at the end of the head is no part of the name
        match field_at_end(v, &key) {
            Some((i, t)) if t.bare && t.is_fund_field() && i > 0 => (key.get(..i)?.to_owned(), true),
            _ => (label.to_owned(), field),
        }
    };
    let name = name.trim_matches([' ', '“', '：']).to_owned();
    // 城乡环卫一体化经费（政府性基金）: the bracket tells who pays
    let name = match name.strip_suffix(['）', ')']).and_then(|n| n.rsplit_once(['（', '('])) {
        Some((head, inner)) if matches!(v.subject(&squeeze(inner)), Some(Subject::Govfund | Subject::Gpb | Subject::Soe)) => {
            head.to_owned()
        }
        _ => name,
    };
    let name =
        if label.starts_with('“') && !name.starts_with('“') && label.contains(&name) { format!("“{name}") } else { name };
    let key = squeezed_words(&name);
    let n = key.chars().count();
    // 按支出性质分，全年支出…: a manner; 按需配送文化服务 is a name
    if v.turns.times.at_start(&key).is_some() {
        return None;
    }
    let opens = !key.starts_with('按') || v.fund_nouns.at_end(&key).is_some();
    if !has_field
        || !opens
        || !(2..=40).contains(&n)
        || v.is_neutral(&key)
        || v.names_only_a_total(&key)
        || !v.may_name_fund(&key)
        || v.term_at_end(&key).is_some_and(|(i, t)| v.is_neutral(key.get(..i).unwrap_or("")) && (!t.bare || i > 0 || n < 6))
    {
        return None;
    }
    Some(printed(label, &name))
}

/// Words that can be the name of a fund beside other funds, though they do not end as one does: a few characters without a
/// figure that name no quantity, no total and no chapter.
fn plain_name(v: &Vocabulary, words: &str) -> Option<String> {
    let words = words.split(['，', ',']).next().unwrap_or("").trim();
    let label = clean_label(v, words);
    let key = squeezed_words(label);
    let fits = (4..=24).contains(&key.chars().count())
        && !key.contains(|c: char| c.is_ascii_digit() || matches!(c, '，' | '、' | '：' | '。'))
        && !v.is_neutral(&key)
        && !v.names_only_a_total(&key)
        && !v.not_fund.is_in(&key)
        && !v.no_project.is_in(&key)
        && v.no_project_starts.at_start(&key).is_none()
        && v.no_project_ends.at_end(&key).is_none()
        && v.money.units.at_end(&key).is_none()
        && v.money.levels.at_start(&key).is_none()
        && v.subject(&key).is_none()
        && v.term_at_end(&key)
            .is_none_or(|(i, t)| !v.is_neutral(key.get(..i).unwrap_or("")) && (t.bare || v.fund_nouns.at_end(&key).is_some()))
        && (v.no_openings.at_start(&key).is_none() || v.name_openings.at_start(&key).is_some());
    fits.then(|| label.to_owned())
}

/// A clause that is nothing but a name and the first field of a fund: 应急物资储备与指挥信息化年初安排.
fn chained_name(words: &str) -> Option<String> {
    let v = super::vocabulary::vocabulary();
    let told = words.trim_start_matches(['，', '。', '；', ' ']);
    let head = told.split(['，', ',', '：']).next()?;
    let label = clean_label(v, head);
    let key = squeezed_words(label);
    let (at, term) = field_at_end(v, &key).or_else(|| {
        let hit = v.turns.not_at_first.first_in(&key)?;
        v.term("年初预算").map(|t| (hit.start, t))
    })?;
    let first = term.bare && term.meaning(Subject::Fund) == Meaning::Id("fund_budget_initial");
    let name = plain_name(v, key.get(..at).filter(|_| first)?)?;
    Some(printed(label, &name))
}

/// The field word at the end of (squeezed) words. In 居家养老服务项目年初预算 the word 项目 belongs to the name.
fn field_at_end<'a>(v: &'a Vocabulary, key: &str) -> Option<(usize, &'a Term)> {
    let (at, term) = v.term_at_end(key)?;
    let shorter = ["项目", "专项"].iter().find_map(|w| {
        let rest = key.get(at..)?.strip_prefix(w)?;
        let named = !v.is_neutral(key.get(..at)?) && v.subject(key.get(..at)?).is_none();
        let inner = v.term(rest).filter(|t| named && t.bare && t.is_fund_field())?;
        Some((key.len() - rest.len(), inner))
    });
    Some(shorter.unwrap_or((at, term)))
}

/// The name as the document prints it (with quotation marks), cut where the squeezed name ends.
fn printed(label: &str, name: &str) -> String {
    let want = squeezed_words(name);
    let mut rest = &*want;
    for (i, c) in label.char_indices() {
        if let Some(c) = squeezed(c) {
            let Some(after) = rest.strip_prefix(c) else { break };
            rest = after;
        }
        if rest.is_empty() {
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

    /// Names and actual expenditures of the funds of a text, in its order.
    fn funds(body: &str) -> Vec<(String, Option<String>)> {
        let text =
            format!("某县水利局2023年度部门整体支出绩效自评报告\n一、项目支出情况\n{body}\n二、绩效情况\n良好。\n三、问题\n无。");
        let parsed = crate::parse(text.as_bytes(), "a.txt");
        parsed.facts.funds.iter().map(|f| (f.name.clone(), f.actual.map(|a| a.to_string()))).collect()
    }

    #[test]
    fn funds_told_one_after_another() {
        let two =
            |a: &str, x: &str, b: &str, y: &str| vec![(a.to_owned(), Some(x.to_owned())), (b.to_owned(), Some(y.to_owned()))];
        assert_eq!(
            funds(
                "经济普查经费：年初预算35.98万元，支出30.66万元，结余5.32万元。主要用于补助。居家养老服务项目年初预算64万元，支出64万元。"
            ),
            two("经济普查经费", "30.66", "居家养老服务项目", "64")
        );
        assert_eq!(
            funds(
                "项目支出主要有：一是送戏下乡经费，年初预算50万元，实际支出60万元；二是非遗保护专项，年初预算40万元，实际支出30万元。以上二项共计支出90万元。"
            ),
            two("送戏下乡经费", "60", "非遗保护专项", "30")
        );
        assert_eq!(
            funds(
                "年初预算380万元，实际支出400万元。其中河道治理工程年初预算280万元，因汛期应急增加20万元，支出300万元；水库运行维护经费年初预算100万元，支出100万元。"
            ),
            two("河道治理工程", "300", "水库运行维护经费", "100")
        );
    }
}
