//! Finds the report on a web page: what the content system calls the text, or what holds nearly all running words.
//!
//! The words that tell are data: `data/page.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::blocks::blocks;
use super::tree::{Data, Id, Tree};
use crate::read::flow::{Block, Para, unwrapped};

#[derive(Debug, Default, Deserialize)]
struct Words {
    content: Vec<String>,
    around: Vec<String>,
    elements: Vec<String>,
    line_starts: Vec<String>,
    line_marks: Vec<String>,
    attachments: Vec<String>,
}

// The file is part of the program: a test reads it, so an error cannot reach a user.
static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("data/page.toml")).unwrap_or_default());

/// Share of the page's words from which an element that is called the content is believed, in percent.
const CONTENT_SHARE: usize = 60;
/// Share of the page's words that the report's element holds when no name tells it, in percent.
const DENSE_SHARE: usize = 95;
/// Share of the page's words up to which an element is believed to stand around the report, in percent.
const AROUND_SHARE: usize = 25;
/// Lines in which the report's title can stand.
const TITLE_LINES: usize = 4;
/// Lines before the first heading in which those of the page are looked for.
const HEAD_LINES: usize = 12;
/// Characters up to which a line can be one of the page.
const LINE_CHARS: usize = 160;

/// The blocks of the report.
pub fn report(tree: &Tree) -> Vec<Block> {
    let Some(body) = find(tree, 0, |id| tree.name(id) == "body") else { return Vec::new() };
    let hidden_element = |id: Id| WORDS.elements.iter().any(|e| e == tree.name(id));
    if is_office(tree) {
        return blocks(tree, body, &hidden_element);
    }
    let all = sizes(tree, body, &hidden_element);
    let total = all.get(body).copied().unwrap_or(0);
    let around = |id: Id| {
        hidden_element(id)
            || (id != body && bears(tree, id, &WORDS.around) && all.get(id).is_some_and(|&n| n * 100 <= total * AROUND_SHARE))
    };
    let own = sizes(tree, body, &around);
    let root = root(tree, body, &own);
    let mut out = unwrapped(blocks(tree, root, &around), 0);
    trim_page_lines(&mut out);
    if let Some(title) = title(tree, root, &around)
        && !has_title(&out, &title)
    {
        out.insert(0, Block::Para(Para { text: title, heading: Some(1), ..Para::default() }));
    }
    out
}

/// Whether the first lines bear the title, or one of their own.
fn has_title(blocks: &[Block], title: &str) -> bool {
    let squeezed = |s: &str| s.replace(char::is_whitespace, "");
    let lines = || {
        blocks.iter().take(TITLE_LINES).map(|b| match b {
            Block::Para(p) => squeezed(&p.text),
            Block::Grid(_) => String::new(),
        })
    };
    let own = |line: String| line.ends_with("报告") || line.ends_with("自评表") || line.ends_with("说明");
    lines().collect::<String>().contains(&squeezed(title)) || lines().any(own)
}

/// Links to files: their words and target.
pub fn attachments(tree: &Tree) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for id in 0..tree.nodes.len() {
        let target = match tree.name(id) {
            "a" => tree.attribute(id, "href"),
            "iframe" | "embed" => tree.attribute(id, "src"),
            "object" => tree.attribute(id, "data"),
            _ => continue,
        };
        let Some(target) = target.map(str::trim) else { continue };
        let path = target.split(['?', '#']).next().unwrap_or("").to_lowercase();
        let is_file = |text: &str| WORDS.attachments.iter().any(|end| text.ends_with(end.as_str()));
        let text = tree.text(id).split_whitespace().collect::<Vec<_>>().join(" ");
        let named = !target.is_empty() && !target.starts_with("javascript:") && is_file(&text.to_lowercase());
        if (is_file(&path) || named) && !out.iter().any(|(_, t)| t == target) {
            out.push((text, target.to_owned()));
        }
    }
    out
}

/// A page that Word or Excel saved is all report.
fn is_office(tree: &Tree) -> bool {
    let office = |value: &str| {
        let v = value.to_lowercase();
        v.contains("microsoft word")
            || v.contains("microsoft excel")
            || v.contains("word.document")
            || v.contains("excel.sheet")
            || v.contains("wps")
    };
    (0..tree.nodes.len()).any(|id| match tree.name(id) {
        "meta" => {
            let name = tree.attribute(id, "name").unwrap_or("").to_lowercase();
            (name == "generator" || name == "progid") && tree.attribute(id, "content").is_some_and(office)
        }
        "html" => {
            tree.attribute(id, "xmlns:x").is_some_and(|v| v.contains("office:excel")) || tree.attribute(id, "xmlns:w").is_some()
        }
        _ => false,
    })
}

