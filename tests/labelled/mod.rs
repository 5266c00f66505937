//! Builds the stages' results from a labelled report: perfect facts, so that the checks are judged apart from the reading.

use std::path::{Path, PathBuf};

use jixiao::checks::{self, Check};
use jixiao::interpret::{
    Amount, AmountRole, Binding, Breakdown, Count, CountRole, Facts, Fund, Percent, PercentKind, Score, Staff,
};
use jixiao::mentions::{Bound, MoneyUnit};
use jixiao::outline::{Outline, Section};
use jixiao::read::{Document, Span};
use rust_decimal::Decimal;
use serde_json::Value;

/// A labelled report and what the stages before the checks would ideally make of it.
pub struct Labelled {
    pub name: String,
    pub truth: Value,
    pub doc: Document,
    pub outline: Outline,
    pub facts: Facts,
}

impl Labelled {
    pub fn check(&self) -> Vec<Check> {
        checks::check(&self.doc, &self.outline, &self.facts)
    }
}

/// The labelled texts of the repository.
pub fn corpus() -> Vec<Labelled> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut files: Vec<PathBuf> =
        fs_err::read_dir(root.join("narrative")).expect("corpus").map(|e| e.expect("entry").path()).collect();
    files.push(root.join("youth-league-2024.truth.json"));
    files.retain(|f| f.to_string_lossy().ends_with(".truth.json"));
    files.sort();
    files.iter().map(|f| load(f)).collect()
}

pub fn dec(v: &Value) -> Option<Decimal> {
    match v {
        Value::String(s) => s.replace(',', "").parse().ok(),
        Value::Number(n) => n.to_string().parse().ok(),
        _ => None,
    }
}

fn text(v: &Value) -> String {
    v.as_str().unwrap_or_default().to_owned()
}

/// One to nine.
const NUMERALS: &str = "一二三四五六七八九";

/// Finds words one after the other; a number must not be the tail of a longer one.
struct Finder<'a> {
    text: &'a str,
    from: usize,
}

impl Finder<'_> {
    fn next(&mut self, words: &str, range: Span) -> Option<Span> {
        let start = self.from.max(range.start as usize);
        let found = find(self.text, words, start, range.end as usize)
            .or_else(|| find(self.text, words, range.start as usize, range.end as usize))?;
        self.from = found.end as usize;
        Some(found)
    }
}

fn find(text: &str, words: &str, mut from: usize, end: usize) -> Option<Span> {
    while from <= end {
        let at = from + text.get(from..end.min(text.len()))?.find(words)?;
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | '０'..='９' | '．'));
        let comma = before == Some(',') && words.starts_with(|c: char| c.is_ascii_digit());
        let tail = words.ends_with(|c: char| c.is_ascii_digit()) && digit(after);
        if !(digit(before) || comma || tail) {
            return Some(Span::new(at, at + words.len()));
        }
        from = at + words.chars().next().map_or(1, char::len_utf8);
    }
    None
}

pub fn load(path: &Path) -> Labelled {
    let truth: Value = serde_json::from_slice(&fs_err::read(path).expect("truth")).expect("json");
    let file = path.with_file_name(text(&truth["file"]));
    let parsed = jixiao::parse(&fs_err::read(&file).expect("text"), &file.to_string_lossy());
    let doc = parsed.doc;
    let outline = outline(&truth, &doc, &parsed.outline);
    let mut facts = Facts { mentions: parsed.facts.mentions, ..Facts::default() };
    facts.head.fiscal_year = truth["fiscal_year"].as_i64().map(|y| y as i32);
    facts.head.unit_name = truth["unit_name"].as_str().map(str::to_owned);
    facts.head.kind = match truth["kind"].as_str() {
        Some("overall_report") => Some("overall_report"),
        Some("project_report") => Some("project_report"),
        _ => None,
    };
    amounts(&truth, &doc, &outline, &mut facts);
    breakdowns(&doc, &mut facts);
    funds(&truth, &doc, &outline, &mut facts);
    percents(&truth, &doc, &outline, &mut facts);
    comparisons(&doc, &mut facts);
    counts(&truth, &doc, &outline, &mut facts);
    staff(&truth, &doc, &outline, &mut facts);
    scores(&doc, &outline, &mut facts);
    Labelled { name: text(&truth["file"]), truth, doc, outline, facts }
}

