//! The special funds and projects, each with its figures: what is printed, and what follows from it by arithmetic.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::facts::*;
use super::fund_names::same_fund;
use crate::outline::Outline;
use crate::read::{Document, ParagraphKind, Span};
use crate::words::Words;

/// Where a fund's figure was found; the item about the fund counts more than a table, and a table more than a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    List,
    Table,
    Item,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Initial,
    Adjust,
    Actual,
    Balance,
    /// None of the funds of the paragraph has a balance.
    NoBalances,
}

/// `data/funds.toml`
#[derive(Default, Deserialize)]
struct FundWords {
    stated: Stated,
    all: AllFunds,
}

/// Words that state a field without a figure.
#[derive(Default, Deserialize)]
struct Stated {
    initial: Vec<String>,
    actual: Vec<String>,
    adjust: Vec<String>,
    balance: Vec<String>,
    no_balances: Vec<String>,
}

/// What a paragraph says of all funds before it.
#[derive(Default, Deserialize)]
struct AllFunds {
    openings: Words,
    nothing_left: Words,
}

static WORDS: LazyLock<FundWords> = LazyLock::new(|| toml::from_str(include_str!("data/funds.toml")).unwrap_or_default());

/// The words that state a field in one list, and the field of each.
static STATED_WORDS: LazyLock<(Words, Vec<Field>)> = LazyLock::new(|| {
    let s = &WORDS.stated;
    let fields = [
        (Field::Initial, &s.initial),
        (Field::Actual, &s.actual),
        (Field::Adjust, &s.adjust),
        (Field::Balance, &s.balance),
        (Field::NoBalances, &s.no_balances),
    ];
    let all = fields.into_iter().flat_map(|(field, words)| words.iter().map(move |w| (w.clone(), field)));
    let (words, fields): (Vec<String>, Vec<Field>) = all.unzip();
    (words.into(), fields)
});

/// The quantities that make a name a fund's.
const FIELDS: [&str; 7] = [
    "fund_budget_initial",
    "fund_adjust_increase",
    "fund_adjust_decrease",
    "fund_adjust_net",
    "fund_budget_final",
    "fund_actual",
    "fund_balance",
];

/// Gathers the funds of a document.
pub fn funds(doc: &Document, outline: &Outline, amounts: &[Amount]) -> Vec<Fund> {
    let mut names: Vec<&str> = Vec::new();
    let mut known: FxHashSet<&str> = FxHashSet::default();
    // the amounts of each fund
    let mut of: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, a) in amounts.iter().enumerate() {
        if let Some(n) = a.fund.as_deref().filter(|_| a.role != AmountRole::Standard) {
            of.entry(n).or_default().push(i);
        }
        if let Some(n) = &a.fund
            && a.concept.map_or(a.cell.is_some() && a.column.is_some(), |c| FIELDS.contains(&c))
            && known.insert(n.as_str())
        {
            names.push(n);
        }
    }
    names.iter().map(|name| fund(doc, outline, amounts, name, of.remove(name).unwrap_or_default())).collect()
}

fn source_of(doc: &Document, outline: &Outline, a: &Amount) -> Source {
    if a.cell.is_some() {
        return Source::Table;
    }
    let item = doc.paragraph_at(a.span.start).is_some_and(|p| {
        let words = doc.paragraphs.get(p).map_or("", |q| q.span.of(&doc.text));
        let opens_with = |name: &String| {
            let end = words.find(name.as_str()).map(|at| at + name.len());
            end.and_then(|end| words.get(..end)).is_some_and(|head| head.chars().count() <= 60)
        };
        outline.sections.binary_search_by_key(&p, |s| s.paragraph).is_ok() && a.fund.as_ref().is_some_and(opens_with)
    });
    if item || a.parent.is_none() { Source::Item } else { Source::List }
}