/// The first node below (or at) a node that a test likes, in document order.
fn find(tree: &Tree, from: Id, test: impl Fn(Id) -> bool) -> Option<Id> {
    let mut stack = vec![from];
    while let Some(id) = stack.pop() {
        if test(id) {
            return Some(id);
        }
        stack.extend(tree.children(id).iter().rev());
    }
    None
}

/// Characters of running words (not in links) in every node below `body`; what is skipped has none.
fn sizes(tree: &Tree, body: Id, skip: &dyn Fn(Id) -> bool) -> Vec<usize> {
    let mut order = Vec::new();
    let mut stack = vec![body];
    while let Some(id) = stack.pop() {
        if skip(id) {
            continue;
        }
        order.push(id);
        if tree.name(id) != "a" {
            stack.extend(tree.children(id));
        }
    }
    let mut sizes = vec![0; tree.nodes.len()];
    for &id in order.iter().rev() {
        if let Some(Data::Text(words)) = tree.nodes.get(id).map(|n| &n.data) {
            sizes[id] += words.chars().filter(|c| !c.is_whitespace()).count();
        }
        if let Some(parent) = tree.nodes.get(id).and_then(|n| n.parent) {
            sizes[parent] += sizes[id];
        }
    }
    sizes
}

/// Whether an id or class of an element is one of the words.
fn bears(tree: &Tree, id: Id, words: &[String]) -> bool {
    let named = |value: &str| {
        let value = value.to_lowercase();
        value.split_whitespace().any(|name| words.iter().any(|w| w == name || name.split(['-', '_']).any(|part| part == w)))
    };
    tree.attribute(id, "id").is_some_and(named) || tree.attribute(id, "class").is_some_and(named)
}

/// Whether an id or class of an element is exactly one of the words.
fn is_called(tree: &Tree, id: Id, words: &[String]) -> bool {
    let named = |value: &str| value.to_lowercase().split_whitespace().any(|name| words.iter().any(|w| w == name));
    tree.attribute(id, "id").is_some_and(named) || tree.attribute(id, "class").is_some_and(named)
}

/// The element that holds the report.
fn root(tree: &Tree, body: Id, sizes: &[usize]) -> Id {
    let total = sizes.get(body).copied().unwrap_or(0);
    let share = |id: Id, percent: usize| sizes.get(id).is_some_and(|&n| n > 0 && n * 100 >= total * percent);
    let called = (0..tree.nodes.len()).filter(|&id| share(id, CONTENT_SHARE) && is_called(tree, id, &WORDS.content));
    if let Some(innermost) = called.min_by_key(|&id| sizes[id]) {
        return innermost;
    }
    let (mut at, mut root) = (body, body);
    while let Some(&inner) = tree.children(at).iter().find(|&&c| share(c, DENSE_SHARE) && !tree.name(c).is_empty()) {
        at = inner;
        // Half a table is none: its cell is taken, or what stands around the table.
        if !matches!(tree.name(at), "table" | "tbody" | "thead" | "tr" | "p" | "span" | "font") {
            root = at;
        }
    }
    root
}

/// The title above the report: a heading, what is called a title, or what the page's head says.
fn title(tree: &Tree, root: Id, skip: &dyn Fn(Id) -> bool) -> Option<String> {
    let clean = |id: Id| tree.text(id).split_whitespace().collect::<Vec<_>>().join("");
    let outside =
        |id: Id| !std::iter::successors(Some(id), |&i| tree.nodes.get(i).and_then(|n| n.parent)).any(|i| i == root || skip(i));
    let usable = |words: &String| (6..=100).contains(&words.chars().count());
    let of_report = |words: &String| ["报告", "自评", "绩效", "情况", "说明", "表"].iter().any(|w| words.contains(w));
    let headings = (0..tree.nodes.len()).filter(|&id| matches!(tree.name(id), "h1" | "h2" | "h3") && outside(id)).map(clean);
    if let Some(found) = headings.filter(usable).find(of_report) {
        return Some(found);
    }
    let called = ["title".to_owned(), "bt".to_owned()];
    let named =
        (0..tree.nodes.len()).filter(|&id| tree.name(id) != "title" && bears(tree, id, &called) && outside(id)).map(clean);
    if let Some(found) = named.filter(usable).find(of_report) {
        return Some(found);
    }
    let meta = (0..tree.nodes.len()).filter(|&id| {
        tree.name(id) == "meta" && tree.attribute(id, "name").is_some_and(|n| n.eq_ignore_ascii_case("articletitle"))
    });
    let from_meta = meta.filter_map(|id| tree.attribute(id, "content")).map(|s| s.split_whitespace().collect::<String>());
    let head = find(tree, 0, |id| tree.name(id) == "title").map(clean).unwrap_or_default();
    let from_head = head.split(['-', '_', '|', '－', '—']).next().unwrap_or("").to_owned();
    from_meta.chain([from_head]).filter(usable).find(of_report)
}

