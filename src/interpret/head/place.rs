//! The place in a unit's name, and the short names that a text uses for the unit.

use std::cell::LazyCell;
use std::ops::Range;

use super::WORDS;
use super::marks::Marks;
use crate::read::Document;

/// The place in a unit's name: province, city, county or district, town. `中国共产主义青年团株洲市芦淞区委员会` gives `株洲市芦淞区`.
pub fn region(name: &str) -> Option<&str> {
    let stripped = WORDS.organisations.iter().find_map(|o| name.strip_prefix(o.as_str())).unwrap_or(name);
    // 团区委, 全县, 本市 name no place
    if stripped.starts_with(['团', '全', '本', '我', '该', '各', '此', '在', '为', '由', '向']) {
        return None;
    }
    let (mut at, mut level) = (0, 0);
    // the nearest end decides: 北山县 before 北山县市场监督管理局
    while let Some((len, found)) = stripped.get(at..).and_then(|rest| step(rest, |words| place_end(words, &(level..4)))) {
        at += len;
        level = found + 1;
    }
    stripped.get(..at).filter(|r| !r.is_empty())
}

/// The levels of places: province, city, county, town. The end of a place's name that words begin with, and its level.
fn place_end(words: &str, levels: &Range<usize>) -> Option<(&'static str, usize)> {
    let found: &[(&str, usize)] = match words.chars().next()? {
        '省' => &[("省", 0)],
        '自' => &[("自治区", 0), ("自治州", 1)],
        '市' => &[("市", 1), ("市", 2)],
        '州' => &[("州", 1)],
        '盟' => &[("盟", 1)],
        '地' => &[("地区", 1)],
        '县' => &[("县", 2)],
        '区' => &[("区", 2)],
        '旗' => &[("旗", 2)],
        '镇' => &[("镇", 3)],
        '乡' => &[("乡", 3)],
        '街' => &[("街道", 3)],
        _ => return None,
    };
    found.iter().copied().find(|(end, level)| levels.contains(level) && words.starts_with(end))
}

/// Length of `X市` at the start, one to six characters and an end that `end_of` finds, and the end's level.
fn step(words: &str, end_of: impl Fn(&str) -> Option<(&'static str, usize)>) -> Option<(usize, usize)> {
    let mut before = None;
    for (n, (at, c)) in words.char_indices().enumerate() {
        if n > 6 || !('\u{4e00}'..='\u{9fff}').contains(&c) {
            return None;
        }
        let Some(before) = before.replace(c) else { continue };
        let rest = words.get(at..)?;
        if let Some((end, level)) = end_of(rest) {
            // 社区, 园区, 景区, 校区, 城市, 都市 are no places of their own
            let after = rest.get(end.len()..)?.chars().next();
            let inside =
                matches!(end, "州" | "乡" | "镇" | "盟" | "旗") && matches!(after, Some('市' | '县' | '区' | '社' | '镇'));
            let word = inside
                || matches!(
                    (end, before),
                    ("区", '社' | '园' | '景' | '校' | '小' | '辖' | '地' | '灌' | '林' | '库')
                        | ("市", '城' | '都' | '超')
                        | ("乡", '城')
                );
            if !word {
                return Some((at + end.len(), level));
            }
        }
    }
    None
}

/// Short names that the text uses.
pub(super) fn aliases(doc: &Document, name: &str, marks: &Marks) -> Vec<String> {
    let text = doc.text.as_str();
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut offer = |alias: String| {
        if alias.chars().count() >= 2
            && alias != name
            && !found.iter().any(|(_, a)| *a == alias)
            && let Some(at) = first_use(text, &alias, name)
        {
            found.push((at, alias));
        }
    };
    // the first 简称, and the first after 以下
    let shorts = || marks.shorts.iter().filter_map(|&at| Some((at, text.get(at..)?.strip_prefix("简称")?)));
    let first = shorts().find(|&(at, _)| text.get(..at).is_some_and(|t| t.ends_with("以下")));
    for (_, rest) in [first, shorts().next()].into_iter().flatten() {
        let alias = rest.trim_start_matches(['：', ':', '“', '"', '为', '「']);
        let end = alias.find(['”', '"', '）', ')', '」', '，', '。']).unwrap_or(0);
        offer(alias.get(..end).filter(|a| a.chars().count() <= 12).unwrap_or("").to_owned());
    }
    let organisation = WORDS.organisations.iter().find(|o| name.starts_with(o.as_str())).map_or("", String::as_str);
    let place = region(name).unwrap_or_default();
    let rest = name.get(organisation.len() + place.len()..).unwrap_or("");
    let level = ["街道", "区", "县", "旗", "镇", "乡", "市", "州", "省"].into_iter().find(|l| place.ends_with(l)).unwrap_or("");
    let county = place.get(after_city(place)..).filter(|c| !c.is_empty()).unwrap_or(place);
    if matches!(organisation, "中国共产主义青年团" | "共青团") {
        for body in [place, county] {
            offer(format!("共青团{body}{rest}"));
            offer(format!("共青团{}委", body));
        }
        offer(format!("团{level}委"));
    } else if !rest.is_empty() {
        offer(format!("{level}{rest}"));
        offer(format!("{county}{rest}"));
        if rest.chars().count() >= 3 {
            offer(rest.to_owned());
        }
        for short in WORDS.short.iter().filter(|s| rest == s.long || (rest.ends_with(s.long.as_str()))) {
            for s in &short.short {
                offer(format!("{level}{s}"));
                offer(format!("{county}{s}"));
            }
        }
    }
    for (at, word) in own_words(text, marks) {
        if !found.iter().any(|(_, a)| a == word) {
            found.push((at, word.to_owned()));
        }
    }
    found.sort();
    found.into_iter().map(|(_, a)| a).collect()
}

/// Where the district begins in a place: after its city or prefecture, as far as 市 or 州 ends it.
fn after_city(place: &str) -> usize {
    step(place, |words| place_end(words, &(1..2)).filter(|(end, _)| matches!(*end, "市" | "州"))).map_or(0, |(len, _)| len)
}

/// Words for the unit itself (我局, 本单位) and where they are first used.
fn own_words(text: &str, marks: &Marks) -> Vec<(usize, &'static str)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for &at in &marks.own {
        if let Some(hit) = WORDS.self_words.at(text, at).filter(|hit| found.iter().all(|(_, w)| *w != hit.word)) {
            found.push((at, hit.word));
        }
    }
    found.into_iter().map(|(at, word)| (at, WORDS.self_words.word(word))).collect()
}

/// Where an alias is first used outside the full name.
fn first_use(text: &str, alias: &str, name: &str) -> Option<usize> {
    let inside = LazyCell::new(|| name.find(alias));
    let longer = |at: usize| alias.ends_with('委') && text.get(at + alias.len()..).is_some_and(|t| t.starts_with("员会"));
    memchr::memmem::find_iter(text.as_bytes(), alias).filter(|&at| !longer(at)).find(|&at| match *inside {
        Some(offset) => !at.checked_sub(offset).and_then(|from| text.get(from..)).is_some_and(|t| t.starts_with(name)),
        None => true,
    })
}