fn fund(doc: &Document, outline: &Outline, amounts: &[Amount], name: &str, mine: Vec<usize>) -> Fund {
    let mut out = Fund { name: name.to_owned(), amounts: mine.clone(), ..Fund::default() };
    let best = |concepts: &[&str]| -> Option<usize> {
        mine.iter()
            .copied()
            .filter(|&i| {
                amounts.get(i).is_some_and(|a| a.role == AmountRole::Value && a.concept.is_some_and(|c| concepts.contains(&c)))
            })
            .max_by_key(|&i| amounts.get(i).map(|a| (item_rank(doc, outline, a), std::cmp::Reverse(i))))
    };
    let value = |i: Option<usize>| i.and_then(|i| amounts.get(i)).map(|a| a.wan);
    let initial = best(&["fund_budget_initial"]);
    let actual = best(&["fund_actual"]);
    let balance = best(&["fund_balance"]);
    out.initial = value(initial);
    out.actual = value(actual);
    out.balance = value(balance);
    out.budget = value(best(&["fund_budget_final"]));
    out.adjust = adjustment(doc, outline, amounts, &mine);
    // a base-data form lists its projects by column
    let by_column = |column: Column| {
        mine.iter().filter_map(|&i| amounts.get(i)).find(|a| {
            a.concept.is_none()
                && a.cell.is_some()
                && a.column == Some(column)
                && a.role == AmountRole::Value
                && amounts.iter().filter(|x| x.year.is_some()).filter_map(|x| x.year).max() == a.year
        })
    };
    if out.actual.is_none() {
        out.actual = by_column(Column::Executed).map(|a| a.wan);
    }
    if out.budget.is_none() && initial.is_none() {
        out.budget = by_column(Column::Budget).map(|a| a.wan);
    }
    let home = actual.or(initial).or(balance).and_then(|i| amounts.get(i));
    out.section = home.and_then(|a| a.section);
    for region in regions(doc, amounts, &mine, name) {
        let words = region.of(&doc.text);
        let (stated, fields) = &*STATED_WORDS;
        // …；三项均无结余 is said once of all funds of the paragraph, the rest of the fund alone
        let paragraph = doc.paragraph_at(region.start).and_then(|p| doc.paragraphs.get(p)).map_or(region, |p| p.span);
        stated.all(paragraph.of(&doc.text), |hit| {
            let at = paragraph.start as usize + hit.start;
            let own = at >= region.start as usize && at + (hit.end - hit.start) <= region.end as usize;
            let slot = match fields.get(hit.word) {
                Some(Field::Initial) if own => &mut out.initial,
                Some(Field::Actual) if own => &mut out.actual,
                Some(Field::Adjust) if own => &mut out.adjust,
                Some(Field::Balance) if own => &mut out.balance,
                Some(Field::NoBalances) => &mut out.balance,
                _ => return,
            };
            slot.get_or_insert(Decimal::ZERO);
        });
        if out.purpose.is_none() {
            out.purpose = purpose(words, region.start);
        }
        if let Some(i) = memchr::memmem::find(words.as_bytes(), name.as_bytes()) {
            let start = region.start as usize + i;
            out.names.push(Span::new(start, start + name.len()));
        }
    }
    if out.balance.is_none() && home.is_some_and(|a| none_left_of_all(doc, outline, a)) {
        out.balance = Some(Decimal::ZERO);
    }
    let carried =
        mine.iter().any(|&i| amounts.get(i).is_some_and(|a| a.concept == Some("fund_prev_carryover") && !a.wan.is_zero()));
    // what was carried over is at hand, too: the two alone do not make the budget
    if !carried {
        derive(&mut out);
    }
    out
}

/// 以上6个项目都没有结余: said of all funds before it, in the same top section.
fn none_left_of_all(doc: &Document, outline: &Outline, a: &Amount) -> bool {
    let top = |at: u32| {
        let mut s = outline.section_at(at)?;
        while let Some(above) = outline.sections.get(s).and_then(|x| x.parent) {
            s = above;
        }
        Some(s)
    };
    let home = top(a.span.start);
    doc.paragraphs
        .iter()
        .filter(|p| p.span.start > a.span.end && matches!(p.kind, ParagraphKind::Body | ParagraphKind::Note))
        .any(|p| {
            let words = doc.words(p.span);
            WORDS.all.openings.at_start(words).is_some_and(|_| {
                let said = words.split(['。', '；']).next().unwrap_or("");
                let of_projects = said.split('，').next().is_some_and(|c| c.contains("项目") || c.contains("专项"));
                of_projects && said.split('，').any(|c| WORDS.all.nothing_left.at_end(c).is_some())
            }) && top(p.span.start) == home
        })
}

