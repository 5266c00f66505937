//! Which figures are parts of which: 其中, 包括, 由…构成, brackets, 共计 at the end, and where no word binds, the field's own order.
//!
//! [`trigger`] finds the words that open a list, [`fits`] says what can be a part of what, [`closing`] reads totals that stand
//! behind their parts, [`order`] what belongs together without a word.

mod closing;
mod fits;
mod order;
mod trigger;

pub(super) use fits::{class_level, compatible, executed_part, is_under, is_unspent, name_fund, received_from, spent_from};
pub(super) use trigger::PLACES;

use self::closing::stated_number;
use self::fits::{covers, strong};
use self::trigger::{Trigger, resolve, restate, trigger};
use super::amounts::Context;
use super::facts::*;
use super::found::Found;
use super::phrases::{Phrase, ends_sentence};
use super::vocabulary::squeeze;
use crate::read::Span;

/// A list that is open: figures that follow are parts of its total.
#[derive(Clone, Copy, Debug)]
struct Frame {
    pub total: usize,
    pub depth: u8,
    pub exhaustive: bool,
    pub word: Span,
    /// A ； has been seen since it was opened.
    pub semicolons: bool,
    /// The first figure that can be a part.
    pub from: usize,
}

/// A list that goes on in the items below (…，其中：).
#[derive(Clone, Copy, Debug)]
struct Carried {
    frame: Frame,
    /// The section of the paragraph that opened it.
    home: Option<usize>,
    /// First amount of the sentence that opened it.
    first: usize,
}

/// So many figures before the parts of a class can be that of the class.
const LONGEST_CLASS: usize = 64;

/// The lists that are open while a document is read.
#[derive(Debug, Default)]
pub(super) struct Lists {
    frames: Vec<Frame>,
    /// First amount of the sentence, of the paragraph.
    sentence_first: usize,
    sentence: u32,
    paragraph_first: usize,
    started: bool,
    /// A list that goes on in the items below (…，其中：).
    carried: Option<Carried>,
    from: u32,
}

impl Lists {
    /// A paragraph begins; `from` is the first byte of its words.
    pub fn begin_paragraph(&mut self, from: u32) {
        self.started = false;
        self.from = from;
        self.frames.clear();
    }

    /// A table was read: no list goes on over it.
    pub fn new_block(&mut self) {
        self.frames.clear();
        self.carried = None;
    }

    /// A paragraph ends: a list that its last words open goes on in the items below.
    pub fn end_paragraph(&mut self, cx: &Context<'_>, found: &Found, body: Span, section: Option<usize>) {
        let words = body.of(&cx.doc.text).trim_end();
        if words.ends_with(['：', ':']) {
            let last = found.amounts.last().filter(|a| a.span.start >= body.start).map(|a| a.span.end);
            if let Some(end) = last {
                let gap = Span { start: end, end: body.end };
                let tail = gap.of(&cx.doc.text);
                let opened = trigger(cx, tail, false);
                // 全年支出158.75万元，…，年末结转3.2万元。支出构成如下：: the total that the words before name
                let named = opened
                    .and_then(|t| tail.get(..t.at))
                    .map_or("", |head| head.get(super::phrases::label_start(head, 0, head.len())..).unwrap_or("").trim());
                let last = found.amounts.len() - 1;
                let named = Some(squeeze(named)).filter(|n| !n.is_empty()).and_then(|n| {
                    let i = resolve(cx, found, found.amounts.len() - 1, &n)?;
                    found.amounts.get(i).filter(|a| a.span.start >= body.start).map(|_| i)
                });
                let total = named.or_else(|| (0..=last).rev().find(|&i| self.is_total(found, i, 0)));
                if let (Some(total), Some(t)) = (total, opened) {
                    let from = found.amounts.len();
                    let frame = Frame { total, depth: 0, exhaustive: t.exhaustive, word: gap, semicolons: false, from };
                    self.carried = Some(Carried { frame, home: section, first: self.sentence_first });
                    return;
                }
            }
            self.carried = None;
        } else if let Some(Carried { home, .. }) = self.carried {
            let below = match (home, section) {
                (Some(h), Some(s)) => is_under(cx.outline, s, h),
                (None, _) => true,
                _ => false,
            };
            if !below {
                self.carried = None;
            }
        }
        self.frames.clear();
    }

    fn is_total(&self, found: &Found, i: usize, depth: u8) -> bool {
        let _ = depth;
        let invested = |a: &Amount| a.concept == Some("project_total_investment");
        found.amounts.get(i).is_some_and(|a| a.role == AmountRole::Value || invested(a))
    }