fn outline(truth: &Value, doc: &Document, real: &Outline) -> Outline {
    let mut out = Outline { title: real.title, ..Outline::default() };
    let nil: Vec<String> = truth["nil"].as_array().into_iter().flatten().map(text).collect();
    let mut at = 0;
    for s in truth["sections"].as_array().into_iter().flatten() {
        let (path, marker, title) = (text(&s[0]), text(&s[2]), text(&s[3]));
        let squeeze = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let head: String = squeeze(&format!("{marker}{title}")).chars().take(12).collect();
        let starts = |i: usize| squeeze(doc.words(doc.paragraphs[i].span)).starts_with(&head);
        // A table of contents prints the same titles: the last run of them is the body.
        let contents = real.contents.iter().max().map_or(0, |m| m + 1);
        let Some(p) = (at.max(contents)..doc.paragraphs.len()).find(|&i| starts(i)) else { continue };
        at = p + 1;
        let span = doc.paragraphs[p].span;
        let words = doc.words(span);
        let lead = words.len() - words.trim_start().len();
        let mark = words
            .find(marker.chars().last().unwrap_or('、'))
            .map_or(lead, |i| i + marker.chars().last().map_or(0, char::len_utf8));
        let start = span.start as usize + mark;
        let rest = &doc.text[start..span.end as usize];
        let end = start + rest.find(['。', '：', ':', '；', ';']).unwrap_or(rest.len());
        let parent = path.rfind('.').and_then(|i| out.sections.iter().position(|s: &Section| s.path == path[..i]));
        let twin = real.sections.iter().find(|r| r.paragraph == p);
        out.sections.push(Section {
            level: s[1].as_u64().unwrap_or(1) as u8,
            marker: Span::new(span.start as usize + lead, start),
            ordinal: twin.and_then(|t| t.ordinal),
            title: Span::new(start, end),
            role: twin.and_then(|t| t.role),
            nil: nil.contains(&path),
            paragraph: p,
            body: span,
            parent,
            path,
        });
    }
    let ends: Vec<u32> = out.sections.iter().skip(1).map(|s| s.body.start).chain([doc.text.len() as u32]).collect();
    for (s, end) in out.sections.iter_mut().zip(ends) {
        s.body.end = end;
    }
    out
}

/// The text of a section given by its path; all of it where the path is unknown.
fn range(outline: &Outline, doc: &Document, path: &Value) -> (Option<usize>, Span) {
    let at = path.as_str().and_then(|p| outline.sections.iter().position(|s| s.path == p));
    (at, at.map_or(Span::new(0, doc.text.len()), |i| outline.sections[i].body))
}

fn unit_of(raw: &str, wan: Decimal) -> (MoneyUnit, u8) {
    let digits: String = raw
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '．' => '.',
            c => c,
        })
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let decimals = digits.find('.').map_or(0, |i| digits.len() - i - 1) as u8;
    let printed: Decimal = digits.parse().unwrap_or_default();
    let unit = match () {
        () if raw.contains("亿元") => MoneyUnit::YiYuan,
        () if raw.contains("万元") => MoneyUnit::WanYuan,
        () if raw.contains('元') => MoneyUnit::Yuan,
        () if printed.abs() == wan.abs() => MoneyUnit::WanYuan,
        () => MoneyUnit::Yuan,
    };
    (unit, decimals)
}

fn leak(s: String) -> &'static str {
    Box::leak(s.into_boxed_str())
}

fn amounts(truth: &Value, doc: &Document, outline: &Outline, facts: &mut Facts) {
    let mut finder = Finder { text: &doc.text, from: 0 };
    for a in truth["amounts"].as_array().into_iter().flatten() {
        let raw = text(&a["raw"]);
        let (section, range) = range(outline, doc, &a["section"]);
        let span = finder.next(&raw, range).unwrap_or_else(|| panic!("{raw} in {}", a["section"]));
        let wan = dec(&a["wan"]).expect("wan");
        let (unit, decimals) = unit_of(&raw, wan);
        let label = text(&a["label"]);
        let cell = doc
            .tables
            .iter()
            .enumerate()
            .find_map(|(t, table)| table.cells.iter().find(|c| c.span.contains(span)).map(|c| (t as u32, c.row, c.col)));
        facts.amounts.push(Amount {
            span,
            wan,
            decimals,
            unit,
            bound: if a["approx"] == true { Bound::About } else { Bound::Exact },
            role: match a["role"].as_str() {
                Some("comparison") => AmountRole::Comparison,
                Some("standard") => AmountRole::Standard,
                Some("other") => AmountRole::Other,
                _ => AmountRole::Value,
            },
            concept: a["concept"].as_str().map(|c| leak(c.to_owned())),
            direction: direction(&label),
            label,
            section,
            fund: a["fund"].as_str().map(str::to_owned),
            parent: a["parent"].as_u64().map(|p| p as usize),
            year: facts.head.fiscal_year,
            column: None,
            cell,
            changes: None,
        });
    }
}

