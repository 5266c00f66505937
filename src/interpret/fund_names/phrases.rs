//! The name of a fund, read off the words before a figure.

use crate::interpret::amounts;
use crate::interpret::facts::Column;
use crate::interpret::labels::{self, clean_label};
use crate::interpret::vocabulary::{Meaning, Subject, Term, Vocabulary, squeeze, squeezed, squeezed_words, vocabulary};

/// The first byte of the sentence that ends at `end` of the words between two figures, if it is nothing but an enumerator and
/// a name. `whole`: the words begin where the paragraph does.
pub(super) fn own_sentence(v: &Vocabulary, between: &str, end: usize, whole: bool) -> Option<usize> {
    let head = between.get(..end)?;
    let from = match head.rfind(['。', '；', '：']) {
        Some(i) => i + '。'.len_utf8(),
        None if whole => 0,
        None => return None,
    };
    let words = head.get(from..)?.trim();
    let name = labels::without_enumerator(words);
    let short = (3..=30).contains(&name.chars().count()) && !name.contains(['，', '、', '：']);
    // without an enumerator only a name that ends as a fund's does
    let plain = name.chars().count() <= 20 && v.strong_nouns.at_end(&squeezed_words(name)).is_some();
    ((name.len() < words.len() || plain) && short).then_some(from)
}

/// 全部用于县城快速通道建设项目。该项目年初预算…; 用于机关后勤企业改革补助，年初预算…; 为彩票公益金安排的光荣院改造项目，该项目年初未安排
/// 预算，年中下达…: the fund that the words before a field of it say was paid for, where its name begins, and whether 该项目 means it.
pub(super) fn used_for(v: &Vocabulary, between: &str) -> Option<(usize, String, bool)> {
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
pub(super) fn before_bracket(v: &Vocabulary, between: &str) -> Option<(usize, String)> {
    let (told, field) = between.rsplit_once(['（', '('])?;
    let initial = v.term(&squeeze(field)).is_some_and(|t| t.bare && t.is_fund_field() && t.column == Some(Column::Initial));
    let at = told.rfind(['，', '。', '；', '、', '：', '）']).map_or(0, |i| i + '，'.len_utf8());
    let name = told.get(at..).filter(|_| initial)?;
    let name = name.get(name.len() - labels::without_enumerator(name).len()..)?;
    ((3..=24).contains(&name.chars().count()) && v.fund_nouns.at_end(name).is_some()).then_some(())?;
    item_name(v, &format!("{name}，{field}")).map(|name| (at, name))
}

/// The name of the fund that an item begins with, if the words before its first figure say that it is about one: a name, then
/// a field word of funds (年初预算, 预算安排, …), a mark between them or none.
pub(super) fn item_name(v: &Vocabulary, words: &str) -> Option<String> {
    let words = labels::without_enumerator(words.trim_start());
    let head_end = words.find(['，', '。', '：', ':', '；', '|', '\t']).unwrap_or(words.len());
    // “三北”工程造林补助年初未安排，年中下达…
    let head_end = v.turns.not_at_first.first_in(words).map_or(head_end, |hit| hit.start.min(head_end));
    let head = words.get(..head_end)?.trim();
    let rest = words.get(head_end..).unwrap_or("");
    // 1.人员类项目。即人员经费，…
    let is_term = |w: &str| v.term_at_start(w).is_some_and(|(_, t)| !t.bare);
    if rest.chars().count() > 60 || rest.get('。'.len_utf8()..).and_then(|r| r.strip_prefix('即')).is_some_and(is_term) {
        return None;
    }
    let label = clean_label(v, head);
    // 博物馆免费开放补助由中央资金180万元、省级资金90万元组成
    if rest.is_empty()
        && let Some((name, source)) = label.split_once('由')
        && v.fund_nouns.at_end(&squeeze(name)).is_some()
        && vocabulary().term(&squeeze(source)).is_some_and(|t| t.meaning(Subject::Fund).is_source())
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
    if amounts::after_purpose(v, label).len() < label.len() {
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
        if vocabulary()
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
        // 资金安排与使用, 支出功能分类: what a chapter is about
        || v.chapter_titles.at_start(&key).is_some()
        || v.term_at_end(&key).is_some_and(|(i, t)| v.is_neutral(key.get(..i).unwrap_or("")) && (!t.bare || i > 0 || n < 6))
    {
        return None;
    }
    Some(printed(label, &name))
}

/// Words that can be the name of a fund beside other funds, though they do not end as one does: a few characters without a
/// figure that name no quantity, no total and no chapter.
pub(super) fn plain_name(v: &Vocabulary, words: &str) -> Option<String> {
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
pub(super) fn chained_name(words: &str) -> Option<String> {
    let v = vocabulary();
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
pub(super) fn field_at_end<'a>(v: &'a Vocabulary, key: &str) -> Option<(usize, &'a Term)> {
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
pub(super) fn printed(label: &str, name: &str) -> String {
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
