//! The questionnaire as designed: one immutable [`Form`], whichever file it came from.
//!
//! Readers turn a workbook ([`xlsform`]) or an ODK XForm ([`xform`]) into the same model; whatever is wrong with the file is a list of
//! [`Finding`]s, all at once, each with a kind and a place. A form with an error among its findings is not returned.

pub mod finding;
pub mod model;
pub mod sheet;

pub use finding::{Finding, FindingKind, Severity};
pub use model::{
    Appearance, Choice, ChoiceList, Condition, DataType, Form, Itemset, Kind, Language, LanguageIx, Media, Node, NodeId, Question,
    Template, TemplatePart, Text,
};
pub use sheet::{Cell, Place, Sheet, Workbook};
