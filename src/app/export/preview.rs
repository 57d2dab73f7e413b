//! What would leave, column by column, before anything does.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::{ExportError, forms_to_hand_over, load};
use crate::app::keys;
use crate::dataset::codebook;
use crate::form::{DataType, NodeId};
use crate::instrument::Instrument;
use crate::privacy::{ColumnPlan, Fate, Note, Role};
use crate::store::{self, InstrumentSummary, State, Workspace};
use crate::words::Words;

/// What would leave the workspace, form by form.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// One for each form version that would make a package.
    pub packages: Vec<PackagePreview>,
    /// The recipient that the campaign seals to (`age1…`); without one a package is readable by whoever finds it.
    pub recipient: Option<String>,
    /// Whether the workspace is for training.
    pub is_training: bool,
}

/// What would leave of one form.
#[derive(Debug, Clone, Serialize)]
pub struct PackagePreview {
    /// The form's id.
    pub form: String,
    /// The form's title.
    pub title: String,
    /// The form's version.
    pub version: String,
    /// The instrument's identity.
    pub identity: String,
    /// Finished records, all of which leave each time.
    pub finished: u64,
    /// Withdrawn records: they leave as a key without content.
    pub withdrawn: u64,
    /// Of both, those that no earlier package held in this revision.
    pub new: u64,
    /// Drafts, which stay.
    pub drafts: u64,
    /// Refusals and non-contacts.
    pub dispositions: u64,
    /// Each column of the form, in form order.
    pub columns: Vec<PreviewColumn>,
}

/// What becomes of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewColumn {
    /// The repeat's table; empty for the form's own.
    pub table: String,
    /// The question by path.
    pub path: String,
    /// The question's label in the form's default language; the name where there is none.
    pub label: String,
    /// What the program records by itself (`start`, `username`, …), where the column holds such.
    pub metadata: Option<String>,
    /// The role that the privacy sheet gives it.
    pub role: Option<Role>,
    /// Whether and how it leaves, and why.
    pub fate: Fate,
    /// The author's reason in the privacy sheet.
    pub remark: String,
    /// What else one should know.
    pub notes: Vec<Note>,
}

impl PreviewColumn {
    /// What to call the column: the question, or what the program records there by itself.
    pub fn name(&self, words: Words) -> String {
        let Some(metadata) = &self.metadata else {
            return self.label.clone();
        };
        let key = format!("metadata-{metadata}");
        if words.has(&key) {
            words.say(&key)
        } else {
            words.say_with("metadata-other", &[("name", self.label.as_str().into())])
        }
    }

    /// Why, in words.
    pub fn why(&self, words: Words) -> String {
        let reason = self.fate.reason();
        let name = reason.name().unwrap_or_default().to_owned();
        words.say_with(reason.key(), &[("name", name.into())])
    }
}

impl Serialize for PreviewColumn {
    /// With the same words in every language: those of the privacy sheet and of manifests.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut column = serializer.serialize_struct("PreviewColumn", 7)?;
        column.serialize_field("table", &self.table)?;
        column.serialize_field("path", &self.path)?;
        column.serialize_field("label", &self.label)?;
        column.serialize_field("role", &self.role.map(Role::word))?;
        column.serialize_field("fate", fate_word(&self.fate))?;
        column.serialize_field("how", how(&self.fate))?;
        column.serialize_field("why", why_word(&self.fate))?;
        column.end()
    }
}

/// The fate in one word: `leaves`, `coarsened`, `stays`.
pub(super) fn fate_word(fate: &Fate) -> &'static str {
    match fate {
        Fate::Leaves(_) => "leaves",
        Fate::Coarsened(..) => "coarsened",
        Fate::Stays(_) => "stays",
    }
}

/// The recode of what leaves coarser; empty otherwise.
pub(super) fn how(fate: &Fate) -> &str {
    match fate {
        Fate::Coarsened(recode, _) => &recode.source,
        Fate::Leaves(_) | Fate::Stays(_) => "",
    }
}

/// The reason in one word: the catalogue's key without its area.
pub(super) fn why_word(fate: &Fate) -> &'static str {
    let key = fate.reason().key();
    key.strip_prefix("privacy-").unwrap_or(key)
}

/// Shows what an export would hand over, before it does.
pub fn preview(workspace: &Workspace) -> Result<Preview, ExportError> {
    let mut packages = Vec::new();
    for summary in forms_to_hand_over(workspace)? {
        let instrument = load(workspace, &summary)?;
        packages.push(preview_form(workspace, summary, &instrument)?);
    }
    Ok(Preview {
        packages,
        recipient: keys::campaign_recipient(workspace)?.map(|recipient| recipient.to_string()),
        is_training: workspace.is_training(),
    })
}

/// The kind of a column that the program fills in and that no label explains.
fn metadata(instrument: &Instrument, node: NodeId) -> Option<String> {
    let form = &instrument.form;
    let question = form.question(node).filter(|question| question.data == DataType::Metadata)?;
    form.node(node).label.is_empty().then(|| question.type_name.clone())
}

fn preview_form(workspace: &Workspace, summary: InstrumentSummary, instrument: &Instrument) -> Result<PackagePreview, ExportError> {
    let (mut finished, mut withdrawn, mut new) = (0, 0, 0);
    workspace.for_each_released::<store::Error>(&summary.identity, |row| {
        *if row.body.is_some() { &mut finished } else { &mut withdrawn } += 1;
        new += u64::from(row.is_new);
        Ok(())
    })?;
    let is_draft = |row: &&store::RecordRow| row.instrument == summary.identity && row.state == State::Draft;
    let column = |plan: &ColumnPlan| PreviewColumn {
        table: instrument
            .schema
            .tables
            .get(plan.at.table)
            .map_or_else(String::new, |table| table.name.clone()),
        path: plan.path.clone(),
        label: codebook::label(&instrument.form, plan.node, instrument.form.default_language),
        metadata: metadata(instrument, plan.node),
        role: plan.role,
        fate: plan.fate.clone(),
        remark: plan.remark.clone(),
        notes: plan.notes.clone(),
    };
    Ok(PackagePreview {
        finished,
        withdrawn,
        new,
        drafts: workspace.records()?.iter().filter(is_draft).count() as u64,
        dispositions: workspace.dispositions(&summary.identity)?.len() as u64,
        columns: instrument.plan.columns.iter().map(column).collect(),
        form: summary.form,
        title: summary.title,
        version: summary.version,
        identity: summary.identity,
    })
}
