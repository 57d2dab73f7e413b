//! The compiled form: nodes in document order, choice lists, languages, expressions with what they read.

mod choice;
mod text;

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

pub use choice::{Choice, ChoiceList, Itemset, Search};
pub use text::{Language, LanguageIx, Template, TemplatePart, Text};

use super::expression::{Read, Settled};
use super::skeleton::attribute_name;
use super::{Action, Media, Place, Workbook};
use crate::xpath::{Document, Expression};

/// A node of the form: index into [`Form::nodes`], which is in document order; 0 is the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

/// A whole form, immutable and shared.
#[derive(Debug, Clone)]
pub struct Form {
    /// `form_id` of the settings, or the file's stem.
    pub id: String,
    /// `version` of the settings; empty if there is none.
    pub version: String,
    /// `form_title`.
    pub title: String,
    /// The name of the root element: `data`, or `name` of the settings.
    pub root: String,
    /// At least one; the form's own order.
    pub languages: Vec<Language>,
    /// Which language a fresh interview speaks.
    pub default_language: LanguageIx,
    /// Document order, parents before children; index = [`NodeId`].
    pub nodes: Vec<Node>,
    /// By list name, in file order.
    pub lists: IndexMap<String, ChoiceList>,
    /// Secondary instances by id: choice lists with their extra columns, attached csv, xml and geojson files.
    pub instances: IndexMap<String, Document>,
    /// The attached files among the instances, by the instance's id.
    pub files: IndexMap<String, String>,
    /// Every sheet as it was read, for the privacy and index compilers and for messages. Empty for an XForm.
    pub workbook: Workbook,
    /// `style` of the settings (`pages`, `theme-grid`, …).
    pub style: String,
    /// `instance_name` of the settings: how a record is called in lists.
    pub instance_name: Option<Condition>,
    /// Other settings by their column's name.
    pub settings: IndexMap<String, String>,
    /// Texts that expressions ask for by their ids, with `jr:itext`.
    pub texts: IndexMap<String, Text>,
    /// What is set by itself beyond the questions' own defaults and triggers.
    pub actions: Vec<Action>,
    /// The instance that an interview begins with, where that is not one instance of each repeat with the questions' defaults.
    pub prefilled: Option<Document>,
    /// How its expressions hang together; see [`Self::settled`].
    pub(super) settled: OnceLock<Arc<Settled>>,
}

/// One element of the instance: root, group, repeat or question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Node {
    /// The element's name.
    pub name: String,
    /// `None` for the root alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<NodeId>,
    /// In the order in which they are asked; ids are in the order of the instance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<NodeId>,
    /// What it is.
    pub kind: Kind,
    /// Shown above the answer, for a group as heading.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub label: Text,
    /// Picture, sound and film beside the label, by language.
    #[serde(default, skip_serializing_if = "Media::is_empty")]
    pub media: Media,
    /// Asked only when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Condition>,
    /// Cannot be changed when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only: Option<Condition>,
    /// How it is drawn.
    #[serde(default, skip_serializing_if = "Appearance::is_empty")]
    pub appearance: Appearance,
    /// The row of the survey sheet (column 0), or the line of the XForm.
    #[serde(skip)]
    pub place: Place,
    /// Extra columns of the row by their header as written, values as written.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub extra: IndexMap<String, String>,
}

/// What a node is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The form itself.
    Root,
    /// Questions that belong together. A `field-list` appearance makes them one page.
    Group,
    /// Questions asked once for each of something.
    Repeat {
        /// How many instances there must be; without it the user adds and removes them.
        count: Option<Condition>,
    },
    /// Anything that holds a value, asked or not.
    Question(Box<Question>),
}

