//! Patterns for paths: `*` and `?` inside a name, `**` over folders, without `/` for the name alone.

use regex::Regex;

/// A list of patterns.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    list: Vec<(Regex, bool)>,
}

impl Globs {
    /// Reads patterns such as `*.docx`, `2024/**`, `芦淞区/*/自评报告*`.
    pub fn new<S: AsRef<str>>(patterns: &[S]) -> Result<Self, regex::Error> {
        let list = patterns
            .iter()
            .map(|p| Ok((Regex::new(&translate(p.as_ref()))?, p.as_ref().contains('/'))))
            .collect::<Result<_, _>>()?;
        Ok(Self { list })
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether one of the patterns fits.
    pub fn matches(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.list.iter().any(|(re, whole)| re.is_match(if *whole { path } else { name }))
    }
}

fn translate(pattern: &str) -> String {
    let mut re = String::from("^");
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**/") {
            re.push_str("(?:.*/)?");
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("**") {
            re.push_str(".*");
            rest = after;
            continue;
        }
        match c {
            '*' => re.push_str("[^/]*"),
            '?' => re.push_str("[^/]"),
            c => re.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
        rest = &rest[c.len_utf8()..];
    }
    re.push('$');
    re
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_names_and_paths() {
        let fits = |p: &str, path: &str| Globs::new(&[p]).expect("a pattern").matches(path);
        assert!(fits("*.docx", "2024/某局/自评报告.docx"));
        assert!(!fits("*.docx", "2024/某局/自评报告.docx.txt"));
        assert!(fits("2024/**", "2024/某局/a.txt"));
        assert!(!fits("2024/*", "2024/某局/a.txt"));
        assert!(fits("**/附件?.xls", "2024/某局/附件2.xls"));
        assert!(fits("**/附件?.xls", "附件2.xls"));
        assert!(!fits("a+b.txt", "aab.txt"));
    }
}