    /// Binds amount `index`, which stands at phrase `p`.
    pub fn bind(&mut self, cx: &Context<'_>, found: &mut Found, index: usize, p: &Phrase, shared: bool) {
        let text = cx.doc.text.as_str();
        let gap = p.gap.of(text);
        if !self.started {
            self.started = true;
            self.paragraph_first = index;
            self.sentence_first = index;
            self.sentence = p.sentence;
        }
        if p.sentence != self.sentence {
            self.sentence = p.sentence;
            self.sentence_first = index;
            self.frames.clear();
        }
        self.frames.retain(|f| f.depth <= p.depth);
        let role = found.amounts.get(index).map_or(AmountRole::Other, |a| a.role);
        if role != AmountRole::Value {
            self.bind_change(found, index, role);
            return;
        }
        if gap.contains(['；', ';']) && p.gap.start > self.from {
            let zero = found.amounts.get(index).is_some_and(|a| a.wan.is_zero());
            self.on_semicolon(found, p.depth, zero);
        }
        if self.closing_total(cx, found, index, p) {
            self.by_kind(cx, found, index, p);
            return;
        }
        self.on_bracket(cx, found, index, p, gap);
        let last_sentence = gap.char_indices().rev().find(|&(_, c)| ends_sentence(c)).map_or(0, |(i, c)| i + c.len_utf8());
        let words = gap.get(last_sentence..).unwrap_or(gap);
        let offset = p.gap.start as usize + last_sentence;
        if words.starts_with("中，") {
            restate(found, index);
        }
        if shared {
            // 甲、乙分别为…: names with their figures, no total; 公用经费中，甲、乙分别为… has one
            self.open_before_names(cx, found, index, p, words, offset);
        } else if let Some(t) = trigger(cx, words, p.bracket.is_some_and(|b| b >= p.gap.start)) {
            // 追加9,818.62万元（含中央资金8,600.00万元）: the bracket has opened the list already
            let opened = p.bracket.is_some_and(|b| {
                b as usize + '（'.len_utf8() == offset + t.at && self.frames.last().is_some_and(|f| f.word.start == b)
            });
            if !opened {
                self.open(cx, found, index, p, words, offset, t);
            }
        }
        if self.by_frames(cx, found, index) {
            return;
        }
        if !shared && self.by_class(found, index) {
            return;
        }
        self.by_kind(cx, found, index, p);
        if found.amounts.get(index).is_some_and(|a| a.parent.is_none())
            && let Some(carried) = self.carried
            && let Some(total) = self.carried_total(found, index, carried)
            && compatible(cx, found, index, total).is_some()
        {
            // a balance of nought is not told of every item
            let exhaustive = carried.frame.exhaustive && !self.is_left(found, index);
            found.attach(index, total, exhaustive, Some(carried.frame.word));
            name_fund(cx, found, index);
        }
    }

    /// Whether a figure tells what was left. (上年结转项目支出 was spent.)
    fn is_left(&self, found: &Found, i: usize) -> bool {
        let Some(a) = found.amounts.get(i) else { return false };
        let named = found.keys.get(i).is_some_and(|k| k.contains("结转") || k.contains("结余"));
        a.concept == Some("fund_balance") || a.column.is_none() && named
    }

    /// The total that a figure of an item below is a part of. 年初预算合计…，实际支出合计…，年末结转合计…，分项说明如下：: of an item's
    /// budget, expenditure and balance each has its own.
    fn carried_total(&self, found: &Found, index: usize, c: Carried) -> Option<usize> {
        let left = |i: usize| self.is_left(found, i);
        let field = |i: usize| {
            let a = found.amounts.get(i).filter(|a| a.role == AmountRole::Value)?;
            if left(i) { Some(None) } else { a.column.map(Some) }
        };
        let totals = || (c.first..=c.frame.total).rev().filter_map(|i| field(i).map(|f| (i, f)));
        let part = field(index).filter(|_| totals().count() >= 2);
        match part {
            Some(part) => {
                let total = totals().find(|&(_, f)| f == part).map(|(i, _)| i)?;
                // of one item one figure of a kind
                let told = (self.paragraph_first..index).any(|i| found.amounts.get(i).is_some_and(|a| a.parent == Some(total)));
                (!told && !found.closes(total)).then_some(total)
            }
            None => (index == self.paragraph_first
                || self.goes_on(found, index, c.frame)
                || self.spent_of_item(found, index, c.frame))
            .then_some(c.frame.total),
        }
    }

