//! K08: problems and measures that are word for word those of another unit or another year.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::Corpus;
use super::finding::{Finding, Level, Witness};
use super::sketch::{likeness, shingles};

/// Likeness from which a text counts as copied, in thousandths.
const COPIED: u32 = 900;

/// The words of a section and of those below it, without the numbers, which change while the text is copied.
pub fn words<'a>(sections: impl Iterator<Item = (&'a str, &'a str)>, top: &str) -> String {
    let below = |path: &str| path == top || path.strip_prefix(top).is_some_and(|rest| rest.starts_with('.'));
    let text: Vec<&str> = sections.filter(|(path, _)| below(path)).map(|(_, text)| text).collect();
    text.concat().chars().filter(|c| c.is_alphabetic()).collect()
}

#[derive(Deserialize)]
struct Sections<'a> {
    #[serde(borrow)]
    sections: Vec<SectionWords<'a>>,
}

#[derive(Deserialize)]
struct SectionWords<'a> {
    #[serde(borrow)]
    path: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
}

/// Groups of copies of one role: the first text that a later one is like, and all that are like it.
pub fn check(corpus: &Corpus<'_>) -> std::io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (role, name) in [("problems", "存在的问题"), ("measures", "改进措施")] {
        let mut buckets: HashMap<(usize, Vec<u32>), Vec<usize>> = HashMap::new();
        let mut sets: HashMap<usize, Vec<u64>> = HashMap::new();
        let mut groups: BTreeMap<usize, Vec<(usize, u32)>> = BTreeMap::new();
        for (i, digest) in corpus.digests.iter().enumerate() {
            let Some(text) = digest.texts.iter().find(|t| t.role == role) else { continue };
            let Some(unit_year) = corpus.unit_year_of(i) else { continue };
            let mut candidates: Vec<usize> =
                text.sketch.bands().filter_map(|(n, band)| buckets.get(&(n, band.to_vec()))).flatten().copied().collect();
            candidates.sort_unstable();
            candidates.dedup();
            // Another file of the same unit and year is a copy of the report, which is no copied text.
            candidates.retain(|&c| corpus.unit_year_of(c) != Some(unit_year));
            let mut home = None;
            if !candidates.is_empty() {
                let mine = shingles(&corpus.section_words(i, &text.section)?);
                for c in candidates {
                    if !sets.contains_key(&c) {
                        let other = corpus.digests[c].texts.iter().find(|t| t.role == role).map_or("", |t| t.section.as_str());
                        sets.insert(c, shingles(&corpus.section_words(c, other)?));
                    }
                    let like = likeness(&mine, &sets[&c]);
                    if like > COPIED {
                        home = Some((c, like));
                        break;
                    }
                }
            }
            match home {
                Some((c, like)) => groups.entry(c).or_default().push((i, like)),
                None => {
                    for (n, band) in text.sketch.bands() {
                        buckets.entry((n, band.to_vec())).or_default().push(i);
                    }
                }
            }
        }
        for (first, copies) in groups {
            let least = copies.iter().map(|c| c.1).min().unwrap_or(0);
            let members = std::iter::once(first).chain(copies.iter().map(|c| c.0));
            let witnesses: Vec<Witness> = members.map(|i| corpus.witness(i, name)).collect();
            let message = format!("{} 份报告的“{name}”文字相同或几乎相同（相似度不低于 {}%）", witnesses.len(), least / 10);
            findings.push(Finding { witnesses, ..corpus.finding("K08", Level::Note, first, message) });
        }
    }
    Ok(findings)
}

impl Corpus<'_> {
    /// The words of a section of a report, read from its JSON line.
    fn section_words(&self, digest: usize, section: &str) -> std::io::Result<String> {
        let line = self.line(digest)?;
        let sections: Sections<'_> = serde_json::from_slice(&line)?;
        Ok(words(sections.sections.iter().map(|s| (&*s.path, &*s.text)), section))
    }
}