fn item_rank(doc: &Document, outline: &Outline, a: &Amount) -> Source {
    source_of(doc, outline, a)
}

/// 追加 less 调减, of the best place that has either; a signed column of a table as it stands.
fn adjustment(doc: &Document, outline: &Outline, amounts: &[Amount], mine: &[usize]) -> Option<Decimal> {
    let of = |concepts: &[&str]| -> Vec<&Amount> {
        mine.iter()
            .filter_map(|&i| amounts.get(i))
            .filter(|a| a.role == AmountRole::Value && a.concept.is_some_and(|c| concepts.contains(&c)))
            .collect()
    };
    let moves = of(&["fund_adjust_increase", "fund_adjust_decrease"]);
    let item = moves
        .iter()
        .map(|a| a.section)
        .max_by_key(|s| moves.iter().filter(|a| a.section == *s).map(|a| source_of(doc, outline, a)).max());
    if let Some(section) = item {
        let sum = moves
            .iter()
            .filter(|a| a.section == section)
            .map(|a| if a.concept == Some("fund_adjust_decrease") { -a.wan } else { a.wan })
            .sum();
        return Some(sum);
    }
    of(&["fund_adjust_net"]).first().map(|a| a.wan)
}

/// The words that speak of the fund: the paragraphs of its figures; in a paragraph of several funds from its first figure there
/// to the end of the sentence or to the next fund.
fn regions(doc: &Document, amounts: &[Amount], mine: &[usize], name: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for &i in mine {
        let Some(a) = amounts.get(i).filter(|a| a.cell.is_none()) else { continue };
        let Some(p) = doc.paragraph_at(a.span.start).and_then(|p| doc.paragraphs.get(p)) else { continue };
        if !matches!(p.kind, ParagraphKind::Body | ParagraphKind::Note) {
            continue;
        }
        let other = amounts
            .iter()
            .any(|x| p.span.contains(x.span) && x.fund.as_deref().is_some_and(|f| f != name && !same_fund(f, name)));
        let span = if other {
            let end = amounts
                .iter()
                .filter(|x| x.span.start > a.span.start && x.fund.as_deref().is_some_and(|f| f != name))
                .map(|x| x.span.start)
                .min()
                .unwrap_or(p.span.end)
                .min(p.span.end);
            let rest = Span { start: a.span.end, end }.of(&doc.text);
            let stop = rest.find(['；', '。']).map_or(rest.len(), |n| n);
            let before = Span { start: p.span.start, end: a.span.start }.of(&doc.text);
            let start = before.rfind(['。', '；']).map_or(0, |n| n + '。'.len_utf8());
            Span::new(p.span.start as usize + start, a.span.end as usize + stop)
        } else {
            p.span
        };
        if !out.contains(&span) {
            out.push(span);
        }
    }
    out
}

/// 用于… up to the end of the sentence.
fn purpose(words: &str, base: u32) -> Option<Span> {
    let at = words.find("用于")?;
    let start = at + "用于".len();
    let rest = words.get(start..)?;
    let len = rest.find(['。', '；', '\n']).unwrap_or(rest.len());
    (len > 0).then(|| Span::new(base as usize + start, base as usize + start + len))
}

/// 全年预算 = 年初 + 调整, where it is not printed.
fn derive(f: &mut Fund) {
    if f.budget.is_none()
        && let (Some(i), Some(a)) = (f.initial, f.adjust)
    {
        f.budget = i.checked_add(a);
        f.derived.push("budget");
    }
}