/// −1 where a label says that something fell, 1 where it rose.
fn direction(label: &str) -> i8 {
    match () {
        () if ["减", "下降", "节约"].iter().any(|w| label.contains(w)) => -1,
        () if label.contains('增') => 1,
        () => 0,
    }
}

fn breakdowns(doc: &Document, facts: &mut Facts) {
    for total in 0..facts.amounts.len() {
        let parts: Vec<usize> = (0..facts.amounts.len()).filter(|&i| facts.amounts[i].parent == Some(total)).collect();
        let (Some(&first), t) = (parts.first(), &facts.amounts[total]) else { continue };
        let between = doc.text.get(t.span.end as usize..facts.amounts[first].span.start as usize).unwrap_or("");
        let column = t.cell.is_some() && facts.amounts[first].cell.is_some();
        let word = ["分别为", "分别是", "分为", "分列", "如下", "由"].iter().any(|w| between.contains(w));
        // 由A和B构成 and 共计 after the list stand before or after the total.
        let after = doc.text.get(t.span.start.saturating_sub(0) as usize..).unwrap_or("");
        let built = after.find('。').is_some_and(|i| after[..i].contains("构成"));
        let exhaustive = column || word || built || facts.amounts[first].span.start < t.span.start;
        facts.breakdowns.push(Breakdown {
            total,
            parts,
            binding: if exhaustive { Binding::Exhaustive } else { Binding::Among },
            word: None,
        });
    }
}

fn funds(truth: &Value, doc: &Document, outline: &Outline, facts: &mut Facts) {
    for f in truth["funds"].as_array().into_iter().flatten() {
        let name = text(&f["name"]);
        let (section, body) = range(outline, doc, &f["section"]);
        let words = doc.words(body);
        let purpose = words.find("用于").map(|i| Span::new(body.start as usize + i, body.start as usize + words.len()));
        facts.funds.push(Fund {
            initial: dec(&f["initial"]),
            adjust: dec(&f["adjust"]),
            budget: None,
            actual: dec(&f["actual"]),
            balance: dec(&f["balance"]),
            derived: Vec::new(),
            purpose,
            section,
            amounts: (0..facts.amounts.len()).filter(|&i| facts.amounts[i].fund.as_deref() == Some(&name)).collect(),
            names: Vec::new(),
            name,
        });
    }
    for (words, unit) in [
        ("专项资金共", "个"),
        ("专项资金", "项"),
        ("共实施", "个子项目"),
        ("共实施项目", "个"),
        ("专项支出", "项"),
        ("安排重点项目", "个"),
    ] {
        let told = doc.text.match_indices(words).find_map(|(i, _)| {
            let rest = &doc.text[i + words.len()..];
            let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || NUMERALS.contains(*c)).collect();
            // 五项 as well as 5项
            let numeral = NUMERALS.chars().position(|c| digits.starts_with(c) && digits.len() == c.len_utf8());
            let number = digits.parse::<Decimal>().ok().or(numeral.map(|n| Decimal::from(n as u64 + 1)))?;
            let span = Span::new(i + words.len(), i + words.len() + digits.len());
            rest[digits.len()..].starts_with(unit).then_some((number, span))
        });
        if told.is_some() {
            facts.fund_count = told;
            break;
        }
    }
}

