//! Decides whether a record is one that an interview with the form could have given: asked where the form asks, acceptable to its
//! constraints, chosen from what it offers, computed as it computes.
//!
//! Only what left the laptop can be judged. A rule that reads a question which stayed there, or left coarser, is not judged and is named
//! by [`Rules::unjudged`]; so is one that reads the clock or chance. What a form asks of everybody without conditions costs nothing.

mod compile;
mod row;
mod scene;
mod whole;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::dataset::{ColumnIx, Damaged, Interest, Schema};
use crate::form::{DataType, Form, NodeId};
use crate::interview::Plan;
use crate::xpath::Ast;

pub use row::Judge;

/// What is wrong with a value, given the others of its record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wrong {
    /// The form does not ask here, and there is an answer.
    NotAsked,
    /// The form's constraint does not hold.
    Constraint,
    /// The form asks and wants an answer, and there is none.
    Required,
    /// No choice that the form offers given the other answers.
    NotOffered,
    /// The form computes another value: this one.
    Computed(String),
    /// The answers call for another number of rows in a repeat.
    Rows {
        /// How many they call for.
        expected: usize,
    },
}

/// A value that the form would not have allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Its column in the released schema.
    pub at: ColumnIx,
    /// Its row in the table of the column.
    pub row: usize,
    /// The value as an interview stores it.
    pub value: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// The rules of a form that can be held against its released records, compiled once.
#[derive(Debug)]
pub struct Rules {
    form: Arc<Form>,
    schema: Schema,
    conditions: Vec<Condition>,
    /// For each column of the form's own table.
    columns: Vec<ColumnRules>,
    /// The columns that the conditions read and judge …
    interest: Interest,
    /// … and with them those that everybody must answer.
    full_interest: Interest,
    /// Where rules reach into repeats: a whole interview judges the record.
    plan: Option<Arc<Plan>>,
    /// The rules that can be judged, with the columns that each reads.
    judged: BTreeMap<(NodeId, What), Vec<ColumnIx>>,
    unjudged: Vec<String>,
}

/// Who has looked at the record before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nobody.
    Nothing,
    /// Whoever read the cells: what everybody must answer is answered.
    Cells,
}

/// What a condition decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Relevant,
    Required,
    Constraint,
    Offered,
    Computed,
    Rows,
}

/// A condition over the form's own table.
#[derive(Debug)]
struct Condition {
    ast: Arc<Ast>,
    /// The node that it is evaluated at.
    home: NodeId,
    /// What its value depends on.
    reads: Vec<ColumnIx>,
    result: ResultKind,
}

/// What the value of a condition is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ResultKind {
    /// True or false; where it cannot be evaluated, what an interview takes it for.
    Truth {
        /// This.
        otherwise: bool,
    },
    /// Whether what was chosen is among the items' values.
    Offers {
        /// The column of the answer.
        at: ColumnIx,
        /// The child element that holds an item's value.
        value: String,
        /// The type of the question.
        data: DataType,
    },
    /// The value of a column of this type.
    Value(DataType),
}

/// The conditions that concern a column of the form's own table, by number.
#[derive(Debug, Clone, Default)]
struct ColumnRules {
    /// All of these must hold for it to be asked.
    asked_when: Vec<usize>,
    /// Whether nothing else decides over it.
    is_asking_known: bool,
    required: Option<Required>,
    constraint: Option<usize>,
    offered: Option<usize>,
    computed: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Required {
    Always,
    When(usize),
}

impl ColumnRules {
    /// Whether there is nothing to judge but that everybody must answer it.
    fn is_plain(&self) -> bool {
        let is_asked_freely = self.asked_when.is_empty() && matches!(self.required, None | Some(Required::Always));
        is_asked_freely && self.constraint.is_none() && self.offered.is_none() && self.computed.is_none()
    }

    /// Whether there is anything to judge for somebody who comes after these.
    fn concerns(&self, before: Before) -> bool {
        let is_wanted = self.required.is_some() && self.is_asking_known && before == Before::Nothing;
        !self.is_plain() || is_wanted
    }
}

impl Rules {
    /// The questions, by path, with a rule that reads what did not leave the laptop, the clock or chance: that rule is not judged.
    pub fn unjudged(&self) -> &[String] {
        &self.unjudged
    }

    /// Judges records of a source that lacks some columns: what reads one of those is not judged.
    pub fn judge(&self, before: Before, absent: BTreeSet<ColumnIx>) -> Judge<'_> {
        Judge::new(self, before, absent)
    }
}

/// What was found in a packed record; nothing where the form would have allowed it.
pub type Judgement = Result<Option<Breach>, Damaged>;