/// Whether a line belongs to the page.
fn is_page_line(text: &str) -> bool {
    let text = text.trim();
    if text.chars().nth(LINE_CHARS).is_some() {
        return false;
    }
    let starts = WORDS.line_starts.iter().any(|w| text.starts_with(w.as_str()));
    starts || WORDS.line_marks.iter().filter(|w| text.contains(w.as_str())).count() >= 2
}

/// Takes away lines of the page that stand before and after the report in the same element.
fn trim_page_lines(blocks: &mut Vec<Block>) {
    let is_heading = |b: &Block| matches!(b, Block::Para(p) if p.text.trim_start().starts_with(['一', '（', '二', '三']));
    let is_page = |b: &Block| matches!(b, Block::Para(p) if is_page_line(&p.text));
    let head = blocks.iter().take(HEAD_LINES).position(is_heading).unwrap_or(HEAD_LINES.min(blocks.len()));
    let mut i = 0;
    blocks.retain(|b| {
        i += 1;
        i > head || !is_page(b)
    });
    let last = blocks.iter().rposition(|b| is_heading(b) || matches!(b, Block::Grid(_))).map_or(0, |i| i + 1);
    if let Some(end) = blocks.iter().skip(last).position(is_page) {
        blocks.truncate(last + end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(html: &str) -> Vec<String> {
        let tree = Tree::parse(html).expect("within limits");
        let texts = report(&tree).into_iter().filter_map(|b| match b {
            Block::Para(p) => Some(p.text),
            Block::Grid(_) => None,
        });
        texts.collect()
    }

    const TEXT: &str = "<p>一、基本情况</p><p>本单位全年支出295.16万元，其中基本支出229.70万元，项目支出65.46万元，执行率100%。</p><p>二、其他</p><p>无。</p>";

    #[test]
    fn data_is_whole() {
        assert!(WORDS.content.len() > 10 && WORDS.line_starts.len() > 10 && WORDS.elements.len() > 10);
    }

    #[test]
    fn only_the_report_is_left() {
        let expected = ["甲局2024年度绩效自评报告", "一、基本情况"];
        for page in [
            format!(
                "<div class=nav><a href=/>首页</a></div><h1>甲局2024年度绩效自评报告</h1><div class=info>发布时间：2025-09-16 浏览次数：1,286</div><div id=zoom>{TEXT}</div><div class=foot>主办：某某 电话0000-3120000</div>"
            ),
            format!(
                "<title>甲局2024年度绩效自评报告-某某网</title><table><tr><td>当前位置：首页</td></tr><tr><td>{TEXT}</td></tr></table>"
            ),
            format!(
                "<div><p>当前位置：首页 > 公开</p><h1>甲局2024年度绩效自评报告</h1><p>发布时间：2025-09-16 来源：甲局</p>{TEXT}<p>分享到：</p><p>上一篇：乙</p></div>"
            ),
        ] {
            let found = words(&page);
            assert_eq!(
                (&found[..2], found.last().map(String::as_str)),
                (&expected.map(String::from)[..], Some("无。")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn files_are_listed() {
        let tree =
            Tree::parse("<a href='/P0201.xls?x=1'>附件1 自评表</a><a href='/index.html'>首页</a><a href='d?id=3'>附件2.docx</a>")
                .expect("small");
        let expected = [("附件1 自评表", "/P0201.xls?x=1"), ("附件2.docx", "d?id=3")];
        assert_eq!(attachments(&tree), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
