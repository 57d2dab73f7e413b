//! The questionnaire as designed: one immutable [`Form`], whichever file it came from.
//!
//! Readers turn a workbook ([`xlsform`]) or an ODK XForm ([`xform`]) into the same model; whatever is wrong with the file is a list of
//! [`Finding`]s, all at once, each with a kind and a place. A form with an error among its findings is not returned.

pub mod attachment;
pub mod expression;
pub mod finding;
pub mod model;
pub mod sheet;
pub mod skeleton;

pub use attachment::{Attachments, NoAttachments};
pub use finding::{Finding, FindingKind, Severity};
pub use model::{
    Appearance, Choice, ChoiceList, Condition, DataType, Form, Itemset, Kind, Language, LanguageIx, Media, Node, NodeId, Question,
    Template, TemplatePart, Text,
};
pub use sheet::{Cell, Place, Sheet, Workbook};
pub use skeleton::Skeleton;

/// Reads a form from a file of any supported kind, which is told by its content; the name gives the form's id where the file has none.
///
/// The form is there only when no finding is an error.
#[expect(unused_variables, clippy::todo, reason = "skeleton")]
pub fn read(file_name: &str, bytes: &[u8], attachments: &dyn Attachments) -> (Option<Form>, Vec<Finding>) {
    todo!()
}