/// Everything about a value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Question {
    /// What is stored.
    pub data: DataType,
    /// Second line under the label.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hint: Text,
    /// For the surveyor's training, folded away.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub guidance: Text,
    /// Must be answered when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<Condition>,
    /// Said instead of the built-in words.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub required_message: Text,
    /// An answer must satisfy it; `.` is the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Condition>,
    /// Said when it does not.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub constraint_message: Text,
    /// An answer should satisfy it: one that does not is asked about again, and stands if it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soft_constraint: Option<Condition>,
    /// Said when it does not.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub soft_constraint_message: Text,
    /// An answer that came sooner than this many seconds after the question was shown is suspect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_seconds: Option<u32>,
    /// Why there may be no answer; without it the program's own reasons are all offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_reasons: Option<Vec<MissingReason>>,
    /// The value is computed whenever what it reads changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calculate: Option<Condition>,
    /// When there are some, the calculation runs only when one of these is answered, not whenever what it reads changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trigger: Vec<NodeId>,
    /// The first value: a literal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The first value: an expression evaluated once, when the form or the repeat instance is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic_default: Option<Condition>,
    /// Where the choices come from, for select and rank questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Box<Itemset>>,
    /// `parameters` column: `start=0 end=10 step=1`, `randomize=true seed=…`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, String>,
    /// Whether a control asks for it: calculations and metadata have none.
    pub is_asked: bool,
    /// What the row's `type` said, aliases resolved (`select_one`, `integer`, `calculate`, `start`, `note`, …).
    pub type_name: String,
}

/// Why a question that was asked may be left without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingReason {
    /// The respondent does not know.
    DontKnow,
    /// The respondent will not say.
    Refused,
    /// To be asked later: only in drafts.
    Later,
}

impl MissingReason {
    /// All reasons with the words of the column `missing_reasons`.
    pub const NAMES: [(&'static str, Self); 3] = [("dont_know", Self::DontKnow), ("refused", Self::Refused), ("later", Self::Later)];

    /// The word for it.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, reason)| *reason == self).map_or("", |(name, _)| name)
    }
}

impl DataType {
    /// Whether the answer is the name of a file.
    pub fn is_file(self) -> bool {
        matches!(self, Self::Image | Self::Audio | Self::Video | Self::File)
    }
}

/// What a value is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the field's own")]
#[serde(rename_all = "snake_case")]
pub enum DataType {
    Text,
    Integer,
    Decimal,
    Date,
    Time,
    DateTime,
    SelectOne,
    SelectMultiple,
    Rank,
    Range,
    /// `OK` when ticked.
    Acknowledge,
    /// Shown, never answered.
    Note,
    Barcode,
    Geopoint,
    Geotrace,
    Geoshape,
    Image,
    Audio,
    Video,
    File,
    /// Filled in by the program: start, end, today, deviceid, username, …
    Metadata,
}

/// An expression at a place of the form, with the fields that it reads.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Parsed, with its paths resolved.
    pub expression: Expression,
    /// It reads the clock, chance or something else that no field tells.
    pub is_volatile: bool,
    /// The cell.
    pub place: Place,
    /// What [`Self::reads`] tells, with how far each reaches; `None` until the paths are resolved.
    pub(super) readings: Option<Arc<[Read]>>,
}

impl Condition {
    /// An expression whose paths are still to be resolved.
    pub fn unresolved(expression: Expression, place: &Place) -> Self {
        Self {
            expression,
            is_volatile: false,
            place: place.clone(),
            readings: None,
        }
    }

    /// The fields whose change can change its value; sorted, without doubles. None until the paths are resolved.
    pub fn reads(&self) -> impl ExactSizeIterator<Item = NodeId> + Clone + '_ {
        self.readings.as_deref().unwrap_or_default().iter().map(|read| read.field)
    }
}

/// The `appearance` cell, split into its words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Appearance {
    /// As written.
    pub words: Vec<String>,
}

impl DataType {
    /// Whether an answer is one of the choices offered, or several of them.
    pub fn is_choice(self) -> bool {
        matches!(self, Self::SelectOne | Self::SelectMultiple | Self::Rank)
    }

    /// The choices that an answer names: several are parted by spaces, one may have spaces in its name.
    pub fn chosen_in(self, answer: &str) -> impl Iterator<Item = &str> {
        let (one, several) = match self {
            Self::SelectMultiple | Self::Rank => (None, answer),
            _ => (Some(answer).filter(|answer| !answer.is_empty()), ""),
        };
        one.into_iter().chain(several.split_whitespace())
    }
}

