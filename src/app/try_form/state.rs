//! The state of an interview as JSON: what a program or a test looks at.

use serde::Serialize;

use crate::form::Kind;
use crate::interview::{At, Interview, Violation};

/// An interview as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// Which form.
    pub form: FormState,
    /// The current language.
    pub language: String,
    /// Groups, repeat instances, questions and calculations in document order.
    pub nodes: Vec<NodeState>,
    /// The instance as ODK would submit it.
    pub xml: String,
}

/// A form's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormState {
    /// `form_id` of the settings.
    pub id: String,
    /// Its version; empty if it has none.
    pub version: String,
    /// `form_title`.
    pub title: String,
    /// In the form's own order.
    pub languages: Vec<String>,
}

/// A node as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NodeState {
    /// With positions: `/data/v[1]/s`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `group`, `repeat`, or the question's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// It and all above are asked.
    pub relevant: bool,
    /// It must be answered.
    pub required: bool,
    /// It cannot be changed.
    pub readonly: bool,
    /// Empty while not relevant; `None` for what holds no value.
    pub value: Option<String>,
    /// In the current language.
    pub label: String,
    /// Likewise.
    pub hint: String,
    /// Name and label of each choice now offered.
    pub choices: Option<Vec<(String, String)>>,
    /// `required` or `constraint`.
    pub violation: Option<&'static str>,
    /// The author's words for it.
    pub message: Option<String>,
}

impl State {
    /// What there is to see.
    pub fn of(interview: &Interview) -> Self {
        let form = interview.form();
        let languages: Vec<String> = form.languages.iter().map(|language| language.name.clone()).collect();
        let language = languages.get(usize::from(interview.language().0)).cloned().unwrap_or_default();
        let form = FormState {
            id: form.id.clone(),
            version: form.version.clone(),
            title: form.title.clone(),
            languages,
        };
        let nodes = interview.all().into_iter().skip(1).map(|at| NodeState::of(interview, at)).collect();
        Self {
            form,
            language,
            nodes,
            xml: interview.xml(),
        }
    }
}

impl NodeState {
    fn of(interview: &Interview, at: At) -> Self {
        let (kind, holds_value) = match &interview.form().node(interview.node(at)).kind {
            Kind::Root | Kind::Group => ("group", false),
            Kind::Repeat { .. } => ("repeat", false),
            Kind::Question(question) => (question.type_name.as_str(), true),
        };
        let violation = interview.violation(at).map(|violation| match violation {
            Violation::Required => "required",
            Violation::Constraint => "constraint",
        });
        let choices = interview.choices(at);
        Self {
            reference: interview.reference(at),
            kind: kind.to_owned(),
            relevant: interview.is_relevant(at),
            required: interview.is_required(at),
            readonly: interview.is_read_only(at),
            value: holds_value.then(|| interview.value(at).to_owned()),
            label: interview.label(at),
            hint: interview.hint(at),
            choices: choices.map(|offered| offered.iter().map(|choice| (choice.name.clone(), choice.label.clone())).collect()),
            violation,
            message: interview.violation_message(at),
        }
    }
}