fn percents(truth: &Value, doc: &Document, outline: &Outline, facts: &mut Facts) {
    let mut finder = Finder { text: &doc.text, from: 0 };
    for p in truth["percents"].as_array().into_iter().flatten() {
        let raw = text(&p["raw"]);
        let (section, range) = range(outline, doc, &p["section"]);
        let Some(span) = finder.next(&raw, range) else { continue };
        let value = dec(&p["value"]).expect("percent");
        let before: Vec<char> = doc.text[..span.start as usize].chars().rev().take(16).collect();
        let near: String = before.iter().rev().collect();
        let near = near.rsplit(['，', '。', '；', '（', '、', ',']).next().unwrap_or("").to_owned();
        let last = (0..facts.amounts.len()).rev().find(|&i| facts.amounts[i].span.end <= span.start);
        let same_paragraph = |i: &usize| doc.paragraph_at(facts.amounts[*i].span.start) == doc.paragraph_at(span.start);
        let rate = ["执行率", "支出率", "完成预算", "完成年初预算"].iter().any(|w| near.contains(w)) || near == "支付率";
        let (kind, concept) = match () {
            () if near.contains('占') => (PercentKind::Share, None),
            () if near.contains("增长") => (PercentKind::Increase, None),
            () if near.contains("下降") => (PercentKind::Decrease, None),
            // The figures of this rate stand behind it.
            () if near.contains("采购执行率") => (PercentKind::Outcome, None),
            () if near.contains("人员控制率") => (PercentKind::Rate, Some("personnel_control_rate")),
            () if near.contains("控制率") => (PercentKind::Rate, Some("san_gong_control_rate")),
            () if near.contains("结转结余率") => (PercentKind::Rate, Some("carryover_rate")),
            () if rate => (PercentKind::Rate, Some("execution_rate")),
            () => (PercentKind::Outcome, None),
        };
        let executed = |i: &usize| {
            let a = &facts.amounts[*i];
            // 一般公共预算财政拨款支出 was spent
            let other =
                !a.label.ends_with("支出") && ["预算", "结转", "结余", "调整", "追加"].iter().any(|w| a.label.contains(w));
            a.role == AmountRole::Value && !other
        };
        let amount = match kind {
            PercentKind::Rate => (0..facts.amounts.len())
                .rev()
                .filter(|&i| facts.amounts[i].span.end <= span.start)
                .filter(same_paragraph)
                .find(executed),
            PercentKind::Share => last.filter(|i| same_paragraph(i)),
            PercentKind::Increase | PercentKind::Decrease => None,
            PercentKind::Outcome => None,
        };
        facts.percents.push(Percent {
            span,
            value,
            decimals: unit_of(&raw, value).1,
            bound: if near.contains('约') { Bound::About } else { Bound::Exact },
            kind,
            concept,
            label: near,
            section,
            amount,
            fund: amount.and_then(|i| facts.amounts[i].fund.clone()),
            cell: None,
        });
    }
}

/// A change belongs to the value before it in the paragraph.
fn comparisons(doc: &Document, facts: &mut Facts) {
    for i in 0..facts.amounts.len() {
        if facts.amounts[i].role != AmountRole::Comparison {
            continue;
        }
        let here = doc.paragraph_at(facts.amounts[i].span.start);
        let before = |j: &usize| {
            facts.amounts[*j].role == AmountRole::Value
                && facts.amounts[*j].parent.is_none()
                && doc.paragraph_at(facts.amounts[*j].span.start) == here
        };
        let mut all: Vec<usize> = (0..i).rev().filter(before).collect();
        if facts.amounts[i].label.contains("收")
            || doc
                .words(Span::new(facts.amounts[i].span.start as usize - 30, facts.amounts[i].span.start as usize))
                .contains("收入较")
        {
            all.retain(|&j| facts.amounts[j].label.contains('收'));
        }
        // 支出合计…，年末结转…，本年支出比上年增加: the subject is the expenditure.
        all.retain(|&j| !matches!(facts.amounts[j].concept, Some("carryover_closing" | "carryover_opening")));
        facts.amounts[i].changes = all.first().copied();
    }
}

fn counts(truth: &Value, doc: &Document, outline: &Outline, facts: &mut Facts) {
    let mut finder = Finder { text: &doc.text, from: 0 };
    for c in truth["counts"].as_array().into_iter().flatten() {
        let (section, range) = range(outline, doc, &c["section"]);
        let Some(span) = finder.next(&text(&c["raw"]), range) else { continue };
        facts.counts.push(Count {
            span,
            value: dec(&c["value"]),
            range: None,
            unit: text(&c["unit"]),
            bound: if c["approx"] == true { Bound::AtLeast } else { Bound::Exact },
            label: String::new(),
            role: (c["role"] == "target").then_some(CountRole::Target),
            section,
            cell: None,
        });
    }
}

