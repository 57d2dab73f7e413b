//! What the targets share: a form that is accepted is filled in, so that its expressions run too.

use std::sync::Arc;

use phieu::form::{self, Condition, Form, Kind, NoAttachments, Place};
use phieu::interview::{Ambient, Answer, Interview, Step};
use phieu::xpath::Expression;
pub use zip;

fn ambient() -> Ambient {
    Ambient {
        now: "2026-11-22T08:00:00+07:00[+07:00]".parse().expect("a moment"),
        seed: 1,
        device: [].into(),
    }
}

/// Reads a form; what is accepted is opened, answered here and there, and looked at.
pub fn fill_in(name: &str, bytes: &[u8]) {
    let (Some(form), _) = form::read(name, bytes, &NoAttachments) else { return };
    let mut interview = Interview::new(Arc::new(form), &ambient());
    look_at(&interview);
    for at in interview.all().into_iter().take(50) {
        if !interview.exists(at) {
            continue;
        }
        let first = interview.choices(at).and_then(|choices| choices.first().map(|choice| choice.name.clone()));
        let at = interview.reference(at);
        let answer = Answer::Text(first.unwrap_or_else(|| "1".to_owned()));
        let repeat = at.rsplit_once('[').map(|(repeat, _)| repeat.to_owned());
        let _ = interview.apply(&Step::Answer { at, answer }, &ambient());
        if let Some(repeat) = repeat {
            let _ = interview.apply(&Step::Add { repeat }, &ambient());
        }
    }
    look_at(&interview);
}

fn look_at(interview: &Interview) {
    for at in interview.all().into_iter().take(200) {
        let _ = (interview.label(at), interview.hint(at), interview.choices(at), interview.violation_message(at));
    }
    let _ = interview.xml();
}

/// Evaluates an expression as a form's own.
pub fn ask(form: &Form, expression: &Expression) {
    let mut form = form.clone();
    let condition = Condition::unresolved(expression.clone(), &Place::default());
    for node in &mut form.nodes {
        if let Kind::Question(question) = &mut node.kind
            && question.is_asked
        {
            question.constraint = Some(condition.clone());
            question.required = Some(condition.clone());
        }
    }
    let skeleton = form::Skeleton::of(&form);
    form::expression::resolve_all(&mut form, &skeleton);
    let mut interview = Interview::new(Arc::new(form), &ambient());
    for (at, answer) in [("/data/a", "3"), ("/data/v[1]/s", "x")] {
        let step = Step::Answer {
            at: at.to_owned(),
            answer: Answer::Text(answer.to_owned()),
        };
        let _ = interview.apply(&step, &ambient());
    }
}
