//! Sections and pages of an interview as it stands: what is shown at once, in which order, and where a reference leads.
//!
//! A group is one page when it says so (`field-list`), when its rows share one scale (`table-list`, `list-nolabel`), or when it asks for
//! consent. Everything else is one question a page. A repeat that the user may lengthen ends with a page that sums it up and asks for
//! one more.

mod build;
mod scale;
mod state;

use std::collections::HashMap;
use std::ops::Range;

use crate::form::NodeId;
use crate::interview::{At, Interview};

pub use state::{State, is_answered, is_asking, is_note, progress, state};

/// How a page is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// What the survey is for, and whether the respondent agrees.
    Consent,
    /// One question, or one note.
    Question,
    /// Several questions under one heading.
    FieldList,
    /// Rows that share one scale.
    Matrix,
    /// The instances of a repeat, and another one?
    More(NodeId),
}

/// A piece of a page, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A group inside the page.
    Heading(At),
    /// An instance of a repeat inside the page.
    Instance(At),
    /// A question or a note.
    Question(At),
    /// Rows that share one scale; what stands over them is a question that only lends its words.
    Rows {
        /// `label`: its label is the corner of the table.
        head: Option<At>,
        /// At least one.
        rows: Vec<At>,
    },
    /// Another instance of a repeat inside the page?
    More {
        /// What holds the instances.
        above: At,
        /// The repeat.
        repeat: NodeId,
    },
}

/// What is shown at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How it is drawn.
    pub kind: PageKind,
    /// The question, the group, or for [`PageKind::More`] the node that holds the instances.
    pub at: At,
    /// From top to bottom.
    pub parts: Vec<Part>,
    /// The questions and notes among the parts, in order.
    pub items: Vec<At>,
    /// Its section, an index into [`Outline::sections`].
    pub section: usize,
}

impl Page {
    /// What lends its words to the page beside the questions: groups, instances, the corners of tables.
    pub fn lent_words(&self) -> impl Iterator<Item = At> {
        self.parts.iter().filter_map(|part| match part {
            Part::Heading(at) | Part::Instance(at) => Some(*at),
            Part::Rows { head, .. } => *head,
            Part::Question(_) | Part::More { .. } => None,
        })
    }
}

/// What bears the name of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A group, or the root for what stands in no group.
    Node(At),
    /// A repeat with all its instances.
    Repeat {
        /// What holds them.
        above: At,
        /// The repeat.
        repeat: NodeId,
    },
}

/// A part of the form with a name of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Where the name comes from.
    pub named: Named,
    /// Its pages in [`Outline::pages`].
    pub pages: Range<usize>,
}

/// The pages of one instance of a repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The instance.
    pub at: At,
    /// How many instances of other repeats it lies in.
    pub depth: usize,
    /// Its pages in [`Outline::pages`].
    pub pages: Range<usize>,
}

/// Sections and pages of an interview.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// In form order; none is empty.
    pub sections: Vec<Section>,
    /// In form order.
    pub pages: Vec<Page>,
    /// In form order, an instance before those inside it.
    pub stretches: Vec<Stretch>,
    /// Where questions, groups and instances are shown.
    page_of: HashMap<At, usize>,
    more: HashMap<(At, NodeId), usize>,
}

impl Outline {
    /// The pages that are asked now.
    pub fn of(interview: &Interview) -> Self {
        build::outline(interview)
    }

    /// The page that shows this question, or with which this group or instance begins.
    pub fn page_with(&self, at: At) -> Option<usize> {
        self.page_of.get(&at).copied()
    }

    /// The page that sums a repeat up.
    pub fn page_of_repeat(&self, above: At, repeat: NodeId) -> Option<usize> {
        self.more.get(&(above, repeat)).copied()
    }

    /// The reference that [`page_at`](Self::page_at) finds this page by; for a page that sums a repeat up it ends with a plus.
    pub fn reference(&self, interview: &Interview, page: usize) -> Option<String> {
        let page = self.pages.get(page)?;
        Some(match page.kind {
            PageKind::More(repeat) => repeat_place(interview, page.at, repeat),
            _ => interview.reference(page.at),
        })
    }

    /// The page behind a reference.
    pub fn page_at(&self, interview: &Interview, reference: &str) -> Option<usize> {
        let Some(repeat) = reference.strip_suffix('+') else {
            return self.page_with(interview.find(reference)?);
        };
        let (above, name) = repeat.rsplit_once('/')?;
        let above = interview.find(above)?;
        let form = interview.form();
        let mut children = form.node(interview.node(above)).children.iter();
        let repeat = children.find(|child| form.node(**child).name == name)?;
        self.page_of_repeat(above, *repeat)
    }

    /// The first page at which something is still to be answered.
    pub fn first_open(&self, interview: &Interview) -> Option<usize> {
        let is_open = |page: &Page| {
            let has_question = page.items.iter().any(|at| is_asking(interview, *at));
            has_question && matches!(state(interview, &page.items), State::Open | State::Begun)
        };
        self.pages.iter().position(is_open)
    }

    /// The instances that a page lies in, the outermost first.
    pub fn stretches_around(&self, page: usize) -> impl Iterator<Item = &Stretch> {
        // Instances are in form order: the one that begins last before the page is found without walking all of them.
        let end = self.stretches.partition_point(|stretch| stretch.pages.start <= page);
        let mut around = Vec::new();
        let mut wanted = usize::MAX;
        for stretch in self.stretches.get(..end).unwrap_or_default().iter().rev() {
            if stretch.depth < wanted && stretch.pages.contains(&page) {
                wanted = stretch.depth;
                around.push(stretch);
            }
            if stretch.depth == 0 {
                break;
            }
        }
        around.into_iter().rev()
    }
}

/// The reference of the page that sums a repeat up.
pub fn repeat_place(interview: &Interview, above: At, repeat: NodeId) -> String {
    format!("{}+", repeat_reference(interview, above, repeat))
}

/// The reference of a repeat, without a position.
pub fn repeat_reference(interview: &Interview, above: At, repeat: NodeId) -> String {
    format!("{}/{}", interview.reference(above), interview.form().node(repeat).name)
}

#[cfg(test)]
mod tests;
