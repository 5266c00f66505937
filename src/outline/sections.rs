//! Paragraphs with markers become sections with bodies, roles and notices.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::roles::TitleRoles;
use super::tree::{Candidate, Node, Slip, tree};
use super::{Outline, Role, Section, contents, nil, roles, title};
use crate::read::marker::{Marker, Style, marker};
use crate::read::{Document, Notice, ParagraphKind, Span};

/// Most sections of one document; what follows stays words of the last one.
const MAX_SECTIONS: usize = 20_000;

/// Builds the outline.
pub fn outline(doc: &Document) -> Outline {
    let contents = contents::contents(doc);
    let room = doc.paragraphs.len().min(128);
    let mut paragraphs = Vec::with_capacity(room);
    let mut candidates = Vec::with_capacity(room);
    let mut titles: Vec<(TitleRoles, usize)> = Vec::with_capacity(room);
    let mut excluded = contents.iter().copied().peekable();
    for (i, paragraph) in doc.paragraphs.iter().enumerate() {
        while excluded.peek().is_some_and(|&e| e < i) {
            excluded.next();
        }
        if excluded.peek() == Some(&i) || !matches!(paragraph.kind, ParagraphKind::Body) {
            continue;
        }
        let words = doc.words(paragraph.span);
        let Some(marker) = marker(words) else { continue };
        if is_inline(words, &marker) || candidates.len() >= MAX_SECTIONS {
            continue;
        }
        let title_words = title_of(words, &marker);
        let title = roles::roles(title_words);
        paragraphs.push(i);
        titles.push((title, title_words.len()));
        candidates.push(Candidate { marker, top_title: title.top.is_some() });
    }
    let nodes = tree(&candidates);
    let mut outline = Outline { contents, sections: Vec::with_capacity(nodes.len()), ..Outline::default() };
    let mut counters: Vec<u32> = Vec::new();
    let mut branch: Vec<usize> = Vec::new();
    for (k, node) in nodes.iter().enumerate() {
        let (Some(&paragraph), Some(candidate)) = (paragraphs.get(node.candidate), candidates.get(node.candidate)) else {
            continue;
        };
        let Some(span) = doc.paragraphs.get(paragraph).map(|p| p.span) else { continue };
        let at = |offset: usize| span.start as usize + offset;
        let marker = &candidate.marker;
        counters.truncate(node.level);
        counters.resize(node.level, 0);
        if let Some(last) = counters.last_mut() {
            *last += 1;
        }
        branch.truncate(node.level - 1);
        let (title, title_len) = titles.get(node.candidate).copied().unwrap_or_default();
        let title_start = at(marker.title);
        let end = nodes.get(k + 1).and_then(|next| paragraphs.get(next.candidate)).and_then(|&p| doc.paragraphs.get(p));
        let body_end = end.map_or(doc.text.len(), |p| p.span.start as usize);
        let body_start = at(marker.start);
        let body = doc.text.get(body_start..body_end).unwrap_or("").trim_end();
        let section = Section {
            path: path(&counters),
            level: u8::try_from(node.level).unwrap_or(u8::MAX),
            marker: Span::new(body_start, at(marker.end)),
            ordinal: marker.ordinal,
            title: Span::new(title_start, title_start + title_len),
            role: role_of(title, node, &outline, branch.last().copied()),
            nil: false,
            paragraph,
            body: Span::new(body_start, body_start + body.len()),
            parent: branch.last().copied(),
        };
        if let Some(notice) = notice(doc, &section, node.slip) {
            outline.notices.push(notice);
        }
        branch.push(outline.sections.len());
        outline.sections.push(section);
    }
    mark_nil(doc, &mut outline);
    outline.title = title::title(doc, &outline);
    outline
}

/// A paragraph that opens with 一是 and holds its 二是 in its own text is an enumeration, no heading.
fn is_inline(words: &str, marker: &Marker) -> bool {
    let rest = words.get(marker.end..).unwrap_or("");
    let Some(n) = marker.ordinal.filter(|n| (1..10).contains(n)) else { return false };
    let next = |finders: &[Finder]| finders.get(n as usize - 1).is_some_and(|f| f.find(rest.as_bytes()).is_some());
    match marker.style {
        Style::OneIs => next(&NEXT_IS),
        Style::Nth => next(&NEXT_NTH) && rest.contains("第"),
        Style::ArabicParen => has_next_in_brackets(rest, n + 1),
        _ => false,
    }
}

/// Searches for 二 to 十 before a word.
fn next_numerals(word: &str) -> Vec<Finder<'static>> {
    "二三四五六七八九十".chars().map(|numeral| Finder::new(&format!("{numeral}{word}")).into_owned()).collect()
}

static NEXT_IS: LazyLock<Vec<Finder>> = LazyLock::new(|| next_numerals("是"));
static NEXT_NTH: LazyLock<Vec<Finder>> = LazyLock::new(|| next_numerals("，"));

