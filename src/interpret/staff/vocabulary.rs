//! The words of `data/staff.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::interpret::facts::ConceptId;
use crate::words::Words;

#[derive(Deserialize)]
pub struct Label {
    pub id: String,
    pub ends: Words,
    #[serde(default)]
    pub has: Words,
    #[serde(default)]
    pub quota: bool,
    #[serde(default)]
    pub unit: Vec<String>,
}

#[derive(Deserialize)]
pub struct Parts {
    pub words: Words,
}

#[derive(Deserialize)]
pub struct Institutions {
    pub not_internal: Words,
    pub internal_nouns: Words,
    pub subordinate_nouns: Words,
    pub internal_verbs: Words,
    pub subordinate_verbs: Words,
}

#[derive(Deserialize)]
pub struct NegatedThing {
    pub id: String,
    pub ends: Words,
}

#[derive(Deserialize)]
pub struct Negation {
    pub words: Words,
    pub still: Words,
    pub of: Vec<NegatedThing>,
}

#[derive(Deserialize)]
pub struct Scope {
    pub people: Words,
    pub hired: Words,
    pub reception: Words,
    pub visitors: Words,
    pub vehicles_moved: Words,
}

#[derive(Deserialize)]
pub struct Equipment {
    pub million: Words,
    pub half_million: Words,
}

#[derive(Deserialize)]
pub struct TableLabel {
    pub id: String,
    #[serde(default)]
    pub has: Words,
    #[serde(default)]
    pub ends: Words,
}

#[derive(Deserialize)]
pub struct Tables {
    pub none: Words,
    pub label: Vec<TableLabel>,
}

#[derive(Deserialize)]
pub struct StaffFile {
    pub tables: Tables,
    pub equipment: Equipment,
    pub label: Vec<Label>,
    pub parts: Parts,
    pub institutions: Institutions,
    pub negation: Negation,
    pub scope: Scope,
}

pub struct Vocabulary {
    pub file: StaffFile,
    /// The words that labels end with, of all labels in one list, and the label of each.
    pub ends: (Words, Vec<usize>),
    /// As `ends`, the words inside labels.
    pub has: (Words, Vec<usize>),
}

/// The words of all labels in one list, and the label of each.
fn of_labels(labels: &[Label], words: impl Fn(&Label) -> &Words) -> (Words, Vec<usize>) {
    let all = labels.iter().enumerate().flat_map(|(i, l)| words(l).list().iter().map(move |w| (w.clone(), i)));
    let (words, of): (Vec<String>, Vec<usize>) = all.unzip();
    (words.into(), of)
}

pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let file: StaffFile = toml::from_str(include_str!("../data/staff.toml")).expect("data/staff.toml");
    let (ends, has) = (of_labels(&file.label, |l| &l.ends), of_labels(&file.label, |l| &l.has));
    Vocabulary { file, ends, has }
});

/// The ids that this stage gives; a word list can only name one of these.
const IDS: &[ConceptId] = &[
    "staffing_quota_total",
    "staffing_quota_admin",
    "staffing_quota_institution",
    "staffing_quota_participating",
    "staffing_quota_worker",
    "staff_actual_total",
    "staff_incumbent",
    "staff_retired",
    "staff_leave_retired",
    "staff_temporary",
    "staff_beneficiary",
    "independent_org_count",
    "internal_org_count",
    "subordinate_unit_count",
    "vehicles_held",
    "asset_equipment_1m",
    "asset_equipment_500k",
    "reception_batches",
    "reception_persons",
    "building_area_approved",
    "building_area_actual",
];

pub fn id(name: &str) -> Option<ConceptId> {
    IDS.iter().find(|i| **i == name).copied()
}
