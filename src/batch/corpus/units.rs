//! Which files belong to which unit and year: a unit's report, its forms and its annexes are one unit-year.
//!
//! Names are compared without the codes before them (`219-某镇人民政府`), blanks and the kind of brackets; and with the region
//! taken off (`株洲市芦淞区财政局` and `芦淞区财政局` and `区财政局` are one), as long as that leaves no doubt which region is meant.
//! A file that names no unit, or no year, belongs to the unit or year of its folder if that has only one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;
use smol_str::{SmolStr, format_smolstr};

use super::digest::Digest;

/// A unit's name without its region, and the region where it is known.
type UnitKey = (SmolStr, Option<SmolStr>);

/// A unit and the words that it is known by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The longest name that a file gives.
    pub name: SmolStr,
    /// Name without region.
    core: SmolStr,
    /// City, district or county, where known.
    district: Option<SmolStr>,
}

/// All files of a unit for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitYear {
    /// Index of the unit.
    pub unit: usize,
    /// Fiscal year.
    pub year: i32,
    /// Indices of the digests, in path order.
    pub files: Vec<usize>,
}

/// The join.
#[derive(Clone, Debug, Default)]
pub struct Units {
    /// In order of name.
    pub list: Vec<Unit>,
    /// In order of unit and year.
    pub years: Vec<UnitYear>,
    /// Unit-year of each digest.
    pub of_file: Vec<Option<usize>>,
}

static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[0-9A-Za-z]{3,}[-－—_\s]+").ok());
static REGION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:\p{Han}{2,7}?(?:省|自治区|自治州|地区|盟|市|州|县|区|旗))+").ok());
static ONE_REGION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\p{Han}{1,6}?(?:省|自治区|自治州|自治县|自治旗|地区|盟|市|州|县|区|旗)").ok());

/// A name without its code, blanks, and with full-width brackets.
pub fn clean(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            c => c,
        })
        .collect();
    match CODE.as_ref().and_then(|re| re.find(&name)) {
        Some(m) => name[m.end()..].to_owned(),
        None => name,
    }
}

/// What begins with one of these after 市, 区, 县 is no name behind a region: 市场监督管理局, 区域中心.
const NOT_A_REGION: [&str; 10] = ["场", "域", "政", "直", "级", "属", "管", "监", "际", "容"];

/// Organisations whose name goes before the region: 共青团株洲市芦淞区委员会.
const BEFORE_REGION: [&str; 8] = [
    "中国共产主义青年团",
    "共青团",
    "中国共产党",
    "中共",
    "中国人民政治协商会议",
    "政协",
    "中国国民党革命委员会",
    "中国民主同盟",
];

/// The region at the start of a name: 株洲市芦淞区 of 株洲市芦淞区财政局.
fn region_of(name: &str) -> &str {
    let Some(m) = REGION.as_ref().and_then(|re| re.find(name)) else { return "" };
    let rest = &name[m.end()..];
    if rest.chars().count() < 2 || NOT_A_REGION.iter().any(|w| rest.starts_with(w)) { "" } else { m.as_str() }
}

/// 芦淞区 of 株洲市芦淞区.
fn last_region(region: &str) -> Option<SmolStr> {
    ONE_REGION.as_ref()?.find_iter(region).last().map(|m| m.as_str().into())
}

