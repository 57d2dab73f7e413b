//! One choice by its stored value: its words and what stands beside them, offered now or not.

use super::Interview;
use super::register::item_with_value;
use super::tree::At;
use crate::form::Choice;

impl Interview {
    /// The label of a stored value of a question with choices; the value itself where no choice bears it.
    pub fn choice_label(&self, at: At, value: &str) -> String {
        if let Some(choice) = self.named_choice(at, value) {
            return self.words(&choice.label, at);
        }
        let form = self.form();
        let itemset = form.question(self.node(at)).and_then(|question| question.choices.as_ref());
        let label = itemset.and_then(|itemset| {
            let document = form.instances.get(&itemset.list)?;
            let item = item_with_value(document, itemset, value)?;
            Some(document.text(document.child(item, &itemset.label)?).into_owned())
        });
        label.unwrap_or_else(|| value.to_owned())
    }

    /// The choice of the form's own lists that bears a value; `None` for choices from attached files and earlier answers.
    pub fn named_choice(&self, at: At, value: &str) -> Option<&Choice> {
        let itemset = self.plan.form.question(self.node(at))?.choices.as_ref()?;
        let position = self.plan.register(&itemset.list)?.named(value)?;
        self.plan.form.lists.get(&itemset.list)?.choices.get(position)
    }
}