/// （1）…；（2）…；（3）… is one sentence: whether the number stands in brackets after a semicolon.
fn has_next_in_brackets(text: &str, n: u32) -> bool {
    let bytes = text.as_bytes();
    // the bracket by its last byte
    memchr::memchr2_iter(b'(', 0x88, bytes).any(|at| {
        let Some((before, after)) = bytes.split_at_checked(at + 1) else { return false };
        let Some(before) = before.strip_suffix(b"(").or_else(|| before.strip_suffix("（".as_bytes())) else { return false };
        if !before.ends_with(b";") && !before.ends_with("；".as_bytes()) {
            return false;
        }
        let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
        let (number, after) = after.split_at(digits);
        let value = number.iter().take(4).fold(0, |n, d| n * 10 + u32::from(d - b'0'));
        (after.starts_with(b")") || after.starts_with("）".as_bytes())) && number.first() != Some(&b'0') && value == n
    })
}

/// The words after the marker up to the first of `。：:；;` or the end.
fn title_of<'a>(words: &'a str, marker: &Marker) -> &'a str {
    let rest = words.get(marker.title..).unwrap_or("");
    rest.get(..title_end(rest)).unwrap_or("").trim_end()
}

/// Where the first of `。：:；;` stands, or the end. Looked for by bytes, since a paragraph may be long.
fn title_end(words: &str) -> usize {
    let mut rest = words.as_bytes();
    loop {
        rest = match rest {
            [] | [b':' | b';', ..] | [0xe3, 0x80, 0x82, ..] | [0xef, 0xbc, 0x9a | 0x9b, ..] => return words.len() - rest.len(),
            [0xe0..=0xef, _, _, tail @ ..] | [_, tail @ ..] => tail,
        };
    }
}

fn path(counters: &[u32]) -> String {
    let mut path = String::with_capacity(counters.len() * 3);
    for (i, &n) in counters.iter().enumerate() {
        if i > 0 {
            path.push('.');
        }
        push_number(&mut path, n);
    }
    path
}

/// Appends a number, the higher digits first.
fn push_number(text: &mut String, n: u32) {
    if n >= 10 {
        push_number(text, n / 10);
    }
    text.push(char::from(b'0' + (n % 10) as u8));
}

fn role_of(title: TitleRoles, node: &Node, outline: &Outline, parent: Option<usize>) -> Option<Role> {
    // the sections of a report inside a 第一部分 are its top sections
    let in_part = parent.and_then(|p| outline.sections.get(p)).is_some_and(|p| p.level == 1 && p.role.is_none());
    if node.level == 1 || node.level == 2 && in_part { title.top } else { title.below }
}

fn notice(doc: &Document, section: &Section, slip: Option<Slip>) -> Option<Notice> {
    let marker = doc.words(section.marker);
    let title = doc.words(section.title);
    let (code, message) = match slip? {
        Slip::Misnumbered => (
            "misnumbered_section",
            format!("标题序号“{marker}”与同级标题的序号样式不一致（{title}），按第{}处理，请核对", section.path),
        ),
        Slip::Skipped(n) => ("skipped_number", format!("标题序号不连续：“{marker}{title}”之前缺第{n}项，请核对是否漏项")),
        Slip::Repeated => ("repeated_number", format!("标题序号重复：“{marker}{title}”的序号在同级中已经出现，请核对")),
    };
    Some(Notice { code, message, span: Some(section.marker), page: None })
}

/// Marks the sections that say that there is nothing.
fn mark_nil(doc: &Document, outline: &mut Outline) {
    let count = outline.sections.len();
    for i in 0..count {
        let Some(section) = outline.sections.get(i) else { break };
        let leaf = outline.sections.get(i + 1).is_none_or(|next| next.level <= section.level);
        if leaf
            && section_is_nil(doc, section, i + 1 == count)
            && let Some(section) = outline.sections.get_mut(i)
        {
            section.nil = true;
        }
    }
}

fn section_is_nil(doc: &Document, section: &Section, last: bool) -> bool {
    let Some(heading) = doc.paragraphs.get(section.paragraph) else { return false };
    let after = Span { start: section.title.end, end: heading.span.end };
    if after.len() > nil::MAX_TEXT {
        return false;
    }
    let mut text = Cow::Borrowed(doc.words(after).trim_start_matches(['。', '：', ':', '；', ';', ' ']));
    for paragraph in doc.paragraphs.iter().skip(section.paragraph + 1).take_while(|p| p.span.start < section.body.end) {
        match paragraph.kind {
            ParagraphKind::Furniture => continue,
            // the forms behind a report stand in no section of their own
            ParagraphKind::TableRow { .. } if last && !text.is_empty() => break,
            ParagraphKind::TableRow { .. } => return false,
            ParagraphKind::Body | ParagraphKind::Note => {}
        }
        let words = doc.words(paragraph.span);
        // the signature, the date and the list of annexes after the last section are not its words
        if last && !text.is_empty() && title::is_signature(words) {
            continue;
        }
        if !text.is_empty() && nil::is_residue(words) {
            break;
        }
        if text.len() + words.len() > nil::MAX_TEXT {
            return false;
        }
        if text.is_empty() {
            text = Cow::Borrowed(words);
        } else {
            let text = text.to_mut();
            text.push('\n');
            text.push_str(words);
        }
    }
    if text.is_empty() {
        // 三、本部门没有政府性基金预算支出: the heading itself says it
        let title = doc.words(section.title);
        return title.len() < 150 && nil::is_nil(title);
    }
    // a title with a figure is the first half of a sentence: `“三公”经费支出0.42万元…；无公务用车。`
    let title = doc.words(section.title);
    (nil::is_nil(&text) || nil::names_a_budget(title) && nil::is_nil_at_last(&text)) && !nil::has_figure(title)
}
