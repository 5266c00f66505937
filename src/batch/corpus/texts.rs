//! K08: problems and measures that are word for word those of another unit or another year.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::Corpus;
use super::finding::{Finding, Level, Witness};
use super::sketch::{BANDS, Sketch, is_han, likeness, shingles};

/// Likeness from which a text counts as copied, in thousandths.
const COPIED: u32 = 900;

/// The words of a section and of those below it, without the numbers, which change while the text is copied.
pub fn words<'a>(sections: impl Iterator<Item = (&'a str, &'a str)>, top: &str) -> String {
    let texts = sections.filter(|(path, _)| is_below(path, top)).map(|(_, text)| text);
    texts.flat_map(|text| text.chars().filter(|&c| is_han(c) || c.is_alphabetic())).collect()
}

/// Whether a section is another or below it.
fn is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[derive(Deserialize)]
struct SectionWords<'a> {
    #[serde(borrow)]
    path: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
}

/// Estimated likeness from which the texts themselves are compared, in thousandths.
const WORTH_A_LOOK: u32 = 750;

/// Groups of copies of one role: the first text that a later one is like, and all that are like it.
pub fn check(corpus: &Corpus<'_>) -> std::io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let (problems, measures) = rayon::join(|| groups(corpus, "problems"), || groups(corpus, "measures"));
    for (groups, role, name) in [(problems?, "problems", "存在的问题"), (measures?, "measures", "改进措施")] {
        for (first, copies) in groups {
            let least = copies.iter().map(|c| c.1).min().unwrap_or(0);
            let members = std::iter::once(first).chain(copies.iter().map(|c| c.0));
            let section = |i: usize| corpus.digests[i].texts.iter().find(|t| t.role == role).map(|t| t.section.clone());
            let witnesses: Vec<Witness> = members.map(|i| Witness { section: section(i), ..corpus.witness(i, name) }).collect();
            let message = format!("{} 份报告的“{name}”文字相同或几乎相同（相似度不低于 {}%）", witnesses.len(), least / 10);
            findings.push(Finding { witnesses, ..corpus.finding("K08", Level::Note, first, message) });
        }
    }
    Ok(findings)
}

/// First text of each group, and those that are like it with their likeness.
type Groups = BTreeMap<usize, Vec<(usize, u32)>>;

fn groups(corpus: &Corpus<'_>, role: &str) -> std::io::Result<Groups> {
    let mut groups = Groups::new();
    // What is known of each text that was seen: the group it went to, or itself if it is like none before it.
    let mut seen: FxHashMap<u64, (usize, u32)> = FxHashMap::default();
    let mut bands = Bands::default();
    let mut sets: HashMap<usize, Vec<u64>> = HashMap::new();
    let mut candidates: Vec<usize> = Vec::new();
    let text_of = |i: usize| corpus.digests[i].texts.iter().find(|t| t.role == role);
    for i in 0..corpus.digests.len() {
        let (Some(text), Some(unit_year)) = (text_of(i), corpus.unit_year_of(i)) else { continue };
        // Another file of the same unit and year is a copy of the report, which is no copied text.
        let other = |home: usize| corpus.unit_year_of(home) != Some(unit_year);
        if let Some(&(home, like)) = seen.get(&text.hash) {
            if other(home) {
                groups.entry(home).or_default().push((i, like));
            }
            continue;
        }
        candidates.clear();
        bands.like(&text.sketch, &mut candidates);
        candidates.retain(|&c| other(c) && text_of(c).is_some_and(|t| t.sketch.likeness(&text.sketch) >= WORTH_A_LOOK));
        candidates.sort_unstable();
        candidates.dedup();
        let mut home = (i, 1000);
        if !candidates.is_empty() {
            let mine = shingles(&corpus.section_words(i, &text.section)?);
            if sets.len() >= SETS {
                sets.clear();
            }
            for &c in &candidates {
                if let std::collections::hash_map::Entry::Vacant(slot) = sets.entry(c) {
                    slot.insert(shingles(&corpus.section_words(c, text_of(c).map_or("", |t| &t.section))?));
                }
                let like = sets.get(&c).map_or(0, |set| likeness(&mine, set));
                if like > COPIED {
                    home = (c, like);
                    break;
                }
            }
        }
        seen.insert(text.hash, home);
        if home.0 == i {
            bands.add(i, &text.sketch);
        } else {
            groups.entry(home.0).or_default().push((i, home.1));
        }
    }
    Ok(groups)
}

/// Texts whose shingles are kept at a time: most candidates are asked for again soon, and a set is some kilobytes.
const SETS: usize = 4096;

/// The texts that share a band of their sketches, in some 150 bytes a text.
#[derive(Debug, Default)]
struct Bands {
    /// The last text of each band, as its place in `texts` and one more.
    last: FxHashMap<u64, u32>,
    /// A text, and for each of its bands the text before it, likewise; 0 for none.
    texts: Vec<(usize, [u32; BANDS])>,
}

impl Bands {
    fn add(&mut self, text: usize, sketch: &Sketch) {
        let place = u32::try_from(self.texts.len() + 1).unwrap_or(0);
        let before = sketch.bands().map(|band| self.last.insert(band, place).unwrap_or(0));
        self.texts.push((text, before));
    }

    /// Appends the texts that share a band with a sketch; one that shares several stands there several times.
    fn like(&self, sketch: &Sketch, found: &mut Vec<usize>) {
        for (b, band) in sketch.bands().iter().enumerate() {
            let mut next = self.last.get(band).copied().unwrap_or(0);
            while let Some((text, before)) = (next as usize).checked_sub(1).and_then(|place| self.texts.get(place)) {
                found.push(*text);
                next = before[b];
            }
        }
    }
}

impl Corpus<'_> {
    /// The words of a section of a report, read from its JSON line.
    fn section_words(&self, digest: usize, section: &str) -> std::io::Result<String> {
        let line = self.line(digest)?;
        // the sections below one stand right behind it
        let key = format!("{{\"path\":\"{section}\",\"level\":");
        let sections: Vec<SectionWords<'_>> = super::values_at::<SectionWords<'_>>(&line, &key)
            .take_while(|s| s.as_ref().map_or(true, |s| is_below(&s.path, section)))
            .collect::<serde_json::Result<_>>()?;
        Ok(words(sections.iter().map(|s| (&*s.path, &*s.text)), section))
    }
}