/// Name without region, and the region's last part; `region` is the one that the report gives.
fn split(name: &str, region: Option<&str>) -> UnitKey {
    let organisation = BEFORE_REGION.iter().find(|o| name.starts_with(**o)).copied().unwrap_or("");
    let rest = &name[organisation.len()..];
    let own = region_of(rest);
    let mut core = &rest[own.len()..];
    let district = last_region(own).or_else(|| region.and_then(last_region));
    // 区财政局 leaves its region to the reader.
    let short = core.trim_start_matches(['省', '市', '县', '区']);
    if short.chars().count() >= 3 && !NOT_A_REGION.iter().any(|w| short.starts_with(w)) {
        core = short;
    }
    (format_smolstr!("{organisation}{core}"), district)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

/// Joins the files of a run.
pub fn join(digests: &[Digest]) -> Units {
    let mut units = Units { of_file: vec![None; digests.len()], ..Units::default() };
    let named: Vec<Option<(SmolStr, SmolStr, Option<SmolStr>)>> = digests
        .par_iter()
        .map(|d| {
            let name = SmolStr::from(clean(d.unit.as_deref()?));
            let (core, district) = split(&name, d.region.as_deref());
            (!core.is_empty()).then_some((name, core, district))
        })
        .collect();
    // Districts in which a core is known, and where.
    let mut districts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, core, district) in named.iter().flatten() {
        if let Some(district) = district {
            districts.entry(core).or_default().insert(district);
        }
    }
    let mut in_folder: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for (d, (_, core, district)) in digests.iter().zip(&named).filter_map(|(d, n)| n.as_ref().map(|n| (d, n))) {
        if let Some(district) = district {
            in_folder.entry((folder(&d.path), core)).or_default().insert(district);
        }
    }
    let only = |set: Option<&BTreeSet<&str>>| set.filter(|s| s.len() == 1).and_then(|s| s.first().map(|d| SmolStr::from(*d)));
    let mut keys: Vec<Option<UnitKey>> = Vec::with_capacity(digests.len());
    for (d, n) in digests.iter().zip(&named) {
        keys.push(n.as_ref().map(|(_, core, district)| {
            let district = district
                .clone()
                .or_else(|| only(districts.get(core.as_str())))
                .or_else(|| only(in_folder.get(&(folder(&d.path), core.as_str()))));
            (core.clone(), district)
        }));
    }
    // Short names that one unit only goes by.
    let mut by_alias: HashMap<UnitKey, BTreeSet<UnitKey>> = HashMap::new();
    for (d, key) in digests.iter().zip(&keys) {
        let Some(key) = key else { continue };
        for alias in &d.aliases {
            let alias = split(&clean(alias), d.region.as_deref()).0;
            if alias.chars().count() >= 3 && alias != key.0 && !districts.contains_key(alias.as_str()) {
                by_alias.entry((alias, key.1.clone())).or_default().insert(key.clone());
            }
        }
    }
    for key in keys.iter_mut().flatten() {
        if let Some(full) = by_alias.get(key).filter(|s| s.len() == 1).and_then(|s| s.first()) {
            *key = full.clone();
        }
    }
    // Files without a name go with their folder.
    let mut of_folder: BTreeMap<&str, BTreeSet<UnitKey>> = BTreeMap::new();
    for (d, key) in digests.iter().zip(&keys) {
        if let Some(key) = key {
            of_folder.entry(folder(&d.path)).or_default().insert(key.clone());
        }
    }
    let adopted: Vec<Option<UnitKey>> = digests
        .iter()
        .zip(&keys)
        .map(|(d, key)| match key {
            Some(key) => Some(key.clone()),
            None if d.kind.is_some() => of_folder.get(folder(&d.path)).filter(|s| s.len() == 1).and_then(|s| s.first().cloned()),
            None => None,
        })
        .collect();
    let mut years_of: BTreeMap<(&str, &UnitKey), BTreeSet<i32>> = BTreeMap::new();
    for (d, key) in digests.iter().zip(&adopted) {
        if let (Some(key), Some(year)) = (key, year_of(d)) {
            years_of.entry((folder(&d.path), key)).or_default().insert(year);
        }
    }
    let mut groups: BTreeMap<(&UnitKey, i32), Vec<usize>> = BTreeMap::new();
    for (i, (d, key)) in digests.iter().zip(&adopted).enumerate() {
        let Some(key) = key else { continue };
        let in_folder = || years_of.get(&(folder(&d.path), key)).filter(|s| s.len() == 1).and_then(|s| s.first().copied());
        if let Some(year) = year_of(d).or_else(in_folder) {
            groups.entry((key, year)).or_default().push(i);
        }
    }
    let mut last: Option<&UnitKey> = None;
    for ((key, year), files) in groups {
        if last != Some(key) {
            units.list.push(Unit { name: SmolStr::default(), core: key.0.clone(), district: key.1.clone() });
            last = Some(key);
        }
        let unit = units.list.len() - 1;
        if let Some(u) = units.list.last_mut() {
            for name in files.iter().filter_map(|&i| named[i].as_ref()).map(|n| &n.0) {
                let longer = (name.chars().count(), std::cmp::Reverse(name.as_str()));
                if u.name.is_empty() || longer > (u.name.chars().count(), std::cmp::Reverse(u.name.as_str())) {
                    u.name.clone_from(name);
                }
            }
        }
        for &i in &files {
            units.of_file[i] = Some(units.years.len());
        }
        units.years.push(UnitYear { unit, year, files });
    }
    units
}