    /// 按功能科目，一般公共服务支出…，社会保障和就业支出…: in a carried list the figures after the first one of a paragraph are parts,
    /// too, where all are of the classification and do not make up the total yet.
    fn goes_on(&self, found: &Found, index: usize, frame: Frame) -> bool {
        self.sentence_first == self.paragraph_first
            && !found.closes(frame.total)
            && (self.paragraph_first..=index).all(|i| found.classes.get(i).is_some_and(Option::is_some))
    }

    /// 全年执行的1,243.70万元按子项目分为：…到位682.00万元，支出682.00万元: of an item's figures the one that was spent is the part.
    fn spent_of_item(&self, found: &Found, index: usize, frame: Frame) -> bool {
        let spent = |i: usize| found.amounts.get(i).is_some_and(|a| a.column == Some(Column::Executed));
        let of_project = found.amounts.get(frame.total).is_some_and(|a| a.concept == Some("fund_actual"));
        of_project
            && spent(index)
            && !found.closes(frame.total)
            && (self.paragraph_first..index)
                .all(|i| !spent(i) && found.amounts.get(i).is_none_or(|a| a.parent != Some(frame.total)))
    }

    /// A change belongs to the figure before it in its sentence.
    fn bind_change(&self, found: &mut Found, index: usize, role: AmountRole) {
        if role != AmountRole::Comparison {
            return;
        }
        let base =
            (self.sentence_first..index).rev().find(|&i| found.amounts.get(i).is_some_and(|a| a.role == AmountRole::Value));
        if let Some(a) = found.amounts.get_mut(index) {
            a.changes = base;
        }
    }

    /// ； closes the inner of two open lists, and a list whose parts already make up its total.
    fn on_semicolon(&mut self, found: &Found, depth: u8, zero: bool) {
        let here = self.frames.iter().filter(|f| f.depth == depth).count();
        if here >= 2 {
            self.frames.pop();
        } else if here == 1
            && let Some(f) = self.frames.last_mut()
        {
            f.semicolons = true;
            let f = *f;
            // …；因公出国（境）费和公务用车购置费均为0元: a part of nought changes no sum
            if found.closes(f.total) && !zero {
                self.frames.pop();
            }
        }
    }

    /// A bracket right after a figure holds its parts.
    fn on_bracket(&mut self, cx: &Context<'_>, found: &Found, index: usize, p: &Phrase, gap: &str) {
        let Some(open) = p.bracket.filter(|&b| b >= p.gap.start) else { return };
        let before = (open - p.gap.start) as usize;
        let Some(to_bracket) = gap.get(..before) else { return };
        if to_bracket.contains(['。', '；']) || index == 0 {
            return;
        }
        // …支出60.00万元），送戏下乡经费（年初预算…: the bracket is of the name before it
        let named = to_bracket.rfind(['，', '、', '；']).and_then(|at| to_bracket.get(at + '，'.len_utf8()..));
        if named.is_some_and(|w| cx.funds.named_in(&squeeze(w)).is_some()) {
            return;
        }
        let inside = gap.get(before..).unwrap_or("");
        let squeezed = squeeze(inside);
        if cx.v.turns.beside.at_start(squeezed.trim_start_matches('（')).is_some() {
            return;
        }
        let owner = (self.sentence_first..index).rev().find(|&i| self.is_total(found, i, p.depth));
        if let Some(total) = owner {
            // （公用经费中药品和卫生材料…）
            let among = trigger(cx, inside, true).is_some_and(|t| t.among && !t.exhaustive);
            let exhaustive = !among && !squeezed.contains("其中") && !squeezed.contains('含');
            self.frames.push(Frame {
                total,
                depth: p.depth,
                exhaustive,
                word: Span { start: open, end: open },
                semicolons: false,
                from: index,
            });
        }
    }

    /// 公用经费中，办公费、邮电费分别为…: the total stands in the clause before the names.
    fn open_before_names(&mut self, cx: &Context<'_>, found: &Found, index: usize, p: &Phrase, words: &str, offset: usize) {
        let Some(at) = words.rfind("中，").filter(|_| words.contains("分别")) else { return };
        let head = words.get(..at + "中".len()).unwrap_or("");
        let name = squeeze(head.trim_end_matches('中').rsplit(['，', '；', '：']).next().unwrap_or(""));
        if let Some(total) = resolve(cx, found, index, &name) {
            let word = Span::new(offset + at, p.gap.end as usize);
            self.frames.push(Frame { total, depth: p.depth, exhaustive: false, word, semicolons: false, from: index });
        }
    }

