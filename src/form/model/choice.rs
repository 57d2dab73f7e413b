//! Choice lists, and which of their choices a question offers.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Condition, Media, NodeId, Place, Text};

/// Choices of a question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Itemset {
    /// The list in [`Form::lists`](super::Form::lists), or the secondary instance for an attached file.
    pub list: String,
    /// Where the choices are earlier answers (`select_one ${name}`) or a path of an XForm's own: the elements to choose from, unfiltered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodeset: Option<Condition>,
    /// Keeps the choices for which it holds; inside, the choice's columns are read as child elements (`region = ${r}`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Condition>,
    /// Which child element is the value: `name` unless a parameter says otherwise.
    pub value: String,
    /// Which child element is the label.
    pub label: String,
    /// An open answer goes to this question, `<name>_other`, when `other` is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<NodeId>,
    /// Whether the order is shuffled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_randomized: bool,
    /// The seed's expression, where the author gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Condition>,
    /// True where the list comes from an attached file and is found in [`Form::instances`](super::Form::instances) only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_external: bool,
    /// The attached file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How the choices are looked up in the file, where `search()` does so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
}

/// Choices that are looked up in a table: each value once, in the order of a column `sortby` where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// The list in [`Form::lists`](super::Form::lists) whose choices name the columns.
    pub list: String,
    /// By [`LanguageIx`](super::LanguageIx): the columns that the label is put together from; empty where the translation is missing.
    pub labels: Vec<Vec<String>>,
}

impl Itemset {
    /// All choices of a list, in its order.
    pub fn of_list(list: &str) -> Self {
        Self {
            list: list.to_owned(),
            nodeset: None,
            filter: None,
            value: "name".to_owned(),
            label: "label".to_owned(),
            other: None,
            is_randomized: false,
            seed: None,
            is_external: false,
            file: None,
            search: None,
        }
    }
}

/// A choice list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChoiceList {
    /// In file order.
    pub choices: Vec<Choice>,
}

/// One choice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Choice {
    /// The stored value.
    pub name: String,
    /// By language.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub label: Text,
    /// Picture, sound and film.
    #[serde(default, skip_serializing_if = "Media::is_empty")]
    pub media: Media,
    /// Further columns (for filters, `score` for the index), by header as written.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub extra: IndexMap<String, String>,
    /// Its row in the choices sheet.
    #[serde(skip)]
    pub place: Place,
}
