//! The questionnaire as designed: one immutable [`Form`], whichever file it came from.
//!
//! Readers turn a workbook (`xlsform`) or an ODK XForm (`xform`) into the same model; whatever is wrong with the file is a list of
//! [`Finding`]s, all at once, each with a kind and a place. A form with an error among its findings is not returned.

mod action;
pub mod annex;
pub mod attachment;
mod bare;
mod beyond;
pub(crate) mod choice_names;
mod condition;
mod entity;
pub mod expression;
pub mod finding;
#[cfg(test)]
pub(crate) mod imagined;
mod instances;
mod json;
mod judge;
mod media;
pub mod model;
mod search;
pub mod sheet;
pub mod skeleton;
mod xform;
mod xlsform;

use std::sync::Arc;

use expression::Settled;
use finding::Findings;

pub use action::{Action, Moment};
pub use annex::AnnexProblem;
pub use attachment::{Attachments, NoAttachments};
pub use bare::{bare, bare_file};
pub use beyond::Beyond;
pub use entity::{Entity, When};
pub use finding::{AttachmentFault, EntityProblem, Finding, FindingKind, Saying, Severity};
pub use judge::Judgement;
pub use media::{Media, MediaKind, file_name};
pub use model::{
    Appearance, Choice, ChoiceList, Condition, DataType, Form, Itemset, Kind, Language, LanguageIx, MissingReason, Node, NodeId, Question,
    Search, Template, TemplatePart, Text,
};
pub use sheet::{Cell, Place, Sheet, Workbook};
pub use skeleton::Skeleton;

/// Reads a form from a file of any supported kind, which is told by its content; the name gives the form's id where the file has none.
///
/// The form is there only when no finding is an error.
pub fn read(file_name: &str, bytes: &[u8], attachments: &dyn Attachments) -> (Option<Form>, Vec<Finding>) {
    let mut findings = Findings::default();
    let form = read_as_far_as_possible(file_name, bytes, attachments, &mut findings);
    (form.filter(|_| !findings.has_errors()), findings.into_list())
}

/// Reads a form as [`read`] does, and judges it: for whoever writes or takes in forms. What runs and cannot have been meant is a warning.
pub fn examine(file_name: &str, bytes: &[u8], attachments: &dyn Attachments) -> (Option<Form>, Vec<Finding>) {
    let mut findings = Findings::default();
    let form = read_as_far_as_possible(file_name, bytes, attachments, &mut findings);
    if let Some(form) = &form {
        judge::judge(form, &mut findings);
    }
    (form.filter(|_| !findings.has_errors()), findings.into_list())
}

/// The form, though some of it may be missing where there are errors.
fn read_as_far_as_possible(file_name: &str, bytes: &[u8], attachments: &dyn Attachments, findings: &mut Findings) -> Option<Form> {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let (mut form, skeleton) = if let (Some(sheet::Format::Xml), Some(xml)) = (sheet::Format::of(bytes), sheet::text_of(bytes)) {
        xform::compile(xml, attachments, findings)?
    } else {
        compile_sheets(stem, bytes, attachments, findings)?
    };
    search::resolve(&mut form, attachments, findings);
    settle(&mut form, skeleton, findings);
    Some(form)
}

fn compile_sheets(stem: &str, bytes: &[u8], attachments: &dyn Attachments, findings: &mut Findings) -> Option<(Form, Skeleton)> {
    match sheet::read(bytes) {
        Ok(workbook) => xlsform::compile(stem, workbook, attachments, findings),
        Err(refusal) => {
            findings.report(refusal.into(), Place::default());
            None
        }
    }
}

/// Resolves what the expressions read, and reports those that go round in a circle.
fn settle(form: &mut Form, skeleton: Skeleton, findings: &mut Findings) {
    expression::resolve_all(form, &skeleton);
    let (settled, circles) = Settled::with_circles(form, skeleton);
    form.settled = Arc::new(settled).into();
    for circle in circles {
        let Some(first) = circle.first() else {
            continue;
        };
        let path = circle.iter().chain([first]).map(|id| form.node(*id).name.clone()).collect();
        findings.report(FindingKind::Cycle { path }, form.node(*first).place.clone());
    }
    choice_names::check(form, findings);
    action::check(form, findings);
}