    /// 全年支出158.75万元，甲、乙、丙分别为84.00万元、52.75万元和22.00万元: no word binds them, and they make up the figure before.
    pub fn bind_shared(&self, cx: &Context<'_>, found: &mut Found, first: usize, last: usize) {
        let parts: Vec<usize> = (first..=last).collect();
        let free = |&i: &usize| found.amounts.get(i).is_some_and(|a| a.role == AmountRole::Value && a.parent.is_none());
        let Some(total) = first.checked_sub(1).filter(|&t| t >= self.paragraph_first && self.is_total(found, t, 0)) else {
            return;
        };
        let of_total = found.amounts.get(total).and_then(|t| t.concept);
        let whole = found.amounts.get(total).map(|a| a.wan);
        // 项目支出298.84万元，甲、乙、丙、丁四个项目分别为…: as many as it says, whatever they add up to
        let counted = of_total == Some("gpb_expenditure_project")
            && found.amounts.get(total).zip(found.amounts.get(first)).is_some_and(|(t, a)| {
                let between = Span { start: t.span.end, end: a.span.start }.of(&cx.doc.text);
                let said = cx.v.turns.counted_projects.last_in(between);
                let number = said.and_then(|hit| between.get(..hit.start)?.chars().next_back()).map(|c| format!("{c}个"));
                !between.contains(['。', '；']) && number.and_then(|n| stated_number(cx.v, &n)) == Some(parts.len())
            });
        if parts.len() >= 2 && parts.iter().all(free) && (counted || whole == Some(found.sum(&parts))) {
            for part in parts {
                // 高清演播室改造、外宣精品创作四个项目的支出分别为…: a project's, not all projects'
                if let Some(a) = found.amounts.get_mut(part).filter(|a| a.concept.is_some() && a.concept == of_total) {
                    a.concept = None;
                }
                found.attach(part, total, true, None);
                name_fund(cx, found, part);
            }
        }
    }

    /// Opens the list that a trigger announces.
    #[allow(clippy::too_many_arguments)]
    fn open(&mut self, cx: &Context<'_>, found: &Found, index: usize, p: &Phrase, words: &str, offset: usize, t: Trigger) {
        // 318.60万元中，甲…、乙…: of the figure right before
        if t.at == 0
            && words.starts_with('中')
            && let Some(total) = index.checked_sub(1).filter(|&t| self.is_total(found, t, 0))
        {
            let word = Span::new(offset, p.gap.end as usize);
            self.frames.push(Frame { total, depth: p.depth, exhaustive: false, word, semicolons: false, from: index });
            return;
        }
        let named = words.get(..t.at).unwrap_or("");
        // 公用经费里，包括办公费…: the clause before names the total
        let inside = named.trim_end_matches(['，', ' ']);
        let named = inside.strip_suffix(['里', '中']).filter(|_| inside.len() < named.len()).unwrap_or(named);
        let named = named.get(super::phrases::label_start(named, 0, named.len())..).unwrap_or("").trim();
        let name = squeeze(named.trim_start_matches("其中").trim_start_matches(['：', '，']));
        let name = name.split('按').next().unwrap_or("").to_owned();
        // 年初预算中，基本支出…: the budget of that name, not the nearest
        let said = Some(&name).filter(|n| words.get(t.at..).is_some_and(|w| w.starts_with(['中', '里'])) && !n.is_empty());
        let of_words = |i: usize| found.amounts.get(i).is_some_and(|a| a.cell.is_none());
        let called = |n: &String| (0..index).rev().find(|&i| found.keys.get(i) == Some(n) && of_words(i));
        let said = said.and_then(called).filter(|&i| {
            found
                .amounts
                .get(i)
                .is_some_and(|a| a.role == AmountRole::Value && Some(a.section) == found.amounts.get(index).map(|p| p.section))
        });
        // 一般公共服务支出（类）均为市场监督管理事务（款），包括行政运行（项）…: the class that the sentence names
        let of_class = || {
            let told = squeeze(words.get(..t.at).unwrap_or(""));
            let named = |i: &usize| found.class_level(*i) == 1 && found.keys.get(*i).is_some_and(|k| told.contains(k.as_str()));
            (index.saturating_sub(LONGEST_CLASS)..index).rev().find(named)
        };
        let said = if said.is_none() && found.class_level(index) > 1 { of_class() } else { said };
        // 公用经费含会议费…: of the figure with that name, of no other
        if said.is_none() && !name.is_empty() && words.get(t.at..).is_some_and(|w| w.starts_with('含')) {
            match resolve(cx, found, index, &name) {
                Some(total) => {
                    let word = Span::new(offset + t.at, p.gap.end as usize);
                    self.frames.push(Frame { total, depth: p.depth, exhaustive: false, word, semicolons: false, from: index });
                }
                None => self.frames.clear(),
            }
            return;
        }
        let total = if said.is_some() {
            said
        } else if name.is_empty() || cx.v.is_neutral(&name) || cx.v.turns.manner.at_start(&name).is_some() {
            self.nearest(cx, found, index, t)
        } else {
            resolve(cx, found, index, &name).or_else(|| {
                let term = cx.v.term_at_end(&name).is_some();
                if term { None } else { self.nearest(cx, found, index, t) }
            })
        };
        let Some(total) = total else { return };
        let word = Span::new(offset + t.at, p.gap.end as usize);
        self.frames.push(Frame { total, depth: p.depth, exhaustive: t.exhaustive, word, semicolons: false, from: index });
    }