/// The year of a file: its own, or that of its forms if they agree.
fn year_of(d: &Digest) -> Option<i32> {
    d.year.or_else(|| {
        let years: BTreeSet<i32> = d.forms.iter().filter_map(|f| f.year).collect();
        years.first().copied().filter(|_| years.len() == 1)
    })
}

impl Units {
    /// The units that a name from a list may mean, by the same rules; more than one if it leaves doubt.
    pub fn named(&self, name: &str) -> Vec<usize> {
        let found = self.meant(&clean(name));
        if !found.is_empty() {
            return found;
        }
        // The office of a department reports under the department's name as often as under that of 本级.
        let office = clean(name);
        ["（本级）", "本级", "（机关）", "机关"].iter().find_map(|o| office.strip_suffix(o)).map_or(found, |n| self.meant(n))
    }

    fn meant(&self, name: &str) -> Vec<usize> {
        let exact: Vec<usize> = (0..self.list.len()).filter(|&i| self.list[i].name == name).collect();
        if exact.len() == 1 {
            return exact;
        }
        let (core, district) = split(name, None);
        (0..self.list.len())
            .filter(|&i| {
                let u = &self.list[i];
                u.core == core && (district.is_none() || u.district.is_none() || u.district == district)
            })
            .collect()
    }

    /// The unit-year of a unit.
    pub fn year(&self, unit: usize, year: i32) -> Option<usize> {
        self.years.binary_search_by(|y| (y.unit, y.year).cmp(&(unit, year))).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(path: &str, unit: Option<&str>, year: Option<i32>, region: Option<&str>) -> Digest {
        Digest {
            path: path.into(),
            unit: unit.map(Into::into),
            year,
            region: region.map(Into::into),
            kind: Some("overall_report".into()),
            ..Digest::default()
        }
    }

    #[test]
    fn names_of_one_unit_are_joined() {
        let digests = [
            digest("a/报告.txt", Some("株洲市芦淞区财政局"), Some(2024), Some("株洲市芦淞区")),
            digest("a/附表.xlsx", Some("301-芦淞区财政局"), Some(2024), None),
            digest("a/附件.docx", Some("区财政局"), None, None),
            digest("a/其他.txt", None, Some(2024), None),
            digest("b/报告.txt", Some("株洲市荷塘区财政局"), Some(2024), Some("株洲市荷塘区")),
            digest("c/报告.txt", Some("共青团株洲市芦淞区委员会"), Some(2024), Some("株洲市芦淞区")),
            digest("c/表.txt", Some("共青团芦淞区委员会"), Some(2024), Some("芦淞区")),
        ];
        let u = join(&digests);
        let at = |i: usize| u.of_file[i].expect("joined");
        assert_eq!(at(0), at(1));
        assert_eq!(at(0), at(2), "the folder tells which district 区财政局 is of");
        assert_eq!(at(0), at(3), "a file without a name goes with its folder");
        assert_ne!(at(0), at(4));
        assert_eq!(at(5), at(6));
        assert_eq!(u.list.len(), 3);
        assert_eq!(u.list[u.years[at(0)].unit].name, "株洲市芦淞区财政局");
        assert_eq!(u.named("芦淞区财政局"), vec![u.years[at(0)].unit]);
        assert_eq!(u.named("财政局").len(), 2, "in doubt");
    }

    #[test]
    fn a_doubtful_name_is_not_joined() {
        let digests = [
            digest("a/1.txt", Some("甲市东区财政局"), Some(2024), None),
            digest("b/2.txt", Some("甲市西区财政局"), Some(2024), None),
            digest("d/3.txt", Some("区财政局"), Some(2024), None),
        ];
        let u = join(&digests);
        assert_eq!(u.years.len(), 3);
    }

    #[test]
    fn a_market_is_no_region() {
        assert_eq!(split("市场监督管理局", None).0, "市场监督管理局");
        assert_eq!(split("株洲市市场监督管理局", None), ("市场监督管理局".into(), Some("株洲市".into())));
        assert_eq!(split("芦淞区人民政府办公室", None), ("人民政府办公室".into(), Some("芦淞区".into())));
    }
}
