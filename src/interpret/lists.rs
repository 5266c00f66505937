//! Which figures are parts of which: 其中, 包括, 由…构成, brackets, 共计 at the end, and where no word binds, the field's own order.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::amounts::{Context, Found};
use super::facts::*;
use super::phrases::{Phrase, ends_sentence};
use super::vocabulary::{Subject, squeeze};
use crate::outline::Outline;
use crate::read::Span;
use crate::words::{Hit, Words};

/// A list that is open: figures that follow are parts of its total.
#[derive(Clone, Copy, Debug)]
struct Frame {
    total: usize,
    depth: u8,
    exhaustive: bool,
    word: Span,
    /// A ； has been seen since it was opened.
    semicolons: bool,
    /// The first figure that can be a part.
    from: usize,
}

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
    carried: Option<(Frame, Option<usize>)>,
    from: u32,
}

/// How a trigger binds.
#[derive(Clone, Copy, Debug)]
struct Trigger {
    /// First byte of the trigger in the gap.
    at: usize,
    exhaustive: bool,
    /// 其中 after a list looks for the total by the kind of the part.
    among: bool,
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
                    self.carried = Some((frame, section));
                    return;
                }
            }
            self.carried = None;
        } else if let Some((_, home)) = self.carried {
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
            && let Some((frame, _)) = self.carried
            && (index == self.paragraph_first || self.goes_on(found, index, frame) || self.spent_of_item(found, index, frame))
            && compatible(cx, found, index, frame.total).is_some()
        {
            found.attach(index, frame.total, frame.exhaustive, Some(frame.word));
            name_fund(cx, found, index);
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
        let inside = gap.get(before..).unwrap_or("");
        let squeezed = squeeze(inside);
        if ["预算", "上年", "原", "比", "较"].iter().any(|w| squeezed.trim_start_matches('（').starts_with(w)) {
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
                let said = ["个项目", "项专项", "个专项"].iter().find_map(|w| between.rsplit_once(w));
                let number = said.and_then(|(head, _)| head.chars().next_back()).map(|c| format!("{c}个"));
                !between.contains(['。', '；']) && number.and_then(|n| stated_number(&n)) == Some(parts.len())
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
        let named = named.get(super::phrases::label_start(named, 0, named.len())..).unwrap_or("").trim();
        let name = squeeze(named.trim_start_matches("其中").trim_start_matches(['：', '，']));
        let name = name.split('按').next().unwrap_or("").to_owned();
        // 年初预算中，基本支出…: the budget of that name, not the nearest
        let said = Some(&name).filter(|n| words.get(t.at..).is_some_and(|w| w.starts_with(['中', '里'])) && !n.is_empty());
        let said = said.and_then(|n| found.keys.get(..index)?.iter().rposition(|k| k == n)).filter(|&i| {
            found
                .amounts
                .get(i)
                .is_some_and(|a| a.role == AmountRole::Value && Some(a.section) == found.amounts.get(index).map(|p| p.section))
        });
        let total = if said.is_some() {
            said
        } else if name.is_empty() || cx.v.is_neutral(&name) || starts_as_manner(&name) {
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
            class.then_some(())?;
            (0..index).rev().find(|&i| {
                found.amounts.get(i).is_some_and(|a| {
                    a.role == AmountRole::Value
                        && matches!(a.concept, Some("gpb_expenditure" | "expenditure_total"))
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
            let another = |k: &String| k.ends_with("总额") || ["当年", "本年", "全年", "年内"].iter().any(|w| k.starts_with(w));
            let anew = found.amounts.get(index).is_some_and(|a| a.concept == Some("procurement_sme"));
            if f.semicolons && (anew || found.keys.get(index).is_some_and(another)) {
                self.frames.pop();
                continue;
            }
            let kind = compatible(cx, found, index, f.total);
            // 工程…、服务…、货物…，合计210.40万元，…，其中小微企业…: the total has its parts, and this is another view of it
            let whole = f.from == index && !found.amounts.get(index).is_some_and(|a| a.wan.is_zero());
            let closed = kind != Some(true) && if outer || whole { found.closes(f.total) } else { found.closed_since(f, index) };
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

    /// 一般公共服务支出（类）人大事务（款）行政运行（项） is a part of 一般公共服务支出（类）.
    fn by_class(&self, found: &mut Found, index: usize) -> bool {
        let Some(key) = found.classes.get(index).cloned().flatten() else { return false };
        let Some(cut) = key.find("（类）").map(|i| i + "（类）".len()) else { return false };
        let head = key.get(..cut).unwrap_or("");
        if cut == key.len() {
            return false;
        }
        let total = (0..index)
            .rev()
            .find(|&i| found.classes.get(i).is_some_and(|k| k.as_deref() == Some(head)) && self.is_total(found, i, 0));
        match total {
            Some(t) => {
                found.attach(index, t, false, None);
                true
            }
            None => false,
        }
    }

    /// Where no word binds: 人员经费 belongs to the 基本支出 before it, unless it restates an earlier figure.
    fn by_kind(&self, cx: &Context<'_>, found: &mut Found, index: usize, p: &Phrase) {
        let Some(a) = found.amounts.get(index) else { return };
        let Some(concept) = a.concept else { return };
        // 按经济分类看，工资福利支出…: of the whole expenditure, not of 人员经费
        let sentence = Span { start: p.sentence, end: p.lead.start }.of(&cx.doc.text);
        if a.parent.is_some() || concept.starts_with("econ_") && sentence.contains("经济分类") {
            return;
        }
        let Some(totals) = cx.v.quantity(concept).map(|q| &q.parents).filter(|p| !p.is_empty()) else { return };
        let section = a.section;
        let under = |t: Option<usize>| match (t, section) {
            (Some(t), Some(s)) => is_under(cx.outline, s, t),
            _ => t == section,
        };
        let total = (0..index).rev().find(|&i| {
            found.amounts.get(i).is_some_and(|t| {
                t.role == AmountRole::Value
                    && t.fund.is_none()
                    && t.concept.is_some_and(|c| totals.iter().any(|p| p == c))
                    && covers(cx.outline, t.section, section)
                    // the budgets of funds are told under the total that they are parts of, not in a chapter beside it
                    && (concept != "fund_budget_initial" || under(t.section))
            })
        });
        // 一般公共预算…六项，合计支出1,183.57万元，…。此外，农村道路畅通工程由政府性基金列支: the total has its parts
        let Some(total) = total.filter(|&t| concept != "fund_actual" || a.wan.is_zero() || !found.closes(t)) else { return };
        let restated = (total + 1..index).any(|i| same_quantity(found, i, index))
            || (0..total)
                .any(|i| same_quantity(found, i, index) && found.amounts.get(i).is_some_and(|x| x.parent == Some(total)))
            || (total + 1..index)
                .any(|i| found.amounts.get(i).is_some_and(|x| x.parent == Some(total)) && same_quantity(found, i, index));
        // 项目支出 told again under its own heading, after a total that was told again too
        let of = found.amounts.get(total).and_then(|t| t.concept);
        let told_again = found.amounts.get(total).is_some_and(|t| t.section != section)
            && (0..total).any(|i| {
                let again = same_quantity(found, i, index);
                let same_value = again && found.amounts.get(i).map(|x| x.wan) == found.amounts.get(index).map(|a| a.wan);
                again
                    && found.amounts.get(i).and_then(|x| x.parent).and_then(|p| found.amounts.get(p)).is_some_and(|p| {
                        p.concept == of && (same_value || found.amounts.get(total).is_some_and(|t| t.wan == p.wan))
                    })
            });
        if !restated && !told_again {
            found.attach(index, total, false, None);
        }
    }

    /// 共计531.40万元 after its parts.
    fn closing_total(&mut self, cx: &Context<'_>, found: &mut Found, index: usize, p: &Phrase) -> bool {
        let key = found.keys.get(index).map_or("", String::as_str);
        // 以上三项共计支出150万元
        let summed = ["以上", "上述"].iter().any(|w| key.starts_with(w));
        let tail =
            ["实际支出", "支出", "资金", "投入"].iter().find_map(|w| key.strip_suffix(w)).filter(|_| summed).unwrap_or(key);
        let Some(before) = cx.v.closing.suffix(tail, |_, _| true).and_then(|at| tail.get(..at)) else { return false };
        let number = stated_number(before);
        if !(before.is_empty() || before == "以上" || before == "资金" || cx.v.is_neutral(before) || number.is_some()) {
            return false;
        }
        let free = |i: &usize| found.amounts.get(*i).is_some_and(|a| a.role == AmountRole::Value && a.parent.is_none());
        let here: Vec<usize> = (self.sentence_first..index).filter(free).collect();
        let whole: Vec<usize> = (self.paragraph_first..index).filter(free).collect();
        let all: Vec<usize> = (0..index).filter(free).collect();
        // 厅机关本级96,318.05万元，…，合计198,765.40万元: the first one hangs on the total that opened the list above
        let carried = self.carried.map(|(f, _)| f.total);
        let listed = |i: &usize| {
            free(i)
                || found.amounts.get(*i).is_some_and(|a| {
                    a.role == AmountRole::Value && a.parent.is_some_and(|t| Some(t) == carried) && *i == self.paragraph_first
                })
        };
        let listed: Vec<usize> = (self.sentence_first..index).filter(listed).collect();
        let parts = (listed.len() > here.len())
            .then(|| found.suffix_that_makes(&listed, index).filter(|p| p.len() == listed.len()))
            .flatten()
            .or_else(|| found.suffix_that_makes(&here, index))
            .or_else(|| found.suffix_that_makes(&whole, index))
            .or_else(|| found.suffix_that_makes(&all[all.len().saturating_sub(12)..], index))
            // 六项资金实际支出共计…: what was spent of each, among their budgets and balances
            .or_else(|| {
                let spent = |i: &usize| found.amounts.get(*i).is_some_and(|a| a.column == Some(Column::Executed));
                let spent: Vec<usize> = whole.iter().copied().filter(spent).collect();
                let closes = found.amounts.get(index).is_some_and(|t| t.wan == found.sum(&spent));
                (spent.len() >= 2 && closes).then_some(spent)
            })
            .or_else(|| number.filter(|&n| n >= 2 && n <= here.len()).map(|n| here[here.len() - n..].to_vec()))
            .or_else(|| (here.len() >= 2).then(|| here.clone()))
            // 接待费预算2万元，实际列支0.86万元；运行费预算3万元，实际列支2.91万元。两项合计3.77万元: as many as were spent
            .or_else(|| {
                let spent = |i: &usize| found.amounts.get(*i).is_some_and(|a| a.column == Some(Column::Executed));
                let spent: Vec<usize> = whole.iter().copied().filter(spent).collect();
                (number == Some(spent.len()) && spent.len() >= 2).then_some(spent)
            })
            // …。两项合计3.77万元: the items stand in the sentences before
            .or_else(|| {
                let n = number.filter(|&n| n >= 2 && n <= whole.len() && here.is_empty())?;
                whole.get(whole.len() - n..).map(<[usize]>::to_vec)
            });
        // 项目支出分六大类：…。以上共计…: the parts of an equal total of another sentence hang on the nearer one
        let section = found.amounts.get(index).and_then(|a| a.section);
        let elsewhere = |list: &Vec<usize>| {
            let over = list.first().and_then(|&p| found.amounts.get(p)).and_then(|a| a.parent);
            over.and_then(|t| found.amounts.get(t)).is_some_and(|t| t.section != section)
        };
        let parts = parts.or_else(|| found.taken_parts(index, self.paragraph_first).filter(|l| summed || elsewhere(l)));
        let Some(parts) = parts else { return false };
        for part in parts {
            found.detach(part);
            found.attach(part, index, true, Some(p.lead));
        }
        // 项目支出分六大类：…。以上共计…
        let words = Span { start: self.from, end: p.lead.start }.of(&cx.doc.text);
        let opening = words.split_once('：').map(|(head, _)| squeeze(head.rsplit(['。', '，']).next().unwrap_or(head)));
        let opened = opening.is_some_and(|o| o.chars().count() <= 24 && cx.v.subject(&o) == Some(Subject::Project));
        let unnamed = found.amounts.iter().filter(|a| a.parent == Some(index)).all(|a| a.concept.is_none() || a.fund.is_some());
        if opened
            && !cx.project_report
            && unnamed
            && let Some(a) = found.amounts.get_mut(index).filter(|a| a.concept.is_none() && !a.label.contains("预算"))
        {
            a.concept = Some("gpb_expenditure_project");
            a.column = Some(Column::Executed);
        }
        // the parts of a total of projects are funds
        let project = opened || cx.heading(found.amounts.get(index).and_then(|a| a.section)) == Some(Subject::Project);
        // 三个项目合计2,748.94万元, outside the chapter of projects
        let unnamed = found.amounts.iter().filter(|a| a.parent == Some(index)).all(|a| a.concept.is_none());
        let of_funds = found.amounts.iter().filter(|a| a.parent == Some(index)).all(|a| a.concept == Some("fund_actual"));
        let titled = section.and_then(|s| cx.outline.sections.get(s)).is_some_and(|s| cx.doc.words(s.title).starts_with("项目"));
        let said = !cx.project_report
            && number.is_some()
            && (unnamed || of_funds)
            && found
                .keys
                .get(index)
                .is_some_and(|k| (titled || ["个项目", "项专项", "项资金"].iter().any(|w| k.contains(w))) && !k.contains("预算"))
            && found.amounts.get(index).is_some_and(|a| a.concept.is_none() || of_funds && a.concept == Some("fund_actual"));
        if said && let Some(a) = found.amounts.get_mut(index) {
            a.fund = None;
            a.concept = Some("gpb_expenditure_project");
            a.column = Some(Column::Executed);
        }
        if project || said {
            let list: Vec<usize> =
                (0..index).filter(|&i| found.amounts.get(i).is_some_and(|a| a.parent == Some(index))).collect();
            for i in list {
                name_fund(cx, found, i);
            }
        }
        self.frames.clear();
        true
    }
}

/// 四项, 三级资金, 两项, 以上五个项目: how many parts a closing total says it has.
fn stated_number(words: &str) -> Option<usize> {
    let words = words.trim_start_matches("以上").trim_start_matches("上述").trim_start_matches("这");
    let mut chars = words.chars();
    let n = match chars.next()? {
        '两' | '二' | '2' => 2,
        '三' | '3' => 3,
        '四' | '4' => 4,
        '五' | '5' => 5,
        '六' | '6' => 6,
        '七' | '7' => 7,
        '八' | '8' => 8,
        '九' | '9' => 9,
        '十' => 10,
        _ => return None,
    };
    let rest: String = chars.collect();
    (rest.starts_with(['项', '个', '级', '类', '笔', '部']) && rest.chars().count() <= 8).then_some(n)
}

/// 按来源, 主要, 年初: words before a trigger that tell the manner and name no total.
fn starts_as_manner(name: &str) -> bool {
    ["按", "主要", "资金来源", "具体", "其", "以上", "上述", "各", "所需", "支出用途", "用于", "全部", "均", "经费主要"]
        .iter()
        .any(|w| name.starts_with(w))
}

/// Whose 里 is no inside of a total.
pub(super) const PLACES: [char; 8] = ['省', '市', '州', '县', '区', '镇', '乡', '村'];

/// The last trigger in the words before a figure.
fn trigger(cx: &Context<'_>, words: &str, in_bracket: bool) -> Option<Trigger> {
    let mut best: Option<Trigger> = None;
    let mut take = |t: Trigger| {
        if best.is_none_or(|b| t.at >= b.at) {
            best = Some(t);
        }
    };
    // 资金来源为政府性基金；党建与武装…: what a clause says of the figure before opens no list of what follows
    let told = |end: usize| {
        words.get(end..).and_then(|r| r.find('；').map(|at| !r.get(..at).unwrap_or("").contains('：'))).unwrap_or(false)
    };
    if let Some(hit) = cx.v.exhaustive.last_in(words).filter(|h| !told(h.end)) {
        take(Trigger { at: hit.start, exhaustive: true, among: false });
    }
    if let Some(at) = into_so_many(words) {
        take(Trigger { at, exhaustive: true, among: false });
    }
    // 由…构成: the words before the first part hold 由 alone
    if let Some(at) = words.rfind('由') {
        let rest = words.get(at + '由'.len_utf8()..).unwrap_or("");
        let before = words.get(..at).unwrap_or("");
        if !rest.contains(['，', '。', '；', '、'])
            && !rest.starts_with(['于'])
            && !before.ends_with(['事', '理', '自', '经', '缘'])
        {
            take(Trigger { at, exhaustive: true, among: false });
        }
    }
    // 主要用于传承人补助；…: what it was used for is told, and another clause begins
    let tells_use = |w: &str, at: usize| {
        let rest = words.get(at..).unwrap_or("");
        w.ends_with("用于") && rest.find('；').is_some_and(|end| !rest.get(..end).is_some_and(|r| r.contains('：')))
    };
    let mut always: Option<usize> = None;
    cx.v.among.all(words, |hit| {
        if !tells_use(cx.v.among.word(hit.word), hit.start) {
            always = always.max(Some(hit.start));
        }
    });
    // the last place of each word that binds in some places only
    let mut places: Vec<Hit> = Vec::new();
    cx.v.among_sometimes.all(words, |hit| match places.iter_mut().find(|p| p.word == hit.word) {
        Some(place) => *place = hit,
        None => places.push(hit),
    });
    let sometimes = places.iter().filter_map(|&Hit { word, start: i, .. }| {
        let w = cx.v.among_sometimes.word(word);
        let binds = match w {
            // 公用经费中办公费: 中 binds only after a term
            "中" | "中，" | "里" | "里，" | "里面，" | "当中，" => {
                cx.v.not_among.at(words, i).is_none() && {
                    let head = words.get(..i).unwrap_or("");
                    let head = head.get(super::phrases::label_start(head, 0, head.len())..).unwrap_or("");
                    // 省里统一部署: who gave the order
                    let place = w.starts_with('里') && head.ends_with(PLACES);
                    !place
                        && (head.ends_with('其')
                            || i == 0 && words.starts_with("中，")
                            || head.ends_with(['）', ')']) && class_level(&squeeze(head)) > 0
                            || cx.v.term_at_end(&squeeze(head)).is_some())
                }
            }
            "含" => in_bracket || words.trim_start_matches(['，', ' ']).starts_with('含'),
            "用于" => {
                words.get(i..).is_some_and(|r| r.contains('：')) || words.get(i + 6..).is_some_and(|r| !r.contains(['，', '。']))
            }
            _ => true,
        };
        if !binds || tells_use(w, i) {
            return None;
        }
        let its = w.starts_with('中') && words.get(..i).is_some_and(|h| h.ends_with('其'));
        Some(if its { i - '其'.len_utf8() } else { i })
    });
    if let Some(at) = always.into_iter().chain(sometimes).max()
        && best.is_none_or(|b| at > b.at)
    {
        best = Some(Trigger { at, exhaustive: false, among: true });
    }
    if best.is_none() {
        // 下降6%：公务接待费…
        let at = words.rfind(['：', ':'])?;
        let head = words.get(..at).unwrap_or("");
        let marks_title = !head.contains(['，', '。', '；', '%', '）']) && !head.is_empty() && at > 0 && !head.trim().is_empty();
        if !marks_title && words.get(at + '：'.len_utf8()..).is_some_and(|r| !r.contains(['，', '。', '；'])) {
            return Some(Trigger { at, exhaustive: false, among: true });
        }
    }
    best
}

/// What every verb of [`into_so_many`] holds.
static PARTING: LazyLock<Words> = LazyLock::new(|| Words::from(&["分", "来源", "构成", "涉及"][..]));

/// 基本支出分两块，; 项目支出分为六大类：; 来源有三块，即: a total told to have so many parts.
fn into_so_many(words: &str) -> Option<usize> {
    if !PARTING.is_in(words) {
        return None;
    }
    let numeral = |c: char| c.is_ascii_digit() || "两二三四五六七八九十".contains(c);
    ["分为", "分成", "分", "涉及", "来源有", "来源包括", "构成有"].iter().find_map(|verb| {
        let at = words.rfind(verb)?;
        let rest = words.get(at + verb.len()..)?;
        let kind = rest.trim_start_matches(numeral);
        let counted =
            kind.len() < rest.len() && kind.trim_start_matches(['个', '大']).starts_with(['块', '类', '项', '部', '种']);
        (counted && !rest.contains(['。', '；'])).then_some(at)
    })
}

/// The total that a name means: an earlier figure with that label, or with that quantity.
fn resolve(cx: &Context<'_>, found: &Found, index: usize, name: &str) -> Option<usize> {
    let name = name.trim_end_matches(['中', '，', '均', '主', '要', '又', '可', '再', '还', '细', '里', '头']);
    let a = found.amounts.get(index)?;
    let usable = |i: &usize| {
        found.amounts.get(*i).is_some_and(|t| t.role == AmountRole::Value && covers(cx.outline, t.section, a.section))
    };
    // 项目支出用于五个方面：…, in the next chapter of the same part
    let near = |i: &usize| {
        found.amounts.get(*i).is_some_and(|t| {
            t.role == AmountRole::Value && t.fund.is_none() && top_of(cx.outline, t.section) == top_of(cx.outline, a.section)
        })
    };
    let by_label =
        (0..index).rev().filter(usable).find(|&i| found.keys.get(i).is_some_and(|k| !k.is_empty() && k.as_str() == name));
    if by_label.is_some() {
        return by_label;
    }
    let (at, term) = cx.v.term_at_end(name)?;
    let residue = name.get(..at).unwrap_or("");
    let fund = cx.funds.named_in(residue).map(str::to_owned).or_else(|| {
        (0..index).rev().find_map(|i| found.amounts.get(i).filter(|t| t.section == a.section).and_then(|t| t.fund.clone()))
    });
    let mut subjects = Vec::new();
    if fund.is_some() && term.is_fund_field() {
        subjects.push(Subject::Fund);
    }
    subjects.extend(cx.v.subject(residue));
    subjects.extend(cx.heading(a.section));
    subjects.extend([Subject::General, Subject::Gpb]);
    for subject in subjects {
        if let super::vocabulary::Meaning::Id(id) = term.meaning(subject) {
            let hit = (0..index).rev().filter(usable).find(|&i| {
                found.amounts.get(i).is_some_and(|t| t.concept == Some(id) && (subject != Subject::Fund || t.fund == fund))
            });
            if hit.is_some() {
                return hit;
            }
            let plain = !term.bare && cx.v.is_neutral(residue) && subject != Subject::Fund;
            let last = (0..index).rev().filter(near).find(|&i| found.amounts.get(i).is_some_and(|t| t.concept == Some(id)));
            if plain && last.is_some() {
                return last;
            }
        }
    }
    None
}

/// 2.支出结构。618.45万元中，基本支出…: the figure under a heading of expenditure that opens a list is the expenditure told before.
fn restate(found: &mut Found, index: usize) {
    let Some(i) = index.checked_sub(1) else { return };
    let named = found.keys.get(i).is_some_and(|k| k.contains("支出"));
    let open = found.amounts.get(i).is_some_and(|a| a.concept.is_none() && a.fund.is_none() && a.role == AmountRole::Value);
    if !named || !open {
        return;
    }
    let told = found
        .amounts
        .get(..i)
        .unwrap_or(&[])
        .iter()
        .rfind(|x| x.role == AmountRole::Value && matches!(x.concept, Some("gpb_expenditure" | "expenditure_total")));
    let (concept, column) = (told.and_then(|x| x.concept), told.and_then(|x| x.column));
    if let Some(a) = found.amounts.get_mut(i) {
        (a.concept, a.column) = (concept, column);
    }
}

/// The top section above a section.
fn top_of(outline: &Outline, section: Option<usize>) -> Option<usize> {
    let mut at = section?;
    while let Some(p) = outline.sections.get(at).and_then(|s| s.parent) {
        at = p;
    }
    Some(at)
}

/// 类 1, 款 2, 项 3; 0 for a label that is no functional class.
fn class_level(key: &str) -> u8 {
    if key.contains("（类）") {
        1
    } else if key.contains("（款）") {
        2
    } else if key.contains("（项）") {
        3
    } else {
        0
    }
}

/// Whether a figure can be a part of a total: `Some(true)` by its kind, `Some(false)` if a word binds it, none if never.
fn compatible(cx: &Context<'_>, found: &Found, part: usize, total: usize) -> Option<bool> {
    let (p, t) = (found.amounts.get(part)?, found.amounts.get(total)?);
    match (p.concept, t.concept) {
        // 年初部门预算收入2356.14万元，其中一般公共预算财政拨款…: of the budget
        (Some(c), Some(d))
            if (d.starts_with("budget_total") || d.starts_with("budget_adjust"))
                && (c.ends_with("_revenue") || executed_part(c)) =>
        {
            // 基本支出执行 says that it is none of the budget
            let key = found.keys.get(part).map_or("", String::as_str);
            (!executed_part(c) || !["执行", "决算", "实际"].iter().any(|w| key.contains(w))).then_some(false)
        }
        // 年初预算…，其中基本支出…，项目支出… under a heading of projects: of the whole budget
        (Some(c), Some("budget_project_initial")) if executed_part(c) => {
            let key = found.keys.get(total).map_or("", String::as_str);
            let after_basic = found.amounts.iter().any(|a| a.parent == Some(total) && a.concept == Some("budget_basic_initial"));
            ((c == "gpb_expenditure_basic" || after_basic) && !key.contains("项目") && !key.contains("专项")).then_some(false)
        }
        (Some(c), Some(d)) => {
            // 未支出的92,393元中，结转下年91,278元，由财政收回1,115元
            if d == "carryover_closing" && matches!(c, "carryover_closing" | "budget_adjust_decrease") && is_unspent(found, total)
            {
                return Some(false);
            }
            // 财政拨款支出, under the heading of one budget, whose parts name several
            let key = found.keys.get(total).map_or("", String::as_str);
            let bare = matches!(d, "gpb_revenue" | "gpb_expenditure") && !key.contains("一般公共预算");
            if bare
                && d != c
                && (c.ends_with("_revenue") && d == "gpb_revenue"
                    || c.starts_with("govfund_exp")
                    || c.starts_with("soe_capital_exp"))
                || bare && c == d && found.keys.get(part).is_some_and(|k| k.contains("一般公共预算"))
            {
                return Some(false);
            }
            if c == d && p.fund.is_some() && t.fund.is_none() {
                return Some(true);
            }
            if c.starts_with("fund_source")
                || c.starts_with("fund_prev")
                || c.starts_with("fund_other")
                || c.starts_with("fund_current")
            {
                if p.fund.is_some() && t.fund.is_some() && p.fund != t.fund {
                    return None;
                }
                return (d.starts_with("fund_b") && d != "fund_balance"
                    || matches!(d, "fund_actual" | "fund_adjust_increase" | "project_total_investment")
                    || d.starts_with("budget_total"))
                .then_some(false);
            }
            // 项目支出…，其中一般公共预算项目支出…
            if c == d
                && c == "gpb_expenditure_project"
                && !key.contains("一般公共预算")
                && found.keys.get(part).is_some_and(|k| k.contains("一般公共预算"))
            {
                return Some(false);
            }
            // 全年净追加1500.28万元（基本支出净追加…，项目支出净追加…）
            if c == d
                && c.starts_with("budget_adjust")
                && p.fund == t.fund
                && found.keys.get(part).is_some_and(|k| k.len() > key.len())
            {
                return Some(false);
            }
            // 年末结转25.85万元，其中项目结转21.04万元
            if c == d && p.fund == t.fund && found.keys.get(part).is_some_and(|k| k.as_str() != key) && c.starts_with("carryover")
            {
                return Some(false);
            }
            // 年中净追加458.85万元（含上年结转168.90万元）
            if c == "carryover_opening" && d.starts_with("budget_adjust") {
                return Some(false);
            }
            // 支出分为一般公共预算2,586.45万元、政府性基金315.00万元两块
            // 年末结转结余153.60万元，其中一般公共预算33.60万元、政府性基金预算120.00万元
            if (d == "expenditure_total" || d.starts_with("carryover") && follows(found, part, total))
                && spent_from(found, part).is_some()
            {
                return Some(false);
            }
            // 项目支出1,941.98万元，其中政府性基金预算安排60.00万元
            if matches!(c, "govfund_expenditure_project" | "govfund_expenditure") && d == "gpb_expenditure_project" {
                return Some(false);
            }
            // 实际支出1,150.0万元，其中政府性基金412.0万元
            if c == "govfund_revenue" && d == "fund_actual" {
                return Some(false);
            }
            cx.v.belongs(c, d)
        }
        // 可用资金15.62亿元，包括：一般公共预算拨款…
        (Some(c), None) => (c.starts_with("econ_")
            || c == "fund_actual"
            || c.starts_with("fund_source")
            || c.ends_with("_revenue")
            // 全年预算与支出相差88.73万元，其中结转下年61.33万元
            || c.starts_with("carryover")
            || c == "budget_lapsed"
            || c == "budget_adjust_decrease" && is_unspent(found, total))
        .then_some(false),
        (None, Some(d)) => (!matches!(d, "carryover_opening" | "fund_balance" | "budget_adjust_decrease")).then_some(false),
        (None, None) => Some(false),
    }
}

fn strong(cx: &Context<'_>, found: &Found, part: usize, total: usize) -> bool {
    let (Some(p), Some(t)) = (found.amounts.get(part), found.amounts.get(total)) else { return false };
    match (p.concept, t.concept) {
        // 年初批复的预算为1968万元，其中基本支出…
        (Some(c), Some(d)) if d.starts_with("budget_total") && executed_part(c) => compatible(cx, found, part, total).is_some(),
        // 年初预算520.00万元，年中追加205.80万元，其中中央资金…: of the one right before
        (Some(c), Some("fund_adjust_increase")) if c.starts_with("fund_source") && follows(found, part, total) => true,
        (Some(_), Some(d)) if d.starts_with("carryover") && spent_from(found, part).is_some() && follows(found, part, total) => {
            true
        }
        (Some(c), Some(d)) => cx.v.belongs(c, d).is_some() && (p.column.is_none() || t.column.is_none() || p.column == t.column),
        // 基本支出预算 under 全年预算数, 基本支出执行 under 执行数: the column decides
        (None, Some(_)) => p.column.is_some() && p.column == t.column,
        _ => false,
    }
}

fn same_quantity(found: &Found, i: usize, index: usize) -> bool {
    match (found.amounts.get(i), found.amounts.get(index)) {
        (Some(x), Some(a)) => {
            x.role == AmountRole::Value
                && x.concept == a.concept
                && match (&x.fund, &a.fund) {
                    (None, None) => true,
                    (Some(m), Some(n)) => super::fund_names::same_fund(m, n),
                    _ => false,
                }
        }
        _ => false,
    }
}

/// Whether section `s` stands under `above` (or is it).
pub(super) fn is_under(outline: &Outline, s: usize, above: usize) -> bool {
    let mut at = Some(s);
    while let Some(i) = at {
        if i == above {
            return true;
        }
        at = outline.sections.get(i).and_then(|x| x.parent);
    }
    false
}

/// Whether a total in section `t` can have a part in section `s`: the same section, or `s` lies under the section above `t`.
pub(super) fn covers(outline: &Outline, t: Option<usize>, s: Option<usize>) -> bool {
    if t == s {
        return true;
    }
    let (Some(t), Some(s)) = (t, s) else { return t.is_none() };
    match outline.sections.get(t).and_then(|x| x.parent) {
        Some(above) => is_under(outline, s, above),
        // a top section covers what stands under it
        None => is_under(outline, s, t),
    }
}

/// Whether a figure stands right behind a total, or behind a part of it.
fn follows(found: &Found, part: usize, total: usize) -> bool {
    total + 1 == part || part.checked_sub(1).and_then(|i| found.amounts.get(i)).is_some_and(|before| before.parent == Some(total))
}

/// 一般公共预算, 政府性基金: the expenditure from the budget that a label is nothing but the name of.
fn spent_from(found: &Found, index: usize) -> Option<ConceptId> {
    match found.keys.get(index).map_or("", String::as_str) {
        "一般公共预算" => Some("gpb_expenditure"),
        "政府性基金" | "政府性基金预算" => Some("govfund_expenditure"),
        "国有资本经营预算" => Some("soe_capital_expenditure"),
        _ => None,
    }
}

/// 未支出, 尚未使用: what was left, whatever becomes of it.
fn is_unspent(found: &Found, index: usize) -> bool {
    found.keys.get(index).is_some_and(|k| k.contains('未'))
}

/// The parts of an expenditure that a budget has, too.
fn executed_part(concept: &str) -> bool {
    matches!(
        concept,
        "gpb_expenditure_basic" | "gpb_expenditure_project" | "gpb_personnel_expenditure" | "gpb_public_expenditure"
    )
}

/// 本年度安排法律援助经费 names 法律援助经费.
fn without_verb<'a>(cx: &Context<'_>, label: &'a str) -> &'a str {
    let rest = ["安排", "拨付", "投入", "下达"].iter().find_map(|w| {
        let (head, rest) = label.split_once(w)?;
        (cx.v.is_neutral(&squeeze(head)) && rest.chars().count() >= 3).then_some(rest)
    });
    rest.unwrap_or(label)
}

/// A part of the projects' total whose label is no term is a fund's actual expenditure.
fn name_fund(cx: &Context<'_>, found: &mut Found, index: usize) {
    let Some(parent) = found.amounts.get(index).and_then(|a| a.parent) else { return };
    let of_projects = found.amounts.get(parent).is_some_and(|t| match t.concept {
        Some("gpb_expenditure_project" | "govfund_expenditure_project") => true,
        // 后期扶持资金580万元，其中直补到人186万元: what it was spent on is no fund unless it is called like one
        Some("govfund_expenditure") => found.amounts.get(index).is_some_and(|a| {
            let label = squeeze(&a.label);
            cx.v.strong_nouns.at_end(label.strip_suffix("支出").unwrap_or(&label)).is_some()
        }),
        _ => false,
    });
    let Some(a) = found.amounts.get_mut(index) else { return };
    if !of_projects || a.concept.is_some() || a.role != AmountRole::Value || a.label.is_empty() {
        return;
    }
    let key = squeeze(&a.label);
    if cx.v.subject(&key) == Some(Subject::Class) || cx.v.is_expenditure_class(&key) || cx.v.names_only_a_total(&key) {
        return;
    }
    let mut name = without_verb(cx, a.label.as_str());
    for tail in ["项目支出", "实际支出", "支出", "项目"] {
        if let Some(rest) = name.strip_suffix(tail)
            && rest.chars().count() >= 3
            // 农村饮水安全项目 keeps its 项目, 团委深化改革经费项目 does not need it
            && (!tail.starts_with("项目") || cx.v.strong_nouns.at_end(&squeeze(rest)).is_some())
        {
            name = rest;
            break;
        }
    }
    a.fund = Some(name.to_owned());
    a.concept = Some("fund_actual");
    a.column = Some(Column::Executed);
}

impl Found {
    /// Makes `part` a part of `total`.
    pub fn attach(&mut self, part: usize, total: usize, exhaustive: bool, word: Option<Span>) {
        if part == total || self.amounts.get(total).is_none() || self.makes_cycle(part, total) {
            return;
        }
        let mut of_total = self.amounts.get(total).and_then(|t| t.concept);
        let of_part = self.amounts.get(part).and_then(|a| a.concept);
        let unspent = matches!(of_total, Some("carryover_closing") | None) && is_unspent(self, total);
        if let Some(t) = self.amounts.get_mut(total) {
            // the basic expenditure is no part of the projects' budget
            if of_total == Some("budget_project_initial") && of_part == Some("gpb_expenditure_basic") {
                t.concept = Some("budget_total_initial");
            }
            // what was not spent is carried on and taken back: it is neither alone
            if unspent && matches!(of_part, Some("carryover_closing" | "budget_adjust_decrease" | "budget_lapsed")) {
                t.concept = None;
            }
            of_total = t.concept;
        }
        // in a form the column says what a row is
        let form = self.amounts.get(part).is_some_and(|a| a.cell.is_some() && a.column.is_some());
        let from = spent_from(self, part).filter(|_| !form);
        let Some(a) = self.amounts.get_mut(part) else { return };
        a.parent = Some(total);
        if of_total == Some("expenditure_total")
            && let Some(id) = from
        {
            a.concept = Some(id);
            a.column = Some(Column::Executed);
        }
        if from.is_some() && of_total.is_some_and(|c| c.starts_with("carryover")) {
            a.concept = None;
        }
        if unspent && of_part == Some("budget_adjust_decrease") {
            a.concept = Some("budget_lapsed");
        }
        // 年初预算…，其中基本支出…: the parts of a budget are budgets
        if let Some(total) = of_total.filter(|c| c.starts_with("budget_total") || c.starts_with("budget_adjust"))
            && let Some(c) = a.concept.filter(|c| executed_part(c) && a.cell.is_none())
        {
            let column = if total == "budget_total_initial" { Column::Initial } else { Column::Budget };
            a.concept = super::amounts::budget_id(c, column);
            a.column = Some(column);
        }
        // what a budget comes from is no revenue yet
        if !form && of_total.is_some_and(|c| c.starts_with("budget_total")) && a.concept.is_some_and(|c| c.ends_with("_revenue"))
        {
            a.concept = None;
        }
        // a part of a quantity is not that quantity
        if a.concept == of_total && a.fund.is_none() && of_total.is_some_and(|c| c.starts_with("carryover")) {
            a.concept = None;
        }
        let binding = if exhaustive { Binding::Exhaustive } else { Binding::Among };
        match self.breakdowns.iter_mut().rev().find(|b| b.total == total) {
            Some(b) => {
                b.parts.push(part);
                if exhaustive {
                    b.binding = Binding::Exhaustive;
                }
                b.word = b.word.or(word);
            }
            None => self.breakdowns.push(Breakdown { total, parts: vec![part], binding, word }),
        }
    }

    /// The parts, from `first` on, of one total that stands before them.
    fn taken_parts(&self, index: usize, first: usize) -> Option<Vec<usize>> {
        let total = self.amounts.get(index.checked_sub(1)?)?.parent?;
        let parts: Vec<usize> =
            (first..index).filter(|&i| self.amounts.get(i).is_some_and(|a| a.parent == Some(total))).collect();
        (total < first && parts.len() >= 2).then_some(parts)
    }

    /// Takes a part from its total.
    pub fn detach(&mut self, part: usize) {
        let Some(total) = self.amounts.get_mut(part).and_then(|a| a.parent.take()) else { return };
        for b in self.breakdowns.iter_mut().filter(|b| b.total == total) {
            b.parts.retain(|&p| p != part);
        }
        self.breakdowns.retain(|b| !b.parts.is_empty());
    }

    fn makes_cycle(&self, part: usize, total: usize) -> bool {
        let mut at = Some(total);
        let mut steps = 0;
        while let Some(i) = at {
            if i == part || steps > 64 {
                return true;
            }
            steps += 1;
            at = self.amounts.get(i).and_then(|a| a.parent);
        }
        false
    }

    /// 类 1, 款 2, 项 3 for the figure of a functional class; 0 for any other.
    fn class_level(&self, index: usize) -> u8 {
        self.classes.get(index).and_then(|c| c.as_deref()).map_or(0, class_level)
    }

    /// The sum of a list of amounts.
    pub fn sum(&self, list: &[usize]) -> Decimal {
        list.iter().filter_map(|&i| self.amounts.get(i)).map(|a| a.wan).sum()
    }

    /// Whether the parts that a total has so far make it up exactly.
    pub fn closes(&self, total: usize) -> bool {
        let parts: Vec<usize> =
            self.breakdowns.iter().filter(|b| b.total == total).flat_map(|b| b.parts.iter().copied()).collect();
        parts.len() >= 2 && self.amounts.get(total).is_some_and(|t| t.wan == self.sum(&parts))
    }

    /// Whether the parts of a list make up its total, and a figure that is not nought follows: it is no part.
    fn closed_since(&self, f: Frame, index: usize) -> bool {
        let parts: Vec<usize> =
            (f.from..index).filter(|&i| self.amounts.get(i).is_some_and(|a| a.parent == Some(f.total))).collect();
        let more = self.amounts.get(index).is_some_and(|a| !a.wan.is_zero());
        more && parts.len() >= 2 && self.amounts.get(f.total).is_some_and(|t| !t.wan.is_zero() && t.wan == self.sum(&parts))
    }

    /// Whether a budget's parts are the basic and the project expenditure: there are no others.
    pub fn has_both_halves(&self, total: usize) -> bool {
        let part = |id: &str| self.amounts.iter().any(|a| a.parent == Some(total) && a.concept == Some(id));
        part("budget_basic_initial") && part("budget_project_initial")
    }

    /// Whether the words name a half of a budget: 基本支出预算, 项目支出预算.
    pub fn is_half(&self, v: &super::vocabulary::Vocabulary, index: usize) -> bool {
        let term = |k: &String| {
            v.term_at_end(k).is_some_and(|(_, t)| {
                matches!(t.under_initial.as_deref(), Some("budget_basic_initial" | "budget_project_initial"))
            })
        };
        self.keys.get(index).is_some_and(term)
    }

    /// The longest run at the end of `list` (at least two) that adds up to amount `total`.
    fn suffix_that_makes(&self, list: &[usize], total: usize) -> Option<Vec<usize>> {
        let want = self.amounts.get(total)?.wan;
        let mut best = None;
        let mut sum = Decimal::ZERO;
        for (n, &i) in list.iter().rev().enumerate() {
            sum += self.amounts.get(i)?.wan;
            if n >= 1 && sum == want {
                best = Some(list[list.len() - n - 1..].to_vec());
            }
        }
        best
    }
}
