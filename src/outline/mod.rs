//! Stage 2: the numbered sections of a document, as a tree.

pub mod contents;
pub mod nil;
pub mod roles;
mod sections;
pub mod title;
pub mod tree;

use crate::read::{Document, Notice, Span};

/// What a top section is about, by its title words and position (handbook §1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 部门基本情况
    Profile,
    /// 一般公共预算支出情况
    GeneralBudget,
    /// 政府性基金预算支出情况
    GovernmentFund,
    /// 国有资本经营预算支出情况
    StateCapital,
    /// 社会保险基金预算支出情况
    SocialInsurance,
    /// 部门整体支出绩效情况
    Performance,
    /// 存在的问题及原因分析
    Problems,
    /// 下一步改进措施
    Measures,
    /// 绩效自评结果拟应用和公开情况
    Publication,
    /// 自评得分情况、自评结论
    Score,
    /// 其他需要说明的情况
    Other,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 11] = [
        Role::Profile,
        Role::GeneralBudget,
        Role::GovernmentFund,
        Role::StateCapital,
        Role::SocialInsurance,
        Role::Performance,
        Role::Problems,
        Role::Measures,
        Role::Publication,
        Role::Score,
        Role::Other,
    ];

    /// The role of a word of the JSON.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == word)
    }

    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Profile => "profile",
            Role::GeneralBudget => "general_budget",
            Role::GovernmentFund => "government_fund",
            Role::StateCapital => "state_capital",
            Role::SocialInsurance => "social_insurance",
            Role::Performance => "performance",
            Role::Problems => "problems",
            Role::Measures => "measures",
            Role::Publication => "publication",
            Role::Score => "score",
            Role::Other => "other",
        }
    }
}

/// A node of the outline: a paragraph that begins with a numbering marker, and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Position in the tree: `2.2` is the second child of the second top section, whatever its printed number.
    pub path: String,
    /// Depth, 1 at the top.
    pub level: u8,
    /// The marker as printed (`（一）`, `1.`, `一是`).
    pub marker: Span,
    /// The number that the marker prints.
    pub ordinal: Option<u32>,
    /// The words after the marker up to the first of `。：:；;` or the end of the paragraph.
    pub title: Span,
    /// What it is about; only where the words or the position say so.
    pub role: Option<Role>,
    /// Whether it says that there is nothing (无, 不涉及, 本部门没有…).
    pub nil: bool,
    /// Index of the heading paragraph in [`Document::paragraphs`].
    pub paragraph: usize,
    /// Its own words, from the marker to the next section.
    pub body: Span,
    /// Index of the section above.
    pub parent: Option<usize>,
}

/// The outline of a document.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Nodes in document order.
    pub sections: Vec<Section>,
    /// The title lines above the first section, as one span, where there are any.
    pub title: Option<Span>,
    /// The paragraphs of a table of contents (indices); they are no sections and hold no facts.
    pub contents: Vec<usize>,
    /// What was noticed: misnumbered, skipped, repeated.
    pub notices: Vec<Notice>,
}

impl Outline {
    /// The innermost section whose words hold a byte of the text.
    pub fn section_at(&self, offset: u32) -> Option<usize> {
        let upto = self.sections.partition_point(|s| s.body.start <= offset);
        upto.checked_sub(1)
    }

    /// The role of a section or of the nearest section above it that has one.
    pub fn role_of(&self, section: usize) -> Option<Role> {
        let mut at = Some(section);
        while let Some(i) = at {
            let s = self.sections.get(i)?;
            if s.role.is_some() {
                return s.role;
            }
            at = s.parent;
        }
        None
    }
}

/// Finds the outline. Total: any document gives one.
pub fn outline(doc: &Document) -> Outline {
    sections::outline(doc)
}
