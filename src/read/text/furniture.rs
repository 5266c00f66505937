//! Page numbers and running headers that a dump left between the lines of the text.

/// Longest page number line, in characters.
const MAX_CHARS: usize = 24;

/// What a line of digits and dashes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageNumber {
    /// It says so itself: `- 3 -`, `第3页 共9页`, `3/9`, `Page 3 of 9`.
    Marked(u32),
    /// A number alone on its line; a page number if the numbers of the document go up.
    Bare(u32),
}

/// Whether a line is a page number.
pub fn page_number(line: &str) -> Option<PageNumber> {
    // most lines begin with a character that stands in none
    if matches!(line.as_bytes(), [0xe4..=0xe9, ..]) && !line.starts_with(['第', '页', '共', '码']) || line.starts_with('（')
    {
        return None;
    }
    let line = line.trim();
    // most lines are long: three bytes a character at most
    if line.is_empty() || line.len() > MAX_CHARS * 3 {
        return None;
    }
    let mut digits = [0u32; 2];
    let mut counts = [0usize; 2];
    let mut group = 0;
    let mut inside = false;
    let mut letters = String::new();
    let (mut before, mut after, mut between) = (0, 0, 0);
    for c in line.chars() {
        let digit = match c {
            '0'..='9' => Some(c as u32 - '0' as u32),
            '０'..='９' => Some(c as u32 - '０' as u32),
            _ => None,
        };
        match digit {
            Some(d) => {
                if !inside {
                    group += 1;
                    inside = true;
                }
                let (Some(value), Some(count)) = (digits.get_mut(group - 1), counts.get_mut(group - 1)) else { return None };
                *value = *value * 10 + d;
                *count += 1;
                if *count > 4 {
                    return None;
                }
            }
            None => {
                inside = false;
                match c {
                    c if c.is_whitespace() => {}
                    '-' | '—' | '－' | '–' | '―' | '─' | '~' | '～' | '·' | '•' | '=' => match group {
                        0 => before += 1,
                        _ => after += 1,
                    },
                    '/' | '／' => between += 1,
                    '第' | '页' | '共' | '，' | ',' | '、' | ':' | '：' | '码' => letters.push(c),
                    c if c.is_ascii_alphabetic() => letters.push(c.to_ascii_lowercase()),
                    _ => return None,
                }
            }
        }
    }
    let first = digits[0];
    let words = letters.trim_matches([',', '，', '、', ':', '：']);
    if words.is_empty() && !letters.is_empty() {
        return None;
    }
    match (words, group) {
        ("", 1) if before > 0 && after > 0 && counts[0] <= 4 => Some(PageNumber::Marked(first)),
        ("", 1) if before == 0 && after == 0 && between == 0 && counts[0] <= 3 && first > 0 => Some(PageNumber::Bare(first)),
        ("", 2) if between == 1 && counts[0] <= 3 && counts[1] <= 3 && first <= digits[1] => Some(PageNumber::Marked(first)),
        ("第页" | "页码" | "第页码" | "page" | "pageof" | "p", _) if counts[0] <= 4 => Some(PageNumber::Marked(first)),
        (words, 1 | 2) if words.starts_with("第页") && words.contains('共') => Some(PageNumber::Marked(first)),
        (words, 2) if words.starts_with("共页") && words.contains('第') => Some(PageNumber::Marked(digits[1])),
        _ => None,
    }
}

/// Marks the lines that are furniture. `lines` are the lines of a document in order, blank ones included;
/// `page_break[i]` says that a new page begins before line `i`.
pub fn furniture(lines: &[&str], page_break: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut marks = vec![false; lines.len()];
    let mut bare = Vec::new();
    let mut edges = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        match page_number(line) {
            Some(PageNumber::Marked(_)) => {
                if let Some(mark) = marks.get_mut(i) {
                    *mark = true;
                }
                edges.push(i);
            }
            Some(PageNumber::Bare(n)) => bare.push((i, n)),
            None => {}
        }
        if page_break(i) {
            edges.push(i);
        }
    }
    // single numbers are page numbers when they go up; cells of a dumped table do not
    if bare.windows(2).all(|w| matches!(w, [a, b] if a.1 < b.1 && b.0 > a.0 + 1)) {
        for &(i, _) in &bare {
            if let Some(mark) = marks.get_mut(i) {
                *mark = true;
            }
            edges.push(i);
        }
    }
    running_headers(lines, &edges, &mut marks);
    marks
}

/// Lines that come again beside at least two page edges: running headers and footers.
fn running_headers(lines: &[&str], edges: &[usize], marks: &mut [bool]) {
    if edges.len() < 2 {
        return;
    }
    let mut beside: Vec<(&str, usize)> = Vec::new();
    // the nearest line with words before each line, and the next one from it on
    let mut before: Vec<Option<usize>> = Vec::with_capacity(lines.len() + 1);
    let mut last = None;
    for (i, line) in lines.iter().enumerate() {
        before.push(last);
        if !line.trim().is_empty() {
            last = Some(i);
        }
    }
    let mut from: Vec<Option<usize>> = vec![None; lines.len() + 1];
    for (i, line) in lines.iter().enumerate().rev() {
        let here = if line.trim().is_empty() { from.get(i + 1).copied().flatten() } else { Some(i) };
        if let Some(slot) = from.get_mut(i) {
            *slot = here;
        }
    }
    for &edge in edges {
        let previous = before.get(edge).copied().flatten();
        let at = usize::from(marks.get(edge) == Some(&true));
        let next = from.get(edge + at).copied().flatten();
        for i in previous.into_iter().chain(next) {
            let Some(line) = lines.get(i).map(|l| l.trim()) else { continue };
            let chars = line.chars().count();
            let header = (4..=60).contains(&chars)
                && !line.contains(['。', '；', '\t', '|'])
                && crate::read::marker::marker(line).is_none()
                && marks.get(i) == Some(&false);
            if header {
                beside.push((line, i));
            }
        }
    }
    beside.sort_unstable();
    beside.dedup();
    for group in beside.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() >= 2) {
        for &(_, i) in group {
            if let Some(mark) = marks.get_mut(i) {
                *mark = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_page_numbers() {
        for line in [
            "- 3 -",
            "— 12 —",
            "－３－",
            "第3页",
            "第 3 页 共 9 页",
            "第3页，共9页",
            "共 9 页 第 3 页",
            "3/9",
            "Page 3 of 9",
            "·3·",
        ] {
            assert!(matches!(page_number(line), Some(PageNumber::Marked(_))), "{line}");
        }
        assert_eq!(page_number(" 8 "), Some(PageNumber::Bare(8)));
        for line in ["-10.00", "2024", "85.00", "无。", "", "3.", "1、", "2024-05-20", "12,345", "第3次", "-3", "98.2%"] {
            assert_eq!(page_number(line), None, "{line}");
        }
    }

    #[test]
    fn single_numbers_go_up() {
        assert_eq!(furniture(&["甲。", "2", "乙。", "5", "丙。"], |_| false), [false, true, false, true, false]);
        assert_eq!(furniture(&["甲", "5", "乙", "2", "丙"], |_| false), [false; 5]);
    }

    #[test]
    fn running_headers_stand_beside_page_edges() {
        let lines =
            ["某某局自评报告", "甲。", "- 1 -", "某某局自评报告", "乙。", "- 2 -", "某某局自评报告", "丙。", "无其他说明"];
        assert_eq!(furniture(&lines, |_| false), [false, false, true, true, false, true, true, false, false]);
    }
}
