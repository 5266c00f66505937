//! Classifies the numbers printed in Arabic digits.

use super::chars::*;
use super::lexicon::{UnitKind, lexicon};
use super::number::{self, Number};
use super::ranges::is_range;
use super::scan::Scan;
use super::suffix::Suffix;
use super::{MentionKind, MoneyUnit, OtherKind};

impl Scan<'_> {
    /// Reads the number whose first digit stands at `start`; gives the place to go on from.
    pub fn arabic(&mut self, start: usize) -> usize {
        let text = self.text;
        let run = digits_end(text, start);
        let n = number::arabic(text, start, self.limit);
        let found = self
            .letters(&n, run)
            .or_else(|| self.document_number(start, run))
            .or_else(|| self.dashed_date(start, run))
            .or_else(|| self.after_ordinal_mark(start));
        if let Some(end) = found {
            return end;
        }
        if let Some(end) = self.enumerator(&n).or_else(|| self.quoted(&n)).or_else(|| self.chained(&n)) {
            return end;
        }
        if let Some(found) = self.suffix(&n)
            && let Some(end) = self.by_suffix(&n, found)
        {
            return self.range_with_unit(&n, found, end);
        }
        self.range(&n)
            .or_else(|| self.hotline(&n))
            .or_else(|| self.bare_percent(&n))
            .or_else(|| self.bare_score(&n))
            .or_else(|| self.bare_zero(&n))
            .or_else(|| self.form_number(&n))
            .or_else(|| self.code(&n))
            .or_else(|| self.bare_year(&n))
            .or_else(|| self.bare_scale(&n))
            .or_else(|| self.named_ordinal(&n))
            .unwrap_or_else(|| self.unclassified(&n))
    }

    fn unclassified(&mut self, n: &Number) -> usize {
        let value = n.base;
        let kind = if self.in_quotes(n.start, n.digits_end) { OtherKind::Name } else { OtherKind::Unclassified };
        self.push(n.start, n.digits_end, MentionKind::Other { kind, value })
    }

    /// `第3次全委会`, `第12条`, `第 5 届`.
    fn after_ordinal_mark(&mut self, start: usize) -> Option<usize> {
        let text = self.text;
        let before = skip_blanks_back(text, start);
        if char_before(text, before) != Some('第') || before - '第'.len_utf8() < self.done {
            return None;
        }
        let run = digits_end(text, start);
        let from = before - '第'.len_utf8();
        let mut end = run;
        // 第3-5条
        if let Some(c) = char_at(text, run).filter(|&c| is_range(c) || c == '、') {
            let to = digits_end(text, run + c.len_utf8());
            if to > run + c.len_utf8() {
                end = to;
            }
        }
        let end = self.ordinal_end(end);
        let kind = if self.names_meeting(end) { OtherKind::Meeting } else { OtherKind::Ordinal };
        Some(self.push_other(from, end.min(self.limit).max(run), kind))
    }

    /// The end of the unit after an ordinal number.
    pub fn ordinal_end(&self, end: usize) -> usize {
        let at = skip_blanks(self.text, end);
        match lexicon().unit(self.text, at) {
            Some((unit_end, _)) => unit_end,
            None => match char_at(self.text, at) {
                Some(c) if "届条款章节号批次名位部页项季卷期轮组".contains(c) => at + c.len_utf8(),
                _ => end,
            },
        }
    }

    /// Whether a meeting is named in the clause after `at`.
    pub fn names_meeting(&self, at: usize) -> bool {
        let rest = self.text.get(at..self.limit).unwrap_or("");
        let clause: usize = rest.chars().take(12).take_while(|&c| !ends_clause(c)).map(char::len_utf8).sum();
        let clause = rest.get(..clause).unwrap_or("");
        lexicon().meeting.iter().any(|w| clause.contains(w.as_str()))
    }

    /// `：1.团委…；2.`, `（1）`: the number of an item.
    fn enumerator(&mut self, n: &Number) -> Option<usize> {
        if let Some(end) = self.item_before_digits(n) {
            return Some(self.push_other(n.start, end, OtherKind::Ordinal));
        }
        if n.integer_digits > 2 || n.decimals > 0 || n.end > n.digits_end {
            return None;
        }
        let text = self.text;
        let next = char_at(text, n.digits_end)?;
        let end = n.digits_end + next.len_utf8();
        let before = if n.start <= self.from { None } else { char_before(text, skip_blanks_back(text, n.start)) };
        let opened = before.is_none_or(|c| matches!(c, '：' | '；' | '。' | ':' | ';' | '\n' | '”' | '！' | '？'));
        let listed = match next {
            '.' | '．' => opened || before == Some('，'),
            '、' => opened && char_at(text, end).is_none_or(|c| digit(c).is_none()),
            '）' | ')' => {
                let bracket = matches!(before, Some('（' | '('));
                let whole_cell = self.cell.is_some() && n.start <= self.from + 3;
                (bracket && !whole_cell) || (opened && before.is_none() && self.cell.is_none())
            }
            _ => false,
        };
        listed.then(|| self.push_other(n.start, n.digits_end, OtherKind::Ordinal))
    }

    /// `2.淘汰锅炉37台。 3.54个监测点位投入运行` in a cell: the number of the third item, and a count right behind its point. Gives the
    /// end of the item's number.
    fn item_before_digits(&self, n: &Number) -> Option<usize> {
        if self.cell.is_none() || n.decimals == 0 || n.integer_digits > 1 || n.start <= self.from {
            return None;
        }
        let item = digit(char_at(self.text, n.start)?).filter(|&d| d >= 2)?;
        let end = digits_end(self.text, n.start);
        let before = char_before(self.text, skip_blanks_back(self.text, n.start));
        let opened = before.is_some_and(|c| matches!(c, '；' | '。' | ';' | '\n'));
        let point = char_at(self.text, end).filter(|c| matches!(c, '.' | '．'))?;
        // the item before it is there
        let told = self.text.get(self.from..n.start)?;
        let last = format!("{}{point}", item - 1);
        let at = told.rfind(&last)?;
        let first = told.get(..at)?.trim_end().chars().next_back();
        (opened && first.is_none_or(|c| matches!(c, '；' | '。' | ';' | '\n'))).then_some(end)
    }

    /// Whether `start..end` stands in a short pair of quotation marks, or in the title of a document.
    pub fn in_quotes(&self, start: usize, end: usize) -> bool {
        // nearly everywhere: no mark opens in the region, or too far back
        if !self.opened.is_some_and(|at| self.from <= at && at < start && start - at <= 4 * 40) {
            return false;
        }
        let head = self.text.get(self.from..start).unwrap_or("");
        let mut open = None;
        for (i, c) in head.chars().rev().take(40).enumerate() {
            match c {
                '“' | '‘' | '「' | '『' if i < 14 => {
                    open = Some(c);
                    break;
                }
                '《' => {
                    open = Some(c);
                    break;
                }
                '”' | '’' | '」' | '』' | '》' | '。' | '；' | '\n' => return false,
                _ => {}
            }
        }
        let Some(open) = open else { return false };
        let reach = if open == '《' { 40 } else { 14 };
        let tail = self.text.get(end..self.limit).unwrap_or("");
        for c in tail.chars().take(reach) {
            match c {
                '”' | '’' | '」' | '』' | '》' => return true,
                '。' | '；' | '\n' => return false,
                _ => {}
            }
        }
        false
    }

    /// “520”, “3·8”, “1+5+N”: digits that are the name in quotation marks.
    fn quoted(&mut self, n: &Number) -> Option<usize> {
        let text = self.text;
        let before = char_before(text, n.start).filter(|_| n.start > self.from);
        let dotted = |c: char| matches!(c, '·' | '•' | '・' | '.' | '．' | '+' | '＋' | '-' | '×' | '/' | '―' | '—');
        let led = before.is_some_and(|c| matches!(c, '“' | '‘' | '「' | '『' | '"') || dotted(c));
        // 3·8 and 12·4 are names of days without quotation marks too
        let day = matches!(char_at(text, n.digits_end), Some('·' | '•' | '・'));
        if day {
            let from = n.digits_end + char_at(text, n.digits_end)?.len_utf8();
            let to = digits_end(text, from);
            if to > from && n.decimals == 0 {
                return Some(self.push_other(n.start, to, OtherKind::Name));
            }
        }
        if !led && !self.in_quotes(n.start, n.digits_end) {
            return None;
        }
        if led {
            let mut end = n.digits_end;
            let mut at = end;
            for c in text.get(end..self.limit)?.chars().take(14) {
                at += c.len_utf8();
                match c {
                    '”' | '’' | '」' | '』' | '"' => return Some(self.push_other(n.start, end, OtherKind::Name)),
                    c if digit(c).is_some() => end = at,
                    c if dotted(c) || c.is_ascii_alphabetic() => {}
                    _ => break,
                }
            }
            if matches!(before, Some('"')) || before.is_some_and(dotted) {
                return None;
            }
        }
        match self.suffix(n) {
            Some((Suffix::Unit(UnitKind::Count, _), end)) if self.in_quotes(n.start, end) => {
                Some(self.push_other(n.start, n.digits_end, OtherKind::Name))
            }
            Some((Suffix::Money, end)) if matches!(char_at(text, end), Some('”' | '捐')) => {
                Some(self.push_other(n.start, n.digits_end, OtherKind::Name))
            }
            _ => None,
        }
    }

    /// A percentage without its sign: `由71.2提高到84.6%`, `执行率为98.5`.
    fn bare_percent(&mut self, n: &Number) -> Option<usize> {
        if n.exponent > 0 || n.more || n.grouped {
            return None;
        }
        let text = self.text;
        let lex = lexicon();
        if let Some((to, ())) = lex.change.at(text, skip_blanks(text, n.digits_end)) {
            let from = skip_blanks(text, to);
            if char_at(text, from).and_then(digit).is_some() {
                let second = number::arabic(text, from, self.limit);
                if matches!(self.suffix(&second), Some((Suffix::Percent { .. }, _))) {
                    return self.percent(n, n.digits_end, false);
                }
            }
        }
        let next = char_at(text, skip_blanks(text, n.digits_end));
        if self.cell.is_some() || next.is_some_and(|c| !ends_clause(c)) {
            return None;
        }
        let mut at = skip_blanks_back(text, n.start);
        for _ in 0..2 {
            if let Some((start, _, ())) = lex.percent_link.before(text, at) {
                at = skip_blanks_back(text, start);
            }
        }
        let hundred = n.base.is_some_and(|v| v <= rust_decimal::Decimal::from(1000));
        (at > self.from && hundred && lex.percent.before(text, at).is_some()).then(|| self.percent(n, n.digits_end, false))?
    }

    /// A score without 分: `得分10，`, `权重15；`.
    fn bare_score(&mut self, n: &Number) -> Option<usize> {
        if n.exponent > 0 || n.more || n.integer_digits > 4 || self.cell.is_some() {
            return None;
        }
        let text = self.text;
        let next = char_at(text, skip_blanks(text, n.digits_end));
        if next.is_some_and(|c| !ends_clause(c) && !is_range(c)) {
            return None;
        }
        let mut at = skip_blanks_back(text, n.start);
        if let Some((start, _, ())) = lexicon().percent_link.before(text, at) {
            at = start;
        }
        let (_, word, ()) = lexicon().score.before(text, at)?;
        if matches!(word, "得" | "计") {
            return None;
        }
        let value = n.base?;
        Some(self.push(n.start, n.digits_end, MentionKind::Score { value }))
    }

    /// `25万` with nothing after it: money after words of money (民营经济服务专项25万), a measure otherwise (点击量18万).
    fn bare_scale(&mut self, n: &Number) -> Option<usize> {
        if n.exponent < 4 {
            return None;
        }
        let end = n.end;
        if self.money_near(n.start)
            && char_at(self.text, end).is_none_or(|c| ends_clause(c) || is_blank(c) || "用左以。作是的为已于".contains(c))
        {
            let scale = self.text.get(n.scale.0..n.scale.1).unwrap_or("");
            let unit = if scale.contains('亿') { MoneyUnit::YiYuan } else { super::suffix::money_unit(scale) };
            return self.money(n, end, unit);
        }
        let value = n.value();
        Some(self.push_bounded(n.start, end, n.more, MentionKind::Other { kind: OtherKind::Measure, value }))
    }

    /// Whether the words before `at` in the clause speak of money, and of nothing else after that.
    fn money_near(&self, at: usize) -> bool {
        let lex = lexicon();
        let head = self.text.get(self.from..at).unwrap_or("");
        let back: usize =
            head.chars().rev().take(16).take_while(|&c| !matches!(c, '。' | '；' | '，' | '\n')).map(char::len_utf8).sum();
        let clause = head.get(head.len() - back..).unwrap_or("");
        let Some(found) = lex.money.iter().filter_map(|w| clause.rfind(w.as_str()).map(|i| i + w.len())).max() else {
            return false;
        };
        let between = clause.get(found..).unwrap_or("");
        !lex.no_money.iter().any(|w| between.contains(w.as_str()))
    }

    /// `政府性基金预算支出为0。`: nothing was spent, whatever the unit.
    fn bare_zero(&mut self, n: &Number) -> Option<usize> {
        let zero = n.base.is_some_and(|v| v.is_zero()) && n.end == n.digits_end && self.cell.is_none();
        let text = self.text;
        let next = char_at(text, skip_blanks(text, n.digits_end));
        if !zero || next.is_some_and(|c| !ends_clause(c)) {
            return None;
        }
        let mut at = skip_blanks_back(text, n.start);
        if let Some((start, _, ())) = lexicon().percent_link.before(text, at) {
            // 出国费、购置费均为0: of several things, the figure of none
            if text.get(start..at).is_some_and(|w| w.starts_with(['均', '都', '皆'])) {
                return None;
            }
            at = start;
        }
        let head = text.get(self.from..at)?;
        let ends =
            ["支出", "收入", "预算", "结余", "结转", "经费", "拨款", "费用", "费", "金额"].iter().any(|w| head.ends_with(w));
        ends.then(|| self.money(n, n.digits_end, MoneyUnit::Yuan))?
    }

    /// `公开10表`, `附01表`
    fn form_number(&mut self, n: &Number) -> Option<usize> {
        let form =
            n.integer_digits <= 2 && n.decimals == 0 && n.end == n.digits_end && char_at(self.text, n.digits_end) == Some('表');
        form.then(|| self.push_other(n.start, n.digits_end, OtherKind::Ordinal))
    }

    /// `附件2`, `目标1：`, `表3`.
    fn named_ordinal(&mut self, n: &Number) -> Option<usize> {
        if n.integer_digits > 3 || n.decimals > 0 {
            return None;
        }
        let head = self.text.get(self.from..n.start)?.trim_end();
        let named = [
            "附件",
            "目标",
            "任务",
            "附表",
            "表",
            "图",
            "指标",
            "问题",
            "措施",
            "专栏",
            "方案",
            "项目",
            "子项目",
            "类型",
            "注",
            "附",
            "No.",
            "№",
            "编号",
            "序号",
        ]
        .iter()
        .any(|w| head.ends_with(w));
        named.then(|| self.push_other(n.start, n.digits_end, OtherKind::Ordinal))
    }
}
