//! Which special funds and projects a document speaks of, and which paragraphs are about one of them.
//!
//! [`collect`] finds them before the amounts are read, [`phrases`] reads a name off the words before a figure.

mod collect;
mod phrases;

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use self::phrases::plain_name;
use super::vocabulary::{Vocabulary, squeeze};
use crate::read::Span;
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

    /// 双拥经费因慰问活动合并举办 before 调减: the one fund of a table's rows that a short name means, with the words for a cause behind it.
    pub fn short_before_cause(&self, v: &Vocabulary, residue: &str) -> Option<&str> {
        if self.rows.is_empty() {
            return None;
        }
        let at = v.turns.caused_by.first_in(residue)?.start;
        let name = residue.get(..at).filter(|n| COMMON.at_end(n).is_some() && n.chars().count() >= 4)?;
        let core = core_name(name);
        let holds = |full: &str| {
            let mut rest = full.chars();
            full.len() <= name.len() * 3 && core.chars().all(|c| rest.any(|d| d == c))
        };
        let mut fits = self.names.iter().filter(|(k, _)| self.rows.contains(k) && holds(k));
        let first = fits.next().filter(|_| core.chars().count() >= 2)?;
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

    /// Whether two names stand in the rows of tables, or both are of items: they mean two funds.
    pub fn are_apart(&self, one: &str, other: &str) -> bool {
        let row = |name: &str| self.rows.contains(&squeeze(name));
        row(one) && row(other) || self.is_item(Some(one)) && self.is_item(Some(other))
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

#[cfg(test)]
mod tests {
    use super::super::vocabulary::vocabulary;
    use super::phrases::item_name;

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