    /// The nearest figure before that can be the total: the one right before, or, if the part's kind says so, an earlier one.
    fn nearest(&self, cx: &Context<'_>, found: &Found, index: usize, t: Trigger) -> Option<usize> {
        // 年初预算0万元，年中下达衔接资金348.80万元，其中…: nought has no parts
        let zero = |i: usize| found.amounts.get(i).is_some_and(|a| a.wan.is_zero());
        let part_is_zero = zero(index);
        let candidates: Vec<usize> =
            (self.paragraph_first..index).rev().filter(|&i| self.is_total(found, i, 0) && (part_is_zero || !zero(i))).collect();
        if t.among || t.exhaustive {
            let fits = candidates.iter().copied().find(|&i| strong(cx, found, index, i));
            if fits.is_some() {
                return fits;
            }
        }
        candidates.into_iter().find(|&i| compatible(cx, found, index, i).is_some()).or_else(|| {
            // 主要用于以下方面：教育支出（类）…: the expenditure that the chapter speaks of
            let section = found.amounts.get(index)?.section;
            let class = found.class_level(index) == 1 || found.classes.get(index).is_some_and(Option::is_some);
            // 支出合计…。 1、按预算类别分，一般公共预算…支出…，政府性基金…支出…
            let budget = found.amounts.get(index)?.concept.is_some_and(|c| cx.v.belongs(c, "expenditure_total") == Some(false));
            (class || budget).then_some(())?;
            (0..index).rev().find(|&i| {
                found.amounts.get(i).is_some_and(|a| {
                    a.role == AmountRole::Value
                        && (a.concept == Some("expenditure_total") || class && a.concept == Some("gpb_expenditure"))
                        && covers(cx.outline, a.section, section)
                })
            })
        })
    }

    fn by_frames(&mut self, cx: &Context<'_>, found: &mut Found, index: usize) -> bool {
        let level = found.class_level(index);
        while let Some(f) = self.frames.last().copied() {
            let above = found.class_level(f.total);
            let outer = self.frames.len() > 1 && self.frames.get(self.frames.len() - 2).is_some_and(|g| g.depth == f.depth);
            if level > 0 && above > 0 && level <= above {
                self.frames.pop();
                continue;
            }
            // 资产总额…，其中固定资产…；负债总额…: another total; …；当年处置报废资产…: another matter; 授予中小企业… looks at the whole anew
            let another = |k: &String| k.ends_with("总额") || cx.v.turns.anew.at_start(k).is_some();
            let anew = found.amounts.get(index).is_some_and(|a| a.concept == Some("procurement_sme"));
            if f.semicolons && (anew || found.keys.get(index).is_some_and(another)) {
                self.frames.pop();
                continue;
            }
            let kind = compatible(cx, found, index, f.total);
            // 工程…、服务…、货物…，合计210.40万元，…，其中小微企业…: the total has its parts, and this is another view of it
            let whole = f.from == index && !found.amounts.get(index).is_some_and(|a| a.wan.is_zero());
            let closed = kind != Some(true)
                && if outer || whole { found.closes(f.total) } else { found.closed_since(f.total, f.from, index) };
            if closed {
                self.frames.pop();
                continue;
            }
            // a figure of the kind that stands beside the total (年末结转 after 支出) is no part, and does not end the list
            if kind.is_some()
                && (kind == Some(true) || strong(cx, found, index, f.total) || !self.better_outside(cx, found, index, f))
            {
                found.attach(index, f.total, f.exhaustive, Some(f.word));
                name_fund(cx, found, index);
                return true;
            }
            if outer {
                self.frames.pop();
                continue;
            }
            return false;
        }
        false
    }

    /// Whether another total of the same sentence is by its kind the one that the figure belongs to.
    fn better_outside(&self, cx: &Context<'_>, found: &Found, index: usize, f: Frame) -> bool {
        (self.sentence_first..index).any(|i| i != f.total && self.is_total(found, i, 0) && strong(cx, found, index, i))
    }
}