fn staff(truth: &Value, doc: &Document, outline: &Outline, facts: &mut Facts) {
    for (concept, value) in truth["staff"].as_object().into_iter().flatten() {
        let Some(value) = dec(value) else { continue };
        let word = match concept.as_str() {
            c if c.starts_with("reception") => "批次",
            c if c.starts_with("vehicles") => "辆",
            "internal_org_count" => "内设",
            _ => "编",
        };
        let n = value.to_string();
        let full: String = n.chars().map(|c| char::from_u32(c as u32 - '0' as u32 + '０' as u32).unwrap_or(c)).collect();
        let from = doc.text.find(word).map_or(0, |i| i.saturating_sub(30));
        let from = (from..).find(|&i| doc.text.is_char_boundary(i)).unwrap_or(0);
        let span = find(&doc.text, &n, from, doc.text.len()).or_else(|| find(&doc.text, &full, 0, doc.text.len()));
        let span = span.unwrap_or(Span::new(from, from));
        let before: String =
            doc.text[..span.start as usize].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
        let sentence = before.rsplit(['。', '\n']).next().unwrap_or("");
        let year = ["年末", "年底", "年12月31日"].iter().find_map(|w| {
            sentence.find(w).and_then(|i| {
                sentence[..i].chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect::<String>().parse().ok()
            })
        });
        let bracket =
            concept == "staffing_quota_worker" && ["（含机关工勤", "（机关工勤", "（含工勤"].iter().any(|w| doc.text.contains(w));
        facts.staff.push(Staff {
            concept: leak(concept.clone()),
            value,
            span,
            section: outline.section_at(span.start),
            cell: None,
            negated: value.is_zero(),
            year,
            inside: bracket.then_some("staffing_quota_admin"),
        });
    }
    // One section for the quotas, whatever the digits hit.
    let home = facts.staff.iter().find(|s| s.concept == "staffing_quota_total").and_then(|s| s.section);
    for s in &mut facts.staff {
        if s.concept.starts_with("staff") {
            s.section = home;
        }
    }
}

fn scores(doc: &Document, outline: &Outline, facts: &mut Facts) {
    let number = |s: &str| -> (usize, Option<Decimal>) {
        let n = s.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        (n, s[..n].parse().ok())
    };
    for (i, _) in doc.text.match_indices('分') {
        let digits = doc.text[..i].bytes().rev().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let start = i - digits;
        let (Some(value), after) = (doc.text[start..i].parse::<Decimal>().ok(), &doc.text[i + 3..]) else { continue };
        let before: String = doc.text[..start].chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        let after_label = before.rsplit(['，', '。', '；', '（', '、', '；']).next().unwrap_or("").to_owned();
        if after_label.contains("满分") || after_label.contains("权重") || after.starts_with("以上") {
            continue;
        }
        let full = after.strip_prefix("（满分").and_then(|r| number(r).1).or_else(|| {
            let line = &doc.text[..start];
            let w = line.rfind("权重").filter(|w| line[*w..].chars().count() < 14)?;
            number(&line[w + "权重".len()..]).1
        });
        let total = ["自评得分", "自评总分", "综合得分", "绩效得分", "总分"].iter().any(|w| after_label.contains(w));
        let end = i + 3;
        facts.scores.push(Score {
            span: Span::new(start, end),
            value,
            full,
            label: after_label,
            total,
            section: outline.section_at(start as u32),
        });
    }
    for words in ["等级为", "等级：", "评定等级为"] {
        let Some(i) = doc.text.find(words) else { continue };
        let rest = &doc.text[i + words.len()..];
        let skip = rest.chars().take_while(|c| matches!(c, '“' | '”' | '"')).map(char::len_utf8).sum::<usize>();
        // 评价等级为“中”及以下的，压减…: a condition
        let condition = rest[skip..].chars().take(6).collect::<String>().contains("以下");
        if let Some(c) = rest[skip..].chars().next().filter(|_| !condition) {
            let at = i + words.len() + skip;
            facts.head.grade = Some((c.to_string(), Span::new(at, at + c.len_utf8())));
        }
    }
}