impl Appearance {
    /// Whether the cell has this word.
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|w| w == word)
    }
}

impl Appearance {
    /// Whether the cell is empty.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// Conditions of one node: seldom more than these.
pub type Conditions<'n> = SmallVec<[&'n Condition; 8]>;

fn see_outputs<'n>(text: &'n Text, see: &mut dyn FnMut(&'n Condition)) {
    for part in text.by_language.iter().flatten().flat_map(|template| &template.parts) {
        if let TemplatePart::Output(condition) = part {
            see(condition);
        }
    }
}

impl Node {
    /// Attributes that the author gives the node's element: `instance::tag`.
    pub fn own_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.extra
            .iter()
            .filter_map(|(column, value)| Some((column.strip_prefix("instance::")?, value.as_str())))
    }

    /// Every condition of the node: its own, its question's and those in its texts.
    pub fn conditions(&self) -> Conditions<'_> {
        let mut found = Conditions::new();
        self.each_condition(&mut |condition| found.push(condition));
        found
    }

    /// Calls `see` with each of [`Self::conditions`].
    pub fn each_condition<'n>(&'n self, see: &mut dyn FnMut(&'n Condition)) {
        see_outputs(&self.label, see);
        let of_all = [&self.relevant, &self.read_only];
        of_all.into_iter().flatten().for_each(&mut *see);
        match &self.kind {
            Kind::Root | Kind::Group => {}
            Kind::Repeat { count } => count.iter().for_each(see),
            Kind::Question(question) => {
                for text in [
                    &question.hint,
                    &question.guidance,
                    &question.required_message,
                    &question.constraint_message,
                    &question.soft_constraint_message,
                ] {
                    see_outputs(text, see);
                }
                let own = [
                    &question.required,
                    &question.constraint,
                    &question.soft_constraint,
                    &question.calculate,
                    &question.dynamic_default,
                ];
                own.into_iter().flatten().for_each(&mut *see);
                if let Some(itemset) = &question.choices {
                    let of_choices = [&itemset.nodeset, &itemset.filter, &itemset.seed];
                    of_choices.into_iter().flatten().for_each(see);
                }
            }
        }
    }
}

impl Form {
    /// The node behind an id of this form.
    ///
    /// # Panics
    /// When the id belongs to another form.
    #[expect(clippy::indexing_slicing, reason = "an id is made by the form that it indexes")]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// All ids in document order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(NodeId)
    }

    /// `/data/group/question`, without positions.
    pub fn path(&self, id: NodeId) -> String {
        let node = self.node(id);
        match node.parent {
            None => format!("/{}", node.name),
            Some(parent) => format!("{}/{}", self.path(parent), node.name),
        }
    }

    /// The names of its nodes, and its expressions in the order in which they settle: worked out once, for a form never changes.
    pub fn settled(&self) -> &Arc<Settled> {
        self.settled.get_or_init(|| Arc::new(Settled::of(self)))
    }

    /// The children of a node in the order of the instance, which may not be the order in which they are asked.
    pub fn in_instance_order(&self, id: NodeId) -> Vec<NodeId> {
        let mut children = self.node(id).children.clone();
        children.sort_unstable();
        children
    }

    /// The question behind an id, if it is one.
    pub fn question(&self, id: NodeId) -> Option<&Question> {
        match &self.node(id).kind {
            Kind::Question(question) => Some(question),
            Kind::Root | Kind::Group | Kind::Repeat { .. } => None,
        }
    }

    /// Whether a node is an attribute of the one above it: its name begins with `@`.
    pub fn is_attribute(&self, id: NodeId) -> bool {
        attribute_name(&self.node(id).name).is_some()
    }

    /// The nearest repeat above a node, not counting the node itself.
    pub fn repeat_above(&self, id: NodeId) -> Option<NodeId> {
        let mut at = self.node(id).parent;
        while let Some(parent) = at {
            if matches!(self.node(parent).kind, Kind::Repeat { .. }) {
                return Some(parent);
            }
            at = self.node(parent).parent;
        }
        None
    }
}
